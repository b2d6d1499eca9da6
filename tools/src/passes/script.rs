//! Detection of script.

use super::{File, Floors, Options};

pub fn detect(_: &[File], _: &Options, _: &mut Floors) {}

pub fn repair(_: &[File], _: &Options, _: &mut Floors) {}
