//! Programs that lose bytes: a decoder, and what is done with its text.

use super::decoder::{Read, Unit};
use super::source::{Hash, Source};
use super::tables::{self, Program};

/// A kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Producer {
    /// Browsers: U+FFFD, private-use characters kept.
    Browser,
    /// Python with `errors="replace"`, by the name of its codec.
    Python(&'static str),
    /// Python with `errors="replace"` twice: its text, written as UTF-8, is read so once more.
    PythonTwice(&'static str),
    /// Python with `errors="ignore"`: no mark.
    PythonIgnore(&'static str),
    /// Java's `new String`.
    Java,
    /// PHP: `?` in place of a bad pair, whatever its second byte was.
    Php,
    /// `iconv -c`: no mark.
    Iconv,
    /// A browser's text after a cleaner: no soft hyphens and C1 controls, plain spaces for no-break ones.
    Cleaned,
    /// A browser's text after a cleaner: no private-use characters.
    Stripped,
    /// A browser's text of bytes that were cut off.
    Cut,
    /// A browser's text, cut off at a byte of its UTF-8.
    CutAfter,
}

impl Producer {
    /// Its name in the report.
    pub fn name(self) -> String {
        match self {
            Producer::Browser => "browser".into(),
            Producer::Python(codec) => format!("python {codec}"),
            Producer::PythonTwice(codec) => format!("python {codec}, twice"),
            Producer::PythonIgnore(codec) => format!("python-ignore {codec}"),
            Producer::Java => "java".into(),
            Producer::Php => "php".into(),
            Producer::Iconv => "iconv -c".into(),
            Producer::Cleaned => "cleaned".into(),
            Producer::Stripped => "private use stripped".into(),
            Producer::Cut => "cut".into(),
            Producer::CutAfter => "cut afterwards".into(),
        }
    }
}

/// What is shown for a unit of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What was read.
    Read(char, Option<char>),
    /// Something that stands for bytes that are gone.
    Mark(char),
    /// Nothing.
    Nothing,
}

/// A line after its damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The line as it was written, without what was cut off whole.
    pub clean: String,
    /// As it was found.
    pub damaged: String,
    /// For each character of the clean line whether a byte of it is gone.
    pub lost: Vec<bool>,
    /// For each whether it stands in the damaged line as itself.
    pub readable: Vec<bool>,
}

/// Reads `source` as `charset` (a name of WHATWG's) in the manner of `producer`.
///
/// # Panics
/// When the producer has no table for the charset: both stand in the source.
pub fn read(
    producer: Producer,
    charset: &'static str,
    mut source: Source,
    hash: Hash,
) -> Option<Case> {
    if producer == Producer::Cut {
        source.cut(hash)?;
    }
    let mut shown = shown(producer, charset, &source.bytes);
    if matches!(producer, Producer::PythonTwice(_)) {
        source = again(&source, &shown);
        shown = self::shown(producer, charset, &source.bytes);
    }
    if producer == Producer::CutAfter {
        cut_after(&mut shown, hash)?;
    }
    let mut case = account(&source, &shown);
    if matches!(producer, Producer::Cut | Producer::CutAfter) {
        case.forget_tail(&source, &shown);
    }
    Some(case)
}

/// What is shown for which bytes.
fn shown(producer: Producer, charset: &'static str, bytes: &[u8]) -> Vec<(Unit, Shown)> {
    let (program, charset, mark) = match producer {
        Producer::Browser
        | Producer::Cleaned
        | Producer::Stripped
        | Producer::Cut
        | Producer::CutAfter => (Program::Browser, charset, Shown::Mark('\u{fffd}')),
        Producer::Python(codec) | Producer::PythonTwice(codec) => {
            (Program::Python, codec, Shown::Mark('\u{fffd}'))
        }
        Producer::PythonIgnore(codec) => (Program::Python, codec, Shown::Nothing),
        Producer::Java => (Program::Java, charset, Shown::Mark('\u{fffd}')),
        Producer::Php => (Program::Node, charset, Shown::Mark('?')),
        Producer::Iconv => (Program::Iconv, charset, Shown::Nothing),
    };
    let decoder = tables::decoder(program, charset);
    let units = if producer == Producer::Php {
        decoder.units_in_pairs(bytes)
    } else {
        decoder.units(bytes)
    };
    units
        .into_iter()
        .map(|unit| {
            let shown = match unit.read {
                Read::Bad => mark,
                Read::One(c) => after(producer, c),
                Read::Two(c, mark) => Shown::Read(c, Some(mark)),
            };
            (unit, shown)
        })
        .collect()
}

