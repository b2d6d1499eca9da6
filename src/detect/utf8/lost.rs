//! What a sequence was that lost bytes.
//!
//! A charset of one byte a character loses the few bytes that it has no character for: windows-1252 has five. So there
//! are few characters that such a sequence can have been, and the text around it tells which.

use std::sync::OnceLock;

use crate::charset::Charset::{Windows1250, Windows1251, Windows1252, Windows1254, Windows1257};
use crate::model::{BIT, Class, Symbol, cost};

use super::marks::Marks;
use super::oddness::is_rubble;
use super::sequence::Sequence;
use super::tables::{READ_AS, Tables};

/// A guess that is less probable is not written: the model does not know the candidates then.
const LEAST_PROBABILITY: f64 = 0.25;
/// Characters that a sequence can have been at most; where more bytes are lost nothing is guessed.
const MOST: usize = 64;
/// Bits by which one candidate must cost less than another to be twice as probable: as in the search for lost bytes,
/// the model is surer than it should be.
const BITS: f64 = 1.0 / 0.6;

/// A character that was lost: what it may have been, the most probable first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guessed {
    pub candidates: Vec<(char, f64)>,
}

impl Guessed {
    /// What is written.
    pub fn char(&self) -> char {
        let best = self.candidates.first().filter(|(_, share)| *share >= LEAST_PROBABILITY);
        best.map_or(char::REPLACEMENT_CHARACTER, |(c, _)| *c)
    }
}

/// The bytes that a mark can stand for in the charset at a place of [`READ_AS`].
fn hidden(charset: usize, mark: char) -> Vec<u8> {
    static HOLES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    if mark != char::REPLACEMENT_CHARACTER {
        // What has no place in Latin-1.
        return (0x80..=0x9F).collect();
    }
    let holes = |charset| {
        let has_holes =
            matches!(charset, Windows1250 | Windows1251 | Windows1252 | Windows1254 | Windows1257);
        let is_hole = |byte: &u8| {
            let read = charset.decoder().next(&[*byte]);
            read.is_none_or(|(c, _)| Class::of(c) == Class::C1)
        };
        if has_holes { (0x80..=0xBF).filter(is_hole).collect() } else { Vec::new() }
    };
    let all = HOLES.get_or_init(|| READ_AS.into_iter().map(holes).collect());
    all.get(charset).cloned().unwrap_or_default()
}

/// Whether all that follows the first character of a sequence is a question mark, which may be just that.
pub fn is_question(found: &[char]) -> bool {
    matches!(found, [_, mark] if *mark != char::REPLACEMENT_CHARACTER && super::is_mark(*mark))
}

/// The characters that a sequence which lost bytes can have been. It begins with the character `from` of the line.
pub fn candidates(
    tables: &Tables,
    charset: usize,
    found: &[char],
    from: usize,
    marks: &Marks,
) -> Vec<char> {
    if is_question(found) {
        return Vec::new();
    }
    let (leads, bits, least) = match found.len() {
        2 => (0xC2..=0xDF, 0x1F, 0x80),
        3 => (0xE0..=0xEF, 0x0F, 0x800),
        _ => (0xF0..=0xF4, 0x07, 0x1_0000),
    };
    let bytes = |at: usize, c: char| match marks.at(from + at) {
        Some(known) => known.iter().map(|c| tables.byte(*c, charset)).collect(),
        None if super::is_mark(c) => hidden(charset, c),
        None => vec![tables.byte(c, charset)],
    };
    let Some((first, tail)) = found.split_first() else { return Vec::new() };
    let first = bytes(0, *first).into_iter().filter(|byte| leads.contains(byte));
    let mut codes: Vec<u32> = first.map(|byte| u32::from(byte & bits)).collect();
    for (at, c) in (1..).zip(tail) {
        let bytes: Vec<u8> =
            bytes(at, *c).into_iter().filter(|byte| (0x80..=0xBF).contains(byte)).collect();
        codes = codes
            .iter()
            .flat_map(|code| bytes.iter().map(move |byte| (code << 6) | u32::from(byte & 0x3F)))
            .collect();
        if codes.len() > MOST {
            return Vec::new();
        }
    }
    let chars = codes.into_iter().filter(|code| *code >= least).filter_map(char::from_u32);
    chars.filter(|c| !is_rubble(*c) && !is_unseen(*c)).collect()
}

