//! Segregation and concentration indices, decompositions and inference on slices.
//!
//! Everything here is a pure function: no randomness, no hidden state, sums in a fixed
//! order, and transcendental functions from `libm`, so that a result is the same to the
//! last bit on every platform. Names are those of the literature.
//!
//! - [`binary`]: one group against everybody else;
//! - [`random`]: what each binary index would be if people were dealt out at random;
//! - [`paired`]: inference on paired replicates.

pub mod binary;
mod hypergeometric;

pub mod paired;
pub mod random;

pub use binary::{BinaryIndices, binary_indices};

pub use paired::{Paired, paired};
pub use random::{corrected, expected_under_random_allocation};
