//! Where a text gains most, and what comes after it.

use super::Search;
use super::state::State;
use crate::lattice::beam::NodeNumber;
use crate::lattice::line_end;
use crate::model::{BIT, Cost, Symbol, cost_after_two, found_cost};

/// When the text has become so much less probable than it was with an earlier end, it is not
/// followed further.
const OVER: i64 = 60 * BIT as i64;

/// Where a text gains most: how much, after how many found characters, its nodes and their costs.
pub(super) type End = (i64, usize, Vec<(NodeNumber, Cost)>);

/// Looks for the place where a text gains most. What comes after a place is costly to ask for, so
/// that is done only where the gain has stopped to rise.
#[derive(Default)]
pub(super) struct Ends {
    pub(super) best: Option<End>,
    /// The last place where a character is complete, its gain, and the states there.
    to: usize,
    gain: i64,
    states: Vec<State>,
    is_rising: bool,
}

impl Ends {
    /// Takes a further place into account; tells whether the text is so much less probable there
    /// that it need not be followed.
    pub(super) fn see(&mut self, search: &Search<'_>, states: &[State], to: usize) -> bool {
        let whole = states.iter().filter(|state| state.partial.is_empty());
        let Some(least) = whole.clone().map(|state| state.cost).min() else { return false };
        let gain = search.found_sum(to) - i64::from(least);
        let is_rising = gain >= self.gain;
        if self.is_rising && !is_rising {
            self.settle(search);
        }
        self.states.clear();
        self.states.extend(whole);
        (self.to, self.gain, self.is_rising) = (to, gain, is_rising);
        self.best.as_ref().is_some_and(|(most, ..)| gain < *most - OVER)
    }

    /// Ends the text at the last place, if that gains most.
    pub(super) fn settle(&mut self, search: &Search<'_>) {
        let to = self.to;
        // What it costs to go on as it stands is part of it: a guess must fit on both sides.
        let ends = self.states.iter().map(|state| {
            let cost = state.cost + search.leaving(state, to);
            (state.from, cost)
        });
        let ends = ends.collect();
        self.offer(search, to, ends);
    }

    /// Ends the text at a place with some nodes and their costs, if that gains most.
    pub(super) fn offer(&mut self, search: &Search<'_>, to: usize, ends: Vec<(NodeNumber, Cost)>) {
        let Some(least) = ends.iter().map(|(_, cost)| *cost).min() else { return };
        let gain = search.found_cost(to) - i64::from(least);
        if self.best.as_ref().is_none_or(|(most, ..)| gain >= *most) {
            self.best = Some((gain, to, ends));
        }
    }
}

impl Search<'_> {
    /// The cost of the found characters before a place, as they stand.
    fn found_sum(&self, to: usize) -> i64 {
        let sum = |at: usize| self.found.sums.get(at).copied().map_or(0, i64::from);
        sum(to) - sum(0)
    }

    /// What comes after the found characters before a place: a character, or the end of the line.
    fn after(&self, to: usize) -> Option<Symbol> {
        self.found.chars.get(to).map_or(self.found.after, |c| Some(Symbol::of(*c)))
    }

    /// The cost of what comes after a state that explains the found characters before a place.
    pub(super) fn leaving(&self, state: &State, to: usize) -> Cost {
        match self.after(to) {
            Some(next) => cost_after_two(state.before, state.last, next),
            None => line_end::cost(state.last_char),
        }
    }

    /// The cost of the found characters before a place and of what comes after them, as they stand.
    fn found_cost(&self, to: usize) -> i64 {
        let last = to.checked_sub(1).and_then(|last| self.found.chars.get(last)).copied();
        let next = match (self.after(to), last) {
            (Some(next), last) => found_cost(last.map_or(self.found.before[0], Symbol::of), next),
            (None, Some(last)) => line_end::cost(last),
            (None, None) => 0,
        };
        self.found_sum(to) + i64::from(next)
    }
}
