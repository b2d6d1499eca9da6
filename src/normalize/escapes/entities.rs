//! `&eacute;`, `&#20013;`: references of HTML.

use std::borrow::Cow;

use html_escape::NAMED_ENTITIES;
use memchr::memchr_iter;

use super::super::Change;
use crate::Charset;

/// Characters of the longest name.
const LONGEST: usize = 40;

/// Undoes named and numeric references, unless there is a `<`: where tags are, the text is HTML and its references mean
/// what they say. A reference to `&` that makes another reference is undone with it.
pub fn html_entities(text: &str) -> Vec<Change> {
    if text.contains('<') { Vec::new() } else { references(text, true) }
}

/// Undoes numeric references, whatever else there is, and numeric ones whose `&` was escaped once more.
pub fn numeric_references(text: &str) -> Vec<Change> {
    references(text, false)
}

fn references(text: &str, with_names: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut passed = 0;
    for start in memchr_iter(b'&', text.as_bytes()) {
        let Some(rest) = text.get(start..).filter(|_| start >= passed) else { continue };
        if let Some((replacement, length)) = reference(rest, with_names) {
            passed = start + length;
            changes.push(Change::certain(start..passed, replacement));
        }
    }
    changes
}

/// What a reference at the start of `rest` stands for, and its length.
fn reference(rest: &str, with_names: bool) -> Option<(Cow<'static, str>, usize)> {
    let (body, length) = body(rest)?;
    let value = match body.strip_prefix('#') {
        Some(number) => Cow::Owned(numeric(number)?.to_string()),
        None if with_names || body == "amp" => named(body)?,
        None => return None,
    };
    if value != "&" {
        return Some((value, length));
    }
    // Escaped twice, or more often.
    let mut length = length;
    while let Some(after) = rest.get(length..).filter(|after| after.starts_with("amp;")) {
        length += rest.len() - length - after.len() + "amp;".len();
    }
    let again = rest.get(length..).map(|after| {
        format!("&{}", after.get(..after.len().min(ahead(after))).unwrap_or_default())
    });
    match again.and_then(|again| reference(&again, with_names)) {
        Some((value, more)) => Some((value, length + more - 1)),
        None if with_names => Some((value, length)),
        None => None,
    }
}

/// Bytes after an `&` that a reference can take.
fn ahead(after: &str) -> usize {
    after.bytes().take(LONGEST).take_while(u8::is_ascii).count()
}

/// What stands between `&` and `;`, and the length with both.
fn body(rest: &str) -> Option<(&str, usize)> {
    let after = rest.get(1..)?;
    let length = after.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let body = after.get(..length)?;
    let is_name = !body.is_empty()
        && body.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some((body, length + 2))
}

/// What a name stands for; in capitals, as some programs write it, the capital letter.
fn named(name: &str) -> Option<Cow<'static, str>> {
    let look = |name: &str| {
        let place =
            NAMED_ENTITIES.binary_search_by(|(known, _)| known.cmp(&name.as_bytes())).ok()?;
        NAMED_ENTITIES.get(place).map(|(_, value)| *value)
    };
    if let Some(value) = look(name) {
        return Some(Cow::Borrowed(value));
    }
    if !name.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let value = look(&name.to_ascii_lowercase())?.to_uppercase();
    Some(Cow::Owned(value))
}

/// What a number stands for: 128 to 159 are bytes of windows-1252, as in browsers.
fn numeric(number: &str) -> Option<char> {
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = match u8::try_from(number) {
        Ok(byte @ 0x80..=0x9F) => Charset::Windows1252.decoder().next(&[byte]).map(|(c, _)| c)?,
        _ => char::from_u32(number)?,
    };
    (super::is_text(c) || matches!(c, '\t' | '\n')).then_some(c)
}
