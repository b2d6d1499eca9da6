//! Corner brackets for the quotes of traditional text.

use crate::normalize::Change;
use crate::normalize::script::{Evidence, Han};

/// `“”` and `‘’` as `「」` and `『』` in lines of traditional Chinese in which each has its partner.
pub fn corner_brackets(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.contains('“') && Evidence::of_characters(line).script() == Han::Traditional {
            changes.extend(of_line(line, start).unwrap_or_default());
        }
        start += line.len();
    }
    changes
}

/// The changes of a line; nothing where a quote has no partner.
fn of_line(line: &str, start: usize) -> Option<Vec<Change>> {
    let mut changes = Vec::new();
    let mut open = Vec::new();
    for (at, c) in line.char_indices() {
        let new = match c {
            '“' => "「",
            '”' => "」",
            '‘' => "『",
            // An apostrophe, unless a quote is open.
            '’' if open.last() == Some(&'‘') => "』",
            _ => continue,
        };
        match c {
            '“' | '‘' => open.push(c),
            '”' => (open.pop()? == '“').then_some(())?,
            _ => (open.pop()? == '‘').then_some(())?,
        }
        changes.push(Change::certain(start + at..start + at + c.len_utf8(), new));
    }
    open.is_empty().then_some(changes)
}
