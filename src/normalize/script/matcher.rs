//! One stage of a conversion: the longest entry at each place is replaced.

use std::ops::Range;

use super::tables::{Dictionary, Table, dictionary};

/// Dictionaries made ready for matching.
///
/// Of the entries that fit at a place the first dictionary that has one wins, then the longest.
pub struct Stage {
    /// For each 64 characters the page of `entries` they are on.
    pages: Vec<u16>,
    /// By character: what it becomes, and what can follow it in a phrase.
    entries: Vec<Entry>,
    /// A hash table from the first two characters to phrases.
    slots: Vec<Slot>,
    /// Phrases; those with the same first two characters together, the one that wins first.
    phrases: Vec<Phrase>,
    /// Keys and values that `phrases` and `entries` point at.
    strings: String,
    /// ASCII characters that an entry begins with.
    ascii: u128,
}

#[derive(Clone, Copy)]
struct Entry {
    /// [`NOTHING`], a character, or beyond those a string: [`STRING`] + its number.
    out: u32,
    /// A bit for each second character of phrases, by [`bit`]: most pairs begin none.
    followers: u64,
}

const NO_ENTRY: Entry = Entry { out: NOTHING, followers: 0 };
const NOTHING: u32 = u32::MAX;
const STRING: u32 = 0x0020_0000;
const PAGE: usize = 64;
const CODE_POINTS: usize = 0x11_0000;

#[derive(Clone, Copy)]
struct Slot {
    pair: u32,
    first: u32,
}

const FREE: Slot = Slot { pair: 0, first: u32::MAX };

struct Phrase {
    key: (u32, u8),
    value: Becomes,
    /// Whether the next phrase begins with other characters.
    is_last: bool,
}

#[derive(Clone, Copy)]
enum Becomes {
    /// The key.
    Itself,
    /// Each character as it becomes alone.
    ByCharacter,
    /// A string: start and length in bytes.
    String(u32, u8),
}

/// What a phrase must not cross.
pub enum Segments<'s> {
    /// Nothing.
    Whole,
    /// Nothing; but each phrase that fits is a segment, and where these begin and end in what is written is wanted.
    Own(&'s mut Vec<usize>),
    /// The ends of segments of the text; and where these are in what is written, if wanted.
    Given(&'s [usize], Option<&'s mut Vec<usize>>),
}

/// Somebody who takes what a stage writes.
pub trait Sink {
    /// `old` of the text becomes `new`. In order; what lies between stays.
    fn replace(&mut self, text: &str, old: Range<usize>, new: &str);

    /// The length of what was written so far, if everything up to `at` of the text is written.
    fn position(&self, at: usize) -> usize;
}

impl Stage {
    /// A stage of dictionaries, the first of which has precedence.
    pub fn new(tables: &[Table]) -> Self {
        let dictionaries: Vec<&Dictionary> =
            tables.iter().map(|table| dictionary(*table)).collect();
        let count: usize = dictionaries.iter().map(|d| d.len()).sum();
        let mut stage = Self {
            pages: vec![0; CODE_POINTS / PAGE],
            entries: Vec::with_capacity(700 * PAGE),
            slots: vec![FREE; (2 * count).next_power_of_two().max(16)],
            phrases: Vec::with_capacity(count),
            strings: String::with_capacity(count * 12),
            ascii: 0,
        };
        stage.entries.resize(PAGE, NO_ENTRY);
        for dictionary in dictionaries.iter().rev() {
            stage.add_characters(dictionary);
        }
        // A phrase counts if no character alone, of a dictionary that goes before its own, is taken first. (A dictionary
        // that holds both is always the first one.)
        let mut taken: Vec<char> = Vec::new();
        let mut phrases = Vec::new();
        let mut sources = 0;
        for (rank, dictionary) in dictionaries.iter().enumerate() {
            let before = phrases.len();
            let mut singles = Vec::new();
            for (key, value) in dictionary.iter() {
                let mut chars = key.chars();
                match (chars.next(), chars.next()) {
                    (Some(first), Some(second)) if !taken.contains(&first) => {
                        phrases.push(Found {
                            pair: pair(first, second),
                            rank,
                            first,
                            second,
                            key,
                            value,
                        });
                    }
                    (Some(single), None) => singles.push(single),
                    _ => {}
                }
            }
            sources += usize::from(phrases.len() > before);
            // Those of the last dictionary shadow nothing.
            if rank + 1 < dictionaries.len() {
                taken.extend(singles);
            }
        }
        // The file has them in this order.
        if sources > 1 {
            phrases
                .sort_by(|a, b| (a.pair, a.rank, b.key.len()).cmp(&(b.pair, b.rank, a.key.len())));
        }
        stage.index(&phrases);
        stage
    }

