//! What a decoder makes of bytes, unit by unit: which bytes a character was read from, and which
//! bytes nothing was read from.

use std::ops::Range;

use encoding_rs::{DecoderResult, Encoding};

/// A charset of one and two bytes a character as one program reads it; gb18030's codes of four
/// bytes as well.
#[derive(Clone, Debug)]
pub struct Decoder {
    /// What each byte is alone; `None` for the first byte of a pair and for a byte that is neither.
    singles: [Option<char>; 256],
    pairs: Vec<Pair>,
    four: Four,
}

/// What two bytes are, the first of which is no character alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// A character.
    One(char),
    /// A letter and a combining mark: Big5 has four such codes.
    Two(char, char),
    /// Nothing; so many bytes are given up, and reading goes on after them.
    Bad(u8),
    /// The beginning of a code of four bytes.
    Four,
}

/// Who decides about the beginning of a code of four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Four {
    /// A wrong third byte is seen before the text's end is.
    Whatwg,
    /// With fewer than four bytes left all of them are given up, whatever they are.
    Python,
}

/// Bytes and what was read from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where the bytes stand.
    pub bytes: Range<usize>,
    /// What was read.
    pub read: Read,
}

/// What was read from a unit's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// A character.
    One(char),
    /// Two characters.
    Two(char, char),
    /// Nothing.
    Bad,
}

impl Decoder {
    /// The decoder of browsers, asked of encoding_rs code by code.
    pub fn whatwg(encoding: &'static Encoding) -> Self {
        let mut singles = [None; 256];
        let mut pairs = vec![Pair::Bad(1); 0x1_0000];
        for first in 0..=255_u8 {
            // A space is the second byte of no pair.
            singles[usize::from(first)] = match ask(encoding, &[first, b' ']).0.as_slice() {
                [c, ' '] => Some(*c),
                _ => None,
            };
            if singles[usize::from(first)].is_some() {
                continue;
            }
            for second in 0..=255_u8 {
                pairs[at(first, second)] = match ask(encoding, &[first, second]) {
                    (_, Some(length)) => Pair::Bad(length),
                    (chars, None) => match chars.as_slice() {
                        [c] => Pair::One(*c),
                        [c, mark] => Pair::Two(*c, *mark),
                        _ => Pair::Four,
                    },
                };
            }
        }
        Self { singles, pairs, four: Four::Whatwg }
    }

    /// A true Latin-1; WHATWG's `iso-8859-1` is windows-1252.
    pub fn latin_1() -> Self {
        let singles = std::array::from_fn(|byte| u8::try_from(byte).ok().map(char::from));
        Self { singles, pairs: vec![Pair::Bad(1); 0x1_0000], four: Four::Whatwg }
    }

    /// Says otherwise what a byte is alone.
    pub fn set_single(&mut self, byte: u8, read: Option<char>) {
        self.singles[usize::from(byte)] = read;
    }

    /// Says otherwise what a pair is.
    pub fn set_pair(&mut self, first: u8, second: u8, pair: Pair) {
        self.pairs[at(first, second)] = pair;
    }

    /// Says who decides about the beginnings of codes of four bytes.
    pub fn set_four(&mut self, four: Four) {
        self.four = four;
    }

    /// What a byte is alone.
    pub fn single(&self, byte: u8) -> Option<char> {
        self.singles[usize::from(byte)]
    }

    /// What a pair is.
    pub fn pair(&self, first: u8, second: u8) -> Pair {
        self.pairs[at(first, second)]
    }

    /// Reads `bytes` to their end.
    pub fn units(&self, bytes: &[u8]) -> Vec<Unit> {
        let mut units = Vec::with_capacity(bytes.len());
        let mut start = 0;
        while start < bytes.len() {
            let (length, read) = self.next(&bytes[start..]);
            units.push(Unit { bytes: start..start + length, read });
            start += length;
        }
        units
    }

    /// Reads `bytes` as PHP does: a byte that is no character alone takes the next one with it,
    /// whether or not the two are one.
    pub fn units_in_pairs(&self, bytes: &[u8]) -> Vec<Unit> {
        let mut units = Vec::with_capacity(bytes.len());
        let mut start = 0;
        while start < bytes.len() {
            let (mut length, read) = self.next(&bytes[start..]);
            if read == Read::Bad {
                length = 2.min(bytes.len() - start);
            }
            units.push(Unit { bytes: start..start + length, read });
            start += length;
        }
        units
    }

    fn next(&self, bytes: &[u8]) -> (usize, Read) {
        if let Some(c) = self.singles[usize::from(bytes[0])] {
            return (1, Read::One(c));
        }
        let Some(&second) = bytes.get(1) else { return (1, Read::Bad) };
        match self.pairs[at(bytes[0], second)] {
            Pair::One(c) => (2, Read::One(c)),
            Pair::Two(c, mark) => (2, Read::Two(c, mark)),
            Pair::Bad(length) => (usize::from(length), Read::Bad),
            Pair::Four => self.four_bytes(bytes),
        }
    }

    fn four_bytes(&self, bytes: &[u8]) -> (usize, Read) {
        let third = bytes.get(2).is_none_or(|third| matches!(third, 0x81..=0xfe));
        let fourth = bytes.get(3).is_none_or(u8::is_ascii_digit);
        match self.four {
            Four::Python if bytes.len() < 4 => (bytes.len(), Read::Bad),
            _ if !third || !fourth => (1, Read::Bad),
            _ if bytes.len() < 4 => (bytes.len(), Read::Bad),
            four => match ask(encoding_rs::GB18030, &bytes[..4]).0.as_slice() {
                [c] => (4, Read::One(*c)),
                _ => (if four == Four::Python { 1 } else { 4 }, Read::Bad),
            },
        }
    }
}

fn at(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// The characters of `bytes`, and how many bytes were given up at the first error.
fn ask(encoding: &'static Encoding, bytes: &[u8]) -> (Vec<char>, Option<u8>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(16);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, false);
    let bad = match result {
        DecoderResult::Malformed(length, _) => Some(length),
        _ => None,
    };
    (text.chars().collect(), bad)
}

#[cfg(test)]
mod tests {
    use super::super::programs::Random;
    use super::*;

    fn text(decoder: &Decoder, bytes: &[u8]) -> String {
        let mut text = String::new();
        for unit in decoder.units(bytes) {
            match unit.read {
                Read::One(c) => text.push(c),
                Read::Two(c, mark) => text.extend([c, mark]),
                Read::Bad => text.push('\u{fffd}'),
            }
        }
        text
    }

    /// Bytes as they come, dense in what is rare.
    #[test]
    fn whatwg_is_what_encoding_rs_does() {
        let mut random = Random::new(1);
        for name in ["gbk", "big5", "shift_jis", "euc-kr", "windows-1252", "windows-1251"] {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            let decoder = Decoder::whatwg(encoding);
            for _ in 0..20_000 {
                let bytes = random.bytes(12);
                let expected = encoding.decode_without_bom_handling(&bytes).0;
                assert_eq!(text(&decoder, &bytes), expected, "{name} {bytes:02x?}");
            }
        }
    }

    #[test]
    fn units_cover_all_bytes() {
        let decoder = Decoder::whatwg(encoding_rs::GBK);
        let units = decoder.units(b"\xe4\xb8\xad\xe6\x96\x87\xe5\x3a\xe5\xff\xe5");
        let lengths: Vec<usize> = units.iter().map(|unit| unit.bytes.len()).collect();
        assert_eq!(lengths, [2, 2, 2, 1, 1, 2, 1]);
    }
}
