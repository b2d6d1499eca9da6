//! Where the text comes from.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::visible::visible;

/// Bytes read at a time; larger ones measured no faster.
const BUFFER: usize = 64 * 1024;

/// A file or stdin.
pub enum Input<'a> {
    Stdin,
    File(&'a Path),
}

/// An input, open.
pub type Reader = BufReader<Box<dyn Read>>;

impl<'a> Input<'a> {
    /// What the arguments name: stdin where they name nothing.
    pub fn list(paths: &'a [PathBuf]) -> Vec<Self> {
        if paths.is_empty() {
            return vec![Input::Stdin];
        }
        paths.iter().map(|path| Self::named(path)).collect()
    }

    fn named(path: &'a Path) -> Self {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path) }
    }

    /// The name for people and reports, safe to print on a terminal.
    pub fn name(&self) -> String {
        match self {
            Input::Stdin => "<stdin>".to_owned(),
            Input::File(path) => visible(&path.to_string_lossy()).into_owned(),
        }
    }

    /// Opens it; folders are refused here, with a message that says what to do.
    pub fn open(&self) -> io::Result<Reader> {
        let reader: Box<dyn Read> = match self {
            Input::Stdin => Box::new(io::stdin().lock()),
            Input::File(path) => {
                let file = File::open(path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::Error::new(
                        io::ErrorKind::IsADirectory,
                        "is a folder; name the files in it",
                    ));
                }
                Box::new(file)
            }
        };
        Ok(BufReader::with_capacity(BUFFER, reader))
    }

    /// Whether writing to `path` would destroy this input.
    pub fn is_file(&self, path: &Path) -> bool {
        match self {
            Input::Stdin => false,
            Input::File(own) => match (fs::canonicalize(own), fs::canonicalize(path)) {
                (Ok(own), Ok(path)) => own == path,
                _ => false,
            },
        }
    }
}
