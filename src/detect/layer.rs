//! One hypothesis laid over a window: what each place would have been.
//!
//! An *arc* leads from one character of the found text to another over a stretch whose bytes are
//! whole characters in the supposed charset. A layer can lie on another layer: then its arcs read
//! what the lower one restored, and that is a chain of wrong decodes.

use crate::charset::{Charset, Decoder, Inverse, Preimages};
use crate::edit::Step;
use crate::model::{BIT, Cost, Symbol, cost};

use super::path::Stretch;
use super::window::Window;

/// Bytes in an arc at most. Chinese read wrongly three times over needs some 80.
const MOST_BYTES: usize = 128;
/// Ways of writing the bytes of one arc that are tried at most, where characters have several codes.
const MOST_CHOICES: usize = 16;

/// What it costs when the bytes are not the most usual ones of a character. Dialects differ in some
/// codes; most text comes from the decoders that agree.
const UNUSUAL_CODE: Cost = 6 * BIT;
/// What a hypothesis has to gain in a quick look to go on with it.
const LEAST_PROMISE: Cost = 4 * BIT;

/// A stretch of found text and what it would have been.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arc {
    /// Index of the character after the stretch.
    pub end: u32,
    first: u32,
    count: u16,
    /// Cost of the restored characters after the first, each after the one before.
    pub rest: Cost,
}

/// A hypothesis over (part of) a window.
pub struct Layer {
    /// The wrong decodes, the last one first: the order in which they are undone.
    steps: Vec<Step>,
    /// What it costs to suppose this.
    pub enter: Cost,
    from: usize,
    /// All arcs in the order of where they start.
    arcs: Vec<Arc>,
    /// Where the arcs of each character begin in `arcs`, and one end more.
    starts: Vec<u32>,
    chars: Vec<char>,
    symbols: Vec<Symbol>,
}

/// What a layer reads.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// The text as found.
    Found(&'a Window),
    /// What another layer restores.
    Restored(&'a Layer),
}

impl Source<'_> {
    /// The characters at a place and where the next place is.
    #[inline]
    fn token<'s>(
        &'s self,
        at: usize,
        one: &'s mut [char; 1],
        choice: &mut Choice,
    ) -> Option<(usize, &'s [char])> {
        match self {
            Source::Found(window) => {
                one[0] = window.char(at)?;
                Some((at + 1, one))
            }
            Source::Restored(layer) => {
                let mut numbers = layer.arcs(at);
                let number = numbers.start + choice.of(numbers.len()) as u32;
                let arc = layer.arc(numbers.find(|n| *n == number)?)?;
                Some((arc.end as usize, layer.chars(arc)))
            }
        }
    }
}

/// The bytes of an arc as they come together.
struct Bytes {
    bytes: [u8; MOST_BYTES],
    len: usize,
    read: usize,
}

impl Layer {
    /// Lays the hypothesis `step` over the characters `from..to` of what `source` gives.
    pub fn new(step: Step, enter: Cost, source: Source<'_>, from: usize, to: usize) -> Self {
        let mut steps = match source {
            Source::Found(_) => Vec::new(),
            Source::Restored(layer) => layer.steps.clone(),
        };
        steps.push(step);
        let length = to.saturating_sub(from);
        let mut layer = Self {
            steps,
            enter,
            from,
            arcs: Vec::with_capacity(length),
            starts: Vec::with_capacity(length + 1),
            chars: Vec::with_capacity(length),
            symbols: Vec::with_capacity(length),
        };
        let builder = Builder::new(step, source);
        for at in from..to {
            layer.starts.push(layer.arcs.len() as u32);
            builder.add_arcs(&mut layer, at);
        }
        layer.starts.push(layer.arcs.len() as u32);
        layer
    }

    /// The wrong decodes, the last one first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// By how much a stretch is more probable restored than as it was found.
    pub fn gain(&self, window: &Window, stretch: &Stretch) -> Option<i64> {
        let mut previous = window.before(stretch.from);
        let mut sum = 0;
        for (_, number) in &stretch.arcs {
            let arc = self.arc(*number)?;
            let (first, last) = self.ends(arc)?;
            sum += i64::from(cost(previous, first) + arc.rest);
            previous = last;
        }
        Some(i64::from(window.cost(stretch.from, stretch.to)) - sum)
    }

    /// The numbers of the arcs that start at a character: several where its bytes can be written in
    /// several ways.
    #[inline]
    pub fn arcs(&self, at: usize) -> std::ops::Range<u32> {
        let start = |at: usize| self.starts.get(at.checked_sub(self.from)?).copied();
        match (start(at), start(at + 1)) {
            (Some(from), Some(to)) => from..to,
            _ => 0..0,
        }
    }

