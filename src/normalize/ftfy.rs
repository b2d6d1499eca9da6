//! What python-ftfy does besides encodings, to the letter: each a pass of its own.

use unicode_normalization::UnicodeNormalization;

use super::Change;

/// Removes the colours and moves of terminals (`ESC [ 3 1 m`).
pub(super) fn terminal_escapes(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut passed = 0;
    for start in memchr::memchr_iter(0x1B, text.as_bytes()) {
        let Some(rest) = text.get(start..).filter(|_| start >= passed) else { continue };
        let Some(after) = rest.strip_prefix("\u{1B}[") else { continue };
        let arguments = after.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b';')).count();
        if after.as_bytes().get(arguments).is_some_and(u8::is_ascii_alphabetic) {
            passed = start + 2 + arguments + 1;
            changes.push(Change::certain(start..passed, ""));
        }
    }
    changes
}

/// Writes letters that are two or three in one as these: `ﬁ`, `ĳ`, `ǆ`.
pub(super) fn latin_ligatures(text: &str) -> Vec<Change> {
    replaced(text, |c| {
        Some(match c {
            'Ĳ' => "IJ",
            'ĳ' => "ij",
            'ŉ' => "ʼn",
            'Ǳ' => "DZ",
            'ǲ' => "Dz",
            'ǳ' => "dz",
            'Ǆ' => "DŽ",
            'ǅ' => "Dž",
            'ǆ' => "dž",
            'Ǉ' => "LJ",
            'ǈ' => "Lj",
            'ǉ' => "lj",
            'Ǌ' => "NJ",
            'ǋ' => "Nj",
            'ǌ' => "nj",
            'ﬀ' => "ff",
            'ﬁ' => "fi",
            'ﬂ' => "fl",
            'ﬃ' => "ffi",
            'ﬄ' => "ffl",
            'ﬅ' => "ſt",
            'ﬆ' => "st",
            _ => return None,
        })
    })
}

/// Writes full-width forms as those of ASCII and half-width ones as usual katakana and Hangul, punctuation
/// included. Clean Chinese and Japanese text changes.
pub(super) fn character_width(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (at, c) in
        text.char_indices().filter(|(_, c)| matches!(c, '\u{3000}' | '\u{FF01}'..='\u{FFEF}'))
    {
        let normal: String =
            if c == '\u{3000}' { " ".to_owned() } else { std::iter::once(c).nfkc().collect() };
        if !normal.chars().eq([c]) {
            changes.push(Change::certain(at..at + c.len_utf8(), normal));
        }
    }
    changes
}

/// Writes curly quotes as straight ones.
pub(super) fn straight_quotes(text: &str) -> Vec<Change> {
    replaced(text, |c| match c {
        '\u{2BC}' | '\u{2018}'..='\u{201B}' => Some("'"),
        '\u{201C}'..='\u{201F}' => Some("\""),
        _ => None,
    })
}

/// Writes all line ends as line feeds: CR LF, CR, U+2028, U+2029 and U+0085.
pub(super) fn line_breaks(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, c) in text.char_indices() {
        let length = match c {
            '\r' if text.get(at + 1..).is_some_and(|rest| rest.starts_with('\n')) => 2,
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => c.len_utf8(),
            _ => continue,
        };
        changes.push(Change::certain(at..at + length, "\n"));
    }
    changes
}

/// Repairs what an earlier pass brought to light: damage that was escaped.
pub(super) fn repair_again(text: &str) -> Vec<Change> {
    let fixed = crate::Fixer::default().fix(text);
    fixed
        .edits()
        .iter()
        .map(|edit| {
            let change = Change::certain(edit.span.clone(), edit.replacement.clone());
            Change { confidence: edit.confidence, ..change }.because(edit.cause.to_string())
        })
        .collect()
}

fn replaced(text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> Vec<Change> {
    if text.is_ascii() {
        return Vec::new();
    }
    text.char_indices()
        .filter_map(|(at, c)| Some(Change::certain(at..at + c.len_utf8(), replacement(c)?)))
        .collect()
}
