//! A line in a language whose letters and common words are known.
//!
//! The words that a wrong decode left alone tell the language. Then the step is told by letters that the language does not have,
//! and that become letters it has, in words that it has. Everything is counted in bits of [`worth`](super::worth).

use std::ops::Range;

use crate::language::letters::{self, LANGUAGES, Letter};
use crate::language::words::{self, Languages};

use super::signs::{is_in_place, is_letter, is_quote, touches_letter};
use super::worth::{
    FOREIGN, ONE, Scores, WITH_APOSTROPHE, add, has, is_common, knowing, lower, native, of, score,
    split, usual,
};

/// What letters gain at least that the language lacks and that become some it has: in words of which it knows half of the parts,
/// or any.
const USUAL_PARTS: i32 = 11 * ONE;
const SOME_PARTS: i32 = 5 * ONE;
/// What a word is worth that is hardly one of the language.
const POOR: i32 = -6 * ONE;
/// What a name in ASCII is worth at least.
const NAME: i32 = -2 * ONE;
/// What names, of which nothing is known, gain at most: each, one that begins a sentence or has parts that the language knows,
/// and all together.
const MOST_NAME: i32 = 3 * ONE;
const MOST_LIKELY_NAME: i32 = 9 * ONE;
const MOST_NAMES: i32 = 8 * ONE;
/// What it costs that a letter becomes a sign: where one belongs; elsewhere; and if it was a letter of the language.
const SIGN: i32 = 2 * ONE;
const MISPLACED_SIGN: i32 = 14 * ONE;
const OWN_LETTER: i32 = 8 * ONE;

/// A small letter that becomes a capital within a sentence.
const CAPITAL: i32 = 4 * ONE;

/// What supposing a wrong decode costs, and one that was met in the text before.
const ENTER: i32 = 7 * ONE;
const ENTER_MET: i32 = 3 * ONE;
/// What the line must be worth in its language, and together with the gain.
const LEAST_WORTH: i32 = 2 * ONE;
const LEAST_TOGETHER: i32 = 15 * ONE;
/// Letters of a line up to which that must be more, half a bit for each that is missing.
const SHORT: i32 = 20;
/// What a line is worth that is taken for clean because its language has all of its letters.
const CLEAN: i32 = 6 * ONE;
/// Common words that must tell the language, and letters that there must be, unless the step was met before: a single word of any
/// language is one of another that was read wrongly.
const WITNESSES: usize = 2;
const LEAST_LETTERS: i32 = 16;
/// Letters before an apostrophe that may be a word cut short.
const ELIDED: usize = 2;
/// Letters up to which a common word may take the place of one that was cut short, and the next.
const SHORT_WORD: usize = 6;
/// ASCII words that are looked at to know the language.
const MOST_WORDS: usize = 32;

/// A part of a line between ASCII that is no letter.
struct Piece {
    from: usize,
    to: usize,
    is_first: bool,
    /// What it is worth as it stands.
    found: Scores,
    /// How odd its signs are.
    odd: i32,
}

/// A line, and what it is worth in each language.
pub struct Line<'a> {
    chars: &'a [char],
    /// Letters in it.
    letters: i32,
    /// Parts that are not ASCII.
    pieces: Vec<Piece>,
    /// The others.
    words: Vec<Span>,
    /// What these are worth.
    ascii: Scores,
    /// What all are worth as they stand.
    found: Scores,
}

/// What a line can become.
pub enum Look<'a> {
    /// Nothing: it is text as it should be.
    Clean,
    /// Perhaps something.
    Line(Line<'a>),
}

