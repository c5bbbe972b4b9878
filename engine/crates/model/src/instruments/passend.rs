//! T5: appropriate allocation (passendheidstoets). Of a landlord's lets to
//! households within the rent-allowance income limits at least 95 % has a bare
//! rent at or below the cap for their size. Landlords may answer by asking
//! lower rents (`rent_response`), which is what the evaluation of 2017 found.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// Parameters of appropriate allocation.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passend {
    /// Whether the norm is applied (from the year in which it is law).
    pub in_force: bool,
    /// Whether landlords lower asking rents to the caps.
    pub rent_response: bool,
    /// Share of vacancies that landlords except from the test (at most 5 %).
    pub exceptions: f64,
}

impl Default for Passend {
    fn default() -> Self {
        Passend {
            in_force: true,
            rent_response: true,
            exceptions: 0.01,
        }
    }
}
