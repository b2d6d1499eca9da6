//! From bytes to text: which encoding they are in, and which of them nothing can decode.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding};

use crate::Charset;
use crate::model::{BIT, Class, Cost, Symbol, cost};

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";
const UTF16LE_BOM: &[u8] = b"\xFF\xFE";
const UTF16BE_BOM: &[u8] = b"\xFE\xFF";

/// Bytes of valid multi-byte sequences for each invalid byte that make a text UTF-8 with errors.
/// Text in legacy charsets looks like UTF-8 by chance too, in short pieces: with 4 no line of 19
/// languages and charsets was mistaken, and of lines cut to 4 or 8 characters 5 in 1,000 in the
/// worst charset; with 2 up to 76 in 1,000.
const VALID_FOR_INVALID: usize = 4;

/// Bytes beyond ASCII up to which they may be strays in an ASCII file. More of them are a text.
const MOST_STRAYS: usize = 16;
/// ASCII bytes there must be for each stray.
const ASCII_FOR_STRAY: usize = 2;
/// What a stray read as the guessed charset may cost with the character after it, on average:
/// `\xE9` after `caf` and `\xE0` between spaces stay below.
const STRAY_COST: Cost = 24 * BIT;
/// Letters of another alphabet that there must be in a row: any byte is a letter in some charset,
/// so that one or two of them are no word.
const LETTERS_OF_WORD: usize = 3;
/// The same of ideographs, kana and syllables, each of two bytes.
const DOUBLE_BYTES_OF_WORD: usize = 2;

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

