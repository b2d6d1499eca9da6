//! Spaces: their kinds, and where Chinese text has them.

use std::ops::Range;

use super::Change;
use super::script::{Evidence, Han, is_han};

/// Spaces of other kinds (no-break, ideographic, of a certain width) as plain ones.
pub(super) fn plain(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_odd_space(*c)) {
        let end = at + c.len_utf8();
        match changes.last_mut() {
            Some(last) if last.span.end == at => {
                last.span.end = end;
                last.replacement.push(' ');
            }
            _ => changes.push(Change::certain(at..end, ' ')),
        }
    }
    changes
}

fn is_odd_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t' || is_odd_space(c)
}

/// The fewest characters of a heading that is spaced character by character with single spaces.
const SPACED: usize = 3;

/// Spaces inside of words that were spaced for the eye: `政 府 工 作 報 告`, `县  长`. Spaces between words stay: `第一章 总则`.
pub(super) fn between_han(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.contains(is_space) && Evidence::of_characters(line).script() != Han::Japanese {
            spaced(line, start, &mut changes);
        }
        start += line.len();
    }
    changes
}

fn spaced(line: &str, start: usize, changes: &mut Vec<Change>) {
    // Pieces between spaces, and the space before each.
    let mut pieces: Vec<(&str, Range<usize>)> = Vec::new();
    let mut space = 0;
    for (at, c) in line.char_indices() {
        match pieces.last_mut() {
            _ if is_space(c) || matches!(c, '\n' | '\r') => continue,
            Some((piece, gap)) if gap.end + piece.len() == at => {
                *piece = line.get(gap.end..at + c.len_utf8()).unwrap_or_default();
            }
            _ => {
                pieces.push((line.get(at..at + c.len_utf8()).unwrap_or_default(), space..at));
            }
        }
        space = at + c.len_utf8();
    }
    let is_single = |piece: &str| {
        let mut chars = piece.chars();
        chars.next().is_some_and(is_han) && chars.next().is_none()
    };
    let is_all_single = pieces.iter().all(|(piece, _)| is_single(piece));
    let mut at = 0;
    while let Some((piece, _)) = pieces.get(at) {
        if !is_single(piece) {
            at += 1;
            continue;
        }
        let run: Vec<&(&str, Range<usize>)> = pieces
            .get(at..)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .take_while(|(index, (piece, gap))| {
                let first = pieces.get(at + 1).map(|(_, gap)| line.get(gap.clone()));
                // The same spaces all along: more between two words.
                is_single(piece) && (*index == 0 || Some(line.get(gap.clone())) == first)
            })
            .map(|(_, piece)| piece)
            .collect();
        let is_wide = |gap: &Range<usize>| {
            line.get(gap.clone()).is_some_and(|gap| gap.chars().count() >= 2 || gap == "\u{3000}")
        };
        // The space before the next run; none after the last one.
        let after = pieces.get(at + run.len()).map(|(_, gap)| gap);
        let is_wider = |outside: &Range<usize>, inside: &Range<usize>| {
            let width = |gap: &Range<usize>| line.get(gap.clone()).map(|gap| gap.chars().count());
            width(outside) > width(inside)
        };
        let is_heading = run.len() >= SPACED
            // Two characters are a word that was spread if the space is wide and nothing else is on the line but such words, farther apart.
            || (is_all_single
                && run.len() == 2
                && run.get(1).is_some_and(|(_, inside)| {
                    is_wide(inside)
                        && after.is_none_or(|gap| is_wider(gap, inside))
                        && (at == 0 || run.first().is_some_and(|(_, gap)| is_wider(gap, inside)))
                }));
        if is_heading {
            changes.extend(run.iter().skip(1).map(|(_, gap)| {
                Change::certain(start + gap.start..start + gap.end, "")
                    .because("a word was spaced for the eye")
            }));
        }
        at += run.len().max(1);
    }
}

/// A space between Chinese and letters or digits beside it, where there is none.
pub(super) fn add_beside_latin(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut before: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        if let Some((start, last)) = before
            && ((is_han(last) && c.is_ascii_alphanumeric())
                || (last.is_ascii_alphanumeric() && is_han(c)))
        {
            changes.push(Change::certain(start..at, format!("{last} ")));
        }
        before = Some((at, c));
    }
    changes
}

/// No space between Chinese and letters or digits beside it. A line that has some with two letters on both sides of Chinese stays a
/// line of words: only single plain spaces go.
pub(super) fn remove_beside_latin(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for at in memchr::memchr_iter(b' ', text.as_bytes()) {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + 1..).and_then(|text| text.chars().next());
        if let (Some(before), Some(after)) = (before, after)
            && ((is_han(before) && after.is_ascii_alphanumeric())
                || (before.is_ascii_alphanumeric() && is_han(after)))
        {
            changes.push(Change::certain(at..at + 1, ""));
        }
    }
    changes
}
