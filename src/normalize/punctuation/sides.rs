//! What stands on both sides of a mark.

use crate::normalize::script::is_han;

/// What a mark has to its left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A Chinese character, or a mark that only Chinese text has.
    Han,
    Digit,
    /// A letter of an alphabet, or whatever else is written with them.
    Letter,
    /// Something that is not text: an operator, a slash.
    Sign,
    /// The line ends here.
    Edge,
}

/// A side, and what lay between it and the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub side: Side,
    /// A space was passed.
    pub has_space: bool,
    /// A percent sign, a bracket or a quote was passed: what stands there ends or begins a phrase.
    pub is_through: bool,
}

/// Marks of Chinese text that no other has, and that nothing becomes.
fn is_chinese_mark(c: char) -> bool {
    matches!(
        c,
        '、' | '《'
            | '》'
            | '〈'
            | '〉'
            | '「'
            | '」'
            | '『'
            | '』'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '〖'
            | '〗'
    )
}

/// Characters that belong to what they enclose or follow. A mark and what it may become are both here: a text is seen alike before and
/// after.
fn is_transparent(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '('
            | ')'
            | '（'
            | '）'
            | '['
            | ']'
            | '*'
            | '_'
            | '`'
            | '%'
            | '‰'
            | '°'
            | '℃'
            | '{'
            | '}'
            | ','
            | '，'
            | ':'
            | '：'
            | ';'
            | '；'
            | '?'
            | '？'
            | '!'
            | '！'
            | '.'
            | '。'
            | '…'
    )
}

fn side(c: char) -> Side {
    if is_han(c) || is_chinese_mark(c) {
        Side::Han
    } else if c.is_ascii_digit() {
        Side::Digit
    } else if c.is_alphanumeric() {
        Side::Letter
    } else {
        Side::Sign
    }
}

/// Looks from a mark to the left, past what belongs to the phrase, and past annotations: `業(yè),` has 業 there, `规定[3],` has 定.
pub fn left(text: &str) -> Look {
    look(text.chars().rev(), |rest| {
        annotation(rest.clone(), ')', '(')
            .or_else(|| annotation(rest.clone(), ']', '['))
            .or_else(|| tag(rest))
    })
}

/// Looks from a mark to the right.
pub fn right(text: &str) -> Look {
    look(text.chars(), |_| None)
}

fn look<I: Iterator<Item = char> + Clone>(mut chars: I, skip: impl Fn(I) -> Option<I>) -> Look {
    let (mut has_space, mut is_through) = (false, false);
    // Neither quotes nor brackets pile up; what does is a drawing.
    for _ in 0..MOST_PASSED {
        if let Some(rest) = skip(chars.clone()) {
            chars = rest;
            is_through = true;
            continue;
        }
        match chars.next() {
            None | Some('\n' | '\r') => return Look { side: Side::Edge, has_space, is_through },
            Some(c) if is_transparent(c) => is_through = true,
            Some(' ' | '\t' | '\u{3000}' | '\u{a0}') => has_space = true,
            Some(c) => return Look { side: side(c), has_space, is_through },
        }
    }
    Look { side: Side::Sign, has_space, is_through }
}

/// The most quotes, brackets and spaces that are looked through.
const MOST_PASSED: usize = 16;
/// The longest annotation, in characters: a reading or the number of a note.
const LONGEST_ANNOTATION: usize = 8;

/// What is left of a text read backwards behind a bracket that holds a reading or a number.
fn annotation<I: Iterator<Item = char>>(mut chars: I, close: char, open: char) -> Option<I> {
    if chars.next()? != close {
        return None;
    }
    for count in 0..=LONGEST_ANNOTATION {
        match chars.next()? {
            c if c == open => return (count > 0).then_some(chars),
            c if c.is_alphanumeric() && !is_han(c) => {}
            _ => return None,
        }
    }
    None
}

/// What is left of a text read backwards behind a tag.
fn tag<I: Iterator<Item = char>>(mut chars: I) -> Option<I> {
    if chars.next()? != '>' {
        return None;
    }
    for _ in 0..LONGEST_TAG {
        match chars.next()? {
            '<' => return Some(chars),
            '>' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The longest tag that is looked through, in characters: what is longer is no tag of a sentence.
const LONGEST_TAG: usize = 120;
