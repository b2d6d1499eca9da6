//! From bytes in a known encoding to text, and to the bytes that nothing could decode.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::DecoderResult;

use super::Encoding;
use super::escapes::{Next, Reader, Scheme};

/// Bytes decoded at a time.
const CHUNK: usize = 64 * 1024;

/// Bytes as text.
pub(crate) struct Decoded<'b> {
    /// All that could be decoded.
    pub text: Cow<'b, str>,
    /// What could not, in order.
    pub strays: Vec<Stray>,
    /// WHATWG's name of the encoding, in lower case.
    pub encoding: &'static str,
}

/// Bytes that could not be decoded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stray {
    /// The byte of the text before which they stood.
    pub at: usize,
    /// Where they are in the input.
    pub bytes: Range<usize>,
}

/// Decodes bytes from `start` on.
pub(crate) fn decode(bytes: &[u8], start: usize, encoding: Encoding) -> Decoded<'_> {
    if encoding == Encoding::UTF_8 {
        return utf8(bytes);
    }
    let mut sink = Sink::new(bytes.len());
    decode_range(bytes, start..bytes.len(), encoding, &mut sink);
    sink.decoded(encoding.name())
}

/// What of some bytes was decoded, in order.
pub(crate) struct Sink {
    pub text: String,
    pub strays: Vec<Stray>,
}

impl Sink {
    pub fn new(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), strays: Vec::new() }
    }

    /// All of it.
    pub fn decoded<'b>(self, encoding: &'static str) -> Decoded<'b> {
        Decoded { text: Cow::Owned(self.text), strays: self.strays, encoding }
    }

    /// Adds undecodable bytes; neighbours become one.
    fn add_stray(&mut self, bytes: Range<usize>) {
        if bytes.is_empty() {
            return;
        }
        let at = self.text.len();
        match self.strays.last_mut() {
            Some(last) if last.at == at && last.bytes.end == bytes.start => {
                last.bytes.end = bytes.end;
            }
            _ => self.strays.push(Stray { at, bytes }),
        }
    }
}

/// Decodes a range of the bytes.
pub(crate) fn decode_range(bytes: &[u8], range: Range<usize>, encoding: Encoding, sink: &mut Sink) {
    let bytes = bytes.get(..range.end).unwrap_or(bytes);
    let scheme = match encoding {
        Encoding::Charset(crate::Charset::Utf8) => return with_utf8(bytes, range.start, sink),
        Encoding::Hz => Some(Scheme::Hz),
        Encoding::Iso2022Kr => Some(Scheme::Korean),
        Encoding::Iso2022Cn => Some(Scheme::Chinese),
        _ => None,
    };
    match (scheme, encoding.whatwg()) {
        (Some(scheme), _) => with_escapes(bytes, range.start, scheme, sink),
        (None, Some(whatwg)) => with_whatwg(bytes, range.start, whatwg, sink),
        (None, None) => with_codes(bytes, range.start, encoding, sink),
    }
}

impl Decoded<'_> {
    /// Calls `f` with each piece of text between strays and its offset in the decoded bytes.
    pub fn each_piece(&self, mut f: impl FnMut(&str, usize)) {
        let (mut at, mut raw) = (0, 0);
        for stray in &self.strays {
            f(self.text.get(at..stray.at).unwrap_or_default(), at + raw);
            at = stray.at;
            raw += stray.bytes.len();
        }
        f(self.text.get(at..).unwrap_or_default(), at + raw);
    }
}

impl<'b> Decoded<'b> {
    /// Bytes that stay as they are.
    pub fn kept(bytes: &[u8], encoding: &'static str) -> Self {
        let strays = if bytes.is_empty() {
            Vec::new()
        } else {
            vec![Stray { at: 0, bytes: 0..bytes.len() }]
        };
        Self { text: Cow::Borrowed(""), strays, encoding }
    }

