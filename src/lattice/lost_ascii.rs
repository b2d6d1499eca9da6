//! ASCII characters that a decoder took along with a byte it could not read: which it can have been.

use super::line_end;
use crate::model::{BIT, Cost};

/// What the rest of the text says about an ASCII character that was lost.
pub struct LostAscii {
    /// Quotes and brackets that have no partner.
    lacks: Vec<u8>,
    /// Whether numbers are set off by a space from what stands before them.
    spacing: Spacing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spacing {
    Unknown,
    /// `共 3 页`
    Spaced,
    /// `共3页`
    Close,
}

/// What it costs to suppose a character lost.
const USUAL: Cost = 8 * BIT;
/// The same for quotes and brackets that the text does not lack.
const UNPAIRED: Cost = 11 * BIT;
/// The same for tabs, which the model takes for spaces.
const TAB: Cost = 11 * BIT;
/// What a line break costs where a line nearly always ends.
const BREAK: Cost = 8 * BIT;
/// What a space before a digit costs more where numbers are not set off by spaces, and a digit
/// where they are.
const OTHER_SPACING: Cost = 4 * BIT;

impl LostAscii {
    /// Looks at the found characters.
    pub fn of(found: &[char]) -> Self {
        let count = |c: char| found.iter().filter(|found| **found == c).count();
        let mut lacks = Vec::new();
        lacks.extend([b'"', b'\''].into_iter().filter(|q| count(char::from(*q)) % 2 == 1));
        let pairs = [(b'(', b')'), (b'[', b']'), (b'{', b'}'), (b'<', b'>')];
        for (opens, closes) in pairs {
            match count(char::from(opens)).cmp(&count(char::from(closes))) {
                std::cmp::Ordering::Greater => lacks.push(closes),
                std::cmp::Ordering::Less => lacks.push(opens),
                std::cmp::Ordering::Equal => {}
            }
        }
        Self { lacks, spacing: Spacing::of(found) }
    }

    /// The cost of a lost character after another, before others that were found.
    pub fn cost(&self, after: char, byte: u8, rest: &[char]) -> Cost {
        let is_before_digit = rest.first().is_some_and(char::is_ascii_digit);
        let is_spacing = |byte: u8| match byte {
            b' ' => is_before_digit && self.spacing == Spacing::Close,
            b'0'..=b'9' => self.spacing == Spacing::Spaced,
            _ => false,
        };
        let usual = match byte {
            _ if self.lacks.contains(&byte) => 0,
            b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' => UNPAIRED,
            b'\n' => BREAK + line_end::cost(after),
            b'\t' => TAB,
            b'0'..=b'9' => USUAL.saturating_add_signed(first_digit(byte, rest)),
            _ => USUAL,
        };
        usual + if is_spacing(byte) { OTHER_SPACING } else { 0 }
    }
}

impl Spacing {
    fn of(found: &[char]) -> Self {
        let (mut spaced, mut close) = (0, 0);
        for three in found.windows(3) {
            match *three {
                [a, ' ', c] if !a.is_ascii() && c.is_ascii_digit() => spaced += 1,
                [_, b, c] if !b.is_ascii() && c.is_ascii_digit() => close += 1,
                _ => {}
            }
        }
        match spaced.cmp(&close) {
            std::cmp::Ordering::Greater => Self::Spaced,
            std::cmp::Ordering::Less => Self::Close,
            std::cmp::Ordering::Equal => Self::Unknown,
        }
    }
}

/// What the first digit of a number costs more than a digit of which nothing is known, or less:
/// Benford's law, and most numbers of four digits are years.
fn first_digit(digit: u8, rest: &[char]) -> i32 {
    const BITS: i32 = BIT.cast_signed();
    let more = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let is_year = more == 3
        && match rest.first() {
            Some('0') => digit == b'2',
            Some('8' | '9') => digit == b'1',
            _ => false,
        };
    match digit {
        _ if is_year => -2 * BITS,
        b'0' if rest.first() != Some(&'.') => 4 * BITS,
        b'1' => -3 * BITS / 2,
        b'2' => -BITS,
        b'3' => -BITS / 4,
        b'4' | b'5' => 0,
        _ => BITS,
    }
}
