//! A line in a language whose letters and common words are known.
//!
//! The words that a wrong decode left alone tell the language. Then the step is told by letters that the language does not have,
//! and that become letters it has, in words that it has. Everything is counted in bits of [`worth`](super::worth).

use crate::language::letters::LANGUAGES;
use crate::language::words::Languages;

use super::change::Change;
use super::signs::is_letter;
use super::value::value;
use super::worth::{
    BALTIC, ONE, Scores, TURKISH, add, has, is_certain, is_common, is_mostly_known, knowing,
    native, of, score, usual,
};

/// What a name in ASCII is worth at least.
const NAME: i32 = -2 * ONE;
/// What names, of which nothing is known, gain at most together.
const MOST_NAMES: i32 = 8 * ONE;

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
/// How odd a sign is that cannot stand where it does.
const ODD: i32 = 6 * ONE;
/// Words all parts of which are known that tell the language where none that the step leaves alone does.
const STRONG_WITNESSES: usize = 3;
/// Letters of a word that tells of Turkish where nothing but `ð` changes.
const LEAST_SURE: usize = 4;
/// ASCII words that are looked at to know the language.
const MOST_WORDS: usize = 32;

/// A part of a line between ASCII that is no letter.
pub struct Piece {
    pub from: usize,
    pub to: usize,
    pub is_first: bool,
    /// What it is worth as it stands.
    pub found: Scores,
    /// How odd its signs are.
    pub odd: i32,
}

/// A line, and what it is worth in each language.
pub struct Line<'a> {
    pub chars: &'a [char],
    /// Whether it has no-break spaces side by side, as they are written to make room.
    pub is_spaced: bool,
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
    /// Nothing: a language knows all words that are not ASCII.
    Known,
    /// Nothing: it is text as it should be.
    Clean,
    /// Perhaps something.
    Line(Box<Line<'a>>),
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
        // A letter alone is a word of some language, and so are the halves of a word beside a sign.
        let mut is_word = false;
        for &(from, to, is_first) in &others {
            let piece = chars.get(from..to).unwrap_or_default();
            is_odd |= !is_first && is_doubtful(piece);
            is_odd |= is_odd_piece(chars, from, to);
            if is_odd {
                break;
            }
            let known = if knowing_all != 0 { knowing(piece) } else { 0 };
            knowing_all &= known;
            // Signs within words may have been letters.
            let is_whole = piece.iter().all(|c| is_letter(*c));
            native_all &= if is_whole { native(piece) } else { native(piece) & knowing(piece) };
            is_word |= piece.len() > 1 && (is_whole || is_contraction(piece));
        }
        if !is_odd && is_word && knowing_all != 0 {
            return Look::Known;
        }
        let mut line = Self {
            chars,
            is_spaced: chars.windows(2).any(|two| two == ['\u{A0}', '\u{A0}']),
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
            let (mut found, odd) = score(chars, from, to);
            // The halves of a word beside a sign are none in any language.
            if odd >= ODD {
                found.iter_mut().for_each(|score| *score = (*score).min(0));
            }
            add(&mut line.found, &found);
            line.pieces.push(Piece { from, to, is_first, found, odd });
        }
        let language = best(&line.found);
        if !is_odd && has(native_all, language) && of(&line.found, language) >= CLEAN {
            return Look::Clean;
        }
        Look::Line(Box::new(line))
    }

    /// Whether common words tell that the line is in a language: one at least that the step leaves alone, and others that it
    /// restores, unless they are likely names.
    fn has_witnesses(&self, restored: &[char], language: usize) -> bool {
        let is_witness = |word: &[char]| {
            let is_known = || is_common(word, language) || has(usual(word), language);
            word.iter().all(|c| is_letter(*c)) && is_known()
        };
        let words = self.words.iter().copied();
        let pieces = self.pieces.iter().map(|piece| (piece.from, piece.to, piece.is_first));
        let (mut left_alone, mut changed, mut strong) = (0, 0, 0);
        let least = if has(BALTIC, language) { WITNESSES } else { 1 };
        for (from, to, is_first) in words.chain(pieces) {
            let word = restored.get(from..to).unwrap_or_default();
            if self.chars.get(from..to) == Some(word) {
                left_alone += usize::from(is_witness(word));
            } else if !(is_first && word.first().is_some_and(|c| c.is_uppercase())) {
                changed += usize::from(is_witness(word));
                strong += usize::from(is_witness(word) && is_certain(word, language));
            }
            let is_told = left_alone >= least && left_alone + changed >= WITNESSES;
            if is_told || strong >= STRONG_WITNESSES && left_alone + 1 >= least {
                return self.letters >= LEAST_LETTERS;
            }
        }
        false
    }

    /// Whether the language knows most of the small words that a step changes, where letters of many other languages become its own:
    /// Lithuanian, Latvian, Estonian and Turkish have these in most words.
    fn has_enough_known(
        &self,
        changed: &[(&Piece, Scores, i32)],
        restored: &[char],
        language: usize,
    ) -> bool {
        // The commonest words of Icelandic, `að` and `við`, have the parts of Turkish ones.
        let is_eth = |(c, restored): (&char, &char)| c == restored || matches!(c, 'ð' | 'Ð');
        let is_sure = has(TURKISH, language) && self.chars.iter().zip(restored).all(is_eth);
        let is_known = |word: &[char]| match is_sure {
            true => word.len() >= LEAST_SURE && is_certain(word, language),
            false => is_common(word, language) || is_mostly_known(word, language),
        };
        let (mut known, mut all) = (0, 0);
        for (piece, ..) in changed {
            let word = restored.get(piece.from..piece.to).unwrap_or_default();
            let is_small = word.first().is_some_and(|c| c.is_lowercase());
            if is_small && word.iter().all(|c| is_letter(*c)) {
                all += 1;
                known += usize::from(is_known(word));
            }
        }
        if has(BALTIC, language) {
            known * 4 >= all * 3 && known > 1
        } else {
            !has(TURKISH, language) || known * 2 >= all
        }
    }

    /// How much more the line is worth in a language than in any other, a part of it that is changed left out.
    pub fn lead(&self, language: usize, piece: &Piece) -> i32 {
        let others = self.found.iter().enumerate().filter(|(other, _)| *other != language);
        let most = others.map(|(_, worth)| *worth).max().unwrap_or(0);
        of(&self.found, language) - of(&piece.found, language).min(0) - most
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
        if !is_met && !self.has_enough_known(&changed, restored, language) {
            return 0;
        }
        let (mut gain, mut of_names, mut of_signs) = (0, 0, 0);
        for (piece, scores, odd) in changed {
            let change = Change { line: self, piece, restored, language, is_met };
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
        if worth + gain < LEAST_TOGETHER + missing { 0 } else { i64::from(gain.max(0) / ONE) }
    }
}

