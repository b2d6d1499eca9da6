//! Where the parts meet: text in, text and edits out.

use std::borrow::Cow;
use std::ops::Range;

use crate::decode::{BINARY, decode};
use crate::detect::lost::{self, Lost, loss_of};
use crate::detect::quotation::{Place, quoted};
use crate::detect::{Damage, Detector, windows};
use crate::edit::{Cause, Chain, Guess, Kept, Loss, apply, splice};
#[cfg(feature = "normalize")]
use crate::normalize::{self, Left, Lexicon, Pass, Passes, Preset, Punctuation, Script};
use crate::repair::{Repaired, repair};
use crate::{Edit, Encoding, Error, Finding};

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

/// What to do where bytes were lost and what is left of them allows several characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lossy {
    /// Write the most probable character where it is probable enough
    /// ([`FixerBuilder::min_confidence`]), else U+FFFD.
    #[default]
    Guess,
    /// Write U+FFFD for each.
    Mark,
    /// Leave the whole stretch as it was, and report it.
    Refuse,
}

/// Repairs text.
#[derive(Clone, Debug, Default)]
pub struct Fixer {
    pub(crate) options: FixerBuilder,
}

/// Makes a [`Fixer`].
#[derive(Clone, Debug, Default)]
pub struct FixerBuilder {
    quotations: Quotations,
    lossy: Lossy,
    min_confidence: f64,
    #[cfg(feature = "normalize")]
    passes: Passes,
}

impl FixerBuilder {
    /// What to do with quoted mojibake; [`Quotations::Keep`] by default.
    pub fn quotations(mut self, quotations: Quotations) -> Self {
        self.quotations = quotations;
        self
    }

    /// What to do where bytes were lost; [`Lossy::Guess`] by default. Whatever is written, the
    /// edit's [`guesses`](Edit::guesses) say what it can have been.
    pub fn lossy(mut self, lossy: Lossy) -> Self {
        self.lossy = lossy;
        self
    }

    /// Leaves (and reports) repairs that are less probable than this, 0 to 1, and marks lost
    /// characters of which no guess is as probable.
    pub fn min_confidence(mut self, min_confidence: f64) -> Self {
        self.min_confidence = min_confidence;
        self
    }

    /// Runs this pass after the repair, too. A pass that cannot run beside it (`nfc` beside `nfkc`) is dropped.
    #[cfg(feature = "normalize")]
    pub fn pass(mut self, pass: Pass) -> Self {
        self.passes.add(pass);
        self
    }

    /// Does not run this pass, which a preset or an earlier call asked for.
    #[cfg(feature = "normalize")]
    pub fn without(mut self, pass: Pass) -> Self {
        self.passes.remove(pass);
        self
    }

    /// Runs the passes of this preset, and no others that were asked for before.
    #[cfg(feature = "normalize")]
    pub fn preset(mut self, preset: Preset) -> Self {
        let lexicon = self.passes.lexicon.take();
        self.passes = Passes { lexicon, ..preset.passes().iter().copied().collect() };
        self
    }

    /// Brings Chinese text into this script; [`Script::Keep`] by default.
    #[cfg(feature = "normalize")]
    pub fn script(mut self, script: Script) -> Self {
        match script {
            Script::Keep => self.passes.remove_script(),
            _ => self.passes.add(Pass::Script(script)),
        }
        self
    }

    /// What to do about the punctuation of Chinese text; [`Punctuation::Keep`] by default.
    #[cfg(feature = "normalize")]
    pub fn punctuation(mut self, punctuation: Punctuation) -> Self {
        match punctuation {
            Punctuation::Keep => self.passes.remove_punctuation(),
            _ => self.passes.add(Pass::Punctuation(punctuation)),
        }
        self
    }

    /// Words that the passes of the script leave as they are, or write as the lexicon says; replaces an earlier one.
    #[cfg(feature = "normalize")]
    pub fn lexicon(mut self, lexicon: Lexicon) -> Self {
        self.passes.lexicon = Some(std::sync::Arc::new(lexicon));
        self
    }

    /// The passes that run after the repair, in order.
    #[cfg(feature = "normalize")]
    pub fn passes(&self) -> &[Pass] {
        self.passes.as_slice()
    }

    /// A replacement as the policy for lost bytes wants it written.
    fn write(&self, replacement: &str, guesses: Vec<Guess>) -> (String, Vec<Guess>) {
        let mut written = String::with_capacity(replacement.len());
        let mut at = 0;
        let mut moved = Vec::with_capacity(guesses.len());
        for Guess { span, candidates } in guesses {
            written.push_str(replacement.get(at..span.start).unwrap_or_default());
            let guessed = replacement.get(span.clone()).unwrap_or_default();
            let probability = candidates
                .iter()
                .find(|(c, _)| guessed.chars().eq([*c]))
                .map_or(0.0, |(_, probability)| *probability);
            let start = written.len();
            if self.lossy == Lossy::Guess && probability >= self.min_confidence {
                written.push_str(guessed);
            } else {
                written.push(char::REPLACEMENT_CHARACTER);
            }
            moved.push(Guess { span: start..written.len(), candidates });
            at = span.end;
        }
        written.push_str(replacement.get(at..).unwrap_or_default());
        (written, moved)
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
        let kept = match &restored {
            _ if is_quoted => Kept::Quotation,
            None => Kept::CannotBeUndone,
            Some(_) if confidence < self.options.min_confidence => Kept::Uncertain,
            Some(_) if self.options.lossy == Lossy::Refuse && !guesses.is_empty() => {
                Kept::LostBytes
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
        self.findings.push(Finding { span, original, proposal: restored, cause, kept, confidence });
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
pub struct FixedBytes<'b> {
    decoded: Cow<'b, [u8]>,
    repaired: Option<Vec<u8>>,
    encoding: &'static str,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
    undecoded: Vec<Range<usize>>,
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
