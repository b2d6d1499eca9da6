//! Charsets through the public API: labels, what decoders do, and every way back.

use fix_text::Charset;
use proptest::prelude::*;

/// The codes of `c`, each in hexadecimal.
fn preimages(charset: Charset, c: char) -> Vec<String> {
    charset.preimages(c).iter().map(|code| hex(code)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| Some(c.to_digit(16)? as u8)).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn names_are_labels() {
    for &charset in Charset::ALL {
        let name = charset.name();
        assert_eq!(Charset::for_label(name), Some(charset));
        assert_eq!(Charset::for_label(&format!("\t{} ", name.to_uppercase())), Some(charset));
        assert_eq!(name, name.to_lowercase());
        assert_eq!(charset.to_string(), name);
        if let Some(encoding) = charset.encoding() {
            assert_eq!(encoding.name().to_lowercase(), name);
        }
    }
    assert_eq!(format!("{:>6}|", Charset::Gbk), "   gbk|");
}

#[test]
fn all_charsets_once_in_order() {
    assert!(Charset::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(Charset::ALL.iter().enumerate().all(|(place, &charset)| place == charset as usize));
}

#[test]
fn labels() {
    let table: &[(Charset, &str)] = &[
        (Charset::Utf8, "utf-8 UTF8 utf_8 unicode-1-1-utf-8 cp65001 utf-8-sig utf8mb4"),
        (
            Charset::Gbk,
            "gbk GB2312 gb_2312-80 chinese csgb2312 cp936 CP936 ms936 936 windows-936 x-gbk x-mswin-936 euc-cn",
        ),
        (Charset::Gb18030, "gb18030 GB18030 gb18030-2022 cp54936"),
        (
            Charset::Big5,
            "big5 Big5-HKSCS big5_hkscs big5hkscs cn-big5 x-x-big5 cp950 950 ms950 big5-eten ETEN",
        ),
        (
            Charset::ShiftJis,
            "shift_jis Shift-JIS shiftjis sjis x-sjis ms_kanji mskanji cp932 932 ms932 windows-31j SJIS-win",
        ),
        (Charset::EucJp, "euc-jp EUC_JP eucjp ujis x-euc-jp eucJP-ms cp51932"),
        (
            Charset::EucKr,
            "euc-kr euckr cp949 CP949 949 uhc ms949 windows-949 korean ks_c_5601-1987 ksc5601",
        ),
        (Charset::Windows1250, "windows-1250 cp1250 x-cp1250 windows1250 win1250 1250"),
        (Charset::Windows1251, "windows-1251 cp1251 windows_1251 win-1251"),
        (Charset::Windows1252, "windows-1252 cp1252 CP1252 x-cp1252 ibm-1252 ascii us-ascii"),
        (Charset::Windows1258, "windows-1258 cp1258"),
        (Charset::Windows874, "windows-874 tis-620 TIS620 cp874 iso-8859-11"),
        (Charset::Iso8859_1, "iso-8859-1 ISO8859-1 iso_8859_1 latin1 Latin-1 l1 cp819 iso88591"),
        (Charset::Iso8859_2, "iso-8859-2 latin2 l2 iso8859_2"),
        (Charset::Iso8859_9, "iso-8859-9 latin5 l5 iso8859_9"),
        (Charset::Iso8859_15, "iso-8859-15 iso8859-15 latin9 latin-9 l9"),
        (Charset::Koi8R, "koi8-r koi8_r koi8 KOI"),
        (Charset::Koi8U, "koi8-u koi8_u koi8-ru"),
        (Charset::Cp437, "cp437 ibm437 437 IBM-437"),
        (Charset::Cp850, "cp850 ibm850 850"),
        (Charset::Cp852, "cp852 ibm852 852"),
        (Charset::Cp866, "ibm866 cp866 866 csibm866"),
        (Charset::MacRoman, "macintosh mac x-mac-roman mac-roman mac_roman MacRoman"),
        (Charset::MacCyrillic, "x-mac-cyrillic mac-cyrillic mac_cyrillic x-mac-ukrainian"),
    ];
    for &(charset, labels) in table {
        for label in labels.split(' ') {
            assert_eq!(Charset::for_label(label), Some(charset), "{label}");
        }
    }
    for unknown in [
        "",
        " ",
        "-",
        "utf-16",
        "utf-16le",
        "iso-2022-jp",
        "replacement",
        "x-user-defined",
        "iso-8859-3",
        "cp1259",
        "win",
        "1252x",
        "écp1252",
        "cp125２",
    ] {
        assert_eq!(Charset::for_label(unknown), None, "{unknown}");
    }
}

/// Worked out from the tables and rules of the Encoding Standard; U+FFFD is written □.
#[test]
fn decoding_is_what_browsers_do() {
    let table: &[(Charset, &str, &str)] = &[
        (Charset::Gbk, "E53A41", "□:A"),
        (Charset::Gbk, "E53541", "□5A"),
        (Charset::Gbk, "E535", "□"),
        (Charset::Gbk, "E5", "□"),
        (Charset::Gbk, "E5FF41", "□A"),
        (Charset::Gbk, "E57F41", "□\u{7F}A"),
        (Charset::Gbk, "8041", "€A"),
        (Charset::Gbk, "FF41", "□A"),
        (Charset::Gbk, "ADE641", "\u{E15F}A"),
        (Charset::Gbk, "F8A141", "\u{E234}A"),
        (Charset::Gbk, "A14041", "\u{E4C6}A"),
        (Charset::Gbk, "A2E341", "€A"),
        (Charset::Gbk, "A6D941", "\u{FE10}A"),
        (Charset::Gbk, "A8BC41", "ḿA"),
        (Charset::Gbk, "FE5941", "\u{9FB4}A"),
        (Charset::Gbk, "8130813041", "\u{80}A"),
        (Charset::Big5, "E42F41", "□/A"),
        (Charset::Big5, "E48041", "□A"),
        (Charset::Big5, "874041", "\u{43F0}A"),
        (Charset::Big5, "C6A141", "①A"),
        (Charset::Big5, "F9D641", "碁A"),
        (Charset::Big5, "FA4041", "\u{20547}A"),
        (Charset::Big5, "8041", "□A"),
        (Charset::ShiftJis, "E43A41", "□:A"),
        (Charset::ShiftJis, "87E541", "□A"),
        (Charset::ShiftJis, "F04041", "\u{E000}A"),
        (Charset::ShiftJis, "8041", "\u{80}A"),
        (Charset::ShiftJis, "A041", "□A"),
        (Charset::ShiftJis, "FD41", "□A"),
        (Charset::ShiftJis, "5C7E", "\\~"),
        (Charset::EucKr, "E53A41", "□:A"),
        (Charset::EucKr, "C9A141", "□A"),
        (Charset::EucKr, "8041", "□A"),
        (Charset::Windows1252, "818D8F909D", "\u{81}\u{8D}\u{8F}\u{90}\u{9D}"),
        (Charset::Utf8, "E4BD41", "□A"),
        (Charset::Utf8, "C08041", "□□A"),
        (Charset::Utf8, "EDA0BDEDB880", "□□□□□□"),
        (Charset::Utf8, "F09F98", "□"),
        (Charset::Utf8, "D6D0CEC4", "□□□□"),
        (Charset::Utf8, "EFBBBF41", "\u{FEFF}A"),
        (Charset::Iso8859_1, "418096A0FF", "A\u{80}\u{96}\u{A0}ÿ"),
        (Charset::Iso8859_9, "80D0DDDEF0FDFE", "\u{80}ĞİŞğış"),
        (Charset::Cp437, "017F80B3C9E1FF", "\u{1}\u{7F}Ç│╔ß\u{A0}"),
        (Charset::Cp850, "80B5D5E7FF", "ÇÁıþ\u{A0}"),
        (Charset::Cp852, "80A5E7FF", "Çąš\u{A0}"),
    ];
    for &(charset, bytes, expected) in table {
        let (text, had_errors) = charset.decode(&unhex(bytes));
        assert_eq!(text, expected.replace('□', "\u{FFFD}"), "{charset} {bytes}");
        assert_eq!(had_errors, expected.contains('□'), "{charset} {bytes}");
    }
}

/// What decoders make of one code, and which; `src/charset/data/generate.py --list` prints more of them.
#[test]
fn every_dialect_leads_back() {
    let table: &[(Charset, &str, &[u32])] = &[
        (Charset::Gbk, "80", &[0x20AC]),
        (Charset::Gbk, "FF", &[0xF8F5]), // ICU, PHP
        (Charset::Gbk, "A1A1", &[0x3000]),
        (Charset::Gbk, "A1A4", &[0xB7, 0x30FB]), // WHATWG; GB2312 of Python, Java, glibc
        (Charset::Gbk, "A1AA", &[0x2014, 0x2015]),
        (Charset::Gbk, "A2E3", &[0x20AC, 0xE76C]), // WHATWG, Java; ICU, PHP
        (Charset::Gbk, "A3A0", &[0x3000, 0xE5E5]), // WHATWG; everybody else
        (Charset::Gbk, "A140", &[0xE4C6]),
        (Charset::Gbk, "A7A0", &[0xE765]),
        (Charset::Gbk, "AAA1", &[0xE000]),
        (Charset::Gbk, "ADE6", &[0xE15F]),
        (Charset::Gbk, "F8A1", &[0xE234]),
        (Charset::Gbk, "FEFE", &[0xE4C5]),
        (Charset::Gbk, "A6D9", &[0xFE10, 0xE78D]),
        (Charset::Gbk, "A6DA", &[0xFE12, 0xE78E]),
        (Charset::Gbk, "A6DB", &[0xFE11, 0xE78F]),
        (Charset::Gbk, "A6DF", &[0xFE16, 0xE793]),
        (Charset::Gbk, "A6EC", &[0xFE17, 0xE794]),
        (Charset::Gbk, "A6ED", &[0xFE18, 0xE795]),
        (Charset::Gbk, "A6F3", &[0xFE19, 0xE796]),
        (Charset::Gbk, "A8BC", &[0x1E3F, 0xE7C7]),
        (Charset::Gbk, "A8BF", &[0x1F9, 0xE7C8]), // GB 18030; GBK of 1995
        (Charset::Gbk, "A995", &[0x2FFB, 0xE7F3]),
        (Charset::Gbk, "FE50", &[0x2E81, 0xE815]),
        (Charset::Gbk, "FE51", &[0xE816, 0x20087]), // WHATWG; glibc
        (Charset::Gbk, "FE59", &[0x9FB4, 0xE81E]),
        (Charset::Gbk, "FE61", &[0x9FB5, 0xE826]),
        (Charset::Gbk, "FE66", &[0x9FB6, 0xE82B]),
        (Charset::Gbk, "FE67", &[0x9FB7, 0xE82C]),
        (Charset::Gbk, "FE6D", &[0x9FB8, 0xE832]),
        (Charset::Gbk, "FE7E", &[0x9FB9, 0xE843]),
        (Charset::Gbk, "FE90", &[0x9FBA, 0xE854]),
        (Charset::Gbk, "FEA0", &[0x9FBB, 0xE864]),
        (Charset::Gb18030, "81308130", &[0x80]),
        (Charset::Gb18030, "8135F437", &[0xE7C7, 0x1E3F]),
        (Charset::Gb18030, "8139EE39", &[0x3400]),
        (Charset::Gb18030, "84318236", &[0xFE10]),
        (Charset::Gb18030, "8431A437", &[0xFFFD]),
        (Charset::Gb18030, "8431A439", &[0xFFFF]),
        (Charset::Gb18030, "90308130", &[0x10000]),
        (Charset::Gb18030, "9439FC36", &[0x1F600]),
        (Charset::Gb18030, "E3329A35", &[0x10FFFF]),
        (Charset::Big5, "80", &[0x80]),             // glibc
        (Charset::Big5, "8140", &[0xEEB8]),         // ICU, Java's x-windows-950
        (Charset::Big5, "8740", &[0x43F0, 0xF266]), // HKSCS; ICU
        (Charset::Big5, "8E40", &[0xE311]),
        (Charset::Big5, "A0FE", &[0xEEB7]),
        (Charset::Big5, "A145", &[0x2027, 0x2022]),
        (Charset::Big5, "A1C2", &[0xAF, 0x203E]),
        (Charset::Big5, "A1E3", &[0xFF5E, 0x223C]),
        (Charset::Big5, "A240", &[0xFF3C, 0x2572]),
        (Charset::Big5, "C6A1", &[0x2460, 0xF6B1, 0x30FE]), // WHATWG; ICU and glibc; Python, Java
        (Charset::Big5, "C6E7", &[0x3041]),
        (Charset::Big5, "C8FE", &[0xF848]),
        (Charset::Big5, "F9D6", &[0x7881]),
        (Charset::Big5, "F9FE", &[0xFFED, 0x2593]),
        (Charset::Big5, "FA40", &[0x20547, 0xE000]),
        (Charset::Big5, "FEFE", &[0x79D4, 0xE310]),
        (Charset::ShiftJis, "5C", &[0x5C, 0xA5]),
        (Charset::ShiftJis, "7E", &[0x7E, 0x203E]),
        (Charset::ShiftJis, "80", &[0x80]),
        (Charset::ShiftJis, "A0", &[0xF8F0]), // Python, Windows
        (Charset::ShiftJis, "FD", &[0xF8F1]),
        (Charset::ShiftJis, "FE", &[0xF8F2]),
        (Charset::ShiftJis, "FF", &[0xF8F3]),
        (Charset::ShiftJis, "815C", &[0x2015, 0x2014]),
        (Charset::ShiftJis, "8160", &[0xFF5E, 0x301C]), // code page 932; JIS
        (Charset::ShiftJis, "8161", &[0x2225, 0x2016]),
        (Charset::ShiftJis, "817C", &[0xFF0D, 0x2212]),
        (Charset::ShiftJis, "8191", &[0xFFE0, 0xA2]),
        (Charset::ShiftJis, "8192", &[0xFFE1, 0xA3]),
        (Charset::ShiftJis, "81CA", &[0xFFE2, 0xAC]),
        (Charset::ShiftJis, "B1", &[0xFF71]),
        (Charset::ShiftJis, "F040", &[0xE000]),
        (Charset::ShiftJis, "F9FC", &[0xE757]),
        (Charset::EucJp, "85", &[0x85]),
        (Charset::EucJp, "8EB1", &[0xFF71]),
        (Charset::EucJp, "8FB0A1", &[0x4E02]),
        (Charset::EucJp, "8FA2B7", &[0xFF5E, 0x7E]),
        (Charset::EucJp, "8FF5A1", &[0xE3AC]), // eucJP-ms
        (Charset::EucJp, "F5A1", &[0xE000]),
        (Charset::EucJp, "A1C1", &[0xFF5E, 0x301C]),
        (Charset::EucJp, "A1DD", &[0xFF0D, 0x2212]),
        (Charset::EucKr, "80", &[0x80]),     // ICU
        (Charset::EucKr, "C9A1", &[0xE000]), // ICU, Java
        (Charset::EucKr, "FEFE", &[0xE0BB]),
        (Charset::EucKr, "8141", &[0xAC02]),
        (Charset::Windows1252, "81", &[0x81]),
        (Charset::Windows1252, "96", &[0x2013, 0x96]), // all; Node 20
        (Charset::Windows1251, "98", &[0x98]),
        (Charset::Windows1251, "C0", &[0x410]),
        (Charset::Windows874, "DB", &[0xF8C1]), // ICU
        (Charset::Iso8859_1, "96", &[0x96]),
        (Charset::Iso8859_2, "9F", &[0x9F]),
        (Charset::Koi8U, "AE", &[0x45E, 0x255D]), // WHATWG; everybody else
        (Charset::Cp437, "E6", &[0xB5, 0x3BC]),
        (Charset::Cp850, "D5", &[0x131, 0x20AC]), // code page 858
        (Charset::MacCyrillic, "FF", &[0x20AC, 0xA4]),
    ];
    for &(charset, code, chars) in table {
        for &number in chars {
            let c = char::from_u32(number).unwrap();
            let found = preimages(charset, c);
            assert!(
                found.iter().any(|found| found == code),
                "{charset} {code} U+{number:04X}: {found:?}"
            );
        }
    }
}

#[test]
fn most_usual_code_first() {
    let table: &[(Charset, char, &[&str])] = &[
        (Charset::Utf8, '中', &["E4B8AD"]),
        (Charset::Gbk, '€', &["80", "A2E3"]),
        (Charset::Gbk, '\u{3000}', &["A1A1", "A3A0"]),
        (Charset::Gbk, '😀', &[]),
        (Charset::Gbk, '\u{FFFD}', &[]),
        (Charset::Gb18030, '\u{FE10}', &["A6D9", "84318236"]),
        (Charset::Gb18030, '😀', &["9439FC36"]),
        (Charset::ShiftJis, '≒', &["81E0", "8790"]),
        (Charset::ShiftJis, '∵', &["81E6", "879A", "FA5B"]),
        (Charset::ShiftJis, '￢', &["81CA", "FA54", "EEF9"]),
        (Charset::ShiftJis, '纊', &["FA5C", "ED40"]),
        (Charset::Big5, '十', &["A451", "A2CC"]),
        (Charset::Big5, '═', &["F9F9", "A2A4"]),
        (Charset::Windows1252, '\u{81}', &["81"]),
        (Charset::Iso8859_1, '–', &[]),
        (Charset::Windows1251, 'é', &[]),
    ];
    for &(charset, c, codes) in table {
        assert_eq!(preimages(charset, c), codes, "{charset} {c:?}");
    }
}

/// Lossless wrong decodes, undone.
#[test]
fn wrong_decodes_lead_back() {
    let table: &[(&str, Charset, Charset, &str)] = &[
        ("文字", Charset::Utf8, Charset::Gbk, "鏂囧瓧"),
        ("中文", Charset::Utf8, Charset::Gbk, "涓\u{E15F}枃"),
        ("一", Charset::Utf8, Charset::Gbk, "涓€"),
        ("我们", Charset::Utf8, Charset::Gbk, "鎴戜滑"),
        ("测试文件", Charset::Utf8, Charset::Gbk, "娴嬭瘯鏂囦欢"),
        ("中文编码", Charset::Gbk, Charset::Windows1252, "ÖÐÎÄ±àÂë"),
        ("你好世界", Charset::Utf8, Charset::Windows1252, "ä½\u{A0}å¥½ä¸–ç•Œ"),
        ("你好世界", Charset::Utf8, Charset::Windows1252, "ä½\u{A0}å¥½ä¸\u{96}ç\u{95}\u{8C}"),
        ("你好世界", Charset::Utf8, Charset::Windows1252, "ä½\u{A0}å¥½ä¸–ç\u{95}Œ"),
        ("編碼測試", Charset::Big5, Charset::Gbk, "絪絏代刚"),
        ("編碼測試", Charset::Utf8, Charset::Big5, "蝺函Ⅳ皜祈岫"),
        ("日本語テスト", Charset::ShiftJis, Charset::Gbk, "擔杮岅僥僗僩"),
        ("日本語", Charset::Utf8, Charset::Windows1252, "æ—¥æœ¬èªž"),
        ("한국어", Charset::EucKr, Charset::Windows1252, "ÇÑ±¹¾î"),
        ("中文abc", Charset::Gbk, Charset::ShiftJis, "ﾖﾐﾎﾄabc"),
        ("软件下载", Charset::Gbk, Charset::Big5, "\u{F837}璃狟婥"),
        ("软件下载", Charset::Gbk, Charset::Big5, "⻏璃狟婥"),
        ("Привет", Charset::Utf8, Charset::Windows1251, "РџСЂРёРІРµС‚"),
        ("Привет", Charset::Windows1251, Charset::Gbk, "橡桠弪"),
    ];
    for &(original, actual, read_as, seen) in table {
        let bytes = read_as.encode(seen);
        assert_eq!(
            bytes.as_deref().map(hex),
            actual.encode(original).as_deref().map(hex),
            "{seen}"
        );
        assert_eq!(actual.decode(&bytes.unwrap()), (original.to_owned(), false));
    }
    assert_eq!(Charset::Gbk.encode("中文😀"), None);
    assert_eq!(Charset::Iso8859_1.encode(""), Some(Vec::new()));
}

/// Whether `text` may have been read from exactly these bytes, taking some code of each character.
fn leads_back(charset: Charset, text: &str, bytes: &[u8]) -> bool {
    let mut ends = vec![0];
    for c in text.chars() {
        let mut next: Vec<usize> = Vec::new();
        for code in charset.preimages(c) {
            next.extend(
                ends.iter()
                    .filter(|&&end| bytes[end..].starts_with(&code))
                    .map(|end| end + code.len()),
            );
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    ends.contains(&bytes.len())
}

fn any_charset() -> impl Strategy<Value = Charset> {
    proptest::sample::select(Charset::ALL)
}

proptest! {
    #[test]
    fn what_decodes_without_errors_leads_back(charset in any_charset(), bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
        let (text, had_errors) = charset.decode(&bytes);
        // Four-byte codes are in the inverse of GB 18030 only; and four codes of Big5 stand for two characters each.
        let inverse = if charset == Charset::Gbk { Charset::Gb18030 } else { charset };
        let two_for_one = charset == Charset::Big5 && text.contains(['\u{304}', '\u{30C}']);
        if !had_errors && !two_for_one {
            prop_assert!(leads_back(inverse, &text, &bytes), "{} {} {:?}", charset, hex(&bytes), text);
        }
    }

    #[test]
    fn codes_are_short_and_different(charset in any_charset(), c in any::<char>()) {
        let codes = preimages(charset, c);
        prop_assert!(codes.iter().all(|code| (2..=8).contains(&code.len())));
        prop_assert!(codes.iter().enumerate().all(|(place, code)| !codes[..place].contains(code)));
        prop_assert_eq!(charset.encode(c.encode_utf8(&mut [0; 4])).as_deref().map(hex), codes.first().cloned());
    }

    #[test]
    fn labels_never_panic(label in "\\PC{0,12}") {
        let _ = Charset::for_label(&label);
    }
}
