//! Detection of script, and repair of lines that were converted character by character.

use std::collections::HashMap;

use fix_text::{Conversion, Evidence, Han, Pass, Region, ScriptRepair, normalize, scripts};

use super::{File, Floors, Options};

/// Lines in a document.
const DOCUMENT: usize = 20;

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The script of a whole line.
fn of_line(line: &str) -> Han {
    match scripts(line).as_slice() {
        [span] => span.script,
        _ => Han::Mixed,
    }
}

pub fn detect(files: &[File], options: &Options, floors: &mut Floors) {
    println!("detection of script, each line alone");
    let mut shown = 0;
    for (name, files_of, wanted) in [
        ("hans", "zh-hans", Han::Simplified),
        ("hant", "zh-hant", Han::Traditional),
        ("ja", "ja", Han::Japanese),
    ] {
        let (mut lines, mut right) = (0, 0);
        let mut other: HashMap<String, usize> = HashMap::new();
        for line in
            files.iter().filter(|file| file.name.starts_with(files_of)).flat_map(|file| &file.lines)
        {
            // Some lines of a traditional file were never translated.
            let is_simplified = name == "hant"
                && Conversion::T2s.convert(line) == line.as_str()
                && Conversion::S2t.convert(line) != line.as_str();
            if is_simplified || line.chars().filter(|c| is_han(*c)).count() < 2 {
                continue;
            }
            lines += 1;
            let script = of_line(line);
            if script == wanted {
                right += 1;
                continue;
            }
            *other.entry(format!("{script:?}")).or_default() += 1;
            if shown < options.show {
                shown += 1;
                println!("    {name} taken for {script:?}: {line}");
            }
        }
        println!("  {name}: {right} of {lines}; others {other:?}");
        floors.at_least(&format!("lines of {name}"), right as f64 / f64::from(lines), 0.995);
    }
    // Documents of each region: right, wrong, all.
    let mut documents = [(Region::Taiwan, [0; 3]), (Region::HongKong, [0; 3])];
    for (file, wanted) in [
        ("zh-hant-tw", Region::Taiwan),
        ("zh-hant-tw-law", Region::Taiwan),
        ("zh-hant-tw-pud", Region::Taiwan),
        ("zh-hant-hk", Region::HongKong),
        ("zh-hant-hk-yue", Region::HongKong),
    ] {
        for size in [1, DOCUMENT] {
            let lines = files.iter().filter(|f| f.name == file).flat_map(|f| f.lines.chunks(size));
            let (mut all, mut right, mut wrong) = (0, 0, 0);
            for lines in lines {
                all += 1;
                let region = Evidence::of(&lines.join("\n")).region();
                right += usize::from(region == Some(wanted));
                wrong += usize::from(region.is_some_and(|region| region != wanted));
            }
            println!(
                "  region of {file}, {size} lines: right {right}, wrong {wrong}, unknown {} of {all}",
                all - right - wrong
            );
            if size == DOCUMENT {
                for (_, counts) in documents.iter_mut().filter(|(region, _)| *region == wanted) {
                    for (count, more) in counts.iter_mut().zip([right, wrong, all]) {
                        *count += more;
                    }
                }
            }
        }
    }
    for (region, [right, wrong, all]) in documents {
        let share = |count| f64::from(count as u32) / f64::from(all.max(1) as u32);
        floors.at_least(&format!("documents of {region:?}"), share(right), 0.9);
        floors.at_most(&format!("documents of {region:?} taken for the other"), share(wrong), 0.09);
    }
    // A clause of the other script in each line: found and located.
    let of = |name: &str| {
        files.iter().find(|file| file.name == name).map_or(&[][..], |file| &file.lines[..])
    };
    let (hans, hant) = (of("zh-hans-news"), of("zh-hant-tw"));
    let (mut all, mut found) = (0, 0);
    for (a, b) in hans.iter().zip(hant) {
        let (Some(a), Some(b)) = (a.split_inclusive('，').next(), b.split('，').next_back())
        else {
            continue;
        };
        // A mark that closes what is not there would belong to the clause before.
        let b = b.trim_start_matches(['」', '”', '』', '）']);
        if !a.ends_with('，') || of_line(a) != Han::Simplified || of_line(b) != Han::Traditional {
            continue;
        }
        all += 1;
        let line = format!("{a}{b}");
        let located: Vec<(usize, Han)> =
            scripts(&line).iter().map(|span| (span.span.start, span.script)).collect();
        found += usize::from(located == [(0, Han::Simplified), (a.len(), Han::Traditional)]);
    }
    println!(
        "  mixed: {found} of {all} lines of a simplified and a traditional clause are found and cut at the right byte"
    );
    floors.at_least("mixed lines found and cut", found as f64 / f64::from(all.max(1)), 0.96);
}

