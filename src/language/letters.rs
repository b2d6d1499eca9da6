//! Words in Latin letters, language by language.
//!
//! The language model knows all languages at once: after `c` it finds `ù` of one and `ů` of another about as probable. What
//! tells the encodings of Latin letters apart is that a text is in one language. So each language has pairs of letters of its own
//! here, and the one that fits best says what a text costs.

use std::sync::OnceLock;

use crate::model::{BIT, Cost};

use super::words::Languages;

/// Written by `train letters` (see `tools/train/README.md`): for each language its letters, then for each of them, and first for
/// anything else, a line with what follows, from `#` on in quarters of a bit.
const DATA: &str = include_str!("data/letters.txt");
const ZERO: u8 = b'#';
/// Eighths of a bit in a quarter of one.
const QUARTER: u8 = 2;

/// Languages at most, with a place for all others; a multiple of what is added up at once.
pub(crate) const LANGUAGES: usize = 20;
/// A letter that a language does not have, or a pair that was never seen.
const NOT_THERE: u8 = 13 * BIT as u8;
/// A capital after a small letter, after anything else, and after another capital.
const CAPITAL_WITHIN: Cost = 7 * BIT;
const CAPITAL_FIRST: Cost = 3 * BIT;
const CAPITAL_NEXT: Cost = 2 * BIT;
/// A small letter after two capitals is as odd, after one it is usual.
const SMALL_AFTER_CAPITAL: Cost = BIT / 2;

/// The cost of each language so far.
pub(crate) type Tracks = [Cost; LANGUAGES];

/// A character as a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Its place in the alphabet of all languages; 0 for ASCII that is no letter.
    place: u8,
    is_capital: bool,
}

/// What is neither a Latin letter nor ASCII.
const NONE: u8 = u8::MAX;

/// All languages at once.
struct Alphabets {
    /// Places of the characters up to U+024F, and of those from U+1E00 to U+1EFF.
    places: [Letter; 0x250],
    vietnamese: [Letter; 0x100],
    /// Letters, with place 0 for all else.
    size: usize,
    /// For each pair what it costs in each language.
    costs: Vec<[u8; LANGUAGES]>,
    /// For each letter the languages that have it, a bit each.
    languages: Vec<Languages>,
}

/// The first character of the second block.
const VIETNAMESE: u32 = 0x1E00;

fn alphabets() -> &'static Alphabets {
    static ALPHABETS: OnceLock<Alphabets> = OnceLock::new();
    ALPHABETS.get_or_init(Alphabets::new)
}

impl Alphabets {
    fn new() -> Self {
        let languages: Vec<Vec<char>> = DATA
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(_, letters)| letters.chars().collect())
            .collect();
        let mut union: Vec<char> = languages.concat();
        union.sort_unstable();
        union.dedup();
        let none = Letter { place: NONE, is_capital: false };
        let mut alphabets = Self {
            places: [none; 0x250],
            vietnamese: [none; 0x100],
            size: union.len() + 1,
            costs: vec![[NOT_THERE; LANGUAGES]; (union.len() + 1) * (union.len() + 1)],
            languages: vec![0; union.len() + 1],
        };
        alphabets.place(&union);
        let mut lines = DATA.lines();
        for (language, letters) in languages.iter().enumerate() {
            lines.next();
            // Place 0, then the letters.
            let places: Vec<usize> = std::iter::once(0)
                .chain(letters.iter().filter_map(|c| Some(union.binary_search(c).ok()? + 1)))
                .collect();
            for &place in &places {
                if let Some(languages) = alphabets.languages.get_mut(place) {
                    *languages |= 1 << language;
                }
            }
            for (&first, line) in places.iter().zip(lines.by_ref().take(places.len())) {
                for (&second, cost) in places.iter().zip(line.bytes()) {
                    let cell = alphabets.costs.get_mut(first * alphabets.size + second);
                    if let Some(cost_of) = cell.and_then(|cell| cell.get_mut(language)) {
                        *cost_of = (cost.saturating_sub(ZERO) * QUARTER).min(NOT_THERE);
                    }
                }
            }
        }
        alphabets
    }

    fn place(&mut self, union: &[char]) {
        for number in (0..0x250).chain(VIETNAMESE..VIETNAMESE + 0x100) {
            let Some(c) = char::from_u32(number) else { continue };
            let mut lower = c.to_lowercase();
            // İ becomes two characters, of which the first counts.
            let place = lower.next().and_then(|c| union.binary_search(&c).ok());
            let letter = match place {
                Some(place) => Letter { place: place as u8 + 1, is_capital: c.is_uppercase() },
                None if c.is_ascii() && (c.is_whitespace() || !c.is_control()) => Letter::default(),
                None => continue,
            };
            let slot = match number.checked_sub(VIETNAMESE) {
                Some(place) => self.vietnamese.get_mut(place as usize),
                None => self.places.get_mut(number as usize),
            };
            if let Some(slot) = slot {
                *slot = letter;
            }
        }
    }
}

