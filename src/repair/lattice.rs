//! The search: the bytes that make what was observed most probable.
//!
//! A beam search over the tokens. Hypotheses that can't differ any more in what is to come are
//! merged; by how much the better one won is kept, since it tells how certain the text before is.

use std::collections::HashMap;

use super::state::{Lead, Out, State};
use super::steps::Steps;
use super::tokens::{Kind, Token};
use crate::model::{BIT, Cost};

/// Hypotheses kept after each token.
const BEAM: usize = 64;
/// Hypotheses this much worse than the best are not kept.
const HOPELESS: Cost = 48 * BIT;
/// Of these many best hypotheses it is tried whether a pair was stripped.
const STRIPPED_FROM: usize = 12;
/// And so many of these attempts are followed.
const STRIPPED_TO: usize = 16;
/// This far back two hypotheses are compared when they merge.
const COMPARED: usize = 48;

/// What the best hypothesis says of one token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The characters that it completed.
    pub(super) out: Out,
    /// In step after it.
    pub(super) in_step: bool,
    /// Taken as it is without being understood.
    pub(super) unexplained: bool,
    /// A pair was stripped before it.
    pub(super) stripped: bool,
    /// By how much more than usual it must be better than others to be believed.
    pub(super) caution: Cost,
    /// The cost of everything up to here.
    pub(super) cost: Cost,
    /// By how much the best hypothesis with another text lost that became the same here.
    pub(super) won_by: Option<Cost>,
}

/// A hypothesis after one token.
struct Node {
    from: u32,
    step: Step,
}

/// What hypotheses have in common that can't differ any more.
type Future = (Lead, [Option<u8>; 2], bool, bool, [char; 3]);

fn future(state: &State) -> Future {
    (
        state.lead,
        state.bytes,
        state.parted,
        state.due,
        [state.before.char, state.previous.char, state.outside.char],
    )
}

/// The most probable reading of `tokens` that ends in step, a step for each token.
pub(super) fn search(steps: Steps<'_>, start: State, tokens: &[Token<'_>]) -> Option<Vec<Step>> {
    let mut nodes = Vec::new();
    let mut beam = vec![start];
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map(|token| token.kind);
        let mut states = Vec::new();
        let mut stripped = Vec::new();
        for (rank, state) in beam.iter().enumerate() {
            steps.observe(*state, token.kind, next, &mut states);
            if at > 0 && rank < STRIPPED_FROM {
                steps.stripped(*state, &mut stripped);
            }
        }
        stripped.sort_unstable_by_key(|state| state.cost);
        for state in stripped.iter().take(STRIPPED_TO) {
            steps.observe(*state, token.kind, next, &mut states);
        }
        beam = prune(states, &mut nodes);
    }
    let mut ends = beam.iter().filter(|state| state.lead == Lead::None);
    let best = ends.next()?;
    let mut path = trace(&nodes, best.from);
    // Those that still differ at the end lose here.
    if let (Some(step), Some(second)) = (path.last_mut(), ends.next()) {
        let by = second.cost.saturating_sub(best.cost);
        step.won_by = Some(step.won_by.map_or(by, |other| other.min(by)));
    }
    Some(path)
}

/// Files the best of the hypotheses as nodes, the best first.
fn prune(mut states: Vec<State>, nodes: &mut Vec<Node>) -> Vec<State> {
    states.sort_by_key(|state| state.cost);
    let hopeless = states.first().map_or(0, |state| state.cost.saturating_add(HOPELESS));
    let mut seen: HashMap<Future, usize> = HashMap::new();
    let mut kept = Vec::with_capacity(BEAM);
    for mut state in states.into_iter().take_while(|state| state.cost <= hopeless) {
        if let Some(&winner) = seen.get(&future(&state)) {
            lose(nodes, winner, &state);
            continue;
        }
        if kept.len() == BEAM {
            continue;
        }
        seen.insert(future(&state), nodes.len());
        nodes.push(Node {
            from: state.from,
            step: Step {
                out: state.out,
                in_step: state.lead == Lead::None,
                unexplained: state.unexplained,
                stripped: state.stripped,
                caution: state.caution,
                cost: state.cost,
                won_by: None,
            },
        });
        // Nodes count from one: zero is the start.
        state.from = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        state.out = Out::default();
        state.unexplained = false;
        state.stripped = false;
        state.caution = 0;
        kept.push(state);
    }
    kept
}

/// Notes at the winner that another hypothesis lost against it, if that means another text.
fn lose(nodes: &mut [Node], winner: usize, loser: &State) {
    let Some(node) = nodes.get(winner) else { return };
    let by = loser.cost.saturating_sub(node.step.cost);
    if node.step.won_by.is_some_and(|other| other <= by)
        || same_text(nodes, (node.from, node.step.out), (loser.from, loser.out))
    {
        return;
    }
    if let Some(node) = nodes.get_mut(winner) {
        node.step.won_by = Some(by);
    }
}

/// Whether two hypotheses give the same text, as far as they differ.
fn same_text(nodes: &[Node], mut one: (u32, Out), mut other: (u32, Out)) -> bool {
    let (mut first, mut second): (Vec<char>, Vec<char>) = (Vec::new(), Vec::new());
    for _ in 0..COMPARED {
        first.extend(one.1.chars().iter().rev());
        second.extend(other.1.chars().iter().rev());
        if one.0 == other.0 {
            return first == second;
        }
        let (Some(a), Some(b)) = (node(nodes, one.0), node(nodes, other.0)) else { break };
        one = (a.from, a.step.out);
        other = (b.from, b.step.out);
    }
    false
}

/// The node with this number; there is none before the first token.
fn node(nodes: &[Node], number: u32) -> Option<&Node> {
    nodes.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// The steps that lead to a node.
fn trace(nodes: &[Node], last: u32) -> Vec<Step> {
    let mut path = Vec::new();
    let mut number = last;
    while let Some(node) = node(nodes, number) {
        path.push(node.step);
        number = node.from;
    }
    path.reverse();
    path
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
