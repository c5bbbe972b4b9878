//! T5: appropriate allocation (passendheidstoets). Of a landlord's lets to
//! households within the rent-allowance income limits at least 95 % has a bare
//! rent at or below the cap for their size. Landlords may answer by asking
//! lower rents (`rent_response`), which is what the evaluation of 2017 found.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

parameters! {
    /// Parameters of appropriate allocation.
    #[derive(Component)]
    pub struct Passend: "passend" {
        /// Whether the norm is applied (from the year in which it is law).
        in_force: bool = true, "-", 0..=1, "parameters.md B2; the law itself is dated";
        /// Whether landlords lower asking rents to the caps.
        rent_response: bool = true, "-", 0..=1, "C-22";
        /// Share of vacancies that landlords except from the test (at most 5 %).
        exceptions: f64 = 0.01, "share of vacancies", 0..=0.05, "C-49: norm met with room to spare (ML)";
    }
}
