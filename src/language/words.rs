//! Common words, language by language.

use crate::hash::{FNV, fnv};

use super::letters::LANGUAGES;

/// Written by `train words` (see `tools/train/README.md`): for each place of a Bloom filter the languages that have it, a bit each.
const DATA: &[u8] = include_bytes!("data/words.bin");
/// Characters of a part of a word; at the ends of words, and in short ones, some are `_`.
pub const PART: usize = 4;
/// What stands in a part for the end of its word.
const EDGE: char = '_';

/// The parts of a word, with one character before and behind it.
pub fn parts(word: &[char]) -> impl Iterator<Item = [char; PART]> {
    let char = |at: Option<usize>| at.and_then(|at| word.get(at)).copied().unwrap_or(EDGE);
    (0..(word.len() + 3).saturating_sub(PART).max(1))
        .map(move |from| std::array::from_fn(|at| char((from + at).checked_sub(1))))
}

/// Places of a word.
const HASHES: u64 = 5;

/// A set of languages, in the order of [`letters`](super::letters).
pub(crate) type Languages = u32;
const _: () = assert!(LANGUAGES <= Languages::BITS as usize);
/// What a place of the filter holds: the first 16 languages.
type Place = u16;
const PLACE: usize = size_of::<Place>();

/// Where a word is in a filter of so many places.
pub fn places(word: impl Iterator<Item = char>, size: usize) -> impl Iterator<Item = usize> {
    let mut hash = word.fold(FNV, fnv);
    hash = (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash ^= hash >> 32;
    let (first, step) = (hash & 0xFFFF_FFFF, (hash >> 32) | 1);
    (0..HASHES).map(move |number| {
        let place = first.wrapping_add(step.wrapping_mul(number)) & 0xFFFF_FFFF;
        ((place * size as u64) >> 32) as usize
    })
}

/// The languages that have a word, given in small letters, among their commonest; some other words pass as one of a
/// language, too.
pub(crate) fn languages(word: impl Iterator<Item = char>) -> Languages {
    let known = places(word, DATA.len() / PLACE).fold(Place::MAX, |languages, place| {
        let bits =
            DATA.get(place * PLACE..(place + 1) * PLACE).and_then(|bits| bits.try_into().ok());
        languages & Place::from_le_bytes(bits.unwrap_or_default())
    });
    Languages::from(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Languages = 1;
    const FRENCH: Languages = 1 << 1;
    const GERMAN: Languages = 1 << 2;
    const HUNGARIAN: Languages = 1 << 10;

    #[test]
    fn common_words_are_known_in_their_language() {
        for (word, language) in [
            ("the", ENGLISH),
            ("même", FRENCH),
            ("à", FRENCH),
            ("für", GERMAN),
            ("und", GERMAN),
            ("első", HUNGARIAN),
        ] {
            assert_ne!(languages(word.chars()) & language, 0, "{word}");
        }
        // A filter takes some words for others, but few.
        let rubble = ["xqzv", "fŭrz", "mêqe", "őlse", "ztwxk", "jjqq", "ýýa", "vvkw"];
        let all: u32 = rubble.iter().map(|word| languages(word.chars()).count_ones()).sum();
        assert!(all <= 8, "{all}");
    }

    #[test]
    fn parts_overlap_and_reach_over_the_ends() {
        let parts: Vec<String> =
            parts(&['s', 'z', 'ő', 'l', 'ő']).map(|part| part.iter().collect()).collect();
        assert_eq!(parts, ["_sző", "szől", "zőlő", "őlő_"]);
        let one: Vec<String> = super::parts(&['à']).map(|part| part.iter().collect()).collect();
        assert_eq!(one, ["_à__"]);
    }

    #[test]
    fn half_of_the_places_of_each_language_are_taken() {
        // English to Estonian; Vietnamese, the last, has none.
        for language in 0..16 {
            let taken = DATA
                .chunks_exact(PLACE)
                .filter(|bits| Place::from_le_bytes([bits[0], bits[1]]) >> language & 1 == 1)
                .count();
            let share = taken as f64 / (DATA.len() / PLACE) as f64;
            assert!((0.4..0.55).contains(&share), "{language}: {share}");
        }
    }
}
