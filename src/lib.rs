//! Takes damaged text and gives back what was written.
//!
//! Text is damaged when the bytes of one charset are read as another: 生活 in UTF-8, read as GBK,
//! is 鐢熸椿. This library recognises such text by what it would have been, repairs it exactly, and
//! leaves everything else byte for byte as it was.
//!
//! # Examples
//!
//! One call repairs a string or a whole document, and borrows it when nothing was wrong:
//!
//! ```
//! assert_eq!(fix_text::fix("鐢熸椿"), "生活");
//! assert_eq!(fix_text::fix("ÖÐ¹úÈËÃñÒøÐÐ"), "中国人民银行");
//! assert_eq!(fix_text::fix("naÃ¯ve seÃ±oras"), "naïve señoras");
//! assert!(matches!(fix_text::fix("生活"), std::borrow::Cow::Borrowed("生活")));
//! ```
//!
//! A [`Fixer`] says what it changed, why and how sure it is, and what it found and left:
//!
//! ```
//! use fix_text::{Fixer, undo};
//!
//! let fixed = Fixer::default().fix("title: '鐢熸椿'\nauthor: 锟斤拷锟斤拷");
//! assert_eq!(fixed.text(), "title: '生活'\nauthor: 锟斤拷锟斤拷");
//!
//! let edit = &fixed.edits()[0];
//! assert_eq!((edit.span.clone(), edit.cause.to_string()), (8..17, "utf-8>gbk".to_owned()));
//! assert!(edit.confidence > 0.9);
//! assert_eq!(fixed.findings()[0].kept.to_string(), "cannot be undone");
//!
//! let before = undo(fixed.text(), fixed.edits())?;
//! assert_eq!(before, "title: '鐢熸椿'\nauthor: 锟斤拷锟斤拷");
//! # Ok::<(), fix_text::Error>(())
//! ```
//!
//! Where bytes were lost, what is left of them and the text around them tell what they can have been.
//! The most probable character is written, and every such guess is in the edit:
//!
//! ```
//! use fix_text::{Fixer, Lossy};
//!
//! // 我们昨天去了图书馆 in UTF-8, read as GBK; the last byte of 馆 became U+FFFD.
//! let damaged = "鎴戜滑鏄ㄥぉ鍘讳簡鍥句功棣\u{fffd}";
//! let fixed = Fixer::default().fix(damaged);
//! assert_eq!(fixed.text(), "我们昨天去了图书馆");
//!
//! let edit = &fixed.edits()[0];
//! let guess = &edit.guesses[0];
//! assert_eq!(&edit.replacement[guess.span.clone()], "馆");
//! let (character, probability) = guess.candidates[0];
//! assert!(character == '馆' && probability > 0.9);
//!
//! // Who wants no guesses has them marked, or the whole stretch left and reported.
//! let fixer = Fixer::builder().lossy(Lossy::Mark).build()?;
//! assert_eq!(fixer.fix(damaged).text(), "我们昨天去了图书\u{fffd}");
//! let fixer = Fixer::builder().lossy(Lossy::Refuse).build()?;
//! assert_eq!(fixer.fix(damaged).text(), damaged);
//! # Ok::<(), fix_text::Error>(())
//! ```
//!
//! Bytes of any encoding go in by [`Fixer::fix_bytes`], options by [`Fixer::builder`]:
//!
//! ```
//! use fix_text::{Charset, Fixer, Quotations};
//!
//! let fixer = Fixer::builder().quotations(Quotations::Repair).min_confidence(0.9).build()?;
//! let fixed = fixer.fix_bytes_from(b"\xC9\xFA\xBB\xEE", Some(Charset::Gbk.into()));
//! assert_eq!(fixed.bytes(), "生活".as_bytes());
//! # Ok::<(), fix_text::Error>(())
//! ```
//!
//! # When to use it
//!
//! - For text that somebody may have damaged on the way: exports, subtitles, file names, crawled
//!   pages, databases. Clean text is not changed: not its width, its quotes, its normalization.
//! - Give documents whole rather than line by line: a chain of wrong decodes that was met once makes
//!   the rest of the text cheaper, and documents out of step are recognised as wholes.
//! - A [`Fixer`] holds no state between calls and can be shared by threads.
//!
//! # Limits
//!
//! - Lost bytes are restored where enough of the text around them is left. A [`Guess`] can be wrong;
//!   see its probability. Nothing tells what `caf\u{fffd}` was, and in GBK that was read as UTF-8
//!   nearly every byte is gone: that is reported ([`Kept::CannotBeUndone`]) and left.
//! - Two or three damaged characters alone can be too little evidence; then they stay.
//! - Text in scripts that the language model does not know is left alone.
//!
//! # Features
//!
//! - `normalize` (with `cli`): the passes after the repair ([`Pass`]); adds `unicode-normalization`,
//!   `miniz_oxide` and 264 kB of dictionaries.
//! - `system-opencc`: script conversion by OpenCC's own C++ library, `SystemConversion`; the library has to be installed.
//! - `cli` (default): what the command `fix-text` needs. Libraries turn it off with
//!   `default-features = false`; then `encoding_rs`, `memchr` and `thiserror` remain.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::print_stdout
    )
)]

mod charset;
mod damaged;
mod decode;
mod detect;
mod edit;
mod edits;
mod encoding;
mod fixed;
mod hash;
mod identify;
#[cfg(feature = "unstable-internals")]
#[doc(hidden)]
pub mod language;
#[cfg(not(feature = "unstable-internals"))]
mod language;
mod lattice;
#[cfg(feature = "unstable-internals")]
#[doc(hidden)]
pub mod model;
#[cfg(not(feature = "unstable-internals"))]
mod model;
#[cfg(feature = "normalize")]
mod normalize;
mod options;
mod pipeline;
mod repair;

pub use crate::charset::Charset;
pub use crate::edit::{Cause, Chain, Edit, Error, Finding, Guess, Kept, Loss, Step, apply, undo};
pub use crate::encoding::Encoding;
pub use crate::fixed::{Fixed, FixedBytes};
pub use crate::identify::{Candidate, Detection, EncodingDetector, Segment, detect};
#[cfg(feature = "system-opencc")]
pub use crate::normalize::SystemConversion;
#[cfg(feature = "normalize")]
pub use crate::normalize::{
    Conversion, Evidence, Han, Lexicon, Pass, Preset, Punctuation, Region, Script, ScriptRepair,
    ScriptSpan, UnknownName, normalize, scripts,
};
pub use crate::options::{FixerBuilder, Lossy, Quotations};
pub use crate::pipeline::{Fixer, fix};
