//! Which encoding are bytes in: fix-text and others on the same cases.
//!
//! ```text
//! cargo run --release -p fix-text-tools --bin encodings -- --clean ../shared/eval --floors
//! tools/rivals/detectors.sh      # makes a venv with chardet, charset-normalizer, faust-cchardet
//! cargo run --release -p fix-text-tools --bin encodings -- --clean ../shared/eval --rivals --out reports/encodings.md
//! ```

pub mod cases;
pub mod codec;
pub mod report;
pub mod rivals;
