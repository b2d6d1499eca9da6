//! windows-1258 writes tones as combining marks; the model knows Vietnamese composed.

use super::score::{Score, Table, single_of};

/// Vowels, and the same with each mark of [`MARKS`].
const VOWELS: [&str; 24] = [
    "aàảãáạ",
    "ăằẳẵắặ",
    "âầẩẫấậ",
    "eèẻẽéẹ",
    "êềểễếệ",
    "iìỉĩíị",
    "oòỏõóọ",
    "ôồổỗốộ",
    "ơờởỡớợ",
    "uùủũúụ",
    "ưừửữứự",
    "yỳỷỹýỵ",
    "AÀẢÃÁẠ",
    "ĂẰẲẴẮẶ",
    "ÂẦẨẪẤẬ",
    "EÈẺẼÉẸ",
    "ÊỀỂỄẾỆ",
    "IÌỈĨÍỊ",
    "OÒỎÕÓỌ",
    "ÔỒỔỖỐỘ",
    "ƠỜỞỠỚỢ",
    "UÙỦŨÚỤ",
    "ƯỪỬỮỨỰ",
    "YỲỶỸÝỴ",
];

/// Grave, hook above, tilde, acute, dot below.
const MARKS: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// A vowel and a mark in one.
fn composed(vowel: char, mark: char) -> Option<char> {
    let place = MARKS.iter().position(|other| *other == mark)?;
    let row = VOWELS.iter().find(|row| row.starts_with(vowel))?;
    row.chars().nth(place + 1)
}

/// What bytes cost in windows-1258, of which `table` says what each stands for.
pub(super) fn score(bytes: &[u8], table: &Table) -> Score {
    single_of(bytes, table, composed)
}
