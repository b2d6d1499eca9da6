//! What a text has said already: pairs of ideographs that could be read.

use crate::hash::Set;

/// Pairs that are remembered at most, so that memory stays bounded.
const MOST: usize = 1 << 16;

/// Pairs of ideographs.
#[derive(Clone, Debug, Default)]
pub struct Seen(Set<(char, char)>);

impl Seen {
    /// Remembers a pair; nothing for other characters, of which the model knows enough.
    pub fn see(&mut self, previous: Option<char>, c: char) {
        if let Some(previous) = previous
            && is_ideograph(previous)
            && is_ideograph(c)
            && self.0.len() < MOST
        {
            self.0.insert((previous, c));
        }
    }

    /// Whether the text has this pair.
    pub fn has(&self, previous: char, c: char) -> bool {
        !self.0.is_empty() && is_ideograph(c) && self.0.contains(&(previous, c))
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_pairs_of_ideographs() {
        let mut seen = Seen::default();
        let mut previous = None;
        for c in "龍潭田，abc".chars() {
            seen.see(previous, c);
            previous = Some(c);
        }
        assert!(seen.has('龍', '潭') && seen.has('潭', '田'));
        assert!(!seen.has('龍', '田') && !seen.has('田', '，') && !seen.has('a', 'b'));
    }
}
