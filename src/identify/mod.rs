//! Which encoding are these bytes in?
//!
//! Bytes are read in every encoding that comes into question, and the language model says how many bits the text costs that comes
//! out. The least wins. See `docs/DESIGN.md`.

mod binary;
mod candidates;
mod damage;
mod declared;
mod detection;
mod escaped;
mod hints;
mod rank;
mod sample;
mod score;
#[cfg(test)]
mod tests;
mod vietnamese;

pub(crate) use declared::byte_order_mark;
pub use detection::{Candidate, Detection, Segment};

use crate::Encoding;
use hints::{Hints, supposed};
use sample::Sample;

/// Tells what encoding bytes are in.
///
/// ```
/// let detection = fix_text::detect(b"\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7");
/// assert_eq!(detection.encoding().map(|encoding| encoding.name()), Some("gbk"));
/// assert!(detection.confidence() > 0.9);
/// assert_eq!(detection.candidates()[0].preview, "你好，世界");
///
/// let detection = fix_text::detect("鎴戝府浣犲彨鍖荤敓锛屽ソ鍚楋紵".as_bytes());
/// assert_eq!(detection.to_string(), "utf-8, but mojibake: utf-8>gbk");
///
/// assert!(fix_text::detect(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR").is_binary());
/// ```
pub fn detect(bytes: &[u8]) -> Detection {
    let mut detector = EncodingDetector::new();
    detector.feed(bytes);
    detector.detection()
}

/// The same without looking for damage in the text.
pub(crate) fn detect_encoding(bytes: &[u8]) -> Detection {
    let mut detector = EncodingDetector::new();
    detector.feed(bytes);
    Detection::of_bytes(&detector.sample.finished(), &detector.hints)
}

/// Finds out the encoding of bytes that come in pieces, with what else is known of them.
///
/// Memory is bounded, whatever the length of the input: windows spread over all of it are kept. The answer is the same however
/// the input is cut.
///
/// ```
/// use fix_text::{Charset, Encoding, EncodingDetector};
///
/// let mut detector = EncodingDetector::new().language("ru");
/// for chunk in [&b"\xCF\xF0"[..], b"\xE8\xE2", b"\xE5\xF2"] {
///     detector.feed(chunk);
/// }
/// assert_eq!(detector.detection().encoding(), Some(Encoding::Charset(Charset::Windows1251)));
/// ```
#[derive(Clone, Debug, Default)]
pub struct EncodingDetector {
    sample: Sample,
    hints: Hints,
}

impl EncodingDetector {
    /// A detector that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says the language (`ja`, `zh-Hant`) or region (`zh-TW`, `.ru`) that the text is expected in. What is usual there is a little
    /// more probable then; a code that is not known changes nothing.
    #[must_use]
    pub fn language(mut self, code: &str) -> Self {
        self.hints.usual = hints::usual_in(code);
        self
    }

    /// Says what somebody declares the encoding to be, as an HTTP header does. It is evidence, and text of another encoding
    /// outweighs it; a declaration in the file itself is found without this.
    #[must_use]
    pub fn declared(mut self, encoding: Encoding) -> Self {
        self.hints.declared = Some(encoding);
        self
    }

    /// Restricts the answer to some encodings. A byte order mark still decides.
    #[must_use]
    pub fn candidates(mut self, encodings: impl IntoIterator<Item = Encoding>) -> Self {
        self.hints.candidates = Some(encodings.into_iter().map(supposed).collect());
        self
    }

    /// Takes in the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.sample.feed(bytes);
    }

    /// What the bytes so far are in. More may be fed afterwards.
    pub fn detection(&self) -> Detection {
        Detection::of(&self.sample.finished(), &self.hints)
    }
}
