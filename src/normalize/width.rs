//! Full-width letters and digits, half-width kana.

use unicode_normalization::UnicodeNormalization;

use super::Change;

/// Full-width letters and digits as those of ASCII. Marks stay: they are punctuation of Chinese and Japanese.
pub(super) fn letters(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (at, c) in text.char_indices() {
        let Some(ascii) = letter(c) else { continue };
        match changes.last_mut() {
            Some(last) if last.span.end == at => {
                last.span.end = at + c.len_utf8();
                last.replacement.push(ascii);
            }
            _ => changes.push(Change::certain(at..at + c.len_utf8(), ascii)),
        }
    }
    changes
}

fn letter(c: char) -> Option<char> {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(c) - 0xfee0)
        }
        _ => None,
    }
}

/// Half-width katakana as full-width, with the marks that stand apart from it.
pub(super) fn kana(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{ff61}'..='\u{ff9f}')) {
        match changes.last_mut() {
            Some(last) if last.span.end == at => last.span.end = at + c.len_utf8(),
            _ => changes.push(Change::certain(at..at + c.len_utf8(), "")),
        }
    }
    for change in &mut changes {
        change.replacement = text.get(change.span.clone()).unwrap_or_default().nfkc().collect();
    }
    changes
}
