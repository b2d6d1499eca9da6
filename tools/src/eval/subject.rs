//! The repairer under test: the one place that knows fix-text's interface.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use fix_text::{Edit, Fixer};

/// What fix-text made of a text.
#[derive(Clone, Debug)]
pub struct Run {
    /// What came out; the input where it panicked.
    pub output: String,
    /// What was changed.
    pub edits: Vec<Edit>,
    /// How much damage it found and left.
    pub findings: usize,
    /// A law that it broke.
    pub broken: Option<Broken>,
    /// How long it took.
    pub took: Duration,
}

/// What must never happen, whatever the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It panicked.
    Panic,
    /// The edits, applied to the input, do not give the output.
    Apply,
    /// The edits, taken back from the output, do not give the input.
    Undo,
}

/// Repairs `text`.
pub fn run(fixer: &Fixer, text: &str) -> Run {
    let start = Instant::now();
    let fixed = catch_unwind(AssertUnwindSafe(|| {
        let fixed = fixer.fix(text);
        (fixed.text().to_owned(), fixed.edits().to_vec(), fixed.findings().len())
    }));
    let took = start.elapsed();
    let Ok((output, edits, findings)) = fixed else {
        return Run {
            output: text.to_owned(),
            edits: Vec::new(),
            findings: 0,
            broken: Some(Broken::Panic),
            took,
        };
    };
    let broken = if fix_text::apply(text, &edits).as_ref() != Ok(&output) {
        Some(Broken::Apply)
    } else if fix_text::undo(&output, &edits).as_deref() != Ok(text) {
        Some(Broken::Undo)
    } else {
        None
    };
    Run { output, edits, findings, broken, took }
}

/// For each edit its confidence and whether its replacement stands in the clean text, after those
/// of the edits before it. All are right where the clean text came out.
pub fn confidences(run: &Run, clean: &str) -> Vec<(f64, bool)> {
    let restored = run.output == clean;
    let mut at = 0;
    run.edits
        .iter()
        .map(|edit| {
            let found = clean.get(at..).and_then(|rest| rest.find(&edit.replacement));
            if let Some(found) = found {
                at += found + edit.replacement.len();
            }
            (edit.confidence, restored || found.is_some())
        })
        .collect()
}

/// The edits in one line, for people: `utf-8>gbk 0.98 "鏂囧瓧" → "文字"`.
pub fn describe(edits: &[Edit]) -> String {
    let one = |edit: &Edit| {
        format!(
            "{} {:.3} {:.1} bit {:?} → {:?}",
            edit.cause, edit.confidence, edit.margin, edit.original, edit.replacement
        )
    };
    if edits.is_empty() {
        "no edit".to_owned()
    } else {
        edits.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}
