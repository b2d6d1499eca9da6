//! What each family of decoders does with bytes that it cannot read.
//!
//! Text that lost bytes was read by one program, and that program loses some bytes in some places and no others, each
//! time with the same mark. So a search for the lost bytes can ask: would this decoder have lost this byte here, and
//! what would stand in its place? The measured answers are in [`rules_data`](super::rules_data), as differences from
//! WHATWG's decoders or from one another.

use std::sync::OnceLock;

use super::byte_set::ByteSet;
use super::rules_data as data;
use super::{Charset, Decoder};

/// What a decoder writes where it cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// U+FFFD: browsers, Node, Java, and Python with `errors="replace"`.
    Replacement,
    /// `?`: PHP.
    Question,
    /// Nothing at all: `iconv -c`, and Python with `errors="ignore"`.
    Nothing,
}

impl Mark {
    /// The mark as a character.
    pub(crate) fn char(self) -> Option<char> {
        match self {
            Mark::Replacement => Some(char::REPLACEMENT_CHARACTER),
            Mark::Question => Some('?'),
            Mark::Nothing => None,
        }
    }
}

/// What a decoder does with a lead and the byte after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It reads both as a character.
    Read,
    /// It cannot read the lead, leaves a mark for it, and goes on with the other byte.
    Lead,
    /// It cannot read the two, and leaves one mark for both.
    Both,
}

/// What a decoder does at one place of the text. Both have the number of bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A character.
    Read(usize),
    /// One mark, or nothing where the decoder leaves none.
    Mark(usize),
}

/// What a decoder does with a code of three or four bytes, those of EUC-JP after 8F and those of GB 18030, that is cut
/// off, broken or unassigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Longer {
    /// It knows none.
    None,
    /// It goes on after the lead; only at the end of the text it takes what is there.
    Careful,
    /// The same, but it takes the whole of an unassigned code.
    TakesUnassigned,
    /// Where less than a whole code is left it takes all of that, broken or not; else it goes on after the lead.
    ByLength,
    /// It takes every byte up to the one that is wrong, and that too.
    Greedy,
    /// WHATWG's EUC-JP: it takes the code, but for a third byte that is ASCII.
    Whatwg,
}

/// Leads from, to; trails from, to; what happens to them instead.
type Change = (u8, u8, u8, u8, Outcome);

/// A decoder of a multi-byte charset.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) mark: Mark,
    /// Which of the bytes 80–FF are characters, 80 in the lowest bit.
    pub(super) singles: u128,
    pub(super) longer: Longer,
    /// The earlier table of the same charset that this one changes; WHATWG's own rule if there is none.
    pub(super) base: Option<usize>,
    pub(super) changes: &'static [Change],
}

/// A decoder of a single-byte charset.
pub(super) struct Holes {
    pub(super) charset: Charset,
    pub(super) name: &'static str,
    pub(super) mark: Mark,
    pub(super) singles: u128,
}

/// A set of pairs: for each lead 80–FF a bit for each trail.
type Pairs = [ByteSet; 128];

/// What a decoder does with pairs; those in neither set have the outcome `Lead`.
#[derive(Clone)]
struct PairSets {
    read: Pairs,
    both: Pairs,
}

/// What one family of decoders does with the bytes of one charset.
pub(crate) struct Rule {
    name: &'static str,
    mark: Mark,
    singles: u128,
    leads: u128,
    longer: Longer,
    /// Whether longer codes are those of EUC-JP.
    is_euc_jp: bool,
    /// Strict decoder for the longer codes; which of them are assigned is nearly the same everywhere.
    decoder: &'static Decoder,
    /// `None` in single-byte charsets.
    pairs: Option<Box<PairSets>>,
}

