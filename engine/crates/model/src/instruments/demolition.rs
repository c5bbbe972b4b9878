//! S1, T6: restructuring by demolition and new build. Complexes of a corporation in
//! the named areas are condemned, oldest first; tenants get renewal urgency; at the
//! set time the dwellings go, and new ones come in a mix of tenures after the
//! construction time. Who had to leave may return.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::components::NONE;
use crate::phases::Phases;
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;
use crate::stock::{Budget, Plan, Renewal};

parameters! {
    /// Restructuring by demolition and new build (S1).
    #[derive(Component)]
    pub struct Demolition: "demolition" {
        /// Whether the programme runs.
        in_force: bool = false, "-", 0..=1, "S1";
        /// Codes of the areas.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year in which complexes are condemned.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last such year.
        until: i32 = 2032, "year", 1990..=2150, "scenario";
        /// Dwellings condemned a year, in all areas together.
        dwellings_per_year: u32 = 100, "dwellings a year", 0..=100000, "scenario range; C-4, C-6 give 0.3 to 0.7 % of the stock";
        /// Years from the announcement to demolition.
        relocation_years: i32 = 2, "years", 1..=10, "scenario range";
        /// Years from demolition to delivery.
        construction_years: i32 = 3, "years", 0..=20, "scenario range; seed: plan to delivery 5 to 10 years";
        /// Share of social rent in what is rebuilt.
        rebuild_social: f64 = 0.34, "share", 0..=1, "seed p. 24, 31: 30/30/30 plans";
        /// Share of mid-market rent; the rest is owner-occupied.
        rebuild_mid: f64 = 0.22, "share", 0..=1, "scenario range";
        /// New dwellings per demolished one.
        rebuild_ratio: f64 = 1.0, "new per demolished", 0..=5, "scenario range";
        /// Share of the displaced who look for a dwelling in what is rebuilt (right of return).
        return_share: f64 = 0.15, "share of the displaced", 0..=1, "scenario range";
    }
}

impl Instrument for Demolition {
    const ROWS: &'static [Row] = &[
        Row {
            id: "S1",
            dutch: "herstructurering; sloop/nieuwbouw",
            english: "restructuring by demolition and new build",
            reads: "year built of complexes in the named areas, pipeline",
            changes: "removes cheap dwellings, adds a mix of tenures after the lag",
            source: "S p. 10-11, 25; C-4, C-6 (V); mix and rate range",
            test: "demolition_replaces_social_dwellings_by_the_mix",
        },
        Row {
            id: "T6",
            dutch: "urgentie / stadsvernieuwingsurgent",
            english: "urgency; renewal urgency",
            reads: "who lives in a condemned complex; separation with children",
            changes: "front of the queue for a limited time; right of return",
            source: "S p. 25, 33-34; duration range",
            test: "urgency_wins_the_displaced_more_adverts_with_shorter_registrations",
        },
    ];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force {
            at.names_areas(&mut doubts);
            at.rebuilds_at_most_all(self.rebuild_social, self.rebuild_mid, &mut doubts);
        }
        doubts
    }

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.return_share > 0.0 {
            book.priorities.push(Arc::new(Returns));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, announce);
    }
}

/// Who had to leave a complex goes first in what replaces it.
#[derive(Debug)]
pub struct Returns;

impl Rule for Returns {
    fn priority(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if who.returns_to != NONE && who.returns_to == what.replaces {
            5000.0
        } else {
            0.0
        }
    }
}

/// Condemns complexes of the named areas, oldest first.
fn announce(programmes: Query<(&Demolition, &Scope)>, mut renewal: Renewal) {
    let mut works = renewal.works();
    for (programme, scope) in &programmes {
        if !programme.in_force || !works.run.is_on(programme.from, programme.until) {
            continue;
        }
        let plan = Plan {
            relocation_years: programme.relocation_years,
            construction_years: programme.construction_years,
            mix: [programme.rebuild_social, programme.rebuild_mid, 0.0],
            ratio: programme.rebuild_ratio,
            return_share: programme.return_share,
            rent_over_cap: 0.0,
            rooms: 0,
        };
        let named = |area| scope.areas.contains(&area);
        let budget = Budget::Demolition;
        let mut left = works.to_spend(budget, programme.dwellings_per_year, programme.from);
        for row in works.oldest_first(named) {
            if left <= 0 {
                break;
            }
            left -= works.rented(row);
            works.condemn(row, plan);
        }
        works.spent(budget, left);
    }
}
