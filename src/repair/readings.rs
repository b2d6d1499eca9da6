//! Passages whose characters carry inserted readings, `業(yè)`, told by the passage as a whole.
//!
//! A gloss is written once, for the reader; a program writes a reading after *every* occurrence of
//! a character of *its list*, the same one each time, and after no other character. Its list held
//! traditional characters with a simplified form. Each of these is checked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::double_byte::{DoubleByte, Pair, is_han};
use super::table;
use super::tokens::{Kind, Token};

/// A passage that carries readings.
pub(super) struct Passage {
    /// Byte range in the text, whole lines where they are not too long.
    pub(super) span: Range<usize>,
    /// Which character has which reading.
    pub(super) readings: Readings,
    /// How much more probable a reading is to be inserted than written, in bits.
    pub(super) bits_each: f64,
}

impl Passage {
    /// Whether a token is a reading that the passage shows with its character.
    pub(super) fn lists(&self, token: &Token<'_>) -> bool {
        matches!(token.kind, Kind::Reading(reading) if !self.readings.codes(reading).is_empty())
    }
}

/// The list that the program worked with, as far as the passage shows it.
#[derive(Clone, Default)]
pub(super) struct Readings {
    by_reading: HashMap<String, Vec<Pair>>,
    codes: HashSet<Pair>,
    /// Characters that the list may have held besides.
    others: HashMap<String, Vec<Pair>>,
}

impl Readings {
    /// The codes of the characters read so.
    pub(super) fn codes(&self, reading: &str) -> &[Pair] {
        self.by_reading.get(reading).map_or(&[], Vec::as_slice)
    }

    /// The codes of characters that are read so and that the list may have held besides: the passage
    /// shows them neither with a reading nor without.
    pub(super) fn others(&self, reading: &str) -> &[Pair] {
        self.others.get(reading).map_or(&[], Vec::as_slice)
    }

    /// Whether any character is known to be read so.
    pub(super) fn is_known(&self, reading: &str) -> bool {
        !self.codes(reading).is_empty() || !self.others(reading).is_empty()
    }

    /// Looks up what a reading can belong to besides. `is_bare` tells which codes the passage shows
    /// without a reading.
    pub(super) fn look_up(&mut self, reading: &str, is_bare: impl Fn(Pair) -> bool) {
        if !self.others.contains_key(reading) {
            let mut codes: Vec<Pair> =
                table::codes(reading).filter(|&code| !is_bare(code)).collect();
            codes.retain(|&code| !self.has(code));
            self.others.insert(reading.to_owned(), codes);
        }
    }

    /// Whether the program put a reading after this code.
    pub(super) fn has(&self, pair: Pair) -> bool {
        self.codes.contains(&pair)
    }

    /// Adds a character to the list.
    pub(super) fn learn(&mut self, reading: &str, pair: Pair) {
        if self.codes.insert(pair) {
            self.by_reading.entry(reading.to_owned()).or_default().push(pair);
        }
    }
}

/// Further from the reading before it than this, in bytes, and a reading belongs to another passage.
const FARTHEST: usize = 4096;
/// A passage has at least so many readings,
const LEAST_READINGS: usize = 20;
/// of at least so many characters,
const LEAST_CHARACTERS: usize = 4;
/// each repeated so often on average.
const LEAST_REPEATS: usize = 2;
/// Percent of the occurrences of characters with a reading that carry it.
const ALWAYS: usize = 96;
/// Percent of the readings of a character that are its usual one.
const SAME: usize = 98;
/// At most this percent of all Han characters carry a reading: a textbook's do.
const MOST_OF_HAN: usize = 60;
/// Percent of the characters with a reading that are outside GB 2312.
const TRADITIONAL: usize = 90;

/// A character followed by a reading in parentheses.
#[derive(Clone, Copy)]
struct Annotated<'t> {
    character: char,
    reading: &'t str,
    /// Where the parenthesis opens.
    at: usize,
}

/// The passages of `text` that carry inserted readings, in order.
pub(super) fn passages(text: &str) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut run: Vec<Annotated<'_>> = Vec::new();
    let mut last_end = 0;
    let mut close = |run: &mut Vec<Annotated<'_>>| {
        if run.len() >= LEAST_READINGS
            && let Some(passage) = judge(text, run, last_end)
        {
            last_end = passage.span.end;
            found.push(passage);
        }
        run.clear();
    };
    for at in memchr::memchr_iter(b'(', text.as_bytes()) {
        let Some(annotated) = annotated(text, at) else { continue };
        if run.last().is_some_and(|before| at - before.at > FARTHEST) {
            close(&mut run);
        }
        run.push(annotated);
    }
    close(&mut run);
    found
}

