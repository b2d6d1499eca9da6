//! Whether a confidence of 0.9 is right nine times out of ten.

use std::fmt::Write;

use super::measure::{Clean, Group};
use super::report::{percent, row, rule};

/// Lower ends of the bins.
const BINS: [f64; 9] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/// Edits whose confidence lies in a bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// All edits.
    pub edits: usize,
    /// Those that were right.
    pub right: usize,
    /// Sum of their confidences.
    pub confidence: f64,
}

/// Sorts edits into bins.
pub fn bins(edits: &[(f64, bool)]) -> [Bin; BINS.len()] {
    let mut bins = [Bin::default(); BINS.len()];
    for &(confidence, right) in edits {
        let at = BINS.iter().rposition(|&least| confidence >= least).unwrap_or(0);
        bins[at].edits += 1;
        bins[at].right += usize::from(right);
        bins[at].confidence += confidence;
    }
    bins
}

/// The mean difference between confidence and share of right edits, over all edits.
pub fn expected_error(bins: &[Bin]) -> Option<f64> {
    let edits: usize = bins.iter().map(|bin| bin.edits).sum();
    let error: f64 = bins.iter().map(|bin| (bin.confidence - bin.right as f64).abs()).sum();
    (edits > 0).then(|| error / edits as f64)
}

/// The probability that a right edit has a higher confidence than a wrong one (area under the ROC
/// curve); `None` without both kinds.
pub fn auc(edits: &[(f64, bool)]) -> Option<f64> {
    let mut edits = edits.to_vec();
    edits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut right, mut wrong, mut pairs) = (0.0, 0.0, 0.0);
    for tied in edits.chunk_by(|a, b| a.0 == b.0) {
        let tied_right = tied.iter().filter(|(_, right)| *right).count() as f64;
        let tied_wrong = tied.len() as f64 - tied_right;
        pairs += tied_right * (wrong + tied_wrong / 2.0);
        right += tied_right;
        wrong += tied_wrong;
    }
    (right > 0.0 && wrong > 0.0).then(|| pairs / (right * wrong))
}

/// Writes the section of the report. Every edit of a clean line is a wrong one.
pub fn write(out: &mut String, groups: &[Group], clean: Option<&Clean>) {
    let mut edits: Vec<(f64, bool)> =
        groups.iter().flat_map(|group| group.confidences.iter().copied()).collect();
    if let Some(clean) = clean {
        let wrong = clean
            .altered
            .iter()
            .filter(|altered| altered.place.contains(':'))
            .flat_map(|altered| &altered.edits);
        edits.extend(wrong.map(|edit| (edit.confidence, false)));
    }
    let _ = writeln!(out, "\n## Calibration\n");
    if edits.is_empty() {
        let _ = writeln!(out, "There were no edits.");
        return;
    }
    let bins = bins(&edits);
    row(out, ["confidence from", "edits", "mean confidence", "right"].map(str::to_owned));
    rule(out, 4);
    for (least, bin) in BINS.iter().zip(&bins).filter(|(_, bin)| bin.edits > 0) {
        let of = |part: f64| percent(Some(part / bin.edits as f64));
        row(
            out,
            [least.to_string(), bin.edits.to_string(), of(bin.confidence), of(bin.right as f64)],
        );
    }
    let auc = auc(&edits).map_or("–".to_owned(), |auc| format!("{auc:.4}"));
    let _ = writeln!(
        out,
        "\nExpected calibration error {}; AUC {auc}.",
        percent(expected_error(&bins))
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perfect_and_useless_confidences() {
        assert_eq!(auc(&[(0.9, true), (0.8, true), (0.2, false)]), Some(1.0));
        assert_eq!(auc(&[(0.5, true), (0.5, false)]), Some(0.5));
        assert_eq!(auc(&[(0.5, true)]), None);
    }

    #[test]
    fn edits_fall_into_bins() {
        let bins = bins(&[(0.95, true), (1.0, true), (0.3, false)]);
        assert_eq!(bins.map(|bin| bin.edits), [1, 0, 0, 0, 0, 0, 1, 0, 1]);
        let error = expected_error(&bins).unwrap();
        assert!((error - (0.3 + 0.05) / 3.0).abs() < 1e-9);
    }
}
