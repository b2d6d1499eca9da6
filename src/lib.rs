//! Takes damaged text and gives back what was written.
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
mod decode;
mod detect;
mod edit;
#[cfg(feature = "unstable-internals")]
#[doc(hidden)]
pub mod model;
#[cfg(not(feature = "unstable-internals"))]
mod model;
mod pipeline;
mod repair;

pub use crate::charset::Charset;
pub use crate::edit::{Cause, Chain, Edit, Error, Finding, Kept, Loss, Step, apply, undo};
pub use crate::pipeline::{Fixed, FixedBytes, Fixer, FixerBuilder, Quotations, fix};
