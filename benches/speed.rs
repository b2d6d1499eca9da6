//! Speed of the library, on one core: `cargo bench`.
//!
//! Prints megabytes a second for texts that are given whole, and for the same line by line, where
//! nothing is remembered from one line to the next. `tools/src/bin/speed.rs` does this beside
//! another library. Without `--bench`, as `cargo test --benches` has it, each text is only tried.

mod texts;

use std::hint::black_box;
use std::time::{Duration, Instant};

use fix_text::fix;
use texts::{MEGABYTE, texts};

/// Each measurement goes on for this long, three passes at least.
const LONG_ENOUGH: Duration = Duration::from_millis(1500);

fn main() {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    println!("{:32} {:>12} {:>14}", "MB/s", "whole text", "line by line");
    for text in texts() {
        if text.text.is_empty() {
            println!("{:32} skipped: there are no lines", text.name);
        } else if is_bench {
            let whole = speed(&text.text, |text| {
                black_box(fix(text));
            });
            let by_line = speed(&text.text, |text| {
                text.lines().for_each(|line| {
                    black_box(fix(line));
                });
            });
            println!("{:32} {whole:12.1} {by_line:14.1}", text.name);
        } else if let Some(line) = text.text.lines().next() {
            black_box(fix(line));
        }
    }
}

/// Megabytes a second in the fastest pass.
fn speed(text: &str, pass: impl Fn(&str)) -> f64 {
    let start = Instant::now();
    let mut best = Duration::MAX;
    let mut passes = 0;
    while passes < 3 || start.elapsed() < LONG_ENOUGH {
        let begin = Instant::now();
        pass(black_box(text));
        best = best.min(begin.elapsed());
        passes += 1;
    }
    text.len() as f64 / MEGABYTE / best.as_secs_f64()
}
