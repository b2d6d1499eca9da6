//! One stage of a conversion: the longest entry at each place is replaced.

mod build;
mod filter;
mod units;

use std::ops::Range;

use super::output::{Output, Witness};
use super::tables::chars;
use filter::{Filter, hash, hash_of_three, third_bit};
use units::{decode, first_pair, first_unit, tail_len, three, three_at};

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

/// An array on the heap, made in place.
fn boxed<T: Copy + Default, const N: usize>(make: impl FnMut(usize) -> T) -> Box<[T; N]> {
    let all: Box<[T]> = (0..N).map(make).collect();
    all.try_into().unwrap_or_else(|_| Box::new([T::default(); N]))
}
