//! S19, D20, M12: where special housing lands. Sites are chosen pragmatically, with
//! little attention to the receiving area; residents protest, most in areas of high
//! status, which isolate themselves, least where people accept more; and a council with
//! political nerve carries a site through all the same. Clients of Housing First (S16)
//! need no site, but whoever places them avoids the same protest.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::components::Support;
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Pragmatic siting under protest (S19), political nerve (D20), tolerance by status (M12).
    #[derive(Component)]
    pub struct SitingUnderProtest: "siting_under_protest" {
        /// Whether protest depends on status.
        in_force: bool = false, "-", 0..=1, "S19";
        /// Protest elasticity: rise of the log-odds that a site is blocked per log point of status above the city's mean.
        elasticity: f64 = 4.0, "log-odds per log point", 0..=100, "M12, S p. 27-28, 32; scenario range";
        /// Share of protests over which the council carries the site through.
        nerve: f64 = 0.0, "share of protests", 0..=1, "D20, S p. 41; scenario range";
        /// Candidate sites compared by the share of known vulnerable households around them; 1 looks at the receiving area not at all.
        candidates: u32 = 1, "sites", 1..=100, "S p. 32: little attention to the receiving area";
        /// How much who places clients of Housing First avoids the protest of an area; 0 is not at all.
        placement_weight: f64 = 0.5, "rooms of misfit per log-odds of protest", 0..=100, "S p. 32: Housing First all in areas that carry much already; scenario range";
    }
}

impl Instrument for SitingUnderProtest {
    const ROWS: &'static [Row] = &[
        Row {
            id: "S19",
            dutch: "woonzorg locatiekeuze",
            english: "pragmatic siting of special housing",
            reads: "status of candidate areas, share of known vulnerable households around",
            changes: "where facilities (S17, S18) are built and clients of Housing First (S16) are placed",
            source: "S p. 32, 41; elasticity range",
            test: "under_protest_sites_land_in_weak_areas",
        },
        Row {
            id: "D20",
            dutch: "bestuurlijk lef, weerstand buurt",
            english: "political nerve, resident protest",
            reads: "`nerve`",
            changes: "share of protests that do not block a site",
            source: "S p. 41: no site in half of the cities; share range",
            test: "political_nerve_finds_sites",
        },
        Row {
            id: "M12",
            dutch: "acceptatievermogen",
            english: "tolerance by status",
            reads: "status of the area against the city's mean",
            changes: "chance that residents block a site",
            source: "S p. 27-28; slope range",
            test: "under_protest_sites_land_in_weak_areas",
        },
    ];

    fn doubts(&self, _: &Circumstances<'_>) -> Vec<String> {
        if self.in_force && self.nerve >= 1.0 && self.elasticity > 0.0 {
            return vec!["lets no protest block a site (`nerve: 1`), so `elasticity` says nothing: lower one of them".to_owned()];
        }
        Vec::new()
    }

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        let weight = self.placement_weight * self.elasticity * (1.0 - self.nerve);
        if self.in_force && weight > 0.0 {
            book.sitings.push(Arc::new(Protest { weight }));
        }
    }
}

/// Protest against clients of Housing First, as whoever places them weighs it: rooms of
/// misfit per log point of status. Only differences between areas count.
#[derive(Debug)]
struct Protest {
    weight: f64,
}

impl Rule for Protest {
    fn siting(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if who.support == Support::HousingFirst {
            -self.weight * f64::from(what.area_status)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;

    #[test]
    fn protest_steers_clients_of_housing_first_away_from_high_status() {
        let rule = Protest { weight: 2.0 };
        for (support, area_status, score) in [
            (Support::HousingFirst, 0.25, -0.5),
            (Support::HousingFirst, -0.25, 0.5),
            (Support::Ambulatory, 0.25, 0.0),
        ] {
            let who = Candidate { support, ..who() };
            let what = Offer {
                area_status,
                ..offer()
            };
            assert_eq!(rule.siting(&law(2017), &who, &what), score);
        }
    }

    #[test]
    fn nerve_leaves_placement_alone() {
        for (nerve, entered) in [(0.0, 1), (0.5, 1), (1.0, 0)] {
            let mut book = Rulebook::default();
            let settings = SitingUnderProtest {
                in_force: true,
                nerve,
                ..SitingUnderProtest::default()
            };
            settings.enter(&Scope::default(), &run(2020), &mut book);
            assert_eq!(book.sitings.len(), entered, "{nerve}");
        }
    }
}
