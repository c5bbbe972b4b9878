//! T8: agreements between care providers and corporations on a number of dwellings a
//! year for people who leave care or shelter (contingenten). Fresh vacancies are reserved
//! through the year, pro rata of the agreed number; one that no care leaver takes in time
//! is advertised after all. Reserved dwellings come beside the agreed share of direct
//! mediation (T11). Clients of Housing First (S16) are housed by the same agreements and
//! count in the number.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::{Tenure, Vulnerability};
use buurt_core::Decision;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::letting_log::Channel;
use crate::rulebook::{Candidate, Offer, Posting, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Contingents for people who leave care (T8).
    #[derive(Component)]
    pub struct Contingent: "contingent" {
        /// Whether there are agreements.
        in_force: bool = false, "-", 0..=1, "T8, S p. 32";
        /// Dwellings a year per corporation.
        per_year: u32 = 20, "dwellings a year per corporation", 0..=10000, "scenario range";
        /// Largest share of fresh vacancies that is reserved while the year's number is
        /// not reached.
        share: f64 = 0.2, "share of fresh vacancies", 0..=1, "scenario range";
        /// Rounds for which a vacancy stays reserved.
        rounds: u32 = 2, "rounds", 1..=52, "scenario range";
        /// Corporations bound by an agreement; none means all.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

const RESERVE: Decision = Decision::named("contingent label");

#[derive(Debug)]
struct Agreement {
    settings: Contingent,
    scope: Scope,
}

/// Whether a kind of vulnerability is that of somebody who leaves care, shelter or prison.
pub fn leaves_care(kind: Vulnerability) -> bool {
    matches!(
        kind,
        Vulnerability::MentalHealth | Vulnerability::Shelter | Vulnerability::ExDetainee
    )
}

impl Instrument for Contingent {
    const ROWS: &'static [Row] = &[Row {
        id: "T8",
        dutch: "contingent-afspraken",
        english: "quota agreements for care leavers",
        reads: "the corporation's counter of the year, fresh vacancies, who leaves care",
        changes: "reserves vacancies for people who leave care, up to a number a year",
        source: "S p. 32; numbers range",
        test: "contingents_house_care_leavers_up_to_the_agreed_number",
    }];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn enter(&self, scope: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.per_year > 0 {
            let rule = Arc::new(Agreement {
                settings: self.clone(),
                scope: scope.clone(),
            });
            book.contingent = Some(self.per_year);
            book.labels.push(rule.clone());
            book.judges.push(rule);
        }
    }
}

impl Rule for Agreement {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        let s = &self.settings;
        let Some(landlord) = at.landlord.filter(|l| l.corporation) else {
            return;
        };
        let part_of_year = f64::from(at.round + 1) / f64::from(at.run.rounds);
        let due = (f64::from(s.per_year) * part_of_year).ceil() as u32;
        let waited = at.run.now(at.round).saturating_sub(at.dwelling.open_from);
        if offer.channel == Channel::Advert
            && offer.tenure == Tenure::Social
            && !offer.shared
            && self.scope.binds(at.dwelling.building.landlord)
            && landlord.contingent_lets < due
            && (0..s.rounds as i32).contains(&waited)
            && at.run.draws.draw(RESERVE, offer.key, at.run.year).uniform() < s.share
        {
            offer.channel = Channel::Contingent;
        }
    }

    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if what.channel == Channel::Contingent && !leaves_care(who.detected) {
            Reason::Reserved
        } else {
            Reason::Admitted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Landlord;
    use crate::samples::*;

    fn agreement(per_year: u32) -> Agreement {
        Agreement {
            settings: Contingent {
                in_force: true,
                per_year,
                share: 1.0,
                ..Contingent::default()
            },
            scope: Scope::default(),
        }
    }

    #[test]
    fn fresh_vacancies_are_reserved_until_the_number_of_the_year_is_reached() {
        // Agreed number, already let, a corporation, fresh, reserved.
        for (per_year, contingent_lets, corporation, fresh, reserved) in [
            (12, 0, true, true, true),
            (12, 1, true, true, false), // one a month is due in the first round
            (24, 1, true, true, true),
            (0, 0, true, true, false),
            (12, 0, false, true, false),
            (12, 0, true, false, false),
        ] {
            let rule = agreement(per_year);
            let landlord = Landlord {
                corporation,
                contingent_lets,
                ..Landlord::default()
            };
            let offer = labelled(2017, 5, &landlord, |at, o| {
                let mut dwelling = *at.dwelling;
                if fresh {
                    dwelling.open_from = at.run.now(at.round);
                }
                let at = Posting {
                    dwelling: &dwelling,
                    ..*at
                };
                rule.label(&at, o);
            });
            assert_eq!(
                offer.channel == Channel::Contingent,
                reserved,
                "{per_year} {contingent_lets} {corporation} {fresh}"
            );
        }
    }

    #[test]
    fn a_reserved_dwelling_is_for_who_leaves_care() {
        let reserved = Offer {
            channel: Channel::Contingent,
            ..offer()
        };
        for (detected, verdict) in [
            (Vulnerability::MentalHealth, Reason::Admitted),
            (Vulnerability::Shelter, Reason::Admitted),
            (Vulnerability::ExDetainee, Reason::Admitted),
            (Vulnerability::PermitHolder, Reason::Reserved),
            (Vulnerability::None, Reason::Reserved),
        ] {
            let who = Candidate { detected, ..who() };
            let rule = agreement(5);
            assert_eq!(rule.judge(&law(2017), &who, &reserved), verdict);
            assert_eq!(rule.judge(&law(2017), &who, &offer()), Reason::Admitted);
        }
    }
}
