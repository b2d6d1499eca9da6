//! How odd signs are where they stand.

use super::super::window::around;

/// Characters that an insertion between dashes has at most.
const INSERTION: usize = 200;

/// Whether a sign is a quotation mark that letters become.
pub fn is_quote(sign: char) -> bool {
    matches!(sign, '“' | '”' | '„' | '«' | '»')
}

/// Whether a character is a letter of words; some signs count as letters elsewhere.
pub fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphabetic(),
        '\u{80}'..='\u{BF}' | '×' | '÷' | 'ƒ' => false,
        // Asked so often that looking it up takes a tenth of the time for clean text.
        '\u{C0}'..='\u{24F}' => true,
        _ => c.is_alphabetic() && !matches!(c, 'ˆ' | 'ˇ' | 'ⁿ'),
    }
}

/// How odd a character that is neither a letter nor ASCII is where it stands, in bits.
pub fn oddness(chars: &[char], at: usize) -> i32 {
    let (before, c, after) = around(chars, at);
    let (follows, precedes) = (is_letter(before), is_letter(after));
    let is_between = follows && precedes;
    let touches = before.is_lowercase() && follows || after.is_lowercase() && precedes;
    let is_free = before.is_whitespace() && after.is_whitespace();
    let beyond = |count: usize| at.checked_sub(count).and_then(|at| chars.get(at));
    match c {
        '\u{A0}' => 5 * i32::from(before == ' ' || matches!(after, ' ' | ',' | '.' | ')')),
        // What windows-1252 has there are quotes, dashes and an ellipsis.
        '\u{85}' | '\u{91}'..='\u{97}' => 6,
        '\u{80}'..='\u{9F}' => 12,
        '’' => 0,
        '\u{AD}' => 4,
        '¯' | '˙' | '˛' | '˝' | '˘' | 'ˇ' if !is_between => 8,
        '•' if !is_between => 0,
        '·' if is_between => {
            if before == 'l' && after == 'l' {
                0
            } else {
                8
            }
        }
        '…' => i32::from(is_between),
        '–' | '—' | '™' | '®' | '°' if is_between => 4,
        'º' | 'ª' | '‘' if is_between => 6,
        '–' | '—' if follows && !precedes && !is_opened(chars, at) => 7,
        '–' | '—' => i32::from(follows != precedes),
        '®' if is_free => 6,
        'º' | 'ª' if is_free && beyond(2).is_some_and(|c| !c.is_ascii_digit()) => 8,
        '†' | '‡' if is_free && stands_for_word(chars, at) => 6,
        '™' | '®' | '°' | 'º' | 'ª' | '‘' => 0,
        '“' | '”' | '„' | '«' | '»' | '‹' | '›' if is_between => 10,
        '”' | '›' => 4 * i32::from(precedes),
        '„' | '‹' => 6 * i32::from(follows),
        '“' | '«' | '»' => 0,
        '¿' | '¡' => 12 * i32::from(follows),
        '‚' if !follows && precedes => {
            let later = chars.get(at..).unwrap_or_default();
            6 * i32::from(!later.iter().any(|c| matches!(c, '‘' | '’')))
        }
        '‚' if follows => 10,
        '║' | '¬' | '∫' | '¦' | '§' if before.is_ascii_digit() && !after.is_alphanumeric() => {
            8
        }
        '║' | '∫' if is_degree(chars, at) => 8,
        '²' | '³' | '¹' | '†' if follows && !precedes => 1,
        _ if (is_hard(c) || c == '·') && is_between => 14,
        _ if (is_hard(c) || c == '·') && touches => {
            if follows {
                10
            } else {
                8
            }
        }
        '‚' | 'ˆ' | '¸' | '¨' | '´' | '¯' | '˜' | '¤' if is_free => 6,
        _ if is_between => 8,
        _ => 0,
    }
}

/// Whether a sign stands where a word would: small letters before the space before it, and behind the one behind it.
fn stands_for_word(chars: &[char], at: usize) -> bool {
    let is_small = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_lowercase() && is_letter(*c))
    };
    is_small(at.checked_sub(2))
        && (is_small(Some(at + 2)) || chars.get(at + 2).is_some_and(char::is_ascii_digit))
}

