//! What cannot be undone: replacement characters, what they become when misread, memory fillers.

use std::ops::Range;

use crate::edit::Loss;

/// Text that bytes were lost in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lost {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// How they were lost.
    pub loss: Loss,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// Characters that repeat in such text.
struct Pattern {
    /// The characters, in their order. After the last comes the first.
    cycle: &'static str,
    /// What must be there, part of the repeated cycle. Its first character, the anchor, should be
    /// rare: the text is searched for that one.
    least: &'static str,
    loss: Loss,
    confidence: f64,
}

const fn misread(cycle: &'static str, least: &'static str) -> Pattern {
    Pattern { cycle, least, loss: Loss::MisreadReplacementCharacters, confidence: 0.99 }
}

/// A memory filler. Cooks and children say the character three times too.
const fn filler(cycle: &'static str, least: &'static str) -> Pattern {
    Pattern { cycle, least, loss: Loss::MemoryFiller, confidence: 0.9 }
}

/// All patterns; of those with the same anchor the longer ones first. The test below derives
/// them: EF BF BD, read as each charset.
const PATTERNS: &[Pattern] = &[
    misread("锟斤拷", "锟斤拷"),
    misread("嚙踝蕭", "嚙踝蕭"),
    misread("占쏙옙", "쏙옙"),
    misread("鐃緒申", "鐃緒申"),
    misread("�ｽ", "�ｽ"),
    misread("�ｿｽ", "�ｿｽ"),
    // Windows reads what is no Shift_JIS as a middle dot.
    misread("・ｽ", "ｽ・ｽ"),
    misread("ďż˝", "ż˝"),
    misread("пїЅ", "їЅ"),
    misread("ï¿½", "¿½"),
    misread("ן¿½", "¿½"),
    misread("ï¿œ", "¿œ"),
    misread("οΏ½", "Ώ½"),
    misread("ï؟½", "؟½"),
    misread("ļæ½", "ļæ½"),
    misread("๏ฟฝ", "๏ฟฝ"),
    // Letters of the same alphabet: once may be an abbreviation.
    misread("яПН", "ПНяПН"),
    misread("О©╫", "©╫"),
    misread("О©Ґ", "©Ґ"),
    misread("∩┐╜", "∩┐╜"),
    misread("я┐╜", "я┐╜"),
    misread("´┐¢", "┐¢"),
    misread("´┐Ż", "┐Ż"),
    misread("ÔøΩ", "ÔøΩ"),
    misread("пњљ", "њљ"),
    // Read wrongly twice.
    misread("閿熸枻鎷烽敓鏂ゆ嫹", "閿熸枻鎷"),
    misread("閿熸枻鎷烽敓鏂ゆ嫹", "鏂ゆ嫹閿"),
    misread("é”Ÿæ–¤æ‹·", "Ÿæ–¤æ‹·"),
    misread("茂驴陆", "驴陆"),
    misread("Ã¯Â¿Â½", "¿Â½"),
    Pattern { cycle: "�", least: "�", loss: Loss::ReplacementCharacters, confidence: 1.0 },
    filler("烫", "烫烫烫"),
    filler("屯", "屯屯屯"),
];

/// Groups of patterns with the same first byte; within a group a place is told only after a look
/// at the text.
const GROUPS: usize = 21;
const MOST_IN_GROUP: usize = 3;

/// For each byte the groups with a pattern that has it as its first byte, from bit 0 on, as its
/// second, from bit 21 on, and as its third, from bit 42 on. Three entries tell at once whether any
/// pattern begins at a place, and the processor has nothing to guess.
static BYTES: [u64; 256] = bytes();

#[allow(clippy::indexing_slicing, reason = "runs when the crate is compiled")]
const fn bytes() -> [u64; 256] {
    let mut table = [0; 256];
    let mut sizes = [0; GROUPS];
    let mut firsts = [0; GROUPS];
    let mut i = 0;
    while i < PATTERNS.len() {
        if let [a, b, c, ..] = *PATTERNS[i].least.as_bytes() {
            let mut group = 0;
            while sizes[group] > 0 && (firsts[group] != a || sizes[group] == MOST_IN_GROUP) {
                group += 1;
            }
            sizes[group] += 1;
            firsts[group] = a;
            table[a as usize] |= 1 << group;
            table[b as usize] |= 1 << (group + GROUPS);
            table[c as usize] |= 1 << (group + 2 * GROUPS);
        }
        i += 1;
    }
    table
}

/// The first two characters of what must be there of each pattern that has more than one.
pub(super) fn beginnings() -> impl Iterator<Item = (char, char)> {
    PATTERNS.iter().filter_map(|pattern| {
        let mut chars = pattern.least.chars();
        Some((chars.next()?, chars.next()?))
    })
}

