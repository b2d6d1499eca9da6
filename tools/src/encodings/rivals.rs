//! Other detectors, on the same bytes.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use fix_text::Encoding;
use serde_json::Value;

use super::cases::Case;

/// The names of the rivals in Python, as `rivals/detectors.py` orders them.
pub const PYTHON: [&str; 3] = ["chardet", "charset-normalizer", "faust-cchardet"];

/// What chardetng takes bytes for.
pub fn guess(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Whether chardetng names an encoding that reads the same text.
pub fn chardetng(case: &Case) -> bool {
    reads_same(case, guess(&case.bytes).name(), None)
}

/// Whether a label, or the text that its program reads, is right.
pub fn reads_same(case: &Case, label: &str, text: Option<&str>) -> bool {
    let expected = case.text();
    let bare = |text: &str| text.replace(['\u{fffd}', '\u{feff}'], "");
    if text.is_some_and(|text| bare(text) == bare(&expected)) {
        return true;
    }
    let own = Encoding::for_label(label).map(|encoding| case.text_in(encoding));
    if own.is_some_and(|own| own == expected) {
        return true;
    }
    let whatwg = encoding_rs::Encoding::for_label(label.as_bytes());
    whatwg.is_some_and(|whatwg| {
        let (text, _) = whatwg.decode_with_bom_removal(&case.bytes);
        text == expected
    })
}

/// Whether each detector in Python is right: for each case, in the order of [`PYTHON`].
///
/// # Errors
/// When Python or the packages are missing.
pub fn python(python: &Path, cases: &[&Case]) -> Result<Vec<[bool; 3]>> {
    let mut child = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/rivals/detectors.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", python.display()))?;
    let mut input = child.stdin.take().context("no input of python")?;
    let output = BufReader::new(child.stdout.take().context("no output of python")?);
    let answers = thread::scope(|scope| {
        scope.spawn(move || {
            for case in cases {
                let hex: String = case.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                // A broken pipe shows as a missing answer.
                if writeln!(input, "{hex}").is_err() {
                    break;
                }
            }
        });
        let mut answers = Vec::new();
        for (line, case) in output.lines().zip(cases) {
            let answer: Vec<Value> = serde_json::from_str(&line?)?;
            let mut right = [false; 3];
            for (right, answer) in right.iter_mut().zip(&answer) {
                let label = answer[0].as_str().unwrap_or("binary");
                *right = reads_same(case, label, answer[1].as_str());
            }
            answers.push(right);
        }
        Ok::<_, anyhow::Error>(answers)
    })?;
    child.wait()?;
    if answers.len() != cases.len() {
        bail!("{} answers to {} cases; see tools/rivals/detectors.sh", answers.len(), cases.len());
    }
    Ok(answers)
}
