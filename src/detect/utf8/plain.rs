//! The short way: a line that is UTF-8 read as one charset, and beyond doubt.
//!
//! Every character outside ASCII is in a sequence, nothing is lost, and what comes out is usual text. No other charset
//! has to be tried then, and nothing is left for the search to look at. Goes through the line once, and gives up at the
//! first character that asks for a closer look.

use std::ops::Range;

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Cost, Symbol, cost};

use super::super::window::usual;
use super::super::{Damage, evidence, is_latin_1};
use super::oddness;
use super::reading::{
    LEAST, LEAST_GAIN, LEAST_GAIN_BOX, MOST_BETWEEN, MOST_EXCESS_EACH, continues, is_enough,
    next_other,
};
use super::sequence::Sequence;
use super::tables::{READ_AS, Tables};

/// Bits beyond the usual that restored characters may cost together, besides what each may. A reading that was held
/// against others may cost more.
const MOST_EXCESS: i32 = 8;
/// The same for so few characters that they may be something else than UTF-8.
const MOST_EXCESS_FEW: i32 = 4;
const FEW_CHARS: i32 = 4;
/// Bits beyond the usual from which on two restored characters may be one sequence of another layer.
const LAYERED: Cost = 5 * BIT;
/// Ideographs, kana and Hangul begin here: the search for them knows more than this.
const IDEOGRAPHS: char = '\u{2E80}';
/// Characters that a sequence is judged by: those of the longest, one before and one after.
const SEEN: usize = 6;
/// Lines of a text that were plainly read as a charset from which on another needs no oddness to be so.
const MANY_LINES: usize = 4;
/// Bits with which a line is decided: letters that were restored before are not weighed any more.
const DECIDED: i32 = 48;

/// What is known of the lines of a text before.
#[derive(Default)]
pub struct Known {
    /// What the last of them was read as, its place among the charsets.
    charset: usize,
    /// How many in a row were plainly read so.
    lines: usize,
    /// One bit for each character that was restored, weighed and found usual.
    letters: Vec<u64>,
}

impl Known {
    /// Takes over what lines of the text were read as.
    pub fn read_as(&mut self, charset: Charset) {
        if let Some(place) = READ_AS.iter().position(|read_as| *read_as == charset)
            && place != self.charset
        {
            (self.charset, self.lines) = (place, 0);
        }
    }

    fn has(&self, c: char) -> bool {
        let bits = self.letters.get(c as usize / 64).copied().unwrap_or(0);
        bits >> (c as usize % 64) & 1 != 0
    }

    fn learn(&mut self, letters: &[char]) {
        self.letters.resize(IDEOGRAPHS as usize / 64, 0);
        for c in letters {
            if let Some(bits) = self.letters.get_mut(*c as usize / 64) {
                *bits |= 1 << (*c as usize % 64);
            }
        }
    }
}

/// The damage of a line, which begins at byte `start` of the whole, that was read as windows-1252 or as lines before;
/// `None` if that is not plain to see.
pub fn find(text: &str, start: usize, known: &mut Known) -> Option<Vec<Damage>> {
    let first = next_other(text.as_bytes(), 0)?;
    let charset = known.charset;
    let is_known = known.lines >= MANY_LINES;
    Line::new(text, start, charset, is_known)
        .and_then(|line| line.read(first, known))
        .or_else(|| Line::new(text, start, 0, false).filter(|_| charset != 0)?.read(first, known))
}

/// What is found in a line so far.
struct Line<'t> {
    /// Whether many lines before were read so, and just so.
    is_known: bool,
    tables: &'static Tables,
    charset: usize,
    step: Step,
    text: &'t str,
    start: usize,
    found: Vec<Damage>,
    /// Whether the last damage holds C1 controls that windows-1252 has signs for.
    has_controls: bool,
    /// Bits that sequences gain, are odd by, and cost beyond the usual; how many were weighed.
    gain: i32,
    oddness: i32,
    excess: i32,
    count: i32,
    /// How many are of boxes alone, and what these gain.
    boxes: i32,
    box_gain: i32,
    /// What was restored and weighed.
    letters: Vec<char>,
    /// Where the last sequence ends, its last character, and what was restored.
    last: (usize, char, char),
}

impl<'t> Line<'t> {
    fn new(text: &'t str, start: usize, charset: usize, is_known: bool) -> Option<Self> {
        Some(Self {
            is_known,
            tables: Tables::get(),
            charset,
            step: Step { actual: Charset::Utf8, read_as: *READ_AS.get(charset)? },
            text,
            start,
            found: Vec::new(),
            has_controls: false,
            gain: 0,
            oddness: 0,
            excess: 0,
            count: 0,
            boxes: 0,
            box_gain: 0,
            letters: Vec::new(),
            last: (0, ' ', ' '),
        })
    }

    /// Reads the line from its first character outside ASCII on.
    fn read(mut self, first: usize, known: &mut Known) -> Option<Vec<Damage>> {
        let mut at = first;
        loop {
            let is_decided = self.gain >= DECIDED;
            let usual =
                if is_decided { self.letter(at).filter(|(_, c)| known.has(*c)) } else { None };
            let (end, restored) = match usual {
                Some(letter) => letter,
                None => self.weigh(at)?,
            };
            if self.touches(at) && self.may_be_layered(restored) {
                return None;
            }
            self.take(at..end, restored)?;
            match next_other(self.text.as_bytes(), end) {
                Some(next) => at = next,
                None => break,
            }
        }
        let is_convincing = self.gain >= LEAST_GAIN
            && self.gain + self.oddness >= LEAST
            && (self.is_known || is_enough(self.oddness, self.gain, false))
            && self.box_gain >= LEAST_GAIN_BOX * self.boxes
            && self.excess <= self.most_excess();
        if !is_convincing {
            return None;
        }
        if known.charset != self.charset {
            (known.charset, known.lines) = (self.charset, 0);
        }
        known.lines += 1;
        known.learn(&self.letters);
        Some(self.damage())
    }

