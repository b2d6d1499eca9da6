//! Triples of characters: the sharper second table, for the search for lost bytes alone.
//!
//! Counted in Chinese, Japanese and Korean text, where that search has up to 64 characters to choose
//! from at each place.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;
use std::{fs, io};

use fix_text::model::table::LEVELS;
use fix_text::model::{ANYTHING_ELSE_STEP, Alike, BIT, Class};

use super::build::level;
use super::count::{DISCOUNT, Folding};
use super::statistics::{Costs, Statistics};

/// A language: its folders of text, its share of the table.
struct Language {
    folders: &'static [&'static str],
    share: f64,
}

/// Japanese and Korean gain 5 to 13 points of characters told right by their shares, and Chinese loses
/// 0.2.
const LANGUAGES: &[Language] = &[
    Language { folders: &["zh-hans", "zh-hant"], share: 60.0 },
    Language { folders: &["ja"], share: 25.0 },
    Language { folders: &["ko"], share: 15.0 },
];

/// How often the characters of a Chinese source are counted: statutes are prose, most of the rest is
/// text of programs, and scripture and plays are far from modern use.
const WEIGHTS: &[(&str, f64)] = &[
    ("china-law", 1.5),
    ("poetry", 0.5),
    ("quran", 0.5),
    ("pycantonese-ctcpc", 1.0),
    ("jieba-words", 0.3),
];
/// Any other Chinese source.
const OTHER_WEIGHT: f64 = 0.4;
/// Text that was converted from the other script says nothing new: variants share their triples.
const CONVERTED: &str = "from-hans-";

/// A triple must have been seen this often to be kept.
const LEAST_TIMES: f64 = 2.0;
/// Two characters must have been seen this often for the cost of anything else after them to be kept.
const LEAST_TIMES_OF_TWO: f64 = 5.0;

/// The triples kept, with the levels they cost.
#[derive(Default, Debug, PartialEq, Eq, Clone)]
pub struct Triples {
    /// What a triple costs, by its keys: a level of [`LEVELS`].
    pub costs: BTreeMap<[char; 3], u8>,
    /// What anything else costs after two keys beyond its usual cost, in [`ANYTHING_ELSE_STEP`]s from
    /// 1 on, less 1.
    pub anything_else: BTreeMap<[char; 2], u8>,
}

/// The key of a character in triples.
fn key(c: char, folding: &Folding) -> char {
    match Alike::of(Class::of(c)) {
        Some(Alike::Digit) => DIGIT,
        Some(Alike::Letter) => LETTER,
        None => folding.key(c),
    }
}

/// Stands for all digits.
pub const DIGIT: char = '0';
/// Stands for all letters.
pub const LETTER: char = 'a';

fn is_alike(key: char) -> bool {
    key == DIGIT || key == LETTER
}

/// The end of a word of the word list: something follows, but nobody knows what.
const END: u64 = 0x1F_FFFF;

fn pack(a: char, b: char, c: u64) -> u64 {
    u64::from(u32::from(a)) << 42 | u64::from(u32::from(b)) << 21 | c
}

fn code(c: char) -> u64 {
    u64::from(u32::from(c))
}

/// The key at place 0, 1 or 2 of a packed triple.
fn unpack(packed: u64, place: u32) -> char {
    char::from_u32((packed >> (42 - 21 * place) & END) as u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// A hasher for packed triples, several times as fast as the usual one.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = (mixed ^ mixed >> 32).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
}

/// What was seen of a triple.
#[derive(Default, Clone, Copy)]
struct Seen {
    /// Weighted.
    mass: f64,
    /// Not weighted.
    times: f64,
}

type Counts = HashMap<u64, Seen, BuildHasherDefault<Mix>>;

fn count(folder: &Path, language: &Language, folding: &Folding) -> io::Result<Counts> {
    let mut counts = Counts::default();
    for subfolder in language.folders {
        let mut paths: Vec<_> = fs::read_dir(folder.join(subfolder))?
            .map(|f| f.map(|f| f.path()))
            .collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            let source = path.file_stem().unwrap_or_default().to_string_lossy();
            if source.starts_with(CONVERTED) {
                continue;
            }
            let weight = WEIGHTS.iter().find(|w| w.0 == source).map_or(OTHER_WEIGHT, |w| w.1);
            let text = fs::read_to_string(&path)?;
            if path.extension().is_some_and(|e| e == "tsv") {
                text.lines().for_each(|line| add_word(&mut counts, line, weight, folding));
            } else {
                text.lines().for_each(|line| add_line(&mut counts, line, weight, folding));
            }
        }
    }
    Ok(counts)
}

