//! Which damage is tried on which language.

use super::damage::Chain;

/// A language as the names of the files with clean lines begin: `zh-hans-news.txt`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(String);

/// Languages by what can happen to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Chinese, Japanese, Korean: double-byte charsets.
    Cjk,
    /// One-byte charsets without Latin letters: Cyrillic, Greek, Hebrew, Arabic, Thai.
    OneByte,
    /// Latin letters with accents.
    Latin,
}

impl Language {
    /// The language of a file name without its ending.
    pub fn of_stem(stem: &str) -> Self {
        let code = ["zh-hans", "zh-hant"].into_iter().find(|code| stem.starts_with(code));
        Self(code.unwrap_or_else(|| stem.split('-').next().unwrap_or(stem)).to_owned())
    }

    /// Its code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// What kind of charsets it was written in.
    pub fn family(&self) -> Family {
        match self.code() {
            "zh-hans" | "zh-hant" | "ja" | "ko" => Family::Cjk,
            "ru" | "uk" | "el" | "he" | "ar" | "th" => Family::OneByte,
            _ => Family::Latin,
        }
    }

    /// Whether it is Chinese.
    pub fn is_chinese(&self) -> bool {
        self.code().starts_with("zh")
    }

    /// The charsets, besides UTF-8, that its texts were written in.
    fn own_charsets(&self) -> &'static [&'static str] {
        match self.code() {
            "zh-hans" => &["gbk"],
            "zh-hant" => &["big5", "gbk"],
            "ja" => &["shift_jis", "euc-jp"],
            "ko" => &["euc-kr"],
            "ru" => &["windows-1251", "koi8-r", "ibm866"],
            "uk" => &["windows-1251", "koi8-u", "ibm866"],
            "el" => &["windows-1253", "iso-8859-7"],
            "he" => &["windows-1255", "iso-8859-8"],
            "ar" => &["windows-1256"],
            "th" => &["windows-874"],
            _ => &[],
        }
    }
}

/// What CJK text is misread as.
const CJK_READ_AS: &[&str] = &[
    "gbk",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "iso-8859-1",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "cp437",
    "cp850",
];

/// What text of the one-byte charsets is misread as.
const ONE_BYTE_READ_AS: &[&str] = &["windows-1252", "windows-1251", "koi8-r", "ibm866", "gbk"];

/// What UTF-8 of the Latin languages is misread as.
const LATIN_READ_AS: &[&str] =
    &["windows-1252", "iso-8859-1", "windows-1250", "macintosh", "cp437", "cp850", "gbk"];

/// Damage upon damage, as seen in public files.
const NESTED: &[&str] = &[
    "utf-8>gbk>utf-8>gbk",
    "utf-8>windows-1252>utf-8>windows-1252",
    "utf-8>windows-1252>utf-8>windows-1252>utf-8>windows-1252",
];

/// Nested damage that needs GBK text to begin with.
const NESTED_FROM_GBK: &str = "gbk>iso-8859-1>utf-8>gbk";

/// Charsets that differ only in characters no text of the language has: reading one as the other
/// does nothing worth a row.
const ALIKE: &[(&str, &str)] = &[("koi8-u", "koi8-r")];

/// All chains to try on whole lines and short pieces of `language`.
pub fn chains(language: &Language) -> Vec<Chain> {
    let read_as = match language.family() {
        Family::Cjk => CJK_READ_AS,
        Family::OneByte => ONE_BYTE_READ_AS,
        Family::Latin => LATIN_READ_AS,
    };
    let mut chains = Vec::new();
    for &actual in ["utf-8"].iter().chain(language.own_charsets()) {
        chains.extend(
            read_as
                .iter()
                .filter(|&&read_as| actual != read_as && !ALIKE.contains(&(actual, read_as)))
                .filter_map(|read_as| Chain::single(actual, read_as)),
        );
    }
    if language.family() == Family::Cjk {
        chains.extend(NESTED.iter().map(|names| Chain::of(names)));
        chains.push(Chain::of(NESTED_FROM_GBK));
    }
    chains
}

