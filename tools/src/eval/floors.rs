//! What the project promises, as figures that a run is held against.

use super::chains::Family;
use super::measure::{Clean, Group};
use super::options::Set;
use super::outcome::Tally;

/// Fewer cases than this say nothing: one failure would be five per cent.
pub const ENOUGH: usize = 20;

/// A floor and what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// What was measured.
    pub what: String,
    /// What it must be.
    pub needed: Bound,
    /// What it is, 0 to 1, or a count.
    pub measured: f64,
    /// Of how many cases.
    pub cases: usize,
}

/// A bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// At least this share.
    Least(f64),
    /// At most this share.
    Most(f64),
    /// None at all.
    None,
}

/// How a floor was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Met,
    /// It does not.
    Missed,
    /// There were fewer than [`ENOUGH`] cases.
    TooFew,
}

impl Floor {
    /// Whether it holds.
    pub fn verdict(&self) -> Verdict {
        let met = match self.needed {
            Bound::Least(share) => self.measured >= share,
            Bound::Most(share) => self.measured <= share,
            Bound::None => self.measured == 0.0,
        };
        match (met, self.needed) {
            (true, Bound::None) => Verdict::Met,
            (false, Bound::None) => Verdict::Missed,
            _ if self.cases < ENOUGH => Verdict::TooFew,
            (true, _) => Verdict::Met,
            (false, _) => Verdict::Missed,
        }
    }
}

/// Lossless damage of whole CJK lines.
const CJK_LINES: f64 = 0.99;
/// Korean read as GBK leaves more doubt.
const EUC_KR_AS_GBK: f64 = 0.98;
/// Damage upon damage.
const NESTED: f64 = 0.98;
/// Whole lines of Cyrillic, Greek, Hebrew, Arabic, Thai.
const ONE_BYTE_LINES: f64 = 0.98;
/// Whole lines of one-byte charsets read as each other.
const SINGLE: f64 = 0.98;
/// The same for Latin letters, all chains together.
const SINGLE_LATIN: f64 = 0.985;
/// A chain of Latin letters that should reach [`SINGLE`] and does not yet: a letter or two in a line, in words that are not known, can be too
/// little evidence.
const SINGLE_LATIN_BELOW: f64 = 0.94;
/// Chinese words of 2 to 6 characters.
const CHINESE_WORDS: f64 = 0.97;
/// One damaged clause in a clean CJK line.
const INSIDE: f64 = 0.97;
/// Damaged lines that are made worse, or wrong.
const HARMED: f64 = 0.003;
/// The same for pieces of a line: words, and what stands between punctuation.
const HARMED_SHORT: f64 = 0.01;
/// The same for Chinese words.
const HARMED_WORDS: f64 = 0.01;

/// Chains that do not reach the floor of their kind yet, with what they must reach all the same: EUC-JP read
/// as GBK shows only in isolated ideographs, GBK read as Shift_JIS in half-width katakana, which
/// clean text has, too, and GBK read as Big5 is lossless in too few lines to say.
const BELOW: [(&str, &str, f64); 6] = [
    ("ja", "euc-jp>gbk", 0.97),
    ("ja", "euc-jp>big5", 0.98),
    ("zh-hant", "gbk>big5", 0.95),
    ("zh-hans", "gbk>shift_jis", 0.95),
    // These two differ in a few letters only.
    ("ru", "windows-1251>x-mac-cyrillic", 0.97),
    ("ru", "x-mac-cyrillic>windows-1251", 0.97),
];

/// Chains of Latin letters that are held against [`SINGLE_LATIN_BELOW`].
const LATIN_BELOW: [(&str, &str); 13] = [
    ("cs", "iso-8859-2>windows-1252"),
    ("cs", "windows-1250>windows-1252"),
    ("de", "windows-1252>cp850"),
    ("es", "macintosh>windows-1252"),
    ("es", "windows-1252>iso-8859-2"),
    ("es", "windows-1252>windows-1250"),
    ("fr", "cp437>windows-1252"),
    ("fr", "cp850>windows-1252"),
    ("fr", "windows-1252>windows-1257"),
    ("hu", "windows-1250>windows-1252"),
    ("pl", "windows-1250>windows-1252"),
    ("pt", "cp437>windows-1252"),
    ("pt", "windows-1252>windows-1257"),
];

/// The chains that Chinese words are held against.
pub const WORD_CHAINS: [&str; 3] = ["utf-8>gbk", "gbk>iso-8859-1", "utf-8>windows-1252"];

