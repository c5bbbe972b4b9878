//! T9: the complex stop of Groningen. Every quarter municipality and corporations
//! look at each complex; where the share of known vulnerable households or the incidents
//! pass a threshold, urgent and mediated households are kept out for some months.
//! Ordinary home seekers may still come.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::components::{Complex, Urgency};
use crate::rulebook::{Candidate, Offer, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Complex stop (T9).
    #[derive(Component)]
    pub struct ComplexStop: "complex_stop" {
        /// Whether it is applied.
        in_force: bool = false, "-", 0..=1, "T9, seed p. 34";
        /// Share of known vulnerable households above which a complex is closed.
        share: f64 = 0.15, "share of households", 0..=1, "scenario range (E-30)";
        /// Incidents per household a year above which it is closed.
        incidents: f64 = 1.0, "per household a year", 0..=50, "scenario range (E-30)";
        /// How long.
        months: u32 = 12, "months", 1..=120, "scenario range";
        /// Codes of the areas where it is applied; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

#[derive(Debug)]
struct Stop {
    settings: ComplexStop,
    scope: Scope,
}

impl Instrument for ComplexStop {
    const ROWS: &'static [Row] = &[Row {
        id: "T9",
        dutch: "complexstop",
        english: "temporary stop on a complex",
        reads: "share of known vulnerable households and incidents per complex, each quarter",
        changes: "keeps urgent and mediated households out for some months",
        source: "S p. 34; threshold range (E-30)",
        test: "a_stopped_complex_gets_no_urgent_or_mediated_household",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn enter(&self, scope: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force {
            let rule = Arc::new(Stop {
                settings: self.clone(),
                scope: scope.clone(),
            });
            book.quarterly.push(rule.clone());
            book.judges.push(rule);
        }
    }
}

impl Rule for Stop {
    fn quarter(&self, run: &Run, round: u32, complexes: &mut [Complex]) {
        let now = run.now(round);
        let length = (self.settings.months * run.rounds / 12).max(1) as i32;
        for x in complexes {
            let share = f64::from(x.known_vulnerable) / f64::from(x.households.max(1));
            let over =
                share > self.settings.share || f64::from(x.incidents) > self.settings.incidents;
            if over && x.households > 0 && self.scope.in_area(x.area) {
                x.stop_until = now + length;
            }
        }
    }

    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if what.tenure == Tenure::Social && what.stopped && who.urgency > Urgency::None {
            Reason::ComplexStop
        } else {
            Reason::Admitted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;

    #[test]
    fn a_stop_begins_at_the_threshold_and_ends_after_its_months() {
        let rule = Stop {
            settings: ComplexStop {
                share: 0.2,
                months: 6,
                ..ComplexStop::default()
            },
            scope: Scope::default(),
        };
        let clock = run(2017);
        let complex = |known_vulnerable| Complex {
            households: 10,
            // Who is vulnerable without anybody knowing stops nothing.
            vulnerable: 10,
            known_vulnerable,
            ..Complex::default()
        };
        let mut complexes = [complex(2), complex(3), complex(5)];
        rule.quarter(&clock, 3, &mut complexes);
        assert!(complexes[0].stop_until < clock.now(0));
        for x in &complexes[1..] {
            assert_eq!(x.stop_until, clock.now(3) + 6);
        }
    }

    #[test]
    fn urgent_households_are_kept_out_but_home_seekers_are_not() {
        let rule = Stop {
            settings: ComplexStop::default(),
            scope: Scope::default(),
        };
        let stopped = Offer {
            stopped: true,
            ..offer()
        };
        for (urgency, refused) in [
            (Urgency::None, false),
            (Urgency::Social, true),
            (Urgency::Renewal, true),
            (Urgency::Mediated, true),
        ] {
            let who = Candidate { urgency, ..who() };
            let verdict = rule.judge(&law(2017), &who, &stopped);
            assert_eq!(verdict == Reason::ComplexStop, refused, "{urgency:?}");
            assert_eq!(rule.judge(&law(2017), &who, &offer()), Reason::Admitted);
        }
    }
}
