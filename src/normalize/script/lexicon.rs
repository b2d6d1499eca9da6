//! Words of the user's own.

use std::collections::HashMap;
use std::ops::Range;

use crate::Error;
use crate::normalize::Change;

/// Words that the passes of the script leave as they are, or write as the user wants.
///
/// ```
/// use fix_text::{Fixer, Lexicon, Script};
///
/// let lexicon = Lexicon::parse("# names\n后羿\n老干媽\n鼠标\t滑鼠\n")?;
/// let fixer = Fixer::builder().script(Script::Traditional).lexicon(lexicon).build()?;
/// assert_eq!(fixer.fix("用鼠标看后羿的历史").text(), "用滑鼠看后羿的歷史");
/// # Ok::<(), fix_text::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// By first character, the longest first.
    words: HashMap<char, Vec<(String, String)>>,
}

impl Lexicon {
    /// Reads a lexicon: a word a line, that stays as it is; or a word, a tab, and what is written for it. Blank lines and lines that begin with `#` do not count.
    ///
    /// # Errors
    /// [`Error::Lexicon`] with the number of the first line that is no such line.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut lexicon = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.strip_prefix('\u{feff}').unwrap_or(line);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let problem = |problem| Error::Lexicon { line: index + 1, problem };
            let mut parts = line.split('\t');
            let word = parts.next().unwrap_or_default();
            let written = parts.next().unwrap_or(word);
            if parts.next().is_some() {
                return Err(problem(
                    "more than one tab; write WORD, or WORD, a tab and what it becomes",
                ));
            }
            if word.trim() != word || written.trim() != written {
                return Err(problem("spaces around a word"));
            }
            let Some(first) = word.chars().next() else {
                return Err(problem("no word before the tab"));
            };
            if written.is_empty() {
                return Err(problem("nothing after the tab"));
            }
            let words = lexicon.words.entry(first).or_default();
            if words.iter().any(|(other, _)| other == word) {
                return Err(problem("a word that an earlier line has already"));
            }
            words.push((word.to_owned(), written.to_owned()));
        }
        for words in lexicon.words.values_mut() {
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Ok(lexicon)
    }

    /// Takes the changes out that touch one of the words, and puts those in that it asks for.
    pub(crate) fn rule(&self, text: &str, changes: Vec<Change>) -> Vec<Change> {
        let found = self.find(text);
        if found.is_empty() {
            return changes;
        }
        let mut out = Vec::with_capacity(changes.len());
        let mut words = found.into_iter().peekable();
        let mut changes = changes.into_iter().peekable();
        loop {
            match (words.peek(), changes.peek()) {
                (Some((span, _)), Some(change)) if change.span.end <= span.start => {
                    out.extend(changes.next())
                }
                (Some((span, _)), Some(change)) if change.span.start < span.end => {
                    changes.next();
                }
                (Some(_), _) => {
                    let Some((span, written)) = words.next() else { continue };
                    if text.get(span.clone()) != Some(written) {
                        out.push(Change::certain(span, written).because("the lexicon says so"));
                    }
                }
                (None, Some(_)) => out.extend(changes.next()),
                (None, None) => return out,
            }
        }
    }

    /// The words in a text, the longest at each place, without overlaps.
    fn find(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        let mut found = Vec::new();
        let mut end = 0;
        for (at, c) in text.char_indices() {
            if at < end {
                continue;
            }
            let rest = text.get(at..).unwrap_or_default();
            let word = self
                .words
                .get(&c)
                .and_then(|words| words.iter().find(|(word, _)| rest.starts_with(word.as_str())));
            if let Some((word, written)) = word {
                end = at + word.len();
                found.push((at..end, written.as_str()));
            }
        }
        found
    }
}
