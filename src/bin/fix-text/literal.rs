//! A JSON string as it is written, and as it reads.

use std::borrow::Cow;
use std::fmt::Write;

/// A string literal of a JSON text, with the way back from its characters to its bytes.
pub struct Literal<'a> {
    /// What the literal says.
    pub text: Cow<'a, str>,
    /// Offsets in `text` and in the literal, wherever their distance changes.
    anchors: Vec<(usize, usize)>,
    style: Style,
}

/// How characters outside ASCII are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Style {
    /// As they are.
    Raw,
    /// As `\uXXXX`.
    Escaped,
}

/// Half of a surrogate pair without its other half: no character, and so not in any Rust string.
#[derive(Debug, PartialEq)]
pub struct LoneSurrogate;

impl<'a> Literal<'a> {
    /// Reads a literal, quotes included, that a JSON parser found to be one.
    pub fn read(literal: &'a str) -> Result<Self, LoneSurrogate> {
        let inner = &literal[1..literal.len() - 1];
        if !inner.contains('\\') {
            return Ok(Self {
                text: Cow::Borrowed(inner),
                anchors: vec![(0, 1)],
                style: Style::Raw,
            });
        }
        let mut text = String::with_capacity(inner.len());
        let mut anchors = vec![(0, 1)];
        let mut rest = inner;
        while let Some(at) = rest.find('\\') {
            text.push_str(&rest[..at]);
            let (c, len) = escape(&rest[at..]).ok_or(LoneSurrogate)?;
            text.push(c);
            rest = &rest[at + len..];
            anchors.push((text.len(), 1 + inner.len() - rest.len()));
        }
        text.push_str(rest);
        // A writer that escapes everything outside ASCII leaves a literal in ASCII.
        let style = if inner.is_ascii() && !text.is_ascii() { Style::Escaped } else { Style::Raw };
        Ok(Self { text: Cow::Owned(text), anchors, style })
    }

    /// The byte of the literal at which the character at byte `at` of the text begins.
    pub fn position(&self, at: usize) -> usize {
        let after = self.anchors.partition_point(|&(text, _)| text <= at);
        let (text, literal) = self.anchors[after.saturating_sub(1)];
        literal + (at - text)
    }

    /// `text` as it would stand inside this literal.
    pub fn write(&self, text: &str) -> String {
        write(text, self.style)
    }
}

fn write(text: &str, style: Style) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' || (style == Style::Escaped && !c.is_ascii()) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// The character of the escape at the start of `text`, and how many bytes it takes.
/// `None` for half a surrogate pair.
fn escape(text: &str) -> Option<(char, usize)> {
    let c = match text.as_bytes().get(1)? {
        b'u' => return unicode_escape(text),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        // The quote, the backslash and the slash stand for themselves.
        &other => char::from(other),
    };
    Some((c, 2))
}

fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let first = unit(text)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, 6));
    }
    let pair = [first, unit(text.get(6..)?)?];
    let c = char::decode_utf16(pair).next()?.ok()?;
    Some((c, 12))
}

/// The UTF-16 code unit of `\uXXXX`.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::{Literal, LoneSurrogate, Style, write};

    #[test]
    fn reads_what_a_json_parser_reads() {
        for literal in [
            r#""""#,
            r#""abc 生活""#,
            r#""a\"b\\c\/d\b\f\n\r\t""#,
            r#""\u751f\u6D3b \ud83d\ude00 \u0000""#,
            r#""生\u6d3b\\u751f""#,
        ] {
            let expected: String = serde_json::from_str(literal).unwrap();
            assert_eq!(Literal::read(literal).unwrap().text, expected);
        }
    }

    #[test]
    fn half_a_pair_is_no_character() {
        for literal in [
            r#""\ud83d""#,
            r#""\ude00\ud83d""#,
            r#""a\ud83d b""#,
            r#""\ud83d\n""#,
            r#""\ud83d\u0041""#,
        ] {
            assert_eq!(Literal::read(literal).err(), Some(LoneSurrogate), "{literal}");
        }
    }

    #[test]
    fn every_character_has_its_place() {
        let raw = r#""a\n\u751f生\ud83d\ude00\/z""#;
        let literal = Literal::read(raw).unwrap();
        for (c, written) in [
            ('a', "a"),
            ('\n', "\\n"),
            ('生', "\\u751f"),
            ('😀', "\\ud83d"),
            ('/', "\\/"),
            ('z', "z\""),
        ] {
            let at = literal.text.find(c).unwrap();
            assert!(raw[literal.position(at)..].starts_with(written), "{c:?}");
        }
        assert_eq!(literal.position(literal.text.len()), raw.len() - 1);
    }

    #[test]
    fn keeps_the_style_of_the_writer() {
        for (raw, style) in [
            (r#""abc""#, Style::Raw),
            (r#""a\nb""#, Style::Raw),
            (r#""生\n""#, Style::Raw),
            (r#""生\u6d3b""#, Style::Raw),
            (r#""\u751f""#, Style::Escaped),
        ] {
            assert_eq!(Literal::read(raw).unwrap().style, style, "{raw}");
        }
        for (text, style, written) in [
            ("生\n\"\\\u{1}", Style::Raw, r#"生\n\"\\\u0001"#),
            ("生😀a", Style::Escaped, r"\u751f\ud83d\ude00a"),
        ] {
            assert_eq!(write(text, style), written);
        }
    }
}
