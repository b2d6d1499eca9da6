//! A line, read as UTF-8 that was read as one charset.

use crate::charset::Charset;
use crate::edit::{Guess, Step};
use crate::model::{BIT, Class, Symbol, found_cost};

use super::super::hypotheses::cost_of;
use super::super::window::usual;
use super::super::{Damage, evidence, name_charsets};
use super::marks::Marks;
use super::sequence::Sequence;
use super::tables::{READ_AS, Tables};
use super::{convincing, is_mark, lost, oddness};

/// Bits that sequences must gain together, and be odd.
pub const LEAST_GAIN: i32 = 8;
pub const LEAST_ODDNESS: i32 = 5;
/// Bits that gain and oddness must come to.
pub const LEAST: i32 = 14;
/// Gain that makes up for sequences that are not odd.
const GREAT_GAIN: i32 = 28;
/// Bits that sequences of boxes alone must gain, each on average: people draw with them.
pub const LEAST_GAIN_BOX: i32 = 15;
/// Bits beyond the usual that restored characters may cost, how many more for each, and for each found character
/// after the second: the longer a sequence, the less it is one by chance. Half of the oddness comes on top. Signs and
/// letters of languages that the model does not know are always rare.
pub const MOST_EXCESS: i32 = 32;
pub const MOST_EXCESS_EACH: i32 = 6;
const MOST_EXCESS_LONG: i32 = 12;
/// Bits that each character outside ASCII is worth that is in a sequence.
const WORTH_LEFT: i32 = 8;
/// The most that C1 controls say against a charset.
const MOST_CONTROLS: i32 = 12;
/// What a sequence with a lost byte says.
const LOST: i32 = 1;
/// A control of its own in some text, and three dots in windows-1252.
const NEXT_LINE: char = '\u{85}';
/// Sequences back to which a character is looked for that comes again.
const RECENT: usize = 32;
/// Stands for a lost byte where a sequence is judged.
const CONTROL: char = '\u{81}';
/// Oddness that sequences need in a line that holds other signs, but no letters, outside ASCII: they were read
/// correctly, and nothing shows that the language has such letters.
const LEAST_ODDNESS_MIXED: i32 = 8;
/// Oddness that makes up for characters that the model does not know.
const GREAT_ODDNESS: i32 = 22;
/// Gain with which less oddness will do.
const GOOD_GAIN: i32 = 20;
const SOME_ODDNESS: i32 = 3;
/// Sequences that nobody writes by chance, however usual each of them is.
pub const FEW: usize = 3;
/// Characters outside ASCII in no sequence with which a line is given up, and how many more for each
/// sequence.
const MOST_LEFT: usize = 12;
const MOST_LEFT_EACH: usize = 2;
/// Characters of ASCII between two sequences that are one damaged stretch.
pub const MOST_BETWEEN: usize = 24;
/// Bits beyond the usual that make a character odd that is in no sequence.
const SURPRISE: u32 = 6;

/// Whether sequences are odd enough for what they gain.
pub fn is_enough(oddness: i32, gain: i32, is_mixed: bool) -> bool {
    let is_odd = |least: i32| oddness >= least;
    if is_mixed {
        is_odd(LEAST_ODDNESS_MIXED) || is_odd(LEAST_ODDNESS) && gain >= GOOD_GAIN
    } else {
        is_odd(LEAST_ODDNESS) || is_odd(SOME_ODDNESS) && gain >= GOOD_GAIN || gain >= GREAT_GAIN
    }
}

/// Whether a restored character and the next one can be one sequence of another layer.
pub fn continues(tables: &Tables, before: char, next: char) -> bool {
    tables.roles(before) & (tables.roles(next) >> 16) & 0xFFFF != 0
}

/// The next byte, `from` or later, that is not ASCII.
#[inline]
pub fn next_other(bytes: &[u8], from: usize) -> Option<usize> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let high = |chunk: &[u8; 8]| u64::from_le_bytes(*chunk) & HIGH;
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let high_here = high(chunk);
        if high_here != 0 {
            return Some(at + (high_here.trailing_zeros() / 8) as usize);
        }
        at += 8;
        // Four words at once, as far as there is nothing.
        while let Some((words, _)) = bytes
            .get(at..)
            .and_then(|rest| rest.first_chunk::<32>())
            .map(|block| block.as_chunks::<8>())
            && words.iter().fold(0, |sum, word| sum | high(word)) == 0
        {
            at += 32;
        }
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|byte| !byte.is_ascii()).map(|place| at + place)
}

pub fn is_other_letter(c: &char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}

