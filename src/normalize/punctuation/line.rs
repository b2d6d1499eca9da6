//! The marks of one line, decided one by one.

use std::ops::Range;

use super::Wanted;
use super::pairs::{Pair, has_chinese, is_chinese, is_spaced, pairs};
use super::sides::{Look, Side, left, right};
use crate::Kept;
use crate::normalize::script::{Evidence, Han, is_han};
use crate::normalize::{Change, Changes};

/// Between Chinese characters there is no doubt; with something else on one side there is some.
const BETWEEN: f64 = 0.99;
const BESIDE: f64 = 0.9;
const PAIRED: f64 = 0.95;

/// Finds what changes in a line that begins at byte `start`.
pub fn look(line: &str, start: usize, wanted: Wanted, changes: &mut Changes) {
    let has_mark = |byte: &u8| {
        matches!(
            byte,
            b',' | b':' | b';' | b'?' | b'!' | b'(' | b')' | b'"' | b'\'' | b'.' | b'-' | b'~'
        )
    };
    if line.is_ascii() || !line.as_bytes().iter().any(has_mark) {
        return;
    }
    if Evidence::of(line).script() == Han::Japanese || !line.chars().any(is_han) {
        return;
    }
    let masks = masks(line);
    let is_masked = |at: usize| {
        let next = masks.partition_point(|mask| mask.end <= at);
        masks.get(next).is_some_and(|mask| mask.start <= at)
    };
    let mut found: Vec<(Range<usize>, &str, f64, &'static str)> = Vec::new();
    if wanted.width {
        marks(line, is_masked, wanted, &mut found);
    }
    let pairs = pairs(line, is_masked);
    if wanted.width {
        // No fold leaves spaces beside what was full-width.
        let is_wanted =
            |pair: &Pair| is_chinese(line, *pair) && (wanted.full || !is_spaced(line, *pair));
        for pair in pairs.brackets.iter().filter(|pair| is_wanted(pair)) {
            found.push((pair.open..pair.open + 1, "（", PAIRED, "a bracket in Chinese text"));
            found.push((pair.close..pair.close + 1, "）", PAIRED, "a bracket in Chinese text"));
        }
    }
    if wanted.quotes {
        for (pairs, open, close) in [(&pairs.double, "“", "”"), (&pairs.single, "‘", "’")] {
            // Single quotes beside Chinese are code as often as not: `默认为'r'`.
            let is_wanted =
                |pair: &Pair| is_chinese(line, *pair) && (open == "“" || has_chinese(line, *pair));
            for pair in pairs.iter().filter(|pair| is_wanted(pair)) {
                found.push((pair.open..pair.open + 1, open, PAIRED, "a quotation in Chinese text"));
                found.push((
                    pair.close..pair.close + 1,
                    close,
                    PAIRED,
                    "a quotation in Chinese text",
                ));
            }
        }
    }
    if wanted.full {
        let alone = pairs.alone.iter().map(|at| (start + at..start + at + 1, Kept::Unbalanced));
        changes.left.extend(alone);
    }
    found.sort_by_key(|(span, ..)| span.start);
    changes.changes.extend(found.into_iter().map(|(span, new, confidence, reason)| Change {
        span: start + span.start..start + span.end,
        replacement: new.to_owned(),
        confidence,
        reason: Some(reason.into()),
    }));
}

/// Marks that stand alone.
fn marks(
    line: &str,
    is_masked: impl Fn(usize) -> bool,
    wanted: Wanted,
    found: &mut Vec<(Range<usize>, &'static str, f64, &'static str)>,
) {
    let mut end = 0;
    for (at, byte) in line.bytes().enumerate() {
        if at < end || !byte.is_ascii_punctuation() || is_masked(at) {
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
            b'.' | b'-' | b'~' if wanted.full => {
                if let Some((len, new, reason)) = run(before, line.get(at..).unwrap_or_default()) {
                    end = at + len;
                    found.push((at..end, new, BESIDE, reason));
                }
                continue;
            }
            _ => continue,
        };
        if is_emoticon(byte, after) || is_sigil(byte, before, after) {
            continue;
        }
        // No fold leaves a space after a full-width mark, but some write one there.
        if !wanted.full && after.starts_with(' ') && !before.ends_with(is_han) {
            continue;
        }
        if let Some((confidence, reason)) = decide(byte, left(before), right(after)) {
            // A full-width mark brings its space along.
            let space = usize::from(
                wanted.full && after.starts_with(' ') && right(after).side == Side::Han,
            );
            end = at + 1 + space;
            found.push((at..end, full, confidence, reason));
        }
    }
}

/// Whether a mark with these sides belongs to Chinese text.
fn decide(mark: u8, left: Look, right: Look) -> Option<(f64, &'static str)> {
    match (left.side, right.side) {
        (Side::Han, Side::Han | Side::Edge) => Some((BETWEEN, "Chinese on both sides")),
        // `// 中文:` is code, `!重要` is markup.
        (Side::Edge | Side::Sign, Side::Han) if left.is_through && matches!(mark, b',' | b';') => {
            Some((BESIDE, "Chinese after it"))
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

/// `::`, ` :name`, ` !name`, `a ? b`: signs of code.
fn is_sigil(mark: u8, before: &str, after: &str) -> bool {
    let is_double = mark == b':' && (before.ends_with(':') || after.starts_with(':'));
    let is_apart = before.ends_with(' ')
        && after.chars().next().is_none_or(|c| c == ' ' || c.is_ascii_alphabetic());
    is_double || is_apart
}

/// Dots, hyphens and tildes after a Chinese character: how many bytes, what they become, why.
fn run(before: &str, rest: &str) -> Option<(usize, &'static str, &'static str)> {
    let first = rest.bytes().next()?;
    let count = rest.bytes().take_while(|byte| *byte == first).count();
    let after = right(rest.get(count..)?);
    let is_after_han = before.chars().next_back().is_some_and(is_han);
    let is_before_han = after.side == Side::Han && !after.has_space;
    match (first, count) {
        (b'.', 3 | 6) if is_after_han || is_before_han => {
            Some((count, "……", "an ellipsis in Chinese text"))
        }
        (b'.', 1) if is_after_han && !is_list_numeral(before) => match after.side {
            Side::Edge | Side::Han => Some((1, "。", "a full stop after Chinese")),
            _ => None,
        },
        (b'-', 2) if is_after_han && (is_before_han || after.side == Side::Edge) => {
            Some((2, "——", "a dash in Chinese text"))
        }
        (b'~', 1) if is_after_han && matches!(after.side, Side::Han | Side::Edge) => {
            Some((1, "～", "a tilde in Chinese text"))
        }
        _ => None,
    }
}

/// `一.`, `十二.` at the beginning of a line.
fn is_list_numeral(before: &str) -> bool {
    let before = before.trim_start();
    before.chars().count() <= 3
        && before.chars().all(|c| "一二三四五六七八九十百甲乙丙丁".contains(c))
}

/// What is not text: code in backticks, addresses, tags. In order.
fn masks(line: &str) -> Vec<Range<usize>> {
    let mut masks = Vec::new();
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'`', b'<', b'/', rest))
    {
        let here = at + next;
        let rest = bytes.get(here + 1..).unwrap_or_default();
        let end = match bytes.get(here) {
            Some(b'`') => memchr::memchr(b'`', rest).map(|len| here..here + len + 2),
            Some(b'<')
                if rest.first().is_some_and(|byte| {
                    byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')
                }) =>
            {
                memchr::memchr2(b'>', b'<', rest)
                    .filter(|len| rest.get(*len) == Some(&b'>'))
                    .map(|len| here..here + len + 2)
            }
            Some(b'/')
                if rest.first() == Some(&b'/')
                    && here > 0
                    && bytes.get(here - 1) == Some(&b':') =>
            {
                let scheme = bytes
                    .get(..here - 1)
                    .unwrap_or_default()
                    .iter()
                    .rev()
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count();
                let len = rest
                    .iter()
                    .take_while(|byte| {
                        byte.is_ascii_graphic()
                            && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`')
                    })
                    .count();
                // A mark at its end is the sentence's.
                let text = rest.get(..len).unwrap_or_default();
                let tail = text
                    .iter()
                    .rev()
                    .take_while(|byte| {
                        matches!(byte, b',' | b'.' | b';' | b':' | b'!' | b'?' | b')')
                    })
                    .count();
                (scheme > 0).then(|| here - 1 - scheme..here + 1 + len - tail)
            }
            _ => None,
        };
        match end {
            Some(mask) => {
                at = mask.end;
                masks.push(mask);
            }
            None => at = here + 1,
        }
    }
    masks
}
