//! The section of the report about damage that lost bytes.

use std::fmt::Write;

use super::super::chains::Language;
use super::super::report::{percent, row, rule, visible};
use super::guesses::{self, BINS, Bin, Judged};
use super::measure::{Count, Failure, LENGTH_NAMES, Row};

/// Writes the section.
pub fn write(out: &mut String, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n## Damage that lost bytes\n\n\
         Lines of 8–200 characters, each decoded alone, in which at least one byte was lost. *exact*: the clean line came \
         out; *back*: of the characters that lost a byte, those that are right in the output (for a byte inserted or lost: \
         of all characters that were misread); *harmed*: changed and no nearer, or a character that could be read is \
         gone (in brackets the number of those); behind a cut, characters of which nothing is left are not asked for, and a \
         mark may stay. The speeds are of one thread: each line given alone, and all of them as one document, whose \
         exact lines are counted, too."
    );
    let mut at: Option<&Language> = None;
    for measured in rows {
        if at != Some(&measured.language) {
            at = Some(&measured.language);
            let _ = writeln!(out, "\n### {}\n", measured.language.code());
            row(
                out,
                [
                    "damage",
                    "lines",
                    "lost characters",
                    "exact",
                    "back",
                    "untouched",
                    "partly",
                    "harmed",
                    "exact in a document",
                    "MB/s, lines",
                    "MB/s, document",
                ]
                .map(str::to_owned),
            );
            rule(out, 11);
        }
        row(out, cells(measured));
    }
    by_length(out, rows);
    reliability(out, rows);
}

fn cells(measured: &Row) -> Vec<String> {
    let Count { tally, lost, back, worsened, .. } = &measured.count;
    let worsened = if *worsened > 0 { format!(" ({worsened})") } else { String::new() };
    let document = &measured.document;
    vec![
        measured.damage.to_string(),
        tally.cases.to_string(),
        lost.to_string(),
        percent(tally.share(tally.restored)),
        share(*back, *lost),
        percent(tally.share(tally.untouched)),
        percent(tally.share(tally.partly)),
        percent(tally.share(tally.harmed)) + &worsened,
        document.exact.map_or("–".to_owned(), |exact| share(exact, tally.cases)),
        speed(measured.count.bytes, measured.count.seconds),
        speed(document.bytes, document.seconds),
    ]
}

fn by_length(out: &mut String, rows: &[Row]) {
    if rows.iter().all(|measured| measured.by_length.is_none()) {
        return;
    }
    let _ = writeln!(
        out,
        "\n### By length, in characters\n\nPieces cut from the lines: exact / back / harmed, in per cent (cases).\n"
    );
    row(out, ["damage"].into_iter().chain(LENGTH_NAMES).map(str::to_owned));
    rule(out, 1 + LENGTH_NAMES.len());
    for measured in rows {
        let Some(counts) = &measured.by_length else { continue };
        let name = format!("{}, {}", measured.language.code(), measured.damage);
        row(out, [name].into_iter().chain(counts.iter().map(length_cell)));
    }
}

fn length_cell(count: &Count) -> String {
    let (tally, cases) = (&count.tally, count.tally.cases);
    if cases == 0 {
        return "–".to_owned();
    }
    let of = |part: usize, whole: usize| part as f64 / whole.max(1) as f64 * 100.0;
    format!(
        "{:.1} / {:.1} / {:.1} ({cases})",
        of(tally.restored, cases),
        of(count.back, count.lost),
        of(tally.harmed, cases)
    )
}

fn reliability(out: &mut String, rows: &[Row]) {
    let _ = writeln!(
        out,
        "\n### Guesses\n\nThe probability of the likeliest candidate, and how often it is what was written; how often that is \
         among the candidates; how often a guess stands in the output rather than U+FFFD. Of all lines above.\n"
    );
    let all: Vec<&Judged> = rows.iter().flat_map(|measured| &measured.count.guesses).collect();
    if all.is_empty() {
        let _ = writeln!(out, "There were no guesses.");
        return;
    }
    let bins = guesses::bins(all);
    row(
        out,
        ["probability from", "guesses", "said", "right", "among the candidates", "written"]
            .map(str::to_owned),
    );
    rule(out, 6);
    for (least, bin) in BINS.iter().zip(&bins).filter(|(_, bin)| bin.guesses > 0) {
        row(out, bin_cells(least.to_string(), bin));
    }
    let mut sum = Bin::default();
    for bin in &bins {
        sum.guesses += bin.guesses;
        sum.right += bin.right;
        sum.probability += bin.probability;
        sum.listed += bin.listed;
        sum.written += bin.written;
    }
    row(out, bin_cells("all".to_owned(), &sum));
    let _ =
        writeln!(out, "\nExpected calibration error {}.", percent(guesses::expected_error(&bins)));
}

fn bin_cells(name: String, bin: &Bin) -> [String; 6] {
    let said = percent(Some(bin.probability / bin.guesses as f64));
    let of = |part| share(part, bin.guesses);
    [name, bin.guesses.to_string(), said, of(bin.right), of(bin.listed), of(bin.written)]
}

/// The failures that were kept, for tuning. The characters to be brought back are named.
pub fn failures(rows: &[Row]) -> String {
    let mut out = String::new();
    for measured in rows.iter().filter(|measured| !measured.failures.is_empty()) {
        let tally = &measured.count.tally;
        let _ = writeln!(
            out,
            "\n### {} {}: {} of {} not exact",
            measured.language.code(),
            measured.damage,
            tally.cases - tally.restored,
            tally.cases
        );
        for Failure { case, output, outcome, edits, findings } in &measured.failures {
            let wanted: String = case
                .clean
                .chars()
                .zip(measured.damage.wanted(case))
                .filter_map(|(c, wanted)| wanted.then_some(c))
                .collect();
            let _ = writeln!(
                out,
                "- {outcome:?}, {findings} findings, lost {wanted}\n  clean   {}\n  damaged {}\n  output  {}\n  edits   {}",
                visible(&case.clean),
                visible(&case.damaged),
                visible(output),
                visible(edits),
            );
        }
    }
    out
}

fn share(part: usize, whole: usize) -> String {
    percent((whole > 0).then(|| part as f64 / whole as f64))
}

fn speed(bytes: usize, seconds: f64) -> String {
    if seconds > 0.0 { format!("{:.2}", bytes as f64 / seconds / 1e6) } else { "–".to_owned() }
}