/// Decodes bytes in `charset`, or finds out what they are in.
pub(crate) fn decode(bytes: &[u8], charset: Option<Charset>) -> Decoded<'_> {
    match charset {
        None => detect(bytes),
        Some(Charset::Utf8) => utf8(bytes),
        Some(charset) => match charset.encoding() {
            Some(encoding) => with_encoding(bytes, 0, encoding, charset.name()),
            None => single_byte(bytes, charset),
        },
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
    /// The text in UTF-8 with the strays in their places, taken from the input.
    pub fn into_bytes(self, input: &'b [u8]) -> Cow<'b, [u8]> {
        if self.strays.is_empty() {
            return match self.text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            };
        }
        if self.encoding == Charset::Utf8.name() {
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

    fn whole(text: Cow<'b, str>, encoding: &'static str) -> Self {
        Self { text, strays: Vec::new(), encoding }
    }
}

/// Finds out which encoding bytes are in, and decodes them.
fn detect(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded::whole(Cow::Borrowed(text), Charset::Utf8.name());
    }
    if bytes.starts_with(UTF8_BOM) {
        return utf8(bytes);
    }
    if bytes.starts_with(UTF16LE_BOM) {
        return with_encoding(bytes, UTF16LE_BOM.len(), encoding_rs::UTF_16LE, "utf-16le");
    }
    if bytes.starts_with(UTF16BE_BOM) {
        return with_encoding(bytes, UTF16BE_BOM.len(), encoding_rs::UTF_16BE, "utf-16be");
    }
    let census = Census::of(bytes);
    if census.is_nearly_utf8() {
        return utf8(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    if encoding == encoding_rs::UTF_8 {
        return utf8(bytes);
    }
    let decoded = with_encoding(bytes, 0, encoding, name(encoding));
    if census.may_be_strays() && !is_convincing(&decoded) {
        return utf8(bytes);
    }
    decoded
}

/// How much of the bytes is what.
#[derive(Default)]
struct Census {
    ascii: usize,
    /// Bytes of valid multi-byte sequences.
    valid: usize,
    invalid: usize,
    /// Of the invalid bytes, those at the end that would begin a sequence.
    tail: usize,
}

impl Census {
    fn of(bytes: &[u8]) -> Self {
        let mut census = Self::default();
        for chunk in bytes.utf8_chunks() {
            let ascii = chunk.valid().bytes().filter(u8::is_ascii).count();
            census.ascii += ascii;
            census.valid += chunk.valid().len() - ascii;
            census.invalid += chunk.invalid().len();
        }
        census.tail = cut_length(bytes);
        census
    }

    fn is_nearly_utf8(&self) -> bool {
        // A text that was cut within a character has one error, whatever its length.
        let invalid = self.invalid - self.tail + usize::from(self.tail > 0);
        self.valid >= invalid.saturating_mul(VALID_FOR_INVALID)
    }

    fn may_be_strays(&self) -> bool {
        let strays = self.valid + self.invalid;
        strays <= MOST_STRAYS && strays * ASCII_FOR_STRAY <= self.ascii
    }
}

/// Bytes at the end that begin a sequence of UTF-8 and do not end it.
fn cut_length(bytes: &[u8]) -> usize {
    let end = bytes.get(bytes.len().saturating_sub(3)..).unwrap_or_default();
    let start = end.iter().rposition(|byte| *byte >= 0xC2).unwrap_or(end.len());
    let tail = end.get(start..).unwrap_or_default();
    let is_cut = std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_none());
    if is_cut { tail.len() } else { 0 }
}

/// Whether the few characters beyond ASCII make sense where they stand.
fn is_convincing(decoded: &Decoded<'_>) -> bool {
    decoded.strays.is_empty() && is_written_so(&decoded.text) && has_words(&decoded.text)
}

/// Whether the characters beyond ASCII are probable enough.
fn is_written_so(text: &str) -> bool {
    let (mut sum, mut count) = (0, 0);
    let mut previous = '\n';
    for c in text.chars() {
        let is_ascii = c.is_ascii() && previous.is_ascii();
        if !is_ascii && !says_nothing_new(previous, c) {
            sum += cost(Symbol::of(previous), Symbol::of(c));
            count += Cost::from(!c.is_ascii());
        }
        previous = c;
    }
    sum <= STRAY_COST.saturating_mul(count)
}

/// Whether letters of other alphabets, if there are any, form words somewhere. Latin letters with
/// marks stand alone in words of ASCII, as in `café`, and so do signs.
fn has_words(text: &str) -> bool {
    let mut has_letters = false;
    let mut run = (0, '\n');
    for c in text.chars() {
        let Some(needed) = letters_of_word(Class::of(c)) else {
            run = (0, '\n');
            continue;
        };
        has_letters = true;
        run = (run.0 + usize::from(!says_nothing_new(run.1, c)), c);
        if run.0 >= needed {
            return true;
        }
    }
    !has_letters
}

/// The same byte again may fill space; a pair of bytes that repeats is written so, as in `哈哈`.
fn says_nothing_new(previous: char, c: char) -> bool {
    c == previous && letters_of_word(Class::of(c)) != Some(DOUBLE_BYTES_OF_WORD)
}

/// How many letters of such a class a word has at least; `None` for what is no letter of another
/// alphabet.
fn letters_of_word(class: Class) -> Option<usize> {
    use Class::*;
    match class {
        CyrillicLower
        | CyrillicUpper
        | CyrillicExtendedLower
        | CyrillicExtendedUpper
        | GreekLower
        | GreekUpper
        | Hebrew
        | Arabic
        | Thai
        | HalfwidthKatakana
        | OtherScript => Some(LETTERS_OF_WORD),
        Hangul | Jamo | Hiragana | Katakana | Han | HanExtended => Some(DOUBLE_BYTES_OF_WORD),
        _ => None,
    }
}

/// UTF-8 in which some bytes may be invalid.
fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let encoding = Charset::Utf8.name();
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded::whole(Cow::Borrowed(text), encoding);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut strays = Vec::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        let end = at + chunk.invalid().len();
        add_stray(&mut strays, text.len(), at..end);
        at = end;
    }
    Decoded { text: Cow::Owned(text), strays, encoding }
}

