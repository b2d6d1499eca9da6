//! Which script a text is in, by the characters that only one script has.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::OnceLock;

use super::region;
use super::tables::{Table, chars, dictionary};
use crate::hash::{Map, Set};

/// The script of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Han {
    /// Simplified Chinese.
    Simplified,
    /// Traditional Chinese.
    Traditional,
    /// Simplified and traditional characters side by side.
    Mixed,
    /// Japanese.
    Japanese,
    /// Nothing tells: no Chinese characters, or only such as all scripts have.
    Unknown,
}

/// The standard that traditional text follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Region {
    /// Taiwan.
    Taiwan,
    /// Hong Kong.
    HongKong,
}

/// A span of one script.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScriptSpan {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Its script.
    pub script: Han,
    /// Of traditional text: whose standard it follows, if that shows.
    pub region: Option<Region>,
    /// What tells.
    pub evidence: Evidence,
}

/// The text in spans of one script, in order: lines, and clauses of lines that have both scripts.
///
/// ```
/// use fix_text::{Han, scripts};
///
/// let spans = scripts("国家发展\n國家發展\n国家を発展させる\n");
/// let found: Vec<Han> = spans.iter().map(|span| span.script).collect();
/// assert_eq!(found, [Han::Simplified, Han::Traditional, Han::Japanese]);
/// ```
pub fn scripts(text: &str) -> Vec<ScriptSpan> {
    spans(text)
        .into_iter()
        .map(|(span, script)| {
            let evidence = Evidence::of(text.get(span.clone()).unwrap_or_default());
            let region = evidence.region().filter(|_| script == Han::Traditional);
            ScriptSpan { span, script, region, evidence }
        })
        .collect()
}

/// What was counted in a piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// Chinese characters.
    pub han: usize,
    /// Of these: such as only simplified text has.
    pub simplified: usize,
    /// Such as only traditional text has.
    pub traditional: usize,
    /// Such as only Japanese text has.
    pub japanese: usize,
    /// Hiragana and katakana.
    pub kana: usize,
    /// Such as Taiwan's standard has, and Hong Kong's writes otherwise.
    pub taiwan: usize,
    /// Such as Hong Kong's standard has, and Taiwan's writes otherwise; and those of written Cantonese.
    pub hong_kong: usize,
    /// Such as only written Cantonese has.
    pub cantonese: usize,
    /// Words of Taiwan: 軟體, 計程車, 立法院.
    pub taiwan_words: usize,
    /// Words of Hong Kong: 軟件, 的士, 立法會.
    pub hong_kong_words: usize,
}

const SIMPLIFIED: u8 = 1;
const TRADITIONAL: u8 = 2;
const JAPANESE: u8 = 4;
const TAIWAN: u8 = 8;
const HONG_KONG: u8 = 16;
const CANTONESE_ONLY: u8 = 32;

/// Characters of written Cantonese, which Mandarin has no use for.
const CANTONESE: &str =
    "嘅咗喺佢冇啲嗰咁嘢唔哋睇啱嚟攞畀俾嗌瞓攰咩啫喎噉嬲諗搵揸㗎嘞嗱嘥噃囉喇咪㩒掂瞓嗮晒";

/// Whether some characters of the other script are no more than a name, or variants: one among more than four, or fewer than one in twenty.
fn is_noise(few: usize, many: usize) -> bool {
    (few == 1 && many > 4) || many > 20 * few
}

/// Text of which more than one character in this many is kana is Japanese: titles and names of firms have the fewest.
const KANA_IN: usize = 12;
/// The same for の and the like inside of Chinese text, which is decoration: more than this many kana.
const DECORATION: usize = 2;

/// Characters of one standard that tell its region, each as often as one of the other: such as Taiwan's are typed in Hong Kong, too.
const MANY: usize = 3;

impl Evidence {
    /// Counts what a text shows.
    pub fn of(text: &str) -> Self {
        let mut evidence = Self::of_characters(text);
        if evidence.han > 0 {
            (evidence.taiwan_words, evidence.hong_kong_words) = region::words(text);
        }
        evidence
    }

