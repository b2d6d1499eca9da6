//! Is this text mojibake, where, and of what?
//!
//! Clean text leaves by the fast path ([`scan`]). In what is left, stretches of improbable
//! characters ("islands") are looked at one by one: every hypothesis that fits is laid over the
//! island ([`layer`]), and the ones that make the text more probable compete, with each other and
//! with "intact", for the whole window ([`path`]).

mod hypotheses;
mod layer;
pub(crate) mod lost;
mod path;
pub(crate) mod quotation;
mod scan;
mod window;

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Class, Cost, Symbol};

use hypotheses::{LONGEST_CHAIN, NESTED, READ_AS, actual_of, cost_of};
use layer::{Builder, Layer, Source};
use path::Stretch;
use scan::Surprise;
use window::{Window, usual};

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
/// Characters of an island that are searched together.
const PART: usize = 48;
/// Characters among which the most surprising place of an island is looked for.
const DENSE: usize = 6;
/// Characters of an island that hypotheses are compared on.
const SAMPLE: usize = 48;
/// Characters at the start of an island, or of its surprising part, that every hypothesis has to
/// gain on before it is weighed.
const CORE: usize = 24;
/// What it has to gain there.
const QUICK_GAIN: Cost = 8 * BIT;
/// Characters before and after an island that are taken along: damaged stretches hold some
/// characters that look usual.
const CONTEXT: usize = 3;
/// A hypothesis that gains this much and gives text as it should be ends the search.
const DECISIVE: Cost = 40 * BIT;
/// A hypothesis has to gain this much on its island to be laid over the window.
const LEAST_GAIN: Cost = 2 * BIT;

/// Finds damage in a text, window by window; remembers the chains it met.
#[derive(Default)]
pub(crate) struct Detector {
    /// Chains found in this text, in the order in which they are undone, the latest first.
    met: Vec<Vec<Step>>,
}

/// A stretch of improbable characters with some context.
#[derive(Clone, Copy, Debug)]
struct Island {
    from: usize,
    /// Where the most improbable characters begin.
    core: usize,
    to: usize,
    /// The end of the island that this is a part of.
    limit: usize,
}

impl Island {
    /// The island in parts that are searched one by one: damage of one kind may be followed by
    /// damage of another, or stand among old spellings and names that are surprising too.
    fn parts(self, window: &Window) -> impl Iterator<Item = Island> {
        (self.from..self.to).step_by(PART).map(move |from| {
            let to = (from + PART + CONTEXT).min(self.to);
            Island { from, core: densest(window, from, to), to, limit: self.limit }
        })
    }
}

/// Where the most surprising few characters between two places begin.
fn densest(window: &Window, from: usize, to: usize) -> usize {
    let excess = |at: usize| {
        let end = (at + DENSE).min(to);
        let found = window.chars.get(at..end).unwrap_or_default();
        i64::from(window.cost(at, end)) - i64::from(usual_sum(found))
    };
    (from..to).max_by_key(|at| (excess(*at), std::cmp::Reverse(*at))).unwrap_or(from)
}

