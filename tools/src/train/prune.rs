//! Chooses the pairs worth keeping and sums up the rest.

use std::collections::{BTreeMap, HashMap};

use super::count::{Counts, DISCOUNT, Folding, SHARES};
use super::statistics::{Costs, SCALE, Statistics, class};

/// A pair must have been seen this often, in one language, to be kept.
const LEAST_COUNT: u64 = 2;
/// A character must have been seen this often, in one language, to be known.
const LEAST_CHARACTER_COUNT: u64 = 2;

/// All pairs of all languages, weighted.
struct Pooled {
    /// Mass before and after discounting, and whether the pair may be kept.
    pairs: HashMap<(char, char), (f64, f64, bool)>,
    chars: BTreeMap<char, f64>,
}

/// Prunes to `size` pairs.
pub fn prune(parts: &BTreeMap<&'static str, Counts>, folding: &Folding, size: usize) -> Statistics {
    let pooled = pool(parts);
    let mut candidates: Vec<(char, char)> =
        pooled.pairs.iter().filter(|(_, v)| v.2).map(|(&pair, _)| pair).collect();
    candidates.sort_unstable();
    // What a pair gains depends on what the model falls back on, and that on the pairs kept:
    // two rounds are enough for the figures to stand still.
    let mut statistics = summarise(&pooled, folding, &candidates);
    for _ in 0..2 {
        let costs = Costs::of(&statistics);
        let mut ranked: Vec<(f64, (char, char))> = candidates
            .iter()
            .map(|&pair| (gain(&pooled, &statistics, &costs, pair), pair))
            .filter(|(gain, _)| *gain > 0.0)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(size);
        let kept: Vec<(char, char)> = ranked.into_iter().map(|(_, pair)| pair).collect();
        statistics = summarise(&pooled, folding, &kept);
    }
    statistics
}

/// Bits saved by keeping a pair, times its mass.
fn gain(pooled: &Pooled, statistics: &Statistics, costs: &Costs, pair: (char, char)) -> f64 {
    let (mass, discounted, _) = pooled.pairs[&pair];
    let total = statistics.totals.get(&pair.0).copied().unwrap_or(1) as f64;
    let fallback = costs.fallback(pair.0, pair.1);
    let kept = -(discounted * SCALE / total + (-fallback).exp2()).log2();
    mass * (fallback - kept)
}

fn pool(parts: &BTreeMap<&'static str, Counts>) -> Pooled {
    let shares: f64 = SHARES.iter().filter(|(part, _)| parts.contains_key(part)).map(|s| s.1).sum();
    let mut pairs: HashMap<(char, char), (f64, f64, bool)> = HashMap::new();
    let mut chars: BTreeMap<char, f64> = BTreeMap::new();
    for (part, share) in SHARES {
        let Some(counts) = parts.get(part) else { continue };
        let size: u64 = counts.pairs.values().sum();
        let weight = share / shares / size as f64;
        // Sums of floating-point numbers depend on their order, and a hash map has none.
        let mut sorted: Vec<_> = counts.pairs.iter().collect();
        sorted.sort_unstable();
        for (&pair, &count) in sorted {
            let entry = pairs.entry(pair).or_default();
            entry.0 += weight * count as f64;
            entry.1 += weight * (count as f64 - DISCOUNT);
            entry.2 |= count >= LEAST_COUNT;
        }
        for (&c, &count) in &counts.chars {
            if count >= LEAST_CHARACTER_COUNT {
                *chars.entry(c).or_default() += weight * count as f64;
            }
        }
    }
    Pooled { pairs, chars }
}

fn summarise(pooled: &Pooled, folding: &Folding, kept: &[(char, char)]) -> Statistics {
    let mut statistics = Statistics::default();
    for (&c, &mass) in &pooled.chars {
        statistics.chars.insert(c, (folding.key(c), units(mass)));
    }
    // The spaces that stand for line ends and the keys that only variants were seen of.
    let keys: Vec<char> =
        statistics.chars.values().map(|v| v.0).chain(['\n', '\t', '\r']).collect();
    for key in keys {
        statistics.chars.entry(key).or_insert((folding.key(key), 0));
    }
    for &pair in kept {
        statistics.pairs.insert(pair, units(pooled.pairs[&pair].1));
    }
    let mut totals: BTreeMap<char, f64> = BTreeMap::new();
    let mut backed: BTreeMap<char, f64> = BTreeMap::new();
    let mut steps: BTreeMap<(u8, u8), f64> = BTreeMap::new();
    let mut sorted: Vec<_> = pooled.pairs.iter().collect();
    sorted.sort_unstable_by_key(|(pair, _)| **pair);
    for (&(first, second), &(mass, discounted, _)) in sorted {
        *totals.entry(first).or_default() += mass;
        let rest =
            if statistics.pairs.contains_key(&(first, second)) { mass - discounted } else { mass };
        *backed.entry(second).or_default() += rest;
        *steps.entry((class(first), class(second))).or_default() += rest;
    }
    let known = |key: &char| statistics.chars.contains_key(key);
    statistics.totals =
        totals.into_iter().filter(|(k, _)| known(k)).map(|(k, m)| (k, units(m))).collect();
    statistics.backed =
        backed.into_iter().filter(|(k, _)| known(k)).map(|(k, m)| (k, units(m))).collect();
    statistics.steps = steps.into_iter().map(|(k, m)| (k, units(m))).collect();
    statistics
}

fn units(mass: f64) -> u64 {
    (mass * SCALE).round() as u64
}
