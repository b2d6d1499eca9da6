//! The found characters as bytes, and where something must be missing between them.

use super::Search;
use crate::charset::byte_set::ByteSet;
use crate::charset::{Charset, Inverse, Preimages};
use crate::lattice::Channel;
use crate::lattice::automaton::{Automaton, Fed, Partial};
use crate::model::{BIT, Cost, Symbol};

/// Found characters before a broken character where a byte can have been lost without a mark.
const SILENT_BEFORE: usize = 1;
/// A character that costs more than this on its own is rather two halves with something lost
/// between them.
const RARE: Cost = 17 * BIT;

/// What a found character can be in bytes.
pub(super) struct Unit {
    pub(super) codes: Preimages,
    /// Whether it is what the decoder writes for a loss.
    pub(super) is_mark: bool,
    /// Whether it is a space that may have been something else before somebody cleaned up.
    pub(super) may_be_cleaned: bool,
    /// Whether bytes can have been lost before it without a mark.
    pub(super) follows_loss: bool,
    /// After which bytes at the beginning of a character it can follow; laid out where bytes can
    /// have been lost before it.
    pub(super) can_follow: ByteSet,
}

/// Whether a text can go on with a byte and one of some codes.
pub(super) fn goes_on(
    automaton: &Automaton,
    partial: Partial,
    byte: u8,
    codes: &Preimages,
) -> bool {
    let feed = |partial: Partial, byte: u8| match automaton.feed(partial, byte) {
        Fed::More(partial) => Some(partial),
        Fed::Char(_) => Some(Partial::default()),
        Fed::Invalid => None,
    };
    let Some(begun) = feed(partial, byte) else { return false };
    codes.iter().any(|code| code.iter().try_fold(begun, |now, byte| feed(now, *byte)).is_some())
}

/// The codes that a decoder reads as a character.
pub(super) fn codes(channel: &Channel, inverse: &Inverse, c: char) -> Preimages {
    let mut codes = Preimages::default();
    for code in inverse.all(c).iter().filter(|code| channel.reads(code.as_bytes())) {
        codes.push(*code);
    }
    if let Some(code) = channel.also(c) {
        codes.push(code);
    }
    codes
}

impl Search<'_> {
    /// Reads what was not lost, to see what kind of text it is and where it breaks off: something
    /// must have been lost there even if nothing marks it.
    pub(super) fn look_through(&mut self) {
        let mut partial = Partial::default();
        let mut broken: Vec<usize> = Vec::new();
        let mut previous = None;
        for (at, unit) in self.units.iter().enumerate() {
            let bytes = unit.codes.first().map(|code| code.as_bytes()).unwrap_or_default();
            if unit.is_mark {
                partial = Partial::default();
                previous = None;
                continue;
            }
            for &byte in bytes {
                partial = match self.automaton.feed(partial, byte) {
                    Fed::More(more) => more,
                    Fed::Char(c) => {
                        if Symbol::of(c).alone() > RARE {
                            broken.push(at);
                        }
                        self.repertoire.see(c);
                        // Double-byte text out of step reads as if nothing were wrong with it.
                        if self.channel.actual() == Charset::Utf8 {
                            self.here.see(previous, c);
                            self.balance.see(c);
                        }
                        previous = Some(c);
                        Partial::default()
                    }
                    Fed::Invalid => {
                        broken.push(at);
                        previous = None;
                        // What became a space may be followed by another loss.
                        let cleaned =
                            unit.may_be_cleaned.then(|| self.automaton.feed(partial, 0xA0));
                        if matches!(cleaned, Some(Fed::More(_))) {
                            broken.push(at + 1);
                        }
                        match self.automaton.feed(Partial::default(), byte) {
                            Fed::More(more) => more,
                            _ => Partial::default(),
                        }
                    }
                };
            }
        }
        self.repertoire.conclude();
        if !self.channel.is_silent() {
            return;
        }
        // Only UTF-8 shows its breaks reliably.
        if self.channel.actual() != Charset::Utf8 {
            self.units.iter_mut().for_each(|unit| unit.follows_loss = true);
        }
        // Lines end with a full stop, of which two bytes can be left that spoil what stands before.
        broken.push(self.units.len().saturating_sub(1));
        for at in broken {
            let from = at.saturating_sub(SILENT_BEFORE);
            for unit in self.units.iter_mut().skip(from).take(SILENT_BEFORE + 1) {
                unit.follows_loss = true;
            }
        }
        let automaton = self.automaton;
        for unit in self.units.iter_mut().filter(|unit| unit.follows_loss) {
            let codes = unit.codes;
            for byte in 0x80..=0xFF {
                if goes_on(automaton, Partial::default(), byte, &codes) {
                    unit.can_follow.set(byte, true);
                }
            }
        }
    }
}
