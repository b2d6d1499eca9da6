//! How well the passes after the repair do on clean lines: `evaluate_passes --set punct|script|detect [--floors]`.

mod punct;
mod script;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

/// What is measured, on what.
#[derive(Debug, Parser)]
pub struct Options {
    /// The folder of clean text
    #[arg(long, default_value = "../shared/eval")]
    clean: PathBuf,
    /// A set to measure [default: all]
    #[arg(long = "set", value_enum)]
    sets: Vec<Set>,
    /// Lines to use: odd for tuning, even for reporting
    #[arg(long, value_enum, default_value_t = Lines::Even)]
    lines: Lines,
    /// Exit status 1 if a floor is missed
    #[arg(long)]
    floors: bool,
    /// Print this many of the failures
    #[arg(long, default_value_t = 0)]
    show: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Set {
    Punct,
    Script,
    Detect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lines {
    Odd,
    Even,
}

/// A file of clean lines.
struct File {
    name: String,
    /// The lines of the half that is measured.
    lines: Vec<String>,
    /// All lines, and whether they are of that half: for documents.
    all: Vec<(bool, String)>,
}

/// What has to hold, and whether it did.
#[derive(Default)]
struct Floors {
    missed: usize,
}

impl Floors {
    fn at_least(&mut self, what: &str, measured: f64, floor: f64) {
        let fate = if measured >= floor { "ok" } else { "MISSED" };
        println!("  {what}: {measured:.4}, at least {floor}: {fate}");
        self.missed += usize::from(measured < floor);
    }

    fn at_most(&mut self, what: &str, measured: f64, ceiling: f64) {
        let fate = if measured <= ceiling { "ok" } else { "MISSED" };
        println!("  {what}: {measured:.4}, at most {ceiling}: {fate}");
        self.missed += usize::from(measured > ceiling);
    }
}

/// Measures; whether all floors were reached, or nobody asked.
pub fn run(options: &Options) -> Result<bool> {
    let files = read(&options.clean, options.lines)?;
    let mut floors = Floors::default();
    let is_wanted = |set| options.sets.is_empty() || options.sets.contains(&set);
    if is_wanted(Set::Punct) {
        punct::measure(&files, options, &mut floors)?;
    }
    if is_wanted(Set::Detect) {
        script::detect(&files, options, &mut floors);
    }
    if is_wanted(Set::Script) {
        script::repair(&files, options, &mut floors);
    }
    Ok(floors.missed == 0 || !options.floors)
}

fn read(folder: &Path, lines: Lines) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("no clean text in {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".txt"))
        else {
            continue;
        };
        let text = fs::read_to_string(&path)?;
        let first = usize::from(lines == Lines::Even);
        let all: Vec<(bool, String)> = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index % 2 == first, line.to_owned()))
            .collect();
        let lines = all
            .iter()
            .filter(|(is_counted, _)| *is_counted)
            .map(|(_, line)| line.clone())
            .collect();
        files.push(File { name: name.to_owned(), lines, all });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}
