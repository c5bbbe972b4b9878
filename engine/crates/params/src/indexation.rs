//! How amounts of the law grow beyond its last known year.

use serde::Serialize;

/// Yearly growth of amounts beyond the last year of known law. Scenario range, not
/// a forecast: rents and incomes of the law grew between 0 and 9 % a year in 2017–2026.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Indexation {
    /// Growth of rent limits a year.
    pub rents: f64,
    /// Growth of income limits, incomes and tax brackets a year.
    pub incomes: f64,
}

impl Default for Indexation {
    fn default() -> Self {
        Indexation {
            rents: 0.02,
            incomes: 0.022,
        }
    }
}
