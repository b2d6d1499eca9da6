//! How many bits it costs to suppose that bytes are text in an encoding.

use std::sync::OnceLock;

use super::vietnamese;
use crate::language::letters::{self, LANGUAGES, Letter, Tracks};
use crate::model::{BIT, Class, Cost, Symbol, cost};
use crate::{Charset, Encoding};

/// A byte that cannot be read. About what a character of another language costs: one stray byte in a
/// text must not outweigh what the rest says.
const INVALID: Cost = 18 * BIT;
/// Steps from this cost on may be to a stray byte that happens to be a character: it may be skipped as if it were invalid.
const SUSPECT: Cost = 10 * BIT;
/// A letter of another script, or a line of a box, right beside an ASCII letter.
const MIXED_WORD: Cost = 9 * BIT;
/// A small Latin letter right after one of another script: the first byte of a word and its second letter read as one
/// character.
const BROKEN_WORD: Cost = 12 * BIT;
/// Bytes after an invalid one within which any byte may be skipped, at the same cost: double-byte text
/// that lost its step finds it again that way.
const RECOVERY: u8 = 6;
/// A control character that no text has, beyond what the model says.
const CONTROL: Cost = 16 * BIT;
/// A character for private use or a C1 control, beyond what the model says.
const NO_TEXT: Cost = 8 * BIT;
/// Beginning or ending within a character: seldom, and then each byte that is left of it says as little as any other byte of
/// such text.
const TORN: Cost = 4 * BIT;
const TORN_BYTE: Cost = 7 * BIT;
/// A character that is there and hardly used, see [`unusual`], and all of them together.
const UNUSUAL: Cost = 3 * BIT;
const MOST_UNUSUAL: Cost = 15 * BIT;
/// The most that [`Score::lopsided`] adds.
const LOPSIDED: Cost = 10 * BIT;
/// Bytes of the longest code.
const LONGEST: usize = 4;

/// What some bytes cost in an encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Score {
    /// Eighths of a bit.
    pub cost: Cost,
    /// Of the characters; two encodings that read the same text have the same.
    pub hash: u64,
    /// Bytes that could not be read.
    pub invalid: u32,
    /// Characters beyond ASCII.
    pub beyond_ascii: u32,
    /// ASCII letters, and letters of other scripts than Latin.
    pub ascii: u32,
    pub foreign: u32,
}

impl Score {
    /// This and what the next bytes cost.
    pub fn and(self, next: Score) -> Score {
        Score {
            cost: self.cost.saturating_add(next.cost),
            hash: mix(self.hash, next.hash),
            invalid: self.invalid + next.invalid,
            beyond_ascii: self.beyond_ascii + next.beyond_ascii,
            ascii: self.ascii + next.ascii,
            foreign: self.foreign + next.foreign,
        }
    }

    /// The same with what it costs that a few letters of another script stand in much text of ASCII letters: that is mostly
    /// text in Latin letters, in another encoding.
    pub fn lopsided(self) -> Score {
        let cost = match self.ascii.checked_div(self.foreign) {
            Some(ratio) => (ratio * BIT).min(LOPSIDED),
            None => 0,
        };
        Score { cost: self.cost.saturating_add(cost), ..self }
    }
}

/// A character and what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    c: char,
    symbol: Symbol,
    letter: Letter,
}

impl Glyph {
    fn of(c: char) -> Self {
        Self { c, symbol: Symbol::of(c), letter: Letter::of(c) }
    }
}

/// Text read so far.
#[derive(Clone, Copy)]
struct Text {
    /// Its cost is that of all but Latin words.
    score: Score,
    /// What Latin words cost in each language; the last track is the model's, for other languages.
    tracks: Tracks,
    last: Glyph,
}

/// The track of the language model.
const JOINT: usize = LANGUAGES - 1;

impl Text {
    fn new() -> Self {
        Self { score: Score::default(), tracks: Tracks::default(), last: Glyph::of('\n') }
    }

    #[inline]
    fn add(&mut self, next: Glyph) {
        let cost = step(self.last.symbol, next.symbol);
        if letters::add(self.last.letter, next.letter, &mut self.tracks) {
            if let Some(joint) = self.tracks.get_mut(JOINT) {
                *joint += cost;
            }
        } else {
            self.score.cost += cost;
        }
        self.score.beyond_ascii += u32::from(!next.c.is_ascii());
        self.score.ascii += u32::from(is_latin(next.symbol.class()));
        self.score.foreign += u32::from(is_foreign(next.symbol.class()));
        self.score.hash = mix(self.score.hash, u64::from(u32::from(next.c)));
        self.last = next;
    }

