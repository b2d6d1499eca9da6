//! Turns statistics into the tables that the library embeds.

use std::collections::BTreeMap;

use fix_text::model::table::{LEVELS, bucket_of, pair_hash, slot_of, slot_value, triple_hash};
use fix_text::model::{ANYTHING_ELSE, Alike, BIT, Class, ENTRY, PAGE, Rarity};

use super::statistics::{Costs, Statistics, class};
use super::triples::{DIGIT, LETTER, Triples};

/// Entries a bucket: more makes the table of displacements smaller and the search longer.
const BUCKET: usize = 4;
/// Filled share of the slots.
const LOAD: f64 = 0.97;

/// Bits that a character of running text costs among those of its class, with so much slack that
/// clean text hardly ever adds up to an alarm (1 to 6 lines in a hundred of the odd lines of the
/// evaluation set) and damaged lines always do.
const RARITY_USUAL_HAN: f64 = 12.5;
const RARITY_USUAL_HANGUL: f64 = 10.5;
/// What one character can add at most.
const RARITY_MOST: f64 = 9.0;

/// The embedded tables by file name.
pub type Tables = BTreeMap<&'static str, Vec<u8>>;

/// Builds all tables.
///
/// # Errors
/// When some bucket finds no displacement: change `LOAD`.
pub fn build(statistics: &Statistics, triples: &Triples) -> Result<Tables, String> {
    let costs = Costs::of(statistics);
    let keys = number_keys(statistics);
    let (pages, chars) = character_tables(statistics, &costs, &keys);
    let (displacements, slots) = hash_table(&pair_levels(statistics, &costs, &keys))?;
    let (triple_displacements, triple_slots) = hash_table(&triple_levels(triples, &keys))?;
    Ok(Tables::from([
        ("pages.bin", little_endian(&pages)),
        ("chars.bin", chars),
        ("classes.bin", class_table(&costs)),
        ("rarity.bin", rarity_table(statistics)),
        ("pair_displacements.bin", little_endian(&displacements)),
        ("pair_slots.bin", little_endian(&slots)),
        ("triple_displacements.bin", little_endian(&triple_displacements)),
        ("triple_slots.bin", little_endian(&triple_slots)),
    ]))
}

/// Keys get numbers from 1 on; 0 is for characters that training did not see.
fn number_keys(statistics: &Statistics) -> BTreeMap<char, u16> {
    let mut keys: Vec<char> = statistics.chars.values().map(|v| v.0).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().zip(1..).collect()
}

fn eighths(bits: f64) -> u8 {
    (bits * f64::from(BIT)).round().clamp(0.0, 255.0) as u8
}

fn class_table(costs: &Costs) -> Vec<u8> {
    costs.steps.iter().flatten().chain(&costs.unknown).map(|&bits| eighths(bits)).collect()
}

/// How much rarer than usual each character of the basic plane is among those of its class, in
/// quarters of a bit, for text of ideographs or Hangul; see `fix_text::model::Rarity`.
fn rarity_table(statistics: &Statistics) -> Vec<u8> {
    let mut class_mass: BTreeMap<u8, u64> = BTreeMap::new();
    for (&c, (_, mass)) in &statistics.chars {
        *class_mass.entry(class(c)).or_default() += mass;
    }
    let rarity = |code: u32| {
        let c = char::from_u32(code)?;
        let usual = match Class::of(c) {
            Class::Han => RARITY_USUAL_HAN,
            Class::Hangul => RARITY_USUAL_HANGUL,
            Class::CjkPunctuation | Class::Fullwidth | Class::GeneralPunctuation => return Some(0),
            _ if c.is_ascii() || c == '·' => return Some(0),
            _ => return None,
        };
        let all = class_mass.get(&class(c)).copied().unwrap_or(0).max(1) as f64;
        let mass = statistics.chars.get(&c).map_or(0, |v| v.1).max(1) as f64;
        let bits = (-(mass / all).log2() - usual).min(RARITY_MOST);
        Some((bits * 4.0).round().clamp(-126.0, 126.0) as i8)
    };
    (0..0x1_0000).map(|code| rarity(code).unwrap_or(Rarity::LOOK_CLOSER) as u8).collect()
}

