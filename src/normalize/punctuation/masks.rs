//! What is no text: code in backticks, addresses, tags.

use std::ops::Range;

/// Stretches of a line whose marks are not punctuation, in order.
#[derive(Debug, Default)]
pub struct Masks(Vec<Range<usize>>);

impl Masks {
    /// Whether the byte at this offset of the line is in one.
    pub fn have(&self, at: usize) -> bool {
        let next = self.0.partition_point(|mask| mask.end <= at);
        self.0.get(next).is_some_and(|mask| mask.start <= at)
    }

    /// Finds those of a line.
    pub fn of(line: &str) -> Self {
        let mut masks = Vec::new();
        let bytes = line.as_bytes();
        let mut at = 0;
        while let Some(next) =
            bytes.get(at..).and_then(|rest| memchr::memchr3(b'`', b'<', b'/', rest))
        {
            let here = at + next;
            let rest = bytes.get(here + 1..).unwrap_or_default();
            let end = match bytes.get(here) {
                Some(b'`') => memchr::memchr(b'`', rest).map(|len| here..here + len + 2),
                Some(b'<')
                    if rest.first().is_some_and(|byte| {
                        byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')
                    }) =>
                {
                    memchr::memchr2(b'>', b'<', rest)
                        .filter(|len| rest.get(*len) == Some(&b'>'))
                        .map(|len| here..here + len + 2)
                }
                Some(b'/')
                    if rest.first() == Some(&b'/')
                        && here > 0
                        && bytes.get(here - 1) == Some(&b':') =>
                {
                    let scheme = bytes
                        .get(..here - 1)
                        .unwrap_or_default()
                        .iter()
                        .rev()
                        .take_while(|byte| byte.is_ascii_alphanumeric())
                        .count();
                    let len = rest
                        .iter()
                        .take_while(|byte| {
                            byte.is_ascii_graphic()
                                && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`')
                        })
                        .count();
                    // A mark at its end is the sentence's.
                    let text = rest.get(..len).unwrap_or_default();
                    let tail = text
                        .iter()
                        .rev()
                        .take_while(|byte| {
                            matches!(byte, b',' | b'.' | b';' | b':' | b'!' | b'?' | b')')
                        })
                        .count();
                    (scheme > 0).then(|| here - 1 - scheme..here + 1 + len - tail)
                }
                _ => None,
            };
            match end {
                Some(mask) => {
                    at = mask.end;
                    masks.push(mask);
                }
                None => at = here + 1,
            }
        }
        Self(masks)
    }
}
