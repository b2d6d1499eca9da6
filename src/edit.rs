//! Edits are data: what was changed, why, and how sure we are.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::Charset;

/// One wrong decode: bytes of `actual` that were read as `read_as`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// The charset the bytes were in.
    pub actual: Charset,
    /// The charset whose decoder turned them into the text that was found.
    pub read_as: Charset,
}

/// The wrong decodes a text went through, in the order in which they happened.
///
/// Written as charset names joined by `>`: `utf-8>gbk` is UTF-8 read as GBK, and
/// `gbk>iso-8859-1>utf-8>gbk` is GBK read as Latin-1, saved as UTF-8 and read as GBK.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chain(Cow<'static, [Step]>);

impl Chain {
    /// A chain of these steps, the first damage first.
    pub fn new(steps: Vec<Step>) -> Self {
        Self(Cow::Owned(steps))
    }

    /// A chain of one step.
    pub(crate) fn one(step: &'static Step) -> Self {
        Self(Cow::Borrowed(std::slice::from_ref(step)))
    }

    /// The steps, the first damage first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(">")?;
            }
            write!(f, "{}>{}", step.actual.name(), step.read_as.name())?;
        }
        Ok(())
    }
}

/// What happened to a piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// Bytes of one charset were decoded as another, once or several times.
    WrongDecode(Chain),
    /// A program appended the reading of a character to it: `業(yè)`.
    InsertedReading,
    /// Double-byte text lost or gained a byte, and what follows was decoded out of step.
    OutOfStep,
    /// Bytes were replaced before anybody could save them.
    Lost(Loss),
    /// Nothing: a pass of the normalization that was asked for.
    #[cfg(feature = "normalize")]
    Pass(crate::Pass),
}

/// How bytes were lost for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// Undecodable bytes became U+FFFD, and nothing tells what they were.
    ReplacementCharacters,
    /// U+FFFD, saved as UTF-8 and read as another charset: `锟斤拷`, `ï¿½`.
    MisreadReplacementCharacters,
    /// Uninitialised memory read as GBK: `烫烫烫`, `屯屯屯`.
    MemoryFiller,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::WrongDecode(chain) => chain.fmt(f),
            Cause::InsertedReading => f.write_str("inserted-reading"),
            Cause::OutOfStep => f.write_str("out-of-step"),
            Cause::Lost(Loss::ReplacementCharacters) => f.write_str("lost:replacement-characters"),
            Cause::Lost(Loss::MisreadReplacementCharacters) => {
                f.write_str("lost:misread-replacement-characters")
            }
            Cause::Lost(Loss::MemoryFiller) => f.write_str("lost:memory-filler"),
            #[cfg(feature = "normalize")]
            Cause::Pass(pass) => pass.fmt(f),
        }
    }
}

/// One change: the bytes of the input that went, and what stands there now.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Edit {
    /// Byte range in the input text.
    pub span: Range<usize>,
    /// What stood there.
    pub original: String,
    /// What stands there now.
    pub replacement: String,
    /// What had happened.
    pub cause: Cause,
    /// What else was done here: passes that changed what a repair or an earlier pass had written.
    pub also: Vec<Cause>,
    /// Why, in words, where a pass has more to say than its name.
    pub reason: Option<Cow<'static, str>>,
    /// The probability that the replacement is what was written, 0 to 1, its [guesses](Edit::guesses) aside: they
    /// have probabilities of their own.
    pub confidence: f64,
    /// By how many bits the replacement is more probable than the text as found.
    pub margin: f64,
    /// The characters of the replacement that the bytes left do not determine, in order.
    pub guesses: Vec<Guess>,
}

/// A character that was lost in part and had to be guessed, or could not be.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Guess {
    /// Byte range in the replacement: the guessed character, or U+FFFD where none is probable
    /// enough.
    pub span: Range<usize>,
    /// What it can have been with the probability of each, 0 to 1, the most probable first. They
    /// need not add up to 1: the least probable are left out.
    pub candidates: Vec<(char, f64)>,
}

