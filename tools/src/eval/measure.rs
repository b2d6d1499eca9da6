//! Runs fix-text on the cases and counts.

use std::collections::BTreeMap;

use anyhow::Result;
use fix_text::{Edit, Fixer};
use rayon::prelude::*;

use super::cases::{self, CleanFile};
use super::chains::{self, Language};
use super::damage::{Chain, Damaged, Rule};
use super::options::{Options, Set};
use super::outcome::{Outcome, Tally, judge};
use super::rivals::Rival;
use super::subject::{self, Broken, Run};

/// Lengths of clean texts, in characters: the upper ends of all buckets but the last.
pub const BUCKET_ENDS: [usize; 3] = [3, 6, 15];
/// Their names.
pub const BUCKET_NAMES: [&str; 4] = ["2–3", "4–6", "7–15", "16+"];

/// The figures of one chain on one language in one set.
#[derive(Clone, Debug)]
pub struct Group {
    /// Which set.
    pub set: Set,
    /// Which language.
    pub language: Language,
    /// Which damage.
    pub chain: Chain,
    /// Texts that can be written in the chain's charsets and look different after the damage.
    pub texts: usize,
    /// Outcomes of the lossless cases.
    pub tally: Tally,
    /// The same by length of the clean text.
    pub by_length: [Tally; 4],
    /// How often each law was broken.
    pub broken: Vec<Broken>,
    /// Confidence of each edit, and whether it was right.
    pub confidences: Vec<(f64, bool)>,
    /// The first failures.
    pub failures: Vec<Failure>,
    /// Bytes of damaged text.
    pub bytes: usize,
    /// Seconds they took, on one thread.
    pub seconds: f64,
    /// The rivals' outcomes on a sample, in the rivals' order.
    pub rivals: Vec<Tally>,
    sample: Vec<(String, Damaged)>,
}

/// A case that was not restored.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The text as it was written.
    pub clean: String,
    /// As it was found.
    pub damaged: String,
    /// As it came out.
    pub output: String,
    /// What was made of it.
    pub outcome: Outcome,
    /// The edits in words.
    pub edits: String,
    /// How much damage was found and left.
    pub findings: usize,
}

/// What happened to clean text.
#[derive(Clone, Debug, Default)]
pub struct Clean {
    /// Lines and bytes by file.
    pub files: Vec<CleanCount>,
    /// All lines that were altered, or broke a law.
    pub altered: Vec<Altered>,
}

/// The figures of one clean file.
#[derive(Clone, Debug)]
pub struct CleanCount {
    /// The file's name without its ending.
    pub stem: String,
    /// Lines tried.
    pub lines: usize,
    /// Lines altered when each was given alone.
    pub altered: usize,
    /// Lines with findings (reported, not changed) when each was given alone.
    pub findings: usize,
    /// Edits when all lines were given at once.
    pub edits_whole: usize,
    /// Bytes.
    pub bytes: usize,
    /// Seconds for the file as a whole.
    pub seconds: f64,
    /// Lines tried with, and altered by, each rival.
    pub rivals: Vec<(usize, usize)>,
}

/// A clean text that did not stay as it was.
#[derive(Clone, Debug)]
pub struct Altered {
    /// File, and line where it was given alone.
    pub place: String,
    /// Only what the edits replaced.
    pub edits: Vec<Edit>,
    /// A broken law.
    pub broken: Option<Broken>,
}

/// Measures all damaged sets that were asked for.
///
/// # Errors
/// When a rule of damage or a rival cannot be run.
pub fn damaged(
    options: &Options,
    files: &[CleanFile],
    rule: &mut dyn Rule,
    rivals: &[Box<dyn Rival>],
) -> Result<Vec<Group>> {
    let mut by_language: BTreeMap<&Language, Vec<&str>> = BTreeMap::new();
    for file in files {
        by_language
            .entry(&file.language)
            .or_default()
            .extend(file.lines.iter().map(|(_, line)| line.as_str()));
    }
    let fixer = Fixer::default();
    let mut groups = Vec::new();
    for (language, lines) in by_language {
        eprintln!("{}: {} lines", language.code(), lines.len());
        for set in [Set::Lines, Set::Short, Set::Inside, Set::Single] {
            if !options.has(set) {
                continue;
            }
            let texts = Texts::of(set, language, &lines);
            let chains = match set {
                Set::Inside => chains::chains_inside(language),
                Set::Single => chains::chains_single(language),
                _ => chains::chains(language),
            };
            for chain in chains {
                if options.only.as_ref().is_some_and(|only| !chain.to_string().contains(only)) {
                    continue;
                }
                groups.push(measure(options, &fixer, set, language, chain, &texts, rule)?);
            }
        }
    }
    compare(&mut groups, rivals)?;
    Ok(groups)
}

