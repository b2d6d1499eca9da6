//! `--check`: which files are damaged.

use std::io::{self, Write};

use crate::output::{Output, Piece};

/// Prints one line for each damaged file.
pub struct Check<W> {
    out: W,
    places: usize,
    first_line: usize,
    found: bool,
}

impl<W: Write> Check<W> {
    pub fn new(out: W) -> Self {
        Self { out, places: 0, first_line: 0, found: false }
    }
}

impl<W: Write> Output for Check<W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        for damage in piece.damage.iter().filter(|damage| damage.what.is_damage()) {
            if self.places == 0 {
                self.first_line = damage.line;
            }
            self.places += 1;
        }
        Ok(())
    }

    fn end_input(&mut self, path: &str) -> io::Result<()> {
        let places = std::mem::take(&mut self.places);
        if places == 0 {
            return Ok(());
        }
        self.found = true;
        let noun = if places == 1 { "place" } else { "places" };
        writeln!(self.out, "{path}: {places} damaged {noun}, first at {path}:{}", self.first_line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn found(&self) -> bool {
        self.found
    }
}
