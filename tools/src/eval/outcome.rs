//! What became of a case.

use std::ops::AddAssign;

use super::damage::Damaged;

/// What a repairer did with a damaged text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The clean text came out.
    Restored,
    /// Nothing was changed.
    Untouched,
    /// Changed, and nearer to the clean text or to an earlier stage of the damage.
    Partly,
    /// Changed, and no nearer: a wrong repair, even where it is no farther, buries the evidence.
    Harmed,
}

/// Judges `output`, made from `damaged`. Texts of an "inside" case are given whole: `before` and
/// `after` are part of them, and of every stage.
pub fn judge(clean: &str, damaged: &Damaged, output: &str) -> Outcome {
    let found = damaged.text();
    if output == clean {
        return Outcome::Restored;
    }
    if output == found {
        return Outcome::Untouched;
    }
    let common = |a: &str, b: &str| common_characters(a, b);
    let (before, after) = (common(found, clean), common(output, clean));
    if after != before {
        return if after > before { Outcome::Partly } else { Outcome::Harmed };
    }
    let earlier = damaged.stages.iter().rev().skip(1);
    if earlier
        .into_iter()
        .any(|stage| output == stage || common(output, stage) > common(found, stage))
    {
        Outcome::Partly
    } else {
        Outcome::Harmed
    }
}

/// The product of two lengths above which the order of characters is not looked at.
const COSTLY: usize = 8_000_000;

/// How many characters two texts have in common, in order (the longest common subsequence). A
/// distance by edits would call any shorter text nearer to the clean one.
pub fn common_characters(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    head + tail + if a.len() * b.len() > COSTLY { in_any_order(a, b) } else { in_order(a, b) }
}

fn in_order(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

fn in_any_order(a: &[char], b: &[char]) -> usize {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    common
}

/// Outcomes, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All cases.
    pub cases: usize,
    /// [`Outcome::Restored`].
    pub restored: usize,
    /// [`Outcome::Untouched`].
    pub untouched: usize,
    /// [`Outcome::Partly`].
    pub partly: usize,
    /// [`Outcome::Harmed`].
    pub harmed: usize,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        self.cases += 1;
        *match outcome {
            Outcome::Restored => &mut self.restored,
            Outcome::Untouched => &mut self.untouched,
            Outcome::Partly => &mut self.partly,
            Outcome::Harmed => &mut self.harmed,
        } += 1;
    }

    /// `part` of all cases, 0 to 1; `None` without cases.
    pub fn share(&self, part: usize) -> Option<f64> {
        (self.cases > 0).then(|| part as f64 / self.cases as f64)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.cases += other.cases;
        self.restored += other.restored;
        self.untouched += other.untouched;
        self.partly += other.partly;
        self.harmed += other.harmed;
    }
}

impl FromIterator<Outcome> for Tally {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let mut tally = Self::default();
        outcomes.into_iter().for_each(|outcome| tally.add(outcome));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes() {
        let damaged = |stages: &[&str]| Damaged {
            stages: stages.iter().map(|s| (*s).to_owned()).collect(),
            lossless: true,
        };
        let once = damaged(&["鏂囧瓧 abc"]);
        let twice = damaged(&["鏂囧瓧", "閺傚洤鐡"]);
        for (clean, damaged, output, outcome) in [
            ("文字 abc", &once, "文字 abc", Outcome::Restored),
            ("文字 abc", &once, "鏂囧瓧 abc", Outcome::Untouched),
            ("文字 abc", &once, "文囧瓧 abc", Outcome::Partly),
            ("文字 abc", &once, "文 bc", Outcome::Harmed),
            ("文字 abc", &once, "乱七 abc", Outcome::Harmed),
            ("文字 abc", &once, "鏂囧瓧", Outcome::Harmed),
            ("文字", &twice, "鏂囧瓧", Outcome::Partly),
            ("文字", &twice, "鏂傚瓧", Outcome::Partly),
        ] {
            assert_eq!(judge(clean, damaged, output), outcome, "{output}");
        }
    }

    #[test]
    fn common_characters_in_order() {
        for (a, b, common) in [
            ("", "abc", 0),
            ("abc", "abc", 3),
            ("xabcy", "abzc", 3),
            ("ab", "ba", 1),
            ("aXbYc", "aQbRc", 3),
        ] {
            assert_eq!(common_characters(a, b), common, "{a} {b}");
        }
        let (a, b): (Vec<char>, Vec<char>) = ("abca".chars().collect(), "aacx".chars().collect());
        assert_eq!(in_any_order(&a, &b), 3);
    }
}
