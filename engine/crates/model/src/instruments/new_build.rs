//! The tenure mix of the yearly new-building programme. How many follows the dwelling
//! path of the scenario, where follows the areas' expansion weights; S8 to S14 change
//! mix, place and timing.
//!
//! What is built has some tenure, so no setting is neutral; where nothing is built the mix
//! changes nothing.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

use super::{Instrument, Row};

parameters! {
    /// Tenure mix of the yearly new-building programme.
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

impl Instrument for NewBuild {
    const ROWS: &'static [Row] = &[];
}
