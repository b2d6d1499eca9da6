//! `fix-text detect`: which encoding files are in, and whether their text is damaged.

use std::io::{self, BufWriter, Read, Write};

use fix_text::{Detection, EncodingDetector};
use serde::Serialize;

use crate::args::DetectArgs;
use crate::input::{Input, Reader};
use crate::notes::Notes;

/// Bytes read at a time.
const BUFFER: usize = 256 * 1024;
/// Other encodings named in a line of JSON.
const ALTERNATIVES: usize = 5;

/// Prints a line for each input.
pub fn detect(args: &DetectArgs, notes: &mut Notes) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut buffer = vec![0; BUFFER];
    for input in Input::list(&args.paths) {
        let name = input.name();
        match input.open().and_then(|reader| one(args, reader, &mut buffer)) {
            Ok(detection) => write(&mut out, args.jsonl, &name, &detection)?,
            Err(error) => notes.error(&name, error),
        }
        notes.end_input(&name);
    }
    out.flush()
}

fn one(args: &DetectArgs, mut reader: Reader, buffer: &mut [u8]) -> io::Result<Detection> {
    let mut detector = EncodingDetector::new();
    if let Some(language) = &args.language {
        detector = detector.language(language);
    }
    if !args.candidates.is_empty() {
        detector = detector.candidates(args.candidates.iter().copied());
    }
    loop {
        match reader.read(buffer) {
            Ok(0) => return Ok(detector.detection()),
            Ok(length) => detector.feed(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// An answer as JSON.
#[derive(Serialize)]
struct Record<'a> {
    path: &'a str,
    encoding: &'a str,
    confidence: f64,
    damage: String,
    byte_order_mark: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<&'static str>,
    candidates: Vec<Alternative<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    segments: Vec<Part>,
}

#[derive(Serialize)]
struct Alternative<'a> {
    encoding: &'static str,
    confidence: f64,
    damage: String,
    preview: &'a str,
}

#[derive(Serialize)]
struct Part {
    start: usize,
    end: usize,
    encoding: &'static str,
}

fn write(out: &mut impl Write, jsonl: bool, path: &str, detection: &Detection) -> io::Result<()> {
    let encoding = encoding(detection);
    let confidence = rounded(detection.confidence());
    let damage = damage(detection.damage());
    if !jsonl {
        return writeln!(out, "{path}\t{encoding}\t{confidence:.3}\t{damage}");
    }
    let record = Record {
        path,
        encoding: &encoding,
        confidence,
        damage,
        byte_order_mark: detection.has_byte_order_mark(),
        declared: detection.declared().map(|declared| declared.name()),
        candidates: detection
            .candidates()
            .iter()
            .take(ALTERNATIVES)
            .map(|candidate| Alternative {
                encoding: candidate.encoding.name(),
                confidence: rounded(candidate.confidence),
                damage: self::damage(candidate.damage.as_ref()),
                preview: &candidate.preview,
            })
            .collect(),
        segments: detection
            .segments()
            .iter()
            .map(|segment| Part {
                start: segment.range.start,
                end: segment.range.end,
                encoding: segment.encoding.name(),
            })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &record)?;
    writeln!(out)
}

/// The column ENCODING: a name, or what it is instead.
fn encoding(detection: &Detection) -> String {
    match detection.encoding() {
        _ if detection.is_binary() => "binary".to_owned(),
        None => "unknown".to_owned(),
        Some(encoding) if !detection.segments().is_empty() => format!("utf-8+{encoding}"),
        Some(encoding) => encoding.name().to_owned(),
    }
}

fn damage(damage: Option<&fix_text::Cause>) -> String {
    damage.map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// More places would claim what nobody knows.
fn rounded(confidence: f64) -> f64 {
    (confidence * 1000.0).round() / 1000.0
}
