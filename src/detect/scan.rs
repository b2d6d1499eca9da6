//! The fast path: tells whether anything in a stretch of text is improbable.
//!
//! Clean text leaves here. What is looked for is not damage but surprise, summed up along the
//! text and forgotten where the text is as it should be (a CUSUM chart).

use super::window::usual;
use crate::model::{BIT, Class, Cost, Rarity, Symbol, found_cost};

/// What a single pair can add at most: one rare character must not raise the alarm alone, else
/// every line with a rare name would be searched.
const MOST: Cost = 12 * BIT;
/// Surprise beyond the alarm that is remembered: after a damaged stretch the chart must come down
/// within a few characters, or clean text behind it counts as part of the island.
const MEMORY: Cost = 8 * BIT;
/// Bytes up to which a text counts as short: a name, a title, a cell of a table.
const SHORT: usize = 120;
/// Surprise at which a stretch is looked at closely. Long text has many chances to be surprising,
/// and damage in it is seldom a word or two; measured on clean text (odd lines of the evaluation
/// set), 1 to 8 lines in a hundred raise the alarm, and 97 in 100 damaged words of two characters.
const ALARM_SHORT: Cost = 12 * BIT;
const ALARM_LONG: Cost = 18 * BIT;
/// What every character may cost beyond the usual in long text. Ideographs vary more than letters.
const SLACK_IDEOGRAPH: Cost = BIT + 4;
const SLACK_LETTER: Cost = 4;

/// Usual costs by class, so that the loop does one load.
// In a const fn there is no other way, and an index out of range would not compile.
#[allow(clippy::indexing_slicing)]
const fn usual_costs(long: bool) -> [Cost; Class::ALL.len()] {
    let mut table = [0; Class::ALL.len()];
    let mut i = 0;
    while i < table.len() {
        let class = Class::ALL[i];
        let slack = match class {
            _ if !long => 0,
            Class::Han | Class::HanExtended | Class::Hangul | Class::Hiragana | Class::Katakana => {
                SLACK_IDEOGRAPH
            }
            _ => SLACK_LETTER,
        };
        table[i] = usual(class) + slack;
        i += 1;
    }
    table
}

static USUAL_SHORT: [Cost; Class::ALL.len()] = usual_costs(false);
static USUAL_LONG: [Cost; Class::ALL.len()] = usual_costs(true);

/// The chart: feed it costs in order.
#[derive(Clone, Copy)]
pub struct Surprise {
    level: Cost,
    alarm: Cost,
    usual: &'static [Cost; Class::ALL.len()],
}

impl Surprise {
    /// A chart for a text of so many bytes.
    pub fn new(bytes: usize) -> Self {
        if bytes <= SHORT {
            Self { level: 0, alarm: ALARM_SHORT, usual: &USUAL_SHORT }
        } else {
            Self { level: 0, alarm: ALARM_LONG, usual: &USUAL_LONG }
        }
    }

    /// Adds a character's cost; tells whether it was more than usual.
    #[inline]
    pub fn add(&mut self, symbol: Symbol, cost: Cost) -> bool {
        let usual = self.usual.get(symbol.class_number()).copied().unwrap_or(0);
        self.level =
            (self.level + cost.min(usual + MOST)).saturating_sub(usual).min(self.alarm + MEMORY);
        cost > usual
    }

    /// Whether the text has been as usual for a while.
    pub fn is_calm(&self) -> bool {
        self.level == 0
    }

    /// Whether the surprise calls for a close look.
    #[inline]
    pub fn is_alarming(&self) -> bool {
        self.level >= self.alarm
    }
}

/// Rarity, in quarters of a bit, that calls for a closer look.
const RARE: i32 = 56;

/// Whether long text is of common ideographs or Hangul throughout, so that no wrong decode can have
/// made it: all of them give rare characters. Japanese always gets the closer look, because EUC-JP
/// read as GBK leaves its kana as they are; and so does text with few characters outside ASCII,
/// where a common ideograph within a word is what UTF-8 read as GBK makes of a letter with an accent.
fn is_common(text: &str) -> bool {
    let (mut level, mut ascii, mut others) = (0, 0_usize, 0_usize);
    for c in text.chars() {
        if c.is_ascii() {
            ascii += 1;
            continue;
        }
        others += 1;
        let Some(rarity) = Rarity::of(c) else { return false };
        level = (level + rarity).max(0);
        if level >= RARE {
            return false;
        }
    }
    ascii <= others * 2
}

/// Whether a stretch of text is surprising anywhere.
pub fn is_suspicious(text: &str) -> bool {
    if text.is_ascii() || text.len() > SHORT && is_common(text) {
        return false;
    }
    let mut surprise = Surprise::new(text.len());
    let mut previous = Symbol::start();
    let mut was_ascii = true;
    for c in text.chars() {
        let is_ascii = c.is_ascii();
        let symbol = Symbol::of(c);
        if !(is_ascii && was_ascii) {
            surprise.add(symbol, found_cost(previous, symbol));
            if surprise.is_alarming() {
                return true;
            }
        }
        was_ascii = is_ascii;
        previous = symbol;
    }
    false
}
