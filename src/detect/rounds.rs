//! The search of a window, in rounds: what one explains shows where the next has to look.

use crate::charset::Charset;
use crate::edit::Step;

use super::island::{Island, islands};
use super::layer::Layer;
use super::path::{self, Stretch};
use super::search::{is_decisive, lay, search};
use super::window::Window;
use super::{Damage, Detector, LEAST_CONFIDENCE, list, lossy, scan, torn, utf8, whole};

/// Layers over one window at most: each adds a track to the search.
const MOST_LAYERS: usize = 8;
/// Rounds of searching at most: so many kinds of damage in one line are enough.
const MOST_ROUNDS: usize = 6;
/// Channels that are remembered.
const MOST_CHANNELS: usize = 3;
/// Searches in one window at most; the rest of the window profits from what these find.
const MOST_SEARCHES: usize = 16;
/// Margin, in bits, from which on a chain is remembered for the rest of the text.
const SURE: f64 = 30.0;

impl Detector {
    /// The damage that the search finds, going through a window once.
    pub(super) fn find_once(&mut self, text: &str, start: usize) -> Vec<Damage> {
        if !scan::is_suspicious(text) {
            return Vec::new();
        }
        let met = self.met.first().map(Vec::as_slice);
        if let Some(damage) = met.and_then(|steps| whole::restore(text, start, steps)) {
            return vec![damage];
        }
        let window = Window::new(text, start);
        if let Some(damage) = self.lossy_line(&window) {
            return vec![damage];
        }
        let mut layers = Vec::new();
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut searched: Vec<(usize, usize)> = Vec::new();
        let mut has_islands = false;
        // What one round explains shows where the next has to look.
        for _ in 0..MOST_ROUNDS {
            let known = layers.len();
            let islands = islands(&window, &stretches);
            has_islands |= !islands.is_empty();
            self.add_layers(&window, islands, &mut layers, &mut searched);
            if layers.len() == known {
                break;
            }
            let references: Vec<&Layer> = layers.iter().collect();
            stretches = path::best(&window, 0, window.len(), &references).0;
            keep_used(&mut layers, &mut stretches);
        }
        let layers: Vec<&Layer> = layers.iter().collect();
        let is_idle: Vec<bool> = (0..layers.len())
            .map(|layer| self.is_idle(&window, &layers, layer, &stretches))
            .collect();
        stretches.retain(|stretch| is_idle.get(stretch.layer) == Some(&false));
        let lossy = self.lossy_stretches(&window, &layers, &stretches);
        stretches.retain(|stretch| {
            let meets = |lossy: &Damage| {
                let (from, to) = (window.offset(stretch.from), window.offset(stretch.to));
                from < lossy.span.end && lossy.span.start < to
            };
            !lossy.iter().any(meets)
        });
        let mut found = lossy;
        found.extend(
            stretches.into_iter().filter_map(|stretch| self.judge(&window, &layers, stretch)),
        );
        // UTF-8 that was restored so far is no double-byte text.
        let is_utf8 = |damage: &Damage| {
            damage.margin > SURE
                && damage.chain.first().is_some_and(|step| step.actual == Charset::Utf8)
        };
        let is_marked = window.chars.contains(&char::REPLACEMENT_CHARACTER);
        if (has_islands || is_marked) && !found.iter().any(is_utf8) {
            for slipped in lossy::out_of_step(&window, &self.seen) {
                let Some(slipped) = slipped.damage(&window) else { continue };
                let meets = |known: &Damage| {
                    slipped.span.start < known.span.end && known.span.start < slipped.span.end
                };
                if found
                    .iter()
                    .filter(|known| meets(known))
                    .all(|known| known.margin < slipped.margin)
                {
                    found.retain(|known| !meets(known));
                    found.push(slipped);
                }
            }
        }
        found.sort_by_key(|damage| damage.span.start);
        found
    }

