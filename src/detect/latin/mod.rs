//! Latin text of one one-byte charset read as another: `f\u{81}r` or `f³r` for `für`, `szõlõ` for `szőlő`.
//!
//! The letters of ASCII stay, so there is little to go by: the whole line has to become text, and what stands there has to
//! be odd, or several letters have to fall into place. The model does not know all languages that are written with these
//! letters, and to it Danish is as odd as Czech read as windows-1252.

use crate::charset::Charset;
use crate::charset::Charset::*;
use crate::edit::Step;
use crate::model::{BIT, Class, Cost, Symbol, cost, found_cost};

mod change;
mod double_byte;
mod known;
mod signs;
mod usual;
mod value;
mod worth;

use super::window::{around, usual};
use super::{Damage, evidence};
use known::{Line, Look};
pub use usual::Usual;

/// The wrong decodes that are tried, the commonest first.
const STEPS: [Step; 15] = [
    step(Windows1250, Windows1252),
    step(Cp850, Windows1252),
    step(Cp437, Windows1252),
    step(MacRoman, Windows1252),
    step(Iso8859_2, Windows1252),
    step(Cp852, Windows1252),
    step(Windows1254, Windows1252),
    step(Windows1257, Windows1252),
    step(Windows1252, Cp850),
    step(Windows1252, Cp437),
    step(Windows1252, MacRoman),
    step(Windows1252, Windows1250),
    step(Windows1252, Iso8859_2),
    step(Windows1252, Cp852),
    step(Windows1252, Windows1257),
];

const fn step(actual: Charset, read_as: Charset) -> Step {
    Step { actual, read_as }
}

/// Bits by which the line must become more probable, and what it costs to suppose that it was read wrongly.
const LEAST_GAIN: i64 = 10;
const ENTER: i64 = 8;
/// Bits that changed letters must gain where nothing that stands there is odd.
const LEAST_GAIN_LETTERS: i64 = 24;
/// Changed letters that there must be in this case, and how many different ones.
const LEAST_CHANGED: i64 = 3;
const LEAST_DIFFERENT: usize = 2;
/// Bits that odd characters come to at least.
const LEAST_ODDNESS: i64 = 6;

