//! Lost bytes: what is guessed and marked, and what of it is said.

use std::ops::Range;

use fix_text::{Cause, Charset, Edit, Fixer, Kept, Lossy, fix, undo};
use proptest::prelude::*;
use proptest::sample::select;

/// 我们明天下午三点在学校门口见面。 in UTF-8, read as GBK by Python: a byte of 学 is lost, and one of 。
const DAMAGED: &str = "鎴戜滑鏄庡ぉ涓嬪崍涓夌偣鍦ㄥ\u{fffd}︽牎闂ㄥ彛瑙侀潰銆\u{fffd}";
const WRITTEN: &str = "我们明天下午三点在学校门口见面。";
const MARKED: &str = "我们明天下午三点在\u{fffd}校门口见面\u{fffd}";

const POLICIES: [Lossy; 3] = [Lossy::Guess, Lossy::Mark, Lossy::Refuse];

/// What is damaged by decoders that lose bytes.
const SENTENCES: &[&str] = &[
    "我们明天下午三点在学校门口见面。",
    "这家饭馆的菜很好吃，价格也不贵。",
    "请把窗户关上，外面开始下雨了！",
    "图书馆每天早上八点开门，晚上九点关门。",
    "他问：“你什么时候回来？”",
    "臺灣的夜市有很多好吃的小吃。",
    "請將附件中的表格填妥後寄回。",
    "東京から大阪まで新幹線で行きました。",
    "この問題についてもう一度考えてみてください。",
    "「はい、分かりました。」と彼は答えた。",
    "오늘 회의는 오후 두 시에 시작합니다.",
];

const STEPS: &[(Charset, Charset)] = &[
    (Charset::Utf8, Charset::Gbk),
    (Charset::Utf8, Charset::Gb18030),
    (Charset::Utf8, Charset::ShiftJis),
    (Charset::Utf8, Charset::Big5),
    (Charset::Utf8, Charset::EucKr),
    (Charset::Utf8, Charset::EucJp),
    (Charset::Gbk, Charset::Big5),
    (Charset::Gbk, Charset::ShiftJis),
    (Charset::Gbk, Charset::Gbk),
    (Charset::Gbk, Charset::Utf8),
    (Charset::ShiftJis, Charset::ShiftJis),
    (Charset::Big5, Charset::Big5),
];

fn fixer(lossy: Lossy) -> Fixer {
    Fixer::builder().lossy(lossy).build().unwrap()
}

/// All policies, with and without a bound for guesses.
fn fixers() -> Vec<Fixer> {
    let mut fixers: Vec<Fixer> = POLICIES.map(fixer).into();
    fixers.push(Fixer::builder().min_confidence(0.9).build().unwrap());
    fixers
}

/// What stands where an edit guesses.
fn guessed(edit: &Edit) -> Vec<&str> {
    edit.guesses.iter().map(|guess| &edit.replacement[guess.span.clone()]).collect()
}

/// The laws of guesses; what is wrong, if anything.
fn check(edit: &Edit, lossy: Lossy) -> Result<(), String> {
    let mut end = 0;
    for guess in &edit.guesses {
        let Range { start, end: stop } = guess.span;
        let written = edit.replacement.get(start..stop).ok_or("the span is none of the text")?;
        let one = written.chars().next().filter(|c| c.len_utf8() == written.len());
        let one = one.ok_or_else(|| format!("{written:?} is not one character"))?;
        if start < end {
            return Err("guesses overlap".to_owned());
        }
        end = stop;
        if lossy != Lossy::Guess && one != char::REPLACEMENT_CHARACTER {
            return Err(format!("{one} is a guess that nobody wants"));
        }
        let is_known = |c: char| guess.candidates.iter().any(|(known, _)| *known == c);
        if one != char::REPLACEMENT_CHARACTER && !is_known(one) {
            return Err(format!("{one} is none of {:?}", guess.candidates));
        }
        let probabilities: Vec<f64> = guess.candidates.iter().map(|(_, p)| *p).collect();
        if !probabilities.is_sorted_by(|a, b| a >= b) {
            return Err(format!("{probabilities:?} are out of order"));
        }
        // A little more than 1 is what adding them up costs.
        if probabilities.iter().any(|p| !(0.0..=1.0).contains(p))
            || probabilities.iter().sum::<f64>() > 1.0 + 1e-6
        {
            return Err(format!("{probabilities:?} are no probabilities"));
        }
    }
    Ok(())
}

