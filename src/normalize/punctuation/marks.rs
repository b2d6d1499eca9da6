//! Marks that stand alone: commas, colons, stops, dots, dashes.

use memchr::memmem;

use super::Wanted;
use super::line::Found;
use super::masks::Masks;
use super::sides::{Look, Side, left, right};
use crate::normalize::Change;
use crate::normalize::script::{Evidence, Han, is_han};

/// Between Chinese characters there is no doubt; with something else on one side there is some.
const BETWEEN: f64 = 0.99;
const BESIDE: f64 = 0.9;
const LATIN: f64 = 0.8;

/// Marks that stand alone.
pub fn marks(line: &str, masks: &Masks, wanted: Wanted, found: &mut Vec<Found>) {
    let mut end = 0;
    for (at, byte) in line.bytes().enumerate() {
        if at < end || !byte.is_ascii_punctuation() || masks.have(at) {
            continue;
        }
        let (before, after) =
            (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default());
        let full = match byte {
            b',' => "，",
            b':' => "：",
            b';' => "；",
            b'?' => "？",
            b'!' => "！",
            b'~' => {
                let is_between = before.ends_with(is_han) && after.starts_with(is_han);
                if is_between || (wanted.full && is_tilde(before, after)) {
                    found.push((at..at + 1, "～", BESIDE, "a tilde in Chinese text"));
                }
                continue;
            }
            b'.' | b'-' if wanted.full => {
                let rest = line.get(at..).unwrap_or_default();
                end = at + rest.bytes().take_while(|other| *other == byte).count();
                let after = line.get(end..).unwrap_or_default();
                if let Some((new, reason)) = run(byte, end - at, before, after) {
                    found.push((at..end, new, BESIDE, reason));
                }
                continue;
            }
            _ => continue,
        };
        if is_emoticon(byte, after) || is_sigil(byte, before, after) {
            continue;
        }
        let right = right(after);
        // No fold leaves a space after a full-width mark, but some write one there.
        let is_after_chinese = || {
            before.ends_with(is_han) || (before.ends_with([')', '"']) && right.side == Side::Han)
        };
        if !wanted.full && after.starts_with(' ') && !is_after_chinese() {
            continue;
        }
        let may_be_latin = || !wanted.full && byte == b',' && !is_in_code(before);
        if let Some((confidence, reason)) = decide(byte, left(before), right, may_be_latin) {
            // A full-width mark brings its space along.
            let space =
                usize::from(wanted.full && after.starts_with(' ') && right.side == Side::Han);
            end = at + 1 + space;
            found.push((at..end, full, confidence, reason));
        }
    }
}

/// Whether a mark with these sides belongs to Chinese text. In text that was folded, so may a comma between letters.
fn decide(
    mark: u8,
    left: Look,
    right: Look,
    may_be_latin: impl Fn() -> bool,
) -> Option<(f64, &'static str)> {
    match (left.side, right.side) {
        (Side::Han, Side::Han | Side::Edge) => Some((BETWEEN, "Chinese on both sides")),
        // `// 中文:` is code, `!重要` is markup.
        (Side::Edge | Side::Sign, Side::Han) if left.is_through && matches!(mark, b',' | b';') => {
            Some((BESIDE, "Chinese after it"))
        }
        // A comma of Latin text has a space after it.
        (Side::Letter | Side::Digit, Side::Letter) | (Side::Sign, Side::Han)
            if !left.has_space && !right.has_space && may_be_latin() =>
        {
            Some((LATIN, "no space after it, in a line of Chinese text"))
        }
        (Side::Edge | Side::Sign, _) => None,
        // `如下 API:` introduces what follows in the next line.
        (Side::Letter, Side::Edge) if mark == b':' && !left.has_space => {
            Some((BESIDE, "a line of Chinese text ends"))
        }
        (Side::Han, Side::Sign) => {
            (!right.has_space || mark != b'!').then_some((BESIDE, "Chinese before it"))
        }
        (Side::Han, _) => Some((BESIDE, "Chinese before it")),
        // `print: 打印` and `3: 三` are lists; without a space it is a sentence.
        (Side::Digit | Side::Letter, Side::Han) if !right.has_space || mark == b',' => {
            Some((BESIDE, "Chinese after it"))
        }
        // `增长18%,GDP` goes on after a phrase that ended; `1,000` and `a,b` do not.
        (Side::Digit | Side::Letter, Side::Digit | Side::Letter)
            if left.is_through && !right.has_space && mark == b',' && left.side != right.side =>
        {
            Some((BESIDE, "a phrase of Chinese text ends before it"))
        }
        _ => None,
    }
}

