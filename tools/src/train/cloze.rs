//! Whether the model tells which character was lost, as the search for lost bytes asks it: the last
//! byte of a character of three is gone, which leaves 64, and those around are known.

use fix_text::model::{BIT, Cost, Symbol};

/// Figures of one text.
pub struct Cloze {
    /// Bits per character.
    pub bits: f64,
    /// Share of characters that cost less at their place than any of the 63 others.
    pub right: f64,
    /// Share of lines of `LINE` such characters that have all of `LOST` lost ones right.
    pub lines: f64,
}

/// Characters of a line.
const LINE: usize = 60;
/// Lost ones among them, at random.
const LOST: usize = 8;

/// Measures a cost of the third character after two.
pub fn measure(lines: &[&str], cost: impl Fn(Symbol, Symbol, Symbol) -> Cost) -> Cloze {
    let (mut sum, mut characters) = (0u64, 0u64);
    let (mut right, mut asked) = (0u64, 0u64);
    let (mut whole, mut windows) = (0.0, 0u64);
    let start = Symbol::start();
    for line in lines {
        let chars: Vec<char> = line.chars().collect();
        let mut symbols = vec![start; 2];
        symbols.extend(chars.iter().map(|&c| Symbol::of(c)));
        symbols.push(start);
        sum += symbols.windows(3).map(|w| u64::from(cost(w[0], w[1], w[2]))).sum::<u64>();
        characters += symbols.len() as u64 - 2;
        let found: Vec<bool> = chars
            .iter()
            .zip(2..)
            .filter(|(c, _)| (0x800..0x1_0000).contains(&u32::from(**c)))
            .map(|(&c, at)| is_cheapest(c, &symbols[at - 2..(at + 3).min(symbols.len())], &cost))
            .collect();
        asked += found.len() as u64;
        right += found.iter().filter(|found| **found).count() as u64;
        for window in found.chunks_exact(LINE) {
            let right = window.iter().filter(|found| **found).count() as f64;
            let all = (0..LOST).map(|i| (right - i as f64).max(0.0) / (LINE - i) as f64);
            whole += all.product::<f64>();
            windows += 1;
        }
    }
    Cloze {
        bits: sum as f64 / f64::from(BIT) / characters.max(1) as f64,
        right: right as f64 / asked.max(1) as f64,
        lines: whole / windows.max(1) as f64,
    }
}

/// Whether a character, third of what is around it, costs less than those that share its first two
/// bytes.
fn is_cheapest(c: char, around: &[Symbol], cost: &impl Fn(Symbol, Symbol, Symbol) -> Cost) -> bool {
    let mut symbols = around.to_vec();
    let mut cost_of = |c: char| {
        symbols[2] = Symbol::of(c);
        symbols.windows(3).map(|w| cost(w[0], w[1], w[2])).sum::<Cost>()
    };
    let own = cost_of(c);
    let first = u32::from(c) & !0x3F;
    (first..first + 64).filter_map(char::from_u32).all(|other| other == c || cost_of(other) > own)
}
