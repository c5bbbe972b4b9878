//! T19: closing areas (gebieden op slot) with intake talks. In the named areas known
//! vulnerable, urgent and mediated households get no social dwelling any more. Nijestee
//! said it was not in favour, and it is off by default; unlike the complex stop (T9) it
//! asks no threshold and ends only when the years are over.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::components::Urgency;
use crate::rulebook::{Candidate, Offer, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Closed areas (T19).
    #[derive(Component)]
    pub struct AreaClosure: "area_closure" {
        /// Whether areas are closed.
        in_force: bool = false, "-", 0..=1, "T19, S p. 37";
        /// Codes of the closed areas.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2017, "year", 2000..=2150, "scenario";
        /// Last year.
        until: i32 = 2100, "year", 2000..=2150, "scenario";
    }
}

#[derive(Debug)]
struct Closed {
    areas: Vec<u32>,
}

impl Instrument for AreaClosure {
    const ROWS: &'static [Row] = &[Row {
        id: "T19",
        dutch: "intakegesprek / gebieden op slot",
        english: "intake talks, closing areas",
        reads: "vulnerability as known, urgency, the area",
        changes: "keeps known vulnerable and urgent households out of the named areas",
        source: "S p. 37",
        test: "a_closed_area_takes_no_vulnerable_household",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force {
            at.names_areas(&mut doubts);
        }
        doubts
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        let now = (self.from..=self.until).contains(&run.year);
        if self.in_force && now && !scope.areas.is_empty() {
            book.judges.push(Arc::new(Closed {
                areas: scope.areas.clone(),
            }));
        }
    }
}

impl Rule for Closed {
    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if what.tenure == Tenure::Social
            && (who.known_vulnerable() || who.urgency > Urgency::None)
            && self.areas.contains(&what.area)
        {
            Reason::AreaClosed
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
    fn who_is_known_as_vulnerable_or_urgent_is_refused_in_closed_areas() {
        let rule = Closed { areas: vec![4] };
        for (detected, urgency, tenure, area, refused) in [
            (Vulnerability::None, Urgency::None, Tenure::Social, 4, false),
            (Vulnerability::Debt, Urgency::None, Tenure::Social, 4, true),
            (
                Vulnerability::None,
                Urgency::Social,
                Tenure::Social,
                4,
                true,
            ),
            (
                Vulnerability::None,
                Urgency::Mediated,
                Tenure::Social,
                4,
                true,
            ),
            (
                Vulnerability::Debt,
                Urgency::Social,
                Tenure::Social,
                3,
                false,
            ),
            (
                Vulnerability::Debt,
                Urgency::Social,
                Tenure::PrivateRent,
                4,
                false,
            ),
        ] {
            let who = Candidate {
                detected,
                urgency,
                ..who()
            };
            let what = Offer {
                tenure,
                area,
                ..offer()
            };
            let verdict = rule.judge(&law(2017), &who, &what);
            assert_eq!(
                verdict == Reason::AreaClosed,
                refused,
                "{detected:?} {area}"
            );
        }
    }
}
