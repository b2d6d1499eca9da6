//! What words are worth in each language: bits by which they are more probable in it than in a language that nothing is known of.

use crate::language::letters::{self, LANGUAGES, Letter, Tracks};
use crate::language::words::{self, Languages};
use crate::model::BIT;

use super::signs::{is_letter, oddness};

/// What a text is worth in each language, in eighths of a bit.
pub type Scores = [i32; LANGUAGES];

/// A bit.
pub const ONE: i32 = BIT as i32;
/// What a letter costs in a language that nothing is known of, and how much more if ASCII lacks it.
const UNKNOWN_LETTER: i32 = 4 * ONE + 3;
const UNKNOWN_OTHER: i32 = 2 * ONE;
/// What a common word costs, and at most is worth.
const COMMON: i32 = 10 * ONE;
const MOST_COMMON: i32 = 8 * ONE;
/// What a common word of one letter is worth.
const ONE_LETTER: i32 = ONE;
/// What any other word costs beside its letters, and is worth at most.
const UNCOMMON: i32 = 3 * ONE;
const MOST_UNCOMMON: i32 = 2 * ONE;
/// What parts that the language knows add to such a word, and what it is worth then at most.
const USUAL: i32 = 3 * ONE;
const MOST_USUAL: i32 = 6 * ONE;
/// A word whose letters hardly follow each other so in the language: a name.
const STRANGE: i32 = -10 * ONE;
/// A word with letters that the language lacks; with a capital it counts as a name.
pub const FOREIGN: i32 = -14 * ONE;
/// An apostrophe within a word of a language that has none there.
const APOSTROPHE: i32 = 5 * ONE;
/// A low quotation mark before a word of a language that does not use it.
const LOW_QUOTE: i32 = 8 * ONE;
/// How odd a capital after a small letter is, or a Greek letter beside a Latin one.
const ODD_LETTER: i32 = 10 * ONE;

/// Languages in which an apostrophe stands within words: English, French, German, Portuguese, Italian, Dutch, Turkish.
pub const WITH_APOSTROPHE: Languages = 0b0001_0000_0111_0111;
/// Languages with a low single quotation mark: German, Dutch, Polish, Czech, Hungarian, Romanian.
const WITH_LOW_QUOTE: Languages = 0b0000_1111_0100_0100;
/// Lithuanian, Latvian, Estonian.
pub const BALTIC: Languages = 0b1110_0000_0000_0000;
const LITHUANIAN: Languages = 1 << 13;
pub const TURKISH: Languages = 1 << 12;
pub const ENGLISH: Languages = 1;
pub const FRENCH: Languages = 1 << 1;
pub const PORTUGUESE: Languages = 1 << 4;
pub const ITALIAN: Languages = 1 << 5;
pub const HUNGARIAN: Languages = 1 << 10;

/// Whether what stands before an apostrophe, and the letter behind it, can be a word cut short and the next, in French, Italian,
/// Portuguese or names of these.
pub fn can_be_elided(before: &[char], after: char) -> bool {
    let before: String = before.iter().map(|c| lower(*c)).collect();
    let is_cut = matches!(
        &*before,
        "l" | "d"
            | "j"
            | "m"
            | "t"
            | "s"
            | "c"
            | "n"
            | "v"
            | "qu"
            | "un"
            | "all"
            | "dell"
            | "nell"
            | "sull"
            | "dall"
            | "quell"
            | "quest"
            | "jusqu"
            | "lorsqu"
            | "puisqu"
            | "quelqu"
            | "presqu"
            | "aujourd"
    );
    is_cut && "aeiouyhàâæçèéêëîïôœùûüáíóú".contains(lower(after))
}

/// Whether a language is in a set.
pub fn has(languages: Languages, language: usize) -> bool {
    languages >> language & 1 == 1
}

/// What a text is worth in a language.
pub fn of(scores: &Scores, language: usize) -> i32 {
    scores.get(language).copied().unwrap_or(0)
}

/// Adds up what two texts are worth.
pub fn add(sum: &mut Scores, scores: &Scores) {
    for (sum, score) in sum.iter_mut().zip(scores) {
        *sum += score;
    }
}