    /// A whole line that lost bytes as others of this text did.
    fn lossy_line(&mut self, window: &Window) -> Option<Damage> {
        if self.met_lossy.is_empty() {
            return None;
        }
        let end = lossy::end_of_line(window);
        let start = window.chars.iter().position(|c| !c.is_ascii()).filter(|start| *start < end)?;
        let lossy = lossy::restore_whole(window, start, end, &self.met_lossy, &self.seen)?;
        self.judge_lossy(window, lossy)
    }

    /// What of a window lost bytes, where what is restored without them breaks off.
    fn lossy_stretches(
        &mut self,
        window: &Window,
        layers: &[&Layer],
        stretches: &[Stretch],
    ) -> Vec<Damage> {
        let end = lossy::end_of_line(window);
        let mut found: Vec<Damage> = Vec::new();
        let mut done = 0;
        let mut tried: Vec<Step> = Vec::new();
        for stretch in stretches {
            let step = match layers.get(stretch.layer).map(|layer| layer.steps()) {
                Some([step]) => *step,
                _ => continue,
            };
            // What did not explain the first stretch of its kind does not explain the next.
            if tried.contains(&step) {
                continue;
            }
            if stretch.from < done || !lossy::is_frayed(window, stretch.from, stretch.to) {
                continue;
            }
            let starts = lossy::starts(window, stretch.from, done);
            tried.push(step);
            let Some(lossy) =
                lossy::restore(window, &starts, end, &lossy::channels(step), &self.seen)
            else {
                continue;
            };
            let exact = stretches
                .iter()
                .filter(|other| lossy.from <= other.from && other.from < lossy.to)
                .filter_map(|other| layers.get(other.layer)?.gain(window, other))
                .sum();
            if !lossy::is_better(&lossy, exact) {
                continue;
            }
            let to = lossy.to;
            if let Some(damage) = self.judge_lossy(window, lossy) {
                done = to;
                tried.clear();
                found.push(damage);
            }
        }
        if stretches.is_empty() && window.chars.contains(&char::REPLACEMENT_CHARACTER) {
            let starts = lossy::starts(window, end, 0);
            let lossy = lossy::restore(window, &starts, end, &lossy::usual_channels(), &self.seen);
            found.extend(lossy.and_then(|lossy| self.judge_lossy(window, lossy)));
        }
        found
    }

    /// Makes damage of a solution with lost bytes, if the evidence is good enough.
    fn judge_lossy(&mut self, window: &Window, lossy: lossy::Lossy) -> Option<Damage> {
        let damage = lossy.damage(window)?;
        if damage.margin > SURE && damage.confidence > 0.99 {
            lossy.teach(&mut self.seen);
            remember(&mut self.met_lossy, lossy.channel, MOST_CHANNELS);
        }
        Some(damage)
    }

    /// Adds the hypotheses worth considering for some islands, laid over the whole window. Each
    /// island is searched at its most surprising part; `searched` tells where that was done before.
    fn add_layers(
        &mut self,
        window: &Window,
        islands: Vec<Island>,
        layers: &mut Vec<Layer>,
        searched: &mut Vec<(usize, usize)>,
    ) {
        for island in islands {
            if self.explains(window, island, layers) {
                continue;
            }
            for part in island.parts(window) {
                if searched.len() == MOST_SEARCHES {
                    return;
                }
                if searched.contains(&(part.from, part.to)) {
                    continue;
                }
                searched.push((part.from, part.to));
                let found = search(window, part);
                let mut laid = found
                    .iter()
                    .filter_map(|candidate| lay(window, 0, window.len(), &candidate.steps));
                if laid.by_ref().fold(false, |any, layer| add(layers, layer) | any) {
                    break;
                }
            }
        }
    }

    /// Whether a chain met before leaves nothing to explain on an island; then it is among `layers`.
    fn explains(&self, window: &Window, island: Island, layers: &mut Vec<Layer>) -> bool {
        if layers.iter().any(|layer| is_decisive(window, island, layer)) {
            return true;
        }
        let met = self.met.iter().filter_map(|steps| lay(window, 0, window.len(), steps));
        let decisive = met.into_iter().find(|layer| is_decisive(window, island, layer));
        decisive.is_some_and(|layer| add(layers, layer))
    }

