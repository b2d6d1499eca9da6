//! A passage as it was observed: characters, inserted readings, marks of a loss.

use std::ops::Range;

use super::readings::{Passage, syllable};

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
        let in_parentheses =
            || syllable(after).filter(|s| after.as_bytes().get(s.len()) == Some(&b')'));
        let (kind, len) = match c {
            '(' => match in_parentheses()
                .filter(|reading| !passage.readings.codes(reading).is_empty())
            {
                Some(reading) => (Kind::Reading(reading), reading.len() + 2),
                None => (Kind::Char(c), 1),
            },
            '?' | '\u{FFFD}' => match in_parentheses() {
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
