//! `fix-text detect`, and the input path of the repair, through the real command.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use fix_text::Charset;

fn fix_text(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fix-text"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments closes stdin unread.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// The columns ENCODING and DAMAGE.
fn detected(input: &[u8]) -> (String, String) {
    let output = fix_text(&["detect"], input);
    assert!(output.status.success());
    let line = String::from_utf8(output.stdout).unwrap();
    let columns: Vec<&str> = line.trim_end().split('\t').collect();
    assert_eq!((columns.len(), columns[0]), (4, "<stdin>"), "{line}");
    let confidence: f64 = columns[2].parse().unwrap();
    assert!((0.0..=1.0).contains(&confidence));
    (columns[1].to_owned(), columns[3].to_owned())
}

#[test]
fn encodings_and_damage() {
    let gbk = Charset::Gbk.encode("今天的天气非常好，我们去公园。\n").unwrap();
    let utf16: Vec<u8> = "Hello, world\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (input, encoding, damage) in [
        (&b""[..], "utf-8", "none"),
        (b"plain\n", "utf-8", "none"),
        (&gbk, "gbk", "none"),
        (&utf16, "utf-16le", "none"),
        (b"~{VPND~}\n", "hz-gb-2312", "none"),
        ("鎴戝府浣犲彨鍖荤敓锛屽ソ鍚楋紵".as_bytes(), "utf-8", "utf-8>gbk"),
        (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "binary", "none"),
        (
            &[&gbk[..], "昨天的天气不好，他们在家里看书。\n".as_bytes()].concat(),
            "utf-8+gbk",
            "none",
        ),
    ] {
        assert_eq!(detected(input), (encoding.to_owned(), damage.to_owned()));
    }
}

#[test]
fn json_has_alternatives_and_previews() {
    let input = Charset::Windows1251.encode("Привет, как дела?").unwrap();
    let output = fix_text(&["detect", "--jsonl", "-"], &input);
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["encoding"], "windows-1251");
    assert_eq!(record["damage"], "none");
    assert_eq!(record["candidates"][0]["preview"], "Привет, как дела?");
    assert!(record["confidence"].as_f64().unwrap() > 0.9);
}

#[test]
fn missing_files_and_unknown_labels_are_errors() {
    let output = fix_text(&["detect", "no-such-file", "-"], b"abc");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "<stdin>\tutf-8\t1.000\tnone\n");
    let output = fix_text(&["detect", "--candidate", "klingon"], b"abc");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("shift_jis"));
}

#[test]
fn files_in_any_encoding_just_work() {
    let text = "한국어 문장입니다. 오늘은 날씨가 좋습니다.\n";
    for label in ["euc-kr", "utf-8"] {
        let charset = Charset::for_label(label).unwrap();
        let output = fix_text(&[], &charset.encode(text).unwrap());
        assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "{label}");
    }
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(fix_text(&[], &utf16).stdout, text.as_bytes());
    assert_eq!(fix_text(&["--from", "utf-16be"], &utf16).stdout, text.as_bytes());
    let gbk = Charset::Gbk.encode("今天的天气非常好，我们去公园。\n").unwrap();
    let mixed = [&gbk[..], "昨天的天气不好。\n".as_bytes()].concat();
    let output = fix_text(&[], &mixed);
    let expected = "今天的天气非常好，我们去公园。\n昨天的天气不好。\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn binary_data_is_left_alone() {
    let png = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\xC3\xA9\x93\xFA";
    let output = fix_text(&[], png);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, png);
    assert!(String::from_utf8(output.stderr).unwrap().contains("binary data"));
}
