//! Trains the language model, or builds its tables from the statistics that are checked in.
//!
//! ```text
//! train text TEXT_DIR OPENCC_TSCHARACTERS   count, prune, write statistics and tables
//! train tables                              statistics → tables
//! train report DIR                          bits per character of each file in DIR
//! ```

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fix_text_tools::train::{build, count, prune, statistics::Statistics};

/// Pairs in the embedded model: see docs/DESIGN.md for what other sizes buy.
const PAIRS: usize = 400_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["text", folder, folding] => train(Path::new(folder), Path::new(folding)),
        ["tables"] => write_tables(&read_statistics()?),
        ["report", folder] => report(Path::new(folder)),
        _ => {
            Err("usage: train text TEXT_DIR OPENCC_TSCHARACTERS | train tables | train report DIR"
                .into())
        }
    }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn train(folder: &Path, folding: &Path) -> Result<(), Box<dyn Error>> {
    let folding = count::Folding::from_opencc(folding)?;
    let parts = count::count(folder, &folding)?;
    let size = env::var("PAIRS").ok().and_then(|s| s.parse().ok()).unwrap_or(PAIRS);
    let statistics = prune::prune(&parts, &folding, size);
    fix_text_tools::train::statistics::write(&statistics)?;
    write_tables(&statistics)
}

fn read_statistics() -> Result<Statistics, Box<dyn Error>> {
    fix_text_tools::train::statistics::read()
}

fn write_tables(statistics: &Statistics) -> Result<(), Box<dyn Error>> {
    let data = project().join("src/model/data");
    for (name, bytes) in build::build(statistics)? {
        eprintln!("{name}: {} bytes", bytes.len());
        fs::write(data.join(name), bytes)?;
    }
    Ok(())
}

/// Prints bits per character, spaces at line ends included.
fn report(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|f| f.map(|f| f.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    println!("| file | characters | bits per character |\n|---|---|---|");
    for path in files {
        let text = fs::read_to_string(&path)?;
        let characters = text.chars().count();
        let eighths = text
            .lines()
            .map(|line| f64::from(fix_text::model::text_cost(line, fix_text::model::cost)))
            .sum::<f64>();
        let bits = eighths / f64::from(fix_text::model::BIT) / characters.max(1) as f64;
        println!(
            "| {} | {characters} | {bits:.2} |",
            path.file_stem().unwrap_or_default().to_string_lossy()
        );
    }
    Ok(())
}
