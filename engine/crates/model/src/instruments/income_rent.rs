//! R1: income-related rent (Huur op Maat). The corporation asks a market-like rent and
//! gives a discount by income, at the let and again every few years, so that the choice
//! of a home is no longer split by price. Legal as an experiment from October 2008 to
//! 2011 (B11); in other years only if the scenario says so. The seed report (p. 36)
//! found no extra moving out. Where it ends, no new contracts are made on these terms; those
//! that run go on, with their tests, until the tenant leaves.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::Phase;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{Dwellings, Households};
use crate::components::{Home, NONE, Terms};
use crate::ledger::Ledger;
use crate::phases::Phases;
use crate::rents::{TermsMade, book_forgone};
use crate::rulebook::{Candidate, Contract, Offer, Posting, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Income-related rent at let and at re-test (R1, Huur op Maat).
    #[derive(Component)]
    pub struct IncomeRent: "income_rent" {
        /// Whether corporations let on these terms.
        in_force: bool = false, "-", 0..=1, "R1";
        /// Whether it may be used outside the experiment of 2008 to 2011.
        outside_experiment: bool = false, "-", 0..=1, "B11 (V)";
        /// Market-like rent as a share of the legal maximum.
        market_share: f64 = 1.0, "share of the legal maximum", 0.3..=1, "scenario range";
        /// Share of taxable income that is thought an acceptable rent.
        rent_share: f64 = 0.25, "share of taxable income", 0..=1, "scenario range";
        /// Lowest rent, as a share of the market-like rent.
        least_share: f64 = 0.5, "share of the market-like rent", 0..=1, "scenario range";
        /// Years after which the rent is tested against income again (0: never).
        retest_years: i32 = 3, "years", 0..=30, "scenario range";
        /// Names of the landlords that use it; none means all corporations.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

impl IncomeRent {
    /// Whether it may be used in a year.
    pub fn legal(&self, year: i32) -> bool {
        self.outside_experiment || (2008..=2011).contains(&year)
    }

    /// The rent for an income, euro a month.
    pub fn rent_for(&self, max_rent_eur: f64, taxable_eur: f64) -> f64 {
        let market = max_rent_eur * self.market_share;
        (self.rent_share * taxable_eur / 12.0).clamp(self.least_share * market, market)
    }
}

/// The instrument as a rule, with the landlords it binds.
#[derive(Debug)]
struct ByIncome(IncomeRent, Scope);

impl Instrument for IncomeRent {
    const ROWS: &'static [Row] = &[Row {
        id: "R1",
        dutch: "Huur op Maat",
        english: "income-related rent at let",
        reads: "income, market-like rent, acceptable share of income",
        changes: "contract rent at let and at re-test; homes are no longer split by price",
        source: "S p. 35-36; B11 (V); table range",
        test: "income_related_rent_opens_dear_homes_to_low_incomes",
    }];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        if self.in_force && !(at.years.0..=at.years.1).any(|y| self.legal(y)) {
            return vec![format!(
                "is in force, but it was legal in the experiment of 2008 to 2011 only and the scenario runs from {} to {}: it does nothing; set `outside_experiment: true` if you mean it",
                at.years.0, at.years.1
            )];
        }
        Vec::new()
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        if self.in_force && self.legal(run.year) {
            let rule = Arc::new(ByIncome(self.clone(), scope.clone()));
            book.labels.push(rule.clone());
            book.rents.push(rule.clone());
            book.contracts.push(rule);
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Rents, retest);
        phases.add(Phase::Prices, book_discounts);
    }
}

impl ByIncome {
    fn covers(&self, offer: &Offer) -> bool {
        offer.tenure == Tenure::Social
            && !offer.shared
            && offer.landlord != NONE
            && self.1.binds(offer.landlord)
    }
}

impl Rule for ByIncome {
    fn label(&self, _: &Posting<'_>, offer: &mut Offer) {
        offer.rent_varies |= self.covers(offer);
    }

    fn rent(&self, law: &LawYear, who: &Candidate, what: &Offer, rent_eur: f64) -> f64 {
        if self.covers(what) {
            let rent = self.0.rent_for(what.max_rent_eur, who.taxable_eur);
            rent.min(law.social_rent_cap)
        } else {
            rent_eur
        }
    }

