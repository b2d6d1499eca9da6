//! Sets of bytes.

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(crate) const EMPTY: Self = Self([0; 4]);

    /// Puts a byte in, or takes it out.
    #[inline]
    pub(crate) fn set(&mut self, byte: u8, is_in: bool) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            let bit = 1 << (byte & 63);
            *word = if is_in { *word | bit } else { *word & !bit };
        }
    }

    #[inline]
    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 == 1)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }

    /// The bytes that are in neither of two sets.
    pub(crate) fn neither(&self, other: &Self) -> Self {
        let mut neither = *self;
        for (word, other) in neither.0.iter_mut().zip(other.0) {
            *word = !(*word | other);
        }
        neither
    }

    /// The bytes, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = u8> {
        let bits = |(mut word, first): (u64, u8)| {
            std::iter::from_fn(move || {
                let bit = u8::try_from(word.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                word &= word - 1;
                Some(first + bit)
            })
        };
        self.0.into_iter().zip([0, 64, 128, 192]).flat_map(bits)
    }

    /// Whether any of the bytes is one of ASCII.
    pub(crate) fn has_ascii(&self) -> bool {
        matches!(self.0, [low, high, ..] if low | high != 0)
    }
}

impl FromIterator<u8> for ByteSet {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        let mut set = Self::EMPTY;
        bytes.into_iter().for_each(|byte| set.set(byte, true));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_put_in() {
        let mut set: ByteSet = [0, 63, 64, 0xFF].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<u8>>(), [0, 63, 64, 0xFF]);
        set.set(63, false);
        assert!(!set.contains(63) && set.contains(64) && !set.is_empty());
        let rest = set.neither(&ByteSet::EMPTY);
        assert_eq!(rest.iter().count(), 253);
        assert!(set.neither(&rest).is_empty());
    }
}
