//! The beam: hypotheses step by step, merged where they cannot differ any more, and how probable
//! each turn was in the end.

use std::hash::Hash;

use crate::hash::Map;
use crate::model::{BIT, Cost};

/// Ways to one node that are this much worse than the best of them are forgotten.
const NEGLIGIBLE: Cost = 20 * BIT;

/// Hypotheses looked at for each one that is kept.
const MERGED: usize = 8;

/// A hypothesis about what was observed so far.
pub trait Hypothesis: Copy {
    /// What hypotheses have in common that cannot differ any more in what is to come.
    type Future: Eq + Hash;
    /// What the last step says, to be read when it turns out to be on the best path.
    type Note: Copy;

    /// Its cost so far.
    fn cost(&self) -> Cost;
    /// About what must come in any case; it only ranks.
    fn ahead(&self) -> Cost;
    /// See [`Hypothesis::Future`].
    fn future(&self) -> Self::Future;
    /// What the last step says.
    fn note(&self) -> Self::Note;
    /// The node that it continues.
    fn from(&self) -> NodeNumber;
    /// Goes on from a node.
    fn go_on(&mut self, from: NodeNumber);
}

/// A node: a place in the observation and a future.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeNumber(u32);

impl NodeNumber {
    fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A way from one node to another.
#[derive(Clone, Copy, Debug)]
pub struct Way<N> {
    from: NodeNumber,
    to: NodeNumber,
    /// Cost of the way to its end, all before included.
    cost: Cost,
    /// What the step says.
    pub note: N,
}

/// All that the search kept.
pub struct Beam<H: Hypothesis> {
    /// Cost of the best way to each node, and its number.
    nodes: Vec<(Cost, usize)>,
    ways: Vec<Way<H::Note>>,
    /// The first way of each step.
    steps: Vec<usize>,
}

impl<H: Hypothesis> Beam<H> {
    /// A beam that starts at one node.
    pub fn new() -> Self {
        Self { nodes: vec![(0, usize::MAX)], ways: Vec::new(), steps: Vec::new() }
    }

    /// Ends a step: keeps the best of the hypotheses, at most `width`, none more than `hopeless`
    /// worse than the best.
    pub fn keep(&mut self, states: &mut Vec<H>, width: usize, hopeless: Cost) {
        self.steps.push(self.ways.len());
        if let [only] = states.as_mut_slice() {
            let to = self.add_node(only);
            only.go_on(to);
            return;
        }
        let rank = |state: &H| state.cost().saturating_add(state.ahead());
        // Those that are merged are behind the best of their kind, so some more are looked at.
        if states.len() > width * MERGED {
            states.select_nth_unstable_by_key(width * MERGED, rank);
            states.truncate(width * MERGED);
        }
        states.sort_by_key(rank);
        let limit = states.first().map_or(0, |state| rank(state).saturating_add(hopeless));
        let mut seen: Map<H::Future, NodeNumber> = Map::default();
        let mut kept = 0;
        for at in 0..states.len() {
            let Some(state) = states.get(at).copied().filter(|state| rank(state) <= limit) else {
                break;
            };
            if let Some(&to) = seen.get(&state.future()) {
                self.add_way(&state, to);
                continue;
            }
            if kept == width {
                continue;
            }
            let to = self.add_node(&state);
            seen.insert(state.future(), to);
            if let Some(slot) = states.get_mut(kept) {
                *slot = state;
                slot.go_on(to);
                kept += 1;
            }
        }
        states.truncate(kept);
    }

    fn add_node(&mut self, state: &H) -> NodeNumber {
        let to = NodeNumber(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push((state.cost(), self.ways.len()));
        self.push(state, to);
        to
    }

    fn add_way(&mut self, state: &H, to: NodeNumber) {
        if state.cost() <= self.cost(to).saturating_add(NEGLIGIBLE) {
            self.push(state, to);
        }
    }

    fn push(&mut self, state: &H, to: NodeNumber) {
        self.ways.push(Way { from: state.from(), to, cost: state.cost(), note: state.note() });
    }

    fn cost(&self, node: NodeNumber) -> Cost {
        self.nodes.get(node.index()).map_or(0, |node| node.0)
    }

    /// How many steps were made.
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// The numbers of the best ways to a node, the first step first.
    pub fn path(&self, end: NodeNumber) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = end;
        while let Some(&(_, best)) = self.nodes.get(at.index())
            && let Some(way) = self.ways.get(best)
        {
            path.push(best);
            at = way.from;
        }
        path.reverse();
        path
    }

    /// A way.
    pub fn way(&self, number: usize) -> Option<&Way<H::Note>> {
        self.ways.get(number)
    }

    /// The numbers of all ways of a step, counted from 0.
    pub fn ways_of(&self, step: usize) -> std::ops::Range<usize> {
        let from = self.steps.get(step).copied().unwrap_or(self.ways.len());
        from..self.steps.get(step + 1).copied().unwrap_or(self.ways.len())
    }

