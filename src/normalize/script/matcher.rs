//! One stage of a conversion: the longest entry at each place is replaced.

use std::ops::Range;

use super::output::{Output, Witness};
use super::tables::{Dictionary, Entry, Table, Value, chars, dictionary};

/// Dictionaries made ready for matching.
///
/// Of the entries that fit at a place the first dictionary that has one wins, then the longest.
pub struct Stage {
    /// By character of the Basic Multilingual Plane: what is written for it alone as UTF-8, the first byte lowest, and flags.
    entries: Box<[u32; PLANE]>,
    /// Characters whose bits say [`ODD`], and those beyond that plane, in order.
    odd: Vec<Odd>,
    /// Which two characters are a phrase, and which three one or its beginning: most in a text are none. They tell before anything is looked up.
    pairs: Filter,
    triples: Filter,
    /// A hash table from the first two units to phrases.
    slots: Vec<Slot>,
    /// Phrases; those with the same first two units together, the one that wins first.
    phrases: Vec<Phrase>,
    /// The dictionaries' units of keys and values.
    units: Vec<&'static [u16]>,
    /// ASCII characters that are not just copied.
    ascii: u128,
}

/// Something else is written than what was there.
pub(super) const CHANGED: u32 = 1 << 24;
/// There is an entry of this character.
const PRESENT: u32 = 1 << 25;
/// A phrase begins with it.
const BEGINS: u32 = 1 << 26;
/// It takes another number of bytes than three, or what is written for it does.
const ODD: u32 = 1 << 27;
/// A phrase begins with it whose second character takes another number of bytes than three.
const BEGINS_ODDLY: u32 = 1 << 28;

/// Characters of the Basic Multilingual Plane.
const PLANE: usize = 0x1_0000;

/// A character, and where in the units stands what it becomes.
struct Odd {
    code: u32,
    becomes: Units,
    len: u8,
}

/// Where units begin, and in which of the dictionaries.
#[derive(Clone, Copy)]
struct Units {
    start: u32,
    source: u8,
}

#[derive(Clone, Copy)]
struct Slot {
    pair: u32,
    /// The number of the first phrase times 256, plus that of the first one of just the two units from there on, or [`NONE_OF_TWO`].
    first: u32,
    /// A bit for each third unit, by [`third_bit`].
    thirds: u32,
}

const FREE: Slot = Slot { pair: 0, first: u32::MAX, thirds: 0 };
const NONE_OF_TWO: u32 = 0xff;

struct Phrase {
    third: u16,
    /// Units of the key.
    len: u8,
    value: Kind,
    /// Whether the next phrase begins with other units.
    is_last: bool,
    source: u8,
    /// Where the key is among the units of that dictionary; what is written of the value follows it.
    key: u32,
}

#[derive(Clone, Copy)]
enum Kind {
    ByCharacter,
    Except(u8),
    /// So many units.
    Whole(u8),
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

impl Stage {
    /// Replaces what fits within `segments`. `text` is UTF-8.
    pub fn walk<W: Witness>(&self, text: &[u8], out: &mut Output<'_, W>, segments: Segments<'_>) {
        let (ends, mut own, mut given) = match segments {
            Segments::Whole => (&[][..], None, None),
            Segments::Own(own) => (&[][..], Some(own), None),
            Segments::Given(ends, wanted) => {
                (ends, None, wanted.map(|w| (w, ends.iter().peekable())))
            }
        };
        let mut ends = ends.iter().copied().peekable();
        // Ends that were passed stand in what is written as far from its end as in the text, until the two get out of step.
        let mut pass_ends = |at: usize, len: usize| {
            if let Some((wanted, passed)) = &mut given {
                while let Some(end) = passed.next_if(|end| **end <= at) {
                    wanted.push(len + end - at);
                }
            }
        };
        let mut at = 0;
        let (mut code, mut second) = (three_at(text, at), three_at(text, at + 3));
        while at < text.len() {
            let mut limit = || {
                while ends.next_if(|end| *end <= at).is_some() {}
                ends.peek().copied().unwrap_or(text.len())
            };
            let (found, bits) = if code != 0 {
                let bits = self.bits(code);
                let third = three_at(text, at + 6);
                let mut found = None;
                if bits & BEGINS != 0 {
                    if second == 0 {
                        if bits & BEGINS_ODDLY != 0 {
                            found = self.find(text, at, limit());
                        }
                    } else if self.may_begin(code, second, third) {
                        found = self.find_by_third(code << 16 | second, text, at, limit());
                    }
                }
                if found.is_none() && bits & ODD == 0 {
                    out.put_three(bits, at);
                    at += 3;
                    (code, second) = (second, third);
                    continue;
                }
                (found, bits)
            } else {
                let rest = text.get(at..).unwrap_or_default();
                let len = self.ascii_that_stays(rest);
                if len > 0 {
                    out.put(rest.get(..len).unwrap_or_default());
                    at += len;
                    (code, second) = (three_at(text, at), three_at(text, at + 3));
                    continue;
                }
                (self.find(text, at, limit()), ODD)
            };
            pass_ends(at, out.len());
            if let Some((phrase, len)) = found {
                let start = out.len();
                self.write(phrase, text, at..at + len, out);
                if let Some(own) = own.as_deref_mut() {
                    own.extend([start, out.len()]);
                }
                at += len;
            } else if bits & ODD == 0 {
                out.put_three(bits, at);
                at += 3;
            } else {
                at += self.write_alone(text.get(at..).unwrap_or_default(), at, out);
            }
            (code, second) = (three_at(text, at), three_at(text, at + 3));
        }
        pass_ends(text.len(), out.len());
    }

