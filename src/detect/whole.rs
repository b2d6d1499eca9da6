//! The short way for documents: a line that went, from end to end, through damage met before.
//!
//! Only for UTF-8 read as something else: that every byte of a line falls into place in UTF-8 needs
//! no comparison with other hypotheses.

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{Cost, Symbol, cost};

use super::Damage;
use super::layer::{Builder, Source};
use super::search::{DECISIVE, at_most, enter};
use super::window::{Window, usual};

/// Restores a whole window by a chain of one step, if the result is text as it should be.
pub fn restore(window: &Window, steps: &[Step]) -> Option<Damage> {
    let &[step] = steps else { return None };
    if step.actual != Charset::Utf8 {
        return None;
    }
    let builder = Builder::new(step, Source::Found(window));
    let mut chars: Vec<char> = Vec::with_capacity(window.len());
    let (mut restored, mut expected): (Cost, Cost) = (0, 0);
    let mut previous = window.before(0);
    // The changed part: characters of the window, and of what is restored.
    let mut changed: Option<(usize, usize)> = None;
    let mut changed_to = (0, 0);
    let mut at = 0;
    while at < window.len() {
        let first = chars.len();
        let end = builder.only_arc(&mut chars, at)?;
        let new = chars.get(first..)?;
        for c in new {
            let symbol = Symbol::of(*c);
            restored += cost(previous, symbol);
            expected += usual(symbol.class());
            previous = symbol;
        }
        if window.chars.get(at..end)? != new {
            changed.get_or_insert((at, first));
            changed_to = (end, chars.len());
        }
        at = end;
    }
    let enter = enter(step, 0);
    let gain = window.cost(0, window.len()).checked_sub(restored + enter)?;
    if gain < DECISIVE || restored > at_most(expected) {
        return None;
    }
    let (from, first) = changed?;
    let text: String = chars.get(first..changed_to.1)?.iter().collect();
    Damage::new(window, from, changed_to.0, text, steps, enter)
}
