//! S19, D20, M12: where special housing lands. Sites are chosen pragmatically, with
//! little attention to the receiving area; residents protest, most in areas of high
//! status, which isolate themselves, least where people accept more; and a council with
//! political nerve carries a site through all the same.

use bevy_ecs::prelude::Component;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row};

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
        /// Candidate sites compared by the share of vulnerable households around them; 1 looks at the receiving area not at all.
        candidates: u32 = 1, "sites", 1..=100, "S p. 32: little attention to the receiving area";
    }
}

impl Instrument for SitingUnderProtest {
    const ROWS: &'static [Row] = &[
        Row {
            id: "S19",
            dutch: "woonzorg locatiekeuze",
            english: "pragmatic siting of special housing",
            reads: "status of candidate areas, share of vulnerable households around",
            changes: "where facilities (S17, S18) are built",
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
}
