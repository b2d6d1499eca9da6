//! Speed of fix-text beside plsfix, on one core, on the same texts in the same run:
//!
//! ```text
//! cargo run --release -p fix-text-tools --features rivals --bin speed
//! ```
//!
//! Prints a Markdown table. plsfix is run as its users run it, with its defaults, and once more
//! with everything off but the repair of encodings, which is what fix-text does.

#[path = "../../../benches/texts/mod.rs"]
mod texts;

use std::hint::black_box;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use texts::{MEGABYTE, texts};

/// Rounds: the competitors take turns, so that a busy moment of the machine hits all of them.
const ROUNDS: usize = 3;

/// A way of repairing a text.
type Repair = fn(&str);

const COMPETITORS: [(&str, Repair); 4] = [
    ("fix-text", |text| {
        black_box(fix_text::fix(text));
    }),
    ("fix-text, line by line", |text| {
        text.lines().for_each(|line| {
            black_box(fix_text::fix(line));
        });
    }),
    ("plsfix 0.1.8, encodings only", |text| {
        black_box(plsfix::fix_text(text, Some(&fix_text_tools::eval::rivals::encodings_only())));
    }),
    ("plsfix 0.1.8, defaults", |text| {
        black_box(plsfix::fix_text(text, None));
    }),
];

fn main() {
    let names = COMPETITORS.map(|(name, _)| name).join(" | ");
    println!("| MB/s | {names} | ratio |\n|---|---|---|---|---|---|");
    for text in texts() {
        if text.text.is_empty() {
            println!("| {} | no lines |", text.name);
            continue;
        }
        let mut best = [Duration::MAX; COMPETITORS.len()];
        for _ in 0..ROUNDS {
            for (best, (_, repair)) in best.iter_mut().zip(COMPETITORS) {
                let begin = Instant::now();
                // plsfix panics on some texts; then it has no figure.
                if catch_unwind(|| repair(black_box(&text.text))).is_ok() {
                    *best = (*best).min(begin.elapsed());
                }
            }
        }
        let speeds = best.map(|best| text.text.len() as f64 / MEGABYTE / best.as_secs_f64());
        let cells: Vec<String> = speeds.iter().map(|speed| format!("{speed:.1}")).collect();
        println!("| {} | {} | {:.1} |", text.name, cells.join(" | "), speeds[0] / speeds[2]);
    }
    println!("\nratio: fix-text beside plsfix with encodings only");
}
