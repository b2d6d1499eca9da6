//! The cases of python-ftfy, where they are at hand; they are not part of the package.
//!
//! `cargo test --test ftfy -- --nocapture` prints what is restored and what is not.

#![cfg(feature = "cli")]

use std::path::Path;

use fix_text::{Fixer, Lossy, Preset, fix};

struct Case {
    label: String,
    original: String,
    fixed: String,
    /// What the repair of the encoding alone gives.
    encoding: String,
    is_expected: bool,
    is_negative: bool,
}

fn cases() -> Option<Vec<Case>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/ftfy-6.3-cases.json");
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let text = |case: &serde_json::Value, key: &str| case[key].as_str().map(str::to_owned);
    let case = |case| {
        let fixed = text(case, "fixed").unwrap();
        Case {
            label: text(case, "label").unwrap(),
            original: text(case, "original").unwrap(),
            encoding: text(case, "fixed-encoding").unwrap_or_else(|| fixed.clone()),
            fixed,
            is_expected: case["expect"] == "pass",
            is_negative: case["file"] == "negative.json",
        }
    };
    Some(json.as_array().unwrap().iter().map(case).collect())
}

/// Whether a text is restored: as expected, or, where ftfy leaves U+FFFD for lost bytes, with a guess
/// in each of these places that is reported as one.
fn is_restored(found: &str, expected: &str, preset: Preset) -> bool {
    let fixer = Fixer::builder().preset(preset).build().unwrap();
    if fixer.fix(found).text() == expected {
        return true;
    }
    let marking = Fixer::builder().preset(preset).lossy(Lossy::Mark).build().unwrap();
    expected.contains('\u{FFFD}') && marking.fix(found).text() == expected
}

#[test]
fn encodings() {
    let Some(cases) = cases() else { return };
    let (mut restored, mut layered, mut negatives, mut known) = (0, 0, 0, 0);
    for case in &cases {
        let again: String = case.original.bytes().map(char::from).collect();
        let is_good = is_restored(&case.original, &case.encoding, Preset::Repair);
        if !case.is_expected {
            known += usize::from(is_good);
            println!("known failure, {}: {:?}", case.label, fix(&case.original));
            continue;
        }
        restored += usize::from(is_good);
        negatives += usize::from(is_good && case.is_negative);
        if !is_good {
            println!(
                "{}:\n  {:?} became\n  {:?}, not\n  {:?}",
                case.label,
                case.original,
                fix(&case.original),
                case.encoding
            );
        }
        let is_good = is_restored(&again, &case.encoding, Preset::Repair);
        layered += usize::from(is_good);
        if !is_good {
            println!(
                "{}, one more layer:\n  {again:?} became\n  {:?}, not\n  {:?}",
                case.label,
                fix(&again),
                case.encoding
            );
        }
    }
    println!(
        "{restored} restored, {layered} with a layer more, {negatives} negatives, {known} known failures"
    );
    // What comes out otherwise is listed in docs/ftfy.md.
    assert!(restored == 151 && layered == 151 && known >= 7, "{restored}, {layered}, {known}");
    assert_eq!(negatives, 31);
}

#[test]
fn preset() {
    let Some(cases) = cases() else { return };
    let (mut restored, mut layered) = (0, 0);
    for case in cases.iter().filter(|case| case.is_expected) {
        let again: String = case.original.bytes().map(char::from).collect();
        let is_good = is_restored(&case.original, &case.fixed, Preset::Ftfy);
        restored += usize::from(is_good);
        layered += usize::from(is_restored(&again, &case.fixed, Preset::Ftfy));
        if !is_good {
            let found = Fixer::builder().preset(Preset::Ftfy).build().unwrap().fix(&case.original);
            println!(
                "preset, {}: {:?} became {:?}, not {:?}",
                case.label,
                case.original,
                found.text(),
                case.fixed
            );
        }
    }
    println!("preset ftfy: {restored} as ftfy, {layered} with a layer more");
    assert!(restored == 151 && layered == 151, "{restored} and {layered}");
}
