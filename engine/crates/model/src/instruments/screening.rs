//! T15: landlord statement and screening (verhuurdersverklaring, doorlichten) in complexes
//! that are flagged by their share of known vulnerable households. What a landlord may learn is
//! bounded by the privacy law (D17). What it learns mostly leads to support; seldom to a
//! refusal. Beside it stands the fear of risk (D19): some landlords turn down people who
//! leave care where nobody answers for them.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_core::{Decision, Draws};
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::contingent::leaves_care;
use super::{Instrument, Row, Scope};
use crate::components::Support;
use crate::rulebook::{Candidate, Contract, Offer, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Landlord statement and screening (T15), privacy (D17) and risk aversion (D19).
    #[derive(Component)]
    pub struct Screening: "screening" {
        /// Whether newcomers are screened.
        in_force: bool = false, "-", 0..=1, "T15, S p. 33, 40";
        /// Chance that screening would find a history or a need of support.
        detection: f64 = 0.6, "share", 0..=1, "scenario range";
        /// Share of it that the privacy law lets through.
        information: f64 = 0.5, "share", 0..=1, "D17, S p. 38-39; scenario range";
        /// Chance that a found history of nuisance leads to a refusal.
        refusal: f64 = 0.1, "per response", 0..=1, "T15: seldom refusal; scenario range";
        /// Chance that somebody who leaves care without a contract of care is turned down.
        risk_aversion: f64 = 0.1, "per landlord and year", 0..=1, "D19, S p. 40; scenario range";
        /// Share of known vulnerable households from which a complex is flagged.
        flagged: f64 = 0.1, "share of households", 0..=1, "scenario range (E-30)";
        /// Years of support that is arranged.
        years: i16 = 2, "years", 1..=10, "scenario range";
        /// Codes of the areas with screening; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// Corporations that screen; none means all.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

const LEARN: Decision = Decision::named("screening learns");
const FEAR: Decision = Decision::named("risk aversion");

#[derive(Debug)]
struct Screened {
    settings: Screening,
    scope: Scope,
    draws: Draws,
    year: i32,
}

impl Instrument for Screening {
    const ROWS: &'static [Row] = &[
        Row {
            id: "T15",
            dutch: "verhuurdersverklaring, screening, doorlichten",
            english: "landlord statement and screening",
            reads: "history of nuisance, need of support, burden of the complex",
            changes: "adds support at the let; seldom refuses",
            source: "S p. 33, 40; chances range",
            test: "screening_mostly_adds_support_and_seldom_refuses",
        },
        Row {
            id: "D17",
            dutch: "privacywet",
            english: "privacy law",
            reads: "-",
            changes: "bounds what screening learns",
            source: "S p. 38-39; share range",
            test: "a_stricter_privacy_law_leaves_fewer_with_support",
        },
        Row {
            id: "D19",
            dutch: "risicomijding",
            english: "risk aversion of landlords",
            reads: "who leaves care without a contract of care",
            changes: "turns some of them down in flagged complexes",
            source: "S p. 40; chance range",
            test: "risk_aversion_keeps_care_leavers_waiting",
        },
    ];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        if self.in_force {
            let rule = Arc::new(Screened {
                settings: self.clone(),
                scope: scope.clone(),
                draws: run.draws,
                year: run.year,
            });
            book.judges.push(rule.clone());
            book.contracts.push(rule);
        }
    }
}

impl Screened {
    fn screens(&self, what: &Offer) -> bool {
        what.tenure == Tenure::Social
            && f64::from(what.share_vulnerable) >= self.settings.flagged
            && self.scope.in_area(what.area)
            && self.scope.binds(what.landlord)
    }

    /// Whether the screening of the year learns what there is to know of a household; a
    /// second chance comes with it.
    fn learns(&self, who: &Candidate) -> (bool, f64) {
        let draw = self.draws.draw(LEARN, who.key, self.year);
        let chance = self.settings.detection * self.settings.information;
        (draw.uniform() < chance, draw.uniform2())
    }
}

