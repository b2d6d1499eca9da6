//! What is known of the input besides its bytes: language, region, candidates, declarations.

use crate::Charset::*;
use crate::Encoding;
use crate::model::{BIT, Cost};

/// What is known of the input besides its bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    pub candidates: Option<Vec<Encoding>>,
    /// Encodings that are usual where the text comes from.
    pub usual: Vec<Encoding>,
    /// What somebody says the encoding is.
    pub declared: Option<Encoding>,
}

/// How much more probable an encoding is that is usual for the language or region.
const USUAL: Cost = 6 * BIT;
/// How much more probable an encoding is that is declared. Declarations are wrong often enough: pages are converted and the
/// declaration stays.
const DECLARED: Cost = 16 * BIT;

impl Hints {
    pub fn allows(&self, encoding: Encoding) -> bool {
        self.candidates.as_ref().is_none_or(|candidates| candidates.contains(&encoding))
    }

    /// How much less an encoding costs for what is known.
    pub fn bonus(&self, encoding: Encoding) -> Cost {
        let usual = if self.usual.contains(&encoding) { USUAL } else { 0 };
        usual + if self.declared == Some(encoding) { DECLARED } else { 0 }
    }
}

/// The encodings that the detector supposes for a declared one: browsers read Latin-1 as windows-1252, and nobody writes the
/// control characters that make the difference.
pub(super) fn supposed(encoding: Encoding) -> Encoding {
    match encoding {
        Encoding::Charset(Iso8859_1) => Windows1252.into(),
        Encoding::Charset(Iso8859_9) => Windows1254.into(),
        Encoding::Charset(Gb18030) => Gbk.into(),
        other => other,
    }
}

/// Languages (ISO 639-1) and top-level domains, and the encodings that are usual there. No region is the code of a language with
/// other encodings.
const USUAL_IN: &[(&str, &[Encoding])] = &[
    ("zh", &[Encoding::Charset(Gbk), Encoding::Charset(Big5)]),
    ("zh-hans cn sg", &[Encoding::Charset(Gbk)]),
    ("zh-hant tw hk mo", &[Encoding::Charset(Big5), Encoding::EucTw]),
    ("ja jp", &[Encoding::Charset(ShiftJis), Encoding::Charset(EucJp)]),
    ("ko kr kp", &[Encoding::Charset(EucKr), Encoding::Johab]),
    (
        "ru be bg sr mk by kz",
        &[
            Encoding::Charset(Windows1251),
            Encoding::Charset(Koi8R),
            Encoding::Charset(Iso8859_5),
            Encoding::Charset(Cp866),
        ],
    ),
    (
        "uk ua",
        &[Encoding::Charset(Windows1251), Encoding::Charset(Koi8U), Encoding::Charset(Cp866)],
    ),
    ("el gr", &[Encoding::Charset(Windows1253), Encoding::Charset(Iso8859_7)]),
    ("he il", &[Encoding::Charset(Windows1255), Encoding::Charset(Iso8859_8)]),
    ("ar fa ur eg sa ae ir pk", &[Encoding::Charset(Windows1256), Encoding::Iso8859_6]),
    ("th", &[Encoding::Charset(Windows874)]),
    ("vi vn", &[Encoding::Charset(Windows1258), Encoding::Viscii]),
    ("tr", &[Encoding::Charset(Windows1254)]),
    (
        "pl cs sk hu hr sl ro bs sq cz si ba",
        &[
            Encoding::Charset(Windows1250),
            Encoding::Charset(Iso8859_2),
            Encoding::Charset(Cp852),
            Encoding::Iso8859_16,
        ],
    ),
    ("lt lv et ee", &[Encoding::Charset(Windows1257), Encoding::Iso8859_13]),
    (
        "en fr de es pt it nl sv da nb nn no fi is ca gl at ch dk se br mx",
        &[Encoding::Charset(Windows1252), Encoding::Charset(Iso8859_15), Encoding::Charset(Cp850)],
    ),
];

/// The encodings that are usual for a language or in a region; none for one that is not known.
pub(super) fn usual_in(code: &str) -> Vec<Encoding> {
    let code = code.trim_start_matches('.').to_ascii_lowercase().replace('_', "-");
    let of = |code: &str| {
        let known = USUAL_IN.iter().find(|(codes, _)| codes.split(' ').any(|c| c == code));
        known.map(|(_, encodings)| encodings.to_vec())
    };
    let region = code.rsplit('-').next().unwrap_or_default();
    let language = code.split('-').next().unwrap_or_default();
    of(&code).or_else(|| of(region)).or_else(|| of(language)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_regions() {
        for (code, first) in [
            ("ja", Some(ShiftJis)),
            ("zh-TW", Some(Big5)),
            ("zh_Hans_CN", Some(Gbk)),
            (".ru", Some(Windows1251)),
            ("de-AT", Some(Windows1252)),
            ("xx", None),
            ("", None),
        ] {
            let usual = usual_in(code);
            assert_eq!(usual.first().copied(), first.map(Encoding::from), "{code}");
        }
    }
}
