//! A hypothesis of the search.

use crate::lattice::automaton::Partial;
use crate::lattice::beam::{Hypothesis, NodeNumber};
use crate::model::{Cost, Symbol};

/// Up to three characters that a step completes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Out {
    chars: [char; 3],
    len: u8,
    /// A bit for each character of which bytes were lost.
    lossy: u8,
}

impl Out {
    pub(super) fn push(&mut self, c: char, lossy: bool) {
        if let Some(slot) = self.chars.get_mut(usize::from(self.len)) {
            *slot = c;
            self.lossy |= u8::from(lossy) << self.len;
            self.len += 1;
        }
    }

    pub(super) fn chars(&self) -> &[char] {
        self.chars.get(..usize::from(self.len)).unwrap_or_default()
    }

    pub(super) fn is_lossy(&self, at: usize) -> bool {
        self.lossy >> at & 1 == 1
    }
}

#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) cost: Cost,
    pub(super) ahead: Cost,
    /// The last character, and the one before it.
    pub(super) last: Symbol,
    pub(super) before: Symbol,
    pub(super) last_char: char,
    /// Bytes of the character begun.
    pub(super) partial: Partial,
    /// Whether one of them was lost.
    pub(super) lossy: bool,
    /// Whether a byte was inserted or lost before the text was decoded.
    pub(super) slipped: bool,
    /// A lead that was lost because the next byte makes no pair with it; 0 for none.
    pub(super) held: u8,
    pub(super) out: Out,
    pub(super) from: NodeNumber,
}

impl Hypothesis for State {
    type Future = (u64, u16);
    type Note = Out;

    fn cost(&self) -> Cost {
        self.cost
    }

    fn ahead(&self) -> Cost {
        self.ahead
    }

    fn future(&self) -> (u64, u16) {
        // The number of a partial character has 26 bits: its length and three bytes. Then 21 bits of a
        // character, 8 of a byte, one of a switch.
        let bytes = u64::from(self.partial.number())
            | u64::from(u32::from(self.last_char)) << 26
            | u64::from(self.held) << 47
            | u64::from(self.slipped) << 55;
        (bytes, self.before.triple_key())
    }

    fn note(&self) -> Out {
        self.out
    }

    fn from(&self) -> NodeNumber {
        self.from
    }

    fn go_on(&mut self, from: NodeNumber) {
        self.from = from;
        self.out = Out::default();
    }
}
