//! The dictionaries of OpenCC, unpacked. `data/generate.py` packs them and describes the format.

use std::collections::HashMap;
use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec;

static PACKED: &[u8] = include_bytes!("../data/script.bin");

/// The dictionaries, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Compatibility,
    StCharacters,
    StPhrases,
    TsCharacters,
    TsPhrases,
    TwVariants,
    TwVariantsPhrases,
    TwPhrases,
    TwVariantsRev,
    TwVariantsRevPhrases,
    TwPhrasesRev,
    HkVariants,
    HkVariantsPhrases,
    HkPhrases,
    HkVariantsRev,
    HkVariantsRevPhrases,
    HkPhrasesRev,
    JpCharacters,
    JpPhrases,
    JpCharactersRev,
    /// Simplified characters that traditional text has, too.
    StAmbiguous,
    /// Traditional characters that simplified text has, too.
    TsAmbiguous,
}

const TABLES: usize = ALL_TABLES.len();
const STREAMS: usize = 6;

impl Table {
    /// The characters that its phrases were packed against; the table of which gives what is not written.
    fn base(self) -> Option<Self> {
        match self {
            Table::StPhrases => Some(Table::StCharacters),
            Table::TsPhrases => Some(Table::TsCharacters),
            Table::TwVariantsPhrases | Table::TwPhrases => Some(Table::TwVariants),
            Table::TwVariantsRevPhrases | Table::TwPhrasesRev => Some(Table::TwVariantsRev),
            Table::HkVariantsPhrases | Table::HkPhrases => Some(Table::HkVariants),
            Table::HkVariantsRevPhrases | Table::HkPhrasesRev => Some(Table::HkVariantsRev),
            Table::JpPhrases => Some(Table::JpCharacters),
            _ => None,
        }
    }
}

/// A dictionary: entries in the order of the file, keys that begin with the same two characters together and the longest of them first.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// The keys, one after the other, and the values that are not [`BY_CHARACTER`].
    keys: String,
    values: String,
    /// For each entry the lengths of its key and of its value in bytes.
    lengths: Vec<(u8, u8)>,
}

/// Stands for the length of a value: each character of the key as it becomes alone.
const BY_CHARACTER: u8 = u8::MAX;

impl Dictionary {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Keys and values; no value: each character of the key becomes what it becomes alone.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let (mut keys, mut values) = (self.keys.as_str(), self.values.as_str());
        self.lengths.iter().map(move |(key_len, value_len)| {
            let (key, rest) = keys.split_at_checked(usize::from(*key_len)).unwrap_or_default();
            keys = rest;
            if *value_len == BY_CHARACTER {
                return (key, None);
            }
            let (value, rest) =
                values.split_at_checked(usize::from(*value_len)).unwrap_or_default();
            values = rest;
            (key, Some(value))
        })
    }

    /// Its entries of one character.
    pub fn characters(&self) -> HashMap<char, char> {
        self.iter()
            .filter_map(|(key, value)| {
                let mut key = key.chars();
                let (key, None) = (key.next()?, key.next()) else { return None };
                Some((key, value?.chars().next()?))
            })
            .collect()
    }
}

/// A dictionary; all are unpacked at the first call.
pub fn dictionary(table: Table) -> &'static Dictionary {
    static ALL: OnceLock<Vec<Dictionary>> = OnceLock::new();
    static NONE: Dictionary =
        Dictionary { keys: String::new(), values: String::new(), lengths: Vec::new() };
    // A test unpacks the embedded file, so that it cannot fail here.
    let all = ALL.get_or_init(|| unpack(PACKED).unwrap_or_default());
    all.get(table as usize).unwrap_or(&NONE)
}

const ALL_TABLES: [Table; 22] = [
    Table::Compatibility,
    Table::StCharacters,
    Table::StPhrases,
    Table::TsCharacters,
    Table::TsPhrases,
    Table::TwVariants,
    Table::TwVariantsPhrases,
    Table::TwPhrases,
    Table::TwVariantsRev,
    Table::TwVariantsRevPhrases,
    Table::TwPhrasesRev,
    Table::HkVariants,
    Table::HkVariantsPhrases,
    Table::HkPhrases,
    Table::HkVariantsRev,
    Table::HkVariantsRevPhrases,
    Table::HkPhrasesRev,
    Table::JpCharacters,
    Table::JpPhrases,
    Table::JpCharactersRev,
    Table::StAmbiguous,
    Table::TsAmbiguous,
];

