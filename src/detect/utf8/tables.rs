//! What a character stands for in each of the one-byte charsets, in one look.

use std::sync::OnceLock;

use crate::charset::Charset;
use crate::charset::Charset::*;

/// The one-byte charsets that this looks for, the commonest first: those of Latin letters, and windows-1251.
/// Latin-1 agrees with windows-1252, whose inverse takes C1 controls, too. In charsets of other alphabets any text is
/// more or less odd, and the search is the better judge.
pub const READ_AS: [Charset; 10] = [
    Windows1252,
    Windows1251,
    Windows1250,
    Iso8859_2,
    MacRoman,
    Windows1254,
    Windows1257,
    Cp437,
    Cp850,
    Cp852,
];

/// Characters below this have entries in the tables; those of one-byte charsets beyond it are
/// Apple's logo and two ligatures.
const LIMIT: usize = 0x2600;

/// What characters are as bytes.
pub struct Tables {
    /// One bit for each charset in which the character is the first byte of a UTF-8 sequence, from bit 16
    /// on one for each in which it is a further byte.
    roles: Vec<u32>,
    /// The byte of a character in each charset, 0 for none.
    bytes: Vec<[u8; READ_AS.len()]>,
}

impl Tables {
    /// The tables, filled at first use.
    pub fn get() -> &'static Tables {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Tables::new)
    }

    fn new() -> Self {
        let mut tables = Self { roles: vec![0; LIMIT], bytes: vec![[0; READ_AS.len()]; LIMIT] };
        for (place, charset) in READ_AS.into_iter().enumerate() {
            let inverse = charset.inverse();
            let entries = (0..).zip(tables.roles.iter_mut().zip(&mut tables.bytes)).skip(0x80);
            for (number, (roles, bytes)) in entries {
                let code = char::from_u32(number).and_then(|c| inverse.first(c));
                let Some(&[byte]) = code.as_ref().map(|code| code.as_bytes()) else { continue };
                if let Some(slot) = bytes.get_mut(place) {
                    *slot = byte;
                }
                match byte {
                    0xC0 | 0xC2..=0xF4 => *roles |= 1 << place,
                    0x80..=0xBF => *roles |= 1 << (place + 16),
                    _ => {}
                }
            }
        }
        tables
    }

    fn place(c: char) -> Option<usize> {
        match c {
            '\u{F8FF}' | '\u{FB01}' | '\u{FB02}' => None,
            c => Some(c as usize),
        }
    }

    /// One bit for each charset in which `c` can begin a sequence, from bit 16 on one for each in which it can
    /// go on with one.
    #[inline]
    pub fn roles(&self, c: char) -> u32 {
        Self::place(c).and_then(|place| self.roles.get(place)).copied().unwrap_or(0)
    }

    /// The byte of `c` in the charset at a place of [`READ_AS`]; 0 for none.
    #[inline]
    pub fn byte(&self, c: char, charset: usize) -> u8 {
        if c.is_ascii() {
            return c as u8;
        }
        match (Self::place(c).and_then(|place| self.bytes.get(place)), c) {
            (Some(bytes), _) => bytes.get(charset).copied().unwrap_or(0),
            // Mac OS Roman has these.
            (None, '\u{F8FF}') if READ_AS.get(charset) == Some(&MacRoman) => 0xF0,
            (None, '\u{FB01}') if READ_AS.get(charset) == Some(&MacRoman) => 0xDE,
            (None, '\u{FB02}') if READ_AS.get(charset) == Some(&MacRoman) => 0xDF,
            _ => 0,
        }
    }
}
