//! T7, T8, T11, T18, T10, T9: direct mediation of permit holders and people who
//! leave care: a dwelling is found for them outside the adverts. `contain` takes
//! what comes free; `spread` looks for complexes with few vulnerable households,
//! with a cap per stairwell and a stop per complex.

use bevy_ecs::prelude::Component;
use buurt_params::{choices, parameters};

choices! {
    /// What the mediator aims at.
    pub enum Objective {
        /// Take what comes free.
        Contain = "contain",
        /// Lowest share of vulnerable households first.
        Spread = "spread",
    }
}

parameters! {
    /// Parameters of direct mediation.
    #[derive(Component)]
    pub struct DirectMediation: "direct_mediation" {
        /// Whether there is direct mediation at all.
        in_force: bool = true, "-", 0..=1, "T7, T11";
        /// Objective.
        objective: Objective = Objective::Contain, "-", 0..=1, "T8 (spread), seed p. 34 (contain)";
        /// Largest share of a round's social vacancies that mediation may take.
        share: f64 = 0.25, "share of social vacancies", 0..=1, "C-47: scenario range 10 to 30 %";
        /// Number of vacancies the mediator compares per household.
        choice: u32 = 12, "vacancies", 1..=1000, "scenario range";
        /// Most vulnerable households per stairwell (0: no cap).
        portiek_cap: u32 = 0, "households", 0..=50, "T10; scenario";
        /// Share of vulnerable households above which a complex is closed (1: never).
        complex_stop: f64 = 1.0, "share of households", 0..=1, "T9; scenario";
    }
}