impl Letter {
    /// The letter that a character is.
    pub fn of(c: char) -> Self {
        let alphabets = alphabets();
        let number = u32::from(c);
        let letter = match number.checked_sub(VIETNAMESE) {
            Some(place) => alphabets.vietnamese.get(place as usize),
            None => alphabets.places.get(number as usize),
        };
        letter.copied().unwrap_or(Letter { place: NONE, is_capital: false })
    }

    /// Whether it is a letter of some language.
    #[inline]
    fn is_letter(self) -> bool {
        self.place != 0 && self.place != NONE
    }
}

/// The languages that have a letter.
pub(crate) fn languages(letter: Letter) -> Languages {
    alphabets().languages.get(usize::from(letter.place)).copied().unwrap_or(0)
}

/// Adds what `next` costs after `previous` in each language; says false, and adds nothing, where this is no matter of Latin
/// letters.
#[inline]
pub(crate) fn add(previous: Letter, next: Letter, tracks: &mut Tracks) -> bool {
    if previous.place == NONE || next.place == NONE || !(previous.is_letter() || next.is_letter()) {
        return false;
    }
    let alphabets = alphabets();
    let place = usize::from(previous.place) * alphabets.size + usize::from(next.place);
    let Some(costs) = alphabets.costs.get(place) else { return false };
    let capital = match (next.is_capital, previous.is_letter(), previous.is_capital) {
        (true, false, _) => CAPITAL_FIRST,
        (true, true, false) => CAPITAL_WITHIN,
        (true, true, true) => CAPITAL_NEXT,
        (false, true, true) if next.is_letter() => SMALL_AFTER_CAPITAL,
        _ => 0,
    };
    for (track, cost) in tracks.iter_mut().zip(costs) {
        *track += Cost::from(*cost) + capital;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The language that a word costs least in.
    fn language(text: &str) -> &'static str {
        let mut tracks = Tracks::default();
        let mut previous = Letter::default();
        for c in text.chars() {
            let next = Letter::of(c);
            add(previous, next, &mut tracks);
            previous = next;
        }
        let names: Vec<&str> =
            DATA.lines().filter_map(|line| line.split_once(' ')).map(|(name, _)| name).collect();
        let best = (0..names.len()).min_by_key(|language| tracks[*language]).unwrap();
        names[best]
    }

    #[test]
    fn languages_are_told_apart() {
        for (text, name) in [
            ("über die schönen Häuser", "de"),
            ("příliš žluťoučký kůň", "cs"),
            ("zażółć gęślą jaźń", "pl"),
            ("garçon déçu", "fr"),
            ("hűtőgép árvíztűrő", "hu"),
            ("güzel şehir ışık", "tr"),
            ("người Việt Nam", "vi"),
            ("coração não", "pt"),
        ] {
            assert_eq!(language(text), name, "{text}");
        }
    }

    #[test]
    fn every_pair_has_a_cost() {
        let mut lines = DATA.lines();
        let mut languages = 0;
        while let Some((_, letters)) = lines.next().and_then(|line| line.split_once(' ')) {
            let size = letters.chars().count() + 1;
            let rows: Vec<&str> = lines.by_ref().take(size).collect();
            assert_eq!(rows.len(), size);
            assert!(rows.iter().all(|row| row.len() == size && row.bytes().all(|b| b >= ZERO)));
            languages += 1;
        }
        assert!(languages <= LANGUAGES);
    }
}
