//! Readings of characters in brackets.

use super::Change;
use super::script::is_han;

/// Letters of the longest syllable of pinyin, `zhuang`.
const SYLLABLE: usize = 6;

/// Vowels with a tone: without one, letters in brackets are a name or a unit.
const TONED: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ";

/// Removes pinyin and bopomofo in brackets after the characters they belong to: `業(yè)`, `饕餮（tāotiè）`, `重(ㄔㄨㄥˊ)`.
pub(super) fn removed(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, open) in text.match_indices(['(', '（']) {
        let close = if open == "(" { ')' } else { '）' };
        let rest = text.get(at + open.len()..).unwrap_or_default();
        let characters = text
            .get(..at)
            .unwrap_or_default()
            .chars()
            .rev()
            .take_while(|c| is_han(*c))
            .take(SYLLABLE)
            .count();
        let longest = characters * (SYLLABLE + 2);
        let Some((end, _)) = rest.char_indices().take(longest + 1).find(|(_, c)| *c == close)
        else {
            continue;
        };
        let inside = rest.get(..end).unwrap_or_default();
        if characters > 0 && is_reading(inside) {
            let end = at + open.len() + end + close.len_utf8();
            changes
                .push(Change::certain(at..end, "").because("the reading of what stands before it"));
        }
    }
    changes
}

fn is_reading(text: &str) -> bool {
    let mut has_tone = false;
    for c in text.chars() {
        match c {
            'a'..='z' | 'ü' | ' ' | '\'' | '’' => {}
            _ if TONED.contains(c) => has_tone = true,
            '\u{3105}'..='\u{312f}' => has_tone = true,
            'ˊ' | 'ˇ' | 'ˋ' | '˙' => {}
            _ => return false,
        }
    }
    has_tone
}
