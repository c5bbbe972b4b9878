//! T7, T11, T18: direct mediation of permit holders and people who leave care: a
//! dwelling is found for them outside the adverts, which they do not answer (Nijmegen: Werkgroep Bijzondere
//! Bemiddeling). `contain` takes what comes free; `spread` looks for complexes with
//! few known vulnerable households.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_params::law::LawYear;
use buurt_params::{choices, parameters};

use super::{Instrument, Row, Scope};
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;

choices! {
    /// What the mediator aims at.
    pub enum Objective {
        /// Take what comes free.
        Contain = "contain",
        /// Lowest share of known vulnerable households first.
        Spread = "spread",
    }
}

parameters! {
    /// Direct mediation (T7, T11) and its aim (T18).
    #[derive(Component)]
    pub struct DirectMediation: "direct_mediation" {
        /// Whether there is direct mediation at all.
        in_force: bool = true, "-", 0..=1, "T7, T11";
        /// Objective.
        objective: Objective = Objective::Contain, "-", 0..=1, "T18 (spread), seed p. 34 (contain)";
        /// Largest share of the year's social vacancies that mediation may take, counted as they come on offer. Who is mediated answers no adverts.
        share: f64 = 0.25, "share of social vacancies", 0..=1, "C-47: scenario range 10 to 30 %";
        /// Number of vacancies the mediator compares per household.
        choice: u32 = 12, "vacancies", 1..=1000, "scenario range";
        /// How much a spreading mediator minds the share of known vulnerable households.
        spread_weight: f64 = 25.0, "rooms of misfit per unit of share", 0..=1000, "scenario range (E-30)";
    }
}

impl Instrument for DirectMediation {
    const ROWS: &'static [Row] = &[
        Row {
            id: "T7",
            dutch: "Werkgroep Bijzondere Bemiddeling",
            english: "special mediation group",
            reads: "permit holders and care leavers without a dwelling, burden of complexes",
            changes: "lets outside the adverts, longest waiting first",
            source: "S p. 34; share C-47 (range)",
            test: "mediation_shortens_the_wait_of_those_it_is_for",
        },
        Row {
            id: "T11",
            dutch: "vrije bemiddelingsruimte / directe toewijzing",
            english: "agreed direct-mediation share",
            reads: "social vacancies of the year so far",
            changes: "bounds the lets outside the adverts",
            source: "S p. 34-35; C-47 (range)",
            test: "mediation_stays_within_its_share",
        },
        Row {
            id: "T18",
            dutch: "spreiding over stad",
            english: "spreading vulnerable lets",
            reads: "share of known vulnerable households in the complex",
            changes: "which vacancy a mediated household gets",
            source: "S p. 25, 47; weight range (E-30)",
            test: "spreading_lowers_the_isolation_of_vulnerable_households",
        },
    ];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        book.mediation = self.clone();
        if self.in_force && self.objective == Objective::Spread {
            book.sitings.push(Arc::new(self.clone()));
        }
    }
}

impl Rule for DirectMediation {
    fn siting(&self, _: &LawYear, _: &Candidate, what: &Offer) -> f64 {
        -self.spread_weight * f64::from(what.share_vulnerable)
    }
}
