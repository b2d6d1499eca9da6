//! Whether text is mojibake, by what the repair would do with a sample of it.

use std::collections::HashMap;

use crate::edit::{Cause, Kept};
use crate::pipeline::Fixer;

/// Damage of a sample of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Damage {
    pub cause: Cause,
    pub confidence: f64,
}

/// The damage that most of the damaged characters of a text went through.
pub(super) fn damage(texts: &[String]) -> Option<Damage> {
    let fixer = Fixer::default();
    let mut causes: HashMap<Cause, (usize, f64)> = HashMap::new();
    let mut add = |cause: &Cause, original: &str, confidence: f64| {
        let count = original.chars().count();
        let known = causes.entry(cause.clone()).or_default();
        known.0 += count;
        known.1 = known.1.max(confidence);
    };
    for text in texts {
        let fixed = fixer.fix(text);
        fixed.edits().iter().for_each(|edit| add(&edit.cause, &edit.original, edit.confidence));
        for finding in fixed.findings() {
            // A lone U+FFFD tells of damage as well, but of one that this text shows openly.
            if finding.kept == Kept::CannotBeUndone {
                add(&finding.cause, &finding.original, finding.confidence);
            }
        }
    }
    let most = causes.into_iter().max_by_key(|(cause, (count, _))| (*count, cause.to_string()));
    most.map(|(cause, (_, confidence))| Damage { cause, confidence })
}