impl Rule {
    /// All rules for text read as `charset`, the commonest decoder first; those that behave the same are one.
    ///
    /// GBK and GB 18030 have the same ones. UTF-8 has none: its decoders differ in other ways.
    pub(crate) fn all(charset: Charset) -> &'static [Rule] {
        static RULES: [OnceLock<Box<[Rule]>>; Charset::COUNT] =
            [const { OnceLock::new() }; Charset::COUNT];
        let place = if charset == Charset::Gb18030 { Charset::Gbk } else { charset };
        RULES.get(place as usize).map_or(&[], |rules| rules.get_or_init(|| build(place)))
    }

    /// The decoders that this is the rule of, separated by commas: `java windows-1252, python cp1252`.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// What stands where a byte was lost.
    #[inline]
    pub(crate) fn mark(&self) -> Mark {
        self.mark
    }

    /// Whether the byte is a character on its own.
    #[inline]
    pub(crate) fn reads_byte(&self, byte: u8) -> bool {
        byte < 0x80 || has(self.singles, byte)
    }

    /// Whether what becomes of the byte depends on the next one. No byte is both a lead and a character on its own.
    #[inline]
    pub(crate) fn is_lead(&self, byte: u8) -> bool {
        byte >= 0x80 && has(self.leads, byte)
    }

    /// What becomes of a lead before a trail, in the middle of the text; for a byte that is no lead, `Lead`.
    ///
    /// Where the two begin a longer code it is `Lead` too, and only [`step`](Rule::step) knows.
    #[inline]
    pub(crate) fn pair(&self, lead: u8, trail: u8) -> Outcome {
        if self.reads_pair(lead, trail) {
            Outcome::Read
        } else if self.swallows(lead, trail) {
            Outcome::Both
        } else {
            Outcome::Lead
        }
    }

    /// Whether the two bytes are a character.
    #[inline]
    pub(crate) fn reads_pair(&self, lead: u8, trail: u8) -> bool {
        self.pairs.as_ref().is_some_and(|sets| contains(&sets.read, lead, trail))
    }

    /// Whether the two bytes are lost together, for one mark.
    #[inline]
    pub(crate) fn swallows(&self, lead: u8, trail: u8) -> bool {
        self.pairs.as_ref().is_some_and(|sets| contains(&sets.both, lead, trail))
    }

    /// The bytes that make a character with a lead, and those that are lost together with it.
    pub(crate) fn trails(&self, lead: u8) -> (ByteSet, ByteSet) {
        let trails = |pairs: &Pairs| row(pairs, lead).copied().unwrap_or_default();
        self.pairs
            .as_ref()
            .map_or_else(Default::default, |sets| (trails(&sets.read), trails(&sets.both)))
    }

    /// What happens first where `bytes` are all that is left of the text; `None` if nothing is.
    #[inline]
    pub(crate) fn step(&self, bytes: &[u8]) -> Option<Step> {
        let &lead = bytes.first()?;
        if self.reads_byte(lead) {
            return Some(Step::Read(1));
        }
        let Some(&trail) = bytes.get(1) else { return Some(Step::Mark(1)) };
        if self.longer != Longer::None
            && let Some(step) = self.longer_step(lead, trail, bytes)
        {
            return Some(step);
        }
        Some(match self.pair(lead, trail) {
            Outcome::Read => Step::Read(2),
            Outcome::Lead => Step::Mark(1),
            Outcome::Both => Step::Mark(2),
        })
    }

    /// The step where a code of more than two bytes begins; `None` if none does.
    fn longer_step(&self, lead: u8, trail: u8, bytes: &[u8]) -> Option<Step> {
        let is_row = |byte: u8| (0xA1..=0xFE).contains(&byte);
        let begins = if self.is_euc_jp {
            // These two take the bytes after 8F without looking at them.
            let blindly = matches!(self.longer, Longer::ByLength | Longer::Greedy);
            lead == 0x8F && (blindly || is_row(trail))
        } else {
            // Python waits for the rest after 80 and FF too.
            let is_lead = matches!(lead, 0x81..=0xFE) || self.longer == Longer::ByLength;
            is_lead && trail.is_ascii_digit()
        };
        if !begins {
            return None;
        }
        let whole = if self.is_euc_jp { 3 } else { 4 };
        let left = bytes.len().min(whole);
        if self.decoder.next(bytes).is_some_and(|(_, len)| len == whole) {
            return Some(Step::Read(whole));
        }
        // How many bytes are such as may stand in their place.
        let good = match (bytes.get(2), bytes.get(3)) {
            (Some(&third), _) if self.is_euc_jp => 2 + usize::from(is_row(third)),
            (Some(0x81..=0xFE), Some(b'0'..=b'9')) => 4,
            (Some(0x81..=0xFE), _) => 3,
            _ => 2,
        };
        Some(Step::Mark(match self.longer {
            Longer::ByLength if left < whole => left,
            Longer::Greedy => left.min(good + 1),
            Longer::TakesUnassigned if good == whole => whole,
            Longer::Careful | Longer::TakesUnassigned if good == left && left < whole => left,
            Longer::Whatwg if bytes.get(2).is_some_and(|&third| third >= 0x80) => whole,
            Longer::Whatwg => 2,
            _ => 1,
        }))
    }
}

