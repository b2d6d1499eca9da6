//! `--explain`: what was found, for people.

use std::io::{self, Write};

use fix_text::{Cause, Chain, Edit, Kept, Loss};

use crate::output::{Damage, Guessed, Output, Piece, What};
use crate::visible::{excerpt, visible};

/// Characters shown that a lost one may have been instead: who wants all of them asks for a report.
const RUNNERS_UP: usize = 3;
/// Below this, a percentage is shown as 0%.
const LEAST_SHOWN: f64 = 0.001;

/// Prints an entry for each edit and each finding, and a summary.
pub struct Explain<W> {
    out: W,
    inputs: usize,
    repaired: usize,
    left: usize,
}

impl<W: Write> Explain<W> {
    pub fn new(out: W) -> Self {
        Self { out, inputs: 0, repaired: 0, left: 0 }
    }

    fn entry(&mut self, path: &str, damage: &Damage<'_>) -> io::Result<()> {
        let what = damage.what;
        write!(self.out, "{path}:{}:{}: ", damage.line, damage.column)?;
        if let Some(field) = damage.field {
            write!(self.out, "[{}] ", excerpt(field))?;
        }
        write!(self.out, "{}", excerpt(what.original()))?;
        let fate = match what {
            What::Edit(edit) => {
                self.repaired += 1;
                match edit.replacement.as_str() {
                    "" => writeln!(self.out, " removed")?,
                    replacement => writeln!(self.out, " → {}", excerpt(replacement))?,
                }
                String::new()
            }
            What::Finding(finding) => {
                self.left += 1;
                writeln!(self.out, " left as it is")?;
                left_because(finding.kept, finding.proposal.as_deref())
            }
        };
        let (words, name) = (in_words(what.cause()), what.cause());
        write!(self.out, "    {words}")?;
        if words != name.to_string() {
            write!(self.out, " ({name})")?;
        }
        for other in what.also() {
            write!(self.out, ", then {other}")?;
        }
        writeln!(self.out, ", {} sure{fate}", percent(what.confidence()))?;
        if let Some(reason) = what.reason() {
            writeln!(self.out, "    because {}", visible(reason))?;
        }
        match what {
            What::Edit(edit) => Guessed::list(edit).try_for_each(|guess| self.guess(edit, &guess)),
            What::Finding(_) => Ok(()),
        }
    }

    /// A line on a lost character, shown between its neighbours.
    fn guess(&mut self, edit: &Edit, guess: &Guessed<'_>) -> io::Result<()> {
        let text = &edit.replacement;
        let shown = |c: Option<char>| c.map(|c| visible(&c.to_string()).into_owned());
        let before = shown(text[..guess.span.start].chars().next_back()).unwrap_or_default();
        let after = shown(text[guess.span.end..].chars().next()).unwrap_or_default();
        let char = visible(&text[guess.span.clone()]);
        let what = if guess.probability.is_some() { "guessed" } else { "marked" };
        write!(self.out, "    {what}: {before}[{char}]{after}")?;
        if let Some(probability) = guess.probability {
            write!(self.out, ", {} sure", percent(probability))?;
        }
        let others: Vec<String> = guess
            .candidates
            .iter()
            .filter(|(c, probability)| *c != guess.char && *probability >= LEAST_SHOWN)
            .take(RUNNERS_UP)
            .map(|(c, probability)| {
                format!("{} {}", visible(&c.to_string()), percent(*probability))
            })
            .collect();
        match (guess.probability, others.as_slice()) {
            (Some(_), []) => writeln!(self.out),
            (Some(_), others) => writeln!(self.out, "; or {}", others.join(", ")),
            (None, []) => writeln!(self.out, "; nothing tells what it was"),
            (None, others) => writeln!(self.out, "; perhaps {}", others.join(", ")),
        }
    }
}

