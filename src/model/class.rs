//! Classes of characters: what the model falls back on where it has not seen a pair.

/// Declares the classes and their number in one place.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What kind of character it is, as far as running text is concerned.
        ///
        /// Lower and upper case are classes of their own because many wrong decodes of
        /// alphabets swap or mix case, and hardly any text does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Class { $($(#[$doc])* $name,)* }

        impl Class {
            /// Every class, in the order of its number.
            pub const ALL: &'static [Class] = &[$(Class::$name,)*];
        }
    };
}

classes! {
    /// Space, tab, line ends.
    Space,
    /// ASCII digits.
    Digit,
    /// ASCII punctuation.
    AsciiPunctuation,
    /// C0 controls and DEL.
    Control,
    /// a–z.
    LatinLower,
    /// A–Z.
    LatinUpper,
    /// Other small Latin letters, Vietnamese ones included.
    LatinExtendedLower,
    /// Other capital Latin letters.
    LatinExtendedUpper,
    /// U+0080–U+009F.
    C1,
    /// U+00A0–U+00BF and the two operators among the letters.
    Latin1Symbol,
    /// Modifier letters and phonetic signs.
    Phonetic,
    /// Combining marks.
    Combining,
    /// а–я.
    CyrillicLower,
    /// А–Я.
    CyrillicUpper,
    /// Small Cyrillic letters outside Russian.
    CyrillicExtendedLower,
    /// Capital Cyrillic letters outside Russian.
    CyrillicExtendedUpper,
    /// Small Greek letters.
    GreekLower,
    /// Capital Greek letters.
    GreekUpper,
    /// Hebrew.
    Hebrew,
    /// Arabic, presentation forms not included.
    Arabic,
    /// Thai.
    Thai,
    /// Hangul syllables.
    Hangul,
    /// Hangul letters.
    Jamo,
    /// Hiragana.
    Hiragana,
    /// Katakana.
    Katakana,
    /// Half-width katakana.
    HalfwidthKatakana,
    /// The 20,992 unified ideographs.
    Han,
    /// Extensions and compatibility ideographs, radicals.
    HanExtended,
    /// U+3000–U+303F.
    CjkPunctuation,
    /// Bopomofo, enclosed and square forms.
    CjkSymbol,
    /// Full-width ASCII and signs.
    Fullwidth,
    /// U+2000–U+206F.
    GeneralPunctuation,
    /// Currency, letter-like, arrows, mathematics, shapes, dingbats.
    Symbol,
    /// Box drawing and block elements.
    BoxDrawing,
    /// Emoji and other signs of plane 1.
    Emoji,
    /// Private use.
    PrivateUse,
    /// U+FFFD.
    Replacement,
    /// Scripts the model knows nothing of.
    OtherScript,
    /// Noncharacters and the like.
    Unassigned,
}

impl Class {
    /// The class with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The class of a character.
    pub fn of(c: char) -> Self {
        use Class::*;
        match c as u32 {
            0x09 | 0x0A | 0x0D | 0x20 => Space,
            0x30..=0x39 => Digit,
            0x00..=0x1F | 0x7F => Control,
            0x41..=0x5A => LatinUpper,
            0x61..=0x7A => LatinLower,
            0x21..=0x7E => AsciiPunctuation,
            0x80..=0x9F => C1,
            0xA0..=0xBF | 0xD7 | 0xF7 => Latin1Symbol,
            0xC0..=0x24F | 0x1E00..=0x1EFF => case(c, LatinExtendedLower, LatinExtendedUpper),
            0x250..=0x2FF => Phonetic,
            0x300..=0x36F
            | 0x1AB0..=0x1AFF
            | 0x1DC0..=0x1DFF
            | 0x20D0..=0x20FF
            | 0xFE20..=0xFE2F => Combining,
            0x370..=0x3FF | 0x1F00..=0x1FFF => case(c, GreekLower, GreekUpper),
            0x410..=0x42F => CyrillicUpper,
            0x430..=0x44F => CyrillicLower,
            0x400..=0x52F => case(c, CyrillicExtendedLower, CyrillicExtendedUpper),
            0x590..=0x5FF => Hebrew,
            0x600..=0x6FF => Arabic,
            0xE00..=0xE7F => Thai,
            0xAC00..=0xD7A3 => Hangul,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xD7B0..=0xD7FF => Jamo,
            0x3040..=0x309F => Hiragana,
            0x30A0..=0x30FF => Katakana,
            0xFF61..=0xFF9F => HalfwidthKatakana,
            0x4E00..=0x9FFF => Han,
            0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0xF900..=0xFAFF | 0x20000..=0x33FFF => HanExtended,
            0x3000..=0x303F => CjkPunctuation,
            0x2FF0..=0x2FFF
            | 0x3100..=0x312F
            | 0x3190..=0x33FF
            | 0xFE30..=0xFE4F
            | 0xFE10..=0xFE1F => CjkSymbol,
            0xFF00..=0xFF60 | 0xFFE0..=0xFFEF => Fullwidth,
            0x2000..=0x206F => GeneralPunctuation,
            0x2500..=0x259F => BoxDrawing,
            0x20A0..=0x2BFF => Symbol,
            // Variation selectors and the tags of flags go with emoji.
            0xFE00..=0xFE0F | 0x1F000..=0x1FBFF | 0xE0020..=0xE007F | 0xE0100..=0xE01EF => Emoji,
            0xE000..=0xF8FF | 0xF0000..=0x10FFFD => PrivateUse,
            0xFFFD => Replacement,
            0xFDD0..=0xFDEF | 0xFFF0..=0xFFFF => Unassigned,
            // Of planes 3 to 14 Unicode 17 has ideographs at the beginning and what is listed above.
            v if v & 0xFFFE == 0xFFFE || (0x34000..=0xEFFFF).contains(&v) => Unassigned,
            _ => OtherScript,
        }
    }
}

fn case(c: char, lower: Class, upper: Class) -> Class {
    if c.is_uppercase() { upper } else { lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_classes_agree() {
        for (number, class) in Class::ALL.iter().enumerate() {
            assert_eq!(*class as usize, number);
            assert_eq!(Class::from_number(number as u8), Some(*class));
        }
        assert_eq!(Class::from_number(Class::ALL.len() as u8), None);
    }

    #[test]
    fn characters_fall_into_their_class() {
        for (c, class) in [
            ('a', Class::LatinLower),
            ('É', Class::LatinExtendedUpper),
            ('é', Class::LatinExtendedLower),
            ('×', Class::Latin1Symbol),
            ('Ж', Class::CyrillicUpper),
            ('ђ', Class::CyrillicExtendedLower),
            ('中', Class::Han),
            ('ｶ', Class::HalfwidthKatakana),
            ('\u{E15F}', Class::PrivateUse),
            ('\u{419E2}', Class::Unassigned),
            ('\u{E0101}', Class::Emoji),
            ('\u{E0067}', Class::Emoji),
            ('😀', Class::Emoji),
            ('\u{85}', Class::C1),
            ('अ', Class::OtherScript),
        ] {
            assert_eq!(Class::of(c), class, "{c:?}");
        }
    }
}