    /// The text in UTF-8 with the strays in their places, taken from the input.
    pub fn into_bytes(self, input: &'b [u8]) -> Cow<'b, [u8]> {
        if self.strays.is_empty() {
            return match self.text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            };
        }
        // In UTF-8, and where nothing was decoded, all bytes are where they were.
        if self.encoding == Encoding::UTF_8.name() || self.text.is_empty() {
            return Cow::Borrowed(input);
        }
        let raw: usize = self.strays.iter().map(|stray| stray.bytes.len()).sum();
        let mut bytes = Vec::with_capacity(self.text.len() + raw);
        let text = self.text.as_bytes();
        let mut at = 0;
        for stray in &self.strays {
            bytes.extend_from_slice(text.get(at..stray.at).unwrap_or_default());
            bytes.extend_from_slice(input.get(stray.bytes.clone()).unwrap_or_default());
            at = stray.at;
        }
        bytes.extend_from_slice(text.get(at..).unwrap_or_default());
        Cow::Owned(bytes)
    }
}

/// UTF-8 in which some bytes may be invalid.
fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let encoding = Encoding::UTF_8.name();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), strays: Vec::new(), encoding };
    }
    let mut sink = Sink::new(bytes.len());
    with_utf8(bytes, 0, &mut sink);
    sink.decoded(encoding)
}

fn with_utf8(bytes: &[u8], start: usize, sink: &mut Sink) {
    let mut at = start;
    for chunk in bytes.get(start..).unwrap_or_default().utf8_chunks() {
        sink.text.push_str(chunk.valid());
        at += chunk.valid().len();
        let end = at + chunk.invalid().len();
        sink.add_stray(at..end);
        at = end;
    }
}

/// An encoding of encoding_rs.
fn with_whatwg(
    bytes: &[u8],
    start: usize,
    encoding: &'static encoding_rs::Encoding,
    sink: &mut Sink,
) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut at = start;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let chunk = rest.get(..CHUNK).unwrap_or(rest);
        let is_last = chunk.len() == rest.len();
        let needed = decoder.max_utf8_buffer_length_without_replacement(chunk.len());
        sink.text.reserve(needed.unwrap_or(CHUNK));
        let (result, read) =
            decoder.decode_to_string_without_replacement(chunk, &mut sink.text, is_last);
        at += read;
        match result {
            DecoderResult::InputEmpty if is_last => break,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, consumed_after) => {
                let end = at.saturating_sub(usize::from(consumed_after));
                sink.add_stray(end.saturating_sub(usize::from(length))..end);
            }
        }
    }
}

/// An encoding that encoding_rs lacks, read character by character.
fn with_codes(bytes: &[u8], start: usize, encoding: Encoding, sink: &mut Sink) {
    let mut at = start;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match encoding.next_char(rest) {
            Some((c, length)) => {
                sink.text.push(c);
                at += length;
            }
            None => {
                let end = (at + unit_of(encoding)).min(bytes.len());
                sink.add_stray(at..end);
                at = end;
            }
        }
    }
}

/// Bytes given up at a time where an encoding cannot be read.
fn unit_of(encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf32Le | Encoding::Utf32Be => 4,
        Encoding::Utf16Le | Encoding::Utf16Be => 2,
        _ => 1,
    }
}

fn with_escapes(bytes: &[u8], start: usize, scheme: Scheme, sink: &mut Sink) {
    let mut reader = Reader::new(scheme);
    let mut at = start;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        match reader.next(rest) {
            Next::Char(c, length) => {
                sink.text.push(c);
                at += length;
            }
            Next::Nothing(length) => at += length,
            Next::Invalid => {
                sink.add_stray(at..at + 1);
                at += 1;
            }
        }
    }
}

/// The first character of UTF-16.
#[inline]
pub(super) fn next_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<(char, usize)> {
    let first = unit(*bytes.first_chunk::<2>()?);
    if !(0xD800..0xE000).contains(&first) {
        return Some((char::from_u32(u32::from(first))?, 2));
    }
    let second = unit(*bytes.get(2..)?.first_chunk::<2>()?);
    let c = char::decode_utf16([first, second]).next()?.ok()?;
    Some((c, 4))
}

/// The first character of UTF-32.
#[inline]
pub(super) fn next_utf32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Option<(char, usize)> {
    Some((char::from_u32(number(*bytes.first_chunk::<4>()?))?, 4))
}

/// The first character of a single-byte encoding of encoding_rs.
pub(super) fn next_single(
    bytes: &[u8],
    encoding: &'static encoding_rs::Encoding,
) -> Option<(char, usize)> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes.get(..1)?);
    if had_errors { None } else { Some((text.chars().next()?, 1)) }
}
