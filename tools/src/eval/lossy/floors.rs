//! What the project promises about damage that lost bytes.

use super::super::floors::{Bound, Floor};
use super::measure::Row;
use super::producer::Producer;
use super::rows::Change;

/// What a row must reach, each a share from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Needed {
    /// Lines that come out as they were written.
    exact: Option<f64>,
    /// Characters that lost a byte and are right.
    back: Option<f64>,
    /// Lines that are harmed.
    harmed: f64,
}

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// UTF-8 read as GBK by a browser.
    Browser,
    /// By one of Python's codecs.
    Python,
    /// By PHP.
    Php,
    /// With nothing left of what was lost.
    Silent,
    /// UTF-8 read as windows-1252, the holes lost.
    Holes,
    /// The same for alphabets, where no words are known that would tell `с` from `я`: a letter in each line may stay
    /// wrong.
    HolesInAlphabets,
    /// UTF-8 read as the charset of a language whose bytes leave more in doubt.
    Harder,
    /// UTF-8 read as a charset that loses most of it: nothing is promised but to do no harm.
    Hardest,
    /// One byte more or less in GBK.
    OutOfStep,
}

const NEEDED: [(Kind, Needed); 9] = [
    (Kind::Browser, Needed { exact: Some(0.80), back: Some(0.90), harmed: 0.005 }),
    (Kind::Python, Needed { exact: Some(0.80), back: Some(0.95), harmed: 0.005 }),
    (Kind::Php, Needed { exact: Some(0.75), back: Some(0.90), harmed: 0.005 }),
    (Kind::Silent, Needed { exact: Some(0.70), back: Some(0.90), harmed: 0.01 }),
    (Kind::Holes, Needed { exact: Some(0.90), back: Some(0.95), harmed: 0.005 }),
    (Kind::HolesInAlphabets, Needed { exact: None, back: Some(0.80), harmed: 0.01 }),
    (Kind::Harder, Needed { exact: Some(0.70), back: Some(0.85), harmed: 0.01 }),
    (Kind::Hardest, Needed { exact: None, back: None, harmed: 0.01 }),
    (Kind::OutOfStep, Needed { exact: Some(0.85), back: Some(0.95), harmed: 0.005 }),
];

/// Floors known not to be reached yet (language, damage, which one), with what must be reached all
/// the same.
#[rustfmt::skip]
const BELOW: &[(&str, &str, &str, f64)] = &[
    ("ja", "utf-8>windows-1252, python cp1252, twice", "exact", 0.43),
    ("ko", "utf-8>windows-1252, python cp1252, twice", "exact", 0.5),
    ("vi", "utf-8>windows-1252, python cp1252", "lost characters right", 0.7),
    ("vi", "utf-8>windows-1252, python cp1252, twice", "lost characters right", 0.75),
    ("ja", "utf-8>windows-1252, python cp1252", "exact", 0.43),
    ("ja", "utf-8>windows-1252, python-ignore cp1252", "exact", 0.283),
    ("ja", "utf-8>windows-1252, python-ignore cp1252", "harmed", 0.057),
    ("ja", "utf-8>windows-1252, cleaned", "exact", 0.3),
    ("ja", "utf-8>shift_jis, browser", "exact", 0.2),
    ("ja", "utf-8>shift_jis, browser", "lost characters right", 0.776),
    ("ja", "utf-8>shift_jis, python shift_jis", "exact", 0.45),
    ("ko", "utf-8>windows-1252, python cp1252", "exact", 0.521),
    ("ko", "utf-8>windows-1252, python-ignore cp1252", "exact", 0.435),
    ("ko", "utf-8>windows-1252, python-ignore cp1252", "lost characters right", 0.881),
    ("ko", "utf-8>windows-1252, python-ignore cp1252", "harmed", 0.109),
    ("ko", "utf-8>windows-1252, cleaned", "exact", 0.38),
    ("ko", "utf-8>windows-1252, cleaned", "lost characters right", 0.859),
    ("ko", "utf-8>windows-1252, cleaned", "harmed", 0.125),
    ("zh-hans", "utf-8>gbk, python gbk", "exact", 0.58),
    ("zh-hans", "utf-8>gbk, python gb18030", "exact", 0.75),
    ("zh-hans", "utf-8>gbk, php", "exact", 0.66),
    ("zh-hans", "utf-8>gbk, php", "lost characters right", 0.75),
    ("zh-hans", "utf-8>gbk, iconv -c", "exact", 0.35),
    ("zh-hans", "utf-8>gbk, iconv -c", "lost characters right", 0.85),
    ("zh-hans", "utf-8>gbk, python-ignore gbk", "exact", 0.58),
    ("zh-hans", "utf-8>windows-1252, python cp1252", "exact", 0.75),
    ("zh-hans", "utf-8>windows-1252, python-ignore cp1252", "exact", 0.683),
    ("zh-hans", "utf-8>windows-1252, cleaned", "exact", 0.61),
    ("zh-hans", "gbk>gbk, one byte inserted, browser", "exact", 0.517),
    ("zh-hans", "gbk>gbk, one byte inserted, php", "exact", 0.417),
    ("zh-hans", "gbk>gbk, one byte lost, browser", "exact", 0.45),
    ("zh-hans", "gbk>gbk, one byte lost, browser", "harmed", 0.02),
    ("zh-hans", "gbk>gbk, one byte lost, php", "exact", 0.383),
    ("zh-hant", "utf-8>gbk, php", "exact", 0.68),
    ("zh-hant", "utf-8>gbk, php", "lost characters right", 0.635),
    ("zh-hant", "utf-8>gbk, iconv -c", "exact", 0.222),
    ("zh-hant", "utf-8>gbk, iconv -c", "lost characters right", 0.8),
    ("zh-hant", "utf-8>big5, python big5", "harmed", 0.073),
    ("zh-hant", "utf-8>big5, python cp950", "harmed", 0.073),
];

