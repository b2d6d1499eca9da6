//! Where the parts meet: text in, text and edits out.

use std::borrow::Cow;
use std::ops::Range;

use crate::damaged::{Damaged, gaps, is_only_lost, overlap};
use crate::decode::decode;
use crate::detect::lost::{self, Lost};
use crate::detect::quotation::{Place, add_quoted};
use crate::detect::{Detector, Plain, other_lines, windows};
use crate::edit::Kept;
use crate::edits::Edits;
use crate::fixed::{Fixed, FixedBytes};
#[cfg(feature = "normalize")]
use crate::normalize::{self, Left};
use crate::options::{FixerBuilder, Lossy, Quotations};
use crate::repair::{Repaired, repair};
use crate::{Edit, Encoding, Finding};

/// Repairs `text` with the default [`Fixer`]; borrowed when nothing was wrong.
pub fn fix(text: &str) -> Cow<'_, str> {
    Fixer::default().fix(text).into_text()
}

/// Repairs text.
#[derive(Clone, Debug, Default)]
pub struct Fixer {
    pub(crate) options: FixerBuilder,
}

impl Fixer {
    /// Starts with the default options.
    pub fn builder() -> FixerBuilder {
        FixerBuilder::default()
    }

    /// Repairs a whole document or a single string.
    pub fn fix<'t>(&self, text: &'t str) -> Fixed<'t> {
        let mut work = Work::new(&self.options);
        work.piece(text, 0);
        let (edits, findings) = work.done();
        Fixed::new(text, edits, findings)
    }

    /// Decodes bytes of any encoding, then repairs.
    ///
    /// A byte order mark decides; what is valid UTF-8, or nearly so, is UTF-8; else it is found out as by
    /// [`detect`](crate::detect), line by line where some lines are in UTF-8. Bytes that cannot be
    /// decoded stay where they are, and what stands between them is repaired. Binary data is left
    /// alone.
    pub fn fix_bytes<'b>(&self, bytes: &'b [u8]) -> FixedBytes<'b> {
        self.fix_bytes_from(bytes, None)
    }

    /// Decodes bytes that are known to be in `encoding` (`None`: find out), then repairs.
    pub fn fix_bytes_from<'b>(
        &self,
        bytes: &'b [u8],
        encoding: Option<Encoding>,
    ) -> FixedBytes<'b> {
        let decoded = decode(bytes, encoding);
        let mut work = Work::new(&self.options);
        decoded.each_piece(|piece, start| work.piece(piece, start));
        let (edits, findings) = work.done();
        let encoding = decoded.encoding;
        let undecoded = decoded.strays.iter().map(|stray| stray.bytes.clone()).collect();
        let decoded = decoded.into_bytes(bytes);
        FixedBytes::new(decoded, encoding, edits, findings, undecoded)
    }
}

/// What is being found out about a document, piece by piece.
struct Work<'o> {
    options: &'o FixerBuilder,
    detector: Detector,
    edits: Edits,
    findings: Vec<Finding>,
    /// Of the line that is looked at: its damage, and whether that is quoted.
    damaged: Vec<Damaged>,
    quoted: Vec<bool>,
}

impl<'o> Work<'o> {
    fn new(options: &'o FixerBuilder) -> Self {
        Self {
            options,
            detector: Detector::default(),
            edits: Edits::default(),
            findings: Vec::new(),
            damaged: Vec::new(),
            quoted: Vec::new(),
        }
    }

    /// Takes in a piece of text that begins at byte `start` of the document.
    fn piece(&mut self, text: &str, start: usize) {
        #[cfg(feature = "normalize")]
        let (edits, findings) = (self.edits.len(), self.findings.len());
        self.repair(text, start);
        #[cfg(feature = "normalize")]
        self.normalize(text, start, edits, findings);
    }

