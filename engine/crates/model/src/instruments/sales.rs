//! S5: sale of social dwellings at vacancy (uitponden).

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// Parameters of sales.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sales {
    /// Share of social vacancies that is sold instead of let.
    pub share_of_vacancies: f64,
}

impl Default for Sales {
    fn default() -> Self {
        Sales {
            share_of_vacancies: 0.05,
        }
    }
}
