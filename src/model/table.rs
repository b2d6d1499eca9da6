//! A read-only hash table of pairs or triples: two bytes each, one probe a look-up.
//!
//! "Hash and displace": the hash names a bucket, the bucket's displacement (chosen when the table
//! was written, so that no two entries meet) leads to the slot. A slot holds 12 bits to recognise
//! the entry by and a 4-bit level of cost. One unknown pair in 4,096 is taken for a known one, which
//! a sum over a text does not notice.

use super::{BIT, Cost};

/// The costs that the 4-bit levels stand for. Steps of a bit lose nothing measurable.
pub const LEVELS: [Cost; 16] = [
    1,
    BIT,
    2 * BIT,
    3 * BIT,
    4 * BIT,
    5 * BIT,
    6 * BIT,
    7 * BIT,
    8 * BIT,
    9 * BIT,
    10 * BIT,
    11 * BIT,
    12 * BIT,
    13 * BIT,
    15 * BIT,
    17 * BIT,
];

/// Bits of a slot that recognise the entry.
const TAG_BITS: u32 = 12;

/// A pair's hash; everything in the table follows from it.
#[inline]
pub fn pair_hash(first: u16, second: u16) -> u64 {
    triple_hash(0, first, second)
}

/// A triple's hash; a pair is one that begins with key 0.
#[inline]
pub fn triple_hash(first: u16, second: u16, third: u16) -> u64 {
    let keys = u64::from(first) << 32 | u64::from(second) << 16 | u64::from(third);
    let mixed = (keys ^ 0x5851_F42D_4C95_7F2D).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

/// Where a hash belongs: its bucket among `buckets`.
#[inline]
pub fn bucket_of(hash: u64, buckets: usize) -> usize {
    (((hash >> 32) * buckets as u64) >> 32) as usize
}

/// The slot among `slots` that a displacement sends a hash to.
#[inline]
pub fn slot_of(hash: u64, displacement: u16, slots: usize) -> usize {
    let moved = (hash ^ u64::from(displacement).wrapping_mul(0x2545_F491_4F6C_DD1D))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (((moved >> 32) * slots as u64) >> 32) as usize
}

/// What a slot holds for a hash and a level.
#[inline]
pub fn slot_value(hash: u64, level: u16) -> u16 {
    ((hash >> 7) as u16) << (16 - TAG_BITS) | level
}

/// The table, over the bytes it was written to.
pub struct Table<'a> {
    displacements: &'a [u8],
    slots: &'a [u8],
}

impl<'a> Table<'a> {
    /// A table over displacements and slots, little-endian 16-bit numbers both.
    pub const fn new(displacements: &'a [u8], slots: &'a [u8]) -> Self {
        Self { displacements, slots }
    }

    /// The cost filed under a hash.
    #[inline]
    pub fn get(&self, hash: u64) -> Option<Cost> {
        LEVELS.get(usize::from(self.level(hash)?)).copied()
    }

    /// The level filed under a hash, 0 to 15.
    #[inline]
    pub fn level(&self, hash: u64) -> Option<u16> {
        let bucket = bucket_of(hash, self.displacements.len() / 2);
        let displacement = super::u16_at(self.displacements, bucket);
        let slot = super::u16_at(self.slots, slot_of(hash, displacement, self.slots.len() / 2));
        if (slot ^ slot_value(hash, 0)) >> (16 - TAG_BITS) != 0 {
            return None;
        }
        Some(slot & 0xF)
    }
}
