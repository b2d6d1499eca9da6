//! The short way for documents: a line that went, from end to end, through damage met before.
//!
//! Only for UTF-8 read as something else: that every byte of a line falls into place in UTF-8 needs
//! no comparison with other hypotheses.

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{Cost, Symbol, cost, found_cost, text_cost};

use super::Damage;
use super::evidence;
use super::search::{DECISIVE, at_most, enter};
use super::window::usual;

/// Restores a line, which begins at byte `start` of the whole, by a chain of one step, if the result
/// is text as it should be.
pub fn restore(text: &str, start: usize, steps: &[Step]) -> Option<Damage> {
    let &[step] = steps else { return None };
    if step.actual != Charset::Utf8 {
        return None;
    }
    let inverse = step.read_as.inverse();
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for c in text.chars() {
        bytes.extend_from_slice(inverse.first(c)?.as_bytes());
    }
    let restored = String::from_utf8(bytes).ok()?;
    let enter = enter(step, 0);
    let (restored_cost, expected) = costs(restored.chars());
    let gain = text_cost(text.chars(), found_cost).checked_sub(restored_cost + enter)?;
    if gain < DECISIVE || restored_cost > at_most(expected) {
        return None;
    }
    // What ASCII stands at the ends is as it was.
    let same = |pair: &(u8, u8)| pair.0 == pair.1 && pair.0.is_ascii();
    let before = text.bytes().zip(restored.bytes()).take_while(same).count();
    let after = text.bytes().rev().zip(restored.bytes().rev()).take_while(same).count();
    let changed = before..text.len().checked_sub(after)?;
    let evidence = evidence::of_utf8(gain);
    Some(Damage {
        span: start + changed.start..start + changed.end,
        restored: restored.get(before..restored.len().checked_sub(after)?)?.to_owned(),
        chain: super::name_charsets(steps.to_vec(), text.get(changed)?.chars()),
        margin: evidence.margin,
        confidence: evidence.confidence,
        guesses: Vec::new(),
    })
}

/// What a restored line costs, and what usual text of the kind costs.
pub fn costs(text: impl IntoIterator<Item = char>) -> (Cost, Cost) {
    let mut previous = Symbol::start();
    let (mut sum, mut expected): (Cost, Cost) = (0, 0);
    for c in text {
        let symbol = Symbol::of(c);
        sum += cost(previous, symbol);
        expected += usual(symbol.class());
        previous = symbol;
    }
    (sum, expected)
}
