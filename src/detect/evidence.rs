//! How good the evidence for a stretch of damage is: what it gains, whether the result is text as it
//! should be, and whether something else can be made of the same characters.

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Class, Cost, Symbol, cost, found_cost};

use super::hypotheses::{DOUBLE, READ_AS, actual_of};
use super::layer::{Builder, Source};
use super::search::enter;
use super::window::{Window, usual};

/// Found characters up to which other readings are looked at: in longer stretches the model tells
/// them apart by dozens of bits.
const SHORT: usize = 24;
/// The same for UTF-8, which other text is by chance only.
const SHORT_UTF8: usize = 9;
/// Bits of difference that make one reading twice as probable as another. More than one, because
/// the model does not know the words of its languages.
const RIVAL_SCALE: f64 = 2.0;
/// Bits of evidence that make a repair e times as probable; fitted, as the needs below, to the odd
/// lines of the evaluation set, damaged and clean.
const SCALE: f64 = 3.0;
/// Bits that a repair needs to be as probable as not.
const NEED_UTF8: f64 = 0.0;
const NEED_ONE_BYTE: f64 = 3.0;
const NEED_DOUBLE: f64 = 5.0;
/// Bits that it needs beyond, over the number of different characters restored: two characters can
/// be made of anything.
const NEED_FEW: f64 = 16.0;
const NEED_FEW_UTF8: f64 = 6.0;

/// Bits a restored character that speak against other readings where the bytes are valid UTF-8:
/// other text is so by chance only.
const UTF8_CHANCE: f64 = 3.0;
/// Bits that a repair needs beyond if it gives mostly signs that are seldom written (half-width
/// katakana, boxes, jamo): most pairs of bytes are such signs in some charset.
const NEED_SELDOM: f64 = 30.0;

/// What it costs to type a Latin letter in place of a Cyrillic one, and to return.
const HOMOGLYPH: Cost = 3 * BIT;

/// Bits a character that [`usual`] allows more than letters of known languages cost.
const SLACK: f64 = 1.5;
/// Bits that the first letters of a stretch may cost more.
const FIRST_LETTERS: f64 = 6.0;

/// What speaks for a repair.
pub struct Evidence {
    /// Bits by which the restored text is more probable than the text as found.
    pub margin: f64,
    /// Probability that the repair is right.
    pub confidence: f64,
}

/// Weighs the repair of the characters `from..to` of a window.
pub fn weigh(
    window: &Window,
    from: usize,
    to: usize,
    restored: &str,
    steps: &[Step],
    enter: Cost,
) -> Evidence {
    let reading = Reading::of(window, from, to, restored.chars());
    let found = f64::from(window.cost(from, to + 1).min(cost_of_homoglyphs(window, from, to)));
    let margin = (found - f64::from(reading.cost) - f64::from(enter)) / f64::from(BIT);
    let excess = f64::from(reading.cost.saturating_sub(reading.expected)) / f64::from(BIT);
    let is_one_byte = steps.last().is_some_and(|step| {
        [step.actual, step.read_as]
            .iter()
            .all(|charset| *charset != Charset::Utf8 && !DOUBLE.contains(charset))
    });
    let excess =
        if is_one_byte { excess_of_letters(&reading, restored.chars().count()) } else { excess };
    let is_utf8 = steps.last().is_some_and(|step| step.actual == Charset::Utf8);
    let few = |need: f64| need / reading.different.max(1) as f64;
    let need = match steps.last() {
        _ if is_utf8 => NEED_UTF8 + few(NEED_FEW_UTF8),
        Some(step) if DOUBLE.contains(&step.read_as) => NEED_DOUBLE + few(NEED_FEW),
        _ => NEED_ONE_BYTE + few(NEED_FEW),
    };
    let need = if reading.is_seldom { need + NEED_SELDOM } else { need };
    // Decoded wrongly over and over, one character is any other.
    let need = if steps.len() > 1 && reading.different < 2 { need + NEED_FEW } else { need };
    let damaged = 1.0 / (1.0 + (-(margin - excess - need) / SCALE).exp());
    let rivals = reading.rivals(window, (from, to), restored, is_utf8, enter);
    Evidence { margin, confidence: damaged / (1.0 + rivals) }
}

/// How probable all other readings of the characters `from..to` of a window are together, UTF-8 read as a
/// charset being 1.
pub fn rivals_of_utf8(
    window: &Window,
    from: usize,
    to: usize,
    restored: &str,
    read_as: Charset,
) -> f64 {
    let reading = Reading::of(window, from, to, restored.chars());
    let enter = enter(Step { actual: Charset::Utf8, read_as }, 0);
    reading.rivals(window, (from, to), restored, true, enter)
}

