//! What a repair gives back.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crate::decode::BINARY;
use crate::edits::Edits;
use crate::{Edit, Finding};

/// A repaired text and all that was done to it.
#[derive(Clone, Debug)]
pub struct Fixed<'t> {
    input: &'t str,
    text: Cow<'t, str>,
    kept: Edits,
    edits: OnceLock<Vec<Edit>>,
    findings: Vec<Finding>,
}

impl<'t> Fixed<'t> {
    /// A text with these edits made.
    pub(crate) fn new(input: &'t str, kept: Edits, findings: Vec<Finding>) -> Self {
        let text =
            if kept.is_empty() { Cow::Borrowed(input) } else { Cow::Owned(kept.apply(input)) };
        Self { input, text, kept, edits: OnceLock::new(), findings }
    }

    /// The repaired text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The repaired text, borrowed from the input when nothing was changed.
    pub fn into_text(self) -> Cow<'t, str> {
        self.text
    }

    /// What was changed, in order; made at the first call.
    pub fn edits(&self) -> &[Edit] {
        self.edits.get_or_init(|| self.kept.of(self.input.as_bytes()))
    }

    /// Damage that was found and left, in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing was changed.
    pub fn is_unchanged(&self) -> bool {
        self.kept.is_empty()
    }
}

/// Repaired bytes: UTF-8, but for bytes that nothing could decode, which are kept.
#[derive(Clone, Debug)]
pub struct FixedBytes<'b> {
    decoded: Cow<'b, [u8]>,
    repaired: Option<Vec<u8>>,
    encoding: &'static str,
    kept: Edits,
    edits: OnceLock<Vec<Edit>>,
    findings: Vec<Finding>,
    undecoded: Vec<Range<usize>>,
}

impl<'b> FixedBytes<'b> {
    /// What was decoded with these edits made.
    pub(crate) fn new(
        decoded: Cow<'b, [u8]>,
        encoding: &'static str,
        kept: Edits,
        findings: Vec<Finding>,
        undecoded: Vec<Range<usize>>,
    ) -> Self {
        let repaired = (!kept.is_empty()).then(|| kept.apply_to_bytes(&decoded));
        let edits = OnceLock::new();
        Self { decoded, repaired, encoding, kept, edits, findings, undecoded }
    }

    /// The repaired text in UTF-8; what could not be decoded stands in it as it was.
    pub fn bytes(&self) -> &[u8] {
        self.repaired.as_deref().unwrap_or(&self.decoded)
    }

    /// The repaired text, borrowed from the input when that was UTF-8 and nothing was changed.
    pub fn into_bytes(self) -> Cow<'b, [u8]> {
        self.repaired.map_or(self.decoded, Cow::Owned)
    }

    /// The text as it was found, in UTF-8, with what could not be decoded as it was. Spans of
    /// edits and findings are byte ranges of this.
    pub fn decoded(&self) -> &[u8] {
        &self.decoded
    }

    /// The encoding the input was decoded from: WHATWG's name in lower case, where there is one; `mixed` where some lines
    /// were in UTF-8 and others in another encoding, `binary` for data that is no text and was left alone.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// What was changed, in order; made at the first call.
    pub fn edits(&self) -> &[Edit] {
        self.edits.get_or_init(|| self.kept.of(&self.decoded))
    }

    /// Damage that was found and left, in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Byte ranges of the input that could not be decoded, in order.
    pub fn undecoded(&self) -> &[Range<usize>] {
        &self.undecoded
    }

    /// Whether the input is no text.
    pub fn is_binary(&self) -> bool {
        self.encoding == BINARY
    }

    /// Whether nothing was repaired. Input in another encoding than UTF-8 was converted still.
    pub fn is_unchanged(&self) -> bool {
        self.kept.is_empty()
    }
}
