//! The search: which stretches of a window are intact, and which went through which damage.
//!
//! A shortest path over the characters of the window. Each layer and "intact" is a track; changing
//! to a layer costs what supposing its damage costs.

use crate::charset::Charset;
use crate::model::{BIT, Class, Cost, Symbol, cost, found_cost};

use super::layer::Layer;
use super::window::Window;

/// What it costs to come back to intact text.
const LEAVE: Cost = 2 * BIT;

/// What it costs when damage begins or ends between two characters that belong together: a wrong
/// decode seldom stops inside a word. Without it the first letter of a sentence in KOI8-R stays as
/// it is because its case happens to fit.
const SEAM: Cost = 6 * BIT;
/// The same between ideographs and kana, which are written without spaces.
const SEAM_UNSPACED: Cost = 2 * BIT;

/// What it costs when damage begins after, or ends before, other text that it could have reached: a
/// wrong decode mostly takes a whole line. Without it a word of one letter at the start of a line
/// stays as it is.
const EDGE: Cost = 11 * BIT;
/// The same for UTF-8: what is left out there is mostly no UTF-8 at all, and single damaged letters
/// among good ones are common, from templates and merged tables.
const EDGE_UTF8: Cost = 3 * BIT;

fn edge(layer: &Layer) -> Cost {
    let is_utf8 = layer.steps().last().is_some_and(|step| step.actual == Charset::Utf8);
    if is_utf8 { EDGE_UTF8 } else { EDGE }
}

/// A stretch that went through the damage of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Index of its layer.
    pub layer: usize,
    /// First character.
    pub from: usize,
    /// Character after the last.
    pub to: usize,
    /// Where each arc starts, and its number.
    pub arcs: Vec<(usize, u32)>,
}

/// A good way to a place on a track.
#[derive(Clone, Copy)]
struct Node {
    cost: Cost,
    last: Symbol,
    back: Back,
    arc: u32,
}

/// Where a node came from.
#[derive(Clone, Copy)]
struct Back {
    at: u32,
    track: u8,
    rank: u8,
}

/// Ways kept for a place on a track: they end in different characters, where the same bytes can be
/// written in several ways, and only what follows tells which was right.
const WAYS: usize = 2;

/// The cheapest explanation of a window: its damaged stretches, in order, and its cost.
pub fn best(window: &Window, from: usize, to: usize, layers: &[&Layer]) -> (Vec<Stretch>, Cost) {
    let tracks = layers.len() + 1;
    let nodes = vec![[None; WAYS]; (to - from + 1) * tracks];
    let mut lattice =
        Lattice { tracks, from, nodes, edges: layers.iter().map(|layer| edge(layer)).collect() };
    let start = Back { at: from as u32, track: 0, rank: 0 };
    lattice.offer(from, 0, Node { cost: 0, last: window.before(from), back: start, arc: 0 });
    // Text that ASCII-compatible wrong decodes change: what stands outside ASCII.
    let is_other = |at: &usize| window.char(*at).is_some_and(|c| !c.is_ascii());
    let first_other = (from..to).find(is_other).unwrap_or(to);
    let last_other = (from..to).rfind(is_other).unwrap_or(from);
    for at in from..to {
        let seam = seam(window, at);
        let Some((best_back, best)) = lattice.cheapest(at, LEAVE + seam, at <= last_other) else {
            continue;
        };
        if let Some(symbol) = window.symbols.get(at) {
            let cost = best.cost + found_cost(best.last, *symbol);
            lattice.offer(at + 1, 0, Node { cost, last: *symbol, back: best_back, arc: 0 });
        }
        for (track, layer) in (1..).zip(layers) {
            let numbers = layer.arcs(at);
            if numbers.is_empty() {
                continue;
            }
            let edge = if at > first_other { edge(layer) } else { 0 };
            let entered = Node { cost: best.cost + layer.enter + seam + edge, ..best };
            let ways = lattice.ways(at, track);
            // Which is cheaper shows only with the next character: entering breaks its context.
            let mut bases = [Some((best_back, entered)); WAYS + 1];
            for (rank, (base, way)) in bases.iter_mut().zip(ways).enumerate() {
                let back = Back { at: at as u32, track: track as u8, rank: rank as u8 };
                *base = way.map(|way| (back, way));
            }
            for number in numbers {
                let Some(arc) = layer.arc(number).filter(|arc| arc.end as usize <= to) else {
                    continue;
                };
                let Some((first, last)) = layer.ends(arc) else { continue };
                for (back, node) in bases.iter().flatten() {
                    let cost = node.cost + cost(node.last, first) + arc.rest;
                    lattice.offer(
                        arc.end as usize,
                        track,
                        Node { cost, last, back: *back, arc: number },
                    );
                }
            }
        }
    }
    lattice.trace(to)
}

