//! UTF-8 read as a one-byte charset, recognised by its structure.
//!
//! Such damage leaves sequences of characters that people hardly ever write, `Ã©` or `в„ў`, and each of which is one
//! character in UTF-8. Where all that stands outside ASCII in a line falls into such sequences, or all that is odd
//! does, nothing else has to be supposed: that text of another charset is valid UTF-8 throughout happens by chance
//! only. Whatever is less clear is left to the search, which weighs it against everything else.
//!
//! One layer of damage is undone at a time; the caller looks again at what comes out.

mod known;
mod lost;
mod marks;
mod oddness;
mod plain;
mod reading;
mod sequence;
mod spelled;
mod tables;

use crate::charset::Charset;
use crate::model::BIT;

use super::hypotheses::cost_of;
use super::{Damage, MOST_LAYERS_OF_UTF8};
pub use known::Known;
pub use marks::Marks;
pub use plain::{Piece, Plain, find as find_plain};
pub use reading::next_other;
use reading::{FEW, LEAST_GAIN_BOX, LEAST_ODDNESS, Reading, is_enough, is_other_letter};
use sequence::Sequence;
use tables::{READ_AS, Tables};

/// The stretches of a line, which begins at byte `start` of the whole, that are UTF-8 read as a one-byte charset.
/// `known` is a charset that parts of the line are known to have been read as.
pub fn find(text: &str, start: usize, known: Option<Charset>) -> Vec<Damage> {
    damage(text, start, known, false, &Marks::default())
}

/// The same where bytes of the sequences are lost and nothing tells what they were: such sequences become
/// U+FFFD.
pub fn find_lost(text: &str, start: usize, known: Option<Charset>, marks: &Marks) -> Vec<Damage> {
    if has_mark(text) { damage(text, start, known, true, marks) } else { Vec::new() }
}

/// Whether all that stands outside ASCII in a line is UTF-8 read as a one-byte charset, or marks of lost bytes.
pub fn explains_all(text: &str) -> bool {
    convincing(text, None, true, &Marks::default(), MOST_LAYERS_OF_UTF8)
        .is_some_and(|(reading, _)| reading.left == 0)
}

/// The same for a line all of which it explains and of which no sequence is an ideograph: the search for lost bytes
/// knows more about these.
pub fn find_whole_lost(text: &str, start: usize, marks: &Marks) -> Vec<Damage> {
    if !has_mark(text) {
        return Vec::new();
    }
    match convincing(text, None, true, marks, MOST_LAYERS_OF_UTF8) {
        Some((reading, chars)) if reading.left == 0 && reading.is_of_alphabets(&chars) => {
            reading.damage(text, &chars, start, marks)
        }
        _ => Vec::new(),
    }
}

fn has_mark(text: &str) -> bool {
    memchr::memchr2(b'?', 0x1A, text.as_bytes()).is_some()
        || text.contains(char::REPLACEMENT_CHARACTER)
}

/// Whether a character may stand for a lost byte.
fn is_mark(c: char) -> bool {
    matches!(c, char::REPLACEMENT_CHARACTER | '?' | '\u{1A}')
}

fn damage(
    text: &str,
    start: usize,
    known: Option<Charset>,
    with_lost: bool,
    marks: &Marks,
) -> Vec<Damage> {
    match convincing(text, known, with_lost, marks, MOST_LAYERS_OF_UTF8) {
        Some((reading, chars)) => reading.damage(text, &chars, start, marks),
        None => Vec::new(),
    }
}

