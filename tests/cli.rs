//! The `fix-text` command: what goes in, what comes out, and the exit status.
//!
//! Damaged text is written as escapes where it matters: some editors would "repair" it.
#![cfg(feature = "cli")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// 生活 (life) in UTF-8, read as GBK.
const DAMAGED: &str = "\u{9422}\u{71b8}\u{693f}";
const REPAIRED: &str = "生活";

/// What a run of the command gave.
struct Ran {
    stdout: Vec<u8>,
    stderr: String,
    status: i32,
}

impl Ran {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }
}

/// Runs the command in `folder`.
fn run_in(folder: &Path, args: &[&str], stdin: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fix-text"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments closes stdin unread.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Ran {
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
    }
}

fn run(args: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
    run_in(Path::new("."), args, stdin.as_ref())
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// A clean line and a damaged one.
fn damaged_file() -> String {
    format!("first line\nab {DAMAGED}\n")
}

#[test]
fn clean_text_comes_out_byte_for_byte() {
    let cases: &[(&str, &[u8])] = &[
        ("empty", b""),
        ("newline", b"\n"),
        ("no newline at the end", b"a"),
        ("NUL", b"a\0b\0\n\0"),
        ("BOM", b"\xef\xbb\xbfabc\n"),
        ("BOM alone", b"\xef\xbb\xbf"),
        ("CRLF", b"a\r\nb\r\n\r\n"),
        ("CR", b"a\rb\r"),
        ("tabs and spaces", b" \t a  \n"),
        ("Chinese", "他们的生活很好。\n".as_bytes()),
        ("Latin", "Ça va très bien, señor.\n".as_bytes()),
        ("emoji", "👍🏽 👩‍👩‍👧\n".as_bytes()),
    ];
    for (name, bytes) in cases {
        let dir = folder(&[("in.txt", bytes)]);
        for (args, stdin) in [(&["in.txt"][..], &b""[..]), (&[], bytes), (&["-"], bytes)] {
            let ran = run_in(dir.path(), args, stdin);
            assert_eq!(ran.stdout, *bytes, "{name} {args:?}");
            assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{name} {args:?}");
        }
        for args in [["--check", "in.txt"], ["--diff", "in.txt"]] {
            let ran = run_in(dir.path(), &args, b"");
            assert_eq!((ran.status, ran.text()), (0, ""), "{name} {args:?}");
        }
    }
}

#[test]
fn damage_is_repaired() {
    for (damaged, repaired) in [
        (DAMAGED.to_owned(), REPAIRED.to_owned()),
        (format!("{DAMAGED}\r\n"), format!("{REPAIRED}\r\n")),
        (format!("\u{feff}{DAMAGED}\n"), format!("\u{feff}{REPAIRED}\n")),
        (format!("a\0\n{DAMAGED}\0\n"), format!("a\0\n{REPAIRED}\0\n")),
    ] {
        let ran = run(&[], &damaged);
        assert_eq!((ran.text(), ran.status), (repaired.as_str(), 0), "{damaged:?}");
    }
}

#[test]
fn files_are_written_in_order() {
    let dir = folder(&[("a", b"1"), ("b", b"2\n"), ("c", b"")]);
    let ran = run_in(dir.path(), &["b", "-", "a", "c", "a"], b"in\n");
    assert_eq!((ran.text(), ran.status), ("2\nin\n11", 0));
}

#[test]
fn a_missing_file_or_a_folder_stops_nothing() {
    let dir = folder(&[("a", b"1\n"), ("b", b"2\n")]);
    fs::create_dir(dir.path().join("sub")).unwrap();
    for (bad, message) in [("gone", "gone: No such file"), ("sub", "sub: is a folder")] {
        let ran = run_in(dir.path(), &["a", bad, "b"], b"");
        assert_eq!((ran.text(), ran.status), ("1\n2\n", 2));
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
        for mode in ["--check", "--diff", "--explain", "--jsonl"] {
            assert_eq!(run_in(dir.path(), &[mode, bad, "a"], b"").status, 2, "{mode} {bad}");
        }
    }
}

#[test]
fn wrong_arguments_are_explained() {
    for (args, message) in [
        (&["--from", "klingon"][..], "gbk, gb18030, big5"),
        (&["--from", ""], "gbk, gb18030, big5"),
        (&["--field", "a"], "--jsonl"),
        (&["--jsonl", "--from", "gbk"], "cannot be used with"),
        (&["--check", "--diff"], "cannot be used with"),
        (&["--check", "--explain"], "cannot be used with"),
        (&["--diff", "--explain"], "cannot be used with"),
        (&["--min-confidence", "2"], "between 0 and 1"),
        (&["--min-confidence", "NaN"], "between 0 and 1"),
        (&["--min-confidence", "much"], "between 0 and 1"),
        (&["--report", "-"], "file of its own"),
        (&["--report", "no/such/folder/r.jsonl"], "No such file"),
        (&["--no-such-option"], "--no-such-option"),
    ] {
        let ran = run(args, "");
        assert_eq!((ran.status, ran.text()), (2, ""), "{args:?}");
        assert!(ran.stderr.contains(message), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn wrong_names_and_words_of_the_script_are_explained() {
    let ran = run(&["--script", "s2cn"], "");
    assert_eq!(ran.status, 2);
    for name in ["keep", "hans", "hant", "tw", "hk", "s2t", "s2twp", "jp2t"] {
        assert!(ran.stderr.contains(name), "{name}: {}", ran.stderr);
    }
    let ran = run(&["--preset", "index"], "");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("repair, search, llm, print"), "{}", ran.stderr);
    let folder = folder(&[("words.txt", "后羿\n鼠标\t滑鼠\t?\n".as_bytes())]);
    let ran = run_in(folder.path(), &["--script", "hant", "--lexicon", "words.txt"], b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("line 2 of the lexicon: more than one tab"), "{}", ran.stderr);
}

#[test]
fn help_and_version() {
    assert!(run(&["--version"], "").text().starts_with("fix-text "));
    let help = run(&["--help"], "");
    assert_eq!(help.status, 0);
    for word in ["--jsonl", "--check", "Exit status"] {
        assert!(help.text().contains(word), "{word}");
    }
}

#[test]
fn from_names_the_encoding() {
    let gbk: &[u8] = b"\xc9\xfa\xbb\xee\n"; // 生活
    let big5: &[u8] = b"\xa4\xa4\xa4\xe5"; // 中文
    for (label, bytes, text) in [
        ("gbk", gbk, "生活\n"),
        ("GBK", gbk, "生活\n"),
        ("cp936", gbk, "生活\n"),
        ("gb18030", gbk, "生活\n"),
        ("big5", big5, "中文"),
        ("utf-8", "生活".as_bytes(), "生活"),
        ("windows-1252", b"caf\xe9", "café"),
    ] {
        let ran = run(&["--from", label], bytes);
        assert_eq!((ran.text(), ran.status), (text, 0), "{label}");
    }
}

#[test]
fn undecodable_bytes_are_kept_and_reported() {
    let bytes = [b"abc ".as_slice(), b"\xff\xff", " 生活\n".as_bytes()].concat();
    let ran = run(&["--from", "utf-8"], &bytes);
    assert_eq!(ran.stdout, bytes);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("<stdin>"), "{}", ran.stderr);
    assert!(ran.stderr.contains("at offset 4"), "{}", ran.stderr);
}

#[test]
fn the_encoding_is_found() {
    let gbk: &[u8] = b"\xcb\xfb\xc3\xc7\xb5\xc4\xc9\xfa\xbb\xee\xba\xdc\xba\xc3\xa1\xa3\n"; // 他们的生活很好。
    for (bytes, text) in [
        (gbk, "他们的生活很好。\n"),
        (b"\xff\xfe-N\x87\x65\n\0", "中文\n"),
        (b"\xfe\xffN-\x65\x87\0\n", "中文\n"),
        (b"Un caf\xe9, s'il vous pla\xeet\n", "Un café, s'il vous plaît\n"),
    ] {
        let ran = run(&[], bytes);
        assert_eq!((ran.text(), ran.stderr.as_str(), ran.status), (text, "", 0));
    }
}

#[test]
fn stray_bytes_do_not_keep_the_rest_from_repair() {
    let (before, after) = ("生活 ".repeat(10), format!("x\n{DAMAGED}\n"));
    let bytes = [before.as_bytes(), b"\xff", after.as_bytes()].concat();
    let repaired =
        [before.as_bytes(), b"\xff", after.replace(DAMAGED, REPAIRED).as_bytes()].concat();
    let ran = run(&[], &bytes);
    assert_eq!((ran.stdout, ran.status), (repaired, 2));
    assert!(
        ran.stderr.contains("1 byte at offset 70 cannot be decoded as utf-8"),
        "{}",
        ran.stderr
    );
    let ran = run(&["--explain"], &bytes);
    assert!(ran.text().contains(&format!("<stdin>:2:1: {DAMAGED} → {REPAIRED}")), "{}", ran.text());
}

#[test]
fn quotations_are_kept_and_reported() {
    let line = format!("first\n乱码“{DAMAGED}”是怎么来的？\n");
    let dir = folder(&[("a.txt", line.as_bytes())]);
    let ran = run_in(dir.path(), &["--report", "report", "a.txt"], b"");
    assert_eq!((ran.text(), ran.status), (line.as_str(), 0));
    let report = fs::read_to_string(dir.path().join("report")).unwrap();
    let entry: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(entry["kind"], "finding");
    assert_eq!(entry["kept"], "quotation");
    assert_eq!(entry["line"], 2);
    assert_eq!(entry["original"], DAMAGED);
    assert_eq!(entry["proposal"], REPAIRED);
    // It is no damage of the file.
    assert_eq!(run_in(dir.path(), &["--check", "a.txt"], b"").status, 0);
    assert_eq!(run_in(dir.path(), &["--diff", "a.txt"], b"").status, 0);
    let ran = run_in(dir.path(), &["--explain", "a.txt"], b"");
    assert!(ran.text().contains(&format!("a.txt:2:4: {DAMAGED} left as it is")), "{}", ran.text());
    assert!(ran.text().contains("--repair-quotations"), "{}", ran.text());
    assert!(ran.text().contains("0 repaired, 1 left as found"), "{}", ran.text());
    let ran = run_in(dir.path(), &["--repair-quotations", "a.txt"], b"");
    assert_eq!((ran.text(), ran.status), (line.replace(DAMAGED, REPAIRED).as_str(), 0));
    assert_eq!(run_in(dir.path(), &["--repair-quotations", "--check", "a.txt"], b"").status, 1);
}

#[test]
fn quoted_values_in_data_are_repaired() {
    for line in [
        format!("title: '{DAMAGED}', desc: '{DAMAGED}'\n"),
        format!("{{\"text\": \"{DAMAGED}\"}}\n"),
        format!("1,\"{DAMAGED}\",abc\n"),
    ] {
        let ran = run(&[], &line);
        assert_eq!((ran.text(), ran.status), (line.replace(DAMAGED, REPAIRED).as_str(), 0));
    }
}

#[test]
fn what_is_not_sure_enough_is_kept_and_reported() {
    let ran = run(&["--min-confidence", "1", "--explain"], DAMAGED);
    assert!(ran.text().contains(&format!("{DAMAGED} left as it is")), "{}", ran.text());
    assert!(ran.text().contains(&format!("perhaps {REPAIRED}")), "{}", ran.text());
    assert_eq!(run(&["--min-confidence", "1"], DAMAGED).text(), DAMAGED);
    assert_eq!(run(&["--min-confidence", "1", "--check"], DAMAGED).status, 1);
    assert_eq!(run(&["--min-confidence", "0.5"], DAMAGED).text(), REPAIRED);
}

#[test]
fn lost_text_is_kept_and_reported() {
    for (text, name) in [
        ("\u{fffd}\u{fffd}", "lost:replacement-characters"),
        ("\u{951f}\u{65a4}\u{62f7}", "lost:misread-replacement-characters"),
        ("\u{70eb}\u{70eb}\u{70eb}", "lost:memory-filler"),
    ] {
        let line = format!("a {text} b\n");
        let ran = run(&[], &line);
        assert_eq!((ran.text(), ran.status), (line.as_str(), 0));
        let ran = run(&["--explain"], &line);
        assert!(
            ran.text().contains(&format!("<stdin>:1:3: {text} left as it is")),
            "{}",
            ran.text()
        );
        assert!(
            ran.text().contains(name) && ran.text().contains("the bytes are gone"),
            "{}",
            ran.text()
        );
        let ran = run(&["--check"], &line);
        assert_eq!((ran.text(), ran.status), ("<stdin>: 1 damaged place, first at <stdin>:1\n", 1));
    }
}

/// A clean line of so many bytes with a damaged word at both ends and in the middle.
fn one_long_line(bytes: usize) -> String {
    let clean = "他们的生活很好，我们也一样。";
    let half = clean.repeat(bytes / 2 / clean.len());
    format!("{DAMAGED}，{half}{DAMAGED}，{half}{DAMAGED}\n")
}

fn repairs_one_long_line(bytes: usize) {
    let line = one_long_line(bytes);
    let ran = run(&[], &line);
    assert_eq!((ran.stderr.as_str(), ran.status), ("", 0));
    assert!(ran.stdout == line.replace(DAMAGED, REPAIRED).into_bytes());
}

#[test]
fn a_single_line_of_8_mb() {
    repairs_one_long_line(8 << 20);
}

/// `cargo test --release --test cli`: a second with optimisation, too long without.
#[test]
#[cfg(not(debug_assertions))]
fn a_single_line_of_100_mb() {
    repairs_one_long_line(100 << 20);
}

#[test]
fn a_flood_of_problems_is_cut_short() {
    let ran = run(&["--jsonl"], "no\n".repeat(1000));
    assert_eq!(ran.text(), "no\n".repeat(1000));
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.lines().count() < 20, "{}", ran.stderr);
    assert!(ran.stderr.contains("990 more"), "{}", ran.stderr);
}

#[test]
fn jsonl_changes_the_field_and_nothing_else() {
    for (line, expected) in [
        (r#"{"id": 1, "text": "D"}"#, r#"{"id": 1, "text": "R"}"#),
        (r#"{"id":1,"text":"D","url":"D"}"#, r#"{"id":1,"text":"R","url":"D"}"#),
        (r#" { "text" :  "D" , "n": 1.50e+3 } "#, r#" { "text" :  "R" , "n": 1.50e+3 } "#),
        (r#"{"text":"a\/b D\n\u0041"}"#, r#"{"text":"a\/b R\n\u0041"}"#),
        (r#"{"text":"\u9422\u71b8\u693f"}"#, r#"{"text":"\u751f\u6d3b"}"#),
        (r#"{"text":"D","text":"D"}"#, r#"{"text":"R","text":"R"}"#),
        (r#"{"te\u0078t":"D"}"#, r#"{"te\u0078t":"R"}"#),
        (r#"{"a":{"text":"D"},"text":"D"}"#, r#"{"a":{"text":"D"},"text":"R"}"#),
        (r#"{"\ud83d":1,"x":"\ud83d","text":"D"}"#, r#"{"\ud83d":1,"x":"\ud83d","text":"R"}"#),
    ] {
        let [line, expected] =
            [line, expected].map(|s| s.replace('D', DAMAGED).replace('R', REPAIRED));
        for end in ["", "\n", "\r\n"] {
            let ran = run(&["--jsonl"], format!("{line}{end}"));
            assert_eq!(
                (ran.text(), ran.status),
                (format!("{expected}{end}").as_str(), 0),
                "{line}"
            );
        }
    }
}

#[test]
fn jsonl_fields_can_be_named() {
    let line = r#"{"text":"D","title":"D","body":"D"}"#.replace('D', DAMAGED);
    let expected =
        line.replace(&format!("\"title\":\"{DAMAGED}"), &format!("\"title\":\"{REPAIRED}"));
    assert_eq!(run(&["--jsonl", "--field", "title"], &line).text(), expected);
    let expected =
        expected.replace(&format!("\"body\":\"{DAMAGED}"), &format!("\"body\":\"{REPAIRED}"));
    assert_eq!(run(&["--jsonl", "--field", "title", "--field", "body"], &line).text(), expected);
}

#[test]
fn jsonl_passes_clean_lines_byte_for_byte() {
    for text in [
        "",
        "\n\n",
        "\r\n",
        "  \n",
        "\u{feff}{\"text\":\"a\"}\n",
        "{\"text\":\"a\"}",
        "{\"text\":\"\\u751f\\u6D3b\\/\\u0001\"}\r\n\r\n{\"text\" : \"b\"}\n",
        "{\"text\":null}\n{\"text\":1}\n{\"text\":[\"a\"]}\n{\"text\":\"\"}\n",
        "{\"text\":\"a\",\"big\":123456789012345678901234567890.000,\"e\":1e999}\n",
    ] {
        let ran = run(&["--jsonl"], text);
        assert_eq!((ran.text(), ran.stderr.as_str(), ran.status), (text, "", 0));
    }
}

#[test]
fn jsonl_passes_what_is_no_object_and_says_so() {
    let good = format!("{{\"text\":\"{DAMAGED}\"}}\n").into_bytes();
    let repaired = format!("{{\"text\":\"{REPAIRED}\"}}\n").into_bytes();
    let cases: &[(&[u8], &str)] = &[
        (b"no json\n", "not a JSON object"),
        (b"[1, 2]\n", "not a JSON object: invalid type: sequence"),
        (b"\"text\"\n", "not a JSON object"),
        (b"{\"text\":\"a\"\n", "not a JSON object"),
        (b"{\"text\":\"a\"} {}\n", "trailing characters, at column 14"),
        (b"{\"text\":\"\\x\"}\n", "invalid escape"),
        (b"{\"text\":\"a\tb\"}\n", "control character"),
        (b"{\"text\":\"\xff\"}\n", "not UTF-8 at byte 10"),
    ];
    for (line, message) in cases {
        let ran = run(&["--jsonl"], [good.as_slice(), line, good.as_slice()].concat());
        assert_eq!(ran.status, 2);
        assert!(ran.stderr.contains("<stdin>:2: "), "{}", ran.stderr);
        assert!(ran.stderr.contains(message), "{message}: {}", ran.stderr);
        let expected = [repaired.as_slice(), line, repaired.as_slice()].concat();
        assert_eq!(String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&expected));
    }
}

#[test]
fn jsonl_keeps_half_a_surrogate_pair() {
    let lone = r#"{"text":"\ud83d 生活"}"#;
    let ran = run(&["--jsonl"], lone);
    assert_eq!((ran.text(), ran.status), (lone, 0));
    assert!(ran.stderr.contains("<stdin>:1: note: field `text`"), "{}", ran.stderr);
}

#[test]
fn jsonl_repairs_beside_half_a_surrogate_pair() {
    for (line, expected) in [
        (r#"{"id":"\udc00","text":"D"}"#, r#"{"id":"\udc00","text":"R"}"#),
        (r#"{"text":"\ude00\ud83d","text":"D"}"#, r#"{"text":"\ude00\ud83d","text":"R"}"#),
        (r#"{"text":"\ud83d\ude00 D"}"#, r#"{"text":"\ud83d\ude00 R"}"#),
    ] {
        let [line, expected] =
            [line, expected].map(|s| s.replace('D', DAMAGED).replace('R', REPAIRED));
        let ran = run(&["--jsonl"], &line);
        assert_eq!((ran.text(), ran.status), (expected.as_str(), 0));
    }
}

#[test]
fn jsonl_reports_what_it_leaves() {
    let line = format!("{{\"text\":\"a \\ufffd\"}}\n{{\"text\":\"see “{DAMAGED}” here\"}}\n");
    let dir = folder(&[("a.jsonl", line.as_bytes())]);
    let ran = run_in(dir.path(), &["--jsonl", "--report", "report", "a.jsonl"], b"");
    assert_eq!((ran.text(), ran.status), (line.as_str(), 0));
    let report = fs::read_to_string(dir.path().join("report")).unwrap();
    let kept: Vec<String> = report
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|entry| format!("{} {}", entry["line"], entry["kept"]))
        .collect();
    assert_eq!(kept, ["1 \"cannot-be-undone\"", "2 \"quotation\""]);
}

#[test]
fn jsonl_notes_a_field_that_is_not_there() {
    let ran = run(&["--jsonl", "--field", "txt"], "{\"text\":\"a\"}\n");
    assert_eq!((ran.text(), ran.status), ("{\"text\":\"a\"}\n", 0));
    assert!(ran.stderr.contains("no line has a string field `txt`"), "{}", ran.stderr);
}

#[test]
fn jsonl_records_of_different_files_stay_on_their_lines() {
    let dir = folder(&[("a", b"{\"text\":\"1\"}"), ("b", b"{\"text\":\"2\"}"), ("empty", b"")]);
    let ran = run_in(dir.path(), &["--jsonl", "a", "empty", "b", "empty"], b"");
    assert_eq!((ran.text(), ran.status), ("{\"text\":\"1\"}\n{\"text\":\"2\"}", 0));
}

#[test]
fn check_names_damaged_files() {
    let dir = folder(&[
        ("clean.txt", b"fine\n"),
        ("bad.txt", damaged_file().as_bytes()),
        ("bad.jsonl", format!("{{\"text\":\"a\"}}\n\n{{\"text\":\"{DAMAGED}\"}}\n").as_bytes()),
    ]);
    for (args, stdout, status) in [
        (&["clean.txt"][..], "", 0),
        (&["clean.txt", "bad.txt"], "bad.txt: 1 damaged place, first at bad.txt:2\n", 1),
        (&["--jsonl", "bad.jsonl"], "bad.jsonl: 1 damaged place, first at bad.jsonl:3\n", 1),
        (&["bad.txt", "gone"], "bad.txt: 1 damaged place, first at bad.txt:2\n", 2),
    ] {
        let ran = run_in(dir.path(), &[&["--check"], args].concat(), b"");
        assert_eq!((ran.text(), ran.status), (stdout, status), "{args:?}");
    }
}

#[test]
fn diff_shows_what_would_change() {
    let json = format!("{{\"text\":\"{DAMAGED}\"}}\n");
    let dir = folder(&[
        ("clean.txt", b"fine\n"),
        ("bad.txt", damaged_file().as_bytes()),
        ("open.txt", DAMAGED.as_bytes()),
        ("bad.jsonl", json.as_bytes()),
    ]);
    let none = "\\ No newline at end of file\n";
    let cases: &[(&[&str], String, i32)] = &[
        (&["clean.txt"], String::new(), 0),
        (
            &["clean.txt", "bad.txt"],
            format!(
                "--- bad.txt\toriginal\n+++ bad.txt\trepaired\n\
                 @@ -1,2 +1,2 @@\n first line\n-ab {DAMAGED}\n+ab {REPAIRED}\n"
            ),
            1,
        ),
        (
            &["open.txt"],
            format!(
                "--- open.txt\toriginal\n+++ open.txt\trepaired\n\
                 @@ -1,1 +1,1 @@\n-{DAMAGED}\n{none}+{REPAIRED}\n{none}"
            ),
            1,
        ),
        (
            &["--jsonl", "bad.jsonl"],
            format!(
                "--- bad.jsonl\toriginal\n+++ bad.jsonl\trepaired\n@@ -1,1 +1,1 @@\n-{json}+{}",
                json.replace(DAMAGED, REPAIRED)
            ),
            1,
        ),
    ];
    for (args, stdout, status) in cases {
        let ran = run_in(dir.path(), &[&["--diff"], *args].concat(), b"");
        assert_eq!((ran.text(), ran.status), (stdout.as_str(), *status), "{args:?}");
    }
}

#[test]
fn explain_tells_people_instead_of_writing_the_text() {
    let dir = folder(&[("clean.txt", b"fine\n"), ("bad.txt", damaged_file().as_bytes())]);
    let ran = run_in(dir.path(), &["--explain", "clean.txt", "bad.txt"], b"");
    assert_eq!(ran.status, 0);
    for part in [
        format!("bad.txt:2:4: {DAMAGED} → {REPAIRED}\n"),
        "UTF-8 read as GBK (utf-8>gbk), ".to_owned(),
        "% sure\n".to_owned(),
        "2 inputs: 1 repaired, 0 left as found\n".to_owned(),
    ] {
        assert!(ran.text().contains(&part), "{part:?} in {}", ran.text());
    }
    assert!(!ran.text().contains("first line"));
    let ran = run_in(dir.path(), &["--explain", "clean.txt"], b"");
    assert_eq!((ran.text(), ran.status), ("1 input: nothing to repair\n", 0));
}

#[test]
fn explain_says_what_was_removed() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/seeds/qilin-2023.txt");
    let ran = run(&["--explain", document], "");
    assert!(ran.text().contains("qilin-2023.txt:1:26: (bào) removed\n"), "{}", ran.text());
    assert_eq!(run(&["--check", document], "").status, 1);
}

#[test]
fn explain_points_into_json_lines() {
    let line = format!("\n{{\"id\":\"生\",\"text\":\"\\n{DAMAGED}\"}}");
    let ran = run(&["--explain", "--jsonl"], line);
    let place = format!("<stdin>:2:21: [text] {DAMAGED} → {REPAIRED}\n");
    assert!(ran.text().contains(&place), "{place} in {}", ran.text());
}

#[test]
fn report_is_json_lines() {
    let json = format!("{{\"text\":\"\\n{DAMAGED}\"}}\n");
    let dir = folder(&[("bad.txt", damaged_file().as_bytes()), ("bad.jsonl", json.as_bytes())]);
    // (arguments, line, field, offsets in the text)
    for (args, line, field, start) in
        [(&["bad.txt"][..], 2, None, 14), (&["--jsonl", "bad.jsonl"], 1, Some("text"), 1)]
    {
        for mode in [&[][..], &["--check"], &["--diff"], &["--explain"]] {
            run_in(dir.path(), &[args, mode, &["--report", "report"]].concat(), b"");
            let report = fs::read_to_string(dir.path().join("report")).unwrap();
            let entry: serde_json::Value = serde_json::from_str(&report).unwrap();
            assert_eq!(entry["kind"], "edit");
            assert_eq!(entry["path"], *args.last().unwrap());
            assert_eq!(entry["line"], line);
            assert_eq!(entry["field"].as_str(), field);
            assert_eq!(entry["start"], start);
            assert_eq!(entry["end"], start + DAMAGED.len());
            assert_eq!(entry["original"], DAMAGED);
            assert_eq!(entry["replacement"], REPAIRED);
            assert_eq!(entry["cause"], "utf-8>gbk");
            assert!((0.0..=1.0).contains(&entry["confidence"].as_f64().unwrap()));
            assert!(entry["margin"].as_f64().unwrap() > 0.0);
        }
    }
}

#[test]
fn quotes_and_brackets_without_a_partner_are_reported() {
    let dir = folder(&[("text.txt", "好。\n他说\"你好,我也好(真的\n".as_bytes())]);
    let args = ["--punct", "full", "text.txt"];
    let ran = run_in(dir.path(), &[&args[..], &["--report", "report"]].concat(), b"");
    assert_eq!(ran.text(), "好。\n他说\"你好，我也好(真的\n");
    let report = fs::read_to_string(dir.path().join("report")).unwrap();
    let entries: Vec<serde_json::Value> =
        report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let left: Vec<_> = entries
        .iter()
        .filter(|entry| entry["kind"] == "finding")
        .map(|entry| (entry["original"].as_str().unwrap(), &entry["kept"], &entry["line"]))
        .collect();
    assert_eq!(
        left,
        [("\"", &"unbalanced".into(), &2.into()), ("(", &"unbalanced".into(), &2.into())]
    );
    let explained = run_in(dir.path(), &[&args[..], &["--explain"]].concat(), b"");
    assert_eq!(explained.text().matches("left: a quote or bracket without a partner").count(), 2);
}

#[test]
fn the_report_of_clean_text_is_empty() {
    let dir = folder(&[("clean.txt", b"fine\n"), ("report", b"old")]);
    let ran = run_in(dir.path(), &["--report", "report", "clean.txt"], b"");
    assert_eq!((ran.text(), ran.status), ("fine\n", 0));
    assert_eq!(fs::read(dir.path().join("report")).unwrap(), b"");
}

#[test]
fn the_report_never_overwrites_an_input() {
    let dir = folder(&[("a.txt", b"fine\n")]);
    let ran = run_in(dir.path(), &["--report", "./a.txt", "a.txt"], b"");
    assert_eq!((ran.text(), ran.status), ("", 2));
    assert_eq!(fs::read(dir.path().join("a.txt")).unwrap(), b"fine\n");
}

#[test]
fn names_cannot_command_the_terminal() {
    let name = "a\u{1b}[31m.txt";
    let dir = folder(&[(name, DAMAGED.as_bytes())]);
    for mode in ["--check", "--explain", "--diff"] {
        let ran = run_in(dir.path(), &[mode, name, "\u{9b}gone"], b"");
        assert_eq!(ran.status, 2);
        for printed in [ran.text(), &ran.stderr] {
            assert!(!printed.contains(['\u{1b}', '\u{9b}']), "{mode} {printed:?}");
        }
    }
}

/// A reader that stops early ends the command without a word.
#[test]
fn a_closed_stdout_is_quiet() {
    let text = "some text of a line\n".repeat(100_000);
    let dir = folder(&[("big.txt", text.as_bytes())]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_fix-text"))
        .arg(dir.path().join("big.txt"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}
