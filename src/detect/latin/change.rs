//! A part of a line that a step changes: how much better its words become, and whether its signs stand where they belong.

use crate::language::letters::{self, Letter};
use crate::language::words;

use super::known::{Line, Piece};
use super::signs::{has_partner, is_in_place, is_letter, is_quote, oddness, touches_letter};
use super::worth::{
    ENGLISH, FOREIGN, FRENCH, HUNGARIAN, ITALIAN, ONE, PORTUGUESE, WITH_APOSTROPHE, can_be_elided,
    has, has_capital_within, is_common, lower, odd_letters, of, split,
};

/// What letters gain at least that the language lacks and that become some it has: in words of which it knows half of the parts,
/// or any.
const USUAL_PARTS: i32 = 11 * ONE;
const SOME_PARTS: i32 = 5 * ONE;
/// The same for the two letters that windows-1252 has in place of those of Hungarian, letters that such a word has at least, and how
/// far the language must be ahead of all others.
const HUNGARIAN_LETTERS: i32 = 10 * ONE;
const LEAST_HUNGARIAN: usize = 4;
const LEAD: i32 = 30 * ONE;
/// What a word is worth that is hardly one of the language.
const POOR: i32 = -6 * ONE;
/// What a name, of which nothing is known, gains at most; and one that begins a sentence or has parts that the language knows.
const MOST_NAME: i32 = 3 * ONE;
const MOST_LIKELY_NAME: i32 = 9 * ONE;
/// What it costs that a letter becomes a sign: where one belongs; elsewhere; and if it was a letter of the language.
const SIGN: i32 = 2 * ONE;
const MISPLACED_SIGN: i32 = 14 * ONE;
const OWN_LETTER: i32 = 8 * ONE;
/// The same where the sign has a partner.
const OWN_LETTER_PAIRED: i32 = 3 * ONE;
/// What two capitals before a small letter gain, and a letter behind a number, that become a mark before a word and a sign of money.
const OPENING: i32 = 6 * ONE;
const MONEY: i32 = 4 * ONE;
/// A letter in a small word that becomes one that the language lacks.
const FOREIGN_LETTER: i32 = 8 * ONE;
/// A small letter that becomes a capital within a sentence.
const CAPITAL: i32 = 4 * ONE;
/// Letters of a word that tells of a quotation mark without a partner: shorter ones are words of some language too often.
const LEAST_QUOTED: usize = 4;
/// Letters before an apostrophe that may be a word cut short.
const ELIDED: usize = 2;
/// Letters up to which a common word may take the place of one that was cut short, and the next.
const SHORT_WORD: usize = 6;