    /// Where the phrases of a text begin and end.
    pub fn segments(&self, text: &[u8]) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let code = three_at(text, at);
            let second = if code == 0 { 0 } else { three_at(text, at + 3) };
            let found = if second == 0 {
                self.find(text, at, text.len())
            } else if self.bits(code) & BEGINS != 0
                && self.may_begin(code, second, three_at(text, at + 6))
            {
                self.find_by_third(code << 16 | second, text, at, text.len())
            } else {
                None
            };
            match found {
                Some((_, len)) => {
                    ends.extend([at, at + len]);
                    at += len;
                }
                None if code != 0 => at += 3,
                None => {
                    let rest = text.get(at..).unwrap_or_default();
                    let ascii = self.ascii_that_stays(rest);
                    at += if ascii > 0 { ascii } else { decode(rest).map_or(1, |(_, len)| len) };
                }
            }
        }
        ends
    }

    /// The bytes of ASCII at the beginning of `run` that nothing happens to.
    #[inline]
    fn ascii_that_stays(&self, run: &[u8]) -> usize {
        let chunks = run.chunks_exact(8).take_while(|chunk| chunk.is_ascii()).count();
        let rest = run.get(8 * chunks..).unwrap_or_default();
        let len = 8 * chunks + rest.iter().take_while(|byte| byte.is_ascii()).count();
        if self.ascii == 0 {
            return len;
        }
        run.get(..len)
            .and_then(|run| run.iter().position(|byte| self.ascii >> byte & 1 != 0))
            .unwrap_or(len)
    }

    #[inline]
    fn bits(&self, code: u32) -> u32 {
        if code as usize >= PLANE {
            return 0;
        }
        self.entries.get(code as usize).copied().unwrap_or_default()
    }

    /// The phrase that wins at `at` and does not go beyond `end`, and its bytes: where it begins with two characters of three bytes.
    fn find_by_third(
        &self,
        pair: u32,
        text: &[u8],
        at: usize,
        end: usize,
    ) -> Option<(&Phrase, usize)> {
        let slot = self.slot(pair)?;
        let rest = text.get(at + 6..end)?;
        let third = decode(rest).map_or(0, |(code, _)| first_unit(code));
        if slot.thirds & third_bit(third) == 0 {
            let of_two = slot.first & 0xff;
            if of_two == NONE_OF_TWO {
                return None;
            }
            return Some((self.phrases.get(((slot.first >> 8) + of_two) as usize)?, 6));
        }
        for phrase in self.phrases.get((slot.first >> 8) as usize..)? {
            if phrase.len == 2 {
                return Some((phrase, 6));
            }
            if phrase.third == third
                && let Some(more) = tail_len(self.key(phrase).get(2..)?, rest)
            {
                return Some((phrase, 6 + more));
            }
            if phrase.is_last {
                break;
            }
        }
        None
    }

    /// The same for any characters.
    fn find(&self, text: &[u8], at: usize, end: usize) -> Option<(&Phrase, usize)> {
        let rest = text.get(at..end)?;
        let (code, _) = decode(rest)?;
        if code <= 0xffff && self.bits(code) & BEGINS == 0 {
            return None;
        }
        let phrases = self.beginning(first_pair(rest)?);
        phrases.filter_map(|phrase| Some((phrase, tail_len(self.key(phrase), rest)?))).next()
    }

    /// The phrases that begin with these two units.
    fn beginning(&self, pair: u32) -> impl Iterator<Item = &Phrase> {
        let first = self.slot(pair).and_then(|slot| self.phrases.get((slot.first >> 8) as usize..));
        let mut is_over = false;
        first.unwrap_or_default().iter().take_while(move |phrase| {
            let was_over = is_over;
            is_over = phrase.is_last;
            !was_over
        })
    }

    /// Whether a phrase may begin with these characters of three bytes. The third is 0 where it has another number.
    #[inline]
    fn may_begin(&self, first: u32, second: u32, third: u32) -> bool {
        let pair = first << 16 | second;
        self.pairs.may_have(hash(pair)) | self.triples.may_have(hash_of_three(pair, third))
    }

    #[inline]
    fn slot(&self, pair: u32) -> Option<Slot> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (hash(pair) >> 32) as usize & mask;
        loop {
            let slot = self.slots.get(at)?;
            if slot.first == FREE.first {
                return None;
            }
            if slot.pair == pair {
                return Some(*slot);
            }
            at = (at + 1) & mask;
        }
    }

    fn key(&self, phrase: &Phrase) -> &[u16] {
        self.units_at(Units { start: phrase.key, source: phrase.source }, usize::from(phrase.len))
    }

    /// So many units that are written of a phrase's value.
    fn written(&self, phrase: &Phrase, len: usize) -> &[u16] {
        let start = phrase.key + u32::from(phrase.len);
        self.units_at(Units { start, source: phrase.source }, len)
    }

    fn units_at(&self, Units { start, source }: Units, len: usize) -> &[u16] {
        let start = start as usize;
        let units = self.units.get(usize::from(source)).copied().unwrap_or_default();
        units.get(start..start + len).unwrap_or_default()
    }

    fn write<W: Witness>(
        &self,
        phrase: &Phrase,
        text: &[u8],
        old: Range<usize>,
        out: &mut Output<'_, W>,
    ) {
        let start = out.len();
        let found = text.get(old.clone()).unwrap_or_default();
        match phrase.value {
            Kind::ByCharacter => {
                let mut at = 0;
                while let Some(rest) = found.get(at..).filter(|rest| !rest.is_empty()) {
                    at += self.write_alone(rest, old.start + at, out);
                }
                return;
            }
            Kind::Except(mask) => {
                let mut written = self.written(phrase, mask.count_ones() as usize).iter();
                let (mut at, mut bits) = (0, u32::from(mask));
                while let Some(rest) = found.get(at..).filter(|rest| !rest.is_empty()) {
                    let Some((code, len)) = decode(rest) else { break };
                    if bits & 1 != 0 {
                        out.put_unit(written.next().copied().unwrap_or_default());
                    } else {
                        let alone = self.alone(code).or_else(|| char::from_u32(code));
                        out.put_char(alone.unwrap_or_default());
                    }
                    bits >>= 1;
                    at += len;
                }
            }
            Kind::Whole(len) => {
                chars(self.written(phrase, usize::from(len))).for_each(|c| out.put_char(c));
            }
        }
        out.end_replacement(found, old, start);
    }

    /// Writes what the first character of `rest` becomes alone, and gives its length. It stands at `at`.
    #[inline]
    fn write_alone<W: Witness>(&self, rest: &[u8], at: usize, out: &mut Output<'_, W>) -> usize {
        let Some((code, len)) = decode(rest) else { return rest.len().max(1) };
        let bits = self.bits(code);
        if len == 3 && bits & ODD == 0 {
            out.put_three(bits, at);
            return len;
        }
        let found = rest.get(..len).unwrap_or_default();
        match self.odd(code) {
            None => out.put(found),
            Some(odd) => {
                let start = out.len();
                chars(self.units_at(odd.becomes, usize::from(odd.len)))
                    .for_each(|c| out.put_char(c));
                out.end_replacement(found, at..at + len, start);
            }
        }
        len
    }

    #[cold]
    fn odd(&self, code: u32) -> Option<&Odd> {
        let place = self.odd.binary_search_by_key(&code, |odd| odd.code).ok()?;
        self.odd.get(place)
    }

    /// What a character becomes alone; nothing where no entry has it.
    pub fn alone(&self, code: impl Into<u32>) -> Option<char> {
        let code = code.into();
        let bits = self.bits(code);
        if bits & (PRESENT | ODD) == PRESENT {
            let [a, b, c, _] = bits.to_le_bytes();
            return char::from_u32(three(a, b, c));
        }
        if bits & PRESENT == 0 && code <= 0xffff {
            return None;
        }
        let odd = self.odd(code)?;
        let mut chars = chars(self.units_at(odd.becomes, usize::from(odd.len)));
        chars.next().filter(|_| chars.next().is_none())
    }

    /// What exactly this phrase becomes; nothing where there is no such phrase.
    pub fn phrase_value(&self, phrase: &str) -> Option<String> {
        let is_it =
            |found: &&Phrase| tail_len(self.key(found), phrase.as_bytes()) == Some(phrase.len());
        let found = self.beginning(first_pair(phrase.as_bytes())?).find(is_it)?;
        let alone = |c: char| self.alone(c).unwrap_or(c);
        Some(match found.value {
            Kind::ByCharacter => phrase.chars().map(alone).collect(),
            Kind::Except(mask) => {
                let mut written = chars(self.written(found, mask.count_ones() as usize));
                let mut is_other = (0..8).map(|place| mask >> place & 1 != 0);
                let becomes = |c| match is_other.next() {
                    Some(true) => written.next().unwrap_or(c),
                    _ => alone(c),
                };
                phrase.chars().map(becomes).collect()
            }
            Kind::Whole(len) => chars(self.written(found, usize::from(len))).collect(),
        })
    }

    /// The lengths in bytes of all phrases that `text` begins with.
    pub fn phrases_at(&self, text: &str, lengths: &mut Vec<usize>) {
        if let Some(pair) = first_pair(text.as_bytes()) {
            let len = |phrase: &Phrase| tail_len(self.key(phrase), text.as_bytes());
            lengths.extend(self.beginning(pair).filter_map(len));
        }
    }
}

