//! What is kept of the input: enough to decide, in bounded memory, and the same however the input is cut.
//!
//! The input is seen as *pieces*: lines, or [`PIECE`] bytes of a longer line. ASCII says nothing and is skipped. What lies around
//! other bytes goes into windows, in one pool where the piece is valid UTF-8 and in another where it is not; windows are spread
//! over the whole input.

use memchr::memmem;

/// Bytes of a line that are looked at as one.
const PIECE: usize = 4096;
/// Bytes of a window.
const WINDOW: usize = 512;
/// Windows kept of a pool. When there would be more, every other one is dropped.
const WINDOWS: usize = 32;
/// Bytes below this are a character by themselves in every encoding that builds on ASCII: a line may be cut after them. Digits
/// are not, they are the second bytes of four-byte codes of GB 18030.
const BOUNDARY: u8 = 0x30;
/// Bytes of ASCII passed by at a time.
const STRIDE: usize = 4 * PIECE;
/// ASCII bytes kept on both sides of others.
const CONTEXT: usize = 24;
/// Bytes kept of the beginning: byte order marks and declarations stand there.
pub(super) const HEAD: usize = 4096;
/// Bytes kept of text with escapes.
const ESCAPED: usize = 8192;

/// Windows of pieces of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// The closed windows, in order.
    windows: Vec<Vec<u8>>,
    /// The window that grows.
    open: Vec<u8>,
    /// Of how many windows one is kept, as a power of two.
    thinned: u32,
    /// Bytes still to pass by before the next window begins.
    pass_by: usize,
    /// Pieces there were.
    pub pieces: u64,
}

impl Pool {
    /// Adds a piece, which may begin within a character if it `is_torn`.
    fn add(&mut self, piece: &[u8], is_torn: bool) {
        self.pieces += 1;
        if self.pass_by > 0 {
            self.pass_by = self.pass_by.saturating_sub(piece.len());
            return;
        }
        if is_torn && !self.open.is_empty() {
            self.close();
        }
        keep_context(piece, &mut self.open);
        if self.open.len() >= WINDOW {
            self.close();
        }
    }

    fn close(&mut self) {
        self.windows.push(std::mem::take(&mut self.open));
        if self.windows.len() == WINDOWS {
            let mut number = 0;
            self.windows.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.thinned += 1;
        }
        self.pass_by = ((1usize << self.thinned.min(40)) - 1).saturating_mul(WINDOW);
    }

    /// The windows, those in the middle of the input first seen last.
    pub fn windows(&self) -> impl Iterator<Item = &[u8]> {
        let open = Some(self.open.as_slice()).filter(|open| !open.is_empty());
        self.windows.iter().map(Vec::as_slice).chain(open)
    }
}

/// Appends what lies around the bytes beyond ASCII, pieces of it as lines of their own.
fn keep_context(piece: &[u8], window: &mut Vec<u8>) {
    let mut kept = 0;
    let mut at = 0;
    let mut first = true;
    while let Some(next) = piece.get(at..).and_then(|rest| rest.iter().position(|b| !b.is_ascii()))
    {
        let from = (at + next).saturating_sub(CONTEXT).max(kept);
        if first || from > kept {
            if window.last().is_some_and(|last| *last != b'\n') {
                window.push(b'\n');
            }
            kept = from;
            first = false;
        }
        // On to where no other byte follows for a while.
        let mut end = at + next + 1;
        while let Some(more) = piece
            .get(end..(end + 2 * CONTEXT).min(piece.len()))
            .and_then(|rest| rest.iter().rposition(|byte| !byte.is_ascii()))
        {
            end += more + 1;
        }
        let to = (end + CONTEXT).min(piece.len());
        window.extend_from_slice(piece.get(kept..to).unwrap_or_default());
        kept = to;
        at = to;
    }
}

/// Blocks as they are in the input, whatever is in them: UTF-16 and binary data show there.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    blocks: Vec<(u64, Vec<u8>)>,
    thinned: u32,
}

/// Distance of raw blocks, at first.
const RAW_STEP: u64 = 4096;
/// Bytes of a raw block: a multiple of 4, as its place is.
const RAW_BLOCK: usize = 512;
/// Raw blocks kept at most.
const RAW_BLOCKS: usize = 16;

