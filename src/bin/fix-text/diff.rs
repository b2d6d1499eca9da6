//! `--diff`: what would change, as a unified diff.
//!
//! The edits say which lines change, so nothing has to be compared: the time is linear also where
//! every line of a file is damaged, and a JSONL stream needs no more memory than one hunk.

use std::collections::VecDeque;
use std::io::{self, Write};

use crate::output::{Change, Output, Piece};

/// Unchanged lines around a change, as every diff tool has it.
const CONTEXT: usize = 3;

/// Writes hunks of `-` and `+` lines. Each damaged line is followed by its repair.
pub struct Diff<W> {
    out: W,
    /// Unchanged lines that a hunk before or after them may need.
    context: VecDeque<Vec<u8>>,
    hunk: Option<Hunk>,
    /// Lines of the input read, and lines of the repaired text written.
    old_lines: usize,
    new_lines: usize,
    has_header: bool,
    found: bool,
}

/// A hunk that may still grow.
struct Hunk {
    old_start: usize,
    new_start: usize,
    old_lines: usize,
    new_lines: usize,
    body: Vec<u8>,
}

impl<W: Write> Diff<W> {
    pub fn new(out: W) -> Self {
        Self {
            out,
            context: VecDeque::new(),
            hunk: None,
            old_lines: 0,
            new_lines: 0,
            has_header: false,
            found: false,
        }
    }

    fn keep(&mut self, path: &str, line: &[u8]) -> io::Result<()> {
        self.old_lines += 1;
        self.new_lines += 1;
        self.context.push_back(line.to_vec());
        // Hunks whose contexts touch are one hunk.
        if self.hunk.is_some() && self.context.len() > 2 * CONTEXT {
            self.close_hunk(path)?;
        }
        if self.hunk.is_none() && self.context.len() > CONTEXT {
            self.context.pop_front();
        }
        Ok(())
    }

    fn replace(&mut self, old: &[u8], new: &[u8]) {
        self.found = true;
        let (old_lines, new_lines, context) = (self.old_lines, self.new_lines, self.context.len());
        let hunk = self.hunk.get_or_insert_with(|| Hunk {
            old_start: old_lines - context + 1,
            new_start: new_lines - context + 1,
            old_lines: 0,
            new_lines: 0,
            body: Vec::new(),
        });
        for line in self.context.drain(..) {
            hunk.keep(&line);
        }
        for line in lines(old) {
            hunk.remove(line);
            self.old_lines += 1;
        }
        for line in lines(new) {
            hunk.add(line);
            self.new_lines += 1;
        }
    }

    fn close_hunk(&mut self, path: &str) -> io::Result<()> {
        let Some(mut hunk) = self.hunk.take() else { return Ok(()) };
        let trailing = self.context.len().min(CONTEXT);
        for line in self.context.drain(..trailing) {
            hunk.keep(&line);
        }
        if !self.has_header {
            self.has_header = true;
            writeln!(self.out, "--- {path}\toriginal\n+++ {path}\trepaired")?;
        }
        hunk.write(&mut self.out)
    }
}

impl<W: Write> Output for Diff<W> {
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        let mut kept = 0;
        for block in blocks(piece.old, piece.changes) {
            let (old, new) = (&piece.old[block.old.clone()], &piece.new[block.new]);
            for line in lines(&piece.old[kept..block.old.start]) {
                self.keep(piece.path, line)?;
            }
            self.replace(old, new);
            kept = block.old.end;
        }
        lines(&piece.old[kept..]).try_for_each(|line| self.keep(piece.path, line))
    }

    fn end_input(&mut self, path: &str) -> io::Result<()> {
        self.close_hunk(path)?;
        self.context.clear();
        (self.old_lines, self.new_lines, self.has_header) = (0, 0, false);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn found(&self) -> bool {
        self.found
    }
}

impl Hunk {
    fn keep(&mut self, line: &[u8]) {
        self.old_lines += 1;
        self.new_lines += 1;
        self.push(b' ', line);
    }

