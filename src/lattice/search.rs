//! The search: which text, written in one charset and read as another by a decoder that lost
//! bytes, gives what was found.
//!
//! Each found character says which bytes the decoder read, or that it lost some. The [`Automaton`]
//! of the charset turns bytes into characters, and the language model ranks them. Only bytes that
//! the decoder would have lost in this place are considered, so that whatever comes out, damaged
//! again, gives what was found.

use super::automaton::{Automaton, Fed, Partial};
use super::balance::Balance;
use super::beam::{Beam, Hypothesis, NodeNumber};
use super::channel::{Channel, Losses};
use super::line_end;
use super::lost_ascii::LostAscii;
use super::repertoire::Repertoire;
use super::seen::Seen;
use crate::charset::byte_set::ByteSet;
use crate::charset::{Charset, Inverse, Preimages};
use crate::model::{BIT, Cost, Symbol, cost_after_two, found_cost};

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
/// Of a lost pair with an ASCII character, so many of the first halves are followed.
const MOST_BEFORE_ASCII: usize = 32;
/// Losses without a mark that are tried with another one immediately after them: a byte of 64.
const MOST_BEFORE_LOSS: usize = 64;
/// The same in a sketch.
const SKETCHED_BEFORE_LOSS: usize = 12;
/// Found characters before a broken character where a byte can have been lost without a mark.
const SILENT_BEFORE: usize = 1;
/// The most that a pair of ideographs costs which the text has elsewhere: names come again.
const OWN: Cost = 5 * BIT;
/// A character that costs more than this on its own is rather two halves with something lost
/// between them.
const RARE: Cost = 17 * BIT;
/// What it costs to suppose that the text was cut within a character.
const CUT: Cost = 6 * BIT;
/// What it costs to suppose that a byte was inserted or lost.
const SLIP: Cost = 14 * BIT;
/// What the value of an inserted byte costs.
const ANY_BYTE: Cost = 7 * BIT;
/// What it costs to suppose that a space was none, or that something was lost without a mark: to
/// take a space away does more harm than to leave one too many.
const CLEANED: Cost = 3 * BIT;
/// What a character costs of which nothing is known.
const UNKNOWN: Cost = 12 * BIT;
/// When the text has become so much less probable than it was with an earlier end, it is not
/// followed further.
const OVER: i64 = 60 * BIT as i64;
/// What a bit of cost is worth in probabilities; fitted to odd lines of the evaluation set.
const BITS: f64 = 0.6;
/// Candidates less probable than this are not named.
const LEAST_PROBABILITY: f64 = 0.001;
/// So many candidates are named.
const MOST_CANDIDATES: usize = 8;

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

/// A character that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The character, U+FFFD where nothing is known of it.
    pub char: char,
    /// What else it can have been, itself included, the most probable first. Empty where the bytes
    /// left allow only one.
    pub candidates: Vec<(char, f64)>,
}

impl Written {
    /// Whether the bytes left allow something else.
    pub fn is_guessed(&self) -> bool {
        !self.candidates.is_empty() || self.char == char::REPLACEMENT_CHARACTER
    }
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

/// Up to three characters that a step completes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Out {
    chars: [char; 3],
    len: u8,
    /// A bit for each character of which bytes were lost.
    lossy: u8,
}

impl Out {
    fn push(&mut self, c: char, lossy: bool) {
        if let Some(slot) = self.chars.get_mut(usize::from(self.len)) {
            *slot = c;
            self.lossy |= u8::from(lossy) << self.len;
            self.len += 1;
        }
    }

    fn chars(&self) -> &[char] {
        self.chars.get(..usize::from(self.len)).unwrap_or_default()
    }

    fn is_lossy(&self, at: usize) -> bool {
        self.lossy >> at & 1 == 1
    }
}

#[derive(Clone, Copy)]
struct State {
    cost: Cost,
    ahead: Cost,
    /// The last character, and the one before it.
    last: Symbol,
    before: Symbol,
    last_char: char,
    /// Bytes of the character begun.
    partial: Partial,
    /// Whether one of them was lost.
    lossy: bool,
    /// Whether a byte was inserted or lost before the text was decoded.
    slipped: bool,
    /// A lead that was lost because the next byte makes no pair with it; 0 for none.
    held: u8,
    out: Out,
    from: NodeNumber,
}

impl Hypothesis for State {
    type Future = (u64, u16);
    type Note = Out;

    fn cost(&self) -> Cost {
        self.cost
    }

    fn ahead(&self) -> Cost {
        self.ahead
    }

