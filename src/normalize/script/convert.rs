//! Chains of stages: the sixteen conversions of OpenCC.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::OnceLock;

use super::matcher::{Segments, Stage};
use super::output::{Output, Witness};
use super::segment;
use super::tables::Table;
use crate::normalize::UnknownName;

/// A conversion of Chinese script, named as OpenCC names its configurations.
///
/// [`convert`](Conversion::convert) gives what OpenCC 1.4.2 gives, byte for byte.
///
/// ```
/// use fix_text::Conversion;
///
/// assert_eq!(Conversion::S2twp.convert("鼠标里的头发"), "滑鼠裡的頭髮");
/// assert_eq!("t2s".parse(), Ok(Conversion::T2s));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conversion {
    /// `s2t`: simplified to traditional, OpenCC's standard.
    S2t,
    /// `t2s`: traditional, OpenCC's standard, to simplified.
    T2s,
    /// `s2tw`: simplified to traditional as in Taiwan.
    S2tw,
    /// `tw2s`: traditional as in Taiwan to simplified.
    Tw2s,
    /// `s2hk`: simplified to traditional as in Hong Kong.
    S2hk,
    /// `hk2s`: traditional as in Hong Kong to simplified.
    Hk2s,
    /// `s2twp`: simplified to traditional as in Taiwan, with its words.
    S2twp,
    /// `tw2sp`: traditional as in Taiwan to simplified, with the mainland's words.
    Tw2sp,
    /// `s2hkp`: simplified to traditional as in Hong Kong, with its words.
    S2hkp,
    /// `hk2sp`: traditional as in Hong Kong to simplified, with the mainland's words.
    Hk2sp,
    /// `t2tw`: traditional, OpenCC's standard, to that of Taiwan.
    T2tw,
    /// `tw2t`: traditional as in Taiwan to OpenCC's standard.
    Tw2t,
    /// `t2hk`: traditional, OpenCC's standard, to that of Hong Kong.
    T2hk,
    /// `hk2t`: traditional as in Hong Kong to OpenCC's standard.
    Hk2t,
    /// `t2jp`: old Japanese characters (kyūjitai) to new ones (shinjitai).
    T2jp,
    /// `jp2t`: new Japanese characters (shinjitai) to old ones (kyūjitai).
    Jp2t,
}

/// Stages that conversions are made of.
#[derive(Clone, Copy)]
pub(super) enum StageName {
    Normalization,
    St,
    Ts,
    TsSegmentation,
    Tw,
    TwPhrases,
    TwRev,
    TwPhrasesRev,
    Hk,
    HkPhrases,
    HkRev,
    HkPhrasesRev,
    Jp,
    JpRev,
}

/// How a text is cut before the first stage.
enum Segmentation {
    None,
    /// By the phrases of the first stage.
    First,
    By(StageName),
}

impl StageName {
    /// The dictionaries, in order of precedence.
    fn tables(self) -> &'static [Table] {
        match self {
            StageName::Normalization => &[Table::Compatibility],
            StageName::St => &[Table::StPhrases, Table::StCharacters],
            StageName::Ts => &[Table::TsPhrases, Table::TsCharacters],
            StageName::TsSegmentation => &[Table::TsPhrases],
            StageName::Tw => &[Table::TwVariantsPhrases, Table::TwVariants],
            StageName::TwPhrases => {
                &[Table::TwPhrases, Table::TwVariantsPhrases, Table::TwVariants]
            }
            StageName::TwRev => &[Table::TwVariantsRevPhrases, Table::TwVariantsRev],
            StageName::TwPhrasesRev => {
                &[Table::TwPhrasesRev, Table::TwVariantsRevPhrases, Table::TwVariantsRev]
            }
            StageName::Hk => &[Table::HkVariantsPhrases, Table::HkVariants],
            StageName::HkPhrases => {
                &[Table::HkPhrases, Table::HkVariantsPhrases, Table::HkVariants]
            }
            StageName::HkRev => &[Table::HkVariantsRevPhrases, Table::HkVariantsRev],
            StageName::HkPhrasesRev => {
                &[Table::HkPhrasesRev, Table::HkVariantsRevPhrases, Table::HkVariantsRev]
            }
            StageName::Jp => &[Table::JpPhrases, Table::JpCharacters],
            StageName::JpRev => &[Table::JpCharactersRev],
        }
    }

    /// The stage, made at the first call.
    pub(super) fn stage(self) -> &'static Stage {
        static STAGES: [OnceLock<Stage>; StageName::JpRev as usize + 1] =
            [const { OnceLock::new() }; StageName::JpRev as usize + 1];
        static EMPTY: OnceLock<Stage> = OnceLock::new();
        let cell = STAGES.get(self as usize).unwrap_or(&EMPTY);
        cell.get_or_init(|| Stage::new(self.tables()))
    }
}