    /// Takes over the entries of one character; they win over those that are there.
    fn add_characters(&mut self, dictionary: &Dictionary) {
        for (key, value) in dictionary.iter() {
            let mut chars = key.chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                let out = value.map_or(u32::from(c), |value| self.out(value));
                self.entry_mut(c).out = out;
            }
        }
    }

    fn out(&mut self, value: &str) -> u32 {
        let mut chars = value.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => u32::from(c),
            _ => {
                let start = self.strings.len();
                self.strings.push_str(value);
                STRING + ((start as u32) << 5 | value.len() as u32 & 31)
            }
        }
    }

    fn index(&mut self, phrases: &[Found<'_>]) {
        let mask = self.slots.len() - 1;
        let mut before = None;
        for found in phrases {
            let start = self.strings.len() as u32;
            self.strings.push_str(found.key);
            let value = match found.value {
                None => self.by_character(found.key),
                Some(value) if value == found.key => Becomes::Itself,
                Some(value) => {
                    let start = self.strings.len() as u32;
                    self.strings.push_str(value);
                    Becomes::String(start, value.len() as u8)
                }
            };
            if before != Some(found.pair) {
                if let Some(last) = self.phrases.last_mut() {
                    last.is_last = true;
                }
                let mut at = hash(found.pair) & mask;
                while let Some(slot) = self.slots.get_mut(at) {
                    if slot.first == FREE.first {
                        *slot = Slot { pair: found.pair, first: self.phrases.len() as u32 };
                        break;
                    }
                    at = (at + 1) & mask;
                }
                before = Some(found.pair);
            }
            self.phrases.push(Phrase {
                key: (start, found.key.len() as u8),
                value,
                is_last: false,
            });
            let followers = bit(found.second);
            self.entry_mut(found.first).followers |= followers;
        }
        if let Some(last) = self.phrases.last_mut() {
            last.is_last = true;
        }
    }

    /// [`Becomes::ByCharacter`], unless that changes nothing.
    fn by_character(&self, key: &str) -> Becomes {
        let is_same = key.chars().all(|c| {
            self.entry(c).is_none_or(|entry| entry.out == NOTHING || entry.out == u32::from(c))
        });
        if is_same { Becomes::Itself } else { Becomes::ByCharacter }
    }

    fn entry_mut(&mut self, c: char) -> &mut Entry {
        let code = u32::from(c) as usize;
        if c.is_ascii() {
            self.ascii |= 1 << code;
        }
        let page = self.pages.get(code / PAGE).copied().unwrap_or_default();
        let page = if page == 0 {
            let new = self.entries.len() / PAGE;
            self.entries.resize(self.entries.len() + PAGE, NO_ENTRY);
            if let Some(page) = self.pages.get_mut(code / PAGE) {
                *page = new as u16;
            }
            new
        } else {
            usize::from(page)
        };
        let at = page * PAGE + code % PAGE;
        // The page was just made sure of.
        #[expect(clippy::indexing_slicing)]
        &mut self.entries[at]
    }

    #[inline]
    fn entry(&self, c: char) -> Option<&Entry> {
        self.entry_of(u32::from(c))
    }

    #[inline]
    fn entry_of(&self, code: u32) -> Option<&Entry> {
        let page = *self.pages.get(code as usize / PAGE)?;
        self.entries.get(usize::from(page) * PAGE + code as usize % PAGE)
    }

    fn string(&self, start: u32, len: usize) -> &str {
        let start = start as usize;
        self.strings.get(start..start + len).unwrap_or_default()
    }

    /// Replaces what fits within `segments`.
    pub fn walk(&self, text: &str, sink: &mut impl Sink, segments: Segments<'_>) {
        let (ends, mut out, is_given) = match segments {
            Segments::Whole => (&[][..], None, false),
            Segments::Own(out) => (&[][..], Some(out), false),
            Segments::Given(ends, out) => (ends, out, true),
        };
        let bytes = text.as_bytes();
        let mut rest = bytes;
        let mut ends = ends.iter().copied().peekable();
        let mut limit = text.len();
        // Ends of segments before the place: they are written while the distance between input and output is known.
        let mut passed = ends.clone();
        loop {
            let at = bytes.len() - rest.len();
            let (code, len) = match rest {
                [] => break,
                [ascii @ ..0x80, tail @ ..] => {
                    if self.ascii >> ascii & 1 == 0 {
                        rest = tail;
                        continue;
                    }
                    (u32::from(*ascii), 1)
                }
                [a @ 0xe0..=0xef, b, c, ..] => (three(*a, *b, *c), 3),
                [a @ 0xf0..=0xff, b, c, d, ..] => {
                    (three(*a & 7, *b, *c) << 6 | u32::from(*d & 63), 4)
                }
                [a, b, ..] => (u32::from(*a & 31) << 6 | u32::from(*b & 63), 2),
                [_] => break,
            };
            let Some((_, tail)) = rest.split_at_checked(len) else { break };
            let Some(entry) = self.entry_of(code) else {
                rest = tail;
                continue;
            };
            if entry.followers != 0
                && let Some(second) = second(tail)
                && entry.followers >> bit_of(second) & 1 != 0
            {
                if is_given {
                    while ends.next_if(|end| *end <= at).is_some() {}
                    limit = ends.peek().copied().unwrap_or(text.len());
                }
                if let Some(phrase) = self.phrase(code, second, rest, limit - at) {
                    let end = at + usize::from(phrase.key.1);
                    if let Some(out) = out.as_deref_mut() {
                        while let Some(end) = passed.next_if(|end| *end <= at) {
                            out.push(sink.position(end));
                        }
                        if !is_given {
                            out.push(sink.position(at));
                        }
                    }
                    match phrase.value {
                        Becomes::Itself => {}
                        Becomes::String(start, len) => {
                            sink.replace(text, at..end, self.string(start, usize::from(len)));
                        }
                        Becomes::ByCharacter => self.by_characters(text, at..end, sink),
                    }
                    if let Some(out) = out.as_deref_mut()
                        && !is_given
                    {
                        out.push(sink.position(end));
                    }
                    rest = bytes.get(end..).unwrap_or_default();
                    continue;
                }
            }
            if entry.out != NOTHING && entry.out != code {
                if let Some(out) = out.as_deref_mut() {
                    while let Some(end) = passed.next_if(|end| *end <= at) {
                        out.push(sink.position(end));
                    }
                }
                self.write(entry.out, text, at..at + len, sink);
            }
            rest = tail;
        }
        if let Some(out) = out {
            out.extend(passed.map(|end| sink.position(end)));
        }
    }

    /// What a character becomes alone; nothing where no entry has it.
    pub fn alone(&self, c: char) -> Option<char> {
        char::from_u32(self.entry(c)?.out)
    }

    /// What exactly this phrase becomes; nothing where there is no such phrase.
    pub fn phrase_value(&self, phrase: &str) -> Option<String> {
        let mut chars = phrase.chars();
        let bucket = self.bucket(pair(chars.next()?, chars.next()?))?;
        for entry in self.phrases.get(bucket..)? {
            if self.string(entry.key.0, usize::from(entry.key.1)) == phrase {
                return Some(match entry.value {
                    Becomes::Itself => phrase.to_owned(),
                    Becomes::String(start, len) => self.string(start, usize::from(len)).to_owned(),
                    Becomes::ByCharacter => {
                        phrase.chars().map(|c| self.alone(c).unwrap_or(c)).collect()
                    }
                });
            }
            if entry.is_last {
                break;
            }
        }
        None
    }

    /// The lengths in bytes of all phrases that `text` begins with.
    pub fn phrases_at(&self, text: &str, lengths: &mut Vec<usize>) {
        let mut chars = text.chars();
        let (Some(first), Some(second)) = (chars.next(), chars.next()) else { return };
        if self.entry(first).is_none_or(|entry| entry.followers & bit(second) == 0) {
            return;
        }
        let Some(first) = self.bucket(pair(first, second)) else { return };
        for phrase in self.phrases.get(first..).unwrap_or_default() {
            let len = usize::from(phrase.key.1);
            if text.starts_with(self.string(phrase.key.0, len)) {
                lengths.push(len);
            }
            if phrase.is_last {
                break;
            }
        }
    }

    #[inline]
    fn write(&self, out: u32, text: &str, old: Range<usize>, sink: &mut impl Sink) {
        if let Some(c) = char::from_u32(out) {
            sink.replace(text, old, c.encode_utf8(&mut [0; 4]));
        } else {
            let out = out - STRING;
            sink.replace(text, old, self.string(out >> 5, (out & 31) as usize));
        }
    }

    fn by_characters(&self, text: &str, span: Range<usize>, sink: &mut impl Sink) {
        for (at, c) in text.get(span.clone()).unwrap_or_default().char_indices() {
            let at = span.start + at;
            if let Some(entry) = self.entry(c)
                && entry.out != NOTHING
                && entry.out != u32::from(c)
            {
                self.write(entry.out, text, at..at + c.len_utf8(), sink);
            }
        }
    }

    /// The phrase that wins at the beginning of `rest`, of at most `limit` bytes.
    #[inline]
    fn phrase(&self, first: u32, second: u32, rest: &[u8], limit: usize) -> Option<&Phrase> {
        for phrase in self.phrases.get(self.bucket(pair_of(first, second))?..)? {
            let (start, len) = (phrase.key.0 as usize, usize::from(phrase.key.1));
            let key = self.strings.as_bytes().get(start..start + len)?;
            if len <= limit && rest.starts_with(key) {
                return Some(phrase);
            }
            if phrase.is_last {
                break;
            }
        }
        None
    }
}

