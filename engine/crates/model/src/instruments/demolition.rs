//! S1: restructuring by demolition and new build. Complexes of a corporation in
//! the named areas are condemned, oldest and least reputed first; tenants get
//! renewal urgency; when empty, or at delivery, the dwellings go and new ones
//! come in a mix of tenures after the construction time.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// Parameters of restructuring.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Demolition {
    /// Whether the programme runs.
    pub in_force: bool,
    /// Codes of the areas.
    pub areas: Vec<String>,
    /// First year in which complexes are condemned.
    pub from: i32,
    /// Last such year.
    pub until: i32,
    /// Dwellings condemned a year, in all areas together.
    pub dwellings_per_year: u32,
    /// Years from the announcement to demolition.
    pub relocation_years: i32,
    /// Years from demolition to delivery.
    pub construction_years: i32,
    /// Share of social rent in what is rebuilt.
    pub rebuild_social: f64,
    /// Share of mid-market rent; the rest is owner-occupied.
    pub rebuild_mid: f64,
    /// New dwellings per demolished one.
    pub rebuild_ratio: f64,
}

impl Default for Demolition {
    fn default() -> Self {
        Demolition {
            in_force: false,
            areas: Vec::new(),
            from: 2018,
            until: 2032,
            dwellings_per_year: 100,
            relocation_years: 2,
            construction_years: 3,
            rebuild_social: 0.34,
            rebuild_mid: 0.22,
            rebuild_ratio: 1.0,
        }
    }
}
