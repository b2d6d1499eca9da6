//! Measures fix-text on damaged and on clean lines; see `fix_text_tools::eval`.

use std::process::ExitCode;

use clap::Parser;
use fix_text_tools::eval;

fn main() -> ExitCode {
    match eval::run(&eval::Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("evaluate: {error:#}");
            ExitCode::from(2)
        }
    }
}
