//! Sequences that need no look any more: the bytes of letters that were weighed in lines before and are usual, and which of
//! these stand side by side.

use super::super::is_latin_1;
use super::tables::Tables;

/// Found characters that are one character of two or three bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// Bytes of the found characters.
    pub length: usize,
    /// What they give.
    pub restored: char,
    /// The first and the last of the found characters.
    pub first: char,
    pub last: char,
    /// Whether text that was lost for good may begin within them.
    pub may_be_lost: bool,
    /// Whether there are C1 controls among them that windows-1252 has signs for.
    pub has_controls: bool,
}

impl Spelled {
    /// Found characters that give one; nothing if there are none.
    pub fn new(tables: &Tables, found: &str, restored: char) -> Option<Self> {
        let first = found.chars().next()?;
        let mut spelled = Self {
            length: found.len(),
            restored,
            first,
            last: first,
            may_be_lost: false,
            has_controls: is_latin_1(first),
        };
        for c in found.chars().skip(1) {
            spelled.may_be_lost |= tables.may_be_lost(spelled.last, c);
            spelled.has_controls |= is_latin_1(c);
            spelled.last = c;
        }
        Some(spelled)
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

/// Everything that a sequence is weighed by: its bytes, and the characters before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    key: Key,
    around: u64,
}

impl Place {
    pub fn new(key: Key, before: Option<char>, after: Option<char>) -> Self {
        let number = |c: Option<char>| c.map_or(u64::from(u32::MAX), u64::from);
        Self { key, around: number(before) << 32 | number(after) }
    }

    fn slot(self) -> usize {
        mixed(self.key.bytes.rotate_left(29) ^ self.around ^ u64::from(self.key.charset))
    }
}

/// Bytes that are looked at.
const LONGEST: usize = 8;
/// Slots of each memory, the latest stays; as many as stay in the second cache.
const SLOTS: usize = 1024;

/// What is remembered of the lines of a text.
#[derive(Debug, Default)]
pub struct Memory {
    sequences: Vec<Option<(Key, Spelled)>>,
    weighed: Vec<Option<(Place, Weighed)>>,
    /// Characters that stand side by side.
    pairs: Vec<(char, char)>,
}

impl Memory {
    /// Begins to remember: a text of a few lines is not worth it.
    pub fn begin(&mut self) {
        self.sequences.resize(SLOTS, None);
        self.weighed.resize(SLOTS, None);
        self.pairs.resize(SLOTS, ('\0', '\0'));
    }

    /// Whether anything is remembered.
    pub fn is_open(&self) -> bool {
        !self.pairs.is_empty()
    }

    /// A sequence, if it was met before.
    #[inline]
    pub fn spelled(&self, key: Key) -> Option<Spelled> {
        let (known, spelled) = (*self.sequences.get(key.slot())?)?;
        (known == key).then_some(spelled)
    }

    /// Remembers a sequence.
    pub fn put(&mut self, key: Key, new: Spelled) {
        if usize::from(key.length) == new.length
            && let Some(slot) = self.sequences.get_mut(key.slot())
        {
            *slot = Some((key, new));
        }
    }

    /// What was found when a sequence was weighed at such a place.
    #[inline]
    pub fn weighed(&self, place: Place) -> Option<Weighed> {
        let (known, weighed) = (*self.weighed.get(place.slot())?)?;
        (known == place).then_some(weighed)
    }

    /// Remembers how a sequence was weighed.
    pub fn put_weighed(&mut self, place: Place, new: Weighed) {
        if let Some(slot) = self.weighed.get_mut(place.slot()) {
            *slot = Some((place, new));
        }
    }

    /// Whether two restored characters are remembered to stand side by side.
    #[inline]
    pub fn has_pair(&self, pair: (char, char)) -> bool {
        self.pairs.get(slot_of_pair(pair)) == Some(&pair)
    }

    /// Remembers that two restored characters may stand side by side.
    pub fn put_pair(&mut self, pair: (char, char)) {
        if let Some(slot) = self.pairs.get_mut(slot_of_pair(pair)) {
            *slot = pair;
        }
    }
}

fn slot_of_pair((first, second): (char, char)) -> usize {
    mixed(u64::from(first) << 32 | u64::from(second))
}

/// A slot for a number.
#[inline]
fn mixed(number: u64) -> usize {
    (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOTS.ilog2())) as usize
}

/// The bytes of a sequence, and the charset that it is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    bytes: u64,
    charset: u8,
    length: u8,
}

impl Key {
    /// The sequence that begins at a byte, as far as that is told by the lengths of its characters alone.
    #[inline]
    pub fn at(tables: &Tables, charset: usize, text: &[u8], at: usize) -> Option<Self> {
        let seen = text.get(at..)?.first_chunk::<LONGEST>()?;
        let &[first, second, third, ..] = seen;
        // Letters of Latin alphabets have two bytes.
        if !(0xC2..0xE0).contains(&first) {
            return None;
        }
        let lead = char::from_u32((u32::from(first & 0x1F) << 6) | u32::from(second & 0x3F))?;
        let length_of = |byte: u8| 2 + usize::from(byte >= 0xE0);
        let second_end = 2 + length_of(third);
        let length = match tables.byte(lead, charset) {
            0xC2..=0xDF => second_end,
            0xE0..=0xEF => second_end + length_of(*seen.get(second_end)?),
            _ => return None,
        };
        let rest = LONGEST.checked_sub(length)?;
        let bytes = u64::from_le_bytes(*seen) << (rest * 8);
        Some(Self { bytes, charset: charset as u8, length: length as u8 })
    }

    fn slot(self) -> usize {
        mixed(self.bytes ^ u64::from(self.charset))
    }
}