    /// Whether nothing speaks for a layer in any of its stretches, nor earlier in the text.
    fn is_idle(
        &self,
        window: &Window,
        layers: &[&Layer],
        number: usize,
        stretches: &[Stretch],
    ) -> bool {
        let Some(layer) = layers.get(number) else { return true };
        let tells_nothing = |stretch: &Stretch| {
            let arcs = stretch.arcs.iter().filter_map(|(_, arc)| layer.arc(*arc));
            let restored: String = arcs.flat_map(|arc| layer.chars(arc)).collect();
            list::tells_nothing(window, stretch.from, stretch.to, &restored, layer.steps())
        };
        let mut stretches = stretches.iter().filter(|stretch| stretch.layer == number);
        !self.is_met(layer) && stretches.all(tells_nothing)
    }

    /// Whether a layer's chain was found before in this text.
    fn is_met(&self, layer: &Layer) -> bool {
        self.met.iter().any(|met| met == layer.steps())
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
        let is_same =
            |piece: &(usize, usize, &[char])| window.chars.get(piece.0..piece.1) == Some(piece.2);
        let first = pieces.iter().position(|p| !is_same(p))?;
        let last = pieces.iter().rposition(|p| !is_same(p))?;
        let pieces = pieces.get(first..=last)?;
        let (from, to) = (pieces.first()?.0, pieces.last()?.1);

        let chars: Vec<char> = pieces.iter().flat_map(|p| p.2).copied().collect();
        let restored = chars.iter().collect();
        let mut damage = Damage::new(window, from, to, restored, layer.steps(), layer.enter)?;
        if torn::is_torn(window, layer, (from, to), &chars, damage.margin) {
            return None;
        }
        if !self.is_met(layer) {
            damage.confidence = self.confidence(damage.confidence);
            if damage.confidence < LEAST_CONFIDENCE {
                return None;
            }
        }
        // Beside a mark more was lost than this explains.
        let is_mark = |at: usize| window.char(at) == Some(char::REPLACEMENT_CHARACTER);
        if damage.margin < SURE && (from.checked_sub(1).is_some_and(is_mark) || is_mark(to)) {
            return None;
        }
        if let [Step { actual: Charset::Utf8, read_as }] = *layer.steps()
            && !utf8::is_odd(&window.chars, from, to, read_as, damage.margin)
        {
            return None;
        }
        if damage.margin > SURE
            && damage.confidence > 0.99
            && self.met.first().is_none_or(|met| met != layer.steps())
        {
            remember(&mut self.met, layer.steps().to_vec(), MOST_LAYERS);
        }
        Some(damage)
    }
}

/// Puts what was met before all else that was, of which so many are kept.
fn remember<T: PartialEq>(met: &mut Vec<T>, new: T, most: usize) {
    met.retain(|known| *known != new);
    met.insert(0, new);
    met.truncate(most);
}

/// Drops the layers that no stretch is of: they make room for others in the next round.
fn keep_used(layers: &mut Vec<Layer>, stretches: &mut [Stretch]) {
    let mut kept = Vec::new();
    for (number, layer) in std::mem::take(layers).into_iter().enumerate() {
        if stretches.iter().any(|stretch| stretch.layer == number) {
            for stretch in stretches.iter_mut().filter(|stretch| stretch.layer == number) {
                stretch.layer = kept.len();
            }
            kept.push(layer);
        }
    }
    *layers = kept;
}

/// Adds a layer unless it is there; tells whether it is now.
fn add(layers: &mut Vec<Layer>, layer: Layer) -> bool {
    if layers.iter().any(|known| known.steps() == layer.steps()) {
        return true;
    }
    let fits = layers.len() < MOST_LAYERS;
    if fits {
        layers.push(layer);
    }
    fits
}
