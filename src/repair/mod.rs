//! Repairs double-byte text that a byte-wise program ran over.
//!
//! The damage: a program that knew nothing of double-byte text appended its reading to each of some
//! hundred characters, `業` → `業(yè)`, wherever their two bytes stood, be it across two characters.
//! Read again, such text carries a reading after many characters, and where an insertion split a
//! character everything is out of step up to the next byte that brings it back:
//! `龍?zhí)逗铀畮熘翀@` was `龍潭河水庫至園`.
//!
//! - [`readings`] finds passages that carry readings, and which characters they belong to;
//! - [`tokens`] reads such a passage as what was *observed*: characters, readings, marks of a loss;
//! - [`words`] is the passage's own vocabulary, on top of the language model, and [`table`] what is
//!   known of traditional text besides: readings, and characters it does not have;
//! - [`lattice`] searches for the bytes that make the observation most probable and adds up how
//!   probable each answer is; [`steps`] says what a hypothesis, a [`state`], can become;
//! - [`places`] says where to search, and what of the answer is probable enough.

mod double_byte;
mod lattice;
mod places;
mod readings;
mod state;
mod steps;
mod table;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use crate::edit::{Cause, Edit, Finding};

/// What was repaired, and what was found and left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repaired {
    /// Sorted, without overlaps.
    pub(crate) edits: Vec<Edit>,
    /// Sorted. Edits that remove a reading can lie inside a finding.
    pub(crate) findings: Vec<Finding>,
}

/// The probability that a reading was inserted, in a passage that was recognised as a whole.
const READING_CONFIDENCE: f64 = 0.999;

/// Removes inserted readings and brings what is out of step back, in the passages of `text` that
/// carry inserted readings as a whole. `None`, at the cost of one search for parentheses, for text
/// that has no such passage.
pub(crate) fn repair(text: &str) -> Option<Repaired> {
    let passages = readings::passages(text);
    if passages.is_empty() {
        return None;
    }
    let mut repaired = Repaired::default();
    for passage in &passages {
        let observed = tokens::tokens(text, passage);
        let outcome = places::restore(text, &observed, &passage.readings);
        let mut covered = outcome.edits.iter().map(|edit| edit.span.clone()).peekable();
        for token in &observed {
            while covered.next_if(|span| span.end <= token.span.start).is_some() {}
            let inside = covered.peek().is_some_and(|span| span.start <= token.span.start);
            if passage.lists(token) && !inside {
                repaired.edits.push(Edit {
                    span: token.span.clone(),
                    original: text.get(token.span.clone()).unwrap_or_default().to_owned(),
                    replacement: String::new(),
                    cause: Cause::InsertedReading,
                    also: Vec::new(),
                    reason: None,
                    confidence: READING_CONFIDENCE,
                    margin: passage.bits_each,
                    guesses: Vec::new(),
                });
            }
        }
        repaired.edits.extend(outcome.edits);
        repaired.findings.extend(outcome.findings);
    }
    repaired.edits.sort_by_key(|edit| edit.span.start);
    repaired.findings.sort_by_key(|finding| finding.span.start);
    Some(repaired)
}
