//! Is this text mojibake, where, and of what?
//!
//! Clean text leaves by the fast path ([`scan`]). In what is left, stretches of improbable
//! characters ("islands") are looked at one by one: every hypothesis that fits is laid over the
//! island ([`layer`]), and the ones that make the text more probable compete, with each other and
//! with "intact", for the whole window ([`path`]).

mod hypotheses;
mod layer;
mod path;
mod scan;
mod window;

use crate::charset::Charset;
use crate::edit::Step;
use crate::model::{BIT, Class, Cost, Symbol};

use hypotheses::{LONGEST_CHAIN, NESTED, READ_AS, actual_of, cost_of};
use layer::{Builder, Layer, Source};
use path::Stretch;
use scan::Surprise;
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
/// Islands of one window that are searched at most; the others profit from what is found in these.
const MOST_ISLANDS: usize = 12;
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
    /// Where the improbable characters begin.
    core: usize,
    to: usize,
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
        let mut searched = 0;
        for island in islands(window) {
            let known: Vec<Candidate> = chains
                .iter()
                .chain(&self.met)
                .filter_map(|steps| candidate(window, island, steps))
                .collect();
            let found = match known.into_iter().find(|c| c.is_decisive) {
                Some(decisive) => vec![decisive],
                None if searched == MOST_ISLANDS => continue,
                None => {
                    searched += 1;
                    search(window, island)
                }
            };
            for candidate in found {
                if !chains.contains(&candidate.steps) && chains.len() < MOST_LAYERS {
                    chains.push(candidate.steps);
                }
            }
        }
        chains.iter().filter_map(|steps| lay(window, 0, window.len(), steps)).collect()
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

/// Stretches of improbable characters, with some context.
fn islands(window: &Window) -> Vec<Island> {
    let mut islands: Vec<Island> = Vec::new();
    let mut surprise = Surprise::new(window.bytes());
    let mut since = None;
    let mut alarmed = false;
    let mut last_rise = 0;
    let mut level = 0;
    for (at, symbol) in window.symbols.iter().enumerate() {
        let before = level;
        level = surprise.add(*symbol, window.cost(at, at + 1));
        if level > before {
            since.get_or_insert(at);
            last_rise = at + 1;
        }
        alarmed |= surprise.is_alarming();
        if level == 0 || at + 1 == window.len() {
            if let (Some(core), true) = (since, alarmed) {
                let from = core.saturating_sub(CONTEXT);
                let to = (last_rise + CONTEXT).min(window.len());
                match islands.last_mut() {
                    Some(last) if last.to >= from => last.to = to,
                    _ => islands.push(Island { from, core: core.saturating_sub(1), to }),
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
    let is_decisive = gain >= DECISIVE && leaves_nothing(window, from, to, layer, &stretches);
    // Chains are weighed on longer samples than single steps.
    let rate = f64::from(gain) / (to - from).max(1) as f64;
    Some(Candidate { steps, rate, is_decisive })
}

/// Whether an island is as text should be once the stretches are restored.
fn leaves_nothing(window: &Window, from: usize, to: usize, layer: &Layer, stretches: &[Stretch]) -> bool {
    let mut surprise = Surprise::new(window.bytes());
    let mut previous = window.before(from);
    let mut stretches = stretches.iter();
    let mut stretch = stretches.next();
    let mut at = from;
    let mut feed = |c: char| {
        let symbol = Symbol::of(c);
        surprise.add(symbol, crate::model::cost(previous, symbol));
        previous = symbol;
        !surprise.is_alarming()
    };
    while at < to {
        if stretch.is_some_and(|s| at >= s.to) {
            stretch = stretches.next();
        }
        let inside = stretch.is_some_and(|s| s.from <= at);
        let is_usual = match layer.first_arc(at).filter(|_| inside) {
            Some(arc) => {
                at = arc.end as usize;
                layer.chars(arc).iter().all(|c| feed(*c))
            }
            None => {
                at += 1;
                window.char(at - 1).is_none_or(&mut feed)
            }
        };
        if !is_usual {
            return false;
        }
    }
    true
}

/// All hypotheses that gain on an island, the best first, a few of them.
fn search(window: &Window, island: Island) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    search_below(window, island, Source::Found(window), &[], &mut found);
    found.sort_by(|a, b| b.rate.total_cmp(&a.rate));
    // Several kinds of damage may stand side by side; what gains little beside the best is not one.
    let least = found.first().map_or(0.0, |best| best.rate / 4.0);
    found.retain(|c| c.rate >= least);
    found.truncate(3);
    found
}

/// Tries every hypothesis on what `source` gives: the text as found, or what `steps` restore.
fn search_below(window: &Window, island: Island, source: Source<'_>, steps: &[Step], found: &mut Vec<Candidate>) {
    // Every wrong decode makes the text up to three times as long.
    let reach = |nested: usize| island.to.min(island.core + (SAMPLE << nested));
    let Island { from, core, .. } = island;
    let to = if steps.is_empty() { reach(0) } else { reach(LONGEST_CHAIN) };
    let sample = Island { to, ..island };
    let chars = source_chars(source, from, to);
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