    fn skip(&mut self) {
        self.score.cost += INVALID;
        self.score.invalid += 1;
        self.score.hash = mix(self.score.hash, u64::MAX);
    }

    #[inline]
    fn cost(&self) -> Cost {
        let mut least = Cost::MAX;
        for track in self.tracks {
            least = least.min(track);
        }
        self.score.cost + least
    }

    fn score(&self) -> Score {
        Score { cost: self.cost(), ..self.score }
    }
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23)
}

/// What `bytes` cost in `encoding`. They may begin and end within a character, which costs nothing.
pub(super) fn score(bytes: &[u8], encoding: Encoding) -> Score {
    match encoding {
        Encoding::Charset(Charset::Windows1258) => vietnamese::score(bytes, table(encoding)),
        _ if is_single(encoding) => single(bytes, table(encoding)),
        _ => multi(bytes, encoding),
    }
}

/// The cost of a character after another, as far as encodings are concerned.
#[inline]
pub(super) fn step(previous: Symbol, next: Symbol) -> Cost {
    let (before, class) = (previous.class(), next.class());
    let mut cost = cost(previous, next);
    if is_latin(before) && is_foreign(class) {
        cost += MIXED_WORD;
    } else if is_foreign(before) && is_latin(class) {
        cost += if class == Class::LatinLower { BROKEN_WORD } else { MIXED_WORD };
    }
    match class {
        Class::Control => cost + CONTROL,
        Class::C1 | Class::PrivateUse | Class::Unassigned => cost + NO_TEXT,
        _ => cost,
    }
}

#[inline]
fn is_latin(class: Class) -> bool {
    matches!(class, Class::LatinLower | Class::LatinUpper)
}

/// Whether characters of a class do not stand in words with Latin letters.
#[inline]
fn is_foreign(class: Class) -> bool {
    use Class::*;
    matches!(
        class,
        CyrillicLower
            | CyrillicUpper
            | CyrillicExtendedLower
            | CyrillicExtendedUpper
            | GreekLower
            | GreekUpper
            | Hebrew
            | Arabic
            | Thai
            | Hangul
            | Jamo
            | Hiragana
            | Katakana
            | HalfwidthKatakana
            | Han
            | HanExtended
            | BoxDrawing
            | OtherScript
    )
}

/// Whether every character has one byte.
fn is_single(encoding: Encoding) -> bool {
    use Encoding::*;
    match encoding {
        Charset(charset) => !matches!(
            charset,
            crate::Charset::Utf8
                | crate::Charset::Gbk
                | crate::Charset::Gb18030
                | crate::Charset::Big5
                | crate::Charset::ShiftJis
                | crate::Charset::EucJp
                | crate::Charset::EucKr
        ),
        Iso8859_6 | Iso8859_13 | Iso8859_16 | Viscii | Cp037 | Cp500 => true,
        _ => false,
    }
}

/// What each byte of a single-byte encoding stands for.
pub(super) type Table = [Option<Glyph>; 256];

fn table(encoding: Encoding) -> &'static Table {
    const PLACES: usize = 64;
    static TABLES: [OnceLock<Box<Table>>; PLACES] = [const { OnceLock::new() }; PLACES];
    static SPARE: OnceLock<Box<Table>> = OnceLock::new();
    let place = Encoding::all().position(|other| other == encoding).unwrap_or(PLACES);
    TABLES.get(place).unwrap_or(&SPARE).get_or_init(|| {
        let mut table = Box::new([None; 256]);
        for (slot, byte) in table.iter_mut().zip(0..=u8::MAX) {
            let read = encoding.next_char(&[byte]).filter(|(c, _)| !is_never_written(byte, *c));
            *slot = read.map(|(c, _)| Glyph::of(c));
        }
        table
    })
}

/// The byte FF where it is none of the usual letters: it comes from damage, whatever it is called.
fn is_never_written(byte: u8, c: char) -> bool {
    byte == 0xFF && matches!(c, 'ÿ' | '˙' | '’' | '₫')
}

fn single(bytes: &[u8], table: &Table) -> Score {
    single_of(bytes, table, |_, _| None)
}

