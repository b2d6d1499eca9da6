//! What the parts of the command hand to each other: repaired pieces, and who wants them.

use std::io::{self, Write};
use std::ops::Range;

use fix_text::{Cause, Edit, Finding, Kept};

/// A whole file, or one line of a JSONL stream, before and after.
pub struct Piece<'a> {
    pub path: &'a str,
    pub old: &'a [u8],
    pub new: &'a [u8],
    /// Where `old` and `new` differ, in order.
    pub changes: &'a [Change],
    pub damage: &'a [Damage<'a>],
}

/// A byte range of the old text and what stands for it in the new one.
pub struct Change {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

/// An edit or a finding, and where it is.
pub struct Damage<'a> {
    /// Counted from 1, as editors do.
    pub line: usize,
    /// Characters, counted from 1.
    pub column: usize,
    /// The JSON field it is in.
    pub field: Option<&'a str>,
    pub what: What<'a>,
}

/// An edit or a finding.
#[derive(Clone, Copy)]
pub enum What<'a> {
    Edit(&'a Edit),
    Finding(&'a Finding),
}

impl<'a> What<'a> {
    /// All of them, in the order of the text.
    pub fn list(edits: &'a [Edit], findings: &'a [Finding]) -> Vec<Self> {
        let mut all: Vec<Self> = edits.iter().map(What::Edit).collect();
        all.extend(findings.iter().map(What::Finding));
        all.sort_by_key(|what| what.span().start);
        all
    }

    /// Byte range in the text it was found in.
    pub fn span(self) -> Range<usize> {
        match self {
            What::Edit(edit) => edit.span.clone(),
            What::Finding(finding) => finding.span.clone(),
        }
    }

    pub fn original(self) -> &'a str {
        match self {
            What::Edit(edit) => &edit.original,
            What::Finding(finding) => &finding.original,
        }
    }

    pub fn cause(self) -> &'a Cause {
        match self {
            What::Edit(edit) => &edit.cause,
            What::Finding(finding) => &finding.cause,
        }
    }

    /// What else was done to an edit.
    pub fn also(self) -> &'a [Cause] {
        match self {
            What::Edit(edit) => &edit.also,
            What::Finding(_) => &[],
        }
    }

    pub fn reason(self) -> Option<&'a str> {
        match self {
            What::Edit(edit) => edit.reason.as_deref(),
            What::Finding(_) => None,
        }
    }

    pub fn confidence(self) -> f64 {
        match self {
            What::Edit(edit) => edit.confidence,
            What::Finding(finding) => finding.confidence,
        }
    }

    /// Whether the text is damaged here, and not about damage.
    pub fn is_damage(self) -> bool {
        match self {
            What::Edit(_) => true,
            What::Finding(finding) => !matches!(finding.kept, Kept::Quotation | Kept::Unbalanced),
        }
    }
}

/// A character of an edit that lost bytes, and what was written for it.
pub struct Guessed<'a> {
    /// Byte range in the replacement.
    pub span: Range<usize>,
    /// What stands there: the guess, or U+FFFD.
    pub char: char,
    /// The probability of the guess; nothing for U+FFFD, which is none.
    pub probability: Option<f64>,
    /// What it can have been, the most probable first.
    pub candidates: &'a [(char, f64)],
}

impl<'a> Guessed<'a> {
    /// Those of an edit, in order.
    pub fn list(edit: &'a Edit) -> impl Iterator<Item = Self> {
        edit.guesses.iter().map(|guess| {
            let (span, candidates) = (guess.span.clone(), guess.candidates.as_slice());
            let char = edit.replacement[span.clone()].chars().next();
            let char = char.unwrap_or(char::REPLACEMENT_CHARACTER);
            let known = candidates.iter().find(|(c, _)| *c == char);
            let probability =
                known.filter(|_| char != char::REPLACEMENT_CHARACTER).map(|(_, p)| *p);
            Self { span, char, probability, candidates }
        })
    }
}

/// Somebody who wants the pieces: the repaired text, a diff, a report, ...
pub trait Output {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()>;

    /// An input ends.
    fn end_input(&mut self, _path: &str) -> io::Result<()> {
        Ok(())
    }

    /// Everything ends.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Passes on what is buffered.
    fn flush(&mut self) -> io::Result<()>;

    /// Whether it looks for something, and found it.
    fn found(&self) -> bool {
        false
    }
}

/// The repaired text.
pub struct Text<W> {
    out: W,
    /// Keep the last record of a file and the first of the next on lines of their own.
    records: bool,
    line_is_open: bool,
    input_ended: bool,
}

impl<W: Write> Text<W> {
    pub fn new(out: W, records: bool) -> Self {
        Self { out, records, line_is_open: false, input_ended: false }
    }
}

impl<W: Write> Output for Text<W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        if self.records && self.input_ended && self.line_is_open {
            self.out.write_all(b"\n")?;
        }
        self.input_ended = false;
        self.line_is_open = !piece.new.ends_with(b"\n");
        self.out.write_all(piece.new)
    }

    fn end_input(&mut self, _path: &str) -> io::Result<()> {
        self.input_ended = true;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
