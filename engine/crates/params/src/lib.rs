//! Scenario files, dated law, overlays and their error messages.

pub mod error;
pub mod indexation;
pub mod law;
pub mod node;
pub mod scenario;
pub mod schema;

pub use error::ScenarioError;
pub use indexation::Indexation;
pub use scenario::{BASE, Scenario, Variant};
