//! Runs fix-text on lossy cases and counts.

use std::collections::{BTreeMap, HashSet};

use fix_text::Fixer;
use rayon::prelude::*;

use super::super::cases::{self, CleanFile};
use super::super::chains::Language;
use super::super::damage::Damaged;
use super::super::measure::spread;
use super::super::options::Options;
use super::super::outcome::{Outcome, Tally, judge};
use super::super::subject::{self, Broken, Run};
use super::align::{Alignment, stands_in};
use super::guesses::{self, Judged};
use super::producer::{Case, Producer};
use super::rows::{self, Damage};

/// Lengths of pieces, in characters.
pub const LENGTHS: [(usize, usize); 5] = [(2, 3), (4, 7), (8, 15), (16, 31), (32, 64)];
/// Their names.
pub const LENGTH_NAMES: [&str; 5] = ["2–3", "4–7", "8–15", "16–31", "32+"];
/// Pieces of a length that are enough to tell a per cent.
const PIECES: usize = 1_000;

/// The figures of some cases.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// What became of them.
    pub tally: Tally,
    /// Characters that lost a byte.
    pub lost: usize,
    /// Those that stand in the output.
    pub back: usize,
    /// Lines in which a character was lost that could be read before; all of them are harmed.
    pub worsened: usize,
    /// Guesses.
    pub guesses: Vec<Judged>,
    /// Laws that were broken.
    pub broken: Vec<Broken>,
    /// Bytes of damaged text.
    pub bytes: usize,
    /// Seconds they took on one thread, line by line.
    pub seconds: f64,
}

/// A row of the report: one kind of damage on one language.
#[derive(Clone, Debug)]
pub struct Row {
    /// The language.
    pub language: Language,
    /// The damage.
    pub damage: Damage,
    /// What came of those that lost something.
    pub count: Count,
    /// The same for pieces of the [`LENGTHS`]; only UTF-8 read as GBK.
    pub by_length: Option<[Count; LENGTHS.len()]>,
    /// All lines at once.
    pub document: Document,
    /// The first failures.
    pub failures: Vec<Failure>,
}

/// All damaged lines of a row in one text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Document {
    /// Its bytes.
    pub bytes: usize,
    /// Seconds it took.
    pub seconds: f64,
    /// Lines that came out as they were written; `None` where there are more or fewer lines.
    pub exact: Option<usize>,
}

/// A line that was not restored.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The text as it was written, as it was found and what has to be brought back.
    pub case: Case,
    /// As it came out.
    pub output: String,
    /// What was made of it.
    pub outcome: Outcome,
    /// The edits in words.
    pub edits: String,
    /// How much damage was found and left.
    pub findings: usize,
}

/// Measures all rows that were asked for.
pub fn measure(options: &Options, files: &[CleanFile]) -> Vec<Row> {
    let mut by_language: BTreeMap<&Language, Vec<&str>> = BTreeMap::new();
    for file in files {
        by_language
            .entry(&file.language)
            .or_default()
            .extend(file.lines.iter().filter_map(|(_, line)| cases::whole_line(line)));
    }
    let fixer = Fixer::default();
    let mut measured = Vec::new();
    for (language, lines) in by_language {
        for damage in rows::rows(language) {
            if options.only.as_ref().is_some_and(|only| !damage.to_string().contains(only)) {
                continue;
            }
            eprintln!("{}: {damage}", language.code());
            measured.push(row(options, &fixer, language, damage, &lines));
        }
    }
    measured
}

