//! Laws that hold for every text.

use std::borrow::Cow;

use fix_text::{Charset, Encoding, Fixer, Quotations, apply, fix, undo};
use proptest::prelude::*;
use proptest::sample::select;

/// Clean sentences; each comes out as it went in, and comes back from every chain that loses nothing.
const SENTENCES: &[&str] = &[
    "他们的生活很好，我们也一样。",
    "今天天气不错，可以去公园散步。",
    "中国人民银行昨天发布了新的规定。",
    "數據庫裡的資料已經更新完畢，請重新登入。",
    "我們在臺北的朋友說，這本書非常好看。",
    "私は日本語を勉強しています。",
    "この本はとても面白いので、ぜひ読んでください。",
    "안녕하세요, 오늘은 날씨가 참 좋습니다.",
    "한국어 문장을 하나 더 써 보겠습니다.",
    "Привет, как твои дела сегодня?",
    "Он сказал, что вернётся домой только завтра вечером.",
    "Le café est très bon, même après l’été.",
    "Die Größe der Tür überraschte alle Gäste.",
];

/// Wrong decodes, and whether they make sense for a script is seen by whether they lose anything.
const CHAINS: &[&[(Charset, Charset)]] = &[
    &[(Charset::Utf8, Charset::Gbk)],
    &[(Charset::Utf8, Charset::Windows1252)],
    &[(Charset::Utf8, Charset::Windows1251)],
    &[(Charset::Utf8, Charset::ShiftJis)],
    &[(Charset::Utf8, Charset::Cp437)],
    &[(Charset::Gbk, Charset::Windows1252)],
    &[(Charset::Big5, Charset::Windows1252)],
    &[(Charset::ShiftJis, Charset::Windows1252)],
    &[(Charset::EucKr, Charset::Windows1252)],
    &[(Charset::Windows1251, Charset::Windows1252)],
    &[(Charset::Koi8R, Charset::Windows1251)],
    &[(Charset::Utf8, Charset::Windows1252), (Charset::Utf8, Charset::Windows1252)],
];

/// The text after the wrong decodes; `None` where something was lost on the way.
fn damage(text: &str, chain: &[(Charset, Charset)]) -> Option<String> {
    chain.iter().try_fold(text.to_owned(), |text, (actual, read_as)| {
        let bytes = actual.encode(&text)?;
        let (damaged, had_errors) = read_as.decode(&bytes);
        (!had_errors).then_some(damaged)
    })
}

/// Pieces that mojibake is made of, and what makes it hard.
const PIECES: &[&str] = &[
    "鐢熸椿",
    "浣犲ソ",
    "锛屼",
    "銆",
    "Ã©",
    "Ã",
    "Â",
    "â€™",
    "â€",
    "Ð¿Ñ€",
    "ÖÐÎÄ",
    "ÄãºÃ",
    "é”",
    "Ÿ",
    "锟斤拷",
    "烫烫烫",
    "ï¿½",
    "\u{fffd}",
    "\u{e5e5}",
    "\u{81}",
    "\u{a0}",
    "\u{ad}",
    "\u{feff}",
    "“",
    "”",
    "\"",
    "'",
    "`",
    "「",
    "」",
    "?",
    " ",
    "\n",
    "\r\n",
    "，",
    "。",
    "abc",
    "the ",
    "生活",
    "で",
    "ｶﾀｶﾅ",
    "пїЅ",
    "Привет",
    "é",
    "(yè)",
    "業(yè)",
    "\0",
    "😀",
    "́",
];

/// Text made of such pieces and of arbitrary characters.
fn rubble() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => select(PIECES).prop_map(str::to_owned),
        2 => select(SENTENCES).prop_map(str::to_owned),
        2 => (select(SENTENCES), select(CHAINS)).prop_map(|(text, chain)| damage(text, chain).unwrap_or_default()),
        1 => any::<char>().prop_map(String::from),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Clean text, arbitrary characters and one damaged sentence.
fn damaged_line() -> impl Strategy<Value = String> {
    let clean = prop_oneof![
        4 => select(SENTENCES).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9 .,:;!?()]{0,12}",
    ];
    let damaged = (select(SENTENCES), select(CHAINS))
        .prop_map(|(text, chain)| damage(text, chain).unwrap_or_default());
    (prop::collection::vec(clean.clone(), 0..3), damaged, prop::collection::vec(clean, 0..3))
        .prop_map(|(before, damaged, after)| {
            format!("{} {damaged} {}", before.concat(), after.concat())
        })
}

fn fixers() -> [Fixer; 3] {
    [
        Fixer::default(),
        Fixer::builder().quotations(Quotations::Repair).build().unwrap(),
        Fixer::builder().min_confidence(0.99).build().unwrap(),
    ]
}

