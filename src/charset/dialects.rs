//! What decoders other than WHATWG's make of a code, where that differs.
//!
//! Damaged text was read by some program's decoder, and the decoders of Python, Java, glibc, ICU (so Node and PHP) each
//! read some codes in their own way: `A2 E3` in GBK is `€` or U+E76C. The measured differences are in
//! [`data`]; the rules that need no table are here.

use super::Charset;
use super::code::Code;
use super::dialects_data::{self as data, Run};

/// GB 18030 of 2005 has U+1E3F at its four-byte code, that of 2000 and WHATWG at A8BC (Python 3.11 reads both).
const GB18030: &[Run] = &[(0x8135_F437, 1, 0x1E3F)];

/// Calls `f` with each code and the character that some decoder reads it as.
pub(super) fn each(charset: Charset, mut f: impl FnMut(Code, char)) {
    if has_c1_controls(charset) {
        for byte in 0x80..=0x9F {
            f(Code::one(byte), char::from(byte));
        }
    }
    for runs in tables(charset) {
        for &(first, count, first_char) in *runs {
            let mut code = first;
            for number in (first_char..).take(usize::from(count)) {
                if let Some(c) = char::from_u32(number) {
                    f(Code::from_number(code), c);
                }
                code = successor(charset, code);
            }
        }
    }
}

/// Whether the bytes 80–9F may have been read as the control characters of the same numbers.
///
/// Unassigned bytes are read so by WHATWG and PHP, in ISO-8859 all of them; and Node 18.13 to 24 reads windows-1252 as
/// Latin-1 (its issues #56542, #59515, #60888), so that one line can hold both `–` and U+0096 for the byte 96.
fn has_c1_controls(charset: Charset) -> bool {
    ["windows-", "iso-8859-"].iter().any(|prefix| charset.name().starts_with(prefix))
}

/// The measured differences of a charset.
fn tables(charset: Charset) -> &'static [&'static [Run]] {
    match charset {
        Charset::Gbk => &[data::GBK],
        Charset::Gb18030 => &[data::GBK, GB18030],
        Charset::Big5 => &[data::BIG_5],
        Charset::ShiftJis => &[data::SHIFT_JIS],
        Charset::EucJp => &[data::EUC_JP],
        Charset::EucKr => &[data::EUC_KR],
        Charset::Windows1253 => &[data::WINDOWS_1253],
        Charset::Windows874 => &[data::WINDOWS_874],
        Charset::Koi8U => &[data::KOI_8_U],
        Charset::Cp437 => &[data::CP_437],
        Charset::Cp850 => &[data::CP_850],
        Charset::MacRoman => &[data::MAC_ROMAN],
        Charset::MacCyrillic => &[data::MAC_CYRILLIC],
        _ => &[],
    }
}

/// The code after `code`: the second byte leaves out what is no second byte, and begins again after the last.
///
/// `data/generate.py` has the same rule.
fn successor(charset: Charset, code: u32) -> u32 {
    // First second byte, last before the gap, first after it, last.
    let (first, before_gap, after_gap, last) = match charset {
        _ if code <= 0xFF => return code + 1,
        Charset::Gbk | Charset::Gb18030 => (0x40, 0x7E, 0x80, 0xFE),
        Charset::Big5 => (0x40, 0x7E, 0xA1, 0xFE),
        Charset::ShiftJis => (0x40, 0x7E, 0x80, 0xFC),
        _ => (0xA1, 0xFE, 0xFF, 0xFE),
    };
    let second = code & 0xFF;
    if second == last {
        (code | 0xFF) + 1 + first
    } else if second == before_gap {
        (code & !0xFF) | after_gap
    } else {
        code + 1
    }
}
