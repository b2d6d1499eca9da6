//! What comes after the repair: named passes that bring text into one form.
//!
//! A pass looks at a text and says what it would change there ([`Changes`]). Passes run one after the other, each on the text that
//! the one before left, and their changes are merged into the edits of the repair (`edits.rs`): what comes out is one list of edits
//! against the input, whatever was done.
//!
//! To add a pass: a variant of [`Pass`], a row of [`Pass::ALL`], an arm of `look`, and a file.

mod compatibility;
mod controls;
mod edits;
mod escapes;
mod forms;
mod ftfy;
mod hidden;
mod pass;
mod punctuation;
mod readings;
mod script;
mod spaces;
mod width;

pub use pass::{Pass, Preset, UnknownName};
pub use punctuation::Punctuation;
#[cfg(feature = "system-opencc")]
pub use script::SystemConversion;
pub use script::{
    Conversion, Evidence, Han, Lexicon, Region, Script, ScriptRepair, ScriptSpan, scripts,
};

pub(crate) use edits::{Left, run};
pub(crate) use pass::Passes;

use std::borrow::Cow;
use std::ops::Range;

use crate::Kept;

/// What a pass would do to a text: changes in order, without overlaps, and what it found and left.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub changes: Vec<Change>,
    pub left: Vec<(Range<usize>, Kept)>,
}

/// One change of a pass.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    /// Byte range in the text the pass looked at; never empty: what inserts takes its neighbour along.
    pub span: Range<usize>,
    pub replacement: String,
    /// The probability that this is what the text should have, 0 to 1.
    pub confidence: f64,
    /// Why, for people; nothing where the name of the pass says it all.
    pub reason: Option<Cow<'static, str>>,
}

impl Change {
    /// A change that is right wherever the pass is wanted.
    pub fn certain(span: Range<usize>, replacement: impl Into<String>) -> Self {
        Self { span, replacement: replacement.into(), confidence: 1.0, reason: None }
    }

    /// The same, with a reason.
    pub fn because(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl From<Vec<Change>> for Changes {
    fn from(changes: Vec<Change>) -> Self {
        Self { changes, left: Vec::new() }
    }
}

/// Runs these passes over a text that needs no repair, in their [order](Pass::ALL) and without edits; borrowed when nothing changes.
///
/// ```
/// use fix_text::{Pass, Punctuation, normalize};
///
/// assert_eq!(normalize("你好,世界!", &[Pass::Punctuation(Punctuation::Full)]), "你好，世界！");
/// ```
pub fn normalize<'t>(text: &'t str, passes: &[Pass]) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    for pass in passes.iter().copied().collect::<Passes>().as_slice() {
        if let Pass::Script(Script::Exact(conversion)) = pass {
            if let Cow::Owned(new) = conversion.convert(&text) {
                text = Cow::Owned(new);
            }
            continue;
        }
        let changes = look(*pass, &text, None).changes;
        if !changes.is_empty() {
            text = Cow::Owned(edits::changed(&text, &changes));
        }
    }
    text
}

/// What `pass` would do to `text`.
fn look(pass: Pass, text: &str, lexicon: Option<&Lexicon>) -> Changes {
    let mut changes = pure(pass, text);
    if let (Pass::Script(_) | Pass::ScriptRepair(_), Some(lexicon)) = (pass, lexicon) {
        changes.changes = lexicon.rule(text, changes.changes);
    }
    changes
}

fn pure(pass: Pass, text: &str) -> Changes {
    match pass {
        Pass::HtmlEntities => escapes::html_entities(text).into(),
        Pass::NumericReferences => escapes::numeric_references(text).into(),
        Pass::UnicodeEscapes => escapes::unicode_escapes(text).into(),
        Pass::EncodedWords => escapes::encoded_words(text).into(),
        Pass::QuotedPrintable => escapes::quoted_printable(text).into(),
        Pass::PercentEscapes => escapes::percent_escapes(text).into(),
        Pass::Utf7 => escapes::utf_7(text).into(),
        Pass::TerminalEscapes => ftfy::terminal_escapes(text).into(),
        Pass::RepairAgain => ftfy::repair_again(text).into(),
        Pass::LatinLigatures => ftfy::latin_ligatures(text).into(),
        Pass::CharacterWidth => ftfy::character_width(text).into(),
        Pass::StraightQuotes => ftfy::straight_quotes(text).into(),
        Pass::LineBreaks => ftfy::line_breaks(text).into(),
        Pass::ControlCharacters => controls::control_characters(text).into(),
        Pass::ZeroWidth => hidden::zero_width(text).into(),
        Pass::BidiControls => hidden::bidi_controls(text).into(),
        Pass::VariationSelectors => hidden::variation_selectors(text).into(),
        Pass::PrivateUse => compatibility::private_use(text).into(),
        Pass::CompatibilityIdeographs => compatibility::ideographs(text).into(),
        Pass::FullWidthLetters => width::letters(text).into(),
        Pass::HalfWidthKana => width::kana(text).into(),
        Pass::PlainSpaces => spaces::plain(text).into(),
        Pass::SpacedHeadings => spaces::between_han(text).into(),
        Pass::Readings => readings::removed(text).into(),
        Pass::AddLatinSpaces => spaces::add_beside_latin(text).into(),
        Pass::RemoveLatinSpaces => spaces::remove_beside_latin(text).into(),
        Pass::Nfc => forms::changes(text, forms::Form::Nfc).into(),
        Pass::Nfd => forms::changes(text, forms::Form::Nfd).into(),
        Pass::Nfkc => forms::changes(text, forms::Form::Nfkc).into(),
        Pass::Nfkd => forms::changes(text, forms::Form::Nfkd).into(),
        Pass::Punctuation(Punctuation::Keep) => Changes::default(),
        Pass::Punctuation(Punctuation::Restore) => punctuation::restore(text),
        Pass::Punctuation(Punctuation::Full) => punctuation::full(text),
        Pass::Punctuation(Punctuation::Ascii) => punctuation::to_ascii(text).into(),
        Pass::CornerBrackets => punctuation::corner_brackets(text).into(),
        Pass::ScriptRepair(level) => script::repair(text, level).into(),
        Pass::Script(script) => script::changes(text, script).into(),
    }
}
