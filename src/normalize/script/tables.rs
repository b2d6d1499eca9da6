//! The dictionaries of OpenCC, unpacked. `data/generate.py` packs them and describes the format.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_slice_iter_to_slice;

static PACKED: &[u8] = include_bytes!("../data/script.bin");

/// The dictionaries, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Compatibility,
    StCharacters,
    TsCharacters,
    TwVariants,
    TwVariantsRev,
    HkVariants,
    HkVariantsRev,
    JpCharacters,
    JpCharactersRev,
    /// Simplified characters that traditional text has, too.
    StAmbiguous,
    /// Traditional characters that simplified text has, too.
    TsAmbiguous,
    StPhrases,
    TsPhrases,
    TwVariantsPhrases,
    TwPhrases,
    TwVariantsRevPhrases,
    TwPhrasesRev,
    HkVariantsPhrases,
    HkPhrases,
    HkVariantsRevPhrases,
    HkPhrasesRev,
    JpPhrases,
}

impl Table {
    /// Whether it is made of words.
    pub fn has_phrases(self) -> bool {
        self as usize >= Table::StPhrases as usize
    }
}

/// How many dictionaries each block of the file has.
const BLOCKS: [usize; 3] = [11, 1, 10];
const STREAMS: usize = 8;

/// A dictionary: entries in descending order of their keys, so that what follows a key that it begins with comes before it. Text is in UTF-16 units.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Of each entry the key, and what is written of the value.
    units: Vec<u16>,
    /// For each entry the units of its key, and which of them the value has otherwise; after [`WHOLE`] the units of the value.
    entries: Vec<(u8, u8, u8)>,
}

/// An entry.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'d> {
    /// Where the key is among the units; what is written of the value follows it.
    pub place: usize,
    pub key: &'d [u16],
    pub value: Value<'d>,
}

