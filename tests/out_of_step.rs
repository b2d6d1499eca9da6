//! The seed document that a byte-wise program put readings into, place by place.

use fix_text::{Cause, Edit, Fixer, Kept, apply, undo};

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/corpus/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The damaged places: as found, as written (`?`: cannot be known), and where they begin.
fn places(text: &str) -> Vec<(String, String, usize)> {
    let mut places = Vec::new();
    for line in read("cases/qilin.tsv").lines().filter(|line| !line.starts_with('#')) {
        let line = line.replace("\\n", "\n");
        let (found, written) = line.split_once('\t').unwrap();
        assert_eq!(text.matches(found).count(), 1, "{found}");
        places.push((found.to_owned(), written.to_owned(), text.find(found).unwrap()));
    }
    places
}

/// What edits make of a part of the text.
fn part(found: &str, start: usize, edits: &[Edit]) -> String {
    let end = start + found.len();
    let inside = edits.iter().filter(|edit| edit.span.start >= start && edit.span.end <= end);
    let mut inside: Vec<Edit> = inside.cloned().collect();
    for edit in &mut inside {
        edit.span = edit.span.start - start..edit.span.end - start;
    }
    apply(found, &inside).unwrap()
}

fn without_readings(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let len = rest[open..].find(')').map_or(0, |close| close + 1);
        let inner = &rest[open + 1..open + len.max(2) - 1];
        out.push_str(&rest[..open]);
        if !inner.chars().all(|c| c.is_alphabetic() && !('\u{4E00}'..='\u{9FFF}').contains(&c)) {
            out.push_str(&rest[open..open + len]);
        }
        rest = &rest[open + len..];
    }
    out + rest
}

#[test]
fn most_places_come_back_and_none_is_worse() {
    let text = read("seeds/qilin-2023.txt");
    let fixed = Fixer::default().fix(&text);
    let mut right = 0;
    for (found, written, start) in places(&text) {
        let got = part(&found, start, fixed.edits());
        let end = start + found.len();
        let reported = fixed.findings().iter().any(|finding| {
            finding.span.start >= start
                && finding.span.end <= end
                && finding.kept == Kept::Uncertain
        });
        if got == written {
            right += 1;
        } else {
            assert_eq!(got, without_readings(&found), "changed, and not to {written}");
            assert!(reported, "{found} is left without a word");
            println!("left: {got} ({written})");
        }
    }
    println!("{right} right");
    assert!(right >= 20, "{right}");
}

#[test]
fn readings_are_gone_and_nothing_else() {
    let text = read("seeds/qilin-2023.txt");
    let fixed = Fixer::default().fix(&text);
    for reading in ["(yè)", "(jìn)", "(qū)", "(shí)", "(fā)", "(gè)", "(xì)", "(xiǎn)", "(fēng)"]
    {
        assert!(!fixed.text().contains(reading), "{reading}");
    }
    let removed = fixed.edits().iter().filter(|edit| edit.cause == Cause::InsertedReading).count();
    assert!(removed >= 3000, "{removed}");
    assert!(
        fixed
            .edits()
            .iter()
            .all(|edit| matches!(edit.cause, Cause::InsertedReading | Cause::OutOfStep))
    );
    assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), text);
}

#[test]
fn other_documents_of_the_same_kind_of_text_stay() {
    for seed in ["qianjiang-2024", "wuding-2024", "wuyi-2023", "xingshan-2024"] {
        let text = read(&format!("seeds/{seed}.txt"));
        let fixed = Fixer::default().fix(&text);
        let changed = fixed
            .edits()
            .iter()
            .any(|edit| matches!(edit.cause, Cause::InsertedReading | Cause::OutOfStep));
        assert!(!changed, "{seed}");
    }
}
