//! The short way: a line that is UTF-8 read as one charset, and beyond doubt.
//!
//! Every character outside ASCII is in a sequence, nothing is lost, and what comes out is usual text. No other charset
//! has to be tried then, and nothing is left for the search to look at. Goes through the line once, and gives up at the
//! first character that asks for a closer look.

use std::ops::Range;

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Cost, Symbol, cost};

use super::super::doubt::{MOST_RUNS, is_unusual};
use super::super::evidence::{self, Evidence};
use super::super::window::usual;
use super::known::{IDEOGRAPHS, Known};
use super::oddness;
use super::reading::{
    LEAST, LEAST_GAIN, LEAST_GAIN_BOX, MOST_BETWEEN, MOST_EXCESS as MOST_EXCESS_READING,
    MOST_EXCESS_EACH, continues, is_enough, next_other,
};
use super::sequence::Sequence;
use super::spelled::{Key, Place, Spelled, Weighed};
use super::tables::{LATIN_1, READ_AS, STEPS, Tables};

/// Bits beyond the usual that restored characters may cost together, besides what each may. A reading that was held
/// against others may cost more.
const MOST_EXCESS: i32 = 8;
/// The same for so few characters that they may be something else than UTF-8.
const MOST_EXCESS_FEW: i32 = 4;
const FEW_CHARS: i32 = 4;
/// Bits beyond the usual from which on two restored characters may be one sequence of another layer.
const LAYERED: Cost = 5 * BIT;
/// Characters that a sequence is judged by: those of the longest, one before and one after.
const SEEN: usize = 6;
/// Bits with which a line is decided: letters that were restored before are not weighed any more.
const DECIDED: i32 = 48;

/// A damaged piece of a line.
pub struct Piece {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Byte range, in what was written down, of what was written.
    pub written: Range<usize>,
    /// The wrong decode.
    pub step: &'static Step,
}

/// What speaks for a line that is plain to see.
pub struct Plain {
    pub evidence: Evidence,
    /// Whether part of it may be text that was lost for good.
    pub may_be_lost: bool,
}

/// Reads a line, which begins at byte `start` of the whole, if it is plain to see that it was read as windows-1252 or as
/// lines before. `first` is its first byte outside ASCII. What was written is appended to `written`; the damage is in
/// `known` then.
pub fn find(
    text: &str,
    start: usize,
    first: usize,
    known: &mut Known,
    written: &mut String,
) -> Option<Plain> {
    let (charset, is_known) = known.last();
    let before = written.len();
    let mut read = |charset, is_known| {
        let plain = Line::new(text, start, charset, is_known, known, written)?.read(first);
        if plain.is_none() {
            written.truncate(before);
        }
        plain
    };
    read(charset, is_known).or_else(|| if charset != 0 { read(0, false) } else { None })
}

/// What is found in a line so far.
struct Line<'t> {
    /// Whether many lines before were read so, and just so.
    is_known: bool,
    tables: &'static Tables,
    charset: usize,
    step: &'static Step,
    text: &'t str,
    start: usize,
    known: &'t mut Known,
    written: &'t mut String,
    /// Whether the last damage holds C1 controls that windows-1252 has signs for.
    has_controls: bool,
    may_be_lost: bool,
    /// Bits that sequences gain, are odd by, and cost beyond the usual; how many were weighed.
    gain: i32,
    oddness: i32,
    excess: i32,
    count: i32,
    /// Stretches of sequences that touch.
    runs: usize,
    /// How many are of boxes alone, and what these gain.
    boxes: i32,
    box_gain: i32,
    /// Where the last sequence ends, its last character, and what was restored.
    last: (usize, char, char),
    /// The last three characters that were restored and touch; spaces before them.
    run: [char; 3],
}

impl<'t> Line<'t> {
    fn new(
        text: &'t str,
        start: usize,
        charset: usize,
        is_known: bool,
        known: &'t mut Known,
        written: &'t mut String,
    ) -> Option<Self> {
        known.new.clear();
        known.pieces.clear();
        Some(Self {
            is_known,
            tables: Tables::get(),
            charset,
            step: STEPS.get(charset)?,
            text,
            start,
            known,
            written,
            has_controls: false,
            may_be_lost: false,
            gain: 0,
            oddness: 0,
            excess: 0,
            count: 0,
            runs: 0,
            boxes: 0,
            box_gain: 0,
            last: (0, ' ', ' '),
            run: [' '; 3],
        })
    }

