//! Converts stdin with one of OpenCC's conversions, for the differential test and for timings.
//!
//!     convert CONVERSION < text > converted
//!     convert --best CONVERSION < text               the same by the most probable phrases
//!     convert --time CONVERSION REPEATS < text       megabytes a second, without start and input

use std::io::{Read, Write};
use std::time::Instant;

use anyhow::{Context, Result};
use fix_text::Conversion;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--time", conversion, repeats] => {
            let conversion: Conversion = conversion.parse()?;
            let start = Instant::now();
            conversion.convert("头发頭髮");
            println!("start {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
            let mut best = f64::INFINITY;
            for _ in 0..repeats.parse::<usize>().context("REPEATS is a number")? {
                let start = Instant::now();
                std::hint::black_box(conversion.convert(std::hint::black_box(&text)));
                best = best.min(start.elapsed().as_secs_f64());
            }
            println!("{conversion} {:.0} MB/s", text.len() as f64 / best / 1e6);
        }
        ["--best", conversion] => {
            let conversion: Conversion = conversion.parse()?;
            std::io::stdout().write_all(conversion.convert_best(&text).as_bytes())?;
        }
        [conversion] => {
            let conversion: Conversion = conversion.parse()?;
            std::io::stdout().write_all(conversion.convert(&text).as_bytes())?;
        }
        _ => anyhow::bail!("convert CONVERSION, or convert --time CONVERSION REPEATS"),
    }
    Ok(())
}
