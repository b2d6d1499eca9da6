//! `--report`: edits and findings as JSON lines.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use crate::output::{Damage, Guessed, Output, Piece, What};
use crate::visible::visible;

/// Writes one JSON object for each edit and each finding.
pub struct Report {
    out: BufWriter<File>,
    name: String,
}

/// One line of the report. Offsets are bytes of the text in UTF-8: of the whole file, or with
/// `--jsonl` of the decoded string of the field.
#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    path: &'a str,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    start: usize,
    end: usize,
    original: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<String>,
    cause: String,
    /// What else was done here, by passes after the repair.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<f64>,
    /// Of an edit, empty where no bytes were lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    guesses: Option<Vec<Guess>>,
}

/// A character that lost bytes. Offsets are bytes of the replacement.
#[derive(Serialize)]
struct Guess {
    start: usize,
    end: usize,
    /// What stands there: the guess, or U+FFFD.
    char: char,
    /// Of the guess; `null` where U+FFFD stands.
    probability: Option<f64>,
    /// What it can have been, the most probable first.
    candidates: Vec<Candidate>,
}

#[derive(Serialize)]
struct Candidate {
    char: char,
    probability: f64,
}

impl From<Guessed<'_>> for Guess {
    fn from(guess: Guessed<'_>) -> Self {
        let Guessed { span, char, probability, candidates } = guess;
        let candidates =
            candidates.iter().map(|&(char, probability)| Candidate { char, probability }).collect();
        Self { start: span.start, end: span.end, char, probability, candidates }
    }
}

impl Report {
    pub fn create(path: &Path) -> io::Result<Self> {
        let name = visible(&path.to_string_lossy()).into_owned();
        let out = File::create(path).map_err(|error| named(&name, &error))?;
        Ok(Self { out: BufWriter::new(out), name })
    }

    fn write(&mut self, line: &Line<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }
}

impl Output for Report {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        for damage in piece.damage {
            let line = Line::new(piece.path, damage);
            self.write(&line).map_err(|error| named(&self.name, &error))?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|error| named(&self.name, &error))
    }
}

impl<'a> Line<'a> {
    fn new(path: &'a str, damage: &Damage<'a>) -> Self {
        let what = damage.what;
        let (edit, finding) = match what {
            What::Edit(edit) => (Some(edit), None),
            What::Finding(finding) => (None, Some(finding)),
        };
        Line {
            kind: if edit.is_some() { "edit" } else { "finding" },
            path,
            line: damage.line,
            field: damage.field,
            start: what.span().start,
            end: what.span().end,
            original: what.original(),
            replacement: edit.map(|edit| edit.replacement.as_str()),
            proposal: finding.and_then(|finding| finding.proposal.as_deref()),
            // Written like the names of causes: `cannot-be-undone`.
            kept: finding.map(|finding| finding.kept.to_string().replace(' ', "-")),
            cause: what.cause().to_string(),
            also: what.also().iter().map(ToString::to_string).collect(),
            reason: what.reason(),
            confidence: what.confidence(),
            margin: edit.map(|edit| edit.margin),
            guesses: edit.map(|edit| Guessed::list(edit).map(Guess::from).collect()),
        }
    }
}

/// The error with the file it belongs to. Never a broken pipe, which means stdout here.
fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("{name}: {error}"))
}