impl<W: Write> Output for Explain<W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        piece.damage.iter().try_for_each(|damage| self.entry(piece.path, damage))
    }

    fn end_input(&mut self, _path: &str) -> io::Result<()> {
        self.inputs += 1;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let files =
            if self.inputs == 1 { "1 input".to_owned() } else { format!("{} inputs", self.inputs) };
        match (self.repaired, self.left) {
            (0, 0) => writeln!(self.out, "{files}: nothing to repair"),
            (repaired, left) => {
                writeln!(self.out, "{files}: {repaired} repaired, {left} left as found")
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn in_words(cause: &Cause) -> String {
    match cause {
        Cause::WrongDecode(chain) => chain_in_words(chain),
        Cause::InsertedReading => "a program added the readings of characters".to_owned(),
        Cause::OutOfStep => {
            "a byte was lost or added, and what follows was decoded out of step".to_owned()
        }
        Cause::Lost(Loss::ReplacementCharacters) => "bytes were replaced by U+FFFD".to_owned(),
        Cause::Lost(Loss::MisreadReplacementCharacters) => {
            "bytes were replaced by U+FFFD, and its UTF-8 was read as another charset".to_owned()
        }
        Cause::Lost(Loss::MemoryFiller) => "uninitialised memory was read as text".to_owned(),
        // The library may learn new causes; their names are words too.
        other => other.to_string(),
    }
}

fn chain_in_words(chain: &Chain) -> String {
    let steps: Vec<String> = chain
        .steps()
        .iter()
        .map(|step| {
            format!("{} read as {}", spoken(step.actual.name()), spoken(step.read_as.name()))
        })
        .collect();
    steps.join(", then ")
}

/// A charset as people write it.
fn spoken(name: &str) -> String {
    match name {
        "big5" => "Big5".to_owned(),
        "shift_jis" => "Shift_JIS".to_owned(),
        "macintosh" => "Mac Roman".to_owned(),
        "x-mac-cyrillic" => "Mac Cyrillic".to_owned(),
        _ if name.starts_with("windows") => name.replacen('w', "W", 1),
        _ => name.to_uppercase(),
    }
}

fn left_because(kept: Kept, proposal: Option<&str>) -> String {
    let reason = match kept {
        Kept::CannotBeUndone => "the bytes are gone".to_owned(),
        Kept::Uncertain => "too little evidence to change it".to_owned(),
        Kept::LostBytes => {
            "bytes were lost (--lossy guess writes the most probable characters)".to_owned()
        }
        Kept::Quotation => "quoted in a clean sentence (--repair-quotations repairs it)".to_owned(),
        Kept::Unbalanced => "a quote or bracket without a partner".to_owned(),
        other => other.to_string(),
    };
    match proposal {
        Some(proposal) => format!("; left: {reason}; perhaps {}", excerpt(proposal)),
        None => format!("; left: {reason}"),
    }
}

/// Rounded down, so that 100% means certain.
fn percent(probability: f64) -> String {
    // The small addend undoes the error of the multiplication, as in 0.57 * 1000.
    let tenths = (probability * 1000.0 + 1e-9).floor();
    format!("{}%", tenths / 10.0)
}

#[cfg(test)]
mod tests {
    use super::{percent, spoken};

    #[test]
    fn percent_is_never_too_sure() {
        for (probability, shown) in [
            (0.0, "0%"),
            (0.57, "57%"),
            (0.9, "90%"),
            (0.9876, "98.7%"),
            (0.99999, "99.9%"),
            (1.0, "100%"),
        ] {
            assert_eq!(percent(probability), shown);
        }
    }

    #[test]
    fn charsets_are_spoken_of_as_people_do() {
        for (name, shown) in [
            ("utf-8", "UTF-8"),
            ("gbk", "GBK"),
            ("shift_jis", "Shift_JIS"),
            ("windows-1252", "Windows-1252"),
            ("iso-8859-1", "ISO-8859-1"),
        ] {
            assert_eq!(spoken(name), shown);
        }
    }
}
