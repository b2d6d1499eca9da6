//! The small spaces are tested whole: every code of every charset, in and out.

use super::code::MOST;
use super::*;

/// Every string of one or two bytes, and every 8F code of EUC-JP.
fn short_codes(charset: Charset) -> impl Iterator<Item = Vec<u8>> {
    let singles = (0..=0xFF).map(|a| vec![a]);
    let pairs = (0x80..=0xFF).flat_map(|a| (0..=0xFF).map(move |b| vec![a, b]));
    let triples = (0..=0xFF).flat_map(|b| (0..=0xFF).map(move |c| vec![0x8F, b, c]));
    singles.chain(pairs).chain(triples.filter(move |_| charset == Charset::EucJp))
}

/// Four-byte codes of GB 18030: the whole plane, both ends of each range beyond it, every 97th code in between.
fn four_byte_codes() -> impl Iterator<Item = Vec<u8>> {
    let ends = [
        39_419, 39_420, 39_421, 188_999, 189_000, 189_001, 1_237_574, 1_237_575, 1_237_576,
        1_587_599,
    ];
    (0..39_420).chain(ends).chain((39_420..1_587_600).step_by(97)).map(|pointer: u32| {
        vec![
            0x81 + (pointer / 12_600) as u8,
            0x30 + (pointer / 1_260 % 10) as u8,
            0x81 + (pointer / 10 % 126) as u8,
            0x30 + (pointer % 10) as u8,
        ]
    })
}

/// The planes that charsets other than UTF-8 and GB 18030 have characters of, and every 251st character of the others.
fn characters() -> impl Iterator<Item = char> {
    let (near, far) = ('\0'..='\u{2FFFF}', '\u{30000}'..=char::MAX);
    near.chain(far.step_by(251)).chain([char::MAX])
}

/// What `Charset::decode` makes of `code`, if that is exactly one character. U+FFFD as itself has four bytes in GB 18030.
fn decode_one(charset: Charset, code: &[u8]) -> Option<char> {
    let (text, had_errors) = charset.decode(code);
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !had_errors => Some(c),
        _ => None,
    }
}

fn has_four_bytes(charset: Charset) -> bool {
    matches!(charset, Charset::Gbk | Charset::Gb18030)
}

