//! The fast path: tells whether anything in a stretch of text is improbable.
//!
//! Clean text leaves here. What is looked for is not damage but surprise, summed up along the
//! text and forgotten where the text is as it should be (a CUSUM chart).

use super::window::usual;
use crate::model::{BIT, Class, Cost, Symbol, cost};

/// Surprise at which a stretch is looked at closely.
pub const ALARM: Cost = 14 * BIT;
/// What a single pair can add at most: one rare character must not raise the alarm alone, else
/// every line with a rare name would be searched.
const MOST: Cost = 12 * BIT;
/// Costs by class, so that the loop does one load.
const USUAL: [Cost; Class::ALL.len()] = {
    let mut table = [0; Class::ALL.len()];
    let mut i = 0;
    while i < table.len() {
        table[i] = usual(Class::ALL[i]);
        i += 1;
    }
    table
};

/// The chart: feed it costs in order.
#[derive(Clone, Copy, Default)]
pub struct Surprise(Cost);

impl Surprise {
    /// Adds a character's cost; gives the surprise so far.
    #[inline]
    pub fn add(&mut self, symbol: Symbol, cost: Cost) -> Cost {
        let usual = USUAL.get(symbol.class() as usize).copied().unwrap_or(0);
        self.0 = (self.0 + cost.min(usual + MOST)).saturating_sub(usual);
        self.0
    }
}

/// Whether a stretch of text is surprising anywhere.
pub fn is_suspicious(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut surprise = Surprise::default();
    let mut previous = Symbol::start();
    let mut was_ascii = true;
    for c in text.chars() {
        let is_ascii = c.is_ascii();
        let symbol = Symbol::of(c);
        if !(is_ascii && was_ascii) && surprise.add(symbol, cost(previous, symbol)) >= ALARM {
            return true;
        }
        was_ascii = is_ascii;
        previous = symbol;
    }
    false
}
