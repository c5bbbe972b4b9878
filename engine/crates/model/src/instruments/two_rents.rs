//! R2: two rents per dwelling (tweehurenbeleid; Portaal in the seed report, p. 36). The
//! target group of appropriate allocation pays the lower of target rent and cap, others
//! the target rent. A form of rent response to T5: instead of lowering what is asked for
//! good, the landlord gives way only to those for whom the norm counts.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::Phase;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{Dwellings, Households};
use crate::components::{NONE, Terms};
use crate::ledger::Ledger;
use crate::phases::Phases;
use crate::rents::{TermsMade, book_forgone, has_two};
use crate::rulebook::{
    Candidate, Contract, Offer, Posting, Rule, Rulebook, rent_cap, target_group_limit,
};
use crate::run::Run;

parameters! {
    /// Two rents per dwelling (R2).
    #[derive(Component)]
    pub struct TwoRents: "two_rents" {
        /// Whether landlords have two rents; from the start of appropriate allocation on.
        in_force: bool = false, "-", 0..=1, "R2";
        /// Share of their dwellings with two rents.
        share: f64 = 1.0, "share of dwellings", 0..=1, "scenario range; C-22 names the policy, not its spread";
        /// Names of the landlords that have it; none means all corporations.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

impl Instrument for TwoRents {
    const ROWS: &'static [Row] = &[Row {
        id: "R2",
        dutch: "tweehurenbeleid",
        english: "two rents per dwelling",
        reads: "income against the rent-allowance limit, size, pension age, target rent, cap",
        changes: "contract rent: the lower of target and cap for the target group",
        source: "S p. 36; C-22 (V); share range",
        test: "two_rents_let_the_target_group_pay_the_cap_and_others_the_target",
    }];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        if self.in_force && at.years.1 < 2016 {
            return vec![format!(
                "is in force, but the scenario ends in {} and there is no appropriate allocation before 2016: it does nothing; end later or leave it out",
                at.years.1
            )];
        }
        Vec::new()
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        if self.in_force && run.law.passend_share.is_some() {
            let rule = Arc::new(Two(self.share, scope.clone()));
            book.labels.push(rule.clone());
            book.rents.push(rule.clone());
            book.contracts.push(rule);
            book.asking.two_rents = Some((scope.clone(), self.share));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Prices, book_discounts);
    }
}

/// The rule: share of dwellings and landlords.
#[derive(Debug)]
struct Two(f64, Scope);

/// Whether a household belongs to the target group of appropriate allocation.
fn in_target_group(law: &LawYear, who: &Candidate) -> bool {
    who.taxable_eur <= target_group_limit(law, who.persons, who.aow)
}

impl Rule for Two {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        let over = offer.rent_eur > at.run.law.cap_1st;
        offer.rent_varies |= over
            && offer.tenure == Tenure::Social
            && !offer.shared
            && offer.landlord != NONE
            && self.1.binds(offer.landlord)
            && has_two(at.run, &at.dwelling.building, self.0);
    }

    fn rent(&self, law: &LawYear, who: &Candidate, what: &Offer, rent_eur: f64) -> f64 {
        let bound = what.landlord != NONE && self.1.binds(what.landlord);
        if what.rent_varies && bound && in_target_group(law, who) {
            rent_eur.min(rent_cap(law, who.persons))
        } else {
            rent_eur
        }
    }

    fn sign(&self, run: &Run, who: &Candidate, what: &Offer, contract: &mut Contract) {
        let bound = what.landlord != NONE && self.1.binds(what.landlord);
        if what.rent_varies && bound && in_target_group(&run.law, who) {
            contract.terms = contract.terms.max(Terms::LowerRent);
        }
    }
}

/// Books what the lower of the two rents gives up of what would be asked otherwise, after
/// the lets of the year.
fn book_discounts(
    run: Res<Run>,
    book: Res<Rulebook>,
    rules: Query<&TwoRents>,
    mut made: ResMut<TermsMade>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
) {
    // Contracts go on where the policy has ended.
    made.lower_rent |= rules.iter().any(|r| r.in_force);
    if !made.lower_rent {
        return;
    }
    let (h, d) = (households.columns(), dwellings.columns());
    book_forgone(Terms::LowerRent, &run, &book, &h, &d, &mut ledger);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{law, offer, run, who};

    #[test]
    fn the_target_group_pays_at_most_the_cap_for_its_size() {
        let rule = Two(1.0, Scope::default());
        let what = Offer {
            rent_eur: 660.0,
            rent_varies: true,
            ..offer()
        };
        for (persons, taxable_eur, rent) in [
            (1, 22_200.0, 592.55),
            (1, 22_201.0, 660.0),
            (2, 30_150.0, 592.55),
            (3, 30_150.0, 635.05),
            (3, 30_151.0, 660.0),
        ] {
            let who = Candidate {
                persons,
                taxable_eur,
                ..who()
            };
            assert_eq!(
                rule.rent(&law(2017), &who, &what, 660.0),
                rent,
                "{persons} {taxable_eur}"
            );
        }
        let cheap = Offer {
            rent_eur: 500.0,
            rent_varies: true,
            ..offer()
        };
        assert_eq!(rule.rent(&law(2017), &who(), &cheap, 500.0), 500.0);
        let elsewhere = Two(
            1.0,
            Scope {
                landlords: vec![3],
                ..Scope::default()
            },
        );
        assert_eq!(elsewhere.rent(&law(2017), &who(), &what, 660.0), 660.0);
    }

    #[test]
    fn there_are_no_two_rents_before_appropriate_allocation() {
        let entered = |year| {
            let mut book = Rulebook::default();
            let rule = TwoRents {
                in_force: true,
                ..TwoRents::default()
            };
            rule.enter(&Scope::default(), &run(year), &mut book);
            book.rents.len()
        };
        assert_eq!([2015, 2016].map(entered), [0, 1]);
    }
}