    fn remove(&mut self, line: &[u8]) {
        self.old_lines += 1;
        self.push(b'-', line);
    }

    fn add(&mut self, line: &[u8]) {
        self.new_lines += 1;
        self.push(b'+', line);
    }

    fn push(&mut self, sign: u8, line: &[u8]) {
        self.body.push(sign);
        self.body.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            self.body.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        // A side without lines is named by the line before it.
        let old_start = self.old_start - usize::from(self.old_lines == 0);
        let new_start = self.new_start - usize::from(self.new_lines == 0);
        writeln!(out, "@@ -{old_start},{} +{new_start},{} @@", self.old_lines, self.new_lines)?;
        out.write_all(&self.body)
    }
}

/// Changes widened to whole lines; changes that share a line are one.
fn blocks(old: &[u8], changes: &[Change]) -> Vec<Change> {
    let mut blocks: Vec<Change> = Vec::new();
    for change in changes {
        let start = line_start(old, change.old.start);
        let end = line_end(old, change.old.end);
        let after = end - change.old.end;
        match blocks.last_mut() {
            Some(last) if start < last.old.end => {
                last.old.end = last.old.end.max(end);
                last.new.end = change.new.end + (last.old.end - change.old.end);
            }
            _ => blocks.push(Change {
                old: start..end,
                new: change.new.start - (change.old.start - start)..change.new.end + after,
            }),
        }
    }
    blocks
}

fn line_start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1)
}

fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1)
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&byte| byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::Diff;
    use crate::output::{Change, Output, Piece};

    /// The diff of replacing every `x` of `old` by `new`.
    fn diff(old: &str, new: &str) -> String {
        let mut changes = Vec::new();
        let mut text = String::new();
        for (at, c) in old.char_indices() {
            let start = text.len();
            if c == 'x' {
                text.push_str(new);
                changes.push(Change { old: at..at + 1, new: start..text.len() });
            } else {
                text.push(c);
            }
        }
        let mut out = Vec::new();
        let mut diff = Diff::new(&mut out);
        let piece = Piece {
            path: "p",
            old: old.as_bytes(),
            new: text.as_bytes(),
            changes: &changes,
            damage: &[],
        };
        diff.piece(&piece).unwrap();
        diff.end_input("p").unwrap();
        String::from_utf8(out).unwrap().replace("--- p\toriginal\n+++ p\trepaired\n", "")
    }

    #[test]
    fn hunks() {
        let none = "\n\\ No newline at end of file\n";
        for (old, new, expected) in [
            ("", "y", String::new()),
            ("a\nb\n", "y", String::new()),
            ("x", "y", format!("@@ -1,1 +1,1 @@\n-x{none}+y{none}")),
            ("x\n", "", "@@ -1,1 +1,1 @@\n-x\n+\n".into()),
            ("x", "", format!("@@ -1,1 +0,0 @@\n-x{none}")),
            ("x1x2\r\n", "y", "@@ -1,1 +1,1 @@\n-x1x2\r\n+y1y2\r\n".into()),
            ("x\nx\n", "y", "@@ -1,2 +1,2 @@\n-x\n+y\n-x\n+y\n".into()),
            ("a\nx\nb", "1\n2", format!("@@ -1,3 +1,4 @@\n a\n-x\n+1\n+2\n b{none}")),
            (
                "1\n2\n3\n4\nx\n5\n6\n7\n8\n",
                "y",
                "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-x\n+y\n 5\n 6\n 7\n".into(),
            ),
            (
                "x\n1\n2\n3\n4\n5\n6\nx\n",
                "y",
                "@@ -1,8 +1,8 @@\n-x\n+y\n 1\n 2\n 3\n 4\n 5\n 6\n-x\n+y\n".into(),
            ),
            (
                "x\n1\n2\n3\n4\n5\n6\n7\nx\n",
                "y",
                "@@ -1,4 +1,4 @@\n-x\n+y\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-x\n+y\n".into(),
            ),
        ] {
            assert_eq!(diff(old, new), expected, "{old:?} with {new:?}");
        }
    }
}