impl Conversion {
    /// All conversions.
    pub const ALL: &'static [Conversion] = &[
        Conversion::S2t,
        Conversion::T2s,
        Conversion::S2tw,
        Conversion::Tw2s,
        Conversion::S2hk,
        Conversion::Hk2s,
        Conversion::S2twp,
        Conversion::Tw2sp,
        Conversion::S2hkp,
        Conversion::Hk2sp,
        Conversion::T2tw,
        Conversion::Tw2t,
        Conversion::T2hk,
        Conversion::Hk2t,
        Conversion::T2jp,
        Conversion::Jp2t,
    ];

    /// OpenCC's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Conversion::S2t => "s2t",
            Conversion::T2s => "t2s",
            Conversion::S2tw => "s2tw",
            Conversion::Tw2s => "tw2s",
            Conversion::S2hk => "s2hk",
            Conversion::Hk2s => "hk2s",
            Conversion::S2twp => "s2twp",
            Conversion::Tw2sp => "tw2sp",
            Conversion::S2hkp => "s2hkp",
            Conversion::Hk2sp => "hk2sp",
            Conversion::T2tw => "t2tw",
            Conversion::Tw2t => "tw2t",
            Conversion::T2hk => "t2hk",
            Conversion::Hk2t => "hk2t",
            Conversion::T2jp => "t2jp",
            Conversion::Jp2t => "jp2t",
        }
    }

    /// OpenCC's configuration: how the text is cut, and the stages it goes through.
    fn plan(self) -> (Segmentation, &'static [StageName]) {
        use Segmentation::{By, First, None};
        use StageName as S;
        match self {
            Conversion::S2t => (None, &[S::St]),
            Conversion::T2s => (None, &[S::Ts]),
            Conversion::S2tw => (First, &[S::St, S::Tw]),
            Conversion::S2twp => (First, &[S::St, S::TwPhrases]),
            Conversion::S2hk => (First, &[S::St, S::Hk]),
            Conversion::S2hkp => (First, &[S::St, S::HkPhrases]),
            Conversion::Tw2s => (By(S::TsSegmentation), &[S::TwRev, S::Ts]),
            Conversion::Tw2sp => (By(S::TsSegmentation), &[S::TwPhrasesRev, S::Ts]),
            Conversion::Hk2s => (By(S::TsSegmentation), &[S::HkRev, S::Ts]),
            Conversion::Hk2sp => (By(S::TsSegmentation), &[S::HkPhrasesRev, S::Ts]),
            Conversion::T2tw => (None, &[S::Tw]),
            Conversion::Tw2t => (None, &[S::TwRev]),
            Conversion::T2hk => (None, &[S::Hk]),
            Conversion::Hk2t => (None, &[S::HkRev]),
            Conversion::T2jp => (None, &[S::JpRev]),
            Conversion::Jp2t => (None, &[S::Jp]),
        }
    }

    /// Converts a text; borrowed when nothing changes. Time is linear in its length.
    pub fn convert(self, text: &str) -> Cow<'_, str> {
        self.run(text, &mut Nobody, None)
    }

    /// The same, but cut into the most probable phrases instead of the longest: 我国历史 becomes 我國歷史, not 我國曆史. Takes some three times as
    /// long.
    pub fn convert_best(self, text: &str) -> Cow<'_, str> {
        self.run(text, &mut Nobody, Some(segment::ends))
    }

    /// The same, as replacements in order: what of `text` becomes what.
    pub(crate) fn replacements(self, text: &str) -> Vec<(Range<usize>, String)> {
        let mut trace = Trace::default();
        let converted = self.run(text, &mut trace, None);
        trace.done(&converted)
    }

    /// [`convert_best`](Self::convert_best) as replacements.
    pub(crate) fn best_replacements(self, text: &str) -> Vec<(Range<usize>, String)> {
        let mut trace = Trace::default();
        let converted = self.run(text, &mut trace, Some(segment::ends));
        trace.done(&converted)
    }

    /// Runs the stages. `cut` gives the ends of segments, instead of OpenCC's way, where the first stage has the phrases of words.
    fn run<'t>(
        self,
        text: &'t str,
        witness: &mut impl Witness,
        cut: Option<fn(&Stage, &str) -> Vec<usize>>,
    ) -> Cow<'t, str> {
        if has_compatibility(text)
            && let Some(text) =
                pass(StageName::Normalization, text.as_bytes(), Segments::Whole, witness)
        {
            let text = utf8(text);
            return match self.run_stages(&text, witness, cut) {
                Some(converted) => Cow::Owned(utf8(converted)),
                None => Cow::Owned(text),
            };
        }
        self.run_stages(text, witness, cut)
            .map_or(Cow::Borrowed(text), |converted| Cow::Owned(utf8(converted)))
    }

    fn run_stages(
        self,
        text: &str,
        witness: &mut impl Witness,
        cut: Option<fn(&Stage, &str) -> Vec<usize>>,
    ) -> Option<Vec<u8>> {
        let (segmentation, stages) = self.plan();
        // Ends of segments in the text as it is now.
        let mut ends = None;
        let mut beside_phrases = Vec::new();
        if let Segmentation::By(name) = segmentation {
            ends = Some(name.stage().segments(text.as_bytes()));
        }
        if let (Some(cut), [first @ StageName::St, ..]) = (cut, stages) {
            let found = cut(first.stage(), text);
            beside_phrases = segment::beside_phrases(text, &found);
            ends = Some(found);
        }
        let mut now = None::<Vec<u8>>;
        for (index, name) in stages.iter().enumerate() {
            let is_last = index + 1 == stages.len();
            let mut next = Vec::new();
            let segments = match (&ends, &segmentation) {
                (Some(ends), _) => Segments::Given(ends, (!is_last).then_some(&mut next)),
                (None, Segmentation::First) => Segments::Own(&mut next),
                (None, _) => Segments::Whole,
            };
            let before = now.as_deref().unwrap_or(text.as_bytes());
            now = pass(*name, before, segments, witness).or(now);
            // Characters that are in no phrase of the first stage are free to be in one of the second.
            let mut kept = std::mem::take(&mut beside_phrases).into_iter();
            next.retain(|_| kept.next().unwrap_or(true));
            ends = (ends.is_some() || matches!(segmentation, Segmentation::First)).then_some(next);
        }
        now
    }
}

