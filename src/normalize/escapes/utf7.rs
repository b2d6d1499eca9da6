//! `+Ti1lhw-`: UTF-7 (RFC 2152).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memchr_iter;

use super::super::Change;
use crate::model::{Class, Symbol};

/// Base64 of UTF-16: without padding, and what is left over must be zero.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Undoes what stands between `+` and `-` where it is UTF-16 of characters outside ASCII that the model knows: sums and
/// file names hold both signs, too. Without the `-` three characters are wanted.
pub fn utf_7(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut passed = 0;
    for start in memchr_iter(b'+', text.as_bytes()) {
        let Some(rest) = text.get(start + 1..).filter(|_| start >= passed) else { continue };
        let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let length = rest.bytes().take_while(|byte| is_digit(byte)).count();
        let Some(decoded) = rest.get(..length).and_then(decode) else { continue };
        let is_closed = rest.as_bytes().get(length) == Some(&b'-');
        if is_closed || decoded.chars().count() >= 3 {
            passed = start + 1 + length + usize::from(is_closed);
            changes.push(Change::certain(start..passed, decoded));
        }
    }
    changes
}

fn decode(encoded: &str) -> Option<String> {
    let bytes = BASE64.decode(encoded).ok()?;
    let (units, []) = bytes.as_chunks::<2>() else { return None };
    let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
    let decoded: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    let is_text = |c: char| {
        c.is_ascii() && super::is_text(c)
            || Symbol::of(c).is_known()
            || Class::of(c) == Class::Emoji
    };
    let has_other = !decoded.is_ascii();
    (has_other && decoded.chars().all(is_text)).then_some(decoded)
}
