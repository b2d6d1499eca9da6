//! Our exact conversions against OpenCC's own library (feature `system-opencc`), on the corpus, on the evaluation set where it is at hand,
//! and on characters of these thrown together.
//!
//! `tools/rivals/opencc.sh` runs this with OpenCC 1.4.2, whose dictionaries ours are: nothing may differ. An older library is told by what
//! it does not do, see [`is_current`]; what it makes of a text may differ in the lines that [`OLDER`] allows. Against any other version
//! this fails where its dictionaries differ, and prints where.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use fix_text::{Conversion, Error, SystemConversion};
use proptest::prelude::*;
use proptest::sample::select;

/// Lines in a thousand that may come out otherwise with OpenCC 1.1, which Debian 12 has: its dictionaries lack entries of 1.4
/// (HKVariantsPhrases and TWVariantsPhrases altogether), it does not replace compatibility ideographs, and configurations that have no
/// segmentation in 1.4 have one. 1.1.6 differs in 7, 2, 8, 18, 7, 3, 56, 37, 0.3, 64, 0.1, 59, 68 and 297 lines of a thousand of the
/// evaluation set (Chinese and Japanese); the bounds are some half more.
const OLDER: &[(Conversion, usize)] = &[
    (Conversion::S2t, 11),
    (Conversion::T2s, 4),
    (Conversion::S2tw, 12),
    (Conversion::Tw2s, 28),
    (Conversion::S2hk, 11),
    (Conversion::Hk2s, 5),
    (Conversion::S2twp, 85),
    (Conversion::Tw2sp, 55),
    (Conversion::T2tw, 1),
    (Conversion::Tw2t, 95),
    (Conversion::T2hk, 1),
    (Conversion::Hk2t, 90),
    (Conversion::T2jp, 100),
    (Conversion::Jp2t, 450),
];
/// Beyond that, as the corpus alone has few lines.
const FEW_LINES: usize = 3;

/// What the library has, opened once.
static OPENED: LazyLock<Vec<Result<SystemConversion, Error>>> =
    LazyLock::new(|| Conversion::ALL.iter().map(|&one| SystemConversion::open(one)).collect());

/// The conversions that the library has: all of 1.4, or all of 1.1.
fn library() -> Vec<&'static SystemConversion> {
    let opened: Vec<_> = OPENED.iter().filter_map(|one| one.as_ref().ok()).collect();
    let first_error = OPENED.iter().find_map(|one| one.as_ref().err());
    let wanted = if is_current(&opened) { Conversion::ALL.len() } else { OLDER.len() };
    assert!(opened.len() >= wanted, "{} of {wanted} opened: {first_error:?}", opened.len());
    opened
}

/// Whether the library is 1.4 or newer: these replace compatibility ideographs first, here U+F900 by U+8C48.
fn is_current(library: &[&SystemConversion]) -> bool {
    let s2t = library.iter().find(|one| one.conversion() == Conversion::S2t);
    s2t.is_some_and(|s2t| s2t.convert("\u{f900}").unwrap() == "\u{8c48}")
}

/// Chinese and Japanese text.
fn text() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["corpus/clean", "corpus/seeds", "../shared/eval"] {
        match fs::read_dir(root.join(folder)) {
            Ok(entries) => files.extend(entries.map(|entry| entry.unwrap().path())),
            Err(error) => println!("{folder} left out: {error}"),
        }
    }
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_text = path.extension().is_some_and(|extension| extension == "txt");
        is_text
            && (path.parent().unwrap().ends_with("seeds")
                || name.starts_with("zh")
                || name.starts_with("ja"))
    });
    files.sort();
    let read = |path: &PathBuf| fs::read(path).unwrap();
    files.iter().map(|path| String::from_utf8_lossy(&read(path)).into_owned() + "\n").collect()
}