fn add(counts: &mut Counts, triple: [char; 3], mass: f64, times: f64) {
    let [a, b, c] = triple;
    // Letters after letters are left to the pairs, which tell them apart.
    if b == c && is_alike(c) {
        return;
    }
    let seen = counts.entry(pack(a, b, code(c))).or_default();
    seen.mass += mass;
    seen.times += times;
}

/// A line ends in a space and begins after two, as the model sees them.
fn add_line(counts: &mut Counts, line: &str, weight: f64, folding: &Folding) {
    let (mut a, mut b) = (' ', ' ');
    for c in line.chars().chain([' ']) {
        let c = key(c, folding);
        add(counts, [a, b, c], weight, 1.0);
        (a, b) = (b, c);
    }
}

/// A word and how often it occurs. What follows its last two characters is unknown, but counts: 中国
/// is much oftener a word than a part of 中国人.
fn add_word(counts: &mut Counts, line: &str, weight: f64, folding: &Folding) {
    let Some((word, times)) = line.split_once('\t') else { return };
    let mass = weight * times.trim().parse().unwrap_or(1.0);
    let keys: Vec<char> = word.chars().map(|c| key(c, folding)).collect();
    for triple in keys.windows(3) {
        if let &[a, b, c] = triple {
            add(counts, [a, b, c], mass, mass);
        }
    }
    if let [.., a, b] = keys[..] {
        counts.entry(pack(a, b, END)).or_default().mass += mass;
    }
}

/// What is known of two characters that others follow.
#[derive(Default)]
struct Two {
    total: f64,
    times: f64,
    /// Discounted mass of the triples kept.
    kept: f64,
}

impl Two {
    /// The share of everything that no kept triple accounts for.
    fn rest(&self) -> f64 {
        (1.0 - self.kept / self.total).max(1.0 / 256.0)
    }
}

struct Candidate {
    packed: u64,
    two: usize,
    mass: f64,
    discounted: f64,
    /// The probability by the pair alone.
    by_pair: f64,
    kept: bool,
}

impl Candidate {
    fn probability(&self, two: &Two) -> f64 {
        self.discounted / two.total + two.rest() * self.by_pair
    }
}

/// Counts below a folder of training text, and keeps the triples that gain most over the pairs.
///
/// # Errors
/// When text cannot be read.
pub fn train(
    folder: &Path,
    folding: &Folding,
    statistics: &Statistics,
    size: usize,
) -> io::Result<Triples> {
    let mut seen: Vec<(u64, f64, f64, f64)> = Vec::new();
    for language in LANGUAGES {
        let counts = count(folder, language, folding)?;
        let mut sorted: Vec<(u64, Seen)> = counts.into_iter().collect();
        sorted.sort_unstable_by_key(|s| s.0);
        // Summed in sorted order: the same text gives the same bytes.
        let total: f64 = sorted.iter().filter(|s| s.0 & END != END).map(|s| s.1.mass).sum();
        let weight = language.share / total;
        seen.extend(sorted.into_iter().map(|(packed, s)| {
            let discounted = s.mass * (1.0 - DISCOUNT / s.times).max(0.1);
            (packed, s.mass * weight, discounted * weight, s.times)
        }));
    }
    seen.sort_by_key(|s| s.0);
    seen.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
            kept.2 += next.2;
            kept.3 = kept.3.max(next.3);
        }
        same
    });
    let (mut twos, mut candidates) = (Vec::new(), Vec::new());
    let pairs = Pairs { costs: Costs::of(statistics), statistics };
    for run in seen.chunk_by(|a, b| a.0 >> 21 == b.0 >> 21) {
        let mut two = Two::default();
        for &(packed, mass, discounted, times) in run {
            two.total += mass;
            if packed & END == END {
                continue;
            }
            two.times += times;
            let (second, third) = (unpack(packed, 1), unpack(packed, 2));
            if times >= LEAST_TIMES && pairs.is_known(second, third) {
                let by_pair = pairs.probability(second, third);
                let two = twos.len();
                candidates.push(Candidate { packed, two, mass, discounted, by_pair, kept: false });
            }
        }
        twos.push(two);
    }
    drop(seen);
    // What a triple gains depends on the others kept: three rounds, as for pairs.
    for _ in 0..3 {
        choose(&mut candidates, &mut twos, size);
    }
    Ok(levels(&candidates, &twos))
}