/// Bytes from `start` on in an encoding of encoding_rs.
fn with_encoding<'b>(
    bytes: &[u8],
    start: usize,
    encoding: &'static Encoding,
    name: &'static str,
) -> Decoded<'b> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let mut strays = Vec::new();
    let mut at = start;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let chunk = rest.get(..CHUNK).unwrap_or(rest);
        let is_last = chunk.len() == rest.len();
        let needed = decoder.max_utf8_buffer_length_without_replacement(chunk.len());
        text.reserve(needed.unwrap_or(CHUNK));
        let (result, read) =
            decoder.decode_to_string_without_replacement(chunk, &mut text, is_last);
        at += read;
        match result {
            DecoderResult::InputEmpty if is_last => break,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, consumed_after) => {
                let end = at.saturating_sub(usize::from(consumed_after));
                add_stray(&mut strays, text.len(), end.saturating_sub(usize::from(length))..end);
            }
        }
    }
    Decoded { text: Cow::Owned(text), strays, encoding: name }
}

/// A charset that encoding_rs does not have; each has one byte for a character.
fn single_byte<'b>(bytes: &[u8], charset: Charset) -> Decoded<'b> {
    let decoder = charset.decoder();
    let mut text = String::with_capacity(bytes.len());
    let mut strays = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match decoder.next(std::slice::from_ref(byte)) {
            Some((c, _)) => text.push(c),
            None => add_stray(&mut strays, text.len(), at..at + 1),
        }
    }
    Decoded { text: Cow::Owned(text), strays, encoding: charset.name() }
}

/// Adds undecodable bytes; neighbours become one.
fn add_stray(strays: &mut Vec<Stray>, at: usize, bytes: Range<usize>) {
    if bytes.is_empty() {
        return;
    }
    match strays.last_mut() {
        Some(last) if last.at == at && last.bytes.end == bytes.start => last.bytes.end = bytes.end,
        _ => strays.push(Stray { at, bytes }),
    }
}