    /// Runs the passes over a piece; the edits and findings of its repair are those from these on.
    #[cfg(feature = "normalize")]
    fn normalize(&mut self, text: &str, start: usize, edits: usize, findings: usize) {
        let passes = &self.options.passes;
        if passes.as_slice().is_empty() {
            return;
        }
        let edits = self.edits.split_off(edits, text, start);
        // What was found damaged and left is no text.
        let findings = self.findings.get(findings..).unwrap_or_default();
        let damaged = merged(findings.iter().map(|finding| &finding.span));
        let damaged: Vec<_> =
            damaged.iter().map(|span| span.start - start..span.end - start).collect();
        let (edits, left) =
            normalize::run(text, edits, &damaged, passes, self.options.min_confidence);
        let shift = |span: Range<usize>| start + span.start..start + span.end;
        for edit in edits {
            self.edits.push(Edit { span: shift(edit.span.clone()), ..edit });
        }
        for Left { span, pass, kept, proposal, confidence } in left {
            let original = text.get(span.clone()).unwrap_or_default().to_owned();
            let (span, cause) = (shift(span), crate::edit::Cause::Pass(pass));
            self.findings.push(Finding { span, original, proposal, cause, kept, confidence });
        }
    }

    /// Finds and repairs the damage of a piece.
    fn repair(&mut self, text: &str, start: usize) {
        // A byte order mark is no part of the first line.
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let start = start + (text.len() - body.len());
        let mut taken = Vec::new();
        if let Some(repaired) = repair(body) {
            // What is explained as out of step is not the detector's to explain.
            let spans = repaired.edits.iter().map(|edit| &edit.span);
            taken = merged(spans.chain(repaired.findings.iter().map(|finding| &finding.span)));
            self.take(start, repaired);
        }
        for (at, line) in other_lines(body) {
            let line = at..at + line.len();
            self.detect(body, line.clone());
            if !taken.is_empty() {
                self.damaged.retain(|d| {
                    let next = taken.partition_point(|span| span.end <= d.span.start);
                    taken.get(next).is_none_or(|span| d.span.end <= span.start)
                });
            }
            self.decide(body, line, start);
        }
    }

    /// Takes over what was done about text out of step.
    fn take(&mut self, start: usize, repaired: Repaired) {
        let shift = |span: Range<usize>| start + span.start..start + span.end;
        for mut finding in repaired.findings {
            finding.span = shift(finding.span);
            self.findings.push(finding);
        }
        for mut edit in repaired.edits {
            edit.span = shift(edit.span);
            if edit.confidence >= self.options.min_confidence {
                self.edits.push(edit);
                continue;
            }
            let Edit { span, original, replacement, cause, confidence, .. } = edit;
            let (proposal, kept) = (Some(replacement), Kept::Uncertain);
            self.findings.push(Finding { span, original, proposal, cause, kept, confidence });
        }
    }

    /// Finds all damage of a line, in order, without overlaps.
    fn detect(&mut self, text: &str, line: Range<usize>) {
        self.damaged.clear();
        let body = text.get(line.clone()).unwrap_or_default();
        let mut lost: Option<Vec<Lost>> = None;
        for (at, window) in windows(body) {
            let start = line.start + at;
            let plain = self.detector.find_plain(window, start, &mut self.edits.written);
            // Of a long line, a part alone does not tell.
            let is_whole = window.len() == body.len();
            if let Some(plain) = &plain
                && !plain.may_be_lost
                && is_whole
            {
                self.add_plain(plain, |_| true);
                return;
            }
            let lost = lost.get_or_insert_with(|| lost::find(body, line.start));
            let first = self.damaged.len();
            self.find(window, start, plain, |span, is_mark| {
                is_mark || !is_only_lost(text, span, lost)
            });
            // What was lost is no evidence, and spoils that of the damage beside it.
            for gap in gaps(start..start + window.len(), lost) {
                let is_told = self.damaged.iter().skip(first).any(|d| overlap(&d.span, &gap));
                if let Some(rest) = text.get(gap.clone()).filter(|_| !is_told) {
                    let plain = self.detector.find_plain(rest, gap.start, &mut self.edits.written);
                    self.find(rest, gap.start, plain, |_, _| true);
                }
            }
        }
        let lost = lost.unwrap_or_default();
        if lost.is_empty() {
            return;
        }
        self.damaged.sort_by_key(|d| d.span.start);
        // Where lost bytes lie in something that can be repaired, the repair wins.
        let spans: Vec<Range<usize>> = self.damaged.iter().map(|d| d.span.clone()).collect();
        let mut spans = spans.into_iter().peekable();
        for lost in lost {
            while spans.next_if(|span| span.end <= lost.span.start).is_some() {}
            if spans.peek().is_none_or(|span| span.start >= lost.span.end) {
                self.damaged.push(lost.into());
            }
        }
        self.damaged.sort_by_key(|d| d.span.start);
    }

