//! Where the parts meet: text in, text and edits out.

use std::borrow::Cow;
use std::ops::Range;

use crate::decode::decode;
use crate::detect::lost::{self, Lost, loss_of};
use crate::detect::quotation::{Place, quoted};
use crate::detect::{Damage, Detector, windows};
use crate::edit::{Cause, Chain, Guess, Kept, Loss, apply, splice};
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
        let fixed = if edits.is_empty() { None } else { apply(text, &edits).ok() };
        Fixed { text: fixed.map_or(Cow::Borrowed(text), Cow::Owned), edits, findings }
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
        let repaired = if edits.is_empty() { None } else { Some(splice(&decoded, &edits)) };
        FixedBytes { decoded, repaired, encoding, edits, findings, undecoded }
    }
}

/// What is being found out about a document, piece by piece.
struct Work<'o> {
    options: &'o FixerBuilder,
    detector: Detector,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
}

/// Damage of any kind, before it is decided what to do about it.
struct Damaged {
    span: Range<usize>,
    cause: Cause,
    restored: Option<String>,
    confidence: f64,
    margin: f64,
    guesses: Vec<Guess>,
}

impl<'o> Work<'o> {
    fn new(options: &'o FixerBuilder) -> Self {
        Self { options, detector: Detector::default(), edits: Vec::new(), findings: Vec::new() }
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
        let mut edits = self.edits.split_off(edits);
        edits.sort_by_key(|edit| edit.span.start);
        for edit in &mut edits {
            edit.span = edit.span.start - start..edit.span.end - start;
        }
        // What was found damaged and left is no text.
        let findings = self.findings.get(findings..).unwrap_or_default();
        let damaged = merged(findings.iter().map(|finding| &finding.span));
        let damaged: Vec<_> =
            damaged.iter().map(|span| span.start - start..span.end - start).collect();
        let (edits, left) =
            normalize::run(text, edits, &damaged, passes, self.options.min_confidence);
        let shift = |span: Range<usize>| start + span.start..start + span.end;
        self.edits
            .extend(edits.into_iter().map(|edit| Edit { span: shift(edit.span.clone()), ..edit }));
        for Left { span, pass, kept, proposal, confidence } in left {
            let original = text.get(span.clone()).unwrap_or_default().to_owned();
            let (span, cause) = (shift(span), Cause::Pass(pass));
            self.findings.push(Finding { span, original, proposal, cause, kept, confidence });
        }
    }

