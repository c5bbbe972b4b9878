//! Segregation and concentration indices, decompositions and inference on slices.
//!
//! Everything here is a pure function: no randomness, no hidden state, sums in a fixed
//! order, and transcendental functions from `libm`, so that a result is the same to the
//! last bit on every platform. Names are those of the literature.
//!
//! - [`binary`]: one group against everybody else;
//! - [`multigroup`]: several groups at once, and location quotients;
//! - [`rank_order`]: segregation along an ordered scale such as income;
//! - [`partition`]: binary and multigroup indices of thousands of small units, fast;
//! - [`random`]: what each binary index would be if people were dealt out at random;
//! - [`profile`]: isolation in surroundings of growing size, whatever the borders;
//! - [`nested`]: which level (wijk, buurt, complex, ...) the segregation sits at;
//! - [`shapley`](mod@shapley) and [`contributions`](mod@contributions): which flows changed an index, and by how much;
//! - [`paired`](mod@paired): inference on paired replicates.

pub mod binary;
pub mod contributions;
mod expected_gini;
mod hypergeometric;
pub mod multigroup;
mod n_log_n;
pub mod nested;
pub mod paired;
pub mod partition;
pub mod profile;
pub mod random;
pub mod rank_order;
pub mod shapley;

pub use binary::{BinaryIndices, binary_indices};
pub use contributions::{Contributions, Indices, UnitAccount, contributions};
pub use multigroup::{MultigroupIndices, location_quotients, multigroup_indices};
pub use nested::{NestedDecomposition, NestedError, nested_decomposition};
pub use paired::{Paired, paired, replicates_needed, t_quantile_975};
pub use partition::Partition;
pub use random::{corrected, expected_under_random_allocation};
pub use rank_order::{RankOrder, expected_rank_order_h, rank_order_h, rank_order_h_from_classes};
pub use shapley::shapley;
