//! Damage that lost bytes: made by each program's own rule, repaired, and compared.
//!
//! ```text
//! cargo run --release -p fix-text-tools --bin evaluate -- --clean ../shared/eval --set lossy --floors
//! cargo run --release -p fix-text-tools --bin evaluate -- --clean ../shared/eval --lines odd \
//!     --set lossy --lang zh-hans --only 'utf-8>gbk, browser' --sample 200 --failures 5
//! ```
//!
//! | module | what it knows |
//! |---|---|
//! | [`decoder`] | what a decoder makes of bytes, and which of them it loses |
//! | [`tables`] | in what the decoders of real programs differ from the browsers' |
//! | [`producer`] | decoders with what programs do before and after decoding |
//! | [`source`] | the bytes of a line, each with the character it belongs to |
//! | [`rows`] | which damage is tried on which language |
//! | [`align`] | which character of the output is which of the clean text |
//! | [`measure`] | runs all of it and counts |
//! | [`guesses`] | what the probability of a guess is worth |
//! | [`floors`] | the promises |
//! | [`report`] | Markdown |

pub mod align;
pub mod decoder;
pub mod floors;
pub mod guesses;
pub mod measure;
pub mod producer;
#[cfg(test)]
mod programs;
pub mod report;
pub mod rows;
pub mod source;
pub mod tables;
