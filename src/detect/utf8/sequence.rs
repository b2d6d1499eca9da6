//! One sequence of UTF-8 in found characters.

use crate::model::{BIT, Class, Symbol, cost, found_cost};

use super::super::window::usual;
use super::marks::Marks;
use super::oddness;
use super::reading::LEAST_GAIN;
use super::tables::Tables;

/// Found characters that are one character in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Index of the first found character.
    pub from: usize,
    /// Index after the last.
    pub to: usize,
    /// The character that was written.
    pub char: char,
    /// Whether a byte A0 became a space, as where no-break spaces are made usual ones.
    pub is_spaced: bool,
    /// Whether a byte of it is lost, so that the character is U+FFFD.
    pub is_lost: bool,
}

impl Sequence {
    /// The sequence that begins at `at`, in the charset at a place of [`super::tables::READ_AS`].
    pub fn at(tables: &Tables, charset: usize, chars: &[char], at: usize) -> Option<Self> {
        let lead = tables.byte(*chars.get(at)?, charset);
        if lead < 0x80 {
            return None;
        }
        let mut is_spaced = false;
        let mut tail = |number: usize| {
            let c = *chars.get(at + number)?;
            match tables.byte(c, charset) {
                byte @ 0x80..=0xBF => Some(u32::from(byte & 0x3F)),
                0x20 => {
                    is_spaced = true;
                    Some(0x20)
                }
                _ => None,
            }
        };
        let (number, length) = match lead {
            // Java writes NUL so.
            0xC0 => (tail(1).filter(|bits| *bits == 0)?, 2),
            0xC2..=0xDF => ((u32::from(lead & 0x1F) << 6) | tail(1)?, 2),
            0xE0..=0xEF => {
                let number = (u32::from(lead & 0x0F) << 12) | (tail(1)? << 6) | tail(2)?;
                match number {
                    0..0x800 => return None,
                    0xD800..0xDC00 => {
                        // CESU-8: two surrogates, three bytes each.
                        let next = tables.byte(*chars.get(at + 3)?, charset);
                        let low = (tail(4)? << 6) | tail(5)?;
                        if next != 0xED || !(0xC00..0x1000).contains(&low) {
                            return None;
                        }
                        (0x1_0000 + ((number - 0xD800) << 10) + (low - 0xC00), 6)
                    }
                    _ => (number, 3),
                }
            }
            0xF0..=0xF4 => {
                let number =
                    (u32::from(lead & 0x07) << 18) | (tail(1)? << 12) | (tail(2)? << 6) | tail(3)?;
                (number, 4)
            }
            _ => return None,
        };
        if length == 4 && number < 0x1_0000 {
            return None;
        }
        let char = char::from_u32(number)?;
        Some(Self { from: at, to: at + length, char, is_spaced, is_lost: false })
    }

    /// The same where marks stand in place of bytes, one for each; in place of the first byte only if something is
    /// known of it.
    pub fn lost_at(
        tables: &Tables,
        charset: usize,
        chars: &[char],
        at: usize,
        marks: &Marks,
    ) -> Option<Self> {
        let length = |c: char| match tables.byte(c, charset) {
            0xC2..=0xDF => Some(2),
            0xE0..=0xEF => Some(3),
            0xF0..=0xF4 => Some(4),
            _ => None,
        };
        let known = marks.at(at).into_iter().flatten();
        let (length, is_known) = match length(*chars.get(at)?) {
            Some(length) => (length, true),
            None => (known.filter_map(|c| length(*c)).min()?, false),
        };
        let tail = chars.get(at + 1..at + length)?;
        let is_mark = |c: &char| super::is_mark(*c);
        let is_further = |c: &char| matches!(tables.byte(*c, charset), 0x80..=0xBF);
        let is_lost = (!is_known || tail.iter().any(is_mark))
            && tail.iter().all(|c| is_mark(c) || is_further(c));
        let char = char::REPLACEMENT_CHARACTER;
        is_lost.then_some(Self { from: at, to: at + length, char, is_spaced: false, is_lost })
    }
}

