//! The search for lost bytes.
//!
//! A decoder that cannot read some bytes replaces or drops them. What it did read tells which
//! bytes were there, and its rules tell which it can have lost; the language model chooses among
//! what is left.

mod automaton;
mod balance;
mod beam;
mod channel;
mod line_end;
mod lost_ascii;
mod repertoire;
mod search;
mod seen;
#[cfg(test)]
mod tests;

pub use channel::Channel;
pub use search::{Effort, Found, Solution, Written, search};
pub use seen::Seen;
