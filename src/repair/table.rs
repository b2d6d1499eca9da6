//! What is known of traditional text: readings of its characters, for those that a passage shows only
//! where it is damaged, and characters that it does not have.
//!
//! The tables are made by `data/generate.py` from pypinyin's readings and OpenCC's tables.

use std::sync::OnceLock;

use super::double_byte::{DoubleByte, Pair};

/// A line for each syllable: the syllable, and the characters read so.
const READINGS: &str = include_str!("data/readings.txt");

/// The characters that simplified text has instead of traditional ones, in order.
const SIMPLIFIED: &str = include_str!("data/simplified.txt");

/// Whether traditional text does not have a character.
pub(super) fn is_simplified(c: char) -> bool {
    static SORTED: OnceLock<Vec<char>> = OnceLock::new();
    SORTED.get_or_init(|| SIMPLIFIED.trim_end().chars().collect()).binary_search(&c).is_ok()
}

/// The syllables without a tone and the characters that are read so.
pub(super) fn toneless() -> impl Iterator<Item = (&'static str, char)> {
    entries()
        .filter(|(syllable, _)| syllable.is_ascii())
        .flat_map(|(syllable, characters)| characters.chars().map(move |c| (syllable, c)))
}

/// The codes of the characters that are read so.
pub(super) fn codes(reading: &str) -> impl Iterator<Item = Pair> {
    let characters = entries().find(|(syllable, _)| *syllable == reading);
    let characters = characters.map_or("", |(_, characters)| characters);
    characters.chars().filter_map(|c| DoubleByte::gbk().pair(c))
}

fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    READINGS.lines().filter_map(|line| line.split_at_checked(line.find(|c| c >= '\u{2E80}')?))
}
