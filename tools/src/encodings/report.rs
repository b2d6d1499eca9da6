//! Shares of right answers, the floors, and Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::cases::{Case, FAMILIES, Kind};

/// Least shares of right answers, all listed families together.
const FLOORS: [(Kind, f64); 9] = [
    (Kind::Cut(8), 0.88),
    (Kind::Cut(16), 0.94),
    (Kind::Cut(32), 0.96),
    (Kind::Cut(64), 0.98),
    (Kind::Cut(128), 0.99),
    (Kind::Cut(256), 0.995),
    (Kind::Name, 0.93),
    (Kind::Stray, 0.985),
    (Kind::Torn, 0.985),
];
/// The same of 8 bytes of each family.
const EACH_FAMILY: f64 = 0.88;
/// Least area under the ROC curve.
const AREA: f64 = 0.95;

/// What each detector made of a case. The first is fix-text.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub right: Vec<bool>,
    /// How sure fix-text was.
    pub confidence: f64,
}

/// All that was measured.
pub struct Results<'r> {
    pub cases: &'r [Case],
    pub outcomes: &'r [Outcome],
    pub names: &'r [&'static str],
}

/// Right answers of all.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub cases: usize,
    pub right: Vec<usize>,
}

impl Tally {
    fn add(&mut self, outcome: &Outcome) {
        self.cases += 1;
        self.right.resize(outcome.right.len(), 0);
        for (sum, right) in self.right.iter_mut().zip(&outcome.right) {
            *sum += usize::from(*right);
        }
    }

    /// The share of right answers of a detector.
    pub fn share(&self, detector: usize) -> f64 {
        self.right.get(detector).map_or(0.0, |right| *right as f64 / self.cases.max(1) as f64)
    }
}

impl Results<'_> {
    /// Sums over the cases that `of` chooses.
    pub fn tally(&self, of: impl Fn(&Case) -> bool) -> Tally {
        let mut tally = Tally::default();
        for (case, outcome) in self.cases.iter().zip(self.outcomes) {
            if of(case) {
                tally.add(outcome);
            }
        }
        tally
    }

    /// Area under the ROC curve of right against wrong answers of fix-text by its confidence: how often a right answer is
    /// surer than a wrong one.
    pub fn area(&self, of: impl Fn(&Case) -> bool) -> f64 {
        let mut by_confidence: BTreeMap<u64, [f64; 2]> = BTreeMap::new();
        for (case, outcome) in self.cases.iter().zip(self.outcomes) {
            if of(case) {
                let key = (outcome.confidence.clamp(0.0, 1.0) * 1e12) as u64;
                by_confidence.entry(key).or_default()[usize::from(outcome.right[0])] += 1.0;
            }
        }
        let (mut wrong_below, mut area) = (0.0, 0.0);
        let [wrong, right] =
            by_confidence.values().fold([0.0, 0.0], |s, v| [s[0] + v[0], s[1] + v[1]]);
        for [wrong, right] in by_confidence.values() {
            area += right * (wrong_below + wrong / 2.0);
            wrong_below += wrong;
        }
        area / (wrong * right).max(1.0)
    }

    /// The promises that these cases miss, each as a line. They hold for the listed families; DOS and Mac encodings are rare, and
    /// measured apart.
    pub fn missed(&self) -> Vec<String> {
        let mut missed = Vec::new();
        let mut need = |what: &str, measured: f64, least: f64| {
            if measured < least {
                missed.push(format!("{what}: {measured:.4}, needed {least}"));
            }
        };
        let listed = |case: &Case| case.family != "DOS, Mac";
        for (kind, least) in FLOORS {
            let tally = self.tally(|case| case.kind == kind && listed(case));
            if tally.cases > 0 {
                need(&kind.name(), tally.share(0), least);
            }
        }
        for family in FAMILIES.iter().filter(|family| **family != "DOS, Mac") {
            let tally = self.tally(|case| case.kind == Kind::Cut(8) && case.family == *family);
            if tally.cases > 0 {
                need(&format!("8 B, {family}"), tally.share(0), EACH_FAMILY);
            }
        }
        need("area under the ROC curve", self.area(|_| true), AREA);
        missed
    }

    /// The report.
    pub fn markdown(&self) -> String {
        let mut out = String::from("# Which encoding are bytes in\n\n");
        let _ = writeln!(
            out,
            "{} cases. Equal text counts as right, whatever the name of the encoding.",
            self.cases.len()
        );
        for (number, name) in self.names.iter().enumerate() {
            let _ = writeln!(out, "\n## {name}\n");
            self.table(&mut out, number);
        }
        let _ = writeln!(
            out,
            "\nArea under the ROC curve of fix-text's confidence: {:.4}",
            self.area(|_| true)
        );
        let _ = writeln!(out, "\n| confidence of fix-text | cases | right |\n|---|--:|--:|");
        for tenth in [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]
            .windows(2)
            .chain([[0.999, 1.1].as_slice()])
        {
            let (mut cases, mut right) = (0, 0);
            for outcome in self.outcomes {
                if (tenth[0]..tenth[1]).contains(&outcome.confidence) {
                    cases += 1;
                    right += usize::from(outcome.right[0]);
                }
            }
            let share = 100.0 * right as f64 / f64::from(cases).max(1.0);
            let _ =
                writeln!(out, "| {} to {} | {cases} | {share:.1} |", tenth[0], tenth[1].min(1.0));
        }
        out
    }

    fn table(&self, out: &mut String, detector: usize) {
        let _ = write!(out, "| family |");
        Kind::ALL.iter().for_each(|kind| {
            let _ = write!(out, " {} |", kind.name());
        });
        let _ = write!(out, "\n|---|{}\n", "--:|".repeat(Kind::ALL.len()));
        for family in FAMILIES.iter().map(Some).chain([None]) {
            let _ = write!(out, "| {} |", family.unwrap_or(&"all"));
            for kind in Kind::ALL {
                let tally = self.tally(|case| {
                    case.kind == kind && family.is_none_or(|family| case.family == *family)
                });
                if tally.cases == 0 {
                    let _ = write!(out, " – |");
                    continue;
                }
                let share = tally.share(detector);
                let best =
                    (0..self.names.len()).map(|other| tally.share(other)).fold(0.0, f64::max);
                let is_behind = detector == 0 && share < best && share < 0.995;
                let mark = if is_behind { "**" } else { "" };
                let _ = write!(out, " {mark}{:.1}{mark} |", 100.0 * share);
            }
            let _ = writeln!(out);
        }
    }
}