/// Keeps the `size` candidates that save most bits.
fn choose(candidates: &mut [Candidate], twos: &mut [Two], size: usize) {
    let gain = |c: &Candidate| {
        let two = &twos[c.two];
        c.mass * (c.probability(two) / (two.rest() * c.by_pair)).log2()
    };
    let mut ranked: Vec<(f64, usize)> = candidates.iter().map(gain).zip(0..).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    candidates.iter_mut().for_each(|c| c.kept = false);
    for &(_, at) in ranked.iter().take(size) {
        candidates[at].kept = true;
    }
    twos.iter_mut().for_each(|two| two.kept = 0.0);
    for candidate in candidates.iter().filter(|c| c.kept) {
        twos[candidate.two].kept += candidate.discounted;
    }
}

fn levels(candidates: &[Candidate], twos: &[Two]) -> Triples {
    /// How much of the cost of anything else is charged.
    const CHARGED: f64 = 0.7;
    let mut triples = Triples::default();
    for candidate in candidates.iter().filter(|c| c.kept) {
        let two = &twos[candidate.two];
        let [a, b, c] = [0, 1, 2].map(|place| unpack(candidate.packed, place));
        triples.costs.insert([a, b, c], level(-candidate.probability(two).log2()) as u8);
        let eighths = -two.rest().log2() * CHARGED * f64::from(BIT);
        let steps = (eighths / f64::from(ANYTHING_ELSE_STEP)).round();
        if steps >= 1.0 && two.times >= LEAST_TIMES_OF_TWO {
            triples.anything_else.insert([a, b], (steps as u8).min(LEVELS.len() as u8) - 1);
        }
    }
    triples
}

/// The pairs that triples fall back on.
struct Pairs<'a> {
    statistics: &'a Statistics,
    costs: Costs,
}

impl Pairs<'_> {
    /// Whether the table would be asked for a triple that ends so.
    fn is_known(&self, first: char, second: char) -> bool {
        is_alike(first) || is_alike(second) || self.statistics.pairs.contains_key(&(first, second))
    }

    /// The probability of a pair; for characters that are alike that of all of them together.
    fn probability(&self, first: char, second: char) -> f64 {
        let firsts: &[char] = match first {
            DIGIT => &['0', '1', '2'],
            LETTER => &['e', 's', 't', 'n', 'x', 'C'],
            _ => &[first],
        };
        let after = |first: char| {
            let one = |second: char| (-self.costs.pair(self.statistics, first, second)).exp2();
            match second {
                DIGIT => ('0'..='9').map(one).sum::<f64>(),
                LETTER => ('a'..='z').chain('A'..='Z').map(one).sum::<f64>(),
                _ => one(second),
            }
        };
        firsts.iter().map(|&first| after(first)).sum::<f64>() / firsts.len() as f64
    }
}

const HEADER: &str =
    "# generated by: cargo run --release -p fix-text-tools --bin train; do not edit";
/// Stands for no level.
const NONE: char = '-';

impl Triples {
    /// Writes one line for two characters: these, the level of anything else (or `-`), and then each
    /// third character with its level.
    pub fn to_text(&self) -> String {
        let digit = |level: u8| char::from_digit(level.into(), 16).unwrap_or(NONE);
        let mut out = HEADER.to_owned();
        let mut last = None;
        for (&[a, b, c], &level) in &self.costs {
            if last != Some([a, b]) {
                let anything_else = self.anything_else.get(&[a, b]).map_or(NONE, |l| digit(*l));
                let _ = write!(out, "\n{a}{b}{anything_else}");
                last = Some([a, b]);
            }
            let _ = write!(out, "{c}{}", digit(level));
        }
        out.push('\n');
        out
    }

    /// Reads what [`Self::to_text`] wrote; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut triples = Self::default();
        let level = |digit: char| digit.to_digit(16).map(|level| level as u8);
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next() != Some(HEADER) {
            return None;
        }
        for line in lines {
            let mut chars = line.chars();
            let (a, b, anything_else) = (chars.next()?, chars.next()?, chars.next()?);
            if anything_else != NONE {
                triples.anything_else.insert([a, b], level(anything_else)?);
            }
            let before = triples.costs.len();
            while let Some(c) = chars.next() {
                triples.costs.insert([a, b, c], level(chars.next()?)?);
            }
            if triples.costs.len() == before {
                return None;
            }
        }
        Some(triples)
    }
}
