//! Text in seven bits whose charset is changed by escapes: ISO-2022 and HZ.

use crate::Encoding;
use crate::model::{BIT, Cost, cost, text_cost};

/// Bits that the decoded text must be more probable by than the ASCII as it stands: `~{` and escapes stand in programs and logs,
/// too.
const GAIN: Cost = 8 * BIT;

/// The encoding of lines with escapes, if it makes text of them.
pub(super) fn encoding(text: &[u8]) -> Option<Encoding> {
    let has = |escape: &[u8]| memchr::memmem::find(text, escape).is_some();
    let encoding = if has(b"\x1B$)C") {
        Encoding::Iso2022Kr
    } else if has(b"\x1B$)A") || has(b"\x1B$)G") || has(b"\x1B$*H") {
        Encoding::Iso2022Cn
    } else if has(b"\x1B$B") || has(b"\x1B$@") || has(b"\x1B(J") || has(b"\x1B$(D") {
        Encoding::Iso2022Jp
    } else if has(b"~{") {
        Encoding::Hz
    } else {
        return None;
    };
    is_text(text, encoding).then_some(encoding)
}

fn is_text(bytes: &[u8], encoding: Encoding) -> bool {
    let (text, _) = encoding.decode(bytes);
    // The end may be cut; every other error is none of a text with escapes.
    let errors = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
    if errors.contains(char::REPLACEMENT_CHARACTER) || text.is_ascii() {
        return false;
    }
    let ascii: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    text_cost(text.chars(), cost) + GAIN < text_cost(ascii.chars(), cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_must_make_text() {
        for (bytes, expected) in [
            (&b"~{VPND~}"[..], Some(Encoding::Hz)),
            (b"\x1B$B$3$s$K$A$O\x1B(B", Some(Encoding::Iso2022Jp)),
            (b"\x1B$)C\x0EGQ1[>n\x0F", Some(Encoding::Iso2022Kr)),
            (b"\x1B$)A\x0EVPND\x0F", Some(Encoding::Iso2022Cn)),
            (b"let x = ~{ a: 1 };", None),
            (b"a ~{b~} c", None),
            (b"\x1B[31mred\x1B(B\x1B[m", None),
            (b"echo \x1B$B", None),
        ] {
            assert_eq!(encoding(bytes), expected, "{bytes:?}");
        }
    }
}
