//! T10: the stairwell rule of Groningen: at most so many known vulnerable
//! households behind one front door. Binds lets to households that landlord and municipality
//! know as vulnerable, in multi-family buildings: a row of houses has no front door that
//! is shared. Who lives there already stays.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::rulebook::{Candidate, Offer, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Stairwell cap (T10).
    #[derive(Component)]
    pub struct PortiekCap: "portiek_cap" {
        /// Whether it is applied.
        in_force: bool = false, "-", 0..=1, "T10, seed p. 34";
        /// Most known vulnerable households per stairwell.
        cap: u32 = 1, "households", 1..=50, "T10, seed p. 34: one per portiek";
        /// Codes of the areas where it is applied; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

#[derive(Debug)]
struct Capped {
    cap: u32,
    scope: Scope,
}

impl Instrument for PortiekCap {
    const ROWS: &'static [Row] = &[Row {
        id: "T10",
        dutch: "portiekregel",
        english: "stairwell cap",
        reads: "known vulnerable households behind the front door",
        changes: "refuses a further known vulnerable household",
        source: "S p. 34",
        test: "the_stairwell_cap_leaves_fewer_doors_with_two_vulnerable_households",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        let stairs = |x: &buurt_city::Complex| x.multi_family && x.landlord != buurt_city::NONE;
        if self.in_force && !at.complexes().any(stairs) {
            doubts.push(
                "caps stairwells, but its areas have no rented multi-family building: name other `areas` or leave it out".to_owned(),
            );
        }
        doubts
    }

    fn enter(&self, scope: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force {
            book.looks_behind_the_door = true;
            book.judges.push(Arc::new(Capped {
                cap: self.cap,
                scope: scope.clone(),
            }));
        }
    }
}

impl Rule for Capped {
    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if what.tenure == Tenure::Social
            && who.known_vulnerable()
            && u32::from(what.vulnerable_in_portiek) >= self.cap
            && self.scope.in_area(what.area)
        {
            Reason::PortiekCap
        } else {
            Reason::Admitted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use buurt_city::Vulnerability;

    #[test]
    fn the_second_known_vulnerable_household_is_refused() {
        let rule = Capped {
            cap: 1,
            scope: Scope::default(),
        };
        // Known kind, vulnerable neighbours behind the door, refused.
        for (detected, vulnerable_in_portiek, refused) in [
            (Vulnerability::MentalHealth, 0, false),
            (Vulnerability::MentalHealth, 1, true),
            (Vulnerability::None, 3, false),
        ] {
            let who = Candidate { detected, ..who() };
            let what = Offer {
                vulnerable_in_portiek,
                ..offer()
            };
            let verdict = rule.judge(&law(2017), &who, &what);
            assert_eq!(verdict == Reason::PortiekCap, refused);
        }
    }
}
