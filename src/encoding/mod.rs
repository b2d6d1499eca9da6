//! Encodings of bytes: every [`Charset`], and those that are no matter of damage but that files are in.

mod decode;
mod escapes;
mod euc_tw;
mod johab;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt;

#[cfg(test)]
pub(crate) use decode::Stray;
pub(crate) use decode::{Decoded, Sink, decode, decode_range};

use crate::Charset;

/// Declares the encodings beyond [`Charset`], with their names and further labels, in one place.
macro_rules! encodings {
    ($($(#[$doc:meta])* $name:ident = $label:literal $(, $other:literal)*;)*) => {
        /// How the bytes of a file stand for characters.
        ///
        /// ```
        /// use fix_text::{Charset, Encoding};
        ///
        /// assert_eq!(Encoding::for_label("UTF-16LE"), Some(Encoding::Utf16Le));
        /// assert_eq!(Encoding::for_label("cp936"), Some(Encoding::Charset(Charset::Gbk)));
        /// assert_eq!(Encoding::Hz.decode(b"~{VPND~}"), ("中文".to_owned(), false));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Encoding {
            /// A charset that builds on ASCII, character by character.
            Charset(Charset),
            $($(#[$doc])* $name,)*
        }

        impl Encoding {
            /// All encodings that are no [`Charset`].
            const OTHERS: &'static [Encoding] = &[$(Encoding::$name,)*];

            /// The name: WHATWG's where there is one, in lower case; else the usual one.
            pub fn name(self) -> &'static str {
                match self {
                    Encoding::Charset(charset) => charset.name(),
                    $(Encoding::$name => $label,)*
                }
            }

            /// Labels of an encoding that is no charset, `_` and spaces written as `-`.
            fn labels(self) -> &'static [&'static str] {
                match self {
                    Encoding::Charset(_) => &[],
                    $(Encoding::$name => &[$label, $($other,)*],)*
                }
            }
        }
    };
}

encodings! {
    /// UTF-16, low byte first.
    Utf16Le = "utf-16le", "utf-16", "utf16", "utf16le", "ucs-2", "ucs-2le", "unicode", "csunicode", "iso-10646-ucs-2", "unicodefeff";
    /// UTF-16, high byte first.
    Utf16Be = "utf-16be", "utf16be", "ucs-2be", "unicodefffe";
    /// UTF-32, low byte first.
    Utf32Le = "utf-32le", "utf-32", "utf32", "utf32le", "ucs-4", "ucs-4le";
    /// UTF-32, high byte first.
    Utf32Be = "utf-32be", "utf32be", "ucs-4be";
    /// ISO-2022-JP: Japanese in seven bits, for mail.
    Iso2022Jp = "iso-2022-jp", "iso2022jp", "iso2022-jp", "csiso2022jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso2022-jp-1", "iso2022-jp-2", "cp50220", "cp50221", "jis";
    /// ISO-2022-KR: Korean in seven bits (RFC 1557).
    Iso2022Kr = "iso-2022-kr", "iso2022kr", "iso2022-kr", "csiso2022kr";
    /// ISO-2022-CN: Chinese in seven bits (RFC 1922).
    Iso2022Cn = "iso-2022-cn", "iso2022cn", "iso2022-cn", "iso-2022-cn-ext";
    /// HZ: simplified Chinese in seven bits (RFC 1843).
    Hz = "hz-gb-2312", "hz", "hz-gb", "hzgb";
    /// EUC-TW: traditional Chinese on Unix; planes 1 and 2 of CNS 11643.
    EucTw = "euc-tw", "euctw", "x-euc-tw", "cns11643";
    /// Johab: Korean, all syllables.
    Johab = "johab", "cp1361", "ms1361", "x-johab";
    /// ISO-8859-6: Arabic.
    Iso8859_6 = "iso-8859-6", "iso8859-6", "iso88596", "arabic", "asmo-708", "ecma-114", "iso-8859-6-i", "iso-8859-6-e";
    /// ISO-8859-13: Baltic.
    Iso8859_13 = "iso-8859-13", "iso8859-13", "iso885913", "latin7", "latin-7";
    /// ISO-8859-16: Romanian.
    Iso8859_16 = "iso-8859-16", "iso8859-16", "iso885916", "latin10", "latin-10";
    /// VISCII: Vietnamese (RFC 1456).
    Viscii = "viscii", "csviscii", "viscii1.1-1";
    /// Code page 037: EBCDIC of the United States.
    Cp037 = "cp037", "ibm037", "037", "ebcdic-cp-us", "csibm037", "ibm-037";
    /// Code page 500: EBCDIC, international.
    Cp500 = "cp500", "ibm500", "500", "ebcdic-cp-ch", "csibm500", "ibm-500";
}

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding::Charset(Charset::Utf8);

    /// Every encoding.
    pub fn all() -> impl Iterator<Item = Encoding> {
        Charset::ALL
            .iter()
            .map(|&charset| Encoding::Charset(charset))
            .chain(Encoding::OTHERS.iter().copied())
    }

    /// The encoding that a label stands for. Case, surrounding white space, and the difference between `-` and `_` do not
    /// matter.
    pub fn for_label(label: &str) -> Option<Encoding> {
        let hyphened = label.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        let other = Self::OTHERS.iter().find(|other| other.labels().contains(&hyphened.as_str()));
        other.copied().or_else(|| Charset::for_label(label).map(Encoding::Charset))
    }

    /// The charset, if it is one that builds on ASCII.
    pub fn charset(self) -> Option<Charset> {
        match self {
            Encoding::Charset(charset) => Some(charset),
            _ => None,
        }
    }

    /// Decodes `bytes`: each error becomes U+FFFD, and the second value says whether there was one.
    ///
    /// A byte order mark is not looked for; in UTF-8, UTF-16 and UTF-32 it comes out as U+FEFF.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        if let Encoding::Charset(charset) = self {
            return charset.decode(bytes);
        }
        let decoded = decode(bytes, 0, self);
        let mut text = String::with_capacity(decoded.text.len());
        let mut at = 0;
        for stray in &decoded.strays {
            text.push_str(decoded.text.get(at..stray.at).unwrap_or_default());
            text.push(char::REPLACEMENT_CHARACTER);
            at = stray.at;
        }
        text.push_str(decoded.text.get(at..).unwrap_or_default());
        (text, !decoded.strays.is_empty())
    }

    /// The same in encoding_rs.
    pub(crate) fn whatwg(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Encoding::Charset(charset) => charset.encoding(),
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE),
            Encoding::Iso2022Jp => Some(encoding_rs::ISO_2022_JP),
            Encoding::Iso8859_6 => Some(encoding_rs::ISO_8859_6),
            Encoding::Iso8859_13 => Some(encoding_rs::ISO_8859_13),
            Encoding::Iso8859_16 => Some(encoding_rs::ISO_8859_16),
            _ => None,
        }
    }

    /// The first character of `bytes` and the length of its code, in an encoding without state; `None` if they are invalid
    /// or end too early.
    #[inline]
    pub(crate) fn next_char(self, bytes: &[u8]) -> Option<(char, usize)> {
        let single = |read: fn(u8) -> char| bytes.first().map(|&byte| (read(byte), 1));
        match self {
            Encoding::Charset(charset) => charset.next_char(bytes),
            Encoding::EucTw => euc_tw::next(bytes),
            Encoding::Johab => johab::next(bytes),
            Encoding::Viscii => single(tables::viscii),
            Encoding::Cp037 => single(tables::cp037),
            Encoding::Cp500 => single(tables::cp500),
            Encoding::Utf16Le => decode::next_utf16(bytes, u16::from_le_bytes),
            Encoding::Utf16Be => decode::next_utf16(bytes, u16::from_be_bytes),
            Encoding::Utf32Le => decode::next_utf32(bytes, u32::from_le_bytes),
            Encoding::Utf32Be => decode::next_utf32(bytes, u32::from_be_bytes),
            Encoding::Iso8859_6 | Encoding::Iso8859_13 | Encoding::Iso8859_16 => {
                decode::next_single(bytes, self.whatwg()?)
            }
            Encoding::Iso2022Jp | Encoding::Iso2022Kr | Encoding::Iso2022Cn | Encoding::Hz => None,
        }
    }
}

impl From<Charset> for Encoding {
    fn from(charset: Charset) -> Self {
        Encoding::Charset(charset)
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