/// Finds all of it, in order; `start` is where the text begins in the whole.
pub(crate) fn find(text: &str, start: usize) -> Vec<Lost> {
    let mut found = find_here(text);
    for lost in &mut found {
        lost.span = start + lost.span.start..start + lost.span.end;
    }
    found
}

fn find_here(text: &str) -> Vec<Lost> {
    let mut found: Vec<Lost> = Vec::new();
    let mut at = 0;
    while let Some(anchor) = next_anchor(text.as_bytes(), at) {
        let floor = found.last().map_or(0, |lost| lost.span.end);
        at = match PATTERNS.iter().find_map(|pattern| pattern.at(text, anchor, floor)) {
            Some(lost) => {
                let end = lost.span.end;
                found.push(lost);
                end
            }
            None => {
                anchor
                    + text
                        .get(anchor..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(1, char::len_utf8)
            }
        };
    }
    found
}

/// If a text is nothing but lost bytes and ASCII without letters and digits, how they were lost.
pub(crate) fn loss_of(text: &str) -> Option<Loss> {
    // No pattern has any.
    if text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let found = find_here(text);
    let loss = found.first()?.loss;
    let mut at = 0;
    for lost in &found {
        if !is_filling(text.get(at..lost.span.start)?) {
            return None;
        }
        at = lost.span.end;
    }
    is_filling(text.get(at..)?).then_some(loss)
}

fn is_filling(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
}

/// Places looked at together.
const BLOCK: usize = 32;

/// The next place, `at` or later, at which a pattern may begin.
fn next_anchor(bytes: &[u8], at: usize) -> Option<usize> {
    let mut rest = bytes.get(at..)?;
    loop {
        let Some(block) = rest.first_chunk::<{ BLOCK + 2 }>() else {
            // What is left of a longer text is the end of its last block.
            if bytes.last_chunk().is_some_and(|block| !holds_anchor(block)) {
                return None;
            }
            let found = (0..rest.len()).find(|i| rest.get(*i..).is_some_and(may_begin))?;
            return Some(bytes.len() - rest.len() + found);
        };
        if !block.is_ascii()
            && holds_anchor(block)
            && let Some(found) = (0..BLOCK).find(|i| block.get(*i..).is_some_and(may_begin))
        {
            return Some(bytes.len() - rest.len() + found);
        }
        rest = rest.get(BLOCK..)?;
    }
}

/// Whether a pattern may begin in a block, but for its last two bytes.
#[inline]
fn holds_anchor(block: &[u8; BLOCK + 2]) -> bool {
    let (mut first, mut second) = (0, 0);
    let mut found = 0;
    for byte in block {
        let groups = entry(*byte);
        found |= first & (second >> GROUPS) & (groups >> (2 * GROUPS));
        (first, second) = (second, groups);
    }
    found != 0
}

fn may_begin(bytes: &[u8]) -> bool {
    match bytes {
        [a, b, c, ..] => entry(*a) & (entry(*b) >> GROUPS) & (entry(*c) >> (2 * GROUPS)) != 0,
        _ => false,
    }
}

#[inline]
fn entry(byte: u8) -> u64 {
    BYTES.get(usize::from(byte)).copied().unwrap_or(0)
}

impl Pattern {
    /// The text of this pattern around the anchor at `at`, as far as it goes, but not before `floor`.
    fn at(&self, text: &str, at: usize, floor: usize) -> Option<Lost> {
        let after = text.get(at..)?.strip_prefix(self.least)?;
        let head = text.get(floor..at)?;
        let offset = self.cycle.repeat(3).find(self.least)?;
        let before = self.cycle.get(..offset)?;
        let end = offset + self.least.len();
        let end_in_cycle = end % self.cycle.len();
        let to_right = self.cycle.get(end_in_cycle..)?.chars().chain(self.cycle.chars().cycle());
        let right = common(after.chars(), to_right);
        let to_left = before.chars().rev().chain(self.cycle.chars().rev().cycle());
        let left = common(head.chars().rev(), to_left);
        let start = at - left;
        let end = at + self.least.len() + right;
        Some(Lost { span: start..end, loss: self.loss, confidence: self.confidence })
    }
}

/// Bytes of the characters in which two sequences begin alike.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::{PATTERNS, find_here as find, loss_of};
    use crate::Charset::{self, *};
    use crate::edit::Loss::{self, *};

    /// What a run of U+FFFD becomes when its UTF-8 is read as these charsets, one after the other.
    fn misread(charsets: &[Charset]) -> String {
        charsets
            .iter()
            .fold("\u{fffd}".repeat(12), |text, charset| charset.decode(text.as_bytes()).0)
    }

    #[test]
    fn patterns_are_what_decoders_make() {
        let once = Charset::ALL.iter().filter(|&&c| c != Utf8).map(|&c| vec![c]);
        let twice = [
            vec![Gbk, Gbk],
            vec![Gbk, Windows1252],
            vec![Windows1252, Gbk],
            vec![Windows1252, Windows1252],
        ];
        let readings: Vec<String> = once.chain(twice).map(|charsets| misread(&charsets)).collect();
        for pattern in PATTERNS.iter().filter(|p| p.loss == MisreadReplacementCharacters) {
            // What other decoders than WHATWG's make of it.
            if ["・ｽ", "�ｿｽ"].contains(&pattern.cycle) {
                continue;
            }
            let repeated = pattern.cycle.repeat(2);
            assert!(repeated.repeat(2).contains(pattern.least), "{}", pattern.least);
            assert!(
                readings.iter().any(|reading| reading.contains(&repeated)),
                "{}",
                pattern.cycle
            );
        }
        // Iso8859_8 has no character for BF: what is left is U+FFFD itself.
        for reading in readings {
            assert!(!find(&reading).is_empty(), "{reading}");
        }
    }

    #[test]
    fn fillers_are_what_decoders_make() {
        for (byte, filler) in [(0xCC, "烫烫烫"), (0xCD, "屯屯屯")] {
            assert_eq!(Gbk.decode(&[byte; 6]).0, filler);
        }
    }

    fn found(text: &str) -> Vec<(&str, Loss)> {
        find(text).into_iter().map(|lost| (&text[lost.span], lost.loss)).collect()
    }

    #[test]
    fn runs_are_found_whole() {
        for (text, expected) in [
            ("", vec![]),
            ("abc 生活 né ¿qué? їжак 驴 ½", vec![]),
            (
                "a\u{fffd}b\u{fffd}\u{fffd}",
                vec![
                    ("\u{fffd}", ReplacementCharacters),
                    ("\u{fffd}\u{fffd}", ReplacementCharacters),
                ],
            ),
            ("锟斤拷", vec![("锟斤拷", MisreadReplacementCharacters)]),
            ("中拷锟斤拷锟斤文", vec![("拷锟斤拷锟斤", MisreadReplacementCharacters)]),
            ("刘锟用斤，拷贝", vec![]),
            ("aï¿½b", vec![("ï¿½", MisreadReplacementCharacters)]),
            ("пїЅпїЅ нет", vec![("пїЅпїЅ", MisreadReplacementCharacters)]),
            ("Ã¯Â¿Â½x", vec![("Ã¯Â¿Â½", MisreadReplacementCharacters)]),
            ("占쏙옙占쏙옙", vec![("占쏙옙占쏙옙", MisreadReplacementCharacters)]),
            ("嗯・ｽ・ｽ", vec![("・ｽ・ｽ", MisreadReplacementCharacters)]),
            ("閿熸枻鎷烽敓鏂ゆ嫹", vec![("閿熸枻鎷烽敓鏂ゆ嫹", MisreadReplacementCharacters)]),
            ("烫烫", vec![]),
            ("手烫烫烫烫。", vec![("烫烫烫烫", MemoryFiller)]),
            ("屯屯屯", vec![("屯屯屯", MemoryFiller)]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn rubble_is_rubble() {
        for (text, loss) in [
            ("\u{fffd}", Some(ReplacementCharacters)),
            ("\u{fffd}, \u{fffd}", Some(ReplacementCharacters)),
            ("锟斤拷", Some(MisreadReplacementCharacters)),
            ("生\u{fffd}", None),
            ("a\u{fffd}", None),
            ("", None),
            ("生活", None),
        ] {
            assert_eq!(loss_of(text), loss, "{text}");
        }
    }

    /// `cargo test --release --lib speed -- --ignored --nocapture`
    #[test]
    #[ignore = "a measurement"]
    fn speed() {
        for (name, line) in [
            ("English", "The quick brown fox jumps over the lazy dog.\n"),
            ("French", "Après l'été, les élèves français étaient déjà à l'école.\n"),
            ("Russian", "Привет, как твои дела сегодня? У нас всё хорошо.\n"),
            ("Chinese", "他们的生活很好，我们也一样，今天天气不错，可以去公园。\n"),
            ("Japanese", "私たちの生活はとても良いです。カタカナも書きます。\n"),
            ("Korean", "안녕하세요, 오늘 날씨가 참 좋습니다. 공원에 갑시다.\n"),
        ] {
            let text = line.repeat((8 << 20) / line.len());
            let best = (0..20)
                .map(|_| {
                    let start = std::time::Instant::now();
                    assert!(find(std::hint::black_box(&text)).is_empty());
                    start.elapsed().as_secs_f64()
                })
                .fold(f64::MAX, f64::min);
            println!("{name}: {:.2} GB/s", text.len() as f64 / best / 1e9);
        }
    }
}
