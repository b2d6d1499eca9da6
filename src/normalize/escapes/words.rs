//! `=?GB2312?B?1tDOxA==?=`: words in the headers of mail (RFC 2047).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::super::Change;
use super::hex_byte;
use crate::Charset;

/// Base64 as mail programs write it: with or without its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// An encoded word.
struct Word {
    end: usize,
    charset: Charset,
    bytes: Vec<u8>,
}

/// Undoes encoded words; those that only spaces separate belong together, and may share a character.
pub fn encoded_words(text: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("=?")).map(|found| at + found)
    {
        let Some(first) = word(text, start) else {
            at = start + 2;
            continue;
        };
        let mut end = first.end;
        let mut words = vec![first];
        while let Some(next) = next_word(text, end) {
            end = next.end;
            words.push(next);
        }
        if let Some(decoded) = decode(words) {
            changes.push(Change::certain(start..end, decoded));
        }
        at = end;
    }
    changes
}

/// The word after some spaces.
fn next_word(text: &str, end: usize) -> Option<Word> {
    let rest = text.get(end..)?;
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    word(text, end + spaces)
}

/// The word that begins at a place.
fn word(text: &str, start: usize) -> Option<Word> {
    let rest = text.get(start..)?.strip_prefix("=?")?;
    let (label, rest) = rest.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (encoded, after) = rest.split_once("?=")?;
    // RFC 2231 adds a language.
    let label = label.split('*').next().unwrap_or(label);
    let charset = Charset::for_label(label)?;
    let is_plain = encoded.bytes().all(|byte| byte.is_ascii_graphic());
    let bytes = match encoding {
        "B" | "b" if is_plain => BASE64.decode(encoded).ok()?,
        "Q" | "q" if is_plain => quoted(encoded.as_bytes())?,
        _ => return None,
    };
    Some(Word { end: text.len() - after.len(), charset, bytes })
}

/// The bytes of the Q encoding.
fn quoted(encoded: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'_' => bytes.push(b' '),
            b'=' => {
                bytes.push(hex_byte(rest.get(..2)?)?);
                rest = rest.get(2..)?;
            }
            byte => bytes.push(byte),
        }
    }
    Some(bytes)
}

/// The text of words that follow one another; `None` where bytes are none of their charset.
fn decode(words: Vec<Word>) -> Option<String> {
    let mut decoded = String::new();
    let mut parts: Vec<(Charset, Vec<u8>)> = Vec::new();
    for word in words {
        match parts.last_mut() {
            Some((charset, bytes)) if *charset == word.charset => bytes.extend(word.bytes),
            _ => parts.push((word.charset, word.bytes)),
        }
    }
    for (charset, bytes) in parts {
        let (text, had_errors) = charset.decode(&bytes);
        if had_errors {
            return None;
        }
        decoded.push_str(&text);
    }
    Some(decoded)
}