    /// All but the words, which only the region needs.
    pub(in crate::normalize) fn of_characters(text: &str) -> Self {
        let flags = flags();
        let mut evidence = Self::default();
        for c in text.chars() {
            match c {
                '\0'..'\u{2e80}' => {}
                '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ff66}'..='\u{ff9d}' => {
                    evidence.kana += 1;
                }
                _ if is_han(c) => {
                    evidence.han += 1;
                    let of_c = flags.get(c as usize).copied().unwrap_or_default();
                    if of_c != 0 {
                        evidence.simplified += usize::from(of_c & SIMPLIFIED != 0);
                        evidence.traditional += usize::from(of_c & TRADITIONAL != 0);
                        evidence.japanese += usize::from(of_c & JAPANESE != 0);
                        evidence.taiwan += usize::from(of_c & TAIWAN != 0);
                        evidence.cantonese += usize::from(of_c & CANTONESE_ONLY != 0);
                        evidence.hong_kong += usize::from(of_c & HONG_KONG != 0);
                    }
                }
                _ => {}
            }
        }
        evidence
    }

    /// The script that speaks from it.
    pub fn script(&self) -> Han {
        if self.is_japanese() {
            return Han::Japanese;
        }
        match (self.simplified, self.traditional) {
            (0, 0) => Han::Unknown,
            (_, 0) => Han::Simplified,
            (0, _) => Han::Traditional,
            (s, t) if is_noise(t, s) => Han::Simplified,
            (s, t) if is_noise(s, t) => Han::Traditional,
            _ => Han::Mixed,
        }
    }

    /// The standard that traditional text follows, if that shows: by its words, and where these do not tell by its characters, if they are many and of one standard.
    pub fn region(&self) -> Option<Region> {
        match self.taiwan_words.cmp(&(self.hong_kong_words + self.cantonese)) {
            Ordering::Greater => Some(Region::Taiwan),
            Ordering::Less => Some(Region::HongKong),
            Ordering::Equal if self.taiwan >= MANY && self.taiwan > MANY * self.hong_kong => {
                Some(Region::Taiwan)
            }
            Ordering::Equal if self.hong_kong >= MANY && self.hong_kong > MANY * self.taiwan => {
                Some(Region::HongKong)
            }
            Ordering::Equal => None,
        }
    }

    /// Whose characters it has: those of typed text are often Taiwan's in Hong Kong, too.
    pub(super) fn characters_of(&self) -> Option<Region> {
        match self.taiwan.cmp(&self.hong_kong) {
            Ordering::Greater => Some(Region::Taiwan),
            Ordering::Less => Some(Region::HongKong),
            Ordering::Equal => None,
        }
    }

    fn is_japanese(&self) -> bool {
        let letters = self.han + self.kana;
        if self.kana > DECORATION || (self.kana > 0 && letters <= 2 * KANA_IN) {
            return self.kana * KANA_IN > letters;
        }
        self.japanese > self.simplified + self.traditional
    }
}

/// The text in spans of one script, in order. A clause that shows none goes with its line, and a line that shows none is `Unknown`.
pub(super) fn spans(text: &str) -> Vec<(Range<usize>, Han)> {
    let mut spans: Vec<(Range<usize>, Han)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let whole = Evidence::of_characters(line);
        let of_line = whole.script();
        let mut push = |len: usize, script: Han| {
            match spans.last_mut() {
                Some((span, last)) if *last == script => span.end += len,
                _ => spans.push((start..start + len, script)),
            }
            start += len;
        };
        let clauses: Vec<(&str, Evidence)> = match whole {
            Evidence { simplified: 0, .. } | Evidence { traditional: 0, .. } => Vec::new(),
            _ => clauses_of(line).map(|clause| (clause, Evidence::of_characters(clause))).collect(),
        };
        // A clause in one script and one in the other are no noise, however long the rest.
        let has_both = clauses.iter().any(|(_, e)| e.simplified > 0 && e.traditional == 0)
            && clauses.iter().any(|(_, e)| e.traditional > 0 && e.simplified == 0);
        if of_line == Han::Japanese || (of_line != Han::Mixed && !has_both) {
            push(line.len(), of_line);
            continue;
        }
        let clauses: Vec<(&str, Han)> =
            clauses.into_iter().map(|(clause, evidence)| (clause, evidence.script())).collect();
        // Clauses that show nothing go with the one before, or after.
        let first =
            clauses.iter().map(|(_, script)| *script).find(|script| *script != Han::Unknown);
        let mut last = first.unwrap_or(Han::Unknown);
        for (clause, script) in clauses {
            if script != Han::Unknown {
                last = script;
            }
            push(clause.len(), last);
        }
    }
    spans
}

