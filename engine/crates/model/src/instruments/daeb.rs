//! T3, T4: EU income limit (DAEB). Of all social lets of a landlord in a year at
//! least the quota share goes to incomes at or below the limit. Tested only at
//! letting. Landlords hardly use the free room (C-19) and stop when the running
//! share comes near the limit.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

parameters! {
    /// Parameters of the EU income limit.
    #[derive(Component)]
    pub struct Daeb: "daeb" {
        /// Whether the norm is applied.
        in_force: bool = true, "-", 0..=1, "parameters.md B1; the law itself is dated";
        /// Share of vacancies that landlords label as free room while they may.
        free_room_use: f64 = 0.04, "share of vacancies", 0..=1, "C-19: the free room is barely used; size is a scenario range";
        /// Distance to the quota at which they stop, as a share of lets.
        margin: f64 = 0.02, "share of lets", 0..=0.2, "scenario range";
    }
}
