//! Brackets and quotes come in pairs: which of them a text lacks tells what a lost one can have been.

use crate::model::BIT;

/// Opening and closing marks.
const PAIRS: [(char, char); 10] = [
    ('“', '”'),
    ('‘', '’'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
    ('［', '］'),
];

/// What a closing mark costs more where nothing is open.
const NOTHING_OPEN: i32 = 4 * BITS;
/// What an opening mark costs more where nothing lacks one: its partner must be lost, too.
const NOTHING_CLOSED: i32 = 2 * BITS;
/// What the partner of a mark that has none costs less: the model does not see so far.
const MISSING: i32 = -3 * BITS;
const BITS: i32 = BIT.cast_signed();

/// How many marks of each pair can be read in a text.
#[derive(Clone, Copy, Default)]
pub struct Balance {
    /// Opening marks less closing ones.
    open: [i32; PAIRS.len()],
}

impl Balance {
    /// Takes a character that can be read into account.
    pub fn see(&mut self, c: char) {
        for (open, (opens, closes)) in self.open.iter_mut().zip(PAIRS) {
            *open += i32::from(c == opens) - i32::from(c == closes);
        }
    }

    /// What a lost character costs more than the model says, or less.
    pub fn cost(&self, c: char) -> i32 {
        // All of them are below U+3020 or full-width.
        if !matches!(c, '\u{2018}'..='\u{201D}' | '\u{3008}'..='\u{3015}' | '\u{FF08}'..='\u{FF3D}')
        {
            return 0;
        }
        for (&open, (opens, closes)) in self.open.iter().zip(PAIRS) {
            if c == closes {
                return if open > 0 { MISSING } else { NOTHING_OPEN };
            }
            if c == opens {
                return if open < 0 { MISSING } else { NOTHING_CLOSED };
            }
        }
        0
    }
}