    /// Reads the line from its first character outside ASCII on.
    fn read(mut self, first: usize) -> Option<Plain> {
        let mut at = first;
        loop {
            let touches = self.last.0 == at && at > 0;
            let spelled = self.sequence(at, touches)?;
            if touches && self.may_be_layered(spelled.restored) {
                return None;
            }
            self.take(at, spelled, touches)?;
            match next_other(self.text.as_bytes(), at + spelled.length) {
                Some(next) => at = next,
                None => break,
            }
        }
        let is_convincing = self.gain >= LEAST_GAIN
            && self.gain + self.oddness >= LEAST
            && (self.is_known || is_enough(self.oddness, self.gain, false))
            && self.box_gain >= LEAST_GAIN_BOX * self.boxes
            && self.excess <= self.most_excess()
            && !self.is_doubtful();
        if !is_convincing {
            return None;
        }
        self.name();
        self.known.learn(self.charset);
        let evidence = evidence::of_utf8((self.gain + self.oddness).unsigned_abs() * BIT);
        Some(Plain { evidence, may_be_lost: self.may_be_lost })
    }

    /// Bits beyond the usual that what is restored may cost: in a text of which many lines were plain, what may be in a
    /// reading that was held against others.
    fn most_excess(&self) -> i32 {
        let most = if self.is_known && self.gain >= DECIDED {
            MOST_EXCESS_READING + self.oddness / 2
        } else {
            MOST_EXCESS
        };
        most + MOST_EXCESS_EACH * self.count
    }

    /// Whether what is restored may be something else, being so few characters and not quite usual.
    fn is_doubtful(&self) -> bool {
        if self.is_known
            || self.count > FEW_CHARS
            || self.runs > MOST_RUNS
            || self.excess <= MOST_EXCESS_FEW
        {
            return false;
        }
        self.known.pieces.iter().any(|piece| {
            let before = self.text.get(..piece.span.start - self.start).unwrap_or_default();
            let restored = self.written.get(piece.written.clone()).unwrap_or_default();
            is_unusual(before, restored)
        })
    }

    /// The sequence at a place, which is a letter mostly; weighed unless the line is decided and the letter was restored before.
    fn sequence(&mut self, at: usize, touches: bool) -> Option<Spelled> {
        let text = self.text.as_bytes();
        let is_open = self.known.memory.is_open();
        let key = if is_open { Key::at(self.tables, self.charset, text, at) } else { None };
        let letter = match key.and_then(|key| self.known.memory.spelled(key)) {
            Some(letter) => Some(letter),
            None => {
                let letter = self.letter(at);
                if let (Some(key), Some(letter)) = (key, letter) {
                    self.known.memory.put(key, letter);
                }
                letter
            }
        };
        if let Some(letter) = letter
            && self.gain >= DECIDED
            && self.known.has(letter.restored)
        {
            return Some(letter);
        }
        self.weigh(at, touches, letter, key)
    }

    /// The letter of two or three bytes at a place.
    fn letter(&self, at: usize) -> Option<Spelled> {
        let rest = self.text.get(at..)?;
        let mut chars = rest.chars();
        let mut byte = || Some(self.tables.byte(chars.next()?, self.charset));
        let further = |byte: u8| (0x80..0xC0).contains(&byte).then_some(u32::from(byte & 0x3F));
        let lead = byte()?;
        let bits = byte().and_then(further)?;
        let code = match lead {
            0xC2..=0xDF => (u32::from(lead & 0x1F) << 6) | bits,
            0xE0..=0xEF => {
                let code =
                    (u32::from(lead & 0x0F) << 12) | (bits << 6) | byte().and_then(further)?;
                Some(code).filter(|code| *code >= 0x800)?
            }
            _ => return None,
        };
        let length = rest.len() - chars.as_str().len();
        Spelled::new(self.tables, rest.get(..length)?, char::from_u32(code)?)
    }