impl Rule for Screened {
    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if !self.screens(what) {
            return Reason::Admitted;
        }
        if who.nuisance > 0 {
            let (learns, second) = self.learns(who);
            if learns && second < self.settings.refusal {
                return Reason::Screening;
            }
        }
        let answered_for = matches!(who.support, Support::Flip | Support::ThreeParty);
        if leaves_care(who.detected) && !answered_for {
            let landlord = u64::from(what.landlord);
            let draw = self.draws.pair(FEAR, who.key, landlord, self.year, 0);
            if draw.uniform() < self.settings.risk_aversion {
                return Reason::RiskAversion;
            }
        }
        Reason::Admitted
    }

    fn sign(&self, run: &Run, who: &Candidate, what: &Offer, contract: &mut Contract) {
        let needs = who.vulnerability != buurt_city::Vulnerability::None || who.nuisance > 0;
        if needs && contract.support == Support::None && self.screens(what) && self.learns(who).0 {
            contract.support = Support::Ambulatory;
            contract.support_from = run.year16();
            contract.support_until = run.year16() + self.settings.years - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use buurt_city::Vulnerability;

    fn rule(settings: Screening) -> Screened {
        let run = run(2017);
        Screened {
            settings,
            scope: Scope::default(),
            draws: run.draws,
            year: run.year,
        }
    }

    fn flagged() -> Offer {
        Offer {
            share_vulnerable: 0.3,
            ..offer()
        }
    }

    /// Of 2,000 vulnerable households with a record: how many get support, how many are
    /// refused.
    fn outcome(settings: Screening) -> (usize, usize) {
        let rule = rule(settings);
        let (mut supported, mut refused) = (0, 0);
        for key in 0..2000 {
            let who = Candidate {
                key,
                vulnerability: Vulnerability::Addiction,
                nuisance: 1,
                ..who()
            };
            if rule.judge(&law(2017), &who, &flagged()) != Reason::Admitted {
                refused += 1;
                continue;
            }
            let mut contract = contract();
            rule.sign(&run(2017), &who, &flagged(), &mut contract);
            supported += usize::from(contract.support == Support::Ambulatory);
        }
        (supported, refused)
    }

    #[test]
    fn privacy_bounds_what_screening_learns() {
        let open = outcome(Screening {
            information: 1.0,
            ..Screening::default()
        });
        let law = outcome(Screening::default());
        let shut = outcome(Screening {
            information: 0.0,
            ..Screening::default()
        });
        assert_eq!(shut, (0, 0));
        assert!(law.0 < open.0 && law.1 < open.1, "{law:?} {open:?}");
        // Mostly support, seldom refusal: nine to one by the default.
        assert!(law.0 > 6 * law.1 && law.1 > 0, "{law:?}");
    }

    #[test]
    fn risk_aversion_turns_down_care_leavers_without_a_contract() {
        let rule = rule(Screening {
            risk_aversion: 1.0,
            ..Screening::default()
        });
        for (detected, support, share_vulnerable, refused) in [
            (Vulnerability::Shelter, Support::None, 0.3, true),
            (Vulnerability::Shelter, Support::Ambulatory, 0.3, true),
            (Vulnerability::Shelter, Support::Flip, 0.3, false),
            (Vulnerability::Shelter, Support::ThreeParty, 0.3, false),
            (Vulnerability::Shelter, Support::None, 0.05, false),
            (Vulnerability::PermitHolder, Support::None, 0.3, false),
            (Vulnerability::None, Support::None, 0.3, false),
        ] {
            let who = Candidate {
                detected,
                support,
                ..who()
            };
            let what = Offer {
                share_vulnerable,
                ..offer()
            };
            let verdict = rule.judge(&law(2017), &who, &what);
            assert_eq!(verdict == Reason::RiskAversion, refused, "{detected:?}");
        }
    }

    #[test]
    fn who_needs_nothing_gets_nothing() {
        let rule = rule(Screening {
            detection: 1.0,
            information: 1.0,
            ..Screening::default()
        });
        let mut contract = contract();
        rule.sign(&run(2017), &who(), &flagged(), &mut contract);
        assert_eq!(contract.support, Support::None);
    }

    #[test]
    fn support_is_arranged_for_its_years() {
        let vulnerable = Candidate {
            vulnerability: Vulnerability::Debt,
            ..who()
        };
        for (years, last) in [(1, 2017), (2, 2018), (5, 2021)] {
            let rule = rule(Screening {
                detection: 1.0,
                information: 1.0,
                years,
                ..Screening::default()
            });
            let mut contract = contract();
            rule.sign(&run(2017), &vulnerable, &flagged(), &mut contract);
            assert_eq!(
                (contract.support_from, contract.support_until),
                (2017, last)
            );
        }
    }
}
