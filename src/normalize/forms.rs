//! Unicode's normalization forms, as changes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{
    canonical_combining_class, decompose_canonical, decompose_compatible,
};
use unicode_normalization::{
    IsNormalized, is_nfc_quick, is_nfd_quick, is_nfkc_quick, is_nfkd_quick,
};

use super::Change;

/// A normalization form of Unicode (UAX 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
}

/// The stretches that the form changes: whole sequences of a base and its marks.
pub(super) fn changes(text: &str, form: Form) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut segment = 0;
    // Whether anything in the segment may change.
    let mut is_suspect = false;
    for (at, c) in text.char_indices() {
        let (is_start, is_safe) = if c < '\u{a0}' { (true, true) } else { form.look(c) };
        if is_start {
            if is_suspect {
                push(text, segment, at, form, &mut changes);
            }
            (segment, is_suspect) = (at, !is_safe);
        } else {
            is_suspect = true;
        }
    }
    if is_suspect {
        push(text, segment, text.len(), form, &mut changes);
    }
    changes
}

fn push(text: &str, start: usize, end: usize, form: Form, changes: &mut Vec<Change>) {
    let Some(segment) = text.get(start..end) else { return };
    let normal = form.normalize(segment);
    if normal != segment {
        changes.push(Change::certain(start..end, normal));
    }
}

impl Form {
    /// Whether a segment can begin with this character, and whether it stays as it is when alone.
    fn look(self, c: char) -> (bool, bool) {
        let one = || std::iter::once(c);
        let quick = match self {
            Form::Nfc => is_nfc_quick(one()),
            Form::Nfd => is_nfd_quick(one()),
            Form::Nfkc => is_nfkc_quick(one()),
            Form::Nfkd => is_nfkd_quick(one()),
        };
        if quick == IsNormalized::Yes {
            return (canonical_combining_class(c) == 0, true);
        }
        // What combines with what is before it goes with it; so does what may, which is `Maybe`.
        let mut first = None;
        let mut take = |d: char| first = first.or(Some(d));
        match self {
            Form::Nfc | Form::Nfd => decompose_canonical(c, &mut take),
            Form::Nfkc | Form::Nfkd => decompose_compatible(c, &mut take),
        }
        let first = first.unwrap_or(c);
        let composes = match self {
            Form::Nfc | Form::Nfkc => is_nfc_quick(std::iter::once(first)) != IsNormalized::Yes,
            Form::Nfd | Form::Nfkd => false,
        };
        (canonical_combining_class(first) == 0 && !composes, false)
    }

    fn normalize(self, text: &str) -> String {
        match self {
            Form::Nfc => text.nfc().collect(),
            Form::Nfd => text.nfd().collect(),
            Form::Nfkc => text.nfkc().collect(),
            Form::Nfkd => text.nfkd().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, changes};
    use proptest::prelude::*;

    fn normalized(text: &str, form: Form) -> String {
        let mut out = String::new();
        let mut at = 0;
        for change in changes(text, form) {
            out.push_str(&text[at..change.span.start]);
            out.push_str(&change.replacement);
            at = change.span.end;
        }
        out + &text[at..]
    }

    const FORMS: [Form; 4] = [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd];

    #[test]
    fn every_character_between_others() {
        for c in ('\0'..='\u{323af}').chain('\u{e0000}'..='\u{e01ef}') {
            for text in
                [format!("{c}"), format!("e{c}\u{301}"), format!("\u{1100}\u{1161}{c}\u{11a8}")]
            {
                for form in FORMS {
                    assert_eq!(normalized(&text, form), form.normalize(&text), "{text:?} {form:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn segments_are_normalized_as_the_whole(
            text in prop_oneof![any::<String>(), "[a-eé\u{300}-\u{330}\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a7}-\u{11c2}가-각\u{f70}-\u{f85}ﾊ-\u{ff9f}①ﬀ]{0,12}"]
        ) {
            for form in FORMS {
                prop_assert_eq!(normalized(&text, form), form.normalize(&text));
            }
        }
    }
}