/// Making one.
impl Stage {
    /// A stage of dictionaries, the first of which has precedence.
    pub fn new(tables: &[Table]) -> Self {
        let dictionaries: Vec<&'static Dictionary> =
            tables.iter().map(|table| dictionary(*table)).collect();
        let mut stage = Self {
            entries: boxed(|code| if code < 0x800 { 0 } else { utf8(code as u32) }),
            odd: Vec::new(),
            pairs: Filter::new(),
            triples: Filter::new(),
            slots: Vec::new(),
            phrases: Vec::new(),
            units: dictionaries.iter().map(|dictionary| dictionary.units()).collect(),
            ascii: 0,
        };
        // A phrase counts if no character alone, of a dictionary that goes before its own, is taken first.
        let mut taken: Vec<u16> = Vec::new();
        let mut phrases = Vec::new();
        let count = tables.iter().zip(&dictionaries).filter(|(table, _)| table.has_phrases());
        let has_several = count.clone().nth(1).is_some();
        stage.reserve(count.map(|(_, dictionary)| dictionary.len()).sum());
        let mut slot = FREE;
        for ((source, dictionary), table) in (0..).zip(&dictionaries).zip(tables) {
            let mut singles: Vec<u16> = Vec::new();
            for entry in dictionary.iter() {
                if let Some(code) = single(entry.key) {
                    stage.add_character(code, source, &entry);
                    singles.extend(entry.key.first().filter(|_| table.has_phrases()));
                } else if let [first, second, ..] = *entry.key
                    && !taken.contains(&first)
                {
                    let pair = u32::from(first) << 16 | u32::from(second);
                    if has_several {
                        phrases.push((pair, source, entry));
                    } else {
                        stage.add_phrase(&mut slot, pair, source, &entry);
                    }
                }
            }
            taken.extend(singles);
        }
        // Each dictionary has those with the same first units together and in the right order.
        phrases.sort_by_key(|(pair, source, _)| (*pair, *source));
        for (pair, source, entry) in &phrases {
            stage.add_phrase(&mut slot, *pair, *source, entry);
        }
        stage.insert(slot);
        stage.odd.sort_by_key(|odd| odd.code);
        stage.odd.dedup_by_key(|odd| odd.code);
        stage
    }

