//! Repairs damaged text: `fix-text notes.txt` writes the repaired text to stdout.

mod args;
mod check;
mod detect;
mod diff;
mod explain;
mod files;
mod input;
mod jsonl;
mod literal;
mod notes;
mod output;
mod report;
mod run;
mod visible;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    run::run(&args::Args::parse())
}
