//! The language model: how many bits a character costs after another.
//!
//! One bigram model of all languages. A pair it knows costs what its table says; any other pair
//! costs *backoff(first) + step from class to class + the second character within its class*.
//! Variants of one ideograph (後, 后) share their pairs, and each pays for its own spelling.
//!
//! The search for lost bytes asks a sharper, second table on top of it ([`cost_after_two`]): triples
//! of Chinese, Japanese and Korean text. Nothing else does: the thresholds of the detector are fitted
//! to the pairs alone.
//!
//! The tables are embedded and read where they lie: nothing is parsed or built at start. They are
//! written by `tools/` (see `data/README.md`).

mod class;
pub mod table;

pub use class::Class;
use table::{Table, pair_hash, triple_hash};

/// A cost, in eighths of a bit.
pub type Cost = u32;

/// Eighths of a bit in a bit.
pub const BIT: Cost = 8;

const PAGES: &[u8] = include_bytes!("data/pages.bin");
const CHARS: &[u8] = include_bytes!("data/chars.bin");
const RARITIES: &[u8] = include_bytes!("data/rarity.bin");
const CLASSES: &[u8] = include_bytes!("data/classes.bin");
static PAIRS: Table<'static> = Table::new(
    include_bytes!("data/pair_displacements.bin"),
    include_bytes!("data/pair_slots.bin"),
);
static TRIPLES: Table<'static> = Table::new(
    include_bytes!("data/triple_displacements.bin"),
    include_bytes!("data/triple_slots.bin"),
);

/// Characters of one page of the character table.
pub const PAGE: usize = 64;
/// Bytes of one entry of the character table: key (2), class, cost in class, spelling, backoff.
pub const ENTRY: usize = 6;
/// Number of classes.
pub const CLASS_COUNT: usize = Class::ALL.len();

/// What the model knows of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// What its pairs are filed under; 0 for a character that training did not see.
    key: u16,
    class: u8,
    /// Cost within its class.
    within: u8,
    /// Cost of this spelling among the variants with the same key.
    spelling: u8,
    /// Cost of falling back after this character.
    backoff: u8,
    /// High bits of the code point: unknown scripts are told apart by block.
    block: u16,
}

impl Symbol {
    /// Looks a character up.
    #[inline]
    pub fn of(c: char) -> Self {
        Self::known(c).unwrap_or_else(|| Self::unknown(c))
    }

    /// Looks a character up; `None` if training text does not have it.
    #[inline]
    pub fn known(c: char) -> Option<Self> {
        let code = c as usize;
        let page = usize::from(u16_at(PAGES, code / PAGE));
        let at = (page * PAGE + code % PAGE) * ENTRY;
        let &[k0, k1, class, within, spelling, backoff] = CHARS.get(at..at + ENTRY)? else {
            return None;
        };
        let key = u16::from_le_bytes([k0, k1]);
        (key != 0).then_some(Self { key, class, within, spelling, backoff, block: 0 })
    }

    /// The start of a text or line.
    pub fn start() -> Self {
        Self::of('\n')
    }

    #[cold]
    fn unknown(c: char) -> Self {
        let class = Class::of(c);
        let within =
            CLASSES.get(CLASS_COUNT * CLASS_COUNT + class as usize).copied().unwrap_or(u8::MAX);
        Self {
            key: 0,
            class: class as u8,
            within,
            spelling: 0,
            backoff: 0,
            block: (c as u32 >> 7) as u16,
        }
    }

    /// Whether training text has the character.
    pub fn is_known(self) -> bool {
        self.key != 0
    }

    /// What its triples are filed under; 0 for a character that training did not see.
    #[inline]
    pub fn triple_key(self) -> u16 {
        Alike::of(self.class()).map_or(self.key, Alike::key)
    }

    /// The class of the character.
    pub fn class(self) -> Class {
        Class::from_number(self.class).unwrap_or(Class::Unassigned)
    }

    /// The number of the character's class.
    #[inline]
    pub fn class_number(self) -> usize {
        usize::from(self.class)
    }

    /// Whether the character is of a class that training text has hardly any of.
    pub fn is_seldom_written(self) -> bool {
        stands_in_runs(self.class)
    }

    /// The cost of the character without its context.
    #[inline]
    pub fn alone(self) -> Cost {
        Cost::from(self.within) + Cost::from(self.spelling)
    }
}

/// How rare a character is among those of its kind: the first look at text of ideographs or Hangul,
/// without pairs, at a byte a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rarity(i8);

impl Rarity {
    /// Stands in the table for characters that the first look cannot judge.
    pub const LOOK_CLOSER: i8 = i8::MAX;

    /// Quarters of a bit beyond the usual, negative for common characters; `None` for a character
    /// that needs a closer look.
    #[inline]
    pub fn of(c: char) -> Option<i32> {
        let rarity = RARITIES.get(c as usize).map_or(Self::LOOK_CLOSER, |byte| byte.cast_signed());
        (rarity != Self::LOOK_CLOSER).then_some(i32::from(rarity))
    }
}

/// A character of a script that training did not see, after one of the same script: some 100
/// letters to choose from. Without it clean text of such a script looks like rubble.
const SAME_UNKNOWN_SCRIPT: Cost = 7 * BIT;

/// The most a character costs after itself: whatever it is, people and programs repeat it
/// (`ΟΧΙΙΙΙ`, rules of box-drawing characters), and what repeats is no evidence.
const REPEATED: Cost = 4 * BIT;

