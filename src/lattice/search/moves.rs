//! Every way in which a hypothesis can go on.

use super::state::State;
use super::units::goes_on;
use super::{SLIP, Search};
use crate::lattice::automaton::Partial;
use crate::lattice::channel::Losses;
use crate::lattice::lost_ascii::LostAscii;
use crate::model::{BIT, Cost};

/// Of a lost pair with an ASCII character, so many of the first halves are followed.
const MOST_BEFORE_ASCII: usize = 32;
/// What it costs to suppose that the text was cut within a character.
const CUT: Cost = 6 * BIT;
/// What the value of an inserted byte costs, 7 bits, and 3 more: to drop a byte that was written
/// does more harm than to suppose one lost that was not.
const ANY_BYTE: Cost = 10 * BIT;
/// What it costs to suppose that a space was none, or that something was lost without a mark: to
/// take a space away does more harm than to leave one too many.
const CLEANED: Cost = 3 * BIT;
/// What a character costs of which nothing is known.
const UNKNOWN: Cost = 12 * BIT;

/// What can be lost at a place.
pub(super) struct Losable {
    losses: &'static Losses,
    leads: Vec<LosableByte>,
    /// The found character that comes next, if not every pair can stand before it.
    next: Option<usize>,
}

/// A byte that can be lost, alone or with another.
#[derive(Clone, Copy)]
struct LosableByte {
    byte: u8,
    /// Whether it is lost whatever follows.
    is_alone: bool,
    /// Whether it is lost if the next byte makes no pair with it.
    is_held: bool,
}

impl Losable {
    pub(super) fn none(losses: &'static Losses) -> Self {
        Self { losses, leads: Vec::new(), next: None }
    }
}

/// What comes after a loss.
#[derive(Clone, Copy)]
pub(super) enum Next {
    /// The found character at a place, or the end.
    Unit(usize),
    /// Another loss, without a mark between them.
    Loss,
}

/// Keeps the most probable of some states.
fn most_probable(states: &mut Vec<State>, most: usize) {
    if states.len() > most {
        states.select_nth_unstable_by_key(most, |state| state.cost + state.ahead);
        states.truncate(most);
    }
}