    /// An arc by its number.
    #[inline]
    pub fn arc(&self, number: u32) -> Option<&Arc> {
        self.arcs.get(number as usize)
    }

    /// The first arc that starts at a character: the one with the most usual bytes.
    #[inline]
    pub fn first_arc(&self, at: usize) -> Option<&Arc> {
        self.arcs(at).next().and_then(|number| self.arc(number))
    }

    /// The restored characters of an arc.
    pub fn chars(&self, arc: &Arc) -> &[char] {
        self.chars
            .get(arc.first as usize..arc.first as usize + usize::from(arc.count))
            .unwrap_or_default()
    }

    /// What the model knows of the first and the last restored character of an arc.
    #[inline]
    pub fn ends(&self, arc: &Arc) -> Option<(Symbol, Symbol)> {
        let first = self.symbols.get(arc.first as usize)?;
        let last = self.symbols.get(arc.first as usize + usize::from(arc.count).checked_sub(1)?)?;
        Some((*first, *last))
    }

    /// Takes the characters pushed since `first` as an arc from `at` on.
    fn close(&mut self, at: usize, end: usize, first: usize, extra: Cost) {
        let restored = self.chars.get(first..).unwrap_or_default();
        let others =
            self.starts.get(at - self.from).and_then(|&start| self.arcs.get(start as usize..));
        let is_known = |arc: &Arc| arc.end as usize == end && self.chars(arc) == restored;
        if others.unwrap_or_default().iter().any(is_known) {
            self.chars.truncate(first);
            return;
        }
        let mut rest = extra;
        let mut previous = None;
        for &c in restored {
            let symbol = Symbol::of(c);
            rest += previous.map_or(0, |previous| cost(previous, symbol));
            self.symbols.push(symbol);
            previous = Some(symbol);
        }
        if let Ok(count) = u16::try_from(restored.len()) {
            self.arcs.push(Arc { end: end as u32, first: first as u32, count, rest });
        }
    }
}

/// Reads what a source gives as if it had gone through one wrong decode.
pub struct Builder<'a> {
    source: Source<'a>,
    inverse: &'static Inverse,
    decoder: &'static Decoder,
    actual: Charset,
}

impl<'a> Builder<'a> {
    /// Undoes `step` on what `source` gives.
    pub fn new(step: Step, source: Source<'a>) -> Self {
        Self {
            source,
            inverse: step.read_as.inverse(),
            decoder: step.actual.decoder(),
            actual: step.actual,
        }
    }

    /// How much more probable the characters of a stretch get at most somewhere, going through them
    /// once: a cheap look before the real search. A hypothesis that has gained next to nothing after
    /// `patience` characters that it changes is given up.
    pub fn quick_gain(
        &self,
        window: &Window,
        stretch: std::ops::Range<usize>,
        patience: usize,
        scratch: &mut Vec<char>,
    ) -> Cost {
        let mut at = stretch.start;
        let mut previous: Option<Symbol> = None;
        // Whether that is the character which was found.
        let mut is_found = false;
        let (mut gain, mut best): (Cost, Cost) = (0, 0);
        let mut changed = 0;
        let ascii = |at| match self.source {
            Source::Found(window) => {
                window.char(at).filter(char::is_ascii).and(window.symbols.get(at)).copied()
            }
            Source::Restored(_) => None,
        };
        while at < stretch.end {
            // ASCII stays what it is, and so do its costs after what stays.
            if let Some(symbol) = ascii(at) {
                let found = window.cost(at, at + 1);
                let restored = match previous {
                    None => symbol.alone(),
                    Some(_) if is_found => found,
                    Some(previous) => cost(previous, symbol),
                };
                gain = (gain + found).saturating_sub(restored);
                previous = (gain > 0).then_some(symbol);
                is_found = true;
                best = best.max(gain);
                at += 1;
                if best < LEAST_PROMISE && changed >= patience {
                    break;
                }
                continue;
            }
            scratch.clear();
            let Some(end) = self.first_arc(scratch, at) else {
                gain = 0;
                previous = None;
                at += 1;
                changed += 1;
                continue;
            };
            let mut restored = 0;
            for &c in scratch.iter() {
                let symbol = Symbol::of(c);
                // Damage begins somewhere before: the first character has no context to fit in.
                restored += previous.map_or(symbol.alone(), |previous| cost(previous, symbol));
                previous = Some(symbol);
            }
            gain = (gain + window.cost(at, end)).saturating_sub(restored);
            if gain == 0 {
                previous = None;
            }
            best = best.max(gain);
            // What the damage leaves as it is says nothing.
            is_found = window.chars.get(at..end) == Some(scratch.as_slice());
            if !is_found {
                changed += end - at;
            }
            at = end;
            if best < LEAST_PROMISE && changed >= patience {
                break;
            }
        }
        best
    }

