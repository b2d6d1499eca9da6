//! What a character stands for in each of the one-byte charsets, in one look.

use std::sync::OnceLock;

use crate::charset::Charset;
use crate::charset::Charset::*;
use crate::edit::Step;

use super::super::lost;

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

/// UTF-8 read as each of them.
pub static STEPS: [Step; READ_AS.len()] = steps();
/// UTF-8 read as Latin-1.
pub static LATIN_1: Step = Step { actual: Utf8, read_as: Iso8859_1 };

#[allow(clippy::indexing_slicing, reason = "runs when the crate is compiled")]
const fn steps() -> [Step; READ_AS.len()] {
    let mut steps = [LATIN_1; READ_AS.len()];
    let mut i = 0;
    while i < steps.len() {
        steps[i].read_as = READ_AS[i];
        i += 1;
    }
    steps
}

/// The place of a charset among these; Latin-1 has that of windows-1252.
pub fn place(charset: Charset) -> Option<usize> {
    let charset = if charset == Iso8859_1 { Windows1252 } else { charset };
    READ_AS.iter().position(|read_as| *read_as == charset)
}

/// Characters below this have entries in the tables; those of one-byte charsets beyond it are
/// Apple's logo and two ligatures.
const LIMIT: usize = 0x2600;

/// What characters are as bytes.
pub struct Tables {
    /// One bit for each charset in which the character is the first byte of a UTF-8 sequence, from bit 16
    /// on one for each in which it is a further byte.
    roles: Vec<u32>,
    /// The byte of each character in each charset, one charset after the other; 0 for none.
    bytes: Vec<u8>,
    /// One bit for each pattern of lost text of which the character is the first, from bit 16 on of which it is the
    /// second: as in [`lost`].
    losses: Vec<u32>,
}

impl Tables {
    /// The tables, filled at first use.
    pub fn get() -> &'static Tables {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Tables::new)
    }

    fn new() -> Self {
        let mut tables = Self {
            roles: vec![0; LIMIT],
            bytes: vec![0; LIMIT * READ_AS.len()],
            losses: vec![0; LIMIT],
        };
        for (place, charset) in READ_AS.into_iter().enumerate() {
            let others = charset.inverse().bytes().filter(|(c, _)| !c.is_ascii());
            for (c, byte) in others.filter(|(c, _)| (*c as usize) < LIMIT) {
                if let Some(slot) = tables.bytes.get_mut(place * LIMIT + c as usize) {
                    *slot = byte;
                }
                if let Some(roles) = tables.roles.get_mut(c as usize) {
                    match byte {
                        0xC0 | 0xC2..=0xF4 => *roles |= 1 << place,
                        0x80..=0xBF => *roles |= 1 << (place + 16),
                        _ => {}
                    }
                }
            }
        }
        let is_here = |(first, second): &(char, char)| {
            (*first as usize) < LIMIT && (*second as usize) < LIMIT
        };
        for (number, (first, second)) in lost::beginnings().filter(is_here).enumerate() {
            for (c, bit) in [(first, number % 16), (second, number % 16 + 16)] {
                if let Some(losses) = tables.losses.get_mut(c as usize) {
                    *losses |= 1 << bit;
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
        if (c as usize) < LIMIT {
            return self.bytes.get(charset * LIMIT + c as usize).copied().unwrap_or(0);
        }
        // Mac OS Roman has these.
        match c {
            '\u{F8FF}' if READ_AS.get(charset) == Some(&MacRoman) => 0xF0,
            '\u{FB01}' if READ_AS.get(charset) == Some(&MacRoman) => 0xDE,
            '\u{FB02}' if READ_AS.get(charset) == Some(&MacRoman) => 0xDF,
            _ => 0,
        }
    }

    /// Characters of the sequences that `c` begins in the charset at a place of [`READ_AS`]; 0 for none.
    pub fn length(&self, c: char, charset: usize) -> usize {
        match self.byte(c, charset) {
            0xC0 | 0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 0,
        }
    }

    /// Whether text that was lost for good may begin with two characters.
    #[inline]
    pub fn may_be_lost(&self, first: char, second: char) -> bool {
        let losses = |c: char| self.losses.get(c as usize).copied().unwrap_or(0);
        losses(first) & (losses(second) >> 16) & 0xFFFF != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_the_byte_of_its_charset() {
        let tables = Tables::get();
        for (place, charset) in READ_AS.into_iter().enumerate() {
            let inverse = charset.inverse();
            for c in ('\u{80}'..).take_while(|c| (*c as usize) < LIMIT) {
                let code = inverse.first(c);
                let byte = match code.as_ref().map(|code| code.as_bytes()) {
                    Some(&[byte]) => byte,
                    _ => 0,
                };
                assert_eq!(tables.byte(c, place), byte, "{c:?} in {charset}");
                let is_first = matches!(byte, 0xC0 | 0xC2..=0xF4);
                assert_eq!(tables.roles(c) >> place & 1 == 1, is_first, "{c:?} in {charset}");
            }
        }
    }
}
