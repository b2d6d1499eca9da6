//! Names of charsets, and the many labels by which they are known.

use encoding_rs::Encoding;

use super::Charset;

/// Labels that WHATWG does not know, or knows as another charset; in lower case, `_` and spaces written as `-`.
const LABELS: &[(&str, Charset)] = &[
    ("utf8-sig", Charset::Utf8),
    ("utf-8-sig", Charset::Utf8),
    ("utf8mb4", Charset::Utf8),
    ("cp65001", Charset::Utf8),
    ("cesu-8", Charset::Utf8),
    ("936", Charset::Gbk),
    ("cp936", Charset::Gbk),
    ("ms936", Charset::Gbk),
    ("windows-936", Charset::Gbk),
    ("x-mswin-936", Charset::Gbk),
    ("euc-cn", Charset::Gbk),
    ("euccn", Charset::Gbk),
    ("eucgb2312-cn", Charset::Gbk),
    ("gb2312-80", Charset::Gbk),
    ("gb2312-1980", Charset::Gbk),
    ("gb18030-2000", Charset::Gb18030),
    ("gb18030-2005", Charset::Gb18030),
    ("gb18030-2022", Charset::Gb18030),
    ("cp54936", Charset::Gb18030),
    ("950", Charset::Big5),
    ("cp950", Charset::Big5),
    ("ms950", Charset::Big5),
    ("windows-950", Charset::Big5),
    ("x-windows-950", Charset::Big5),
    ("big-5", Charset::Big5),
    ("big5-eten", Charset::Big5),
    ("big5-tw", Charset::Big5),
    ("eten", Charset::Big5),
    ("big5hkscs", Charset::Big5),
    ("hkscs", Charset::Big5),
    ("932", Charset::ShiftJis),
    ("cp932", Charset::ShiftJis),
    ("ms-kanji", Charset::ShiftJis),
    ("mskanji", Charset::ShiftJis),
    ("windows-932", Charset::ShiftJis),
    ("cswindows31j", Charset::ShiftJis),
    ("shiftjis", Charset::ShiftJis),
    ("s-jis", Charset::ShiftJis),
    ("sjis-win", Charset::ShiftJis),
    ("sjis-open", Charset::ShiftJis),
    ("eucjp", Charset::EucJp),
    ("ujis", Charset::EucJp),
    ("u-jis", Charset::EucJp),
    ("eucjp-win", Charset::EucJp),
    ("eucjp-ms", Charset::EucJp),
    ("euc-jp-ms", Charset::EucJp),
    ("eucjp-open", Charset::EucJp),
    ("cp51932", Charset::EucJp),
    ("949", Charset::EucKr),
    ("cp949", Charset::EucKr),
    ("ms949", Charset::EucKr),
    ("uhc", Charset::EucKr),
    ("x-windows-949", Charset::EucKr),
    ("euckr", Charset::EucKr),
    ("cp51949", Charset::EucKr),
    ("ksc5601-1987", Charset::EucKr),
    ("ksx1001", Charset::EucKr),
    ("ks-x-1001", Charset::EucKr),
    ("cp874", Charset::Windows874),
    ("874", Charset::Windows874),
    ("tis620", Charset::Windows874),
    ("tis620-0", Charset::Windows874),
    ("ms874", Charset::Windows874),
    ("x-windows-874", Charset::Windows874),
    ("ansi", Charset::Windows1252),
    ("latin1", Charset::Iso8859_1),
    ("latin-1", Charset::Iso8859_1),
    ("latin", Charset::Iso8859_1),
    ("l1", Charset::Iso8859_1),
    ("8859", Charset::Iso8859_1),
    ("cp819", Charset::Iso8859_1),
    ("ibm819", Charset::Iso8859_1),
    ("iso-8859-1", Charset::Iso8859_1),
    ("iso-8859-1:1987", Charset::Iso8859_1),
    ("iso8859-1", Charset::Iso8859_1),
    ("iso88591", Charset::Iso8859_1),
    ("iso-ir-100", Charset::Iso8859_1),
    ("csisolatin1", Charset::Iso8859_1),
    ("latin-2", Charset::Iso8859_2),
    ("latin5", Charset::Iso8859_9),
    ("latin-5", Charset::Iso8859_9),
    ("l5", Charset::Iso8859_9),
    ("iso-8859-9", Charset::Iso8859_9),
    ("iso-8859-9:1989", Charset::Iso8859_9),
    ("iso8859-9", Charset::Iso8859_9),
    ("iso88599", Charset::Iso8859_9),
    ("iso-ir-148", Charset::Iso8859_9),
    ("csisolatin5", Charset::Iso8859_9),
    ("latin9", Charset::Iso8859_15),
    ("latin-9", Charset::Iso8859_15),
    ("iso-8859-8-i", Charset::Iso8859_8),
    ("cp20866", Charset::Koi8R),
    ("cp21866", Charset::Koi8U),
    ("437", Charset::Cp437),
    ("cp437", Charset::Cp437),
    ("ibm437", Charset::Cp437),
    ("ibm-437", Charset::Cp437),
    ("oem-us", Charset::Cp437),
    ("cspc8codepage437", Charset::Cp437),
    ("850", Charset::Cp850),
    ("cp850", Charset::Cp850),
    ("ibm850", Charset::Cp850),
    ("ibm-850", Charset::Cp850),
    ("cspc850multilingual", Charset::Cp850),
    ("852", Charset::Cp852),
    ("cp852", Charset::Cp852),
    ("ibm852", Charset::Cp852),
    ("ibm-852", Charset::Cp852),
    ("cspcp852", Charset::Cp852),
    ("866", Charset::Cp866),
    ("cp866", Charset::Cp866),
    ("ibm866", Charset::Cp866),
    ("ibm-866", Charset::Cp866),
    ("mac-roman", Charset::MacRoman),
    ("macroman", Charset::MacRoman),
    ("x-macroman", Charset::MacRoman),
    ("cp10000", Charset::MacRoman),
    ("mac-cyrillic", Charset::MacCyrillic),
    ("maccyrillic", Charset::MacCyrillic),
    ("x-maccyrillic", Charset::MacCyrillic),
    ("mac-ukrainian", Charset::MacCyrillic),
    ("cp10007", Charset::MacCyrillic),
];