    fn future(&self) -> (u64, u16) {
        // A partial character of four bytes has three: 2 bits of length and 24 bits; 21 bits of a
        // character; 8 bits of a byte that is never below 80.
        let partial = self.partial.number();
        let bytes = u64::from(partial & 0x00FF_FFFF)
            | u64::from(partial >> 24) << 24
            | u64::from(u32::from(self.last_char)) << 26
            | u64::from(self.held) << 47
            | u64::from(self.slipped) << 55;
        (bytes, self.before.triple_key())
    }

    fn note(&self) -> Out {
        self.out
    }

    fn from(&self) -> NodeNumber {
        self.from
    }

    fn go_on(&mut self, from: NodeNumber) {
        self.from = from;
        self.out = Out::default();
    }
}

/// What a found character can be in bytes.
struct Unit {
    codes: Preimages,
    /// Whether it is what the decoder writes for a loss.
    is_mark: bool,
    /// Whether it is a space that may have been something else before somebody cleaned up.
    may_be_cleaned: bool,
    /// Whether bytes can have been lost before it without a mark.
    follows_loss: bool,
    /// After which bytes at the beginning of a character it can follow; laid out where bytes can
    /// have been lost before it.
    can_follow: ByteSet,
}

/// Where a text gains most: how much, after how many found characters, its nodes and their costs.
type End = (i64, usize, Vec<(NodeNumber, Cost)>);

/// Looks for the place where a text gains most. What comes after a place is costly to ask for, so
/// that is done only where the gain has stopped to rise.
#[derive(Default)]
struct Ends {
    best: Option<End>,
    /// The last place where a character is complete, its gain, and the states there.
    to: usize,
    gain: i64,
    states: Vec<State>,
    is_rising: bool,
}

impl Ends {
    /// Takes a further place into account; tells whether the text is so much less probable there
    /// that it need not be followed.
    fn see(
        &mut self,
        states: &[State],
        to: usize,
        found: i64,
        end: impl Fn(usize, &[State]) -> Option<End>,
    ) -> bool {
        let whole = states.iter().filter(|state| state.partial.is_empty());
        let Some(least) = whole.clone().map(|state| state.cost).min() else { return false };
        let gain = found - i64::from(least);
        let is_rising = gain >= self.gain;
        if self.is_rising && !is_rising {
            self.settle(end);
        }
        self.states.clear();
        self.states.extend(whole);
        (self.to, self.gain, self.is_rising) = (to, gain, is_rising);
        self.best.as_ref().is_some_and(|(most, ..)| gain < *most - OVER)
    }

    /// Ends the text at the last place, if that gains most.
    fn settle(&mut self, end: impl Fn(usize, &[State]) -> Option<End>) {
        if let Some(end) = end(self.to, &self.states)
            && self.best.as_ref().is_none_or(|(most, ..)| end.0 >= *most)
        {
            self.best = Some(end);
        }
    }
}

/// What can be lost at a place.
struct Losable {
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
    fn none(losses: &'static Losses) -> Self {
        Self { losses, leads: Vec::new(), next: None }
    }
}