/// One stage over a text; nothing where it changes nothing.
fn pass(
    name: StageName,
    text: &[u8],
    segments: Segments<'_>,
    witness: &mut impl Witness,
) -> Option<Vec<u8>> {
    let mut out = Output::new(text.len(), witness);
    name.stage().walk(text, &mut out, segments);
    out.finish()
}

/// What the stages wrote, which are whole characters.
fn utf8(text: Vec<u8>) -> String {
    String::from_utf8(text)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Whether a text may hold compatibility ideographs: U+F900–FAFF, U+2F800–2FA1F. Without branches, for speed.
fn has_compatibility(text: &str) -> bool {
    let (bytes, next) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or_default());
    let is_one = |(a, b): (&u8, &u8)| {
        (*a == 0xef) & (*b >= 0xa4) & (*b <= 0xab) | (*a == 0xf0) & (*b == 0xaf)
    };
    bytes
        .chunks(64)
        .zip(next.chunks(64))
        .any(|(bytes, next)| bytes.iter().zip(next).fold(false, |any, pair| any | is_one(pair)))
}

struct Nobody;

impl Witness for Nobody {
    const WATCHES: bool = false;

    fn replaced(&mut self, _: Range<usize>, _: Range<usize>) {}
}

/// Replacements of several stages, as those of one.
#[derive(Default)]
pub(super) struct Trace {
    /// Before this stage: what of the text became what, in order.
    before: Vec<(Range<usize>, Range<usize>)>,
    now: Vec<(Range<usize>, Range<usize>)>,
}

impl Trace {
    pub(super) fn done(self, converted: &str) -> Vec<(Range<usize>, String)> {
        self.before
            .into_iter()
            .map(|(old, new)| (old, converted.get(new).unwrap_or_default().to_owned()))
            .collect()
    }
}

impl Witness for Trace {
    fn replaced(&mut self, old: Range<usize>, new: Range<usize>) {
        self.now.push((old, new));
    }

    fn end_stage(&mut self) {
        let now = std::mem::take(&mut self.now);
        let before = std::mem::take(&mut self.before);
        self.before = composed(before, now);
    }
}

