//! In what the decoders of real programs differ from the browsers'.
//!
//! `tables.tsv` holds the differences alone; it was asked of the programs themselves. This compares
//! it with those that are installed, and writes it anew:
//!
//! ```text
//! cargo test -p fix-text-tools lossy::tables
//! SNAPSHOTS=overwrite cargo test -p fix-text-tools lossy::tables
//! ```

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use encoding_rs::Encoding;

use super::decoder::{Decoder, Four, Pair};

const TABLES: &str = include_str!("tables.tsv");

/// A program whose decoder differs from the browsers'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Program {
    /// Browsers, Rust.
    Browser,
    /// CPython.
    Python,
    /// The C library of GNU.
    Iconv,
    /// ICU, which Node uses.
    Node,
    /// OpenJDK.
    Java,
}

impl Program {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Program::Browser => "browser",
            Program::Python => "python",
            Program::Iconv => "iconv",
            Program::Node => "node",
            Program::Java => "java",
        }
    }
}

/// The browsers' name for what a program calls `charset`.
fn whatwg_name(charset: &str) -> &str {
    match charset {
        "gb18030" => "gbk",
        "cp932" => "shift_jis",
        "cp949" => "euc-kr",
        "cp950" => "big5",
        "cp1252" => "windows-1252",
        same => same,
    }
}

