//! C1 controls that are letters or signs of another charset: text of it read as Latin-1.
//!
//! Programs that take windows-1252 for Latin-1 leave U+0093 for `“`. Nobody writes these controls, so that a line that
//! is right otherwise needs no more evidence than that the result is text.

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Class, Symbol, cost, found_cost};

use super::Damage;
use super::window::usual;

/// What such text was written in, the commonest first.
const ACTUAL: [Charset; 1] = [Charset::Windows1252];
/// Bits by which a charset must be better than the one before it.
const ADVANTAGE: i64 = 6 * BIT as i64;
/// Bits beyond the usual that a character may cost on average once it is restored.
const SURPRISE: i64 = 8 * BIT as i64;

/// Bits beyond the usual that other characters of the line may cost.
const MOST_SURPRISE: u32 = 4 * BIT;

/// Letters of ASCII that there must be for each control.
const LETTERS_EACH: usize = 4;

/// The next line, a control of its own in text from mainframes.
const NEXT_LINE: char = '\u{85}';

/// Whether the controls of a line are all that is odd in it.
pub fn is_all(text: &str) -> bool {
    if !has_control(text) {
        return false;
    }
    let controls = text.chars().filter(|c| is_control(*c)).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    // Double-byte text read as Latin-1 has a control in every other place.
    if controls * LETTERS_EACH > letters {
        return false;
    }
    let mut previous = Symbol::start();
    text.chars().all(|c| {
        if is_control(c) {
            previous = Symbol::start();
            return true;
        }
        let symbol = Symbol::of(c);
        let cost = found_cost(previous, symbol);
        previous = symbol;
        c.is_ascii() || cost <= usual(symbol.class()) + MOST_SURPRISE
    })
}

/// The C1 controls of a line that are something else. `is_damaged` if other damage was found in the line.
pub fn find(text: &str, is_damaged: bool) -> Vec<Damage> {
    if !has_control(text) {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let controls = chars.iter().filter(|c| is_control(**c)).count();
    if !is_damaged && controls == 1 && !is_dots(&chars) {
        return Vec::new();
    }
    let found = excess(&chars, found_cost);
    let mut best: Option<(Charset, i64)> = None;
    for actual in ACTUAL {
        if actual != Charset::Windows1252 && !is_in_words(&chars) {
            continue;
        }
        let Some(restored) = restore(&chars, actual) else { continue };
        let cost = excess(&restored, cost);
        if best.is_none_or(|(_, least)| cost + ADVANTAGE < least) {
            best = Some((actual, cost));
        }
    }
    let Some((actual, cost)) = best else { return Vec::new() };
    let others = chars.iter().filter(|c| !c.is_ascii()).count() as i64;
    if cost >= found || cost > SURPRISE * others {
        return Vec::new();
    }
    let margin = (found - cost) as f64 / f64::from(BIT);
    let step = Step { actual, read_as: Charset::Iso8859_1 };
    text.char_indices()
        .filter(|(_, c)| is_control(*c))
        .filter_map(|(at, c)| {
            Some(Damage {
                span: at..at + c.len_utf8(),
                restored: read(c, actual)?.to_string(),
                chain: vec![step],
                margin,
                confidence: CONFIDENCE,
                guesses: Vec::new(),
            })
        })
        .collect()
}

/// How sure such a repair is: which of several charsets it was is a guess, that it was one is not.
const CONFIDENCE: f64 = 0.95;

/// Whether a lone U+0085 of a line stands where dots can: after a word and before a space.
fn is_dots(chars: &[char]) -> bool {
    let at = chars.iter().position(|c| *c == NEXT_LINE);
    at.is_none_or(|at| chars.get(at + 1) == Some(&' '))
}

/// Whether all controls touch letters, as letters do.
fn is_in_words(chars: &[char]) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphabetic());
    (0..chars.len())
        .filter(|at| chars.get(*at).is_some_and(|c| is_control(*c)))
        .all(|at| is_letter(at.checked_sub(1)) || is_letter(Some(at + 1)))
}

/// A control as the character of a charset; `None` where it has no other.
fn read(c: char, actual: Charset) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok()?;
    let (c, _) = actual.decoder().next(&[byte])?;
    (Class::of(c) != Class::C1).then_some(c)
}

fn restore(chars: &[char], actual: Charset) -> Option<Vec<char>> {
    chars.iter().map(|&c| if is_control(c) { read(c, actual) } else { Some(c) }).collect()
}

/// Whether a text has such a control. In UTF-8 all of them begin with C2.
fn has_control(text: &str) -> bool {
    memchr::memchr(0xC2, text.as_bytes()).is_some() && text.contains(is_control)
}

fn is_control(c: char) -> bool {
    ('\u{80}'..='\u{9F}').contains(&c)
}

/// What text costs beyond the usual, character by character.
fn excess(chars: &[char], pair_cost: fn(Symbol, Symbol) -> u32) -> i64 {
    let mut previous = Symbol::start();
    let mut sum = 0;
    for c in chars {
        let symbol = Symbol::of(*c);
        sum += i64::from(pair_cost(previous, symbol)) - i64::from(usual(symbol.class()));
        previous = symbol;
    }
    sum
}
