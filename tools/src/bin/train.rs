//! Trains the language model, or builds its tables from the statistics that are checked in.
//!
//! ```text
//! train text TEXT_DIR OPENCC_TSCHARACTERS   count, prune, write statistics and tables
//! train triples TEXT_DIR OPENCC_TSCHARACTERS   the triples alone, on top of the statistics there are
//! train tables                              statistics and triples → tables
//! train letters TEXT_DIR                    pairs of letters, for telling encodings apart
//! train words TEXT_DIR                      common words of each language, for the same
//! train cloze DIR                           how often the model tells which character was lost
//! train report DIR                          bits per character of each file in DIR
//! ```

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use fix_text::model::{cost, cost_after_two};
use fix_text_tools::train::{build, cloze, count, letters, prune, statistics, triples, words};

/// Pairs in the embedded model: see docs/DESIGN.md for what other sizes buy.
const PAIRS: usize = 400_000;
/// Triples in the embedded model.
const TRIPLES: usize = 410_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["text", folder, folding] => train(Path::new(folder), Path::new(folding)),
        ["triples", folder, folding] => {
            let folding = count::Folding::from_opencc(Path::new(folding))?;
            train_triples(Path::new(folder), &folding, &statistics::read()?)?;
            write_tables()
        }
        ["tables"] => write_tables(),
        ["letters", folder] => {
            let file = project().join("src/language/data/letters.txt");
            Ok(fs::write(file, letters::train(Path::new(folder))?)?)
        }
        ["words", folder] => {
            let file = project().join("src/language/data/words.bin");
            Ok(fs::write(file, words::train(Path::new(folder))?)?)
        }
        ["report", folder] => report(Path::new(folder)),
        ["cloze", folder] => print_cloze(Path::new(folder)),
        _ => Err("usage: train text TEXT_DIR OPENCC_TSCHARACTERS | train triples TEXT_DIR \
                  OPENCC_TSCHARACTERS | train tables | train letters TEXT_DIR | train words TEXT_DIR | train report DIR | train cloze DIR"
            .into()),
    }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn train(folder: &Path, folding: &Path) -> Result<(), Box<dyn Error>> {
    let folding = count::Folding::from_opencc(folding)?;
    let parts = count::count(folder, &folding)?;
    let statistics = prune::prune(&parts, &folding, size("PAIRS", PAIRS));
    drop(parts);
    statistics::write(&statistics)?;
    train_triples(folder, &folding, &statistics)?;
    write_tables()
}

fn train_triples(
    folder: &Path,
    folding: &count::Folding,
    statistics: &statistics::Statistics,
) -> Result<(), Box<dyn Error>> {
    let triples = triples::train(folder, folding, statistics, size("TRIPLES", TRIPLES))?;
    eprintln!("{} triples, {} twos", triples.costs.len(), triples.anything_else.len());
    Ok(statistics::write_triples(&triples)?)
}

/// A size, which the environment can change.
fn size(variable: &str, usual: usize) -> usize {
    env::var(variable).ok().and_then(|s| s.parse().ok()).unwrap_or(usual)
}

fn write_tables() -> Result<(), Box<dyn Error>> {
    let data = project().join("src/model/data");
    for (name, bytes) in build::build(&statistics::read()?, &statistics::read_triples()?)? {
        eprintln!("{name}: {} bytes", bytes.len());
        fs::write(data.join(name), bytes)?;
    }
    Ok(())
}

/// Prints bits per character, spaces at line ends included.
fn report(folder: &Path) -> Result<(), Box<dyn Error>> {
    let files = text_files(folder)?;
    println!("| file | characters | bits per character |\n|---|---|---|");
    for path in files {
        let text = fs::read_to_string(&path)?;
        let characters = text.chars().count();
        let eighths = text
            .lines()
            .map(|line| f64::from(fix_text::model::text_cost(line.chars(), fix_text::model::cost)))
            .sum::<f64>();
        let bits = eighths / f64::from(fix_text::model::BIT) / characters.max(1) as f64;
        println!(
            "| {} | {characters} | {bits:.2} |",
            path.file_stem().unwrap_or_default().to_string_lossy()
        );
    }
    Ok(())
}

/// Text files of a folder, by name.
fn text_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|f| f.map(|f| f.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    Ok(files)
}

/// Prints what the pairs alone and the triples make of each file: see [`cloze`].
fn print_cloze(folder: &Path) -> Result<(), Box<dyn Error>> {
    println!(
        "| file | bits, pairs | bits, triples | right, pairs | right, triples | lines, pairs | lines, triples |"
    );
    println!("|---|---|---|---|---|---|---|");
    for path in text_files(folder)? {
        let text = fs::read_to_string(&path)?;
        let lines: Vec<&str> = text.lines().skip(1).step_by(2).collect();
        let pairs = cloze::measure(&lines, |_, previous, next| cost(previous, next));
        let triples = cloze::measure(&lines, cost_after_two);
        println!(
            "| {} | {:.2} | {:.2} | {:.1} % | {:.1} % | {:.1} % | {:.1} % |",
            path.file_stem().unwrap_or_default().to_string_lossy(),
            pairs.bits,
            triples.bits,
            pairs.right * 100.0,
            triples.right * 100.0,
            pairs.lines * 100.0,
            triples.lines * 100.0,
        );
    }
    Ok(())
}
