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
        after: Some(Symbol::start()),
        slips: (0, 0),
    };
    let solutions = Channel::all(Step { actual, read_as })
        .into_iter()
        .filter_map(|channel| search(&channel, found));
    let best = solutions.max_by_key(|solution| solution.gain)?;
    let guesses = best
        .written
        .iter()
        .filter_map(|w| Some((w.char, w.candidates.iter().find(|c| c.0 == w.char)?.1)))
        .collect();
    Some((best.written.iter().map(|w| w.char).collect(), guesses))
}

#[test]
fn tmp() {
    for t in [
        "ì›Œë Œì€ íŠ¸ëŸ¼í”„ì™€ ë¸Œë › ìºë²„ë…¸",
        "ë Œì€ íŠ¸ëŸ¼í”„ì™€",
        "ë Œ íŠ¸ëŸ¼í”„ì™€",
        "íŠ¸ëŸ¼í”„ì™€ ë¸Œë › ìºë²„ë…¸",
    ] {
        println!("{:?}", best(Charset::Utf8, Charset::Windows1252, t));
    }
}

#[test]
fn brings_lost_bytes_back() {
    for (found, expected) in [
        ("编码检测", "缂栫爜妫€娴\u{FFFD}"),
        ("编码检测", "缂栫爜妫\u{FFFD}娴\u{FFFD}"),
        ("数据库连接失败", "鏁版嵁搴撹繛鎺ュけ璐?"),
        ("用户名:张三", "鐢ㄦ埛鍚\u{FFFD}:寮犱笁"),
        ("用户名:张三", "鐢ㄦ埛鍚?寮犱笁"),
        ("中文", "涓\u{FFFD}鏂\u{FFFD}"),
        ("中文", "涓枃"),
        ("title: '知识检索', desc:", "title: '鐭ヨ瘑妫€绱?, desc:"),
    ] {
        println!("{found} {:?}", best(Charset::Utf8, Charset::Gbk, expected));
    }
}
