//! The charset a text was written in, as an automaton: bytes go in one at a time, characters come
//! out.

use std::sync::OnceLock;

use crate::charset::{Charset, Decoder};
use crate::model::{Cost, Symbol};

/// Bytes of a character that is not complete yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Partial {
    bytes: [u8; 3],
    len: u8,
}

impl Partial {
    /// Whether the last character is complete.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The bytes so far.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// One number for each different value.
    pub fn number(self) -> u32 {
        u32::from_be_bytes([self.len, self.bytes[0], self.bytes[1], self.bytes[2]])
    }

    fn with(mut self, byte: u8) -> Self {
        if let Some(slot) = self.bytes.get_mut(usize::from(self.len)) {
            *slot = byte;
            self.len += 1;
        }
        self
    }
}

/// What a byte brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// A character is complete.
    Char(char),
    /// More bytes must follow.
    More(Partial),
    /// No text has this byte here.
    Invalid,
}

/// The automaton of a charset.
pub struct Automaton {
    charset: Charset,
    decoder: &'static Decoder,
    /// Whether a byte can begin a character of several bytes.
    leads: [bool; 256],
    /// The bytes that can follow where one was lost, by how many came before in the character: at
    /// its beginning, and later.
    first: Vec<u8>,
    later: Vec<u8>,
    /// The cost of the commonest character that begins with a byte.
    least: [u16; 256],
    /// The same for the first two bytes of three in UTF-8.
    least_of_two: Vec<u16>,
}

/// The part of a character's cost on its own that it costs at least in context, as far as anybody
/// can tell before it is complete: half. It only ranks hypotheses.
const IN_CONTEXT: u16 = 2;

impl Automaton {
    /// The automaton of a charset; `None` for charsets of single bytes, which tell nothing of a lost
    /// one.
    pub fn of(charset: Charset) -> Option<&'static Self> {
        static UTF_8: OnceLock<Automaton> = OnceLock::new();
        static GBK: OnceLock<Automaton> = OnceLock::new();
        static BIG_5: OnceLock<Automaton> = OnceLock::new();
        static SHIFT_JIS: OnceLock<Automaton> = OnceLock::new();
        static EUC_KR: OnceLock<Automaton> = OnceLock::new();
        static EUC_JP: OnceLock<Automaton> = OnceLock::new();
        let (place, charset) = match charset {
            Charset::Gbk | Charset::Gb18030 => (&GBK, Charset::Gbk),
            Charset::Big5 => (&BIG_5, charset),
            Charset::ShiftJis => (&SHIFT_JIS, charset),
            Charset::EucKr => (&EUC_KR, charset),
            Charset::EucJp => (&EUC_JP, charset),
            Charset::Utf8 => (&UTF_8, charset),
            _ => return None,
        };
        Some(place.get_or_init(|| Self::new(charset)))
    }

    fn new(charset: Charset) -> Self {
        let mut automaton = Self {
            charset,
            decoder: charset.decoder(),
            leads: [false; 256],
            first: Vec::new(),
            later: Vec::new(),
            least: [u16::MAX / IN_CONTEXT; 256],
            least_of_two: Vec::new(),
        };
        if charset == Charset::Utf8 {
            automaton.least_of_two = vec![u16::MAX / IN_CONTEXT; 1 << 10];
            for c in '\u{80}'..='\u{1FFFF}' {
                let Some(symbol) = Symbol::known(c) else { continue };
                let mut buffer = [0; 4];
                let bytes = c.encode_utf8(&mut buffer).as_bytes();
                automaton.file(bytes, symbol);
            }
            automaton.later = (0x80..=0xBF).collect();
        } else {
            for (code, c) in automaton.decoder.codes() {
                automaton.file(code.as_bytes(), Symbol::of(c));
            }
            automaton.later = (0x40..=0xFE).filter(|byte| *byte != 0x7F).collect();
        }
        automaton.first = (0x80..=0xFF)
            .filter(|byte| automaton.least_at(*byte) < u16::MAX / IN_CONTEXT)
            .collect();
        automaton
    }

    /// Takes a character of the charset into account.
    fn file(&mut self, bytes: &[u8], symbol: Symbol) {
        let cost = u16::try_from(symbol.alone()).unwrap_or(u16::MAX) / IN_CONTEXT;
        let Some(&lead) = bytes.first() else { return };
        if let Some(least) = self.least.get_mut(usize::from(lead)) {
            *least = (*least).min(cost);
        }
        if let (Some(lead), true) = (self.leads.get_mut(usize::from(lead)), bytes.len() > 1) {
            *lead = true;
        }
        if let &[lead, second, _] = bytes
            && let Some(least) = self.least_of_two.get_mut(place_of_two(lead, second))
        {
            *least = (*least).min(cost);
        }
    }

    fn least_at(&self, lead: u8) -> u16 {
        self.least.get(usize::from(lead)).copied().unwrap_or_default()
    }

    /// What a byte brings after others.
    #[inline]
    pub fn feed(&self, partial: Partial, byte: u8) -> Fed {
        if self.charset == Charset::Utf8 {
            return feed_utf8(partial, byte);
        }
        if partial.is_empty() && byte < 0x80 {
            return Fed::Char(char::from(byte));
        }
        let now = partial.with(byte);
        match self.decoder.next(now.bytes()) {
            Some((c, length)) if length == now.bytes().len() => Fed::Char(c),
            _ if partial.is_empty() && self.is_lead(byte) => Fed::More(now),
            _ if self.charset == Charset::EucJp && now.bytes().len() == 2 => match now.bytes() {
                [0x8F, 0xA1..=0xFE] => Fed::More(now),
                _ => Fed::Invalid,
            },
            _ => Fed::Invalid,
        }
    }

    fn is_lead(&self, byte: u8) -> bool {
        self.leads.get(usize::from(byte)).copied().unwrap_or(false)
    }

    /// The bytes outside ASCII, and those of ASCII within a character, that can have been lost
    /// here.
    pub fn unknown(&self, partial: Partial) -> &[u8] {
        if partial.is_empty() { &self.first } else { &self.later }
    }

    /// About what the character begun will cost.
    #[inline]
    pub fn least(&self, partial: Partial) -> Cost {
        match *partial.bytes() {
            [] => 0,
            [lead, second] if self.charset == Charset::Utf8 && lead & 0xF0 == 0xE0 => {
                let least = self.least_of_two.get(place_of_two(lead, second));
                Cost::from(least.copied().unwrap_or_default())
            }
            [lead, ..] => Cost::from(self.least_at(lead)),
        }
    }
}

