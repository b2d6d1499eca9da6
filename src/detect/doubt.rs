//! Whether a few characters that are valid UTF-8 are more probably something else.
//!
//! Two Chinese characters read as Latin letters are four of these, and four letters are UTF-8 in one charset or
//! another by chance often enough. Where what comes out is not usual text, it has to stand against all other
//! readings.

use crate::model::{BIT, Cost, Symbol, cost};

use super::damage::Damage;
use super::evidence;
use super::window::{Window, usual};

/// Found characters outside ASCII up to which there is doubt.
const FEW: usize = 9;
/// Stretches of them up to which there is doubt: each that is valid UTF-8 throughout speaks for all others.
pub const MOST_RUNS: usize = 2;
/// Bits beyond the usual that restored text may cost without doubt.
const EXCESS: Cost = 4 * BIT;

/// Whether something else is more probable than what was found in a text, which begins at byte `start` of the whole,
/// by its structure alone.
pub fn is_outdone(text: &str, start: usize, found: &[Damage]) -> bool {
    let is_few = || text.chars().filter(|c| !c.is_ascii()).nth(FEW).is_none();
    let is_unusual = |damage: &Damage| {
        let before = text.get(..damage.span.start - start).unwrap_or_default();
        is_unusual(before, &damage.restored)
    };
    if !found.iter().any(is_unusual) || !is_few() {
        return false;
    }
    let window = Window::new(text, start);
    let runs = Run::all(&window, found);
    runs.len() <= MOST_RUNS && runs.iter().any(|run| run.is_outdone(&window))
}

/// Whether restored text costs more than usual text, after what stands before it.
pub fn is_unusual(before: &str, restored: &str) -> bool {
    let before = before.chars().next_back().filter(char::is_ascii);
    let mut previous = before.unwrap_or('\n');
    let mut excess: Cost = 0;
    for c in restored.chars() {
        if !c.is_ascii() {
            let symbol = Symbol::of(c);
            let cost = cost(Symbol::of(previous), symbol);
            excess += cost.saturating_sub(usual(symbol.class()));
        }
        previous = c;
    }
    excess > EXCESS
}

/// Found characters that touch, and what they are with the damage restored.
struct Run<'f> {
    from: usize,
    to: usize,
    restored: String,
    last: &'f Damage,
}

impl<'f> Run<'f> {
    fn all(window: &Window, found: &'f [Damage]) -> Vec<Self> {
        let place = |offset: usize| window.offsets.partition_point(|known| *known < offset);
        let is_other = |at: usize| window.char(at).is_some_and(|c| !c.is_ascii());
        let text = |from: usize, to: usize| window.chars.get(from..to).unwrap_or_default().iter();
        let mut runs: Vec<Self> = Vec::new();
        for (number, damage) in (1..).zip(found) {
            let (start, end) = (place(damage.span.start), place(damage.span.end));
            let done = runs.last().map_or(0, |run| run.to);
            if done < start || runs.is_empty() {
                let from =
                    (done..start).rev().take_while(|at| is_other(*at)).last().unwrap_or(start);
                let restored = text(from, start).collect();
                runs.push(Self { from, to: start, restored, last: damage });
            }
            let Some(run) = runs.last_mut() else { continue };
            run.restored.push_str(&damage.restored);
            run.last = damage;
            run.to = end;
            let next = found.get(number).map(|next| place(next.span.start));
            while is_other(run.to) && next != Some(run.to) {
                run.restored.extend(window.char(run.to));
                run.to += 1;
            }
        }
        runs
    }

    /// Whether other readings are more probable, with the next character or without: that may be the second byte of
    /// the last one.
    fn is_outdone(&self, window: &Window) -> bool {
        let Some(step) = self.last.chain.first() else { return false };
        let rivals = |to: usize, restored: &str| {
            evidence::rivals_of_utf8(window, self.from, to, restored, step.read_as)
        };
        let next = window.char(self.to).filter(char::is_ascii_alphanumeric);
        let with_next = || Some(rivals(self.to + 1, &format!("{}{}", self.restored, next?)));
        rivals(self.to, &self.restored) > 1.0 || with_next().is_some_and(|rivals| rivals > 1.0)
    }
}