    /// The way to read on from `at` with the most usual bytes. What it gives is appended to `chars`.
    pub fn first_arc(&self, chars: &mut Vec<char>, at: usize) -> Option<usize> {
        self.try_arc(chars, at, &mut Choice { left: 0, seen: false })
    }

    /// Finds the arcs that start at `at`: one for each way its bytes can be written.
    fn add_arcs(&self, layer: &mut Layer, at: usize) {
        for number in 0..MOST_CHOICES {
            let mut choice = Choice { left: number, seen: false };
            let first = layer.chars.len();
            match self.try_arc(&mut layer.chars, at, &mut choice) {
                Some(end) => {
                    layer.close(at, end, first, if number == 0 { 0 } else { UNUSUAL_CODE })
                }
                None => layer.chars.truncate(first),
            }
            // What is left of the number was not used up: all ways have been tried.
            if choice.left > 0 || !choice.seen {
                break;
            }
        }
    }

    /// Reads from `at` on until the bytes read are whole characters; gives where that is.
    fn try_arc(&self, chars: &mut Vec<char>, at: usize, choice: &mut Choice) -> Option<usize> {
        // Most are one byte, and one character.
        if let Source::Found(window) = self.source {
            let mut tried = *choice;
            let code = self.code(window.char(at)?, &mut tried)?;
            if let [byte] = *code.as_bytes()
                && let Some((c, _)) = self.decoder.next(&[byte])
            {
                *choice = tried;
                chars.push(c);
                return Some(at + 1);
            }
        }
        let mut bytes = Bytes { bytes: [0; MOST_BYTES], len: 0, read: 0 };
        let mut at = at;
        loop {
            let mut one = ['\0'];
            let (next, tokens) = self.source.token(at, &mut one, choice)?;
            for &c in tokens {
                bytes.push(self.code(c, choice)?.as_bytes())?;
            }
            at = next;
            while let Some((c, length)) = self.decoder.next(bytes.unread()) {
                chars.push(c);
                bytes.read += length;
            }
            match bytes.unread() {
                [] => return Some(at),
                [lead, ..] if bytes.unread().len() >= longest_code(self.actual, *lead) => {
                    return None;
                }
                _ => {}
            }
        }
    }

    /// The code of a character: the most usual one, or as `choice` says.
    #[inline]
    fn code(&self, c: char, choice: &mut Choice) -> Option<crate::charset::Code> {
        if !self.inverse.has_more(c) {
            return self.inverse.first(c);
        }
        let codes: Preimages = self.inverse.all(c);
        let codes = codes.as_slice();
        codes.get(choice.of(codes.len())).copied()
    }
}

/// Which way to take where there are several (codes of a character, arcs of the layer below): a
/// number whose digits say so, in the order of the characters.
#[derive(Clone, Copy)]
struct Choice {
    left: usize,
    /// Whether there were several anywhere.
    seen: bool,
}

impl Choice {
    /// The digit for a place with so many ways.
    #[inline]
    fn of(&mut self, ways: usize) -> usize {
        if ways < 2 {
            return 0;
        }
        self.seen = true;
        let digit = self.left % ways;
        self.left /= ways;
        digit
    }
}

impl Bytes {
    fn push(&mut self, code: &[u8]) -> Option<()> {
        self.bytes.get_mut(self.len..self.len + code.len())?.copy_from_slice(code);
        self.len += code.len();
        Some(())
    }

    #[inline]
    fn unread(&self) -> &[u8] {
        self.bytes.get(self.read..self.len).unwrap_or_default()
    }
}

/// Bytes of the longest code that begins with `lead`: with as many there and no character, the
/// bytes are invalid.
fn longest_code(charset: Charset, lead: u8) -> usize {
    match charset {
        Charset::Utf8 => match lead {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        },
        Charset::EucJp if lead == 0x8F => 3,
        Charset::Gb18030 => 4,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::hypotheses::{READ_AS, actual_of};
    use super::*;

    #[test]
    fn ascii_stays_what_it_is() {
        let text: String = ('\0'..='\u{7F}').collect();
        let window = Window::new(&text, 0);
        for &read_as in READ_AS.iter().copied().flatten() {
            for actual in actual_of(read_as) {
                let builder = Builder::new(Step { actual, read_as }, Source::Found(&window));
                for (at, c) in window.chars.iter().enumerate() {
                    let mut chars = Vec::new();
                    assert_eq!(builder.first_arc(&mut chars, at), Some(at + 1), "{actual:?} {c}");
                    assert_eq!(chars, [*c], "{actual:?} read as {read_as:?}");
                }
            }
        }
    }
}
