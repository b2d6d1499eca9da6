//! Johab (KS X 1001, annex 3): Hangul spelled by five bits a letter, all else by the rows of KS X 1001.

/// Initial letters by their compatibility jamo, in the order of Unicode's syllables.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// Final letters likewise; the first final is none.
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
/// U+314F, the first vowel.
const FIRST_VOWEL: u32 = 0x314F;
/// U+AC00, the first syllable.
const FIRST_SYLLABLE: u32 = 0xAC00;
const VOWELS: u32 = 21;
const FINALS_AND_NONE: u32 = 28;

/// The first character of `bytes` and the length of its code.
pub(super) fn next(bytes: &[u8]) -> Option<(char, usize)> {
    let c = match *bytes {
        [byte @ 0..=0x7F, ..] => return Some((char::from(byte), 1)),
        [lead @ 0x84..=0xD3, trail @ (0x41..=0x7E | 0x81..=0xFE), ..] => hangul(lead, trail),
        [lead, trail @ (0x31..=0x7E | 0x91..=0xFE), ..] => other(lead, trail),
        _ => None,
    };
    Some((c?, 2))
}

/// Five bits each for initial, vowel and final.
fn hangul(lead: u8, trail: u8) -> Option<char> {
    let code = u32::from(u16::from_be_bytes([lead, trail]));
    let (initial, vowel, last) = (code >> 10 & 31, code >> 5 & 31, code & 31);
    // The filler of each place; vowels leave two numbers out after every six, finals one after 17.
    let initial = initial.checked_sub(1)?;
    let vowel = match vowel {
        2..=7 => vowel - 2,
        10..=15 => vowel - 4,
        18..=23 => vowel - 6,
        26..=29 => vowel - 8,
        _ => return None,
    };
    let last = match last {
        1..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    match (initial, vowel, last) {
        (0, 0, last) => FINALS.chars().nth(last.checked_sub(1)? as usize),
        (0, vowel, 0) => char::from_u32(FIRST_VOWEL + vowel - 1),
        (initial, 0, 0) => INITIALS.chars().nth(initial as usize - 1),
        (0, ..) | (_, 0, _) => None,
        (20.., ..) => None,
        (initial, vowel, last) => {
            let syllable = ((initial - 1) * VOWELS + vowel - 1) * FINALS_AND_NONE + last;
            char::from_u32(FIRST_SYLLABLE + syllable)
        }
    }
}

/// Two rows of KS X 1001 to a lead: symbols from row 1 on, ideographs from row 42 on.
fn other(lead: u8, trail: u8) -> Option<char> {
    let place = trail - if trail < 0x91 { 0x31 } else { 0x43 };
    let (row, column) = (place / 94, place % 94);
    let row = match lead {
        // Jamo have the codes of Hangul.
        0xDA if matches!(trail, 0xA1..=0xD3) => return None,
        0xD9..=0xDE => 0xA1 + (lead - 0xD9) * 2 + row,
        0xE0..=0xF9 => 0xCA + (lead - 0xE0) * 2 + row,
        _ => return None,
    };
    crate::Charset::EucKr.next_char(&[row, 0xA1 + column]).map(|(c, _)| c)
}
