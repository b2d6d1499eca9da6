//! Other repairers, on a sample of the same cases. Only their repair of encodings is compared:
//! folding of widths and quotes, unescaping and normalization are off where they can be.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

/// A repairer to compare with.
pub trait Rival {
    /// Its name in the report.
    fn name(&self) -> &'static str;

    /// Repairs each text.
    ///
    /// # Errors
    /// When it cannot be run.
    fn repair(&self, texts: &[&str]) -> Result<Vec<String>>;
}

/// The rivals that can be run here; the others are named on standard error.
pub fn available(python: &Path) -> Vec<Box<dyn Rival>> {
    let mut rivals: Vec<Box<dyn Rival>> = Vec::new();
    #[cfg(feature = "rivals")]
    rivals.push(Box::new(Plsfix));
    #[cfg(not(feature = "rivals"))]
    eprintln!("plsfix is skipped: build with --features fix-text-tools/rivals");
    let ftfy = Ftfy { python: python.to_owned() };
    match ftfy.repair(&["âœ”"]) {
        Ok(fixed) if fixed == ["✔"] => rivals.push(Box::new(ftfy)),
        _ => eprintln!("ftfy is skipped: {} has none (pip install ftfy==6.3.1)", python.display()),
    }
    rivals
}

/// ftfy, through `rivals/ftfy_lines.py`.
struct Ftfy {
    python: PathBuf,
}

impl Ftfy {
    fn repair_in_one(&self, texts: &[&str]) -> Result<Vec<String>> {
        let mut child = Command::new(&self.python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/rivals/ftfy_lines.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting ftfy")?;
        let mut input = child.stdin.take().context("no input of ftfy")?;
        let output = BufReader::new(child.stdout.take().context("no output of ftfy")?);
        let fixed = thread::scope(|scope| {
            scope.spawn(move || {
                for text in texts {
                    // A broken pipe shows as a missing answer.
                    if writeln!(input, "{}", serde_json::json!(text)).is_err() {
                        break;
                    }
                }
            });
            output
                .lines()
                .map(|line| Ok(serde_json::from_str(&line?)?))
                .collect::<Result<Vec<String>>>()
        })?;
        child.wait()?;
        if fixed.len() != texts.len() {
            bail!("ftfy gave {} answers to {} texts", fixed.len(), texts.len());
        }
        Ok(fixed)
    }
}

impl Rival for Ftfy {
    fn name(&self) -> &'static str {
        "ftfy"
    }

    fn repair(&self, texts: &[&str]) -> Result<Vec<String>> {
        use rayon::prelude::*;
        let share = texts.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts: Vec<_> =
            texts.par_chunks(share).map(|part| self.repair_in_one(part)).collect::<Result<_>>()?;
        Ok(parts.concat())
    }
}

/// plsfix with everything off but the repair of encodings. It unescapes HTML whatever is asked, and
/// is given the text back where it panics.
/// plsfix with all but its repair of encodings turned off.
#[cfg(feature = "rivals")]
pub fn encodings_only() -> plsfix::TextFixerConfig {
    plsfix::TextFixerConfig {
        unescape_html: Some(false),
        remove_terminal_escapes: false,
        fix_c1_controls: false,
        fix_latin_ligatures: false,
        fix_character_width: false,
        uncurl_quotes: false,
        fix_line_breaks: false,
        remove_control_chars: false,
        normalization: None,
        ..plsfix::TextFixerConfig::default()
    }
}

#[cfg(feature = "rivals")]
struct Plsfix;

#[cfg(feature = "rivals")]
impl Rival for Plsfix {
    fn name(&self) -> &'static str {
        "plsfix"
    }

    fn repair(&self, texts: &[&str]) -> Result<Vec<String>> {
        use rayon::prelude::*;
        let config = encodings_only();
        let repair = |text: &&str| {
            std::panic::catch_unwind(|| plsfix::fix_text(text, Some(&config)))
                .unwrap_or_else(|_| (*text).to_owned())
        };
        Ok(texts.par_iter().map(repair).collect())
    }
}
