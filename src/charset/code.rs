//! Byte codes of characters, held inline: no heap in hot loops.

use std::fmt;
use std::ops::Deref;

/// The bytes of one character in some charset: one to four of them.
///
/// Dereferences to the bytes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    bytes: [u8; 4],
    len: u8,
}

impl Code {
    /// A one-byte code.
    #[inline]
    pub(crate) const fn one(byte: u8) -> Code {
        Code { bytes: [byte, 0, 0, 0], len: 1 }
    }

    /// A two-byte code.
    #[inline]
    pub(crate) const fn two(lead: u8, trail: u8) -> Code {
        Code { bytes: [lead, trail, 0, 0], len: 2 }
    }

    /// A three-byte code.
    #[inline]
    pub(crate) const fn three(a: u8, b: u8, c: u8) -> Code {
        Code { bytes: [a, b, c, 0], len: 3 }
    }

    /// A four-byte code.
    #[inline]
    pub(crate) const fn four(bytes: [u8; 4]) -> Code {
        Code { bytes, len: 4 }
    }

    /// The UTF-8 bytes of `c`.
    #[inline]
    pub(crate) fn utf8(c: char) -> Code {
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len() as u8;
        Code { bytes, len }
    }

    /// A code written as a number, most significant byte first: `0xA2E3` is `A2 E3`.
    pub(crate) const fn from_number(number: u32) -> Code {
        let [a, b, c, d] = number.to_be_bytes();
        match (a, b, c) {
            (0, 0, 0) => Code::one(d),
            (0, 0, _) => Code::two(c, d),
            (0, _, _) => Code::three(b, c, d),
            _ => Code::four([a, b, c, d]),
        }
    }

    /// The bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or(&[])
    }
}

impl Deref for Code {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<[u8]> for Code {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// The most codes one character has in one charset, all decoder dialects together.
///
/// A test goes through every character of every charset and finds no more.
pub(crate) const MOST: usize = 6;

/// All byte strings that some decoder of a charset turns into one character, most usual first.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Preimages {
    codes: [Code; MOST],
    len: u8,
}

impl Preimages {
    /// Adds a code unless it is there already.
    #[inline]
    pub(crate) fn push(&mut self, code: Code) {
        if self.as_slice().contains(&code) {
            return;
        }
        if let Some(slot) = self.codes.get_mut(usize::from(self.len)) {
            *slot = code;
            self.len += 1;
        }
    }

    /// The codes.
    #[inline]
    pub fn as_slice(&self) -> &[Code] {
        self.codes.get(..usize::from(self.len)).unwrap_or(&[])
    }

    /// The codes, one after the other.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, Code> {
        self.as_slice().iter()
    }
}

impl From<Option<Code>> for Preimages {
    #[inline]
    fn from(code: Option<Code>) -> Preimages {
        let none = Code::default();
        Preimages {
            codes: [code.unwrap_or(none), none, none, none, none, none],
            len: u8::from(code.is_some()),
        }
    }
}

impl Deref for Preimages {
    type Target = [Code];

    #[inline]
    fn deref(&self) -> &[Code] {
        self.as_slice()
    }
}

impl IntoIterator for Preimages {
    type Item = Code;
    type IntoIter = std::iter::Take<std::array::IntoIter<Code, MOST>>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.codes.into_iter().take(usize::from(self.len))
    }
}

impl<'a> IntoIterator for &'a Preimages {
    type Item = &'a Code;
    type IntoIter = std::slice::Iter<'a, Code>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Preimages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.as_slice()).finish()
    }
}
