//! Laws of the passes after the repair.
#![cfg(feature = "normalize")]

use fix_text::{Cause, Fixer, Pass, Preset, Script, apply, undo};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// What passes and the repair have something to say about, in pieces.
const PIECES: &[&str] = &[
    "生活",
    "鐢熸椿",
    "浣犲ソ",
    "naÃ¯ve",
    "cafe\u{301}",
    "é",
    "é",
    "\u{1}",
    "\u{feff}",
    "\u{200b}",
    "\u{fffd}",
    "锟斤拷",
    "鎴戜滑鏄ㄥぉ鍘讳簡鍥句功棣\u{fffd}",
    "ÖÐ¹úÈËÃñÒøÐÐ",
    "ﾊﾟ",
    "①",
    "ﬁ",
    "Ａ",
    " ",
    "　",
    "\u{a0}",
    "\n",
    "\r\n",
    "，",
    ",",
    "。",
    ".",
    "：",
    ":",
    "(",
    ")",
    "\"",
    "'",
    "“",
    "”",
    "我们的皇后",
    "國家發展",
    "頭髮",
    "https://a.b/c,d",
    "3:1",
    "e\u{301}\u{327}",
    "각",
    "\u{1112}\u{1161}\u{11ab}",
    "契",
    "⼀",
    "政 府",
    "、",
    "……",
    "...",
    "--",
    "abc",
    "12",
];

fn rubble() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn passes() -> impl Strategy<Value = Vec<Pass>> {
    subsequence(Pass::ALL.to_vec(), 0..=4)
}

fn fixer(passes: &[Pass]) -> Fixer {
    passes.iter().fold(Fixer::builder(), |builder, pass| builder.pass(*pass)).build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn edits_lead_there_and_back(text in rubble(), passes in passes()) {
        let fixed = fixer(&passes).fix(&text);
        prop_assert_eq!(&apply(&text, fixed.edits()).unwrap(), fixed.text());
        prop_assert_eq!(&undo(fixed.text(), fixed.edits()).unwrap(), &text);
    }

    #[test]
    fn edits_are_in_order_true_and_real(text in rubble(), passes in passes()) {
        let fixed = fixer(&passes).fix(&text);
        let mut spans = Vec::new();
        for edit in fixed.edits() {
            prop_assert_eq!(&text[edit.span.clone()], &edit.original);
            prop_assert_ne!(&edit.replacement, &edit.original);
            prop_assert!((0.0..=1.0).contains(&edit.confidence));
            for guess in &edit.guesses {
                prop_assert_eq!(edit.replacement[guess.span.clone()].chars().count(), 1);
            }
            spans.push(edit.span.clone());
        }
        for finding in fixed.findings() {
            prop_assert_eq!(&text[finding.span.clone()], &finding.original);
            spans.push(finding.span.clone());
        }
        spans.sort_by_key(|span| span.start);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start && pair[0].start < pair[0].end, "{spans:?}");
        }
    }

    #[test]
    fn a_pass_alone_is_idempotent(text in rubble(), pass in select(Pass::ALL)) {
        // OpenCC's conversions are not: what they give is no text of the kind they take.
        prop_assume!(!matches!(pass, Pass::Script(Script::Exact(_))));
        // The repair may find more in a text that changed, so only what the pass did counts.
        let clean = Fixer::default().fix(&text).into_text().into_owned();
        let once = fixer(&[pass]).fix(&clean);
        prop_assume!(once.edits().iter().all(|edit| edit.cause == Cause::Pass(pass)));
        let twice = fixer(&[pass]).fix(once.text());
        prop_assert!(twice.edits().iter().all(|edit| edit.cause != Cause::Pass(pass)), "{pass}: {:?} {:?}", once.text(), twice.edits());
    }

    #[test]
    fn bytes_and_text_alike(text in rubble(), passes in passes()) {
        let fixer = fixer(&passes);
        let (of_text, of_bytes) = (fixer.fix(&text), fixer.fix_bytes(text.as_bytes()));
        prop_assert_eq!(of_bytes.bytes(), of_text.text().as_bytes());
        prop_assert_eq!(of_bytes.edits(), of_text.edits());
    }
}

#[test]
fn names_lead_back() {
    for pass in Pass::ALL {
        assert_eq!(pass.name().parse(), Ok(*pass));
    }
    for preset in Preset::ALL {
        assert_eq!(preset.name().parse(), Ok(*preset));
    }
    let error = "nfk".parse::<Pass>().unwrap_err().to_string();
    assert!(
        error.starts_with("unknown pass \"nfk\"; known are ") && error.contains(", nfkc"),
        "{error}"
    );
}

#[test]
fn a_pass_on_top_of_a_repair_is_one_edit() {
    // naïve was read as windows-1252; decomposed, it is still one edit of the damaged word.
    let fixed = fixer(&[Pass::Nfd]).fix("señor: naÃ¯ve");
    let edits: Vec<_> = fixed
        .edits()
        .iter()
        .map(|e| (e.original.as_str(), e.replacement.as_str(), e.cause.to_string(), e.also.clone()))
        .collect();
    assert_eq!(
        edits,
        [
            ("ñ", "n\u{303}", "nfd".to_owned(), vec![]),
            ("Ã¯", "i\u{308}", "utf-8>windows-1252".to_owned(), vec![Cause::Pass(Pass::Nfd)]),
        ]
        .map(|(o, r, c, a)| (o, r, c, a))
    );
}

#[test]
fn what_is_left_as_damaged_is_no_text() {
    let text = "他说：“鐢熸椿”这两个字 ﬁ 是乱码。";
    let fixed = fixer(&[Pass::Nfkc]).fix(text);
    assert_eq!(fixed.findings()[0].original, "鐢熸椿");
    assert!(fixed.text().contains("鐢熸椿"));
}

#[test]
fn script() {
    for (script, text, expected) in [
        ("hant", "我国历史上的皇后和头发", "我國歷史上的皇后和頭髮"),
        ("tw", "里面的线索", "裡面的線索"),
        ("hk", "里面的线索", "裏面的線索"),
        ("hans", "國家圖書館裡的頭髮", "国家图书馆里的头发"),
        ("hans", "這裏的軟件更好。", "这里的软件更好。"),
        ("s2twp", "鼠标", "滑鼠"),
        // Neither is Chinese to be converted.
        ("hans", "東京の図書館で勉強する。", "東京の図書館で勉強する。"),
        ("hant", "The word 只 means only.", "The word 只 means only."),
        // In the wanted script already: 里 and 后 are traditional, too.
        ("hant", "這里是皇后大道，千里之外", "這里是皇后大道，千里之外"),
        ("hans", "乾坤与著作", "乾坤与著作"),
        // A clause of its own in the other script.
        ("hans", "简体的，繁體的。", "简体的，繁体的。"),
        ("keep", "國家", "國家"),
    ] {
        let fixer = Fixer::builder().script(script.parse().unwrap()).build().unwrap();
        let fixed = fixer.fix(text);
        assert_eq!(fixed.text(), expected, "{script}: {text}");
        assert!(
            fixed.edits().iter().all(|edit| matches!(edit.cause, Cause::Pass(Pass::Script(_))))
        );
    }
    let error = "zh".parse::<Script>().unwrap_err().to_string();
    assert!(error.contains("keep, hans, hant, tw, hk, s2t"), "{error}");
}
