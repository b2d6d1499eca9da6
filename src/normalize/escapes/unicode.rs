//! `\u4e2d`: escapes of JSON, Java, JavaScript, Python and others.

use memchr::memchr_iter;

use super::super::Change;

/// Undoes `\uXXXX`, in pairs where they are surrogates, `\u{X…}` and `\UXXXXXXXX`; not after another backslash, and not
/// where a quote, a backslash or a control would come out.
pub fn unicode_escapes(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut passed = 0;
    for at in memchr_iter(b'\\', text.as_bytes()) {
        if at < passed {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        match escape(rest) {
            Some((c, length)) => {
                passed = at + length;
                match changes.last_mut() {
                    Some(last) if last.span.end == at => {
                        last.span.end = passed;
                        last.replacement.push(c);
                    }
                    _ => changes.push(Change::certain(at..passed, c)),
                }
            }
            // What follows a backslash is escaped by it, another backslash too.
            None => passed = at + 2,
        }
    }
    changes
}

/// The character that an escape at the start of `rest` stands for, and the length of the escape.
fn escape(rest: &str) -> Option<(char, usize)> {
    let (number, length) = number(rest)?;
    let (number, length) = match number {
        0xD800..=0xDBFF => {
            let (low, more) = self::number(rest.get(length..)?)?;
            if !(0xDC00..=0xDFFF).contains(&low) {
                return None;
            }
            (0x1_0000 + ((number - 0xD800) << 10) + (low - 0xDC00), length + more)
        }
        _ => (number, length),
    };
    let c = char::from_u32(number)?;
    (super::is_text(c) && !matches!(c, '"' | '\'' | '\\' | '`')).then_some((c, length))
}

/// The number of an escape, and its length.
fn number(rest: &str) -> Option<(u32, usize)> {
    let hex = |from: usize, to: usize| {
        let digits = rest.get(from..to)?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    if rest.starts_with("\\u{") {
        let end = rest.get(..MOST_DIGITS + 4).unwrap_or(rest).find('}')?;
        return Some((hex(3, end)?, end + 1));
    }
    match rest.as_bytes() {
        [b'\\', b'u', ..] => Some((hex(2, 6)?, 6)),
        [b'\\', b'U', ..] => Some((hex(2, 10)?, 10)),
        _ => None,
    }
}

/// Digits of the longest number of a character.
const MOST_DIGITS: usize = 6;
