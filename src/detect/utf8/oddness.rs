//! How odd the found characters of a sequence are, as text that somebody wrote.
//!
//! The model judges what comes out. What stands there has to be judged, too: signs are rare in the text the
//! model was trained on, wherever they stand, so that it finds the dots of `SÓ…` as surprising as the
//! copyright sign of `SÃ©`. The rules are about kinds of characters, and hold for any charset.

use std::sync::OnceLock;

use crate::model::{BIT, Class, Symbol, cost};

/// A C1 control: nobody writes any.
pub const C1: i32 = 12;
/// A sign beside a letter.
const SIGN: i32 = 8;
/// A sign after another sign.
const SIGN_AFTER_SIGN: i32 = 5;
/// A currency sign after a small letter. After capitals it stands in for a letter in some people's spelling.
const CURRENCY: i32 = 5;
/// A capital after a small letter.
const CAPITAL: i32 = 5;
/// The same before a currency sign.
const CAPITAL_CURRENCY: i32 = 3;
/// Two capitals before a small letter.
const CAPITALS: i32 = 3;
/// A capital that is a word.
const ALONE: i32 = 5;
/// A sign between letters.
const WITHIN: i32 = 8;
/// Three characters or more of which the last is a sign.
const LONG: i32 = 2;
/// The most that two letters say: names may join any.
const LETTERS: i32 = 4;
/// Bits that any two letters cost.
const USUAL: i32 = 8;

/// How a character behaves beside letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    /// A letter without case.
    Letter,
    /// What may follow a letter in any text: closing quotes, dashes, `…`, `™`, `®`, `²`.
    Ending,
    /// Signs of currencies.
    Currency,
    /// Any other sign.
    Sign,
    Box,
    C1,
    Space,
    Digit,
    Ascii,
}

/// Characters that have their kinds in a table: those of one-byte charsets are in one of these ranges.
const LETTERS_BELOW: u32 = 0x600;
const SIGNS: std::ops::Range<u32> = 0x2000..0x2600;

impl Kind {
    fn of(c: char) -> Self {
        static KINDS: OnceLock<Vec<Kind>> = OnceLock::new();
        let kinds = KINDS.get_or_init(|| {
            let all = (0..LETTERS_BELOW).chain(SIGNS);
            all.map(|c| char::from_u32(c).map_or(Kind::Sign, Kind::told)).collect()
        });
        let number = u32::from(c);
        let place = match number {
            _ if number < LETTERS_BELOW => Some(number),
            _ if SIGNS.contains(&number) => Some(number - SIGNS.start + LETTERS_BELOW),
            _ => None,
        };
        let kind = place.and_then(|place| kinds.get(place as usize)).copied();
        kind.unwrap_or_else(|| Kind::told(c))
    }

    /// The kind of a character, by what Unicode says of it.
    fn told(c: char) -> Self {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\u{A0}' => Self::Space,
            '0'..='9' => Self::Digit,
            c if c.is_ascii() && !c.is_ascii_alphabetic() => Self::Ascii,
            '¢' | '£' | '¥' | '€' | '₤' | '₧' => Self::Currency,
            '\u{80}'..='\u{9F}' => Self::C1,
            '…' | '”' | '“' | '’' | '‘' | '»' | '«' | '›' | '‹' | '–' | '—' | '™' | '®' | '¡'
            | '¿' | '²' | '³' | '¹' | 'ª' | 'º' | '°' | '´' | '·' | '„' | '¨' | '•' | '×' | '№' => {
                Self::Ending
            }
            '\u{2500}'..='\u{259F}' => Self::Box,
            c if c.is_lowercase() => Self::Lower,
            c if c.is_uppercase() => Self::Upper,
            c if c.is_alphabetic() => Self::Letter,
            _ => Self::Sign,
        }
    }

    fn is_letter(self) -> bool {
        matches!(self, Self::Lower | Self::Upper | Self::Letter)
    }

    fn is_sign(self) -> bool {
        matches!(self, Self::Ending | Self::Sign | Self::Box | Self::C1)
    }
}