    /// Finds and repairs the damage of a piece.
    fn repair(&mut self, text: &str, start: usize) {
        // A byte order mark is no part of the first line.
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let start = start + (text.len() - body.len());
        let mut damaged = self.detect(body);
        if let Some(repaired) = repair(body) {
            // What is explained as out of step is not the detector's to explain.
            let taken = merged(
                repaired
                    .edits
                    .iter()
                    .map(|e| &e.span)
                    .chain(repaired.findings.iter().map(|f| &f.span)),
            );
            damaged.retain(|d| {
                let next = taken.partition_point(|span| span.end <= d.span.start);
                taken.get(next).is_none_or(|span| d.span.end <= span.start)
            });
            self.take(start, repaired);
        }
        let places: Vec<Place> = damaged
            .iter()
            .map(|d| Place { span: d.span.clone(), is_repairable: d.restored.is_some() })
            .collect();
        let quoted = match self.options.quotations {
            Quotations::Keep => quoted(body, &places),
            Quotations::Repair => vec![false; places.len()],
        };
        for (damaged, is_quoted) in damaged.into_iter().zip(quoted) {
            self.decide(body, start, damaged, is_quoted);
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

    /// All damage of a piece, in order, without overlaps.
    fn detect(&mut self, text: &str) -> Vec<Damaged> {
        let lost = lost::find(text);
        let mut damaged: Vec<Damaged> = Vec::new();
        for (start, window) in windows(text) {
            let first = damaged.len();
            for damage in self.detector.find(window, start) {
                // Edits must not overlap, or they could not be undone.
                let is_next = damaged.last().is_none_or(|last| last.span.end <= damage.span.start);
                if is_next && (damage.is_mark() || !is_only_lost(text, &damage.span, &lost)) {
                    damaged.push(damage.into());
                }
            }
            // What was lost is no evidence, and spoils that of the damage beside it.
            for gap in gaps(start..start + window.len(), &lost) {
                let is_told = damaged.iter().skip(first).any(|d| overlap(&d.span, &gap));
                if let Some(rest) = text.get(gap.clone()).filter(|_| !is_told) {
                    damaged
                        .extend(self.detector.find(rest, gap.start).into_iter().map(Damaged::from));
                }
            }
        }
        if lost.is_empty() {
            return damaged;
        }
        damaged.sort_by_key(|d| d.span.start);
        // Where lost bytes lie in something that can be repaired, the repair wins.
        let spans: Vec<Range<usize>> = damaged.iter().map(|d| d.span.clone()).collect();
        let mut spans = spans.into_iter().peekable();
        for lost in lost {
            while spans.next_if(|span| span.end <= lost.span.start).is_some() {}
            if spans.peek().is_none_or(|span| span.start >= lost.span.end) {
                damaged.push(lost.into());
            }
        }
        damaged.sort_by_key(|d| d.span.start);
        damaged
    }

    /// Makes an edit of damage, or a finding.
    fn decide(&mut self, text: &str, start: usize, damaged: Damaged, is_quoted: bool) {
        let original = text.get(damaged.span.clone()).unwrap_or_default().to_owned();
        let span = start + damaged.span.start..start + damaged.span.end;
        let Damaged { cause, restored, confidence, margin, guesses, .. } = damaged;
        let (kept, proposal) = match restored {
            restored if is_quoted => (Kept::Quotation, restored),
            None => (Kept::CannotBeUndone, None),
            restored if confidence < self.options.min_confidence => (Kept::Uncertain, restored),
            restored if self.options.lossy == Lossy::Refuse && !guesses.is_empty() => {
                (Kept::LostBytes, restored)
            }
            Some(replacement) => {
                let (replacement, guesses) = self.options.write(replacement, guesses);
                self.edits.push(Edit {
                    span,
                    original,
                    replacement,
                    cause,
                    also: Vec::new(),
                    reason: None,
                    confidence,
                    margin,
                    guesses,
                });
                return;
            }
        };
        self.findings.push(Finding { span, original, proposal, cause, kept, confidence });
    }

    fn done(mut self) -> (Vec<Edit>, Vec<Finding>) {
        self.edits.sort_by_key(|edit| edit.span.start);
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

/// What of a window lies before, between and after lost text; nothing where none was lost.
fn gaps(window: Range<usize>, lost: &[Lost]) -> Vec<Range<usize>> {
    let first = lost.partition_point(|lost| lost.span.end <= window.start);
    let lost = lost.get(first..).unwrap_or_default();
    let mut gaps = Vec::new();
    let mut at = window.start;
    for lost in lost.iter().take_while(|lost| lost.span.start < window.end) {
        gaps.push(at..lost.span.start.max(at));
        at = lost.span.end;
    }
    if !gaps.is_empty() {
        gaps.push(at..window.end.max(at));
    }
    gaps.retain(|gap| !gap.is_empty());
    gaps
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether all that is damaged in a span is known to be lost. Something can be made of `ï¿½`, but
/// nothing that was ever written.
fn is_only_lost(text: &str, span: &Range<usize>, lost: &[Lost]) -> bool {
    let first = lost.partition_point(|lost| lost.span.end <= span.start);
    let lost = lost.get(first..).unwrap_or_default();
    let mut lost =
        lost.iter().map(|lost| &lost.span).take_while(|lost| lost.start < span.end).peekable();
    if lost.peek().is_none() {
        return false;
    }
    let mut at = span.start;
    for lost in lost {
        if text.get(at..lost.start).is_some_and(|gap| !gap.is_ascii()) {
            return false;
        }
        at = lost.end;
    }
    text.get(at..span.end).is_none_or(str::is_ascii)
}

impl From<Damage> for Damaged {
    fn from(damage: Damage) -> Self {
        let is_mark = damage.is_mark();
        let Damage { span, restored, chain, margin, confidence, guesses } = damage;
        match loss_of(&restored).filter(|_| !is_mark) {
            // What came back was lost before the wrong decode.
            Some(loss) => Self {
                span,
                cause: Cause::Lost(as_found(loss)),
                restored: None,
                confidence,
                margin,
                guesses: Vec::new(),
            },
            None => {
                let cause = if chain.is_empty() {
                    Cause::OutOfStep
                } else {
                    Cause::WrongDecode(Chain::new(chain))
                };
                Self { span, cause, restored: Some(restored), confidence, margin, guesses }
            }
        }
    }
}

/// How bytes were lost, when what tells it was misread once more.
fn as_found(loss: Loss) -> Loss {
    match loss {
        Loss::ReplacementCharacters => Loss::MisreadReplacementCharacters,
        other => other,
    }
}

impl From<Lost> for Damaged {
    fn from(lost: Lost) -> Self {
        let Lost { span, loss, confidence } = lost;
        let (cause, guesses) = (Cause::Lost(loss), Vec::new());
        Self { span, cause, restored: None, confidence, margin: 0.0, guesses }
    }
}
