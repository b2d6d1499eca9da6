//! Clean texts: the lines of a folder, and the short pieces cut from them.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::chains::{Family, Language};
use super::options::Lines;

/// The lines of one file that were chosen.
#[derive(Clone, Debug)]
pub struct CleanFile {
    /// The file's name without its ending.
    pub stem: String,
    /// The language, from the name.
    pub language: Language,
    /// Line number (from 1) and text.
    pub lines: Vec<(usize, String)>,
}

/// The longest line that is tried, in characters; longer ones are cut.
pub const LONGEST: usize = 200;
/// The shortest line that counts as a line, in characters.
pub const SHORTEST_LINE: usize = 8;
/// The shortest line that is damaged by confusing one-byte charsets, in characters.
pub const SHORTEST_SINGLE: usize = 20;
/// The shortest clause that is damaged inside a clean line, in characters.
pub const SHORTEST_INSIDE: usize = 4;
/// How many words are cut from a line.
const WORDS_A_LINE: usize = 2;
/// The lengths of words, in characters.
const WORD: std::ops::RangeInclusive<usize> = 2..=6;
/// The lengths of clauses, in characters.
const CLAUSE: std::ops::RangeInclusive<usize> = 7..=15;

/// Marks that open a quotation, in one country or the other.
const OPENING: [char; 15] =
    ['"', '\'', '“', '”', '‘', '„', '«', '»', '「', '『', '《', '〈', '【', '`', '＂'];
/// Marks that close one.
const CLOSING: [char; 15] =
    ['"', '\'', '“', '”', '’', '‘', '«', '»', '」', '』', '》', '〉', '】', '`', '＂'];

/// Reads the `.txt` files of a folder, in order of their names.
///
/// # Errors
/// When the folder or a file cannot be read, or nothing is found.
pub fn read(
    folder: &Path,
    lines: Lines,
    limit: Option<usize>,
    only: Option<&str>,
) -> Result<Vec<CleanFile>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("no folder of clean lines at {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if only.is_some_and(|only| !stem.starts_with(only)) {
            continue;
        }
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let chosen = (1..)
            .zip(text.lines())
            .filter(|(number, line)| lines.chooses(*number) && !line.trim().is_empty())
            .take(limit.unwrap_or(usize::MAX))
            .map(|(number, line)| (number, line.to_owned()))
            .collect();
        files.push(CleanFile { language: Language::of_stem(&stem), stem, lines: chosen });
    }
    if files.is_empty() {
        bail!(
            "no clean lines in {}{}",
            folder.display(),
            only.map_or(String::new(), |o| format!(" for {o}"))
        );
    }
    Ok(files)
}

/// A whole line, cut to [`LONGEST`] characters; `None` when shorter than [`SHORTEST_LINE`].
pub fn whole_line(line: &str) -> Option<&str> {
    let cut = line.char_indices().nth(LONGEST).map_or(line, |(at, _)| &line[..at]);
    (cut.chars().count() >= SHORTEST_LINE).then_some(cut)
}

/// The distinct short pieces of some lines: words of 2–6 and clauses of 7–15 characters. The
/// choice depends on the line alone.
pub fn pieces<'t>(language: &Language, lines: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut seen = HashSet::new();
    let mut pieces = Vec::new();
    for line in lines {
        let hash = hash(line);
        let mut add = |piece: Option<&'t str>| {
            if let Some(piece) = piece
                && seen.insert(piece)
            {
                pieces.push(piece);
            }
        };
        let words = word_candidates(language, line);
        for turn in 0..WORDS_A_LINE.min(words.len()) {
            let pick = (hash as usize).wrapping_add(turn * words.len().div_ceil(WORDS_A_LINE))
                % words.len();
            let length = if writes_whole_words(language) {
                *WORD.end()
            } else {
                WORD.start() + ((hash >> 17) as usize + turn * 2) % (WORD.end() - WORD.start() + 1)
            };
            add(words.get(pick).and_then(|word| cut(language, word, length, *WORD.start())));
        }
        let clauses: Vec<&str> = clauses(line)
            .into_iter()
            .filter(|clause| clause.chars().count() >= *CLAUSE.start())
            .collect();
        if !clauses.is_empty() {
            let clause = clauses[(hash >> 7) as usize % clauses.len()];
            let length =
                CLAUSE.start() + (hash >> 27) as usize % (CLAUSE.end() - CLAUSE.start() + 1);
            add(cut(language, clause, length, *CLAUSE.start()));
        }
    }
    pieces
}

/// One damaged clause in a clean line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inside<'t> {
    /// What stands before the clause, clean.
    pub before: &'t str,
    /// What is to be damaged.
    pub clause: &'t str,
    /// What stands after it, clean.
    pub after: &'t str,
}

/// A clause of a line to damage: the first, the last or one between, as the line's hash says.
/// `None` for a line with no clause of [`SHORTEST_INSIDE`] characters or nothing beside it, and
/// where the clause fills a pair of quotation marks: mojibake in quotes is to be kept.
pub fn inside(line: &str) -> Option<Inside<'_>> {
    let line = whole_line(line)?;
    let clauses = clauses(line);
    if clauses.len() < 2 {
        return None;
    }
    let hash = hash(line) as usize;
    let last = clauses.len() - 1;
    let pick = match hash % 3 {
        0 => 0,
        1 => last,
        _ if last > 1 => 1 + (hash / 3) % (last - 1),
        _ => last,
    };
    let clause = clauses[pick];
    let at = clause.as_ptr() as usize - line.as_ptr() as usize;
    let inside = Inside { before: &line[..at], clause, after: &line[at + clause.len()..] };
    let beside =
        inside.before.chars().chain(inside.after.chars()).filter(|c| c.is_alphabetic()).count();
    let quoted = inside.before.ends_with(OPENING) && inside.after.starts_with(CLOSING);
    (clause.chars().count() >= SHORTEST_INSIDE && beside >= SHORTEST_INSIDE && !quoted)
        .then_some(inside)
}

