//! What a stage writes.

use std::ops::Range;

use super::matcher::CHANGED;

/// Somebody who watches what is replaced.
pub trait Witness {
    /// Whether anybody does.
    const WATCHES: bool = true;

    fn replaced(&mut self, old: Range<usize>, new: Range<usize>);
    fn end_stage(&mut self) {}
}

/// The text as it is written, three bytes at a time where that can be.
pub struct Output<'w, W> {
    /// Longer than what was written, so that four bytes can be stored where three are meant.
    bytes: Vec<u8>,
    len: usize,
    /// All bits of what was written; [`CHANGED`] tells.
    bits: u32,
    witness: &'w mut W,
}

impl<'w, W: Witness> Output<'w, W> {
    /// For what becomes of a text of so many bytes.
    pub fn new(len: usize, witness: &'w mut W) -> Self {
        Self { bytes: vec![0; len + len / 16 + 16], len: 0, bits: 0, witness }
    }

    /// The bytes written so far.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Writes a character of three bytes, the first lowest in `bits`, for one of three bytes at `at`.
    #[inline]
    pub fn put_three(&mut self, bits: u32, at: usize) {
        match self.bytes.get_mut(self.len..self.len + 4) {
            Some(place) => place.copy_from_slice(&bits.to_le_bytes()),
            None => self.put_slowly(bits),
        }
        self.len += 3;
        self.bits |= bits;
        if W::WATCHES && bits & CHANGED != 0 {
            self.witness.replaced(at..at + 3, self.len - 3..self.len);
        }
    }

    #[cold]
    fn put_slowly(&mut self, bits: u32) {
        self.grow(4);
        if let Some(place) = self.bytes.get_mut(self.len..self.len + 4) {
            place.copy_from_slice(&bits.to_le_bytes());
        }
    }

    /// Writes what stays as it is, or belongs to a replacement.
    #[inline]
    pub fn put(&mut self, text: &[u8]) {
        if self.bytes.len() - self.len < text.len() {
            self.grow(text.len());
        }
        if let Some(place) = self.bytes.get_mut(self.len..self.len + text.len()) {
            place.copy_from_slice(text);
        }
        self.len += text.len();
    }

    pub fn put_char(&mut self, c: char) {
        self.put(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// A character of the Basic Multilingual Plane.
    pub fn put_unit(&mut self, unit: u16) {
        self.put_char(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
    }

    /// What was written since `start` stands for what was `found` at `old`.
    pub fn end_replacement(&mut self, found: &[u8], old: Range<usize>, start: usize) {
        if self.bytes.get(start..self.len) != Some(found) {
            self.bits |= CHANGED;
            self.witness.replaced(old, start..self.len);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        self.bytes.resize(2 * self.bytes.len() + more, 0);
    }

    /// What was written, as UTF-8; nothing where it is what was there.
    pub fn finish(mut self) -> Option<Vec<u8>> {
        if self.bits & CHANGED == 0 {
            return None;
        }
        self.witness.end_stage();
        self.bytes.truncate(self.len);
        Some(self.bytes)
    }
}
