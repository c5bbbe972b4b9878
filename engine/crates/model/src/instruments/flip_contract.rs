//! R6: the flip contract (omklapcontract). A mediated household first lives in a
//! dwelling that the care provider rents; after at least a year of good tenancy the
//! contract becomes its own, otherwise it ends and the household has to leave.

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
use crate::support::whole_years;

parameters! {
    /// Flip contracts (R6).
    #[derive(Component)]
    pub struct FlipContract: "flip_contract" {
        /// Whether they are used.
        in_force: bool = false, "-", 0..=1, "R6";
        /// Share of mediated households with support that get one.
        share: f64 = 0.5, "share of mediated lets", 0..=1, "scenario range";
        /// Months until the contract is judged; at least a year.
        months: f64 = 12.0, "months", 12..=120, "S p. 36: at least one year";
        /// Chance that the contract becomes the tenant's own.
        success: f64 = 0.85, "share", 0..=1, "scenario range; C-44 names 80 to 90 % for Housing First";
    }
}

const FLIP: Decision = Decision::named("flip contract");
const JUDGE: Decision = Decision::named("good tenancy");

impl Instrument for FlipContract {
    const ROWS: &'static [Row] = &[Row {
        id: "R6",
        dutch: "omklapcontract",
        english: "flip contract",
        reads: "mediated households with support, time since the let, good tenancy",
        changes: "the contract becomes the tenant's own, or it ends and the dwelling comes free",
        source: "S p. 36; success range (C-44)",
        test: "flip_contracts_end_in_a_contract_of_ones_own_or_in_leaving",
    }];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.share > 0.0 {
            book.contracts.push(Arc::new(self.clone()));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Rents, judge);
    }
}

impl Rule for FlipContract {
    fn sign(&self, run: &Run, who: &Candidate, what: &Offer, contract: &mut Contract) {
        let draw = run.draws.draw(FLIP, who.key, run.year);
        if contract.mediated_with_support(who, what) && draw.uniform() < self.share {
            contract.support = Support::Flip;
            let years = whole_years(self.months, draw.uniform2()).max(1);
            contract.support_until = run.year16() + years - 1;
        }
    }
}

/// Judges the contracts whose time is over.
fn judge(
    run: Res<Run>,
    rules: Query<&FlipContract>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let success = rules.iter().map(|r| r.success).fold(0.0, f64::max);
    for row in 0..h.people.len() {
        let care = &mut h.care[row];
        if care.support != Support::Flip || care.support_until >= run.year16() {
            continue;
        }
        care.support = Support::None;
        let key = h.people[row].key;
        let housed = h.people[row].alive && h.home[row].dwelling != NONE;
        if housed && run.draws.draw(JUDGE, key, run.year).uniform() >= success {
            evict(row as u32, &mut h, &mut d, &mut c, &run, &mut ledger);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Urgency;
    use crate::samples::{contract, offer, run, who};

    #[test]
    fn mediated_households_with_support_sign_for_at_least_a_year() {
        let rule = FlipContract {
            in_force: true,
            share: 1.0,
            ..FlipContract::default()
        };
        let signed = |urgency, support| {
            let mut contract = Contract {
                support,
                ..contract()
            };
            let who = Candidate { urgency, ..who() };
            rule.sign(&run(2017), &who, &offer(), &mut contract);
            (contract.support, contract.support_until)
        };
        assert_eq!(
            signed(Urgency::Mediated, Support::Ambulatory),
            (Support::Flip, 2017)
        );
        assert_eq!(signed(Urgency::Mediated, Support::None).0, Support::None);
        assert_eq!(
            signed(Urgency::Social, Support::Ambulatory).0,
            Support::Ambulatory
        );
    }
}
