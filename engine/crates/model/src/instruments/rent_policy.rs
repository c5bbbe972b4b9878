//! R3: target rents. At vacancy a corporation asks a share of the legal maximum.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

parameters! {
    /// Rent policy of corporations.
    #[derive(Component)]
    pub struct RentPolicy: "rent_policy" {
        /// Mean target as a share of the legal maximum (70–80 %, ML).
        target_share: f64 = 0.76, "share of the legal maximum", 0.3..=1, "B8: typically 70 to 80 % (ML)";
        /// Width of the spread over dwellings, as a share.
        target_spread: f64 = 0.16, "share", 0..=0.5, "scenario range";
        /// Share of dwellings above a cap whose asking rent is lowered to it under
        /// the rent response.
        response_share: f64 = 0.75, "share of dwellings above a cap", 0..=1, "scenario range";
        /// Largest yearly increase landlords want for sitting tenants.
        increase: f64 = 0.02, "per year", 0..=0.1, "scenario range; caps of B8 are upper bounds";
    }
}
