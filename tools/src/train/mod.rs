//! Training of the language model: text → statistics (checked in) → tables (embedded).

pub mod build;
pub mod cloze;
pub mod count;
pub mod letters;
pub mod prune;
pub mod statistics;
pub mod triples;
pub mod words;