/// Whether characters of a class are told from others by so little that a space may be part of one.
fn is_of_alphabet(class: Class) -> bool {
    use Class::*;
    matches!(
        class,
        LatinExtendedLower
            | LatinExtendedUpper
            | CyrillicLower
            | CyrillicUpper
            | GreekLower
            | GreekUpper
            | Hebrew
            | Arabic
            | Thai
            | Latin1Symbol
            | GeneralPunctuation
            | Symbol
            | Emoji
    )
}

impl Sequence {
    pub fn oddness(&self, chars: &[char]) -> i32 {
        let found = chars.get(self.from..self.to).unwrap_or_default();
        oddness::oddness(self.before(chars), found, chars.get(self.to).copied())
    }

    /// Whether it may be what was written. A small letter that is followed by dots and quotes or by a space is the
    /// end of a word rather than an ideograph within it.
    pub fn is_plausible(&self, chars: &[char]) -> bool {
        let tail = chars.get(self.from + 1..self.to).unwrap_or_default();
        let is_end = tail.len() > 1 && tail.iter().all(|c| oddness::is_natural(*c));
        let goes_on = self.before(chars).is_some_and(|c| c.is_ascii_alphabetic());
        let symbol = Symbol::of(self.char);
        let is_alien = goes_on && self.char >= '\u{2E80}';
        let is_seldom_spaced =
            self.is_spaced && (!is_of_alphabet(symbol.class()) || is_end && !symbol.is_known());
        let is_rubble = oddness::is_rubble(self.char);
        !(is_rubble || is_seldom_spaced || is_end && is_alien)
    }

    /// Whether it is as probable as it stands, and gives no letter.
    pub fn is_natural(&self, chars: &[char]) -> bool {
        !self.is_lost
            && !self.char.is_alphabetic()
            && self.char != '\u{A0}'
            && self.oddness(chars) == 0
            && self.gain(chars).0 < LEAST_GAIN
    }

    fn before(&self, chars: &[char]) -> Option<char> {
        self.from.checked_sub(1).and_then(|at| chars.get(at)).copied()
    }

    /// Bits by which the character is more probable than what stands there, and bits by which it costs more
    /// than usual text.
    pub fn gain(&self, chars: &[char]) -> (i32, i32) {
        let before = self.before(chars).map_or_else(Symbol::start, Symbol::of);
        let after = chars.get(self.to).map(|c| Symbol::of(*c));
        let mut previous = before;
        let mut found: i64 = 0;
        for c in chars.get(self.from..self.to).unwrap_or_default() {
            let symbol = Symbol::of(*c);
            found += i64::from(found_cost(previous, symbol));
            previous = symbol;
        }
        found += after.map_or(0, |after| i64::from(found_cost(previous, after)));
        let char = Symbol::of(self.char);
        let alone = cost(before, char);
        let restored = i64::from(alone) + after.map_or(0, |after| i64::from(cost(char, after)));
        let bits = |cost: i64| i32::try_from(cost / i64::from(BIT)).unwrap_or(0);
        (bits(found - restored), bits(i64::from(alone.saturating_sub(usual(char.class())))))
    }

    /// What was written: the character, and the space after it where the two became one.
    pub fn restored(&self, chars: &[char]) -> String {
        let mut restored = String::from(self.char);
        if self.is_spaced && self.char == 'à' && !self.is_joined(chars) {
            restored.push(' ');
        }
        restored
    }

    /// Whether what follows belongs to an `à` whose second byte became a space: another space stands there, or it
    /// is Portuguese `às`, `àquele`. In all other languages that have it `à` is a word.
    fn is_joined(&self, chars: &[char]) -> bool {
        let after = chars.get(self.to..).unwrap_or_default();
        let begins = |word: &str| after.iter().copied().take(word.len()).eq(word.chars());
        let is_plural = begins("s") && after.get(1).is_none_or(|c| matches!(c, ' ' | ',' | '.'));
        let ends = after.first().is_none_or(|c| c.is_ascii_punctuation() || *c == '…');
        ends || begins(" ") || is_plural || ["quele", "quela", "quilo"].into_iter().any(begins)
    }
}
