//! The embedded tables are what the statistics say, byte for byte.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use fix_text_tools::train::build::build;
use fix_text_tools::train::statistics::{Statistics, read, read_triples};
use fix_text_tools::train::triples::Triples;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/model/data")
}

#[test]
fn tables_are_built_from_the_statistics() {
    let tables = build(&read().unwrap(), &read_triples().unwrap()).unwrap();
    for (name, built) in &tables {
        let embedded = fs::read(data().join(name)).unwrap();
        let first = built.iter().zip(&embedded).position(|(a, b)| a != b);
        assert!(
            built == &embedded,
            "{name}: {} bytes built, {} embedded, first difference at {first:?}; run \
             `cargo run --release -p fix-text-tools --bin train -- tables`",
            built.len(),
            embedded.len(),
        );
    }
    let files: BTreeSet<String> = fs::read_dir(data())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".bin"))
        .collect();
    let names: BTreeSet<String> = tables.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(files, names, "tables that nothing builds, or that are missing");
}

#[test]
fn statistics_survive_writing_and_reading() {
    let statistics = read().unwrap();
    assert!(statistics.pairs.len() > 100_000 && statistics.chars.len() > 10_000);
    let again = Statistics::from_tsv(&statistics.to_tsv()).unwrap();
    // Not assert_eq: it would print millions of lines.
    assert!(again == statistics);
}

#[test]
fn triples_survive_writing_and_reading() {
    let triples = read_triples().unwrap();
    assert!(triples.costs.len() > 100_000 && triples.anything_else.len() > 50_000);
    assert!(Triples::from_text(&triples.to_text()).unwrap() == triples);
}

/// The embedded table gives for each triple what the file says: none got lost, none met another.
#[test]
fn triples_are_found() {
    use fix_text::model::table::LEVELS;
    use fix_text::model::{Symbol, cost_after_two};
    let triples = read_triples().unwrap();
    let alike = |c: char| matches!(c, '0' | 'a');
    for (&[a, b, c], &level) in triples.costs.iter().filter(|(t, _)| !t.iter().any(|c| alike(*c))) {
        // The same twice costs what the pair costs, and at most so much.
        if b == c {
            continue;
        }
        let cost = cost_after_two(Symbol::of(a), Symbol::of(b), Symbol::of(c));
        // A key pays for its spelling, which is cheap but not free.
        let least = LEVELS[usize::from(level)];
        assert!((least..least + 8 * 13).contains(&cost), "{a}{b}{c}: {cost}, not {least}");
    }
}

#[test]
fn corrupt_triples_are_refused() {
    let header = Triples::default().to_text();
    let whole = format!("{header}中国3人4的5\n月0-日1\n");
    assert!(Triples::from_text(&whole).is_some());
    for (from, to, why) in [
        ("# generated", "# made", "another header"),
        ("3人", "g人", "no level"),
        ("人4", "人-", "a triple has a level"),
        ("的5", "的", "cut off"),
        ("月0-日1", "月0-", "no triple"),
        ("日1\n", "日1", "no end"),
        ("日1\n", "日1\n\n", "an empty line"),
    ] {
        let corrupt = whole.replacen(from, to, 1);
        assert_ne!(corrupt, whole, "{why}");
        assert_eq!(Triples::from_text(&corrupt), None, "{why}: {corrupt:?}");
    }
}

#[test]
fn corrupt_statistics_are_refused() {
    let whole = "c\t4E2D\t4E2D\t7\nt\t4E2D\t7\nb\t4E2D\t3\ns\t26\t26\t3\np\t4E2D\t4E2D\t4\n";
    assert!(Statistics::from_tsv(whole).is_some());
    for (from, to, why) in [
        ("c\t", "x\t", "no such record"),
        ("c\t4E2D", "c\tD800", "a surrogate is no character"),
        ("c\t4E2D", "c\t110000", "beyond Unicode"),
        ("c\t4E2D", "c\t", "no number"),
        ("t\t4E2D\t7", "t\t4E2D\t-7", "a mass is not negative"),
        ("t\t4E2D\t7", "t\t4E2D\t7.5", "a mass is whole"),
        ("t\t4E2D\t7", "t\t4E2D", "a field is missing"),
        ("s\t26", "s\t256", "a class has one byte"),
        ("s\t26\t26\t3", "s\t26\t26\t3\t3", "a field too many"),
        ("p\t4E2D\t4E2D\t4\n", "p\t4E2D\t4E2D\t4\np\t4E2D", "cut off"),
        ("b\t4E2D\t3\n", "b\t4E2D\t3\n\n", "an empty line"),
    ] {
        let corrupt = whole.replacen(from, to, 1);
        assert_ne!(corrupt, whole, "{why}");
        assert_eq!(Statistics::from_tsv(&corrupt), None, "{why}: {corrupt:?}");
    }
}

/// Every byte of the compressed file counts: what was cut or changed does not unpack.
#[test]
fn a_corrupt_archive_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("train/statistics.tsv.gz");
    let archive = fs::read(path).unwrap();
    let unpacks =
        |archive: &[u8]| flate2::read::GzDecoder::new(archive).read_to_end(&mut Vec::new()).is_ok();
    assert!(unpacks(&archive));
    assert!(!unpacks(&archive[..archive.len() - 1]));
    assert!(!unpacks(&archive[..archive.len() / 2]));
    let mut changed = archive.clone();
    changed[archive.len() / 2] ^= 0x10;
    assert!(!unpacks(&changed));
}