    /// Takes over an entry of one character; what is there already wins.
    fn add_character(&mut self, code: u32, source: u8, entry: &Entry<'_>) {
        let bits = self.bits(code);
        if bits & PRESENT != 0 {
            return;
        }
        let (start, becomes) = match entry.value {
            Value::ByCharacter => (entry.place, entry.key),
            Value::Except(_, units) | Value::Whole(units) => (entry.place + entry.key.len(), units),
        };
        let new = match *becomes {
            [unit] if code >= 0x800 && u32::from(unit) == code => bits | PRESENT,
            [unit @ (0x800..=0xd7ff | 0xe000..)] if code >= 0x800 => {
                utf8(u32::from(unit)) | PRESENT | CHANGED | bits & (BEGINS | BEGINS_ODDLY)
            }
            _ => bits | PRESENT | ODD,
        };
        if let Some(entry) = self.entries.get_mut(code as usize) {
            *entry = new;
        }
        if code > 0xffff || new & ODD != 0 {
            let becomes_at = Units { start: start as u32, source };
            self.odd.push(Odd { code, becomes: becomes_at, len: becomes.len() as u8 });
        }
        if code < 0x80 {
            self.ascii |= 1 << code;
        }
    }

    /// Makes room for so many phrases at most.
    fn reserve(&mut self, count: usize) {
        self.slots = vec![FREE; (count * 5 / 4).next_power_of_two().max(16)];
        self.phrases.reserve_exact(count);
    }

