//! Inverses of the decoders: from a character back to every code that a decoder may have read it from.
//!
//! Encoders won't do: they are narrower than decoders, and choose one code of several. Here the tables of the decoder are
//! turned round, and what other decoders than WHATWG's make of a code is added ([`dialects`]).

use super::code::{Code, Preimages};
use super::pages::Pages;
use super::{Charset, dialects, gb18030};

/// Finds the codes of characters in one charset; got once from [`Charset::inverse`], then used in a loop.
pub(crate) struct Inverse {
    utf8: bool,
    /// 8F codes of EUC-JP are packed as (second byte, third byte without its high bit), which is no two-byte code there.
    packed_triples: bool,
    /// Whether characters without a shorter code have a four-byte one.
    four_byte: bool,
    /// The most usual code of each character up to U+FFFF.
    first: Pages,
    /// One bit for each character up to U+FFFF: has it codes in `more`?
    has_more: Box<[u64]>,
    /// Further codes, and all codes of characters beyond U+FFFF, in order of the character.
    more: Vec<(char, Code)>,
}

impl Inverse {
    /// Turns the decoder of `charset` round.
    pub(super) fn new(charset: Charset) -> Inverse {
        let mut inverse = Inverse {
            utf8: charset == Charset::Utf8,
            packed_triples: charset == Charset::EucJp,
            four_byte: charset == Charset::Gb18030,
            first: Pages::new(),
            has_more: vec![0; 1024].into_boxed_slice(),
            more: Vec::new(),
        };
        if inverse.utf8 {
            return inverse;
        }
        for byte in 1..0x80 {
            inverse.add(char::from(byte), Code::one(byte));
        }
        let decoder = charset.decoder();
        let mut unusual = Vec::new();
        for (code, c) in decoder.codes() {
            if is_unusual(charset, code) {
                unusual.push((code, c));
            } else {
                inverse.add(c, code);
            }
        }
        for (code, c) in unusual {
            inverse.add(c, code);
        }
        dialects::each(charset, |code, c| inverse.add(c, code));
        if inverse.four_byte {
            inverse.add_long_codes(charset);
        }
        inverse.more.sort_by_key(|&(c, _)| c);
        inverse
    }

    /// Adds the four-byte codes of characters that have a shorter one; those of the others are computed.
    fn add_long_codes(&mut self, charset: Charset) {
        let mut add = |c| {
            if let Some(code) = gb18030::encode(c) {
                self.add(c, code);
            }
        };
        charset.decoder().codes().for_each(|(_, c)| add(c));
        dialects::each(charset, |_, c| add(c));
    }

    /// Adds a code, less usual than those before it.
    fn add(&mut self, c: char, code: Code) {
        if let Ok(unit) = u16::try_from(u32::from(c)) {
            let packed = self.pack(code);
            if packed != 0 && self.first.set_if_empty(unit, packed) {
                return;
            }
            if packed != 0 && self.first.get(unit) == packed {
                return;
            }
            if let Some(word) = self.has_more.get_mut(usize::from(unit >> 6)) {
                *word |= 1 << (unit & 63);
            }
        }
        self.more.push((c, code));
    }

    /// A code as a table entry, zero if it can't be one.
    fn pack(&self, code: Code) -> u16 {
        match *code {
            [a] => u16::from(a),
            [a, b] => u16::from_be_bytes([a, b]),
            [0x8F, b, c] if self.packed_triples => u16::from_be_bytes([b, c & 0x7F]),
            _ => 0,
        }
    }

    /// A table entry other than zero as a code.
    #[inline]
    fn unpack(&self, entry: u16) -> Code {
        let [a, b] = entry.to_be_bytes();
        if a == 0 {
            Code::one(b)
        } else if self.packed_triples && b < 0x80 {
            Code::three(0x8F, a, b | 0x80)
        } else {
            Code::two(a, b)
        }
    }

    /// The most usual code of `c`.
    #[inline]
    pub(crate) fn first(&self, c: char) -> Option<Code> {
        if self.utf8 {
            return Some(Code::utf8(c));
        }
        match u16::try_from(u32::from(c)) {
            Ok(unit) => match self.first.get(unit) {
                // Zero is no entry, and the code of NUL.
                0 if unit == 0 => Some(Code::one(0)),
                0 if self.four_byte => gb18030::encode(c),
                0 => None,
                entry => Some(self.unpack(entry)),
            },
            Err(_) => match self.further(c).first() {
                Some(&(_, code)) => Some(code),
                None if self.four_byte => gb18030::encode(c),
                None => None,
            },
        }
    }

    /// The characters up to U+FFFF of which the most usual code is one byte, with that.
    pub(crate) fn bytes(&self) -> impl Iterator<Item = (char, u8)> {
        self.first.entries().filter_map(|(unit, entry)| {
            let [0, byte] = entry.to_be_bytes() else { return None };
            Some((char::from_u32(u32::from(unit))?, byte))
        })
    }

    /// All codes of `c`, most usual first.
    #[inline]
    pub(crate) fn all(&self, c: char) -> Preimages {
        let mut codes = Preimages::from(self.first(c));
        if self.has_more(c) {
            for &(_, code) in self.further(c) {
                codes.push(code);
            }
        }
        codes
    }

    /// Whether `c` has more than one code.
    #[inline]
    pub(crate) fn has_more(&self, c: char) -> bool {
        match u16::try_from(u32::from(c)) {
            Ok(unit) => self
                .has_more
                .get(usize::from(unit >> 6))
                .is_some_and(|word| word >> (unit & 63) & 1 == 1),
            Err(_) => self.further(c).len() > 1,
        }
    }

    /// The entries of `c` in `more`.
    fn further(&self, c: char) -> &[(char, Code)] {
        let start = self.more.partition_point(|&(other, _)| other < c);
        let rest = self.more.get(start..).unwrap_or(&[]);
        let count = rest.iter().take_while(|&&(other, _)| other == c).count();
        rest.get(..count).unwrap_or(&[])
    }
}

/// Codes that WHATWG's encoders avoid where a character has several.
fn is_unusual(charset: Charset, code: Code) -> bool {
    match (charset, code.as_bytes()) {
        // HKSCS before Big5 proper, and the first codes of six characters of which the last is used.
        (Charset::Big5, &[lead, trail]) => {
            lead < 0xA1 || matches!((lead, trail), (0xA2, 0xA4..=0xA7 | 0xCC | 0xCE))
        }
        // NEC's selection of IBM's extensions.
        (Charset::ShiftJis, [0xED | 0xEE, _]) => true,
        _ => false,
    }
}