/// Whether a sign stands where that of degrees does: `12 ºC`.
fn is_degree(chars: &[char], at: usize) -> bool {
    let before = chars.get(..at).unwrap_or_default();
    let last = before.iter().rev().find(|c| !is_space(**c));
    last.is_some_and(char::is_ascii_digit)
        && matches!(chars.get(at + 1), Some('C' | 'F'))
        && chars.get(at + 2).is_none_or(|c| !c.is_alphanumeric())
}

/// Characters before a sign in which an amount may stand that it belongs to.
const AMOUNT: usize = 24;

/// Whether a sign stands beside a number, or behind one in millions.
pub fn is_of_amount(chars: &[char], at: usize) -> bool {
    if touches_letter(chars, at) {
        return false;
    }
    let before = chars.get(at.saturating_sub(AMOUNT)..at).unwrap_or_default();
    let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if is_digit(chars.get(at + 1)) || is_digit(before.iter().rev().find(|c| !is_space(**c))) {
        return true;
    }
    let is_million =
        |word: &[char]| matches!(word, [' ' | '\u{A0}', 'm' | 'M', 'i', 'l' | 'o', ..]);
    let digit = before.iter().position(char::is_ascii_digit);
    digit.is_some_and(|digit| before.get(digit..).unwrap_or_default().windows(4).any(is_million))
}

/// Whether a character is a space, of whatever width.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}')
}

/// Whether a letter stands beside a place.
pub fn touches_letter(chars: &[char], at: usize) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| is_letter(*c));
    is_letter(at.checked_sub(1)) || is_letter(Some(at + 1))
}

/// Whether a dash that opens an insertion stands not long before.
fn is_opened(chars: &[char], at: usize) -> bool {
    let from = at.saturating_sub(INSERTION);
    let before = chars.get(from..at).unwrap_or_default();
    let opens = |place: &usize| {
        let letter =
            |at: Option<usize>| at.and_then(|at| before.get(at)).is_some_and(|c| is_letter(*c));
        matches!(before.get(*place), Some('–' | '—'))
            && !letter(place.checked_sub(1))
            && letter(Some(place + 1))
    };
    (0..before.len()).any(|place| opens(&place))
}

/// Whether a sign stands where it belongs: an opening quotation mark before a word, a closing one behind, an apostrophe within.
pub fn is_in_place(chars: &[char], at: usize) -> bool {
    let (before, c, after) = around(chars, at);
    let (follows, precedes) = (before.is_alphanumeric(), after.is_alphanumeric());
    let opens = !follows && (precedes || before == ' ' && after == '\u{A0}');
    let closes = !precedes && before != ' ';
    match c {
        '¿' | '¡' => !follows && after != ' ',
        '„' | '‚' => opens,
        '”' => closes,
        '«' if is_space(before) && is_space(after) => true,
        '»' if is_space(before) && !after.is_alphanumeric() => true,
        '“' | '«' | '»' | '‘' => opens || closes,
        '’' => follows && precedes,
        '–' | '—' => follows != precedes || before == ' ' && after == ' ',
        '…' => before != ' ' && !precedes,
        'º' | 'ª' => (follows || before == '.') && !precedes || is_degree(chars, at),
        '€' | '£' => is_of_amount(chars, at),
        '\u{A0}' => before != ' ' && after != ' ' && !(follows && precedes),
        _ => false,
    }
}