impl Raw {
    fn add(&mut self, start: u64, mut chunk: &[u8]) {
        let mut at = start;
        loop {
            let step = RAW_STEP << self.thinned.min(40);
            let place = at % step;
            if place < RAW_BLOCK as u64 {
                let room = RAW_BLOCK - place as usize;
                let taken = chunk.get(..room).unwrap_or(chunk);
                self.take(at - place, taken);
            }
            let skip = usize::try_from(step - place).unwrap_or(usize::MAX);
            match chunk.get(skip..) {
                Some(rest) if !rest.is_empty() => chunk = rest,
                _ => return,
            }
            at += skip as u64;
        }
    }

    fn take(&mut self, block: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        match self.blocks.last_mut() {
            Some((start, known)) if *start == block => known.extend_from_slice(bytes),
            _ => self.blocks.push((block, bytes.to_vec())),
        }
        if self.blocks.len() > RAW_BLOCKS {
            self.thinned += 1;
            let step = RAW_STEP << self.thinned.min(40);
            self.blocks.retain(|(start, _)| start % step == 0);
        }
    }

    pub fn blocks(&self) -> impl Iterator<Item = &[u8]> {
        self.blocks.iter().map(|(_, bytes)| bytes.as_slice())
    }
}

/// Where pieces of one kind end and those of another begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The first byte.
    pub start: u64,
    pub is_utf8: bool,
}

/// Changes remembered at most. Beyond that, the rest counts as the last kind.
const CHANGES: usize = 1 << 20;

/// What was seen of the input.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    /// Bytes there were.
    pub length: u64,
    pub head: Vec<u8>,
    pub raw: Raw,
    /// Pieces that are valid UTF-8 beyond ASCII.
    pub utf8: Pool,
    /// Pieces that are not.
    pub other: Pool,
    /// ASCII with the escapes of ISO-2022 or HZ.
    pub escaped: Vec<u8>,
    /// Where UTF-8 and others take turns; pieces in ASCII belong to what stands before them.
    pub changes: Vec<Change>,
    /// The piece that is not complete, and where it began.
    piece: Vec<u8>,
    piece_start: u64,
    /// Whether it may have begun within a character.
    is_torn: bool,
}

impl Sample {
    /// Takes in the next bytes of the input.
    pub fn feed(&mut self, chunk: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(chunk.get(..missing).unwrap_or(chunk));
        self.raw.add(self.length, chunk);
        let mut rest = chunk;
        while !rest.is_empty() {
            let taken = if self.piece.is_empty() { self.pass_ascii(rest) } else { 0 };
            let taken = if taken == 0 { self.extend_piece(rest) } else { taken };
            rest = rest.get(taken..).unwrap_or_default();
            self.length += taken as u64;
        }
    }

    /// Passes by whole pieces of ASCII, and says how many bytes these were.
    fn pass_ascii(&mut self, chunk: &[u8]) -> usize {
        let chunk = chunk.get(..STRIDE).unwrap_or(chunk);
        let ascii = encoding_rs::Encoding::ascii_valid_up_to(chunk);
        let ascii = chunk.get(..ascii).unwrap_or_default();
        if has_escapes(ascii) {
            return 0;
        }
        let line_end = memchr::memrchr(b'\n', ascii).map_or(0, |newline| newline + 1);
        let passed = line_end + (ascii.len() - line_end) / PIECE * PIECE;
        if passed > 0 {
            self.is_torn = false;
            self.piece_start += passed as u64;
        }
        passed
    }

    /// Adds to the piece up to its end, and says how many bytes.
    fn extend_piece(&mut self, chunk: &[u8]) -> usize {
        let room = PIECE - self.piece.len();
        let chunk = chunk.get(..room).unwrap_or(chunk);
        let newline = memchr::memchr(b'\n', chunk);
        let end = newline.map_or(chunk.len(), |newline| newline + 1);
        let part = chunk.get(..end).unwrap_or_default();
        if self.piece.is_empty() && newline.is_some() {
            // Nothing needs to be kept.
            self.see(part, false);
            return end;
        }
        self.piece.extend_from_slice(part);
        if newline.is_some() || self.piece.len() == PIECE {
            let mut piece = std::mem::take(&mut self.piece);
            let (cut, tears) = if newline.is_some() { (piece.len(), false) } else { cut(&piece) };
            self.see(piece.get(..cut).unwrap_or_default(), tears);
            piece.drain(..cut);
            self.piece = piece;
        }
        end
    }

    /// A piece is complete; the next one may begin within a character if it `tears`.
    fn see(&mut self, piece: &[u8], tears: bool) {
        self.sort(piece, tears);
        self.piece_start += piece.len() as u64;
        self.is_torn = tears;
    }

