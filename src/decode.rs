//! From bytes to text: what [`crate::identify`] says, where it is convincing.

use crate::Encoding;
use crate::encoding::{Decoded, Sink, decode as decode_as, decode_range};
use crate::identify::{Detection, byte_order_mark, detect_encoding};
use crate::model::{BIT, Class, Cost, Symbol, cost};

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

/// Bytes there must be for ASCII and zero bytes to be UTF-16, and for ASCII to be an encoding with escapes: shorter input stays as
/// it is, since changing it by mistake is worse than not reading it.
const LEAST_WIDE: usize = 12;

/// What [`Decoded::encoding`] says of binary data, and of lines in two encodings.
pub(crate) const BINARY: &str = "binary";
const MIXED: &str = "mixed";

/// Decodes bytes in `encoding`, or finds out what they are in.
pub(crate) fn decode(bytes: &[u8], encoding: Option<Encoding>) -> Decoded<'_> {
    match encoding {
        Some(encoding) => decode_as(bytes, 0, encoding),
        None => find_out(bytes),
    }
}

/// Finds out which encoding bytes are in, and decodes them.
fn find_out(bytes: &[u8]) -> Decoded<'_> {
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    if is_utf8 && !may_be_seven_bit(bytes) {
        return decode_as(bytes, 0, Encoding::UTF_8);
    }
    if let Some((encoding, length)) = byte_order_mark(bytes) {
        // In UTF-8 the mark is a character of the text, which stays as it was.
        let start = if encoding == Encoding::UTF_8 { 0 } else { length };
        return decode_as(bytes, start, encoding);
    }
    let detection = detect_encoding(bytes);
    if is_utf8 && (detection.is_binary() || bytes.len() < LEAST_WIDE) {
        // Zero bytes are seldom, and valid all the same.
        return decode_as(bytes, 0, Encoding::UTF_8);
    }
    if detection.is_binary() {
        return Decoded::kept(bytes, BINARY);
    }
    if !detection.segments().is_empty() {
        return by_lines(bytes, &detection);
    }
    let census = Census::of(bytes);
    if census.invalid > 0 && census.valid > 0 && census.is_nearly_utf8() {
        return decode_as(bytes, 0, Encoding::UTF_8);
    }
    let encoding = detection.encoding().unwrap_or(Encoding::UTF_8);
    let decoded = decode_as(bytes, 0, encoding);
    if census.may_be_strays() && encoding.charset().is_some() && !is_convincing(&decoded) {
        return decode_as(bytes, 0, Encoding::UTF_8);
    }
    decoded
}

/// Whether bytes that are valid UTF-8 may be an encoding all the same: escapes of ISO-2022 and HZ, or the zero bytes of UTF-16.
fn may_be_seven_bit(bytes: &[u8]) -> bool {
    memchr::memchr3(0x1B, 0x0E, 0, bytes).is_some() || memchr::memmem::find(bytes, b"~{").is_some()
}

/// Decodes a file of which some lines are in UTF-8.
fn by_lines<'b>(bytes: &'b [u8], detection: &Detection) -> Decoded<'b> {
    let mut sink = Sink::new(bytes.len());
    for segment in detection.segments() {
        decode_range(bytes, segment.range.clone(), segment.encoding, &mut sink);
    }
    sink.decoded(MIXED)
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

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::encoding::Stray;
    use crate::{Charset, Encoding};

    /// Encoding, decoded bytes, and input ranges of the strays.
    fn decoded(bytes: &[u8], charset: Option<Charset>) -> (&'static str, Vec<u8>, Vec<Stray>) {
        let decoded = decode(bytes, charset.map(Encoding::from));
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
        decode(bytes, Some(Encoding::UTF_8))
            .each_piece(|piece, at| pieces.push((piece.to_owned(), at)));
        assert_eq!(pieces, [("a".to_owned(), 0), ("b生".to_owned(), 3), (String::new(), 8)]);
    }
}
