//! The passes by name, and the sets of them that people want.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::punctuation::Punctuation;
use super::script::{Conversion, Lexicon, Script, ScriptRepair};

/// A step of normalization, named. None runs unless it is asked for.
///
/// Passes run in the order in which [`Pass::ALL`] lists them, whatever the order in which they were asked for. Of passes that exclude each
/// other (`nfc` and `nfkc`) the one asked for last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pass {
    /// `html-entities`: references of HTML, named and numeric (`&eacute;`, `&#233;`), unless the text holds a `<`.
    HtmlEntities,
    /// `numeric-references`: numeric references of HTML, `&#20013;` and `&#x4e2d;`, wherever they stand.
    NumericReferences,
    /// `unicode-escapes`: `\\u4e2d` and the like, but for quotes, backslashes and controls.
    UnicodeEscapes,
    /// `encoded-words`: words in the headers of mail, `=?GB2312?B?1tDOxA==?=` (RFC 2047).
    EncodedWords,
    /// `quoted-printable`: `=E4=B8=AD` (RFC 2045), charset found out, with the soft line breaks between.
    QuotedPrintable,
    /// `percent-escapes`: `%E4%B8%AD` and `%D6%D0`: bytes outside ASCII, charset found out.
    PercentEscapes,
    /// `utf-7`: `+Ti1lhw-` (RFC 2152).
    Utf7,
    /// `terminal-escapes`: removes colours and moves of terminals (`ESC [ 3 1 m`).
    TerminalEscapes,
    /// `repair-again`: repairs what the passes before it brought to light: damage that was escaped.
    RepairAgain,
    /// `latin-ligatures`: `ﬁ`, `ĳ`, `ǆ` as the letters they consist of.
    LatinLigatures,
    /// `character-width`: full-width forms as ASCII, punctuation included, and half-width ones as usual. Changes clean Chinese and Japanese text.
    CharacterWidth,
    /// `straight-quotes`: curly quotes as straight ones.
    StraightQuotes,
    /// `line-breaks`: all line ends as line feeds.
    LineBreaks,
    /// `control-characters`: removes C0 controls but for tab, line feed, form feed and carriage return; U+007F; the deprecated
    /// format characters U+206A–206F; U+FEFF; U+FFF9–FFFC.
    ControlCharacters,
    /// `zero-width`: removes zero-width spaces and joiners that join nothing, soft hyphens, byte order marks inside of text.
    ZeroWidth,
    /// `bidi-controls`: removes marks and overrides of writing direction from text without right-to-left letters.
    BidiControls,
    /// `variation-selectors`: removes them, but for those of emoji.
    VariationSelectors,
    /// `private-use`: private-use characters of old GBK and Big5 fonts become the characters that Unicode has today.
    PrivateUse,
    /// `compatibility-ideographs`: compatibility ideographs and radicals (`⻢`, `⼀`) become the ideographs they stand for.
    CompatibilityIdeographs,
    /// `nfc`: Unicode's canonical composition.
    Nfc,
    /// `nfd`: Unicode's canonical decomposition.
    Nfd,
    /// `nfkc`: Unicode's compatibility composition: `①` becomes 1, `Ａ` becomes A.
    Nfkc,
    /// `nfkd`: Unicode's compatibility decomposition.
    Nfkd,
    /// `full-width-letters`: full-width letters and digits become those of ASCII; marks stay.
    FullWidthLetters,
    /// `half-width-kana`: half-width katakana becomes full-width.
    HalfWidthKana,
    /// `plain-spaces`: no-break, ideographic and other spaces become plain ones, one for one.
    PlainSpaces,
    /// `spaced-headings`: words that were spaced for the eye are joined: `政 府 工 作 報 告`, `县  长`.
    SpacedHeadings,
    /// `readings`: removes pinyin and bopomofo in brackets after the characters they belong to.
    Readings,
    /// `punct:restore`, `punct:full`, `punct:ascii`: the marks of Chinese text, see [`Punctuation`].
    Punctuation(Punctuation),
    /// `corner-brackets`: `「」` for the curly quotes of traditional Chinese.
    CornerBrackets,
    /// `latin-spaces:add`: a space between Chinese and letters or digits.
    AddLatinSpaces,
    /// `latin-spaces:remove`: none.
    RemoveLatinSpaces,
    /// `script-repair:guarded`, `script-repair:full`: words of traditional text that were converted character by character: `皇後`, `頭發`. See [`ScriptRepair`].
    ScriptRepair(ScriptRepair),
    /// `script:hans`, `script:s2t`, …: Chinese text in one script, see [`Script`].
    Script(Script),
}

/// Passes of which only one can run share a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Alone,
    Form,
    Punctuation,
    Script,
    ScriptRepair,
    LatinSpaces,
}