    /// Takes over a phrase; those with the same first two units come together, the one that wins first. `slot` is that of the last ones.
    fn add_phrase(&mut self, slot: &mut Slot, pair: u32, source: u8, entry: &Entry<'_>) {
        let number = self.phrases.len() as u32;
        if slot.pair != pair {
            self.insert(*slot);
            *slot = Slot { pair, first: number << 8 | NONE_OF_TWO, thirds: 0 };
        }
        let third = entry.key.get(2).copied().unwrap_or_default();
        if entry.key.len() > 2 {
            slot.thirds |= third_bit(third);
            let third = if is_three(third) { u32::from(third) } else { 0 };
            self.triples.add(hash_of_three(pair, third));
        } else if slot.first & 0xff == NONE_OF_TWO {
            let place = number - (slot.first >> 8);
            if place < NONE_OF_TWO {
                slot.first = slot.first & !0xff | place;
            } else {
                // Too far: all are looked at whatever comes third.
                slot.thirds = u32::MAX;
            }
        }
        let value = match entry.value {
            Value::ByCharacter => Kind::ByCharacter,
            Value::Except(mask, _) => Kind::Except(mask),
            Value::Whole(units) => Kind::Whole(units.len() as u8),
        };
        let (len, key) = (entry.key.len() as u8, entry.place as u32);
        self.phrases.push(Phrase { third, len, value, is_last: false, source, key });
    }

    /// Takes over where the phrases are that were added last.
    fn insert(&mut self, slot: Slot) {
        let Some(last) = self.phrases.last_mut() else { return };
        last.is_last = true;
        let mask = self.slots.len() - 1;
        let mut at = (hash(slot.pair) >> 32) as usize & mask;
        while let Some(place) = self.slots.get_mut(at) {
            if place.first == FREE.first {
                *place = slot;
                break;
            }
            at = (at + 1) & mask;
        }
        if slot.first & 0xff != NONE_OF_TWO || slot.thirds == u32::MAX {
            self.pairs.add(hash(slot.pair));
        }
        let first = slot.pair >> 16;
        if let Some(bits) = self.entries.get_mut(first as usize) {
            *bits |= BEGINS;
            if !is_three(slot.pair as u16) {
                *bits |= BEGINS_ODDLY;
            }
        }
        if first < 0x80 {
            self.ascii |= 1 << first;
        }
    }
}

/// The character that these units are, if they are one.
fn single(units: &[u16]) -> Option<u32> {
    match *units {
        [unit] => Some(u32::from(unit)),
        [upper @ 0xd800..=0xdbff, lower] => {
            Some((u32::from(upper & 0x3ff) << 10 | u32::from(lower & 0x3ff)) + 0x1_0000)
        }
        _ => None,
    }
}

/// The bytes at the beginning of `rest` that are these units; nothing where others stand there.
#[inline]
fn tail_len(units: &[u16], rest: &[u8]) -> Option<usize> {
    let mut len = 0;
    let mut units = units.iter();
    while let Some(unit) = units.next() {
        let (code, bytes) = decode(rest.get(len..)?)?;
        if first_unit(code) != *unit || code > 0xffff && units.next() != Some(&second_unit(code)) {
            return None;
        }
        len += bytes;
    }
    Some(len)
}

