//! ASCII marks instead of full-width ones.

use crate::normalize::Change;
use crate::normalize::script::{Evidence, Han, is_han};

/// What a mark of Chinese text becomes.
fn ascii(c: char) -> Option<&'static str> {
    Some(match c {
        '，' | '、' => ",",
        '。' | '．' => ".",
        '：' => ":",
        '；' => ";",
        '？' => "?",
        '！' => "!",
        '（' => "(",
        '）' => ")",
        '“' | '”' | '「' | '」' | '《' | '》' => "\"",
        '‘' | '’' | '『' | '』' | '〈' | '〉' => "'",
        '【' | '〔' | '［' => "[",
        '】' | '〕' | '］' => "]",
        '％' => "%",
        '～' => "~",
        '…' => "...",
        '—' => "-",
        _ => return None,
    })
}

/// Marks of lines with Chinese text; those of others stay.
pub fn to_ascii(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_chinese =
            line.chars().any(is_han) && Evidence::of_characters(line).script() != Han::Japanese;
        let mut before = '\n';
        for (at, c) in line.char_indices().filter(|_| is_chinese) {
            // `……` is one ellipsis.
            let new = if c == '…' && before == '…' { Some("") } else { ascii(c) };
            before = c;
            if let Some(new) = new {
                let at = start + at;
                changes.push(Change::certain(at..at + c.len_utf8(), new));
            }
        }
        start += line.len();
    }
    changes
}