/// The small letter.
pub fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// The languages that have a word among their commonest. The filter takes three words of a hundred for others: where it can be
/// asked for parts of the word as well, half of them must be there, too.
pub fn common(word: &[char]) -> Languages {
    if word.is_empty() {
        return 0;
    }
    let lower: Vec<char> = word.iter().map(|c| lower(*c)).collect();
    if let [c] = *lower.as_slice()
        && !c.is_ascii()
    {
        return of_one_letter(c);
    }
    let known = words::languages(lower.iter().copied());
    if known == 0 || lower.iter().all(char::is_ascii) {
        return known;
    }
    let mut counts = [0_usize; LANGUAGES];
    let mut all = 0;
    for part in words::parts(&lower).filter(|part| part.iter().any(|c| !c.is_ascii())) {
        let languages = words::languages(part.into_iter());
        for (language, count) in counts.iter_mut().enumerate() {
            *count += usize::from(has(languages, language));
        }
        all += 1;
    }
    let is_known = |count: usize| count * 2 >= all;
    (0..LANGUAGES)
        .filter(|language| counts.get(*language).is_some_and(|count| is_known(*count)))
        .fold(0, |languages, language| languages | known & 1 << language)
}

/// The languages in which a letter that ASCII lacks is a word: French `à`; Portuguese `à`, `é`, `ó`; Italian `è`, Hungarian `ő`, Lithuanian `į`.
fn of_one_letter(letter: char) -> Languages {
    match letter {
        'à' => FRENCH | PORTUGUESE,
        'é' | 'ó' => PORTUGUESE,
        'è' => ITALIAN,
        'ő' => HUNGARIAN,
        'į' => LITHUANIAN,
        _ => 0,
    }
}

/// Whether a language has a word among its commonest.
pub fn is_common(word: &[char], language: usize) -> bool {
    has(common(word), language)
}

/// The languages that know two parts of a word with letters that ASCII lacks, or the only such part.
pub fn usual(word: &[char]) -> Languages {
    let lower: Vec<char> = word.iter().map(|c| lower(*c)).collect();
    let (mut once, mut twice, mut count) = (0, 0, 0);
    for part in words::parts(&lower) {
        if part.iter().any(|c| !c.is_ascii()) {
            let known = words::languages(part.into_iter());
            twice |= once & known;
            once |= known;
            count += 1;
        }
    }
    if count > 1 { twice } else { once }
}

/// Whether a language knows half of the parts of a word with letters that ASCII lacks.
pub fn is_mostly_known(word: &[char], language: usize) -> bool {
    let lower: Vec<char> = word.iter().map(|c| lower(*c)).collect();
    let (mut known, mut all) = (0, 0);
    for part in words::parts(&lower).filter(|part| part.iter().any(|c| !c.is_ascii())) {
        all += 1;
        known += usize::from(has(words::languages(part.into_iter()), language));
    }
    known * 2 >= all
}

/// Whether a language knows all parts of a word with letters that ASCII lacks, two at least.
pub fn is_certain(word: &[char], language: usize) -> bool {
    let lower: Vec<char> = word.iter().map(|c| lower(*c)).collect();
    let mut parts = words::parts(&lower).filter(|part| part.iter().any(|c| !c.is_ascii()));
    let mut count = 0;
    parts.all(|part| {
        count += 1;
        has(words::languages(part.into_iter()), language)
    }) && count > 1
}

/// Words of a piece of text, split at what is no letter.
pub fn split(piece: &[char]) -> impl Iterator<Item = &[char]> {
    piece.split(|c| !is_letter(*c)).filter(|word| !word.is_empty())
}

/// The languages that know all words of a piece, and its letters.
pub fn knowing(piece: &[char]) -> Languages {
    let is_english = matches!(piece, [.., '’', 's' | 't']);
    if !is_whole(piece) {
        return 0;
    }
    let known = split(piece).fold(with_apostrophe(piece), |languages, word| {
        if word.len() == 1 && word.iter().all(char::is_ascii) {
            return languages;
        }
        let native = native(word);
        let common = common(word);
        let is_ascii = word.iter().all(char::is_ascii);
        let known = if common & languages & native != 0 || is_ascii {
            common
        } else {
            common | usual(word)
        };
        languages & native & known
    });
    if is_english && known == 0 && piece.iter().all(|c| c.is_ascii() || *c == '’') {
        ENGLISH
    } else {
        known
    }
}

/// The languages in which an apostrophe stands where it does in a piece.
fn with_apostrophe(piece: &[char]) -> Languages {
    let Some(at) = piece.iter().position(|c| *c == '’') else { return Languages::MAX };
    let (before, after) = (piece.get(..at).unwrap_or_default(), piece.get(at + 1));
    match (before, after) {
        ([.., last], Some(after)) if is_letter(*last) && is_letter(*after) => {
            if can_be_elided(before, *after) {
                WITH_APOSTROPHE
            } else {
                WITH_APOSTROPHE & !PORTUGUESE
            }
        }
        _ => Languages::MAX,
    }
}

