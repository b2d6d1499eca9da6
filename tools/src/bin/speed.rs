//! Speed of fix-text beside plsfix and ftfy, on one core, on the same texts in the same run:
//!
//! ```text
//! cargo run --release -p fix-text-tools --features rivals --bin speed [-- PYTHON [NAME]]
//! ```
//!
//! Prints a Markdown table. plsfix is run as its users run it, with its defaults, and once more
//! with everything off but the repair of encodings, which is what fix-text does. ftfy runs in PYTHON
//! (`python3`), where it is installed, on the first part of each text: `fix_encoding` alone. Only texts with NAME in
//! their names are measured.

#[path = "../../../benches/texts/mod.rs"]
mod texts;

use std::env;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::panic::catch_unwind;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use texts::{MEGABYTE, texts};

/// Rounds: the competitors take turns, so that a busy moment of the machine hits all of them. In each they have the same
/// time, or one pass if that is longer; the best pass counts.
const ROUNDS: usize = 4;
const TURN: Duration = Duration::from_millis(400);

/// Bytes of each text that ftfy is given, about.
const FTFY_BYTES: usize = 200_000;

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
    let mut arguments = env::args().skip(1);
    let mut ftfy = Ftfy::start(&arguments.next().unwrap_or_else(|| "python3".to_owned()));
    let wanted = arguments.next().unwrap_or_default();
    if ftfy.is_none() {
        eprintln!("ftfy is skipped (pip install ftfy==6.3.1, and give its Python)");
    }
    let names = COMPETITORS.map(|(name, _)| name).join(" | ");
    println!("| MB/s | {names} | ftfy 6.3.1 | ratio | to defaults | to ftfy |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for text in texts().into_iter().filter(|text| text.name.contains(&wanted)) {
        if text.text.is_empty() {
            println!("| {} | no lines |", text.name);
            continue;
        }
        let mut best = [Duration::MAX; COMPETITORS.len()];
        let mut best_ftfy = f64::MAX;
        let part = part(&text.text);
        for _ in 0..ROUNDS {
            for (best, (_, repair)) in best.iter_mut().zip(COMPETITORS) {
                let turn = Instant::now();
                while turn.elapsed() < TURN {
                    let begin = Instant::now();
                    // plsfix panics on some texts; then it has no figure.
                    if catch_unwind(|| repair(black_box(&text.text))).is_err() {
                        break;
                    }
                    *best = (*best).min(begin.elapsed());
                }
            }
            if let Some(seconds) = ftfy.as_mut().and_then(|ftfy| ftfy.seconds(part)) {
                best_ftfy = best_ftfy.min(seconds);
            }
        }
        let megabytes = |text: &str| text.len() as f64 / MEGABYTE;
        let speeds = best.map(|best| megabytes(&text.text) / best.as_secs_f64());
        let ftfy = megabytes(part) / best_ftfy;
        let cells: Vec<String> = speeds.iter().map(|speed| format!("{speed:.1}")).collect();
        let [whole, _, encodings, defaults] = speeds;
        println!(
            "| {} | {} | {ftfy:.2} | {:.1} | {:.1} | {:.0} |",
            text.name,
            cells.join(" | "),
            whole / encodings,
            whole / defaults,
            whole / ftfy
        );
    }
    println!(
        "\nratio: fix-text beside plsfix with encodings only, with its defaults, and beside ftfy"
    );
}

/// The lines of a text that ftfy is given: it is slow.
fn part(text: &str) -> &str {
    let end = text.as_bytes().iter().skip(FTFY_BYTES).position(|byte| *byte == b'\n');
    end.and_then(|end| text.get(..FTFY_BYTES + end + 1)).unwrap_or(text)
}

/// ftfy, running in Python.
struct Ftfy {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Ftfy {
    fn start(python: &str) -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/rivals/ftfy_speed.py");
        let pipe = Stdio::piped;
        let mut child = Command::new(python)
            .arg(script)
            .stdin(pipe())
            .stdout(pipe())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let output = BufReader::new(child.stdout.take()?);
        let mut ftfy = Self { child, output };
        ftfy.seconds("âœ”").is_some().then_some(ftfy)
    }

    /// The seconds that the repair of a text takes.
    fn seconds(&mut self, text: &str) -> Option<f64> {
        writeln!(self.child.stdin.as_mut()?, "{}", serde_json::json!(text)).ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        line.trim().parse().ok()
    }
}

impl Drop for Ftfy {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
