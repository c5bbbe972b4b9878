//! S8–S14: the yearly new-building programme: how many follow the dwelling path
//! of the scenario, where follows the areas' expansion weights.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

parameters! {
    /// Parameters of the programme.
    #[derive(Component)]
    pub struct NewBuild: "new_build" {
        /// Share of social rent.
        social: f64 = 0.30, "share", 0..=1, "scenario range";
        /// Share of mid-market rent.
        mid: f64 = 0.10, "share", 0..=1, "scenario range";
        /// Share of private rent; the rest is owner-occupied.
        private: f64 = 0.12, "share", 0..=1, "scenario range";
    }
}
