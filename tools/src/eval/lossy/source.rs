//! The bytes of a line as it was written, each with the character it belongs to.

use super::super::codec::Codec;

/// Bytes on their way to a decoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The line.
    pub clean: Vec<char>,
    /// How many bytes each character was written with.
    pub lengths: Vec<usize>,
    /// The bytes that arrive.
    pub bytes: Vec<u8>,
    /// Which character each byte belongs to; none for a byte that came in on the way.
    pub owners: Vec<Option<usize>>,
}

/// A number for each purpose that depends on the line alone.
pub type Hash = u64;

impl Source {
    /// A line, written; `None` where `charset` lacks a character.
    pub fn of(line: &str, charset: Codec) -> Option<Self> {
        let mut source =
            Self { clean: Vec::new(), lengths: Vec::new(), bytes: Vec::new(), owners: Vec::new() };
        for (at, c) in line.chars().enumerate() {
            let bytes = charset.encode(c.encode_utf8(&mut [0; 4]))?;
            source.clean.push(c);
            source.lengths.push(bytes.len());
            source.owners.extend(bytes.iter().map(|_| Some(at)));
            source.bytes.extend(bytes);
        }
        Some(source)
    }

    /// Puts one byte in: before or inside a character of two bytes. An ASCII character comes inside,
    /// for before one it would be no damage but text.
    pub fn insert_one(&mut self, hash: Hash) -> Option<()> {
        let start = self.pick_pair(hash)?;
        let inside = usize::from(hash >> 16 & 1 == 1);
        let number = (hash >> 20) % 94;
        let (at, byte) = if hash >> 17 & 1 == 1 {
            (start + inside, 0xa1 + number as u8)
        } else {
            (start + 1, 0x21 + number as u8)
        };
        self.bytes.insert(at, byte);
        self.owners.insert(at, None);
        Some(())
    }

    /// Takes out one byte of a character of two.
    pub fn lose_one(&mut self, hash: Hash) -> Option<()> {
        let at = self.pick_pair(hash)? + usize::from(hash >> 16 & 1 == 1);
        self.bytes.remove(at);
        self.owners.remove(at);
        Some(())
    }

    /// Cuts the bytes off somewhere in the second half of the line.
    pub fn cut(&mut self, hash: Hash) -> Option<()> {
        let half = self.bytes.len() / 2;
        if half == 0 {
            return None;
        }
        let keep = self.bytes.len() - 1 - hash as usize % half;
        self.bytes.truncate(keep);
        self.owners.truncate(keep);
        Some(())
    }

    /// Where a character of two bytes begins.
    fn pick_pair(&self, hash: Hash) -> Option<usize> {
        let pairs: Vec<usize> = self
            .owners
            .windows(2)
            .enumerate()
            .filter(|(_, owners)| {
                owners[0] == owners[1] && owners[0].is_some_and(|owner| self.lengths[owner] == 2)
            })
            .map(|(at, _)| at)
            .collect();
        (!pairs.is_empty()).then(|| pairs[(hash >> 32) as usize % pairs.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbk(line: &str) -> Source {
        Source::of(line, Codec::named("gbk").unwrap()).unwrap()
    }

    #[test]
    fn each_byte_has_its_character() {
        let source = Source::of("中a", Codec::named("utf-8").unwrap()).unwrap();
        assert_eq!(source.bytes, "中a".as_bytes());
        assert_eq!(source.owners, [Some(0), Some(0), Some(0), Some(1)]);
        assert_eq!(source.lengths, [3, 1]);
        assert_eq!(Source::of("中😀", Codec::named("gbk").unwrap()), None);
    }

    #[test]
    fn one_byte_more_or_less() {
        for hash in (0..2_000).map(|number| number * 0x1234_5678_9abc_u64) {
            let whole = gbk("ab中文字，c");
            let mut more = whole.clone();
            more.insert_one(hash).unwrap();
            assert_eq!(more.bytes.len(), whole.bytes.len() + 1);
            let at = more.owners.iter().position(Option::is_none).unwrap();
            let inside = more.owners[at - 1] == more.owners[at + 1];
            assert!(more.bytes[at] >= 0xa1 || inside, "{hash:x}");
            let mut less = whole.clone();
            less.lose_one(hash).unwrap();
            assert_eq!(less.bytes.len() + 1, whole.bytes.len());
            assert_eq!(less.bytes.iter().filter(|b| b.is_ascii()).count(), 3);
        }
    }

    #[test]
    fn no_pair_no_damage() {
        assert_eq!(gbk("abc").insert_one(7), None);
        assert_eq!(gbk("abc").lose_one(7), None);
    }

    #[test]
    fn cut_in_the_second_half() {
        for hash in 0..50 {
            let mut source = gbk("中文字符");
            source.cut(hash).unwrap();
            assert!((4..8).contains(&source.bytes.len()));
        }
    }
}