/// What it costs to change tracks before the character at `at`.
fn seam(window: &Window, at: usize) -> Cost {
    let class = |at: usize| window.symbols.get(at).map(|symbol| symbol.class());
    let before = at.checked_sub(1).and_then(class);
    match (before, class(at)) {
        (Some(before), Some(after)) if is_word(before) && is_word(after) => {
            if is_unspaced(before) || is_unspaced(after) { SEAM_UNSPACED } else { SEAM }
        }
        _ => 0,
    }
}

fn is_unspaced(class: Class) -> bool {
    matches!(
        class,
        Class::Han
            | Class::HanExtended
            | Class::Hiragana
            | Class::Katakana
            | Class::HalfwidthKatakana
    )
}

/// Whether characters of the class run on in words. ASCII is left out: it passes most wrong decodes.
fn is_word(class: Class) -> bool {
    use Class::*;
    !matches!(
        class,
        Space
            | Digit
            | AsciiPunctuation
            | Control
            | LatinLower
            | LatinUpper
            | CjkPunctuation
            | Fullwidth
            | GeneralPunctuation
            | Replacement
    )
}

struct Lattice {
    tracks: usize,
    from: usize,
    nodes: Vec<[Option<Node>; WAYS]>,
    /// What it costs to leave each layer before other text that it could have reached.
    edges: Vec<Cost>,
}

impl Lattice {
    fn index(&self, at: usize, track: usize) -> usize {
        (at - self.from) * self.tracks + track
    }

    /// The ways to a place on a track, the cheapest first.
    fn ways(&self, at: usize, track: usize) -> [Option<Node>; WAYS] {
        self.nodes.get(self.index(at, track)).copied().unwrap_or([None; WAYS])
    }

    fn offer(&mut self, at: usize, track: usize, node: Node) {
        let index = self.index(at, track);
        let Some([first, second]) = self.nodes.get_mut(index) else { return };
        match first {
            Some(best) if node.cost >= best.cost => {
                if node.last != best.last && second.is_none_or(|old| node.cost < old.cost) {
                    *second = Some(node);
                }
            }
            _ => {
                if first.is_some_and(|old| old.last != node.last) {
                    *second = *first;
                }
                *first = Some(node);
            }
        }
    }

    /// The cheapest way to a place; from a layer it has to come back to intact text.
    fn cheapest(&self, at: usize, leave: Cost, is_edge: bool) -> Option<(Back, Node)> {
        let mut best: Option<(Back, Node)> = None;
        for track in 0..self.tracks {
            for (rank, way) in self.ways(at, track).into_iter().enumerate() {
                let Some(mut node) = way else { continue };
                if let Some(layer) = track.checked_sub(1) {
                    let edge = self.edges.get(layer).copied().filter(|_| is_edge);
                    node.cost += leave + edge.unwrap_or(0);
                }
                if best.is_none_or(|(_, b)| node.cost < b.cost) {
                    best =
                        Some((Back { at: at as u32, track: track as u8, rank: rank as u8 }, node));
                }
            }
        }
        best
    }

    /// Follows the best way back from the end.
    fn trace(&self, to: usize) -> (Vec<Stretch>, Cost) {
        let Some((mut here, end)) = self.cheapest(to, LEAVE, false) else {
            return (Vec::new(), Cost::MAX);
        };
        let mut stretches: Vec<Stretch> = Vec::new();
        while here.at as usize > self.from {
            let at = here.at as usize;
            let ways = self.ways(at, usize::from(here.track));
            let Some(node) = ways.get(usize::from(here.rank)).copied().flatten() else { break };
            let from = node.back.at as usize;
            if here.track > 0 {
                let layer = usize::from(here.track) - 1;
                match stretches.last_mut() {
                    Some(last) if last.layer == layer && last.from == at => {
                        last.from = from;
                        last.arcs.push((from, node.arc));
                    }
                    _ => stretches.push(Stretch {
                        layer,
                        from,
                        to: at,
                        arcs: vec![(from, node.arc)],
                    }),
                }
            }
            here = node.back;
        }
        stretches.reverse();
        for stretch in &mut stretches {
            stretch.arcs.reverse();
        }
        (stretches, end.cost)
    }
}
