//! The answer, and how sure it is.

use std::fmt;
use std::ops::Range;

use super::binary::has_signature;
use super::damage::damage;
use super::declared::{byte_order_mark, declared};
use super::escaped;
use super::hints::{Hints, supposed};
use super::rank::{Blocks, Hypothesis, legacy};
use super::sample::Sample;
use crate::edit::Cause;
use crate::encoding::decode;
use crate::model::BIT;
use crate::{Charset, Encoding};

/// What bytes are in, as far as can be told.
#[derive(Clone, Debug)]
pub struct Detection {
    candidates: Vec<Candidate>,
    segments: Vec<Segment>,
    declared: Option<Encoding>,
    has_byte_order_mark: bool,
    is_binary: bool,
}

/// What bytes may be: text in an encoding, damaged or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The encoding.
    pub encoding: Encoding,
    /// What happened to the text before it was saved in this encoding, if anything.
    pub damage: Option<Cause>,
    /// The probability that this gives the text that was written, 0 to 1.
    pub confidence: f64,
    /// The beginning of what is beyond ASCII, as this encoding has it.
    pub preview: String,
}

/// Consecutive lines of a file that is in two encodings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Byte range in the input.
    pub range: Range<usize>,
    /// The encoding of these bytes.
    pub encoding: Encoding,
}

/// Candidates in an answer.
const MOST_CANDIDATES: usize = 8;
/// Candidates less probable than this are not named.
const LEAST_CONFIDENCE: f64 = 0.001;
/// Bits are too sure of themselves, as characters are not independent: so many are one.
const TEMPERATURE: f64 = 1.7;
/// Below this, the answer is that the encoding is not known.
const KNOWN: f64 = 0.2;
/// Characters of a preview.
const PREVIEW: usize = 40;
/// One control character that text has none of among so many bytes.
const CONTROLS: usize = 64;

impl Detection {
    /// The encoding; `None` for binary data, and where it cannot be told.
    ///
    /// Of a file in two encodings ([`segments`](Self::segments)), the one that is not UTF-8. ASCII is UTF-8.
    pub fn encoding(&self) -> Option<Encoding> {
        let first = self.candidates.first()?;
        (first.confidence >= KNOWN).then_some(first.encoding)
    }

    /// The probability that decoding with [`encoding`](Self::encoding) gives the text that was written, 0 to 1.
    pub fn confidence(&self) -> f64 {
        if self.is_binary {
            return 1.0;
        }
        self.candidates
            .iter()
            .filter(|candidate| {
                Some(candidate.encoding) == self.candidates.first().map(|c| c.encoding)
            })
            .map(|candidate| candidate.confidence)
            .sum()
    }

    /// What happened to the text before it was saved in this encoding: `utf-8>gbk` is UTF-8 that was read as GBK.
    pub fn damage(&self) -> Option<&Cause> {
        self.candidates.first()?.damage.as_ref()
    }

    /// All that the bytes may be, the most probable first; none for binary data.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The parts of a file of which some lines are in UTF-8 and others in another encoding, in order; none for other files.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// What the file says itself: a byte order mark, or a declaration as HTML, XML, CSS, Python, Emacs, Vim and mail have
    /// them. It is evidence, no more: see [`encoding`](Self::encoding).
    pub fn declared(&self) -> Option<Encoding> {
        self.declared
    }

    /// Whether the file begins with a byte order mark.
    pub fn has_byte_order_mark(&self) -> bool {
        self.has_byte_order_mark
    }

    /// Whether the bytes are no text.
    pub fn is_binary(&self) -> bool {
        self.is_binary
    }

    /// Weighs a sample, and looks for damage in its text.
    pub(super) fn of(sample: &Sample, hints: &Hints) -> Self {
        let mut detection = Self::of_bytes(sample, hints);
        detection.look_for_damage(sample);
        detection
    }

    /// Weighs a sample.
    pub(super) fn of_bytes(sample: &Sample, hints: &Hints) -> Self {
        let mut hints = hints.clone();
        let mark = byte_order_mark(&sample.head).map(|(encoding, _)| encoding);
        let declared = mark.or_else(|| declared(&sample.head));
        hints.declared = hints.declared.or(declared).map(supposed);
        let mut detection = Self::weighed(sample, &hints, mark);
        detection.declared = declared;
        detection.has_byte_order_mark = mark.is_some();
        detection
    }

    fn weighed(sample: &Sample, hints: &Hints, mark: Option<Encoding>) -> Self {
        if let Some(encoding) = mark {
            return Self::sure(encoding, sample);
        }
        let is_utf8 = sample.other.pieces == 0;
        if has_signature(&sample.head, is_utf8) {
            return Self::binary();
        }
        if sample.is_ascii()
            && let Some(encoding) = escaped::encoding(&sample.escaped)
            && hints.allows(encoding)
        {
            return Self::sure(encoding, sample);
        }
        let blocks = Blocks::of(sample, hints);
        if let Some(wide) = blocks.wide.first()
            && wide.score.cost < blocks.narrow.min(blocks.binary)
        {
            return Self { candidates: weigh(blocks.wide, sample), ..Self::default() };
        }
        if blocks.controls * CONTROLS > blocks.bytes && blocks.binary < blocks.narrow {
            return Self::binary();
        }
        if is_utf8 && hints.allows(Encoding::UTF_8) {
            return Self::sure(Encoding::UTF_8, sample);
        }
        let ways = legacy(sample, hints);
        let segments = match ways.first() {
            Some(way) if way.is_mixed => segments(sample, way.encoding),
            _ => Vec::new(),
        };
        Self { candidates: weigh(ways, sample), segments, ..Self::default() }
    }

