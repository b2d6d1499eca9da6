//! `%E4%B8%AD`: bytes in addresses.

use memchr::memchr_iter;

use super::super::Change;
use super::{bytes, hex_byte};

/// Undoes runs of escaped bytes outside ASCII; their charset is found out. Escapes of ASCII stay: `%2F` is not `/`.
pub fn percent_escapes(text: &str) -> Vec<Change> {
    escaped(text, b'%')
}

/// Undoes runs of bytes that are written as a mark and two digits each.
pub(super) fn escaped(text: &str, mark: u8) -> Vec<Change> {
    let all = text.as_bytes();
    let byte_at = |at: usize| match all.get(at..at + 3) {
        Some([first, digits @ ..]) if *first == mark => {
            hex_byte(digits).filter(|byte| *byte >= 0x80)
        }
        _ => None,
    };
    let mut changes = Vec::new();
    let mut passed = 0;
    for start in memchr_iter(mark, all) {
        if start < passed {
            continue;
        }
        let mut run = Vec::new();
        passed = start;
        while let Some(byte) = byte_at(passed) {
            run.push(byte);
            passed += 3;
        }
        if let Some((decoded, charset, confidence)) = bytes::decode(&run).filter(|_| run.len() > 1)
        {
            let change = Change::certain(start..passed, decoded).because(charset.name());
            changes.push(Change { confidence, ..change });
        }
        passed = passed.max(start + 1);
    }
    changes
}
