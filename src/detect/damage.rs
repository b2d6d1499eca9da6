//! A damaged stretch of text.

use crate::charset::Charset;
use crate::edit::{Guess, Step};
use crate::model::{Class, Cost};

use super::window::Window;
use super::{LEAST_CONFIDENCE, evidence, utf8};

/// Candidates of a guess that are named, and the least probability of each.
const MOST_NAMED: usize = 5;
const LEAST_NAMED: f64 = 0.001;

/// A damaged stretch of text and what was written there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Damage {
    /// Byte range in the text.
    pub span: std::ops::Range<usize>,
    /// What was written.
    pub restored: String,
    /// The wrong decodes, the first one first.
    pub chain: Vec<Step>,
    /// How many bits more probable the restored text is, the cost of the damage included.
    pub margin: f64,
    /// The probability that it is what was written, guessed characters aside.
    pub confidence: f64,
    /// The characters that the bytes left do not determine.
    pub guesses: Vec<Guess>,
}

impl Damage {
    /// Whether it is U+FFFD read as a one-byte charset, which comes back exactly: what had been lost before
    /// remains so, as it does in text out of step.
    pub fn is_mark(&self) -> bool {
        (self.chain.is_empty() || self.is_of_utf8())
            && self.restored.contains(char::REPLACEMENT_CHARACTER)
    }

    /// Lists what came back as U+FFFD among the guesses: nothing tells what it was. What a guess hardly can have been
    /// is not named.
    pub fn name_losses(&mut self) {
        for (at, c) in self.restored.char_indices() {
            let span = at..at + c.len_utf8();
            if c == char::REPLACEMENT_CHARACTER
                && !self.guesses.iter().any(|known| known.span == span)
            {
                self.guesses.push(Guess { span, candidates: Vec::new() });
            }
        }
        self.guesses.sort_by_key(|guess| guess.span.start);
        for Guess { span, candidates } in &mut self.guesses {
            // What was written is named, however many others are as probable.
            let written = self.restored.get(span.clone()).and_then(|guess| guess.chars().next());
            let is_candidate = candidates.iter().any(|(c, _)| Some(*c) == written);
            let mut others = MOST_NAMED - usize::from(is_candidate);
            candidates.retain(|(c, share)| {
                let is_written = Some(*c) == written;
                let is_named = is_written || *share >= LEAST_NAMED && others > 0;
                others -= usize::from(is_named && !is_written);
                is_named
            });
        }
    }

    /// Whether it is UTF-8 read as a one-byte charset, once or more often.
    pub fn is_of_utf8(&self) -> bool {
        let is_single = |step: &Step| step.actual == Charset::Utf8 && utf8::reads(step.read_as);
        !self.chain.is_empty() && self.chain.iter().all(is_single)
    }

    /// Damage between two characters of a window, if the evidence is good enough.
    pub fn new(
        window: &Window,
        from: usize,
        to: usize,
        restored: String,
        steps: &[Step],
        enter: Cost,
    ) -> Option<Self> {
        // Nobody wrote what is no character.
        if restored.chars().any(|c| Class::of(c) == Class::Unassigned) {
            return None;
        }
        let evidence = evidence::weigh(window, from, to, &restored, steps, enter);
        if evidence.confidence < LEAST_CONFIDENCE {
            return None;
        }
        let chain = steps.iter().rev().copied().collect();
        Some(Self {
            span: window.offset(from)..window.offset(to),
            restored,
            chain: name_charsets(chain, window.chars.get(from..to)?.iter().copied()),
            margin: evidence.margin,
            confidence: evidence.confidence,
            guesses: Vec::new(),
        })
    }
}

/// Whether a character is a C1 control that windows-1252 has a sign for.
pub fn is_latin_1(c: char) -> bool {
    const HOLES: [char; 5] = ['\u{81}', '\u{8D}', '\u{8F}', '\u{90}', '\u{9D}'];
    ('\u{80}'..='\u{9F}').contains(&c) && !HOLES.contains(&c)
}

/// Windows-1252 stands for Latin-1 too while searching: the characters found tell which it was.
pub fn name_charsets(mut chain: Vec<Step>, mut found: impl Iterator<Item = char>) -> Vec<Step> {
    if let Some(last) = chain.last_mut()
        && last.read_as == Charset::Windows1252
        && found.any(is_latin_1)
    {
        last.read_as = Charset::Iso8859_1;
    }
    chain
}
