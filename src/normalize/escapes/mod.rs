//! Text written as ASCII: escapes of programs, of mail and of addresses, undone.
//!
//! Whether an escape is meant as the character it stands for, only the reader of a text knows. So each kind is a pass
//! of its own, and none runs unless it is asked for.

mod bytes;
mod entities;
mod percent;
mod printable;
mod unicode;
mod utf7;
mod words;

pub(super) use entities::{html_entities, numeric_references};
pub(super) use percent::percent_escapes;
pub(super) use printable::quoted_printable;
pub(super) use unicode::unicode_escapes;
pub(super) use utf7::utf_7;
pub(super) use words::encoded_words;

/// The byte that two hexadecimal digits stand for.
fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    match digits {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    }
}

/// Whether an escape may stand for a character: controls and what cannot be seen stay escaped.
fn is_text(c: char) -> bool {
    !c.is_control() && c != char::REPLACEMENT_CHARACTER
}
