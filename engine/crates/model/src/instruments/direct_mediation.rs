//! T7, T8, T11, T18, T10, T9: direct mediation of permit holders and people who
//! leave care: a dwelling is found for them outside the adverts. `contain` takes
//! what comes free; `spread` looks for complexes with few vulnerable households,
//! with a cap per stairwell and a stop per complex.

use bevy_ecs::prelude::Component;
use serde::{Deserialize, Serialize};

/// What the mediator aims at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Objective {
    /// Take what comes free.
    Contain,
    /// Lowest share of vulnerable households first.
    Spread,
}

/// Parameters of direct mediation.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DirectMediation {
    /// Whether there is direct mediation at all.
    pub in_force: bool,
    /// Objective.
    pub objective: Objective,
    /// Largest share of a round's social vacancies that mediation may take.
    pub share: f64,
    /// Number of vacancies the mediator compares per household.
    pub choice: u32,
    /// Most vulnerable households per stairwell (0: no cap).
    pub portiek_cap: u32,
    /// Share of vulnerable households above which a complex is closed (1: never).
    pub complex_stop: f64,
}

impl Default for DirectMediation {
    fn default() -> Self {
        DirectMediation {
            in_force: true,
            objective: Objective::Contain,
            share: 0.25,
            choice: 12,
            portiek_cap: 0,
            complex_stop: 1.0,
        }
    }
}
