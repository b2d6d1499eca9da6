//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures fix-text: damages clean lines, repairs them, compares.
#[derive(Clone, Debug, Parser)]
#[command(name = "evaluate", max_term_width = 100)]
pub struct Options {
    /// Folder of clean lines; the names of its .txt files begin with their language
    #[arg(long, value_name = "DIR", default_value = "corpus/clean")]
    pub clean: PathBuf,
    /// Which lines: tune on the odd ones, report on the even ones
    #[arg(long, value_enum, default_value = "even")]
    pub lines: Lines,
    /// At most this many lines of a file
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// At most this many cases of a chain, language and set, spread evenly: for a quick look
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,
    /// Only chains whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Only files whose name begins with this
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// What to measure
    #[arg(long, value_enum, value_delimiter = ',', default_value = "lines,short,inside,clean")]
    pub set: Vec<Set>,
    /// Whose decoders do the damage
    #[arg(long, value_enum, default_value = "whatwg")]
    pub rule: RuleName,
    /// Compare with plsfix (cargo feature `rivals`) and ftfy
    #[arg(long)]
    pub rivals: bool,
    /// At most this many cases of a chain and language for the rivals
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub rival_limit: usize,
    /// The python3 for ftfy and the python rules [default: .venv/bin/python where there is one]
    #[arg(long, value_name = "FILE")]
    pub python: Option<PathBuf>,
    /// Exit with 1 when a floor is missed
    #[arg(long)]
    pub floors: bool,
    /// Write the report to this file, too
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Show this many failures of each chain and language
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub failures: usize,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
}

/// Which lines of a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lines {
    /// The half to tune on
    Odd,
    /// The half to report on
    Even,
    /// All of them
    All,
}

impl Lines {
    /// Whether the line of this number is one of them.
    pub fn chooses(self, number: usize) -> bool {
        match self {
            Lines::Odd => number % 2 == 1,
            Lines::Even => number.is_multiple_of(2),
            Lines::All => true,
        }
    }
}

/// A set of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum Set {
    /// Whole lines of 8 to 200 characters, damaged
    Lines,
    /// Words of 2–6 and clauses of 7–15 characters, damaged
    Short,
    /// One damaged clause in a clean line
    Inside,
    /// Whole lines of 20 to 200 characters of one-byte charsets read as each other
    Single,
    /// Clean lines and whole clean files: nothing may change
    Clean,
    /// Whole lines and pieces of them, damaged by programs that lose bytes
    Lossy,
    /// Traditional documents that a byte-wise program put readings into
    Annotated,
}

/// A rule of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RuleName {
    /// Browsers, Rust
    Whatwg,
    /// Python's codecs of the same names
    Python,
    /// Python's gb18030, cp950, cp932 and cp949 for gbk, big5, shift_jis and euc-kr
    PythonWindows,
}

impl Options {
    /// Whether this set is measured.
    pub fn has(&self, set: Set) -> bool {
        self.set.contains(&set)
    }

    /// The interpreter to use.
    pub fn python(&self) -> PathBuf {
        let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.venv/bin/python"));
        match &self.python {
            Some(path) => path.clone(),
            None if own.exists() => own,
            None => PathBuf::from("python3"),
        }
    }
}
