//! Damage of any kind, before it is decided what to do about it; and where bytes were lost beside it.

use std::ops::Range;

use crate::detect::latin;
use crate::detect::lost::{Lost, loss_of};
use crate::detect::{Damage, Piece, Plain};
use crate::edit::{Cause, Chain, Guess, Loss};

/// Damage of any kind, before it is decided what to do about it.
pub struct Damaged {
    pub span: Range<usize>,
    pub cause: Cause,
    /// Where what was there is written down.
    pub restored: Option<Range<usize>>,
    pub confidence: f64,
    pub margin: f64,
    pub guesses: Vec<Guess>,
}

impl Damaged {
    /// A piece of a line that is plain to see, whose text is written down in `written`.
    pub fn plain(piece: &Piece, plain: &Plain, written: &str) -> Self {
        let (cause, restored) =
            match loss_of(written.get(piece.written.clone()).unwrap_or_default()) {
                Some(loss) => (Cause::Lost(as_found(loss)), None),
                None => (Cause::WrongDecode(Chain::one(piece.step)), Some(piece.written.clone())),
            };
        Self {
            span: piece.span.clone(),
            cause,
            restored,
            confidence: plain.evidence.confidence,
            margin: plain.evidence.margin,
            guesses: Vec::new(),
        }
    }

    /// Damage whose text is written down in `written`.
    pub fn new(damage: Damage, written: &mut String) -> Self {
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
                let at = written.len();
                written.push_str(&restored);
                let restored = Some(at..written.len());
                Self { span, cause, restored, confidence, margin, guesses }
            }
        }
    }
}

impl Damaged {
    /// Whether it is what somebody says in a line of Latin letters, and no word that is quoted as damaged; what was written stands in
    /// `written`.
    pub fn is_speech(&self, text: &str, line: &Range<usize>, written: &str) -> bool {
        let Cause::WrongDecode(chain) = &self.cause else { return false };
        let (&[step], Some(restored)) = (chain.steps(), &self.restored) else { return false };
        let (Some(from), Some(to)) =
            (self.span.start.checked_sub(line.start), self.span.end.checked_sub(line.start))
        else {
            return false;
        };
        let (line, restored) = (text.get(line.clone()), written.get(restored.clone()));
        latin::is_speech(line.unwrap_or_default(), from..to, restored.unwrap_or_default(), step)
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

/// What of a window lies before, between and after lost text; nothing where none was lost.
pub fn gaps(window: Range<usize>, lost: &[Lost]) -> Vec<Range<usize>> {
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

pub fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether all that is damaged in a span is known to be lost. Something can be made of `ï¿½`, but
/// nothing that was ever written.
pub fn is_only_lost(text: &str, span: &Range<usize>, lost: &[Lost]) -> bool {
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
