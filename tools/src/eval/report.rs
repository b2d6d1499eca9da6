//! The report, in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use super::calibration;
use super::chains::Language;
use super::floors::{Bound, Floor, Verdict, WORD_CHAINS, chinese_words};
use super::lossy;
use super::measure::{BUCKET_NAMES, Clean, Failure, Group};
use super::options::{Options, Set};
use super::outcome::Tally;
use super::subject;

/// Chains named in the summary as the worst.
const WORST: usize = 25;
/// Edits of one clean text that are shown.
const EDITS_SHOWN: usize = 10;

/// All that a report is made from.
pub struct Results<'r> {
    /// The command line.
    pub options: &'r Options,
    /// The rule of damage.
    pub rule: &'r str,
    /// The rivals' names.
    pub rivals: &'r [&'static str],
    /// Damaged text.
    pub groups: &'r [Group],
    /// Clean text, when it was asked for.
    pub clean: Option<&'r Clean>,
    /// Damage that lost bytes.
    pub lossy: &'r [lossy::measure::Row],
    /// The floors.
    pub floors: &'r [Floor],
}

/// Writes the report.
pub fn markdown(results: &Results<'_>) -> String {
    let mut out = String::new();
    head(&mut out, results);
    summary(&mut out, results);
    for (set, title) in [
        (Set::Lines, "Lines of 8–200 characters"),
        (Set::Single, "One-byte charsets read as each other, lines of 20–200 characters"),
        (Set::Inside, "One damaged clause in a clean line"),
    ] {
        let groups: Vec<&Group> = results.groups.iter().filter(|group| group.set == set).collect();
        if !groups.is_empty() {
            outcomes(&mut out, title, &groups, results.rivals);
        }
    }
    lengths(&mut out, results.groups);
    words(&mut out, results);
    if let Some(clean) = results.clean {
        clean_text(&mut out, clean, results.rivals);
    }
    if !results.groups.is_empty() || results.clean.is_some() {
        calibration::write(&mut out, results.groups, results.clean);
    }
    lossy::report::write(&mut out, results.lossy);
    floors(&mut out, results.floors);
    out
}

/// The failures that were kept, for tuning; invisible characters are escaped.
pub fn failures(groups: &[Group]) -> String {
    let mut out = String::new();
    for group in groups.iter().filter(|group| !group.failures.is_empty()) {
        let lost = group.tally.cases - group.tally.restored;
        let _ = writeln!(
            out,
            "\n### {:?} {} {}: {lost} of {} not restored",
            group.set,
            group.language.code(),
            group.chain,
            group.tally.cases
        );
        for Failure { clean, damaged, output, outcome, edits, findings } in &group.failures {
            let _ = writeln!(
                out,
                "- {outcome:?}, {findings} findings\n  clean   {}\n  damaged {}\n  output  {}\n  edits   {edits}",
                visible(clean),
                visible(damaged),
                visible(output),
            );
        }
    }
    out
}

fn head(out: &mut String, results: &Results<'_>) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rest: Vec<String> = std::env::args().skip(1).collect();
    let _ = writeln!(
        out,
        "# Evaluation\n\n- date: {}\n- commit: {}\n- machine: {} cores, {}\n- command: `evaluate {}`\n- damage rule: {}; \
         lines: {:?} of {}\n\n\
         Counted are, where nothing else is said, lossless cases: every byte survived the decoders, and the text looks different. *restored*: the clean \
         text came out; *untouched*: nothing was changed; *partly*: nearer to the clean text (more of its characters, in \
         order) or to an earlier stage of the damage; *harmed*: changed and no nearer. A rival's figures are for a sample \
         of at most {} cases of a row.{}",
        today(),
        commit(),
        cores,
        cpu(),
        rest.join(" "),
        results.rule,
        results.options.lines,
        results.options.clean.display(),
        results.options.rival_limit,
        results
            .options
            .sample
            .map_or(String::new(), |most| format!(" **So are all others: at most {most} cases.**")),
    );
}

fn summary(out: &mut String, results: &Results<'_>) {
    if results.groups.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## Summary\n");
    row(
        out,
        ["what", "cases", "restored", "untouched", "partly", "harmed", "MB/s of one thread"]
            .map(str::to_owned),
    );
    rule(out, 7);
    let mut total: BTreeMap<String, (Tally, usize, f64)> = BTreeMap::new();
    for group in results.groups {
        let entry =
            total.entry(format!("{:?}, {:?}", group.set, group.language.family())).or_default();
        entry.0 += group.tally;
        entry.1 += group.bytes;
        entry.2 += group.seconds;
    }
    for (what, (tally, bytes, seconds)) in total {
        let mut cells = vec![what, tally.cases.to_string()];
        cells.extend(shares(&tally));
        cells.push(if seconds > 0.0 {
            format!("{:.1}", bytes as f64 / seconds / 1e6)
        } else {
            String::new()
        });
        row(out, cells);
    }
    let mut worst: Vec<&Group> = results
        .groups
        .iter()
        .filter(|group| group.set == Set::Lines && group.tally.cases > 0)
        .collect();
    let share = |group: &Group| group.tally.share(group.tally.restored).unwrap_or(1.0);
    worst.sort_by(|a, b| share(a).total_cmp(&share(b)));
    worst.retain(|group| group.tally.restored < group.tally.cases);
    let _ = writeln!(out, "\nThe lowest rows of whole lines:\n");
    for group in worst.iter().take(WORST) {
        let _ = writeln!(
            out,
            "- {} {}: {} of {} restored, {} harmed",
            group.language.code(),
            group.chain,
            percent(group.tally.share(group.tally.restored)),
            group.tally.cases,
            group.tally.harmed
        );
    }
}