    /// Adds the damage in part of a line that `is_wanted`, by where it is and whether it was a mark of lost bytes.
    fn find(
        &mut self,
        text: &str,
        start: usize,
        plain: Option<Plain>,
        is_wanted: impl Fn(&Range<usize>, bool) -> bool,
    ) {
        if let Some(plain) = plain {
            return self.add_plain(&plain, |span| is_wanted(span, false));
        }
        for damage in self.detector.find(text, start) {
            // Edits must not overlap, or they could not be undone.
            let is_next = self.damaged.last().is_none_or(|last| last.span.end <= damage.span.start);
            if is_next && is_wanted(&damage.span, damage.is_mark()) {
                self.damaged.push(Damaged::new(damage, &mut self.edits.written));
            }
        }
    }

    /// Adds the damage of a part of a line that is plain to see.
    fn add_plain(&mut self, plain: &Plain, is_wanted: impl Fn(&Range<usize>) -> bool) {
        for piece in self.detector.pieces().iter().filter(|piece| is_wanted(&piece.span)) {
            self.damaged.push(Damaged::plain(piece, plain, &self.edits.written));
        }
    }

    /// Makes edits of the damage of a line, or findings.
    fn decide(&mut self, text: &str, line: Range<usize>, start: usize) {
        self.quoted.clear();
        if self.options.quotations == Quotations::Keep {
            let place =
                |d: &Damaged| Place { span: d.span.clone(), is_repairable: d.restored.is_some() };
            add_quoted(text, line.clone(), self.damaged.iter().map(place), &mut self.quoted);
        }
        self.quoted.resize(self.damaged.len(), false);
        for (damaged, is_quoted) in self.damaged.iter().zip(self.quoted.iter_mut()) {
            *is_quoted = *is_quoted && !damaged.is_speech(text, &line, &self.edits.written);
        }
        for (damaged, is_quoted) in self.damaged.drain(..).zip(self.quoted.drain(..)) {
            let span = start + damaged.span.start..start + damaged.span.end;
            let Damaged { span: found, cause, restored, confidence, margin, guesses } = damaged;
            let kept = match restored {
                _ if is_quoted => Kept::Quotation,
                None => Kept::CannotBeUndone,
                Some(_) if confidence < self.options.min_confidence => Kept::Uncertain,
                Some(_) if self.options.lossy == Lossy::Refuse && !guesses.is_empty() => {
                    Kept::LostBytes
                }
                Some(written) if guesses.is_empty() => {
                    self.edits.add(span, written, cause, confidence, margin);
                    continue;
                }
                Some(written) => {
                    let replacement = self.edits.written.get(written).unwrap_or_default();
                    let (replacement, guesses) =
                        self.options.write(replacement.to_owned(), guesses);
                    self.edits.push(Edit {
                        span,
                        original: String::new(),
                        replacement,
                        cause,
                        also: Vec::new(),
                        reason: None,
                        confidence,
                        margin,
                        guesses,
                    });
                    continue;
                }
            };
            let proposal =
                restored.and_then(|written| self.edits.written.get(written)).map(str::to_owned);
            let original = text.get(found).unwrap_or_default().to_owned();
            self.findings.push(Finding { span, original, proposal, cause, kept, confidence });
        }
    }

    fn done(mut self) -> (Edits, Vec<Finding>) {
        self.edits.sort();
        self.findings.sort_by_key(|finding| finding.span.start);
        (self.edits, self.findings)
    }
}

/// Spans in order, those that touch made one.
fn merged<'s>(spans: impl Iterator<Item = &'s Range<usize>>) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = spans.cloned().collect();
    spans.sort_by_key(|span| span.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
