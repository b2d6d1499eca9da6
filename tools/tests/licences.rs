//! What the project depends on, and under which licences.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than attribution, by their SPDX names.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];
/// Exceptions only take conditions away.
const EXCEPTIONS: &[&str] = &["LLVM-exception"];

/// What the library itself uses, without the command.
const LIBRARY_USES: &[&str] = &["encoding_rs", "memchr", "thiserror"];
/// What these use in turn.
const THESE_USE: &[&str] = &[
    "cfg-if",
    "core_detect",
    "multiversion_no_op",
    "scopeguard",
    "simdutf8",
    // These run only while the crate is compiled.
    "proc-macro2",
    "quote",
    "syn",
    "thiserror-impl",
    "unicode-ident",
];

/// Runs cargo on the workspace.
fn cargo(arguments: &[&str]) -> String {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let output = Command::new(cargo)
        .args(arguments)
        .arg("--locked")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let metadata = cargo(&["metadata", "--format-version", "1", "--all-features"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 10);
    let mut refused = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_allowed(licence) {
            refused.push(format!("{} {}: {licence:?}", package["name"], package["version"]));
        }
    }
    assert!(refused.is_empty(), "not allowed:\n{}", refused.join("\n"));
}

#[test]
fn the_library_alone_uses_little() {
    let tree = |depth| {
        let edges = ["tree", "--package", "fix-text", "--no-default-features", "--edges", "normal"];
        let format = ["--target", "all", "--prefix", "none", "--format", "{p}", "--depth", depth];
        let tree = cargo(&[&edges[..], &format[..]].concat());
        let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
        let mut names: BTreeSet<String> = tree.lines().map(name).collect();
        assert!(names.remove("fix-text"));
        names
    };
    let uses: BTreeSet<String> = LIBRARY_USES.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(tree("1"), uses);
    let known: BTreeSet<String> =
        LIBRARY_USES.iter().chain(THESE_USE).map(|&name| name.to_owned()).collect();
    let more: Vec<String> = tree("99").difference(&known).cloned().collect();
    assert!(more.is_empty(), "the library has come to depend on {more:?}");
}

/// Whether a licence expression (SPDX; or with `/` for "or", as old packages have it) can be met
/// with allowed licences alone.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    alternatives(&mut rest) == Some(true) && rest.is_empty()
}

/// `a OR b`; `None` for what is no expression.
fn alternatives(words: &mut &[&str]) -> Option<bool> {
    let mut allowed = conditions(words)?;
    while let ["OR", rest @ ..] = words {
        *words = rest;
        allowed |= conditions(words)?;
    }
    Some(allowed)
}

/// `a AND b`.
fn conditions(words: &mut &[&str]) -> Option<bool> {
    let mut allowed = licence(words)?;
    while let ["AND", rest @ ..] = words {
        *words = rest;
        allowed &= licence(words)?;
    }
    Some(allowed)
}

/// A licence with its exception, or an expression in parentheses.
fn licence(words: &mut &[&str]) -> Option<bool> {
    let (&first, rest) = words.split_first()?;
    *words = rest;
    if first == "(" {
        let allowed = alternatives(words)?;
        let (&close, rest) = words.split_first()?;
        *words = rest;
        return (close == ")").then_some(allowed);
    }
    if ["OR", "AND", "WITH", ")"].contains(&first) {
        return None;
    }
    let mut allowed = ALLOWED.contains(&first);
    if let ["WITH", exception, rest @ ..] = words {
        allowed &= EXCEPTIONS.contains(exception);
        *words = rest;
    }
    Some(allowed)
}

#[test]
fn expressions_are_understood() {
    for (expression, allowed) in [
        ("MIT", true),
        ("MIT OR Apache-2.0", true),
        ("MIT/Apache-2.0", true),
        ("Unlicense OR MIT", true),
        ("(Apache-2.0 OR MIT) AND BSD-3-Clause", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
        ("MIT OR GPL-3.0-only", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND (GPL-2.0-only OR LGPL-2.1-only)", false),
        ("GPL-3.0-or-later", false),
        ("Apache-2.0 WITH Swift-exception", false),
        ("", false),
        ("MIT OR", false),
        ("(MIT", false),
        ("MIT Apache-2.0", false),
    ] {
        assert_eq!(is_allowed(expression), allowed, "{expression}");
    }
}