/// The decoder of a program.
///
/// # Panics
/// For a charset that nobody knows: their names stand in the source.
pub fn decoder(program: Program, charset: &'static str) -> Arc<Decoder> {
    type Known = HashMap<(Program, &'static str), Arc<Decoder>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Arc::clone(known.entry((program, charset)).or_insert_with(|| Arc::new(build(program, charset))))
}

fn build(program: Program, charset: &str) -> Decoder {
    let mut decoder = browser(charset);
    if program == Program::Browser {
        return decoder;
    }
    let mut differences = TABLES
        .lines()
        .filter_map(|line| line.strip_prefix(&format!("{}\t{charset}\t", program.name())))
        .peekable();
    assert!(differences.peek().is_some(), "no table of {} for {charset}", program.name());
    for line in differences {
        set(&mut decoder, line).unwrap_or_else(|| panic!("{} {charset}: {line}", program.name()));
    }
    if program == Program::Python {
        decoder.set_four(Four::Python);
    }
    decoder
}

fn browser(charset: &str) -> Decoder {
    if charset == "iso-8859-1" {
        return Decoder::latin_1();
    }
    let name = whatwg_name(charset);
    Decoder::whatwg(
        Encoding::for_label(name.as_bytes()).unwrap_or_else(|| panic!("{name} is no charset")),
    )
}

/// Carries out one line of the table: `80 none`, `AA-AF A1-FE 1`, `A6 D9-DF U+E78D`, where the
/// second bytes of a row have characters in order.
fn set(decoder: &mut Decoder, line: &str) -> Option<()> {
    let (codes, read) = line.split_once('\t')?;
    let character = read.strip_prefix("U+").map(|hex| u32::from_str_radix(hex, 16));
    match codes.split_once(' ') {
        None => {
            let character = character.transpose().ok()?.and_then(char::from_u32);
            decoder.set_single(u8::from_str_radix(codes, 16).ok()?, character);
        }
        Some((first, second)) => {
            let (first, second) = (range(first)?, range(second)?);
            for lead in first {
                for trail in second.clone() {
                    let pair = match &character {
                        Some(from) => Pair::One(char::from_u32(
                            from.clone().ok()? + u32::from(trail - second.start()),
                        )?),
                        None => Pair::Bad(read.parse().ok()?),
                    };
                    decoder.set_pair(lead, trail, pair);
                }
            }
        }
    }
    Some(())
}

fn range(text: &str) -> Option<std::ops::RangeInclusive<u8>> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some(u8::from_str_radix(from, 16).ok()?..=u8::from_str_radix(to, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::programs;
    use super::*;

    /// The head of the file.
    const HEAD: &str = "# In what decoders differ from the browsers'. Do not edit; written by \
        `SNAPSHOTS=overwrite cargo test -p fix-text-tools lossy::tables`.\n\
        # Program, charset, codes, and what they are: a character (the second bytes in order), `none` for a \
        byte that is no character alone, or how many bytes are given up.\n";

    const ALL: [(Program, &str); 11] = [
        (Program::Python, "gbk"),
        (Program::Python, "gb18030"),
        (Program::Python, "shift_jis"),
        (Program::Python, "cp932"),
        (Program::Python, "big5"),
        (Program::Python, "cp950"),
        (Program::Python, "cp949"),
        (Program::Python, "cp1252"),
        (Program::Iconv, "gbk"),
        (Program::Node, "gbk"),
        (Program::Java, "gbk"),
    ];

    #[test]
    fn as_the_programs_say() {
        let mut whole = HEAD.to_owned();
        let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
        for (program, charset) in ALL {
            let stored: String = TABLES
                .split_inclusive('\n')
                .filter(|line| line.starts_with(&format!("{}\t{charset}\t", program.name())))
                .collect();
            let found = programs::outcomes(program, charset)
                .map(|(singles, pairs)| differences(program, charset, &singles, &pairs));
            match &found {
                None => println!("skipped: no {} here", program.name()),
                Some(found) if !overwrite => assert_eq!(found, &stored, "{program:?} {charset}"),
                Some(_) => {}
            }
            whole.push_str(&found.unwrap_or(stored));
        }
        if overwrite {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/eval/lossy/tables.tsv");
            std::fs::write(path, whole).unwrap();
        }
    }

    fn differences(
        program: Program,
        charset: &str,
        singles: &[Option<char>],
        pairs: &[Option<Pair>],
    ) -> String {
        let base = browser(charset);
        let head = format!("{}\t{charset}", program.name());
        let mut out = String::new();
        for byte in 0x80..=0xff_u8 {
            let read = singles[usize::from(byte)];
            if read != base.single(byte) {
                let read = read.map_or("none".to_owned(), code_point);
                let _ = writeln!(out, "{head}\t{byte:02X}\t{read}");
            }
        }
        let mut open: Vec<Rectangle> = Vec::new();
        for first in 0x80..=0xff_u8 {
            let row = if singles[usize::from(first)].is_some() {
                Vec::new()
            } else {
                let different = |second: u8| {
                    pairs[usize::from(first) << 8 | usize::from(second)]
                        .filter(|pair| *pair != base.pair(first, second))
                };
                runs(first, different)
            };
            let mut next = Vec::new();
            for run in row {
                let same = |old: &Rectangle| {
                    old.second == run.second
                        && old.pair == run.pair
                        && matches!(old.pair, Pair::Bad(_))
                };
                match open.iter().position(same) {
                    Some(at) => {
                        let mut old = open.remove(at);
                        old.first.1 = first;
                        next.push(old);
                    }
                    None => next.push(run),
                }
            }
            open.drain(..).for_each(|rectangle| rectangle.write(&mut out, &head));
            open = next;
        }
        open.drain(..).for_each(|rectangle| rectangle.write(&mut out, &head));
        out
    }

    struct Rectangle {
        first: (u8, u8),
        second: (u8, u8),
        pair: Pair,
    }

    impl Rectangle {
        fn write(self, out: &mut String, head: &str) {
            let range = |(from, to): (u8, u8)| {
                if from == to { format!("{from:02X}") } else { format!("{from:02X}-{to:02X}") }
            };
            let read = match self.pair {
                Pair::One(c) => code_point(c),
                Pair::Bad(length) => length.to_string(),
                other => panic!("{other:?}"),
            };
            let _ = writeln!(out, "{head}\t{} {}\t{read}", range(self.first), range(self.second));
        }
    }

    fn runs(first: u8, different: impl Fn(u8) -> Option<Pair>) -> Vec<Rectangle> {
        let mut runs: Vec<Rectangle> = Vec::new();
        for second in 0..=255_u8 {
            let Some(pair) = different(second) else { continue };
            if let Some(run) = runs.last_mut()
                && run.second.1 + 1 == second
                && continues(run, pair)
            {
                run.second.1 = second;
            } else {
                runs.push(Rectangle { first: (first, first), second: (second, second), pair });
            }
        }
        runs
    }

    fn continues(run: &Rectangle, pair: Pair) -> bool {
        match (run.pair, pair) {
            (Pair::One(from), Pair::One(c)) => {
                u32::from(c) == u32::from(from) + u32::from(run.second.1 - run.second.0) + 1
            }
            (from, pair) => from == pair,
        }
    }

    fn code_point(c: char) -> String {
        format!("U+{:04X}", u32::from(c))
    }
}