/// Texts to damage; `damaged` of them alone, the rest of the line put around them afterwards.
struct Texts<'t> {
    damaged: Vec<&'t str>,
    around: Vec<(&'t str, &'t str)>,
}

impl<'t> Texts<'t> {
    fn of(set: Set, language: &Language, lines: &[&'t str]) -> Self {
        let (damaged, around): (Vec<_>, Vec<_>) = match set {
            Set::Inside => lines
                .iter()
                .filter_map(|line| cases::inside(line))
                .map(|inside| (inside.clause, (inside.before, inside.after)))
                .unzip(),
            Set::Short => cases::pieces(language, lines.iter().copied())
                .into_iter()
                .map(|piece| (piece, ("", "")))
                .unzip(),
            Set::Single => lines
                .iter()
                .filter_map(|line| cases::whole_line(line))
                .filter(|line| line.chars().count() >= cases::SHORTEST_SINGLE)
                .map(|line| (line, ("", "")))
                .unzip(),
            Set::Lines | Set::Clean | Set::Lossy | Set::Annotated => lines
                .iter()
                .filter_map(|line| cases::whole_line(line))
                .map(|line| (line, ("", "")))
                .unzip(),
        };
        Self { damaged, around }
    }

    /// The cases of a chain: clean text and damaged one, both with what stands around.
    fn cases(&self, chain: &Chain, rule: &mut dyn Rule) -> Result<Vec<(String, Damaged)>> {
        let damaged = rule.damage(chain, &self.damaged)?;
        Ok(self
            .damaged
            .iter()
            .zip(&self.around)
            .zip(damaged)
            .filter_map(|((clean, (before, after)), damaged)| {
                let mut damaged = damaged?;
                if damaged.text() == *clean || damaged.text().contains(['\n', '\r']) {
                    return None;
                }
                for stage in &mut damaged.stages {
                    *stage = [before, stage.as_str(), after].concat();
                }
                Some(([*before, *clean, *after].concat(), damaged))
            })
            .collect())
    }
}

fn measure(
    options: &Options,
    fixer: &Fixer,
    set: Set,
    language: &Language,
    chain: Chain,
    texts: &Texts<'_>,
    rule: &mut dyn Rule,
) -> Result<Group> {
    let mut cases = texts.cases(&chain, rule)?;
    let mut group = Group {
        set,
        language: language.clone(),
        chain,
        texts: cases.len(),
        tally: Tally::default(),
        by_length: Default::default(),
        broken: Vec::new(),
        confidences: Vec::new(),
        failures: Vec::new(),
        bytes: 0,
        seconds: 0.0,
        rivals: Vec::new(),
        sample: Vec::new(),
    };
    cases.retain(|(_, damaged)| damaged.lossless);
    if let Some(sample) = options.sample {
        cases = spread(cases, sample);
    }
    let runs: Vec<(Run, Outcome)> = cases
        .par_iter()
        .map(|(clean, damaged)| {
            let run = subject::run(fixer, damaged.text());
            let outcome = judge(clean, damaged, &run.output);
            (run, outcome)
        })
        .collect();
    for ((clean, damaged), (run, outcome)) in cases.iter().zip(runs) {
        group.count(options, clean, damaged, &run, outcome);
    }
    if options.rivals {
        group.sample = spread(cases, options.rival_limit);
    }
    Ok(group)
}

/// At most `most` of the items, at even distances.
pub(super) fn spread<T>(items: Vec<T>, most: usize) -> Vec<T> {
    let every = items.len().div_ceil(most.max(1)).max(1);
    items.into_iter().step_by(every).collect()
}

impl Group {
    fn count(
        &mut self,
        options: &Options,
        clean: &str,
        damaged: &Damaged,
        run: &Run,
        outcome: Outcome,
    ) {
        self.tally.add(outcome);
        let length = clean.chars().count();
        self.by_length[BUCKET_ENDS.iter().filter(|&&end| length > end).count()].add(outcome);
        self.broken.extend(run.broken);
        self.confidences.extend(subject::confidences(run, clean));
        self.bytes += damaged.text().len();
        self.seconds += run.took.as_secs_f64();
        if outcome != Outcome::Restored && self.failures.len() < options.failures {
            self.failures.push(Failure {
                clean: clean.to_owned(),
                damaged: damaged.text().to_owned(),
                output: run.output.clone(),
                outcome,
                edits: subject::describe(&run.edits),
                findings: run.findings,
            });
        }
    }
}

/// Gives all samples to each rival at once: starting one is slow.
fn compare(groups: &mut [Group], rivals: &[Box<dyn Rival>]) -> Result<()> {
    for rival in rivals {
        let texts: Vec<&str> = groups
            .iter()
            .flat_map(|group| &group.sample)
            .map(|(_, damaged)| damaged.text())
            .collect();
        eprintln!("{}: {} cases", rival.name(), texts.len());
        let mut fixed = rival.repair(&texts)?.into_iter();
        for group in groups.iter_mut() {
            let outputs: Vec<String> = fixed.by_ref().take(group.sample.len()).collect();
            let outcomes: Vec<Outcome> = group
                .sample
                .par_iter()
                .zip(outputs)
                .map(|((clean, damaged), output)| judge(clean, damaged, &output))
                .collect();
            group.rivals.push(outcomes.into_iter().collect());
        }
    }
    Ok(())
}

/// Gives clean lines, each alone, and clean files, each whole.
///
/// # Errors
/// When a rival cannot be run.
pub fn clean(options: &Options, files: &[CleanFile], rivals: &[Box<dyn Rival>]) -> Result<Clean> {
    let fixer = Fixer::default();
    let mut clean = Clean::default();
    for file in files {
        let runs: Vec<(usize, Run)> = file
            .lines
            .par_iter()
            .map(|(number, line)| (*number, subject::run(&fixer, line)))
            .collect();
        let whole: String = file.lines.iter().flat_map(|(_, line)| [line.as_str(), "\n"]).collect();
        let whole_run = subject::run(&fixer, &whole);
        let altered = runs
            .iter()
            .map(|(number, run)| (format!("{}:{number}", file.stem), run))
            .chain([(format!("{} as a whole", file.stem), &whole_run)])
            .filter(|(_, run)| !run.edits.is_empty() || run.broken.is_some())
            .map(|(place, run)| Altered { place, edits: run.edits.clone(), broken: run.broken });
        clean.altered.extend(altered);
        clean.files.push(CleanCount {
            stem: file.stem.clone(),
            lines: runs.len(),
            altered: runs.iter().filter(|(_, run)| !run.edits.is_empty()).count(),
            findings: runs.iter().filter(|(_, run)| run.findings > 0).count(),
            edits_whole: whole_run.edits.len(),
            bytes: whole.len(),
            seconds: whole_run.took.as_secs_f64(),
            rivals: Vec::new(),
        });
    }
    for rival in rivals {
        let samples: Vec<Vec<&str>> = files
            .iter()
            .map(|file| {
                spread(
                    file.lines.iter().map(|(_, line)| line.as_str()).collect(),
                    options.rival_limit,
                )
            })
            .collect();
        let mut fixed = rival.repair(&samples.concat())?.into_iter();
        for (count, sample) in clean.files.iter_mut().zip(&samples) {
            let altered = sample
                .iter()
                .zip(fixed.by_ref())
                .filter(|(line, fixed)| **line != fixed.as_str())
                .count();
            count.rivals.push((sample.len(), altered));
        }
    }
    Ok(clean)
}
