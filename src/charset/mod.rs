//! Character sets, their decoders and the inverses of these decoders.
//!
//! - [`Decoder`] reads one character at a time, strictly; [`Charset::decode`] reads everything, with U+FFFD for errors.
//! - [`Inverse`] goes from a character to every code that some decoder reads as that character.
//!
//! Both are tables filled at first use, from encoding_rs and from a checked-in list of what other decoders do differently.

pub(crate) mod byte_set;
mod code;
mod decoder;
mod dialects;
mod dialects_data;
mod gb18030;
mod inverse;
mod labels;
mod oem;
mod pages;
#[allow(dead_code)]
pub(crate) mod rules;
mod rules_data;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::OnceLock;

use encoding_rs::Encoding;

#[allow(unused_imports)]
pub use self::code::{Code, Preimages};
pub(crate) use self::decoder::Decoder;
pub(crate) use self::inverse::Inverse;

/// A character set.
///
/// ```
/// use fix_text::Charset;
///
/// let charset = Charset::for_label("CP936").ok_or("no such charset")?;
/// assert_eq!(charset, Charset::Gbk);
/// assert_eq!(charset.decode(b"\xD6\xD0\xCE\xC4"), ("中文".to_owned(), false));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// GBK, code page 936: simplified Chinese, one and two bytes.
    Gbk,
    /// GB 18030: GBK and four-byte codes for all the rest of Unicode.
    Gb18030,
    /// Big5 with the Hong Kong supplementary characters: traditional Chinese.
    Big5,
    /// Shift_JIS with the extensions of code page 932: Japanese.
    ShiftJis,
    /// EUC-JP: Japanese, two bytes and three.
    EucJp,
    /// EUC-KR with the extensions of code page 949: Korean.
    EucKr,
    /// windows-1250: Central European.
    Windows1250,
    /// windows-1251: Cyrillic.
    Windows1251,
    /// windows-1252: Western European; the web reads everything labelled Latin-1 as this.
    Windows1252,
    /// windows-1253: Greek.
    Windows1253,
    /// windows-1254: Turkish.
    Windows1254,
    /// windows-1255: Hebrew.
    Windows1255,
    /// windows-1256: Arabic.
    Windows1256,
    /// windows-1257: Baltic.
    Windows1257,
    /// windows-1258: Vietnamese.
    Windows1258,
    /// windows-874: Thai.
    Windows874,
    /// ISO-8859-1, true Latin-1: each byte is the character of the same number.
    Iso8859_1,
    /// ISO-8859-2: Central European.
    Iso8859_2,
    /// ISO-8859-5: Cyrillic.
    Iso8859_5,
    /// ISO-8859-7: Greek.
    Iso8859_7,
    /// ISO-8859-8: Hebrew.
    Iso8859_8,
    /// ISO-8859-9, true Latin-5: Turkish; unlike windows-1254 it has control characters at 80–9F.
    Iso8859_9,
    /// ISO-8859-15: Western European with the euro sign.
    Iso8859_15,
    /// KOI8-R: Russian.
    Koi8R,
    /// KOI8-U: Ukrainian (and, as WHATWG has it, Belarusian).
    Koi8U,
    /// Code page 437: the first PC.
    Cp437,
    /// Code page 850: DOS, Western European.
    Cp850,
    /// Code page 852: DOS, Central European.
    Cp852,
    /// Code page 866: DOS, Cyrillic.
    Cp866,
    /// Mac OS Roman.
    MacRoman,
    /// Mac OS Cyrillic, with the Ukrainian letters.
    MacCyrillic,
}

