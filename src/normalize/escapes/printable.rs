//! `=E4=B8=AD`: quoted-printable text of mail (RFC 2045).

use super::super::Change;
use super::percent::escaped;

/// Undoes runs of escaped bytes outside ASCII. Where there are any, `=3D` and soft line breaks are undone, too, as they
/// show that the text is quoted-printable.
pub fn quoted_printable(text: &str) -> Vec<Change> {
    let soft = |at: usize| match text.get(at..).map(str::as_bytes) {
        Some([b'=', b'\r', b'\n', ..]) => Some((3, "")),
        Some([b'=', b'\n', ..]) => Some((2, "")),
        Some([b'=', b'3', b'D' | b'd', ..]) => Some((3, "=")),
        _ => None,
    };
    // A break may lie within a character.
    let joined = text.contains("=\n") || text.contains("=\r\n");
    let mut changes = if joined { across_breaks(text) } else { escaped(text, b'=') };
    if changes.is_empty() {
        return changes;
    }
    for at in memchr::memchr_iter(b'=', text.as_bytes()) {
        let next = changes.partition_point(|change| change.span.end <= at);
        let is_free = changes.get(next).is_none_or(|change| at < change.span.start);
        if let Some((length, replacement)) = soft(at).filter(|_| is_free) {
            changes.insert(next, Change::certain(at..at + length, replacement));
        }
    }
    changes
}

/// The runs of a text, soft line breaks within them left out.
fn across_breaks(text: &str) -> Vec<Change> {
    // Where each byte of the text without breaks was.
    let mut places = Vec::with_capacity(text.len());
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest.as_bytes() {
            [b'=', b'\r', b'\n', ..] => 3,
            [b'=', b'\n', ..] => 2,
            _ => 0,
        };
        let Some(c) = rest.chars().next().filter(|_| length == 0) else {
            at += length.max(1);
            continue;
        };
        places.extend(at..at + c.len_utf8());
        joined.push(c);
        at += c.len_utf8();
    }
    let place = |at: usize| places.get(at).copied();
    escaped(&joined, b'=')
        .into_iter()
        .filter_map(|change| {
            let span = place(change.span.start)?..place(change.span.end.checked_sub(1)?)? + 1;
            Some(Change { span, ..change })
        })
        .collect()
}
