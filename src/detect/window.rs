//! A stretch of text laid out for the search: characters, where they stand, what they cost.

use super::utf8::next_other;
use crate::model::{BIT, Class, Cost, Symbol, found_cost};

/// Characters in a window at most. A line is one window; a longer line is cut where it can be, so
/// that time and memory stay linear whatever the lines are like.
pub const LONGEST: usize = 4096;

/// A stretch of text.
pub struct Window {
    /// Its characters.
    pub chars: Vec<char>,
    /// Byte offset of each character in the text, and of the end.
    pub offsets: Vec<usize>,
    /// What the model knows of each character.
    pub symbols: Vec<Symbol>,
    /// `sums[i]` is the cost of the first `i` characters as they stand.
    pub sums: Vec<Cost>,
}

impl Window {
    /// Lays out `text`, which begins at byte `start` of the whole.
    pub fn new(text: &str, start: usize) -> Self {
        let mut window = Self {
            chars: Vec::with_capacity(text.len()),
            offsets: Vec::with_capacity(text.len() + 1),
            symbols: Vec::with_capacity(text.len()),
            sums: Vec::with_capacity(text.len() + 1),
        };
        let mut previous = Symbol::start();
        let mut sum = 0;
        window.sums.push(sum);
        for (at, c) in text.char_indices() {
            let symbol = Symbol::of(c);
            sum += found_cost(previous, symbol);
            previous = symbol;
            window.chars.push(c);
            window.offsets.push(start + at);
            window.symbols.push(symbol);
            window.sums.push(sum);
        }
        window.offsets.push(start + text.len());
        window
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Number of bytes.
    pub fn bytes(&self) -> usize {
        self.offset(self.len()).saturating_sub(self.offset(0))
    }

    /// Cost, as they stand, of the characters from one index to another.
    pub fn cost(&self, from: usize, to: usize) -> Cost {
        let sum = |i: usize| self.sums.get(i.min(self.len())).copied().unwrap_or(0);
        sum(to).saturating_sub(sum(from))
    }

    /// The character at an index.
    pub fn char(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    /// What the model knows of the character before an index.
    pub fn before(&self, index: usize) -> Symbol {
        index
            .checked_sub(1)
            .and_then(|i| self.symbols.get(i).copied())
            .unwrap_or_else(Symbol::start)
    }

    /// Byte offset of the character at an index.
    pub fn offset(&self, index: usize) -> usize {
        self.offsets.get(index.min(self.len())).copied().unwrap_or(0)
    }
}

/// A character between those before and after it; spaces where there are none.
pub fn around(chars: &[char], at: usize) -> (char, char, char) {
    let char = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().unwrap_or(' ');
    (char(at.checked_sub(1)), char(Some(at)), char(Some(at + 1)))
}

/// The lines of a text that are not all ASCII, each with its offset.
pub fn other_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let other = next_other(bytes, at)?;
        let start = memchr::memrchr(b'\n', bytes.get(at..other)?).map_or(at, |i| at + i + 1);
        let end = memchr::memchr(b'\n', bytes.get(other..)?).map_or(bytes.len(), |i| other + i + 1);
        at = end;
        Some((start, text.get(start..end)?))
    })
}

/// Cuts a line that is too long into windows; gives each with its offset.
pub fn windows(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        at += if rest.len() <= LONGEST { rest.len() } else { cut(rest) };
        Some((start, line.get(start..at)?))
    })
}

/// Where to cut a line that is too long: at the last space or ASCII punctuation before the limit,
/// else at the limit.
fn cut(rest: &str) -> usize {
    let mut limit = 0;
    let mut soft = 0;
    for (count, (i, c)) in rest.char_indices().enumerate() {
        if count == LONGEST {
            return if soft > limit / 2 { soft } else { limit };
        }
        limit = i + c.len_utf8();
        // A letter or a bracket may be the second byte of a double-byte character.
        if matches!(c, ' ' | ',' | '.' | ';' | ':' | '!' | '?' | '"' | '\'') {
            soft = limit;
        }
    }
    rest.len()
}

/// What a character of running text costs, with some slack: more is suspicious. The figures are
/// the bits per character of clean text of each script (reports/model.md), plus two or three bits.
pub const fn usual(class: Class) -> Cost {
    match class {
        Class::Han => 10 * BIT + 4,
        Class::HanExtended => 12 * BIT,
        Class::Hangul => 9 * BIT,
        Class::Hiragana | Class::Katakana => 8 * BIT,
        Class::CjkPunctuation | Class::Fullwidth | Class::GeneralPunctuation => 8 * BIT,
        Class::OtherScript => 9 * BIT,
        // Less than the model grants it in text as found, so that long rubble adds up.
        Class::HalfwidthKatakana => 5 * BIT,
        _ => 6 * BIT + 4,
    }
}
