//! One step of the search: what a hypothesis becomes when a byte, or a token, is taken.

use super::double_byte::{DoubleByte, LEADS, Pair};
use super::readings::Readings;
use super::state::{Lead, State, forget, parted};
use super::tokens::Kind;
use super::words::{Words, is_end};
use crate::model::{BIT, Cost};

/// A mark where a byte before separable punctuation was, as the damage makes them.
const MARKED_LOSS: Cost = BIT / 2;
/// A mark that swallowed an ASCII character which stood there.
const SWALLOWED: Cost = BIT;
/// After so many best ways to complete the character before.
const SWALLOWED_AFTER: usize = 16;
/// A mark where nothing tells why a byte was lost.
const UNMOTIVATED_LOSS: Cost = 16 * BIT;
/// A question mark that is one.
const WRITTEN_MARK: Cost = BIT;
/// A byte lost without a mark.
const SILENT_LOSS: Cost = 9 * BIT;
/// A reading of a character that the passage does not show with it.
const NOT_SHOWN: Cost = 4 * BIT;
/// A reading of which no character is known: the lost byte must be guessed.
const UNKNOWN_READING: Cost = 12 * BIT;
/// A reading of a character that is not among those known to be read so.
const ANOTHER_OF_READING: Cost = 24 * BIT;
/// Two bytes lost before one reading: the text was damaged and saved twice.
const TWO_LOST: Cost = 14 * BIT;
/// A pair that was stripped because it fell into a private-use area.
const STRIPPED_PAIR: Cost = 2 * BIT;
/// A character of the program's list that should have got its reading, and has none.
const MISSING_READING: Cost = 10 * BIT;
/// A reading that follows no character that is read so.
const STRAY_READING: Cost = 16 * BIT;
/// A quotation that closes without having been opened, or is opened twice.
const UNMATCHED: Cost = 6 * BIT;
/// A quotation that is still open at the end of a line.
const LEFT_OPEN: Cost = 4 * BIT;
/// The end of a quotation that is open: most are short.
const CLOSES: Cost = 4 * BIT;
/// The same at the end of a sentence.
const CLOSES_WITH_SENTENCE: Cost = 2 * BIT;
/// What nothing explains.
const UNEXPLAINED: Cost = 24 * BIT;

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
        let [_, last] = state.bytes;
        for first in (0xA1..=0xAF).chain(0xF8..=0xFE) {
            if state.lead == Lead::None || last.is_some_and(|last| is_separated([last, first])) {
                continue;
            }
            let before = into.len();
            self.byte(state, first, into);
            for state in into.iter_mut().skip(before) {
                *state = state.plus(STRIPPED_PAIR).waiting(Lead::Stripped(first));
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
        let explained = into.len();
        for (state, [first, second]) in self.read_so(state, reading) {
            match state.bytes {
                [Some(a), Some(b)] if [a, b] == [first, second] => into.push(parted(state)),
                [_, Some(b)] if b == first => {
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

    /// The codes that a reading can belong to, each with what `state` is if it does.
    fn read_so(&self, state: State, reading: &str) -> impl Iterator<Item = (State, Pair)> {
        let shown = self.readings.codes(reading).iter().map(move |&code| (state, code));
        let others = self.readings.others(reading).iter();
        shown.chain(others.map(move |&code| (state.plus(NOT_SHOWN), code)))
    }

    fn lost_reading(&self, state: State, reading: &str, seen: Kind<'_>, into: &mut Vec<State>) {
        for (state, code) in self.read_so(state, reading) {
            self.lost_code(state, code, into);
        }
        // A character that nobody knows to be read so.
        let unknown = state.plus(if self.readings.is_known(reading) {
            ANOTHER_OF_READING
        } else {
            UNKNOWN_READING
        });
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
                kept.before = '\0';
                kept.previous = ')';
            }
            into.push(kept);
        }
    }

    /// The second byte of this code was lost together with the parenthesis of its reading.
    fn lost_code(&self, state: State, [first, second]: Pair, into: &mut Vec<State>) {
        // What was lost began a pair that was none: it is a lead byte.
        if !LEADS.contains(&second) {
            return;
        }
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

    fn mark(&self, state: State, mark: char, next: Option<Kind<'_>>, into: &mut Vec<State>) {
        // The loss swallowed a byte that no text shows: the separator that the program put before
        // these, or the carriage return at the end of a line.
        let separated = matches!(
            next,
            None | Some(
                Kind::Char('\n' | '。' | '！' | '？' | '；' | '、' | '，' | '!' | ';' | ',')
                    | Kind::Mark('?')
            )
        );
        // Otherwise nobody knows what it swallowed.
        let lost = state.plus(if separated { MARKED_LOSS } else { UNMOTIVATED_LOSS });
        match state.lead {
            Lead::None => {
                into.push(self.complete(forget(state), mark).plus(WRITTEN_MARK));
                into.push(forget(lost).waiting(Lead::Lost));
            }
            Lead::Byte(_) => {
                let mut completed = Vec::new();
                for byte in LEADS {
                    self.byte(state, byte, &mut completed);
                }
                completed.sort_unstable_by_key(|state| state.cost);
                let loss = if separated { MARKED_LOSS } else { UNMOTIVATED_LOSS };
                into.extend(completed.iter().map(|state| state.plus(loss)));
                // In step again, it swallowed an ASCII character.
                for state in completed.iter().take(SWALLOWED_AFTER) {
                    for byte in b' '..=b'?' {
                        let state = self.remember(*state, byte).plus(SWALLOWED);
                        into.push(self.complete(state, char::from(byte)));
                    }
                }
            }
            // Both bytes of a character, A1 the second one: it is the end of a separator's mark, too.
            Lead::Lost if matches!(next, Some(Kind::Char('!' | '！' | ';' | '；'))) => {
                self.byte(state.plus(MARKED_LOSS), 0xA1, into);
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
                let leads = LEADS.filter(|&lead| self.charset.leaves_nothing([first, lead]));
                for lead in leads.filter(|&lead| !is_separated([lead, byte])) {
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

    /// The cost of a character with regard to quotations, given its cost otherwise.
    fn quoted(state: &mut State, c: char, cost: Cost) -> Cost {
        let [outer, inner] = state.closing;
        if let Some(closing) = closing(c) {
            let again = inner == Some(closing);
            state.closing = [inner, Some(closing)];
            return if again { cost.saturating_add(UNMATCHED) } else { cost };
        }
        match c {
            '”' | '’' | '」' | '』' | '》' if inner == Some(ANY) => {
                state.closing = [None; 2];
                cost
            }
            '”' | '’' | '」' | '』' | '》' if inner == Some(c) => {
                state.closing = [None, outer];
                let ends = is_end(state.previous);
                cost.min(if ends { CLOSES_WITH_SENTENCE } else { CLOSES })
            }
            '”' | '’' | '」' | '』' | '》' => cost.saturating_add(UNMATCHED),
            '\n' => {
                state.closing = [None; 2];
                if inner.is_none_or(|c| c == ANY) { cost } else { cost.saturating_add(LEFT_OPEN) }
            }
            _ => cost,
        }
    }

    fn complete(&self, mut state: State, c: char) -> State {
        let mut cost = self.words.cost(state.before, state.previous, c);
        if matches!(state.previous, ')' | '）') && state.outside != '\0' {
            // A parenthesis interrupts what goes on after it: 小（二）型.
            cost = cost.min(self.words.cost('\0', state.outside, c) + BIT);
            state.outside = '\0';
        }
        if matches!(c, '(' | '（') {
            state.outside = state.previous;
        }
        cost = Self::quoted(&mut state, c, cost);
        state.cost = state.cost.saturating_add(cost);
        (state.before, state.previous) = (state.previous, c);
        state.out.push(c);
        state
    }
}

/// Whether the program put a separator before this code. What it stands in then shows: a mark, and no
/// pair that was stripped.
fn is_separated(pair: Pair) -> bool {
    // 、 。 ！ ；
    matches!(pair, [0xA1, 0xA2 | 0xA3] | [0xA3, 0xA1 | 0xBB])
}

/// Stands for whatever closes a quotation of which nobody knows whether it is open.
pub(super) const ANY: char = '\0';

/// The mark that closes what this one opens.
pub(super) fn closing(opening: char) -> Option<char> {
    Some(match opening {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        _ => return None,
    })
}
