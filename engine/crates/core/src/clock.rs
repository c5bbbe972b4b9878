//! The phases of a simulated year, in the order in which they run.

/// One phase of a year. The order of the variants is the order of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The year begins.
    Calendar,
    /// Dated law, instruments in force, quota counters reset.
    Law,
    /// Births, deaths, couples, separations, arrivals, departures.
    Population,
    /// Taxable, disposable and standardised income.
    Income,
    /// Projects, demolition, new build, sales, renovation.
    Stock,
    /// Rents of sitting tenants and target rents.
    Rents,
    /// Who looks for another home.
    Search,
    /// Rounds of social letting, private rent and sale.
    Market,
    /// Composition, incidents, reputation.
    Neighbourhoods,
    /// Prices of owner-occupied and private rented homes.
    Prices,
    /// Tables and indices.
    Observe,
}

impl Phase {
    /// All phases in the order in which they run.
    pub const ALL: [Phase; 11] = [
        Phase::Calendar,
        Phase::Law,
        Phase::Population,
        Phase::Income,
        Phase::Stock,
        Phase::Rents,
        Phase::Search,
        Phase::Market,
        Phase::Neighbourhoods,
        Phase::Prices,
        Phase::Observe,
    ];

    /// Lower-case name, as used in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Calendar => "calendar",
            Phase::Law => "law",
            Phase::Population => "population",
            Phase::Income => "income",
            Phase::Stock => "stock",
            Phase::Rents => "rents",
            Phase::Search => "search",
            Phase::Market => "market",
            Phase::Neighbourhoods => "neighbourhoods",
            Phase::Prices => "prices",
            Phase::Observe => "observe",
        }
    }
}
