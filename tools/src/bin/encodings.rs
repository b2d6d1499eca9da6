//! Measures the detection of encodings; see `fix_text_tools::encodings`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use fix_text_tools::encodings::cases::{self, Case, Kind};
use fix_text_tools::encodings::report::{Outcome, Results};
use fix_text_tools::encodings::rivals;
use fix_text_tools::eval::options::Lines;
use rayon::prelude::*;

/// Tells which encoding cut text is in, and how often that is right.
#[derive(Parser)]
struct Options {
    /// Folder of clean lines; the names of its .txt files begin with their language
    #[arg(long, value_name = "DIR", default_value = "corpus/clean")]
    clean: PathBuf,
    /// Which lines: tune on the odd ones, report on the even ones
    #[arg(long, value_enum, default_value = "even")]
    lines: Lines,
    /// Cases of each language, encoding and length
    #[arg(long, value_name = "N", default_value_t = 200)]
    count: usize,
    /// Compare with chardetng, and with the detectors in Python (tools/rivals/detectors.sh)
    #[arg(long)]
    rivals: bool,
    /// The python3 with the detectors
    #[arg(long, value_name = "FILE", default_value = ".venv/bin/python")]
    python: PathBuf,
    /// Compare the speed on 5 MB with chardetng's
    #[arg(long)]
    speed: bool,
    /// Only this family
    #[arg(long)]
    family: Option<String>,
    /// Show so many wrong answers of each family and length
    #[arg(long, value_name = "N", default_value_t = 0)]
    failures: usize,
    /// Exit with 1 when a floor is missed
    #[arg(long)]
    floors: bool,
    /// Write the report to this file, too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("encodings: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Bytes of the text whose detection is timed.
const LONG: usize = 5_000_000;
/// Runs, of which the fastest counts.
const RUNS: usize = 7;

/// Prints how long detection of 5 MB takes, beside chardetng.
fn speed(options: &Options) -> Result<()> {
    println!("| 5 MB of | fix-text, ms | chardetng, ms | times as fast |\n|---|--:|--:|--:|");
    for (language, label) in [
        ("zh-hans", "gbk"),
        ("zh-hans", "utf-8"),
        ("ja", "shift_jis"),
        ("ru", "windows-1251"),
        ("fr", "windows-1252"),
        ("en", "utf-8"),
    ] {
        let bytes = cases::long_text(&options.clean, language, label, LONG)?;
        let own = time(|| fix_text::detect(&bytes).confidence() > 0.0);
        let theirs = time(|| rivals::guess(&bytes).name().is_empty());
        println!("| {language}, {label} | {own:.2} | {theirs:.2} | {:.1} |", theirs / own);
    }
    Ok(())
}

/// Milliseconds of the fastest run.
fn time(f: impl Fn() -> bool) -> f64 {
    let run = |_| {
        let start = std::time::Instant::now();
        std::hint::black_box(f());
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..RUNS).map(run).fold(f64::MAX, f64::min)
}

fn run(options: &Options) -> Result<bool> {
    if options.speed {
        speed(options)?;
        return Ok(true);
    }
    let mut cases = cases::make(&options.clean, options.lines, options.count)?;
    if let Some(family) = &options.family {
        cases.retain(|case| case.family == family);
    }
    let mut outcomes: Vec<Outcome> = cases.par_iter().map(own).collect();
    let mut names = vec!["fix-text"];
    if options.rivals {
        names.push("chardetng");
        let right: Vec<bool> = cases.par_iter().map(rivals::chardetng).collect();
        outcomes.iter_mut().zip(right).for_each(|(outcome, right)| outcome.right.push(right));
        names.extend(rivals::PYTHON);
        let all: Vec<&Case> = cases.iter().collect();
        let halves: Vec<_> = all.chunks(all.len().div_ceil(2).max(1)).collect();
        let answers: Vec<_> = halves
            .par_iter()
            .map(|cases| rivals::python(&options.python, cases))
            .collect::<Result<Vec<_>>>()?;
        outcomes.iter_mut().zip(answers.concat()).for_each(|(o, right)| o.right.extend(right));
    }
    let results = Results { cases: &cases, outcomes: &outcomes, names: &names };
    let report = results.markdown();
    print!("{report}");
    if let Some(out) = &options.out {
        std::fs::write(out, &report).with_context(|| format!("writing {}", out.display()))?;
    }
    failures(options, &cases, &outcomes);
    let missed = results.missed();
    missed.iter().for_each(|floor| eprintln!("missed: {floor}"));
    Ok(!options.floors || missed.is_empty())
}

fn own(case: &Case) -> Outcome {
    let detection = fix_text::detect(&case.bytes);
    let is_right = detection
        .encoding()
        .is_some_and(|encoding| encoding == case.encoding || case.text_in(encoding) == case.text());
    Outcome { right: vec![is_right], confidence: detection.confidence() }
}

fn failures(options: &Options, cases: &[Case], outcomes: &[Outcome]) {
    let mut shown = std::collections::HashMap::<(&str, Kind, &str), usize>::new();
    for (case, outcome) in cases.iter().zip(outcomes) {
        let count = shown.entry((case.family, case.kind, case.encoding.name())).or_default();
        if outcome.right[0] || *count >= options.failures {
            continue;
        }
        *count += 1;
        let detection = fix_text::detect(&case.bytes);
        let end = case.bytes.len();
        let bytes = &case.bytes[end.saturating_sub(64)..];
        eprintln!(
            "{} {} {} {:?} as {}",
            case.family,
            case.language,
            case.kind.name(),
            case.text().chars().rev().take(40).collect::<Vec<_>>().iter().rev().collect::<String>(),
            case.encoding,
        );
        for candidate in detection.candidates().iter().take(3) {
            eprintln!(
                "    {} {:.3} {:?}",
                candidate.encoding,
                candidate.confidence,
                candidate.encoding.decode(bytes).0
            );
        }
    }
}
