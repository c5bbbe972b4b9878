//! S8–S14: the yearly new-building programme: how many follow the dwelling path
//! of the scenario, where follows the areas' expansion weights.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// Parameters of the programme.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewBuild {
    /// Share of social rent.
    pub social: f64,
    /// Share of mid-market rent.
    pub mid: f64,
    /// Share of private rent; the rest is owner-occupied.
    pub private: f64,
    /// Yearly growth of the dwelling stock beyond the last control total.
    pub growth_after: f64,
}

impl Default for NewBuild {
    fn default() -> Self {
        NewBuild {
            social: 0.30,
            mid: 0.10,
            private: 0.12,
            growth_after: 0.006,
        }
    }
}
