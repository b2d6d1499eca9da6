//! Encoders for the test set: they turn the decoders round, code by code.

use std::collections::HashMap;
use std::sync::Mutex;

use fix_text::Encoding;

/// Codes of the characters of an encoding without state.
type Codes = HashMap<char, Vec<u8>>;

/// Writes text in any encoding.
#[derive(Default)]
pub struct Encoders(Mutex<HashMap<Encoding, &'static Codes>>);

impl Encoders {
    /// The bytes of `text`; `None` where a character has none.
    pub fn encode(&self, text: &str, encoding: Encoding) -> Option<Vec<u8>> {
        match encoding {
            Encoding::UTF_8 => Some(text.as_bytes().to_vec()),
            Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Encoding::Utf32Le => {
                Some(text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect())
            }
            Encoding::Utf32Be => {
                Some(text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect())
            }
            Encoding::Hz => self.with_shifts(text, "gbk", b"~{", b"~}"),
            Encoding::Iso2022Jp => self.with_shifts(text, "euc-jp", b"\x1B$B", b"\x1B(B"),
            Encoding::Iso2022Kr => {
                let shifted = self.with_shifts(text, "euc-kr", b"\x0E", b"\x0F")?;
                Some([b"\x1B$)C".to_vec(), shifted].concat())
            }
            Encoding::Iso2022Cn => {
                let shifted = self.with_shifts(text, "gbk", b"\x0E", b"\x0F")?;
                Some([b"\x1B$)A".to_vec(), shifted].concat())
            }
            _ => {
                let codes = self.codes(encoding);
                let text = if encoding.name() == "windows-1258" {
                    decomposed(text)
                } else {
                    text.to_owned()
                };
                let mut bytes = Vec::new();
                for c in text.chars() {
                    bytes.extend_from_slice(codes.get(&c)?);
                }
                Some(bytes)
            }
        }
    }

    /// Seven-bit codes between shifts.
    fn with_shifts(&self, text: &str, charset: &str, out: &[u8], back: &[u8]) -> Option<Vec<u8>> {
        let codes = self.codes(Encoding::for_label(charset)?);
        let mut bytes = Vec::new();
        let mut is_shifted = false;
        for c in text.chars() {
            let code = codes.get(&c)?;
            match **code {
                [byte] if byte < 0x80 => {
                    if is_shifted {
                        bytes.extend_from_slice(back);
                    }
                    is_shifted = false;
                    bytes.push(byte);
                    if byte == b'~' {
                        bytes.push(byte);
                    }
                }
                [first @ 0xA1..=0xFE, second @ 0xA1..=0xFE] => {
                    if !is_shifted {
                        bytes.extend_from_slice(out);
                    }
                    is_shifted = true;
                    bytes.extend([first & 0x7F, second & 0x7F]);
                }
                _ => return None,
            }
        }
        if is_shifted {
            bytes.extend_from_slice(back);
        }
        Some(bytes)
    }

    fn codes(&self, encoding: Encoding) -> &'static Codes {
        let mut known = self.0.lock().unwrap();
        known.entry(encoding).or_insert_with(|| Box::leak(Box::new(codes(encoding))))
    }
}

/// Every character of one or two bytes (or four, in EUC-TW) and its first code.
fn codes(encoding: Encoding) -> Codes {
    let mut codes = Codes::new();
    let mut add = |code: &[u8]| {
        let (text, had_errors) = encoding.decode(code);
        let mut chars = text.chars();
        if let (Some(c), None, false) = (chars.next(), chars.next(), had_errors) {
            codes.entry(c).or_insert_with(|| code.to_vec());
        }
    };
    (0..=0xFF).for_each(|byte| add(&[byte]));
    // The older blocks of Big5 and GBK first: some characters have two codes.
    let leads = (0xA1..=0xFE).chain(0x81..=0xA0);
    for lead in leads {
        (0x31..=0xFE).for_each(|trail| add(&[lead, trail]));
    }
    if encoding == Encoding::EucTw {
        for row in 0xA1..=0xFE {
            (0xA1..=0xFE).for_each(|column| add(&[0x8E, 0xA2, row, column]));
        }
    }
    codes
}

/// Vietnamese as windows-1258 has it: vowels with a tone are two characters.
fn decomposed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut written = String::new();
    for c in text.chars() {
        let parts: Vec<char> = c.nfd().collect();
        let tones = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
        match parts.iter().position(|part| tones.contains(part)) {
            // à, è, é, ... are there composed.
            Some(_) if "ÀàÁáÂâÈèÉéÊêÍíÓóÔôÙùÚú".contains(c) => {
                written.push(c)
            }
            Some(place) => {
                let tone = parts[place];
                let base: String = parts.iter().filter(|part| **part != tone).collect();
                written.extend(base.nfc());
                written.push(tone);
            }
            None => written.push(c),
        }
    }
    written
}
