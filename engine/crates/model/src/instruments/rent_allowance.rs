//! R10: rent allowance (huurtoeslag). What a household pays is the rent less the
//! allowance by the formula of the law; that net rent counts in the choice of a home and
//! in the burden that makes people look for another one. Given for self-contained rented
//! homes; not above a limit of wealth; under 23 (from 2026: 21) without a child only up to
//! the quality discount limit. From 2026 the own share is fixed and the allowance falls
//! with income in a straight line. The coefficients of years without a publication are
//! estimated, see [`buurt_params::rent_allowance::own_share_in`].

use bevy_ecs::prelude::Component;
use buurt_params::parameters;
use buurt_params::rent_allowance::{
    Entitlement, OwnShare, RentLimits, full_from_age, own_share_in,
};

use super::{Instrument, Row, Scope};
use crate::components::{Income, People};
use crate::rulebook::Rulebook;
use crate::run::Run;

parameters! {
    /// Rent allowance (R10).
    #[derive(Component)]
    pub struct RentAllowance: "rent_allowance" {
        /// Whether there is rent allowance.
        in_force: bool = true, "-", 0..=1, "B4";
        /// Wealth per adult above which there is none, in prices of 2017.
        wealth_limit: f64 = 25000.0, "euro per adult", 0..=1000000, "B4 (V): 25,000 in 2017; other years follow incomes";
        /// Share of the entitled who claim it.
        take_up: f64 = 1.0, "share", 0..=1, "scenario range";
    }
}

/// The rent allowance of a year, ready for many households.
#[derive(Debug, Clone, Default)]
pub struct Allowances(Option<Year>);

#[derive(Debug, Clone)]
struct Year {
    shares: [OwnShare; 4],
    limits: RentLimits,
    wealth_limit: f64,
    take_up: f64,
    full_from_age: u8,
}

impl Allowances {
    /// The allowance of a year of the dated law.
    pub fn new(settings: &RentAllowance, run: &Run) -> Allowances {
        let law = &run.law;
        let kinds = [(false, false), (true, false), (false, true), (true, true)];
        Allowances(settings.in_force.then(|| Year {
            shares: kinds.map(|(several, aow)| own_share_in(law, several, aow).0),
            limits: RentLimits {
                quality: law.quality_limit,
                cap_1st: law.cap_1st,
                cap_2nd: law.cap_2nd,
            },
            wealth_limit: settings.wealth_limit * run.income_index,
            take_up: settings.take_up,
            full_from_age: full_from_age(law.year),
        }))
    }

    /// What a household may get at any rent.
    pub fn of(&self, p: &People, i: &Income) -> Entitlement {
        let Some(year) = &self.0 else {
            return Entitlement::NOTHING;
        };
        let wealth = f64::from(i.wealth_eur);
        // The same households claim in every year and variant.
        let claims = (buurt_core::key::mix(p.key) >> 40) as f64 / 16_777_216.0 < year.take_up;
        if wealth > year.wealth_limit * f64::from(p.adults) || !claims {
            return Entitlement::NOTHING;
        }
        let aow = p.aow();
        let share = &year.shares[usize::from(p.persons() > 1) + 2 * usize::from(aow)];
        let taxable = f64::from(i.taxable_eur);
        let found = Entitlement::new(share, &year.limits, p.persons(), aow, taxable);
        let young = p.age[0].max(p.age[1]) < year.full_from_age && p.children == 0;
        if young {
            found.up_to(year.limits.quality)
        } else {
            found
        }
    }
}

impl Instrument for RentAllowance {
    const ROWS: &'static [Row] = &[Row {
        id: "R10",
        dutch: "huurtoeslag",
        english: "rent allowance",
        reads: "income, rent, persons, pension age, wealth",
        changes: "net rent in the choice of a home and in the burden of the present one",
        source: "B4 (V-code 2013, 2017, 2022, 2026; other years estimated)",
        test: "without_rent_allowance_low_incomes_choose_cheaper_homes",
    }];

    fn enter(&self, _: &Scope, run: &Run, book: &mut Rulebook) {
        book.allowances = Allowances::new(self, run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::run;
    use buurt_city::IncomeSource;

    fn who(age: u8, children: u8, taxable_eur: f32, wealth_eur: f32) -> (People, Income) {
        (
            People {
                key: 1,
                age: [age, 0],
                adults: 1,
                children,
                child_age: [4; 6],
                education: 2,
                source: IncomeSource::Work,
                alive: true,
            },
            Income {
                permanent: 0.0,
                transitory: 0.0,
                taxable_eur,
                disposable_eur: taxable_eur,
                standardised_eur: taxable_eur,
                wealth_eur,
                quintile: 0,
            },
        )
    }

    #[test]
    fn the_allowance_of_a_household_is_that_of_the_published_vectors() {
        let table = |year| Allowances::new(&RentAllowance::default(), &run(year));
        // Year, age, children, income, wealth, rent, allowance.
        for (year, age, children, income, wealth, rent, expected) in [
            (2017, 40, 0, 12_000.0, 0.0, 500.0, 246.49),
            (2017, 40, 0, 18_000.0, 25_000.0, 700.0, 289.59),
            (2017, 40, 0, 18_000.0, 25_001.0, 700.0, 0.0),
            (2017, 22, 0, 12_000.0, 0.0, 500.0, 0.0),
            (2017, 23, 0, 12_000.0, 0.0, 500.0, 246.49),
            (2022, 40, 0, 20_000.0, 0.0, 600.0, 241.90),
            (2022, 40, 2, 25_000.0, 0.0, 650.0, 293.79),
            (2022, 40, 1, 25_000.0, 0.0, 650.0, 282.90),
            (2022, 40, 0, 30_000.0, 0.0, 600.0, 0.0),
            (2026, 40, 0, 20_000.0, 0.0, 600.0, 361.85),
            (2026, 22, 0, 20_000.0, 0.0, 600.0, 361.85),
            (2026, 20, 0, 20_000.0, 0.0, 600.0, 295.68),
        ] {
            let (p, i) = who(age, children, income, wealth);
            let got = f64::from(table(year).of(&p, &i).at(rent));
            assert!(
                (got - expected).abs() < 0.006,
                "{year} {income} {rent}: {got}"
            );
        }
        let (p, i) = who(40, 0, 12_000.0, 0.0);
        let off = RentAllowance {
            in_force: false,
            ..RentAllowance::default()
        };
        assert_eq!(Allowances::new(&off, &run(2017)).of(&p, &i).at(500.0), 0.0);
    }
}
