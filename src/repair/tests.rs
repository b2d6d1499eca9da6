//! The damage made by the rule that makes it, and undone; and what must be left alone.

use super::double_byte::{DoubleByte, is_han};
use super::*;
use crate::Charset;
use crate::edit::apply;

/// What a byte-wise program with a list of readings makes of a text.
///
/// Every character's code is looked for in the bytes, at odd offsets too; then a separator goes
/// before punctuation, likewise. The decoder writes `?` for a pair that is none and swallows both
/// bytes; the separator vanishes where it is read in step, and private-use characters are stripped.
fn damaged(text: &str, list: &[(char, &str)]) -> String {
    const SEPARATOR: u8 = 0x02;
    let mut bytes = Charset::Gbk.encode(text).unwrap();
    for &(c, reading) in list {
        let code = Charset::Gbk.encode(&c.to_string()).unwrap();
        let mut with = code.clone();
        with.extend(Charset::Gbk.encode(&format!("({reading})")).unwrap());
        bytes = replaced(&bytes, &code, &with);
    }
    for mark in ["。", "！", "？", "；", "、"] {
        let code = Charset::Gbk.encode(mark).unwrap();
        bytes = replaced(&bytes, &code, &[&[SEPARATOR], code.as_slice()].concat());
    }
    let charset = DoubleByte::gbk();
    let mut out = String::new();
    let mut rest = bytes.as_slice();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (*first, tail) {
            (SEPARATOR, _) => {}
            (0x00..0x80, _) => out.push(char::from(*first)),
            (0x80, _) => out.push('€'),
            (lead, [trail, after @ ..]) => {
                rest = after;
                match charset.char([lead, *trail]) {
                    _ if charset.leaves_nothing([lead, *trail]) => {}
                    Some(c) => out.push(c),
                    None => out.push('?'),
                }
            }
            (_, []) => out.push('?'),
        }
    }
    folded(&out)
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        if rest.starts_with(from) {
            out.extend_from_slice(to);
            rest = &rest[from.len()..];
        } else {
            out.push(first);
            rest = &rest[1..];
        }
    }
    out
}

fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '，' => ',',
            '！' => '!',
            '？' => '?',
            '：' => ':',
            '；' => ';',
            '（' => '(',
            '）' => ')',
            _ => c,
        })
        .collect()
}

/// Some characters of such a program's list.
const LIST: [(char, &str); 24] = [
    ('業', "yè"),
    ('進', "jìn"),
    ('區', "qū"),
    ('實', "shí"),
    ('動', "dòng"),
    ('發', "fā"),
    ('設', "shè"),
    ('產', "chǎn"),
    ('項', "xiàng"),
    ('強', "qiáng"),
    ('會', "huì"),
    ('級', "jí"),
    ('務', "wù"),
    ('個', "gè"),
    ('創', "chuàng"),
    ('質', "zhì"),
    ('經', "jīng"),
    ('農', "nóng"),
    ('濟', "jì"),
    ('現', "xiàn"),
    ('執', "zhí"),
    ('節', "jié"),
    ('內', "nèi"),
    ('雲', "yún"),
];

/// Written for this test.
const REPORT: &str = "\
一年來，我們堅持農業優先，把農業現代化作為鄉村發展的根本。全區新建高標準農田三萬畝，糧食產量再創新高。
農業產業園區建設進展順利，十二個重點項目開工，八個項目建成投產。我們引進了五家龍頭企業，帶動農民就業。
我們把實體經濟放在第一位，推動工業經濟向高質量發展。全年工業產值增長百分之六，新增規模以上企業二十家。
園區內基礎設施不斷完善，區內道路、供水、供電全部到位。服務業發展加快，電子商務進入每個村莊，產品賣到了全國各地。
我們堅持把教育放在優先發展的位置，新建學校三所，改建學校九所。醫療衛生服務能力不斷提升，每個鄉鎮都有合格的衛生院。
社會保障水平進一步提高，養老服務設施實現全覆蓋。我們全面推進河道治理，實施“綠色城市”行動，空氣質量明顯好轉。
生態環境持續改善，人民群眾的獲得感不斷增強。城市面貌發生了新的變化，老舊小區改造惠及區內五千戶居民。
我們深化改革，優化服務，企業開辦時間壓縮到一個工作日。“一站式”服務全面實現，群眾辦事更加方便。
當前，經濟發展還存在不少困難和問題：產業結構不夠合理，創新能力不強，農村基礎設施還有短板。
對這些問題，我們將採取有效措施，認真加以解決。新的一年，我們要全面貫徹發展新理念，推動經濟社會發展再上新台階。
要強化項目帶動，抓好重大項目建設；要強化創新驅動，培育新興產業；要強化農業基礎，全面推進鄉村建設。
要把人民滿意作為工作的出發點，實施好每一個民生項目，實現發展為了人民、發展依靠人民、發展成果由人民共享。
讓我們更加緊密地團結起來，實幹進取，為建設現代化強區作出新的更大貢獻！
";

