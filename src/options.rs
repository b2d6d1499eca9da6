//! What a caller can ask for.

#[cfg(feature = "normalize")]
use crate::normalize::{Lexicon, Pass, Passes, Preset, Punctuation, Script};
use crate::{Error, Fixer, Guess};

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

/// Makes a [`Fixer`].
#[derive(Clone, Debug, Default)]
pub struct FixerBuilder {
    pub(crate) quotations: Quotations,
    pub(crate) lossy: Lossy,
    pub(crate) min_confidence: f64,
    #[cfg(feature = "normalize")]
    pub(crate) passes: Passes,
}

impl FixerBuilder {
    /// What to do with quoted mojibake; [`Quotations::Keep`] by default.
    pub fn quotations(mut self, quotations: Quotations) -> Self {
        self.quotations = quotations;
        self
    }

    /// What to do where bytes were lost; [`Lossy::Guess`] by default. Whatever is written, the
    /// edit's [`guesses`](crate::Edit::guesses) say what it can have been.
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
    pub(crate) fn write(&self, replacement: String, guesses: Vec<Guess>) -> (String, Vec<Guess>) {
        if guesses.is_empty() {
            return (replacement, guesses);
        }
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
