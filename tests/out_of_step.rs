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
    let (mut right, mut wrong) = (0, 0);
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
        } else if got != without_readings(&found) {
            assert_ne!(written, "?", "{got} is invented");
            wrong += 1;
            println!("wrong: {got} ({written})");
        } else {
            assert!(reported, "{found} is left without a word");
            println!("left: {got} ({written})");
        }
    }
    println!("{right} right, {wrong} wrong");
    assert!(right >= 30 && wrong == 0, "{right} right, {wrong} wrong");
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
fn guessed_characters_are_named() {
    let text = read("seeds/qilin-2023.txt");
    let fixed = Fixer::default().fix(&text);
    let mut guessed = 0;
    for edit in fixed.edits().iter().filter(|edit| edit.cause == Cause::OutOfStep) {
        for guess in &edit.guesses {
            guessed += 1;
            let written = edit.replacement[guess.span.clone()].chars().next();
            assert!(guess.candidates.iter().any(|&(c, _)| Some(c) == written), "{edit:?}");
            let sum: f64 = guess.candidates.iter().map(|(_, probability)| probability).sum();
            assert!(sum <= 1.000_001, "{edit:?}");
        }
    }
    assert!(guessed > 0);
}

#[test]
fn readings_that_somebody_wrote_stay() {
    // Explained once, the character used again and again.
    let river: String = (1..=60)
        .map(|day| format!("第{day}日，船隊沿長江而下，兩岸樹木連綿，記錄員寫下當天的見聞。\n"))
        .collect();
    let explained = format!("長(zhǎng)江，重慶(chóngqìng)人稱它為大江。\n{river}");
    // A reader for learners: every character carries its reading.
    let reader = "我(wǒ)們(men)學(xué)習(xí)漢(hàn)語(yǔ),老(lǎo)師(shī)講(jiǎng)課(kè)很(hěn)認(rèn)真(zhēn)。\n"
        .repeat(40);
    // The same for the words of a list, each once.
    let list = "機(jī) 場(chǎng) 車(chē) 站(zhàn) 醫(yī) 院(yuàn) 書(shū) 店(diàn) 銀(yín) 行(háng)\n\
                飯(fàn) 館(guǎn) 學(xué) 校(xiào) 圖(tú) 樓(lóu) 郵(yóu) 局(jú) 劇(jù) 電(diàn)\n";
    let bopomofo = "龍(ㄌㄨㄥˊ)舟競渡，歷(ㄌㄧˋ)史悠久，觀(ㄍㄨㄢ)眾眾多。\n".repeat(40);
    // Questions between ideographs are questions.
    let questions = "他會來嗎?我不知道。你說呢?當然會。為什麼?因為約好了。\n".repeat(40);
    for text in [explained, reader, list.to_owned(), bopomofo, questions] {
        let fixed = Fixer::default().fix(&text);
        assert_eq!(fixed.text(), text);
    }
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