/// What was shown, written as UTF-8. The bytes of a mark belong to the character that lost some to it, which has one
/// more than it will ever get back.
fn again(source: &Source, shown: &[(Unit, Shown)]) -> Source {
    let mut again = Source {
        clean: source.clean.clone(),
        lengths: vec![0; source.clean.len()],
        bytes: Vec::new(),
        owners: Vec::new(),
    };
    for (unit, shown) in shown {
        let owner = source.owners[unit.bytes.start];
        for c in shown.chars() {
            again.bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            again.owners.resize(again.bytes.len(), owner);
            if let Some(owner) = owner {
                let is_lost = !matches!(shown, Shown::Read(..));
                again.lengths[owner] += c.len_utf8() + usize::from(is_lost);
            }
        }
    }
    again
}

/// What a cleaner leaves of a character.
fn after(producer: Producer, c: char) -> Shown {
    match (producer, c) {
        (Producer::Cleaned, '\u{ad}' | '\u{80}'..='\u{9f}')
        | (Producer::Stripped, '\u{e000}'..='\u{f8ff}') => Shown::Nothing,
        (Producer::Cleaned, '\u{a0}') => Shown::Mark(' '),
        _ => Shown::Read(c, None),
    }
}

/// Cuts what is shown at a byte of its UTF-8, somewhere in the second half.
fn cut_after(shown: &mut Vec<(Unit, Shown)>, hash: Hash) -> Option<()> {
    let length = |shown: &Shown| shown.chars().map(char::len_utf8).sum::<usize>();
    let whole: usize = shown.iter().map(|(_, shown)| length(shown)).sum();
    let keep = whole.checked_sub(1 + hash as usize % (whole / 2).max(1))?;
    let mut at = 0;
    for i in 0..shown.len() {
        let end = at + length(&shown[i].1);
        if end > keep {
            let partly = at < keep;
            shown.truncate(i + usize::from(partly));
            if partly {
                shown[i].1 = Shown::Mark('\u{fffd}');
            }
            break;
        }
        at = end;
    }
    Some(())
}

