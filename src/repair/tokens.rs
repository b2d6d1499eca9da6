//! A passage as it was observed: characters, inserted readings, marks of a loss.

use std::ops::Range;

use super::readings::{Passage, Readings, syllable};
use super::table;

/// The longest toneless syllable, `zhuang`, in letters.
const MOST_LETTERS: usize = 6;

/// One thing that was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// Byte range in the text.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: Kind<'t>,
}

/// What was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// A character.
    Char(char),
    /// A whole reading, `(yè)`.
    Reading(&'t str),
    /// A reading whose parenthesis went together with a lost byte, `?yún)`.
    LostReading(&'t str),
    /// `?` or U+FFFD: a question mark, or what a decoder wrote for a byte.
    Mark(char),
}

impl Token<'_> {
    /// Whether it is a whole reading.
    pub(super) fn is_reading(&self) -> bool {
        matches!(self.kind, Kind::Reading(_))
    }
}

/// Reads a passage.
pub(super) fn tokens<'t>(text: &'t str, passage: &Passage) -> Vec<Token<'t>> {
    let mut tokens = Vec::new();
    let mut at = passage.span.start;
    while let Some(rest) = text.get(at..passage.span.end)
        && let Some(c) = rest.chars().next()
    {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let in_parentheses = |is_lost| {
            let reading =
                syllable(after).or_else(|| toneless(after, &passage.readings, is_lost))?;
            (after.as_bytes().get(reading.len()) == Some(&b')')).then_some(reading)
        };
        let (kind, len) = match c {
            '(' => match in_parentheses(false) {
                Some(reading) => (Kind::Reading(reading), reading.len() + 2),
                None => (Kind::Char(c), 1),
            },
            '?' | '\u{FFFD}' => match in_parentheses(true) {
                Some(reading) => (Kind::LostReading(reading), c.len_utf8() + reading.len() + 1),
                None => (Kind::Mark(c), c.len_utf8()),
            },
            _ => (Kind::Char(c), c.len_utf8()),
        };
        tokens.push(Token { span: at..at + len, kind });
        at += len;
    }
    tokens
}

/// The reading without a tone that `text` begins with, if it is one of the passage's, or, where half
/// a parenthesis is left and it can hardly be anything else, of any character.
fn toneless<'t>(text: &'t str, readings: &Readings, is_lost: bool) -> Option<&'t str> {
    let len = text.bytes().take(MOST_LETTERS + 1).position(|byte| byte == b')')?;
    let reading = text.get(..len)?;
    let known = !readings.codes(reading).is_empty()
        || is_lost && table::toneless().any(|(other, _)| other == reading);
    known.then_some(reading)
}