/// Prefixes of the Windows code pages 1250 to 1258, by which Python, Java, iconv and ICU know them.
const WINDOWS_PREFIXES: &[&str] = &["windows", "win", "cp", "ms", "ibm", "x-cp", ""];

impl Charset {
    /// The name: WHATWG's where there is one, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "utf-8",
            Charset::Gbk => "gbk",
            Charset::Gb18030 => "gb18030",
            Charset::Big5 => "big5",
            Charset::ShiftJis => "shift_jis",
            Charset::EucJp => "euc-jp",
            Charset::EucKr => "euc-kr",
            Charset::Windows1250 => "windows-1250",
            Charset::Windows1251 => "windows-1251",
            Charset::Windows1252 => "windows-1252",
            Charset::Windows1253 => "windows-1253",
            Charset::Windows1254 => "windows-1254",
            Charset::Windows1255 => "windows-1255",
            Charset::Windows1256 => "windows-1256",
            Charset::Windows1257 => "windows-1257",
            Charset::Windows1258 => "windows-1258",
            Charset::Windows874 => "windows-874",
            Charset::Iso8859_1 => "iso-8859-1",
            Charset::Iso8859_2 => "iso-8859-2",
            Charset::Iso8859_5 => "iso-8859-5",
            Charset::Iso8859_7 => "iso-8859-7",
            Charset::Iso8859_8 => "iso-8859-8",
            Charset::Iso8859_9 => "iso-8859-9",
            Charset::Iso8859_15 => "iso-8859-15",
            Charset::Koi8R => "koi8-r",
            Charset::Koi8U => "koi8-u",
            Charset::Cp437 => "cp437",
            Charset::Cp850 => "cp850",
            Charset::Cp852 => "cp852",
            Charset::Cp866 => "ibm866",
            Charset::MacRoman => "macintosh",
            Charset::MacCyrillic => "x-mac-cyrillic",
        }
    }

    /// The charset that a label stands for: WHATWG's labels, and the names used by Python, Java, iconv and ICU.
    ///
    /// Case, surrounding white space, and the difference between `-` and `_` do not matter. Unlike in browsers,
    /// `iso-8859-1` is true Latin-1 and `iso-8859-9` true Latin-5, because that is what other programs mean.
    pub fn for_label(label: &str) -> Option<Charset> {
        let label = label.trim().to_ascii_lowercase();
        let hyphened = label.replace(['_', ' '], "-");
        if let Some(&(_, charset)) = LABELS.iter().find(|&&(known, _)| known == hyphened) {
            return Some(charset);
        }
        [label.as_str(), hyphened.as_str()]
            .iter()
            .find_map(|label| {
                let encoding = Encoding::for_label(label.as_bytes())?;
                Charset::ALL.iter().copied().find(|charset| charset.encoding() == Some(encoding))
            })
            .or_else(|| windows_code_page(&hyphened))
    }
}

/// `cp1252`, `windows1252`, `win-1252`, `1252` …
fn windows_code_page(label: &str) -> Option<Charset> {
    let number = label.get(label.len().checked_sub(4)?..)?;
    let prefix = label.strip_suffix(number)?;
    let prefix = prefix.strip_suffix('-').unwrap_or(prefix);
    if !WINDOWS_PREFIXES.contains(&prefix) {
        return None;
    }
    Charset::ALL
        .iter()
        .copied()
        .find(|charset| charset.name().strip_prefix("windows-") == Some(number))
}
