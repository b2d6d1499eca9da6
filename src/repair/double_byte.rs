//! The double-byte charset the text was in, as the search needs it: codes of characters and back.

use std::sync::OnceLock;

use crate::Charset;
use crate::charset::{Decoder, Inverse, Preimages};

/// The lead bytes of double-byte codes.
pub(super) const LEADS: std::ops::RangeInclusive<u8> = 0x81..=0xFE;

/// A two-byte code.
pub(super) type Pair = [u8; 2];

/// GBK, both ways.
#[derive(Clone, Copy)]
pub(super) struct DoubleByte {
    inverse: &'static Inverse,
    codes: &'static Codes,
}

/// What each two-byte code means: the search asks for them by the thousand.
struct Codes {
    /// The character; private-use ones stay out, since no readable text holds them.
    chars: Vec<Option<char>>,
    /// Whether a decoder of the time gave a private-use character, which was stripped later.
    nothing: Vec<bool>,
}

impl Codes {
    fn of(decoder: &Decoder) -> Self {
        let decoded = |code: u16| match decoder.next(&code.to_be_bytes()) {
            Some((c, 2)) => Some(c),
            _ => None,
        };
        let is_later = |code| LATER.iter().any(|&(first, last)| (first..=last).contains(&code));
        let all = 0..=u16::MAX;
        Self {
            chars: all.clone().map(|code| decoded(code).filter(|&c| !is_private(c))).collect(),
            nothing: all
                .map(|code| is_later(code) || decoded(code).is_some_and(is_private))
                .collect(),
        }
    }
}

/// Codes of GBK that later tables fill and older decoders give private-use characters for:
/// vertical forms, description characters, components.
const LATER: [(u16, u16); 8] = [
    (0xA6D9, 0xA6DF),
    (0xA6EC, 0xA6ED),
    (0xA6F3, 0xA6F3),
    (0xA8BC, 0xA8BC),
    (0xA8BF, 0xA8BF),
    (0xA989, 0xA995),
    (0xFE50, 0xFE90),
    (0xFE91, 0xFEA0),
];

impl DoubleByte {
    /// GBK.
    pub(super) fn gbk() -> Self {
        static CODES: OnceLock<Codes> = OnceLock::new();
        let codes = CODES.get_or_init(|| Codes::of(Charset::Gbk.decoder()));
        Self { inverse: Charset::Gbk.inverse(), codes }
    }

    /// The usual code of a character, if it has two bytes.
    pub(super) fn pair(self, c: char) -> Option<Pair> {
        let code = self.inverse.first(c)?;
        Pair::try_from(code.as_bytes()).ok()
    }

    /// Every code of a character.
    pub(super) fn codes(self, c: char) -> Preimages {
        self.inverse.all(c)
    }

    /// The character of a code, private-use ones left out: no readable text holds them.
    pub(super) fn char(self, pair: Pair) -> Option<char> {
        self.codes.chars.get(usize::from(u16::from_be_bytes(pair))).copied().flatten()
    }

    /// Whether a decoder of the time gave a private-use character for the code, which was stripped
    /// later without a mark.
    pub(super) fn leaves_nothing(self, pair: Pair) -> bool {
        self.codes.nothing.get(usize::from(u16::from_be_bytes(pair))).copied().unwrap_or(false)
    }

    /// Whether the code lies in the part of GBK that holds GB 2312, the characters of simplified
    /// text. A traditional character that is simplified nowadays lies outside.
    pub(super) fn is_gb2312([lead, trail]: Pair) -> bool {
        lead >= 0xB0 && trail >= 0xA1
    }
}

fn is_private(c: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&c)
}

/// Han characters of the two blocks that GBK draws on.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}
