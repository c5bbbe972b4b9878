//! What every system may read: the clock, the source of chance and the law.

use bevy_ecs::prelude::Resource;
use buurt_core::Draws;
use buurt_params::law::LawYear;

use crate::vacancy::Vacancy;

/// Clock and chance of a run.
#[derive(Resource, Debug, Clone)]
pub struct Run {
    /// Keyed draws of this replicate.
    pub draws: Draws,
    /// Calendar year; burn-in years lie before `start_year`.
    pub year: i32,
    /// First year after burn-in.
    pub start_year: i32,
    /// Letting rounds in a year.
    pub rounds: u32,
    /// Law of the year (burn-in: of the first year).
    pub law: LawYear,
    /// Index of nominal incomes relative to the reference year, this year.
    pub income_index: f64,
    /// The same a year earlier.
    pub previous_index: f64,
    /// National quintile bounds of standardised disposable income this year, euro.
    pub quintile_bounds: [f64; 4],
    /// Factor on the initial number of household entities that the demography aims at.
    pub household_path: f64,
    /// How long dwellings stand empty.
    pub vacancy: Vacancy,
    /// Dwellings aimed at, relative to the start.
    pub dwelling_path: f64,
}

impl Run {
    /// The year as it is stored in components.
    #[inline]
    pub fn year16(&self) -> i16 {
        self.year as i16
    }
    /// Number of a round of this year, counted from the year 0.
    #[inline]
    pub fn now(&self, round: u32) -> i32 {
        self.year * self.rounds as i32 + round as i32
    }
    /// Whether a programme from one year until another is on; in the burn-in none is.
    pub fn is_on(&self, from: i32, until: i32) -> bool {
        (from.max(self.start_year)..=until).contains(&self.year)
    }
    /// Quintile (0–4) of a standardised disposable income.
    #[inline]
    pub fn quintile(&self, standardised: f64) -> u8 {
        self.quintile_bounds
            .iter()
            .filter(|&&b| standardised > b)
            .count() as u8
    }
}