/// What a key becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'d> {
    /// Each character as it becomes alone; a single character stays.
    ByCharacter,
    /// The same, but for the units whose bit is set: they become these. All characters have one unit.
    Except(u8, &'d [u16]),
    /// These units.
    Whole(&'d [u16]),
}

/// Stands for [`Value::Whole`].
const WHOLE: u8 = u8::MAX;

impl Dictionary {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Its entries.
    pub fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        let mut start = 0;
        self.entries.iter().map(move |(len, mask, written)| {
            let place = start;
            let middle = start + usize::from(*len);
            start = middle + usize::from(*written);
            let key = self.units.get(place..middle).unwrap_or_default();
            let value = match *mask {
                0 => Value::ByCharacter,
                WHOLE => Value::Whole(self.units.get(middle..start).unwrap_or_default()),
                mask => Value::Except(mask, self.units.get(middle..start).unwrap_or_default()),
            };
            Entry { place, key, value }
        })
    }

    /// The keys and values of its entries, one after the other.
    pub fn units(&self) -> &[u16] {
        &self.units
    }

    /// Its entries of one character that becomes another.
    pub fn characters(&self) -> impl Iterator<Item = (char, char)> {
        self.iter().filter_map(|Entry { key, value, .. }| {
            let (Value::Except(_, value) | Value::Whole(value)) = value else { return None };
            let mut key = chars(key);
            let (key, None) = (key.next()?, key.next()) else { return None };
            Some((key, chars(value).next()?))
        })
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &[u16]> {
        self.iter().map(|entry| entry.key)
    }
}

/// The characters of a key or value.
pub fn chars(units: &[u16]) -> impl Iterator<Item = char> {
    char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// A dictionary; those that are unpacked together with it are so at the first call.
pub fn dictionary(table: Table) -> &'static Dictionary {
    static UNPACKED: [OnceLock<Block>; BLOCKS.len()] = [const { OnceLock::new() }; BLOCKS.len()];
    static NONE: Dictionary = Dictionary { units: Vec::new(), entries: Vec::new() };
    // A test unpacks the embedded file, so that it cannot fail here.
    let block = |number: usize| {
        Some(UNPACKED.get(number)?.get_or_init(|| {
            let alphabets = if number == 0 {
                None
            } else {
                UNPACKED.first().map(|first| {
                    let first = first.get_or_init(|| unpack(0, None).unwrap_or_default());
                    &first.alphabets
                })
            };
            unpack(number, alphabets).unwrap_or_default()
        }))
    };
    let mut place = table as usize;
    for (number, count) in BLOCKS.iter().enumerate() {
        if place < *count {
            return block(number).and_then(|block| block.dictionaries.get(place)).unwrap_or(&NONE);
        }
        place -= count;
    }
    &NONE
}

/// The units that keys have beyond the first, and those of values, the most frequent first.
#[derive(Clone, Debug, Default)]
struct Alphabets {
    keys: Vec<u16>,
    values: Vec<u16>,
}

/// Dictionaries that are unpacked together.
#[derive(Debug, Default)]
struct Block {
    dictionaries: Vec<Dictionary>,
    /// Of the first block.
    alphabets: Alphabets,
}

/// Unpacks a block; the first one has the alphabets of all.
fn unpack(number: usize, alphabets: Option<&Alphabets>) -> Option<Block> {
    let (sizes, mut packed) = PACKED.split_at_checked(8 * BLOCKS.len())?;
    let mut sizes = numbers(sizes);
    for _ in 0..number {
        packed = packed.get(sizes.next()?..)?;
        sizes.next();
    }
    let packed = packed.get(..sizes.next()?)?;
    let mut data = vec![0; sizes.next()?];
    decompress_slice_iter_to_slice(&mut data, std::iter::once(packed), false, true).ok()?;

    // The alphabets count as two dictionaries.
    let more = 2 * usize::from(alphabets.is_none());
    let counts = *BLOCKS.get(number)?;
    let (head, mut data) = data.split_at_checked(4 * (counts + STREAMS + 2 * more))?;
    let (head_counts, head_streams) = head.split_at_checked(4 * (counts + more))?;
    let counts: Vec<usize> = numbers(head_counts).take(counts).collect();
    let sizes_of_alphabets = numbers(head_counts).skip(counts.len());
    let mut lengths = numbers(head_streams);
    let mut stream = || {
        let (stream, rest) = data.split_at_checked(lengths.next()?)?;
        data = rest;
        Some(stream)
    };
    let mut heads = stream()?.iter();
    let mut firsts = units(stream()?, stream()?);
    let mut keys = units(stream()?, stream()?);
    let mut masks = stream()?.iter();
    let mut values = units(stream()?, stream()?);
    let mut own = Alphabets::default();
    let alphabets = match alphabets {
        Some(alphabets) => alphabets,
        None => {
            let mut before = 0;
            let mut next = units(stream()?, stream()?).map(|more| {
                before = more.wrapping_add(before);
                before
            });
            for (alphabet, size) in
                [&mut own.keys, &mut own.values].into_iter().zip(sizes_of_alphabets)
            {
                alphabet.extend(next.by_ref().take(size));
            }
            &own
        }
    };
    let mut dictionaries = Vec::with_capacity(counts.len());
    for count in counts {
        let mut dictionary =
            Dictionary { units: Vec::with_capacity(count * 4), entries: Vec::with_capacity(count) };
        let units = &mut dictionary.units;
        let (mut first, mut before) = (0, 0);
        for _ in 0..count {
            let head = *heads.next()?;
            let (shared, mut fresh) = (usize::from(head >> 4), head & 15);
            let start = units.len();
            if shared == 0 {
                first = u16::wrapping_sub(first, firsts.next()?);
                units.push(first);
                fresh = fresh.checked_sub(1)?;
            }
            for place in before..before + shared {
                units.push(*units.get(place)?);
            }
            for _ in 0..fresh {
                units.push(*alphabets.keys.get(usize::from(keys.next()?))?);
            }
            let len = u8::try_from(units.len() - start).ok()?;
            let mask = *masks.next()?;
            let written = match mask {
                WHOLE => *alphabets.values.get(usize::from(values.next()?))?,
                mask => mask.count_ones() as u16,
            };
            for _ in 0..written {
                units.push(*alphabets.values.get(usize::from(values.next()?))?);
            }
            dictionary.entries.push((len, mask, u8::try_from(written).ok()?));
            before = start;
        }
        dictionaries.push(dictionary);
    }
    Some(Block { dictionaries, alphabets: own })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.chunks_exact(4).map(|n| n.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
}

/// Units, their upper and lower bytes apart.
fn units(upper: &[u8], lower: &[u8]) -> impl Iterator<Item = u16> {
    upper.iter().zip(lower).map(|(upper, lower)| u16::from_be_bytes([*upper, *lower]))
}

#[cfg(test)]
mod tests {
    use super::{BLOCKS, Table, Value, chars, dictionary, unpack};

    const FIRST_AND_LAST: [(Table, usize); 5] = [
        (Table::Compatibility, 0),
        (Table::TsAmbiguous, 10),
        (Table::StPhrases, 11),
        (Table::TsPhrases, 12),
        (Table::JpPhrases, 21),
    ];

    fn find(table: Table, key: &str) -> Option<Value<'static>> {
        let key: Vec<u16> = key.encode_utf16().collect();
        dictionary(table).iter().find(|entry| entry.key == key).map(|entry| entry.value)
    }

    #[test]
    fn all_dictionaries_are_there() {
        let first = unpack(0, None).unwrap();
        for (number, count) in BLOCKS.into_iter().enumerate() {
            let block = unpack(number, (number > 0).then_some(&first.alphabets)).unwrap();
            assert_eq!(block.dictionaries.len(), count);
            for dictionary in block.dictionaries {
                assert_ne!(dictionary.keys().count(), 0);
                assert!(dictionary.keys().all(|key| chars(key).all(|c| c != '\u{fffd}')));
                // What a key begins with comes after it.
                let keys: Vec<&[u16]> = dictionary.keys().collect();
                assert!(keys.windows(2).all(|pair| pair[0] > pair[1]));
            }
        }
        for (table, place) in FIRST_AND_LAST {
            assert_eq!(table as usize, place);
        }
    }

    #[test]
    fn entries_are_what_the_dictionaries_have() {
        let value = |text: &'static str| text.encode_utf16().collect::<Vec<u16>>();
        assert_eq!(find(Table::StCharacters, "国"), Some(Value::Except(1, &value("國"))));
        assert_eq!(find(Table::StPhrases, "皇后"), Some(Value::Except(2, &value("后"))));
        assert_eq!(find(Table::StPhrases, "头发"), Some(Value::Except(2, &value("髮"))));
        assert_eq!(find(Table::TwPhrases, "滑鼠"), None);
        assert_eq!(find(Table::TwPhrasesRev, "滑鼠"), Some(Value::Except(3, &value("鼠標"))));
        assert_eq!(find(Table::TwPhrasesRev, "埠"), Some(Value::Whole(&value("端口"))));
        let to_traditional = dictionary(Table::StCharacters).characters().collect::<Vec<_>>();
        assert!(to_traditional.contains(&('汉', '漢')));
    }
}
