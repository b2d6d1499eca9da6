//! Text about mojibake: damage that somebody quotes in a clean sentence.

use std::ops::Range;

/// Quotes that a word is quoted with, each with its partner.
const PAIRS: &[(char, char)] = &[
    ('“', '”'),
    ('‘', '’'),
    ('„', '“'),
    ('„', '”'),
    ('«', '»'),
    ('「', '」'),
    ('『', '』'),
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
];

/// Before a straight quote these say that a value follows: `title: '…'`, `("…")`, a cell of a table.
const BEFORE_VALUES: &[char] = &['=', ':', '(', '[', '{', ',', '>', '+'];

/// Bytes of clean ASCII that may stand between a quote and the damage, as in `“鐢熸椿.txt”`.
const ASCII_AROUND: usize = 40;

/// Clean letters outside the quotes that make a line a sentence.
const LETTERS: usize = 2;

/// Damage, and whether it disturbs a sentence.
#[derive(Clone)]
pub(crate) struct Place {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Text that could be repaired. Outside of quotes it says that the line is damaged, while
    /// lost characters are written without quotes, too.
    pub is_repairable: bool,
}

/// For each damaged place of a line, in order, whether it is quoted in a clean sentence; appended to `quoted`.
pub(crate) fn add_quoted(
    text: &str,
    line: Range<usize>,
    places: impl ExactSizeIterator<Item = Place>,
    quoted: &mut Vec<bool>,
) {
    let count = places.len();
    // What of the line is quoted or damaged, in order; the rest must be a sentence.
    let mut taken: Vec<Range<usize>> = Vec::new();
    let first = quoted.len();
    for place in places {
        let mut is_quoted = true;
        for part in parts(text, &place.span) {
            match enclosure(text, &line, &part) {
                Some(quote) => taken.push(quote),
                // A damaged line: nothing of it is quoted.
                None if place.is_repairable => {
                    quoted.resize(first, false);
                    quoted.resize(first + count, false);
                    return;
                }
                None => {
                    is_quoted = false;
                    taken.push(part);
                }
            }
        }
        quoted.push(is_quoted);
    }
    if quoted.iter().skip(first).all(|q| !q) || !is_sentence(text, line, &taken) {
        quoted.iter_mut().skip(first).for_each(|q| *q = false);
    }
}

/// Damaged parts of a span: several quotes with ASCII between them may have been taken as one.
fn parts(text: &str, span: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let start = span.start;
    let damaged = text.get(span.clone()).unwrap_or_default();
    let mut at = 0;
    let quotes = memchr::memchr3_iter(b'"', b'\'', b'`', damaged.as_bytes());
    quotes.chain([damaged.len()]).filter_map(move |quote| {
        let from = std::mem::replace(&mut at, quote + 1);
        let part = damaged.get(from..quote).filter(|part| !part.is_ascii());
        part.map(|_| start + from..start + quote)
    })
}

/// Where the quotes around a damaged part begin and end.
fn enclosure(text: &str, line: &Range<usize>, part: &Range<usize>) -> Option<Range<usize>> {
    let head = text.get(line.start..part.start)?;
    let tail = text.get(part.end..line.end)?;
    let (opening, open) = opening(head)?;
    let close = PAIRS
        .iter()
        .filter(|(left, _)| *left == open)
        .find_map(|(_, right)| closing(tail, *right))?;
    Some(line.start + opening..part.end + close)
}

/// The last opening quote before damage and where it begins.
fn opening(head: &str) -> Option<(usize, char)> {
    let mut seen = 0;
    for (at, byte) in head.bytes().enumerate().rev() {
        if byte.is_ascii() && !is_straight(char::from(byte)) {
            seen += 1;
            if seen > ASCII_AROUND {
                return None;
            }
            continue;
        }
        let (before, c) = split_last(head.get(..=at)?)?;
        if !is_straight(c) {
            return PAIRS.iter().any(|(open, _)| *open == c).then_some((before.len(), c));
        }
        if !before.ends_with(char::is_alphanumeric) {
            return (c == '`' || !before_value(before)).then_some((at, c));
        }
        // An apostrophe; another straight quote here closes what came before.
        seen += 1;
        if c != '\'' || seen > ASCII_AROUND {
            return None;
        }
    }
    None
}

/// The last character, and what stands before it.
fn split_last(text: &str) -> Option<(&str, char)> {
    let mut chars = text.chars();
    let last = chars.next_back()?;
    Some((chars.as_str(), last))
}

