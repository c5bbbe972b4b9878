//! T1, T2: choice-based letting (aanbodmodel). Social dwellings are advertised and home
//! seekers respond. Who responds stands in a queue by urgency and then by time: years of
//! registration, or years of residence where the by-law counts those. A share of the
//! adverts is drawn by lot instead (loting), which gives short registrations a chance;
//! which ones is a keyed draw per dwelling and year. A budget of reactions keeps people
//! from responding to everything.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_params::law::LawYear;
use buurt_params::{choices, parameters};

use super::{Instrument, Row, Scope};
use crate::letting_log::Channel;
use crate::rulebook::{Candidate, Offer, Posting, Rule, Rulebook};
use crate::run::Run;

choices! {
    /// What counts in the queue for an advert.
    pub enum Ranking {
        /// Years of registration as a home seeker.
        Registration = "registration",
        /// Years of residence in the region.
        Residence = "residence",
    }
}

parameters! {
    /// Choice-based letting (T1) and what counts in its queue (T2).
    #[derive(Component)]
    pub struct Advert: "advert" {
        /// What counts in the queue.
        ranking: Ranking = Ranking::Registration, "-", 0..=1, "T2, S p. 23, 37";
        /// Share of adverts that is drawn by lot.
        lottery_share: f64 = 0.0, "share of adverts", 0..=1, "T1; share a scenario range";
        /// Most responses to social adverts per household and round (the whole budget
        /// of responses, social or not, is `choice.responses`).
        reactions: u32 = 50, "responses a round", 0..=50, "T1; scenario range";
        /// Landlords that draw by lot; none means all.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

const LOT: Decision = Decision::named("lottery label");

/// Adverts that are drawn by lot.
#[derive(Debug)]
struct ByLot {
    share: f64,
    scope: Scope,
}

/// A queue by years of residence.
#[derive(Debug)]
struct ByResidence;

impl Instrument for Advert {
    const ROWS: &'static [Row] = &[
        Row {
            id: "T1",
            dutch: "aanbodmodel / keuzevrijheid; loting",
            english: "choice-based letting; lottery",
            reads: "registration, responses, the label of the vacancy",
            changes: "who is offered an advertised dwelling; how many responses a round",
            source: "S p. 33, 37; share and budget range",
            test: "a_lottery_gives_short_registrations_a_chance",
        },
        Row {
            id: "T2",
            dutch: "inschrijfduur / punten",
            english: "registration time",
            reads: "years of registration, or of residence",
            changes: "rank among the responses to an advert",
            source: "S p. 23, 37",
            test: "a_queue_by_residence_favours_who_has_lived_there_longest",
        },
    ];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn enter(&self, scope: &Scope, _: &Run, book: &mut Rulebook) {
        book.reactions = Some(self.reactions);
        if self.lottery_share > 0.0 {
            book.labels.push(Arc::new(ByLot {
                share: self.lottery_share,
                scope: scope.clone(),
            }));
        }
        if self.ranking == Ranking::Residence {
            book.priorities.push(Arc::new(ByResidence));
        }
    }
}

impl Rule for ByLot {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        if offer.channel == Channel::Advert
            && offer.tenure == Tenure::Social
            && self.scope.binds(at.dwelling.building.landlord)
            && at.run.draws.draw(LOT, offer.key, at.run.year).uniform() < self.share
        {
            offer.channel = Channel::Lottery;
        }
    }
}

impl Rule for ByResidence {
    fn priority(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if what.channel == Channel::Advert {
            // The rank counts years of registration: residence takes their place.
            f64::from(who.years_in_region) - who.years_registered
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Landlord;
    use crate::samples::*;

    #[test]
    fn the_share_of_adverts_drawn_by_lot_is_the_one_asked_for() {
        let lots = |share, landlords: Vec<u32>| {
            let rule = ByLot {
                share,
                scope: Scope {
                    landlords,
                    ..Scope::default()
                },
            };
            let by_lot = |key: &u64| {
                let offer = labelled(2017, *key, &Landlord::default(), |at, o| rule.label(at, o));
                offer.channel == Channel::Lottery
            };
            (0..2000).filter(by_lot).count()
        };
        assert_eq!(lots(0.0, vec![]), 0);
        assert_eq!(lots(1.0, vec![]), 2000);
        assert!((500..700).contains(&lots(0.3, vec![])));
        // The sample stands with landlord 0.
        assert_eq!(lots(1.0, vec![1]), 0);
        assert_eq!(lots(1.0, vec![0]), 2000);
    }

    #[test]
    fn residence_takes_the_place_of_registration_in_the_queue_only() {
        let resident = Candidate {
            years_in_region: 30,
            years_registered: 2.0,
            ..who()
        };
        let priority = |what: &Offer| ByResidence.priority(&law(2017), &resident, what);
        assert_eq!(priority(&offer()), 28.0);
        let lot = Offer {
            channel: Channel::Lottery,
            ..offer()
        };
        assert_eq!(priority(&lot), 0.0);
    }

    #[test]
    fn the_defaults_add_no_rule() {
        let mut book = Rulebook::default();
        Advert::default().enter(&Scope::default(), &run(2017), &mut book);
        assert!(book.labels.is_empty() && book.priorities.is_empty());
    }
}