impl Shown {
    fn chars(self) -> impl Iterator<Item = char> {
        let (first, second) = match self {
            Shown::Read(c, mark) => (Some(c), mark),
            Shown::Mark(c) => (Some(c), None),
            Shown::Nothing => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// How many bytes of each character were read.
fn known(source: &Source, shown: &[(Unit, Shown)]) -> Vec<usize> {
    let mut known = vec![0; source.clean.len()];
    for (unit, shown) in shown {
        if matches!(shown, Shown::Read(..)) {
            for owner in source.owners[unit.bytes.clone()].iter().flatten() {
                known[*owner] += 1;
            }
        }
    }
    known
}

fn account(source: &Source, shown: &[(Unit, Shown)]) -> Case {
    let known = known(source, shown);
    let lost = known.iter().zip(&source.lengths).map(|(known, length)| known < length).collect();
    let mut readable = vec![false; source.clean.len()];
    for (unit, shown) in shown {
        let owners = &source.owners[unit.bytes.clone()];
        if let (Shown::Read(c, None), Some(owner)) = (shown, owners[0]) {
            readable[owner] = *c == source.clean[owner]
                && owners.len() == source.lengths[owner]
                && owners.iter().all(|other| *other == Some(owner));
        }
    }
    Case {
        clean: source.clean.iter().collect(),
        damaged: shown.iter().flat_map(|(_, shown)| shown.chars()).collect(),
        lost,
        readable,
    }
}

impl Case {
    /// Leaves out the last characters of which no byte is left: nobody can ask for them.
    fn forget_tail(&mut self, source: &Source, shown: &[(Unit, Shown)]) {
        let known = known(source, shown);
        let keep = known.iter().rposition(|&known| known > 0).map_or(0, |at| at + 1);
        self.clean = source.clean[..keep].iter().collect();
        self.lost.truncate(keep);
        self.readable.truncate(keep);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::codec::Codec;
    use super::super::programs::{self, Random};
    use super::super::rows::{Change, Damage};
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    const BROWSER: Producer = Producer::Browser;
    const GBK: Producer = Producer::Python("gbk");
    const IGNORE: Producer = Producer::PythonIgnore("gbk");
    const GB18030: Producer = Producer::Python("gb18030");

    fn decoded(producer: Producer, charset: &'static str, bytes: &[u8]) -> String {
        shown(producer, charset, bytes).into_iter().flat_map(|(_, shown)| shown.chars()).collect()
    }

    /// What programs were seen to do with awkward bytes; invisible characters are escaped.
    #[test]
    fn awkward_bytes() {
        use Producer::{Iconv, Java, Php};
        let rows: &[(&'static str, &[u8], Producer, &str)] = &[
            // A first byte before punctuation, a space, a digit.
            ("gbk", b"\xe5\x3aA", BROWSER, "\u{fffd}:A"),
            ("gbk", b"\xe5\x3aA", GBK, "\u{fffd}:A"),
            ("gbk", b"\xe5\x3aA", Iconv, ":A"),
            ("gbk", b"\xe5\x3aA", Java, "\u{fffd}:A"),
            ("gbk", b"\xe5\x3aA", Php, "?A"),
            ("gbk", b"\xe5\x20A", Php, "?A"),
            ("gbk", b"\xe5\x35A", BROWSER, "\u{fffd}5A"),
            ("gbk", b"\xe5\x35A", GBK, "\u{fffd}5A"),
            ("gbk", b"\xe5\x35A", GB18030, "\u{fffd}"),
            ("gbk", b"\xe5\x35A", Php, "?A"),
            // At the end.
            ("gbk", b"\xe5\x35", BROWSER, "\u{fffd}"),
            ("gbk", b"\xe5\x35", GBK, "\u{fffd}5"),
            ("gbk", b"\xe5\x35", Java, "\u{fffd}5"),
            ("gbk", b"\xe5\x35", Php, "?"),
            ("gbk", b"\xe5", Php, "?"),
            ("gbk", b"\xe5", IGNORE, ""),
            // One mark for two bytes, or two.
            ("gbk", b"\xe5\xffA", BROWSER, "\u{fffd}A"),
            ("gbk", b"\xe5\xffA", GBK, "\u{fffd}\u{fffd}A"),
            ("gbk", b"\xe5\xffA", Java, "\u{fffd}A"),
            ("gbk", b"\xe5\xffA", Php, "?A"),
            ("gbk", b"\xff\x41", Php, "\u{f8f5}A"),
            ("gbk", b"\x80\x41", BROWSER, "€A"),
            ("gbk", b"\x80\x41", GBK, "\u{fffd}A"),
            ("gbk", b"\x80\x41", Iconv, "€A"),
            ("gbk", b"\x80\x41", Java, "\u{fffd}A"),
            ("gbk", b"\x80\x41", Php, "€A"),
            // User-defined areas.
            ("gbk", b"\xad\xe6A", BROWSER, "\u{e15f}A"),
            ("gbk", b"\xad\xe6\x41", GBK, "\u{fffd}鍭"),
            ("gbk", b"\xad\xe6A", GB18030, "\u{e15f}A"),
            ("gbk", b"\xad\xe6A", Iconv, "A"),
            ("gbk", b"\xad\xe6A", Php, "\u{e15f}A"),
            ("gbk", b"\xad\xe6A", Producer::Stripped, "A"),
            ("gbk", b"\xf8\xa1A", GBK, "\u{fffd}\u{fffd}A"),
            ("gbk", b"\xa1\x40A", GBK, "\u{fffd}@A"),
            // The same pair by vintage.
            ("gbk", b"\xa2\xe3A", BROWSER, "€A"),
            ("gbk", b"\xa2\xe3\x41", GBK, "\u{fffd}鉇"),
            ("gbk", b"\xa2\xe3A", Php, "\u{e76c}A"),
            ("gbk", b"\xa6\xd9A", BROWSER, "︐A"),
            ("gbk", b"\xa6\xd9A", Java, "\u{e78d}A"),
            ("gbk", b"\xa8\xbcA", Php, "\u{e7c7}A"),
            ("gbk", b"\xfe\x59A", GBK, "\u{fffd}YA"),
            ("gbk", b"\x81\x30\x81\x30A", BROWSER, "\u{80}A"),
            ("gbk", b"\x81\x30\x81\x30A", GBK, "\u{fffd}0\u{fffd}0A"),
            ("gbk", b"\x81\x30\x81\x30A", GB18030, "\u{80}A"),
            ("gbk", b"\x81\x30\x81\x30A", Php, "??A"),
            // Others.
            ("big5", b"\xe4\x80A", BROWSER, "\u{fffd}A"),
            ("big5", b"\xe4\x80A", Producer::Python("big5"), "\u{fffd}\u{fffd}A"),
            ("big5", b"\x87\x40A", BROWSER, "䏰A"),
            ("big5", b"\xc6\xa1A", BROWSER, "①A"),
            ("big5", b"\xc6\xa1A", Producer::Python("big5"), "ヾA"),
            ("shift_jis", b"\x87\xe5\x41", BROWSER, "\u{fffd}A"),
            ("shift_jis", b"\x87\xe5\x41", Producer::Python("cp932"), "\u{fffd}蘂"),
            ("shift_jis", b"\xa0A", Producer::Python("cp932"), "\u{f8f0}A"),
            ("euc-kr", b"\xc9\xa1\x41", BROWSER, "\u{fffd}A"),
            ("euc-kr", b"\xc9\xa1\x41", Producer::Python("cp949"), "\u{fffd}좥"),
            ("windows-1252", b"\x81\x8d\x80", BROWSER, "\u{81}\u{8d}€"),
            ("windows-1252", b"\x81\x8d\x80", Producer::Python("cp1252"), "\u{fffd}\u{fffd}€"),
            ("windows-1252", b"\x81\x8d\x80", Producer::PythonIgnore("cp1252"), "€"),
            ("windows-1252", b"\x81\xa0\xad\x80", Producer::Cleaned, " €"),
            ("iso-8859-1", b"\x81\xa0\xad\x80\xe4", Producer::Cleaned, " ä"),
        ];
        for (charset, bytes, producer, text) in rows {
            assert_eq!(decoded(*producer, charset, bytes), *text, "{producer:?} {bytes:02x?}");
        }
    }

    /// Damaged words, and which of their characters lost a byte.
    #[test]
    fn words() {
        use Producer::{Iconv, Java, Php, Python, PythonIgnore};
        let rows: &[(&str, &'static str, &'static str, Producer, &str, &str)] = &[
            ("中文", "utf-8", "gbk", BROWSER, "涓\u{e15f}枃", ""),
            ("中文", "utf-8", "gbk", GBK, "涓\u{fffd}鏂\u{fffd}", "中文"),
            ("中文", "utf-8", "gbk", IGNORE, "涓鏂", "中文"),
            ("中文", "utf-8", "gbk", Iconv, "涓枃", "中文"),
            ("中文", "utf-8", "gbk", Producer::Stripped, "涓枃", "中文"),
            ("编码检测", "utf-8", "gbk", BROWSER, "缂栫爜妫€娴\u{fffd}", "测"),
            ("编码检测", "utf-8", "gbk", GBK, "缂栫爜妫\u{fffd}娴\u{fffd}", "检测"),
            ("编码检测", "utf-8", "gbk", Iconv, "缂栫爜妫€娴", "测"),
            ("编码检测", "utf-8", "gbk", Php, "缂栫爜妫€娴?", "测"),
            ("用户名:张三", "utf-8", "gbk", BROWSER, "鐢ㄦ埛鍚\u{fffd}:寮犱笁", "名"),
            ("用户名:张三", "utf-8", "gbk", Php, "鐢ㄦ埛鍚?寮犱笁", "名:"),
            ("中国€5", "utf-8", "gbk", GBK, "涓\u{fffd}鍥解偓5", "中"),
            ("中国€5", "utf-8", "gbk", BROWSER, "涓\u{e15e}浗鈧\u{fffd}", "€5"),
            ("中国€5", "utf-8", "gbk", Java, "涓\u{e15e}浗鈧\u{fffd}5", "€"),
            ("中国€5", "utf-8", "gbk", Iconv, "涓浗鈧5", "中国€"),
            ("中国€5", "utf-8", "gbk", Php, "涓\u{e15e}浗鈧?", "€5"),
            ("你好", "utf-8", "big5", BROWSER, "雿惩末", ""),
            ("你好", "utf-8", "big5", Python("big5"), "雿\u{fffd}憟\u{fffd}", "你好"),
            ("日本語", "utf-8", "shift_jis", BROWSER, "譌･譛ｬ隱\u{fffd}", "語"),
            ("文字化け", "utf-8", "shift_jis", BROWSER, "譁\u{fffd}ｭ怜喧縺\u{fffd}", "文字け"),
            (
                "文字化け",
                "utf-8",
                "shift_jis",
                Python("cp932"),
                "譁\u{fffd}蟄怜喧縺\u{fffd}",
                "文け",
            ),
            ("한국어", "utf-8", "euc-kr", BROWSER, "\u{fffd}쒓뎅\u{fffd}\u{fffd}", "한어"),
            (
                "한국어",
                "utf-8",
                "euc-kr",
                Python("cp949"),
                "\u{fffd}븳援\u{fffd}\u{fffd}뼱",
                "한국어",
            ),
            ("软件下载", "gbk", "big5", Python("big5"), "\u{fffd}篲\u{fffd}狟婥", "软件"),
            (
                "名前",
                "utf-8",
                "windows-1252",
                Python("cp1252"),
                "å\u{fffd}\u{fffd}å‰\u{fffd}",
                "名前",
            ),
            ("名前", "utf-8", "windows-1252", PythonIgnore("cp1252"), "åå‰", "名前"),
            ("中你", "utf-8", "windows-1252", Producer::Cleaned, "ä¸ä½ ", "中你"),
        ];
        for (clean, actual, read_as, producer, damaged, lost) in rows {
            let source = Source::of(clean, Codec::named(actual).unwrap()).unwrap();
            let case = read(*producer, read_as, source, 0).unwrap();
            assert_eq!(case.damaged, *damaged, "{clean} {producer:?}");
            let found: String =
                clean.chars().zip(&case.lost).filter(|(_, lost)| **lost).map(|(c, _)| c).collect();
            assert_eq!(found, *lost, "{clean} {producer:?}");
        }
    }

    #[test]
    fn only_what_stands_there_is_readable() {
        let damage =
            Damage { actual: "gbk", change: Change::None, read_as: "gbk", producer: BROWSER };
        let mut source = Source::of("ab中文c", Codec::named("gbk").unwrap()).unwrap();
        source.bytes.insert(3, b'!');
        source.owners.insert(3, None);
        let case = read(damage.producer, "gbk", source, 0).unwrap();
        assert_eq!(case.damaged, "ab\u{fffd}!形腸");
        assert_eq!(case.readable, [true, true, false, false, false]);
        assert_eq!(case.lost, [false, false, true, false, false]);
    }

    #[test]
    fn behind_a_cut_nothing_is_asked_for() {
        let source = Source::of("我们需要时间", Codec::named("utf-8").unwrap()).unwrap();
        for hash in 0..9 {
            let case = read(Producer::Cut, "gbk", source.clone(), hash).unwrap();
            let known = source.bytes.len() - 1 - hash as usize;
            assert!(case.clean.chars().count() <= known.div_ceil(3));
            assert!("我们需要时间".starts_with(&case.clean));
        }
        for hash in 0..12 {
            let case = read(Producer::CutAfter, "gbk", source.clone(), hash).unwrap();
            assert!("我们需要时间".starts_with(&case.clean), "{hash}");
            assert!(case.clean.chars().count() >= 3, "{hash}");
        }
    }

    /// Texts to compare on: the clean lines at hand, and bytes as they come.
    fn inputs(actual: &'static str, languages: &[&str]) -> Vec<Vec<u8>> {
        let tools = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shared = tools.join("../../shared/eval");
        let folder = if shared.is_dir() { shared } else { tools.join("../corpus/clean") };
        let mut names: BTreeSet<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.retain(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            languages.iter().any(|language| name.starts_with(language))
        });
        let codec = Codec::named(actual).unwrap();
        let mut inputs = Vec::new();
        for path in names {
            let text = std::fs::read_to_string(path).unwrap();
            inputs.extend(text.lines().take(1_000).filter_map(|line| codec.encode(line)));
        }
        assert!(inputs.len() > 15, "{actual}");
        let mut random = Random::new(2);
        inputs.extend((0..3_000).map(|_| {
            let mut bytes = random.bytes(16);
            // The end of a line must stay where it is, and old and new gb18030 differ in four bytes.
            bytes.retain(|byte| !matches!(byte, b'\n' | b'0'..=b'9'));
            bytes
        }));
        inputs
    }

    /// Whole lines and random bytes through the programs themselves.
    #[test]
    fn as_the_programs_do() {
        let chinese: &[&str] = &["zh-hans", "zh-hant"];
        let cjk: &[&str] = &["zh-hans", "ja", "ko"];
        let rows: [(Producer, &'static str, &'static str, &[&str]); 24] = [
            (GBK, "utf-8", "gbk", chinese),
            (IGNORE, "utf-8", "gbk", chinese),
            (GB18030, "utf-8", "gbk", chinese),
            (GBK, "big5", "gbk", &["zh-hant"]),
            (Producer::Java, "utf-8", "gbk", chinese),
            (Producer::Java, "gbk", "gbk", chinese),
            (Producer::Iconv, "utf-8", "gbk", chinese),
            (Producer::Iconv, "gbk", "gbk", chinese),
            (Producer::Python("big5"), "utf-8", "big5", chinese),
            (Producer::Python("cp950"), "utf-8", "big5", chinese),
            (Producer::Python("big5"), "gbk", "big5", chinese),
            (Producer::Python("shift_jis"), "utf-8", "shift_jis", &["ja"]),
            (Producer::Python("cp932"), "utf-8", "shift_jis", &["ja"]),
            (Producer::Python("cp932"), "gbk", "shift_jis", chinese),
            (Producer::Python("cp932"), "big5", "shift_jis", &["zh-hant"]),
            (Producer::Python("cp949"), "utf-8", "euc-kr", &["ko"]),
            (Producer::Python("cp949"), "gbk", "euc-kr", chinese),
            (Producer::Python("cp1252"), "utf-8", "windows-1252", cjk),
            (Producer::PythonIgnore("cp1252"), "utf-8", "windows-1252", cjk),
            (BROWSER, "utf-8", "gbk", chinese),
            (BROWSER, "gbk", "gbk", chinese),
            (BROWSER, "utf-8", "big5", chinese),
            (BROWSER, "utf-8", "shift_jis", &["ja"]),
            (BROWSER, "utf-8", "euc-kr", &["ko"]),
        ];
        for (producer, actual, read_as, languages) in rows {
            let inputs = inputs(actual, languages);
            let (program, charset, ignore) = match producer {
                Producer::Python(codec) => (Program::Python, codec, false),
                Producer::PythonIgnore(codec) => (Program::Python, codec, true),
                Producer::Java => (Program::Java, read_as, false),
                Producer::Iconv => (Program::Iconv, read_as, false),
                _ => (Program::Browser, read_as, false),
            };
            let expected = if program == Program::Browser {
                let encoding = encoding_rs::Encoding::for_label(read_as.as_bytes()).unwrap();
                let decode =
                    |bytes: &Vec<u8>| encoding.decode_without_bom_handling(bytes).0.into_owned();
                Some(inputs.iter().map(decode).collect())
            } else {
                programs::decode(program, charset, ignore, &inputs)
            };
            let Some(expected) = expected else {
                println!("skipped: no {} here", program.name());
                continue;
            };
            println!("{producer:?} {actual}>{read_as}: {} texts", inputs.len());
            for (bytes, expected) in inputs.iter().zip(expected) {
                let found = decoded(producer, read_as, bytes);
                assert_eq!(found, expected, "{producer:?} {read_as} {bytes:02x?}");
            }
        }
    }

    /// What PHP's table was taken from; Node reads lines as browsers do, but for vintages.
    #[test]
    fn as_node_does() {
        let inputs = inputs("utf-8", &["zh-hans", "zh-hant"]);
        let Some(expected) = programs::decode(Program::Node, "gbk", false, &inputs) else {
            println!("skipped: no node here");
            return;
        };
        let decoder = tables::decoder(Program::Node, "gbk");
        for (bytes, expected) in inputs.iter().zip(expected) {
            let found: String = decoder
                .units(bytes)
                .iter()
                .map(|unit| match unit.read {
                    Read::One(c) | Read::Two(c, _) => c,
                    Read::Bad => '\u{fffd}',
                })
                .collect();
            assert_eq!(found, expected, "{bytes:02x?}");
        }
    }
}
