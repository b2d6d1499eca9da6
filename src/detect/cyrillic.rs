//! windows-1251 and Mac OS Cyrillic read as each other: `‡` or `Њосква` for `Москва`, `мо€` for `моя`.
//!
//! The two have the small letters but `я` in the same places, so that a line holds a few wrong characters among
//! right ones, and the search finds too little in them. But these few cannot stand where they do: a sign within a word, a
//! capital after a small letter, and no capital of Russian anywhere. The whole line has to come out right.

use crate::charset::Charset::{MacCyrillic, Windows1251};
use crate::edit::Step;
use crate::model::{BIT, Cost, Symbol, cost, found_cost, text_cost};

use super::window::around;
use super::{Damage, evidence, whole};

const STEPS: [Step; 2] = [
    Step { actual: Windows1251, read_as: MacCyrillic },
    Step { actual: MacCyrillic, read_as: Windows1251 },
];

/// Small Cyrillic letters that a line must have to be looked at.
const LEAST_LETTERS: usize = 8;
/// Bits by which the line must become more probable, one more for each changed character, and what it costs to suppose
/// that it was misread.
const LEAST_GAIN: i64 = 2;
const ENTER: i64 = 8;
/// The same where letters of Serbian or Macedonian stand in a line that has others which these do not have.
const LEAST_GAIN_LETTERS: i64 = -4;
/// The same where one of these begins the line, and what that counts.
const LEAST_GAIN_BEGINNING: i64 = -12;
const BEGINS_FOREIGN: i64 = 10;
/// What oddness counts at most beside the gain.
const ODD_BEYOND: i64 = 10;
/// Bits by which characters are odd that must be, together.
const LEAST_ODDNESS: i64 = 8;
/// Bits by which a sign is odd right before a word, as a word of its own, and more at the beginning of a line.
const SIGN_BEFORE_WORD: i64 = 5;
const SIGN_ALONE: i64 = 6;
const AT_START: i64 = 4;
/// Bits by which one of two readings must be ahead.
const LEAST_AHEAD: i64 = 2;
/// How sure such a repair is at most.
const MOST_SURE: f64 = 0.97;

