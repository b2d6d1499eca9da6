//! What is known of single languages that are written in Latin letters: pairs of letters, and common words.
//!
//! The language model knows all languages at once; these tell them apart.

pub(crate) mod letters;
pub mod words;
