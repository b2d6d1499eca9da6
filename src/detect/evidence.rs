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
///
/// Each is read one character further than the stretch where the line goes on, and what comes after is counted once more. So the
/// chosen reading, a character longer, is among them, at a price: it stands for what no hypothesis explains, and the
/// needs above were fitted with it.
fn rivals(window: &Window, from: usize, to: usize, chosen: &str, cost: f64) -> f64 {
    let found = window.chars.get(from..to).unwrap_or_default();
    let next = window.char(to);
    let mut sum = 0.0;
    // Many charsets have the same bytes for these characters, and bytes need to be read once.
    let mut tried: Vec<(Vec<u8>, Vec<Charset>)> = Vec::new();
    let mut texts: Vec<Vec<char>> = Vec::new();
    let mut chars: Vec<char> = Vec::new();
    for &read_as in READ_AS.iter().copied().flatten() {
        let Some(bytes) = bytes(read_as, found) else { continue };
        let place = tried.iter().position(|(known, _)| *known == bytes).unwrap_or_else(|| {
            tried.push((bytes, Vec::new()));
            tried.len() - 1
        });
        let Some((bytes, done)) = tried.get_mut(place) else { continue };
        for actual in actual_of(read_as) {
            // With nothing but ASCII behind them, bytes are the same text in any case.
            if next.is_none_or(|c| c.is_ascii()) {
                if done.contains(&actual) {
                    continue;
                }
                done.push(actual);
            }
            if !read(actual, bytes, &mut chars) {
                continue;
            }
            let step = Step { actual, read_as };
            match next {
                Some(c) if c.is_ascii() => chars.push(c),
                Some(_) => {
                    Builder::new(step, Source::Found(window)).first_arc(&mut chars, to);
                }
                None => {}
            }
            if chosen.chars().eq(chars.iter().copied()) || texts.contains(&chars) {
                continue;
            }
            let other = cost_in_place(window, from, to, &chars) + enter(step, 0);
            let behind = f64::from(other) / f64::from(BIT) - cost;
            sum += (-behind / RIVAL_SCALE).exp2();
            texts.push(chars.clone());
        }
    }
    sum
}

/// The bytes of characters in a charset, if it has them all.
fn bytes(charset: Charset, chars: &[char]) -> Option<Vec<u8>> {
    let inverse = charset.inverse();
    let mut bytes = Vec::new();
    for c in chars {
        bytes.extend_from_slice(inverse.first(*c)?.as_bytes());
    }
    Some(bytes)
}

/// Reads bytes in a charset; says whether that is what they all are.
fn read(charset: Charset, bytes: &[u8], chars: &mut Vec<char>) -> bool {
    let decoder = charset.decoder();
    let mut rest = bytes;
    chars.clear();
    while let Some((c, length)) = decoder.next(rest) {
        chars.push(c);
        rest = rest.get(length..).unwrap_or_default();
    }
    rest.is_empty()
}

/// What characters cost in place of a stretch, with the one after it.
fn cost_in_place(window: &Window, from: usize, to: usize, chars: &[char]) -> Cost {
    let mut previous = window.before(from);
    let mut sum = 0;
    let after = window.symbols.get(to).copied();
    for symbol in chars.iter().map(|c| Symbol::of(*c)).chain(after) {
        sum += cost(previous, symbol);
        previous = symbol;
    }
    sum
}
