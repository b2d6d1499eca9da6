//! Quotes and brackets of a line, paired: both change or neither.

use super::sides::{Side, left, right};
use crate::normalize::script::is_han;

/// A quote or bracket with its partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub open: usize,
    pub close: usize,
}

/// The pairs of a line, and what has no partner.
#[derive(Debug, Default)]
pub struct Pairs {
    pub brackets: Vec<Pair>,
    pub double: Vec<Pair>,
    pub single: Vec<Pair>,
    pub alone: Vec<usize>,
}

/// Pairs what is not masked. Offsets are bytes of the line.
pub fn pairs(line: &str, is_masked: impl Fn(usize) -> bool) -> Pairs {
    let mut pairs = Pairs::default();
    let mut open = Vec::new();
    let (mut double, mut single) = (Vec::new(), Vec::new());
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'(' | b')' | b'"' | b'\'' if is_masked(at) => {}
            b'(' => open.push(at),
            b')' => match open.pop() {
                Some(open) => pairs.brackets.push(Pair { open, close: at }),
                None if is_numeral(line, at) => {}
                None => pairs.alone.push(at),
            },
            b'"' => double.push(at),
            b'\'' if !is_apostrophe(line, at) => single.push(at),
            _ => {}
        }
    }
    pairs.alone.extend(open);
    quotes(line, double, &mut pairs.double, &mut pairs.alone);
    quotes(line, single, &mut pairs.single, &mut pairs.alone);
    pairs.brackets.sort_by_key(|pair| pair.open);
    pairs.alone.sort_unstable();
    pairs
}

/// One after the other, open and closed; where one is missing none is sure.
fn quotes(line: &str, places: Vec<usize>, pairs: &mut Vec<Pair>, alone: &mut Vec<usize>) {
    if places.len() % 2 == 1 {
        alone.extend(places);
        return;
    }
    let is_sane = |pair: &[usize]| match pair {
        [open, close] => !is_closing(line, *open) && !is_opening(line, *close),
        _ => false,
    };
    if !places.chunks_exact(2).all(is_sane) {
        alone.extend(places);
        return;
    }
    for pair in places.chunks_exact(2) {
        let [open, close] = pair else { continue };
        // A quote that opens has something behind it.
        let is_blank = line.get(open + 1..*close).is_none_or(|inside| inside.trim().is_empty());
        if !is_blank {
            pairs.push(Pair { open: *open, close: *close });
        }
    }
}

/// Whether a quote can only close: something ended before it, or goes on after it.
fn is_closing(line: &str, at: usize) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    let after = line.get(at + 1..).and_then(|text| text.chars().next());
    after.is_none_or(|c| {
        matches!(
            c,
            '，' | '。' | '、' | '；' | '：' | '！' | '？' | ',' | ';' | '）' | ')' | '\n' | '\r'
        )
    }) && before.is_some()
}

/// Whether a quote can only open: what it quotes is announced before it, and begins right after it.
fn is_opening(line: &str, at: usize) -> bool {
    let before = line.get(..at).and_then(|text| text.chars().next_back());
    let after = line.get(at + 1..).and_then(|text| text.chars().next());
    before.is_none_or(|c| matches!(c, '：' | ':' | '（' | '('))
        && after.is_some_and(|c| is_han(c) || c.is_alphanumeric())
}

/// `1)`, `a)` at the beginning of a line.
fn is_numeral(line: &str, at: usize) -> bool {
    let before = line.get(..at).unwrap_or_default().trim_start();
    !before.is_empty() && before.chars().count() <= 3 && before.chars().all(char::is_alphanumeric)
}

/// `don't`, `5'`: not a quote.
fn is_apostrophe(line: &str, at: usize) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
    line.get(..at).and_then(|text| text.chars().next_back()).is_some_and(is_letter)
        && line
            .get(at + 1..)
            .and_then(|text| text.chars().next())
            .is_none_or(|c| is_letter(c) || c == ' ')
}

/// Whether there is Chinese text between the two.
pub fn has_chinese(line: &str, pair: Pair) -> bool {
    line.get(pair.open + 1..pair.close).is_some_and(|inside| inside.chars().any(is_han))
}

/// Whether spaces stand on both sides of a pair, or inside beside it.
pub fn is_spaced(line: &str, pair: Pair) -> bool {
    let inside = line.get(pair.open + 1..pair.close).unwrap_or_default();
    let before = line.get(..pair.open).unwrap_or_default();
    let is_apart = (before.is_empty() || before.ends_with(' '))
        && line.get(pair.close + 1..).is_some_and(|after| after.starts_with(' '));
    let is_foreign = before.ends_with(' ') && inside.is_ascii();
    is_apart || is_foreign || inside.starts_with(' ') || inside.ends_with(' ')
}

/// Whether a pair belongs to Chinese text: there is some in it, or beside it without a space between.
pub fn is_chinese(line: &str, pair: Pair) -> bool {
    if has_chinese(line, pair) {
        return true;
    }
    let before = line.get(..pair.open).unwrap_or_default();
    let after = line.get(pair.close + 1..).unwrap_or_default();
    let beside = |look: super::sides::Look| look.side == Side::Han && !look.has_space;
    beside(left(before)) || beside(right(after))
}
