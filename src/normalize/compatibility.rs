//! Characters that stand for others: compatibility ideographs, radicals, private use of old fonts.

use unicode_normalization::UnicodeNormalization;

use super::Change;
use super::script::{Evidence, Han};
use crate::Charset;

/// Radicals of the supplement that Unicode gives no decomposition, and the ideographs they are taken for: programs that extract text from PDF
/// write them. By Unicode's EquivalentUnifiedIdeograph.txt, those that are an ideograph of their own.
const RADICALS: &[(char, char)] = &[
    ('⺠', '民'),
    ('⺻', '聿'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻑', '長'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻲', '亀'),
];

/// Compatibility ideographs and radicals as the ideographs they stand for.
pub(super) fn ideographs(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{2e80}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')) {
        let radical = RADICALS.iter().find(|(radical, _)| *radical == c).map(|(_, ideograph)| ideograph.to_string());
        let new = radical.unwrap_or_else(|| c.nfkc().collect());
        if !new.chars().eq([c]) {
            changes.push(Change::certain(at..at + c.len_utf8(), new));
        }
    }
    changes
}

/// Private-use characters that fonts and decoders of GBK and Big5 had before Unicode got the characters, as these. Which of the two it was is told by
/// the script of the text.
pub(super) fn private_use(text: &str) -> Vec<Change> {
    if !text.contains(is_private) {
        return Vec::new();
    }
    let charsets = match Evidence::of(text).script() {
        Han::Traditional => [Charset::Big5, Charset::Gbk],
        _ => [Charset::Gbk, Charset::Big5],
    };
    let mut changes = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_private(*c)) {
        // In simplified text what Big5 had there is chance.
        if let Some(new) = charsets.iter().take(1).find_map(|charset| assigned(*charset, c)) {
            changes.push(Change {
                confidence: PRIVATE,
                ..Change::certain(at..at + c.len_utf8(), new)
            });
        }
    }
    changes
}

/// Some fonts put their own signs there.
const PRIVATE: f64 = 0.9;

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// What GB 18030 of 2005 and 2022 has where the decoders of browsers still have private use.
const GB_18030: &[(char, char)] = &[
    ('\u{e78d}', '\u{fe10}'),
    ('\u{e78e}', '\u{fe12}'),
    ('\u{e78f}', '\u{fe11}'),
    ('\u{e790}', '\u{fe13}'),
    ('\u{e791}', '\u{fe14}'),
    ('\u{e792}', '\u{fe15}'),
    ('\u{e793}', '\u{fe16}'),
    ('\u{e794}', '\u{fe17}'),
    ('\u{e795}', '\u{fe18}'),
    ('\u{e796}', '\u{fe19}'),
    ('\u{e7c7}', '\u{1e3f}'),
    ('\u{e816}', '\u{20087}'),
    ('\u{e817}', '\u{20089}'),
    ('\u{e818}', '\u{200cc}'),
    ('\u{e81e}', '\u{9fb4}'),
    ('\u{e826}', '\u{9fb5}'),
    ('\u{e82b}', '\u{9fb6}'),
    ('\u{e82c}', '\u{9fb7}'),
    ('\u{e831}', '\u{215d7}'),
    ('\u{e832}', '\u{9fb8}'),
    ('\u{e83b}', '\u{2298f}'),
    ('\u{e843}', '\u{9fb9}'),
    ('\u{e854}', '\u{9fba}'),
    ('\u{e855}', '\u{241fe}'),
    ('\u{e864}', '\u{9fbb}'),
];

/// The character that a charset has today where `c` was.
fn assigned(charset: Charset, c: char) -> Option<String> {
    if charset == Charset::Gbk
        && let Some((_, new)) = GB_18030.iter().find(|(old, _)| *old == c)
    {
        return Some(new.to_string());
    }
    let bytes = charset.encode(c.encode_utf8(&mut [0; 4]))?;
    let (new, had_errors) = charset.decode(&bytes);
    (!had_errors && !new.contains(is_private)).then_some(new)
}
