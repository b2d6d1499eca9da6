//! Which text escaped bytes are.

use crate::Charset;
use crate::model::{BIT, Symbol, cost, text_cost};

/// What escaped bytes that are no UTF-8 are in, the commonest first.
const CHARSETS: [Charset; 10] = [
    Charset::Gbk,
    Charset::Windows1252,
    Charset::Windows1251,
    Charset::Big5,
    Charset::ShiftJis,
    Charset::EucJp,
    Charset::EucKr,
    Charset::Koi8R,
    Charset::Windows1250,
    Charset::Windows1256,
];
/// Bits by which a charset must be better than those before it.
const ADVANTAGE: u32 = 3 * BIT;
/// Bits a byte that text may cost at most, and bits for any text: above that it is rubble.
const MOST_EACH: u32 = 9 * BIT;
const MOST: u32 = 12 * BIT;
/// How sure the charset of bytes is that are no UTF-8.
const GUESSED: f64 = 0.9;

/// The text of bytes, its charset and how sure that is; `None` if they are no text.
pub fn decode(bytes: &[u8]) -> Option<(String, Charset, f64)> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let is_text = text.chars().all(super::is_text);
        return is_text.then(|| (text.to_owned(), Charset::Utf8, 1.0));
    }
    let mut best: Option<(String, Charset, u32)> = None;
    for charset in CHARSETS {
        let (text, had_errors) = charset.decode(bytes);
        if had_errors || !text.chars().all(|c| super::is_text(c) && Symbol::of(c).is_known()) {
            continue;
        }
        let cost = text_cost(text.chars(), cost);
        if best.as_ref().is_none_or(|(_, _, least)| cost + ADVANTAGE < *least) {
            best = Some((text, charset, cost));
        }
    }
    let (text, charset, cost) = best?;
    let length = u32::try_from(bytes.len()).ok()?;
    (cost <= MOST + MOST_EACH.saturating_mul(length)).then_some((text, charset, GUESSED))
}