/// Damage that was found and left alone.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// Byte range in the input text.
    pub span: Range<usize>,
    /// What stands there, unchanged.
    pub original: String,
    /// What it may have been, where there is an idea.
    pub proposal: Option<String>,
    /// What happened, or seems to have happened.
    pub cause: Cause,
    /// Why it was left.
    pub kept: Kept,
    /// The probability that the text is damaged in this way, 0 to 1.
    pub confidence: f64,
}

/// Why damage was left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kept {
    /// The bytes are gone.
    CannotBeUndone,
    /// The evidence is too small.
    Uncertain,
    /// Bytes were lost, and the caller wants no guesses.
    LostBytes,
    /// It stands in quotes in a clean sentence: somebody writes about it.
    Quotation,
    /// A quote or bracket has no partner, and what is beside it has to be told by somebody who reads.
    Unbalanced,
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kept::CannotBeUndone => "cannot be undone",
            Kept::Uncertain => "uncertain",
            Kept::LostBytes => "lost bytes",
            Kept::Quotation => "quotation",
            Kept::Unbalanced => "unbalanced",
        })
    }
}

/// What can go wrong.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// An edit does not fit the text it is applied to.
    #[error(
        "edit {index} does not fit the text: at byte {at} there should be {expected:?}; apply edits only to the text they were made from, in order"
    )]
    EditMismatch {
        /// Which edit, counted from 0.
        index: usize,
        /// Byte offset in the text.
        at: usize,
        /// What the edit expects there.
        expected: String,
    },
    /// A line of a lexicon that is none.
    #[error("line {line} of the lexicon: {problem}")]
    Lexicon {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// OpenCC's own library did not open or carry out a conversion.
    #[cfg(feature = "system-opencc")]
    #[error("{conversion} by the installed OpenCC: {problem}")]
    SystemOpencc {
        /// Which conversion, by OpenCC's name.
        conversion: &'static str,
        /// What is wrong, and what to do about it.
        problem: String,
    },
    /// A confidence outside 0 to 1.
    #[error("min_confidence must lie between 0 and 1, not {0}")]
    Confidence(f64),
}

/// Applies edits to the text they were made from, in order of their spans.
///
/// # Errors
/// [`Error::EditMismatch`] where the text is not the one the edits belong to, or spans overlap.
pub fn apply(input: &str, edits: &[Edit]) -> Result<String, Error> {
    let mut out = String::with_capacity(input.len());
    let mut at = 0;
    for (index, edit) in edits.iter().enumerate() {
        let (Some(gap), Some(found)) =
            (input.get(at..edit.span.start), input.get(edit.span.clone()))
        else {
            return Err(mismatch(index, edit.span.start, &edit.original));
        };
        if found != edit.original {
            return Err(mismatch(index, edit.span.start, &edit.original));
        }
        out.push_str(gap);
        out.push_str(&edit.replacement);
        at = edit.span.end;
    }
    out.push_str(input.get(at..).unwrap_or_default());
    Ok(out)
}

/// Takes edits back: gives the input from the output.
///
/// # Errors
/// [`Error::EditMismatch`] where `output` is not what the edits produced.
pub fn undo(output: &str, edits: &[Edit]) -> Result<String, Error> {
    let mut input = String::with_capacity(output.len());
    let mut at = 0;
    for (index, edit) in edits.iter().enumerate() {
        let Some(gap_len) = edit.span.start.checked_sub(input.len()) else {
            return Err(mismatch(index, at, &edit.replacement));
        };
        let start = at.saturating_add(gap_len);
        let end = start.saturating_add(edit.replacement.len());
        let (Some(gap), Some(found)) = (output.get(at..start), output.get(start..end)) else {
            return Err(mismatch(index, start, &edit.replacement));
        };
        if found != edit.replacement {
            return Err(mismatch(index, start, &edit.replacement));
        }
        input.push_str(gap);
        input.push_str(&edit.original);
        at = end;
    }
    input.push_str(output.get(at..).unwrap_or_default());
    Ok(input)
}

fn mismatch(index: usize, at: usize, expected: &str) -> Error {
    Error::EditMismatch { index, at, expected: expected.to_owned() }
}
