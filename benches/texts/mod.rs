//! The texts that speed is measured on: clean ones, and the same damaged.
//!
//! They come from `corpus/`, and from `../shared/eval` where that is at hand, which makes them
//! more varied. Each is cut or repeated to a few megabytes.

use std::fs;
use std::path::{Path, PathBuf};

use fix_text::Charset;

/// Megabytes are millions of bytes.
pub const MEGABYTE: f64 = 1e6;

/// Bytes of a text, about.
const SIZE: usize = 3_000_000;

/// A text to measure on.
pub struct Text {
    pub name: &'static str,
    pub text: String,
}

/// All texts.
pub fn texts() -> Vec<Text> {
    let chinese = lines(&["zh-hans"], true);
    let latin = |language| lines(&[language], false);
    let damaged = |lines: &[String], actual, read_as| -> Vec<String> {
        lines.iter().filter_map(|line| damage(line, actual, read_as)).collect()
    };
    let all = [
        ("clean Chinese", chinese.clone()),
        ("clean English", lines(&["en"], false)),
        ("clean Russian", lines(&["ru"], false)),
        ("UTF-8 as GBK (Chinese)", damaged(&chinese, Charset::Utf8, Charset::Gbk)),
        ("GBK as Latin-1 (Chinese)", damaged(&chinese, Charset::Gbk, Charset::Iso8859_1)),
        (
            "UTF-8 as windows-1252 (French)",
            damaged(&latin("fr"), Charset::Utf8, Charset::Windows1252),
        ),
        (
            "UTF-8 as windows-1252 (German)",
            damaged(&latin("de"), Charset::Utf8, Charset::Windows1252),
        ),
        ("UTF-8 as Latin-1 (Polish)", damaged(&latin("pl"), Charset::Utf8, Charset::Iso8859_1)),
        (
            "UTF-8 as windows-1252 (Vietnamese)",
            damaged(&latin("vi"), Charset::Utf8, Charset::Windows1252),
        ),
        (
            "UTF-8 as windows-1250 (Polish)",
            damaged(&latin("pl"), Charset::Utf8, Charset::Windows1250),
        ),
    ];
    all.into_iter().map(|(name, lines)| Text { name, text: repeated(&lines) }).collect()
}

/// The line as a program shows it that reads `actual` as `read_as`; only if no byte is lost.
fn damage(line: &str, actual: Charset, read_as: Charset) -> Option<String> {
    let (damaged, had_errors) = read_as.decode(&actual.encode(line)?);
    let is_lossless = !had_errors && read_as.encode(&damaged).is_some();
    (is_lossless && damaged != line).then_some(damaged)
}

/// The lines of all files whose names begin with one of `languages`, sorted by file.
fn lines(languages: &[&str], with_seeds: bool) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // This file serves the library's bench and the tools, one folder below.
    let root = if root.ends_with("tools") { root.join("..") } else { root.to_owned() };
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in ["corpus/clean", "../shared/eval"] {
        let Ok(files) = fs::read_dir(root.join(folder)) else { continue };
        paths.extend(files.filter_map(|file| Some(file.ok()?.path())).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = name.strip_suffix(".txt").unwrap_or_default();
            languages.iter().any(|language| stem.starts_with(language))
        }));
    }
    paths.sort();
    if with_seeds {
        // Not qilin-2023, which is damaged, nor wuding-2024, which is in traditional characters.
        let seeds = ["qianjiang-2024", "wuyi-2023", "xingshan-2024"];
        paths.extend(seeds.map(|seed| root.join(format!("corpus/seeds/{seed}.txt"))));
    }
    let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap_or_default());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Some three megabytes of lines: every so many, or all of them several times.
fn repeated(lines: &[String]) -> String {
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    let some = lines.iter().step_by((bytes / SIZE).max(1));
    let once: String = some.map(|line| format!("{line}\n")).collect();
    once.repeat(SIZE.div_ceil(once.len().max(1)))
}