/// Whether letters beside a no-break space within a piece can be words: a sign there may have been a letter.
fn is_whole(piece: &[char]) -> bool {
    piece.split(|c| *c == '\u{A0}').all(|word| match word {
        [c] => !c.is_ascii_alphabetic() || "aeiouyksvzwAEIOUYKSVZW".contains(*c),
        _ => true,
    }) || !piece.contains(&'\u{A0}')
}

/// The languages that have all letters of a piece.
pub fn native(piece: &[char]) -> Languages {
    let others = piece.iter().filter(|c| is_letter(**c) && !c.is_ascii());
    others.fold(Languages::MAX, |languages, c| languages & letters::languages(Letter::of(*c)))
}

/// What part of a line is worth in each language, and how odd its signs are.
pub fn score(chars: &[char], from: usize, to: usize) -> (Scores, i32) {
    let mut scores = Scores::default();
    let mut odd = 0;
    let mut at = from;
    while at < to {
        let rest = chars.get(at..to).unwrap_or_default();
        let length = rest.iter().take_while(|c| is_letter(**c)).count();
        if length == 0 {
            odd += oddness(chars, at) * ONE;
            let is_letter =
                |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| is_letter(*c));
            match (is_letter(at.checked_sub(1)), rest.first(), is_letter(Some(at + 1))) {
                (false, Some('‚'), true) => charge(&mut scores, !WITH_LOW_QUOTE, LOW_QUOTE),
                (true, Some('’'), true) => charge(&mut scores, !WITH_APOSTROPHE, APOSTROPHE),
                _ => {}
            }
            at += 1;
            continue;
        }
        let word = rest.get(..length).unwrap_or_default();
        add(&mut scores, &score_word(word));
        odd += odd_letters(word) * ODD_LETTER;
        at += length;
    }
    (scores, odd)
}

/// Takes what something costs in some languages from what the text is worth in them.
fn charge(scores: &mut Scores, languages: Languages, cost: i32) {
    for (language, score) in scores.iter_mut().enumerate() {
        *score -= if has(languages, language) { cost } else { 0 };
    }
}

/// How odd the letters of a part of a line are.
pub fn odd_letters(word: &[char]) -> i32 {
    let is_greek = |c: char| matches!(c, '\u{370}'..='\u{3FF}');
    let is_odd = |(previous, c): (&char, &char)| {
        let is_capital = previous.is_lowercase() && c.is_uppercase();
        is_capital && !(c.is_ascii() && previous.is_ascii())
            || previous.is_ascii() && is_greek(*c)
            || is_greek(*previous) && c.is_ascii()
    };
    let begins_odd = matches!(word, ['ß', second, ..] if second.is_alphabetic());
    i32::from(begins_odd)
        + word.iter().zip(word.iter().skip(1)).filter(|pair| is_odd(*pair)).count() as i32
}

/// Whether a capital stands before a small letter and behind another letter.
pub fn has_capital_within(word: &[char]) -> bool {
    word.windows(3).any(|three| match three {
        [before, c, after] => {
            before.is_alphabetic() && !c.is_ascii() && c.is_uppercase() && after.is_lowercase()
        }
        _ => false,
    })
}

/// What a word is worth in each language.
fn score_word(word: &[char]) -> Scores {
    let mut tracks = Tracks::default();
    let mut previous = Letter::default();
    let mut is_latin = true;
    let mut others = 0;
    for &c in word {
        let next = Letter::of(c);
        is_latin &= letters::add(previous, next, &mut tracks);
        others += i32::from(!c.is_ascii());
        previous = next;
    }
    is_latin &= letters::add(previous, Letter::default(), &mut tracks);
    let foreign = if word.first().is_some_and(|c| c.is_uppercase()) { STRANGE } else { FOREIGN };
    if !is_latin {
        return [foreign; LANGUAGES];
    }
    let unknown = UNKNOWN_LETTER * (word.len() as i32 + 1) + UNKNOWN_OTHER * others;
    let of_common = if word.len() == 1 { ONE_LETTER } else { (unknown - COMMON).min(MOST_COMMON) };
    let common = common(word);
    let (native, usual) =
        if others > 0 { (native(word), usual(word)) } else { (Languages::MAX, 0) };
    let mut scores = Scores::default();
    for (language, (score, cost)) in scores.iter_mut().zip(tracks).enumerate() {
        let by_letters = unknown - UNCOMMON - cost as i32;
        *score = if !has(native, language) {
            foreign
        } else if has(common, language) && by_letters > STRANGE {
            of_common
        } else if has(usual, language) {
            (by_letters + USUAL).clamp(0, MOST_USUAL)
        } else {
            by_letters.clamp(STRANGE, MOST_UNCOMMON)
        };
    }
    scores
}
