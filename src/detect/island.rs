//! Where to look: stretches of improbable characters.

use crate::model::{Class, Cost};

use super::scan::Surprise;
use super::window::{Window, usual};

/// Characters before and after an island that are taken along: damaged stretches hold some
/// characters that look usual.
const CONTEXT: usize = 3;
/// Characters of an island that are searched together.
const PART: usize = 48;
/// Characters among which the most surprising place of an island is looked for.
const DENSE: usize = 6;

/// A stretch of improbable characters with some context.
#[derive(Clone, Copy, Debug)]
pub struct Island {
    pub from: usize,
    /// Where the most improbable characters begin.
    pub core: usize,
    pub to: usize,
    /// The end of the island that this is a part of.
    pub limit: usize,
}

impl Island {
    /// The island in parts that are searched one by one: damage of one kind may be followed by
    /// damage of another, or stand among old spellings and names that are surprising too.
    pub fn parts(self, window: &Window) -> impl Iterator<Item = Island> {
        (self.from..self.to).step_by(PART).map(move |from| {
            let to = (from + PART + CONTEXT).min(self.to);
            Island { from, core: densest(window, from, to), to, limit: self.limit }
        })
    }
}

/// Where the most surprising few characters between two places begin.
fn densest(window: &Window, from: usize, to: usize) -> usize {
    let excess = |at: usize| {
        let end = (at + DENSE).min(to);
        let found = window.chars.get(at..end).unwrap_or_default();
        i64::from(window.cost(at, end)) - i64::from(usual_sum(found))
    };
    (from..to).max_by_key(|at| (excess(*at), std::cmp::Reverse(*at))).unwrap_or(from)
}

/// Stretches of improbable characters, with some context.
pub fn islands(window: &Window) -> Vec<Island> {
    let mut islands: Vec<Island> = Vec::new();
    let mut surprise = Surprise::new(window.bytes());
    let mut since = None;
    let mut alarmed = false;
    let mut last_rise = 0;
    for (at, symbol) in window.symbols.iter().enumerate() {
        if surprise.add(*symbol, window.cost(at, at + 1)) {
            since.get_or_insert(at);
            last_rise = at + 1;
        }
        alarmed |= surprise.is_alarming();
        if surprise.is_calm() || at + 1 == window.len() {
            if let (Some(core), true) = (since, alarmed) {
                let from = core.saturating_sub(CONTEXT);
                let to = (last_rise + CONTEXT).min(window.len());
                match islands.last_mut() {
                    Some(last) if last.to >= from => (last.to, last.limit) = (to, to),
                    _ => islands.push(Island { from, core, to, limit: to }),
                }
            }
            since = None;
            alarmed = false;
        }
    }
    islands
}


/// What the characters would cost in usual text.
pub fn usual_sum(chars: &[char]) -> Cost {
    chars.iter().map(|c| usual(Class::of(*c))).sum()
}