/// Whether a character is one of the spaces and marks of direction that nobody sees or types.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// The candidate that fits best between what was written before and what stands after a lost sequence.
pub fn likeliest(candidates: &[char], before: Option<char>, after: Option<char>) -> Option<char> {
    let before = before.map_or_else(Symbol::start, Symbol::of);
    let all = |c: &char| {
        let symbol = Symbol::of(*c);
        cost(before, symbol) + after.map_or(0, |after| cost(symbol, Symbol::of(after)))
    };
    candidates.iter().copied().min_by_key(all)
}

/// What the sequences of a line were that lost bytes, in order; nothing for all others.
pub fn guess(
    tables: &Tables,
    charset: usize,
    chars: &[char],
    sequences: &[Sequence],
    marks: &Marks,
) -> Vec<Guessed> {
    let mut guessed = vec![Guessed::default(); sequences.len()];
    let mut from = 0;
    while let Some(first) = sequences.get(from) {
        // Lost characters side by side are told by one another.
        let mut to = from + 1;
        while first.is_lost
            && let (Some(last), Some(next)) = (sequences.get(to - 1), sequences.get(to))
            && next.is_lost
            && last.to == next.from
        {
            to += 1;
        }
        if first.is_lost {
            let lists: Vec<Vec<char>> = sequences
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .map(|lost| {
                    let found = chars.get(lost.from..lost.to).unwrap_or_default();
                    candidates(tables, charset, found, lost.from, marks)
                })
                .collect();
            let before = from.checked_sub(1).and_then(|last| sequences.get(last));
            let before = match before.filter(|last| last.to == first.from) {
                Some(last) => Some(last.char),
                None => first.from.checked_sub(1).and_then(|at| chars.get(at)).copied(),
            };
            let end = sequences.get(to - 1).map_or(0, |last| last.to);
            let after = match sequences.get(to).filter(|next| next.from == end) {
                Some(next) => Some(next.char),
                None => chars.get(end).copied(),
            };
            for (slot, one) in guessed.iter_mut().skip(from).zip(weigh(&lists, before, after)) {
                *slot = one;
            }
        }
        from = to;
    }
    guessed
}

/// How probable the candidates of lost characters side by side are: forward and backward over all of them.
fn weigh(lists: &[Vec<char>], before: Option<char>, after: Option<char>) -> Vec<Guessed> {
    let mut forward = vec![vec![(before.map_or_else(Symbol::start, Symbol::of), 1.0)]];
    for list in lists {
        let last = forward.last().map(Vec::as_slice).unwrap_or_default();
        let ways = |symbol| last.iter().map(|(before, sum)| sum * share(*before, symbol)).sum();
        forward.push(shares(list, ways));
    }
    let mut behind: Vec<(Symbol, f64)> =
        after.map(|after| (Symbol::of(after), 1.0)).into_iter().collect();
    let mut guessed = Vec::with_capacity(lists.len());
    for (list, forward) in lists.iter().zip(forward.iter().skip(1)).rev() {
        let back = shares(list, |symbol| match behind.as_slice() {
            [] => 1.0,
            behind => behind.iter().map(|(after, sum)| sum * share(symbol, *after)).sum(),
        });
        let both: Vec<f64> = forward.iter().zip(&back).map(|(a, b)| a.1 * b.1).collect();
        let all: f64 = both.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut candidates: Vec<(char, f64)> =
            list.iter().zip(&both).map(|(c, sum)| (*c, sum / all)).collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
        guessed.push(Guessed { candidates });
        behind = back;
    }
    guessed.reverse();
    guessed
}

/// How probable one character is after another, to be compared with other such shares.
fn share(first: Symbol, second: Symbol) -> f64 {
    (-f64::from(cost(first, second)) / f64::from(BIT) / BITS).exp2()
}

/// What falls to each of some characters, together 1.
fn shares(list: &[char], ways: impl Fn(Symbol) -> f64) -> Vec<(Symbol, f64)> {
    let mut shares: Vec<(Symbol, f64)> =
        list.iter().map(|c| Symbol::of(*c)).map(|symbol| (symbol, ways(symbol))).collect();
    let all = shares.iter().map(|(_, share)| share).sum::<f64>().max(f64::MIN_POSITIVE);
    shares.iter_mut().for_each(|(_, share)| *share /= all);
    shares
}
