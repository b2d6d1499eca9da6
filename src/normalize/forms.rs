//! Unicode's normalization forms, as changes.

use std::ops::Range;

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
    let mut all = Vec::new();
    if form != Form::Nfc {
        look(text, 0, form, &mut all);
        return all;
    }
    // Nothing composes across a line, and most lines hold nothing that could.
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if may_change(line.as_bytes()) {
            look(line, start, form, &mut all);
        }
        start += line.len();
    }
    all
}

/// Whether NFC may change a text in UTF-8, judged by three bytes at a time and without branches, for speed; where in doubt it may.
fn may_change(text: &[u8]) -> bool {
    let (second, third) = (text.get(1..).unwrap_or_default(), text.get(2..).unwrap_or_default());
    let is_suspect = |((a, b), c): ((&u8, &u8), &u8)| {
        let (a, b, c) = (*a, *b, *c);
        // U+0300–1FFF: marks, and letters that take them.
        (a.wrapping_sub(0xcc) <= 0xe1 - 0xcc)
            // U+2000, 2001; 20D0–213F; 2300–233F; 2AC0–2AFF; 2CC0–2FFF.
            | ((a == 0xe2) & (((b == 0x80) & (c <= 0x81)) | (b == 0x83) | (b == 0x84) | (b == 0x8c) | (b == 0xab) | (b >= 0xb3)))
            // U+302A–302F, 3099, 309A.
            | ((a == 0xe3) & (((b == 0x80) & (c.wrapping_sub(0xaa) <= 5)) | ((b == 0x82) & (c.wrapping_sub(0x99) <= 1))))
            // U+A000–ABFF, D7B0–D7FF.
            | ((a == 0xea) & (b < 0xb0))
            | ((a == 0xed) & (b >= 0x9e))
            // Compatibility ideographs and presentation forms, U+FE00–FE3F.
            | ((a == 0xef) & ((b.wrapping_sub(0xa4) <= 9) | (b == 0xb8)))
            // Beyond the Basic Multilingual Plane all but emoji and ideographs.
            | ((a == 0xf0) & (b != 0x9f) & (b.wrapping_sub(0xa0) > 0x0e))
            | (a > 0xf0)
    };
    // A character that is cut off by the end of the zip is one of at most two bytes.
    let last = text.len().saturating_sub(2);
    text.get(last..).unwrap_or_default().iter().any(|byte| byte.wrapping_sub(0xcc) <= 0xe1 - 0xcc)
        || text.chunks(BLOCK).zip(second.chunks(BLOCK)).zip(third.chunks(BLOCK)).any(
            |((a, b), c)| a.iter().zip(b).zip(c).fold(false, |any, bytes| any | is_suspect(bytes)),
        )
}

/// Bytes looked at between two decisions.
const BLOCK: usize = 128;

fn look(text: &str, start: usize, form: Form, changes: &mut Vec<Change>) {
    let mut segment = 0;
    // Whether anything in the segment may change.
    let mut is_suspect = false;
    for (at, c) in text.char_indices() {
        let (is_start, is_safe) = if c < '\u{a0}' { (true, true) } else { form.look(c) };
        if is_start {
            if is_suspect {
                push(text, segment..at, start, form, changes);
            }
            (segment, is_suspect) = (at, !is_safe);
        } else {
            is_suspect = true;
        }
    }
    if is_suspect {
        push(text, segment..text.len(), start, form, changes);
    }
}

fn push(text: &str, span: Range<usize>, start: usize, form: Form, changes: &mut Vec<Change>) {
    let Some(segment) = text.get(span.clone()) else { return };
    let normal = form.normalize(segment);
    if normal != segment {
        changes.push(Change::certain(start + span.start..start + span.end, normal));
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
