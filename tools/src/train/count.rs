//! Counts characters and pairs of characters, language by language.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::Path;

/// How much of the model each part of the training text gets, whatever its size: sizes say what
/// the registries happen to hold, shares say what text there is to repair. A part that ends in
/// `words` is a list of words with frequencies.
pub const SHARES: &[(&str, f64)] = &[
    ("zh-hans", 16.0),
    ("zh-hans words", 10.0),
    ("zh-hant", 8.0),
    ("zh-hant words", 3.0),
    ("ja", 13.0),
    ("ko", 10.0),
    ("en", 7.0),
    ("ru", 5.0),
    ("uk", 3.0),
    ("bg", 2.5),
    ("el", 3.0),
    ("he", 2.5),
    ("ar", 2.5),
    ("th", 2.5),
    ("vi", 2.5),
    ("tr", 2.5),
    ("pl", 2.5),
    ("cs", 2.5),
    ("hu", 2.5),
    ("ro", 2.0),
    ("fr", 3.5),
    ("de", 3.5),
    ("es", 3.0),
    ("pt", 2.5),
    ("it", 2.5),
    ("nl", 2.0),
    ("sv", 2.0),
    ("own", 0.6),
];

/// A pair seen this often less is what every pair gives up to the pairs never seen
/// (absolute discounting; 0.75 is Church and Gale's figure).
pub const DISCOUNT: f64 = 0.75;

/// Counts of one part of the training text.
#[derive(Default)]
pub struct Counts {
    /// How often each character occurs.
    pub chars: HashMap<char, u64>,
    /// How often each pair of keys occurs. See [`Folding`].
    pub pairs: HashMap<(char, char), u64>,
}

/// Which key a character's pairs are filed under: variants of an ideograph share one.
pub struct Folding(HashMap<char, char>);

impl Folding {
    /// Reads OpenCC's table of traditional characters (`TSCharacters.txt`).
    pub fn from_opencc(path: &Path) -> io::Result<Self> {
        let mut map = HashMap::new();
        for line in fs::read_to_string(path)?.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(from), Some(to)) = (fields.next(), fields.next()) else { continue };
            let to = to.split(' ').next().unwrap_or_default();
            let (mut from, mut to) = (from.chars(), to.chars());
            if let (Some(from), None, Some(to), None) =
                (from.next(), from.next(), to.next(), to.next())
            {
                map.insert(from, to);
            }
        }
        Ok(Self(map))
    }

    /// The key of a character.
    pub fn key(&self, c: char) -> char {
        match c {
            '\t' | '\n' | '\r' => ' ',
            _ => self.0.get(&c).copied().unwrap_or(c),
        }
    }
}

impl Counts {
    /// Adds a line of text.
    pub fn add_line(&mut self, line: &str, folding: &Folding) {
        self.add(line.chars().chain([' ']), Some(' '), 1, folding);
    }

    /// Adds a word that occurs `times`; what stands around it is unknown.
    pub fn add_word(&mut self, word: &str, times: u64, folding: &Folding) {
        self.add(word.chars(), None, times, folding);
    }

    fn add(
        &mut self,
        chars: impl Iterator<Item = char>,
        mut previous: Option<char>,
        times: u64,
        folding: &Folding,
    ) {
        for c in chars {
            *self.chars.entry(c).or_default() += times;
            let key = folding.key(c);
            if let Some(previous) = previous {
                *self.pairs.entry((previous, key)).or_default() += times;
            }
            previous = Some(key);
        }
    }
}

/// Clean text of kinds that no registry has: see its first line.
const OWN: &str = include_str!("../../train/own.txt");
/// How often it is counted: what is seen but once is taken for an accident.
const OWN_TIMES: usize = 4;

/// One line in so many is counted in capitals as well. Headlines and signs are written so, running
/// text is not; without them a line of Greek capitals looks like KOI8-R.
const CAPITALS: u32 = 20;

/// A line in capitals, Greek ones without accents as usual.
fn capitals(line: &str) -> String {
    line.to_uppercase()
        .chars()
        .map(|c| match c {
            'Ά' => 'Α',
            'Έ' => 'Ε',
            'Ή' => 'Η',
            'Ί' | 'Ϊ' => 'Ι',
            'Ό' => 'Ο',
            'Ύ' | 'Ϋ' => 'Υ',
            'Ώ' => 'Ω',
            c => c,
        })
        .collect()
}

/// Counts every part of [`SHARES`] below a folder of training text.
pub fn count(folder: &Path, folding: &Folding) -> io::Result<BTreeMap<&'static str, Counts>> {
    let mut parts = BTreeMap::new();
    for &(part, _) in SHARES {
        let (language, words) = match part.split_once(' ') {
            Some((language, _)) => (language, true),
            None => (part, false),
        };
        let mut counts = Counts::default();
        let mut number = 0;
        if part == "own" {
            for _ in 0..OWN_TIMES {
                let lines = OWN.lines().filter(|line| !line.starts_with('#'));
                lines.for_each(|line| counts.add_line(line, folding));
            }
            parts.insert(part, counts);
            continue;
        }
        let Ok(files) = fs::read_dir(folder.join(language)) else {
            eprintln!("no text for {part}");
            continue;
        };
        let mut paths: Vec<_> = files.map(|f| f.map(|f| f.path())).collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            let is_words = path.extension().is_some_and(|e| e == "tsv");
            if is_words != words {
                continue;
            }
            let text = fs::read_to_string(&path)?;
            for line in text.lines() {
                if !words {
                    counts.add_line(line, folding);
                    number += 1;
                    if number % CAPITALS == 0 {
                        counts.add_line(&capitals(line), folding);
                    }
                } else if let Some((word, times)) = line.split_once('\t') {
                    counts.add_word(word, times.trim().parse().unwrap_or(1), folding);
                }
            }
        }
        if !counts.pairs.is_empty() {
            parts.insert(part, counts);
        }
    }
    Ok(parts)
}
