//! Repairs that tear words apart: what only looks like a wrong decode because the model does not know the language.
//!
//! A wrong decode takes all that it can read, and stops where it cannot between words. Where one-byte charsets of
//! alphabets, or two bytes of Latin letters, explain pieces of words only, the words are of a language that the model
//! takes for rubble: Adyghe, Kurdish, Nahuatl.

use crate::charset::Charset;
use crate::model::{Class, Symbol};

use super::hypotheses::DOUBLE;
use super::layer::Layer;
use super::window::Window;

/// Bits from which on letters of two scripts may stand in a word.
const GREAT_MARGIN: f64 = 60.0;
/// Ideographs in the midst of Latin words that are none, at most.
const FEW: usize = 4;

/// Whether restored characters in place of `from..to` leave words torn.
pub fn is_torn(
    window: &Window,
    layer: &Layer,
    (from, to): (usize, usize),
    restored: &[char],
    margin: f64,
) -> bool {
    let [step] = *layer.steps() else { return false };
    if step.actual == Charset::Utf8 || DOUBLE.contains(&step.read_as) {
        return false;
    }
    let before = from.checked_sub(1).and_then(|at| window.char(at));
    let around: Vec<char> =
        before.into_iter().chain(restored.iter().copied()).chain(window.char(to)).collect();
    if DOUBLE.contains(&step.actual) {
        return is_in_words(&around);
    }
    let is_letter = |at: usize| window.char(at).is_some_and(|c| !c.is_ascii() && c.is_alphabetic());
    // What the damage leaves as it is may be damaged, too.
    let is_same = |at: usize| {
        let arc = layer.first_arc(at);
        arc.is_some_and(|arc| window.chars.get(at..arc.end as usize) == Some(layer.chars(arc)))
    };
    let is_seam = |outside: usize, inside: usize| {
        is_letter(outside) && is_letter(inside) && !is_same(outside)
    };
    if from > 0 && is_seam(from - 1, from) || to > 0 && is_seam(to, to - 1) {
        return true;
    }
    let were_letters = (from..to).any(is_letter);
    let are_letters = restored.iter().any(|c| !c.is_ascii() && c.is_alphabetic());
    were_letters && !are_letters || margin < GREAT_MARGIN && is_of_two_scripts(&around)
}

/// Whether a letter of another alphabet touches one of ASCII.
fn is_of_two_scripts(chars: &[char]) -> bool {
    let is_other = |c: char| {
        !c.is_ascii()
            && matches!(
                Symbol::of(c).class(),
                Class::CyrillicLower
                    | Class::CyrillicUpper
                    | Class::GreekLower
                    | Class::GreekUpper
                    | Class::Hebrew
                    | Class::Arabic
                    | Class::Thai
            )
    };
    chars.windows(2).any(|two| match *two {
        [a, b] => a.is_ascii_alphabetic() && is_other(b) || is_other(a) && b.is_ascii_alphabetic(),
        _ => false,
    })
}

/// Whether a few ideographs stand in the midst of Latin words.
fn is_in_words(chars: &[char]) -> bool {
    let ideographs = chars.iter().filter(|c| **c >= '\u{2E80}').count();
    let is_inside = |run: &[char]| match run {
        [before, inside @ .., after] => {
            before.is_ascii_lowercase()
                && after.is_ascii_lowercase()
                && !inside.is_empty()
                && inside.iter().all(|c| *c >= '\u{2E80}')
        }
        _ => false,
    };
    ideographs <= FEW && (chars.windows(3).any(is_inside) || chars.windows(4).any(is_inside))
}
