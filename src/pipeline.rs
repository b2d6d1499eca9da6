//! Where the parts meet: text in, text and edits out.

use std::borrow::Cow;

use crate::detect::{Detector, windows};
use crate::edit::{Cause, Chain, apply};
use crate::{Charset, Edit, Error, Finding};

/// Repairs `text` with the default [`Fixer`]; borrowed when nothing was wrong.
pub fn fix(text: &str) -> Cow<'_, str> {
    Fixer::default().fix(text).into_text()
}

/// What to do with mojibake that stands in quotes in a clean sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotations {
    /// Report it and leave it: somebody writes about mojibake.
    #[default]
    Keep,
    /// Repair it like any other.
    Repair,
}

/// Repairs text.
#[derive(Clone, Debug)]
pub struct Fixer {
    pub(crate) options: FixerBuilder,
}

/// Makes a [`Fixer`].
#[derive(Clone, Debug)]
pub struct FixerBuilder {
    quotations: Quotations,
    min_confidence: f64,
}

impl Default for FixerBuilder {
    fn default() -> Self {
        Self { quotations: Quotations::default(), min_confidence: 0.0 }
    }
}

impl FixerBuilder {
    /// What to do with quoted mojibake; [`Quotations::Keep`] by default.
    pub fn quotations(mut self, quotations: Quotations) -> Self {
        self.quotations = quotations;
        self
    }

    /// Leaves (and reports) what is less probable than this, 0 to 1.
    pub fn min_confidence(mut self, min_confidence: f64) -> Self {
        self.min_confidence = min_confidence;
        self
    }

    /// The fixer.
    ///
    /// # Errors
    /// [`Error::Confidence`] when the confidence is not between 0 and 1.
    pub fn build(self) -> Result<Fixer, Error> {
        if !(0.0..=1.0).contains(&self.min_confidence) {
            return Err(Error::Confidence(self.min_confidence));
        }
        Ok(Fixer { options: self })
    }
}

impl Default for Fixer {
    fn default() -> Self {
        Self { options: FixerBuilder::default() }
    }
}

impl Fixer {
    /// Starts with the default options.
    pub fn builder() -> FixerBuilder {
        FixerBuilder::default()
    }

    /// Repairs a whole document or a single string.
    pub fn fix<'t>(&self, text: &'t str) -> Fixed<'t> {
        let mut detector = Detector::default();
        let mut edits = Vec::new();
        for (start, window) in windows(text) {
            for damage in detector.find(window, start) {
                edits.push(Edit {
                    original: text.get(damage.span.clone()).unwrap_or_default().to_owned(),
                    span: damage.span,
                    replacement: damage.restored,
                    cause: Cause::WrongDecode(Chain::new(damage.chain)),
                    confidence: damage.confidence,
                    margin: damage.margin,
                });
            }
        }
        let fixed = if edits.is_empty() { None } else { apply(text, &edits).ok() };
        Fixed { text: fixed.map_or(Cow::Borrowed(text), Cow::Owned), edits, findings: Vec::new() }
    }

    /// Decodes bytes of any encoding, then repairs.
    pub fn fix_bytes(&self, bytes: &[u8]) -> FixedBytes {
        self.fix_bytes_from(bytes, None)
    }

    /// Decodes bytes that are known to be in `charset` (`None`: find out), then repairs.
    pub fn fix_bytes_from(&self, bytes: &[u8], charset: Option<Charset>) -> FixedBytes {
        FixedBytes {
            bytes: bytes.to_vec(),
            encoding: charset.map_or("UTF-8", Charset::name),
            edits: Vec::new(),
            findings: Vec::new(),
            undecoded: Vec::new(),
        }
    }
}

/// A repaired text and all that was done to it.
#[derive(Clone, Debug)]
pub struct Fixed<'t> {
    text: Cow<'t, str>,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
}

impl<'t> Fixed<'t> {
    /// The repaired text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The repaired text, borrowed from the input when nothing was changed.
    pub fn into_text(self) -> Cow<'t, str> {
        self.text
    }

    /// What was changed, in order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Damage that was found and left, in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing was changed.
    pub fn is_unchanged(&self) -> bool {
        self.edits.is_empty()
    }
}

/// Repaired bytes: UTF-8, but for bytes that nothing could decode, which are kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FixedBytes {
    /// The repaired text in UTF-8; what could not be decoded stands in it as it was.
    pub bytes: Vec<u8>,
    /// The encoding the input was decoded from.
    pub encoding: &'static str,
    /// What was changed. Spans are byte offsets in `decoded`, the input in UTF-8.
    pub edits: Vec<Edit>,
    /// Damage that was found and left.
    pub findings: Vec<Finding>,
    /// Byte ranges of the input that could not be decoded.
    pub undecoded: Vec<std::ops::Range<usize>>,
}
