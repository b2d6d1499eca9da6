//! Characters that lines of a text have in words that are known.
//!
//! Most lines of a clean text hold nothing that lines before did not hold, and need no closer look. What is damaged
//! holds something else: a wrong decode gives other letters, and signs within words.

use super::signs::is_letter;

/// Lines that must have had a character.
const ENOUGH: u8 = 4;
/// Characters beyond are not counted: letters of other alphabets and rare signs.
const LIMIT: usize = 0x2100;

/// The characters of lines that are text as it should be.
#[derive(Default)]
pub struct Usual {
    /// In how many lines each was, up to [`ENOUGH`].
    lines: Vec<u8>,
}

impl Usual {
    /// Counts the characters of a line all words of which are known.
    pub fn learn(&mut self, line: &[char]) {
        self.lines.resize(LIMIT, 0);
        let mut others: Vec<char> = line.iter().copied().filter(|c| !c.is_ascii()).collect();
        others.sort_unstable();
        others.dedup();
        for c in others {
            if let Some(lines) = self.lines.get_mut(c as usize) {
                *lines = ENOUGH.min(*lines + 1);
            }
        }
    }

    /// Whether everything outside ASCII in a line was in others before, and no sign stands within a word.
    pub fn covers(&self, line: &str) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let mut before = ' ';
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            if !c.is_ascii() {
                let is_usual = self.lines.get(c as usize) == Some(&ENOUGH);
                let is_apart = !is_letter(before) || !chars.peek().is_some_and(|c| is_letter(*c));
                if !is_usual || !(is_letter(c) || c == '’' || is_apart) {
                    return false;
                }
            }
            before = c;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_before_is_usual() {
        let mut usual = Usual::default();
        let line: Vec<char> = "l’été « ici » – là".chars().collect();
        for _ in 1..ENOUGH {
            usual.learn(&line);
            assert!(!usual.covers("été"));
        }
        usual.learn(&line);
        assert!(usual.covers("« L’été – là »"));
        assert!(!usual.covers("être"));
        // `É` of Mac OS Roman and a dash within a word.
        assert!(!usual.covers("Ét–"));
        assert!(!usual.covers("t–te"));
    }
}