/// The chains for one damaged clause inside a clean line.
pub fn chains_inside(language: &Language) -> Vec<Chain> {
    let names: &[&'static str] = match (language.code(), language.family()) {
        ("ja", _) => &["utf-8>gbk", "gbk>iso-8859-1", "utf-8>windows-1252", "utf-8>shift_jis"],
        (_, Family::Cjk) => &["utf-8>gbk", "gbk>iso-8859-1", "utf-8>windows-1252"],
        (_, Family::OneByte) => &["utf-8>windows-1252", "utf-8>windows-1251"],
        (_, Family::Latin) => &["utf-8>windows-1252"],
    };
    names.iter().map(|names| Chain::of(names)).collect()
}

/// The charsets of Cyrillic.
const CYRILLIC: &[&str] = &["windows-1251", "koi8-r", "ibm866", "x-mac-cyrillic", "iso-8859-5"];
/// The charsets of Central Europe, and those of Western Europe that are not windows-1252.
const CENTRAL: &[&str] = &["windows-1250", "iso-8859-2", "cp852"];
const WESTERN: &[&str] = &["cp437", "cp850", "macintosh"];
/// That of the Baltic states. There are no lines of their languages.
const BALTIC: &[&str] = &["windows-1257"];

/// The chains of one-byte charsets read as each other, and of Latin text read as a double-byte one.
pub fn chains_single(language: &Language) -> Vec<Chain> {
    let as_windows_1252 = |actual: &[&'static str]| {
        actual.iter().filter_map(|actual| Chain::single(actual, "windows-1252")).collect::<Vec<_>>()
    };
    let mut chains = match language.code() {
        "ru" | "uk" => {
            let all = CYRILLIC.iter().flat_map(|actual| {
                let read_as = CYRILLIC.iter().chain(&["windows-1252"]);
                read_as
                    .filter(move |read_as| *read_as != actual)
                    .map(move |read_as| (actual, read_as))
            });
            all.filter_map(|(actual, read_as)| Chain::single(actual, read_as)).collect()
        }
        "pl" | "cs" | "hu" => as_windows_1252(CENTRAL),
        "fr" | "de" | "es" | "pt" => {
            let mut chains = as_windows_1252(WESTERN);
            let read_as = WESTERN.iter().chain(CENTRAL).chain(BALTIC);
            chains.extend(read_as.filter_map(|read_as| Chain::single("windows-1252", read_as)));
            chains
        }
        "el" => as_windows_1252(&["windows-1253"]),
        "tr" => as_windows_1252(&["windows-1254"]),
        "he" => as_windows_1252(&["windows-1255"]),
        "ar" => as_windows_1252(&["windows-1256"]),
        "th" => as_windows_1252(&["windows-874"]),
        _ => Vec::new(),
    };
    if language.family() == Family::Latin {
        chains.extend([Chain::of("utf-8>gbk"), Chain::of("utf-8>shift_jis")]);
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(code: &str) -> Vec<String> {
        chains(&Language::of_stem(code)).iter().map(Chain::to_string).collect()
    }

    #[test]
    fn languages_by_file_name() {
        for (stem, code) in
            [("zh-hans-news", "zh-hans"), ("zh-hant", "zh-hant"), ("ja-wiki", "ja"), ("ru", "ru")]
        {
            assert_eq!(Language::of_stem(stem).code(), code);
        }
    }

    #[test]
    fn every_pair_once() {
        // 11 for UTF-8, 10 for GBK, which is among them, and 4 nested ones.
        assert_eq!(names("zh-hans").len(), 25);
        assert_eq!(names("zh-hant").len(), 35);
        assert_eq!(names("ru").len(), 17);
        assert_eq!(names("fr").len(), 7);
        for code in ["zh-hans", "ja", "ko", "uk", "el", "fr"] {
            let mut all = names(code);
            all.sort();
            all.dedup();
            assert_eq!(all.len(), names(code).len(), "{code}");
        }
    }
}