/// A hypothesis and what it gains on an island.
struct Candidate {
    steps: Vec<Step>,
    /// Gain a character.
    rate: f64,
    is_decisive: bool,
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
        let decisive = known.filter_map(|steps| candidate(window, island, steps)).find(|c| c.is_decisive);
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

/// Stretches of improbable characters, with some context.
fn islands(window: &Window) -> Vec<Island> {
    let mut islands: Vec<Island> = Vec::new();
    let mut surprise = Surprise::new(window.bytes());
    let mut since = None;
    let mut alarmed = false;
    let mut last_rise = 0;
    for (at, symbol) in window.symbols.iter().enumerate() {
        if surprise.add(*symbol, window.cost(at, at + 1)) {
            since.get_or_insert(at);
            last_rise = at + 1;
        }
        alarmed |= surprise.is_alarming();
        if surprise.is_calm() || at + 1 == window.len() {
            if let (Some(core), true) = (since, alarmed) {
                let from = core.saturating_sub(CONTEXT);
                let to = (last_rise + CONTEXT).min(window.len());
                match islands.last_mut() {
                    Some(last) if last.to >= from => (last.to, last.limit) = (to, to),
                    _ => islands.push(Island { from, core, to, limit: to }),
                }
            }
            since = None;
            alarmed = false;
        }
    }
    islands
}

/// Lays a chain over part of a window.
fn lay(window: &Window, from: usize, to: usize, steps: &[Step]) -> Option<Layer> {
    let mut layer: Option<Layer> = None;
    for (step, nested) in steps.iter().zip(0..) {
        let enter = cost_of(step.actual, step.read_as) + NESTED * nested;
        let source = match &layer {
            None => Source::Found(window),
            Some(below) => Source::Restored(below),
        };
        layer = Some(Layer::new(*step, enter, source, from, to));
    }
    layer
}

/// Tries a chain on an island.
fn candidate(window: &Window, island: Island, steps: &[Step]) -> Option<Candidate> {
    let layer = lay(window, island.from, island.to, steps)?;
    weigh(window, island, &layer, steps.to_vec())
}

fn weigh(window: &Window, island: Island, layer: &Layer, steps: Vec<Step>) -> Option<Candidate> {
    let Island { from, to, .. } = island;
    let (stretches, cost) = path::best(window, from, to, &[layer]);
    let gain = window.cost(from, to).checked_sub(cost).filter(|gain| *gain >= LEAST_GAIN)?;
    let is_decisive = gain >= DECISIVE && is_usual(window, from, to, layer, &stretches, cost);
    // Chains are weighed on longer samples than single steps.
    let rate = f64::from(gain) / (to - from).max(1) as f64;
    Some(Candidate { steps, rate, is_decisive })
}

/// Whether an island, once the stretches are restored, costs no more than usual text. Single
/// surprises are allowed, names are full of them.
fn is_usual(window: &Window, from: usize, to: usize, layer: &Layer, stretches: &[Stretch], cost: Cost) -> bool {
    let mut sum: Cost = 0;
    let mut at = from;
    for stretch in stretches {
        sum += usual_sum(window.chars.get(at..stretch.from).unwrap_or_default());
        for (_, number) in &stretch.arcs {
            sum += layer.arc(*number).map_or(0, |arc| usual_sum(layer.chars(arc)));
        }
        at = stretch.to;
    }
    sum += usual_sum(window.chars.get(at..to).unwrap_or_default());
    cost <= sum + layer.enter
}

fn usual_sum(chars: &[char]) -> Cost {
    chars.iter().map(|c| usual(Class::of(*c))).sum()
}

/// All hypotheses that gain on an island, the best first, a few of them.
fn search(window: &Window, island: Island) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    search_below(window, island, Source::Found(window), &[], &mut found);
    found.sort_by(|a, b| b.rate.total_cmp(&a.rate));
    // Several kinds of damage may stand side by side; what gains little beside the best is not one.
    let least = found.first().map_or(0.0, |best| best.rate / 4.0);
    found.retain(|c| c.rate >= least);
    let single = found.iter().position(|c| c.steps.len() == 1).map(|i| found.remove(i));
    found.truncate(3);
    // A chain has to stand against the best single step, not only against chains.
    found.extend(single);
    found
}