fn character_tables(
    statistics: &Statistics,
    costs: &Costs,
    keys: &BTreeMap<char, u16>,
) -> (Vec<u16>, Vec<u8>) {
    let mut family: BTreeMap<char, u64> = BTreeMap::new();
    for (key, mass) in statistics.chars.values() {
        *family.entry(*key).or_default() += mass;
    }
    let mut pages = vec![0u16; 0x11_0000 / PAGE];
    let mut chars = vec![0u8; PAGE * ENTRY];
    for (&c, (key, mass)) in &statistics.chars {
        let page = &mut pages[c as usize / PAGE];
        if *page == 0 {
            *page = (chars.len() / (PAGE * ENTRY)) as u16;
            chars.resize(chars.len() + PAGE * ENTRY, 0);
        }
        // Half a unit of what the family has keeps a spelling that was hardly seen possible.
        let share = (*mass as f64 + 1.0) / (family[key] as f64 + 1.0);
        let spelling = if key.is_whitespace() { 0.0 } else { -share.log2() };
        let number = keys[key].to_le_bytes();
        let within =
            costs.within.get(key).copied().unwrap_or(costs.unknown[usize::from(class(*key))]);
        let entry = [
            number[0],
            number[1],
            class(*key),
            eighths(within),
            eighths(spelling.min(12.0)),
            eighths(costs.backoff.get(key).copied().unwrap_or(0.0)),
        ];
        let at = (usize::from(*page) * PAGE + c as usize % PAGE) * ENTRY;
        chars[at..at + ENTRY].copy_from_slice(&entry);
    }
    (pages, chars)
}

/// Each pair's hash and level of cost.
fn pair_levels(
    statistics: &Statistics,
    costs: &Costs,
    keys: &BTreeMap<char, u16>,
) -> Vec<(u64, u16)> {
    let pair = |&(first, second): &(char, char)| {
        let bits = costs.pair(statistics, first, second);
        Some((pair_hash(*keys.get(&first)?, *keys.get(&second)?), level(bits)))
    };
    statistics.pairs.keys().filter_map(pair).collect()
}

/// Each triple's hash and level of cost, and the levels of anything else.
fn triple_levels(triples: &Triples, keys: &BTreeMap<char, u16>) -> Vec<(u64, u16)> {
    let number = |key: char| match key {
        DIGIT => Some(Alike::Digit.key()),
        LETTER => Some(Alike::Letter.key()),
        _ => keys.get(&key).copied(),
    };
    let triple = |(&[a, b, c], &level): (&[char; 3], &u8)| {
        Some((triple_hash(number(a)?, number(b)?, number(c)?), u16::from(level)))
    };
    let two = |(&[a, b], &level): (&[char; 2], &u8)| {
        Some((triple_hash(number(a)?, number(b)?, ANYTHING_ELSE), u16::from(level)))
    };
    let costs = triples.costs.iter().filter_map(triple);
    costs.chain(triples.anything_else.iter().filter_map(two)).collect()
}

/// The displacements and slots of a table of hashes and levels.
fn hash_table(entries: &[(u64, u16)]) -> Result<(Vec<u16>, Vec<u16>), String> {
    let slot_count = (entries.len() as f64 / LOAD).ceil() as usize + 1;
    let bucket_count = entries.len() / BUCKET + 1;
    let mut buckets: Vec<Vec<(u64, u16)>> = vec![Vec::new(); bucket_count];
    for &entry in entries {
        buckets[bucket_of(entry.0, bucket_count)].push(entry);
    }
    let mut order: Vec<usize> = (0..bucket_count).collect();
    order.sort_by_key(|&b| (usize::MAX - buckets[b].len(), b));
    let mut displacements = vec![0u16; bucket_count];
    let mut slots: Vec<Option<u16>> = vec![None; slot_count];
    for bucket in order {
        let displacement = (0..=u16::MAX)
            .find(|&d| fits(&buckets[bucket], d, &slots))
            .ok_or("a bucket finds no place; lower LOAD")?;
        displacements[bucket] = displacement;
        for &(hash, level) in &buckets[bucket] {
            slots[slot_of(hash, displacement, slot_count)] = Some(slot_value(hash, level));
        }
    }
    Ok((displacements, slots.into_iter().map(Option::unwrap_or_default).collect()))
}

fn fits(bucket: &[(u64, u16)], displacement: u16, slots: &[Option<u16>]) -> bool {
    let places: Vec<usize> =
        bucket.iter().map(|p| slot_of(p.0, displacement, slots.len())).collect();
    places
        .iter()
        .enumerate()
        .all(|(i, &place)| slots[place].is_none() && !places[..i].contains(&place))
}

/// The level nearest to a cost.
pub(super) fn level(bits: f64) -> u16 {
    let wanted = bits * f64::from(BIT);
    let distance = |i: &u16| ((f64::from(LEVELS[usize::from(*i)]) - wanted).abs() * 8.0) as u64;
    (0..LEVELS.len() as u16).min_by_key(distance).unwrap_or(0)
}

fn little_endian(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}
