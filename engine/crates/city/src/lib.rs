//! The city: geography, dwellings, complexes, landlords and a synthetic
//! population fitted to published margins.

pub mod income;
pub mod types;

pub use types::*;
