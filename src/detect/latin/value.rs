//! Where text stands in a line of source code or data.

use std::ops::Range;

use super::known::Span;

/// Where the text is that may be damaged: in source code and data, what stands in quotation marks or between tags.
pub fn value(chars: &[char], others: &[Span]) -> Range<usize> {
    let (first, last) =
        (others.first().map_or(0, |first| first.0), others.last().map_or(0, |last| last.1));
    let is_word =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    let opens = |at: &usize| match chars.get(*at) {
        Some('"' | '>') => true,
        Some('\'') => !is_word(at.checked_sub(1)),
        _ => false,
    };
    let closes = |at: &usize| match chars.get(*at) {
        Some('"' | '<') => true,
        Some('\'') => !is_word(Some(at + 1)),
        _ => false,
    };
    match ((0..first).rev().find(opens), (last..chars.len()).find(closes)) {
        (Some(open), Some(close))
            if !is_prose(
                chars.get(..open).unwrap_or_default(),
                chars.get(close + 1..).unwrap_or_default(),
            ) =>
        {
            open + 1..close
        }
        _ => 0..chars.len(),
    }
}

/// Words that stand before or behind a quotation in running text.
const PROSE: usize = 3;

/// Whether what stands before and behind quotation marks is running text: words, and nothing but marks of sentences.
fn is_prose(before: &[char], after: &[char]) -> bool {
    let is_usual = |c: &char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | ',' | '.' | ':' | ';' | '!' | '?' | '-' | '"' | '\'' | '\n' | '\r')
            || !c.is_ascii()
    };
    let is_word = |word: &&[char]| word.len() > 1 && word.iter().all(|c| c.is_alphabetic());
    let words = |text: &[char]| text.split(|c| !c.is_alphanumeric()).filter(is_word).count();
    let is_field = |text: &[char]| {
        let mut text = text.iter().rev().skip_while(|c| c.is_whitespace());
        matches!((text.next(), text.next()), (Some(':'), Some('"' | '\'')))
    };
    before.iter().chain(after).all(is_usual)
        && !is_field(before)
        && words(before) + words(after) >= PROSE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value around the first word that is not ASCII.
    fn of(line: &str) -> String {
        let chars: Vec<char> = line.chars().collect();
        let from = chars.iter().position(|c| !c.is_ascii()).unwrap();
        let range = value(&chars, &[(from, from + 1, false)]);
        chars[range].iter().collect()
    }

    #[test]
    fn a_field_has_a_value_and_a_sentence_is_all_text() {
        assert_eq!(of(r#""displayName": "lõpp","#), "lõpp");
        assert_eq!(of("<comment lang=\"sq\">Paketë ZIP</comment>"), "Paketë ZIP");
        assert_eq!(of("msgstr \"lõpp\""), "lõpp");
        let sentence = "Er sagte ihr \"schönen Dank\" und ging.";
        assert_eq!(of(sentence), sentence);
    }
}
