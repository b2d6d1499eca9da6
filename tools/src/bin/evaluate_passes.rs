//! Measures the passes after the repair; see `fix_text_tools::passes`.

use std::process::ExitCode;

use clap::Parser;
use fix_text_tools::passes;

fn main() -> ExitCode {
    match passes::run(&passes::Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("evaluate_passes: {error:#}");
            ExitCode::from(2)
        }
    }
}
