//! A window with its damage restored: what another look at it finds is damage of the window as found.

use std::ops::Range;

use crate::charset::Charset;
use crate::edit::Guess;

use super::Damage;
use super::utf8::Marks;

/// A window with its damage restored.
pub struct Restored {
    pub text: String,
    /// What it consists of, in order.
    parts: Vec<Part>,
    /// Whether anything stands as it was found that could be damaged.
    pub leaves_any: bool,
    /// What stands for guesses here.
    guessed: Vec<Guessed>,
}

/// What stands for a guessed character in the restored text.
struct Guessed {
    at: usize,
    /// What stands there: U+FFFD, or what alone it can have been.
    stand_in: char,
    char: char,
    candidates: Vec<(char, f64)>,
}

/// Part of the restored text: as it was found, or restored.
struct Part {
    /// Where it stands in the restored text.
    span: Range<usize>,
    /// Where it was in the whole text as found.
    origin: Range<usize>,
    /// The damage that is restored here.
    damage: Option<usize>,
}

impl Restored {
    /// Restores `damages`, which are in order, in a window that begins at byte `start` of the whole.
    pub fn new(found: &str, start: usize, damages: &[Damage]) -> Self {
        Self::with_guesses(found, start, damages, None)
    }

    /// The same with U+FFFD in place of what was guessed: nothing is built on guesses, but what a character may have
    /// been tells what a sequence of another layer can be.
    /// Where only one of the candidates is a character of `charset` it stands as itself.
    pub fn undecided(
        found: &str,
        start: usize,
        damages: &[Damage],
        charset: Option<Charset>,
    ) -> Self {
        let stand_in = |guess: &Guess| only_one_of(charset, &guess.candidates);
        Self::with_guesses(found, start, damages, Some(&stand_in))
    }

    fn with_guesses(
        found: &str,
        start: usize,
        damages: &[Damage],
        stand_in: Option<&dyn Fn(&Guess) -> char>,
    ) -> Self {
        let mut view = Self {
            text: String::with_capacity(found.len()),
            parts: Vec::with_capacity(damages.len() * 2 + 1),
            leaves_any: false,
            guessed: Vec::new(),
        };
        let mut at = start;
        for (number, damage) in damages.iter().enumerate() {
            view.keep(found, start, at..damage.span.start);
            let from = view.text.len();
            match stand_in {
                Some(stand_in) => view.push_undecided(damage, stand_in),
                None => view.text.push_str(&damage.restored),
            }
            view.end_part(from, damage.span.clone(), Some(number));
            at = damage.span.end;
        }
        view.keep(found, start, at..start + found.len());
        view
    }

    fn keep(&mut self, found: &str, start: usize, span: Range<usize>) {
        let kept = found.get(span.start - start..span.end - start).unwrap_or_default();
        self.leaves_any |= !kept.is_ascii();
        let from = self.text.len();
        self.text.push_str(kept);
        self.end_part(from, span, None);
    }

    /// Adds restored text with something else in place of what was guessed.
    fn push_undecided(&mut self, damage: &Damage, stand_in: &dyn Fn(&Guess) -> char) {
        let mut done = 0;
        for guess in &damage.guesses {
            let char = damage.restored.get(guess.span.clone()).and_then(|s| s.chars().next());
            let Some(char) = char else { continue };
            let before = damage.restored.get(done..guess.span.start).unwrap_or_default();
            self.text.push_str(before);
            let (at, stand_in) = (self.text.len(), stand_in(guess));
            let candidates = guess.candidates.clone();
            self.guessed.push(Guessed { at, stand_in, char, candidates });
            self.text.push(stand_in);
            done = guess.span.end;
        }
        self.text.push_str(damage.restored.get(done..).unwrap_or_default());
    }

    /// Ends the part that begins at a byte of the restored text.
    fn end_part(&mut self, from: usize, origin: Range<usize>, damage: Option<usize>) {
        self.parts.push(Part { span: from..self.text.len(), origin, damage });
    }

    /// What is known of the characters that were not decided.
    pub fn marks(&self) -> Marks {
        let (mut at, mut index) = (0, 0);
        let places = self.guessed.iter().map(|one| {
            index += self.text.get(at..one.at).map_or(0, |text| text.chars().count());
            at = one.at;
            (index, one.candidates.iter().map(|(c, _)| *c).collect())
        });
        Marks::new(places.collect())
    }

    /// Damage of the restored text as damage of the text as found; `None` if it reaches into what
    /// was restored.
    pub fn found(&self, mut damage: Damage) -> Option<Damage> {
        let part = self.parts.get(self.part_at(damage.span.start))?;
        if part.damage.is_some() || damage.span.end > part.span.end {
            return None;
        }
        let shift = |at: usize| at - part.span.start + part.origin.start;
        damage.span = shift(damage.span.start)..shift(damage.span.end);
        Some(damage)
    }

