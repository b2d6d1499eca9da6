//! Encodings of seven bits that change charset by escapes: HZ, ISO-2022-KR, ISO-2022-CN.
//!
//! ISO-2022-JP is encoding_rs's. Each of these has pairs of bytes 21–7E, which with the eighth bit set are GBK, EUC-KR or
//! EUC-TW.

use super::euc_tw;
use crate::Charset;

/// What two bytes stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    Charset(Charset),
    /// CNS 11643, plane 1 or 2.
    Cns(u8),
}

const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// What stands next in the input.
pub(super) enum Next {
    Char(char, usize),
    /// An escape: bytes without a character.
    Nothing(usize),
    Invalid,
}

/// Which of the encodings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Hz,
    Korean,
    Chinese,
}

/// Reads one of the encodings; a line starts in ASCII.
pub(super) struct Reader {
    scheme: Scheme,
    /// What SO shifts to.
    shifted: Set,
    /// What one character after ESC N is in.
    single: Set,
    current: Set,
}

impl Reader {
    pub(super) fn new(scheme: Scheme) -> Self {
        let shifted = match scheme {
            Scheme::Korean => Set::Charset(Charset::EucKr),
            _ => Set::Ascii,
        };
        Self { scheme, shifted, single: Set::Ascii, current: Set::Ascii }
    }

    /// Reads what `bytes` begins with.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Next {
        match (self.scheme, bytes) {
            (Scheme::Hz, [b'~', b'{', ..]) if self.current == Set::Ascii => {
                self.shift(Set::Charset(Charset::Gbk), 2)
            }
            (Scheme::Hz, [b'~', b'}', ..]) => self.shift(Set::Ascii, 2),
            (Scheme::Hz, [b'~', b'~', ..]) if self.current == Set::Ascii => Next::Char('~', 2),
            (Scheme::Hz, [b'~', b'\n', ..]) => Next::Nothing(2),
            (Scheme::Korean, [ESCAPE, b'$', b')', b'C', ..]) => Next::Nothing(4),
            (Scheme::Chinese, [ESCAPE, b'$', b')', set @ (b'A' | b'E' | b'G'), ..]) => {
                self.shifted = if *set == b'G' { Set::Cns(1) } else { Set::Charset(Charset::Gbk) };
                Next::Nothing(4)
            }
            (Scheme::Chinese, [ESCAPE, b'$', b'*', b'H', ..]) => Next::Nothing(4),
            (Scheme::Chinese, [ESCAPE, b'N', rest @ ..]) => {
                self.single = Set::Cns(2);
                match self.pair(self.single, rest) {
                    Some(c) => Next::Char(c, 4),
                    None => Next::Invalid,
                }
            }
            (Scheme::Korean | Scheme::Chinese, [SHIFT_OUT, ..]) => self.shift(self.shifted, 1),
            (Scheme::Korean | Scheme::Chinese, [SHIFT_IN, ..]) => self.shift(Set::Ascii, 1),
            (_, [byte @ 0..=0x20, ..]) => {
                if *byte == b'\n' {
                    self.current = Set::Ascii;
                }
                Next::Char(char::from(*byte), 1)
            }
            (_, [byte @ 0x21..=0x7F, ..]) if self.current == Set::Ascii => {
                Next::Char(char::from(*byte), 1)
            }
            _ => match self.pair(self.current, bytes) {
                Some(c) => Next::Char(c, 2),
                None => Next::Invalid,
            },
        }
    }

    fn shift(&mut self, set: Set, length: usize) -> Next {
        self.current = set;
        Next::Nothing(length)
    }

    fn pair(&self, set: Set, bytes: &[u8]) -> Option<char> {
        let &[first @ 0x21..=0x7E, second @ 0x21..=0x7E] = bytes.first_chunk::<2>()? else {
            return None;
        };
        let code = [first | 0x80, second | 0x80];
        let read = match set {
            Set::Ascii => None,
            Set::Charset(charset) => charset.next_char(&code),
            Set::Cns(1) => euc_tw::next(&code),
            Set::Cns(plane) => {
                let [first, second] = code;
                euc_tw::next(&[0x8E, 0xA0 + plane, first, second])
            }
        };
        read.map(|(c, _)| c)
    }
}
