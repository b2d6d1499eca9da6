//! Where to look: stretches of improbable characters.

use crate::model::{Class, Cost};

use super::path::Stretch;
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
    /// The parts of an island that may be searched, the most surprising first: damage of one kind
    /// may be followed by damage of another, or stand among old spellings and names.
    pub fn parts(self, window: &Window) -> Vec<Island> {
        let count = (self.to.saturating_sub(self.from) / PART).max(1);
        let length = self.to.saturating_sub(self.from).div_ceil(count).max(1);
        let part = |from: usize| {
            let to = (from + length + CONTEXT).min(self.to);
            let (core, excess) = densest(window, from, to);
            (excess, Island { from, core, to, limit: self.limit })
        };
        let mut parts: Vec<(i64, Island)> =
            (self.from..self.to).step_by(length).map(part).collect();
        parts.sort_by_key(|(excess, _)| std::cmp::Reverse(*excess));
        parts.into_iter().map(|(_, part)| part).collect()
    }
}

/// Where the most surprising few characters between two places begin, and how surprising they are.
fn densest(window: &Window, from: usize, to: usize) -> (usize, i64) {
    let excess = |at: usize| {
        let end = (at + DENSE).min(to);
        let found = window.chars.get(at..end).unwrap_or_default();
        i64::from(window.cost(at, end)) - i64::from(usual_sum(found))
    };
    let excesses = (from..to).map(|at| (at, excess(at)));
    excesses.max_by_key(|(at, excess)| (*excess, std::cmp::Reverse(*at))).unwrap_or((from, 0))
}

/// Stretches of improbable characters, with some context, outside of what is explained already.
pub fn islands(window: &Window, explained: &[Stretch]) -> Vec<Island> {
    let mut islands: Vec<Island> = Vec::new();
    let mut explained = explained.iter().peekable();
    let mut rise = Rise::new(window);
    for (at, symbol) in window.symbols.iter().enumerate() {
        while explained.next_if(|stretch| stretch.to <= at).is_some() {}
        if explained.peek().is_some_and(|stretch| stretch.from <= at) {
            rise.end(window, &mut islands);
            continue;
        }
        if rise.surprise.add(*symbol, window.cost(at, at + 1)) {
            rise.since.get_or_insert(at);
            rise.last = at + 1;
        }
        rise.alarmed |= rise.surprise.is_alarming();
        if rise.surprise.is_calm() {
            rise.end(window, &mut islands);
        }
    }
    rise.end(window, &mut islands);
    islands
}

/// A stretch over which surprise has been rising.
struct Rise {
    surprise: Surprise,
    since: Option<usize>,
    /// The character after the last surprising one.
    last: usize,
    alarmed: bool,
}

impl Rise {
    fn new(window: &Window) -> Self {
        Self { surprise: Surprise::new(window.bytes()), since: None, last: 0, alarmed: false }
    }

    /// Ends the stretch; it is an island if it was alarming.
    fn end(&mut self, window: &Window, islands: &mut Vec<Island>) {
        if let (Some(core), true) = (self.since, self.alarmed) {
            let from = core.saturating_sub(CONTEXT);
            let to = (self.last + CONTEXT).min(window.len());
            match islands.last_mut() {
                Some(last) if last.to >= from => (last.to, last.limit) = (to, to),
                _ => islands.push(Island { from, core, to, limit: to }),
            }
        }
        *self = Self::new(window);
    }
}

/// What the characters would cost in usual text.
pub fn usual_sum(chars: &[char]) -> Cost {
    chars.iter().map(|c| usual(Class::of(*c))).sum()
}
