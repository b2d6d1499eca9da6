//! What may have happened to an island: every hypothesis that fits is tried on it.

use crate::charset::{Charset, Inverse};
use crate::edit::Step;
use crate::hash::{FNV, fnv};
use crate::model::{BIT, Cost};

use super::hypotheses::{DOUBLE, LONGEST_CHAIN, NESTED, READ_AS, actual_of, cost_of};
use super::island::{Island, usual_sum};
use super::layer::{Builder, Layer, Source};
use super::path::{self, Stretch};
use super::window::Window;

/// Characters of an island that hypotheses are compared on.
const SAMPLE: usize = 48;
/// Characters at the most surprising place of an island that every hypothesis has to gain on before
/// it is weighed.
const CORE: usize = 24;
/// What it has to gain there.
const QUICK_GAIN: Cost = 10 * BIT;
/// The same in text of more than [`LONG`] bytes.
const QUICK_GAIN_LONG: Cost = 18 * BIT;
const LONG: usize = 120;
/// Changed characters after which a hypothesis that has gained nothing yet is given up.
const PATIENCE: usize = 8;
/// The same where every character found is one that was written.
const PATIENCE_DOUBLE: usize = 4;
/// Hypotheses of each kind that are weighed, the ones that gain most at the first look.
const MOST_WEIGHED: usize = 6;
/// A hypothesis that gains this much and gives text as it should be ends the search.
pub const DECISIVE: Cost = 40 * BIT;
/// A hypothesis has to gain this much on its island to be laid over the window.
const LEAST_GAIN: Cost = 2 * BIT;
/// Hypotheses that an island brings to the search of the whole window.
const MOST_FOUND: usize = 6;

/// A hypothesis and what it gains on an island.
pub struct Candidate {
    /// The wrong decodes, the last one first.
    pub steps: Vec<Step>,
    /// Gain a character.
    rate: f64,
    /// Whether it leaves nothing to explain.
    is_decisive: bool,
}

/// Lays a chain over part of a window.
pub fn lay(window: &Window, from: usize, to: usize, steps: &[Step]) -> Option<Layer> {
    let mut layer: Option<Layer> = None;
    for (step, nested) in steps.iter().zip(0..) {
        let source = match &layer {
            None => Source::Found(window),
            Some(below) => Source::Restored(below),
        };
        layer = Some(Layer::new(*step, enter(*step, nested), source, from, to));
    }
    layer
}

/// What it costs to suppose a wrong decode that so many others followed.
pub fn enter(step: Step, nested: usize) -> Cost {
    cost_of(step.actual, step.read_as) + NESTED * nested as Cost
}

/// Whether a layer leaves nothing to explain on an island.
pub fn is_decisive(window: &Window, island: Island, layer: &Layer) -> bool {
    weigh(window, island.from, island.to, layer, Vec::new())
        .is_some_and(|candidate| candidate.is_decisive)
}

/// What a layer gains between two places, if it gains anything.
fn weigh(
    window: &Window,
    from: usize,
    to: usize,
    layer: &Layer,
    steps: Vec<Step>,
) -> Option<Candidate> {
    let (stretches, cost) = path::best(window, from, to, &[layer]);
    let gain = window.cost(from, to).checked_sub(cost).filter(|gain| *gain >= LEAST_GAIN)?;
    let is_decisive = gain >= DECISIVE && is_usual(window, from, to, layer, &stretches, cost);
    // Chains are weighed on longer samples than single steps.
    let rate = f64::from(gain) / (to - from).max(1) as f64;
    Some(Candidate { steps, rate, is_decisive })
}

/// What a restored text may cost where usual text costs so much. A quarter more is a line full of
/// names; text that is still damaged costs half as much again.
pub fn at_most(usual: Cost) -> Cost {
    usual + usual / 4
}

/// Whether an island, once the stretches are restored, costs no more than usual text. Single
/// surprises are allowed, names are full of them.
fn is_usual(
    window: &Window,
    from: usize,
    to: usize,
    layer: &Layer,
    stretches: &[Stretch],
    cost: Cost,
) -> bool {
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
    cost <= at_most(sum) + layer.enter
}

