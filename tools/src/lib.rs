//! Training, table generation and evaluation for fix-text.

pub mod encodings;
pub mod eval;
pub mod passes;
pub mod train;