#[inline]
fn has(set: u128, byte: u8) -> bool {
    (set >> (byte & 0x7F)) & 1 != 0
}

#[inline]
fn contains(pairs: &Pairs, lead: u8, trail: u8) -> bool {
    row(pairs, lead).is_some_and(|trails| trails.contains(trail))
}

#[inline]
fn row(pairs: &Pairs, lead: u8) -> Option<&ByteSet> {
    pairs.get(usize::from(lead.wrapping_sub(0x80)))
}

fn set(pairs: &mut Pairs, lead: u8, trail: u8, present: bool) {
    if let Some(trails) = pairs.get_mut(usize::from(lead.wrapping_sub(0x80))) {
        trails.set(trail, present);
    }
}

fn build(charset: Charset) -> Box<[Rule]> {
    let tables = match charset {
        Charset::Utf8 => return Box::default(),
        Charset::Gbk | Charset::Gb18030 => data::GBK,
        Charset::Big5 => data::BIG_5,
        Charset::ShiftJis => data::SHIFT_JIS,
        Charset::EucJp => data::EUC_JP,
        Charset::EucKr => data::EUC_KR,
        _ => return single_byte(charset),
    };
    let mut rules: Vec<Rule> = Vec::with_capacity(tables.len());
    for table in tables {
        let base = table.base.and_then(|base| rules.get(base)?.pairs.clone());
        let mut sets = base.unwrap_or_else(|| whatwg(charset));
        for &(first, last, from, to, outcome) in table.changes {
            for lead in first..=last {
                for trail in from..=to {
                    set(&mut sets.read, lead, trail, outcome == Outcome::Read);
                    set(&mut sets.both, lead, trail, outcome == Outcome::Both);
                }
            }
        }
        let mut leads = 0;
        for (place, (read, both)) in sets.read.iter().zip(&sets.both).enumerate() {
            leads |= u128::from(!read.is_empty() || !both.is_empty()) << place;
        }
        let is_euc_jp = charset == Charset::EucJp;
        if table.longer == Longer::ByLength && !is_euc_jp {
            leads = u128::MAX;
        }
        rules.push(Rule {
            name: table.name,
            mark: table.mark,
            singles: table.singles,
            leads: leads & !table.singles,
            longer: table.longer,
            is_euc_jp,
            decoder: charset.decoder(),
            pairs: Some(sets),
        });
    }
    rules.into_boxed_slice()
}

/// WHATWG's rule: after a lead, an unreadable byte is taken too unless it is ASCII.
fn whatwg(charset: Charset) -> Box<PairSets> {
    let mut sets = Box::new(PairSets { read: [ByteSet::EMPTY; 128], both: [ByteSet::EMPTY; 128] });
    let decoder = charset.decoder();
    for lead in 0x80..=0xFF {
        let is_lead = match charset {
            Charset::ShiftJis => matches!(lead, 0x81..=0x9F | 0xE0..=0xFC),
            Charset::EucJp => matches!(lead, 0x8E | 0x8F | 0xA1..=0xFE),
            _ => matches!(lead, 0x81..=0xFE),
        };
        for trail in 0..=0xFF {
            // The strict decoder leaves out four codes of Big5: each stands for two characters.
            let two = charset == Charset::Big5
                && matches!((lead, trail), (0x88, 0x62 | 0x64 | 0xA3 | 0xA5));
            if two || decoder.next(&[lead, trail]).is_some_and(|(_, len)| len == 2) {
                set(&mut sets.read, lead, trail, true);
            } else if is_lead && trail >= 0x80 {
                set(&mut sets.both, lead, trail, true);
            }
        }
    }
    sets
}

fn single_byte(charset: Charset) -> Box<[Rule]> {
    let rule = |name, mark, singles| Rule {
        name,
        mark,
        singles,
        leads: 0,
        longer: Longer::None,
        is_euc_jp: false,
        decoder: charset.decoder(),
        pairs: None,
    };
    let found = data::SINGLE.iter().filter(|holes| holes.charset == charset);
    let mut rules: Vec<Rule> =
        found.map(|holes| rule(holes.name, holes.mark, holes.singles)).collect();
    if rules.is_empty() {
        // Every decoder reads every byte.
        rules.push(rule("all", Mark::Replacement, u128::MAX));
    }
    rules.into_boxed_slice()
}

#[cfg(test)]
mod tests;
