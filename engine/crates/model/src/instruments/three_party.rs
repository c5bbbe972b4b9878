//! R7: the three-party contract (driehoekscontract). Care is part of the lease: tenant,
//! landlord and care provider sign, and who stops the care may lose the home.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::columns::{Complexes, Dwellings, Households};
use crate::components::{NONE, Support};
use crate::ledger::Ledger;
use crate::occupancy::evict;
use crate::phases::Phases;
use crate::rulebook::{Candidate, Contract, Offer, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Three-party contracts (R7).
    #[derive(Component)]
    pub struct ThreeParty: "three_party" {
        /// Whether they are used.
        in_force: bool = false, "-", 0..=1, "R7";
        /// Share of mediated households with support that sign one.
        share: f64 = 0.5, "share of mediated lets", 0..=1, "scenario range";
        /// Years for which the lease asks for care.
        years: i32 = 3, "years", 1..=30, "scenario range";
        /// Yearly chance that the care stops against the terms.
        stops: f64 = 0.05, "per year", 0..=1, "scenario range";
        /// Chance that the lease then ends.
        lease_ends: f64 = 0.5, "share", 0..=1, "S p. 36: may end; scenario range";
    }
}

const SIGN: Decision = Decision::named("three-party contract");
const STOP: Decision = Decision::named("care stops");

impl Instrument for ThreeParty {
    const ROWS: &'static [Row] = &[Row {
        id: "R7",
        dutch: "driehoekscontract",
        english: "three-party contract",
        reads: "mediated households with support, whether care goes on",
        changes: "support lasts longer; the lease may end when care stops",
        source: "S p. 36; chances range",
        test: "three_party_contracts_keep_support_going_and_may_end_the_lease",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.share > 0.0 {
            book.contracts.push(Arc::new(self.clone()));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Rents, enforce);
    }
}

impl Rule for ThreeParty {
    fn sign(&self, run: &Run, who: &Candidate, what: &Offer, contract: &mut Contract) {
        if contract.mediated_with_support(who, what)
            && run.draws.draw(SIGN, who.key, run.year).uniform() < self.share
        {
            contract.support = Support::ThreeParty;
            let until = contract.support_from + self.years as i16 - 1;
            contract.support_until = contract.support_until.max(until);
        }
    }
}

/// Ends care against the terms for some, and with it the lease of part of them.
fn enforce(
    run: Res<Run>,
    rules: Query<&ThreeParty>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    for rule in rules.iter().filter(|r| r.in_force && r.stops > 0.0) {
        for row in 0..h.people.len() {
            let signed = h.people[row].alive
                && h.home[row].dwelling != NONE
                && h.care[row].support == Support::ThreeParty
                && i32::from(h.home[row].since) < run.year;
            if !signed {
                continue;
            }
            let draw = run.draws.draw(STOP, h.people[row].key, run.year);
            if draw.uniform() < rule.stops {
                h.care[row].support = Support::None;
                if draw.uniform2() < rule.lease_ends {
                    evict(row as u32, &mut h, &mut d, &mut c, &run, &mut ledger);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Urgency;
    use crate::samples::{contract, offer, run, who};

    #[test]
    fn the_lease_asks_for_care_as_long_as_it_says() {
        let rule = ThreeParty {
            in_force: true,
            share: 1.0,
            ..ThreeParty::default()
        };
        let signed = |urgency, until| {
            let mut contract = Contract {
                support: Support::Ambulatory,
                support_from: 2017,
                support_until: until,
                ..contract()
            };
            let who = Candidate { urgency, ..who() };
            rule.sign(&run(2017), &who, &offer(), &mut contract);
            (contract.support, contract.support_until)
        };
        assert_eq!(signed(Urgency::Mediated, 2017), (Support::ThreeParty, 2019));
        assert_eq!(signed(Urgency::Mediated, 2025), (Support::ThreeParty, 2025));
        assert_eq!(signed(Urgency::None, 2017), (Support::Ambulatory, 2017));
    }
}