impl Pass {
    /// All passes, in the order in which they run.
    pub const ALL: &'static [Pass] = &[
        Pass::HtmlEntities,
        Pass::NumericReferences,
        Pass::UnicodeEscapes,
        Pass::EncodedWords,
        Pass::QuotedPrintable,
        Pass::PercentEscapes,
        Pass::Utf7,
        Pass::TerminalEscapes,
        Pass::RepairAgain,
        Pass::LatinLigatures,
        Pass::CharacterWidth,
        Pass::StraightQuotes,
        Pass::LineBreaks,
        Pass::ControlCharacters,
        Pass::ZeroWidth,
        Pass::BidiControls,
        Pass::VariationSelectors,
        Pass::PrivateUse,
        Pass::CompatibilityIdeographs,
        Pass::Nfc,
        Pass::Nfd,
        Pass::Nfkc,
        Pass::Nfkd,
        Pass::FullWidthLetters,
        Pass::HalfWidthKana,
        Pass::PlainSpaces,
        Pass::SpacedHeadings,
        Pass::Readings,
        Pass::Punctuation(Punctuation::Restore),
        Pass::Punctuation(Punctuation::Full),
        Pass::Punctuation(Punctuation::Ascii),
        Pass::ScriptRepair(ScriptRepair::Guarded),
        Pass::ScriptRepair(ScriptRepair::Full),
        Pass::Script(Script::Simplified),
        Pass::Script(Script::Traditional),
        Pass::Script(Script::Taiwan),
        Pass::Script(Script::HongKong),
        Pass::Script(Script::Exact(Conversion::S2t)),
        Pass::Script(Script::Exact(Conversion::T2s)),
        Pass::Script(Script::Exact(Conversion::S2tw)),
        Pass::Script(Script::Exact(Conversion::Tw2s)),
        Pass::Script(Script::Exact(Conversion::S2hk)),
        Pass::Script(Script::Exact(Conversion::Hk2s)),
        Pass::Script(Script::Exact(Conversion::S2twp)),
        Pass::Script(Script::Exact(Conversion::Tw2sp)),
        Pass::Script(Script::Exact(Conversion::S2hkp)),
        Pass::Script(Script::Exact(Conversion::Hk2sp)),
        Pass::Script(Script::Exact(Conversion::T2tw)),
        Pass::Script(Script::Exact(Conversion::Tw2t)),
        Pass::Script(Script::Exact(Conversion::T2hk)),
        Pass::Script(Script::Exact(Conversion::Hk2t)),
        Pass::Script(Script::Exact(Conversion::T2jp)),
        Pass::Script(Script::Exact(Conversion::Jp2t)),
        Pass::CornerBrackets,
        Pass::AddLatinSpaces,
        Pass::RemoveLatinSpaces,
    ];

    /// The name that the command line and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Pass::HtmlEntities => "html-entities",
            Pass::NumericReferences => "numeric-references",
            Pass::UnicodeEscapes => "unicode-escapes",
            Pass::EncodedWords => "encoded-words",
            Pass::QuotedPrintable => "quoted-printable",
            Pass::PercentEscapes => "percent-escapes",
            Pass::Utf7 => "utf-7",
            Pass::TerminalEscapes => "terminal-escapes",
            Pass::RepairAgain => "repair-again",
            Pass::LatinLigatures => "latin-ligatures",
            Pass::CharacterWidth => "character-width",
            Pass::StraightQuotes => "straight-quotes",
            Pass::LineBreaks => "line-breaks",
            Pass::ControlCharacters => "control-characters",
            Pass::ZeroWidth => "zero-width",
            Pass::BidiControls => "bidi-controls",
            Pass::VariationSelectors => "variation-selectors",
            Pass::PrivateUse => "private-use",
            Pass::CompatibilityIdeographs => "compatibility-ideographs",
            Pass::FullWidthLetters => "full-width-letters",
            Pass::HalfWidthKana => "half-width-kana",
            Pass::PlainSpaces => "plain-spaces",
            Pass::SpacedHeadings => "spaced-headings",
            Pass::Readings => "readings",
            Pass::AddLatinSpaces => "latin-spaces:add",
            Pass::RemoveLatinSpaces => "latin-spaces:remove",
            Pass::Nfc => "nfc",
            Pass::Nfd => "nfd",
            Pass::Nfkc => "nfkc",
            Pass::Nfkd => "nfkd",
            Pass::Punctuation(Punctuation::Keep) => "punct:keep",
            Pass::Punctuation(Punctuation::Restore) => "punct:restore",
            Pass::Punctuation(Punctuation::Full) => "punct:full",
            Pass::Punctuation(Punctuation::Ascii) => "punct:ascii",
            Pass::CornerBrackets => "corner-brackets",
            Pass::ScriptRepair(ScriptRepair::Guarded) => "script-repair:guarded",
            Pass::ScriptRepair(ScriptRepair::Full) => "script-repair:full",
            Pass::Script(script) => script.pass_name(),
        }
    }

    fn group(self) -> Group {
        match self {
            Pass::Nfc | Pass::Nfd | Pass::Nfkc | Pass::Nfkd => Group::Form,
            Pass::ScriptRepair(_) => Group::ScriptRepair,
            Pass::Script(_) => Group::Script,
            Pass::Punctuation(_) => Group::Punctuation,
            Pass::AddLatinSpaces | Pass::RemoveLatinSpaces => Group::LatinSpaces,
            _ => Group::Alone,
        }
    }

    fn excludes(self, other: Pass) -> bool {
        self == other || (self.group() != Group::Alone && self.group() == other.group())
    }

    fn rank(self) -> usize {
        Pass::ALL.iter().position(|pass| *pass == self).unwrap_or(usize::MAX)
    }
}