    /// The probability of each way, given the costs of some ends; `bits` is what a bit of cost is
    /// worth, 1 where costs are to be taken at their word.
    pub fn probabilities(&self, ends: &[(NodeNumber, Cost)], bits: f64) -> Vec<f64> {
        let weight = |cost: Cost| f64::from(cost) / f64::from(BIT) * bits;
        let step = |way: &Way<H::Note>| weight(way.cost.saturating_sub(self.cost(way.from)));
        let mut before = vec![f64::NEG_INFINITY; self.nodes.len()];
        if let Some(start) = before.first_mut() {
            *start = 0.0;
        }
        for way in &self.ways {
            let through = at(&before, way.from) - step(way);
            if let Some(sum) = before.get_mut(way.to.index()) {
                *sum = add(*sum, through);
            }
        }
        let mut after = vec![f64::NEG_INFINITY; self.nodes.len()];
        let mut all = f64::NEG_INFINITY;
        for &(node, cost) in ends {
            let end = -weight(cost.saturating_sub(self.cost(node)));
            if let Some(sum) = after.get_mut(node.index()) {
                *sum = add(*sum, end);
            }
            all = add(all, at(&before, node) + end);
        }
        let mut probabilities = vec![0.0; self.ways.len()];
        for (way, probability) in self.ways.iter().zip(&mut probabilities).rev() {
            let through = at(&after, way.to) - step(way);
            *probability = (at(&before, way.from) + through - all).exp2();
            if through > f64::NEG_INFINITY
                && let Some(sum) = after.get_mut(way.from.index())
            {
                *sum = add(*sum, through);
            }
        }
        probabilities
    }
}

fn at(values: &[f64], node: NodeNumber) -> f64 {
    values.get(node.index()).copied().unwrap_or(f64::NEG_INFINITY)
}

/// The logarithm of a sum of two numbers, given theirs; to base 2.
fn add(a: f64, b: f64) -> f64 {
    let (most, least) = if a > b { (a, b) } else { (b, a) };
    if least == f64::NEG_INFINITY { most } else { most + (least - most).exp2().ln_1p() / LN_2 }
}

const LN_2: f64 = std::f64::consts::LN_2;

#[cfg(test)]
mod tests {
    use super::*;

    /// A toss: heads or tails with a cost; the future is the last toss.
    #[derive(Clone, Copy)]
    struct Toss {
        cost: Cost,
        side: char,
        from: NodeNumber,
    }

    impl Hypothesis for Toss {
        type Future = u64;
        type Note = char;
        fn cost(&self) -> Cost {
            self.cost
        }
        fn ahead(&self) -> Cost {
            0
        }
        fn future(&self) -> u64 {
            u64::from(self.side)
        }
        fn note(&self) -> char {
            self.side
        }
        fn from(&self) -> NodeNumber {
            self.from
        }
        fn go_on(&mut self, from: NodeNumber) {
            self.from = from;
        }
    }

    fn tosses(costs: &[[Cost; 2]]) -> (Beam<Toss>, Vec<Toss>) {
        let mut beam = Beam::new();
        let mut states = vec![Toss { cost: 0, side: '?', from: NodeNumber(0) }];
        for [heads, tails] in costs {
            let next = |state: &Toss| {
                let toss = |side, cost| Toss { cost: state.cost + cost, side, from: state.from };
                [toss('H', *heads), toss('T', *tails)]
            };
            states = states.iter().flat_map(next).collect();
            beam.keep(&mut states, 8, 100 * BIT);
        }
        (beam, states)
    }

    #[test]
    fn the_best_path_and_the_probability_of_each_toss() {
        // Heads half as probable as tails, then three bits more probable.
        let (beam, states) = tosses(&[[2 * BIT, BIT], [0, 3 * BIT]]);
        let ends: Vec<_> = states.iter().map(|state| (state.from, state.cost)).collect();
        let best = states.iter().min_by_key(|state| state.cost).unwrap();
        let path = beam.path(best.from);
        let sides: String = path.iter().map(|way| beam.way(*way).unwrap().note).collect();
        assert_eq!(sides, "TH");
        let probabilities = beam.probabilities(&ends, 1.0);
        let share = |step: usize, side: char| -> f64 {
            let ways = beam.ways_of(step).filter(|way| beam.way(*way).unwrap().note == side);
            ways.map(|way| probabilities[way]).sum()
        };
        for (step, side, expected) in
            [(0, 'H', 1.0 / 3.0), (0, 'T', 2.0 / 3.0), (1, 'H', 8.0 / 9.0), (1, 'T', 1.0 / 9.0)]
        {
            assert!((share(step, side) - expected).abs() < 1e-9, "{step} {side}");
        }
    }

    #[test]
    fn a_narrow_beam_keeps_the_best() {
        let mut beam = Beam::new();
        let toss = |side, cost| Toss { cost, side, from: NodeNumber(0) };
        let mut states = vec![toss('a', 30), toss('b', 10), toss('c', 20)];
        beam.keep(&mut states, 2, 100 * BIT);
        assert_eq!(states.iter().map(|s| s.side).collect::<String>(), "bc");
        let mut states = vec![toss('a', 30), toss('b', 10), toss('c', 20)];
        beam.keep(&mut states, 3, 15);
        assert_eq!(states.iter().map(|s| s.side).collect::<String>(), "bc");
    }
}
