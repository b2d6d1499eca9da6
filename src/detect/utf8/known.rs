//! What is known of the lines of a text that were plain to see: what they were read as, letters, and what was weighed
//! in which surroundings.

use crate::charset::Charset;

use super::plain::Piece;
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
    /// What was weighed.
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

/// What was found when a sequence was weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// What it gives.
    pub restored: char,
    /// Bytes of the found characters.
    pub length: usize,
    /// Bits that it gains, costs beyond the usual, and is odd by.
    pub gain: i32,
    pub excess: i32,
    pub oddness: i32,
    /// Whether it is of boxes alone.
    pub is_box: bool,
    pub is_before_space: bool,
}

/// Everything that a sequence is weighed by: the found characters, what stands before and after, and the charset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    around: u64,
    found: u64,
}

impl Place {
    pub fn new(
        charset: usize,
        before: Option<char>,
        (first, second, third): (char, char, Option<char>),
        after: Option<char>,
    ) -> Self {
        let number = |c: Option<char>| c.map_or(u64::from(u32::MAX), u64::from);
        // A character has 21 bits.
        let third = third.map_or(0, u64::from);
        let found = u64::from(first) | u64::from(second) << 21 | third << 42;
        let around = (number(before) ^ ((charset as u64) << 24)) << 32 | number(after);
        Self { around, found }
    }

    fn hash(self) -> usize {
        let mixed = (self.around ^ self.found.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as usize
    }
}

/// What was weighed, one sequence to a slot; the latest stays.
#[derive(Debug, Default)]
pub struct Memory(Vec<Option<(Place, Weighed)>>);

/// Slots; as many as stay in the first cache.
const SLOTS: usize = 512;

impl Memory {
    /// Begins to remember: a text of a few lines is not worth it.
    pub fn begin(&mut self) {
        self.0.resize(SLOTS, None);
    }

    pub fn get(&self, place: Place) -> Option<Weighed> {
        let (known, weighed) = (*self.0.get(place.hash() % SLOTS)?)?;
        (known == place).then_some(weighed)
    }

    pub fn put(&mut self, place: Place, weighed: Weighed) {
        if let Some(slot) = self.0.get_mut(place.hash() % SLOTS) {
            *slot = Some((place, weighed));
        }
    }
}
