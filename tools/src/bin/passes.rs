//! Runs passes over stdin, without the repair before them in the timing: for evaluation and timings.
//!
//!     passes PASS[,PASS...] < text > normalized
//!     passes --lines PASS[,PASS...] < text           each line is a text of its own
//!     passes --time PASS[,PASS...] REPEATS < text    megabytes a second

use std::io::{Read, Write};
use std::time::Instant;

use anyhow::{Context, Result};
use fix_text::{Pass, normalize};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let passes = |names: &str| -> Result<Vec<Pass>> {
        Ok(names.split(',').map(str::parse).collect::<Result<_, _>>()?)
    };
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--time", names, repeats] => {
            let passes = passes(names)?;
            let mut best = f64::INFINITY;
            for _ in 0..repeats.parse::<usize>().context("REPEATS is a number")? {
                let start = Instant::now();
                std::hint::black_box(normalize(std::hint::black_box(&text), &passes));
                best = best.min(start.elapsed().as_secs_f64());
            }
            println!("{names} {:.0} MB/s", text.len() as f64 / best / 1e6);
        }
        ["--lines", names] => {
            let passes = passes(names)?;
            let mut out = String::with_capacity(text.len());
            for line in text.split_inclusive('\n') {
                let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
                out.push_str(&normalize(line, &passes));
                out.push_str(end);
            }
            std::io::stdout().write_all(out.as_bytes())?;
        }
        [names] => std::io::stdout().write_all(normalize(&text, &passes(names)?).as_bytes())?,
        _ => anyhow::bail!(
            "passes PASS[,PASS...], --lines PASS[,PASS...] or --time PASS[,PASS...] REPEATS"
        ),
    }
    Ok(())
}
