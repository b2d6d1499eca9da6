//! What is improbable and yet no sign of damage: lists of characters, rows of one character, marks of typography.
//!
//! A table of letters, the characters of a font, lines drawn with one sign, text indented by no-break spaces: the
//! model expects none of it, and in some charset the same bytes are always something less surprising.

use std::collections::BTreeSet;

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::Class;

use super::hypotheses::DOUBLE;
use super::window::Window;

/// Steps up that characters which are more than two places apart must make to be a list.
const LONG: usize = 8;
/// The same for neighbours, as those of an alphabet are.
const SHORT: usize = 4;
/// Places from one letter to the next of an alphabet, on average.
const NEXT: usize = 2;

/// Whether what stands between two characters of a window says nothing for having been read wrongly.
pub fn tells_nothing(
    window: &Window,
    from: usize,
    to: usize,
    restored: &str,
    steps: &[Step],
) -> bool {
    // That text is UTF-8 in a one-byte charset happens by chance only, whatever the text is.
    if steps.iter().any(|step| step.actual == Charset::Utf8 && !DOUBLE.contains(&step.read_as)) {
        return false;
    }
    let found = window.chars.get(from..to).unwrap_or_default();
    let others: Vec<char> = found.iter().copied().filter(|c| !c.is_ascii()).collect();
    is_row(&others) && (!found.iter().any(char::is_ascii_alphabetic) || is_pattern(restored, steps))
        || others.iter().all(|c| is_typographic(*c))
        || is_of_single_characters(&window.chars, from, to, !is_utf8(steps))
        || is_in_order(others.into_iter())
        || is_in_order(restored.chars())
        || !is_utf8(steps) && is_isolated(window, from, to, restored)
}

/// Whether UTF-8 was read as another charset: what comes out is seldom UTF-8 by chance, so that less will do.
fn is_utf8(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.actual == Charset::Utf8)
}

/// Whether what would be restored are single characters.
fn is_isolated(window: &Window, from: usize, to: usize, restored: &str) -> bool {
    let restored: Vec<char> = from
        .checked_sub(1)
        .and_then(|at| window.char(at))
        .into_iter()
        .chain(restored.chars())
        .chain(window.char(to))
        .collect();
    let start = usize::from(from > 0);
    let end = restored.len() - usize::from(window.char(to).is_some());
    is_of_single_characters(&restored, start, end, true)
}

/// Whether all of several characters are the same.
fn is_row(chars: &[char]) -> bool {
    chars.len() > 1 && chars.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
}

/// Whether one character comes back again and again, or two between words of ASCII, and not as a letter of UTF-8
/// does in words.
fn is_pattern(restored: &str, steps: &[Step]) -> bool {
    let others: Vec<char> = restored.chars().filter(|c| !c.is_ascii()).collect();
    let different: BTreeSet<&char> = others.iter().collect();
    let most = if restored.contains(|c: char| c.is_ascii_alphabetic()) { 2 } else { 1 };
    different.len() <= most && !is_utf8(steps)
}

/// Whether a character is such as stands in text of any language.
fn is_typographic(c: char) -> bool {
    matches!(
        c,
        '\u{A0}'
            | '«'
            | '»'
            | '°'
            | '·'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '„'
            | '–'
            | '—'
            | '…'
            | '•'
            | '\u{202F}'
            | '\u{3000}'
    )
}

/// Whether no character of a stretch has a letter or a character outside ASCII beside it. If not `strictly`, a
/// letter that is a word between words, as `à` is, is none of them.
fn is_of_single_characters(chars: &[char], from: usize, to: usize, strictly: bool) -> bool {
    let is_letter = |c: &char| c.is_ascii_alphabetic() || !c.is_ascii() && !is_typographic(*c);
    let is_word = |c: Option<&char>| !strictly && c.is_some_and(char::is_ascii_alphabetic);
    let is_other = |at: &usize| chars.get(*at).is_some_and(|c| !c.is_ascii());
    (from..to).filter(is_other).all(|at| {
        let (before, after) = chars.split_at(at);
        let after = after.get(1..).unwrap_or_default();
        !before.last().is_some_and(is_letter)
            && !after.first().is_some_and(is_letter)
            && !is_word(before.iter().rev().find(|c| **c != ' '))
            && !is_word(after.iter().find(|c| **c != ' '))
    })
}

/// Whether characters follow each other as they do in Unicode, those of each class by themselves.
fn is_in_order(chars: impl Iterator<Item = char>) -> bool {
    let mut last: Vec<(Class, u32)> = Vec::new();
    let (mut steps, mut up, mut distance) = (0, 0, 0);
    for c in chars.filter(|c| !c.is_ascii() && !is_typographic(*c)) {
        let (class, number) = (Class::of(c), u32::from(c));
        let Some((_, last)) = last.iter_mut().find(|(known, _)| *known == class) else {
            last.push((class, number));
            continue;
        };
        steps += usize::from(number != *last);
        if number > *last {
            up += 1;
            distance += (number - *last) as usize;
        }
        *last = number;
    }
    let most_go_up = up * 10 >= steps * 9;
    most_go_up && (steps >= LONG || steps >= SHORT && distance <= NEXT * steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> bool {
        is_in_order(text.chars())
    }

    #[test]
    fn alphabets_and_tables_are_in_order() {
        assert!(order("абвгдежз"));
        assert!(order("ФХЦЧШЩЪЬЮЯабвг"));
        assert!(order("ぁァあア ぃィいイ ぅゥうウ"));
        assert!(order("ม, ย, ร, ฤ, ล, ว"));
        assert!(order("Α Β Γ Δ Ε"));
    }

    #[test]
    fn words_are_not() {
        assert!(!order("деревня"));
        assert!(!order("为人民服务"));
        assert!(!order("Ελλάδα"));
        assert!(!order("что"));
    }

    #[test]
    fn single_characters_have_no_letter_beside_them() {
        let is_single = |text: &str, strictly| {
            let chars: Vec<char> = text.chars().collect();
            is_of_single_characters(&chars, 0, chars.len(), strictly)
        };
        let single = |text| is_single(text, true);
        assert!(single("\"慰\", \"械\""));
        assert!(single("밂 밃 밄 밅"));
        assert!(!single("Gr枚脽e"));
        assert!(!single("caf茅"));
        assert!(!single("鐢熸椿"));
        assert!(single("Il va 脿 Paris"));
        assert!(!is_single("Il va 脿 Paris", false));
    }

    #[test]
    fn rows_and_marks_of_typography_are_found_anywhere() {
        let nothing = |text: &str| {
            let window = Window::new(text, 0);
            let step = Step { actual: Charset::EucKr, read_as: Charset::MacRoman };
            tells_nothing(&window, 0, window.len(), "필閣", &[step])
        };
        assert!(nothing("«\u{A0}%s\u{A0}»"));
        assert!(nothing("\u{A0}\u{A0}\u{A0}report\u{A0}a\u{A0}S"));
        assert!(nothing("‾‾‾‾‾‾"));
        assert!(!nothing("¿Àºÿ"));
    }
}
