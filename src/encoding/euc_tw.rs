//! EUC-TW: CNS 11643, of which planes 1 and 2 have the characters of Big5 in nearly the same order.
//!
//! The runs were made from the tables of glibc's iconv (EUC-TW) and WHATWG's Big5, and a test compares what they give with
//! a sample of iconv's. The other planes, rare and 40,000 characters large, are known as valid codes and not decoded.

use std::sync::OnceLock;

/// What a run of codes of a plane stands for.
#[derive(Clone, Copy)]
enum Run {
    /// Consecutive pointers of WHATWG's Big5.
    Big5(u16),
    /// Consecutive code points.
    Unicode(u16),
    /// Nothing.
    None,
}

use Run::{Big5, None as Gap, Unicode};

/// Columns of a row of a plane.
const ROW: usize = 94;

/// Columns of a row of Big5.
const BIG5_ROW: u16 = 157;

/// Plane 1: the first code of each run, as row times 94 plus column.
#[rustfmt::skip]
const PLANE_1: &[(u16, Run)] = &[
    (0, Big5(5024)), (5, Unicode(12539)), (6, Big5(5030)), (21, Big5(5047)), (23, Unicode(65074)), (24, Big5(5046)),
    (25, Gap), (29, Big5(5053)), (73, Big5(5098)), (74, Big5(5097)), (75, Big5(5099)), (96, Unicode(8254)), (97, Gap),
    (98, Big5(5122)), (99, Gap), (100, Big5(5124)), (127, Big5(5152)), (128, Big5(5151)), (129, Unicode(8764)),
    (130, Big5(5154)), (144, Unicode(9793)), (145, Unicode(9737)), (146, Big5(5170)), (148, Big5(5173)),
    (149, Big5(5172)), (150, Big5(5174)), (154, Unicode(8214)), (155, Big5(5045)), (156, Big5(5180)), (234, Gap),
    (282, Big5(5258)), (311, Gap), (312, Big5(5288)), (313, Gap), (314, Big5(5290)), (456, Gap), (470, Unicode(9312)),
    (480, Unicode(9332)), (490, Unicode(8560)), (500, Gap), (571, Unicode(20128)), (572, Gap), (578, Unicode(20907)),
    (579, Gap), (583, Unicode(21241)), (584, Gap), (3102, Unicode(9216)), (3134, Unicode(9249)), (3135, Gap),
    (3290, Big5(5495)), (3307, Big5(5287)), (3308, Big5(5513)), (3394, Big5(5289)), (3395, Big5(5600)),
    (4702, Big5(6908)), (5126, Big5(6907)), (5127, Big5(7332)), (7003, Big5(9595)), (7004, Big5(9208)),
    (7391, Big5(9596)), (7916, Big5(10310)), (7917, Big5(10121)), (8022, Unicode(24414)), (8023, Big5(10227)),
    (8106, Big5(10311)), (8190, Big5(10541)), (8191, Big5(10395)), (8245, Big5(10450)), (8246, Big5(10449)),
    (8247, Big5(10451)), (8337, Big5(10542)), (8691, Gap),
];

/// Plane 2: the first code of each run, as row times 94 plus column.
#[rustfmt::skip]
const PLANE_2: &[(u16, Run)] = &[
    (0, Big5(11304)), (10, Big5(11315)), (43, Big5(11396)), (44, Big5(11348)), (92, Big5(11397)), (138, Big5(11610)),
    (139, Big5(11443)), (306, Big5(11611)), (2146, Big5(14098)), (2147, Big5(13452)), (2255, Big5(13561)),
    (2792, Big5(13451)), (2793, Big5(14099)), (2893, Big5(13560)), (2894, Big5(14199)), (3293, Big5(14599)),
    (4930, Big5(16785)), (4931, Big5(16236)), (5077, Big5(16923)), (5078, Big5(16382)), (5365, Big5(17532)),
    (5366, Big5(16669)), (5482, Big5(16786)), (5619, Big5(16924)), (5723, Big5(17449)), (5724, Big5(17028)),
    (5946, Big5(17251)), (6144, Big5(17450)), (6226, Big5(17533)), (6312, Big5(17250)), (6313, Big5(17619)),
    (6321, Big5(17628)), (6474, Big5(17782)), (6530, Big5(18138)), (6531, Big5(17838)), (6644, Big5(17627)),
    (6645, Big5(17951)), (6787, Big5(17781)), (6788, Big5(18093)), (6833, Big5(18139)), (6904, Big5(18404)),
    (6905, Big5(18210)), (7099, Big5(18405)), (7589, Big5(18938)), (7590, Big5(18895)), (7633, Big5(18939)),
    (7634, Big5(18941)), (7645, Big5(18940)), (7646, Big5(18952)), (7650, Gap),
];

/// The characters of planes 1 and 2, zero where there is none.
fn planes() -> &'static [Vec<u16>; 2] {
    static PLANES: OnceLock<[Vec<u16>; 2]> = OnceLock::new();
    PLANES.get_or_init(|| [fill(PLANE_1), fill(PLANE_2)])
}

fn fill(runs: &[(u16, Run)]) -> Vec<u16> {
    let mut plane = vec![0; ROW * ROW];
    for (run, next) in runs.iter().zip(runs.iter().skip(1)) {
        let places = usize::from(run.0)..usize::from(next.0);
        for (slot, step) in plane.get_mut(places).unwrap_or_default().iter_mut().zip(0..) {
            *slot = match run.1 {
                Big5(first) => big5(first + step),
                Unicode(first) => first + step,
                Gap => 0,
            };
        }
    }
    plane
}

/// The character of a pointer of Big5.
fn big5(pointer: u16) -> u16 {
    let trail = (pointer % BIG5_ROW) as u8;
    let code = [0x81 + (pointer / BIG5_ROW) as u8, trail + if trail < 63 { 0x40 } else { 0x62 }];
    let (text, _) = encoding_rs::BIG5.decode_without_bom_handling(&code);
    text.chars().next().and_then(|c| u16::try_from(u32::from(c)).ok()).unwrap_or(0)
}

/// The first character of `bytes` and the length of its code.
pub(super) fn next(bytes: &[u8]) -> Option<(char, usize)> {
    let (plane, row, column, length) = match *bytes {
        [byte @ 0..=0x7F, ..] => return Some((char::from(byte), 1)),
        [0x8E, plane @ 0xA1..=0xA2, row, column, ..] => (plane - 0xA1, row, column, 4),
        [row, column, ..] => (0, row, column, 2),
        _ => return None,
    };
    let (row, column) = (row.checked_sub(0xA1)?, column.checked_sub(0xA1)?);
    if usize::from(row) >= ROW || usize::from(column) >= ROW {
        return None;
    }
    let unit =
        *planes().get(usize::from(plane))?.get(usize::from(row) * ROW + usize::from(column))?;
    let c = char::from_u32(u32::from(unit)).filter(|&c| c != '\0')?;
    Some((c, length))
}