/// What comes after a loss.
#[derive(Clone, Copy)]
enum Next {
    /// The found character at a place, or the end.
    Unit(usize),
    /// Another loss, without a mark between them.
    Loss,
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
    scratch: Vec<State>,
    held: Vec<State>,
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
            scratch: Vec::new(),
            held: Vec::new(),
        };
        search.look_through();
        if channel.is_silent() {
            search.lost_twice = search.losable(channel.silent(), Next::Loss);
        }
        Some(search)
    }

    /// Reads what was not lost, to see what kind of text it is and where it breaks off: something
    /// must have been lost there even if nothing marks it.
    fn look_through(&mut self) {
        let mut partial = Partial::default();
        let mut broken: Vec<usize> = Vec::new();
        let mut previous = None;
        for (at, unit) in self.units.iter().enumerate() {
            let bytes = unit.codes.first().map(|code| code.as_bytes()).unwrap_or_default();
            if unit.is_mark {
                partial = Partial::default();
                previous = None;
                continue;
            }
            for &byte in bytes {
                partial = match self.automaton.feed(partial, byte) {
                    Fed::More(more) => more,
                    Fed::Char(c) => {
                        if Symbol::of(c).alone() > RARE {
                            broken.push(at);
                        }
                        self.repertoire.see(c);
                        // Double-byte text out of step reads as if nothing were wrong with it.
                        if self.channel.actual() == Charset::Utf8 {
                            self.here.see(previous, c);
                            self.balance.see(c);
                        }
                        previous = Some(c);
                        Partial::default()
                    }
                    Fed::Invalid => {
                        broken.push(at);
                        previous = None;
                        // What became a space may be followed by another loss.
                        let cleaned =
                            unit.may_be_cleaned.then(|| self.automaton.feed(partial, 0xA0));
                        if matches!(cleaned, Some(Fed::More(_))) {
                            broken.push(at + 1);
                        }
                        match self.automaton.feed(Partial::default(), byte) {
                            Fed::More(more) => more,
                            _ => Partial::default(),
                        }
                    }
                };
            }
        }
        self.repertoire.conclude();
        if !self.channel.is_silent() {
            return;
        }
        // Only UTF-8 shows its breaks reliably.
        if self.channel.actual() != Charset::Utf8 {
            self.units.iter_mut().for_each(|unit| unit.follows_loss = true);
        }
        // Lines end with a full stop, of which two bytes can be left that spoil what stands before.
        broken.push(self.units.len().saturating_sub(1));
        for at in broken {
            let from = at.saturating_sub(SILENT_BEFORE);
            for unit in self.units.iter_mut().skip(from).take(SILENT_BEFORE + 1) {
                unit.follows_loss = true;
            }
        }
        let automaton = self.automaton;
        for unit in self.units.iter_mut().filter(|unit| unit.follows_loss) {
            let codes = unit.codes;
            for byte in 0x80..=0xFF {
                if goes_on(automaton, Partial::default(), byte, &codes) {
                    unit.can_follow.set(byte, true);
                }
            }
        }
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
            let found = self.found_sum(at + 1);
            if ends.see(&states, at + 1, found, |to, states| self.end_here(to, states)) {
                break;
            }
        }
        ends.settle(|to, states| self.end_here(to, states));
        let mut best = ends.best;
        let length = self.found.chars.len();
        if !states.is_empty() && beam.steps() == length {
            next.clear();
            self.prepare(length);
            for state in &states {
                self.end(*state, &mut next);
            }
            beam.keep(&mut next, WIDE, HOPELESS);
            if let Some(end) = next.iter().min_by_key(|state| state.cost) {
                let gain = self.found_cost(length) - i64::from(end.cost);
                if best.as_ref().is_none_or(|(most, ..)| gain >= *most) {
                    let ends = next.iter().map(|state| (state.from, state.cost)).collect();
                    best = Some((gain, length, ends));
                }
            }
        }
        let (gain, end, ends) = best.filter(|(gain, ..)| *gain > 0)?;
        let written = written(&beam, &ends);
        Some(Solution { end, written, gain })
    }

    /// An end after some states that explain the found characters before a place. What it costs to
    /// go on as it stands is part of it: a guess must fit on both sides.
    fn end_here(&self, to: usize, states: &[State]) -> Option<End> {
        let ends = states.iter().map(|state| (state.from, state.cost + self.leaving(state, to)));
        let ends: Vec<(NodeNumber, Cost)> = ends.collect();
        let cost = ends.iter().map(|(_, cost)| *cost).min()?;
        Some((self.found_cost(to) - i64::from(cost), to, ends))
    }

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
    fn leaving(&self, state: &State, to: usize) -> Cost {
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

    /// Finds out what can be lost at a place.
    fn prepare(&mut self, at: usize) {
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
    fn observe(&mut self, state: State, at: usize, into: &mut Vec<State>) {
        let Some(unit) = self.units.get(at) else { return };
        self.take(state, at, into);
        if (self.found.slips.0..self.found.slips.1).contains(&at) {
            self.slip(state, at, into);
        }
        if !unit.follows_loss {
            return;
        }
        let mut lost = std::mem::take(&mut self.scratch);
        lost.clear();
        self.lose(&self.lost_before, state, &mut lost);
        let known = into.len();
        for state in &mut lost {
            state.cost += CLEANED;
            self.take(*state, at, into);
        }
        self.scratch = lost;
        if into.len() > known {
            return;
        }
        // Where one loss explains nothing, a second one follows it; only after the best.
        let mut first = std::mem::take(&mut self.held);
        first.clear();
        self.lose(&self.lost_twice, state, &mut first);
        most_probable(&mut first, self.effort.before_loss());
        let mut lost = std::mem::take(&mut self.scratch);
        lost.clear();
        for state in &first {
            self.lose(&self.lost_before, *state, &mut lost);
        }
        for state in &mut lost {
            state.cost += 2 * CLEANED;
            self.take(*state, at, into);
        }
        (self.scratch, self.held) = (lost, first);
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
    fn losable(&self, losses: &'static Losses, next: Next) -> Losable {
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
            state.cost += self.repertoire.cost(c) + self.balance.cost(c);
        }
        state.before = state.last;
        state.last = symbol;
        state.last_char = c;
        state.out.push(c, state.lossy);
        state.partial = Partial::default();
        state.ahead = 0;
        state.lossy = false;
    }

    /// Every way in which up to two last bytes of a character can be lost at the end without a mark.
    fn lose_at_end(&self, state: State, into: &mut Vec<State>) {
        let mut lost = Vec::new();
        self.lose(&self.lost_before, state, &mut lost);
        self.lose(&self.lost_twice, state, &mut lost);
        for state in lost {
            if state.partial.is_empty() {
                into.push(state);
            } else {
                let before = into.len();
                self.lose(&self.lost_before, state, into);
                let is_whole = |state: &State| state.partial.is_empty();
                let mut at = before;
                while at < into.len() {
                    if into.get(at).is_some_and(is_whole) {
                        at += 1;
                    } else {
                        into.swap_remove(at);
                    }
                }
            }
        }
    }

    /// Every way to end the text after a state.
    fn end(&mut self, state: State, into: &mut Vec<State>) {
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

/// Keeps the most probable of some states.
fn most_probable(states: &mut Vec<State>, most: usize) {
    if states.len() > most {
        states.select_nth_unstable_by_key(most, |state| state.cost + state.ahead);
        states.truncate(most);
    }
}

/// Whether a text can go on with a byte and one of some codes.
fn goes_on(automaton: &Automaton, partial: Partial, byte: u8, codes: &Preimages) -> bool {
    let feed = |partial: Partial, byte: u8| match automaton.feed(partial, byte) {
        Fed::More(partial) => Some(partial),
        Fed::Char(_) => Some(Partial::default()),
        Fed::Invalid => None,
    };
    let Some(begun) = feed(partial, byte) else { return false };
    codes.iter().any(|code| code.iter().try_fold(begun, |now, byte| feed(now, *byte)).is_some())
}

/// The codes that a decoder reads as a character.
fn codes(channel: &Channel, inverse: &Inverse, c: char) -> Preimages {
    let mut codes = Preimages::default();
    for code in inverse.all(c).iter().filter(|code| channel.reads(code.as_bytes())) {
        codes.push(*code);
    }
    if let Some(code) = channel.also(c) {
        codes.push(code);
    }
    codes
}

/// What the best path wrote, and how sure each character of it is.
fn written(beam: &Beam<State>, ends: &[(NodeNumber, Cost)]) -> Vec<Written> {
    let Some(&(end, _)) = ends.iter().min_by_key(|(_, cost)| *cost) else { return Vec::new() };
    let path = beam.path(end);
    let mut probabilities: Option<Vec<f64>> = None;
    let mut written = Vec::new();
    for (step, number) in path.iter().enumerate() {
        let Some(way) = beam.way(*number) else { continue };
        for (place, &char) in way.note.chars().iter().enumerate() {
            let mut candidates = Vec::new();
            if way.note.is_lossy(place) {
                let probabilities =
                    probabilities.get_or_insert_with(|| beam.probabilities(ends, BITS));
                candidates = candidates_of(beam, probabilities, step, place, char);
            }
            written.push(Written { char, candidates });
        }
    }
    written
}

/// What a lost character can have been; nothing if it can only have been this one.
fn candidates_of(
    beam: &Beam<State>,
    probabilities: &[f64],
    step: usize,
    place: usize,
    chosen: char,
) -> Vec<(char, f64)> {
    let mut candidates: Vec<(char, f64)> = Vec::new();
    for number in beam.ways_of(step) {
        let (Some(way), Some(&probability)) = (beam.way(number), probabilities.get(number)) else {
            continue;
        };
        // The same character may have come before or after another one.
        let c = if way.note.chars().contains(&chosen) {
            Some(chosen)
        } else {
            way.note.chars().get(place).copied()
        };
        let Some(c) = c.filter(|_| probability > 0.0) else { continue };
        match candidates.iter_mut().find(|candidate| candidate.0 == c) {
            Some(candidate) => candidate.1 += probability,
            None => candidates.push((c, probability)),
        }
    }
    if candidates.len() < 2 && chosen != char::REPLACEMENT_CHARACTER {
        return Vec::new();
    }
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
    // The best text as a whole need not have the most probable character at each place.
    let written = candidates.iter().find(|candidate| candidate.0 == chosen).copied();
    let mut others = MOST_CANDIDATES - 1;
    candidates.retain(|(c, p)| {
        let is_kept = *c == chosen || *p >= LEAST_PROBABILITY && others > 0;
        others -= usize::from(is_kept && *c != chosen);
        is_kept
    });
    if written.is_none() {
        candidates.push((chosen, 0.0));
    }
    for candidate in &mut candidates {
        candidate.1 = candidate.1.min(1.0);
    }
    candidates
}