/// The floors that this run says something about.
pub fn floors(rows: &[Row]) -> Vec<Floor> {
    let mut floors: Vec<Floor> = rows.iter().flat_map(floors_of).collect();
    if !rows.is_empty() {
        floors.push(Floor {
            what: "lossy: panics and edits that do not apply or undo".into(),
            needed: Bound::None,
            measured: rows.iter().map(|row| row.count.broken.len()).sum::<usize>() as f64,
            cases: rows.iter().map(|row| row.count.tally.cases).sum(),
        });
    }
    floors
}

fn floors_of(row: &Row) -> Vec<Floor> {
    let tally = &row.count.tally;
    let (Some(kind), true) = (kind(row), tally.cases > 0) else { return Vec::new() };
    let needed = NEEDED.iter().find(|(other, _)| *other == kind).map(|(_, needed)| *needed);
    let Some(needed) = needed else { return Vec::new() };
    let (language, damage) = (row.language.code(), row.damage.to_string());
    let floor = |what: &str, needed: Bound, part: usize, cases: usize| {
        let below = BELOW
            .iter()
            .find(|below| (below.0, below.1, below.2) == (language, damage.as_str(), what));
        let needed = match (needed, below) {
            (Bound::Least(_), Some(below)) => Bound::Least(below.3),
            (Bound::Most(_), Some(below)) => Bound::Most(below.3),
            (needed, _) => needed,
        };
        Floor {
            what: format!("lossy, {language}, {damage}: {what}"),
            needed,
            measured: part as f64 / cases.max(1) as f64,
            cases,
        }
    };
    let exact =
        needed.exact.map(|share| floor("exact", Bound::Least(share), tally.restored, tally.cases));
    let (back, lost) = (row.count.back, row.count.lost);
    let back =
        needed.back.map(|share| floor("lost characters right", Bound::Least(share), back, lost));
    let harmed = floor("harmed", Bound::Most(needed.harmed), tally.harmed, tally.cases);
    exact.into_iter().chain(back).chain([harmed]).collect()
}

fn kind(row: &Row) -> Option<Kind> {
    let damage = &row.damage;
    if damage.change != Change::None {
        return (damage.actual == "gbk").then_some(Kind::OutOfStep);
    }
    if damage.actual != "utf-8" {
        return None;
    }
    match (row.language.code(), damage.read_as, damage.producer) {
        ("zh-hans", "gbk", producer) => match producer {
            Producer::Browser => Some(Kind::Browser),
            Producer::Python(_) => Some(Kind::Python),
            Producer::Php => Some(Kind::Php),
            Producer::Iconv | Producer::PythonIgnore(_) => Some(Kind::Silent),
            _ => None,
        },
        ("zh-hant", "gbk", _) | ("ja", "shift_jis", _) => Some(Kind::Harder),
        ("zh-hant", "big5", _) | ("ko", "euc-kr", _) => Some(Kind::Hardest),
        ("zh-hans" | "ja" | "ko", "windows-1252", _) => Some(Kind::Holes),
        (_, "windows-1252", _) => Some(Kind::HolesInAlphabets),
        _ => None,
    }
}