fn row(
    options: &Options,
    fixer: &Fixer,
    language: &Language,
    damage: Damage,
    lines: &[&str],
) -> Row {
    let mut damaged = all(&damage, lines);
    if let Some(sample) = options.sample {
        damaged = spread(damaged, sample);
    }
    let (count, failures) = count(options.failures, fixer, &damage, &damaged);
    let by_length = (damage.actual == "utf-8"
        && damage.read_as == "gbk"
        && !matches!(damage.producer, Producer::Cut | Producer::CutAfter))
    .then(|| {
        LENGTHS.map(|(least, most)| {
            let pieces = pieces(lines, least, most);
            let damaged = all(&damage, &pieces);
            let damaged = spread(damaged, options.sample.unwrap_or(PIECES).min(PIECES));
            self::count(0, fixer, &damage, &damaged).0
        })
    });
    Row {
        language: language.clone(),
        damage,
        document: document(fixer, &damage, &damaged),
        count,
        by_length,
        failures,
    }
}

/// The cases of a kind of damage.
fn all(damage: &Damage, lines: &[&str]) -> Vec<Case> {
    lines.par_iter().filter_map(|line| damage.damage(line)).collect()
}

/// One piece of `least` to `most` characters of each line, distinct, beginning at a letter that is not
/// ASCII. Where it begins and ends depends on the line alone.
fn pieces<'t>(lines: &[&'t str], least: usize, most: usize) -> Vec<&'t str> {
    let mut seen = HashSet::new();
    let piece = |line: &&'t str| -> Option<&'t str> {
        let hash = cases::hash(&format!("{least} {line}"));
        let length = least + hash as usize % (most - least + 1);
        let ends: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        let starts: Vec<usize> = line
            .chars()
            .enumerate()
            .filter(|(at, c)| at + length < ends.len() && c.is_alphabetic() && !c.is_ascii())
            .map(|(at, _)| at)
            .collect();
        let start = *starts.get((hash >> 20) as usize % starts.len().max(1))?;
        let piece = &line[ends[start]..ends[start + length]];
        (piece.trim() == piece).then_some(piece)
    };
    lines.iter().filter_map(piece).filter(|piece| seen.insert(*piece)).collect()
}

fn count(
    most_failures: usize,
    fixer: &Fixer,
    damage: &Damage,
    damaged: &[Case],
) -> (Count, Vec<Failure>) {
    let judged: Vec<(Run, Verdict)> = damaged
        .par_iter()
        .map(|case| {
            let run = subject::run(fixer, &case.damaged);
            let verdict = Verdict::of(damage, case, &run);
            (run, verdict)
        })
        .collect();
    let mut count = Count::default();
    let mut failures = Vec::new();
    for (case, (run, verdict)) in damaged.iter().zip(judged) {
        count.tally.add(verdict.outcome);
        count.lost += verdict.lost;
        count.back += verdict.back;
        count.worsened += usize::from(verdict.worsened);
        count.guesses.extend(verdict.guesses);
        count.broken.extend(run.broken);
        count.bytes += case.damaged.len();
        count.seconds += run.took.as_secs_f64();
        if verdict.outcome != Outcome::Restored && failures.len() < most_failures {
            failures.push(Failure {
                case: case.clone(),
                edits: describe(&run),
                findings: run.findings,
                output: run.output,
                outcome: verdict.outcome,
            });
        }
    }
    (count, failures)
}

/// What became of a case.
struct Verdict {
    outcome: Outcome,
    lost: usize,
    back: usize,
    worsened: bool,
    guesses: Vec<Judged>,
}

impl Verdict {
    fn of(damage: &Damage, case: &Case, run: &Run) -> Self {
        let wanted = damage.wanted(case);
        let lost = wanted.iter().filter(|&&wanted| wanted).count();
        let clean: Vec<char> = case.clean.chars().collect();
        let output = settled(damage, &run.output);
        let outcome = judge(
            &case.clean,
            &Damaged { stages: vec![case.damaged.clone()], lossless: false },
            output,
        );
        let alignment = Alignment::of(&clean, &run.output.chars().collect::<Vec<_>>());
        let readable = clean.iter().zip(&case.readable).filter(|(_, readable)| **readable);
        let worsened =
            outcome != Outcome::Restored && !stands_in(readable.map(|(c, _)| *c), &run.output);
        let found = wanted.iter().zip(&alignment.in_output);
        let back = match outcome {
            Outcome::Restored => lost,
            // A letter that happens to stand there already was not brought back.
            Outcome::Untouched => 0,
            _ => found.filter(|(wanted, place)| **wanted && place.is_some()).count(),
        };
        Self {
            outcome: if worsened { Outcome::Harmed } else { outcome },
            lost,
            back,
            worsened,
            guesses: guesses::judge(&guesses::placed(&run.edits), &clean, &run.output, &alignment),
        }
    }
}