/// All hypotheses that gain on an island, the best first, a few of them.
pub fn search(window: &Window, island: Island) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    Search::new(window, island, Source::Found(window), &[]).run(&mut found);
    found.sort_by(|a, b| b.rate.total_cmp(&a.rate));
    // Several kinds of damage may stand side by side; what gains little beside the best is not one.
    let least = found.first().map_or(0.0, |best| best.rate / 4.0);
    found.retain(|c| c.rate >= least);
    // Two of each kind: what the text was read as hardly tells hypotheses apart on a short sample.
    let mut kinds: Vec<(usize, Charset)> = Vec::new();
    found.retain(|candidate| {
        let Some(innermost) = candidate.steps.last() else { return false };
        let kind = (candidate.steps.len(), innermost.actual);
        kinds.push(kind);
        kinds.iter().filter(|known| **known == kind).count() <= 2
    });
    found.truncate(MOST_FOUND);
    found
}

/// The search on one island: on the text as found, or on what some steps restore.
struct Search<'a> {
    window: &'a Window,
    island: Island,
    source: Source<'a>,
    /// What has been undone already.
    steps: &'a [Step],
    /// Where the first look begins.
    core: usize,
    /// Where the sample ends.
    to: usize,
}

impl<'a> Search<'a> {
    fn new(window: &'a Window, island: Island, source: Source<'a>, steps: &'a [Step]) -> Self {
        let to =
            if steps.is_empty() { island.to.min(island.core + SAMPLE) } else { deep_end(island) };
        Self {
            window,
            island,
            source,
            steps,
            core: island.core.saturating_sub(1).max(island.from),
            to,
        }
    }

    fn run(&self, found: &mut Vec<Candidate>) {
        let readings = self.readings();
        // UTF-8 first: it is the commonest, and being valid it is hardly ever right by chance.
        for &read_as in &readings {
            self.try_utf8(read_as, found);
        }
        if found.iter().any(|c| c.is_decisive) {
            return;
        }
        // In long text any two rare characters look better as something else.
        let is_long = self.steps.is_empty() && self.window.bytes() > LONG;
        let least = if is_long { QUICK_GAIN_LONG } else { QUICK_GAIN };
        let mut promising: Vec<(Cost, Step)> = Vec::new();
        let mut scratch = Vec::new();
        for &read_as in &readings {
            for actual in actual_of(read_as).filter(|actual| *actual != Charset::Utf8) {
                let step = Step { actual, read_as };
                // A pair of characters may be cut wrongly from where the look begins.
                let phases = if DOUBLE.contains(&read_as) { 1 } else { 2 };
                let gain = (0..phases)
                    .map(|phase| self.quick_gain(step, phase, &mut scratch))
                    .max()
                    .unwrap_or(0);
                if gain >= least {
                    promising.push((gain.saturating_sub(enter(step, self.steps.len())), step));
                }
            }
        }
        promising.sort_by_key(|(gain, _)| Cost::MAX - gain);
        // Two bytes to a character look good at first; alphabets get places of their own.
        let is_double = |step: &Step| DOUBLE.contains(&step.actual);
        let (double, single): (Vec<Step>, Vec<Step>) =
            promising.into_iter().map(|p| p.1).partition(is_double);
        for step in
            double.into_iter().take(MOST_WEIGHED).chain(single.into_iter().take(MOST_WEIGHED))
        {
            found.extend(self.weigh(&self.lay(step), step));
        }
    }

    /// Tries UTF-8 read as a charset, and what may have happened to the text before.
    fn try_utf8(&self, read_as: Charset, found: &mut Vec<Candidate>) {
        let step = Step { actual: Charset::Utf8, read_as };
        let gains = self.quick_gain(step, 0, &mut Vec::new()) >= QUICK_GAIN;
        let nests = self.steps.len() + 1 < LONGEST_CHAIN;
        if !gains && !nests {
            return;
        }
        let layer = self.lay(step);
        let candidate = if gains { self.weigh(&layer, step) } else { None };
        let is_decisive = candidate.as_ref().is_some_and(|c| c.is_decisive);
        if !nests || is_decisive || !covers(&layer, self.window, self.island.from, self.to) {
            found.extend(candidate);
            return;
        }
        // What may lie below is weighed on longer samples, and so must this be.
        let (from, to) = (self.island.from, deep_end(self.island));
        let steps = self.with(step);
        let below = Layer::new(step, enter(step, self.steps.len()), self.source, from, to);
        found.extend(weigh(self.window, from, to, &below, steps.clone()));
        Search::new(self.window, self.island, Source::Restored(&below), &steps).run(found);
    }

