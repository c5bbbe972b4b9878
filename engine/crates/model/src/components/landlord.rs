//! A landlord.

use bevy_ecs::prelude::Component;

/// A landlord and its counters of the year.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
pub struct Landlord {
    /// Whether bound by the two national norms.
    pub corporation: bool,
    /// Social lets in the year.
    pub social_lets: u32,
    /// … of self-contained dwellings.
    pub self_contained_lets: u32,
    /// … to incomes at or below the DAEB limit.
    pub daeb_low: u32,
    /// … to the middle band.
    pub daeb_middle: u32,
    /// … to higher incomes.
    pub daeb_free: u32,
    /// Lets to households within the rent-allowance income limits.
    pub target_group_lets: u32,
    /// … with a rent at or below the cap.
    pub passend_lets: u32,
    /// Reserved dwellings let to people who leave care.
    pub contingent_lets: u32,
    /// Sales in the year.
    pub sales: u32,
    /// Dwellings demolished in the year.
    pub demolitions: u32,
    /// Dwellings completed in the year.
    pub completions: u32,
    /// Social tenants at the time of the rent review.
    pub tenants: u32,
    /// … with an income above the DAEB limit (scheefwonen).
    pub tenants_above_limit: u32,
    /// Reserve, euro (kept over the years).
    pub reserve_eur: f64,
    /// Whether cash is kept (kept over the years).
    pub keeps_cash: bool,
    /// Whether the reserve ran out in the year before (kept over the years).
    pub pressed: bool,
}
