//! The four-byte codes of GB 18030: every character that has no shorter code.

use std::sync::OnceLock;

use super::code::Code;
use super::pages::Pages;

/// Number of four-byte codes that stand for characters of the Basic Multilingual Plane: 81308130 to 8431A439.
const BMP_CODES: u32 = 39_420;

/// Pointer of 90308130, the code of U+10000; from there on codes and characters run in step.
const ASTRAL_START: u32 = 189_000;

/// The four-byte codes of the Basic Multilingual Plane in both directions.
struct FourByte {
    /// Character of each pointer.
    chars: Box<[u16]>,
    /// Pointer + 1 of each character.
    pointers: Pages,
}

static FOUR_BYTE: OnceLock<FourByte> = OnceLock::new();

/// Pointer of U+E7C7, the one place where codes do not follow the order of the characters (GB 18030 of 2005 swapped it
/// with U+1E3F).
const OUT_OF_ORDER: u32 = 7_457;

/// The tables, filled at first use. They consist of some 200 runs in which codes and characters go in step, and the runs
/// are found by bisection, since decoding all codes takes encoding_rs 5 ms.
fn tables() -> &'static FourByte {
    FOUR_BYTE.get_or_init(|| {
        let mut chars = vec![0; BMP_CODES as usize].into_boxed_slice();
        let mut left = vec![
            (0, OUT_OF_ORDER - 1),
            (OUT_OF_ORDER, OUT_OF_ORDER),
            (OUT_OF_ORDER + 1, BMP_CODES - 1),
        ];
        while let Some((first, last)) = left.pop() {
            let (from, to) = (decode(first), decode(last));
            if to.wrapping_sub(from) == last - first {
                for (slot, c) in chars.iter_mut().skip(first as usize).zip(from..=to) {
                    *slot = u16::try_from(c).unwrap_or(0);
                }
            } else if first < last {
                let middle = first.midpoint(last);
                left.extend([(first, middle), (middle + 1, last)]);
            }
        }
        let mut pointers = Pages::new();
        for (&c, pointer) in chars.iter().zip(1..=u16::MAX) {
            pointers.set_if_empty(c, pointer);
        }
        FourByte { chars, pointers }
    })
}

/// The character that encoding_rs reads at a pointer.
fn decode(pointer: u32) -> u32 {
    let code = code(pointer);
    let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(&code);
    text.chars().next().map_or(0, u32::from)
}

/// The bytes of a pointer: digits of base 10, 126, 10 and 126 from the last byte on.
#[inline]
fn code(pointer: u32) -> Code {
    let digit = |n: u32, low: u8| low.wrapping_add(n as u8);
    Code::four([
        digit(pointer / 12_600, 0x81),
        digit(pointer / 1_260 % 10, 0x30),
        digit(pointer / 10 % 126, 0x81),
        digit(pointer % 10, 0x30),
    ])
}

/// The character of the four-byte code that `bytes` begins with.
#[inline]
pub(super) fn next(bytes: &[u8]) -> Option<(char, usize)> {
    let &[a @ 0x81..=0xFE, b @ b'0'..=b'9', c @ 0x81..=0xFE, d @ b'0'..=b'9'] =
        bytes.first_chunk::<4>()?
    else {
        return None;
    };
    let digit = |byte: u8, low: u8| u32::from(byte.wrapping_sub(low));
    let pointer =
        ((digit(a, 0x81) * 10 + digit(b, b'0')) * 126 + digit(c, 0x81)) * 10 + digit(d, b'0');
    let number = if pointer < ASTRAL_START {
        u32::from(*tables().chars.get(pointer as usize)?)
    } else {
        pointer - ASTRAL_START + 0x1_0000
    };
    Some((char::from_u32(number)?, 4))
}

/// The four-byte code of `c`, if it has one.
#[inline]
pub(super) fn encode(c: char) -> Option<Code> {
    let number = u32::from(c);
    if let Ok(unit) = u16::try_from(number) {
        let pointer = tables().pointers.get(unit).checked_sub(1)?;
        Some(code(u32::from(pointer)))
    } else {
        Some(code(number - 0x1_0000 + ASTRAL_START))
    }
}