/// `:)`, `;-)`: not a mark.
fn is_emoticon(mark: u8, after: &str) -> bool {
    matches!(mark, b':' | b';')
        && matches!(
            after.trim_start_matches('-').as_bytes().first(),
            Some(b')' | b'(' | b'D' | b'P' | b'|')
        )
        && !after.trim_start_matches('-').chars().nth(1).is_some_and(char::is_alphanumeric)
}

/// `::`, ` :name`, ` !name`, `a ? b`, `name!,`, `[?]`: signs of code, or marks that are written about.
fn is_sigil(mark: u8, before: &str, after: &str) -> bool {
    let is_name = |c: char| c == '_' || c.is_ascii_alphabetic();
    let is_doubled = match mark {
        b':' => before.ends_with(':') || after.starts_with(':'),
        b';' => after.starts_with([',', '，', '.']),
        b'!' => {
            after.starts_with([',', '，', '.'])
                || (after.starts_with(is_name) && !before.ends_with(is_han))
        }
        _ => false,
    };
    let is_mentioned = [('[', ']'), ('\'', '\'')]
        .iter()
        .any(|(open, close)| before.ends_with(*open) && after.starts_with(*close));
    let is_apart = before.ends_with(' ')
        && after.chars().next().is_none_or(|c| c == ' ' || c.is_ascii_alphabetic());
    is_doubled || is_mentioned || is_apart
}

/// Dots or hyphens after a Chinese character: what they become, and why.
fn run(byte: u8, count: usize, before: &str, after: &str) -> Option<(&'static str, &'static str)> {
    let after = right(after);
    let is_after_han = before.ends_with(is_han);
    let is_before_han = after.side == Side::Han && !after.has_space;
    match (byte, count) {
        (b'.', 3 | 6) if is_after_han || is_before_han => {
            Some(("……", "an ellipsis in Chinese text"))
        }
        // `好的(OK).`
        (b'.', 1) if before.ends_with([')', '）', '"', '”']) => {
            let is_end = left(before).side == Side::Han && after.side == Side::Edge;
            is_end.then_some(("。", "a full stop after Chinese"))
        }
        (b'.', 1) if is_after_han && !is_list_numeral(before) => {
            let is_end = matches!(after.side, Side::Edge | Side::Han);
            is_end.then_some(("。", "a full stop after Chinese"))
        }
        (b'-', 2) if is_after_han && (is_before_han || after.side == Side::Edge) => {
            Some(("——", "a dash in Chinese text"))
        }
        _ => None,
    }
}

fn is_tilde(before: &str, after: &str) -> bool {
    before.ends_with(is_han) && matches!(right(after).side, Side::Han | Side::Edge)
}

/// `一.`, `十二.` at the beginning of a line.
fn is_list_numeral(before: &str) -> bool {
    let before = Some(before).filter(|before| before.len() <= LONGEST_NUMERAL);
    before.is_some_and(|before| {
        let before = before.trim_start();
        before.chars().count() <= 3
            && before.chars().all(|c| "一二三四五六七八九十百甲乙丙丁".contains(c))
    })
}

/// Bytes of an indented numeral.
pub const LONGEST_NUMERAL: usize = 32;

/// Whether the text before a mark is in brackets of code: `f(a,b)`, `{1,x}`.
fn is_in_code(before: &str) -> bool {
    let mut chars = before.chars().rev().take(LONGEST_CODE).take_while(|c| !is_han(*c));
    let mut depth = 0;
    while let Some(c) = chars.next() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth > 0 => depth -= 1,
            '[' | '{' => return true,
            // A gloss in brackets has Chinese before it.
            '(' => return chars.next().is_some(),
            _ => {}
        }
    }
    false
}

const LONGEST_CODE: usize = 64;

/// Dots of other scripts between Chinese characters, as foreign names have them: `贝拉克•奥巴马`.
pub fn middle_dots(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for dot in ["•", "・", "‧"] {
        // Where the line ends that was looked at last, and whether it is Japanese.
        let mut line = (0, false);
        for at in memmem::find_iter(text.as_bytes(), dot) {
            let (before, after) = text.split_at_checked(at).unwrap_or_default();
            let after = after.get(dot.len()..).unwrap_or_default();
            if !before.ends_with(is_han) || !after.starts_with(is_han) {
                continue;
            }
            if at >= line.0 {
                let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1);
                let whole = text.get(start..).and_then(|rest| rest.split('\n').next());
                let whole = whole.unwrap_or_default();
                let script = Evidence::of_characters(whole).script();
                line = (start + whole.len(), script == Han::Japanese);
            }
            if !line.1 {
                changes.push(Change {
                    span: at..at + dot.len(),
                    replacement: "·".to_owned(),
                    confidence: BESIDE,
                    reason: Some("a dot between Chinese characters".into()),
                });
            }
        }
    }
    changes
}