/// Undoes the wrong decode of a line, if it is one.
pub fn find(text: &str) -> Vec<Damage> {
    if text.chars().filter(|c| is_small(*c)).take(LEAST_LETTERS).count() < LEAST_LETTERS {
        return Vec::new();
    }
    let restored = STEPS.into_iter().filter_map(|step| Some((step, restore(text, step)?)));
    let restored: Vec<(Step, Vec<char>)> = restored.collect();
    if restored.is_empty() {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let tried = restored.into_iter().filter_map(|(step, restored)| {
        let gain = gain(&chars, &restored);
        let begins = begins_foreign(&chars, &restored);
        let is_good = is_convincing(&chars, &restored, gain, begins) && is_text(&restored);
        is_good.then(|| (gain + beyond_model(&chars, &restored, begins), step, restored))
    });
    let mut tried: Vec<(i64, Step, Vec<char>)> = tried.collect();
    tried.sort_by_key(|(gain, ..)| std::cmp::Reverse(*gain));
    match tried.as_slice() {
        // Either could be right.
        [(gain, _, one), (other, _, another), ..]
            if gain - other < LEAST_AHEAD && one != another =>
        {
            Vec::new()
        }
        [(gain, step, restored), ..] => {
            damage(&chars, restored, *step, *gain).into_iter().collect()
        }
        [] => Vec::new(),
    }
}

/// Whether a character is a small letter of Cyrillic.
fn is_small(c: char) -> bool {
    ('а'..='џ').contains(&c) || c == 'ґ'
}

/// Whether a character is a letter of Russian, Ukrainian, Belarusian or Bulgarian.
fn is_east_slavic(c: char) -> bool {
    matches!(c, 'А'..='я' | 'Ё' | 'ё' | 'Є' | 'є' | 'І' | 'і' | 'Ї' | 'ї' | 'Ґ' | 'ґ' | 'Ў' | 'ў')
}

/// Whether a character is a sign that stands in such text.
fn is_usual_sign(c: char) -> bool {
    matches!(c, '«' | '»' | '–' | '—' | '„' | '“' | '”' | '’' | '…' | '№' | '\u{A0}' | '°' | '§')
}

/// The line as it was written; `None` if it cannot have been read so, if nothing changes, or if something comes out
/// that is not of such text.
fn restore(text: &str, step: Step) -> Option<Vec<char>> {
    let (inverse, decoder) = (step.read_as.inverse(), step.actual.decoder());
    let read = |c: char| {
        if c.is_ascii() {
            return Some(c);
        }
        let (restored, _) = decoder.next(inverse.first(c)?.as_bytes())?;
        (is_east_slavic(restored) || is_usual_sign(restored)).then_some(restored)
    };
    // Most lines are none such, and show it by their first capital.
    let mut is_changed = false;
    for c in text.chars() {
        is_changed |= read(c)? != c;
    }
    if !is_changed {
        return None;
    }
    let restored: Vec<char> = text.chars().map(read).collect::<Option<_>>()?;
    (!has_mixed_case(&restored)).then_some(restored)
}

/// Whether a capital follows a small letter anywhere.
fn has_mixed_case(chars: &[char]) -> bool {
    chars.windows(2).any(|two| matches!(two, [a, b] if a.is_lowercase() && b.is_uppercase()))
}

/// By how many bits the line is more probable restored than as it was found.
fn gain(found: &[char], restored: &[char]) -> i64 {
    let sum = |chars: &[char], pair_cost: fn(Symbol, Symbol) -> Cost| {
        i64::from(text_cost(chars.iter().copied(), pair_cost))
    };
    (sum(found, found_cost) - sum(restored, cost)) / i64::from(BIT) - ENTER
}

/// Whether a letter that Russian lacks begins the line as a capital of a small word or a word of its own, where the line has letters
/// of Russian that Serbian and Macedonian lack.
fn begins_foreign(found: &[char], restored: &[char]) -> bool {
    let first = found.iter().position(|c| c.is_alphabetic());
    first.is_some_and(|at| {
        let c = found.get(at).copied().unwrap_or(' ');
        let after = found.get(at + 1).copied().unwrap_or(' ');
        let is_foreign = !is_east_slavic(c) && found.iter().any(is_russian);
        // Few words begin with Ё, and these go on so.
        let is_seldom = c == 'Ё' && !matches!(after, 'ж' | 'л' | 'м' | 'р' | 'к' | 'ш' | 'с');
        (is_foreign || is_seldom && is_small(after))
            && c.is_alphabetic()
            && restored.get(at).is_some_and(|c| c.is_uppercase())
            && (is_small(after) || after == ' ')
    })
}

/// Bits that the model of pairs does not see: that no sentence begins with such a letter or with such signs.
fn beyond_model(found: &[char], restored: &[char], begins: bool) -> i64 {
    let changed = found.iter().zip(restored).enumerate().filter(|(_, (a, b))| a != b);
    let odd: i64 = changed.map(|(at, _)| odd(found, at)).sum();
    odd.min(ODD_BEYOND) + if begins { BEGINS_FOREIGN } else { 0 }
}

/// A letter that Serbian and Macedonian lack.
fn is_russian(c: &char) -> bool {
    matches!(c, 'й' | 'щ' | 'ъ' | 'ы' | 'ь' | 'э' | 'ю')
}

fn is_convincing(found: &[char], restored: &[char], gain: i64, begins: bool) -> bool {
    let changed = found.iter().zip(restored).enumerate().filter(|(_, (a, b))| a != b);
    let (mut oddness, mut count, mut foreign) = (0, 0, 0);
    for (at, (c, _)) in changed {
        oddness += odd(found, at);
        foreign += usize::from(c.is_alphabetic() && !is_east_slavic(*c));
        count += 1;
    }
    // Most small letters stay as they are. Where many change it is another charset.
    let others = found.iter().filter(|c| !c.is_ascii()).count();
    if usize::try_from(count).is_ok_and(|count| count * 2 > others) {
        return false;
    }
    let is_foreign = begins || foreign > 0 && found.iter().any(is_russian);
    let gains = |least: i64| gain >= least + count;
    let at_start = if found.first().is_some_and(|c| !c.is_alphabetic()) { AT_START } else { 0 };
    oddness >= LEAST_ODDNESS && gains(LEAST_GAIN - at_start)
        || is_foreign && gains(if begins { LEAST_GAIN_BEGINNING } else { LEAST_GAIN_LETTERS })
}

/// Whether a restored line costs no more than usual text: letters of Greek or Hebrew, read as windows-1251, cost a
/// third more.
fn is_text(restored: &[char]) -> bool {
    let (cost, usual) = whole::costs(restored.iter().copied());
    cost <= usual
}

/// How odd a character is where it stands, in bits.
fn odd(chars: &[char], at: usize) -> i64 {
    let (before, c, after) = around(chars, at);
    let at_start = if at == 0 { AT_START } else { 0 };
    if c.is_alphabetic() {
        return if c.is_uppercase() && before.is_lowercase() { 8 } else { 0 };
    }
    match c {
        '\u{80}'..='\u{9F}' => 8,
        // The apostrophe of names follows a capital.
        '’' if before.is_uppercase() => 0,
        _ if before.is_alphabetic() && is_small(after) => 8,
        '‚' | '„' if before.is_alphabetic() => 8,
        // Prices have digits, and sums variables.
        '€' | '†' | '‡' | '√' | '≈' | '∆' | 'ƒ' | '¬' | '÷' | '•' | '‰' | '™'
            if is_small(before) || is_small(after) =>
        {
            8
        }
        '†' | '‡' | '√' | '∆' | 'ƒ' | '¬' if before == ' ' && after == ' ' => {
            SIGN_ALONE + at_start
        }
        '–' | '—' | '…' | '”' | '’' | '»' | '›' if before == ' ' && is_small(after) => {
            SIGN_BEFORE_WORD + at_start
        }
        '‚' | '„' | '“' | '‘' | '\u{A0}' | '¬' | '«'
            if at == 0 && is_small(after) && !is_closed(chars, c) =>
        {
            SIGN_BEFORE_WORD + at_start
        }
        '‚' | '„' | '“' | '‘' | '”' | '’' | '»' | '›' | '«' if before == ' ' && after == ' ' => {
            SIGN_ALONE + at_start
        }
        _ => 0,
    }
}

/// Whether the partner of an opening quotation mark stands in the line.
fn is_closed(chars: &[char], opening: char) -> bool {
    let closing: &[char] = match opening {
        '«' => &['»'],
        '„' => &['“', '”'],
        '“' => &['”'],
        '‘' | '‚' => &['’', '‘'],
        _ => &[],
    };
    chars.iter().skip(1).any(|c| closing.contains(c))
}

/// The damage, a stretch from the first changed character to the last.
fn damage(found: &[char], restored: &[char], step: Step, gain: i64) -> Option<Damage> {
    let differs = |(a, b): (&char, &char)| a != b;
    let first = found.iter().zip(restored).position(differs)?;
    let last = found.iter().zip(restored).rposition(differs)?;
    let bytes = |chars: Option<&[char]>| {
        chars.unwrap_or_default().iter().map(|c| c.len_utf8()).sum::<usize>()
    };
    let evidence = evidence::of_utf8(Cost::try_from(gain).unwrap_or(0) * BIT);
    Some(Damage {
        span: bytes(found.get(..first))..bytes(found.get(..=last)),
        restored: restored.get(first..=last)?.iter().collect(),
        chain: vec![step],
        margin: evidence.margin,
        confidence: evidence.confidence.min(MOST_SURE),
        guesses: Vec::new(),
    })
}
