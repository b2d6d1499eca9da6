//! The commonest words of each language that is written in Latin letters, in a filter.

use std::collections::HashMap;
use std::path::Path;
use std::{fs, io};

use fix_text::language::words;

use super::letters::LANGUAGES;

/// Places of the filter; each holds a bit for each of 16 languages.
const PLACES: usize = 40000;
/// Words and parts of words of a language, which fill half of its places.
const ENTRIES: usize = 5500;
/// How many of them are words with letters that ASCII lacks, and parts with such letters; the rest is other words.
const OTHER_WORDS: usize = 1200;
const PARTS: usize = 3300;

/// Counts the words below a folder of training text, and gives the filter that the library embeds.
///
/// # Errors
/// When text cannot be read.
pub fn train(folder: &Path) -> io::Result<Vec<u8>> {
    let mut filter = vec![0u16; PLACES];
    for (number, (language, further)) in LANGUAGES.iter().enumerate() {
        // Vietnamese writes syllables, which say little.
        if *language == "vi" {
            continue;
        }
        let (words, parts) = commonest(&folder.join(language), further)?;
        let places = words
            .iter()
            .flat_map(|word| words::places(word.chars(), PLACES).collect::<Vec<_>>())
            .chain(parts.iter().flat_map(|part| words::places(part.iter().copied(), PLACES)));
        for place in places {
            filter[place] |= 1 << number;
        }
        let full = filter.iter().filter(|bits| *bits >> number & 1 == 1).count();
        eprintln!("{language}: {:.1} % of places", full as f64 / PLACES as f64 * 100.0);
    }
    Ok(filter.iter().flat_map(|bits| bits.to_le_bytes()).collect())
}

/// The words of a language that make up most of its text, and their parts; a large source counts for less than its size.
fn commonest(folder: &Path, further: &str) -> io::Result<(Vec<String>, Vec<[char; words::PART]>)> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|f| f.map(|f| f.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    paths.sort();
    let mut weights: HashMap<String, f64> = HashMap::new();
    for path in paths {
        let text = fs::read_to_string(&path)?;
        let is_own = |word: &String| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii() || further.contains(c))
        };
        let words =
            || text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).filter(is_own);
        let weight = 1.0 / (words().count().max(1) as f64).sqrt();
        for word in words() {
            *weights.entry(word).or_default() += weight;
        }
    }
    let words = by_weight(weights);
    let (ascii, other): (Vec<_>, Vec<_>) = words.into_iter().partition(|(word, _)| word.is_ascii());
    let mut parts: HashMap<[char; words::PART], f64> = HashMap::new();
    for (word, weight) in &other {
        let word: Vec<char> = word.chars().collect();
        for part in words::parts(&word) {
            if part.iter().any(|c| !c.is_ascii()) {
                *parts.entry(part).or_default() += weight;
            }
        }
    }
    let parts: Vec<_> = by_weight(parts).into_iter().take(PARTS).map(|(part, _)| part).collect();
    let other = other.into_iter().take(OTHER_WORDS);
    let left = ENTRIES - other.len() - parts.len();
    let ascii = ascii.into_iter().filter(|(word, _)| word.len() > 1).take(left);
    Ok((ascii.chain(other).map(|(word, _)| word).collect(), parts))
}

/// The heaviest first.
fn by_weight<T: Ord>(weights: HashMap<T, f64>) -> Vec<(T, f64)> {
    let mut sorted: Vec<(T, f64)> = weights.into_iter().collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}