/// Two lists of replacements, the second of what the first wrote, as one. None of them is empty on the old side or the new one.
fn composed(
    first: Vec<(Range<usize>, Range<usize>)>,
    second: Vec<(Range<usize>, Range<usize>)>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
    // Where all three texts were in step last: before, between, after.
    let (mut old, mut middle, mut new) = (0, 0, 0);
    loop {
        let start = match (first.peek(), second.peek()) {
            (None, None) => return out,
            (Some((_, a)), Some((b, _))) => a.start.min(b.start),
            (Some((_, a)), None) => a.start,
            (None, Some((b, _))) => b.start,
        };
        let (old_start, new_start) = (old + (start - middle), new + (start - middle));
        // The ends so far, each with its text after the last replacement that was taken in.
        let mut end = start + 1;
        let (mut a_old, mut a_middle) = (old_start, start);
        let (mut b_middle, mut b_new) = (start, new_start);
        loop {
            if let Some((was, is)) = first.next_if(|(_, is)| is.start < end) {
                end = end.max(is.end);
                (a_old, a_middle) = (was.end, is.end);
            } else if let Some((was, is)) = second.next_if(|(was, _)| was.start < end) {
                end = end.max(was.end);
                (b_middle, b_new) = (was.end, is.end);
            } else {
                break;
            }
        }
        (old, middle, new) = (a_old + (end - a_middle), end, b_new + (end - b_middle));
        out.push((old_start..old, new_start..new));
    }
}

impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Conversion {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = Conversion::ALL.iter().find(|conversion| conversion.name() == name);
        known.copied().ok_or_else(|| {
            UnknownName::new("conversion", name, Conversion::ALL.iter().map(|c| c.name()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Conversion;
    use proptest::prelude::*;
    use proptest::sample::select;

    const PIECES: &[&str] = &[
        "鼠标",
        "里",
        "头发",
        "发",
        "后",
        "皇后",
        "国",
        "历史",
        "干",
        "SQL注入",
        "U盘",
        "印表機",
        "資料庫",
        "裡",
        "裏",
        "為",
        "爲",
        "豈",
        "更",
        "台灣",
        "乔治·克鲁尼",
        "着",
        "𠮷",
        "a",
        " ",
        "\n",
        "。",
        "群",
        "羣",
        "坛",
        "𬴃",
        "覆𫗧",
        "é",
        "·",
        "埠",
    ];

    #[test]
    fn characters_of_any_length_are_in_phrases() {
        // Beyond the Basic Multilingual Plane, ASCII, and one that becomes two.
        assert_eq!(Conversion::S2t.convert("天坛坛𬴃"), "天壇罈騞");
        assert_eq!(Conversion::S2t.convert("SQL注入PN结U盘SQ"), "SQL注入PN結U盤SQ");
        assert_eq!(Conversion::Tw2sp.convert("埠號"), "端口号");
        assert_eq!(Conversion::T2s.convert("坛𬴃"), "坛𬴃");
    }

    #[test]
    fn text_that_is_not_chinese_is_borrowed() {
        for conversion in Conversion::ALL {
            let text = "Naïve café — Привет, 한국어, ひらがな 😀\0\r\n";
            assert!(matches!(conversion.convert(text), std::borrow::Cow::Borrowed(_)));
        }
        assert_eq!(Conversion::S2twp.convert(""), "");
    }

    #[test]
    fn the_most_probable_phrases_leave_words_of_the_second_stage_whole() {
        // 网络 and 信息 are in no phrase of the first stage; 国历 is, and is not wanted.
        assert_eq!(Conversion::S2twp.convert_best("我国历史的网络信息"), "我國歷史的網路資訊");
        assert_eq!(Conversion::S2tw.convert_best("我国历史的网络信息"), "我國歷史的網絡信息");
    }

    proptest! {
        #[test]
        fn replacements_give_the_conversion(
            pieces in prop::collection::vec(select(PIECES), 0..20),
            conversion in select(Conversion::ALL),
        ) {
            let text = pieces.concat();
            let mut out = String::new();
            let mut at = 0;
            for (span, new) in conversion.replacements(&text) {
                out.push_str(&text[at..span.start]);
                out.push_str(&new);
                at = span.end;
            }
            out.push_str(&text[at..]);
            prop_assert_eq!(&*conversion.convert(&text), out);
        }
    }
}
