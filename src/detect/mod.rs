//! Is this text mojibake, where, and of what?
//!
//! Clean text leaves by the fast path ([`scan`]). In what is left, stretches of improbable
//! characters ("islands") are looked at one by one: every hypothesis that fits is laid over the
//! island ([`layer`]), and the ones that make the text more probable compete, with each other and
//! with "intact", for the whole window ([`path`]).

mod hypotheses;
mod island;
mod layer;
pub(crate) mod lost;
mod path;
pub(crate) mod quotation;
mod scan;
mod search;
mod window;

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Class, Cost, Symbol};

use island::{Island, islands};
use layer::Layer;
use path::Stretch;
use search::{lay, search, try_chain};
use window::Window;

pub(crate) use window::windows;

/// A damaged stretch of text and what was written there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Damage {
    /// Byte range in the text.
    pub span: std::ops::Range<usize>,
    /// What was written.
    pub restored: String,
    /// The wrong decodes, the first one first.
    pub chain: Vec<Step>,
    /// How many bits more probable the restored text is, the cost of the damage included.
    pub margin: f64,
    /// The probability that it is what was written.
    pub confidence: f64,
}

/// Layers over one window at most: each adds a track to the search.
const MOST_LAYERS: usize = 6;
/// Searches in one window at most; the rest of it profits from what these find.
const MOST_SEARCHES: usize = 16;
/// Finds damage in a text, window by window; remembers the chains it met.
#[derive(Default)]
pub(crate) struct Detector {
    /// Chains found in this text, in the order in which they are undone, the latest first.
    met: Vec<Vec<Step>>,
}

impl Detector {
    /// The damage in a window of text that begins at byte `start` of the whole, in order.
    pub(crate) fn find(&mut self, text: &str, start: usize) -> Vec<Damage> {
        if !scan::is_suspicious(text) {
            return Vec::new();
        }
        let window = Window::new(text, start);
        let layers = self.layers(&window);
        if layers.is_empty() {
            return Vec::new();
        }
        let layers: Vec<&Layer> = layers.iter().collect();
        let (stretches, _) = path::best(&window, 0, window.len(), &layers);
        stretches.into_iter().filter_map(|stretch| self.judge(&window, &layers, stretch)).collect()
    }

    /// The hypotheses worth laying over the whole window.
    fn layers(&mut self, window: &Window) -> Vec<Layer> {
        let mut chains: Vec<Vec<Step>> = Vec::new();
        let mut searches = 0;
        for island in islands(window) {
            if self.explains(window, island, &mut chains) {
                continue;
            }
            for part in island.parts(window) {
                if searches == MOST_SEARCHES {
                    break;
                }
                if part.to - part.from < island.to - island.from && self.explains(window, part, &mut chains) {
                    continue;
                }
                searches += 1;
                for candidate in search(window, part) {
                    add_chain(&mut chains, candidate.steps);
                }
            }
        }
        chains.iter().filter_map(|steps| lay(window, 0, window.len(), steps)).collect()
    }

    /// Whether a chain met before leaves nothing to explain on an island; then it is among `chains`.
    fn explains(&self, window: &Window, island: Island, chains: &mut Vec<Vec<Step>>) -> bool {
        let known = chains.iter().chain(&self.met);
        let decisive = known.filter_map(|steps| try_chain(window, island, steps)).find(|c| c.is_decisive);
        let found = decisive.is_some();
        if let Some(candidate) = decisive {
            add_chain(chains, candidate.steps);
        }
        found
    }

    /// Turns a stretch of the best path into damage, if the evidence is good enough.
    fn judge(&mut self, window: &Window, layers: &[&Layer], stretch: Stretch) -> Option<Damage> {
        let layer = layers.get(stretch.layer)?;
        let mut pieces: Vec<(usize, usize, &[char])> = Vec::new();
        for &(at, number) in &stretch.arcs {
            let arc = layer.arc(number)?;
            pieces.push((at, arc.end as usize, layer.chars(arc)));
        }
        // The ends of a stretch may be characters that the damage leaves as they are.
        let is_same = |piece: &(usize, usize, &[char])| window.chars.get(piece.0..piece.1) == Some(piece.2);
        let first = pieces.iter().position(|p| !is_same(p))?;
        let last = pieces.iter().rposition(|p| !is_same(p))?;
        let pieces = pieces.get(first..=last)?;
        let (from, to) = (pieces.first()?.0, pieces.last()?.1);

        let restored: String = pieces.iter().flat_map(|p| p.2).collect();
        let weight = Weight::of(window, from, to, &restored, layer.enter);
        let margin = f64::from(weight.found) - f64::from(weight.restored);
        let margin = margin / f64::from(BIT);
        let chain = layer.chain();
        if margin < 6.0 {
            return None;
        }
        let steps: Vec<Step> = chain.iter().rev().copied().collect();
        if margin > 30.0 && self.met.first() != Some(&steps) {
            self.met.retain(|met| *met != steps);
            self.met.insert(0, steps);
            self.met.truncate(MOST_LAYERS);
        }
        Some(Damage {
            span: window.offset(from)..window.offset(to),
            restored,
            chain: name_charsets(chain, window.chars.get(from..to)?),
            margin,
            confidence: 1.0 / (1.0 + (-margin / 4.0).exp()),
        })
    }
}

/// A stretch as it stands against the same stretch restored.
struct Weight {
    found: Cost,
    restored: Cost,
}

impl Weight {
    /// Both with the character after the stretch, which depends on the last one of it.
    fn of(window: &Window, from: usize, to: usize, restored: &str, enter: Cost) -> Self {
        let mut previous = window.before(from);
        let mut cost = enter;
        for c in restored.chars() {
            let symbol = Symbol::of(c);
            cost += crate::model::cost(previous, symbol);
            previous = symbol;
        }
        if let Some(after) = window.symbols.get(to) {
            cost += crate::model::cost(previous, *after);
        }
        Self { found: window.cost(from, to + 1), restored: cost }
    }
}

fn add_chain(chains: &mut Vec<Vec<Step>>, steps: Vec<Step>) {
    if !chains.contains(&steps) && chains.len() < MOST_LAYERS {
        chains.push(steps);
    }
}

/// Windows-1252 stands for Latin-1 too while searching: the characters found tell which it was.
fn name_charsets(mut chain: Vec<Step>, found: &[char]) -> Vec<Step> {
    const HOLES: [char; 5] = ['\u{81}', '\u{8D}', '\u{8F}', '\u{90}', '\u{9D}'];
    if let Some(last) = chain.last_mut()
        && last.read_as == Charset::Windows1252
        && found.iter().any(|c| Class::of(*c) == Class::C1 && !HOLES.contains(c))
    {
        last.read_as = Charset::Iso8859_1;
    }
    chain
}