/// All that must hold whatever the text is.
fn check_all(text: &str) -> Result<(), TestCaseError> {
    for (fixer, lossy) in fixers().iter().zip(POLICIES.into_iter().chain([Lossy::Guess])) {
        let fixed = fixer.fix(text);
        prop_assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), text);
        for edit in fixed.edits() {
            prop_assert_eq!(&text[edit.span.clone()], &edit.original);
            if let Err(error) = check(edit, lossy) {
                return Err(TestCaseError::fail(format!("{error} in {edit:?}")));
            }
            prop_assert!(lossy != Lossy::Refuse || edit.guesses.is_empty(), "{:?}", edit);
        }
        for finding in fixed.findings() {
            prop_assert_eq!(&text[finding.span.clone()], &finding.original);
        }
    }
    Ok(())
}

#[test]
fn guesses_are_written_and_named() {
    let fixed = Fixer::default().fix(DAMAGED);
    assert_eq!(fixed.text(), WRITTEN);
    let [edit] = fixed.edits() else { panic!("{:?}", fixed.edits()) };
    assert_eq!(edit.cause.to_string(), "utf-8>gbk");
    assert_eq!(guessed(edit), ["学", "。"]);
    assert_eq!(edit.guesses[0].candidates[0].0, '学');
    assert!(edit.guesses[0].candidates[0].1 > 0.9);
    // What else than a full stop ends in the lost byte is less certain.
    assert!(edit.guesses[1].candidates.len() > 1);
    assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), DAMAGED);
}

#[test]
fn marks_stand_only_where_bytes_do_not_tell() {
    let fixed = fixer(Lossy::Mark).fix(DAMAGED);
    assert_eq!(fixed.text(), MARKED);
    let [edit] = fixed.edits() else { panic!("{:?}", fixed.edits()) };
    assert_eq!(guessed(edit), ["\u{fffd}", "\u{fffd}"]);
    // The guesses are the same, only unwritten.
    let guesses = Fixer::default().fix(DAMAGED).edits()[0].guesses.clone();
    for (marked, guessed) in edit.guesses.iter().zip(&guesses) {
        assert_eq!(marked.candidates, guessed.candidates);
    }
    assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), DAMAGED);
}

#[test]
fn refused_stretches_stay_and_are_reported() {
    let text = format!("标题\n{DAMAGED}\nok");
    let fixed = fixer(Lossy::Refuse).fix(&text);
    assert_eq!(fixed.text(), text);
    assert!(fixed.is_unchanged());
    let [finding] = fixed.findings() else { panic!("{:?}", fixed.findings()) };
    assert_eq!((&text[finding.span.clone()], finding.kept), (DAMAGED, Kept::LostBytes));
    assert_eq!(finding.proposal.as_deref(), Some(WRITTEN));
    assert!(matches!(finding.cause, Cause::WrongDecode(_)));
}

#[test]
fn what_lost_nothing_is_repaired_whatever_the_policy() {
    for lossy in POLICIES {
        let fixer = fixer(lossy);
        assert_eq!(fixer.fix("鐢熸椿").text(), "生活");
        // A lost part in one line is no reason to leave another.
        let text = format!("鐢熸椿\n{DAMAGED}");
        assert!(fixer.fix(&text).text().starts_with("生活\n"), "{lossy:?}");
    }
}

#[test]
fn improbable_guesses_are_marked() {
    let certain = Fixer::default().fix(DAMAGED).edits()[0].guesses[1].candidates[0].1;
    assert!(certain < 1.0, "a full stop for certain");
    for (least, is_written) in [(0.0, true), (certain, true), ((certain + 1.0) / 2.0, false)] {
        let fixer = Fixer::builder().min_confidence(least).build().unwrap();
        let fixed = fixer.fix(DAMAGED);
        assert_eq!(fixed.text().ends_with('。'), is_written, "{least}: {}", fixed.text());
        assert_eq!(fixed.text().ends_with('\u{fffd}'), !is_written, "{least}: {}", fixed.text());
        assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), DAMAGED);
    }
}

/// Where many characters are as probable as each other, the one that is written is among those named.
#[test]
fn what_is_written_is_named() {
    let text = "鞓る姌 須岇潣電 鞓ろ泟 霊� 鞁滌棎 鞁滌瀾頃╇媹雼�.鎴戜滑鏄庡ぉ涓嬪崍涓夌偣鍦ㄥ\u{e11f}鏍￠棬鍙ｈ\u{e746}闈€€�";
    let fixed = Fixer::default().fix(text);
    assert!(fixed.edits().iter().any(|edit| edit.guesses.len() > 3), "{:?}", fixed.edits());
    for edit in fixed.edits() {
        check(edit, Lossy::Guess).unwrap();
    }
}