/// The same where some characters are written as two, which `composed` makes one.
#[inline]
pub(super) fn single_of(
    bytes: &[u8],
    table: &Table,
    composed: impl Fn(char, char) -> Option<char>,
) -> Score {
    let mut text = Text::new();
    let mut before = text;
    // The text in which the last byte was a stray.
    let mut strayed: Option<Text> = None;
    for &byte in bytes {
        let Some(glyph) = table.get(usize::from(byte)).copied().flatten() else {
            text.skip();
            if let Some(strayed) = &mut strayed {
                strayed.skip();
            }
            continue;
        };
        if let Some(one) = composed(text.last.c, glyph.c) {
            text = before;
            text.add(Glyph::of(one));
            continue;
        }
        if byte.is_ascii() && strayed.is_none() {
            before = text;
            text.add(glyph);
            continue;
        }
        before = text;
        text.add(glyph);
        if let Some(mut other) = strayed.take() {
            other.add(glyph);
            if other.cost() < text.cost() {
                text = other;
            }
        }
        if !byte.is_ascii() && text.cost().saturating_sub(before.cost()) > SUSPECT {
            // It is no part of the text around it, but the bytes read as they do.
            let mut other = before;
            other.score.cost += INVALID;
            other.score.hash = text.score.hash;
            other.score.invalid += 1;
            strayed = Some(other);
        }
    }
    match strayed {
        Some(strayed) if strayed.cost() < text.cost() => strayed.score(),
        _ => text.score(),
    }
}

/// A way of reading the bytes up to some place.
#[derive(Clone, Copy)]
struct Way {
    text: Text,
    /// What [`unusual`] still adds.
    unusual: Cost,
    /// Bytes left of [`RECOVERY`].
    recovery: u8,
}

/// Encodings with several bytes a character: the cheapest way of reading them, where bytes may be
/// skipped around one that is invalid.
fn multi(bytes: &[u8], encoding: Encoding) -> Score {
    let unit = if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        2
    } else if matches!(encoding, Encoding::Utf32Le | Encoding::Utf32Be) {
        4
    } else {
        1
    };
    // The ways to the next places; the first place is the current one.
    let mut ways: [Option<Way>; LONGEST + 1] = [None; LONGEST + 1];
    let mut start = Way { text: Text::new(), unusual: MOST_UNUSUAL, recovery: 0 };
    take(&mut ways, 0, start);
    let begun = match encoding {
        Encoding::UTF_8 => bytes.iter().take(3).take_while(|b| (0x80..0xC0).contains(*b)).count(),
        _ if unit == 1 => usize::from(bytes.first().is_some_and(|byte| !byte.is_ascii())),
        _ => 0,
    };
    if begun > 0 {
        start.text.score.cost = TORN + TORN_BYTE * begun as Cost;
        start.text.score.hash = u64::MAX;
        take(&mut ways, begun, start);
    }
    let mut at = 0;
    while at < bytes.len() {
        if let Some(way) = ways.first().copied().flatten() {
            let rest = bytes.get(at..).unwrap_or_default();
            advance(way, rest, unit, encoding, &mut ways);
        }
        ways.rotate_left(1);
        if let Some(last) = ways.last_mut() {
            *last = None;
        }
        at += 1;
    }
    let best = ways.into_iter().flatten().map(|way| way.text.score());
    best.min_by_key(|score| score.cost).unwrap_or_default()
}

fn advance(
    way: Way,
    rest: &[u8],
    unit: usize,
    encoding: Encoding,
    ways: &mut [Option<Way>; LONGEST + 1],
) {
    let read = encoding.next_char(rest);
    if let Some((c, length)) = read {
        let mut next = way;
        let glyph = Glyph::of(c);
        next.text.add(glyph);
        if !c.is_ascii() && next.unusual > 0 {
            let cost = unusual(encoding, glyph.symbol.class()).min(next.unusual);
            next.unusual -= cost;
            next.text.score.cost += cost;
        }
        next.recovery = way.recovery.saturating_sub(length as u8);
        take(ways, length, next);
        if way.recovery == 0 {
            return;
        }
    }
    let mut next = way;
    // What is cut off at either end is no error.
    let is_cut = rest.len() < LONGEST && read.is_none() && may_go_on(rest, encoding, unit);
    if is_cut {
        let joins = if is_latin(way.text.last.symbol.class()) { MIXED_WORD } else { 0 };
        next.text.score.cost += TORN + TORN_BYTE * rest.len() as Cost + joins;
        take(ways, rest.len(), next);
        return;
    }
    (0..unit).for_each(|_| next.text.skip());
    next.recovery = RECOVERY;
    take(ways, unit.min(rest.len()), next);
}

fn take(ways: &mut [Option<Way>; LONGEST + 1], length: usize, way: Way) {
    if let Some(slot) = ways.get_mut(length)
        && slot.is_none_or(|known| way.text.cost() < known.text.cost())
    {
        *slot = Some(way);
    }
}

