//! UTF-8 of a few Latin letters read as GBK or Shift_JIS: `fran莽ais`, `estﾃ｡`.
//!
//! One ideograph is little evidence for the search, but in the middle of a word of Latin letters it is what nobody writes. All that
//! is not ASCII in the line must become letters of its language, in words of it.

use crate::charset::Charset::{Gbk, ShiftJis, Utf8};
use crate::edit::Step;
use crate::model::{BIT, Cost};

use super::known::{Language, Span};
use super::signs::{has_partner, is_letter, is_quote};
use super::{Damage, MOST_SURE, evidence, step};

const STEPS: [Step; 2] = [step(Utf8, Gbk), step(Utf8, ShiftJis)];

/// Letters of ASCII that there must be for each other character.
const LETTERS_EACH: usize = 4;
/// Bits that a line gains, and each word that its language knows.
const GAIN: i64 = 12;
const GAIN_WORD: i64 = 6;

/// A stretch that changes: where it is in the text, and in the characters of the restored line.
struct Run {
    bytes: std::ops::Range<usize>,
    from: usize,
    to: usize,
}

/// Undoes the wrong decode of a line, if it is one.
pub fn find(text: &str) -> Vec<Damage> {
    let (mut letters, mut others) = (0, 0);
    for byte in text.bytes() {
        letters += usize::from(byte.is_ascii_alphabetic());
        // First bytes of UTF-8.
        others += usize::from(byte >= 0xC0);
    }
    if letters < others * LETTERS_EACH {
        return Vec::new();
    }
    STEPS.into_iter().find_map(|step| restore(text, step)).unwrap_or_default()
}

fn restore(text: &str, step: Step) -> Option<Vec<Damage>> {
    let mut restored: Vec<char> = Vec::with_capacity(text.len());
    let mut runs: Vec<Run> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_ascii() {
            restored.push(c);
            continue;
        }
        let mut bytes = step.read_as.inverse().first(c)?.as_bytes().to_vec();
        let mut end = start + c.len_utf8();
        while let Some((at, c)) = chars.next_if(|(_, c)| !c.is_ascii()) {
            bytes.extend_from_slice(step.read_as.inverse().first(c)?.as_bytes());
            end = at + c.len_utf8();
        }
        let from = restored.len();
        let written = std::str::from_utf8(&bytes).ok()?;
        if !written.chars().all(is_latin) {
            return None;
        }
        restored.extend(written.chars());
        runs.push(Run { bytes: start..end, from, to: restored.len() });
    }
    let gain = gain(&restored, &runs, step)?;
    let evidence = evidence::of_utf8(Cost::try_from(gain).unwrap_or(0) * BIT);
    let damage = |run: Run| Damage {
        span: run.bytes,
        restored: restored.get(run.from..run.to).unwrap_or_default().iter().collect(),
        chain: vec![step],
        margin: evidence.margin,
        confidence: evidence.confidence.min(MOST_SURE),
        guesses: Vec::new(),
    };
    Some(runs.into_iter().map(damage).collect())
}

/// Whether a character is a letter or a sign of Latin text.
fn is_latin(c: char) -> bool {
    matches!(c, 'À'..='ž' | 'Ș'..='ț' | '£' | '€' | '«' | '»') && !matches!(c, '×' | '÷')
}

/// Bits that speak for a restored line; nothing if any of it is wrong.
fn gain(restored: &[char], runs: &[Run], step: Step) -> Option<i64> {
    let (language, pieces) = Language::of_line(restored)?;
    let meets = |piece: &Span| runs.iter().any(|run| run.from < piece.1 && piece.0 < run.to);
    let mut known = 0;
    for piece @ (from, to, is_first) in pieces {
        if !meets(&piece) {
            continue;
        }
        let word = restored.get(from..to).unwrap_or_default();
        let char = |at: Option<usize>| at.and_then(|at| restored.get(at)).copied();
        let (before, after) = (char(from.checked_sub(1)), char(Some(to)));
        match word {
            ['£' | '€'] => {
                let is_price = after.is_some_and(|c| c.is_ascii_digit())
                    && before.is_none_or(|c| matches!(c, ' ' | '('));
                known += i64::from(is_price.then_some(1)?);
            }
            [c] if is_quote(*c) => has_partner(restored, from).then_some(())?,
            [c] if is_letter(*c) => {
                language.has_word(word).then_some(())?;
                known += i64::from(step.read_as == ShiftJis);
            }
            _ => {
                let is_name = !is_first && word.first().is_some_and(|c| c.is_uppercase());
                if language.has_letters(word) {
                    known += i64::from(language.has_word(word) || language.has_parts(word));
                } else if !is_name {
                    return None;
                }
            }
        }
    }
    (known > 0).then_some(GAIN + GAIN_WORD * known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restored(text: &str) -> String {
        let mut out = text.to_owned();
        for damage in find(text).into_iter().rev() {
            out.replace_range(damage.span, &damage.restored);
        }
        out
    }

    #[test]
    fn letters_within_words_come_back() {
        for (found, written) in [
            (
                "Das ist eine gro脽e Freude für uns".replace('ü', "眉"),
                "Das ist eine große Freude für uns",
            ),
            ("Ela disse que est谩 em casa com ele".into(), "Ela disse que está em casa com ele"),
            ("Ela disse que estﾃ｡ em casa com ele".into(), "Ela disse que está em casa com ele"),
            (
                "It would cost 拢25 if they had it here".into(),
                "It would cost £25 if they had it here",
            ),
        ] {
            assert_eq!(restored(&found), written);
        }
    }

    #[test]
    fn ideographs_that_somebody_wrote_stay() {
        for text in [
            "The word 猫 is what they use for a cat",
            "They have a猫s and other things in the house",
            "In the list there is 么 and also 没 for this",
            "Das Wort 盲 ist das, was er nicht mehr sagt",
            "Sie ist mit der U盘 und dem Buch gegangen",
        ] {
            assert_eq!(restored(text), text);
        }
    }
}
