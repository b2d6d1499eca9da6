//! Which national character sets a text keeps to.
//!
//! Most text keeps to the characters of one country: simplified ones, traditional ones, those of
//! Japan. The model shares what it knows among them; what can be read of a text tells which they
//! are.

use std::sync::OnceLock;

use crate::charset::Charset;
use crate::model::{BIT, Cost};

/// Ideographs that must have been read before anything is concluded.
const LEAST_SEEN: u32 = 4;
/// One ideograph in so many may be foreign to a text.
const FOREIGN: u32 = 8;
/// What an ideograph costs beyond its own cost that is foreign to the text.
const FOREIGN_COST: Cost = 8 * BIT;

/// Sets of ideographs: the charsets, and the codes in them.
const SETS: [(Charset, std::ops::RangeInclusive<u16>); 4] = [
    // GB 2312 within GBK; its second bytes are A1 and above.
    (Charset::Gbk, 0xB0A1..=0xF7FE),
    (Charset::Big5, 0xA440..=0xF9D5),
    // JIS X 0208.
    (Charset::ShiftJis, 0x889F..=0xEAA4),
    // KS X 1001.
    (Charset::EucKr, 0xCAA1..=0xFDFE),
];

/// The sets that have an ideograph, a bit for each.
fn sets(c: char) -> u8 {
    static TABLE: OnceLock<Vec<u8>> = OnceLock::new();
    let table = TABLE.get_or_init(|| (FIRST..=LAST).map(look_up).collect());
    let place = u32::from(c).checked_sub(u32::from(FIRST));
    place.and_then(|place| table.get(usize::try_from(place).ok()?)).copied().unwrap_or(0)
}

/// The unified ideographs that the sets have.
const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

fn look_up(c: char) -> u8 {
    let mut sets = 0;
    for (number, (charset, codes)) in SETS.iter().enumerate() {
        let is_held = charset.inverse().first(c).is_some_and(|code| match *code.as_bytes() {
            [lead, trail] => {
                codes.contains(&u16::from_be_bytes([lead, trail]))
                    && (*charset != Charset::Gbk || trail >= 0xA1)
            }
            _ => false,
        });
        sets |= u8::from(is_held) << number;
    }
    sets
}

fn is_ideograph(c: char) -> bool {
    (FIRST..=LAST).contains(&c)
}

/// How many ideographs of a text each set has.
#[derive(Default)]
pub struct Repertoire {
    seen: u32,
    held: [u32; SETS.len()],
    /// Bits of the sets that the text keeps to.
    kept: u8,
}

impl Repertoire {
    /// Takes a character into account that could be read.
    pub fn see(&mut self, c: char) {
        if !is_ideograph(c) {
            return;
        }
        self.seen += 1;
        let sets = sets(c);
        for (number, held) in self.held.iter_mut().enumerate() {
            *held += u32::from(sets >> number & 1);
        }
    }

    /// Concludes what the text keeps to: of the sets that have nearly all of it those that have
    /// most.
    pub fn conclude(&mut self) {
        let most = self.held.iter().copied().max().unwrap_or(0);
        self.kept = 0;
        if self.seen >= LEAST_SEEN && (self.seen - most) * FOREIGN <= self.seen {
            for (number, held) in self.held.iter().enumerate() {
                self.kept |= u8::from(*held == most) << number;
            }
        }
    }

    /// What a guessed character costs for being foreign to the text.
    pub fn cost(&self, c: char) -> Cost {
        let is_foreign = self.kept != 0 && is_ideograph(c) && sets(c) & self.kept == 0;
        if is_foreign { FOREIGN_COST } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeps(text: &str, foreign: &str) -> Vec<bool> {
        let mut repertoire = Repertoire::default();
        text.chars().for_each(|c| repertoire.see(c));
        repertoire.conclude();
        foreign.chars().map(|c| repertoire.cost(c) > 0).collect()
    }

    #[test]
    fn a_text_keeps_to_its_script() {
        assert_eq!(keeps("这个规定说明了问题", "规規，"), [false, true, false]);
        assert_eq!(keeps("這個規定說明了問題", "规規"), [true, false]);
        assert_eq!(keeps("気象庁の発表によると、", "気这"), [false, true]);
    }

    #[test]
    fn little_or_mixed_text_tells_nothing() {
        assert_eq!(keeps("规定", "规規"), [false, false]);
        assert_eq!(keeps("规定說明规定說明", "规規"), [false, false]);
    }
}