/// The best reading of a line, if it is good enough, and the characters of the line.
fn convincing(
    text: &str,
    known: Option<Charset>,
    with_lost: bool,
    marks: &Marks,
    depth: usize,
) -> Option<(Reading, Vec<char>)> {
    let tables = Tables::get();
    let candidates = candidates(tables, text, with_lost, marks);
    if candidates == 0 {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let reading = best(tables, candidates, &chars, with_lost, marks)?;
    let is_known = known.is_some_and(|known| tables::place(known) == Some(reading.charset));
    let is_good = reading.is_convincing(is_known)
        && (!reading.leaves_odd() || reading.reaches_into_more(&chars, depth))
        && reading.is_text(&chars, depth);
    is_good.then_some((reading, chars))
}

/// The best reading of a line, in one of the charsets that have a bit each.
fn best(
    tables: &Tables,
    candidates: u32,
    chars: &[char],
    with_lost: bool,
    marks: &Marks,
) -> Option<Reading> {
    let mut candidates = candidates;
    let mut best: Option<Reading> = None;
    while candidates != 0 {
        let charset = candidates.trailing_zeros() as usize;
        candidates &= candidates - 1;
        let Some(reading) = Reading::new(tables, charset, chars, with_lost, marks) else {
            continue;
        };
        let is_better = best.as_ref().is_none_or(|best| reading.score() > best.score());
        if is_better {
            best = Some(reading);
        }
    }
    best
}

/// Whether this module knows a charset that UTF-8 may have been read as.
pub fn reads(charset: Charset) -> bool {
    tables::place(charset).is_some()
}

/// Whether found characters between two places may be taken for UTF-8 read as a charset, where that gains so many
/// bits: few sequences that people write are none.
pub fn is_odd(chars: &[char], from: usize, to: usize, read_as: Charset, margin: f64) -> bool {
    let Some(charset) = tables::place(read_as) else { return true };
    let tables = Tables::get();
    let (mut sum, mut count, mut at) = (0, 0, from);
    while at < to {
        match Sequence::at(tables, charset, chars, at) {
            Some(sequence) => {
                let found = chars.get(sequence.from..sequence.to).unwrap_or_default();
                if !oddness::is_box(found) {
                    sum += sequence.oddness(chars);
                    count += 1;
                } else if sequence.gain(chars).0 >= LEAST_GAIN_BOX {
                    sum += LEAST_ODDNESS;
                    count += 1;
                }
                at = sequence.to;
            }
            None => at += 1,
        }
    }
    let mut others = chars.get(..from).into_iter().chain(chars.get(to..)).flatten();
    let is_mixed = others.clone().any(|c| !c.is_ascii()) && !others.any(is_other_letter);
    let gain = margin as i32 + i32::try_from(cost_of(Charset::Utf8, read_as) / BIT).unwrap_or(0);
    count > FEW || count > 0 && is_enough(sum, gain, is_mixed)
}

/// The charsets in which a text may hold a sequence, a bit for each.
fn candidates(tables: &Tables, text: &str, with_lost: bool, marks: &Marks) -> u32 {
    let is_any_tail = |c: char| c == ' ' || with_lost && is_mark(c);
    let mut found = 0;
    let mut leads = 0;
    let mut lead = ' ';
    let mut chars = text.chars();
    let mut at = 0;
    while let Some(c) = chars.next() {
        let mut new = 0;
        if leads != 0 {
            let all = if is_any_tail(c) { u32::MAX } else { tables.roles(c) >> 16 };
            new = !found & leads & all;
        }
        if new != 0 {
            let is_whole = |charset: &usize| {
                let more = tables.length(lead, *charset).saturating_sub(2);
                let is_tail =
                    |c: char| is_any_tail(c) || matches!(tables.byte(c, *charset), 0x80..=0xBF);
                let mut rest = chars.clone();
                (0..more).all(|_| rest.next().is_some_and(is_tail))
            };
            let all = (0..READ_AS.len()).filter(|charset| new >> charset & 1 == 1);
            found |= all.filter(is_whole).fold(0, |set, charset| set | 1 << charset);
        }
        leads = match c {
            c if c.is_ascii() => 0,
            char::REPLACEMENT_CHARACTER => {
                let all = marks.at(at).unwrap_or_default().iter();
                all.fold(0, |leads, c| leads | tables.roles(*c)) & 0xFFFF
            }
            c => tables.roles(c) & 0xFFFF,
        };
        lead = c;
        at += 1;
    }
    found
}
