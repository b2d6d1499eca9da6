//! The search: which text, written in one charset and read as another by a decoder that lost
//! bytes, gives what was found.
//!
//! Each found character says which bytes the decoder read, or that it lost some. The [`Automaton`]
//! of the charset turns bytes into characters, and the language model ranks them. Only bytes that
//! the decoder would have lost in this place are considered, so that whatever comes out, damaged
//! again, gives what was found.

mod ends;
mod moves;
mod state;
mod units;
mod written;

use self::ends::Ends;
use self::moves::{Losable, Next};
use self::state::{Out, State};
use self::units::{Unit, codes};
pub use self::written::Written;
use self::written::written;
use super::automaton::{Automaton, Fed, Partial};
use super::balance::Balance;
use super::beam::{Beam, NodeNumber};
use super::channel::Channel;
use super::lost_ascii::LostAscii;
use super::repertoire::Repertoire;
use super::seen::Seen;
use crate::charset::byte_set::ByteSet;
use crate::model::{BIT, Cost, Symbol, cost_after_two};

/// Hypotheses kept after each found character.
const WIDTH: usize = 32;
/// The same where bytes were lost just before: too narrow a beam loses the right one.
const WIDE: usize = 48;
/// The same between two marks: a character of three bytes lost two of them.
const DENSE: usize = 160;
/// Hypotheses kept in a sketch.
const SKETCHED: usize = 10;
/// Found characters after a loss for which the beam stays wide.
const WIDE_FOR: usize = 3;
/// Found characters after the last where a byte can have been inserted or lost for which it does,
/// too: wrong text is improbable only at some length.
const SLIPPING_FOR: usize = 4;
/// Hypotheses this much worse than the best are not kept.
const HOPELESS: Cost = 22 * BIT;
/// Losses without a mark that are tried with another one immediately after them: a byte of 64.
const MOST_BEFORE_LOSS: usize = 64;
/// The same in a sketch.
const SKETCHED_BEFORE_LOSS: usize = 12;
/// The most that a pair of ideographs costs which the text has elsewhere: names come again.
const OWN: Cost = 5 * BIT;
/// What it costs to suppose that a byte was inserted or lost.
const SLIP: Cost = 14 * BIT;

/// What is searched: found characters and what stands beside them.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The characters.
    pub chars: &'a [char],
    /// `sums[i]` is the cost of the characters before the `i`th, as they stand, from any start.
    pub sums: &'a [Cost],
    /// What stands before: the last character, and the one before it.
    pub before: [Symbol; 2],
    /// What stands after; `None` at the end of a line.
    pub after: Option<Symbol>,
    /// Before and in which of the characters one byte can have been inserted or lost before
    /// anything was decoded.
    pub slips: (usize, usize),
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// How many of the found characters it explains.
    pub end: usize,
    /// What was written.
    pub written: Vec<Written>,
    /// By how much it is more probable than what was found.
    pub gain: i64,
}

/// How many hypotheses are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A few: enough to compare channels.
    Sketch,
    /// As many as it takes.
    Full,
}

impl Effort {
    /// Hypotheses kept after a found character.
    fn width(self, density: Density) -> usize {
        match (self, density) {
            (Self::Sketch, Density::Dense) => WIDE,
            (Self::Sketch, _) => SKETCHED,
            (Self::Full, Density::Usual) => WIDTH,
            (Self::Full, Density::Wide) => WIDE,
            (Self::Full, Density::Dense) => DENSE,
        }
    }

    /// Losses that are tried with another one after them.
    fn before_loss(self) -> usize {
        match self {
            Self::Sketch => SKETCHED_BEFORE_LOSS,
            Self::Full => MOST_BEFORE_LOSS,
        }
    }
}

/// How much was lost around a found character.
#[derive(Clone, Copy)]
enum Density {
    Usual,
    /// Bytes were lost, inserted or removed just before it.
    Wide,
    /// It stands between two marks.
    Dense,
}

/// The most probable text behind what was found, if there is any; it ends where it gains most.
/// Pairs of characters that the text has elsewhere are preferred.
pub fn search(
    channel: &Channel,
    found: Found<'_>,
    elsewhere: &Seen,
    effort: Effort,
) -> Option<Solution> {
    Search::new(channel, found, elsewhere, effort)?.run()
}

struct Search<'a> {
    channel: &'a Channel,
    automaton: &'static Automaton,
    found: Found<'a>,
    units: Vec<Unit>,
    repertoire: Repertoire,
    balance: Balance,
    /// Pairs of characters that can be read here.
    here: Seen,
    /// Pairs of characters of the text around.
    elsewhere: &'a Seen,
    /// `None` where none can be lost.
    lost_ascii: Option<LostAscii>,
    effort: Effort,
    /// What can be lost where a mark stands, before it, and before another loss.
    lost_here: Losable,
    lost_before: Losable,
    lost_twice: Losable,
    /// Room for states while a step is made.
    lost: Vec<State>,
    lost_first: Vec<State>,
}

