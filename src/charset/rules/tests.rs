use super::*;

/// The rule of one decoder, by its name.
fn rule(charset: Charset, name: &str) -> &'static Rule {
    let named = |rule: &&Rule| rule.name().split(", ").any(|each| each == name);
    Rule::all(charset).iter().find(named).unwrap_or_else(|| panic!("{charset} {name}"))
}

/// What a decoder of this rule makes of `bytes`: `char` for each code that it reads (as WHATWG does, if WHATWG
/// reads it; else `*`), and its marks.
fn decode(charset: Charset, rule: &Rule, mut bytes: &[u8]) -> String {
    let mut text = String::new();
    while let Some(step) = rule.step(bytes) {
        let len = match step {
            Step::Read(len) => {
                match charset.decode(&bytes[..len]) {
                    (read, false) => text.push_str(&read),
                    _ => text.push('*'),
                }
                len
            }
            Step::Mark(len) => {
                text.extend(rule.mark().char());
                len
            }
        };
        assert!((1..=bytes.len()).contains(&len), "{} {bytes:02X?}", rule.name());
        bytes = &bytes[len..];
    }
    text
}

#[test]
fn measured_decodings() {
    use Charset::*;
    for (charset, name, bytes, expected) in [
        (Gbk, "whatwg gbk", &b"\xE5:A"[..], "\u{FFFD}:A"),
        (Gbk, "node gbk", b"\xE5:A", "\u{FFFD}:A"),
        (Gbk, "java GBK", b"\xE5\nA", "\u{FFFD}\nA"),
        (Gbk, "java GB18030", b"\xE5:A", "\u{FFFD}A"),
        (Gbk, "java GB18030", b"\xE5 A", "\u{FFFD} A"),
        (Gbk, "php CP936", b"\xE5:A", "?A"),
        (Gbk, "php CP936", b"\xE5\nA", "?A"),
        (Gbk, "iconv GBK", b"\xE5:A", ":A"),
        // Lead and digit: the beginning of a four-byte code.
        (Gbk, "whatwg gbk", b"\xE55A", "\u{FFFD}5A"),
        (Gbk, "whatwg gbk", b"\xE55", "\u{FFFD}"),
        (Gbk, "node gbk", b"\xE55", "\u{FFFD}5"),
        (Gbk, "node gb18030", b"\xE55", "\u{FFFD}"),
        (Gbk, "java GBK", b"\xE55", "\u{FFFD}5"),
        (Gbk, "java GB18030", b"\xE55A", "\u{FFFD}"),
        (Gbk, "java GB18030", b"\xE55AA", "\u{FFFD}A"),
        (Gbk, "python gbk", b"\xE55", "\u{FFFD}5"),
        (Gbk, "python gb18030", b"\xE55A", "\u{FFFD}"),
        (Gbk, "python gb18030", b"\x8012", "\u{FFFD}"),
        (Gbk, "python gb18030", b"\xE55AA", "\u{FFFD}5AA"),
        (Gbk, "php CP936", b"\xE55", "?"),
        (Gbk, "iconv GBK", b"\xE55A", "5A"),
        (Gbk, "python gbk", b"\x81\x30\x81\x30A", "\u{FFFD}0\u{FFFD}0A"),
        (Gbk, "python gb18030", b"\x81\x30\x81\x30A", "\u{80}A"),
        // A lead at the end, and what is neither a lead nor a character.
        (Gbk, "python gbk", b"\xE5", "\u{FFFD}"),
        (Gbk, "iconv GBK", b"\xE5", ""),
        (Gbk, "python gbk", b"\xE5\xFFA", "\u{FFFD}\u{FFFD}A"),
        (Gbk, "whatwg gbk", b"\xE5\xFFA", "\u{FFFD}A"),
        (Gbk, "node gbk", b"\xE5\xFFA", "\u{FFFD}*A"),
        (Gbk, "python gbk", b"\x80A", "\u{FFFD}A"),
        (Gbk, "java GBK", b"\x80A", "\u{FFFD}A"),
        (Gbk, "iconv GBK", b"\x80A", "€A"),
        // User-defined codes: Python's gbk and glibc do not read them, and go on at different bytes.
        (Gbk, "whatwg gbk", "中文".as_bytes(), "涓\u{E15F}枃"),
        (Gbk, "python gbk", "中文".as_bytes(), "涓\u{FFFD}鏂\u{FFFD}"),
        (Gbk, "python gbk ignore", "中文".as_bytes(), "涓鏂"),
        (Gbk, "iconv GBK", "中文".as_bytes(), "涓枃"),
        (Gbk, "php CP936", "用户名:张三".as_bytes(), "鐢ㄦ埛鍚?寮犱笁"),
        (Big5, "whatwg big5", b"\xE4/A", "\u{FFFD}/A"),
        (Big5, "whatwg big5", b"\xE4\x80A", "\u{FFFD}A"),
        (Big5, "python big5", b"\xE4\x80A", "\u{FFFD}\u{FFFD}A"),
        (Big5, "java Big5", b"\xE4\x80A", "\u{FFFD}A"),
        (Big5, "iconv BIG5", b"\xE4\x80A", "*A"),
        (Big5, "python big5", b"\xF9\xD6A", "\u{FFFD}淲"),
        (Big5, "java Big5", b"\x87\x40A", "\u{FFFD}@A"),
        (Big5, "whatwg big5", b"\x88\x62A", "Ê̄A"),
        (Big5, "php BIG5", "你好".as_bytes(), "雿?憟?"),
        (ShiftJis, "whatwg shift_jis", b"\xE4:A", "\u{FFFD}:A"),
        (ShiftJis, "whatwg shift_jis", b"\x87\xE5A", "\u{FFFD}A"),
        (ShiftJis, "python shift_jis", b"\x87\xE5A", "\u{FFFD}蘂"),
        (ShiftJis, "java Shift_JIS", b"\x87\xE5A", "\u{FFFD}蘂"),
        (ShiftJis, "iconv SJIS", b"\xE4:A", ":A"),
        (ShiftJis, "python cp932", b"\xA0\xFDA", "**A"),
        (ShiftJis, "php SJIS-win", "文字化け".as_bytes(), "譁?ｭ怜喧縺?"),
        (ShiftJis, "java Shift_JIS", "文字化け".as_bytes(), "譁\u{FFFD}蟄怜喧縺\u{FFFD}"),
        (EucKr, "whatwg euc-kr", b"\xE5:A", "\u{FFFD}:A"),
        (EucKr, "python cp949", "한국어".as_bytes(), "\u{FFFD}븳援\u{FFFD}\u{FFFD}뼱"),
        (EucKr, "whatwg euc-kr", "한국어".as_bytes(), "\u{FFFD}쒓뎅\u{FFFD}\u{FFFD}"),
        (
            EucKr,
            "python euc_kr",
            "한국어".as_bytes(),
            "\u{FFFD}\u{FFFD}\u{FFFD}援\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
        ),
        (EucKr, "php UHC", "한국어".as_bytes(), "?쒓뎅??"),
        (EucKr, "php UHC", b"\xC9\xA1A", "?좥"),
        (EucKr, "iconv CP949", b"\xC9\xA1A", "좥"),
        (EucJp, "java EUC-JP", b"\xE4A", "\u{FFFD}"),
        (EucJp, "python euc_jp", b"\x8F\xB0\xA1", "丂"),
        (EucJp, "python euc_jp", b"\x8FA", "\u{FFFD}"),
        (EucJp, "python euc_jp", b"\x8FAA", "\u{FFFD}AA"),
        (EucJp, "node euc-jp", b"\x8F\xFFA", "\u{FFFD}A"),
        (EucJp, "node euc-jp", b"\x8F\xA1\xA1A", "\u{FFFD}A"),
        (Windows1252, "whatwg", b"\x81\x8D\x8F\x90\x9D", "\u{81}\u{8D}\u{8F}\u{90}\u{9D}"),
        (Windows1252, "java windows-1252", b"\x81\x8DA", "\u{FFFD}\u{FFFD}A"),
        (Windows1252, "iconv CP1252", b"\x81\x8DA", "A"),
        (Cp437, "all", b"\x80\xFF", "Ç\u{A0}"),
    ] {
        let decoded = decode(charset, rule(charset, name), bytes);
        assert_eq!(decoded, expected, "{charset} {name} {bytes:02X?}");
    }
}

