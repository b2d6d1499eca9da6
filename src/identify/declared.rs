//! What a file says about its own encoding: byte order marks, and declarations in HTML, XML, CSS, Python, Emacs, Vim, mail.

use crate::{Charset, Encoding};

/// What declarations have before the label. All are looked for in lower case.
const DECLARATIONS: [&[u8]; 4] = [b"charset", b"encoding", b"coding", b"fileencoding"];

/// Characters between the word and the label: `charset="`, `coding: `, `charset '`.
const BETWEEN: &[u8] = b"=: \t\"'";
/// The longest label there is has fewer bytes.
const LONGEST_LABEL: usize = 32;

/// The encoding that a byte order mark stands for, and the bytes of the mark.
pub(crate) fn byte_order_mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    Some(match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::UTF_8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding::Utf32Le, 4),
        [0, 0, 0xFE, 0xFF, ..] => (Encoding::Utf32Be, 4),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [0x84, 0x31, 0x95, 0x33, ..] => (Charset::Gb18030.into(), 4),
        _ => return None,
    })
}

/// The encoding that the beginning of a file declares.
pub(super) fn declared(head: &[u8]) -> Option<Encoding> {
    let head = head.to_ascii_lowercase();
    let mut first: Option<(usize, Encoding)> = None;
    for word in DECLARATIONS {
        for at in memchr::memmem::find_iter(&head, word) {
            if first.is_some_and(|(known, _)| known < at) {
                break;
            }
            let rest = head.get(at + word.len()..).unwrap_or_default();
            if let Some(encoding) = label(rest) {
                first = Some((at, encoding));
            }
        }
    }
    first.map(|(_, encoding)| encoding)
}

/// The encoding whose label follows a `=` or `:`.
fn label(rest: &[u8]) -> Option<Encoding> {
    let between = rest.iter().take_while(|byte| BETWEEN.contains(byte)).count();
    let separators = rest.get(..between)?;
    // CSS has no sign: `@charset "gbk"`.
    if !separators.iter().any(|byte| matches!(byte, b'=' | b':' | b'"')) {
        return None;
    }
    let label: Vec<u8> = rest
        .get(between..)?
        .iter()
        .take(LONGEST_LABEL)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte))
        .copied()
        .collect();
    Encoding::for_label(std::str::from_utf8(&label).ok()?.trim_end_matches(['.', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for (head, encoding) in [
            ("<meta charset=gbk>", Some("gbk")),
            (
                "<META http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\">",
                Some("shift_jis"),
            ),
            ("<?xml version='1.0' encoding='koi8-r'?>", Some("koi8-r")),
            ("#!/usr/bin/python\n# -*- coding: latin-1 -*-\n", Some("iso-8859-1")),
            ("# vim: set fileencoding=cp1251 :\n", Some("windows-1251")),
            ("@charset \"big5\";", Some("big5")),
            ("Content-Type: text/plain; charset=\"EUC-KR\"\n", Some("euc-kr")),
            (
                "Content-Transfer-Encoding: 8bit\nContent-Type: text/plain; charset=gb2312",
                Some("gbk"),
            ),
            ("the charset of this file", None),
            ("encoding of gbk", None),
            ("charset=klingon", None),
        ] {
            let found = declared(head.as_bytes()).map(Encoding::name);
            assert_eq!(found, encoding, "{head}");
        }
    }
}
