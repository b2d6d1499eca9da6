//! Strict decoders that read one character at a time, for hot loops.
//!
//! The tables are filled at first use by letting encoding_rs decode every code once, so they agree with it by construction.

use encoding_rs::Encoding;

use super::code::Code;
use super::{Charset, gb18030, oem};

/// How a charset's codes are built.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Utf8,
    Single,
    Double,
    /// Two bytes, or three after 8F.
    EucJp,
    /// Two bytes, or four where the second is a digit.
    Gb18030,
}

/// First of the 2,048 numbers that are no characters; in a table of `u16` they refer to characters beyond U+FFFF.
const ASTRAL_REFERENCE: u16 = 0xD800;

/// Reads characters of one charset; got once from [`Charset::decoder`], then used in a loop.
pub(crate) struct Decoder {
    kind: Kind,
    /// Characters of the bytes 80–FF, zero for bytes that are no character by themselves.
    single: [u16; 128],
    /// Characters of the codes 8000–FFFF, zero for invalid ones; empty in single-byte charsets.
    pairs: Box<[u16]>,
    /// EUC-JP: characters of 8F A1 A1 to 8F FE FE, rows of 94.
    triples: Box<[u16]>,
    /// What the references in `pairs` refer to.
    astral: Vec<char>,
}

impl Decoder {
    /// Fills the tables of `charset`.
    pub(super) fn new(charset: Charset) -> Decoder {
        let kind = match charset {
            Charset::Utf8 => Kind::Utf8,
            Charset::Gbk | Charset::Gb18030 => Kind::Gb18030,
            Charset::EucJp => Kind::EucJp,
            Charset::Big5 | Charset::ShiftJis | Charset::EucKr => Kind::Double,
            _ => Kind::Single,
        };
        let mut decoder = Decoder {
            kind,
            single: [0; 128],
            pairs: Box::default(),
            triples: Box::default(),
            astral: Vec::new(),
        };
        if kind == Kind::Utf8 {
            return decoder;
        }
        let Some(encoding) = charset.encoding() else {
            if let Some(high) = oem::high_half(charset) {
                decoder.single = high;
            }
            return decoder;
        };
        let bytes: Vec<[u8; 1]> = (0x80..=0xFF).map(|byte| [byte]).collect();
        for (slot, c) in decoder.single.iter_mut().zip(decode_each(encoding, &bytes)) {
            *slot = c.map_or(0, |c| u16::try_from(u32::from(c)).unwrap_or(0));
        }
        if kind != Kind::Single {
            decoder.fill_pairs(charset, encoding);
        }
        if kind == Kind::EucJp {
            let codes = (0xA1..=0xFE).flat_map(|b| (0xA1..=0xFE).map(move |c| [0x8F, b, c]));
            let chars = decode_each(encoding, &codes.collect::<Vec<[u8; 3]>>());
            decoder.triples = chars.into_iter().map(|c| decoder.narrow(c)).collect();
        }
        decoder
    }

    /// Fills the table of two-byte codes.
    fn fill_pairs(&mut self, charset: Charset, encoding: &'static Encoding) {
        let mut codes = Vec::with_capacity(126 * 191);
        for lead in 0x81..=0xFE {
            let trails = (0x40..=0xFE).filter(|&trail| may_be_pair(charset, lead, trail));
            codes.extend(trails.map(|trail| [lead, trail]));
        }
        let mut pairs = vec![0; 1 << 15];
        for (&[lead, trail], c) in codes.iter().zip(decode_each(encoding, &codes)) {
            if let Some(slot) = pairs.get_mut(pair_index(lead, trail)) {
                *slot = self.narrow(c);
            }
        }
        self.pairs = pairs.into_boxed_slice();
    }

    /// A character as a table entry.
    fn narrow(&mut self, c: Option<char>) -> u16 {
        let Some(c) = c else { return 0 };
        u16::try_from(u32::from(c)).unwrap_or_else(|_| {
            let reference = u16::try_from(self.astral.len()).ok().filter(|&n| n < 0x800);
            self.astral.push(c);
            reference.map_or(0, |n| ASTRAL_REFERENCE + n)
        })
    }

    /// A table entry as a character.
    #[inline]
    fn widen(&self, entry: u16) -> Option<char> {
        if entry == 0 {
            return None;
        }
        match char::from_u32(u32::from(entry)) {
            Some(c) => Some(c),
            None => self.astral.get(usize::from(entry.wrapping_sub(ASTRAL_REFERENCE))).copied(),
        }
    }