impl fmt::Display for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Pass {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = Pass::ALL.iter().find(|pass| pass.name() == name);
        known
            .copied()
            .ok_or_else(|| UnknownName::new("pass", name, Pass::ALL.iter().map(|p| p.name())))
    }
}

/// A set of passes for a purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// `repair`: none.
    #[default]
    Repair,
    /// `search`: for an index. Simplified, NFKC, no readings in brackets, nothing that nobody sees.
    Search,
    /// `llm`: for training and prompting. What a fold of width did is undone, NFC, no controls; the script stays.
    Llm,
    /// `ftfy`: what python-ftfy does by default besides encodings. Changes clean text.
    Ftfy,
    /// `print`: for people. Full-width punctuation, NFC, no controls; the script stays.
    Print,
}

impl Preset {
    /// All presets.
    pub const ALL: &'static [Preset] =
        &[Preset::Repair, Preset::Search, Preset::Llm, Preset::Print, Preset::Ftfy];

    /// The name that the command line uses.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Repair => "repair",
            Preset::Search => "search",
            Preset::Llm => "llm",
            Preset::Print => "print",
            Preset::Ftfy => "ftfy",
        }
    }

    /// The passes it consists of.
    pub fn passes(self) -> &'static [Pass] {
        match self {
            Preset::Repair => &[],
            Preset::Search => &[
                Pass::ControlCharacters,
                Pass::ZeroWidth,
                Pass::BidiControls,
                Pass::VariationSelectors,
                Pass::PrivateUse,
                Pass::CompatibilityIdeographs,
                Pass::Nfkc,
                Pass::PlainSpaces,
                Pass::SpacedHeadings,
                Pass::Readings,
                Pass::Script(Script::Simplified),
            ],
            Preset::Llm => &[
                Pass::ControlCharacters,
                Pass::ZeroWidth,
                Pass::BidiControls,
                Pass::PrivateUse,
                Pass::CompatibilityIdeographs,
                Pass::Nfc,
                Pass::FullWidthLetters,
                Pass::HalfWidthKana,
                Pass::SpacedHeadings,
                Pass::Punctuation(Punctuation::Restore),
            ],
            Preset::Ftfy => &[
                Pass::HtmlEntities,
                Pass::TerminalEscapes,
                Pass::RepairAgain,
                Pass::LatinLigatures,
                Pass::CharacterWidth,
                Pass::StraightQuotes,
                Pass::LineBreaks,
                Pass::ControlCharacters,
                Pass::Nfc,
            ],
            Preset::Print => &[
                Pass::ControlCharacters,
                Pass::ZeroWidth,
                Pass::BidiControls,
                Pass::PrivateUse,
                Pass::CompatibilityIdeographs,
                Pass::Nfc,
                Pass::FullWidthLetters,
                Pass::HalfWidthKana,
                Pass::SpacedHeadings,
                Pass::Punctuation(Punctuation::Full),
            ],
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Preset {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = Preset::ALL.iter().find(|preset| preset.name() == name);
        known
            .copied()
            .ok_or_else(|| UnknownName::new("preset", name, Preset::ALL.iter().map(|p| p.name())))
    }
}

/// A name that nothing has; the message lists those there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} {name:?}; known are {}", .known.join(", "))]
pub struct UnknownName {
    kind: &'static str,
    name: String,
    known: Vec<&'static str>,
}

impl UnknownName {
    pub(crate) fn new(
        kind: &'static str,
        name: &str,
        known: impl Iterator<Item = &'static str>,
    ) -> Self {
        Self { kind, name: name.to_owned(), known: known.collect() }
    }
}

/// The passes that somebody asked for, in the order in which they run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Passes {
    pub list: Vec<Pass>,
    /// Words that the passes of the script leave alone.
    pub lexicon: Option<Arc<Lexicon>>,
}

impl Passes {
    pub fn add(&mut self, pass: Pass) {
        self.list.retain(|other| !pass.excludes(*other));
        self.list.push(pass);
        self.list.sort_by_key(|pass| pass.rank());
    }

    pub fn remove(&mut self, pass: Pass) {
        self.list.retain(|other| *other != pass);
    }

    /// Drops the passes of punctuation, whichever.
    pub fn remove_punctuation(&mut self) {
        self.list.retain(|pass| pass.group() != Group::Punctuation);
    }

    /// Drops the passes of the script, whichever.
    pub fn remove_script(&mut self) {
        self.list.retain(|pass| pass.group() != Group::Script);
    }

    pub fn as_slice(&self) -> &[Pass] {
        &self.list
    }
}

impl FromIterator<Pass> for Passes {
    fn from_iter<I: IntoIterator<Item = Pass>>(passes: I) -> Self {
        let mut all = Self::default();
        passes.into_iter().for_each(|pass| all.add(pass));
        all
    }
}
