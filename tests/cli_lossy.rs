//! The `fix-text` command where bytes were lost.
#![cfg(feature = "cli")]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// 我们明天下午三点在学校门口见面。 in UTF-8, read as GBK by Python: a byte of 学 is lost, and one of 。
const DAMAGED: &str = "鎴戜滑鏄庡ぉ涓嬪崍涓夌偣鍦ㄥ\u{fffd}︽牎闂ㄥ彛瑙侀潰銆\u{fffd}";
const WRITTEN: &str = "我们明天下午三点在学校门口见面。";
const MARKED: &str = "我们明天下午三点在\u{fffd}校门口见面\u{fffd}";

/// What a run of the command gave.
struct Ran {
    text: String,
    stderr: String,
    status: i32,
    report: Vec<Value>,
}

/// Runs the command, with a report.
fn run(args: &[&str], stdin: &str) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fix-text"))
        .args(args)
        .args(["--report", "report"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments closes stdin unread.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let report = fs::read_to_string(dir.path().join("report")).unwrap_or_default();
    Ran {
        text: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
        report: report.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    }
}

#[test]
fn the_policy_says_what_is_written() {
    for (args, written) in [
        (&[][..], WRITTEN),
        (&["--lossy", "guess"], WRITTEN),
        (&["--lossy=mark"], MARKED),
        (&["--lossy", "refuse"], DAMAGED),
    ] {
        let ran = run(args, &format!("{DAMAGED}\n"));
        assert_eq!((ran.text, ran.status), (format!("{written}\n"), 0), "{args:?}");
        assert_eq!(ran.stderr, "", "{args:?}");
    }
}

#[test]
fn other_policies_are_refused() {
    for args in [&["--lossy", "invent"][..], &["--lossy", ""], &["--lossy", "Guess"], &["--lossy"]]
    {
        let ran = run(args, "");
        assert_eq!((ran.text.as_str(), ran.status), ("", 2), "{args:?}");
        assert!(ran.stderr.contains("guess, mark, refuse"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn damage_without_losses_is_repaired_whatever_the_policy() {
    for policy in ["guess", "mark", "refuse"] {
        let ran = run(&["--lossy", policy], "鐢熸椿\n");
        assert_eq!((ran.text.as_str(), ran.status), ("生活\n", 0), "{policy}");
        assert_eq!(ran.report[0]["guesses"], json!([]), "{policy}");
    }
}

#[test]
fn improbable_guesses_are_marked() {
    let ran = run(&[], DAMAGED);
    let probability = ran.report[0]["guesses"][1]["probability"].as_f64().unwrap();
    let above = ((1.0 + probability) / 2.0).to_string();
    let ran = run(&["--min-confidence", &above], DAMAGED);
    assert!(ran.text.ends_with('\u{fffd}'), "{}", ran.text);
    assert_eq!(ran.report[0]["guesses"][1]["char"], "\u{fffd}");
    // Without guesses there is nothing that a bound could change.
    assert_eq!(run(&["--lossy", "mark", "--min-confidence", &above], DAMAGED).text, MARKED);
}

#[test]
fn the_report_names_guesses() {
    for (policy, written, chars) in
        [("guess", WRITTEN, ["学", "。"]), ("mark", MARKED, ["\u{fffd}", "\u{fffd}"])]
    {
        let ran = run(&["--lossy", policy], DAMAGED);
        let [edit] = ran.report.as_slice() else { panic!("{:?}", ran.report) };
        assert_eq!((&edit["kind"], &edit["replacement"]), (&json!("edit"), &json!(written)));
        let guesses = edit["guesses"].as_array().unwrap();
        assert_eq!(guesses.len(), 2, "{edit}");
        for ((guess, char), true_char) in guesses.iter().zip(chars).zip(["学", "。"]) {
            assert_eq!(guess["char"], char);
            let [start, end] = ["start", "end"].map(|key| guess[key].as_u64().unwrap() as usize);
            assert_eq!(&written[start..end], char);
            // U+FFFD is no guess, and no probability is claimed for it.
            let best = &guess["candidates"][0];
            assert_eq!(best["char"], true_char);
            let probability = if policy == "guess" { &best["probability"] } else { &Value::Null };
            assert_eq!(&guess["probability"], probability);
            assert!((0.0..=1.0).contains(&best["probability"].as_f64().unwrap()));
        }
    }
}

#[test]
fn the_report_names_what_is_refused() {
    let ran = run(&["--lossy", "refuse"], &format!("{DAMAGED}\n鐢熸椿\n"));
    assert_eq!(ran.text, format!("{DAMAGED}\n生活\n"));
    let [finding, edit] = ran.report.as_slice() else { panic!("{:?}", ran.report) };
    assert_eq!((&finding["kind"], &finding["kept"]), (&json!("finding"), &json!("lost-bytes")));
    assert_eq!((&finding["original"], &finding["proposal"]), (&json!(DAMAGED), &json!(WRITTEN)));
    assert_eq!((&edit["kind"], &edit["guesses"]), (&json!("edit"), &json!([])));
}

#[test]
fn explain_shows_guesses_between_their_neighbours() {
    let ran = run(&["--explain"], DAMAGED);
    assert_eq!(ran.status, 0);
    for part in
        ["UTF-8 read as GBK", "    guessed: 在[学]校, 99", "    guessed: 面[。], 9", "; or "]
    {
        assert!(ran.text.contains(part), "{part} is not in {}", ran.text);
    }
    let ran = run(&["--explain", "--lossy", "mark"], DAMAGED);
    for part in
        ["    marked: 在[\u{fffd}]校; perhaps 学 99", "    marked: 面[\u{fffd}]; perhaps 。 9"]
    {
        assert!(ran.text.contains(part), "{part} is not in {}", ran.text);
    }
    let ran = run(&["--explain", "--lossy", "refuse"], DAMAGED);
    for part in ["left as it is", "bytes were lost", "--lossy guess", WRITTEN, "0 repaired, 1 left"]
    {
        assert!(ran.text.contains(part), "{part} is not in {}", ran.text);
    }
}

/// Exit statuses as without losses: what is refused is damage, but nothing would change.
#[test]
fn check_and_diff_find_lost_bytes() {
    for (policy, diff) in [("guess", Some(WRITTEN)), ("mark", Some(MARKED)), ("refuse", None)] {
        let ran = run(&["--check", "--lossy", policy], &format!("ok\n{DAMAGED}\n"));
        let place = "<stdin>: 1 damaged place, first at <stdin>:2\n";
        assert_eq!((ran.text.as_str(), ran.status), (place, 1), "{policy}");
        let ran = run(&["--diff", "--lossy", policy], &format!("ok\n{DAMAGED}\n"));
        assert_eq!(ran.status, i32::from(diff.is_some()), "{policy}");
        let lines = diff.map(|new| format!(" ok\n-{DAMAGED}\n+{new}\n")).unwrap_or_default();
        assert!(ran.text.ends_with(&lines), "{policy}: {}", ran.text);
        assert_eq!(ran.text.is_empty(), diff.is_none(), "{policy}: {}", ran.text);
    }
}

#[test]
fn jsonl_changes_the_field_and_nothing_else() {
    for (policy, written) in [("guess", WRITTEN), ("mark", MARKED), ("refuse", DAMAGED)] {
        let line =
            |text: &str| format!("{{\"id\" : 1.0, \"text\":\"{text}\",\"x\":\"{DAMAGED}\"}}\n");
        let ran = run(&["--jsonl", "--lossy", policy], &line(DAMAGED));
        assert_eq!((ran.text, ran.status), (line(written), 0), "{policy}");
        assert_eq!((&ran.report[0]["field"], &ran.report[0]["start"]), (&json!("text"), &json!(0)));
        assert_eq!(ran.report.len(), 1, "{policy}");
    }
    // Marks that are written as escapes are the same marks.
    let ran = run(
        &["--jsonl"],
        &format!("{{\"text\":\"{}\"}}\n", DAMAGED.replace('\u{fffd}', "\\ufffd")),
    );
    let record: Value = serde_json::from_str(&ran.text).unwrap();
    assert_eq!((record["text"].as_str(), ran.status), (Some(WRITTEN), 0));
}

/// What nothing can be made of is reported as before.
#[test]
fn what_is_gone_stays() {
    for text in ["姓名：锟斤拷锟斤拷\n", "caf\u{fffd} noir\n"] {
        for policy in ["guess", "mark", "refuse"] {
            let ran = run(&["--lossy", policy], text);
            assert_eq!((ran.text.as_str(), ran.status), (text, 0), "{policy}");
            assert_eq!(ran.report[0]["kept"], "cannot-be-undone", "{policy}");
        }
    }
}
