//! Encodings against what other programs read. The bytes were written by Python 3.11 (codecs `hz`, `iso2022_jp`, `iso2022_kr`, `johab`,
//! `cp037`, `cp500`, `utf_16_le`, `utf_32_be`, `iso8859_16`) and glibc's iconv (`EUC-TW`, `VISCII`, `ISO-2022-CN`).

use super::Encoding;

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| Some(c.to_digit(16)? as u8)).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn text_of_other_programs_is_read() {
    for (label, bytes, text) in [
        (
            "hz",
            "7E 7B 56 50 4E 44 7E 7D 20 61 7E 7E 62 20 7E 7B 31 60 42 6B 7E 7D",
            "中文 a~b 编码",
        ),
        ("iso-2022-jp", "1B 24 42 46 7C 4B 5C 38 6C 1B 28 42 20 74 65 78 74", "日本語 text"),
        (
            "iso-2022-kr",
            "1B 24 29 43 0E 47 51 31 39 3E 6E 0F 20 74 65 78 74 0A 0E 35 51 42 30 0F",
            "한국어 text\n둘째",
        ),
        (
            "iso-2022-cn",
            "1B 24 29 41 0E 56 50 4E 44 0F 20 74 65 78 74 0A 1B 24 29 41 0E 35 5A 36 7E 50 50 0F",
            "中文 text\n第二行",
        ),
        ("iso-2022-cn", "1B 24 29 47 0E 7C 55 59 4F 0F", "體國"),
        (
            "johab",
            "D0 65 8A 82 B4 E1 20 99 B1 A4 77 88 62 D0 61 20 F7 DB E2 D0 20 88 41 84 61",
            "한국어 똠방각하 韓國 ㄱㅏ",
        ),
        (
            "euc-tw",
            "F4 ED FC D5 C4 E3 C5 C6 A1 A3 A1 D6 EA D7 FD A4 A1 D7 8E A2 C4 A4",
            "繁體中文、「臺灣」毻",
        ),
        ("viscii", "54 69 AA 6E 67 20 56 69 AE 74 20 02", "Tiếng Việt Ẳ"),
        (
            "cp037",
            "C8 85 93 93 96 6B 40 E6 96 99 93 84 5A 40 BA A7 BB 40 51",
            "Hello, World! [x] é",
        ),
        (
            "cp500",
            "C8 85 93 93 96 6B 40 E6 96 99 93 84 4F 40 4A A7 5A 40 51",
            "Hello, World! [x] é",
        ),
        ("utf-16le", "61 00 2D 4E 3D D8 00 DE", "a中😀"),
        ("utf-32be", "00 00 00 61 00 00 4E 2D 00 01 F6 00", "a中😀"),
        ("iso-8859-16", "BA 74 69 69 6E FE E3 20 FE 20 A4", "știință ț €"),
        ("iso-8859-13", "FE E0 73 69 73", "žąsis"),
        ("iso-8859-6", "E5 D1 CD C8 C7", "مرحبا"),
    ] {
        let encoding = Encoding::for_label(label).unwrap();
        assert_eq!(encoding.decode(&unhex(bytes)), (text.to_owned(), false), "{label}");
    }
}

#[test]
fn names_are_labels() {
    for encoding in Encoding::all() {
        assert_eq!(Encoding::for_label(encoding.name()), Some(encoding));
        assert_eq!(Encoding::for_label(&encoding.name().to_uppercase()), Some(encoding));
        if let Some(whatwg) = encoding.whatwg() {
            assert_eq!(whatwg.name().to_lowercase(), encoding.name());
        }
    }
}

#[test]
fn errors_become_replacement_characters() {
    for (label, bytes, text) in [
        ("utf-16le", "61 00 3D D8 62 00 63", "a\u{fffd}b\u{fffd}"),
        ("utf-32le", "61 00 00 00 00 00 11 00 62 00 00 00", "a\u{fffd}b"),
        ("euc-tw", "C4 A1 A1", "一\u{fffd}"),
        ("johab", "88 61 FF 61", "가\u{fffd}a"),
        ("hz", "7E 7B 56 50 80 7E 7D 61", "中\u{fffd}a"),
    ] {
        let encoding = Encoding::for_label(label).unwrap();
        assert_eq!(encoding.decode(&unhex(bytes)), (text.to_owned(), true), "{label}");
    }
}

#[test]
fn whole_tables() {
    // Characters of all codes, as Python and iconv have them (EUC-TW: planes 1 and 2).
    let chars = |encoding: Encoding, codes: &mut dyn Iterator<Item = Vec<u8>>| {
        codes.filter(|code| encoding.next_char(code).is_some_and(|(_, l)| l == code.len())).count()
    };
    let pairs = || (0x80..=0xFF).flat_map(|a| (0..=0xFF).map(move |b| vec![a, b]));
    let plane_2 = || (0xA1..=0xFE).flat_map(|a| (0xA1..=0xFE).map(move |b| vec![0x8E, 0xA2, a, b]));
    assert_eq!(chars(Encoding::EucTw, &mut pairs()), 5867);
    assert_eq!(chars(Encoding::EucTw, &mut plane_2()), 7650);
    // Python has one more: 8441, three fillers.
    assert_eq!(chars(Encoding::Johab, &mut pairs()), 17064);
}