/// Whether a quotation mark that stands where it belongs has its partner in the line, or begins or ends a quotation that goes
/// on in another.
pub fn has_partner(chars: &[char], at: usize) -> bool {
    let c = chars.get(at).copied().unwrap_or(' ');
    // Guillemets have spaces on their inner side in French.
    let is_spaced = matches!(c, '«' | '»');
    let is_space = |c: &char| is_spaced && is_space(*c);
    let (earlier, later) =
        (chars.get(..at).unwrap_or_default(), chars.get(at + 1..).unwrap_or_default());
    let (near, next) = (
        usize::from(earlier.last().is_some_and(is_space)),
        usize::from(later.first().is_some_and(is_space)),
    );
    let before = earlier.iter().rev().nth(near).copied().unwrap_or(' ');
    let after = later.get(next).copied().unwrap_or(' ');
    let opens = is_spaced || !before.is_alphanumeric() && !after.is_whitespace();
    let closing: &[char] = match c {
        '“' => &['”'],
        '„' => &['“', '”'],
        '‚' => &['‘', '’'],
        '‘' => &['’'],
        '«' => &['»'],
        '»' => &['«'],
        _ => &[],
    };
    let opening: &[char] = match c {
        '”' => &['“', '„', '”'],
        '“' => &['„'],
        '’' => &['‘', '‚'],
        '‘' => &['‚'],
        '»' => &['«'],
        '«' => &['»'],
        _ => &[],
    };
    let is_any = |text: &[char], marks: &[char]| text.iter().any(|c| marks.contains(c));
    if is_any(earlier, opening) || opens && is_any(later, closing) {
        return true;
    }
    if matches!(c, '‘' | '’' | '‚') {
        return false;
    }
    let begins = (at == 0 || earlier.last().is_some_and(|c| *c == ' '))
        && after.is_uppercase()
        && !closing.is_empty();
    let ends = matches!(before, '.' | '!' | '?' | '…' | ',')
        && later.first().is_none_or(|c| *c == ' ')
        && !opening.is_empty();
    begins || ends
}

/// Whether a sign touches no letter in any text.
fn is_hard(c: char) -> bool {
    matches!(
        c,
        '¢' | '£'
            | '¤'
            | '¥'
            | '¦'
            | '§'
            | '¨'
            | '¬'
            | '¯'
            | '±'
            | '²'
            | '³'
            | '´'
            | '¶'
            | '¸'
            | '¹'
            | '¼'
            | '½'
            | '¾'
            | '×'
            | '÷'
            | 'µ'
            | '‚'
            | 'ƒ'
            | '†'
            | '‡'
            | 'ˆ'
            | '˜'
            | '‰'
            | '•'
            | '€'
            | '¿'
            | '¡'
            | '˙'
            | '˛'
            | '˝'
            | '‹'
            | '›'
            | 'ˇ'
            | '˘'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_what_unicode_says() {
        for c in '\0'..='\u{3000}' {
            let is_sign = matches!(c, 'ª' | 'º' | 'µ' | 'ƒ' | 'ˆ' | 'ˇ' | 'ⁿ');
            assert_eq!(is_letter(c), c.is_alphabetic() && !is_sign, "{c:?}");
        }
    }

    /// The oddest sign of a text.
    fn oddest(text: &str) -> i32 {
        let chars: Vec<char> = text.chars().collect();
        let signs = (0..chars.len()).filter(|at| !chars[*at].is_ascii() && !is_letter(chars[*at]));
        signs.map(|at| oddness(&chars, at)).max().unwrap_or(0)
    }

    #[test]
    fn signs_of_text_are_not_odd() {
        for text in [
            "l’été – «oui», “non”… ‘peut-être’",
            "„so“ ‚so‘ »so«",
            "¿qué? ¡sí!",
            "20 °C, 3 m², ±2 %, 5 € § 3",
            "él dijo —con razón— que no",
            "col·laborar",
        ] {
            assert!(oddest(text) <= 1, "{text}");
        }
    }

    #[test]
    fn signs_that_were_letters_are_odd() {
        for text in ["f³r", "informaci¢n", "m‚me", "s·bado", "Gr”áe", "cont¢.", "‰rea", "p\u{94}l"]
        {
            assert!(oddest(text) >= 6, "{text}");
        }
    }

    #[test]
    fn marks_have_their_places() {
        let is_right = |text: &str, mark: char| {
            let chars: Vec<char> = text.chars().collect();
            is_in_place(&chars, chars.iter().position(|c| *c == mark).unwrap())
        };
        for (text, mark) in [("„Wir", '„'), ("da.“", '“'), ("¿qué", '¿'), ("l’été", '’')]
        {
            assert!(is_right(text, mark), "{text}");
        }
        for (text, mark) in [("har’ ", '’'), ("no”va", '”'), ("a¿", '¿'), ("p„a", '„')]
        {
            assert!(!is_right(text, mark), "{text}");
        }
    }
}
