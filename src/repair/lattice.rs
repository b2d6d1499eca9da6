//! The search: the bytes that make what was observed most probable, and how probable they are.
//!
//! A beam search over the tokens. Hypotheses that can't differ any more in what is to come are
//! merged into a node; each keeps an arc into it, so that afterwards the probabilities of all
//! hypotheses can be added up, forward and backward.

use std::collections::HashMap;
use std::ops::Range;

use super::state::{Lead, Out, State};
use super::steps::Steps;
use super::tokens::{Kind, Token};
use crate::model::{BIT, Cost};

/// Hypotheses kept after each token.
const BEAM: usize = 64;
/// Hypotheses this much worse than the best are not kept.
const HOPELESS: Cost = 32 * BIT;
/// Nor are, as arcs, those this much worse than the best one of the same future.
const NEGLIGIBLE: Cost = 20 * BIT;
/// Where a pair was stripped, less is hopeless: there are many of them.
const HOPELESS_STRIPPED: Cost = 28 * BIT;
/// Of these many best hypotheses it is tried whether a pair was stripped.
const STRIPPED_FROM: usize = 24;
/// And so many of these attempts are followed.
const STRIPPED_TO: usize = 48;

/// Of these many it is tried whether another pair was stripped after it.
const STRIPPED_TWICE_FROM: usize = 4;

/// How much to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// At most one pair was stripped between two tokens.
    Usual,
    /// Two may have been.
    Great,
}

/// What the best hypothesis says of one token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The characters that it completed.
    pub(super) out: Out,
    /// In step after it.
    pub(super) in_step: bool,
    /// Taken as it is without being understood.
    pub(super) unexplained: bool,
    /// The cost of everything up to here.
    pub(super) cost: Cost,
}

/// One way into a node.
struct Arc {
    /// The node before; nodes count from one, zero is the start.
    from: u32,
    /// What this token costs.
    cost: Cost,
    out: Out,
    unexplained: bool,
    /// The probability of all hypotheses that go this way.
    posterior: f64,
}

/// All hypotheses after one token that have the same future.
struct Node {
    /// The best way in is the first one.
    arcs: Vec<Arc>,
    /// The cost of the best way from the start.
    cost: Cost,
    in_step: bool,
    /// The probabilities of all that comes before and after, each up to a factor for the token.
    forward: f64,
    backward: f64,
}

/// What the search found out.
pub(super) struct Lattice {
    nodes: Vec<Node>,
    /// The numbers of the nodes after each token.
    layers: Vec<Range<usize>>,
    /// The most probable reading, a step for each token.
    pub(super) best: Vec<Step>,
}

/// What hypotheses have in common that can't differ any more.
type Future = (Lead, [Option<u8>; 2], bool, bool, [char; 3], [Option<char>; 2]);

fn future(state: &State) -> Future {
    (
        state.lead,
        state.bytes,
        state.parted,
        state.due,
        [state.before, state.previous, state.outside],
        state.closing,
    )
}

/// Reads `tokens`, which end in step, before what stands `after` them; `None` where no hypothesis
/// does.
pub(super) fn search(
    steps: Steps<'_>,
    start: State,
    tokens: &[Token<'_>],
    after: Option<Kind<'_>>,
    effort: Effort,
) -> Option<Lattice> {
    let mut nodes = Vec::new();
    let mut layers = Vec::with_capacity(tokens.len());
    let mut beam = vec![start];
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map_or(after, |token| Some(token.kind));
        let mut states = Vec::new();
        let mut stripped = Vec::new();
        for (rank, state) in beam.iter().enumerate() {
            steps.observe(*state, token.kind, next, &mut states);
            if at > 0 && rank < STRIPPED_FROM {
                steps.stripped(*state, &mut stripped);
            }
        }
        let least = beam.first().map_or(0, |state| state.cost);
        let promising = |states: &mut Vec<State>, most| {
            states.retain(|state| state.cost <= least.saturating_add(HOPELESS_STRIPPED));
            states.sort_unstable_by_key(|state| state.cost);
            states.truncate(most);
        };
        promising(&mut stripped, STRIPPED_TO);
        if effort == Effort::Great {
            let mut twice = Vec::new();
            for state in stripped.iter().take(STRIPPED_TWICE_FROM) {
                steps.stripped(*state, &mut twice);
            }
            promising(&mut twice, STRIPPED_TO);
            stripped.append(&mut twice);
        }
        for state in &stripped {
            steps.observe(*state, token.kind, next, &mut states);
        }
        let first = nodes.len();
        beam = prune(states, start.cost, &mut nodes);
        layers.push(first..nodes.len());
    }
    let last = beam.iter().find(|state| state.lead == Lead::None)?;
    let best = trace(&nodes, last.from);
    let mut lattice = Lattice { nodes, layers, best };
    lattice.add_up();
    Some(lattice)
}

