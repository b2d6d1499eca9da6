//! Hashes of two and three units, and a filter that tells which of them are in a dictionary.

use super::boxed;

#[inline]
pub fn hash(pair: u32) -> u64 {
    // Fibonacci hashing; the upper half is the better one.
    u64::from(pair).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[inline]
pub fn hash_of_three(pair: u32, third: u32) -> u64 {
    (u64::from(third) << 32 | u64::from(pair)).wrapping_mul(0xD1B5_4A32_D192_ED03)
}

/// A Bloom filter: two bits of one number for each hash.
pub struct Filter(Box<[u64; FILTER]>);

const FILTER: usize = 1 << 12;

impl Filter {
    pub fn new() -> Self {
        Self(boxed(|_| 0))
    }

    #[inline]
    fn bits(hash: u64) -> u64 {
        1 << (hash >> 46 & 63) | 1 << (hash >> 40 & 63)
    }

    pub fn add(&mut self, hash: u64) {
        if let Some(place) = self.0.get_mut((hash >> 52) as usize) {
            *place |= Self::bits(hash);
        }
    }

    #[inline]
    pub fn may_have(&self, hash: u64) -> bool {
        let place = self.0.get((hash >> 52) as usize).copied().unwrap_or_default();
        place & Self::bits(hash) == Self::bits(hash)
    }
}

#[inline]
pub fn third_bit(third: u16) -> u32 {
    1 << ((third ^ third >> 5 ^ third >> 10) & 31)
}