impl<'a> Line<'a> {
    /// Looks at a line.
    pub fn look(chars: &'a [char]) -> Look<'a> {
        let (others, mut ascii) = pieces(chars);
        let value = value(chars, &others);
        ascii.retain(|(from, to, _)| value.start <= *from && *to <= value.end);
        ascii.truncate(MOST_WORDS);
        let mut knowing_all = Languages::MAX;
        let mut native_all = Languages::MAX;
        let mut is_odd = false;
        for &(from, to, _) in &others {
            let piece = chars.get(from..to).unwrap_or_default();
            is_odd |= is_odd_piece(chars, from, to);
            if is_odd {
                break;
            }
            let known = if knowing_all != 0 { knowing(piece) } else { 0 };
            knowing_all &= known;
            // Signs within words may have been letters.
            let is_whole = piece.iter().all(|c| is_letter(*c));
            native_all &= if is_whole { native(piece) } else { native(piece) & knowing(piece) };
        }
        if !is_odd && knowing_all != 0 {
            return Look::Clean;
        }
        let mut line = Self {
            chars,
            letters: chars
                .get(value)
                .map_or(0, |value| value.iter().filter(|c| is_letter(**c)).count())
                as i32,
            pieces: Vec::with_capacity(others.len()),
            words: Vec::new(),
            ascii: Scores::default(),
            found: Scores::default(),
        };
        for &(from, to, is_first) in &ascii {
            let mut found = score(chars, from, to).0;
            if !is_first && chars.get(from).is_some_and(char::is_ascii_uppercase) {
                found.iter_mut().for_each(|score| *score = (*score).max(NAME));
            }
            add(&mut line.ascii, &found);
        }
        line.words = ascii;
        line.found = line.ascii;
        for (from, to, is_first) in others {
            let (found, odd) = score(chars, from, to);
            add(&mut line.found, &found);
            line.pieces.push(Piece { from, to, is_first, found, odd });
        }
        let language = best(&line.found);
        if !is_odd && has(native_all, language) && of(&line.found, language) >= CLEAN {
            return Look::Clean;
        }
        Look::Line(line)
    }

    /// Whether common words tell that the line is in a language: of those that no decode can have changed, and those restored.
    fn has_witnesses(&self, restored: &[char], language: usize) -> bool {
        let is_witness = |from: usize, to: usize| {
            let word = restored.get(from..to).unwrap_or_default();
            let is_known = || is_common(word, language) || has(usual(word), language);
            word.iter().all(|c| is_letter(*c)) && is_known()
        };
        let words = self.words.iter().map(|(from, to, _)| (*from, *to));
        let pieces = self.pieces.iter().map(|piece| (piece.from, piece.to));
        let witnesses = words.chain(pieces).filter(|(from, to)| is_witness(*from, *to));
        self.letters >= LEAST_LETTERS && witnesses.take(WITNESSES).count() == WITNESSES
    }

    /// Bits by which the line is more probable as `restored`; nothing if it is not.
    pub fn gain(&self, restored: &[char], is_met: bool) -> i64 {
        let mut total = self.ascii;
        let mut changed: Vec<(&Piece, Scores, i32)> = Vec::new();
        for piece in &self.pieces {
            let range = piece.from..piece.to;
            if self.chars.get(range.clone()) == restored.get(range) {
                add(&mut total, &piece.found);
            } else {
                let (scores, odd) = score(restored, piece.from, piece.to);
                add(&mut total, &scores);
                changed.push((piece, scores, odd));
            }
        }
        let language = best(&total);
        let worth = of(&total, language);
        if worth < LEAST_WORTH || !is_met && !self.has_witnesses(restored, language) {
            return 0;
        }
        let has_quotes =
            restored.contains(&'“') && (restored.contains(&'”') || restored.contains(&'„'));
        let (mut gain, mut of_names, mut of_signs) = (0, 0, 0);
        for (piece, scores, odd) in changed {
            let change = Change { line: self, piece, restored, language, has_quotes, is_met };
            let (of_piece, of_its_signs, most) = change.gain(of(&scores, language), odd);
            match most {
                Some(most) => of_names += of_piece.min(most),
                None => gain += of_piece,
            }
            of_signs += of_its_signs;
        }
        gain += of_names.min(MOST_NAMES);
        let worth = worth.max(of(&self.found, language) + gain);
        let other = |(other, worth): (usize, &i32)| (other != language).then_some(*worth);
        let other = self.found.iter().enumerate().filter_map(other).max().unwrap_or(0);
        let enter = if is_met { ENTER_MET } else { ENTER };
        let gain = gain.min(worth - other) + of_signs - enter;
        let missing = (SHORT - self.letters).max(0) * ONE / 2;
        if worth + gain < LEAST_TOGETHER + missing { 0 } else { i64::from(gain / ONE) }
    }
}

/// Where the text is that may be damaged: in source code and data, what stands in quotation marks or between tags.
fn value(chars: &[char], others: &[Span]) -> Range<usize> {
    let (first, last) =
        (others.first().map_or(0, |first| first.0), others.last().map_or(0, |last| last.1));
    let is_word =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    let opens = |at: &usize| match chars.get(*at) {
        Some('"' | '>') => true,
        Some('\'') => !is_word(at.checked_sub(1)),
        _ => false,
    };
    let closes = |at: &usize| match chars.get(*at) {
        Some('"' | '<') => true,
        Some('\'') => !is_word(Some(at + 1)),
        _ => false,
    };
    match ((0..first).rev().find(opens), (last..chars.len()).find(closes)) {
        (Some(open), Some(close)) => open + 1..close,
        _ => 0..chars.len(),
    }
}

/// The language that a text is worth most in.
fn best(scores: &Scores) -> usize {
    (0..LANGUAGES).max_by_key(|language| of(scores, *language)).unwrap_or(0)
}

/// From where, to where, and whether it begins a sentence.
type Span = (usize, usize, bool);

/// The parts of a line between ASCII that is no letter: those that are not ASCII, and those that are.
fn pieces(chars: &[char]) -> (Vec<Span>, Vec<Span>) {
    let (mut others, mut ascii) = (Vec::new(), Vec::new());
    let mut at = 0;
    let mut is_first = true;
    while at < chars.len() {
        let rest = chars.get(at..).unwrap_or_default();
        let is_part = |c: &&char| c.is_ascii_alphabetic() || !c.is_ascii();
        let length = rest.iter().take_while(is_part).count();
        if length == 0 {
            is_first |= rest.first().is_some_and(|c| matches!(c, '.' | '!' | '?' | ':'));
            at += 1;
            continue;
        }
        let is_ascii = rest.iter().take(length).all(char::is_ascii);
        if is_ascii { &mut ascii } else { &mut others }.push((at, at + length, is_first));
        is_first = false;
        at += length;
    }
    (others, ascii)
}

/// Whether signs or letters of a part of a line are odd.
fn is_odd_piece(chars: &[char], from: usize, to: usize) -> bool {
    let is_odd = |at: usize| {
        chars.get(at).is_some_and(|c| !is_letter(*c)) && super::signs::oddness(chars, at) > 0
    };
    (from..to).any(is_odd) || super::worth::odd_letters(chars.get(from..to).unwrap_or_default()) > 0
}

/// A part of a line that a step changes.
struct Change<'a> {
    line: &'a Line<'a>,
    piece: &'a Piece,
    restored: &'a [char],
    language: usize,
    /// Whether the line has quotation marks that open and that close.
    has_quotes: bool,
    /// Whether the step was met in the text before: what looks like a name may be damaged like the rest.
    is_met: bool,
}