/// Tries every hypothesis on what `source` gives: the text as found, or what `steps` restore.
fn search_below(window: &Window, island: Island, source: Source<'_>, steps: &[Step], found: &mut Vec<Candidate>) {
    // Every wrong decode makes the text up to three times as long.
    let reach = |nested: usize| (if nested == 0 { island.to } else { island.limit }).min(island.core + (SAMPLE << nested));
    let Island { from, core, .. } = Island { core: island.core.saturating_sub(1).max(island.from), ..island };
    let to = if steps.is_empty() { reach(0) } else { reach(LONGEST_CHAIN) };
    let sample = Island { to, ..island };
    let chars = source_chars(source, core, to.min(core + (FINGERPRINT << steps.len())));
    let mut seen: Vec<u64> = Vec::new();
    let mut readings: Vec<Charset> = Vec::new();
    for &read_as in READ_AS.iter().copied().flatten() {
        if let Some(fingerprint) = fingerprint(read_as, &chars)
            && !seen.contains(&fingerprint)
        {
            seen.push(fingerprint);
            readings.push(read_as);
        }
    }
    let mut scratch = Vec::new();
    let mut try_step = |actual: Charset, read_as: Charset, found: &mut Vec<Candidate>| {
        let step = Step { actual, read_as };
        let builder = Builder::new(step, source);
        let phases = if actual == Charset::Utf8 { 1 } else { 2 };
        let nests = actual == Charset::Utf8 && steps.len() + 1 < LONGEST_CHAIN;
        let gains = (0..phases).any(|p| builder.quick_gain(window, core, to.min(core + (CORE << steps.len())), p, &mut scratch) >= QUICK_GAIN);
        if !gains && !nests {
            return;
        }
        let enter = cost_of(actual, read_as) + NESTED * steps.len() as Cost;
        let layer = Layer::new(step, enter, source, from, to);
        let mut steps = steps.to_vec();
        steps.push(step);
        let candidate = if gains { weigh(window, sample, &layer, steps.clone()) } else { None };
        let is_decisive = candidate.as_ref().is_some_and(|c| c.is_decisive);
        found.extend(candidate);
        if nests && !is_decisive && covers(&layer, window, from, to) {
            let layer = Layer::new(step, enter, source, from, reach(LONGEST_CHAIN));
            search_below(window, island, Source::Restored(&layer), &steps, found);
        }
    };
    // UTF-8 first: it is the commonest, and being valid it is hardly ever right by chance.
    for &read_as in &readings {
        try_step(Charset::Utf8, read_as, found);
    }
    if found.iter().any(|c| c.is_decisive) {
        return;
    }
    for &read_as in &readings {
        for actual in actual_of(read_as).filter(|&a| a != Charset::Utf8) {
            try_step(actual, read_as, found);
        }
    }
}

/// The characters that a source gives between two places.
fn source_chars(source: Source<'_>, from: usize, to: usize) -> Vec<char> {
    match source {
        Source::Found(window) => window.chars.get(from..to).unwrap_or_default().to_vec(),
        Source::Restored(layer) => {
            let mut chars = Vec::new();
            let mut at = from;
            while at < to {
                match layer.first_arc(at) {
                    Some(arc) => {
                        chars.extend_from_slice(layer.chars(arc));
                        at = arc.end as usize;
                    }
                    None => at += 1,
                }
            }
            chars
        }
    }
}

/// Share of an island's characters, in percent, that a charset must hold to be what the text was
/// read as. Not all: an island has some clean context.
const HELD: usize = 50;

/// Characters at the start of an island, or of its surprising part, that tell which charsets hold it.
const FINGERPRINT: usize = 14;

/// A hash of the bytes that the characters stand for in a charset; `None` if it does not hold them.
fn fingerprint(read_as: Charset, chars: &[char]) -> Option<u64> {
    let inverse = read_as.inverse();
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let (mut held, mut all) = (0, 0);
    for c in chars.iter().filter(|c| !c.is_ascii()) {
        all += 1;
        let code = inverse.first(*c);
        held += usize::from(code.is_some());
        let bytes = code.as_ref().map_or(&[][..], |code| code.as_bytes());
        for byte in bytes.iter().chain(&[0]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    (held * 100 >= all * HELD && held > 0).then_some(hash)
}

/// Whether a UTF-8 layer explains most of the island, so that what it gives may be damaged itself.
fn covers(layer: &Layer, window: &Window, from: usize, to: usize) -> bool {
    let (mut covered, mut all) = (0, 0);
    let mut at = from;
    while at < to {
        let end = layer.first_arc(at).map(|arc| arc.end as usize);
        let next = end.unwrap_or(at + 1);
        let count = window.chars.get(at..next).unwrap_or_default().iter().filter(|c| !c.is_ascii()).count();
        all += count;
        covered += if end.is_some() { count } else { 0 };
        at = next;
    }
    covered * 2 >= all && covered > 0
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