fn unpack(packed: &[u8]) -> Option<Vec<Dictionary>> {
    let data = decompress_to_vec(packed).ok()?;
    let (numbers, mut data) = data.split_at_checked(4 * (TABLES + STREAMS))?;
    let mut numbers = numbers
        .chunks_exact(4)
        .map(|n| n.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)));
    let counts: Vec<usize> = numbers.by_ref().take(TABLES).collect();
    let mut stream = || {
        let (stream, rest) = data.split_at_checked(numbers.next()?)?;
        data = rest;
        Some(stream)
    };
    let mut heads = stream()?.iter();
    let mut keys = Units { hi: stream()?.iter(), lo: stream()?.iter() };
    let mut masks = stream()?.iter();
    let mut values = Units { hi: stream()?.iter(), lo: stream()?.iter() };
    let mut all: Vec<Dictionary> = Vec::with_capacity(TABLES);
    for (count, table) in counts.into_iter().zip(ALL_TABLES) {
        let base = match table.base() {
            Some(base) => all.get(base as usize)?.characters(),
            None => HashMap::new(),
        };
        let mut dictionary = Dictionary {
            keys: String::with_capacity(count * 10),
            values: String::with_capacity(count * 4),
            lengths: Vec::with_capacity(count),
        };
        let mut key: Vec<u16> = Vec::new();
        let mut value: Vec<u16> = Vec::new();
        for _ in 0..count {
            let head = *heads.next()?;
            key.truncate(usize::from(head >> 4));
            for _ in 0..head & 15 {
                key.push(keys.next()?);
            }
            let start = dictionary.keys.len();
            push(&key, &mut dictionary.keys);
            let text = dictionary.keys.get(start..)?;
            let key_len = u8::try_from(text.len()).ok()?;
            let mask = *masks.next()?;
            value.clear();
            match mask {
                0 => {
                    dictionary.lengths.push((key_len, BY_CHARACTER));
                    continue;
                }
                0xff => {
                    for _ in 0..values.next()? {
                        value.push(values.next()?);
                    }
                }
                mask => {
                    let mut utf16 = [0; 2];
                    for c in text.chars().map(|c| *base.get(&c).unwrap_or(&c)) {
                        value.extend_from_slice(c.encode_utf16(&mut utf16));
                    }
                    for (index, unit) in value.iter_mut().enumerate().take(8) {
                        if mask & 1 << index != 0 {
                            *unit = values.next()?;
                        }
                    }
                }
            }
            let start = dictionary.values.len();
            push(&value, &mut dictionary.values);
            let value_len = u8::try_from(dictionary.values.len() - start).ok()?;
            dictionary.lengths.push((key_len, value_len));
        }
        all.push(dictionary);
    }
    Some(all)
}

/// UTF-16 units, their bytes apart.
struct Units<'a> {
    hi: std::slice::Iter<'a, u8>,
    lo: std::slice::Iter<'a, u8>,
}

impl Units<'_> {
    fn next(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([*self.hi.next()?, *self.lo.next()?]))
    }
}

fn push(units: &[u16], out: &mut String) {
    out.extend(
        char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
    );
}

#[cfg(test)]
mod tests {
    use super::{ALL_TABLES, PACKED, Table, dictionary, unpack};

    #[test]
    fn all_dictionaries_are_there() {
        assert_eq!(unpack(PACKED).unwrap().len(), ALL_TABLES.len());
        for (at, table) in ALL_TABLES.into_iter().enumerate() {
            assert_eq!(table as usize, at);
            assert!(dictionary(table).len() > 0);
            assert!(dictionary(table).iter().all(|(key, _)| !key.contains('\u{fffd}')));
        }
        let find = |table, key| dictionary(table).iter().find(|(k, _)| *k == key).map(|(_, v)| v);
        assert_eq!(find(Table::StCharacters, "国"), Some(Some("國")));
        assert_eq!(find(Table::StPhrases, "皇后"), Some(Some("皇后")));
        assert_eq!(find(Table::StPhrases, "头发"), Some(Some("頭髮")));
        assert_eq!(find(Table::TwPhrases, "滑鼠"), None);
        assert_eq!(find(Table::TwPhrasesRev, "滑鼠"), Some(Some("鼠標")));
    }
}