    fn with(&self, step: Step) -> Vec<Step> {
        self.steps.iter().copied().chain([step]).collect()
    }

    fn lay(&self, step: Step) -> Layer {
        Layer::new(step, enter(step, self.steps.len()), self.source, self.island.from, self.to)
    }

    fn weigh(&self, layer: &Layer, step: Step) -> Option<Candidate> {
        weigh(self.window, self.island.from, self.to, layer, self.with(step))
    }

    /// A first look at what a step gains, from the most surprising place on; from before it, if little
    /// follows.
    fn quick_gain(&self, step: Step, phase: usize, scratch: &mut Vec<char>) -> Cost {
        let nested = self.steps.len();
        let builder = Builder::new(step, self.source);
        let is_double = DOUBLE.contains(&step.read_as);
        let patience = if is_double { PATIENCE_DOUBLE } else { PATIENCE } << (2 * nested);
        let mut gain = |from: usize| {
            let from = from + phase;
            let to = self.to.min(from + (CORE << nested));
            builder.quick_gain(self.window, from..to, patience, scratch)
        };
        // The characters of a chain are long, and its most surprising place may lie within one.
        let core = if nested == 0 { self.core } else { self.island.from };
        let before = self.to.saturating_sub(CORE).max(self.island.from);
        if before < core && !is_double { gain(core).max(gain(before)) } else { gain(core) }
    }

    /// The charsets that the text can have been read as, one of each kind that comes to the same
    /// bytes.
    fn readings(&self) -> Vec<Charset> {
        let is_other = |c: &char| !c.is_ascii();
        let chars = source_chars(self.source, self.core, self.to);
        let witnesses: Vec<char> = chars.into_iter().filter(is_other).take(WITNESSES).collect();
        // Charsets that agree here may not agree on the rest of the line.
        let mut all = match self.source {
            Source::Found(window) => window.chars.clone(),
            Source::Restored(_) => source_chars(self.source, self.island.from, self.to),
        };
        all.retain(is_other);
        all.sort_unstable();
        all.dedup();
        let mut seen: Vec<u64> = Vec::new();
        let mut readings: Vec<Charset> = Vec::new();
        for &read_as in READ_AS.iter().copied().flatten() {
            let inverse = read_as.inverse();
            let held = witnesses.iter().filter(|c| inverse.first(**c).is_some()).count();
            // Clean text may follow soon, but it seldom fits into another charset of its kind.
            let missing = witnesses.len() - held;
            if held == 0 || missing > if DOUBLE.contains(&read_as) { 2 } else { held } {
                continue;
            }
            let fingerprint = fingerprint(inverse, &all);
            if !seen.contains(&fingerprint) {
                seen.push(fingerprint);
                readings.push(read_as);
            }
        }
        readings
    }
}

/// Where the sample for chains ends: every wrong decode makes the text up to three times as long.
fn deep_end(island: Island) -> usize {
    island.limit.min(island.core + (SAMPLE << LONGEST_CHAIN))
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

/// Characters at the most surprising place of an island of which a charset has to hold half to be
/// what the text was read as: clean text may follow soon.
const WITNESSES: usize = 5;

/// A hash of the bytes that characters stand for in a charset.
fn fingerprint(inverse: &Inverse, chars: &[char]) -> u64 {
    let mut hash = FNV;
    for c in chars {
        let code = inverse.first(*c);
        let bytes = code.as_ref().map_or(&[][..], |code| code.as_bytes());
        for byte in bytes.iter().chain(&[0]) {
            hash = fnv(hash, *byte);
        }
    }
    hash
}

/// Whether a UTF-8 layer explains most of the island, so that what it gives may be damaged itself.
fn covers(layer: &Layer, window: &Window, from: usize, to: usize) -> bool {
    let (mut covered, mut all) = (0, 0);
    let mut at = from;
    while at < to {
        let end = layer.first_arc(at).map(|arc| arc.end as usize);
        let next = end.unwrap_or(at + 1);
        let count =
            window.chars.get(at..next).unwrap_or_default().iter().filter(|c| !c.is_ascii()).count();
        all += count;
        covered += if end.is_some() { count } else { 0 };
        at = next;
    }
    covered * 2 >= all && covered > 0
}