/// The text after all edits.
fn fixed(text: &str) -> String {
    repair(text).map_or_else(|| text.to_owned(), |repaired| apply(text, &repaired.edits).unwrap())
}

#[test]
fn a_damaged_report_comes_back() {
    let bad = damaged(REPORT, &LIST);
    assert!(bad.contains('?') && bad.contains("業(yè)"), "{bad}");
    let repaired = repair(&bad).unwrap();
    let out_of_step = repaired.edits.iter().filter(|edit| edit.cause == Cause::OutOfStep).count();
    assert!(out_of_step >= 2, "{:?}", repaired.findings);
    for (got, written) in folded(&fixed(&bad)).lines().zip(folded(REPORT).lines()) {
        if !got.contains('?') {
            assert_eq!(got, written);
        }
    }
    for edit in &repaired.edits {
        assert_eq!(bad.get(edit.span.clone()), Some(edit.original.as_str()));
    }
    let spans = repaired.edits.iter().map(|edit| &edit.span);
    assert!(spans.clone().zip(spans.skip(1)).all(|(one, next)| one.end <= next.start));
    assert!(repair(&fixed(&bad)).is_none(), "once is enough");
}

#[test]
fn readings_alone_are_removed() {
    let written: String = REPORT.replace(['“', '”'], "").replace('雲', "");
    let with: String = written
        .chars()
        .map(|c| {
            LIST.iter().find(|(l, _)| *l == c).map_or(c.to_string(), |(c, r)| format!("{c}({r})"))
        })
        .collect();
    assert_eq!(fixed(&with), written);
    assert!(repair(&with).unwrap().findings.is_empty());
}

#[test]
fn glosses_stay() {
    let gloss = "重慶(chóngqìng)在長江上游。行(háng)業的「行」和行(xíng)走的「行」讀音不同。";
    // A reading at first mention only, however long the text is.
    let first: String = LIST
        .iter()
        .map(|(c, r)| format!("{c}({r})字常見,{c}字又見於古書,{c}字寫法不一。"))
        .collect();
    // A textbook gives every character its reading.
    let textbook = "農(nóng)業(yè)經(jīng)濟(jì)發(fā)展(zhǎn)很(hěn)快(kuài)。".repeat(20);
    // A textbook for a few simplified characters.
    let simplified = "我是(shì)学生,他是(shì)老(lǎo)师,你们的(de)老(lǎo)师是(shì)谁?".repeat(20);
    let furigana = "漢字(かんじ)を読(よ)む。学校(がっこう)へ行(い)く。".repeat(30);
    let code = "f(x); g(é); 呼叫(call)函數(function)後返回(return)。".repeat(50);
    let few = "業(yè)務、產業(yè)、企業(yè)。".repeat(2);
    // Different readings of the same characters: somebody thought about it.
    let heteronyms =
        "創(chuàng)業,創(chuāng)傷,會(huì)議,會(kuài)計,強(qiáng)大,強(qiǎng)迫,項目,現(xiàn)在。"
            .repeat(12);
    for text in [gloss, &first, &textbook, &simplified, &furigana, &code, &few, &heteronyms] {
        assert!(repair(text).is_none(), "{text}");
    }
}

#[test]
fn questions_stay() {
    let bad = damaged(&format!("{REPORT}這是為什麼？\n他問：“你好嗎？”我說：“好。”\n"), &LIST);
    let out = fixed(&bad);
    assert!(folded(&out).contains("這是為什麼?\n"), "{out}");
}

#[test]
fn a_passage_is_judged_by_itself() {
    let bad = damaged(REPORT, &LIST);
    let clean = "清潔的文字，行業與產業的發展不帶讀音。\n".repeat(300);
    let out = fixed(&format!("{clean}{bad}{clean}"));
    assert!(out.starts_with(&clean) && out.ends_with(&clean));
    assert!(!out.contains("產(chǎn)"), "{out}");
}