/// Whether what ends here announces a value: code and data, not a sentence.
fn before_value(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with(BEFORE_VALUES)
}

/// Where the closing quote `close` after damage ends.
fn closing(tail: &str, close: char) -> Option<usize> {
    for (at, c) in tail.char_indices() {
        let end = at + c.len_utf8();
        let is_inside =
            || tail.get(end..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
        if c == close && !(is_straight(c) && is_inside()) {
            return Some(end);
        }
        if !c.is_ascii() || end > ASCII_AROUND {
            return None;
        }
    }
    None
}

fn is_straight(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Whether there are letters outside what is taken.
fn is_sentence(text: &str, line: Range<usize>, taken: &[Range<usize>]) -> bool {
    let mut letters = 0;
    let mut at = line.start;
    for range in taken.iter().chain([&(line.end..line.end)]) {
        let gap = text.get(at..range.start).unwrap_or_default();
        letters += gap.chars().filter(|c| c.is_alphabetic()).take(LETTERS - letters).count();
        if letters == LETTERS {
            return true;
        }
        at = at.max(range.end);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Place, add_quoted};

    fn quoted(text: &str, places: &[Place]) -> Vec<bool> {
        let mut quoted = Vec::new();
        let mut rest = places;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let line = at..at + line.len();
            at = line.end;
            let (here, after) =
                rest.split_at(rest.partition_point(|place| place.span.start < line.end));
            add_quoted(text, line, here.iter().cloned(), &mut quoted);
            rest = after;
        }
        quoted
    }

    /// Whether each `鐢熸椿` of the text is quoted. `锟斤拷` is lost text.
    fn judged(text: &str) -> Vec<bool> {
        let mut places: Vec<Place> = Vec::new();
        for (word, is_repairable) in [("鐢熸椿", true), ("锟斤拷", false)] {
            for (at, _) in text.match_indices(word) {
                places.push(Place { span: at..at + word.len(), is_repairable });
            }
        }
        places.sort_by_key(|place| place.span.start);
        quoted(text, &places)
    }

    #[test]
    fn words_in_a_sentence_are_quoted() {
        for text in [
            "乱码“鐢熸椿”是怎么来的？",
            "GBK reads it as \"鐢熸椿\", which is wrong.",
            "The file says 'x 鐢熸椿.txt' here.",
            "use `鐢熸椿` as a test",
            "see ``鐢熸椿`` here",
            "so heißt es: „鐢熸椿“ statt",
            "on lit « 鐢熸椿 » ici",
            "如「鐢熸椿」和『鐢熸椿』",
            "first line\nof “鐢熸椿” and \"鐢熸椿\"\nlast",
            "the well-known '锟斤拷' of old pages",
            "it's \"鐢熸椿\", isn't it",
        ] {
            let judged = judged(text);
            assert!(!judged.is_empty() && judged.iter().all(|q| *q), "{text}: {judged:?}");
        }
    }

    #[test]
    fn code_data_and_damaged_lines_are_not() {
        for text in [
            "鐢熸椿",
            "“鐢熸椿”",
            "text 鐢熸椿 text",
            "title: '鐢熸椿', desc: '鐢熸椿'",
            "{\"text\": \"鐢熸椿\"}",
            "print(\"鐢熸椿\")",
            "1,\"鐢熸椿\",abc",
            "\"鐢熸椿\",abc",
            "<a title=\"鐢熸椿\">abc</a>",
            "鐢熸椿 says “鐢熸椿” here",
            "don't 鐢熸椿 it's",
            "he said \"foo\" 鐢熸椿 \"bar\"",
            "《鐢熸椿》 is a book",
            "abc “鐢熸椿\n” abc",
            "“abc” 鐢熸椿 “abc”",
            "12 “鐢熸椿” 34",
        ] {
            let judged = judged(text);
            assert!(!judged.is_empty() && judged.iter().all(|q| !q), "{text}: {judged:?}");
        }
    }

    #[test]
    fn one_span_may_hold_several_quotes() {
        let text = "it is \"鐢熸椿\" or \"鐢熸椿\" there";
        let (from, to) = (text.find('鐢').unwrap(), text.rfind('椿').unwrap() + '椿'.len_utf8());
        assert_eq!(quoted(text, &[Place { span: from..to, is_repairable: true }]), [true]);
    }

    #[test]
    fn lost_text_outside_quotes_is_no_damaged_line() {
        assert_eq!(judged("锟斤拷 and “鐢熸椿” are famous"), [false, true]);
        assert_eq!(judged("锟斤拷“鐢熸椿”"), [false, false]);
    }
}