/// The first rule of each charset is that of encoding_rs, on every string of two bytes and many of four.
#[test]
fn first_rule_is_that_of_browsers() {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    for &charset in Charset::ALL.iter().filter(|&&charset| charset != Charset::Utf8) {
        let rule = Rule::all(charset).first().unwrap();
        let pairs = (0..=u16::MAX).map(|pair| pair.to_be_bytes().to_vec());
        let longer = (0..60_000).map(|number| {
            let digits = |byte: u8| if byte < 0x60 { b'0' + byte % 10 } else { byte };
            let bytes = [next() | 0x80, next(), next(), next(), next(), b'A'];
            let lead = if number % 8 == 0 { 0x8F } else { bytes[0] };
            let mut bytes = bytes.map(digits).to_vec();
            bytes[0] = lead;
            bytes
        });
        for bytes in pairs.chain(longer) {
            assert_eq!(
                decode(charset, rule, &bytes),
                charset.decode(&bytes).0,
                "{charset} {bytes:02X?}"
            );
        }
    }
}

#[test]
fn queries_agree_with_one_another() {
    for &charset in Charset::ALL {
        for rule in Rule::all(charset) {
            for lead in 0..=0xFF {
                assert!(!(rule.is_lead(lead) && rule.reads_byte(lead)), "{}", rule.name());
                for trail in 0..=0xFF {
                    let outcome = rule.pair(lead, trail);
                    assert_eq!(rule.reads_pair(lead, trail), outcome == Outcome::Read);
                    assert!(
                        outcome == Outcome::Lead || rule.is_lead(lead),
                        "{} {lead:02X}",
                        rule.name()
                    );
                }
            }
        }
    }
}
