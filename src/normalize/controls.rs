//! Control characters, and what hides in text without being seen.

use super::Change;

/// Controls that no text needs, ftfy's `remove_control_chars` to the letter.
pub(super) fn control_characters(text: &str) -> Vec<Change> {
    removed(text, |c| {
        matches!(c,
            '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}')
    })
}

/// Removes each run of such characters.
pub(super) fn removed(text: &str, is_removed: impl Fn(char) -> bool) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_removed(*c)) {
        let end = at + c.len_utf8();
        match changes.last_mut() {
            Some(last) if last.span.end == at => last.span.end = end,
            _ => changes.push(Change::certain(at..end, "").because("nobody sees it")),
        }
    }
    changes
}
