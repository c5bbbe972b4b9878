//! L1: the one-off rent cut of 2023 (Woningwet, huurverlaging 2023 voor huurders met lager
//! inkomen; B8). A corporation lowers the rent of tenants with an income of at most 120 % of
//! the minimum point to 575.03 euro, once, after the yearly increase. The cut goes with the
//! tenant: whoever comes next is asked the ordinary rent. Increases of later years hold for
//! the lowered rent.
//!
//! As the review of rents it holds for the whole year, although the law is of 1 July. The
//! income is that of the year: the law takes the one of two years before, or the present one
//! if the tenant asks. Tenants could ask in 2024 too; that is left out. Rents that follow
//! income (R1) are left to their own test. Not for rooms, nor in the burn-in. No setting is
//! neutral but to switch it off.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::Phase;
use buurt_params::law::RentCut as Law;
use buurt_params::parameters;

use super::{Instrument, Row};
use crate::columns::{DwellingColumns, Dwellings, HouseholdColumns, Households};
use crate::components::{NONE, Terms};
use crate::ledger::{Item, Ledger};
use crate::phases::Phases;
use crate::run::Run;

parameters! {
    /// The one-off rent cut of 2023 for low incomes (L1).
    #[derive(Component)]
    pub struct RentCut: "rent_cut" {
        /// Whether the law is applied in the year in which it is law.
        in_force: bool = true, "-", 0..=1, "B8 (V)";
    }
}

/// A contract with a cut: of whoever lives there since then, with a partner or without.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cut {
    dwelling: u32,
    since: i16,
    /// Rent before the cut over the rent after it.
    dearer: f64,
}

impl Cut {
    /// Whether the contract still runs.
    fn runs(&self, h: &HouseholdColumns, d: &DwellingColumns) -> bool {
        let dw = &d.dwelling[self.dwelling as usize];
        let tenant = h.home.get(dw.occupant as usize);
        dw.tenure == Tenure::Social && tenant.is_some_and(|home| home.since == self.since)
    }
}

/// The contracts with a cut that still run.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct Cuts(Vec<Cut>);

impl Instrument for RentCut {
    const ROWS: &'static [Row] = &[Row {
        id: "L1",
        dutch: "eenmalige huurverlaging 2023",
        english: "one-off rent cut of 2023",
        reads: "income against 120 % of the minimum point, size, pension age, rent of sitting tenants of corporations",
        changes: "rent of the contract, until the tenant leaves; rent forgone",
        source: "B8 (V)",
        test: "the_rent_cut_lowers_rents_of_low_incomes_until_they_leave",
    }];

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Rents, cut);
        phases.add(Phase::Prices, book_forgone);
    }
}

/// The rent after the cut, or `None` for who has no right to it.
fn lowered(law: &Law, persons: u8, aow: bool, taxable_eur: f64, rent_eur: f64) -> Option<f64> {
    let limit = law.income_eur[usize::from(persons > 1) + 2 * usize::from(aow)];
    (taxable_eur <= limit && rent_eur > law.rent_eur).then_some(law.rent_eur)
}

/// Lowers the rents.
fn cut(
    run: Res<Run>,
    rules: Query<&RentCut>,
    mut cuts: ResMut<Cuts>,
    mut households: Households,
    mut dwellings: Dwellings,
) {
    let Some(law) = run.law.rent_cut else { return };
    if run.year < run.start_year || !rules.iter().any(|r| r.in_force) {
        return;
    }
    let (h, d) = (households.columns(), dwellings.columns());
    for dw in d.dwelling.iter_mut() {
        if dw.tenure != Tenure::Social || dw.occupant == NONE || dw.building.shared != NONE {
            continue;
        }
        let row = dw.occupant as usize;
        let (p, home) = (&h.people[row], &mut h.home[row]);
        let (before, taxable) = (f64::from(dw.rent_eur), h.income[row].taxable_eur.into());
        let after = lowered(&law, p.persons(), p.aow(), taxable, before);
        let Some(after) = after.filter(|_| home.terms != Terms::IncomeRelated) else {
            continue;
        };
        dw.rent_eur = after as f32;
        home.rent_eur = dw.rent_eur;
        // What two rents (R2) give up is counted there, this cut with it.
        if home.terms == Terms::Ordinary {
            cuts.0.push(Cut {
                dwelling: home.dwelling,
                since: home.since,
                dearer: before / after,
            });
        }
    }
}

/// Books what the cuts give up of the rent that their tenants would have paid.
fn book_forgone(
    mut cuts: ResMut<Cuts>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
) {
    if cuts.0.is_empty() {
        return;
    }
    let (h, d) = (households.columns(), dwellings.columns());
    cuts.0.retain(|cut| cut.runs(&h, &d));
    // Nobody joins them any more.
    cuts.0.shrink_to_fit();
    for cut in &cuts.0 {
        let rent = f64::from(d.dwelling[cut.dwelling as usize].rent_eur);
        ledger.book(Item::RentForgone, 12.0 * rent * (cut.dearer - 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::law;

    #[test]
    fn the_cut_is_for_incomes_up_to_the_limit_of_their_household() {
        let cut = law(2023).rent_cut.unwrap();
        // Persons, pension age, income, rent before and after.
        for (persons, aow, taxable, before, after) in [
            (1, false, 23_250.0, 650.0, Some(575.03)),
            (1, false, 23_250.01, 650.0, None),
            (1, true, 24_600.0, 575.04, Some(575.03)),
            (1, true, 24_601.0, 650.0, None),
            (2, false, 30_270.0, 808.06, Some(575.03)),
            (5, false, 30_271.0, 808.06, None),
            (2, true, 32_730.0, 650.0, Some(575.03)),
            (2, true, 32_731.0, 650.0, None),
            (1, false, 15_000.0, 575.03, None),
            (1, false, 15_000.0, 400.0, None),
        ] {
            let got = lowered(&cut, persons, aow, taxable, before);
            assert_eq!(got, after, "{persons} {aow} {taxable} {before}");
        }
    }

    #[test]
    fn it_is_law_in_one_year() {
        let years: Vec<i32> = (2010..=2060)
            .filter(|&y| law(y).rent_cut.is_some())
            .collect();
        assert_eq!(years, [2023]);
    }
}
