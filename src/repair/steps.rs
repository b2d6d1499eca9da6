//! One step of the search: what a hypothesis becomes when a byte, or a token, is taken.

use super::double_byte::{DoubleByte, LEADS, Pair};
use super::readings::Readings;
use super::state::{Lead, State, forget, parted};
use super::tokens::Kind;
use super::words::{Glyph, Words};
use crate::model::{BIT, Cost};

/// A mark where a byte before separable punctuation was, as the damage makes them.
const MARKED_LOSS: Cost = 2 * BIT;
/// A mark where nothing tells why a byte was lost.
const UNMOTIVATED_LOSS: Cost = 11 * BIT;
/// A question mark that is one.
const WRITTEN_MARK: Cost = 4 * BIT;
/// A byte lost without a mark.
const SILENT_LOSS: Cost = 9 * BIT;
/// A reading of which no character is known, so that the lost byte must be guessed.
const UNKNOWN_READING: Cost = 6 * BIT;
/// A reading of a character that is not among those known to be read so.
const ANOTHER_OF_READING: Cost = 12 * BIT;
/// Two bytes lost before one reading: the text was damaged and saved twice.
const TWO_LOST: Cost = 4 * BIT;
/// A pair that was stripped because it fell into a private-use area.
const STRIPPED_PAIR: Cost = 3 * BIT;
/// A character of the program's list that should have got its reading, and has none.
const MISSING_READING: Cost = 10 * BIT;
/// A reading that follows no character that is read so.
const STRAY_READING: Cost = 16 * BIT;
/// What nothing explains.
const UNEXPLAINED: Cost = 24 * BIT;

/// Where a pair was stripped, two characters are half guessed.
const STRIPPED_CAUTION: Cost = 2 * BIT;
/// Where nothing is known of a reading, it does not help to know it.
const UNKNOWN_READING_CAUTION: Cost = 8 * BIT;
/// However much better, it is not believed.
const UNKNOWABLE: Cost = Cost::MAX;

/// What steps are judged by.
#[derive(Clone, Copy)]
pub(super) struct Steps<'a> {
    pub(super) charset: DoubleByte,
    pub(super) readings: &'a Readings,
    pub(super) words: &'a Words,
}

