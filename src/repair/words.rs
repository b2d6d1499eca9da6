//! How probable a character is in this passage: the language model, and the passage's own words.
//!
//! A name that stands readable in one place is what stands damaged in another, however rare it is
//! elsewhere. The model supplies what the passage has not said yet.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::double_byte::is_han;
use crate::model::{BIT, Cost, Symbol, cost};

/// A character with what the model knows of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) char: char,
    pub(super) symbol: Symbol,
}

impl Glyph {
    /// Looks a character up.
    pub(super) fn of(char: char) -> Self {
        Self { char, symbol: Symbol::of(char) }
    }
}

/// No more different groups of characters than this are kept: memory stays bounded.
const MOST: usize = 1 << 20;

/// Groups of one to three characters, as one number each.
#[derive(Default)]
pub(super) struct Words {
    counts: HashMap<u64, u32, BuildHasherDefault<Mixer>>,
    /// How many characters there were.
    total: u32,
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

fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';')
}

impl Words {
    /// Counts a readable piece of text.
    pub(super) fn learn(&mut self, text: impl Iterator<Item = char>) {
        let (mut a, mut b) = ('\0', '\0');
        for c in text {
            for key in [group([a, b, c]), group(['\0', b, c]), group(['\0', '\0', c])] {
                if self.counts.len() < MOST || self.counts.contains_key(&key) {
                    let count = self.counts.entry(key).or_default();
                    *count = count.saturating_add(1);
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

    /// The cost of `next` after two characters.
    pub(super) fn cost(&self, before: Glyph, previous: Glyph, next: Glyph) -> Cost {
        let mut general = cost(previous.symbol, next.symbol) + GENERAL;
        if is_han(next.char) && self.count(['\0', '\0', next.char]) == 0 {
            general += NEW;
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
            let after_any_word = if next.char == '“' { 3 * BIT } else { 2 * BIT };
            general = general.min(self.rate(next.char) + after_any_word);
        }
        let pair = self.count(['\0', previous.char, next.char]);
        if pair == 0 {
            return general;
        }
        let own = share(pair, self.count(['\0', '\0', previous.char]));
        let triple = match before.char {
            '\0' => 0,
            before => self.count([before, previous.char, next.char]),
        };
        if triple == 0 {
            return general.min(own);
        }
        general.min(own).min(share(triple, self.count(['\0', before.char, previous.char])))
    }
}

/// What the model pays for the passage's words being preferred.
const GENERAL: Cost = BIT / 2;

/// A quotation of one character is hardly a sentence.
const CURT: Cost = 8 * BIT;

/// A character that the passage has nowhere else; simplified ones in traditional text are such.
const NEW: Cost = 2 * BIT;

/// What the model asks too little for a doubled character: it takes repetition for no evidence.
const DOUBLED: Cost = 6 * BIT;

/// The cost of something that came `count` times out of `of`, had it a third of all probability,
/// two occurrences of anything else being taken as seen.
fn share(count: u32, of: u32) -> Cost {
    bits(f64::from(count) / (f64::from(of) + 2.0) / 3.0)
}

fn rate(count: u32, of: u32) -> Cost {
    bits((f64::from(count) + 0.5) / (f64::from(of) + 32.0))
}

fn bits(probability: f64) -> Cost {
    (-probability.log2() * f64::from(BIT)).max(0.0) as Cost
}

/// Hashes numbers that are no secret and come from no enemy: a lost collision costs a probe.
#[derive(Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }
    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.0 ^= self.0 >> 32;
    }
}
