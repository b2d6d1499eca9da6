//! Characters of a line that lost bytes in a layer above.

/// Where such characters stand, and what each may have been. In the line they are U+FFFD.
#[derive(Debug, Default)]
pub struct Marks {
    /// By index of the character in the line, in order.
    places: Vec<(usize, Vec<char>)>,
}

impl Marks {
    pub fn new(places: Vec<(usize, Vec<char>)>) -> Self {
        Self { places }
    }

    /// What the character with an index may have been; `None` where nothing is known of it.
    pub fn at(&self, index: usize) -> Option<&[char]> {
        let place = self.places.binary_search_by_key(&index, |(place, _)| *place).ok()?;
        self.places.get(place).map(|(_, candidates)| candidates.as_slice())
    }
}
