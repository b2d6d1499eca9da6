//! What is no text: formats that begin with a known signature.

/// The first bytes of common formats.
const SIGNATURES: &[&[u8]] = &[
    b"\x89PNG\r\n\x1A\n",
    b"\x1F\x8B",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-",
    b"\xFF\xD8\xFF",
    b"GIF87a",
    b"GIF89a",
    b"\x7FELF",
    b"BZh",
    b"\xFD7zXZ\0",
    b"7z\xBC\xAF\x27\x1C",
    b"\x28\xB5\x2F\xFD",
    b"Rar!\x1A\x07",
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    b"SQLite format 3\0",
    b"OggS\0",
    b"fLaC",
    b"ID3\x03",
    b"ID3\x04",
    b"\0asm",
    b"\xCA\xFE\xBA\xBE",
    b"\xCF\xFA\xED\xFE",
    b"II*\0",
    b"MM\0*",
    b"wOFF",
    b"wOF2",
    b"\0\x01\0\0\0",
];

/// Whether the first bytes are those of a format that is no text. `is_utf8`: whether all of it may be UTF-8, which a signature of
/// letters alone does not outweigh.
pub(super) fn has_signature(head: &[u8], is_utf8: bool) -> bool {
    let is_letters = |signature: &[u8]| signature.iter().all(|byte| (b' '..0x7F).contains(byte));
    SIGNATURES
        .iter()
        .any(|signature| head.starts_with(signature) && !(is_utf8 && is_letters(signature)))
        || (head.starts_with(b"RIFF")
            && head.get(8..12).is_some_and(|kind| !is_utf8 || kind == b"WAVE"))
}
