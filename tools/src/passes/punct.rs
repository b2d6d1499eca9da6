//! Folds clean Chinese lines as ftfy does, restores them, and compares; and looks what happens to lines that were not folded.

use anyhow::Result;
use fix_text::{Pass, Punctuation, normalize};

use super::{File, Floors, Options};

/// Lines in a document: a fold is recognised by what a text has none of, so that its length matters. Documents are neighbouring lines, as a
/// quotation may go on in the next line; only those of the half that is measured count.
const DOCUMENT: usize = 20;

const RESTORE: Pass = Pass::Punctuation(Punctuation::Restore);

/// What `fix_character_width` and `uncurl_quotes` of ftfy 6.3 do to the marks of Chinese text.
fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '“' | '”' | '„' | '‟' => '"',
            '‘' | '’' | '‚' | '‛' => '\'',
            _ => c,
        })
        .collect()
}

/// Whether a line is as it would be after a fold: it has commas between Chinese characters, and no full-width mark but perhaps quotes.
fn is_folded(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    let is_han = |c: &char| ('\u{3400}'..='\u{9fff}').contains(c);
    let around = |at: usize| {
        let before =
            chars[..at].iter().rev().find(|c| !"\"')]%》”’".contains(**c)).is_some_and(is_han);
        before && chars[at + 1..].iter().find(|c| !"\"'([《“‘".contains(**c)).is_some_and(is_han)
    };
    chars.iter().enumerate().any(|(at, c)| *c == ',' && around(at))
        && !line.chars().any(|c| "，：；？！（）".contains(c))
}

/// Whether no ASCII mark stands beside a Chinese character: in other lines nothing tells after a fold which marks were full-width.
fn is_uniform(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    let is_han = |c: &char| ('\u{3400}'..='\u{9fff}').contains(c);
    !chars.windows(2).any(|pair| {
        let is_mark = |c: char| ",:;?!()\"'".contains(c);
        (is_mark(pair[0]) && is_han(&pair[1])) || (is_han(&pair[0]) && is_mark(pair[1]))
    })
}

#[derive(Default)]
struct Count {
    /// Marks that came back, those that should have, and those that are there.
    right: usize,
    wanted: usize,
    written: usize,
    lines: usize,
    exact: usize,
}

impl Count {
    fn take(&mut self, clean: &str, folded: &str, restored: &str) {
        self.lines += 1;
        self.exact += usize::from(clean == restored);
        // One character stays one character.
        for ((clean, folded), restored) in clean.chars().zip(folded.chars()).zip(restored.chars()) {
            self.wanted += usize::from(clean != folded);
            self.written += usize::from(restored != folded);
            self.right += usize::from(clean != folded && restored == clean);
        }
    }

    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.wanted + self.written).max(1) as f64
    }

    fn print(&self, name: &str) {
        println!(
            "  {name}: F1 {:.4} (precision {:.4}, recall {:.4}), lines exact {:.2} % of {}",
            self.f1(),
            self.right as f64 / self.written.max(1) as f64,
            self.right as f64 / self.wanted.max(1) as f64,
            100.0 * self.exact as f64 / self.lines.max(1) as f64,
            self.lines
        );
    }
}

pub fn measure(files: &[File], options: &Options, floors: &mut Floors) -> Result<()> {
    println!("punctuation: folded as ftfy does, restored");
    let (mut documents, mut single) = (Count::default(), Count::default());
    let mut uniform = Count::default();
    let (mut altered, mut unfolded, mut shown) = (0, 0, 0);
    for file in files.iter().filter(|file| file.name.starts_with("zh")) {
        let mut of_file = Count::default();
        for lines in file.all.chunks(DOCUMENT) {
            // Lines that came folded have nothing to come back.
            let (is_counted, lines): (Vec<bool>, Vec<&str>) = lines
                .iter()
                .filter(|(_, line)| !is_folded(line))
                .map(|(is_counted, line)| (*is_counted, line.as_str()))
                .unzip();
            let folded = fold(&lines.join("\n"));
            let restored = normalize(&folded, &[RESTORE]);
            for (((clean, folded), restored), _) in lines
                .iter()
                .zip(folded.lines())
                .zip(restored.lines())
                .zip(is_counted)
                .filter(|(_, is_counted)| *is_counted)
            {
                documents.take(clean, folded, restored);
                of_file.take(clean, folded, restored);
                if is_uniform(clean) {
                    uniform.take(clean, folded, restored);
                }
                if *clean != restored && shown < options.show {
                    shown += 1;
                    println!("    {clean}\n    {restored}\n");
                }
            }
        }
        for line in file.lines.iter().filter(|line| fold(line) != **line) {
            let folded = fold(line);
            single.take(line, &folded, &normalize(&folded, &[RESTORE]));
        }
        of_file.print(&file.name);
    }
    documents.print("all, documents of 20 lines");
    uniform.print("of these, lines without an ASCII mark beside a Chinese character");
    single.print("all, each line that has such marks alone");
    for file in files {
        let whole = file.lines.join("\n");
        let whole_altered = normalize(&whole, &[RESTORE]) != whole;
        altered += usize::from(whole_altered);
        for line in file.lines.iter().filter(|line| !is_folded(line)) {
            unfolded += 1;
            let restored = normalize(line, &[RESTORE]);
            if restored != **line {
                altered += 1;
                println!("    altered: {line}\n             {restored}");
            }
        }
    }
    println!("  {unfolded} lines that were not folded, each alone, and {} files", files.len());
    // 0.985 of all is the aim. Of what is missing, two thirds are marks that were ASCII among full-width ones before the fold.
    floors.at_least("F1 of marks, documents", documents.f1(), 0.983);
    floors.at_least("F1 of marks, uniform lines", uniform.f1(), 0.992);
    floors.at_least(
        "lines exact, documents",
        documents.exact as f64 / documents.lines as f64,
        0.94,
    );
    floors.at_most("unfolded lines or files altered", altered as f64, 0.0);
    Ok(())
}