    fn default() -> Self {
        Self {
            candidates: Vec::new(),
            segments: Vec::new(),
            declared: None,
            has_byte_order_mark: false,
            is_binary: false,
        }
    }

    fn binary() -> Self {
        Self { is_binary: true, ..Self::default() }
    }

    fn sure(encoding: Encoding, sample: &Sample) -> Self {
        let preview = preview(sample, encoding);
        let candidate = Candidate { encoding, damage: None, confidence: 1.0, preview };
        Self { candidates: vec![candidate], ..Self::default() }
    }

    /// Splits the first candidate in two where its text is damaged: the damaged text and the same as it stands.
    fn look_for_damage(&mut self, sample: &Sample) {
        let Some(first) = self.candidates.first() else { return };
        let texts = texts(sample, first.encoding);
        let Some(damage) = damage(&texts) else { return };
        let mut damaged = first.clone();
        damaged.confidence *= damage.confidence;
        damaged.damage = Some(damage.cause);
        if let Some(first) = self.candidates.first_mut() {
            first.confidence -= damaged.confidence;
        }
        self.candidates.insert(0, damaged);
        self.candidates.retain(|candidate| candidate.confidence >= LEAST_CONFIDENCE);
    }
}

impl fmt::Display for Detection {
    /// `gbk`, `utf-8, but mojibake: utf-8>gbk`, `binary`, `unknown`, `utf-8 and gbk, line by line`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.encoding() {
            _ if self.is_binary => f.write_str("binary"),
            None => f.write_str("unknown"),
            Some(encoding) if !self.segments.is_empty() => {
                write!(f, "utf-8 and {encoding}, line by line")
            }
            Some(encoding) => encoding.fmt(f),
        }?;
        match self.damage() {
            Some(damage) => write!(f, ", but mojibake: {damage}"),
            None => Ok(()),
        }
    }
}

/// Candidates by probability.
fn weigh(ways: Vec<Hypothesis>, sample: &Sample) -> Vec<Candidate> {
    let least = ways.first().map_or(0, |way| way.score.cost);
    let weight = |way: &Hypothesis| {
        let bits = f64::from(way.score.cost.saturating_sub(least)) / f64::from(BIT);
        (-bits / TEMPERATURE).exp2()
    };
    let sum: f64 = ways.iter().map(weight).sum();
    ways.iter()
        .take(MOST_CANDIDATES)
        .map(|way| (way.encoding, weight(way) / sum))
        .filter(|(_, confidence)| *confidence >= LEAST_CONFIDENCE)
        .map(|(encoding, confidence)| {
            let encoding = with_long_codes(encoding, sample);
            let preview = preview(sample, encoding);
            Candidate { encoding, damage: None, confidence, preview }
        })
        .collect()
}

/// GB 18030 where its four-byte codes occur, else GBK.
fn with_long_codes(encoding: Encoding, sample: &Sample) -> Encoding {
    if encoding != Encoding::Charset(Charset::Gbk) {
        return encoding;
    }
    let has_long = |window: &[u8]| {
        let mut rest = window;
        while let Some(first) = rest.first() {
            let length = encoding.next_char(rest).map_or(1, |(_, length)| length);
            if length == 4 && !first.is_ascii() {
                return true;
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        false
    };
    if sample.other.windows().any(has_long) { Charset::Gb18030.into() } else { encoding }
}

/// The parts of a file, from where lines in UTF-8 and others take turns.
fn segments(sample: &Sample, other: Encoding) -> Vec<Segment> {
    let ends = sample.changes.iter().skip(1).map(|change| change.start);
    let mut start = 0;
    let mut segments = Vec::with_capacity(sample.changes.len());
    for (change, end) in sample.changes.iter().zip(ends.chain([sample.length])) {
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        let encoding = if change.is_utf8 { Encoding::UTF_8 } else { other };
        segments.push(Segment { range: start..end, encoding });
        start = end;
    }
    segments
}

/// Whether an encoding has units of several bytes, so that a window of lines cannot be read.
fn is_wide(encoding: Encoding) -> bool {
    use Encoding::*;
    matches!(encoding, Utf16Le | Utf16Be | Utf32Le | Utf32Be)
}

/// The sample as text, without what cannot be decoded.
fn texts(sample: &Sample, encoding: Encoding) -> Vec<String> {
    let read_as = |bytes: &[u8], encoding| decode(bytes, 0, encoding).text.into_owned();
    let read = |bytes: &[u8]| read_as(bytes, encoding);
    if is_wide(encoding) {
        return sample.raw.blocks().map(read).collect();
    }
    let utf8 = sample.utf8.windows().map(|bytes| read_as(bytes, Encoding::UTF_8));
    sample.other.windows().map(read).chain(utf8).collect()
}

/// The beginning of what is beyond ASCII.
fn preview(sample: &Sample, encoding: Encoding) -> String {
    let mut windows = sample.other.windows().chain(sample.utf8.windows());
    let bytes = match windows.next() {
        _ if is_wide(encoding) => sample.raw.blocks().next().unwrap_or_default(),
        Some(window) => window,
        None if !sample.escaped.is_empty() => sample.escaped.as_slice(),
        None => sample.head.as_slice(),
    };
    // No encoding has more bytes a character.
    let (text, _) = encoding.decode(bytes.get(..4 * PREVIEW).unwrap_or(bytes));
    text.chars()
        .filter(|c| *c != '\u{feff}')
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(PREVIEW)
        .collect()
}
