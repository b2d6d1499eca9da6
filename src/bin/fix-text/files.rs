//! Whole files: read, repaired, and compared with what they were.

use std::io;
use std::ops::Range;

use fix_text::{Edit, Encoding, Fixer};

use crate::notes::Notes;
use crate::output::{Change, Damage, Piece, What};
use crate::run::Outputs;

/// Repairs one file that was read into memory.
pub fn repair(
    path: &str,
    bytes: &[u8],
    fixer: &Fixer,
    from: Option<Encoding>,
    outputs: &mut Outputs,
    notes: &mut Notes,
) -> io::Result<()> {
    let fixed = fixer.fix_bytes_from(bytes, from);
    if fixed.is_binary() {
        notes.note(path, "binary data, left as it is; --from reads it as text all the same");
    }
    for range in fixed.undecoded().iter().filter(|_| !fixed.is_binary()) {
        notes.error(path, undecoded(range, fixed.encoding()));
    }
    let (old, new) = (fixed.decoded(), fixed.bytes());
    let changes = changes(fixed.edits());
    let mut place = Place::start();
    let damage: Vec<Damage<'_>> = What::list(fixed.edits(), fixed.findings())
        .into_iter()
        .map(|what| {
            place.advance(old, what.span().start);
            Damage { line: place.line, column: place.column, field: None, what }
        })
        .collect();
    outputs.piece(&Piece { path, old, new, changes: &changes, damage: &damage })
}

fn undecoded(range: &Range<usize>, encoding: &str) -> String {
    let (count, at) = (range.len(), range.start);
    let bytes = if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") };
    format!("{bytes} at offset {at} cannot be decoded as {encoding}, kept as found")
}

/// Where the repaired text differs from the text as found.
fn changes(edits: &[Edit]) -> Vec<Change> {
    let (mut old, mut new) = (0, 0);
    let mut changes = Vec::with_capacity(edits.len());
    for edit in edits {
        let start = new + (edit.span.start - old);
        (old, new) = (edit.span.end, start + edit.replacement.len());
        changes.push(Change { old: edit.span.clone(), new: start..new });
    }
    changes
}

/// Line and column, as they advance through a text.
struct Place {
    at: usize,
    line: usize,
    column: usize,
}

impl Place {
    fn start() -> Self {
        Self { at: 0, line: 1, column: 1 }
    }

    /// Goes on to the byte `to`, or stays where that is not ahead.
    fn advance(&mut self, text: &[u8], to: usize) {
        let Some(passed) = text.get(self.at..to) else { return };
        let newlines = memchr::memchr_iter(b'\n', passed).count();
        let last_line =
            memchr::memrchr(b'\n', passed).map_or(passed, |newline| &passed[newline + 1..]);
        if newlines > 0 {
            self.line += newlines;
            self.column = 1;
        }
        self.column += characters(last_line);
        self.at = to;
    }
}

/// Characters in UTF-8 that may hold stray bytes.
pub fn characters(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn places_count_lines_and_characters() {
        let text = "ab生\r\n活\n\nx".as_bytes();
        let mut place = Place::start();
        for (to, line, column) in [
            (0, 1, 1),
            (2, 1, 3),
            (5, 1, 4),
            (7, 2, 1),
            (10, 2, 2),
            (12, 4, 1),
            (13, 4, 2),
            (99, 4, 2),
        ] {
            place.advance(text, to);
            assert_eq!((place.line, place.column), (line, column), "at byte {to}");
        }
    }
}
