//! Items of costs and yields, their prices, and what a number of them is.

/// Name of the table of a run that books the items.
pub const LEDGER: &str = "ledger";
/// The item that stands for all costs together.
pub const TOTAL: &str = "total";
/// Dwellings and rooms without occupant at the end of the year, priced as a year's vacancy.
pub const VACANT: &str = "vacant";
/// How the items of concentration begin; the level follows.
pub const CONCENTRATION: &str = "concentration_";
/// Dwellings sold, and what they were sold for.
pub(crate) const SOLD: &str = "sold";
pub(crate) const SALE_REVENUE: &str = "sale_revenue";
/// Items that count households who had to leave.
pub(crate) const LEFT: [&str; 2] = ["relocated", "evicted"];

/// What one household takes of an item in a year: as the instruments are by default, and
/// where they differ the most. None for what counts no households.
pub(crate) fn a_household(item: &str, unit: &str) -> Option<f64> {
    match (item, unit) {
        // A halfway facility gives six hours a week, others two to four.
        ("support_hours", "hours") => Some(52.0 * 6.0),
        // 50 euros a month.
        ("volunteer_allowance", "EUR") => Some(600.0),
        // Somebody bought it.
        (SOLD, "dwellings") | (_, "households") => Some(1.0),
        _ => None,
    }
}

/// The prices of a user.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// Price of a unit of every item, in euros of the first year; negative for an income.
    pub items: Vec<(String, f64)>,
    /// Real discount rate a year.
    pub discount_rate: f64,
    /// Inflation a year, which takes nominal euros back to those of the first year.
    pub inflation: f64,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Units of an item, added up since the first year.
    Quantity,
    /// Its cost in euros of the first year, discounted and added up.
    Cost,
    /// What is had: as it is in the year.
    Yield,
}

impl Measure {
    /// Name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Quantity => "quantity",
            Measure::Cost => "cost",
            Measure::Yield => "yield",
        }
    }
}

/// What a number is about: measure, item and unit.
pub type Key = (Measure, String, String);
