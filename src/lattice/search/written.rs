//! What the best path wrote, and how sure each character of it is.

use super::state::State;
use crate::lattice::beam::{Beam, NodeNumber};
use crate::model::Cost;

/// What a bit of cost is worth in probabilities; fitted to odd lines of the evaluation set.
const BITS: f64 = 0.6;
/// Candidates less probable than this are not named.
const LEAST_PROBABILITY: f64 = 0.001;
/// So many candidates are named.
const MOST_CANDIDATES: usize = 8;

/// A character that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The character, U+FFFD where nothing is known of it.
    pub char: char,
    /// What else it can have been, itself included, the most probable first. Empty where the bytes
    /// left allow only one.
    pub candidates: Vec<(char, f64)>,
}

impl Written {
    /// Whether the bytes left allow something else.
    pub fn is_guessed(&self) -> bool {
        !self.candidates.is_empty() || self.char == char::REPLACEMENT_CHARACTER
    }
}

/// What the best path wrote, and how sure each character of it is.
pub(super) fn written(beam: &Beam<State>, ends: &[(NodeNumber, Cost)]) -> Vec<Written> {
    let Some(&(end, _)) = ends.iter().min_by_key(|(_, cost)| *cost) else { return Vec::new() };
    let path = beam.path(end);
    let mut probabilities: Option<Vec<f64>> = None;
    let mut written = Vec::new();
    for (step, number) in path.iter().enumerate() {
        let Some(way) = beam.way(*number) else { continue };
        for (place, &char) in way.note.chars().iter().enumerate() {
            let mut candidates = Vec::new();
            if way.note.is_lossy(place) {
                let probabilities =
                    probabilities.get_or_insert_with(|| beam.probabilities(ends, BITS));
                candidates = candidates_of(beam, probabilities, step, place, char);
            }
            written.push(Written { char, candidates });
        }
    }
    written
}

/// What a lost character can have been; nothing if it can only have been this one.
fn candidates_of(
    beam: &Beam<State>,
    probabilities: &[f64],
    step: usize,
    place: usize,
    chosen: char,
) -> Vec<(char, f64)> {
    let mut candidates: Vec<(char, f64)> = Vec::new();
    for number in beam.ways_of(step) {
        let (Some(way), Some(&probability)) = (beam.way(number), probabilities.get(number)) else {
            continue;
        };
        // The same character may have come before or after another one.
        let c = if way.note.chars().contains(&chosen) {
            Some(chosen)
        } else {
            way.note.chars().get(place).copied()
        };
        let Some(c) = c.filter(|_| probability > 0.0) else { continue };
        match candidates.iter_mut().find(|candidate| candidate.0 == c) {
            Some(candidate) => candidate.1 += probability,
            None => candidates.push((c, probability)),
        }
    }
    if candidates.len() < 2 && chosen != char::REPLACEMENT_CHARACTER {
        return Vec::new();
    }
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
    // The best text as a whole need not have the most probable character at each place.
    let written = candidates.iter().find(|candidate| candidate.0 == chosen).copied();
    let mut others = MOST_CANDIDATES - 1;
    candidates.retain(|(c, p)| {
        let is_kept = *c == chosen || *p >= LEAST_PROBABILITY && others > 0;
        others -= usize::from(is_kept && *c != chosen);
        is_kept
    });
    if written.is_none() {
        candidates.push((chosen, 0.0));
    }
    for candidate in &mut candidates {
        candidate.1 = candidate.1.min(1.0);
    }
    candidates
}
