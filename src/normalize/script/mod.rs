//! Chinese script: conversion as OpenCC does it, and better where it crosses words.

mod convert;
mod detect;
mod lexicon;
mod matcher;
mod output;
mod region;
mod repair;
mod segment;
#[cfg(feature = "system-opencc")]
mod system;
mod tables;
mod target;

pub use convert::Conversion;
pub use detect::{Evidence, Han, Region, ScriptSpan, scripts};
pub use lexicon::Lexicon;
pub use repair::ScriptRepair;
#[cfg(feature = "system-opencc")]
pub use system::SystemConversion;
pub use target::Script;

pub(super) use detect::is_han;
pub(super) use repair::changes as repair;

pub(super) use target::changes;
