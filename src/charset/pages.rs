//! A sparse table of one `u16` for each character of the Basic Multilingual Plane.

/// Pages of 256 entries; pages without entries share the first one. Zero is "no entry".
pub(super) struct Pages {
    index: [u16; 256],
    values: Vec<u16>,
}

impl Pages {
    /// A table without entries.
    pub(super) fn new() -> Pages {
        Pages { index: [0; 256], values: vec![0; 256] }
    }

    /// The entry of `c`, zero if there is none.
    #[inline]
    pub(super) fn get(&self, c: u16) -> u16 {
        let [page, place] = c.to_be_bytes();
        let start = self.index.get(usize::from(page)).copied().unwrap_or(0);
        let at = (usize::from(start) << 8) | usize::from(place);
        self.values.get(at).copied().unwrap_or(0)
    }

    /// Everything that has an entry, in order, with its entry.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u16, u16)> {
        let pages = (0..=u8::MAX).zip(&self.index).filter(|(_, start)| **start != 0);
        pages
            .flat_map(|(page, start)| {
                let values = self.values.chunks_exact(256).nth(usize::from(*start));
                let places = (0..=u8::MAX).zip(values.into_iter().flatten());
                places.map(move |(place, value)| (u16::from_be_bytes([page, place]), *value))
            })
            .filter(|(_, value)| *value != 0)
    }

    /// Enters `value` for `c`; says false, and changes nothing, if there is an entry already.
    pub(super) fn set_if_empty(&mut self, c: u16, value: u16) -> bool {
        let [page, place] = c.to_be_bytes();
        let Some(start) = self.index.get_mut(usize::from(page)) else {
            return false;
        };
        if *start == 0 {
            *start = (self.values.len() >> 8) as u16;
            self.values.resize(self.values.len() + 256, 0);
        }
        let at = (usize::from(*start) << 8) | usize::from(place);
        match self.values.get_mut(at) {
            Some(slot) if *slot == 0 => {
                *slot = value;
                true
            }
            _ => false,
        }
    }
}