/// The first two units of a text.
fn first_pair(rest: &[u8]) -> Option<u32> {
    let (first, len) = decode(rest)?;
    let second =
        if first > 0xffff { second_unit(first) } else { first_unit(decode(rest.get(len..)?)?.0) };
    Some(u32::from(first_unit(first)) << 16 | u32::from(second))
}

/// The character at `at`, if it is one of three bytes, else 0.
#[inline]
fn three_at(text: &[u8], at: usize) -> u32 {
    let Some(bytes) = text.get(at..).and_then(|rest| rest.first_chunk::<4>()) else {
        return last_three(text.get(at..).unwrap_or_default());
    };
    let bytes = u32::from_le_bytes(*bytes);
    if bytes & 0xf0 != 0xe0 {
        return 0;
    }
    (bytes & 15) << 12 | bytes >> 2 & 0xfc0 | bytes >> 16 & 0x3f
}

/// The same where no other character follows.
#[cold]
fn last_three(rest: &[u8]) -> u32 {
    match rest {
        [a @ 0xe0..=0xef, b, c] => three(*a, *b, *c),
        _ => 0,
    }
}

/// The first character of valid UTF-8, and its bytes.
#[inline]
fn decode(rest: &[u8]) -> Option<(u32, usize)> {
    match rest {
        [a @ 0xe0..=0xef, b, c, ..] => Some((three(*a, *b, *c), 3)),
        [ascii @ ..0x80, ..] => Some((u32::from(*ascii), 1)),
        [a @ 0xf0..=0xff, b, c, d, ..] => {
            Some((three(*a & 7, *b, *c) << 6 | u32::from(*d & 63), 4))
        }
        [a, b, ..] => Some((u32::from(*a & 31) << 6 | u32::from(*b & 63), 2)),
        _ => None,
    }
}

#[inline]
fn three(a: u8, b: u8, c: u8) -> u32 {
    u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63)
}

/// The bytes of a character of three bytes, the first lowest.
fn utf8(code: u32) -> u32 {
    0x80_80e0 | code >> 12 | (code >> 6 & 63) << 8 | (code & 63) << 16
}

#[inline]
fn first_unit(code: u32) -> u16 {
    if code > 0xffff { (0xd7c0 + (code >> 10)) as u16 } else { code as u16 }
}

fn second_unit(code: u32) -> u16 {
    (0xdc00 | code & 0x3ff) as u16
}

/// Whether this unit is a character of three bytes.
fn is_three(unit: u16) -> bool {
    matches!(unit, 0x800..=0xd7ff | 0xe000..)
}

#[inline]
fn hash(pair: u32) -> u64 {
    // Fibonacci hashing; the upper half is the better one.
    u64::from(pair).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline]
fn hash_of_three(pair: u32, third: u32) -> u64 {
    (u64::from(third) << 32 | u64::from(pair)).wrapping_mul(0xD1B5_4A32_D192_ED03)
}

/// A Bloom filter: two bits of one number for each hash.
struct Filter(Box<[u64; FILTER]>);

const FILTER: usize = 1 << 12;

impl Filter {
    fn new() -> Self {
        Self(boxed(|_| 0))
    }

    #[inline]
    fn bits(hash: u64) -> u64 {
        1 << (hash >> 46 & 63) | 1 << (hash >> 40 & 63)
    }

    fn add(&mut self, hash: u64) {
        if let Some(place) = self.0.get_mut((hash >> 52) as usize) {
            *place |= Self::bits(hash);
        }
    }

    #[inline]
    fn may_have(&self, hash: u64) -> bool {
        let place = self.0.get((hash >> 52) as usize).copied().unwrap_or_default();
        place & Self::bits(hash) == Self::bits(hash)
    }
}

fn boxed<T: Copy + Default, const N: usize>(make: impl FnMut(usize) -> T) -> Box<[T; N]> {
    let all: Box<[T]> = (0..N).map(make).collect();
    all.try_into().unwrap_or_else(|_| Box::new([T::default(); N]))
}

#[inline]
fn third_bit(third: u16) -> u32 {
    1 << ((third ^ third >> 5 ^ third >> 10) & 31)
}
