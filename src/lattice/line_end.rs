//! How likely a line is to end after a character. The model cannot tell: it takes a line break for a
//! space.

use crate::model::{BIT, Class, Cost, Symbol};

/// The cost of a line's end after a character.
///
/// Shares of such characters that end a line in the training text of Chinese, Japanese and Korean
/// (2.9 million lines of 8 characters and more): 62 % of `。`, 0.3 % of `、`, 0.8 % of ideographs.
pub fn cost(last: char) -> Cost {
    let bits = match last {
        '。' | '？' | '！' | '；' | '…' | '：' | '.' | '?' | '!' | ':' => 1,
        ')' | '）' | ']' | '】' | '〕' | '”' | '》' | '〉' | '」' | '』' | '’' => 3,
        ';' | '%' => 4,
        '"' | '\'' => 5,
        '，' | '、' | ',' | '·' | '～' => 8,
        '(' | '（' | '[' | '【' | '〔' | '“' | '‘' | '《' | '〈' | '「' | '『' | '<' | '{' => {
            12
        }
        _ => match Symbol::of(last).class() {
            Class::Space => 10,
            _ => 7,
        },
    };
    bits * BIT
}
