//! Characters that nobody sees: zero-width, direction, variation.

use super::Change;
use super::controls::removed;

/// Zero-width spaces and joiners, soft hyphens and byte order marks inside a text; a joiner stays where a script or an emoji needs it.
pub(super) fn zero_width(text: &str) -> Vec<Change> {
    let mut changes = removed(
        text,
        |c| matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}'),
    );
    changes.retain_mut(|change| {
        let run = text.get(change.span.clone()).unwrap_or_default();
        if !run.contains(['\u{200c}', '\u{200d}']) {
            return true;
        }
        let before = text.get(..change.span.start).and_then(|text| text.chars().next_back());
        let after = text.get(change.span.end..).and_then(|text| text.chars().next());
        if !before.is_some_and(joins) || !after.is_some_and(joins) {
            return true;
        }
        let kept: String = run.chars().filter(|c| matches!(c, '\u{200c}' | '\u{200d}')).collect();
        let is_less = kept.len() < run.len();
        change.replacement = kept;
        is_less
    });
    changes
}

/// Whether a joiner beside this character has a meaning: Arabic, Syriac, the scripts of India, Mongolian, emoji and what belongs to them.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
        | '\u{a840}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{20e3}' | '\u{1e900}'..='\u{1e95f}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}')
}

/// Marks and overrides of writing direction, in text that has no right-to-left letters.
pub(super) fn bidi_controls(text: &str) -> Vec<Change> {
    let is_control = |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_control) || text.chars().any(is_right_to_left) {
        return Vec::new();
    }
    removed(text, is_control)
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Variation selectors, but for those that tell an emoji from a sign, and those of Mongolian.
pub(super) fn variation_selectors(text: &str) -> Vec<Change> {
    removed(text, |c| matches!(c, '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}'))
}
