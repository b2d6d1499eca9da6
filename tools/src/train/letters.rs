//! Pairs of letters of each language that is written in Latin letters, for telling apart the encodings of these.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// Languages and their letters beyond a–z; the first 16 have words in the filter, too.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en", ""),
    ("fr", "àâæçèéêëîïôùûüÿœ"),
    ("de", "ßäéöü"),
    ("es", "áéíñóúü"),
    ("pt", "àáâãçéêíóôõúü"),
    ("it", "àèéìíîòóùú"),
    ("nl", "èéëïóöü"),
    ("sv", "äåéö"),
    ("pl", "óąćęłńśźż"),
    ("cs", "áéíóúýčďěňřšťůž"),
    ("hu", "áéíóöúüőű"),
    ("ro", "âîăşţșț"),
    ("tr", "âçîöûüğış"),
    ("lt", "ąčėęįšųūž"),
    ("lv", "āčēģīķļņšūž"),
    ("et", "äõöüšž"),
    ("vi", "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
];

/// Cost of 0 in the file; each further character is a quarter of a bit.
const ZERO: u8 = b'#';
/// The dearest pair, in quarters of a bit.
const MOST: f64 = 60.0;
/// How many pairs the frequency of the letter alone counts as.
const SMOOTHING: f64 = 4.0;

/// Counts the letters below a folder of training text, and gives the file that the library embeds: for each language a line
/// with its letters, and for each letter (the first: anything else) a line with the costs of what follows.
///
/// # Errors
/// When text cannot be read.
pub fn train(folder: &Path) -> io::Result<String> {
    let mut out = String::new();
    for (language, further) in LANGUAGES {
        let letters: Vec<char> = ('a'..='z').chain(further.chars()).collect();
        let places: HashMap<char, usize> = letters.iter().copied().zip(1..).collect();
        let size = letters.len() + 1;
        let mut counts = vec![vec![0u64; size]; size];
        let mut paths: Vec<_> = fs::read_dir(folder.join(language))?
            .map(|f| f.map(|f| f.path()))
            .collect::<Result<_, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
        paths.sort();
        for path in paths {
            count(&fs::read_to_string(&path)?, &places, &mut counts);
        }
        let _ = writeln!(out, "{language} {}", letters.iter().collect::<String>());
        let mut alone = vec![0u64; size];
        for row in &counts {
            for (sum, count) in alone.iter_mut().zip(row) {
                *sum += count;
            }
        }
        let all: u64 = alone.iter().sum();
        for row in &counts {
            let of_row: u64 = row.iter().sum();
            let costs = row.iter().zip(&alone).map(|(&count, &alone)| {
                let usual = (alone as f64 + 0.5) / (all as f64 + 0.5 * size as f64);
                let share = (count as f64 + SMOOTHING * usual) / (of_row as f64 + SMOOTHING);
                let quarters = (-share.log2() * 4.0).round().clamp(0.0, MOST);
                char::from(ZERO + quarters as u8)
            });
            let costs: String = costs.collect();
            let _ = writeln!(out, "{costs}");
        }
    }
    Ok(out)
}

/// Counts pairs; a letter after anything else follows place 0, and what is no letter of the language is left out with the
/// word it is in.
fn count(text: &str, places: &HashMap<char, usize>, counts: &mut [Vec<u64>]) {
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let word: Option<Vec<usize>> =
            word.to_lowercase().chars().map(|c| places.get(&c).copied()).collect();
        let mut previous = 0;
        for next in word.unwrap_or_default() {
            counts[previous][next] += 1;
            previous = next;
        }
        if previous != 0 {
            counts[previous][0] += 1;
        }
    }
}