    fn sign(&self, _: &Run, _: &Candidate, what: &Offer, contract: &mut Contract) {
        if self.covers(what) {
            contract.terms = Terms::IncomeRelated;
        }
    }
}

/// Tests the rents of sitting tenants against their income every few years.
fn retest(
    run: Res<Run>,
    rules: Query<&IncomeRent>,
    made: Res<TermsMade>,
    mut households: Households,
    mut dwellings: Dwellings,
) {
    let h = households.columns();
    let d = dwellings.columns();
    for rule in rules.iter().filter(|r| r.in_force || made.income_related) {
        for (home, income) in h.home.iter_mut().zip(h.income.iter()) {
            let Some(dw) = d.dwelling.get_mut(home.dwelling as usize) else {
                continue;
            };
            if home.terms != Terms::IncomeRelated || dw.tenure != Tenure::Social {
                continue;
            }
            if due(&run, home, rule.retest_years) {
                let (max_rent, income) = (dw.max_rent_eur.into(), income.taxable_eur.into());
                let rent = rule.rent_for(max_rent, income);
                home.rent_eur = rent.min(run.law.social_rent_cap) as f32;
                dw.rent_eur = home.rent_eur;
            }
        }
    }
}

/// Books what rents by income give up of what would be asked otherwise, less what they bring
/// in above it, after the lets of the year.
fn book_discounts(
    run: Res<Run>,
    book: Res<Rulebook>,
    rules: Query<&IncomeRent>,
    mut made: ResMut<TermsMade>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
) {
    made.income_related |= rules.iter().any(|r| r.in_force);
    if !made.income_related {
        return;
    }
    let (h, d) = (households.columns(), dwellings.columns());
    book_forgone(Terms::IncomeRelated, &run, &book, &h, &d, &mut ledger);
}

/// Whether a contract comes up for its test.
fn due(run: &Run, home: &Home, every: i32) -> bool {
    let years = run.year - i32::from(home.since);
    every > 0 && years > 0 && years % every == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{law, offer, run, who};

    #[test]
    fn the_rent_follows_income_between_the_least_and_the_market_like_rent() {
        let rule = ByIncome(IncomeRent::default(), Scope::default());
        // Maximum 700: from 350 to 700, a quarter of income in between.
        for (taxable_eur, rent) in [
            (10_000.0, 350.0),
            (20_000.0, 416.67),
            (30_000.0, 625.0_f64),
            (60_000.0, 700.0),
        ] {
            let who = Candidate {
                taxable_eur,
                ..who()
            };
            let got = rule.rent(&law(2010), &who, &offer(), 550.0);
            assert!(
                (got - rent.min(law(2010).social_rent_cap)).abs() < 0.01,
                "{taxable_eur}: {got}"
            );
        }
        let private = Offer {
            tenure: Tenure::PrivateRent,
            ..offer()
        };
        assert_eq!(rule.rent(&law(2010), &who(), &private, 900.0), 900.0);
    }

    #[test]
    fn it_is_legal_in_the_experiment_only_unless_the_scenario_says_so() {
        let entered = |year, outside_experiment| {
            let mut book = Rulebook::default();
            let rule = IncomeRent {
                in_force: true,
                outside_experiment,
                ..IncomeRent::default()
            };
            rule.enter(&Scope::default(), &run(year), &mut book);
            book.rents.len()
        };
        assert_eq!(
            [2007, 2008, 2011, 2012].map(|y| entered(y, false)),
            [0, 1, 1, 0]
        );
        assert_eq!(entered(2017, true), 1);
    }

    #[test]
    fn a_contract_is_tested_every_few_years_after_the_let() {
        let home = Home {
            dwelling: 0,
            rent_eur: 500.0,
            since: 2010,
            terms: Terms::IncomeRelated,
        };
        let years: Vec<i32> = (2010..2020).filter(|&y| due(&run(y), &home, 3)).collect();
        assert_eq!(years, [2013, 2016, 2019]);
        assert!(!(2010..2020).any(|y| due(&run(y), &home, 0)));
    }
}
