//! Weighs what the sample may be, in bits, the smallest sum first.

use super::candidates::{LEGACY, WIDE, prior};
use super::hints::Hints;
use super::sample::Sample;
use super::score::{Score, score};
use crate::Encoding;
use crate::model::{BIT, Cost};

/// Bits behind the first from which on an encoding is not looked at any longer.
const HOPELESS: Cost = 120 * BIT;
/// Bytes of windows after which the first is firm if it leads by [`HOPELESS`].
const MOST: usize = 16 * 1024;
/// Supposing that text is UTF-8 with errors.
const UTF8_WITH_ERRORS: Cost = 2 * BIT;
/// Supposing that a file is in two encodings.
const MIXED: Cost = 50 * BIT;
/// Supposing binary data.
const BINARY: Cost = 24 * BIT;

/// What the input may be, and what it costs to suppose so.
#[derive(Clone, Debug)]
pub(super) struct Hypothesis {
    pub encoding: Encoding,
    /// Of the pieces that are valid UTF-8, where these are not in `encoding`, too.
    pub is_mixed: bool,
    pub score: Score,
}

/// Encodings by what they cost, those that read the same text once.
pub(super) fn legacy(sample: &Sample, hints: &Hints) -> Vec<Hypothesis> {
    let mut ways: Vec<Hypothesis> = LEGACY
        .iter()
        .map(|(encoding, _)| Hypothesis::new(*encoding, false, prior(*encoding)))
        .collect();
    ways.push(Hypothesis::new(Encoding::UTF_8, false, UTF8_WITH_ERRORS));
    ways.retain(|way| hints.allows(way.encoding));
    for way in &mut ways {
        way.score.cost = (way.score.cost + HINTED).saturating_sub(hints.bonus(way.encoding));
    }
    read(&mut ways, sample.other.windows());
    if sample.utf8.pieces == 0 {
        return distinct(ways);
    }
    // Lines that are valid UTF-8 are in UTF-8, or in the same encoding by chance.
    let mut utf8 = vec![Hypothesis::new(Encoding::UTF_8, false, MIXED)];
    read(&mut utf8, sample.utf8.windows());
    let utf8 = utf8.first().map_or_else(Score::default, |way| way.score);
    let mut mixed = Vec::new();
    for way in &mut ways {
        if way.encoding != Encoding::UTF_8 {
            mixed.push(Hypothesis { is_mixed: true, score: way.score.and(utf8), ..way.clone() });
        }
    }
    read(&mut ways, sample.utf8.windows());
    ways.extend(mixed);
    distinct(ways)
}

/// What every hypothesis starts with, so that hints can be subtracted.
const HINTED: Cost = 64 * BIT;

/// Reads windows in all encodings that are not hopeless yet.
fn read<'w>(ways: &mut Vec<Hypothesis>, windows: impl Iterator<Item = &'w [u8]>) {
    let mut bytes = 0;
    for window in windows {
        for way in ways.iter_mut() {
            way.score = way.score.and(score(window, way.encoding));
        }
        bytes += window.len();
        let least = ways.iter().map(|way| way.score.cost).min().unwrap_or_default();
        ways.retain(|way| way.score.cost <= least.saturating_add(HOPELESS));
        if bytes >= MOST && ways.len() <= 1 {
            break;
        }
    }
}

/// Sorted, and of those that read the same text only the cheapest.
fn distinct(mut ways: Vec<Hypothesis>) -> Vec<Hypothesis> {
    for way in &mut ways {
        way.score = way.score.lopsided();
    }
    ways.sort_by_key(|way| (way.score.cost, way.encoding));
    let mut seen = Vec::new();
    ways.retain(|way| {
        let read = (way.score.hash, way.is_mixed);
        let is_new = !seen.contains(&read);
        seen.push(read);
        is_new
    });
    ways
}

impl Hypothesis {
    fn new(encoding: Encoding, is_mixed: bool, cost: Cost) -> Self {
        Self { encoding, is_mixed, score: Score { cost, ..Score::default() } }
    }
}

/// What raw blocks are as UTF-16 or UTF-32, as binary data, and at best as anything that builds on ASCII.
pub(super) struct Blocks {
    pub wide: Vec<Hypothesis>,
    pub narrow: Cost,
    pub binary: Cost,
    /// Control characters that text has none of, among how many bytes.
    pub controls: usize,
    pub bytes: usize,
}

/// Raw blocks that are weighed.
const BLOCKS: usize = 8;

impl Blocks {
    pub fn of(sample: &Sample, hints: &Hints) -> Self {
        let blocks: Vec<&[u8]> = sample.raw.blocks().take(BLOCKS).collect();
        let mut wide: Vec<Hypothesis> = WIDE
            .iter()
            .filter(|(encoding, _)| hints.allows(*encoding))
            .map(|(encoding, _)| Hypothesis::new(*encoding, false, prior(*encoding)))
            .collect();
        read(&mut wide, blocks.iter().copied());
        let mut narrow: Vec<Hypothesis> = LEGACY
            .iter()
            .map(|(encoding, _)| Hypothesis::new(*encoding, false, prior(*encoding)))
            .chain([Hypothesis::new(Encoding::UTF_8, false, 0)])
            .collect();
        read(&mut narrow, blocks.iter().copied());
        let count = |is: fn(&u8) -> bool| {
            blocks.iter().map(|block| block.iter().filter(|byte| is(byte)).count()).sum()
        };
        Self {
            wide: distinct(wide),
            narrow: narrow.iter().map(|way| way.score.cost).min().unwrap_or_default(),
            binary: BINARY + blocks.iter().map(|block| binary_cost(block)).sum::<Cost>(),
            controls: count(is_odd_control),
            bytes: blocks.iter().map(|block| block.len()).sum(),
        }
    }
}

/// Control characters that text does not have.
fn is_odd_control(byte: &u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F)
}

/// Binary data: any byte is as probable as any other, but for repeated ones.
fn binary_cost(block: &[u8]) -> Cost {
    let mut previous = None;
    let mut cost = 0;
    for byte in block {
        cost += if previous == Some(byte) { BIT } else { 8 * BIT };
        previous = Some(byte);
    }
    cost
}
