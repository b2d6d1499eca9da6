//! What a repair gives back.

use std::borrow::Cow;
use std::ops::Range;

use crate::decode::BINARY;
use crate::{Edit, Finding};

/// A repaired text and all that was done to it.
#[derive(Clone, Debug)]
pub struct Fixed<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) findings: Vec<Finding>,
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
pub struct FixedBytes<'b> {
    pub(crate) decoded: Cow<'b, [u8]>,
    pub(crate) repaired: Option<Vec<u8>>,
    pub(crate) encoding: &'static str,
    pub(crate) edits: Vec<Edit>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) undecoded: Vec<Range<usize>>,
}

impl<'b> FixedBytes<'b> {
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

    /// What was changed, in order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
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
        self.edits.is_empty()
    }
}
