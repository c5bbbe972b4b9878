//! R3: target rents and harmonisation. At vacancy a corporation asks a share of the
//! legal maximum; sitting tenants get a yearly increase under the legal cap.
//!
//! A landlord always asks some rent, so no setting is neutral as a whole; a setting changes
//! nothing where another leaves nothing of it, such as an increase above the legal cap.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::rulebook::Rulebook;
use crate::run::Run;

parameters! {
    /// Rent policy of corporations (R3).
    #[derive(Component)]
    pub struct RentPolicy: "rent_policy" {
        /// Mean target as a share of the legal maximum.
        target_share: f64 = 0.76, "share of the legal maximum", 0.3..=1, "B8: typically 70 to 80 % (ML)";
        /// Width of the spread over dwellings, as a share.
        target_spread: f64 = 0.16, "share", 0..=0.5, "scenario range";
        /// Share of dwellings above a cap whose asking rent is lowered to it under
        /// the rent response.
        response_share: f64 = 0.75, "share of dwellings above a cap", 0..=1, "scenario range";
        /// Largest yearly increase landlords want for sitting tenants; never more than incomes grow.
        increase: f64 = 0.02, "per year", 0..=0.1, "scenario range; caps of B8 are upper bounds";
    }
}

impl Instrument for RentPolicy {
    const ROWS: &'static [Row] = &[Row {
        id: "R3",
        dutch: "streefhuur / harmonisatie",
        english: "target rent at turnover",
        reads: "legal maximum rent, the landlord's target share",
        changes: "asking rent of a vacancy",
        source: "B8 (ML for the share)",
        test: "the_asking_rent_jumps_to_the_target_at_vacancy",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        book.asking.policy = self.clone();
    }
}
