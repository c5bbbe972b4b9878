//! R3: target rents. At vacancy a corporation asks a share of the legal maximum.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// Rent policy of corporations.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RentPolicy {
    /// Mean target as a share of the legal maximum (70–80 %, ML).
    pub target_share: f64,
    /// Width of the spread over dwellings, as a share.
    pub target_spread: f64,
    /// Share of dwellings above a cap whose asking rent is lowered to it under
    /// the rent response.
    pub response_share: f64,
    /// Largest yearly increase landlords want for sitting tenants.
    pub increase: f64,
}

impl Default for RentPolicy {
    fn default() -> Self {
        RentPolicy {
            target_share: 0.76,
            target_spread: 0.16,
            response_share: 0.75,
            increase: 0.02,
        }
    }
}
