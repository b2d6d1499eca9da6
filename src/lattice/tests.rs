use super::*;
use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{Symbol, cost};

fn best(actual: Charset, read_as: Charset, text: &str) -> Option<(String, Vec<(char, f64)>)> {
    let chars: Vec<char> = text.chars().collect();
    let mut sums = vec![0];
    let mut previous = Symbol::start();
    for c in &chars {
        let symbol = Symbol::of(*c);
        sums.push(sums.last().unwrap() + cost(previous, symbol));
        previous = symbol;
    }
    let found = Found {
        chars: &chars,
        sums: &sums,
        before: [Symbol::start(); 2],
        after: None,
        slips: (0, 0),
    };
    let solutions = Channel::all(Step { actual, read_as })
        .filter_map(|channel| search(&channel, found, &Seen::default(), Effort::Full));
    let best = solutions.max_by_key(|solution| solution.gain)?;
    let guesses = best
        .written
        .iter()
        .filter_map(|w| Some((w.char, w.candidates.iter().find(|c| c.0 == w.char)?.1)))
        .collect();
    Some((best.written.iter().map(|w| w.char).collect(), guesses))
}

/// What a text was, where UTF-8 was read as GBK; each decoder loses in its own way.
#[test]
fn brings_lost_bytes_back() {
    for (written, found) in [
        // A browser, Node: the last byte.
        ("编码检测", "缂栫爜妫€娴\u{FFFD}"),
        ("用户名:张三", "鐢ㄦ埛鍚\u{FFFD}:寮犱笁"),
        // Python: bytes within, too.
        ("编码检测", "缂栫爜妫\u{FFFD}娴\u{FFFD}"),
        // PHP: a question mark for the byte and the quotation mark after it.
        ("数据库连接失败", "鏁版嵁搴撹繛鎺ュけ璐?"),
        ("title: '知识检索', desc:", "title: '鐭ヨ瘑妫€绱?, desc:"),
        // iconv -c: no mark.
        ("中文", "涓枃"),
    ] {
        let (text, _) = best(Charset::Utf8, Charset::Gbk, found).unwrap();
        assert_eq!(text, written, "{found}");
    }
}

#[test]
fn says_what_it_guessed() {
    let (_, guesses) = best(Charset::Utf8, Charset::Gbk, "鏁版嵁搴撹繛鎺ュけ璐?").unwrap();
    let [(guess, probability)] = guesses[..] else { panic!("{guesses:?}") };
    assert_eq!(guess, '败');
    assert!((0.5..1.0).contains(&probability), "{probability}");
    let (_, guesses) = best(Charset::Utf8, Charset::Gbk, "鏂囧瓧").unwrap();
    assert!(guesses.is_empty(), "{guesses:?}");
}

/// Nothing is guessed that the decoder would not have lost: damaged again, the answer gives what was
/// found.
#[test]
fn damaged_again_it_gives_what_was_found() {
    for text in
        ["他说的那句话我没有听清楚。", "请在 2024年3月1日 之前回复", "海上升明月，天涯共此时。"]
    {
        let (found, _) = Charset::Gbk.decode(text.as_bytes());
        if let Some((restored, _)) = best(Charset::Utf8, Charset::Gbk, &found) {
            assert_eq!(Charset::Gbk.decode(restored.as_bytes()).0, found, "{text}: {restored}");
        }
    }
}