    fn sort(&mut self, piece: &[u8], tears: bool) {
        if piece.is_ascii() {
            if has_escapes(piece) && self.escaped.len() < ESCAPED {
                self.escaped.extend_from_slice(piece);
            }
            return;
        }
        let is_utf8 = is_utf8(piece, self.is_torn, tears);
        let pool = if is_utf8 { &mut self.utf8 } else { &mut self.other };
        pool.add(piece, self.is_torn);
        let is_change = self.changes.last().is_none_or(|last| last.is_utf8 != is_utf8);
        if is_change && self.changes.len() < CHANGES {
            self.changes.push(Change { start: self.piece_start, is_utf8 });
        }
    }

    /// What was seen if the input ends here.
    pub fn finished(&self) -> Self {
        let mut finished = self.clone();
        let piece = std::mem::take(&mut finished.piece);
        if !piece.is_empty() {
            finished.sort(&piece, true);
        }
        finished
    }

    /// Whether nothing was seen but ASCII.
    pub fn is_ascii(&self) -> bool {
        self.utf8.pieces == 0 && self.other.pieces == 0
    }
}

/// Whether ASCII may be ISO-2022 or HZ.
fn has_escapes(ascii: &[u8]) -> bool {
    memchr::memchr2(0x1B, 0x0E, ascii).is_some() || memmem::find(ascii, b"~{").is_some()
}

/// Where a line of [`PIECE`] bytes is cut, and whether that may be within a character.
fn cut(piece: &[u8]) -> (usize, bool) {
    if piece.is_ascii() {
        return (piece.len(), false);
    }
    match piece.iter().rposition(|byte| *byte < BOUNDARY) {
        Some(place) if place >= PIECE / 2 => (place + 1, false),
        _ => (piece.len(), true),
    }
}

/// Whether a piece is valid UTF-8; one that is torn may begin within a character, one that tears the next may end so.
fn is_utf8(piece: &[u8], is_torn: bool, tears: bool) -> bool {
    let begun = piece.iter().take(3).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
    let piece = if is_torn { piece.get(begun..).unwrap_or_default() } else { piece };
    match std::str::from_utf8(piece) {
        Ok(_) => !piece.is_ascii(),
        // The end of a character alone says nothing.
        Err(error) => {
            let valid = piece.get(..error.valid_up_to()).unwrap_or_default();
            tears && error.error_len().is_none() && !valid.is_ascii()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(chunks: &[&[u8]]) -> String {
        let mut sample = Sample::default();
        chunks.iter().for_each(|chunk| sample.feed(chunk));
        format!("{:?}", sample.finished())
    }

    #[test]
    fn cuts_do_not_matter() {
        let mut bytes = Vec::new();
        for number in 0..2000 {
            bytes.extend_from_slice(format!("line {number}\n").as_bytes());
            bytes.extend_from_slice("生活\n".repeat(number % 3).as_bytes());
            bytes.extend_from_slice(&b"\xC9\xFA\xBB\xEE\n".repeat(number % 5));
            if number % 400 == 7 {
                bytes.extend_from_slice(&b"a".repeat(9000));
                bytes.extend_from_slice(&"é".repeat(5000).into_bytes());
                bytes.extend_from_slice(b"~{\x1B$B");
            }
        }
        let whole = sample(&[&bytes]);
        for size in [1, 7, 63, 512, 4096, 5000, 70_000] {
            let chunks: Vec<&[u8]> = bytes.chunks(size).collect();
            assert!(sample(&chunks) == whole, "cut into {size}");
        }
    }

    #[test]
    fn windows_are_bounded_and_spread() {
        let mut sample = Sample::default();
        for number in 0..100_000u32 {
            sample.feed(format!("{number} \u{e9}t\u{e9}\n").as_bytes());
        }
        let windows: Vec<String> =
            sample.utf8.windows().map(|w| String::from_utf8(w.to_vec()).unwrap()).collect();
        assert!((WINDOWS / 2..=WINDOWS).contains(&windows.len()), "{}", windows.len());
        assert!(windows[0].starts_with("0 "));
        let last = windows[windows.len() - 1].lines().next_back().unwrap();
        let number: u32 = last.split(' ').next().unwrap().parse().unwrap();
        assert!(number > 90_000, "{last}");
    }

    #[test]
    fn a_late_byte_is_seen() {
        let mut bytes = b"plain text ".repeat(100_000);
        bytes.extend_from_slice(b"caf\xE9");
        let mut sample = Sample::default();
        sample.feed(&bytes);
        let windows: Vec<Vec<u8>> = sample.finished().other.windows().map(<[u8]>::to_vec).collect();
        assert_eq!(windows.len(), 1);
        assert!(windows[0].ends_with(b"caf\xE9"));
    }
}
