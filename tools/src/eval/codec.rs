//! Charsets as real programs read and write them: encoding_rs for WHATWG's, tables for the DOS
//! code pages, and a true Latin-1 (WHATWG has none: its `iso-8859-1` is windows-1252).
//!
//! Kept apart from the library's own tables on purpose: an error there must not be able to hide
//! itself by making the damage wrong in the same way.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use encoding_rs::{EncoderResult, Encoding};

/// A charset, known by its lower-case name.
#[derive(Clone, Copy)]
pub struct Codec {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Whatwg(&'static Encoding),
    Latin1,
    Dos(Dos),
}

#[derive(Clone, Copy)]
enum Dos {
    Cp437,
    Cp850,
    Cp852,
}

/// What a decoder made of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, with U+FFFD for what could not be decoded.
    pub text: String,
    /// Whether nothing was replaced.
    pub lossless: bool,
}

impl Codec {
    /// The codec of this name; `None` for a name that neither WHATWG nor this tool knows.
    pub fn named(name: &'static str) -> Option<Self> {
        let kind = match name {
            "iso-8859-1" => Kind::Latin1,
            "cp437" => Kind::Dos(Dos::Cp437),
            "cp850" => Kind::Dos(Dos::Cp850),
            "cp852" => Kind::Dos(Dos::Cp852),
            _ => Kind::Whatwg(Encoding::for_label(name.as_bytes())?),
        };
        Some(Self { name, kind })
    }

    /// Its name, as it stands in the name of a chain.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The bytes of `text`; `None` where a character has none, or where reading them back gives
    /// another text (encoding_rs writes `¥` as 5C in Shift_JIS).
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let bytes = match self.kind {
            Kind::Whatwg(encoding) if encoding == encoding_rs::UTF_8 => {
                return Some(text.as_bytes().to_vec());
            }
            Kind::Whatwg(encoding) => encode_whatwg(encoding, text)?,
            Kind::Latin1 => {
                text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<_>>()?
            }
            Kind::Dos(dos) => text.chars().map(|c| dos.byte(c)).collect::<Option<_>>()?,
        };
        let back = self.decode(&bytes);
        (back.lossless && back.text == text).then_some(bytes)
    }

    /// What this charset's decoder makes of `bytes`. No byte order mark is looked for.
    pub fn decode(self, bytes: &[u8]) -> Decoded {
        match self.kind {
            Kind::Whatwg(encoding) => {
                let (text, errors) = encoding.decode_without_bom_handling(bytes);
                Decoded { lossless: !errors, text: text.into_owned() }
            }
            Kind::Latin1 => {
                Decoded { text: bytes.iter().map(|&b| char::from(b)).collect(), lossless: true }
            }
            Kind::Dos(dos) => {
                Decoded { text: bytes.iter().map(|&b| dos.char(b)).collect(), lossless: true }
            }
        }
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Codec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Codec {}

impl Dos {
    fn table(self) -> &'static [char; 128] {
        match self {
            Dos::Cp437 => &oem_cp::code_table::DECODING_TABLE_CP437,
            Dos::Cp850 => &oem_cp::code_table::DECODING_TABLE_CP850,
            Dos::Cp852 => &oem_cp::code_table::DECODING_TABLE_CP852,
        }
    }

    fn char(self, byte: u8) -> char {
        if byte < 0x80 { char::from(byte) } else { self.table()[usize::from(byte - 0x80)] }
    }

    fn byte(self, c: char) -> Option<u8> {
        static INVERSES: OnceLock<[HashMap<char, u8>; 3]> = OnceLock::new();
        if c.is_ascii() {
            return u8::try_from(c).ok();
        }
        let inverses = INVERSES.get_or_init(|| {
            [Dos::Cp437, Dos::Cp850, Dos::Cp852]
                .map(|dos| (0x80..=0xff).map(|byte| (dos.char(byte), byte)).collect())
        });
        inverses[self as usize].get(&c).copied()
    }
}

fn encode_whatwg(encoding: &'static Encoding, text: &str) -> Option<Vec<u8>> {
    let mut encoder = encoding.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len())?;
    let mut bytes = Vec::with_capacity(room);
    match encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true) {
        (EncoderResult::InputEmpty, _) => Some(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_tables_are_one_to_one() {
        for name in ["cp437", "cp850", "cp852", "iso-8859-1", "ibm866", "koi8-r", "macintosh"] {
            let codec = Codec::named(name).unwrap();
            let all: Vec<u8> = (0..=255).collect();
            let decoded = codec.decode(&all);
            assert!(decoded.lossless, "{name}");
            assert_eq!(codec.encode(&decoded.text).unwrap(), all, "{name}");
        }
    }

    #[test]
    fn latin_1_is_not_windows_1252() {
        assert_eq!(Codec::named("iso-8859-1").unwrap().decode(b"\x80").text, "\u{80}");
        assert_eq!(Codec::named("windows-1252").unwrap().decode(b"\x80").text, "€");
    }

    #[test]
    fn no_encoder_writes_what_it_does_not_read_back() {
        assert_eq!(Codec::named("shift_jis").unwrap().encode("¥"), None);
        assert_eq!(Codec::named("gbk").unwrap().encode("😀"), None);
        assert!(Codec::named("gb18030").unwrap().encode("😀").is_some());
    }
}
