//! Laws of the passes after the repair.
#![cfg(feature = "normalize")]

use fix_text::{
    Cause, Evidence, Fixer, Han, Kept, Lexicon, Pass, Preset, Punctuation, Region, Script,
    ScriptRepair, apply, scripts, undo,
};
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
                prop_assert!(!edit.replacement[guess.span.clone()].is_empty());
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
fn a_guess_stays_one_through_passes() {
    // 我们昨天去了图书馆, the last character guessed, with passes that convert it, and that put a space behind it.
    let text = "鎴戜滑鏄ㄥぉ鍘讳簡鍥句功棣\u{fffd}3:1";
    let fixed = fixer(&[Pass::AddLatinSpaces, Pass::Script(Script::Traditional)]).fix(text);
    assert_eq!(fixed.text(), "我們昨天去了圖書館 3:1");
    let edit = &fixed.edits()[0];
    assert_eq!(
        edit.also,
        [Cause::Pass(Pass::Script(Script::Traditional)), Cause::Pass(Pass::AddLatinSpaces)]
    );
    let guess = &edit.guesses[0];
    assert_eq!(&edit.replacement[guess.span.clone()], "館");
    assert_eq!(guess.candidates[0].0, '館');
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

#[test]
fn punctuation_full() {
    for (text, expected) in [
        ("今天很好,明天也好.", "今天很好，明天也好。"),
        ("他说:\"你好,世界!\"然后走了", "他说：“你好，世界！”然后走了"),
        ("增长18%,同比上升(含税)", "增长18%，同比上升（含税）"),
        ("见\"三资\",\"四新\",等", "见“三资”，“四新”，等"),
        ("業(yè),國", "業（yè），國"),
        ("规定[3],应当", "规定[3]，应当"),
        // Numbers, times, ratios, versions, addresses, files and code keep theirs.
        ("共1,000人,12:30出发,比例3:1", "共1,000人，12:30出发，比例3:1"),
        ("见https://a.com/b?c=d,e;f,然后", "见https://a.com/b?c=d,e;f，然后"),
        ("写信给a.b@c.com,谢谢", "写信给a.b@c.com，谢谢"),
        ("用`f(中,文)`调用v1.2.3", "用`f(中,文)`调用v1.2.3"),
        ("文件main.rs:12出错", "文件main.rs:12出错"),
        ("<a title=\"中文\">很好</a>,谢谢", "<a title=\"中文\">很好</a>，谢谢"),
        ("1) 第一,重要", "1) 第一，重要"),
        ("一.总则", "一.总则"),
        ("等等...还有--这个", "等等……还有——这个"),
        ("好的:)", "好的:)"),
        // Both quotes change or neither, over the whole line.
        ("他说\"你好,我也好", "他说\"你好，我也好"),
        ("it's 他的'书'", "it's 他的‘书’"),
        ("好的(OK).", "好的（OK）。"),
        ("贝拉克•奥巴马,3 • 4 • 5", "贝拉克·奥巴马，3 • 4 • 5"),
        ("ローマ・東・京です,はい", "ローマ・東・京です,はい"),
        // Not Chinese.
        ("Hello, world: 1, 2!", "Hello, world: 1, 2!"),
        ("これは、テスト(test)です,はい", "これは、テスト(test)です,はい"),
    ] {
        let fixed = fixer(&[Pass::Punctuation(Punctuation::Full)]).fix(text).into_text();
        assert_eq!(fixed, expected, "{text}");
    }
    let fixer = fixer(&[Pass::Punctuation(Punctuation::Full)]);
    let fixed = fixer.fix("他说\"你好,我也好");
    assert_eq!(fixed.findings()[0].kept, Kept::Unbalanced);
}

#[test]
fn punctuation_restore() {
    let fixer = fixer(&[Pass::Punctuation(Punctuation::Restore)]);
    for (text, expected) in [
        (
            "坚持\"内培外引\"相结合,聚焦新能源、生命健康(含医药)。",
            "坚持“内培外引”相结合，聚焦新能源、生命健康（含医药）。",
        ),
        // One full-width mark says that nothing was folded.
        ("他说：今天很好,明天也好", "他说：今天很好,明天也好"),
        // Curly quotes were not straightened, so a straight one is meant.
        ("“三资”,代码\"甲\"", "“三资”，代码\"甲\""),
        // Nothing between Chinese characters: no sign of a fold.
        ("使用 \"none\" 包装(见上)", "使用 \"none\" 包装(见上)"),
        ("真的吗?他问", "真的吗?他问"),
        ("plain, old: text", "plain, old: text"),
        // A quotation that is opened in one line and closed in the next, and one that only ends here.
        ("他说,\"今天很好。\n明天也好。\"我走了。", "他说，“今天很好。\n明天也好。”我走了。"),
        ("就是这样,\"他说。\"走吧。\"", "就是这样，”他说。“走吧。”"),
        ("他说,\"这是'三农'。\"", "他说，“这是‘三农’。”"),
        // A space before a bracket or a quote, or a word of code: no fold left it there.
        ("运行,然后 (见下) 输入 \"none\"", "运行，然后 (见下) 输入 \"none\""),
        ("调用,如print(x)和max(a,b)", "调用，如print(x)和max(a,b)"),
        ("用'a' 至 'z' 表示,如[?]和vec!,都行", "用'a' 至 'z' 表示，如[?]和vec!，都行"),
        ("如果没有DOM,Vue也行,是吧", "如果没有DOM，Vue也行，是吧"),
        ("周一~周五,早上9~12点", "周一～周五，早上9~12点"),
    ] {
        assert_eq!(fixer.fix(text).text(), expected, "{text}");
    }
}

#[test]
fn what_has_no_partner_is_reported() {
    let text = "他说\"你好,我也好(真的\n国(家,好)。)";
    for (punctuation, expected, left) in [
        // In text that was folded, a colon before a quote or the like tells what it was; it is said that the partner is missing.
        (Punctuation::Restore, "他说“你好，我也好(真的\n国（家，好）。)", &["(", ")"][..]),
        (Punctuation::Full, "他说\"你好，我也好(真的\n国（家，好）。)", &["\"", "(", ")"][..]),
    ] {
        let fixed = fixer(&[Pass::Punctuation(punctuation)]).fix(text);
        assert_eq!(fixed.text(), expected);
        let found: Vec<_> =
            fixed.findings().iter().map(|f| (f.original.as_str(), f.kept)).collect();
        let wanted: Vec<_> = left.iter().map(|mark| (*mark, Kept::Unbalanced)).collect();
        assert_eq!(found, wanted, "{punctuation}");
        for edit in fixed.edits().iter().filter(|edit| edit.original == "\"") {
            assert!(edit.reason.as_deref().is_some_and(|reason| reason.contains("not closed")));
            assert!(edit.confidence <= 0.9);
        }
    }
}

#[test]
fn other_marks() {
    let ascii = fixer(&[Pass::Punctuation(Punctuation::Ascii)]);
    assert_eq!(ascii.fix("他说：“好……”，（笑）。").text(), "他说:\"好...\",(笑).");
    assert_eq!(ascii.fix("日本語です。（はい）").text(), "日本語です。（はい）");
    let corner = fixer(&[Pass::CornerBrackets]);
    assert_eq!(corner.fix("他說：“這是‘書’。”").text(), "他說：「這是『書』。」");
    assert_eq!(corner.fix("他說：“這是書。").text(), "他說：“這是書。");
    assert_eq!(corner.fix("他说：“这是书。”").text(), "他说：“这是书。”");
}

#[test]
fn hidden_characters_width_and_spaces() {
    for (pass, text, expected) in [
        (Pass::ControlCharacters, "a\u{1}\u{7f}b\tc\r\n", "ab\tc\r\n"),
        (Pass::ZeroWidth, "生\u{200b}活\u{ad}x\u{feff}", "生活x"),
        // Joiners that join: a family, Persian.
        (
            Pass::ZeroWidth,
            "👨\u{200d}👩 می\u{200c}خواهم 中\u{200d}文",
            "👨\u{200d}👩 می\u{200c}خواهم 中文",
        ),
        (Pass::BidiControls, "生\u{202e}活\u{200f}", "生活"),
        (Pass::BidiControls, "\u{200f}שלום\u{200e}", "\u{200f}שלום\u{200e}"),
        (Pass::VariationSelectors, "葛\u{e0100}城 ☺\u{fe0f}", "葛城 ☺\u{fe0f}"),
        (Pass::PrivateUse, "\u{e76c}100，\u{e816}，\u{e000}", "€100，𠂇，\u{e000}"),
        (Pass::CompatibilityIdeographs, "⻢⼀契\u{f900}龜", "马一契豈龜"),
        (Pass::FullWidthLetters, "ＧＤＰ增长８％，", "GDP增长8％，"),
        (Pass::HalfWidthKana, "ｶﾞｲﾄﾞ｡", "ガイド。"),
        (Pass::PlainSpaces, "第一章\u{3000}总则\u{a0}A", "第一章 总则 A"),
        (Pass::SpacedHeadings, "政 府 工 作 報 告", "政府工作報告"),
        (Pass::SpacedHeadings, "县  长\n", "县长\n"),
        (Pass::SpacedHeadings, "县  长   吴  浩\n", "县长   吴浩\n"),
        // The words that are closer together are not those that were spread.
        (Pass::SpacedHeadings, "是   否  有   无\n", "是   否  有   无\n"),
        (Pass::SpacedHeadings, "目\u{3000}录", "目录"),
        // Words between which a space belongs.
        (Pass::SpacedHeadings, "第一章 总则", "第一章 总则"),
        (Pass::SpacedHeadings, "甲 乙", "甲 乙"),
        (Pass::SpacedHeadings, "あ い う 東 京 都", "あ い う 東 京 都"),
        (
            Pass::Readings,
            "業(yè)和饕餮（tāotiè），GDP(gross)，人(man)",
            "業和饕餮，GDP(gross)，人(man)",
        ),
        (Pass::AddLatinSpaces, "使用Rust语言2年", "使用 Rust 语言 2 年"),
        (Pass::RemoveLatinSpaces, "使用 Rust 语言 2 年 a b", "使用Rust语言2年a b"),
    ] {
        let fixed = fixer(&[pass]).fix(text).into_text();
        assert_eq!(fixed, expected, "{pass}: {text:?}");
    }
}

#[test]
fn presets() {
    let text = "發展\u{200b}業(yè),支持\"三農\"工作,政策(試行)。";
    for (preset, expected) in [
        (Preset::Repair, text),
        (Preset::Search, "发展业,支持\"三农\"工作,政策(试行)。"),
        (Preset::Llm, "發展業（yè），支持“三農”工作，政策（試行）。"),
        (Preset::Print, "發展業（yè），支持“三農”工作，政策（試行）。"),
    ] {
        let fixer = Fixer::builder().preset(preset).build().unwrap();
        assert_eq!(fixer.fix(text).text(), expected, "{preset}");
    }
}

#[test]
fn script_repair() {
    let guarded = fixer(&[Pass::ScriptRepair(ScriptRepair::Guarded)]);
    for (text, expected) in [
        ("皇後與太後的頭發", "皇后與太后的頭髮"),
        ("經濟不斷髮展", "經濟不斷發展"),
        ("理發店的幹淨頭發", "理髮店的乾淨頭髮"),
        // Words that have one form only, though 復 and 系 are right in others.
        ("兩國關系很復雜，未獲批準。", "兩國關係很複雜，未獲批准。"),
        ("管制作業，銷毀文件，恢復秩序", "管制作業，銷毀文件，恢復秩序"),
        // Beside a word that is wrong one that some write is wrong, too.
        ("皇後一周的頭發", "皇后一週的頭髮"),
        // Attested: Taiwan writes 公布, and some write 一周.
        ("法律於公布後一周施行", "法律於公布後一周施行"),
        // 球后 is a word, but not here.
        ("停球後射門得分", "停球後射門得分"),
        ("國家發展的過程", "國家發展的過程"),
        // Neither simplified nor Japanese text.
        ("头发和皇后", "头发和皇后"),
        ("皇後の頭発です", "皇後の頭発です"),
    ] {
        assert_eq!(guarded.fix(text).text(), expected, "{text}");
    }
    let fixed = guarded.fix("皇後");
    assert_eq!(fixed.edits()[0].reason.as_deref(), Some("皇後 is no word, 皇后 is"));
    let full = fixer(&[Pass::ScriptRepair(ScriptRepair::Full)]);
    assert_eq!(full.fix("法律於公布後一周施行").text(), "法律於公佈後一週施行");
}

#[test]
fn lexicon() {
    let lexicon = Lexicon::parse("# names\n\n后羿\n鼠标\t滑鼠\n皇後\n").unwrap();
    let builder = Fixer::builder().lexicon(lexicon);
    let script = builder.clone().script(Script::Traditional).build().unwrap();
    assert_eq!(script.fix("用鼠标看后羿的历史").text(), "用滑鼠看后羿的歷史");
    let repair = builder.pass(Pass::ScriptRepair(ScriptRepair::Full)).build().unwrap();
    assert_eq!(repair.fix("皇後的頭發").text(), "皇後的頭髮");
    for (text, message) in [
        ("甲\n乙\t\n", "line 2 of the lexicon: nothing after the tab"),
        ("甲\t乙\t丙", "line 1 of the lexicon: more than one tab"),
        ("\t乙", "line 1 of the lexicon: no word before the tab"),
        (" 甲", "line 1 of the lexicon: spaces around a word"),
        ("甲\n乙\n甲", "line 3 of the lexicon: a word that an earlier line has already"),
    ] {
        let error = Lexicon::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn passes_of_the_script_leave_what_is_not_chinese() {
    let texts = [
        "",
        "Naïve café — it's 100 % fine…\r\n\t<b>x</b> https://example.org/?a=1&b=2",
        "Всё будет хорошо, Ελλάδα, עברית, العربية, ภาษาไทย, Tiếng Việt",
        "한국어 텍스트입니다. 둘도 없는 나라",
        "ひらがなとカタカナだけ、それと漢字が少し。",
        "\u{0}\u{1f}\u{feff}\u{e000}😀👨‍👩‍👧",
    ];
    let scripts = ["hans", "hant", "tw", "hk"].map(|name| Pass::Script(name.parse().unwrap()));
    let repairs = [ScriptRepair::Guarded, ScriptRepair::Full].map(Pass::ScriptRepair);
    for pass in scripts.into_iter().chain(repairs) {
        for text in texts {
            assert_eq!(fixer(&[pass]).fix(text).text(), text, "{pass}");
        }
    }
}

#[test]
fn a_clause_of_the_other_script_is_found() {
    let cut = |text: &'static str| -> Vec<(&str, Han)> {
        scripts(text).iter().map(|span| (&text[span.span.clone()], span.script)).collect()
    };
    // However few characters tell, if all of a clause says the same.
    assert_eq!(
        cut("他还表示，兩座教堂都是由白人教會在哈林區建造的。"),
        [
            ("他还表示，", Han::Simplified),
            ("兩座教堂都是由白人教會在哈林區建造的。", Han::Traditional)
        ]
    );
    // A mark that opens goes with what follows.
    assert_eq!(
        cut("根据官方的说法「每一個證人都沒有辦法」"),
        [("根据官方的说法", Han::Simplified), ("「每一個證人都沒有辦法」", Han::Traditional)]
    );
    // A name inside a clause is noise.
    assert_eq!(
        cut("這場演唱會由张學友主持，歡迎參加"),
        [("這場演唱會由张學友主持，歡迎參加", Han::Traditional)]
    );
}

#[test]
fn regions_of_traditional_text() {
    let region = |text| Evidence::of(text).region();
    assert_eq!(region("計程車上的軟體"), Some(Region::Taiwan));
    assert_eq!(region("電單車上的軟件"), Some(Region::HongKong));
    assert_eq!(region("佢喺度等緊我"), Some(Region::HongKong));
    // Characters of Taiwan's standard are typed in Hong Kong, too: few of them tell nothing.
    assert_eq!(region("這裡有一個人"), None);
    assert_eq!(region("他說著說著就笑了"), Some(Region::Taiwan));
    assert_eq!(region("國家圖書館"), None);
    assert_eq!(region(""), None);
}

#[test]
fn scripts_of_spans() {
    let found: Vec<_> =
        scripts("国家发展，經濟繁榮。\n123\n東京の図書館へ行く\n這裡有一個\n這裏有一個")
            .iter()
            .map(|span| (span.span.clone(), span.script, span.region))
            .collect();
    assert_eq!(
        found,
        [
            (0..15, Han::Simplified, None),
            (15..31, Han::Traditional, None),
            (31..35, Han::Unknown, None),
            (35..63, Han::Japanese, None),
            (63..94, Han::Traditional, None),
        ]
    );
}
