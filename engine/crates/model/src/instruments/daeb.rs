//! T3, T4: EU income limit (DAEB). Of all social lets of a landlord in a year at
//! least the quota share goes to incomes at or below the limit. Tested only at
//! letting. Landlords hardly use the free room (C-19) and stop when the running
//! share comes near the limit.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// Parameters of the EU income limit.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Daeb {
    /// Whether the norm is applied.
    pub in_force: bool,
    /// Share of vacancies that landlords label as free room while they may.
    pub free_room_use: f64,
    /// Distance to the quota at which they stop, as a share of lets.
    pub margin: f64,
}

impl Default for Daeb {
    fn default() -> Self {
        Daeb {
            in_force: true,
            free_room_use: 0.04,
            margin: 0.02,
        }
    }
}
