//! The edits of a text as they are kept until somebody asks for them.
//!
//! Most callers want the text only. So what stands instead is kept in one string for all edits, and what stood there is
//! not kept at all: the input has it.

use std::borrow::Cow;
use std::ops::Range;

use crate::Edit;
use crate::edit::{Cause, Guess};

/// The edits of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edits {
    entries: Vec<Entry>,
    /// What stands instead, and what was written down and came to nothing.
    pub written: String,
}

/// An edit without its texts.
#[derive(Clone, Debug)]
struct Entry {
    /// Byte range in the input.
    span: Range<usize>,
    /// Byte range in `written`.
    written: Range<usize>,
    cause: Cause,
    confidence: f64,
    margin: f64,
    /// What few edits have.
    more: Option<Box<More>>,
}

#[derive(Clone, Debug)]
struct More {
    also: Vec<Cause>,
    reason: Option<Cow<'static, str>>,
    guesses: Vec<Guess>,
}

impl Edits {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    #[cfg(feature = "normalize")]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds an edit whose text is written down already.
    pub fn add(
        &mut self,
        span: Range<usize>,
        written: Range<usize>,
        cause: Cause,
        confidence: f64,
        margin: f64,
    ) {
        self.entries.push(Entry { span, written, cause, confidence, margin, more: None });
    }

    pub fn push(&mut self, edit: Edit) {
        let Edit { span, replacement, cause, also, reason, confidence, margin, guesses, .. } = edit;
        let at = self.written.len();
        self.written.push_str(&replacement);
        let is_plain = also.is_empty() && reason.is_none() && guesses.is_empty();
        let more = (!is_plain).then(|| Box::new(More { also, reason, guesses }));
        let written = at..self.written.len();
        self.entries.push(Entry { span, written, cause, confidence, margin, more });
    }

    /// Takes the edits from a number on out, as edits of a text; `shift` is where that begins in the input.
    #[cfg(feature = "normalize")]
    pub fn split_off(&mut self, from: usize, text: &str, shift: usize) -> Vec<Edit> {
        let mut entries = self.entries.split_off(from);
        entries.sort_by_key(|entry| entry.span.start);
        let edit = |mut entry: Entry| {
            entry.span = entry.span.start - shift..entry.span.end - shift;
            let original = text.get(entry.span.clone()).unwrap_or_default().to_owned();
            entry.edit(original, &self.written)
        };
        entries.into_iter().map(edit).collect()
    }

    /// Puts them into the order of the input.
    pub fn sort(&mut self) {
        self.entries.sort_by_key(|entry| entry.span.start);
    }

    /// All edits of an input.
    pub fn of(&self, input: &[u8]) -> Vec<Edit> {
        let edit = |entry: &Entry| {
            let original = input.get(entry.span.clone()).unwrap_or_default();
            entry.clone().edit(String::from_utf8_lossy(original).into_owned(), &self.written)
        };
        self.entries.iter().map(edit).collect()
    }

    /// The input with all edits made.
    pub fn apply(&self, input: &str) -> String {
        let mut out = String::with_capacity(self.length(input.len()));
        for (kept, written) in self.parts(input.len()) {
            out.push_str(input.get(kept).unwrap_or_default());
            out.push_str(written);
        }
        out
    }

    /// The same for text that holds bytes which are none.
    pub fn apply_to_bytes(&self, input: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.length(input.len()));
        for (kept, written) in self.parts(input.len()) {
            out.extend_from_slice(input.get(kept).unwrap_or_default());
            out.extend_from_slice(written.as_bytes());
        }
        out
    }

    /// What an input of so many bytes becomes: the bytes that stay, and what follows them instead of others.
    fn parts(&self, input: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
        let mut at = 0;
        let all = self.entries.iter().map(Some).chain([None]);
        all.map(move |entry| {
            let Some(entry) = entry else { return (at..input, "") };
            let kept = std::mem::replace(&mut at, entry.span.end)..entry.span.start;
            (kept, self.written.get(entry.written.clone()).unwrap_or_default())
        })
    }

    /// Bytes of an input of so many once all edits are made.
    fn length(&self, input: usize) -> usize {
        let sum = |range: fn(&Entry) -> &Range<usize>| -> usize {
            self.entries.iter().map(range).map(ExactSizeIterator::len).sum()
        };
        (input + sum(|entry| &entry.written)).saturating_sub(sum(|entry| &entry.span))
    }
}

impl Entry {
    fn edit(self, original: String, all: &str) -> Edit {
        let Entry { span, written, cause, confidence, margin, more } = self;
        let replacement = all.get(written).unwrap_or_default().to_owned();
        let More { also, reason, guesses } = match more {
            Some(more) => *more,
            None => More { also: Vec::new(), reason: None, guesses: Vec::new() },
        };
        Edit { span, original, replacement, cause, also, reason, confidence, margin, guesses }
    }
}