impl<'a> Search<'a> {
    fn new(
        channel: &'a Channel,
        found: Found<'a>,
        elsewhere: &'a Seen,
        effort: Effort,
    ) -> Option<Self> {
        let inverse = channel.read_as().inverse();
        let units = found.chars.iter().map(|&c| Unit {
            codes: codes(channel, inverse, c),
            is_mark: channel.mark() == Some(c),
            may_be_cleaned: channel.also(c).is_some(),
            follows_loss: false,
            can_follow: ByteSet::EMPTY,
        });
        let mut search = Self {
            channel,
            automaton: Automaton::of(channel.actual())?,
            found,
            units: units.collect(),
            repertoire: Repertoire::default(),
            balance: Balance::default(),
            here: Seen::default(),
            elsewhere,
            lost_ascii: channel.marked().swallows_ascii().then(|| LostAscii::of(found.chars)),
            effort,
            lost_here: Losable::none(channel.marked()),
            lost_before: Losable::none(channel.silent()),
            lost_twice: Losable::none(channel.silent()),
            lost: Vec::new(),
            lost_first: Vec::new(),
        };
        search.look_through();
        if channel.is_silent() {
            search.lost_twice = search.losable(channel.silent(), Next::Loss);
        }
        Some(search)
    }

    fn run(mut self) -> Option<Solution> {
        let mut beam: Beam<State> = Beam::new();
        let mut states = vec![State {
            cost: 0,
            ahead: 0,
            last: self.found.before[0],
            before: self.found.before[1],
            last_char: '\0',
            partial: Partial::default(),
            lossy: false,
            slipped: false,
            held: 0,
            out: Out::default(),
            from: NodeNumber::default(),
        }];
        let mut next: Vec<State> = Vec::new();
        let mut ends = Ends::default();
        let mut lost_at: Option<usize> = None;
        for at in 0..self.found.chars.len() {
            next.clear();
            self.prepare(at);
            for state in &states {
                self.observe(*state, at, &mut next);
            }
            if self.units.get(at).is_some_and(|unit| unit.is_mark || unit.follows_loss) {
                lost_at = Some(at);
            }
            let slips = self.found.slips;
            let is_slipping = slips.0 < slips.1 && at <= slips.1 + SLIPPING_FOR;
            let is_wide = is_slipping || lost_at.is_some_and(|lost| at <= lost + WIDE_FOR);
            let hopeless = if is_slipping { HOPELESS + SLIP } else { HOPELESS };
            let is_mark = |at: usize| self.units.get(at).is_some_and(|unit| unit.is_mark);
            let density = match (is_mark(at) && is_mark(at + 1), is_wide) {
                (true, _) => Density::Dense,
                (false, true) => Density::Wide,
                (false, false) => Density::Usual,
            };
            beam.keep(&mut next, self.effort.width(density), hopeless);
            std::mem::swap(&mut states, &mut next);
            if states.is_empty() {
                break;
            }
            if ends.see(&self, &states, at + 1) {
                break;
            }
        }
        ends.settle(&self);
        let length = self.found.chars.len();
        if !states.is_empty() && beam.steps() == length {
            next.clear();
            self.prepare(length);
            for state in &states {
                self.end(*state, &mut next);
            }
            beam.keep(&mut next, WIDE, HOPELESS);
            ends.offer(&self, length, next.iter().map(|state| (state.from, state.cost)).collect());
        }
        let (gain, end, ends) = ends.best.filter(|(gain, ..)| *gain > 0)?;
        let written = written(&beam, &ends);
        Some(Solution { end, written, gain })
    }

    /// The state after a byte; `None` if no text has it here.
    #[inline]
    fn byte(&self, mut state: State, byte: u8, lossy: bool) -> Option<State> {
        if state.held != 0 {
            if !self.channel.marked().is_lost_before(state.held, byte) {
                return None;
            }
            state.held = 0;
        }
        state.lossy |= lossy;
        match self.automaton.feed(state.partial, byte) {
            Fed::Char(c) => {
                self.complete(&mut state, c);
                Some(state)
            }
            Fed::More(partial) => {
                state.partial = partial;
                state.ahead = self.automaton.least(partial);
                Some(state)
            }
            Fed::Invalid => None,
        }
    }

    fn complete(&self, state: &mut State, c: char) {
        let symbol = Symbol::of(c);
        let usual = cost_after_two(state.before, state.last, symbol);
        let is_seen =
            || [&self.here, self.elsewhere].iter().any(|seen| seen.has(state.last_char, c));
        state.cost += if usual > OWN && is_seen() { OWN } else { usual };
        if state.lossy {
            let cost = state.cost + self.repertoire.cost(c);
            state.cost = cost.saturating_add_signed(self.balance.cost(c));
        }
        state.before = state.last;
        state.last = symbol;
        state.last_char = c;
        state.out.push(c, state.lossy);
        state.partial = Partial::default();
        state.ahead = 0;
        state.lossy = false;
    }
}
