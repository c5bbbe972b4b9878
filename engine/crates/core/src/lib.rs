//! What every other crate stands on: the clock and phases of a year, stable
//! keys, keyed random draws, bit-stable mathematics and columnar tables.
//!
//! Nothing here knows about housing.

pub mod clock;
pub mod draws;
pub mod gumbel;
pub mod key;
pub mod math;
pub mod philox;
pub mod table;

pub use clock::Phase;
pub use draws::{Decision, Draws};
pub use key::Key;
pub use table::{Column, Table};