/// What a stretch of Cyrillic costs in which Latin letters stand for Cyrillic ones that look the same, as they do in text that
/// was typed or recognised carelessly.
fn cost_of_homoglyphs(window: &Window, from: usize, to: usize) -> Cost {
    const LATIN: &str = "aceiopxyABCEHKMOPTX";
    const CYRILLIC: &str = "асеіорхуАВСЕНКМОРТХ";
    let (mut sum, mut has_cyrillic, mut was_latin) = (0, false, false);
    let mut previous = window.before(from);
    for c in window.chars.get(from..window.len().min(to + 1)).unwrap_or_default() {
        let same = LATIN.chars().zip(CYRILLIC.chars()).find(|(latin, _)| latin == c);
        has_cyrillic |= matches!(
            Class::of(*c),
            Class::CyrillicLower
                | Class::CyrillicUpper
                | Class::CyrillicExtendedLower
                | Class::CyrillicExtendedUpper
        );
        let symbol = Symbol::of(same.map_or(*c, |(_, cyrillic)| cyrillic));
        if was_latin != same.is_some() {
            sum += HOMOGLYPH;
            was_latin = same.is_some();
        }
        sum += found_cost(previous, symbol);
        previous = symbol;
    }
    if has_cyrillic { sum } else { Cost::MAX }
}

/// Bits by which letters of a one-byte charset cost more than text of a language that the model
/// knows, threefold. Such text can always be read as another alphabet, and if the model does not
/// know its language, rubble is no worse.
fn excess_of_letters(reading: &Reading, chars: usize) -> f64 {
    let bits = |cost: Cost| f64::from(cost) / f64::from(BIT);
    let expected = bits(reading.expected) - SLACK * chars as f64 + FIRST_LETTERS;
    3.0 * (bits(reading.cost) - expected).max(0.0)
}

/// The evidence for a whole line of UTF-8 that gains so much.
pub fn of_utf8(gain: Cost) -> Evidence {
    let margin = f64::from(gain) / f64::from(BIT);
    let confidence = 1.0 / (1.0 + (-(margin - NEED_UTF8 - NEED_FEW_UTF8) / SCALE).exp());
    Evidence { margin, confidence }
}

/// A text in place of a stretch.
struct Reading {
    /// Cost, with that of the character after the stretch, which depends on the last one of it.
    cost: Cost,
    /// What usual text of the same kind costs at most.
    expected: Cost,
    /// Different characters outside ASCII.
    different: usize,
    /// Characters outside ASCII.
    others: usize,
    /// Whether most of these are signs that are seldom written.
    is_seldom: bool,
}

impl Reading {
    fn of(window: &Window, from: usize, to: usize, chars: impl Iterator<Item = char>) -> Self {
        let mut previous = window.before(from);
        let mut reading = Self { cost: 0, expected: 0, different: 0, others: 0, is_seldom: false };
        let mut seldom = 0;
        let mut seen: Vec<char> = Vec::new();
        for c in chars {
            let symbol = Symbol::of(c);
            reading.cost += cost(previous, symbol);
            reading.expected += usual(symbol.class());
            reading.others += usize::from(!c.is_ascii());
            seldom += usize::from(symbol.is_seldom_written());
            if !c.is_ascii() && seen.len() < SHORT && !seen.contains(&c) {
                seen.push(c);
            }
            previous = symbol;
        }
        if let Some(after) = window.symbols.get(to) {
            reading.cost += cost(previous, *after);
            reading.expected += usual(after.class());
        }
        reading.is_seldom = seldom * 2 > reading.others;
        reading.different = seen.len();
        reading
    }

    /// How probable all other readings of a short stretch are together, this one being 1.
    fn rivals(
        &self,
        window: &Window,
        (from, to): (usize, usize),
        restored: &str,
        is_utf8: bool,
        enter: Cost,
    ) -> f64 {
        if to - from > if is_utf8 { SHORT_UTF8 } else { SHORT } {
            return 0.0;
        }
        let ahead = if is_utf8 { UTF8_CHANCE * self.others as f64 } else { 0.0 };
        let cost = f64::from(self.cost + enter) / f64::from(BIT) - ahead;
        rivals(window, from, to, restored, cost)
    }
}

/// How probable all other readings of a stretch are together, the chosen one being 1.
fn rivals(window: &Window, from: usize, to: usize, chosen: &str, cost: f64) -> f64 {
    let mut sum = 0.0;
    let mut chars: Vec<char> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    for &read_as in READ_AS.iter().copied().flatten() {
        let inverse = read_as.inverse();
        if !window
            .chars
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .all(|c| inverse.first(*c).is_some())
        {
            continue;
        }
        for actual in actual_of(read_as) {
            let step = Step { actual, read_as };
            let builder = Builder::new(step, Source::Found(window));
            chars.clear();
            let mut at = from;
            while let Some(end) =
                builder.first_arc(&mut chars, at).filter(|end| *end <= to && at < to)
            {
                at = end;
            }
            if at != to || chosen.chars().eq(chars.iter().copied()) {
                continue;
            }
            let text: String = chars.iter().collect();
            if texts.contains(&text) {
                continue;
            }
            let other = Reading::of(window, from, to, chars.iter().copied()).cost + enter(step, 0);
            let behind = f64::from(other) / f64::from(BIT) - cost;
            sum += (-behind / RIVAL_SCALE).exp2();
            texts.push(text);
        }
    }
    sum
}
