//! The most probable way to cut a text into phrases.
//!
//! OpenCC takes the longest phrase at each place, across words where it has to: 我國曆史, because 国历 is a phrase. Here the phrases of the dictionary and
//! single characters are the edges of a graph, and the cheapest path wins: a segment costs what the language model says of its characters together, so that 历史,
//! which belongs together, beats 国历, which does not.

use super::matcher::Stage;
use crate::model::{BIT, Cost, Symbol, cost};

/// What a segment costs beyond its characters: fewer segments win, and what the model says decides between as many. Anything from two
/// bits to five gives the same.
const SEGMENT: Cost = 3 * BIT;

/// The ends of the segments of `text`, for [`Segments::Given`](super::matcher::Segments).
pub fn ends(stage: &Stage, text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    // No phrase crosses a line.
    for line in text.split_inclusive('\n') {
        best(stage, line, at, &mut ends);
        at += line.len();
    }
    ends
}

/// For each end of a segment, whether a phrase ends or begins there. Between two single characters there is none.
pub fn beside_phrases(text: &str, ends: &[usize]) -> Vec<bool> {
    let mut is_phrase = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        is_phrase.push(text.get(start..*end).is_some_and(|part| part.chars().nth(1).is_some()));
        start = *end;
    }
    let next = is_phrase.iter().skip(1).chain([&true]);
    is_phrase.iter().zip(next).map(|(this, next)| *this || *next).collect()
}

/// A place in the line that a segment can end at.
#[derive(Clone, Copy)]
struct Place {
    cost: Cost,
    /// Bytes of the segment that ends here.
    len: u8,
}

fn best(stage: &Stage, line: &str, start: usize, ends: &mut Vec<usize>) {
    let unreached = Place { cost: Cost::MAX, len: 0 };
    let mut places = vec![unreached; line.len() + 1];
    if let Some(first) = places.first_mut() {
        first.cost = 0;
    }
    let reach = |places: &mut Vec<Place>, at: usize, len: usize, cost: Cost| {
        if let Some(place) = places.get_mut(at + len)
            && cost < place.cost
        {
            *place = Place { cost, len: len as u8 };
        }
    };
    let symbols: Vec<(usize, Symbol)> =
        line.char_indices().map(|(at, c)| (at, Symbol::of(c))).collect();
    let mut phrases = Vec::new();
    for (index, (at, symbol)) in symbols.iter().enumerate() {
        let Some(before) = places.get(*at).map(|place| place.cost).filter(|cost| *cost < Cost::MAX)
        else {
            continue;
        };
        let alone = before.saturating_add(SEGMENT + symbol.alone());
        let next = symbols.get(index + 1).map_or(line.len(), |(at, _)| *at);
        reach(&mut places, *at, next - at, alone);
        phrases.clear();
        stage.phrases_at(line.get(*at..).unwrap_or_default(), &mut phrases);
        for len in &phrases {
            let mut sum = alone;
            let mut previous = *symbol;
            let rest = symbols.get(index + 1..).unwrap_or_default();
            for (_, next) in rest.iter().take_while(|(next, _)| *next < at + len) {
                // The dictionary has the phrase: what the model has not seen is no argument against it.
                sum = sum.saturating_add(cost(previous, *next).min(next.alone()));
                previous = *next;
            }
            reach(&mut places, *at, *len, sum);
        }
    }
    let first = ends.len();
    let mut at = line.len();
    while at > 0 {
        ends.push(start + at);
        let len = places.get(at).map_or(0, |place| usize::from(place.len));
        at = at.saturating_sub(len.max(1));
    }
    if let Some(own) = ends.get_mut(first..) {
        own.reverse();
    }
}
