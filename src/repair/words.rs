//! How probable a character is in this passage: the language model, and the passage's own words.
//!
//! A name that stands readable in one place is what stands damaged in another, however rare it is
//! elsewhere. The model supplies what the passage has not said yet.

use std::cell::RefCell;

use super::double_byte::is_han;
use super::table;
use crate::hash::Map;
use crate::model::{BIT, Cost, Symbol, cost_after_two};

/// A character with what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) char: char,
    pub(super) symbol: Symbol,
    /// What it costs besides in traditional text that does not show it.
    strange: Cost,
}

impl Glyph {
    /// Looks a character up.
    pub(super) fn of(char: char) -> Self {
        let strange = match char {
            '\u{2E80}'..='\u{303F}' | '！'..='？' if !char.is_alphanumeric() => 0,
            _ if is_han(char) && table::is_simplified(char) => NEW + SIMPLIFIED,
            _ if is_han(char) => NEW,
            _ if char.is_ascii() || is_mark(char) => 0,
            '“' | '”' | '‘' | '’' | '·' => 0,
            _ => NEW + FOREIGN,
        };
        Self { char, symbol: Symbol::of(char), strange }
    }

    /// Looks a character up, after another: punctuation that was folded to ASCII counts as it was
    /// written.
    pub(super) fn after(previous: char, char: char) -> Self {
        let written = match char {
            _ if previous.is_ascii() => char,
            ',' => '，',
            '!' => '！',
            '?' => '？',
            ':' => '：',
            ';' => '；',
            '(' => '（',
            ')' => '）',
            _ => char,
        };
        Self { char, ..Self::of(written) }
    }
}

/// No more different groups of characters than this are kept: memory stays bounded.
const MOST: usize = 1 << 20;

/// One or two characters that others follow.
#[derive(Clone, Copy, Default)]
struct Context {
    /// How often it is followed by anything.
    count: u32,
    /// By how many different characters.
    followers: u32,
}

/// Costs that are remembered.
const MOST_COSTS: usize = 1 << 18;

/// Groups of one to three characters, as one number each.
#[derive(Default)]
pub(super) struct Words {
    counts: Map<u64, u32>,
    contexts: Map<u64, Context>,
    /// How many characters there were.
    total: u32,
    /// Costs that were asked for since something was learned.
    costs: RefCell<Map<u64, Cost>>,
}

fn group(characters: [char; 3]) -> u64 {
    characters.into_iter().fold(0, |sum, c| sum << 21 | u64::from(u32::from(folded(c))))
}

/// Full-width punctuation counts as its ASCII form: a passage may have been folded, all but what is
/// out of step.
fn folded(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u8::try_from(u32::from(c) - 0xFEE0).map_or(c, char::from),
        _ => c,
    }
}

/// Marks that divide sentences: a passage shows how often it has them.
fn is_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '！' | '？' | '：' | '；' | '、' | '（' | '）' | '…' | '—')
}

/// Stands for all ends of sentences where what follows them is counted.
const ENDS: char = '\u{1}';

pub(super) fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';')
}

impl Words {
    /// Counts a readable piece of text.
    pub(super) fn learn(&mut self, text: impl Iterator<Item = char>) {
        self.costs.borrow_mut().clear();
        let (mut a, mut b) = ('\0', '\0');
        for c in text {
            for key in [group([a, b, c]), group(['\0', b, c]), group(['\0', '\0', c])] {
                if self.counts.len() < MOST || self.counts.contains_key(&key) {
                    let count = self.counts.entry(key).or_default();
                    *count = count.saturating_add(1);
                    let is_new = *count == 1;
                    let context = self.contexts.entry(key >> 21).or_default();
                    context.count = context.count.saturating_add(1);
                    context.followers = context.followers.saturating_add(u32::from(is_new));
                }
            }
            if is_end(b) {
                for key in [group([ENDS, ENDS, c]), group(['\0', ENDS, ENDS])] {
                    let count = self.counts.entry(key).or_default();
                    *count = count.saturating_add(1);
                }
            }
            self.total = self.total.saturating_add(1);
            (a, b) = (b, c);
        }
    }

    /// The cost of a mark, given its cost in general. How often a passage has it is known better
    /// from the passage than from the pair: a mark can follow any word. What follows the end of a
    /// sentence is counted for all ends together.
    fn mark(&self, previous: char, mark: char, general: Cost) -> Cost {
        let here = if is_end(previous) {
            rate(self.count([ENDS, ENDS, mark]), self.count(['\0', ENDS, ENDS]))
        } else {
            self.rate(mark)
        };
        general.clamp(here, here + self.habit(previous) + 2 * BIT)
    }

