//! The test set: clean text in the encodings of its language, cut short.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fix_text::Encoding;

use super::codec::Encoders;
use crate::eval::cases;
use crate::eval::options::Lines;

/// What was done to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// As many whole characters as fit into so many bytes.
    Cut(usize),
    /// A word of 4 to 12 bytes.
    Name,
    /// 64 bytes and a byte FF among them.
    Stray,
    /// 64 bytes of which the last is missing.
    Torn,
    /// 64 bytes after a megabyte of ASCII.
    Deep,
}

impl Kind {
    /// All, in the order of the report.
    pub const ALL: [Kind; 10] = [
        Kind::Cut(8),
        Kind::Cut(16),
        Kind::Cut(32),
        Kind::Cut(64),
        Kind::Cut(128),
        Kind::Cut(256),
        Kind::Name,
        Kind::Stray,
        Kind::Torn,
        Kind::Deep,
    ];

    /// Its name in the report.
    pub fn name(self) -> String {
        match self {
            Kind::Cut(bytes) => format!("{bytes} B"),
            Kind::Name => "names".to_owned(),
            Kind::Stray => "stray".to_owned(),
            Kind::Torn => "torn".to_owned(),
            Kind::Deep => "deep".to_owned(),
        }
    }
}

/// Bytes and what they are.
#[derive(Clone, Debug)]
pub struct Case {
    pub family: &'static str,
    pub language: String,
    pub encoding: Encoding,
    pub kind: Kind,
    pub bytes: Vec<u8>,
    /// Where a byte was put in that means nothing.
    pub stray: Option<usize>,
}

impl Case {
    /// What the bytes say, with U+FFFD for errors and without a byte order mark.
    pub fn text(&self) -> String {
        self.text_in(self.encoding)
    }

    /// The same in another encoding. A stray byte is left out: only what the others say counts.
    pub fn text_in(&self, encoding: Encoding) -> String {
        let Some(stray) = self.stray else { return text_of(&self.bytes, encoding) };
        let mut bytes = self.bytes.clone();
        bytes.remove(stray);
        text_of(&bytes, encoding)
    }
}

/// What bytes say in an encoding, without a byte order mark.
pub fn text_of(bytes: &[u8], encoding: Encoding) -> String {
    let (text, _) = encoding.decode(bytes);
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// Encodings of a language, each with the family it counts for.
fn encodings(language: &str) -> Vec<(&'static str, &'static str)> {
    let own: &[(&str, &str)] = match language {
        "zh-hans" => &[("zh-Hans", "gbk"), ("escapes", "hz"), ("escapes", "iso-2022-cn")],
        "zh-hant" => &[("zh-Hant", "big5"), ("zh-Hant", "euc-tw")],
        "ja" => &[("ja", "shift_jis"), ("ja", "euc-jp"), ("escapes", "iso-2022-jp")],
        "ko" => &[("ko", "euc-kr"), ("ko", "johab"), ("escapes", "iso-2022-kr")],
        "ru" => &[
            ("Cyrillic", "windows-1251"),
            ("Cyrillic", "koi8-r"),
            ("Cyrillic", "iso-8859-5"),
            ("DOS, Mac", "ibm866"),
            ("DOS, Mac", "x-mac-cyrillic"),
        ],
        "uk" => &[
            ("Cyrillic", "windows-1251"),
            ("Cyrillic", "koi8-u"),
            ("Cyrillic", "iso-8859-5"),
            ("DOS, Mac", "x-mac-cyrillic"),
        ],
        "el" => &[("Greek", "windows-1253"), ("Greek", "iso-8859-7")],
        "he" => &[("Hebrew", "windows-1255"), ("Hebrew", "iso-8859-8")],
        "ar" => &[("Arabic", "windows-1256"), ("Arabic", "iso-8859-6")],
        "th" => &[("Thai", "windows-874")],
        "vi" => &[("Vietnamese", "windows-1258"), ("Vietnamese", "viscii")],
        "tr" => &[("Turkish", "windows-1254")],
        "pl" | "cs" | "hu" => &[
            ("Central European", "windows-1250"),
            ("Central European", "iso-8859-2"),
            ("DOS, Mac", "cp852"),
        ],
        "fr" | "de" | "es" | "pt" => &[
            ("Western European", "windows-1252"),
            ("Western European", "iso-8859-15"),
            ("DOS, Mac", "cp850"),
            ("DOS, Mac", "cp437"),
            ("DOS, Mac", "macintosh"),
        ],
        _ => &[],
    };
    let unicode = [
        ("UTF-8", "utf-8"),
        ("UTF-16/32", "utf-16le"),
        ("UTF-16/32", "utf-16be"),
        ("UTF-16/32", "utf-32le"),
        ("UTF-16/32", "utf-32be"),
    ];
    own.iter().chain(&unicode).copied().collect()
}

/// The families, in the order of the report.
pub const FAMILIES: [&str; 17] = [
    "zh-Hans",
    "zh-Hant",
    "ja",
    "ko",
    "Cyrillic",
    "Greek",
    "Hebrew",
    "Arabic",
    "Thai",
    "Vietnamese",
    "Turkish",
    "Central European",
    "Western European",
    "UTF-8",
    "UTF-16/32",
    "escapes",
    "DOS, Mac",
];

/// Makes the cases: `count` of each language, encoding and kind, or fewer where a family has many languages.
///
/// # Errors
/// When the clean lines cannot be read.
pub fn make(folder: &Path, lines: Lines, count: usize) -> Result<Vec<Case>> {
    let files = cases::read(folder, lines, None, None)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for file in &files {
        let text = texts.entry(file.language.code().to_owned()).or_default();
        for (_, line) in &file.lines {
            text.push_str(line);
            text.push('\n');
        }
    }
    let encoders = Encoders::default();
    let mut all = Vec::new();
    for (language, text) in &texts {
        let chars: Vec<char> = text.chars().collect();
        for (family, name) in encodings(language) {
            let Some(encoding) = Encoding::for_label(name) else { continue };
            for kind in Kind::ALL {
                let unicode = family.starts_with("UTF");
                let count = match kind {
                    Kind::Deep => count.div_ceil(40),
                    _ if unicode => count.div_ceil(5),
                    _ => count,
                };
                let mut random = Random::new(&format!("{language} {name} {}", kind.name()));
                let mut made = 0;
                for _ in 0..count * 60 {
                    if made == count {
                        break;
                    }
                    if let Some(mut bytes) = case(&chars, encoding, kind, &mut random, &encoders) {
                        made += 1;
                        let language = language.clone();
                        let stray = (kind == Kind::Stray).then(|| random.below(bytes.len()));
                        if let Some(stray) = stray {
                            bytes.insert(stray, 0xFF);
                        }
                        all.push(Case { family, language, encoding, kind, bytes, stray });
                    }
                }
            }
        }
    }
    Ok(all)
}

/// So many bytes of the text of a language, over and over.
///
/// # Errors
/// When the clean lines cannot be read, or the encoding is not known.
pub fn long_text(folder: &Path, language: &str, label: &str, size: usize) -> Result<Vec<u8>> {
    let encoding = Encoding::for_label(label).with_context(|| format!("no encoding {label}"))?;
    let encoders = Encoders::default();
    let mut text = Vec::new();
    for file in cases::read(folder, Lines::All, None, Some(language))? {
        for (_, line) in &file.lines {
            text.extend(encoders.encode(&format!("{line}\n"), encoding).unwrap_or_default());
        }
    }
    ensure!(!text.is_empty(), "no text of {language} in {label}");
    Ok(text.iter().copied().cycle().take(size).collect())
}

fn case(
    chars: &[char],
    encoding: Encoding,
    kind: Kind,
    random: &mut Random,
    encoders: &Encoders,
) -> Option<Vec<u8>> {
    let place = random.below(chars.len());
    match kind {
        Kind::Cut(bytes) => piece(chars, place, bytes, encoding, random, encoders),
        Kind::Name => name(chars, place, encoding, random, encoders),
        Kind::Stray => {
            let is_of_bytes = encoding.charset().is_some() || is_of_bytes(encoding);
            piece(chars, place, 64, encoding, random, encoders).filter(|_| is_of_bytes)
        }
        Kind::Torn => {
            let mut bytes = piece(chars, place, 64, encoding, random, encoders)?;
            let last = bytes.pop()?;
            // A byte of a character of several.
            (last >= 0x80 || encoding.name().starts_with("utf-")).then_some(bytes)
        }
        Kind::Deep => {
            let piece = piece(chars, place, 64, encoding, random, encoders)?;
            if encoding.name().starts_with("utf-16") || encoding.name().starts_with("utf-32") {
                return None;
            }
            let mut bytes =
                b"The quick brown fox jumps over the lazy dog. 0123456789\n".repeat(18_725);
            bytes.extend_from_slice(&piece);
            Some(bytes)
        }
    }
}

/// Whether FF is a byte like others there, and no part of a wider unit.
fn is_of_bytes(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::EucTw | Encoding::Johab | Encoding::Iso8859_6 | Encoding::Viscii)
}