    /// The first character of `bytes` and the length of its code.
    ///
    /// `None` if the bytes are not valid or end within a code, and for the four codes of Big5 that stand for two
    /// characters each (8862, 8864, 88A3, 88A5).
    #[inline]
    pub(crate) fn next(&self, bytes: &[u8]) -> Option<(char, usize)> {
        let &lead = bytes.first()?;
        if lead < 0x80 {
            return Some((char::from(lead), 1));
        }
        if self.kind == Kind::Utf8 {
            return next_utf8(bytes);
        }
        let single = *self.single.get(usize::from(lead & 0x7F))?;
        if single != 0 {
            return Some((char::from_u32(u32::from(single))?, 1));
        }
        let &trail = bytes.get(1)?;
        let pair = *self.pairs.get(pair_index(lead, trail))?;
        if pair != 0 {
            return Some((self.widen(pair)?, 2));
        }
        match self.kind {
            Kind::EucJp if lead == 0x8F => {
                let &third = bytes.get(2)?;
                let entry = *self.triples.get(triple_index(trail, third)?)?;
                Some((self.widen(entry)?, 3))
            }
            Kind::Gb18030 => gb18030::next(bytes),
            _ => None,
        }
    }

    /// All codes of one to three bytes, those of ASCII left out, with their characters, in the order of the tables.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (Code, char)> {
        let single = (0x80..=0xFF).zip(&self.single).map(|(byte, &entry)| (Code::one(byte), entry));
        let pairs = (0x8000..=0xFFFF)
            .zip(self.pairs.iter())
            .map(|(code, &entry)| (Code::from_number(code), entry));
        let triples = (0xA1..=0xFE)
            .flat_map(|b| (0xA1..=0xFE).map(move |c| Code::three(0x8F, b, c)))
            .zip(self.triples.iter())
            .map(|(code, &entry)| (code, entry));
        single
            .chain(pairs)
            .chain(triples)
            .filter_map(|(code, entry)| Some((code, self.widen(entry)?)))
    }
}

/// Whether it is worth asking what two bytes are. No second byte is below 40, but for the digits of GB 18030.
fn may_be_pair(charset: Charset, lead: u8, trail: u8) -> bool {
    match charset {
        Charset::Big5 => !matches!(trail, 0x7F..=0xA0),
        Charset::ShiftJis => !matches!(lead, 0xA0..=0xDF),
        Charset::EucJp => trail >= 0xA1 && (lead == 0x8E || lead >= 0xA1),
        _ => true,
    }
}

/// Place of a two-byte code in the table.
#[inline]
fn pair_index(lead: u8, trail: u8) -> usize {
    (usize::from(lead & 0x7F) << 8) | usize::from(trail)
}

/// Place of a three-byte code of EUC-JP in the table.
#[inline]
fn triple_index(second: u8, third: u8) -> Option<usize> {
    let (row, column) = (second.checked_sub(0xA1)?, third.checked_sub(0xA1)?);
    (row < 94 && column < 94).then_some(usize::from(row) * 94 + usize::from(column))
}

/// What each code decodes to, `None` if that is not exactly one valid character.
///
/// All codes are decoded in one call, a line feed after each: it ends whatever an incomplete code began.
fn decode_each<const LEN: usize>(
    encoding: &'static Encoding,
    codes: &[[u8; LEN]],
) -> Vec<Option<char>> {
    let mut buffer = Vec::with_capacity((LEN + 1) * codes.len());
    for code in codes {
        buffer.extend_from_slice(code);
        buffer.push(b'\n');
    }
    let (text, _) = encoding.decode_without_bom_handling(&buffer);
    let mut decoded = Vec::with_capacity(codes.len());
    let mut line = (0, None);
    for c in text.chars() {
        if c == '\n' {
            decoded.push(if line.0 == 1 { line.1 } else { None });
            line = (0, None);
        } else {
            line = (line.0 + 1, Some(c).filter(|&c| c != char::REPLACEMENT_CHARACTER));
        }
    }
    decoded
}

/// The first character of strict UTF-8: no surrogates, no overlong forms, nothing beyond U+10FFFF.
#[inline]
fn next_utf8(bytes: &[u8]) -> Option<(char, usize)> {
    let tail =
        |byte: Option<&u8>| byte.filter(|&&b| b & 0xC0 == 0x80).map(|&b| u32::from(b & 0x3F));
    let lead = *bytes.first()?;
    let (number, least, len) = match lead {
        0x00..=0x7F => (u32::from(lead), 0, 1),
        0xC2..=0xDF => ((u32::from(lead & 0x1F) << 6) | tail(bytes.get(1))?, 0x80, 2),
        0xE0..=0xEF => {
            let number =
                (u32::from(lead & 0x0F) << 12) | (tail(bytes.get(1))? << 6) | tail(bytes.get(2))?;
            (number, 0x800, 3)
        }
        0xF0..=0xF4 => {
            let high = (u32::from(lead & 0x07) << 18) | (tail(bytes.get(1))? << 12);
            (high | (tail(bytes.get(2))? << 6) | tail(bytes.get(3))?, 0x1_0000, 4)
        }
        _ => return None,
    };
    if number < least {
        return None;
    }
    Some((char::from_u32(number)?, len))
}