/// Undoes the wrong decode of a line, if it is one; `met` is one that was met in the text before, and `usual` learns what
/// its lines hold.
pub fn find(text: &str, met: Option<Step>, usual: &mut Usual) -> Vec<Damage> {
    if text.is_ascii() {
        return Vec::new();
    }
    if !is_latin(text) {
        return double_byte::find(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let line = match Line::look(&chars) {
        Look::Known => {
            usual.learn(&chars);
            return Vec::new();
        }
        Look::Clean => return Vec::new(),
        Look::Line(line) => line,
    };
    let has_macrons = has_macrons_alone(&chars);
    let mut good: Vec<(i64, Step, Vec<char>)> = Vec::new();
    for step in STEPS {
        let Some(restored) = restore(&chars, step) else { continue };
        let is_met = met == Some(step);
        if !is_met && step.read_as == Windows1257 && has_macrons {
            continue;
        }
        let gain = line.gain(&restored, is_met);
        if gain > 0 {
            good.push((gain, step, restored));
        }
    }
    let best = good.into_iter().max_by_key(|(gain, _, restored)| {
        // Where several steps give words, the one whose words are more probable.
        gain - Measure::of(restored, restored, cost).cost / 2
    });
    if let Some((gain, step, restored)) = best {
        return damage(text, &chars, &restored, step, gain + LEAST_GAIN);
    }
    let found = Measure::of(&chars, &chars, found_cost);
    // Nothing gains more than what stands there costs beyond the usual.
    if found.surprise < LEAST_GAIN {
        return Vec::new();
    }
    let mut best: Option<(i64, Step, Vec<char>)> = None;
    for step in STEPS {
        let Some(restored) = restore(&chars, step) else { continue };
        if step.read_as == Windows1257 && has_macrons {
            continue;
        }
        let gain = gain(&chars, &restored);
        if best.as_ref().is_none_or(|(most, ..)| gain > *most) {
            best = Some((gain, step, restored));
        }
    }
    let Some((gain, step, restored)) = best else { return Vec::new() };
    if !is_convincing(&chars, &restored, gain, step) {
        return Vec::new();
    }
    damage(text, &chars, &restored, step, gain)
}

/// Whether damage within quotation marks is what somebody says, and no word that is quoted as damaged: the line is in a known language
/// with it, and what was written stands nowhere else in the line.
pub fn is_speech(line: &str, span: std::ops::Range<usize>, restored: &str, step: Step) -> bool {
    let (Some(before), Some(after)) = (line.get(..span.start), line.get(span.end..)) else {
        return false;
    };
    if !STEPS.contains(&step) {
        return false;
    }
    let written: Vec<char> = before.chars().chain(restored.chars()).chain(after.chars()).collect();
    let Some((language, pieces)) = known::Language::of_line(&written) else { return false };
    let from = before.chars().count();
    let to = from + restored.chars().count();
    let mut words = pieces
        .iter()
        .filter(|piece| piece.0 < to && from < piece.1)
        .map(|piece| written.get(piece.0..piece.1).unwrap_or_default());
    words.all(|word| {
        language.has_letters(word)
            && (language.has_word(word) || language.has_parts(word))
            && !line.contains(&word.iter().collect::<String>())
    })
}

/// Whether a text is of Latin letters, most of them ASCII.
fn is_latin(text: &str) -> bool {
    let (mut ascii, mut others) = (0, 0);
    for c in text.chars() {
        if c.is_ascii_alphabetic() {
            ascii += 1;
        } else if !c.is_ascii() {
            others += 1;
            if c > '\u{2600}' && !matches!(c, '\u{F8FF}' | '\u{FB01}' | '\u{FB02}') {
                return false;
            }
        }
    }
    ascii > others
}

/// The line as it was written; `None` if it cannot have been read so, or if nothing changes.
fn restore(chars: &[char], step: Step) -> Option<Vec<char>> {
    let (inverse, decoder) = (step.read_as.inverse(), step.actual.decoder());
    let read = |c: char| {
        let (restored, _) = decoder.next(inverse.first(c)?.as_bytes())?;
        (!matches!(Class::of(restored), Class::C1 | Class::BoxDrawing | Class::PrivateUse))
            .then_some(restored)
    };
    // Most steps fail, and the line need not be copied for them.
    let mut is_changed = false;
    for c in chars.iter().filter(|c| !c.is_ascii()) {
        is_changed |= read(*c)? != *c;
    }
    if !is_changed {
        return None;
    }
    let mut restored = chars.to_vec();
    for c in restored.iter_mut().filter(|c| !c.is_ascii()) {
        *c = read(*c)?;
    }
    Some(restored)
}

/// Whether a line has no letters beyond ASCII but long vowels, which windows-1252 read as windows-1257 gives: `ā` is written in Māori
/// and Tahitian, and wherever words of Arabic, Japanese or Sanskrit are spelled in Latin letters.
fn has_macrons_alone(chars: &[char]) -> bool {
    let mut others = chars.iter().filter(|c| !c.is_ascii() && c.is_alphabetic());
    others.all(|c| "āēīōūĀĒĪŌŪ".contains(*c))
}

/// What the characters of a line cost that differ from another, and those after them, in bits.
struct Measure {
    cost: i64,
    usual: i64,
    /// What single characters cost beyond the usual, added up.
    surprise: i64,
}

impl Measure {
    /// Measures the characters that are not ASCII and, where `other` differs, no others.
    fn of(chars: &[char], other: &[char], pair_cost: fn(Symbol, Symbol) -> Cost) -> Self {
        let is_all = std::ptr::eq(chars, other);
        let mut previous = Symbol::start();
        let mut was_measured = false;
        let mut sum = Self { cost: 0, usual: 0, surprise: 0 };
        for (c, other) in chars.iter().zip(other) {
            let symbol = Symbol::of(*c);
            let is_measured = if is_all { !c.is_ascii() } else { c != other };
            if is_measured || was_measured {
                let cost = i64::from(pair_cost(previous, symbol));
                let usual = i64::from(usual(symbol.class()));
                sum.cost += cost;
                sum.usual += usual;
                sum.surprise += (cost - usual).max(0);
            }
            was_measured = is_measured;
            previous = symbol;
        }
        let bits = |cost: i64| cost / i64::from(BIT);
        Self { cost: bits(sum.cost), usual: bits(sum.usual), surprise: bits(sum.surprise) }
    }
}

fn gain(found: &[char], restored: &[char]) -> i64 {
    Measure::of(found, restored, found_cost).cost - Measure::of(restored, found, cost).cost - ENTER
}

fn is_convincing(found: &[char], restored: &[char], gain: i64, step: Step) -> bool {
    let measure = Measure::of(restored, found, cost);
    let mut changed: Vec<char> = Vec::new();
    let mut oddness = 0;
    for (at, (c, restored)) in found.iter().zip(restored).enumerate() {
        if c != restored {
            changed.push(*c);
            oddness += odd(found, at);
        }
    }
    let count = i64::try_from(changed.len()).unwrap_or(0);
    let dotless = changed.iter().filter(|c| matches!(c, 'ý' | 'Ý')).count();
    // Icelandic has þ and ð where Turkish has ş and ğ, but ý hardly ever.
    if step.actual == Windows1254 && dotless * 3 < changed.len() {
        return false;
    }
    // These are quotes and dashes of windows-1252 wherever Latin-1 was meant.
    let is_mark = |c: &char| matches!(c, '\u{85}' | '\u{91}'..='\u{97}' | '\u{99}' | '\u{A0}');
    if changed.iter().all(is_mark) {
        return false;
    }
    changed.sort_unstable();
    changed.dedup();
    if oddness >= LEAST_ODDNESS {
        return gain >= LEAST_GAIN && measure.cost <= measure.usual + 2 * count;
    }
    let are_letters =
        found.iter().zip(restored).all(|(c, restored)| c == restored || restored.is_alphabetic());
    are_letters
        && count >= LEAST_CHANGED
        && changed.len() >= LEAST_DIFFERENT
        && gain >= LEAST_GAIN_LETTERS
        && measure.cost <= measure.usual
}

/// How odd a character is where it stands, in bits: controls, signs within words, capitals within small letters.
fn odd(chars: &[char], at: usize) -> i64 {
    let (before, c, after) = around(chars, at);
    let is_joint = matches!(
        c,
        '’' | '‘' | '·' | '\u{AD}' | '–' | '—' | '\u{A0}' | '…' | '™' | '®' | '°' | 'º' | 'ª'
    );
    match c {
        '\u{80}'..='\u{9F}' => 12,
        _ if c.is_alphabetic() => {
            let is_inside = before.is_lowercase() && after.is_lowercase();
            if c.is_uppercase() && is_inside { 8 } else { 0 }
        }
        _ if is_joint => 0,
        _ if before.is_alphabetic() && after.is_alphabetic() => 8,
        _ if is_hard(c) && (before.is_lowercase() || after.is_lowercase()) => 6,
        _ if before.is_lowercase() || after.is_lowercase() => 2,
        _ => 0,
    }
}

/// Whether a sign touches no letter in text of any language: fewer than where the language is known.
fn is_hard(c: char) -> bool {
    matches!(
        c,
        '‚' | 'ƒ'
            | '†'
            | '‡'
            | 'ˆ'
            | '‰'
            | '¤'
            | '¦'
            | '¬'
            | '¯'
            | '±'
            | '³'
            | '¶'
            | '¸'
            | '¹'
            | '¼'
            | '½'
            | '¾'
            | '÷'
    )
}

/// The damage, a stretch from the first changed character to the last.
fn damage(text: &str, found: &[char], restored: &[char], step: Step, gain: i64) -> Vec<Damage> {
    let mut pairs = found.iter().zip(restored);
    let first = pairs.position(|(a, b)| a != b);
    let last = found.iter().zip(restored).rposition(|(a, b)| a != b);
    let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
    let bytes = |chars: &[char]| chars.iter().map(|c| c.len_utf8()).sum::<usize>();
    let start = bytes(found.get(..first).unwrap_or_default());
    let end = bytes(found.get(..=last).unwrap_or_default());
    let evidence = evidence::of_utf8(Cost::try_from(gain).unwrap_or(0) * BIT);
    vec![Damage {
        span: start..end.min(text.len()),
        restored: restored.get(first..=last).unwrap_or_default().iter().collect(),
        chain: super::name_charsets(vec![step], found.iter().copied()),
        margin: evidence.margin,
        confidence: evidence.confidence.min(MOST_SURE),
        guesses: Vec::new(),
    }]
}

/// How sure such a repair is at most: related charsets share most letters.
const MOST_SURE: f64 = 0.97;