/// What a double-byte encoding has but hardly any text in it does: kana in Chinese, ideographs in Korean, half-width kana in
/// Japanese, letters of other alphabets in all of them.
fn unusual(encoding: Encoding, class: Class) -> Cost {
    use crate::Charset as C;
    let is_odd = match (encoding, class) {
        (Encoding::UTF_8, _) => false,
        (Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Utf32Le | Encoding::Utf32Be, _) => false,
        (Encoding::Charset(C::ShiftJis | C::EucJp), Class::HalfwidthKatakana) => true,
        (
            Encoding::Charset(C::Gbk | C::Gb18030 | C::Big5) | Encoding::EucTw,
            Class::Hiragana | Class::Katakana,
        ) => true,
        (
            Encoding::Charset(C::EucKr) | Encoding::Johab,
            Class::Han | Class::HanExtended | Class::Hiragana | Class::Katakana | Class::Jamo,
        ) => true,
        (
            _,
            Class::CyrillicLower
            | Class::CyrillicUpper
            | Class::GreekLower
            | Class::GreekUpper
            | Class::BoxDrawing
            | Class::CjkSymbol,
        ) => true,
        _ => false,
    };
    if is_odd { UNUSUAL } else { 0 }
}

/// Whether bytes at the end may be the beginning of a character.
fn may_go_on(rest: &[u8], encoding: Encoding, unit: usize) -> bool {
    use Encoding::*;
    let lead = rest.first().copied().unwrap_or_default();
    match encoding {
        Charset(crate::Charset::Utf8) => {
            lead >= 0xC2 && std::str::from_utf8(rest).is_err_and(|e| e.error_len().is_none())
        }
        Charset(crate::Charset::Gbk | crate::Charset::Gb18030) => {
            (0x81..=0xFE).contains(&lead)
                && (rest.len() == 1 || rest.get(1).is_some_and(u8::is_ascii_digit))
        }
        Charset(crate::Charset::ShiftJis) => {
            rest.len() == 1 && matches!(lead, 0x81..=0x9F | 0xE0..=0xFC)
        }
        Charset(crate::Charset::EucJp) | EucTw => {
            let long = lead == if encoding == EucTw { 0x8E } else { 0x8F };
            (rest.len() == 1 && matches!(lead, 0x8E | 0x8F | 0xA1..=0xFE))
                || (long && rest.iter().skip(1).all(|byte| *byte >= 0xA1))
        }
        Utf16Le | Utf16Be | Utf32Le | Utf32Be => rest.len() < unit,
        _ => rest.len() == 1 && (0x81..=0xFE).contains(&lead),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(bytes: &[u8], encoding: Encoding) -> Cost {
        score(bytes, encoding).cost / BIT
    }

    #[test]
    fn what_was_written_costs_least() {
        for (text, charset) in [
            ("他们的生活很好，我们也一样。", Charset::Gbk),
            ("他們的生活很好，我們也一樣。", Charset::Big5),
            ("今日はとても良い天気です。", Charset::ShiftJis),
            ("오늘은 날씨가 매우 좋습니다.", Charset::EucKr),
            ("Сегодня очень хорошая погода.", Charset::Windows1251),
        ] {
            let bytes = charset.encode(text).unwrap();
            let own = bits(&bytes, charset.into());
            for other in [
                Charset::Gbk,
                Charset::Big5,
                Charset::ShiftJis,
                Charset::EucKr,
                Charset::Windows1251,
                Charset::Windows1252,
            ] {
                assert!(
                    other == charset || bits(&bytes, other.into()) > own + 30,
                    "{text} in {other}"
                );
            }
        }
    }

    #[test]
    fn cut_characters_cost_less_than_strays() {
        let bytes = Charset::Gbk.encode("他们的生活很好").unwrap();
        let gbk = Encoding::Charset(Charset::Gbk);
        let whole = score(&bytes[..12], gbk);
        assert_eq!(score(&bytes[..13], gbk).cost, whole.cost + TORN + TORN_BYTE);
        let mut stray = bytes.clone();
        stray.insert(4, 0xFF);
        let with_stray = score(&stray, gbk);
        assert_eq!(with_stray.cost, score(&bytes, gbk).cost + INVALID);
        assert_eq!(with_stray.invalid, 1);
    }

    #[test]
    fn double_byte_text_finds_its_step_again() {
        let mut bytes = Charset::Gbk.encode("他们的生活很好他们的生活很好").unwrap();
        bytes.insert(5, 0xFF);
        let score = score(&bytes, Charset::Gbk.into());
        assert!(score.invalid <= 3, "{score:?}");
    }
}
