//! A quick hash for small keys of numbers and characters.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map by the quick hash.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;
/// A set by the quick hash.
pub(crate) type Set<K> = HashSet<K, BuildHasherDefault<Mixer>>;

/// The hash FNV-1a of nothing.
pub(crate) const FNV: u64 = 0xCBF2_9CE4_8422_2325;

/// The hash FNV-1a of one number more.
pub(crate) fn fnv(hash: u64, number: impl Into<u64>) -> u64 {
    (hash ^ number.into()).wrapping_mul(0x0100_0000_01B3)
}

/// Hashes numbers that are no secret and come from no enemy: a lost collision costs a probe.
#[derive(Default)]
pub(crate) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.write_u64(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        self.0 ^= self.0 >> 32;
    }
}