/// The name of an encoding as [`Charset::name`] has it.
fn name(encoding: &'static Encoding) -> &'static str {
    match Charset::for_label(encoding.name()) {
        Some(charset) => charset.name(),
        None => match encoding.name() {
            "ISO-8859-4" => "iso-8859-4",
            "ISO-8859-6" => "iso-8859-6",
            "ISO-8859-13" => "iso-8859-13",
            other => other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Stray, decode};
    use crate::Charset;

    /// Encoding, decoded bytes, and input ranges of the strays.
    fn decoded(bytes: &[u8], charset: Option<Charset>) -> (&'static str, Vec<u8>, Vec<Stray>) {
        let decoded = decode(bytes, charset);
        let (encoding, strays) = (decoded.encoding, decoded.strays.clone());
        (encoding, decoded.into_bytes(bytes).into_owned(), strays)
    }

    fn stray(at: usize, bytes: std::ops::Range<usize>) -> Stray {
        Stray { at, bytes }
    }

    #[test]
    fn encodings_are_found() {
        let gbk = Charset::Gbk.encode("他们的生活很好，我们也一样。").unwrap();
        let value = Charset::Gbk.encode("我们的生活").unwrap();
        let cp1251 = Charset::Windows1251.encode("Привет, как твои дела сегодня?").unwrap();
        for (bytes, encoding, text) in [
            (&b""[..], "utf-8", ""),
            (b"abc", "utf-8", "abc"),
            ("生活".as_bytes(), "utf-8", "生活"),
            (b"\xEF\xBB\xBFabc", "utf-8", "\u{feff}abc"),
            (b"\xFF\xFEa\0-N", "utf-16le", "a中"),
            (b"\xFE\xFF\0aN-", "utf-16be", "a中"),
            (b"\xFF\xFE", "utf-16le", ""),
            (
                b"Un caf\xE9 noir, s'il vous pla\xEEt",
                "windows-1252",
                "Un café noir, s'il vous plaît",
            ),
            (b"Il va \xE0 Paris", "windows-1252", "Il va à Paris"),
            (b"don\x92t \x93stop\x94 now", "windows-1252", "don’t “stop” now"),
            (
                &[b"name = \"", &*value, b"\" # the value"].concat(),
                "gbk",
                "name = \"我们的生活\" # the value",
            ),
            (&gbk, "gbk", "他们的生活很好，我们也一样。"),
            (&cp1251, "windows-1251", "Привет, как твои дела сегодня?"),
        ] {
            let (name, decoded, strays) = decoded(bytes, None);
            assert_eq!((name, String::from_utf8(decoded).unwrap().as_str()), (encoding, text));
            assert_eq!(strays, []);
        }
    }

    #[test]
    fn nearly_utf8_is_utf8() {
        for (bytes, strays) in [
            (&b"\xE7\x94\x9F\xE6\xB4\xBB\xFF"[..], vec![stray(6, 6..7)]),
            (b"\xEF\xBB\xBF\xFFa", vec![stray(3, 3..4)]),
            (b"abc def ghi \xFF\xFF jkl\n", vec![stray(12, 12..14)]),
            (b"abc def ghi \xFF\xFF\xFF\xFF jkl\n", vec![stray(12, 12..16)]),
            (b"abc def\xCC\xCCghi jkl mno\n", vec![stray(7, 7..9)]),
            (b"\xE7\x94\x9F\xE6\xB4\xBB\xE6\xB4", vec![stray(6, 6..8)]),
        ] {
            assert_eq!(decoded(bytes, None), ("utf-8", bytes.to_vec(), strays));
        }
    }

    #[test]
    fn undecodable_bytes_keep_their_places() {
        for (charset, bytes, expected, strays) in [
            (
                Charset::Utf8,
                &b"a\xFF\xFEb\xE7\x94"[..],
                &b"a\xFF\xFEb\xE7\x94"[..],
                vec![stray(1, 1..3), stray(2, 4..6)],
            ),
            (
                Charset::Gbk,
                b"\xC9\xFA\xFF\xFF\xBB\xEE",
                b"\xE7\x94\x9F\xFF\xFF\xE6\xB4\xBB",
                vec![stray(3, 2..4)],
            ),
            (Charset::Gbk, b"\xC9", b"\xC9", vec![stray(0, 0..1)]),
            (
                Charset::ShiftJis,
                b"\x93\xFA\xEF\xBF\xBD",
                b"\xE6\x97\xA5\xEF\xBF\xEF\xBD\xBD",
                vec![stray(3, 2..4)],
            ),
            (Charset::Iso8859_1, b"a\xFF\x80", "aÿ\u{80}".as_bytes(), vec![]),
        ] {
            assert_eq!(decoded(bytes, Some(charset)), (charset.name(), expected.to_vec(), strays));
        }
        // Half a surrogate pair, and half a code unit.
        let (name, bytes, strays) = decoded(b"\xFF\xFEa\0\x3D\xD8b\0c", None);
        assert_eq!((name, &*bytes), ("utf-16le", &b"a\x3D\xD8bc"[..]));
        assert_eq!(strays, [stray(1, 4..6), stray(2, 8..9)]);
    }

    #[test]
    fn long_input_is_decoded_whole() {
        let text = "他们的生活很好。\n".repeat(20_000);
        let bytes = Charset::Gbk.encode(&text).unwrap();
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.encoding, &*decoded.text), ("gbk", text.as_str()));
    }

    #[test]
    fn pieces_cover_the_text() {
        let bytes = b"a\xFF\xFEb\xE7\x94\x9F\xFF";
        let mut pieces = Vec::new();
        decode(bytes, Some(Charset::Utf8))
            .each_piece(|piece, at| pieces.push((piece.to_owned(), at)));
        assert_eq!(pieces, [("a".to_owned(), 0), ("b生".to_owned(), 3), (String::new(), 8)]);
    }
}