/// What the parenthesis at `at` follows and holds, if it is a Han character and a toned syllable.
fn annotated(text: &str, at: usize) -> Option<Annotated<'_>> {
    // The bytes tell in most cases: a Han character ends in 80–BF, a syllable begins with a letter.
    let bytes = text.as_bytes();
    let before = *bytes.get(at.checked_sub(1)?)?;
    let after = *bytes.get(at + 1)?;
    if before < 0x80 || !(after.is_ascii_lowercase() || (0xC3..=0xC7).contains(&after)) {
        return None;
    }
    let reading = syllable(text.get(at + 1..)?)?;
    if bytes.get(at + 1 + reading.len()) != Some(&b')') {
        return None;
    }
    let character = text.get(..at)?.chars().next_back().filter(|&c| is_han(c))?;
    Some(Annotated { character, reading, at })
}

/// The toned syllable of pinyin that `text` begins with.
pub(super) fn syllable(text: &str) -> Option<&str> {
    const TONED: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ";
    // The longest is `zhuāng`.
    let (mut len, mut toned) = (0, 0);
    for c in text.chars().take(7) {
        if TONED.contains(c) {
            toned += 1;
        } else if !(c.is_ascii_lowercase() || c == 'ü') {
            break;
        }
        len += c.len_utf8();
    }
    let syllable = text.get(..len)?;
    (toned == 1 && syllable.chars().count() <= 6).then_some(syllable)
}

/// Whether a run of readings is the work of a program.
fn judge(text: &str, run: &[Annotated<'_>], from: usize) -> Option<Passage> {
    let (first, last) = (run.first()?, run.last()?);
    let first = first.at - first.character.len_utf8();
    let last = last.at;
    let span = whole_lines(text, first, last, from);
    let mut usual: BTreeMap<char, BTreeMap<&str, usize>> = BTreeMap::new();
    for annotated in run {
        *usual.entry(annotated.character).or_default().entry(annotated.reading).or_default() += 1;
    }
    let gbk = DoubleByte::gbk();
    let mut readings = Readings::default();
    let (mut same, mut traditional) = (0, 0);
    for (&character, counts) in &usual {
        let Some((&reading, &count)) = counts.iter().max_by_key(|&(_, &count)| count) else {
            continue;
        };
        same += count;
        if let Some(pair) = gbk.pair(character) {
            readings.learn(reading, pair);
            traditional += usize::from(!DoubleByte::is_gb2312(pair));
        }
    }
    for (reading, character) in table::toneless() {
        let with = always_with(text, &span, character, reading);
        if with > 0
            && let Some(pair) = gbk.pair(character)
        {
            readings.learn(reading, pair);
        }
    }
    let (mut han, mut listed) = (0, 0);
    for c in text.get(first..last)?.chars().filter(|&c| is_han(c)) {
        han += 1;
        listed += usize::from(usual.contains_key(&c));
    }
    let percent = |part: usize, whole: usize, least: usize| part * 100 >= whole * least;
    let by_program = usual.len() >= LEAST_CHARACTERS
        && run.len() >= LEAST_REPEATS * usual.len()
        && percent(run.len(), listed, ALWAYS)
        && percent(same, run.len(), SAME)
        && percent(traditional, usual.len(), TRADITIONAL)
        && run.len() * 100 <= han * MOST_OF_HAN;
    // Somebody who writes a gloss now and then would have to have written it every time.
    by_program.then(|| Passage {
        span,
        readings,
        bits_each: (run.len() as f64 / usual.len() as f64).log2().max(1.0) + 8.0,
    })
}

/// How often a character stands in a part of the text with a reading that has no tone, if it stands
/// there always with it: without a tone anything can be a reading.
fn always_with(text: &str, span: &Range<usize>, character: char, reading: &str) -> usize {
    let passage = text.get(span.clone()).unwrap_or_default();
    let with = passage.matches(&format!("{character}({reading})")).count();
    let all = if with == 0 { 0 } else { passage.matches(character).count() };
    if with * 100 >= all * ALWAYS { with } else { 0 }
}

/// The lines from one byte to another, cut where they are longer than anybody writes.
fn whole_lines(text: &str, first: usize, last: usize, from: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut start = first.saturating_sub(FARTHEST).max(from);
    if let Some(line_end) =
        bytes.get(start..first).and_then(|before| memchr::memrchr(b'\n', before))
    {
        start += line_end + 1;
    }
    let mut end = last.saturating_add(FARTHEST).min(bytes.len());
    if let Some(line_end) = bytes.get(last..end).and_then(|after| memchr::memchr(b'\n', after)) {
        end = last + line_end;
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end
}
