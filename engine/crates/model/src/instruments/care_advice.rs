//! T17: the care worker's advice on where somebody who leaves care should live
//! (bijzondere bemiddeling voor uitstromers). Care providers steer clear of raw areas,
//! where the client meets the old life again, and of rich ones, where the client stands
//! out. The advice narrows the mediator's choice; it forbids nothing.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::contingent::leaves_care;
use super::{Instrument, Row, Scope};
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Care worker's location advice (T17).
    #[derive(Component)]
    pub struct CareAdvice: "care_advice" {
        /// Whether care workers advise.
        in_force: bool = false, "-", 0..=1, "T17, S p. 28";
        /// How much raw areas are avoided.
        raw_weight: f64 = 20.0, "rooms of misfit per incident per household", 0..=1000, "scenario range (E-30)";
        /// Incidents per household a year from which an area is raw.
        raw_from: f64 = 0.05, "per household a year", 0..=5, "scenario range (E-30)";
        /// How much rich areas are avoided.
        rich_weight: f64 = 5.0, "rooms of misfit per log point of status", 0..=1000, "scenario range (E-30)";
        /// Status (log of median income over the national median) from which an area is rich.
        rich_from: f64 = 0.2, "log points", -1..=2, "scenario range (E-30)";
    }
}

impl Instrument for CareAdvice {
    const ROWS: &'static [Row] = &[Row {
        id: "T17",
        dutch: "bijzondere bemiddeling voor uitstromers",
        english: "care worker's location advice",
        reads: "incidents and status of the area",
        changes: "which vacancy a mediated care leaver gets",
        source: "S p. 28; weights range (E-30)",
        test: "care_workers_keep_their_clients_out_of_raw_areas",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && (self.raw_weight > 0.0 || self.rich_weight > 0.0) {
            book.sitings.push(Arc::new(self.clone()));
        }
    }
}

impl Rule for CareAdvice {
    fn siting(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if !leaves_care(who.detected) {
            return 0.0;
        }
        let raw = (f64::from(what.area_incidents) - self.raw_from).max(0.0);
        let rich = (f64::from(what.area_status) - self.rich_from).max(0.0);
        -self.raw_weight * raw - self.rich_weight * rich
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use buurt_city::Vulnerability;

    #[test]
    fn raw_and_rich_areas_score_lower_for_who_leaves_care() {
        let rule = CareAdvice::default();
        let score = |detected, area_incidents, area_status| {
            let what = Offer {
                area_incidents,
                area_status,
                ..offer()
            };
            rule.siting(&law(2017), &Candidate { detected, ..who() }, &what)
        };
        let leaver = Vulnerability::MentalHealth;
        assert_eq!(score(leaver, 0.04, 0.1), 0.0);
        assert!((score(leaver, 0.15, 0.0) + 2.0).abs() < 1e-6);
        assert!((score(leaver, 0.0, 0.6) + 2.0).abs() < 1e-6);
        assert_eq!(score(Vulnerability::PermitHolder, 0.5, 0.6), 0.0);
        assert_eq!(score(Vulnerability::None, 0.5, 0.6), 0.0);
    }
}
