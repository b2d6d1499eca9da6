//! What goes to stderr.

use std::fmt::Display;
use std::io::{self, Write};

/// Lines printed for one input: enough to see what is wrong, few enough to see it.
const SHOWN: usize = 10;

/// Prints problems and remembers whether one of them was an error.
#[derive(Default)]
pub struct Notes {
    failed: bool,
    of_input: usize,
}

impl Notes {
    /// Whether there was an error.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Something that could not be done.
    pub fn error(&mut self, place: impl Display, message: impl Display) {
        self.failed = true;
        self.print(place, message);
    }

    /// Something to know that is no error.
    pub fn note(&mut self, place: impl Display, message: impl Display) {
        self.print(place, format_args!("note: {message}"));
    }

    /// Ends an input: says how much was not printed.
    pub fn end_input(&mut self, name: &str) {
        if let Some(hidden) = self.of_input.checked_sub(SHOWN).filter(|&hidden| hidden > 0) {
            say(name, format_args!("{hidden} more like these"));
        }
        self.of_input = 0;
    }

    fn print(&mut self, place: impl Display, message: impl Display) {
        self.of_input += 1;
        if self.of_input <= SHOWN {
            say(place, message);
        }
    }
}

fn say(place: impl Display, message: impl Display) {
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "fix-text: {place}: {message}");
}
