//! Punctuation of Chinese text: full-width marks where they were folded, everywhere, or nowhere.

mod ascii;
mod brackets;
mod corner;
mod folded;
mod line;
mod marks;
mod masks;
mod quotes;
mod sides;

use std::fmt;
use std::str::FromStr;

use super::{Changes, UnknownName};

pub(super) use ascii::to_ascii;
pub(super) use corner::corner_brackets;

/// What to do about the punctuation of Chinese text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Punctuation {
    /// Leave it.
    #[default]
    Keep,
    /// Undo what a width fold did: where a text has ASCII commas between Chinese characters and no full-width marks at all, these marks were
    /// folded, and come back. A text that has some is left as it is.
    Restore,
    /// Full-width marks wherever Chinese text has others.
    Full,
    /// ASCII marks instead of full-width ones.
    Ascii,
}

impl Punctuation {
    /// What `--punct` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Punctuation::Keep => "keep",
            Punctuation::Restore => "restore",
            Punctuation::Full => "full",
            Punctuation::Ascii => "ascii",
        }
    }
}

impl fmt::Display for Punctuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Punctuation {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let all = [Punctuation::Keep, Punctuation::Restore, Punctuation::Full, Punctuation::Ascii];
        let known = all.into_iter().find(|punctuation| punctuation.name() == name);
        known.ok_or_else(|| {
            UnknownName::new("punctuation", name, all.into_iter().map(Punctuation::name))
        })
    }
}

/// What was done to the marks of a text, and is to be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    /// `,` and its kind become full-width.
    width: bool,
    /// Straight quotes become curly.
    quotes: bool,
    /// Dots, dashes and tildes too, which no fold makes; and brackets or quotes that have no partner are reported.
    full: bool,
}

/// Undoes a fold of width, where the text shows one.
pub(super) fn restore(text: &str) -> Changes {
    match folded::signs(text).verdict() {
        Some(wanted) => changes(text, wanted),
        None => Changes::default(),
    }
}

/// Sets Chinese text in full-width marks.
pub(super) fn full(text: &str) -> Changes {
    let mut changes = changes(text, Wanted { width: true, quotes: true, full: true });
    let dots = marks::middle_dots(text);
    if !dots.is_empty() {
        changes.changes.extend(dots);
        changes.changes.sort_by_key(|change| change.span.start);
    }
    changes
}

fn changes(text: &str, wanted: Wanted) -> Changes {
    let mut lines = line::Lines::new(wanted);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.take(line, start);
        start += line.len();
    }
    lines.changes
}