/// What stands between punctuation marks, trimmed, empty ones left out.
fn clauses(line: &str) -> Vec<&str> {
    line.split(|c: char| {
        !is_letter(c) && !c.is_numeric() && !matches!(c, ' ' | '\'' | '’' | '-' | '·' | '・')
    })
    .map(str::trim)
    .filter(|clause| clause.chars().any(is_letter))
    .collect()
}

/// Where words can be cut from: runs of letters for CJK and Thai, whole words of 2 to 6 letters for
/// the others.
fn word_candidates<'t>(language: &Language, line: &'t str) -> Vec<&'t str> {
    line.split(|c: char| !is_letter(c) || (c.is_ascii() && !writes_whole_words(language)))
        .filter(|word| {
            let length = word.chars().count();
            length >= *WORD.start() && (!writes_whole_words(language) || length <= *WORD.end())
        })
        .filter(|word| !word.is_ascii())
        .collect()
}

/// The first `length` characters of `piece`, or a little less where that would cut a word or a
/// cluster; `None` below `least`.
fn cut<'t>(language: &Language, piece: &'t str, length: usize, least: usize) -> Option<&'t str> {
    let mut ends: Vec<usize> =
        piece.char_indices().map(|(at, _)| at).chain([piece.len()]).collect();
    ends.truncate(length + 1);
    while ends.len() > least {
        let end = *ends.last()?;
        let (head, tail) = piece.split_at(end);
        let next = tail.chars().next();
        let splits_word = writes_whole_words(language)
            && next.is_some_and(is_letter)
            && head.chars().next_back().is_some_and(is_letter);
        let splits_cluster =
            next.is_some_and(is_thai_mark) || head.chars().next_back().is_some_and(is_thai_lead);
        if !splits_word && !splits_cluster {
            let head = head.trim_end();
            return (head.chars().count() >= least).then_some(head);
        }
        ends.pop();
    }
    None
}

/// Korean puts spaces between words but can be cut inside one.
fn writes_whole_words(language: &Language) -> bool {
    language.family() != Family::Cjk && language.code() != "th"
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_thai_mark(c)
}

/// Vowels and tones above, below or after a Thai consonant.
fn is_thai_mark(c: char) -> bool {
    matches!(c, '\u{e30}'..='\u{e3a}' | '\u{e45}' | '\u{e47}'..='\u{e4e}')
}

/// Vowels written before a Thai consonant.
fn is_thai_lead(c: char) -> bool {
    matches!(c, '\u{e40}'..='\u{e44}')
}

/// FNV-1a, 64 bits, mixed: the same everywhere and for ever.
pub fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces_of(code: &str, line: &'static str) -> Vec<&'static str> {
        pieces(&Language::of_stem(code), [line].into_iter())
    }

    #[test]
    fn pieces_have_the_lengths_asked_for() {
        let line = "威爾斯國會議員（AM）擔心「看起來像布偶」，一些議員對於將他們的稱號改為威爾斯國會成員感到驚愕。";
        let pieces = pieces_of("zh-hant", line);
        assert_eq!(pieces.len(), 3, "{pieces:?}");
        for piece in pieces {
            assert!((2..=15).contains(&piece.chars().count()), "{piece}");
            assert!(line.contains(piece));
        }
    }

    #[test]
    fn words_of_alphabets_are_whole() {
        for piece in
            pieces_of("ru", "Депутаты парламента Уэльса обеспокоены, что их дом назовут куклами")
        {
            for word in piece.split(' ') {
                assert!(
                    "Депутаты парламента Уэльса обеспокоены что их дом назовут куклами"
                        .split(' ')
                        .any(|w| w == word),
                    "{piece}"
                );
            }
        }
    }

    #[test]
    fn thai_is_not_cut_inside_a_cluster() {
        let thai = Language::of_stem("th");
        assert_eq!(cut(&thai, "ที่นี่", 2, 2), None);
        assert_eq!(cut(&thai, "ที่นี่", 5, 2), Some("ที่"));
    }

    #[test]
    fn a_line_inside_is_put_together_again() {
        let line = "此建议源于将会议名称改为威尔士国会，政治界的各个国会议员担心，这可能沦为笑柄。";
        let Inside { before, clause, after } = inside(line).unwrap();
        assert_eq!([before, clause, after].concat(), line);
        assert_eq!(inside("只有一句话而已。"), None);
        for quoted in ["“错误的文字”——他这样写道", "「錯誤的文字」——他這樣寫道"]
        {
            assert!(inside(quoted).is_none_or(
                |inside| inside.clause == "他这样写道" || inside.clause == "他這樣寫道"
            ));
        }
    }

    #[test]
    fn long_lines_are_cut() {
        let long = "字".repeat(300);
        assert_eq!(whole_line(&long).unwrap().chars().count(), LONGEST);
        assert_eq!(whole_line("七个字不够长。"), None);
    }
}
