//! The search: which stretches of a window are intact, and which went through which damage.
//!
//! A shortest path over the characters of the window. Each layer and "intact" is a track; changing
//! to a layer costs what supposing its damage costs.

use crate::model::{BIT, Cost, Symbol, cost};

use super::layer::Layer;
use super::window::Window;

/// What it costs to come back to intact text.
const LEAVE: Cost = 2 * BIT;

/// A stretch that went through the damage of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Index of its layer.
    pub layer: usize,
    /// First character.
    pub from: usize,
    /// Character after the last.
    pub to: usize,
}

/// The best way to a place on a track.
#[derive(Clone, Copy)]
struct Node {
    cost: Cost,
    last: Symbol,
    /// Track and place it came from.
    track: u8,
    from: u32,
}

/// The cheapest explanation of a window: its damaged stretches, in order, and its cost.
pub fn best(window: &Window, from: usize, to: usize, layers: &[&Layer]) -> (Vec<Stretch>, Cost) {
    let tracks = layers.len() + 1;
    let mut lattice = Lattice { tracks, from, nodes: vec![None; (to - from + 1) * tracks] };
    lattice.offer(from, 0, Node { cost: 0, last: window.before(from), track: 0, from: from as u32 });
    for at in from..to {
        let Some((best_track, best)) = lattice.cheapest(at) else { continue };
        if let Some(symbol) = window.symbols.get(at) {
            let cost = best.cost + cost(best.last, *symbol);
            lattice.offer(at + 1, 0, Node { cost, last: *symbol, track: best_track, from: at as u32 });
        }
        for (track, layer) in (1..).zip(layers) {
            let Some(arc) = layer.arc(at).filter(|arc| arc.end as usize <= to) else { continue };
            let Some((first, last)) = layer.ends(arc) else { continue };
            let stay = lattice.node(at, track).map(|node| (track as u8, node, node.cost));
            let enter = (best_track, best, best.cost + layer.enter);
            let (from_track, node, base) = match stay {
                Some(stay) if stay.2 <= enter.2 => stay,
                _ => enter,
            };
            let cost = base + cost(node.last, first) + arc.rest;
            lattice.offer(arc.end as usize, track, Node { cost, last, track: from_track, from: at as u32 });
        }
    }
    lattice.trace(to)
}

struct Lattice {
    tracks: usize,
    from: usize,
    nodes: Vec<Option<Node>>,
}

impl Lattice {
    fn index(&self, at: usize, track: usize) -> usize {
        (at - self.from) * self.tracks + track
    }

    fn node(&self, at: usize, track: usize) -> Option<Node> {
        self.nodes.get(self.index(at, track)).copied().flatten()
    }

    fn offer(&mut self, at: usize, track: usize, node: Node) {
        let index = self.index(at, track);
        if let Some(slot) = self.nodes.get_mut(index)
            && slot.is_none_or(|old| node.cost < old.cost)
        {
            *slot = Some(node);
        }
    }

    /// The cheapest way to a place, brought back to intact text.
    fn cheapest(&self, at: usize) -> Option<(u8, Node)> {
        let mut best: Option<(u8, Node)> = None;
        for track in 0..self.tracks {
            if let Some(mut node) = self.node(at, track) {
                if track > 0 {
                    node.cost += LEAVE;
                }
                if best.is_none_or(|(_, b)| node.cost < b.cost) {
                    best = Some((track as u8, node));
                }
            }
        }
        best
    }

    /// Follows the best way back from the end.
    fn trace(&self, to: usize) -> (Vec<Stretch>, Cost) {
        let Some((mut track, node)) = self.cheapest(to) else { return (Vec::new(), Cost::MAX) };
        let total = node.cost;
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut at = to;
        while at > self.from {
            let Some(node) = self.node(at, usize::from(track)) else { break };
            let from = node.from as usize;
            if track > 0 {
                let layer = usize::from(track) - 1;
                match stretches.last_mut() {
                    Some(last) if last.layer == layer && last.from == at => last.from = from,
                    _ => stretches.push(Stretch { layer, from, to: at }),
                }
            }
            at = from;
            track = node.track;
        }
        stretches.reverse();
        (stretches, total)
    }
}
