//! Whole answers.

use super::{EncodingDetector, detect};
use crate::{Charset, Encoding};

fn name(bytes: &[u8]) -> String {
    detect(bytes).to_string()
}

#[test]
fn odd_inputs_have_clear_answers() {
    for (bytes, answer) in [
        (&b""[..], "utf-8"),
        (b"a", "utf-8"),
        (b"\n", "utf-8"),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "binary"),
        (b"\x1F\x8B\x08\0\0\0\0\0\0\x03", "binary"),
        (b"a\0b\0c", "utf-16le"),
        (b"\xFF\xFEa\0b\0c", "utf-16le"),
        (b"\0a\0b\0c", "utf-16be"),
        (b"a\0\0\0b\0\0\0", "utf-32le"),
        (b"\xEF\xBB\xBFabc", "utf-8"),
        (b"\xEF\xBB\xBFabc\xFF", "utf-8"),
    ] {
        assert_eq!(name(bytes), answer, "{bytes:?}");
    }
    assert!(detect(&[0; 100_000]).is_binary());
    // One byte is something, but hardly certain.
    assert!(detect(b"\xE9").confidence() < 0.9);
}

#[test]
fn lines_of_two_encodings_are_told_apart() {
    let gbk = Charset::Gbk.encode("今天的天气非常好，我们去公园。\n").unwrap();
    let utf8 = "昨天的天气不好，他们在家里看书。\n".as_bytes();
    let bytes = [&gbk, utf8, b"plain\n", &gbk, &gbk, utf8].concat();
    let detection = detect(&bytes);
    assert_eq!(detection.to_string(), "utf-8 and gbk, line by line");
    let segments = detection.segments();
    let text: String = segments
        .iter()
        .map(|segment| segment.encoding.decode(&bytes[segment.range.clone()]).0)
        .collect();
    assert_eq!(
        text,
        "今天的天气非常好，我们去公园。\n昨天的天气不好，他们在家里看书。\nplain\n今天的天气非常好，我们去公园。\n\
         今天的天气非常好，我们去公园。\n昨天的天气不好，他们在家里看书。\n"
    );
    assert_eq!(segments.len(), 4);
}

#[test]
fn declarations_are_evidence_and_no_more() {
    let text = "<meta charset=iso-8859-2> abc ";
    // ą in ISO-8859-2, ± in windows-1252: alone it may be both.
    let alone = [text.as_bytes(), b"\xB1"].concat();
    assert_eq!(name(&alone), "iso-8859-2");
    let lied =
        [text.as_bytes(), &Charset::Gbk.encode("今天的天气非常好，我们去公园。").unwrap()].concat();
    let detection = detect(&lied);
    assert_eq!(detection.to_string(), "gbk");
    assert_eq!(detection.declared(), Some(Charset::Iso8859_2.into()));
}

#[test]
fn hints_decide_what_bytes_do_not() {
    let confidence = |language: &str, charset: Charset| {
        let mut detector = EncodingDetector::new().language(language);
        detector.feed(b"\xE9\xE2");
        let detection = detector.detection();
        let of = detection.candidates().iter().find(|c| c.encoding == charset.into());
        of.map_or(0.0, |candidate| candidate.confidence)
    };
    let (cyrillic, western) = (Charset::Windows1251, Charset::Windows1252);
    assert!(confidence("ru", cyrillic) > 2.0 * confidence("fr", cyrillic));
    assert!(confidence("fr", western) > 2.0 * confidence("ru", western));
    assert!(confidence("", western) > confidence("ru", western));
    let mut detector =
        EncodingDetector::new().candidates([Charset::Koi8R.into(), Charset::Cp866.into()]);
    detector.feed(b"\xCF\xF0\xE8\xE2\xE5\xF2");
    let koi8_r: Encoding = Charset::Koi8R.into();
    let found: Vec<Encoding> =
        detector.detection().candidates().iter().map(|c| c.encoding).collect();
    assert!(found.iter().all(|e| *e == koi8_r || *e == Charset::Cp866.into()), "{found:?}");
}

#[test]
fn chunks_do_not_change_the_answer() {
    let text = "Съешь же ещё этих мягких французских булок, да выпей чаю.\n".repeat(300);
    let mut bytes = Charset::Koi8R.encode(&text).unwrap();
    bytes.extend_from_slice("и ещё\n".as_bytes());
    let whole = format!("{:?}", detect(&bytes));
    for size in [1, 13, 1000, 4096] {
        let mut detector = EncodingDetector::new();
        for chunk in bytes.chunks(size) {
            detector.feed(chunk);
            if size > 999 {
                // Asking changes nothing.
                detector.detection();
            }
        }
        assert_eq!(format!("{:?}", detector.detection()), whole, "chunks of {size}");
    }
}

#[test]
fn four_byte_codes_are_gb18030() {
    let bytes = Charset::Gb18030.encode("今天的天气非常好，𠮷野家很好吃。").unwrap();
    assert_eq!(name(&bytes), "gb18030");
}
