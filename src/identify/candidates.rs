//! Which encodings are supposed, and what supposing each costs.

use crate::Charset::*;
use crate::Encoding;
use crate::model::{BIT, Cost};

/// The encodings whose ASCII is ASCII, but for [`UTF-8`](Encoding::UTF_8), and the bits that supposing each costs: minus the
/// logarithm of how often files are in it, by rough rank. Where two read the same text, the cheaper one is named. DOS and Mac
/// encodings, EUC-TW, Johab and VISCII are rare: they win on strong evidence only.
pub(super) const LEGACY: &[(Encoding, Cost)] = &[
    (Encoding::Charset(Gbk), 1),
    (Encoding::Charset(Windows1252), 1),
    (Encoding::Charset(ShiftJis), 2),
    (Encoding::Charset(Big5), 2),
    (Encoding::Charset(EucKr), 2),
    (Encoding::Charset(Windows1251), 2),
    (Encoding::Charset(Windows1250), 3),
    (Encoding::Charset(EucJp), 3),
    (Encoding::Charset(Windows1253), 3),
    (Encoding::Charset(Windows1254), 5),
    (Encoding::Charset(Windows1255), 2),
    (Encoding::Charset(Windows1256), 3),
    (Encoding::Charset(Windows874), 3),
    (Encoding::Charset(Windows1257), 5),
    (Encoding::Charset(Windows1258), 5),
    (Encoding::Charset(Koi8R), 4),
    (Encoding::Charset(Koi8U), 5),
    (Encoding::Charset(Iso8859_2), 4),
    (Encoding::Charset(Iso8859_5), 6),
    (Encoding::Iso8859_6, 4),
    (Encoding::Charset(Iso8859_7), 4),
    (Encoding::Charset(Iso8859_8), 5),
    (Encoding::Iso8859_13, 7),
    (Encoding::Charset(Iso8859_15), 4),
    (Encoding::Iso8859_16, 9),
    (Encoding::Charset(Cp866), 6),
    (Encoding::Charset(Cp437), 8),
    (Encoding::Charset(Cp850), 7),
    (Encoding::Charset(Cp852), 8),
    (Encoding::Charset(MacRoman), 8),
    (Encoding::Charset(MacCyrillic), 8),
    (Encoding::Viscii, 7),
    (Encoding::EucTw, 7),
    (Encoding::Johab, 8),
    (Encoding::Cp037, 16),
    (Encoding::Cp500, 18),
];

/// UTF-16 and UTF-32 without a byte order mark.
pub(super) const WIDE: &[(Encoding, Cost)] = &[
    (Encoding::Utf16Le, 6),
    (Encoding::Utf16Be, 7),
    (Encoding::Utf32Le, 8),
    (Encoding::Utf32Be, 8),
];

/// What supposing an encoding costs, in [`Cost`]'s units.
pub(super) fn prior(encoding: Encoding) -> Cost {
    let known = LEGACY.iter().chain(WIDE).find(|(other, _)| *other == encoding);
    known.map_or(0, |(_, bits)| bits * BIT)
}