impl Search<'_> {
    /// Finds out what can be lost at a place.
    pub(super) fn prepare(&mut self, at: usize) {
        let is_end = at == self.units.len();
        let unit = self.units.get(at);
        if unit.is_some_and(|unit| unit.is_mark) {
            self.lost_here = self.losable(self.channel.marked(), Next::Unit(at + 1));
        }
        if unit.is_some_and(|unit| unit.follows_loss) || is_end && self.channel.is_silent() {
            self.lost_before = self.losable(self.channel.silent(), Next::Unit(at));
        }
    }

    /// Every way in which a state can go on to the found character at a place.
    pub(super) fn observe(&mut self, state: State, at: usize, into: &mut Vec<State>) {
        let Some(unit) = self.units.get(at) else { return };
        self.take(state, at, into);
        if (self.found.slips.0..self.found.slips.1).contains(&at) {
            self.slip(state, at, into);
        }
        if !unit.follows_loss {
            return;
        }
        let known = into.len();
        let mut lost = std::mem::take(&mut self.lost);
        lost.clear();
        self.lose(&self.lost_before, state, &mut lost);
        self.take_each(&lost, CLEANED, at, into);
        if into.len() == known {
            // Where one loss explains nothing, a second one follows it; only after the best.
            let mut first = std::mem::take(&mut self.lost_first);
            first.clear();
            self.lose(&self.lost_twice, state, &mut first);
            most_probable(&mut first, self.effort.before_loss());
            lost.clear();
            for state in &first {
                self.lose(&self.lost_before, *state, &mut lost);
            }
            self.take_each(&lost, 2 * CLEANED, at, into);
            self.lost_first = first;
        }
        self.lost = lost;
    }

    /// Every way in which states can go on to a found character, for a price.
    fn take_each(&self, states: &[State], price: Cost, at: usize, into: &mut Vec<State>) {
        for state in states {
            self.take(State { cost: state.cost + price, ..*state }, at, into);
        }
    }

    /// Every way in which a state can go on to a found character with a byte inserted or lost.
    fn slip(&self, state: State, at: usize, into: &mut Vec<State>) {
        let Some(unit) = self.units.get(at) else { return };
        if state.slipped || state.held != 0 {
            return;
        }
        let state = State { slipped: true, cost: state.cost + SLIP, ..state };
        for &lost in self.automaton.unknown(state.partial) {
            if let Some(state) = self.byte(state, lost, true) {
                self.take(state, at, into);
            }
        }
        for code in unit.codes.iter() {
            let &[first, second] = code.as_bytes() else { continue };
            // What was inserted can be any byte, and which it is has its price.
            let inserted = State { cost: state.cost + ANY_BYTE, ..state };
            into.extend(self.byte(inserted, first, false));
            into.extend(self.byte(inserted, second, false));
            let Some(begun) = self.byte(state, first, false) else { continue };
            for &lost in self.automaton.unknown(begun.partial) {
                let between = self.byte(begun, lost, true);
                into.extend(between.and_then(|state| self.byte(state, second, false)));
            }
        }
    }

    /// Every way in which a state can go on to a found character with nothing lost before it.
    fn take(&self, state: State, at: usize, into: &mut Vec<State>) {
        let Some(unit) = self.units.get(at) else { return };
        for code in unit.codes.iter() {
            let mut bytes = code.as_bytes().iter();
            let mut next = bytes.try_fold(state, |state, byte| self.byte(state, *byte, false));
            if let (Some(next), true) = (&mut next, unit.may_be_cleaned && code.as_bytes() != b" ")
            {
                next.cost += CLEANED;
            }
            into.extend(next);
        }
        // A question mark after a whole character asks something.
        if unit.is_mark && !(self.channel.mark() == Some('?') && state.partial.is_empty()) {
            self.lose(&self.lost_here, state, into);
            // Without a mark nothing tells that there was a character.
            if let Some(lost_ascii) = &self.lost_ascii {
                self.lose_with_ascii(lost_ascii, state, at, into);
            }
        }
    }

    /// The bytes that can be lost before what comes next.
    pub(super) fn losable(&self, losses: &'static Losses, next: Next) -> Losable {
        let leads = losses.first().iter().filter_map(|&byte| {
            let is_alone = losses.is_lost(byte);
            let is_held = !is_alone && losses.is_lead(byte) && self.can_follow(losses, byte, next);
            let is_lost = is_alone || is_held || !losses.pairs(byte).is_empty();
            is_lost.then_some(LosableByte { byte, is_alone, is_held })
        });
        let next = match next {
            Next::Unit(at) if self.units.get(at).is_some_and(|unit| unit.follows_loss) => Some(at),
            _ => None,
        };
        Losable { losses, leads: leads.collect(), next }
    }

    /// Every way to lose bytes at once.
    fn lose(&self, losable: &Losable, state: State, into: &mut Vec<State>) {
        // Pairs are many, and hardly any is followed by what was found.
        let next = losable.next.and_then(|at| self.units.get(at));
        for &LosableByte { byte: lead, is_alone, is_held } in &losable.leads {
            let Some(begun) = self.byte(state, lead, true) else { continue };
            if is_alone {
                into.push(begun);
            } else if is_held {
                into.push(State { held: lead, ..begun });
            }
            let follows = |byte: &&u8| match next {
                None => true,
                Some(unit) if begun.partial.is_empty() => unit.can_follow.contains(**byte),
                Some(unit) => goes_on(self.automaton, begun.partial, **byte, &unit.codes),
            };
            let pairs = losable.losses.pairs(lead).iter().filter(follows);
            into.extend(pairs.filter_map(|byte| self.byte(begun, *byte, true)));
        }
    }

    /// Every way to lose the last byte of a character together with an ASCII character.
    fn lose_with_ascii(
        &self,
        lost_ascii: &LostAscii,
        state: State,
        at: usize,
        into: &mut Vec<State>,
    ) {
        let losses = self.channel.marked();
        let rest = self.found.chars.get(at + 1..).unwrap_or_default();
        let unknown = self.automaton.unknown(state.partial).iter();
        let mut ends: Vec<(u8, State)> = unknown
            .filter_map(|&lead| Some((lead, self.byte(state, lead, true)?)))
            .filter(|(_, state)| state.partial.is_empty())
            .collect();
        ends.sort_by_key(|(_, state)| state.cost);
        for (lead, state) in ends.into_iter().take(MOST_BEFORE_ASCII) {
            let lost = (b' '..0x7F).chain([b'\n', b'\t']);
            for byte in lost.filter(|byte| losses.is_lost_pair(lead, *byte)) {
                let mut next = self.byte(state, byte, true);
                if let Some(next) = &mut next {
                    next.cost += lost_ascii.cost(state.last_char, byte, rest);
                }
                into.extend(next);
            }
        }
    }

    /// Whether a lead would have been lost before what comes next.
    fn can_follow(&self, losses: &Losses, lead: u8, next: Next) -> bool {
        let Next::Unit(next) = next else { return true };
        self.units.get(next).is_none_or(|unit| {
            // What follows was lost itself, or may have been.
            unit.is_mark
                || unit.codes.iter().any(|code| {
                    code.as_bytes().first().is_some_and(|byte| losses.is_lost_before(lead, *byte))
                })
        })
    }

    /// Every way in which up to two last bytes of a character can be lost at the end without a mark.
    fn lose_at_end(&self, state: State, into: &mut Vec<State>) {
        let mut lost = Vec::new();
        self.lose(&self.lost_before, state, &mut lost);
        self.lose(&self.lost_twice, state, &mut lost);
        let mut both = Vec::new();
        for state in &lost {
            if state.partial.is_empty() {
                into.push(*state);
            } else {
                self.lose(&self.lost_before, *state, &mut both);
            }
        }
        into.extend(both.into_iter().filter(|state| state.partial.is_empty()));
    }

    /// Every way to end the text after a state.
    pub(super) fn end(&mut self, state: State, into: &mut Vec<State>) {
        let first = into.len();
        if state.partial.is_empty() {
            into.push(state);
        } else {
            if self.channel.is_silent() {
                self.lose_at_end(state, into);
            }
            // A single byte was cut off, or so much that it cannot be known.
            let is_known = !state.lossy || state.partial.bytes().len() > 1;
            if into.len() == first && is_known {
                for &byte in self.automaton.unknown(state.partial) {
                    let state = self.byte(State { held: 0, ..state }, byte, true);
                    into.extend(state.filter(|state| state.partial.is_empty()).map(|mut state| {
                        state.cost += CUT;
                        state
                    }));
                }
            }
            if into.len() == first {
                let mut unknown = State { lossy: true, ..state };
                unknown.cost += CUT + UNKNOWN;
                unknown.last_char = char::REPLACEMENT_CHARACTER;
                unknown.out.push(char::REPLACEMENT_CHARACTER, true);
                unknown.partial = Partial::default();
                unknown.ahead = 0;
                into.push(unknown);
            }
        }
        for state in into.iter_mut().skip(first) {
            state.cost += self.leaving(state, self.units.len());
        }
    }
}