    /// What it costs that a character is followed by something that it never was here.
    fn habit(&self, previous: char) -> Cost {
        bits(1.0 / (f64::from(self.count(['\0', '\0', previous])) / 2.0 + 1.0))
    }

    /// The cost of a character without context.
    fn rate(&self, c: char) -> Cost {
        rate(self.count(['\0', '\0', c]), self.total)
    }

    /// How often a group occurs.
    fn count(&self, characters: [char; 3]) -> u32 {
        self.counts.get(&group(characters)).copied().unwrap_or(0)
    }

    /// Whether the passage shows a character.
    pub(super) fn has(&self, c: char) -> bool {
        self.count(['\0', '\0', c]) > 0
    }

    /// The cost of `next` after two characters.
    pub(super) fn cost(&self, before: char, previous: char, next: char) -> Cost {
        let key = u64::from(u32::from(before)) << 42
            | u64::from(u32::from(previous)) << 21
            | u64::from(u32::from(next));
        if let Some(&cost) = self.costs.borrow().get(&key) {
            return cost;
        }
        let cost = self.cost_of(
            Glyph::after('\u{3000}', before),
            Glyph::after(before, previous),
            Glyph::after(previous, next),
        );
        let mut costs = self.costs.borrow_mut();
        if costs.len() == MOST_COSTS {
            costs.clear();
        }
        costs.insert(key, cost);
        cost
    }

    fn cost_of(&self, before: Glyph, previous: Glyph, next: Glyph) -> Cost {
        let mut general = cost_after_two(before.symbol, previous.symbol, next.symbol);
        if next.strange > 0 && self.count(['\0', '\0', next.char]) == 0 {
            general += next.strange;
        }
        if previous.char == next.char && is_han(next.char) {
            general += DOUBLED;
        }
        if is_mark(next.char) {
            general = self.mark(previous.char, next.char, general);
            if is_end(next.char) && before.char == '“' {
                general += CURT;
            }
        } else if matches!(next.char, '“' | '”') {
            let after_any_word = match next.char {
                '“' if is_end(previous.char) => BIT,
                '“' => 3 * BIT,
                _ => 2 * BIT,
            };
            general = general.min(self.rate(next.char) + after_any_word);
        }
        if is_end(previous.char) && is_end(next.char) {
            general += TWO_ENDS;
        }
        let mut probability = (-f64::from(general) / f64::from(BIT)).exp2();
        if !is_mark(next.char) {
            let here =
                f64::from(self.count(['\0', '\0', next.char])) / f64::from(self.total.max(1));
            probability = (1.0 - HERE) * probability + HERE * here;
        }
        probability = self.discounted(['\0', previous.char], next.char, probability);
        if before.char != '\0' {
            probability = self.discounted([before.char, previous.char], next.char, probability);
        }
        bits(probability)
    }

    /// The probability of `next` in a context, by absolute discounting: what was seen there gives
    /// a part of its count to what was not.
    fn discounted(&self, [a, b]: [char; 2], next: char, otherwise: f64) -> f64 {
        let of = self.contexts.get(&group(['\0', a, b])).copied().unwrap_or_default();
        if of.count == 0 {
            return otherwise;
        }
        let count = f64::from(self.count([a, b, next]));
        let spared = DISCOUNT * f64::from(of.followers) + TRUST;
        ((count - DISCOUNT).max(0.0) + spared * otherwise) / (f64::from(of.count) + TRUST)
    }
}

/// What occurrences of a context give to characters that were not seen there.
const DISCOUNT: f64 = 0.6;
/// And as if what stands elsewhere had been seen so often there.
const TRUST: f64 = 6.0;
/// The share of the passage's characters, without context, in what to expect.
const HERE: f64 = 0.15;

/// A quotation of one character is hardly a sentence.
const CURT: Cost = 8 * BIT;

/// An ideograph that the passage has nowhere else;
const NEW: Cost = 2 * BIT;
/// besides, one that traditional text does not have,
const SIMPLIFIED: Cost = 6 * BIT;
/// and a letter of another script.
const FOREIGN: Cost = 6 * BIT;

/// Two ends of a sentence, one after the other: what the rate of each asks too little for.
const TWO_ENDS: Cost = 12 * BIT;

/// What the model asks too little for a doubled character: it takes repetition for no evidence.
const DOUBLED: Cost = 6 * BIT;

fn rate(count: u32, of: u32) -> Cost {
    bits((f64::from(count) + 0.5) / (f64::from(of) + 32.0))
}

fn bits(probability: f64) -> Cost {
    (-probability.log2() * f64::from(BIT)).max(0.0) as Cost
}
