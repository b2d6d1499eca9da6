//! Which damage is tried on which language.

use std::fmt;

use super::super::cases;
use super::super::chains::Language;
use super::super::codec::Codec;
use super::producer::{self, Case, Producer};
use super::source::Source;

/// What happens to the bytes before they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Nothing.
    None,
    /// One byte more: what follows is read out of step.
    OneInserted,
    /// One byte less.
    OneLost,
}

/// One kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Damage {
    /// The charset a line was written in.
    pub actual: &'static str,
    /// What happened to its bytes.
    pub change: Change,
    /// The charset it was read as.
    pub read_as: &'static str,
    /// By what.
    pub producer: Producer,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = match self.change {
            Change::None => "",
            Change::OneInserted => ", one byte inserted",
            Change::OneLost => ", one byte lost",
        };
        write!(f, "{}>{}{change}, {}", self.actual, self.read_as, self.producer.name())
    }
}

impl Damage {
    /// Damages a line; `None` where it cannot be written, keeps its looks or loses nothing.
    pub fn damage(&self, line: &str) -> Option<Case> {
        let hash = cases::hash(&format!("{self} {line}"));
        let mut source = Source::of(line, Codec::named(self.actual)?)?;
        match self.change {
            Change::None => {}
            Change::OneInserted => source.insert_one(hash)?,
            Change::OneLost => source.lose_one(hash)?,
        }
        let case = producer::read(self.producer, self.read_as, source, hash)?;
        let hurt = case.lost.contains(&true)
            || (self.change != Change::None && case.readable.contains(&false));
        let told_apart = case.damaged != case.clean && !case.damaged.contains(['\n', '\r']);
        (hurt && told_apart && !case.clean.is_empty()).then_some(case)
    }

    /// The characters that are to be brought back: those that lost a byte; and where one byte more or
    /// less misleads the decoder, all that it misread.
    pub fn wanted(&self, case: &Case) -> Vec<bool> {
        if self.change == Change::None {
            case.lost.clone()
        } else {
            case.readable.iter().map(|readable| !readable).collect()
        }
    }
}

/// UTF-8 read as GBK in Simplified Chinese: every kind of program.
pub const UTF_8_AS_GBK: [Producer; 10] = [
    Producer::Browser,
    Producer::Python("gbk"),
    Producer::Python("gb18030"),
    Producer::Java,
    Producer::Php,
    Producer::Iconv,
    Producer::PythonIgnore("gbk"),
    Producer::Stripped,
    Producer::Cut,
    Producer::CutAfter,
];

const HOLES: [Producer; 4] = [
    Producer::Python("cp1252"),
    Producer::PythonTwice("cp1252"),
    Producer::PythonIgnore("cp1252"),
    Producer::Cleaned,
];

/// All damage to try on lines of `language`.
pub fn rows(language: &Language) -> Vec<Damage> {
    let mut rows = Vec::new();
    let mut add = |actual, change, read_as, producers: &[Producer]| {
        rows.extend(producers.iter().map(|&producer| Damage { actual, change, read_as, producer }));
    };
    let browser = Producer::Browser;
    let python = Producer::Python;
    match language.code() {
        "zh-hans" => {
            add("utf-8", Change::None, "gbk", &UTF_8_AS_GBK);
            add("utf-8", Change::None, "windows-1252", &HOLES);
            // Thirty-two bytes are stripped rather than five: half of all characters.
            add("utf-8", Change::None, "iso-8859-1", &[Producer::Cleaned]);
            add("gbk", Change::None, "big5", &[browser, python("big5"), python("cp950")]);
            add("gbk", Change::None, "shift_jis", &[browser, python("cp932")]);
            add("gbk", Change::None, "euc-kr", &[browser, python("cp949")]);
            for change in [Change::OneInserted, Change::OneLost] {
                add("gbk", change, "gbk", &[browser, Producer::Php]);
            }
        }
        "zh-hant" => {
            let programs = [browser, python("gbk"), Producer::Php, Producer::Iconv];
            add("utf-8", Change::None, "gbk", &programs);
            add("utf-8", Change::None, "big5", &[browser, python("big5"), python("cp950")]);
            add("big5", Change::None, "gbk", &[python("gbk")]);
            add("big5", Change::None, "shift_jis", &[browser, python("cp932")]);
            for change in [Change::OneInserted, Change::OneLost] {
                add("big5", change, "big5", &[browser]);
            }
        }
        "ja" => {
            add("utf-8", Change::None, "windows-1252", &HOLES);
            let programs = [browser, python("shift_jis"), python("cp932")];
            add("utf-8", Change::None, "shift_jis", &programs);
            for change in [Change::OneInserted, Change::OneLost] {
                add("shift_jis", change, "shift_jis", &[browser]);
            }
        }
        "ko" => {
            add("utf-8", Change::None, "windows-1252", &HOLES);
            add("utf-8", Change::None, "euc-kr", &[browser, python("cp949")]);
            for change in [Change::OneInserted, Change::OneLost] {
                add("euc-kr", change, "euc-kr", &[browser]);
            }
        }
        "ru" | "uk" | "el" | "he" | "ar" | "th" | "vi" | "pl" => {
            let twice = [python("cp1252"), Producer::PythonTwice("cp1252")];
            add("utf-8", Change::None, "windows-1252", &twice);
        }
        _ => {}
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_can_be_made_and_once_only() {
        let lines = [
            ("zh-hans", "中文文本的编码检测，€5“错误”一共有十个！"),
            ("zh-hant", "中文文字的編碼檢測，共有十個錯誤！"),
            ("ja", "文字化けのテスト、日本語です。"),
            ("ko", "한국어 문장이 깨졌습니다. 안녕하세요"),
            ("ru", "Всё смешалось в доме."),
        ];
        for (code, line) in lines {
            let rows = rows(&Language::of_stem(code));
            assert_eq!(rows.iter().collect::<HashSet<_>>().len(), rows.len());
            for row in rows {
                // Some lose nothing of such a line; none may panic.
                if let Some(case) = row.damage(line) {
                    assert_eq!(case.lost.len(), case.clean.chars().count(), "{row}");
                    assert_eq!(case.readable.len(), case.lost.len(), "{row}");
                }
            }
        }
    }
}