/// A part of a line that a step changes.
pub struct Change<'a> {
    pub line: &'a Line<'a>,
    pub piece: &'a Piece,
    pub restored: &'a [char],
    pub language: usize,
    /// Whether the step was met in the text before: what looks like a name may be damaged like the rest.
    pub is_met: bool,
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
    pub fn gain(&self, worth: i32, odd: i32) -> (i32, i32, Option<i32>) {
        let mut gain = worth - of(&self.piece.found, self.language).max(FOREIGN);
        let (signs, is_misplaced) = self.signs();
        let mut of_signs = self.piece.odd - odd - signs;
        let parts = self.parts();
        let has_common = split(self.word()).any(|word| is_common(word, self.language));
        let is_usual = parts
            .is_some_and(|(known, all)| known * 2 >= all && (known > 1 || all == 1))
            && (self.word().len() > 1 || has_common);
        let is_known = parts.is_some_and(|(known, _)| known > 0);
        if is_known {
            gain = gain.max(if is_usual { USUAL_PARTS } else { SOME_PARTS });
        } else if parts.is_some() {
            gain = gain.max(0);
        }
        // `õ` and `û` stand in no Hungarian word, and `ő` and `ű` in nearly each that has them in Hungarian text.
        if self.has_hungarian_letters() {
            gain = gain.max(HUNGARIAN_LETTERS);
            of_signs = of_signs.max(0);
        }
        // What becomes no better word is no evidence.
        if is_misplaced {
            gain = gain.min(0);
        }
        if self.is_alone()
            || self.is_indented()
            || self.is_no_word()
            || self.is_catalan()
            || odd_letters(self.word()) > 0
            || has_capital_within(self.word())
        {
            gain = gain.min(0);
            of_signs = of_signs.min(0);
        }
        if self.becomes_foreign() {
            of_signs -= FOREIGN_LETTER;
        }
        if worth <= POOR && !is_known && !self.has_hungarian_letters() {
            gain = gain.min(0);
            of_signs = of_signs.min(0);
        }
        // A name in another language has apostrophes, too.
        let mut pairs = self.found().iter().zip(self.word());
        if pairs.all(|(c, restored)| c == restored || *c == '’')
            && !has_common
            && !self.has_letter_for_apostrophe(parts)
        {
            gain = gain.min(0);
        }
        if self.is_accented_word() {
            gain = gain.max(USUAL_PARTS);
        }
        // Small letters become capitals at the beginning of sentences.
        let mut pairs = self.found().iter().zip(self.word());
        if !self.piece.is_first
            && pairs.any(|(c, restored)| c.is_lowercase() && restored.is_uppercase())
        {
            of_signs -= CAPITAL;
        }
        let most = if self.word().iter().find(|c| is_letter(**c)).is_some_and(|c| c.is_uppercase())
            && !has_common
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

    /// Whether an apostrophe can hardly have been written where it stands, and the language knows the word without it.
    fn has_letter_for_apostrophe(&self, parts: Option<(usize, usize)>) -> bool {
        let found = self.found();
        let at = found.iter().position(|c| *c == '’').unwrap_or(0);
        let before = found.get(..at).unwrap_or_default();
        let is_elided = found.get(at + 1).is_some_and(|after| can_be_elided(before, *after));
        parts.is_some_and(|(known, all)| {
            if is_elided || has(WITH_APOSTROPHE & !PORTUGUESE, self.language) {
                known == all && !has(WITH_APOSTROPHE, self.language)
            } else {
                known * 2 >= all && (known > 1 || all == 1)
            }
        })
    }

    /// Whether it is a capital alone between common words that becomes one: Portuguese `é`, `à`, `ó`.
    fn is_accented_word(&self) -> bool {
        let (&[c], &[restored]) = (self.found(), self.word()) else { return false };
        let is_word = |words: &[char]| {
            let word: Vec<char> = words.to_vec();
            !word.is_empty() && is_common(&word, self.language)
        };
        let (Some(before), Some(after)) = (
            self.line.chars.get(..self.piece.from).and_then(|before| before.strip_suffix(&[' '])),
            self.line.chars.get(self.piece.to..).and_then(|after| after.strip_prefix(&[' '])),
        ) else {
            return false;
        };
        let last = before.iter().rev().take_while(|c| is_letter(**c)).count();
        let next = after.iter().take_while(|c| is_letter(**c)).count();
        !self.piece.is_first
            && c.is_uppercase()
            && restored.is_lowercase()
            && is_common(&[restored], self.language)
            && is_word(before.get(before.len() - last..).unwrap_or_default())
            && is_word(after.get(..next).unwrap_or_default())
    }

    /// Whether it is a single character in quotation marks, one of a table, or one or two in brackets, a class of characters.
    fn is_alone(&self) -> bool {
        let mark = |at: Option<usize>| at.and_then(|at| self.line.chars.get(at)).copied();
        let (before, after) = (mark(self.piece.from.checked_sub(1)), mark(Some(self.piece.to)));
        let is_mark = |c: Option<char>| matches!(c, Some('\'' | '"' | '`'));
        match self.piece.to - self.piece.from {
            1 if is_mark(before) && is_mark(after) => true,
            1 | 2 => before == Some('[') && after == Some(']'),
            _ => false,
        }
    }

    /// Whether it is a small word in a line that is Hungarian beyond doubt, of which nothing changes but the letters that
    /// windows-1250 has in place of `õ` and `û`.
    fn has_hungarian_letters(&self) -> bool {
        let pairs = || self.found().iter().zip(self.word());
        has(HUNGARIAN, self.language)
            && self.word().len() >= LEAST_HUNGARIAN
            && self.word().iter().all(|c| is_letter(*c) && c.is_lowercase())
            && pairs().all(|(c, restored)| c == restored || matches!(restored, 'ő' | 'ű'))
            && pairs().any(|(c, restored)| matches!((c, restored), ('õ', 'ő') | ('û', 'ű')))
            && self.line.lead(self.language, self.piece) >= LEAD
    }

    /// Whether it has the dot between two l of Catalan.
    fn is_catalan(&self) -> bool {
        self.found().windows(3).any(|three| matches!(three, ['l', '·', 'l']))
    }

    /// Whether no-break spaces that are restored stand beside others: they were written to make room.
    fn is_indented(&self) -> bool {
        self.line.is_spaced && self.found().contains(&'\u{A0}')
    }

    /// Whether it is one sign that stands beside more than space, or one that becomes a letter which is no word.
    fn is_no_word(&self) -> bool {
        let is_space = |at: Option<usize>| {
            at.and_then(|at| self.line.chars.get(at)).is_none_or(|c| c.is_whitespace())
        };
        let (&[c], &[restored]) = (self.found(), self.word()) else { return false };
        let stands_free = is_space(self.piece.from.checked_sub(1)) && is_space(Some(self.piece.to));
        let is_word = is_common(&[restored], self.language) && (is_letter(c) || stands_free);
        is_letter(restored) && !is_word
    }

    /// Whether letters of a small word become some that the language lacks.
    fn becomes_foreign(&self) -> bool {
        let is_foreign =
            |c: char| is_letter(c) && !has(letters::languages(Letter::of(c)), self.language);
        let is_small =
            self.word().iter().find(|c| is_letter(**c)).is_some_and(|c| c.is_lowercase());
        let mut pairs = self.found().iter().zip(self.word());
        is_small && pairs.any(|(c, restored)| c != restored && is_foreign(*restored))
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
        let is_gone = |at: usize| {
            at > 0
                && word.get(at) != Some(&'’')
                && (has(WITH_APOSTROPHE & !PORTUGUESE, self.language)
                    || found.get(at + 1).is_some_and(|after| {
                        can_be_elided(found.get(..at).unwrap_or_default(), *after)
                    }))
        };
        if apostrophe.is_some_and(is_gone)
            && (word.len() > SHORT_WORD || !is_common(word, self.language))
        {
            is_misplaced = true;
        }
        for ((&c, &sign), at) in found.iter().zip(word).zip(self.piece.from..) {
            if c == sign || is_letter(sign) {
                continue;
            }
            let is_quote = is_quote(sign);
            let has_partner = (is_quote || sign == '‘') && has_partner(self.restored, at);
            let is_in_place = is_in_place(self.restored, at)
                && (has_partner || !(sign == '‘' || is_quote && !is_letter(c)));
            if !is_letter(c) {
                cost += match (is_in_place, touches_letter(self.restored, at)) {
                    (true, _) => 0,
                    (false, true) => MISPLACED_SIGN,
                    (false, false) => oddness(self.line.chars, at) * ONE,
                };
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| self.line.chars.get(at)).copied();
            let after = self.line.chars.get(at + 1).copied();
            let is_small = |c: Option<char>| c.is_some_and(|c| is_letter(c) && c.is_lowercase());
            let is_capital = |c: Option<char>| c.is_some_and(|c| is_letter(c) && c.is_uppercase());
            let is_in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            // Two capitals before a small letter, a small letter before a capital, a capital behind small letters.
            let opens = is_capital(after)
                && !is_in_word(before)
                && (c.is_lowercase() || is_small(self.line.chars.get(at + 2).copied()));
            let closes = c.is_uppercase() && is_small(before) && !is_in_word(after);
            let is_mark = is_quote || matches!(sign, '¿' | '¡' | '‚' | '‘' | '’');
            let is_odd = is_mark && (opens || closes);
            if is_odd && opens && c.is_uppercase() {
                cost -= OPENING;
            }
            if has(letters::languages(Letter::of(c)), self.language) && !is_odd {
                cost += if has_partner { OWN_LETTER_PAIRED } else { OWN_LETTER };
            }
            // Spanish sentences end as they begin.
            let is_in_place = is_in_place
                && match sign {
                    '¿' => self.restored.contains(&'?'),
                    '¡' => self.restored.contains(&'!'),
                    _ => true,
                };
            // Only French sets guillemets apart.
            let is_in_place = is_in_place
                && (!matches!(sign, '«' | '»')
                    || has(FRENCH, self.language)
                    || before.is_some_and(|c| !c.is_whitespace())
                    || after.is_some_and(|c| !c.is_whitespace()));
            let is_elided = sign == '’' && self.is_elided();
            // A quotation mark alone stands where a sentence or a part of one begins or ends.
            let is_apart =
                |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !c.is_whitespace());
            let is_at_end = !is_quote || is_apart(before) || is_apart(after);
            let is_right = is_in_place
                && (sign != '’' || is_elided || self.has_apostrophe())
                && (has_partner
                    || is_odd
                    || is_elided
                    || matches!(sign, '€' | '£' | '–' | '—')
                    || is_at_end && self.is_of_common_words());
            cost += if is_right { SIGN } else { MISPLACED_SIGN };
            if is_right && matches!(sign, '€' | '£') {
                cost -= MONEY;
            }
            is_misplaced |= !(is_right || is_quote && is_in_place);
        }
        (cost, is_misplaced)
    }

    /// Whether a French or Italian word is cut short before one that has three letters at least.
    fn is_elided(&self) -> bool {
        const LEAST: usize = 3;
        let mut halves = self.word().split(|c| *c == '’');
        let (Some(first), Some(second)) = (halves.next(), halves.next()) else { return false };
        has(FRENCH | ITALIAN, self.language)
            && second.len() >= LEAST
            && second.iter().all(|c| is_letter(*c) && c.is_lowercase())
            && second.first().is_some_and(|after| can_be_elided(first, *after))
    }

    /// Whether an apostrophe stands where the language has one: behind a word cut short, or before the ending of another.
    fn has_apostrophe(&self) -> bool {
        let mut halves = self.word().split(|c| *c == '’');
        let (Some(first), Some(second)) = (halves.next(), halves.next()) else { return false };
        let second: String =
            second.iter().take_while(|c| is_letter(**c)).map(|c| lower(*c)).collect();
        let is_ending = || matches!(&*second, "s" | "t" | "ll" | "re" | "ve" | "d" | "m");
        has(WITH_APOSTROPHE, self.language)
            && (!has(ENGLISH, self.language) || !first.is_empty() && is_ending())
    }

    /// Whether all words are common ones; letters beside an apostrophe are.
    fn is_of_common_words(&self) -> bool {
        let has_apostrophe = self.word().contains(&'’');
        let is_elided = |(at, word): (usize, &[char])| {
            has_apostrophe && word.len() == 1 && (at == 0 || has(ENGLISH, self.language))
        };
        split(self.word()).enumerate().all(|(at, word)| {
            let is_long = has_apostrophe || word.len() >= LEAST_QUOTED;
            is_elided((at, word)) || is_long && is_common(word, self.language)
        })
    }
}