impl Stage {
    /// The number of the first phrase that begins with these two characters.
    #[inline]
    fn bucket(&self, pair: u32) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash(pair) & mask;
        loop {
            let slot = self.slots.get(at)?;
            if slot.first == FREE.first {
                return None;
            }
            if slot.pair == pair {
                return Some(slot.first as usize);
            }
            at = (at + 1) & mask;
        }
    }
}

/// A phrase on its way into a stage.
struct Found<'d> {
    pair: u32,
    rank: usize,
    first: char,
    second: char,
    key: &'d str,
    value: Option<&'d str>,
}

#[inline]
fn three(a: u8, b: u8, c: u8) -> u32 {
    u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63)
}

/// The first character of valid UTF-8.
#[inline]
fn second(rest: &[u8]) -> Option<u32> {
    match rest {
        [a @ 0xe0..=0xef, b, c, ..] => Some(three(*a, *b, *c)),
        [ascii @ ..0x80, ..] => Some(u32::from(*ascii)),
        [a @ 0xf0..=0xff, b, c, d, ..] => Some(three(*a & 7, *b, *c) << 6 | u32::from(*d & 63)),
        [a, b, ..] => Some(u32::from(*a & 31) << 6 | u32::from(*b & 63)),
        _ => None,
    }
}

/// Two characters in one number. Some pairs share one, which costs a comparison more.
fn pair(first: char, second: char) -> u32 {
    pair_of(u32::from(first), u32::from(second))
}

#[inline]
fn pair_of(first: u32, second: u32) -> u32 {
    first << 16 | second & 0xffff
}

#[inline]
fn hash(pair: u32) -> usize {
    // Fibonacci hashing; the upper half is the better one.
    (u64::from(pair).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
}

fn bit(second: char) -> u64 {
    1 << bit_of(u32::from(second))
}

#[inline]
fn bit_of(second: u32) -> u32 {
    (second ^ second >> 6 ^ second >> 3) & 63
}