#[test]
fn every_code_decodes_as_in_encoding_rs_and_is_found_again() {
    for &charset in Charset::ALL {
        let (decoder, inverse) = (charset.decoder(), charset.inverse());
        let four = four_byte_codes().filter(|_| has_four_bytes(charset));
        for code in short_codes(charset).chain(four) {
            let decoded = decode_one(charset, &code);
            let read = decoder.next(&code);
            match decoded {
                Some(c) => {
                    assert_eq!(read, Some((c, code.len())), "{charset} {code:02X?}");
                    if charset != Charset::Gbk || code.len() < 4 {
                        let all = inverse.all(c);
                        assert!(
                            all.iter().any(|found| **found == *code),
                            "{charset} {code:02X?} {c:?} {all:?}"
                        );
                        assert_eq!(inverse.first(c), all.first().copied(), "{charset} {c:?}");
                    }
                }
                // Not one character, but the first byte may be one.
                None => {
                    if let Some((c, len)) = read {
                        assert!(len < code.len(), "{charset} {code:02X?}");
                        assert_eq!(
                            decode_one(charset, &code[..len]),
                            Some(c),
                            "{charset} {code:02X?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn utf8_is_strict() {
    type Case = (&'static [u8], Option<(char, usize)>);
    let cases: &[Case] = &[
        (b"", None),
        (b"a", Some(('a', 1))),
        (b"\x80", None),
        (b"\xC0\x80", None),
        (b"\xC1\xBF", None),
        (b"\xC2\x80", Some(('\u{80}', 2))),
        (b"\xE0\x9F\xBF", None),
        (b"\xE0\xA0\x80", Some(('\u{800}', 3))),
        (b"\xE4\xBD", None),
        (b"\xE4\xBD\x41", None),
        (b"\xED\x9F\xBF", Some(('\u{D7FF}', 3))),
        (b"\xED\xA0\x80", None),
        (b"\xEF\xBF\xBD", Some(('\u{FFFD}', 3))),
        (b"\xF0\x8F\xBF\xBF", None),
        (b"\xF0\x9F\x98\x80!", Some(('\u{1F600}', 4))),
        (b"\xF4\x8F\xBF\xBF", Some(('\u{10FFFF}', 4))),
        (b"\xF4\x90\x80\x80", None),
        (b"\xF5\x80\x80\x80", None),
        (b"\xFF", None),
    ];
    for &(bytes, expected) in cases {
        assert_eq!(Charset::Utf8.next_char(bytes), expected, "{bytes:02X?}");
    }
    for c in characters() {
        let mut buffer = [0; 4];
        let code = c.encode_utf8(&mut buffer).as_bytes();
        assert_eq!(Charset::Utf8.next_char(code), Some((c, code.len())));
        assert_eq!(
            Charset::Utf8.preimages(c).as_slice(),
            [Charset::Utf8.inverse().first(c).unwrap()]
        );
    }
}

#[test]
fn the_first_code_is_the_one_that_encoders_write() {
    for &charset in Charset::ALL {
        let Some(encoding) = charset.encoding() else {
            continue;
        };
        // Encoding one character at a time is slow in encoding_rs's Big5.
        let mut encoder = encoding.new_encoder();
        for c in characters() {
            let mut buffer = [0; 8];
            let mut text = [0; 4];
            let (result, _, written) = encoder.encode_from_utf8_without_replacement(
                c.encode_utf8(&mut text),
                &mut buffer,
                false,
            );
            if result != encoding_rs::EncoderResult::InputEmpty {
                continue;
            }
            let first = charset.inverse().first(c).map(|code| code.to_vec());
            let expected = match (charset, c) {
                // The euro sign: one byte in GBK, and what a browser reads as one is a stray 80 more often than A2E3.
                (Charset::Gb18030, '€') => vec![0x80],
                // A short code of another decoder comes before a four-byte one.
                (Charset::Gb18030, _)
                    if written == 4 && first.as_ref().is_some_and(|code| code.len() < 4) =>
                {
                    assert!(charset.preimages(c).iter().any(|code| **code == buffer[..4]), "{c:?}");
                    continue;
                }
                // Encoders write 5C and 7E for these, but no decoder of EUC-JP reads them so.
                (Charset::EucJp, '¥' | '‾') => continue,
                // Likewise with the full-width minus for U+2212; decoders have the minus at its own code.
                (Charset::ShiftJis | Charset::EucJp, '−') if first.is_some() => continue,
                _ => buffer[..written].to_vec(),
            };
            assert_eq!(first, Some(expected), "{charset} {c:?} U+{:04X}", u32::from(c));
        }
    }
}

#[test]
fn no_character_has_more_codes_than_there_is_room_for() {
    for &charset in Charset::ALL {
        let inverse = charset.inverse();
        for c in characters() {
            let all = inverse.all(c);
            assert!(all.len() < MOST, "{charset} {c:?} {all:?}");
            assert_eq!(all.first().copied(), inverse.first(c), "{charset} {c:?}");
            assert_eq!(all.len() > 1, inverse.has_more(c), "{charset} {c:?} {all:?}");
        }
    }
}

/// What `bytes` from a simple generator look like to `next`: never a panic, never beyond the end.
#[test]
fn any_bytes_are_read_without_panic() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut bytes = Vec::new();
    for _ in 0..20_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.push((state >> 24) as u8);
    }
    for &charset in Charset::ALL {
        for start in 0..bytes.len() {
            for len in 0..=5 {
                let end = bytes.len().min(start + len);
                let part = &bytes[start..end];
                if let Some((c, len)) = charset.next_char(part) {
                    assert_eq!(decode_one(charset, &part[..len]), Some(c), "{charset} {part:02X?}");
                }
            }
        }
    }
}

/// Input of `data/generate.py`: charset, code and character of every code that the decoders know.
#[test]
#[ignore = "prints the tables for data/generate.py"]
fn dump() {
    for &charset in Charset::ALL.iter().filter(|&&charset| charset != Charset::Utf8) {
        for (code, c) in charset.decoder().codes() {
            println!("WHATWG {charset} {code:?} {:X}", u32::from(c));
        }
    }
}

/// `cargo test --release --lib charset::tests::timings -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn timings() {
    use std::hint::black_box;
    use std::time::Instant;
    let best = |f: &mut dyn FnMut()| {
        let clock = || {
            let start = Instant::now();
            f();
            start.elapsed()
        };
        std::iter::repeat_with(clock).take(9).min().unwrap()
    };
    let clock = Instant::now();
    Charset::Gb18030.next_char(b"\x81\x30\x81\x30");
    println!("gb18030 decoder and four-byte table, first use: {:?}", clock.elapsed());
    let sample: String = "我们的系统正在从数据库读取中文字符，然后写入文件。".repeat(400);
    for &charset in Charset::ALL {
        let (decoder, inverse) = (charset.decoder(), charset.inverse());
        let built = best(&mut || drop(black_box(Decoder::new(charset))));
        let inverted = best(&mut || drop(black_box(Inverse::new(charset))));
        let (text, _) = charset.decode(sample.as_bytes());
        let chars: Vec<char> = text.chars().filter(|&c| c != '\u{FFFD}').collect();
        let bytes = charset.encode(&chars.iter().collect::<String>()).unwrap_or_default();
        let each = |time: std::time::Duration| time.as_nanos() as f64 / chars.len() as f64;
        let first = best(&mut || {
            black_box(
                chars
                    .iter()
                    .filter_map(|&c| inverse.first(c))
                    .map(|code| code.len())
                    .sum::<usize>(),
            );
        });
        let all = best(&mut || {
            black_box(chars.iter().map(|&c| inverse.all(c).len()).sum::<usize>());
        });
        let next = best(&mut || {
            let mut at = 0;
            while let Some((c, len)) = decoder.next(&bytes[at..]) {
                at += len;
                black_box(c);
            }
            assert_eq!(at, bytes.len());
        });
        println!(
            "{:16} decoder {built:>10.1?} inverse {inverted:>10.1?} first {:.1} ns all {:.1} ns next {:.1} ns",
            charset.name(),
            each(first),
            each(all),
            each(next)
        );
    }
}
