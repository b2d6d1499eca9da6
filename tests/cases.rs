//! The cases of `corpus/cases`, and those of others where they are at hand.
//!
//! A table may hold escapes: `\n`, `\t`, `\\` and `\u{…}`, for what is not seen and for what some
//! editors would change.

use std::fs;
use std::path::Path;

use fix_text::{Fixer, fix};

/// The rows of a table, unescaped; lines that begin with `#` are comments.
fn rows<const COLUMNS: usize>(name: &str) -> Vec<[String; COLUMNS]> {
    rows_of(name, &read(name))
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/cases").join(name);
    fs::read_to_string(path).unwrap()
}

fn rows_of<const COLUMNS: usize>(name: &str, table: &str) -> Vec<[String; COLUMNS]> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let columns: Vec<String> = line.split('\t').map(unescape).collect();
            columns.try_into().unwrap_or_else(|_| panic!("{name}: wrong number of columns: {line}"))
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (c, length) = match after.as_bytes().first() {
            Some(b'n') => ('\n', 1),
            Some(b't') => ('\t', 1),
            Some(b'\\') => ('\\', 1),
            Some(b'u') => {
                let end = after.find('}').unwrap();
                let number = u32::from_str_radix(&after[2..end], 16).unwrap();
                (char::from_u32(number).unwrap(), end + 1)
            }
            _ => panic!("unknown escape in {text}"),
        };
        out.push(c);
        rest = &after[length..];
    }
    out + rest
}