impl Charset {
    /// All character sets, in the order of the declaration.
    pub const ALL: &'static [Charset] = &[
        Charset::Utf8,
        Charset::Gbk,
        Charset::Gb18030,
        Charset::Big5,
        Charset::ShiftJis,
        Charset::EucJp,
        Charset::EucKr,
        Charset::Windows1250,
        Charset::Windows1251,
        Charset::Windows1252,
        Charset::Windows1253,
        Charset::Windows1254,
        Charset::Windows1255,
        Charset::Windows1256,
        Charset::Windows1257,
        Charset::Windows1258,
        Charset::Windows874,
        Charset::Iso8859_1,
        Charset::Iso8859_2,
        Charset::Iso8859_5,
        Charset::Iso8859_7,
        Charset::Iso8859_8,
        Charset::Iso8859_9,
        Charset::Iso8859_15,
        Charset::Koi8R,
        Charset::Koi8U,
        Charset::Cp437,
        Charset::Cp850,
        Charset::Cp852,
        Charset::Cp866,
        Charset::MacRoman,
        Charset::MacCyrillic,
    ];

    /// Number of character sets.
    const COUNT: usize = Charset::ALL.len();

    /// Decodes `bytes` as browsers do: an error becomes U+FFFD, and the second value says whether there was one.
    ///
    /// A byte order mark is not looked for; in UTF-8 it comes out as U+FEFF.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        if let Some(encoding) = self.encoding() {
            let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
            return (text.into_owned(), had_errors);
        }
        // The charsets that encoding_rs lacks have a character for every byte.
        let decoder = self.decoder();
        let mut had_errors = false;
        let text = bytes
            .iter()
            .map(|byte| match decoder.next(std::slice::from_ref(byte)) {
                Some((c, _)) => c,
                None => {
                    had_errors = true;
                    char::REPLACEMENT_CHARACTER
                }
            })
            .collect();
        (text, had_errors)
    }

    /// Encodes `text` so that a decoder of this charset reads it again: for each character the most usual of its
    /// [preimages](Charset::preimages). `None` if a character has none.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let inverse = self.inverse();
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            bytes.extend_from_slice(&inverse.first(c)?);
        }
        Some(bytes)
    }

    /// All byte strings that some decoder of this charset turns into `c`, most usual first.
    ///
    /// Decoders differ: WHATWG's come first, then those of Python, Java, ICU and glibc. Four-byte codes are given for
    /// [`Charset::Gb18030`] only, though decoders of GBK on the web read them as well.
    ///
    /// ```
    /// # use fix_text::Charset;
    /// let euro: Vec<Vec<u8>> = Charset::Gbk.preimages('€').iter().map(|code| code.to_vec()).collect();
    /// assert_eq!(euro, [vec![0x80], vec![0xA2, 0xE3]]);
    /// ```
    pub fn preimages(self, c: char) -> Preimages {
        self.inverse().all(c)
    }

    /// Strictly reads the first character of `bytes`: the character and the length of its code, `None` if the bytes are
    /// invalid or end too early.
    #[allow(dead_code)]
    #[inline]
    pub(crate) fn next_char(self, bytes: &[u8]) -> Option<(char, usize)> {
        self.decoder().next(bytes)
    }

    /// The strict decoder, to be got once before a loop.
    pub(crate) fn decoder(self) -> &'static Decoder {
        static DECODERS: [OnceLock<Decoder>; Charset::COUNT] =
            [const { OnceLock::new() }; Charset::COUNT];
        // Never used: the table has a place for every charset. It spares a panic.
        static SPARE: OnceLock<Decoder> = OnceLock::new();
        // Browsers, and encoding_rs, read GBK with the decoder of GB 18030.
        let place = if self == Charset::Gb18030 { Charset::Gbk } else { self };
        DECODERS.get(place as usize).unwrap_or(&SPARE).get_or_init(|| Decoder::new(place))
    }

    /// The inverse of the decoders, to be got once before a loop.
    pub(crate) fn inverse(self) -> &'static Inverse {
        static INVERSES: [OnceLock<Inverse>; Charset::COUNT] =
            [const { OnceLock::new() }; Charset::COUNT];
        static SPARE: OnceLock<Inverse> = OnceLock::new();
        INVERSES.get(self as usize).unwrap_or(&SPARE).get_or_init(|| Inverse::new(self))
    }

    /// The same charset in encoding_rs, if it is there.
    ///
    /// `None` for [`Charset::Iso8859_1`] and [`Charset::Iso8859_9`] too: encoding_rs, as browsers, has windows-1252 and
    /// windows-1254 under their labels.
    pub fn encoding(self) -> Option<&'static Encoding> {
        Some(match self {
            Charset::Utf8 => encoding_rs::UTF_8,
            Charset::Gbk => encoding_rs::GBK,
            Charset::Gb18030 => encoding_rs::GB18030,
            Charset::Big5 => encoding_rs::BIG5,
            Charset::ShiftJis => encoding_rs::SHIFT_JIS,
            Charset::EucJp => encoding_rs::EUC_JP,
            Charset::EucKr => encoding_rs::EUC_KR,
            Charset::Windows1250 => encoding_rs::WINDOWS_1250,
            Charset::Windows1251 => encoding_rs::WINDOWS_1251,
            Charset::Windows1252 => encoding_rs::WINDOWS_1252,
            Charset::Windows1253 => encoding_rs::WINDOWS_1253,
            Charset::Windows1254 => encoding_rs::WINDOWS_1254,
            Charset::Windows1255 => encoding_rs::WINDOWS_1255,
            Charset::Windows1256 => encoding_rs::WINDOWS_1256,
            Charset::Windows1257 => encoding_rs::WINDOWS_1257,
            Charset::Windows1258 => encoding_rs::WINDOWS_1258,
            Charset::Windows874 => encoding_rs::WINDOWS_874,
            Charset::Iso8859_2 => encoding_rs::ISO_8859_2,
            Charset::Iso8859_5 => encoding_rs::ISO_8859_5,
            Charset::Iso8859_7 => encoding_rs::ISO_8859_7,
            Charset::Iso8859_8 => encoding_rs::ISO_8859_8,
            Charset::Iso8859_15 => encoding_rs::ISO_8859_15,
            Charset::Koi8R => encoding_rs::KOI8_R,
            Charset::Koi8U => encoding_rs::KOI8_U,
            Charset::Cp866 => encoding_rs::IBM866,
            Charset::MacRoman => encoding_rs::MACINTOSH,
            Charset::MacCyrillic => encoding_rs::X_MAC_CYRILLIC,
            Charset::Iso8859_1
            | Charset::Iso8859_9
            | Charset::Cp437
            | Charset::Cp850
            | Charset::Cp852 => return None,
        })
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