    /// Weighs the sequence at a place, which is a letter mostly.
    fn weigh(
        &mut self,
        at: usize,
        touches: bool,
        letter: Option<Spelled>,
        key: Option<Key>,
    ) -> Option<Spelled> {
        let before = match at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)) {
            Some(_) if touches => Some(self.last.1),
            byte => byte.map(|byte| char::from(*byte)),
        };
        let weighed = match letter.zip(key) {
            Some((letter, key)) => {
                let after = self.text.get(at + letter.length..)?.chars().next();
                let place = Place::new(key, before, after);
                match self.known.memory.weighed(place) {
                    Some(weighed) => weighed,
                    None => {
                        let weighed = self.look(at, before)?;
                        self.known.memory.put_weighed(place, weighed);
                        weighed
                    }
                }
            }
            None => self.look(at, before)?,
        };
        let Weighed { restored, length, gain, excess, oddness, is_box, is_before_space } = weighed;
        let touches_letter = || touches && self.last.2.is_alphabetic();
        if gain < LEAST_GAIN && oddness == 0 && !restored.is_alphabetic() && !touches_letter() {
            return None;
        }
        // A capital and a space may be one letter of another layer.
        if is_before_space
            && !self.is_known
            && matches!(restored, '\u{C2}'..='\u{C5}' | '\u{CE}'..='\u{D1}')
        {
            return None;
        }
        if is_box {
            self.boxes += 1;
            self.box_gain += gain;
        }
        self.gain += gain;
        self.oddness += oddness;
        self.excess += excess;
        self.count += 1;
        if excess <= MOST_EXCESS_EACH && !self.known.has(restored) && restored.is_lowercase() {
            self.known.new.push(restored);
        }
        match letter {
            Some(letter) => Some(letter),
            None => Spelled::new(self.tables, self.text.get(at..at + length)?, restored),
        }
    }

    /// Weighs the sequence at a place for the first time.
    fn look(&self, at: usize, before: Option<char>) -> Option<Weighed> {
        let mut seen = [' '; SEEN];
        let mut length = 0;
        let here = before.into_iter().chain(self.text.get(at..)?.chars());
        for (slot, c) in seen.iter_mut().zip(here) {
            *slot = c;
            length += 1;
        }
        let seen = seen.get(..length)?;
        let from = usize::from(before.is_some());
        let sequence = Sequence::at(self.tables, self.charset, seen, from)?;
        let restored = sequence.char;
        if sequence.is_spaced || restored >= IDEOGRAPHS || !sequence.is_plausible(seen) {
            return None;
        }
        let (gain, excess) = sequence.gain(seen);
        let found = seen.get(from..sequence.to)?;
        Some(Weighed {
            restored,
            length: found.iter().map(|c| c.len_utf8()).sum(),
            gain,
            excess,
            oddness: sequence.oddness(seen),
            is_box: oddness::is_box(found),
            is_before_space: seen.get(sequence.to) == Some(&' '),
        })
    }

    /// Whether the character restored last and this one may be one sequence of another layer, or part of it.
    fn may_be_layered(&mut self, restored: char) -> bool {
        let [.., before] = self.run;
        if !continues(self.tables, before, restored)
            || self.known.memory.has_pair((before, restored))
        {
            return false;
        }
        let symbol = Symbol::of(restored);
        if cost(Symbol::of(before), symbol) <= usual(symbol.class()) + LAYERED {
            self.known.memory.put_pair((before, restored));
            return false;
        }
        // In a text of which many lines were plain it has to be one, and one that is text.
        let [third, second, first] = self.run;
        let run = [third, second, first, restored];
        let is_layered = |charset: usize, from: usize| {
            let sequence = Sequence::at(self.tables, charset, &run, from);
            sequence.filter(|one| one.to == run.len() && one.is_plausible(&run)).is_some_and(
                |one| {
                    let (gain, excess) = one.gain(&run);
                    gain >= LEAST_GAIN && excess <= MOST_EXCESS_EACH
                },
            )
        };
        !self.is_known
            || (0..READ_AS.len())
                .any(|charset| (0..run.len() - 1).any(|at| is_layered(charset, at)))
    }

    /// Takes the sequence at a place, which may touch the last one.
    fn take(&mut self, at: usize, spelled: Spelled, touches: bool) -> Option<()> {
        let Spelled { length, restored, first, last, may_be_lost, has_controls } = spelled;
        let end = at + length;
        self.may_be_lost |= may_be_lost || touches && self.tables.may_be_lost(self.last.1, first);
        let (text, start) = (self.text, self.start);
        let piece = self.known.pieces.last_mut();
        match piece.filter(|piece| at - (piece.span.end - start) <= MOST_BETWEEN) {
            Some(piece) => {
                if !touches {
                    self.written.push_str(text.get(piece.span.end - start..at)?);
                }
                self.written.push(restored);
                piece.span.end = start + end;
                piece.written.end = self.written.len();
                self.has_controls |= has_controls;
            }
            None => {
                self.name();
                self.has_controls = has_controls;
                let from = self.written.len();
                self.written.push(restored);
                self.known.pieces.push(Piece {
                    span: start + at..start + end,
                    written: from..self.written.len(),
                    step: self.step,
                });
            }
        }
        self.runs += usize::from(!touches);
        let [_, before, previous] = if touches { self.run } else { [' '; 3] };
        self.run = [before, previous, restored];
        self.last = (end, last, restored);
        Some(())
    }

    /// Names the charsets of the last damage.
    fn name(&mut self) {
        if self.has_controls
            && self.step.read_as == Charset::Windows1252
            && let Some(last) = self.known.pieces.last_mut()
        {
            last.step = &LATIN_1;
        }
    }
}
