//! The round brackets of a line, paired: both change or neither.

use super::marks::LONGEST_NUMERAL;
use super::masks::Masks;
use super::sides::{Side, left, right};
use crate::normalize::script::is_han;

/// A bracket with its partner: byte offsets in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub open: usize,
    pub close: usize,
    /// Whether there is Chinese between them.
    pub has_chinese: bool,
    /// Whether there is nothing but ASCII between them.
    pub is_ascii: bool,
}

/// The pairs of a line that have an ASCII bracket, and what has no partner.
#[derive(Debug, Default)]
pub struct Brackets {
    pub pairs: Vec<Pair>,
    pub alone: Vec<usize>,
}

/// Pairs what is not masked.
pub fn brackets(line: &str, masks: &Masks) -> Brackets {
    let mut brackets = Brackets::default();
    let mut open: Vec<usize> = Vec::new();
    // Where the last character of a kind was, so that nested brackets need not look inside.
    let (mut chinese, mut other) = (0, 0);
    let is_ascii = |at: usize| matches!(line.as_bytes().get(at), Some(b'(' | b')'));
    for (at, c) in line.char_indices() {
        match c {
            '(' | '（' if !masks.have(at) => open.push(at),
            ')' | '）' if !masks.have(at) => match open.pop() {
                Some(open) if is_ascii(open) || is_ascii(at) => brackets.pairs.push(Pair {
                    open,
                    close: at,
                    has_chinese: chinese > open,
                    is_ascii: other <= open,
                }),
                Some(_) => {}
                None if is_numeral(line, at) => {}
                None => brackets.alone.push(at),
            },
            _ if is_han(c) => chinese = at,
            _ => {}
        }
        if !c.is_ascii() {
            other = at;
        }
    }
    brackets.alone.extend(open);
    brackets.alone.retain(|at| is_ascii(*at));
    brackets
}

/// `1)`, `a)` at the beginning of a line.
fn is_numeral(line: &str, at: usize) -> bool {
    let before = line.get(..at).filter(|before| before.len() <= LONGEST_NUMERAL);
    let before = before.unwrap_or_default().trim_start();
    !before.is_empty() && before.chars().count() <= 3 && before.chars().all(char::is_alphanumeric)
}

impl Pair {
    /// Whether a pair belongs to Chinese text: there is some in it, or beside it without a space between.
    pub fn is_chinese(self, line: &str) -> bool {
        let is_beside = |look: super::sides::Look| look.side == Side::Han && !look.has_space;
        self.has_chinese
            || line.get(..self.open).is_some_and(|before| is_beside(left(before)))
            || self.after(line).is_some_and(|after| is_beside(right(after)))
    }

    /// Whether a fold of width can have made it: full-width brackets have no space before them, and code none at all.
    pub fn can_be_folded(self, line: &str) -> bool {
        let before = line.get(..self.open).unwrap_or_default();
        let is_apart = self.after(line).is_some_and(|after| after.starts_with(' '));
        let mut chars = before.chars().rev();
        match chars.next() {
            // `print(x)`, but `C(D)`.
            Some(c) if is_word(c) => self.has_chinese || !chars.next().is_some_and(is_word),
            Some(' ') => {
                // After a mark, a space is the writer's.
                let is_after_mark = chars.find(|c| *c != ' ').is_none_or(|c| !c.is_alphanumeric());
                is_after_mark && !is_apart && !self.is_ascii
            }
            // `会( Save the Children)` is written, `= ( x )` is code.
            Some(c) if is_han(c) => true,
            None => !is_apart && !self.is_spaced(line),
            Some(_) => !self.is_spaced(line),
        }
    }

    /// Whether there are spaces inside, beside the brackets.
    fn is_spaced(self, line: &str) -> bool {
        let inside = line.get(self.open + 1..self.close).unwrap_or_default();
        inside.starts_with(' ') || inside.ends_with(' ')
    }

    fn after(self, line: &str) -> Option<&str> {
        let mut chars = line.get(self.close..)?.chars();
        chars.next();
        Some(chars.as_str())
    }
}

fn is_word(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && !is_han(c))
}