fn outcomes(out: &mut String, title: &str, groups: &[&Group], rivals: &[&str]) {
    let _ = writeln!(out, "\n## {title}");
    let mut at: Option<&Language> = None;
    for group in groups {
        if at != Some(&group.language) {
            at = Some(&group.language);
            let _ = writeln!(out, "\n### {}\n", group.language.code());
            let mut cells: Vec<String> =
                ["chain", "texts", "lossless", "restored", "untouched", "partly", "harmed"]
                    .map(str::to_owned)
                    .to_vec();
            cells.extend(rivals.iter().map(|rival| format!("{rival} restored / harmed")));
            let columns = cells.len();
            row(out, cells);
            rule(out, columns);
        }
        let mut cells =
            vec![group.chain.to_string(), group.texts.to_string(), group.tally.cases.to_string()];
        cells.extend(shares(&group.tally));
        cells.extend(group.rivals.iter().map(restored_and_harmed));
        row(out, cells);
    }
}

fn lengths(out: &mut String, groups: &[Group]) {
    let mut table: BTreeMap<&Language, Vec<(String, [Tally; 4])>> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.set != Set::Inside) {
        let rows = table.entry(&group.language).or_default();
        let chain = group.chain.to_string();
        let tallies = match rows.iter().position(|(name, _)| *name == chain) {
            Some(at) => &mut rows[at].1,
            None => {
                rows.push((chain, Default::default()));
                &mut rows.last_mut().expect("just pushed").1
            }
        };
        // Short texts come from the short set alone, long ones from whole lines alone.
        for (bucket, tally) in group.by_length.iter().enumerate() {
            if (bucket == 3) == (group.set == Set::Lines) {
                tallies[bucket] += *tally;
            }
        }
    }
    if table.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n## By length of the clean text, in characters\n\nCases: restored / harmed."
    );
    for (language, rows) in table {
        let _ = writeln!(out, "\n### {}\n", language.code());
        row(out, ["chain"].into_iter().chain(BUCKET_NAMES).map(str::to_owned));
        rule(out, 5);
        for (chain, tallies) in rows {
            let cell = |tally: &Tally| {
                if tally.cases == 0 {
                    "–".to_owned()
                } else {
                    format!("{}: {}", tally.cases, restored_and_harmed(tally))
                }
            };
            row(out, [chain].into_iter().chain(tallies.iter().map(cell)));
        }
    }
}

fn words(out: &mut String, results: &Results<'_>) {
    let rows: Vec<(&str, Tally)> = WORD_CHAINS
        .iter()
        .map(|chain| (*chain, chinese_words(results.groups, chain)))
        .filter(|(_, t)| t.cases > 0)
        .collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## Chinese words of 2–6 characters\n");
    let mut cells: Vec<String> =
        ["chain", "cases", "restored", "untouched", "partly", "harmed"].map(str::to_owned).to_vec();
    cells.extend(
        results.rivals.iter().map(|rival| format!("{rival} restored / harmed (short pieces)")),
    );
    let columns = cells.len();
    row(out, cells);
    rule(out, columns);
    for (chain, tally) in rows {
        let mut cells = vec![chain.to_owned(), tally.cases.to_string()];
        cells.extend(shares(&tally));
        for at in 0..results.rivals.len() {
            let mut rival = Tally::default();
            results
                .groups
                .iter()
                .filter(|g| {
                    g.set == Set::Short && g.language.is_chinese() && g.chain.to_string() == chain
                })
                .filter_map(|g| g.rivals.get(at))
                .for_each(|tally| rival += *tally);
            cells.push(restored_and_harmed(&rival));
        }
        row(out, cells);
    }
}

