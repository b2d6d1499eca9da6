//! The marks of lines, one after the other.

use std::ops::Range;

use super::Wanted;
use super::brackets::brackets;
use super::marks::marks;
use super::masks::Masks;
use super::quotes::{self, DOUBLE, Kind, Quotation, Quote, SINGLE, quotations};
use super::sides::{Side, left, right};
use crate::Kept;
use crate::normalize::script::{Evidence, Han, is_han};
use crate::normalize::{Change, Changes};

/// The most that is believed of a pair, and of a quote without a partner.
const PAIRED: f64 = 0.95;
const ALONE: f64 = 0.9;
/// Quotes whose direction is less sure stay straight: those of a pair, those without a partner, and of these the single ones, which may be feet or
/// minutes.
const SURE_PAIR: f64 = 0.6;
const SURE_ALONE: f64 = 0.65;
const SURE_SINGLE: f64 = 0.9;

/// A span of the line, what it becomes, how sure that is, and why.
pub type Found<'a> = (Range<usize>, &'a str, f64, &'static str);

/// Finds what changes in the lines of a text.
#[derive(Debug)]
pub struct Lines {
    wanted: Wanted,
    pub changes: Changes,
    /// How probable it is that a line begins inside of a quotation, double or single.
    begun: [f64; 2],
}

impl Lines {
    pub fn new(wanted: Wanted) -> Self {
        Self { wanted, changes: Changes::default(), begun: [quotes::BEGUN; 2] }
    }

    /// Takes the next line, which begins at byte `start`.
    pub fn take(&mut self, line: &str, start: usize) {
        let has_mark = |byte: &u8| {
            matches!(
                byte,
                b',' | b':' | b';' | b'?' | b'!' | b'(' | b')' | b'"' | b'\'' | b'.' | b'-' | b'~'
            )
        };
        if line.is_ascii() || !line.as_bytes().iter().any(has_mark) {
            return;
        }
        if Evidence::of_characters(line).script() == Han::Japanese || !line.chars().any(is_han) {
            return;
        }
        let masks = Masks::of(line);
        let mut found = Vec::new();
        let mut alone = Vec::new();
        if self.wanted.width {
            marks(line, &masks, self.wanted, &mut found);
            let brackets = brackets(line, &masks);
            for pair in brackets.pairs {
                if pair.is_chinese(line) && (self.wanted.full || pair.can_be_folded(line)) {
                    let reason = "a bracket in Chinese text";
                    for (at, full) in [(pair.open, "（"), (pair.close, "）")] {
                        if line.as_bytes().get(at).is_some_and(u8::is_ascii) {
                            found.push((at..at + 1, full, PAIRED, reason));
                        }
                    }
                }
            }
            alone = brackets.alone;
        }
        if self.wanted.quotes {
            for (kind, begun) in [DOUBLE, SINGLE].into_iter().zip(&mut self.begun) {
                let (quotes, goes_on) =
                    quotes::decide(line, kind, &places(line, kind, &masks), *begun);
                // Whether the lines before can be believed depends on what they were given.
                if !self.wanted.full {
                    *begun = goes_on;
                }
                quoted(line, kind, &quotes, self.wanted, &mut found, &mut alone);
            }
        }
        alone.sort_unstable();
        self.changes
            .left
            .extend(alone.iter().map(|at| (start + at..start + at + 1, Kept::Unbalanced)));
        found.sort_by_key(|(span, ..)| span.start);
        self.changes.changes.extend(found.into_iter().map(|(span, new, confidence, reason)| {
            Change {
                span: start + span.start..start + span.end,
                replacement: new.to_owned(),
                confidence,
                reason: Some(reason.into()),
            }
        }));
    }
}

/// The quotes of a kind that are not masked, as byte offsets.
fn places(line: &str, kind: Kind, masks: &Masks) -> Vec<usize> {
    let is_wanted = |at: usize, c: char| {
        kind.has(c) && !masks.have(at) && (c != '\'' && c != '’' || !is_apostrophe(line, at, c))
    };
    line.char_indices().filter(|(at, c)| is_wanted(*at, *c)).map(|(at, _)| at).collect()
}

/// `don't`: not a quote.
fn is_apostrophe(line: &str, at: usize, c: char) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
    line.get(..at).and_then(|text| text.chars().next_back()).is_some_and(is_letter)
        && line.get(at + c.len_utf8()..).and_then(|text| text.chars().next()).is_some_and(is_letter)
}

/// Quotes that become curly, and those that are left without a partner.
fn quoted(
    line: &str,
    kind: Kind,
    quotes: &[Quote],
    wanted: Wanted,
    found: &mut Vec<Found>,
    alone: &mut Vec<usize>,
) {
    for quotation in quotations(quotes) {
        match quotation {
            Quotation::Whole(open, close) => {
                let certainty = open.certainty().min(close.certainty());
                let is_whole = open.c != kind.close && close.c != kind.open;
                if is_whole && certainty >= SURE_PAIR && is_quotation(line, kind, open, close) {
                    let confidence = certainty.min(PAIRED);
                    let reason = "a quotation in Chinese text";
                    for (quote, is_opening) in [(open, true), (close, false)] {
                        if quote.c == kind.straight {
                            let new = kind.mark(is_opening);
                            found.push((quote.at..quote.at + 1, new, confidence, reason));
                        }
                    }
                }
            }
            Quotation::Alone(quote) if quote.c != kind.straight => {}
            Quotation::Alone(quote) => {
                let reason = match quote.is_opening() {
                    true => "by what stands beside it, it opens a quotation that is not closed",
                    false => "by what stands beside it, it closes a quotation that was not opened",
                };
                let new = kind.mark(quote.is_opening());
                let certainty = quote.certainty();
                let sure = if kind.straight == '"' { SURE_ALONE } else { SURE_SINGLE };
                if !wanted.full
                    && certainty >= sure
                    && (is_han_before(line, quote) || is_han_after(line, quote))
                {
                    found.push((quote.at..quote.at + 1, new, certainty.min(ALONE), reason));
                } else {
                    alone.push(quote.at);
                }
            }
        }
    }
}

/// Whether a pair holds something, and belongs to Chinese text.
fn is_quotation(line: &str, kind: Kind, open: Quote, close: Quote) -> bool {
    let inside = line.get(open.at + open.c.len_utf8()..close.at).unwrap_or_default();
    if inside.chars().any(is_han) {
        return true;
    }
    // Single quotes beside Chinese are code as often as not: `默认为'r'`. So are double ones with a space before them: `输入 "none"`.
    let before = line.get(..open.at).unwrap_or_default();
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    kind.straight == '"'
        && !is_apart
        && !inside.trim().is_empty()
        && (is_han_before(line, open) || is_han_after(line, close))
}

fn is_han_before(line: &str, quote: Quote) -> bool {
    let look = line.get(..quote.at).map(left);
    look.is_some_and(|look| look.side == Side::Han && !look.has_space)
}

fn is_han_after(line: &str, quote: Quote) -> bool {
    let look = line.get(quote.at + quote.c.len_utf8()..).map(right);
    look.is_some_and(|look| look.side == Side::Han && !look.has_space)
}