/// Files the best of the hypotheses as nodes, the best first.
fn prune(mut states: Vec<State>, start: Cost, nodes: &mut Vec<Node>) -> Vec<State> {
    let least = states.iter().map(|state| state.cost).min().unwrap_or(0);
    states.retain(|state| state.cost <= least.saturating_add(HOPELESS));
    states.sort_by_key(|state| state.cost);
    let mut seen: HashMap<Future, usize> = HashMap::with_capacity(2 * BEAM);
    let mut kept = Vec::with_capacity(BEAM);
    for mut state in states {
        let before = node(nodes, state.from).map_or(start, |node| node.cost);
        let arc = Arc {
            from: state.from,
            cost: state.cost.saturating_sub(before),
            out: state.out,
            unexplained: state.unexplained,
            posterior: 0.0,
        };
        if let Some(&winner) = seen.get(&future(&state)) {
            if let Some(node) = nodes.get_mut(winner)
                && state.cost - node.cost <= NEGLIGIBLE
            {
                node.arcs.push(arc);
            }
            continue;
        }
        if kept.len() == BEAM {
            continue;
        }
        seen.insert(future(&state), nodes.len());
        nodes.push(Node {
            arcs: vec![arc],
            cost: state.cost,
            in_step: state.lead == Lead::None,
            forward: 0.0,
            backward: 0.0,
        });
        state.from = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        state.out = Out::default();
        state.unexplained = false;
        kept.push(state);
    }
    kept
}