/// The corpus, by every policy: what stands in `lossy.tsv` is too much to judge one by one.
#[test]
fn policies_differ_in_what_is_guessed_and_in_nothing_else() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/cases/lossy.tsv");
    let table = std::fs::read_to_string(path).unwrap();
    let mut guesses = 0;
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.contains('\\')) {
        let damaged = line.split('\t').next().unwrap();
        let [by_guess, marked, refused] = POLICIES.map(|lossy| fixer(lossy).fix(damaged));
        assert_eq!(by_guess.edits().len(), marked.edits().len(), "{damaged}");
        for (guess, mark) in by_guess.edits().iter().zip(marked.edits()) {
            check(guess, Lossy::Guess).unwrap();
            check(mark, Lossy::Mark).unwrap();
            guesses += guess.guesses.len();
            // Between guesses, both are alike.
            assert_eq!(pieces(guess), pieces(mark), "{damaged}");
        }
        for edit in by_guess.edits().iter().filter(|edit| !edit.guesses.is_empty()) {
            let finding = refused.findings().iter().find(|finding| finding.span == edit.span);
            let finding = finding.unwrap_or_else(|| panic!("{damaged}: nothing says {edit:?}"));
            assert_eq!(finding.kept, Kept::LostBytes, "{damaged}");
            assert_eq!(finding.original, edit.original, "{damaged}");
            assert_eq!(finding.proposal.as_ref(), Some(&edit.replacement), "{damaged}");
        }
    }
    assert!(guesses > 50, "{guesses} guesses");
}

/// The replacement without its guesses.
fn pieces(edit: &Edit) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for guess in &edit.guesses {
        pieces.push(&edit.replacement[at..guess.span.start]);
        at = guess.span.end;
    }
    pieces.push(&edit.replacement[at..]);
    pieces
}

/// Clean text with the marks of lost bytes in it, whatever the policy.
#[test]
fn marks_alone_are_no_damage() {
    for text in [
        "为什么?我也不知道?真的吗?",
        "const 状态 = 结果 ? \"成功\" : \"失败\";",
        "重慶(chóngqìng)是一座山城。",
    ] {
        for fixer in fixers() {
            assert!(fixer.fix(text).is_unchanged(), "{text} became {}", fixer.fix(text).text());
        }
    }
    assert_eq!(fix("字符 \u{fffd} 叫做替换字符。"), "字符 \u{fffd} 叫做替换字符。");
}

/// Text that was damaged by a decoder that writes U+FFFD; double-byte text may lose a byte first.
fn damaged() -> impl Strategy<Value = String> {
    let sentences = prop::collection::vec(select(SENTENCES), 1..4);
    let slip = prop::option::of((any::<prop::sample::Index>(), any::<Option<u8>>()));
    (sentences, select(STEPS), slip).prop_map(|(sentences, (actual, read_as), slip)| {
        let text = sentences.concat();
        // Characters that the charset does not have are left out.
        let mut bytes: Vec<u8> = text
            .chars()
            .filter_map(|c| actual.encode(c.encode_utf8(&mut [0; 4])))
            .flatten()
            .collect();
        if let Some((at, byte)) = slip.filter(|_| !bytes.is_empty()) {
            let at = at.index(bytes.len());
            bytes.splice(at..at + usize::from(byte.is_none()), byte);
        }
        read_as.decode(&bytes).0
    })
}

/// Anything, with what decoders leave where bytes are lost.
fn rubble() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => Just("\u{fffd}".to_owned()),
        3 => Just("?".to_owned()),
        2 => select(SENTENCES).prop_map(str::to_owned),
        2 => damaged(),
        2 => any::<String>(),
        1 => any::<char>().prop_map(String::from),
        1 => select(&["\n", " ", "\"", "'", "(yè)", "\u{e5e5}", "\u{81}", "銆", "锛", "ã", "é", "縺", "鍏朵腑"][..])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

/// A thorough run sets `PROPTEST_CASES`; this is for every day.
fn cases(count: u32) -> ProptestConfig {
    let count = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(count);
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    // Each takes a search over many bytes, four times.
    #![proptest_config(cases(15))]

    #[test]
    fn lossy_damage_has_true_edits(text in damaged()) {
        check_all(&text)?;
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn rubble_has_true_edits(text in rubble()) {
        check_all(&text)?;
    }
}