/// A language that a line is in.
#[derive(Clone, Copy)]
pub struct Language(usize);

impl Language {
    /// The language of a line that is not damaged, and its parts that are not ASCII.
    pub fn of_line(chars: &[char]) -> Option<(Self, Vec<Span>)> {
        let (others, mut ascii) = pieces(chars);
        let value = value(chars, &others);
        ascii.retain(|(from, to, _)| value.start <= *from && *to <= value.end);
        ascii.truncate(MOST_WORDS);
        let mut total = Scores::default();
        for (from, to, _) in others.iter().chain(&ascii) {
            add(&mut total, &score(chars, *from, *to).0);
        }
        let language = best(&total);
        let letters = chars.get(value)?.iter().filter(|c| is_letter(**c)).count();
        let is_witness = |(from, to, _): &&Span| {
            chars.get(*from..*to).is_some_and(|word| is_common(word, language))
        };
        let witnesses = ascii.iter().filter(is_witness).count();
        let is_plain = letters as i32 >= LEAST_LETTERS
            && witnesses >= WITNESSES
            && of(&total, language) >= LEAST_WORTH;
        is_plain.then_some((Self(language), others))
    }

    /// Whether a word is among its commonest.
    pub fn has_word(self, word: &[char]) -> bool {
        is_common(word, self.0)
    }

    /// Whether it knows parts of a word.
    pub fn has_parts(self, word: &[char]) -> bool {
        has(usual(word), self.0)
    }

    /// Whether it has all letters of a word.
    pub fn has_letters(self, word: &[char]) -> bool {
        has(native(word), self.0)
    }
}

/// The language that a text is worth most in.
fn best(scores: &Scores) -> usize {
    (0..LANGUAGES).max_by_key(|language| of(scores, *language)).unwrap_or(0)
}

/// From where, to where, and whether it begins a sentence.
pub type Span = (usize, usize, bool);

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

/// Whether a part of a line within a sentence is a capital that ASCII lacks alone, or begins with one and no language knows
/// anything of it.
fn is_doubtful(piece: &[char]) -> bool {
    match piece {
        [c] => is_letter(*c) && c.is_uppercase(),
        [c, ..] if is_letter(*c) && c.is_uppercase() && !c.is_ascii() => {
            piece.iter().all(|c| is_letter(*c)) && usual(piece) == 0
        }
        _ => false,
    }
}

/// Whether a part of a line is an English word with an apostrophe.
fn is_contraction(piece: &[char]) -> bool {
    matches!(piece, [.., '’', 's' | 't' | 'm' | 'd'] | [.., '’', 'l' | 'v' | 'r', 'l' | 'e'])
}

/// Whether signs or letters of a part of a line are odd.
fn is_odd_piece(chars: &[char], from: usize, to: usize) -> bool {
    let is_odd = |at: usize| {
        chars.get(at).is_some_and(|c| !is_letter(*c)) && super::signs::oddness(chars, at) > 0
    };
    (from..to).any(is_odd) || super::worth::odd_letters(chars.get(from..to).unwrap_or_default()) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain(found: &str, restored: &str) -> i64 {
        let (found, restored): (Vec<char>, Vec<char>) =
            (found.chars().collect(), restored.chars().collect());
        match Line::look(&found) {
            Look::Known | Look::Clean => 0,
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
            ("La polic’a no dice nada de todo esto", "La policía no dice nada de todo esto"),
            ("Das ist alles, was er dazu sagen will.Ò", "Das ist alles, was er dazu sagen will.“"),
            (
                "Nous partons Ó la campagne pour dix jours",
                "Nous partons à la campagne pour dix jours",
            ),
            (
                "Ele disse que o \"ex‚rcito\" vai sair da cidade",
                "Ele disse que o \"exército\" vai sair da cidade",
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
            ("Balík pour Windows est dans la liste", "Bal’k pour Windows est dans la liste"),
            ("Das Wort gaƒeƒe ist nicht in der Liste", "Das Wort gaÉeÉe ist nicht in der Liste"),
            (
                "It must be ´small´ or there is no result",
                "It must be «small« or there is no result",
            ),
            (
                "Some('Ó') and Some('Ò') are not the same",
                "Some('”') and Some('“') are not the same",
            ),
            (
                "Sierra Leone de todos los otros (1964—2022)",
                "Sierra Leone de todos los otros (1964ó2022)",
            ),
            (
                "\u{A0}\u{A0}\u{A0}que o homem disse para a mulher",
                "áááque o homem disse para a mulher",
            ),
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