/// A thorough run sets `PROPTEST_CASES`; this is for every day.
fn cases(count: u32) -> ProptestConfig {
    let count = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(count);
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn clean_is_borrowed() {
    for sentence in SENTENCES {
        assert!(matches!(fix(sentence), Cow::Borrowed(_)), "{sentence} became {}", fix(sentence));
    }
}

/// All sentences through all chains; the space is small.
#[test]
fn what_lost_nothing_comes_back() {
    let mut failed = Vec::new();
    let mut count = 0;
    for sentence in SENTENCES {
        for chain in CHAINS {
            let Some(damaged) = damage(sentence, chain) else { continue };
            count += 1;
            let fixed = fix(&damaged);
            if fixed != *sentence {
                failed.push(format!("{sentence} by {chain:?}: {damaged} became {fixed}"));
            }
        }
    }
    assert!(count > 60, "{count} chains lose nothing");
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed.join("\n"));
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn damage_then_fix_gives_the_text(
        lines in prop::collection::vec(select(SENTENCES), 1..4),
        chain in select(CHAINS),
    ) {
        // Chosen lines whose damage loses nothing, so that most cases count.
        let damaged: Option<Vec<String>> = lines.iter().map(|line| damage(line, chain)).collect();
        prop_assume!(damaged.is_some());
        let damaged = damaged.unwrap_or_default().join("\n");
        prop_assert_eq!(fix(&damaged), lines.join("\n"));
    }

    /// One kind of damage to a line, whatever stands around it. Rubble of several kinds without a
    /// gap between them is a known problem: the second run may find more.
    #[test]
    fn fixing_twice_changes_nothing(lines in prop::collection::vec(damaged_line(), 1..4)) {
        let text = lines.join("\n");
        for fixer in fixers() {
            let once = fixer.fix(&text).into_text();
            let twice = fixer.fix(&once);
            prop_assert!(twice.is_unchanged(), "{:?}, then {:?}", once, twice.edits());
        }
    }

    #[test]
    fn edits_replay_and_undo(text in rubble()) {
        for fixer in fixers() {
            let fixed = fixer.fix(&text);
            prop_assert_eq!(apply(&text, fixed.edits()).unwrap(), fixed.text());
            prop_assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), &*text);
            prop_assert_eq!(fixed.is_unchanged(), matches!(fixed.into_text(), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn spans_are_in_order_and_true(text in rubble()) {
        for fixer in fixers() {
            let fixed = fixer.fix(&text);
            let mut spans: Vec<_> = fixed.edits().iter().map(|e| (e.span.clone(), &e.original)).collect();
            prop_assert!(spans.is_sorted_by_key(|(span, _)| span.start));
            prop_assert!(fixed.findings().is_sorted_by_key(|finding| finding.span.start));
            spans.extend(fixed.findings().iter().map(|f| (f.span.clone(), &f.original)));
            spans.sort_by_key(|(span, _)| span.start);
            let mut end = 0;
            for (span, original) in spans {
                prop_assert!(end <= span.start && span.start < span.end);
                prop_assert_eq!(&text[span.clone()], original);
                end = span.end;
            }
        }
    }

    #[test]
    fn any_bytes_go_in(bytes in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop::collection::vec(prop_oneof![8 => 0xA1..=0xFEu8, 1 => any::<u8>()], 0..200),
        rubble().prop_map(String::into_bytes),
        (rubble(), any::<u8>(), any::<prop::sample::Index>()).prop_map(|(text, byte, at)| {
            let mut bytes = text.into_bytes();
            bytes.insert(at.index(bytes.len() + 1), byte);
            bytes
        }),
    ], charset in prop::option::of(select(Charset::ALL))) {
        let fixed = Fixer::default().fix_bytes_from(&bytes, charset.map(Encoding::from));
        let mut end = 0;
        for range in fixed.undecoded() {
            prop_assert!(end <= range.start && range.start < range.end && range.end <= bytes.len());
            end = range.end;
        }
        if fixed.is_unchanged() {
            prop_assert_eq!(fixed.bytes(), fixed.decoded());
        }
        if fixed.encoding() == "utf-8" {
            prop_assert_eq!(fixed.decoded(), &*bytes);
        }
        for finding in fixed.findings() {
            prop_assert_eq!(&fixed.decoded()[finding.span.clone()], finding.original.as_bytes());
        }
        for edit in fixed.edits() {
            prop_assert_eq!(&fixed.decoded()[edit.span.clone()], edit.original.as_bytes());
        }
    }

    #[test]
    fn text_and_its_bytes_are_fixed_alike(text in rubble()) {
        let fixer = Fixer::default();
        let (of_text, of_bytes) = (fixer.fix(&text), fixer.fix_bytes(text.as_bytes()));
        prop_assert_eq!(of_bytes.bytes(), of_text.text().as_bytes());
        prop_assert_eq!(of_bytes.edits(), of_text.edits());
        prop_assert_eq!(of_bytes.findings(), of_text.findings());
    }
}