impl Change<'_> {
    fn found(&self) -> &[char] {
        self.line.chars.get(self.piece.from..self.piece.to).unwrap_or_default()
    }

    fn word(&self) -> &[char] {
        self.restored.get(self.piece.from..self.piece.to).unwrap_or_default()
    }

    /// What its words gain and what its signs do, given what it is worth restored; and what it counts at most together with other
    /// names, if it may be one.
    fn gain(&self, worth: i32, odd: i32) -> (i32, i32, Option<i32>) {
        let mut gain = worth - of(&self.piece.found, self.language).max(FOREIGN);
        let (signs, is_misplaced) = self.signs();
        let mut of_signs = self.piece.odd - odd - signs;
        let parts = self.parts();
        let is_usual =
            parts.is_some_and(|(known, all)| known * 2 >= all && (known > 1 || all == 1));
        let is_known = parts.is_some_and(|(known, _)| known > 0);
        if is_known {
            gain = gain.max(if is_usual { USUAL_PARTS } else { SOME_PARTS });
        } else if parts.is_some() {
            gain = gain.max(0);
        }
        // What becomes no better word is no evidence.
        if is_misplaced {
            gain = gain.min(0);
        }
        if worth <= POOR && !is_known {
            gain = gain.min(0);
            of_signs = of_signs.min(0);
        }
        let mut pairs = self.found().iter().zip(self.word());
        let has_common = || split(self.word()).any(|word| is_common(word, self.language));
        // A name in another language has apostrophes, too.
        if pairs.all(|(c, restored)| c == restored || *c == '’') && !has_common() {
            gain = gain.min(0);
        }
        // Small letters become capitals at the beginning of sentences.
        let mut pairs = self.found().iter().zip(self.word());
        if !self.piece.is_first
            && pairs.any(|(c, restored)| c.is_lowercase() && restored.is_uppercase())
        {
            of_signs -= CAPITAL;
        }
        let most = if self.word().iter().find(|c| is_letter(**c)).is_some_and(|c| c.is_uppercase())
            && !has_common()
        {
            Some(match (self.piece.is_first, is_usual) {
                (true, true) => USUAL_PARTS,
                (true, false) | (false, true) => MOST_LIKELY_NAME,
                (false, false) if self.is_met => MOST_LIKELY_NAME,
                (false, false) => MOST_NAME,
            })
        } else {
            None
        };
        (gain, of_signs, most)
    }

    /// How many parts of words around changed letters the language knows, of how many. Nothing where it has the letters, too,
    /// that stand there as found, or lacks those that are restored.
    fn parts(&self) -> Option<(usize, usize)> {
        let (found, word) = (self.found(), self.word());
        let is_native = |c: char| has(letters::languages(Letter::of(c)), self.language);
        let is_evidence = |(c, restored): (&char, &char)| {
            c == restored || !(is_letter(*c) && is_native(*c)) && is_native(*restored)
        };
        if !found.iter().zip(word).all(is_evidence) {
            return None;
        }
        let (mut known, mut all) = (0, 0);
        let mut at = 0;
        while at < word.len() {
            let rest = word.get(at..)?;
            let lower: Vec<char> =
                rest.iter().take_while(|c| is_letter(**c)).map(|c| lower(*c)).collect();
            let is_changed =
                |place: usize| place < lower.len() && found.get(at + place) != word.get(at + place);
            for (from, part) in words::parts(&lower).enumerate() {
                if (from..from + words::PART)
                    .filter_map(|place| place.checked_sub(1))
                    .any(is_changed)
                {
                    all += 1;
                    known += usize::from(has(words::languages(part.into_iter()), self.language));
                }
            }
            at += lower.len().max(1);
        }
        (all > 0).then_some((known, all))
    }

    /// What speaks against letters that become signs, and whether some of these do not belong there.
    fn signs(&self) -> (i32, bool) {
        let (found, word) = (self.found(), self.word());
        let (mut cost, mut is_misplaced) = (0, false);
        // `d’` is a word cut short.
        let apostrophe = found.iter().take(ELIDED + 1).position(|c| *c == '’');
        let is_gone = |at: usize| at > 0 && word.get(at) != Some(&'’');
        if apostrophe.is_some_and(is_gone)
            && (word.len() > SHORT_WORD || !is_common(word, self.language))
        {
            is_misplaced = true;
        }
        for ((&c, &sign), at) in found.iter().zip(word).zip(self.piece.from..) {
            if c == sign || is_letter(sign) {
                continue;
            }
            let is_in_place = is_in_place(self.restored, at);
            if !is_letter(c) {
                let is_wrong = !is_in_place && touches_letter(self.restored, at);
                cost += if is_wrong { MISPLACED_SIGN } else { 0 };
                continue;
            }
            if has(letters::languages(Letter::of(c)), self.language) {
                cost += OWN_LETTER;
            }
            let is_quote = is_quote(sign);
            // Spanish sentences end as they begin.
            let is_in_place = is_in_place
                && match sign {
                    '¿' => self.restored.contains(&'?'),
                    '¡' => self.restored.contains(&'!'),
                    _ => true,
                };
            let is_right = is_in_place
                && (sign != '’' || has(WITH_APOSTROPHE, self.language))
                && (is_quote && self.has_quotes || self.is_of_common_words(sign));
            cost += if is_right { SIGN } else { MISPLACED_SIGN };
            is_misplaced |= !(is_right || is_quote && is_in_place);
        }
        (cost, is_misplaced)
    }

    /// Whether all words are common ones; letters beside an apostrophe are.
    fn is_of_common_words(&self, sign: char) -> bool {
        let is_elided = |word: &[char]| word.len() == 1 && sign == '’';
        split(self.word()).all(|word| is_elided(word) || is_common(word, self.language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain(found: &str, restored: &str) -> i64 {
        let (found, restored): (Vec<char>, Vec<char>) =
            (found.chars().collect(), restored.chars().collect());
        match Line::look(&found) {
            Look::Clean => 0,
            Look::Line(line) => line.gain(&restored, false),
        }
    }

    #[test]
    fn letters_that_the_language_lacks_are_evidence() {
        for (found, restored) in [
            ("Az elsõ nap után mindenki hazament", "Az első nap után mindenki hazament"),
            ("Nous partons ŕ la montagne", "Nous partons à la montagne"),
            ("Wir gehen heute f³r eine Stunde hinaus", "Wir gehen heute für eine Stunde hinaus"),
            (
                "La informaci—n del ministerio no es correcta",
                "La información del ministerio no es correcta",
            ),
        ] {
            assert!(gain(found, restored) > 0, "{found}");
            assert_eq!(gain(restored, found), 0, "{restored}");
        }
    }

    #[test]
    fn foreign_names_and_unknown_languages_are_not() {
        for (found, restored) in [
            (
                "Tõnu Õnnepalu új kötete jelent meg a héten",
                "Tőnu Őnnepalu új kötete jelent meg a héten",
            ),
            ("A crème brûlée a francia konyha remeke", "A crčme brűlée a francia konyha remeke"),
            ("Zamówiliśmy crêpes i kawę w kawiarni", "Zamówiliśmy cręps i kawę w kawiarni"),
            ("Igal inimesel on õigus kodakondusele", "Igal inimesel on őigus kodakondusele"),
            ("klibur harí halibur", "klibur har’ halibur"),
        ] {
            assert_eq!(gain(found, restored), 0, "{found}");
        }
    }

    #[test]
    fn a_step_that_was_met_needs_less() {
        let found: Vec<char> = "Az ülésen felszólalt Szõke Tamás is a városházán".chars().collect();
        let restored: Vec<char> =
            "Az ülésen felszólalt Szőke Tamás is a városházán".chars().collect();
        let Look::Line(line) = Line::look(&found) else { panic!("clean") };
        let (alone, met) = (line.gain(&restored, false), line.gain(&restored, true));
        assert!(alone < met && met > 0, "{alone} {met}");
    }
}