impl Steps<'_> {
    /// Every way in which `state` can go on to what was observed.
    pub(super) fn observe(
        &self,
        state: State,
        seen: Kind<'_>,
        next: Option<Kind<'_>>,
        into: &mut Vec<State>,
    ) {
        match seen {
            Kind::Char(c) => self.character(state, c, into),
            Kind::Reading(reading) => self.reading(state, reading, into),
            Kind::LostReading(reading) => self.lost_reading(state, reading, seen, into),
            Kind::Mark(mark) => self.mark(state, mark, next, into),
        }
    }

    /// The states after a pair that was stripped; only out of step, since what was written holds no
    /// private-use character.
    pub(super) fn stripped(&self, state: State, into: &mut Vec<State>) {
        if let Lead::Byte(_) = state.lead {
            for first in (0xA1..=0xAF).chain(0xF8..=0xFE) {
                let mut completed = Vec::with_capacity(1);
                self.byte(state, first, &mut completed);
                into.extend(completed.into_iter().map(|state| {
                    let state = state.plus(STRIPPED_PAIR).cautious(STRIPPED_CAUTION);
                    let mut state = state.waiting(Lead::Stripped(first));
                    state.stripped = true;
                    state
                }));
            }
        }
    }

    fn character(&self, state: State, c: char, into: &mut Vec<State>) {
        let in_step = state.lead == Lead::None;
        match u8::try_from(c).ok().filter(u8::is_ascii) {
            Some(byte) => {
                self.byte(state, byte, into);
                // Full-width punctuation was folded afterwards; in step nobody can tell, nor need.
                if !in_step && matches!(c, ',' | '!' | '?' | ':' | ';' | '(' | ')') {
                    self.bytes(state, [0xA3, byte | 0x80], into);
                }
            }
            None => match self.charset.pair(c) {
                Some(pair) if in_step => {
                    let state = pair.into_iter().fold(state, |s, byte| self.remember(s, byte));
                    into.push(self.complete(state, c));
                }
                None if in_step => into.push(self.complete(forget(state), c)),
                _ => {
                    // Decoders read 80 as `€`: out of step even that is a byte of a pair.
                    for code in self.charset.codes(c).iter() {
                        match *code.as_bytes() {
                            [byte] => self.byte(state, byte, into),
                            [first, second] => self.bytes(state, [first, second], into),
                            _ => {}
                        }
                    }
                }
            },
        }
    }

    fn reading(&self, state: State, reading: &str, into: &mut Vec<State>) {
        let codes = self.readings.codes(reading);
        let explained = into.len();
        for &[first, second] in codes {
            match (state.lead, state.bytes) {
                (_, [Some(a), Some(b)]) if [a, b] == [first, second] => into.push(parted(state)),
                (_, [_, Some(b)]) if b == first => {
                    self.byte_then_reading(state.plus(SILENT_LOSS), second, into);
                }
                _ => {}
            }
        }
        if into.len() == explained {
            let mut stray = parted(state).plus(STRAY_READING);
            stray.unexplained = true;
            into.push(stray);
        }
    }

    fn lost_reading(&self, state: State, reading: &str, seen: Kind<'_>, into: &mut Vec<State>) {
        let codes = self.readings.codes(reading);
        // What was lost began a pair that was none: it is a lead byte.
        for &[first, second] in codes.iter().filter(|[_, second]| LEADS.contains(second)) {
            match (state.lead, state.bytes) {
                // The byte before is the last one of what stands there.
                (Lead::None | Lead::Byte(_), [_, Some(b)]) if b == first => {
                    self.byte_then_reading(state, second, into);
                }
                (Lead::Stripped(b), _) if self.charset.leaves_nothing([b, first]) => {
                    self.byte_then_reading(state.waiting(Lead::Byte(first)), second, into);
                }
                _ => {}
            }
            let mut one_found = Vec::new();
            self.byte(state.plus(TWO_LOST), first, &mut one_found);
            for found in one_found {
                self.byte_then_reading(found, second, into);
            }
        }
        // A character that the passage shows with its reading only where it is damaged.
        let unknown = if codes.is_empty() {
            state.plus(UNKNOWN_READING).cautious(UNKNOWN_READING_CAUTION)
        } else {
            state.plus(ANOTHER_OF_READING).cautious(UNKNOWABLE)
        };
        match state.lead {
            Lead::None => into.push(parted(forget(unknown.waiting(Lead::Lost)))),
            Lead::Byte(_) => {
                for lost in LEADS {
                    self.byte_then_reading(unknown, lost, into);
                }
            }
            Lead::Lost | Lead::Stripped(_) => {}
        }
        if state.lead == Lead::None {
            let mut kept = forget(state).plus(UNEXPLAINED);
            kept.unexplained = true;
            if let Kind::LostReading(_) = seen {
                kept.before = Glyph::of('\0');
                kept.previous = Glyph::of(')');
            }
            into.push(kept);
        }
    }

    fn mark(&self, state: State, mark: char, next: Option<Kind<'_>>, into: &mut Vec<State>) {
        // The program put a separator before these, which the loss then swallowed.
        let separated = matches!(
            next,
            Some(
                Kind::Char('。' | '！' | '？' | '；' | '、' | '，' | '!' | ';' | ',')
                    | Kind::Mark('?')
            )
        );
        // Otherwise nobody knows what it swallowed.
        let lost = if separated {
            state.plus(MARKED_LOSS)
        } else {
            state.plus(UNMOTIVATED_LOSS).cautious(UNKNOWABLE)
        };
        match state.lead {
            Lead::None => {
                into.push(self.complete(forget(state), mark).plus(WRITTEN_MARK));
                into.push(forget(lost).waiting(Lead::Lost));
            }
            Lead::Byte(_) => {
                for byte in LEADS {
                    self.byte(lost, byte, into);
                }
            }
            Lead::Lost | Lead::Stripped(_) => {}
        }
        if state.lead != Lead::None && mark == '?' {
            self.bytes(state, [0xA3, 0xBF], into);
        }
    }

    fn byte_then_reading(&self, state: State, byte: u8, into: &mut Vec<State>) {
        let first = into.len();
        match state.lead {
            // In step the lost byte leads, and its reading parts it from its trail byte.
            Lead::None => {
                let state = self.remember(state, byte).waiting(Lead::Byte(byte));
                into.push(state);
            }
            _ => self.byte(state, byte, into),
        }
        for state in into.iter_mut().skip(first) {
            *state = parted(*state);
        }
    }

    fn bytes(&self, state: State, [first, second]: Pair, into: &mut Vec<State>) {
        let mut between = Vec::new();
        self.byte(state, first, &mut between);
        for state in between {
            self.byte(state, second, into);
        }
    }

    /// Every way in which `state` can go on to this byte.
    fn byte(&self, state: State, byte: u8, into: &mut Vec<State>) {
        match state.lead {
            Lead::None if byte < 0x80 => {
                into.push(self.complete(self.remember(state, byte), char::from(byte)))
            }
            Lead::None if LEADS.contains(&byte) => {
                into.push(self.remember(state, byte).waiting(Lead::Byte(byte)));
            }
            Lead::None => {}
            Lead::Byte(lead) => self.pair(state, [lead, byte], into),
            Lead::Lost => {
                for lead in LEADS {
                    self.pair(self.remember(state, lead), [lead, byte], into);
                }
            }
            Lead::Stripped(first) => {
                for lead in LEADS.filter(|&lead| self.charset.leaves_nothing([first, lead])) {
                    self.pair(self.remember(state, lead), [lead, byte], into);
                }
            }
        }
    }

    /// Completes a pair whose lead byte is remembered already.
    fn pair(&self, state: State, pair: Pair, into: &mut Vec<State>) {
        if let Some(c) = self.charset.char(pair) {
            let [_, trail] = pair;
            into.push(self.complete(self.remember(state, trail).waiting(Lead::None), c));
        }
    }

    /// Takes note of a byte. Where two make a code of the list, a reading must follow.
    fn remember(&self, mut state: State, byte: u8) -> State {
        if state.due {
            state.cost = state.cost.saturating_add(MISSING_READING);
        }
        let [_, last] = state.bytes;
        state.bytes = [last, Some(byte)];
        state.due = !state.parted && last.is_some_and(|last| self.readings.has([last, byte]));
        state.parted = false;
        state
    }

    fn complete(&self, mut state: State, c: char) -> State {
        let glyph = Glyph::of(c);
        let mut cost = self.words.cost(state.before, state.previous, glyph);
        if matches!(state.previous.char, ')' | '）') && state.outside.char != '\0' {
            // A parenthesis interrupts what goes on after it: 小（二）型.
            cost = cost.min(self.words.cost(Glyph::of('\0'), state.outside, glyph) + BIT);
            state.outside = Glyph::of('\0');
        }
        if matches!(c, '(' | '（') {
            state.outside = state.previous;
        }
        state.cost = state.cost.saturating_add(cost);
        (state.before, state.previous) = (state.previous, glyph);
        state.out.push(c);
        state
    }
}