/// The node with this number; there is none before the first token.
fn node(nodes: &[Node], number: u32) -> Option<&Node> {
    nodes.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// The best way to a node.
fn trace(nodes: &[Node], last: u32) -> Vec<Step> {
    let mut path = Vec::new();
    let mut number = last;
    while let Some(node) = node(nodes, number) {
        let Some(arc) = node.arcs.first() else { break };
        path.push(Step {
            out: arc.out,
            in_step: node.in_step,
            unexplained: arc.unexplained,
            cost: node.cost,
        });
        number = arc.from;
    }
    path.reverse();
    path
}

/// The probability that a cost stands for.
fn probability(cost: Cost) -> f64 {
    (-f64::from(cost) / f64::from(BIT)).exp2()
}

impl Lattice {
    /// Adds the probabilities of all hypotheses up, from both ends.
    fn add_up(&mut self) {
        for layer in &self.layers {
            let mut sum = 0.0;
            for at in layer.clone() {
                let forward = self.nodes.get(at).map_or(0.0, |node| self.coming(node));
                sum += forward;
                if let Some(node) = self.nodes.get_mut(at) {
                    node.forward = forward;
                }
            }
            // A factor of the layer keeps the numbers in range.
            for node in self.nodes.get_mut(layer.clone()).unwrap_or_default() {
                node.forward /= sum;
            }
        }
        let Some(last) = self.layers.last().cloned() else { return };
        for node in self.nodes.get_mut(last).unwrap_or_default() {
            node.backward = f64::from(u8::from(node.in_step));
        }
        for at in (0..self.layers.len()).rev() {
            let layer = self.layers.get(at).cloned().unwrap_or_default();
            let mut sum = 0.0;
            let mut arcs = Vec::new();
            for number in layer.clone() {
                let Some(node) = self.nodes.get(number) else { continue };
                for (which, arc) in node.arcs.iter().enumerate() {
                    let weight = probability(arc.cost) * node.backward;
                    let whole = weight * self.forward(arc.from);
                    sum += whole;
                    arcs.push((number, which, arc.from, weight, whole));
                }
            }
            let scale = if sum > 0.0 { 1.0 / sum } else { 0.0 };
            for (number, which, from, weight, whole) in arcs {
                if let Some(arc) =
                    self.nodes.get_mut(number).and_then(|node| node.arcs.get_mut(which))
                {
                    arc.posterior = whole * scale;
                }
                let before = usize::try_from(from).ok().and_then(|from| from.checked_sub(1));
                if let Some(node) = before.and_then(|before| self.nodes.get_mut(before)) {
                    node.backward += weight * scale;
                }
            }
        }
    }

    fn forward(&self, number: u32) -> f64 {
        if number == 0 { 1.0 } else { node(&self.nodes, number).map_or(0.0, |node| node.forward) }
    }

    /// The probability of all ways into a node.
    fn coming(&self, node: &Node) -> f64 {
        node.arcs.iter().map(|arc| probability(arc.cost) * self.forward(arc.from)).sum()
    }

    /// The arcs of a token.
    fn arcs(&self, at: usize) -> impl Iterator<Item = &Arc> {
        let layer = self.layers.get(at).cloned().unwrap_or_default();
        self.nodes.get(layer).unwrap_or_default().iter().flat_map(|node| &node.arcs)
    }

    /// The probability that the best hypothesis is right in all of these tokens.
    pub(super) fn posterior(&self, range: Range<usize>) -> f64 {
        // Of what goes through each node, the share that agrees so far.
        let mut agreeing: Option<HashMap<u32, f64>> = None;
        let mut right = 1.0;
        for at in range {
            let Some(step) = self.best.get(at) else { return 0.0 };
            let mut shares = HashMap::new();
            right = 0.0;
            for number in self.layers.get(at).cloned().unwrap_or_default() {
                let Some(node) = self.nodes.get(number) else { continue };
                let all: f64 = node.arcs.iter().map(|arc| arc.posterior).sum();
                let before = |arc: &Arc| match &agreeing {
                    None => 1.0,
                    Some(shares) => shares.get(&arc.from).copied().unwrap_or(0.0),
                };
                let same = node.arcs.iter().filter(|arc| arc.out == step.out);
                let agree: f64 = same.map(|arc| arc.posterior * before(arc)).sum();
                right += agree;
                if agree > 0.0 {
                    shares.insert(u32::try_from(number + 1).unwrap_or(u32::MAX), agree / all);
                }
            }
            agreeing = Some(shares);
        }
        right.min(1.0)
    }

    /// What the characters that a token completes can have been, with their probabilities, the most
    /// probable first: of the hypotheses that complete as many as the best one.
    pub(super) fn candidates(&self, at: usize, index: usize) -> Vec<(char, f64)> {
        let len = self.best.get(at).map_or(0, |step| step.out.chars().len());
        let mut sums: Vec<(char, f64)> = Vec::new();
        for arc in self.arcs(at).filter(|arc| arc.out.chars().len() == len) {
            let Some(&c) = arc.out.chars().get(index) else { continue };
            match sums.iter_mut().find(|(other, _)| *other == c) {
                Some((_, sum)) => *sum += arc.posterior,
                None => sums.push((c, arc.posterior)),
            }
        }
        sums.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        sums
    }
}

/// Whether a step leaves its token as it is.
pub(super) fn is_plain(before_in_step: bool, step: &Step, token: &Token<'_>) -> bool {
    let unchanged = match (token.kind, step.out.chars()) {
        (Kind::Char(c) | Kind::Mark(c), &[out]) => c == out,
        (Kind::Reading(_), []) => true,
        _ => false,
    };
    before_in_step && step.in_step && unchanged && !step.unexplained
}