/// What a line was, if it was read as a charset.
pub struct Reading {
    /// Its place among the charsets.
    pub charset: usize,
    sequences: Vec<Sequence>,
    /// Bits by which the sequences are odd.
    oddness: i32,
    /// Bits that they gain.
    gain: i32,
    /// Bits by which what they give costs more than usual text.
    excess: i32,
    /// How many are of boxes alone, and what these gain.
    boxes: i32,
    box_gain: i32,
    /// Sequences of which every byte is there.
    exact: usize,
    /// Sequences that lost a byte to a mark that nobody writes, and that can have been a letter.
    told: usize,
    /// What C1 controls say against the charset, which has signs in their place.
    controls: i32,
    /// Characters outside ASCII that are in no sequence.
    pub left: usize,
    /// Whether there are letters among these.
    leaves_letters: bool,
    /// How many of these are odd.
    odd_left: usize,
}

impl Reading {
    /// Reads a line; `None` if little of it comes to anything.
    pub fn new(
        tables: &Tables,
        charset: usize,
        chars: &[char],
        with_lost: bool,
        marks: &Marks,
    ) -> Option<Self> {
        let mut reading = Self {
            charset,
            sequences: Vec::new(),
            oddness: 0,
            gain: 0,
            excess: 0,
            boxes: 0,
            box_gain: 0,
            exact: 0,
            told: 0,
            controls: 0,
            left: 0,
            leaves_letters: false,
            odd_left: 0,
        };
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            if c.is_ascii() {
                at += 1;
                continue;
            }
            let exact = Sequence::at(tables, charset, chars, at)
                .filter(|sequence| sequence.is_plausible(chars));
            let lost =
                || Sequence::lost_at(tables, charset, chars, at, marks).filter(|_| with_lost);
            // Where a letter was damaged, a sign that touches it was, too: `»` after a word. A control that touches
            // something is part of a letter of another layer.
            let last = reading.sequences.last().filter(|last| last.to == at);
            let touches_letter =
                || last.is_some_and(|last| !last.is_lost && last.char.is_alphabetic());
            let goes_on = |c: char| last.is_some() && Class::of(c) == Class::C1;
            let sequence = exact.or_else(lost).filter(|sequence| {
                !sequence.is_natural(chars) || touches_letter() || goes_on(sequence.char)
            });
            match sequence {
                Some(sequence) => {
                    reading.take(tables, &sequence, chars, marks);
                    at = sequence.to;
                    reading.sequences.push(sequence);
                }
                None => {
                    reading.left += 1;
                    reading.leaves_letters = reading.leaves_letters || is_other_letter(&c);
                    reading.odd_left += usize::from(is_surprising(chars, at));
                    if reading.left > MOST_LEFT + MOST_LEFT_EACH * reading.sequences.len() {
                        return None;
                    }
                    at += 1;
                }
            }
        }
        (!reading.sequences.is_empty()).then_some(reading)
    }

    /// Counts a sequence in.
    fn take(&mut self, tables: &Tables, sequence: &Sequence, chars: &[char], marks: &Marks) {
        let found = chars.get(sequence.from..sequence.to).unwrap_or_default();
        let (gain, excess) = sequence.gain(chars);
        if oddness::is_box(found) {
            self.boxes += 1;
            self.box_gain += gain;
        }
        self.exact += usize::from(!sequence.is_spaced && !sequence.is_lost);
        let is_control = |c: &char| ('\u{80}'..='\u{9F}').contains(c);
        // Windows-1252 stands for Latin-1, too.
        let has_signs = READ_AS.get(self.charset).is_some_and(|read_as| {
            matches!(read_as, Charset::Windows1250 | Charset::Windows1254 | Charset::Windows1257)
        });
        if has_signs && self.controls < MOST_CONTROLS {
            let count = found.iter().filter(|c| is_control(c)).count();
            self.controls += 2 * i32::try_from(count).unwrap_or(0);
        }
        if sequence.is_lost {
            self.oddness += LOST;
            self.take_lost(tables, sequence, chars, marks);
        } else if sequence.char == char::REPLACEMENT_CHARACTER {
            // What was lost before has no place in text, but nothing else gives these three characters.
            self.gain += GREAT_GAIN;
            self.oddness += LEAST_ODDNESS_MIXED;
        } else {
            self.oddness += sequence.oddness(chars);
            self.gain += gain;
            // A rare character that comes again is no surprise.
            let is_again =
                self.sequences.iter().rev().take(RECENT).any(|known| known.char == sequence.char);
            self.excess += if is_again { excess / 2 } else { excess };
        }
    }

    /// Counts a sequence in that lost a byte to U+FFFD: it is judged as if it were there, a control in most charsets.
    fn take_lost(&mut self, tables: &Tables, sequence: &Sequence, chars: &[char], marks: &Marks) {
        let found = chars.get(sequence.from..sequence.to).unwrap_or_default();
        if !found.contains(&char::REPLACEMENT_CHARACTER) {
            return;
        }
        let candidates = lost::candidates(tables, self.charset, found, sequence.from, marks);
        let before = self.sequences.last().filter(|last| last.to == sequence.from && !last.is_lost);
        let before = match before {
            Some(last) => Some(last.char),
            None => sequence.from.checked_sub(1).and_then(|at| chars.get(at)).copied(),
        };
        let after = chars.get(sequence.to).copied();
        let Some(char) = lost::likeliest(&candidates, before, after.filter(char::is_ascii)) else {
            return;
        };
        let is_mark = |c: &char| *c == char::REPLACEMENT_CHARACTER;
        let whole: Vec<char> =
            found.iter().map(|c| if is_mark(c) { CONTROL } else { *c }).collect();
        let seen: Vec<char> = before.into_iter().chain(whole).chain(after).collect();
        let from = usize::from(before.is_some());
        let whole = Sequence { from, to: from + found.len(), char, is_lost: false, ..*sequence };
        let (gain, _) = whole.gain(&seen);
        let choices = i32::try_from(candidates.len().max(1).ilog2()).unwrap_or(0) + 1;
        self.gain += (gain - choices).max(0);
        // The control itself would be odd, but the mark may have come there later.
        self.oddness += (whole.oddness(&seen) - oddness::C1).max(0);
        self.told += usize::from(char.is_alphabetic() || oddness::is_natural(char));
    }

    /// By how much it is better than others.
    pub fn score(&self) -> i32 {
        let left = i32::try_from(self.left).unwrap_or(i32::MAX / 64);
        self.gain + self.oddness - WORTH_LEFT * left - self.rarity()
    }

    /// Bits that it costs that UTF-8 is seldom read as this charset.
    fn rarity(&self) -> i32 {
        let cost = READ_AS.get(self.charset).map_or(0, |read_as| cost_of(Charset::Utf8, *read_as));
        i32::try_from(2 * cost / BIT).unwrap_or(0) + self.controls
    }

    /// Whether it leaves characters over that are odd where they stand.
    pub fn leaves_odd(&self) -> bool {
        self.odd_left > 0
    }

    /// Whether it is good enough, but for what it leaves over; `is_known` if parts of the line are known to have been read so.
    pub fn is_convincing(&self, is_known: bool) -> bool {
        let has_lost = self.sequences.iter().any(|sequence| sequence.is_lost);
        if has_lost && self.odd_left > 0 {
            return false;
        }
        if is_known && self.left == 0 {
            return self.gain >= 0;
        }
        // A space that was a no-break space is no evidence, but where `à` is a word.
        let is_to = |sequence: &Sequence| sequence.char == 'à';
        if self.exact + self.told == 0 && !self.sequences.iter().any(is_to) {
            return false;
        }
        if self.box_gain < LEAST_GAIN_BOX * self.boxes {
            return false;
        }
        let is_odd = is_enough(self.oddness, self.gain, self.left > 0 && !self.leaves_letters);
        // What nobody writes may be a character that the model does not know.
        let gains = self.gain >= LEAST_GAIN || self.oddness >= GREAT_ODDNESS;
        is_odd && gains && self.gain + self.oddness >= LEAST
    }

    /// Whether some sequence lost bytes, and none gives an ideograph, a kana or a Hangul syllable, or may end in a
    /// question mark.
    pub fn is_of_alphabets(&self, chars: &[char]) -> bool {
        let tables = Tables::get();
        let byte = |at: usize| chars.get(at).map_or(0, |c| tables.byte(*c, self.charset));
        let is_ideograph = |one: &Sequence| match (byte(one.from), byte(one.from + 1)) {
            // Variation selectors, marks of losses, emoji.
            (0xEF, 0xB8 | 0xBF) | (0xF0, 0x9F) => false,
            (0xE3..=0xED | 0xEF..=0xF4, _) => true,
            _ => false,
        };
        let is_question = |one: &Sequence| {
            one.is_lost && lost::is_question(chars.get(one.from..one.to).unwrap_or_default())
        };
        self.sequences.iter().any(|one| one.is_lost)
            && !self.sequences.iter().any(|one| is_ideograph(one) || is_question(one))
    }

    /// Whether what it gives is text, or else UTF-8 read as a one-byte charset once more.
    pub fn is_text(&self, chars: &[char], depth: usize) -> bool {
        let beyond_two = |sequence: &Sequence| sequence.to - sequence.from - 2;
        let long: usize = self.sequences.iter().map(beyond_two).sum();
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX / 64);
        let most = MOST_EXCESS
            + MOST_EXCESS_EACH * count(self.sequences.len())
            + MOST_EXCESS_LONG * count(long)
            + self.oddness / 2;
        if self.excess <= most {
            return true;
        }
        depth > 0
            && convincing(&self.line(chars), None, true, &Marks::default(), depth - 1).is_some()
    }

    /// Whether what it leaves over is part of a sequence with what it gives: two layers of which one lies over a part
    /// of the line only.
    pub fn reaches_into_more(&self, chars: &[char], depth: usize) -> bool {
        depth > 0
            && self.left <= MOST_LEFT_EACH * self.sequences.len()
            && convincing(&self.line(chars), None, false, &Marks::default(), depth - 1)
                .is_some_and(|(next, _)| next.left == 0)
    }

    /// The line as it was before.
    fn line(&self, chars: &[char]) -> String {
        let mut restored = String::new();
        let mut at = 0;
        for sequence in &self.sequences {
            restored.extend(chars.get(at..sequence.from).unwrap_or_default());
            restored.push_str(&sequence.restored(chars));
            at = sequence.to;
        }
        restored.extend(chars.get(at..).unwrap_or_default());
        restored
    }

    /// The damage, word by word.
    pub fn damage(&self, text: &str, chars: &[char], start: usize, marks: &Marks) -> Vec<Damage> {
        let Some(&read_as) = READ_AS.get(self.charset) else { return Vec::new() };
        let step = Step { actual: Charset::Utf8, read_as };
        let evidence = evidence::of_utf8((self.gain + self.oddness).unsigned_abs() * BIT);
        let mut found: Vec<Damage> = Vec::new();
        // The byte offset of a character; asked for in order.
        let (mut passed, mut bytes) = (0, 0);
        let mut offset = |at: usize| {
            let further = chars.get(passed..at).unwrap_or_default();
            bytes += further.iter().map(|c| c.len_utf8()).sum::<usize>();
            passed = passed.max(at);
            bytes
        };
        let mut word: Option<(usize, usize)> = None;
        let guessed = lost::guess(Tables::get(), self.charset, chars, &self.sequences, marks);
        for (sequence, guessed) in self.sequences.iter().zip(guessed) {
            let from = offset(sequence.from);
            // What lies between belongs to it, unless it is long or was read correctly.
            let joins = word.is_some_and(|(_, to)| {
                let between = chars.get(to..sequence.from).unwrap_or_default();
                between.len() <= MOST_BETWEEN && between.iter().all(char::is_ascii)
            });
            match found.last_mut().filter(|_| joins) {
                Some(last) => {
                    let between = text.get(last.span.end - start..from).unwrap_or_default();
                    last.restored.push_str(between);
                }
                None => found.push(Damage {
                    span: start + from..start + from,
                    restored: String::new(),
                    chain: Vec::new(),
                    margin: evidence.margin,
                    confidence: evidence.confidence,
                    guesses: Vec::new(),
                }),
            }
            if let Some(last) = found.last_mut() {
                let at = last.restored.len();
                if sequence.is_lost {
                    last.restored.push(guessed.char());
                    let span = at..last.restored.len();
                    last.guesses.push(Guess { span, candidates: guessed.candidates });
                } else {
                    last.restored.push_str(&sequence.restored(chars));
                }
                last.span.end = start + offset(sequence.to);
            }
            word = Some((sequence.from, sequence.to));
        }
        for damage in &mut found {
            let span = damage.span.start - start..damage.span.end - start;
            damage.chain = name_charsets(vec![step], text.get(span).unwrap_or_default().chars());
        }
        found
    }
}

/// Whether a character that is in no sequence is odd where it stands.
fn is_surprising(chars: &[char], at: usize) -> bool {
    let Some(&c) = chars.get(at) else { return false };
    // The dots of windows-1252 read as Latin-1 are looked for when all else is done.
    if oddness::is_natural(c) || is_mark(c) || c == NEXT_LINE {
        return false;
    }
    if oddness::is_box(&[c]) {
        return true;
    }
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let symbol = Symbol::of(c);
    let cost = found_cost(before.map_or_else(Symbol::start, Symbol::of), symbol);
    cost > usual(symbol.class()) + SURPRISE * BIT
}
