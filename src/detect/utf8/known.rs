//! What is known of the lines of a text that were plain to see: what they were read as, letters, and what was weighed
//! in which surroundings.

use crate::charset::Charset;

use super::plain::Piece;
use super::spelled::Memory;
use super::tables;

/// Ideographs, kana and Hangul begin here: the search for them knows more than this.
pub const IDEOGRAPHS: char = '\u{2E80}';
/// Lines of a text that were plainly read as a charset from which on another needs no oddness to be so.
pub const MANY_LINES: usize = 4;

/// What is known of the lines of a text before.
#[derive(Default)]
pub struct Known {
    /// What the last of them was read as, its place among the charsets.
    charset: usize,
    /// How many in a row were plainly read so.
    lines: usize,
    /// One bit for each character that was restored, weighed and found usual.
    letters: Vec<u64>,
    /// Sequences that were met, and how they were weighed.
    pub memory: Memory,
    /// What was restored and weighed in this line, and the damage of it.
    pub new: Vec<char>,
    pub pieces: Vec<Piece>,
}

impl Known {
    /// Takes over what lines of the text were read as.
    pub fn read_as(&mut self, charset: Charset) {
        if let Some(place) = tables::place(charset)
            && place != self.charset
        {
            (self.charset, self.lines) = (place, 0);
        }
    }

    /// Whether a character was restored before, weighed and found usual.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        let bits = self.letters.get(c as usize / 64).copied().unwrap_or(0);
        bits >> (c as usize % 64) & 1 != 0
    }

    /// What the last line was read as, its place among the charsets, and whether many lines were read so.
    pub fn last(&self) -> (usize, bool) {
        (self.charset, self.lines >= MANY_LINES)
    }

    /// Remembers a line that was plainly read as a charset.
    pub fn learn(&mut self, charset: usize) {
        if self.charset != charset {
            (self.charset, self.lines) = (charset, 0);
        }
        self.lines += 1;
        if self.lines == MANY_LINES {
            self.memory.begin();
        }
        self.letters.resize(IDEOGRAPHS as usize / 64, 0);
        for c in &self.new {
            if let Some(bits) = self.letters.get_mut(*c as usize / 64) {
                *bits |= 1 << (*c as usize % 64);
            }
        }
    }
}