/// Fails with all failures at once.
fn report(name: &str, count: usize, failures: &[String]) {
    assert!(
        failures.is_empty(),
        "{name}: {} of {count} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn damage_is_repaired() {
    let rows = rows::<3>("repair.tsv");
    let mut failures = Vec::new();
    for [damaged, wanted, chain] in &rows {
        let fixed = Fixer::default().fix(damaged);
        let chains: Vec<String> = fixed.edits().iter().map(|edit| edit.cause.to_string()).collect();
        if fixed.text() != wanted {
            failures.push(format!(
                "{chain}: {damaged:?} became {:?} by {chains:?}, not {wanted:?}",
                fixed.text()
            ));
        }
        // What the text had been is never in doubt; what it was read as may be, where two charsets
        // share the bytes.
        let actual = chain.split('>').next().unwrap_or_default();
        if chains.iter().any(|found| !found.starts_with(actual)) {
            failures.push(format!("{chain}: {damaged:?} was taken for {chains:?}"));
        }
    }
    report("repair.tsv", rows.len(), &failures);
}

#[test]
fn clean_text_stays() {
    let rows = rows::<2>("clean.tsv");
    let mut failures = Vec::new();
    for [text, why] in &rows {
        let fixed = Fixer::default().fix(text);
        if !fixed.is_unchanged() || !fixed.findings().is_empty() {
            failures.push(format!("{why}: {text} became {} {:?}", fixed.text(), fixed.findings()));
        }
    }
    // Alone and as a file.
    let all: String = rows.iter().map(|[text, _]| format!("{text}\n")).collect();
    let fixed = Fixer::default().fix(&all);
    for edit in fixed.edits() {
        failures
            .push(format!("in the whole file: {:?} became {:?}", edit.original, edit.replacement));
    }
    report("clean.tsv", rows.len(), &failures);
}

#[test]
fn what_cannot_be_undone_is_reported() {
    let rows = rows::<4>("report.tsv");
    let mut failures = Vec::new();
    for [text, reported, kept, cause] in &rows {
        let fixed = Fixer::default().fix(text);
        let found: Vec<_> = fixed
            .findings()
            .iter()
            .map(|f| (f.original.clone(), f.kept.to_string(), f.cause.to_string()))
            .collect();
        if fixed.text() != text || found != [(reported.clone(), kept.clone(), cause.clone())] {
            failures.push(format!(
                "{text} became {}, reported {found:?}, not {reported} {kept} {cause}",
                fixed.text()
            ));
        }
    }
    report("report.tsv", rows.len(), &failures);
}

/// Damage that lost bytes, and text that only looks like it. What follows the line on known failures
/// must still fail, so that a case moves up when it is repaired.
#[test]
fn lost_bytes_are_restored() {
    let table = read("lossy.tsv");
    let (restored, failing) = table.split_once("# Known failures\n").unwrap();
    let (restored, failing) =
        (rows_of::<3>("lossy.tsv", restored), rows_of::<3>("lossy.tsv", failing));
    let mut failures = Vec::new();
    for [damaged, wanted, how] in &restored {
        let fixed = Fixer::default().fix(damaged);
        if fixed.text() != wanted {
            failures.push(format!("{how}: {damaged:?} became {:?}, not {wanted:?}", fixed.text()));
        }
    }
    for [damaged, wanted, how] in &failing {
        if fix(damaged) == *wanted {
            failures.push(format!(
                "{how}: {wanted:?} is restored now; move it to RESTORED in lossy.py"
            ));
        }
    }
    report("lossy.tsv", restored.len() + failing.len(), &failures);
}

/// Latin text by provenance: damage that is repaired, text that stays, and what must still fail.
#[test]
fn latin_text() {
    let table = read("latin.tsv");
    let (synthetic, rest) = table.split_once("# Negative\n").unwrap();
    let (negative, failing) = rest.split_once("# Known failures\n").unwrap();
    let mut failures = Vec::new();
    for [found, wanted, why] in &rows_of::<3>("latin.tsv", synthetic) {
        if fix(found) != *wanted {
            failures.push(format!("{why}: {found:?} became {:?}, not {wanted:?}", fix(found)));
        }
    }
    for [text, _, why] in &rows_of::<3>("latin.tsv", negative) {
        let fixed = Fixer::default().fix(text);
        if !fixed.is_unchanged() || !fixed.findings().is_empty() {
            failures.push(format!(
                "{why}: {text:?} became {:?}, {:?}",
                fixed.text(),
                fixed.findings()
            ));
        }
    }
    for [found, wanted, why] in &rows_of::<3>("latin.tsv", failing) {
        if fix(found) == *wanted {
            failures.push(format!("{why}: {wanted:?} is restored now; move it up"));
        }
    }
    report("latin.tsv", table.lines().count(), &failures);
}

/// Real inputs that other tools leave or harm; they are not part of the package.
#[test]
#[cfg(feature = "cli")]
fn weak_spots_of_other_tools() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/weak-spots.jsonl");
    let Ok(lines) = fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return;
    };
    let (mut count, mut failures) = (0, Vec::new());
    for line in lines.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let [name, kind, text] = ["case", "kind", "text"].map(|key| case[key].as_str().unwrap());
        let want = case["want"].as_str();
        let fixed = fix(text);
        count += 1;
        let is_good = match kind {
            "repair" => want == Some(&*fixed),
            // Passes that are not switched on leave their text alone.
            "clean" | "escape" => fixed == text,
            // Nothing worse: as it was, nearer to what was written, or that itself.
            "report" | "lossy" => {
                fixed == text
                    || want.is_some_and(|want| distance(&fixed, want) <= distance(text, want))
            }
            _ => false,
        };
        if !is_good {
            failures.push(format!("{name} ({kind}): {text} became {fixed}, wanted {want:?}"));
        }
    }
    report("weak-spots.jsonl", count, &failures);
}

/// Characters to insert, delete or replace to make one text the other.
#[cfg(feature = "cli")]
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, d) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// A word that would be taken for damage by itself is not, where many lines of its kind are clean.
#[test]
fn clean_lines_speak_for_a_word() {
    const WORD: &str = "эрэх";
    const LINES: [&str; 4] = [
        "Өглөөний мэнд, сайхан амарсан уу?",
        "Галт тэрэг долоон цагт хөдөлнө.",
        "Маргааш бороо орвол аялал хойшилно.",
        "Бид өнөөдөр зах руу явна.",
    ];
    assert_ne!(fix_text::fix(WORD), WORD, "a case that tells something");
    let lines = LINES.iter().cycle().take(48).copied();
    let document: Vec<&str> = lines.chain([WORD]).collect();
    let document = document.join("\n") + "\n";
    assert_eq!(fix_text::fix(&document), document);
    // What is plain to see is damage wherever it stands.
    let damaged = document.replace(WORD, "鐢熸椿鏄編濂界殑銆�");
    assert_ne!(fix_text::fix(&damaged), damaged);
}