/// The output as it is compared: behind a cut a mark of what is missing may stay.
fn settled<'o>(damage: &Damage, output: &'o str) -> &'o str {
    match damage.producer {
        Producer::Cut | Producer::CutAfter => output.trim_end_matches('\u{fffd}'),
        _ => output,
    }
}

/// The edits and their guesses in one line.
fn describe(run: &Run) -> String {
    let mut text = subject::describe(&run.edits);
    for guess in run.edits.iter().flat_map(|edit| &edit.guesses) {
        let candidates: Vec<String> = guess
            .candidates
            .iter()
            .take(4)
            .map(|(c, probability)| format!("{c} {probability:.2}"))
            .collect();
        text.push_str(&format!("; guess {}", candidates.join(" ")));
    }
    text
}

fn document(fixer: &Fixer, damage: &Damage, damaged: &[Case]) -> Document {
    let lines: Vec<&str> = damaged.iter().map(|case| case.damaged.as_str()).collect();
    let text = lines.join("\n");
    let run = subject::run(fixer, &text);
    let outputs: Vec<&str> = run.output.split('\n').collect();
    let exact = (outputs.len() == damaged.len()).then(|| {
        let same = |(case, output): (&Case, &&str)| settled(damage, output) == case.clean;
        damaged.iter().zip(&outputs).filter(|pair| same(*pair)).count()
    });
    Document { bytes: text.len(), seconds: run.took.as_secs_f64(), exact }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::rows::Change;
    use super::*;

    fn verdict(output: &str) -> Verdict {
        let damage = Damage {
            actual: "utf-8",
            change: Change::None,
            read_as: "gbk",
            producer: Producer::Python("gbk"),
        };
        let case = damage.damage("用户名:张三").unwrap();
        assert_eq!(case.damaged, "鐢ㄦ埛鍚\u{fffd}:寮犱笁");
        let run = Run {
            output: output.to_owned(),
            edits: Vec::new(),
            findings: 0,
            broken: None,
            took: Duration::ZERO,
        };
        Verdict::of(&damage, &case, &run)
    }

    #[test]
    fn verdicts() {
        for (output, outcome, back, worsened) in [
            ("用户名:张三", Outcome::Restored, 1, false),
            ("鐢ㄦ埛鍚\u{fffd}:寮犱笁", Outcome::Untouched, 0, false),
            ("用户\u{fffd}:张三", Outcome::Partly, 0, false),
            ("用户名:寮犱笁", Outcome::Partly, 1, false),
            ("用户名张三", Outcome::Harmed, 1, true),
            ("鐢ㄦ埛:寮犱笁", Outcome::Harmed, 0, false),
        ] {
            let verdict = verdict(output);
            assert_eq!(
                (verdict.outcome, verdict.lost, verdict.back, verdict.worsened),
                (outcome, 1, back, worsened),
                "{output}"
            );
        }
    }

    #[test]
    fn pieces_have_the_length_asked_for() {
        let line = "abc 威尔士国会议员（AM）担心“看起来像布偶”，一些议员感到惊愕。";
        for (least, most) in LENGTHS {
            for piece in pieces(&[line], least, most) {
                assert!((least..=most).contains(&piece.chars().count()), "{piece}");
                assert!(line.contains(piece) && !piece.starts_with(|c: char| c.is_ascii()));
            }
        }
    }
}