    /// Adds damage of the restored text to that which was known, as wrong decodes that came before where it
    /// reaches into what was restored. Both are in order.
    pub fn merge(&self, known: &mut Vec<Damage>, more: Vec<Damage>) {
        let mut merged: Vec<(Range<usize>, Vec<Damage>)> = Vec::new();
        for damage in more {
            let reach = self.reach(&damage.span);
            match merged.last_mut() {
                Some((last, group)) if reach.start < last.end => {
                    last.end = last.end.max(reach.end);
                    group.push(damage);
                }
                _ => merged.push((reach, vec![damage])),
            }
        }
        let mut gone = vec![false; known.len()];
        let mut added = Vec::new();
        for (reach, group) in merged {
            let swallowed: Vec<usize> = self
                .parts
                .iter()
                .filter(|part| part.span.start < reach.end && reach.start < part.span.end)
                .filter_map(|part| part.damage)
                .collect();
            // What was guessed is no ground to build on.
            let is_guessed =
                |number: &usize| known.get(*number).is_none_or(|damage| !damage.guesses.is_empty());
            if self.guessed.is_empty() && swallowed.iter().any(is_guessed) {
                continue;
            }
            let last = swallowed.first().and_then(|number| known.get(*number));
            added.extend(self.joined(reach, group, last));
            for number in swallowed {
                if let Some(gone) = gone.get_mut(number) {
                    *gone = true;
                }
            }
        }
        let mut gone = gone.into_iter();
        known.retain(|_| !gone.next().unwrap_or(false));
        known.extend(added);
        known.sort_by_key(|damage| damage.span.start);
    }

    /// The stretch of the restored text that must be replaced as a whole if `span` is: what was restored is
    /// replaced whole.
    fn reach(&self, span: &Range<usize>) -> Range<usize> {
        let edge =
            |at: usize| self.parts.get(self.part_at(at)).filter(|part| part.damage.is_some());
        let start = edge(span.start).map_or(span.start, |part| part.span.start);
        let end = edge(span.end.saturating_sub(1)).map_or(span.end, |part| part.span.end);
        start..end.max(span.end)
    }

    /// One damage of several within a stretch of the restored text, over damage that came after.
    fn joined(
        &self,
        reach: Range<usize>,
        group: Vec<Damage>,
        last: Option<&Damage>,
    ) -> Option<Damage> {
        let mut joined = group.first()?.clone();
        joined.chain.extend(last.iter().flat_map(|last| last.chain.iter().copied()));
        joined.restored = String::new();
        joined.guesses = Vec::new();
        let mut at = reach.start;
        for damage in group {
            self.decide(at..damage.span.start, &mut joined)?;
            let shift = joined.restored.len();
            joined.guesses.extend(damage.guesses.into_iter().map(|guess| Guess {
                span: guess.span.start + shift..guess.span.end + shift,
                ..guess
            }));
            joined.restored.push_str(&damage.restored);
            joined.margin = joined.margin.max(damage.margin);
            joined.confidence = joined.confidence.min(damage.confidence);
            at = damage.span.end;
        }
        self.decide(at..reach.end, &mut joined)?;
        joined.margin = joined.margin.max(last.map_or(0.0, |last| last.margin));
        joined.confidence = joined.confidence.min(last.map_or(1.0, |last| last.confidence));
        joined.span = self.origin(reach.start, false)?..self.origin(reach.end, true)?;
        Some(joined)
    }

    /// Adds restored text to a damage, with the guesses that were made in it.
    fn decide(&self, span: Range<usize>, joined: &mut Damage) -> Option<()> {
        let mut at = span.start;
        for one in self.guessed.iter().filter(|one| span.contains(&one.at)) {
            joined.restored.push_str(self.text.get(at..one.at)?);
            let guessed = joined.restored.len();
            joined.restored.push(one.char);
            let candidates = one.candidates.clone();
            joined.guesses.push(Guess { span: guessed..joined.restored.len(), candidates });
            at = one.at + one.stand_in.len_utf8();
        }
        joined.restored.push_str(self.text.get(at..span.end)?);
        Some(())
    }

    /// Where a place of the restored text was in the text as found; within what was restored there is none, at
    /// its edges it is the edge.
    fn origin(&self, at: usize, is_end: bool) -> Option<usize> {
        let part = self.parts.get(self.part_at(if is_end { at.checked_sub(1)? } else { at }))?;
        match part.damage {
            None => Some(part.origin.start + (at - part.span.start)),
            Some(_) if is_end => Some(part.origin.end),
            Some(_) => Some(part.origin.start),
        }
    }

    /// The number of the part that holds a byte of the restored text.
    fn part_at(&self, at: usize) -> usize {
        self.parts.partition_point(|part| part.span.end <= at)
    }
}

/// The one of some candidates that is a character of a charset; U+FFFD if it is not one alone.
fn only_one_of(charset: Option<Charset>, candidates: &[(char, f64)]) -> char {
    let holds = |c: char| charset.is_some_and(|charset| charset.inverse().first(c).is_some());
    let mut all = candidates.iter().map(|(c, _)| *c).filter(|c| holds(*c));
    match (all.next(), all.next()) {
        (Some(c), None) => c,
        _ => char::REPLACEMENT_CHARACTER,
    }
}
