//! Which wrong decodes are worth supposing, and what supposing each costs.

use crate::charset::Charset;
use crate::charset::Charset::*;
use crate::model::{BIT, Cost};

/// Charsets with two bytes a character.
pub const DOUBLE: &[Charset] = &[Gbk, Big5, ShiftJis, EucJp, EucKr];
/// What Latin text is read as. Latin-1 needs no place of its own: the inverse of windows-1252 takes
/// C1 controls too.
const LATIN: &[Charset] = &[
    Windows1252,
    Windows1250,
    Windows1254,
    Windows1257,
    Windows1258,
    Iso8859_2,
    Iso8859_9,
    Iso8859_15,
    MacRoman,
    Cp437,
    Cp850,
    Cp852,
];
/// Charsets for Cyrillic.
const CYRILLIC: &[Charset] = &[Windows1251, Koi8R, Koi8U, Cp866, Iso8859_5, MacCyrillic];
/// Charsets for other alphabets.
const OTHER: &[Charset] =
    &[Windows1253, Iso8859_7, Windows1255, Iso8859_8, Windows1256, Windows874];

/// Every charset that text is supposed to have been read as by mistake, common ones first.
pub const READ_AS: &[&[Charset]] = &[DOUBLE, LATIN, CYRILLIC, OTHER];

/// Charsets of alphabets that are not supposed where double-byte text is to be told from names and
/// rare words thousands of times: they are rare, or others have the same letters.
const SELDOM: &[Charset] = &[Iso8859_5, MacCyrillic, Iso8859_7, Iso8859_8];

/// The charsets that text may have been in when it was read as `read_as` by mistake.
pub fn actual_of(read_as: Charset) -> impl Iterator<Item = Charset> {
    let seldom = if DOUBLE.contains(&read_as) { SELDOM } else { &[] };
    let all = [&[Utf8], DOUBLE, CYRILLIC, OTHER].into_iter().flatten().copied();
    all.filter(move |actual| *actual != read_as && !seldom.contains(actual))
}

/// What it costs to suppose that text in `actual` was read as `read_as`: minus the logarithm of how
/// often that happens, by rough rank of what bug reports and public files show. UTF-8 read as the
/// locale's charset leads, then the two or three classics of each region.
pub fn cost_of(actual: Charset, read_as: Charset) -> Cost {
    let bits = match (actual, read_as) {
        (Utf8, Windows1252 | Gbk) => 10,
        (Utf8, Windows1251 | Windows1250 | ShiftJis | Big5 | EucKr | Cp437 | Cp850 | MacRoman) => {
            11
        }
        (Utf8, _) => 13,
        (Gbk, Windows1252) => 11,
        (Big5 | ShiftJis | EucKr | EucJp | Windows1251, Windows1252) => 12,
        (Gbk, Big5)
        | (Big5 | ShiftJis | EucKr, Gbk)
        | (Windows1251 | Koi8R | Cp866, Windows1251 | Koi8R | Cp866) => 13,
        (Windows1253 | Windows1255 | Windows1256 | Windows874 | Koi8R, Windows1252) => 13,
        (Gbk | Big5 | ShiftJis | EucKr | EucJp, Cp437 | Cp850 | Windows1250 | Windows1251) => 14,
        (Iso8859_7 | Iso8859_8, _) => 15,
        // Windows-1252 has the same letters, and was what read it.
        (MacCyrillic, Iso8859_15) => 26,
        (Koi8U | Iso8859_5 | MacCyrillic, _) => 20,
        (_, Koi8U | Iso8859_5 | MacCyrillic | Iso8859_7 | Iso8859_8) => 20,
        (_, Gbk | Windows1251 | Koi8R | Cp866) => 15,
        _ => 16,
    };
    bits * BIT
}

/// What one more wrong decode on top costs.
pub const NESTED: Cost = 5 * BIT;

/// Wrong decodes in a chain at most: three steps cover what was seen in public files.
pub const LONGEST_CHAIN: usize = 4;
