//! What the free market asks: a mortgage within income and wealth (D5: low interest
//! makes cheap owner-occupied homes attractive), and a private landlord's income test.

use bevy_ecs::prelude::Resource;
use buurt_city::{IncomeSource, Tenure};
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

use crate::rulebook::{Candidate, Offer, Reason};

parameters! {
    /// Lending norm, interest and income tests of the free market (D5).
    #[derive(Resource)]
    pub struct Lending: "lending" {
        /// Largest mortgage over taxable income at an interest of 2.5 %.
        multiple: f64 = 4.5, "times yearly income", 0..=10, "D5; Nibud-like norm, from memory (ML)";
        /// Share of wealth that is put into a home.
        own_means: f64 = 0.9, "share of wealth", 0..=1, "scenario range";
        /// Mortgage interest; one point above 2.5 % lowers the multiple by 7 % and raises the cost of owning.
        interest: f64 = 0.025, "per year", 0..=0.2, "D5; scenario range";
        /// Interest by year; empty: the number above in every year.
        interest_path: Yearly = Yearly::default(), "per year, by year", 0..=0.2, "D5; scenario range";
        /// Lending norm by year; empty: the number above in every year.
        multiple_path: Yearly = Yearly::default(), "times yearly income, by year", 0..=10, "D5; scenario range";
        /// Upkeep, tax and repayment of an owner, as a share of the price, beside interest.
        upkeep: f64 = 0.017, "share of the price a year", 0..=0.2, "scenario range";
        /// Gross income over rent that private and mid-market landlords ask.
        income_over_rent: f64 = 2.6, "times the rent", 0..=10, "scenario range; landlords ask 2.5 to 4 times";
        /// The same for a room; a student's guarantor is taken instead.
        income_over_room: f64 = 1.2, "times the rent", 0..=10, "scenario range";
    }
}

impl Lending {
    /// The norm and the interest of a year, by their paths.
    pub fn in_year(&self, year: i32) -> Lending {
        Lending {
            interest: self.interest_path.or(year, self.interest),
            multiple: self.multiple_path.or(year, self.multiple),
            ..self.clone()
        }
    }

    /// The highest price a household can bid, euro.
    pub fn capacity(&self, taxable_eur: f64, wealth_eur: f64) -> f64 {
        let multiple = self.multiple * (1.0 - 7.0 * (self.interest - 0.025)).clamp(0.2, 1.5);
        multiple * taxable_eur + self.own_means * wealth_eur
    }

    /// Yearly cost of owning as a share of the price: interest less tax relief is
    /// about the interest itself at these rates, and upkeep.
    pub fn owner_cost(&self) -> f64 {
        self.interest + self.upkeep
    }

    /// The free market's verdict.
    pub fn judge(&self, who: &Candidate, what: &Offer) -> Reason {
        match what.tenure {
            Tenure::Social => Reason::Admitted,
            Tenure::MidRent | Tenure::PrivateRent => {
                let needed = if what.shared {
                    self.income_over_room
                } else {
                    self.income_over_rent
                };
                let guarantor = what.shared && who.source == IncomeSource::Student;
                if !guarantor && who.taxable_eur < needed * 12.0 * what.rent_eur {
                    Reason::IncomeTest
                } else {
                    Reason::Admitted
                }
            }
            Tenure::Owner => {
                if what.price_eur > self.capacity(who.taxable_eur, who.wealth_eur) {
                    Reason::Mortgage
                } else {
                    Reason::Admitted
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_interest_lowers_what_can_be_bid_and_raises_the_cost() {
        let low = Lending::default();
        let high = Lending {
            interest: 0.05,
            ..Lending::default()
        };
        assert_eq!(low.capacity(40_000.0, 10_000.0), 4.5 * 40_000.0 + 9_000.0);
        assert!(high.capacity(40_000.0, 0.0) < low.capacity(40_000.0, 0.0));
        assert!(high.owner_cost() > low.owner_cost());
    }

    #[test]
    fn interest_and_norm_follow_their_paths() {
        let paths = Lending {
            interest_path: Yearly(vec![(2012, 0.05), (2016, 0.02)]),
            multiple_path: Yearly(vec![(2012, 5.0), (2016, 4.5)]),
            ..Lending::default()
        };
        let at = |year| (paths.in_year(year).interest, paths.in_year(year).multiple);
        assert_eq!(at(2010), (0.05, 5.0));
        assert_eq!(at(2014), (0.035, 4.75));
        assert_eq!(at(2020), (0.02, 4.5));
        assert_eq!(Lending::default().in_year(2014), Lending::default());
    }
}
