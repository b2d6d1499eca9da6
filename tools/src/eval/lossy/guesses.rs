//! What the probability of a guess is worth.

use std::ops::Range;

use fix_text::Edit;

use super::align::Alignment;

/// A guessed character, judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The probability of the likeliest candidate, 0 to 1.
    pub probability: f64,
    /// Whether that is what was written.
    pub right: bool,
    /// Whether what was written is among the candidates.
    pub listed: bool,
    /// Whether it stands in the output, rather than U+FFFD.
    pub written: bool,
}

/// A guess and where it stands in the output, in bytes.
type Placed<'g> = (Range<usize>, &'g [(char, f64)]);

/// All guesses of some edits.
pub fn placed(edits: &[Edit]) -> Vec<Placed<'_>> {
    let mut placed = Vec::new();
    // By how much the output is longer than the input before the edit.
    let mut grown = 0_isize;
    for edit in edits {
        let start = edit.span.start.saturating_add_signed(grown);
        grown += edit.replacement.len() as isize - edit.original.len() as isize;
        placed.extend(edit.guesses.iter().map(|guess| {
            (start + guess.span.start..start + guess.span.end, guess.candidates.as_slice())
        }));
    }
    placed
}

/// Judges guesses. One whose place in the clean text cannot be told is wrong, and one without
/// candidates says nothing.
pub fn judge(
    guesses: &[Placed<'_>],
    clean: &[char],
    output: &str,
    alignment: &Alignment,
) -> Vec<Judged> {
    let judge = |(span, candidates): &Placed<'_>| {
        let &(likeliest, probability) = candidates.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let truth = output
            .get(..span.start)
            .map(|head| head.chars().count())
            .filter(|&place| place < alignment.in_clean.len())
            .and_then(|place| alignment.counterpart(place))
            .map(|at| clean[at]);
        Some(Judged {
            probability,
            right: truth == Some(likeliest),
            listed: truth.is_some_and(|c| candidates.iter().any(|other| other.0 == c)),
            written: output.get(span.clone()).is_some_and(|shown| shown != "\u{fffd}"),
        })
    };
    guesses.iter().filter_map(judge).collect()
}

/// Lower ends of the bins.
pub const BINS: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];

/// Guesses whose probability lies in a bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// All.
    pub guesses: usize,
    /// Those whose likeliest candidate was right.
    pub right: usize,
    /// Sum of the likeliest candidates' probabilities.
    pub probability: f64,
    /// Those with what was written among the candidates.
    pub listed: usize,
    /// Those that stand in the output.
    pub written: usize,
}

/// Sorts guesses into bins.
pub fn bins<'g>(guesses: impl IntoIterator<Item = &'g Judged>) -> [Bin; BINS.len()] {
    let mut bins = [Bin::default(); BINS.len()];
    for guess in guesses {
        let at = BINS.iter().rposition(|&least| guess.probability >= least).unwrap_or(0);
        bins[at].guesses += 1;
        bins[at].right += usize::from(guess.right);
        bins[at].probability += guess.probability;
        bins[at].listed += usize::from(guess.listed);
        bins[at].written += usize::from(guess.written);
    }
    bins
}

/// The mean difference between what was said and what was right, over all guesses.
pub fn expected_error(bins: &[Bin]) -> Option<f64> {
    let guesses: usize = bins.iter().map(|bin| bin.guesses).sum();
    let error: f64 = bins.iter().map(|bin| (bin.probability - bin.right as f64).abs()).sum();
    (guesses > 0).then(|| error / guesses as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(probability: f64, right: bool) -> Judged {
        Judged { probability, right, listed: right, written: true }
    }

    #[test]
    fn a_guess_is_held_against_the_character_in_its_place() {
        let clean: Vec<char> = "用户名:张三".chars().collect();
        let candidates: &[(char, f64)] = &[('名', 0.7), ('向', 0.2)];
        for (output, candidates, right, listed, written) in [
            ("用户名:张三", candidates, true, true, true),
            ("用户向:张三", &[('向', 0.6), ('名', 0.4)], false, true, true),
            ("用户\u{fffd}:张三", candidates, true, true, false),
            ("用户\u{fffd}:张三", &[('向', 0.3)], false, false, false),
            ("用户向向:张三", &[('向', 0.9)], false, false, true),
        ] {
            let alignment = Alignment::of(&clean, &output.chars().collect::<Vec<_>>());
            let judged = judge(&[(6..9, candidates)], &clean, output, &alignment);
            let probability = candidates[0].1;
            assert_eq!(judged, [Judged { probability, right, listed, written }], "{output}");
        }
    }

    #[test]
    fn bins_and_their_error() {
        let guesses = [guess(0.05, false), guess(0.95, true), guess(0.995, true), guess(1.0, true)];
        let bins = bins(&guesses);
        assert_eq!(bins.map(|bin| bin.guesses), [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
        assert!((expected_error(&bins).unwrap() - (0.05 + 0.05 + 0.005) / 4.0).abs() < 1e-9);
    }
}