#[test]
fn texts_become_what_the_library_makes_of_them() {
    let (text, library) = (text(), library());
    assert!(text.len() > 10_000);
    let is_current = is_current(&library);
    println!(
        "{:.1} MB, OpenCC {}",
        text.len() as f64 / 1e6,
        if is_current { "1.4 or newer" } else { "older than 1.4: bounds" }
    );
    let mut failures = Vec::new();
    for theirs in library {
        let conversion = theirs.conversion();
        let (ours, theirs) = (conversion.convert(&text), theirs.convert(&text).unwrap());
        let lines = ours.split('\n').count();
        assert_eq!(lines, theirs.split('\n').count(), "{conversion}");
        let different: Vec<_> = ours
            .split('\n')
            .zip(theirs.split('\n'))
            .filter(|(ours, theirs)| ours != theirs)
            .collect();
        let bound = OLDER.iter().find(|(one, _)| *one == conversion && !is_current);
        let allowed = bound.map_or(0, |(_, share)| lines * share / 1000 + FEW_LINES);
        println!("{conversion}: {} of {lines} lines differ, {allowed} may", different.len());
        if different.len() > allowed {
            failures.push((conversion, different.first().map(|(a, b)| format!("{a}\n{b}"))));
        }
    }
    assert!(failures.is_empty(), "ours, the library's: {failures:#?}");
}

/// Characters that conversions have to do with, and what can stand between them.
static CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut all: Vec<char> = text().chars().collect();
    all.sort_unstable();
    all.dedup();
    all.extend(['\0', '\n', ' ', '\u{f900}', '\u{2f800}', '\u{fa0e}', '\u{20bb7}', '\u{fffd}']);
    all
});

/// Pieces of some characters from the text: phrases, their beginnings and ends.
static PIECES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let characters: Vec<char> = text().chars().collect();
    let lengths = [1, 2, 2, 3, 4, 5];
    let starts = (0..characters.len().saturating_sub(8)).step_by(7);
    starts
        .zip(lengths.iter().cycle())
        .map(|(start, &length)| characters[start..start + length].iter().collect())
        .collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]
    #[test]
    fn pieces_become_what_the_library_makes_of_them(
        pieces in prop::collection::vec(
            prop_oneof![3 => select(&PIECES[..]), 1 => select(&CHARACTERS[..]).prop_map(String::from)],
            0..12,
        ),
    ) {
        let library = library();
        // Older dictionaries differ, see above.
        if is_current(&library) {
            let text = pieces.concat();
            for theirs in library {
                let conversion = theirs.conversion();
                prop_assert_eq!(&*conversion.convert(&text), theirs.convert(&text).unwrap(), "{}", conversion);
            }
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = SystemConversion::open_in(Conversion::S2t, folder.path()).unwrap_err().to_string();
    assert!(error.contains("s2t by the installed OpenCC: there is no "), "{error}");
    assert!(error.contains("s2t.json; give the folder"), "{error}");
    // A configuration whose dictionaries are not there.
    let dictionary = r#"{"type": "ocd2", "file": "nothing_here.ocd2"}"#;
    let configuration = format!(
        r#"{{"name": "x", "segmentation": {{"type": "mmseg", "dict": {dictionary}}}, "conversion_chain": [{{"dict": {dictionary}}}]}}"#
    );
    fs::write(folder.path().join("s2t.json"), configuration).unwrap();
    let error = SystemConversion::open_in(Conversion::S2t, folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("nothing_here.ocd2") && error.contains("must have the dictionaries"),
        "{error}"
    );
    for error in OPENED.iter().filter_map(|one| one.as_ref().err()) {
        assert!(error.to_string().contains(".json"), "{error}");
    }
}

#[test]
fn a_folder_of_ones_own_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let dictionary = r#"{"type": "text", "file": "mine.txt"}"#;
    let configuration = format!(
        r#"{{"name": "mine", "segmentation": {{"type": "mmseg", "dict": {dictionary}}}, "conversion_chain": [{{"dict": {dictionary}}}]}}"#
    );
    fs::write(folder.path().join("s2t.json"), configuration).unwrap();
    fs::write(folder.path().join("mine.txt"), "水\t火\n").unwrap();
    let conversion = SystemConversion::open_in(Conversion::S2t, folder.path()).unwrap();
    assert_eq!(conversion.convert("水\0头水").unwrap(), "火\0头火");
    assert_eq!(conversion.convert("").unwrap(), "");
}