/// As many characters around a place as fit into `size` bytes, with one beyond ASCII among them.
fn piece(
    chars: &[char],
    place: usize,
    size: usize,
    encoding: Encoding,
    random: &mut Random,
    encoders: &Encoders,
) -> Option<Vec<u8>> {
    let beyond = place + chars.get(place..)?.iter().position(|c| !c.is_ascii())?;
    let start = beyond.saturating_sub(random.below(size / 2));
    let mut best = None;
    let mut end = start + 1;
    while end <= chars.len() {
        let text: String = chars[start..end].iter().collect();
        let bytes = encoders.encode(&text, encoding)?;
        if bytes.len() > size {
            break;
        }
        // Long pieces need not be tried character by character.
        end += ((size - bytes.len()) / 8).max(1);
        best = Some((text, bytes));
    }
    let (text, bytes) = best?;
    let fits = bytes.len() * 4 >= size * 3 || encoding.name().starts_with("iso-2022");
    (fits && !text.is_ascii()).then_some(bytes)
}

/// A word of 4 to 12 bytes.
fn name(
    chars: &[char],
    place: usize,
    encoding: Encoding,
    random: &mut Random,
    encoders: &Encoders,
) -> Option<Vec<u8>> {
    let beyond =
        place + chars.get(place..)?.iter().position(|c| !c.is_ascii() && c.is_alphabetic())?;
    let is_word =
        |c: &char| c.is_alphabetic() || "\u{300}\u{301}\u{e31}\u{e47}\u{e48}\u{e49}".contains(*c);
    let is_spaced = !matches!(chars[beyond] as u32, 0xE00..=0xE7F);
    let start = chars[..beyond].iter().rposition(|c| !is_word(c)).map_or(0, |space| space + 1);
    let length = chars[start..].iter().position(|c| !is_word(c))?;
    // Thai is written without spaces between words: the beginning of a phrase will do.
    let length = if is_spaced { length } else { length.min(4 + random.below(8)) };
    let (start, end) = (start, start + length);
    let text: String = chars[start..end].iter().collect();
    let bytes = encoders.encode(&text, encoding)?;
    (4..=12).contains(&bytes.len()).then_some(bytes)
}

/// Random numbers that are the same each time.
struct Random(u64);

impl Random {
    fn new(seed: &str) -> Self {
        Self(seed.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        }))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed >> 32) as usize * bound) >> 32
    }
}
