//! Scenario files, dated law, overlays and their error messages.

pub mod ambiguities;
pub mod error;
pub mod indexation;
pub mod law;
pub mod law_table;
pub mod node;
pub mod presets;
pub mod prices;
pub mod rent_allowance;
pub mod scenario;
pub mod schema;
pub mod yearly;

pub use ambiguities::{Ambiguity, ambiguities};
pub use error::ScenarioError;
pub use indexation::Indexation;
pub use law_table::{LawEntry, LawError, LawTable};
pub use prices::Prices;
pub use scenario::{BASE, BASE_LABEL, Scenario, Variant};