fn place_of_two(lead: u8, second: u8) -> usize {
    usize::from(lead & 0x0F) << 6 | usize::from(second & 0x3F)
}

#[inline]
fn feed_utf8(partial: Partial, byte: u8) -> Fed {
    if partial.is_empty() {
        return match byte {
            0..=0x7F => Fed::Char(char::from(byte)),
            0xC2..=0xF4 => Fed::More(partial.with(byte)),
            _ => Fed::Invalid,
        };
    }
    let (lead, second) = match *partial.bytes() {
        [lead] => (lead, byte),
        [lead, second, ..] => (lead, second),
        [] => return Fed::Invalid,
    };
    // Overlong forms, surrogates and numbers beyond Unicode show in the second byte.
    let is_valid = byte & 0xC0 == 0x80
        && match lead {
            0xE0 => second >= 0xA0,
            0xED => second <= 0x9F,
            0xF0 => second >= 0x90,
            0xF4 => second <= 0x8F,
            _ => true,
        };
    if !is_valid {
        return Fed::Invalid;
    }
    let length = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    if partial.bytes().len() + 1 < length {
        return Fed::More(partial.with(byte));
    }
    let start = u32::from(lead) & (0x7F >> length);
    let bits = partial.bytes().iter().skip(1).chain([&byte]);
    let number = bits.fold(start, |number, byte| number << 6 | u32::from(byte & 0x3F));
    char::from_u32(number).map_or(Fed::Invalid, Fed::Char)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an automaton makes of bytes; U+FFFD for an invalid one.
    fn read(charset: Charset, bytes: &[u8]) -> String {
        let automaton = Automaton::of(charset).unwrap();
        let mut partial = Partial::default();
        let mut text = String::new();
        for &byte in bytes {
            partial = match automaton.feed(partial, byte) {
                Fed::Char(c) => {
                    text.push(c);
                    Partial::default()
                }
                Fed::More(more) => more,
                Fed::Invalid => {
                    text.push('\u{FFFD}');
                    Partial::default()
                }
            };
        }
        text
    }

    #[test]
    fn reads_what_its_charset_writes() {
        let rows = [
            (Charset::Utf8, "aß中文😀，£"),
            (Charset::Gbk, "a中文，龘"),
            (Charset::Big5, "a中文，龘"),
            (Charset::ShiftJis, "a日本ｱ。"),
            (Charset::EucKr, "a한국어똠"),
            (Charset::EucJp, "a日本ｱ丂。"),
        ];
        for (charset, text) in rows {
            let bytes = charset.encode(text).unwrap();
            assert_eq!(read(charset, &bytes), text, "{charset}");
        }
    }

    #[test]
    fn refuses_what_utf_8_refuses() {
        for bytes in
            [&b"\xC0\x80"[..], b"\xE0\x80\x80", b"\xED\xA0\x80", b"\xF4\x90\x80\x80", b"\xE4A"]
        {
            assert!(read(Charset::Utf8, bytes).contains('\u{FFFD}'), "{bytes:X?}");
        }
    }

    #[test]
    fn what_is_to_come_costs_something() {
        let automaton = Automaton::of(Charset::Utf8).unwrap();
        let least = |bytes: &[u8]| {
            let feed = |partial, byte: &u8| match automaton.feed(partial, *byte) {
                Fed::More(more) => more,
                other => panic!("{other:?}"),
            };
            automaton.least(bytes.iter().fold(Partial::default(), feed))
        };
        // The commonest characters of U+4E00–U+4E3F, and of U+9F80–U+9FBF.
        assert!(least(b"\xE4\xB8") < least(b"\xE9\xBE"));
        assert_eq!(least(b""), 0);
    }
}