/// The cost of `next` after `previous`.
#[inline]
pub fn cost(previous: Symbol, next: Symbol) -> Cost {
    if previous.key == next.key && next.key != 0 {
        return pair_cost(previous, next).min(REPEATED);
    }
    pair_cost(previous, next)
}

#[inline]
fn pair_cost(previous: Symbol, next: Symbol) -> Cost {
    known_pair(previous, next).unwrap_or_else(|| fallback_cost(previous, next))
}

#[inline]
fn known_pair(previous: Symbol, next: Symbol) -> Option<Cost> {
    if previous.key == 0 || next.key == 0 {
        return None;
    }
    Some(PAIRS.get(pair_hash(previous.key, next.key))? + Cost::from(next.spelling))
}

/// Characters that triples do not tell apart: `于2016年` and `于1987年` are one thing to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// Any digit.
    Digit,
    /// Any letter of an alphabet.
    Letter,
}

impl Alike {
    /// What the characters of a class count as; `None` if each is its own.
    pub fn of(class: Class) -> Option<Self> {
        match class {
            Class::Digit => Some(Self::Digit),
            Class::LatinLower
            | Class::LatinUpper
            | Class::LatinExtendedLower
            | Class::LatinExtendedUpper
            | Class::CyrillicLower
            | Class::CyrillicUpper
            | Class::GreekLower
            | Class::GreekUpper => Some(Self::Letter),
            _ => None,
        }
    }

    /// What triples are filed under: numbers that no character has.
    pub fn key(self) -> u16 {
        match self {
            Self::Digit => u16::MAX,
            Self::Letter => u16::MAX - 1,
        }
    }

    /// The cost of one such character among the others: one of ten, one of some 26.
    fn within(self) -> Cost {
        match self {
            Self::Digit => 26,
            Self::Letter => 38,
        }
    }
}

/// What the third key of a triple is where the table holds no triple but the cost of finding none:
/// how much dearer anything else gets after two characters whose usual continuations are known.
pub const ANYTHING_ELSE: u16 = 0;
/// Steps of that cost. It is 0.7 of what the counts say, which loses fewest characters.
pub const ANYTHING_ELSE_STEP: Cost = 3;

/// The cost of `next` after two characters, by the sharper table of the search for lost bytes; falls
/// back on [`cost`].
#[inline]
pub fn cost_after_two(before: Symbol, previous: Symbol, next: Symbol) -> Cost {
    let alike = Alike::of(next.class());
    let (first, second) = (before.triple_key(), previous.triple_key());
    let third = alike.map_or(next.key, Alike::key);
    if first == 0 || second == 0 || second == third {
        return cost(previous, next);
    }
    let pair = known_pair(previous, next);
    // Triples of pairs that are not known themselves were left out of the table. Not asking for
    // them spares the time, and nearly all of the triples mistaken for others by their 12 bits.
    let asked = third != 0 && (pair.is_some() || alike.is_some() || second >= Alike::Letter.key());
    if asked && let Some(cost) = TRIPLES.get(triple_hash(first, second, third)) {
        return cost + alike.map_or(Cost::from(next.spelling), Alike::within);
    }
    let else_cost = TRIPLES
        .level(triple_hash(first, second, ANYTHING_ELSE))
        .map_or(0, |level| (Cost::from(level) + 1) * ANYTHING_ELSE_STEP);
    pair.unwrap_or_else(|| fallback_cost(previous, next)) + else_cost
}

/// The most a character costs, in text as found, after another of a class that stands in runs of
/// its own where training text has hardly any of it: half-width katakana in cash registers, jamo in
/// chats. Without it clean text of such kinds looks like rubble.
const IN_A_RUN: Cost = 7 * BIT;
/// The same for boxes, which all wrong decodes of the DOS code pages are full of.
const IN_A_BOX: Cost = 10 * BIT;

/// The cost of `next` after `previous` in text as found. What is rare in training text gets the
/// benefit of the doubt there, and only there: a repair has to give usual text.
#[inline]
pub fn found_cost(previous: Symbol, next: Symbol) -> Cost {
    let cost = cost(previous, next);
    if cost > IN_A_RUN && previous.class == next.class && stands_in_runs(next.class) {
        return cost.min(if next.class == Class::BoxDrawing as u8 { IN_A_BOX } else { IN_A_RUN });
    }
    cost
}

fn stands_in_runs(class: u8) -> bool {
    const RUNS: [Class; 5] =
        [Class::HalfwidthKatakana, Class::Jamo, Class::BoxDrawing, Class::CjkSymbol, Class::Symbol];
    RUNS.iter().any(|run| *run as u8 == class)
}

fn fallback_cost(previous: Symbol, next: Symbol) -> Cost {
    if next.block != 0 && next.block == previous.block && next.class == Class::OtherScript as u8 {
        return SAME_UNKNOWN_SCRIPT;
    }
    let step = CLASSES
        .get(usize::from(previous.class) * CLASS_COUNT + usize::from(next.class))
        .copied()
        .unwrap_or(u8::MAX);
    Cost::from(previous.backoff) + Cost::from(step) + next.alone()
}

/// The cost of a whole text, as if a line began with it, by [`cost`] or [`found_cost`].
pub fn text_cost(
    text: impl IntoIterator<Item = char>,
    pair_cost: impl Fn(Symbol, Symbol) -> Cost,
) -> Cost {
    let mut previous = Symbol::start();
    let mut sum: Cost = 0;
    for c in text {
        let next = Symbol::of(c);
        sum = sum.saturating_add(pair_cost(previous, next));
        previous = next;
    }
    sum
}

#[inline]
fn u16_at(bytes: &[u8], index: usize) -> u16 {
    match bytes.get(index * 2..index * 2 + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}