/// How odd found characters are between what stands before and after them, in bits.
pub fn oddness(before: Option<char>, found: &[char], after: Option<char>) -> i32 {
    let mut sum = 0;
    let mut previous: Option<(char, Kind)> = None;
    let mut has_sign = false;
    for &c in found {
        let kind = Kind::of(c);
        has_sign |= kind.is_sign();
        sum += previous.map_or(0, |previous| pair(previous, (c, kind)));
        previous = Some((c, kind));
    }
    let Some(first) = found.first().map(|c| Kind::of(*c)) else { return 0 };
    // Boxes are drawn of boxes.
    if found.iter().all(|c| Kind::of(*c) == Kind::Box) {
        return 0;
    }
    let is_tail_natural = found.iter().skip(1).all(|c| is_natural(*c));
    if found.len() > 2 && has_sign && !is_tail_natural {
        sum += LONG;
    }
    let (before, after) = (before.map(Kind::of), after.map(Kind::of));
    if is_beginning(before, found) {
        return 0;
    }
    let is_priced =
        after == Some(Kind::Digit) && previous.is_some_and(|(_, kind)| kind == Kind::Currency);
    if first.is_letter() && is_priced {
        sum += SIGN;
    }
    let last = previous.map(|(_, kind)| kind);
    if before == Some(Kind::Lower) && first == Kind::Upper {
        sum += if last == Some(Kind::Currency) { CAPITAL_CURRENCY } else { CAPITAL };
    }
    if first == Kind::Upper && last == Some(Kind::Upper) && after == Some(Kind::Lower) {
        sum += CAPITALS;
    }
    // Hardly any language has a word of one capital with an accent.
    if first == Kind::Upper && last == Some(Kind::Space) && !before.is_some_and(Kind::is_letter) {
        sum += ALONE;
    }
    if before.is_some_and(Kind::is_letter) {
        if matches!(first, Kind::Sign | Kind::Box) {
            sum += SIGN;
        }
        if has_sign && after.is_some_and(Kind::is_letter) {
            sum += WITHIN;
        }
    }
    sum
}

/// Whether found characters are how a word begins: a capital and its own small letter, or two Cyrillic letters.
fn is_beginning(before: Option<Kind>, found: &[char]) -> bool {
    let &[first, second] = found else { return false };
    let is_cyrillic =
        matches!(Class::of(second), Class::CyrillicLower | Class::CyrillicExtendedLower)
            && matches!(Class::of(first), Class::CyrillicUpper | Class::CyrillicExtendedUpper);
    !before.is_some_and(Kind::is_letter)
        && (is_cyrillic || first != second && first.to_lowercase().eq([second]))
}

/// How odd one character is after another.
fn pair((first, was): (char, Kind), (second, is): (char, Kind)) -> i32 {
    match (was, is) {
        (_, Kind::C1) => C1,
        (Kind::Box, Kind::Box) => 0,
        (Kind::Box, _) | (_, Kind::Box) => SIGN,
        (_, Kind::Sign) if was.is_letter() => SIGN,
        (Kind::Lower, Kind::Currency) => CURRENCY,
        (Kind::Sign, _) if is.is_letter() => 0,
        (Kind::Ending | Kind::Sign | Kind::Currency, Kind::Sign) => SIGN_AFTER_SIGN,
        _ if was.is_letter() && is.is_letter() => letters(first, second),
        _ => 0,
    }
}

/// How odd one letter after another is.
fn letters(first: char, second: char) -> i32 {
    let bits = cost(Symbol::of(first), Symbol::of(second)) / BIT;
    (i32::try_from(bits).unwrap_or(LETTERS) - USUAL).clamp(0, LETTERS)
}

/// Whether found characters are all of a box.
pub fn is_box(found: &[char]) -> bool {
    found.iter().all(|c| Kind::of(*c) == Kind::Box)
}

/// Whether a character is none that text holds.
pub fn is_rubble(c: char) -> bool {
    !Symbol::of(c).is_known() && matches!(Class::of(c), Class::PrivateUse | Class::Unassigned)
}

/// Whether a character may stand beside a damaged one and be right: quotes, dashes, marks of loss.
pub fn is_natural(c: char) -> bool {
    matches!(Kind::of(c), Kind::Ending | Kind::Space)
}