pub fn repair(files: &[File], options: &Options, floors: &mut Floors) {
    println!("script converted character by character, repaired");
    let naive = |line: &str| -> String {
        // What a table of characters does: each character alone.
        line.chars()
            .map(|c| Conversion::S2t.convert(c.encode_utf8(&mut [0; 4])).into_owned())
            .collect()
    };
    for (level, name, floor, floor_alone) in
        [(ScriptRepair::Guarded, "guarded", 0.97, 0.6), (ScriptRepair::Full, "full", 0.995, 0.995)]
    {
        let pass = [Pass::ScriptRepair(level)];
        let mut total = Count::default();
        let mut alone = Count::default();
        let mut shown = 0;
        for file in files.iter().filter(|file| file.name.starts_with("zh-hans")) {
            for lines in file.lines.chunks(DOCUMENT) {
                let clean = lines.join("\n");
                let (wanted, damaged) = (Conversion::S2t.convert_best(&clean), naive(&clean));
                total.take(
                    &wanted,
                    &damaged,
                    &normalize(&damaged, &pass),
                    options.show,
                    &mut shown,
                );
                for line in lines {
                    let (wanted, damaged) = (Conversion::S2t.convert_best(line), naive(line));
                    alone.take(&wanted, &damaged, &normalize(&damaged, &pass), 0, &mut shown);
                }
            }
        }
        total.print(&format!("{name}, documents of 20 lines"));
        alone.print(&format!("{name}, each line alone"));
        floors.at_least(&format!("wrong characters repaired, {name}"), total.rate(), floor);
        floors.at_least(&format!("the same, each line alone, {name}"), alone.rate(), floor_alone);
        let (mut han, mut altered) = (0, 0);
        for file in files.iter().filter(|file| file.name.starts_with("zh-hant")) {
            let (mut of_file, mut changed) = (0, 0);
            for lines in file.lines.chunks(DOCUMENT) {
                let text = lines.join("\n");
                let repaired = normalize(&text, &pass);
                of_file += text.chars().filter(|c| is_han(*c)).count();
                for (at, (a, b)) in text.chars().zip(repaired.chars()).enumerate() {
                    if a != b {
                        changed += 1;
                        if shown < 2 * options.show && level == ScriptRepair::Guarded {
                            shown += 1;
                            let around: String =
                                text.chars().skip(at.saturating_sub(4)).take(9).collect();
                            println!(
                                "    {}: {a} became {b} in {}",
                                file.name,
                                around.replace('\n', "/")
                            );
                        }
                    }
                }
            }
            println!(
                "    native {}: {:.0} per million",
                file.name,
                1e6 * changed as f64 / of_file as f64
            );
            han += of_file;
            altered += changed;
        }
        let rate = 1e6 * altered as f64 / han as f64;
        println!("  native lines, {name}: {altered} of {han} Chinese characters altered");
        if level == ScriptRepair::Guarded {
            floors.at_most("native characters altered per million", rate, 200.0);
        }
    }
}

#[derive(Default)]
struct Count {
    wrong: usize,
    repaired: usize,
    /// Right before and wrong now.
    harmed: usize,
}

impl Count {
    fn take(
        &mut self,
        wanted: &str,
        damaged: &str,
        repaired: &str,
        show: usize,
        shown: &mut usize,
    ) {
        let chars: Vec<char> = damaged.chars().collect();
        for (at, ((wanted, damaged), repaired)) in
            wanted.chars().zip(damaged.chars()).zip(repaired.chars()).enumerate()
        {
            self.wrong += usize::from(wanted != damaged);
            self.repaired += usize::from(wanted != damaged && wanted == repaired);
            self.harmed += usize::from(wanted == damaged && wanted != repaired);
            if wanted != repaired && *shown < show {
                *shown += 1;
                let around: String =
                    chars[at.saturating_sub(4)..(at + 5).min(chars.len())].iter().collect();
                println!("    {around}: {damaged} is {repaired}, should be {wanted}");
            }
        }
    }

    fn rate(&self) -> f64 {
        self.repaired as f64 / self.wrong.max(1) as f64
    }

    fn print(&self, name: &str) {
        println!(
            "  {name}: {} of {} wrong characters repaired ({:.2} %), {} harmed",
            self.repaired,
            self.wrong,
            100.0 * self.rate(),
            self.harmed
        );
    }
}