    /// Bits beyond the usual that what is restored may cost. A few characters may be something else.
    fn most_excess(&self) -> i32 {
        if self.is_known || self.count > FEW_CHARS {
            MOST_EXCESS + MOST_EXCESS_EACH * self.count
        } else {
            MOST_EXCESS_FEW
        }
    }

    /// Whether the last sequence ends at a byte.
    fn touches(&self, at: usize) -> bool {
        self.last.0 == at && !self.found.is_empty()
    }

    /// The letter of two or three bytes at a place, and where it ends.
    #[inline]
    fn letter(&self, at: usize) -> Option<(usize, char)> {
        let mut chars = self.text.get(at..)?.chars();
        let mut end = at;
        let mut byte = || {
            let c = chars.next()?;
            end += c.len_utf8();
            Some(self.tables.byte(c, self.charset))
        };
        let tail =
            |byte: Option<u8>| Some(u32::from(byte.filter(|b| (0x80..0xC0).contains(b))? & 0x3F));
        let code = match byte()? {
            lead @ 0xC2..=0xDF => (u32::from(lead & 0x1F) << 6) | tail(byte())?,
            lead @ 0xE0..=0xEF => {
                let code = (u32::from(lead & 0x0F) << 12) | (tail(byte())? << 6) | tail(byte())?;
                Some(code).filter(|code| *code >= 0x800)?
            }
            _ => return None,
        };
        Some((end, char::from_u32(code)?))
    }

    /// Weighs the sequence at a place; where it ends, and what was written.
    fn weigh(&mut self, at: usize) -> Option<(usize, char)> {
        let touched = self.touches(at);
        let before = match at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)) {
            Some(_) if touched => Some(self.last.1),
            byte => byte.map(|byte| char::from(*byte)),
        };
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
        let oddness = sequence.oddness(seen);
        let touches_letter = || touched && self.last.2.is_alphabetic();
        if gain < LEAST_GAIN && oddness == 0 && !restored.is_alphabetic() && !touches_letter() {
            return None;
        }
        // A capital and a space may be one letter of another layer.
        let is_before_space = seen.get(sequence.to) == Some(&' ');
        if is_before_space
            && !self.is_known
            && matches!(restored, '\u{C2}'..='\u{C5}' | '\u{CE}'..='\u{D1}')
        {
            return None;
        }
        let found = seen.get(from..sequence.to)?;
        if oddness::is_box(found) {
            self.boxes += 1;
            self.box_gain += gain;
        }
        self.gain += gain;
        self.oddness += oddness;
        self.excess += excess;
        self.count += 1;
        if excess <= MOST_EXCESS_EACH && restored.is_lowercase() {
            self.letters.push(restored);
        }
        Some((at + found.iter().map(|c| c.len_utf8()).sum::<usize>(), restored))
    }

    /// Whether the character restored last and this one may be one sequence of another layer.
    fn may_be_layered(&self, restored: char) -> bool {
        let before = self.last.2;
        let symbol = Symbol::of(restored);
        continues(self.tables, before, restored)
            && cost(Symbol::of(before), symbol) > usual(symbol.class()) + LAYERED
    }

    /// Takes what stands between two bytes of the line.
    fn take(&mut self, span: Range<usize>, restored: char) -> Option<()> {
        let found = self.text.get(span.clone())?;
        let last = self.found.last_mut().filter(|last| {
            let end = last.span.end - self.start;
            span.start - end <= MOST_BETWEEN
        });
        match last {
            Some(last) => {
                let end = last.span.end - self.start;
                last.restored.push_str(self.text.get(end..span.start)?);
                last.restored.push(restored);
                last.span.end = self.start + span.end;
            }
            None => {
                self.name();
                self.has_controls = false;
                let mut text = String::with_capacity(2 * MOST_BETWEEN);
                text.push(restored);
                self.found.push(Damage {
                    span: self.start + span.start..self.start + span.end,
                    restored: text,
                    chain: Vec::new(),
                    margin: 0.0,
                    confidence: 0.0,
                    guesses: Vec::new(),
                });
            }
        }
        self.has_controls = self.has_controls || found.contains(is_latin_1);
        self.last = (span.end, found.chars().next_back()?, restored);
        Some(())
    }

    /// Names the charsets of the last damage.
    fn name(&mut self) {
        let Some(last) = self.found.last_mut() else { return };
        let is_latin_1 = self.has_controls && self.step.read_as == Charset::Windows1252;
        let read_as = if is_latin_1 { Charset::Iso8859_1 } else { self.step.read_as };
        last.chain = vec![Step { read_as, ..self.step }];
    }

    /// All damage, for which the line as a whole speaks.
    fn damage(mut self) -> Vec<Damage> {
        self.name();
        let evidence = evidence::of_utf8((self.gain + self.oddness).unsigned_abs() * BIT);
        for damage in &mut self.found {
            damage.margin = evidence.margin;
            damage.confidence = evidence.confidence;
        }
        self.found
    }
}
