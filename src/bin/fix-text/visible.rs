//! Text that is safe and readable on a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters shown of a long string: two fit beside each other on two lines of a terminal.
const SHOWN: usize = 60;

/// Control and invisible characters as escapes: mojibake holds C1 controls that terminals obey.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// [`visible`], with the middle left out where it is long.
pub fn excerpt(text: &str) -> String {
    let count = text.chars().count();
    if count <= SHOWN {
        return visible(text).into_owned();
    }
    let side = SHOWN / 2 - 1;
    let head: String = text.chars().take(side).collect();
    let tail: String = text.chars().skip(count - side).collect();
    format!("{} … {}", visible(&head), visible(&tail))
}

/// Controls, private use, and the format characters that reorder or hide their neighbours.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::{excerpt, visible};

    #[test]
    fn hides_nothing_and_obeys_nothing() {
        for (text, shown) in [
            ("", ""),
            ("生活 é", "生活 é"),
            ("a\tb\r\n", "a\\tb\\r\\n"),
            ("\u{1b}[31m", "\\u{1b}[31m"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{202e}abc", "\\u{202e}abc"),
            ("\u{e5e5}", "\\u{e5e5}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn shortens_in_the_middle() {
        let long = format!("{}中{}", "a".repeat(40), "b".repeat(40));
        assert_eq!(excerpt(&long), format!("{} … {}", "a".repeat(29), "b".repeat(29)));
        assert_eq!(excerpt(&"é".repeat(60)), "é".repeat(60));
    }
}