fn clean_text(out: &mut String, clean: &Clean, rivals: &[&str]) {
    let _ = writeln!(out, "\n## Clean text\n");
    let mut cells: Vec<String> =
        ["file", "lines", "altered", "with findings", "edits of the whole file", "MB/s"]
            .map(str::to_owned)
            .to_vec();
    cells.extend(rivals.iter().map(|rival| format!("{rival} altered")));
    let columns = cells.len();
    row(out, cells);
    rule(out, columns);
    for file in &clean.files {
        let speed = if file.seconds > 0.0 {
            format!("{:.0}", file.bytes as f64 / file.seconds / 1e6)
        } else {
            String::new()
        };
        let mut cells = vec![
            file.stem.clone(),
            file.lines.to_string(),
            file.altered.to_string(),
            file.findings.to_string(),
            file.edits_whole.to_string(),
            speed,
        ];
        cells.extend(file.rivals.iter().map(|(lines, altered)| format!("{altered} of {lines}")));
        row(out, cells);
    }
    let lines: usize = clean.files.iter().map(|file| file.lines).sum();
    let altered: usize = clean.files.iter().map(|file| file.altered).sum();
    let _ = writeln!(out, "\n{altered} of {lines} clean lines were altered.");
    for altered in &clean.altered {
        let broken =
            altered.broken.map_or(String::new(), |broken| format!(", broken law: {broken:?}"));
        let shown = &altered.edits[..altered.edits.len().min(EDITS_SHOWN)];
        let more = altered.edits.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(
            out,
            "- {}{broken}: {}{more}",
            altered.place,
            visible(&subject::describe(shown))
        );
    }
}

fn floors(out: &mut String, floors: &[Floor]) {
    let _ = writeln!(out, "\n## Floors\n");
    let count = |verdict| floors.iter().filter(|floor| floor.verdict() == verdict).count();
    let _ = writeln!(
        out,
        "{} met, {} missed, {} with too few cases to say.\n",
        count(Verdict::Met),
        count(Verdict::Missed),
        count(Verdict::TooFew)
    );
    row(out, ["floor", "cases", "needed", "measured", ""].map(str::to_owned));
    rule(out, 5);
    for verdict in [Verdict::Missed, Verdict::TooFew, Verdict::Met] {
        for floor in floors.iter().filter(|floor| floor.verdict() == verdict) {
            let (needed, measured) = match floor.needed {
                Bound::Least(share) => {
                    (format!("≥ {:.0} %", share * 100.0), percent(Some(floor.measured)))
                }
                Bound::Most(share) => {
                    (format!("≤ {:.1} %", share * 100.0), percent(Some(floor.measured)))
                }
                Bound::None => ("0".to_owned(), floor.measured.to_string()),
            };
            let verdict = match verdict {
                Verdict::Met => "met",
                Verdict::Missed => "**missed**",
                Verdict::TooFew => "too few",
            };
            row(
                out,
                [floor.what.clone(), floor.cases.to_string(), needed, measured, verdict.to_owned()],
            );
        }
    }
}

/// One row of a table.
pub fn row(out: &mut String, cells: impl IntoIterator<Item = String>) {
    for cell in cells {
        let _ = write!(out, "| {cell} ");
    }
    out.push_str("|\n");
}

/// The rule below the head of a table: the first column to the left, figures to the right.
pub fn rule(out: &mut String, columns: usize) {
    let _ = writeln!(out, "|---|{}", "--:|".repeat(columns.saturating_sub(1)));
}

/// A share in per cent with two digits; a dash for no cases.
pub fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.2} %", share * 100.0))
}

fn shares(tally: &Tally) -> [String; 4] {
    [tally.restored, tally.untouched, tally.partly, tally.harmed]
        .map(|part| percent(tally.share(part)))
}

fn restored_and_harmed(tally: &Tally) -> String {
    match (tally.share(tally.restored), tally.share(tally.harmed)) {
        (Some(restored), Some(harmed)) => {
            format!("{:.1} / {:.1}", restored * 100.0, harmed * 100.0)
        }
        _ => "–".to_owned(),
    }
}

/// Escapes what no terminal shows: controls, private use, no-break spaces.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{ad}' | '\u{e000}'..='\u{f8ff}' | '\u{200b}'..='\u{200f}' => {
                let _ = write!(out, "{}", c.escape_unicode());
            }
            c if c.is_control() => {
                let _ = write!(out, "{}", c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out
}

fn commit() -> String {
    let output =
        Command::new("git").args(["describe", "--always", "--dirty", "--exclude=*"]).output();
    output.ok().filter(|output| output.status.success()).map_or("none yet".to_owned(), |output| {
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    })
}

fn cpu() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or(std::env::consts::ARCH, |(_, name)| name.trim()).to_owned()
}

fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of the days since 1970-01-01.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (days, date) in
            [(0, (1970, 1, 1)), (59, (1970, 3, 1)), (19_782, (2024, 2, 29)), (20_819, (2027, 1, 1))]
        {
            assert_eq!(civil(days), date);
        }
    }

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(visible("涓\u{e15f}枃\u{85}\u{a0}"), "涓\\u{e15f}枃\\u{85}\\u{a0}");
    }
}
