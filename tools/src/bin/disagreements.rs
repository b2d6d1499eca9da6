//! Draws places where the conversion by the most probable phrases differs from that by the longest, to be judged by a reader:
//! `disagreements --seed 1 --count 200`, a table for `reports/script-best.md` on stdout.
//!
//! Traditional lines are made simplified first. A clause counts once, with the first of the conversions in which it differs.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use fix_text::Conversion;

/// The conversions in which the two ways can differ.
const CONVERSIONS: [Conversion; 5] =
    [Conversion::S2t, Conversion::S2tw, Conversion::S2hk, Conversion::S2twp, Conversion::S2hkp];

/// Characters shown on both sides.
const AROUND: usize = 4;

#[derive(Debug, Parser)]
struct Options {
    /// The folder of clean text
    #[arg(long, default_value = "../shared/eval")]
    clean: PathBuf,
    /// Lines to use: odd for tuning, even for reporting
    #[arg(long, value_enum, default_value_t = Lines::Even)]
    lines: Lines,
    /// Another seed, another draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many to draw; all are printed where there are fewer
    #[arg(long, default_value_t = 200)]
    count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lines {
    Odd,
    Even,
}

/// A row of the table.
struct Disagreement {
    conversion: Conversion,
    file: String,
    line: usize,
    longest: String,
    probable: String,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mut found = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(&options.clean)
        .with_context(|| format!("no clean text in {}", options.clean.display()))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("zh-") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let first = usize::from(options.lines == Lines::Even);
        for (index, line) in text.lines().enumerate().skip(first).step_by(2) {
            let simplified = if name.starts_with("zh-hant") {
                Conversion::T2s.convert(line)
            } else {
                line.into()
            };
            compare(&simplified, &name, index + 1, &mut found);
        }
    }
    println!("{} disagreements, seed {}, {:?} lines\n", found.len(), options.seed, options.lines);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|index| mixed(options.seed, *index as u64));
    order.truncate(options.count);
    println!("| | file, line | conversion | longest phrases | most probable | judged |");
    println!("|---|---|---|---|---|---|");
    for (number, index) in order.into_iter().enumerate() {
        let Disagreement { conversion, file, line, longest, probable } = &found[index];
        println!("| {} | {file} {line} | {conversion} | {longest} | {probable} | |", number + 1);
    }
    Ok(())
}

fn compare(line: &str, file: &str, number: usize, found: &mut Vec<Disagreement>) {
    let mut seen = Vec::new();
    for conversion in CONVERSIONS {
        let (longest, probable) = (conversion.convert(line), conversion.convert_best(line));
        if longest == probable {
            continue;
        }
        // Marks are never converted, so that clauses stay in step where characters do not.
        for (clause, (a, b)) in clauses(&longest).zip(clauses(&probable)).enumerate() {
            if a == b || seen.contains(&clause) {
                continue;
            }
            seen.push(clause);
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            for ((start, end), (other_start, other_end)) in runs(&a, &b) {
                found.push(Disagreement {
                    conversion,
                    file: file.to_owned(),
                    line: number,
                    longest: marked(&a, start, end),
                    probable: marked(&b, other_start, other_end),
                });
            }
        }
    }
}

fn clauses(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_ascii() || "，。、；：？！（）「」『』《》“”".contains(c))
}

type Span = (usize, usize);

/// Where two clauses differ: each run of characters, or, where their lengths differ, all between what is the same at both ends.
fn runs(a: &[char], b: &[char]) -> Vec<(Span, Span)> {
    if a.len() != b.len() {
        let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (rest_a, rest_b) = (&a[start..], &b[start..]);
        let end = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
        return vec![((start, a.len() - end), (start, b.len() - end))];
    }
    let mut runs: Vec<(Span, Span)> = Vec::new();
    for at in (0..a.len()).filter(|at| a[*at] != b[*at]) {
        match runs.last_mut() {
            Some((span, other)) if span.1 == at => (span.1, other.1) = (at + 1, at + 1),
            _ => runs.push(((at, at + 1), (at, at + 1))),
        }
    }
    runs
}

/// The run in bold, with a few characters around it.
fn marked(clause: &[char], start: usize, end: usize) -> String {
    let text = |part: &[char]| part.iter().filter(|c| **c != '|').collect::<String>();
    let before = &clause[start.saturating_sub(AROUND)..start];
    let after = &clause[end..(end + AROUND).min(clause.len())];
    format!("{}**{}**{}", text(before), text(&clause[start..end]), text(after))
}

/// SplitMix64: a number for each index that looks random and is the same every time.
fn mixed(seed: u64, index: u64) -> u64 {
    let mut x = seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(index.wrapping_add(1));
    x = x.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
