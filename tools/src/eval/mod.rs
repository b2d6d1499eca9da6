//! The evaluation: damages clean lines by the rules of real decoders, repairs them, and compares.
//!
//! ```text
//! cargo run --release -p fix-text-tools --bin evaluate -- --clean ../shared/eval --floors
//! cargo run --release -p fix-text-tools --bin evaluate -- --clean ../shared/eval --lines odd \
//!     --lang zh-hans --only 'utf-8>gbk' --set lines --failures 5
//! cargo run --release -p fix-text-tools --features fix-text-tools/rivals --bin evaluate -- \
//!     --clean ../shared/eval --rivals --out reports/repair.md
//! ```
//!
//! | module | what it knows |
//! |---|---|
//! | [`codec`] | charsets as programs read and write them, apart from the library's own tables |
//! | [`damage`] | chains of wrong decodes; the rules by which decoders carry them out |
//! | [`python`] | the rules of Python's codecs |
//! | [`chains`] | which damage is tried on which language |
//! | [`cases`] | clean lines and the pieces cut from them |
//! | [`subject`] | the repairer under test, and the laws it must keep |
//! | [`outcome`] | restored, untouched, partly, harmed |
//! | [`measure`] | runs all of it and counts |
//! | [`annotated`] | documents that a byte-wise program put readings into |
//! | [`rivals`] | ftfy and plsfix on a sample |
//! | [`calibration`] | what a confidence is worth |
//! | [`lossy`] | the same for damage that lost bytes, with programs and measures of its own |
//! | [`floors`] | the promises |
//! | [`report`] | Markdown |

pub mod annotated;
pub mod calibration;
pub mod cases;
pub mod chains;
pub mod codec;
pub mod damage;
pub mod floors;
pub mod lossy;
pub mod measure;
pub mod options;
pub mod outcome;
pub mod python;
pub mod report;
pub mod rivals;
pub mod subject;

use std::fs;
use std::io::Write as _;

use anyhow::{Context, Result};

use self::damage::{Rule, Whatwg};
use self::floors::Verdict;
pub use self::options::Options;
use self::options::{RuleName, Set};

/// Runs the evaluation and prints the report; says whether the floors hold, when that was asked.
///
/// # Errors
/// When clean lines, an interpreter or the report's file cannot be had.
pub fn run(options: &Options) -> Result<bool> {
    rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global()?;
    let files = cases::read(&options.clean, options.lines, options.limit, options.lang.as_deref())?;
    let mut rule: Box<dyn Rule> = match options.rule {
        RuleName::Whatwg => Box::new(Whatwg),
        RuleName::Python => Box::new(python::Python::start(&options.python(), false)?),
        RuleName::PythonWindows => Box::new(python::Python::start(&options.python(), true)?),
    };
    let rivals = if options.rivals { rivals::available(&options.python()) } else { Vec::new() };
    let groups = measure::damaged(options, &files, rule.as_mut(), &rivals)?;
    let clean = if options.has(Set::Clean) {
        Some(measure::clean(options, &files, &rivals)?)
    } else {
        None
    };
    let lossy =
        if options.has(Set::Lossy) { lossy::measure::measure(options, &files) } else { Vec::new() };
    let mut floors = floors::floors(&groups, clean.as_ref());
    floors.extend(lossy::floors::floors(&lossy));
    let names: Vec<&'static str> = rivals.iter().map(|rival| rival.name()).collect();
    let report = report::markdown(&report::Results {
        options,
        rule: rule.name(),
        rivals: &names,
        groups: &groups,
        clean: clean.as_ref(),
        lossy: &lossy,
        floors: &floors,
    });
    if let Some(path) = &options.out {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &report).with_context(|| format!("writing {}", path.display()))?;
    }
    // A reader that has seen enough (`| head`) is no error.
    let failures = report::failures(&groups) + &lossy::report::failures(&lossy);
    let _ = write!(std::io::stdout(), "{report}{failures}");
    if options.has(Set::Annotated) {
        let _ = write!(std::io::stdout(), "{}", annotated::report(&files, options.failures));
    }
    let missed: Vec<_> = floors.iter().filter(|floor| floor.verdict() == Verdict::Missed).collect();
    if options.floors {
        for floor in &missed {
            eprintln!(
                "missed: {}: {:?}, measured {:.4} of {} cases",
                floor.what, floor.needed, floor.measured, floor.cases
            );
        }
    }
    Ok(!options.floors || missed.is_empty())
}
