//! Chinese script: conversion as OpenCC does it, and better where it crosses words.

mod convert;
mod detect;
mod matcher;
mod segment;
mod tables;
mod target;

pub use convert::Conversion;
pub use target::Script;

pub(super) use detect::{Evidence, Han, is_han};

pub(super) use target::changes;
