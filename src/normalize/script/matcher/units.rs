//! Characters and units of UTF-16, told from the bytes of UTF-8 without decoding more than is asked for.

/// The character that these units are, if they are one.
pub fn single(units: &[u16]) -> Option<u32> {
    match *units {
        [unit] => Some(u32::from(unit)),
        [upper @ 0xd800..=0xdbff, lower] => {
            Some((u32::from(upper & 0x3ff) << 10 | u32::from(lower & 0x3ff)) + 0x1_0000)
        }
        _ => None,
    }
}

/// The bytes at the beginning of `rest` that are these units; nothing where others stand there.
#[inline]
pub fn tail_len(units: &[u16], rest: &[u8]) -> Option<usize> {
    let mut len = 0;
    let mut units = units.iter();
    while let Some(unit) = units.next() {
        let (code, bytes) = decode(rest.get(len..)?)?;
        if first_unit(code) != *unit || code > 0xffff && units.next() != Some(&second_unit(code)) {
            return None;
        }
        len += bytes;
    }
    Some(len)
}

/// The first two units of a text.
pub fn first_pair(rest: &[u8]) -> Option<u32> {
    let (first, len) = decode(rest)?;
    let second =
        if first > 0xffff { second_unit(first) } else { first_unit(decode(rest.get(len..)?)?.0) };
    Some(u32::from(first_unit(first)) << 16 | u32::from(second))
}

/// The character at `at`, if it is one of three bytes, else 0.
#[inline]
pub fn three_at(text: &[u8], at: usize) -> u32 {
    let Some(bytes) = text.get(at..).and_then(|rest| rest.first_chunk::<4>()) else {
        return last_three(text.get(at..).unwrap_or_default());
    };
    let bytes = u32::from_le_bytes(*bytes);
    if bytes & 0xf0 != 0xe0 {
        return 0;
    }
    (bytes & 15) << 12 | bytes >> 2 & 0xfc0 | bytes >> 16 & 0x3f
}

/// The same where no other character follows.
#[cold]
fn last_three(rest: &[u8]) -> u32 {
    match rest {
        [a @ 0xe0..=0xef, b, c] => three(*a, *b, *c),
        _ => 0,
    }
}

/// The first character of valid UTF-8, and its bytes.
#[inline]
pub fn decode(rest: &[u8]) -> Option<(u32, usize)> {
    match rest {
        [a @ 0xe0..=0xef, b, c, ..] => Some((three(*a, *b, *c), 3)),
        [ascii @ ..0x80, ..] => Some((u32::from(*ascii), 1)),
        [a @ 0xf0..=0xff, b, c, d, ..] => {
            Some((three(*a & 7, *b, *c) << 6 | u32::from(*d & 63), 4))
        }
        [a, b, ..] => Some((u32::from(*a & 31) << 6 | u32::from(*b & 63), 2)),
        _ => None,
    }
}

#[inline]
pub fn three(a: u8, b: u8, c: u8) -> u32 {
    u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63)
}

/// The bytes of a character of three bytes, the first lowest.
pub fn utf8(code: u32) -> u32 {
    0x80_80e0 | code >> 12 | (code >> 6 & 63) << 8 | (code & 63) << 16
}

#[inline]
pub fn first_unit(code: u32) -> u16 {
    if code > 0xffff { (0xd7c0 + (code >> 10)) as u16 } else { code as u16 }
}

pub fn second_unit(code: u32) -> u16 {
    (0xdc00 | code & 0x3ff) as u16
}

/// Whether this unit is a character of three bytes.
pub fn is_three(unit: u16) -> bool {
    matches!(unit, 0x800..=0xd7ff | 0xe000..)
}