/// The floors that this run says something about.
pub fn floors(groups: &[Group], clean: Option<&Clean>) -> Vec<Floor> {
    let mut floors: Vec<Floor> = groups.iter().filter_map(floor_of_group).collect();
    for chain in WORD_CHAINS {
        let words = chinese_words(groups, chain);
        floors.extend(restored(
            format!("Chinese words of 2–6 characters, {chain}"),
            words,
            CHINESE_WORDS,
        ));
        floors.extend(harmed(
            &format!("Chinese words of 2–6 characters, {chain}"),
            words,
            HARMED_WORDS,
        ));
    }
    let mut latin = Tally::default();
    let is_single =
        |group: &&Group| group.set == Set::Single && group.language.family() == Family::Latin;
    groups.iter().filter(is_single).for_each(|group| latin += group.tally);
    floors.extend(restored("one-byte charsets, Latin letters".into(), latin, SINGLE_LATIN));
    let mut lines = Tally::default();
    groups.iter().filter(|group| group.set != Set::Short).for_each(|group| lines += group.tally);
    floors.extend(harmed("all damaged lines", lines, HARMED));
    let mut short = Tally::default();
    groups.iter().filter(|group| group.set == Set::Short).for_each(|group| short += group.tally);
    floors.extend(harmed("all short pieces", short, HARMED_SHORT));
    let none = |what: &str, count: usize, cases| Floor {
        what: what.into(),
        needed: Bound::None,
        measured: count as f64,
        cases,
    };
    if !groups.is_empty() {
        let broken = groups.iter().map(|group| group.broken.len()).sum();
        let cases = groups.iter().map(|group| group.tally.cases).sum();
        floors.push(none("panics and edits that do not apply or undo", broken, cases));
    }
    if let Some(clean) = clean {
        let lines = clean.files.iter().map(|file| file.lines).sum();
        let altered = clean.files.iter().map(|file| file.altered).sum();
        floors.push(none("clean lines altered", altered, lines));
        let edits = clean.files.iter().map(|file| file.edits_whole).sum();
        floors.push(none("edits of whole clean files", edits, clean.files.len()));
        let broken = clean.altered.iter().filter(|altered| altered.broken.is_some()).count();
        floors.push(none("clean texts: panics and edits that do not apply or undo", broken, lines));
    }
    floors
}

/// Outcomes of the Chinese words of 2–6 characters under a chain, both scripts together.
pub fn chinese_words(groups: &[Group], chain: &str) -> Tally {
    let mut words = Tally::default();
    for group in groups {
        if group.set == Set::Short
            && group.language.is_chinese()
            && group.chain.to_string() == chain
        {
            words += group.by_length[0];
            words += group.by_length[1];
        }
    }
    words
}

fn floor_of_group(group: &Group) -> Option<Floor> {
    let chain = group.chain.to_string();
    let (name, needed) = match (group.set, group.language.family()) {
        (Set::Single, Family::Latin) => {
            let is_below = LATIN_BELOW.contains(&(group.language.code(), chain.as_str()));
            ("one-byte charsets", if is_below { SINGLE_LATIN_BELOW } else { SINGLE })
        }
        (_, Family::Latin)
        | (Set::Inside, Family::OneByte)
        | (Set::Short | Set::Clean | Set::Lossy | Set::Annotated, _) => {
            return None;
        }
        (Set::Single, _) => ("one-byte charsets", SINGLE),
        (Set::Inside, Family::Cjk) => ("inside a clean line", INSIDE),
        (Set::Lines, Family::OneByte) => ("lines", ONE_BYTE_LINES),
        (Set::Lines, Family::Cjk) if group.chain.is_nested() => ("lines", NESTED),
        (Set::Lines, Family::Cjk) if chain == "euc-kr>gbk" => ("lines", EUC_KR_AS_GBK),
        (Set::Lines, Family::Cjk) => ("lines", CJK_LINES),
    };
    let code = group.language.code();
    let below = BELOW.iter().find(|(language, name, _)| *language == code && *name == chain);
    let is_line = matches!(group.set, Set::Lines | Set::Single);
    let needed = below.filter(|_| is_line).map_or(needed, |(_, _, share)| *share);
    restored(format!("{name}, {code}, {chain}"), group.tally, needed)
}

fn harmed(what: &str, tally: Tally, most: f64) -> Option<Floor> {
    let measured = tally.share(tally.harmed)?;
    let what = format!("harmed, of {what}");
    Some(Floor { what, needed: Bound::Most(most), measured, cases: tally.cases })
}

fn restored(what: String, tally: Tally, needed: f64) -> Option<Floor> {
    let measured = tally.share(tally.restored)?;
    Some(Floor { what, needed: Bound::Least(needed), measured, cases: tally.cases })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        for (needed, measured, cases, verdict) in [
            (Bound::Least(0.99), 0.99, 100, Verdict::Met),
            (Bound::Least(0.99), 0.98, 100, Verdict::Missed),
            (Bound::Least(0.99), 0.5, 2, Verdict::TooFew),
            (Bound::Most(0.003), 0.002, 1000, Verdict::Met),
            (Bound::Most(0.003), 0.004, 1000, Verdict::Missed),
            (Bound::None, 1.0, 3, Verdict::Missed),
            (Bound::None, 0.0, 3, Verdict::Met),
        ] {
            let floor = Floor { what: String::new(), needed, measured, cases };
            assert_eq!(floor.verdict(), verdict, "{floor:?}");
        }
    }
}
