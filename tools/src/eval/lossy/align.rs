//! Which character of the output is which of the clean text.

/// The longest common subsequence of two texts, as pairs of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// For each character of the clean text where it stands in the output.
    pub in_output: Vec<Option<usize>>,
    /// For each character of the output where it stands in the clean text.
    pub in_clean: Vec<Option<usize>>,
}

impl Alignment {
    /// Aligns two texts.
    pub fn of(clean: &[char], output: &[char]) -> Self {
        let mut alignment =
            Self { in_output: vec![None; clean.len()], in_clean: vec![None; output.len()] };
        let head = clean.iter().zip(output).take_while(|(a, b)| a == b).count();
        let (a, b) = (&clean[head..], &output[head..]);
        let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
        let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
        (0..head).for_each(|at| alignment.join(at, at));
        (1..=tail).for_each(|at| alignment.join(clean.len() - at, output.len() - at));
        for (x, y) in common(a, b) {
            alignment.join(head + x, head + y);
        }
        alignment
    }

    /// The character of the clean text at a place of the output: the same one, or, where one to one
    /// was replaced between two that are the same, the one that was replaced.
    pub fn counterpart(&self, output: usize) -> Option<usize> {
        if let Some(clean) = self.in_clean[output] {
            return Some(clean);
        }
        let before = (0..output).rev().find_map(|at| Some((at + 1, self.in_clean[at]? + 1)));
        let after = (output + 1..self.in_clean.len()).find_map(|at| Some((at, self.in_clean[at]?)));
        let (start, from) = before.unwrap_or((0, 0));
        let (end, to) = after.unwrap_or((self.in_clean.len(), self.in_output.len()));
        (end - start == to.checked_sub(from)?).then_some(from + output - start)
    }

    fn join(&mut self, clean: usize, output: usize) {
        self.in_output[clean] = Some(output);
        self.in_clean[output] = Some(clean);
    }
}

/// The places of a longest common subsequence.
fn common(a: &[char], b: &[char]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    // How long it is for the rests from each place on.
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut places = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            places.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    places
}

/// Whether all of `part` stands in `whole`, in order.
pub fn stands_in(part: impl Iterator<Item = char>, whole: &str) -> bool {
    let mut whole = whole.chars();
    let mut part = part;
    part.all(|c| whole.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn align(clean: &str, output: &str) -> Alignment {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        Alignment::of(&chars(clean), &chars(output))
    }

    #[test]
    fn what_is_the_same_is_joined() {
        for (clean, output, in_output) in [
            ("abc", "abc", vec![Some(0), Some(1), Some(2)]),
            ("abc", "axc", vec![Some(0), None, Some(2)]),
            ("abc", "ac", vec![Some(0), None, Some(1)]),
            ("abcd", "xxbyyd", vec![None, Some(2), None, Some(5)]),
            ("", "x", vec![]),
        ] {
            assert_eq!(align(clean, output).in_output, in_output, "{clean} {output}");
        }
    }

    #[test]
    fn what_was_replaced_is_known_only_one_to_one() {
        assert_eq!(align("abcd", "axcd").counterpart(1), Some(1));
        assert_eq!(align("abcd", "abcx").counterpart(3), Some(3));
        assert_eq!(align("abcd", "xbcd").counterpart(0), Some(0));
        assert_eq!(align("abbcd", "axcd").counterpart(1), None);
        assert_eq!(align("abcd", "xybcd").counterpart(1), None);
    }

    #[test]
    fn in_order() {
        assert!(stands_in("ac".chars(), "abc"));
        assert!(!stands_in("ca".chars(), "abc"));
        assert!(stands_in("".chars(), ""));
    }
}
