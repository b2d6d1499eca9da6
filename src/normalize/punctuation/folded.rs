//! Whether a text went through a fold of width: by what it has none of.

use memchr::memmem;

use super::Wanted;
use super::sides::{Look, Side, left, right};

/// Marks of a text, counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signs {
    /// ASCII commas between Chinese characters, seen through quotes and the like.
    commas: usize,
    /// Marks that a fold of width would have folded.
    full_width: usize,
    /// Curly quotes.
    curly: usize,
    /// Whether the text is Japanese by its kana, which has marks of its own.
    is_japanese: bool,
}

/// A text that was folded has none of these; a few were perhaps added afterwards: up to one for this many ASCII commas.
const LATER: usize = 100;

/// Full-width marks that a fold of width folds, in UTF-8. What it does not fold (`。`, `、`, `《`) says nothing.
const FULL_WIDTH: [&str; 7] = ["，", "：", "；", "？", "！", "（", "）"];

/// Counts what tells.
pub fn signs(text: &str) -> Signs {
    let mut signs = Signs::default();
    for at in memchr::memchr_iter(b',', text.as_bytes()) {
        let is_chinese = |look: Look| look.side == Side::Han && !look.has_space;
        let (before, after) = (text.get(..at), text.get(at + 1..));
        signs.commas += usize::from(
            before.is_some_and(|text| is_chinese(left(text)))
                && after.is_some_and(|text| is_chinese(right(text))),
        );
    }
    // Most text has no such comma, and is done here.
    if signs.commas == 0 {
        return signs;
    }
    let count = |mark: &str| memmem::find_iter(text.as_bytes(), mark.as_bytes()).count();
    signs.full_width = FULL_WIDTH.iter().map(|mark| count(mark)).sum();
    if signs.full_width * LATER <= signs.commas {
        signs.curly = ["“", "”"].iter().map(|mark| count(mark)).sum();
        let kana = text
            .chars()
            .filter(|c| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'))
            .count();
        signs.is_japanese = kana > signs.commas;
    }
    signs
}

impl Signs {
    /// What is to be undone, if anything.
    pub fn verdict(&self) -> Option<Wanted> {
        let is_folded =
            self.commas > 0 && self.full_width * LATER <= self.commas && !self.is_japanese;
        // Folding and straightening go together in what does this, but either can be switched off.
        is_folded.then_some(Wanted { width: true, quotes: self.curly == 0, full: false })
    }
}