/// A line cut after marks that end a clause, and before those that open a quotation or bracket.
fn clauses_of(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let cut = rest.char_indices().find_map(|(at, c)| {
            if at > 0 && begins_clause(c) {
                return Some(at);
            }
            ends_clause(c).then_some(at + c.len_utf8())
        });
        let (clause, after) = rest.split_at_checked(cut.unwrap_or(rest.len()))?;
        rest = after;
        (!clause.is_empty()).then_some(clause)
    })
}

fn begins_clause(c: char) -> bool {
    matches!(c, '“' | '「' | '（' | '(')
}

fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '；'
            | '！'
            | '？'
            | ','
            | ';'
            | '!'
            | '?'
            | '\t'
            | '\n'
            | '”'
            | '」'
            | '）'
            | ')'
    )
}

/// Whether a character is an ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3005}'..='\u{3007}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// What each character of the Basic Multilingual Plane tells. Of the rest so rare ones are evidence that it does not matter.
fn flags() -> &'static [u8] {
    static FLAGS: OnceLock<Vec<u8>> = OnceLock::new();
    FLAGS.get_or_init(|| {
        let mut flags = vec![0; 0x1_0000];
        let mut set = |c: char, flag: u8, is_set: bool| {
            if let Some(of_c) = flags.get_mut(c as usize) {
                *of_c = if is_set { *of_c | flag } else { *of_c & !flag };
            }
        };
        let characters = |table| dictionary(table).characters().collect::<Map<char, char>>();
        let (to_traditional, to_simplified) =
            (characters(Table::StCharacters), characters(Table::TsCharacters));
        for c in to_traditional.keys() {
            set(*c, SIMPLIFIED, true);
        }
        for c in to_simplified.keys() {
            set(*c, TRADITIONAL, true);
        }
        for (table, flag) in [(Table::StAmbiguous, SIMPLIFIED), (Table::TsAmbiguous, TRADITIONAL)] {
            dictionary(table)
                .keys()
                .filter_map(|key| chars(key).next())
                .for_each(|c| set(c, flag, false));
        }
        // What one direction has on both sides (著, 乾) tells nothing.
        for c in to_simplified.values() {
            set(*c, TRADITIONAL, false);
        }
        for c in to_traditional.values() {
            set(*c, SIMPLIFIED, false);
        }
        let known = |c: &char| to_traditional.contains_key(c) || to_simplified.contains_key(c);
        let values: Set<char> =
            to_simplified.values().chain(to_traditional.values()).copied().collect();
        for c in characters(Table::JpCharacters).keys() {
            if !known(c) && !values.contains(c) {
                set(*c, JAPANESE, true);
            }
        }
        let (taiwan, hong_kong) = (characters(Table::TwVariants), characters(Table::HkVariants));
        for c in taiwan.keys().chain(hong_kong.keys()) {
            let (tw, hk) = (taiwan.get(c).unwrap_or(c), hong_kong.get(c).unwrap_or(c));
            if tw != hk {
                set(*tw, TAIWAN, true);
                set(*hk, HONG_KONG, true);
            }
        }
        // What a standard of traditional text writes is traditional, whatever else it is.
        for c in taiwan.values().chain(hong_kong.values()).copied().chain(CANTONESE.chars()) {
            set(c, SIMPLIFIED, false);
        }
        // So is a particle of Cantonese, though it stands for 嚇 in simplified text.
        set('吓', SIMPLIFIED, false);
        CANTONESE.chars().for_each(|c| set(c, HONG_KONG | CANTONESE_ONLY, true));
        flags
    })
}