#[test]
fn nothing_makes_it_panic() {
    let bad = damaged(REPORT, &LIST);
    // Cut anywhere, repeated marks, marks of other decoders.
    for (at, _) in bad.char_indices().step_by(97) {
        let (before, after) = bad.split_at(at);
        repair(before);
        repair(after);
    }
    repair(&bad.replace('。', "?"));
    repair(&bad.replace('的', "\u{FFFD}"));
    repair(&bad.replace('\n', "?yún)?yún)?"));
}

#[test]
#[ignore = "prints speeds"]
fn speed() {
    let clean = REPORT.repeat(100_000_000 / REPORT.len());
    let code = "if (a) { call(b, c); } // 呼叫(call)函數(chóng)。\n".repeat(2_000_000);
    let glosses = "重慶(chóngqìng)在長江上游。業(yè)字".repeat(2_000_000);
    for text in [&clean, &code, &glosses] {
        let start = std::time::Instant::now();
        let found = repair(text).is_some();
        println!("{} MB in {:?}, {found}", text.len() / 1_000_000, start.elapsed());
    }
    let bad = damaged(REPORT, &LIST);
    for times in [1, 10, 100] {
        let text = bad.repeat(times);
        let start = std::time::Instant::now();
        repair(&text);
        println!("{} kB damaged in {:?}", text.len() / 1000, start.elapsed());
    }
    let worst = bad.replace('，', "?").replace('。', "?yún)").repeat(10);
    let start = std::time::Instant::now();
    let repaired = repair(&worst);
    println!(
        "{} kB of marks in {:?}, {:?}",
        worst.len() / 1000,
        start.elapsed(),
        repaired.map(|r| r.findings.len())
    );
}

/// Damages a file of clean traditional lines with the list of the seed document and counts what
/// comes back: `EVAL=lines.txt cargo test --release repair::tests::evaluate -- --ignored --nocapture`.
#[test]
#[ignore = "needs a file"]
fn evaluate() {
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/seeds/qilin-2023.txt");
    let seed = std::fs::read_to_string(seed).unwrap();
    let mut list: Vec<(char, &str)> = Vec::new();
    for passage in readings::passages(&seed) {
        for two in tokens::tokens(&seed, &passage).windows(2) {
            if let (tokens::Kind::Char(c), tokens::Kind::Reading(reading)) =
                (two[0].kind, two[1].kind)
                && is_han(c)
                && !list.iter().any(|(listed, _)| *listed == c)
            {
                list.push((c, reading));
            }
        }
    }
    let text = std::fs::read_to_string(std::env::var("EVAL").unwrap()).unwrap();
    let lines = text.lines().filter(|line| Charset::Gbk.encode(line).is_some());
    let lines: Vec<&str> =
        lines.filter(|line| line.chars().filter(|&c| is_han(c)).count() > 20).collect();
    let (mut right, mut wrong, mut kept) = (0, 0, 0);
    for written in lines.chunks(100) {
        let bad = damaged(&written.join("\n"), &list);
        let Some(repaired) = repair(&bad).filter(|_| bad.lines().count() == written.len()) else {
            continue;
        };
        kept += repaired.findings.len();
        let mut start = 0;
        for (line, written) in bad.lines().zip(written) {
            let range = start..=start + line.len();
            start += line.len() + 1;
            let inside =
                |edit: &&Edit| range.contains(&edit.span.start) && range.contains(&edit.span.end);
            let mut edits: Vec<Edit> = repaired.edits.iter().filter(inside).cloned().collect();
            for edit in &mut edits {
                edit.span = edit.span.start - range.start()..edit.span.end - range.start();
            }
            let got = apply(line, &edits).unwrap();
            let mut from = 0;
            let mut to = 0;
            for edit in &edits {
                to += edit.span.start - from;
                from = edit.span.end;
                let end = to + edit.replacement.len();
                if edit.cause == Cause::OutOfStep {
                    let before = got[..to].char_indices().rev().nth(1).map_or(0, |(at, _)| at);
                    let after = got[end..].chars().next().map_or(0, char::len_utf8);
                    if folded(written).contains(&folded(&got[before..end + after])) {
                        right += 1;
                    } else {
                        wrong += 1;
                        println!(
                            "{:?} -> {:?} {:.3}\n  {written}",
                            edit.original, edit.replacement, edit.confidence
                        );
                    }
                }
                to = end;
            }
        }
    }
    println!("right {right}, wrong {wrong}, reported {kept}");
    assert!(wrong * 8 <= right);
}
