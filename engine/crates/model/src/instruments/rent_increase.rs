//! R4, R5: income-related rent increase, against tenants who earn above the limit
//! (scheefwonen). The yearly caps of the law are upper bounds: which corporations use
//! them, and how much of them, is a setting (B8: 40 % of corporations in 2022, just over
//! half in 2024; the share given the maximum fell from 66 % in 2013 to 19 % in 2016). The
//! number of tenants above the limit is reported for every landlord, whether or not
//! anything is done about it. The income is that of the year, not of two years before.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{Dwellings, Households, Landlords};
use crate::components::{NONE, Terms};
use crate::phases::Phases;
use crate::rulebook::daeb_limit;
use crate::run::Run;

parameters! {
    /// Income-related rent increase (R5).
    #[derive(Component)]
    pub struct RentIncrease: "rent_increase" {
        /// Whether corporations use it at all; legal from July 2013.
        in_force: bool = false, "-", 0..=1, "R5";
        /// Share of corporations that use it, by year.
        share: Yearly = Yearly(vec![(2022, 0.40), (2023, 0.45), (2024, 0.51)]), "share of corporations, by year", 0..=1, "B8 (V) from 2022; before it the first value is carried back: scenario range";
        /// Share of the extra room above the base cap that they use.
        used: f64 = 0.8, "share of the extra", 0..=1, "B8 (V): 80 of 100 euro in 2024; scenario range for percentages";
        /// Names of the landlords that use it; none means a share of the corporations.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
    }
}

const USES: Decision = Decision::named("income-related increase");

/// Extra above the base cap and the incomes from which it may be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Extra {
    /// As a share of the rent.
    Share(f64),
    /// Euro a month.
    Euro(f64),
}

/// The bands of a year, from the lower: income and extra (B8). Until 2020 the law's table
/// has both. From 2022 on the thresholds depend on the household: one person, more persons
/// (from memory, low confidence), indexed with incomes, and the extra is in euro: beyond the
/// last known year it grows as the rents of the law do.
fn bands(run: &Run, persons: u8) -> Vec<(f64, Extra)> {
    if run.law.year < 2022 {
        // One step from 2017 on; none before 2013 and in the freeze of 2021.
        let steps = run.law.rent_increase_steps.into_iter().flatten();
        return steps.map(|(from, s)| (from, Extra::Share(s))).collect();
    }
    let [middle, high] = if persons == 1 {
        [47_948.0, 56_527.0]
    } else {
        [55_486.0, 75_369.0]
    };
    let index = run.law.daeb_limit_1p / 40_765.0;
    let [more, most] = run.law.rent_increase_extra.map(Extra::Euro);
    vec![(middle * index, more), (high * index, most)]
}

/// What may come on top of the base increase for an income, euro a month.
pub fn extra_eur(run: &Run, persons: u8, taxable_eur: f64, rent_eur: f64) -> f64 {
    let bands = bands(run, persons);
    let reached = bands.into_iter().rev().find(|b| taxable_eur > b.0);
    match reached {
        None => 0.0,
        Some((_, Extra::Share(s))) => s * rent_eur,
        Some((_, Extra::Euro(e))) => e,
    }
}

impl Instrument for RentIncrease {
    const ROWS: &'static [Row] = &[
        Row {
            id: "R4",
            dutch: "scheefwonen",
            english: "tenants earning above the limit",
            reads: "income of sitting tenants, the year's limit",
            changes: "nothing: reported per landlord and year; may pay more through R5",
            source: "S p. 35; B1 (V)",
            test: "tenants_above_the_limit_are_counted_and_stay",
        },
        Row {
            id: "R5",
            dutch: "inkomensafhankelijke huurverhoging",
            english: "income-related rent increase",
            reads: "income of sitting tenants, the year's thresholds and caps",
            changes: "rent of sitting tenants up to the legal maximum",
            source: "B8 (V and MH; thresholds from 2022 ML)",
            test: "income_related_increases_raise_the_rents_of_higher_incomes_only",
        },
    ];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        if self.in_force && at.years.1 < 2013 {
            return vec![format!(
                "is in force, but the scenario ends in {} and increases by income are legal from July 2013: it does nothing; end later or leave it out",
                at.years.1
            )];
        }
        Vec::new()
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Rents, raise);
    }
}

/// Counts tenants above the limit, and raises the rents of higher incomes.
fn raise(
    run: Res<Run>,
    rules: Query<(&RentIncrease, &Scope)>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut landlords: Landlords,
) {
    let h = households.columns();
    let d = dwellings.columns();
    let l = landlords.columns();
    let uses: Vec<bool> = (0..l.landlord.len() as u32)
        .map(|i| {
            rules.iter().any(|(rule, scope)| {
                let chosen = !scope.landlords.is_empty()
                    || run.draws.draw(USES, u64::from(i), 0).uniform()
                        < rule.share.or(run.year, 0.0);
                rule.in_force && scope.binds(i) && l.landlord[i as usize].corporation && chosen
            })
        })
        .collect();
    let used = rules.iter().map(|r| r.0.used).fold(0.0, f64::max);
    for dw in d.dwelling.iter_mut() {
        let b = &dw.building;
        if dw.tenure != Tenure::Social || dw.occupant == NONE || b.landlord == NONE {
            continue;
        }
        let row = dw.occupant as usize;
        let (persons, taxable) = (
            h.people[row].persons(),
            f64::from(h.income[row].taxable_eur),
        );
        let landlord = &mut l.landlord[b.landlord as usize];
        landlord.tenants += 1;
        landlord.tenants_above_limit += u32::from(taxable > daeb_limit(&run.law, persons));
        // A rent that follows income is tested by R1.
        if uses[b.landlord as usize] && h.home[row].terms != Terms::IncomeRelated {
            let extra = used * extra_eur(&run, persons, taxable, f64::from(dw.rent_eur));
            if extra > 0.0 {
                let rent = (dw.rent_eur + extra as f32).min(dw.max_rent_eur.max(dw.rent_eur));
                dw.rent_eur = rent;
                h.home[row].rent_eur = rent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::run;

    #[test]
    fn beyond_the_known_years_the_extra_grows_as_rents_do() {
        // Known to 2024; 2 % a year from then on.
        for (year, extra) in [(2024, 100.0), (2025, 102.0), (2026, 100.0 * 1.02 * 1.02)] {
            let got = extra_eur(&run(year), 2, 1e6, 500.0);
            assert!((got - extra).abs() < 1e-9, "{year}: {got}");
        }
    }

    #[test]
    fn until_2020_the_steps_are_those_of_the_law() {
        for (year, steps) in [(2016, 2), (2020, 1), (2021, 0)] {
            let mut run = run(year);
            assert_eq!(run.law.rent_increase_steps.iter().flatten().count(), steps);
            run.law.rent_increase_steps[1] = Some((50_000.0, 0.03));
            let got = [50_000.0, 50_001.0].map(|income| extra_eur(&run, 2, income, 500.0));
            assert_eq!(got[1], 15.0, "{year}");
            assert!(got[0] < 15.0, "{year}: {}", got[0]);
        }
    }

    #[test]
    fn the_extra_follows_the_bands_of_the_year() {
        for (year, persons, income, extra) in [
            (2012, 2, 60_000.0, 0.0),
            (2014, 2, 34_085.0, 0.0),
            (2014, 2, 34_086.0, 2.5),
            (2014, 2, 43_603.0, 12.5),
            (2017, 2, 40_349.0, 0.0),
            (2017, 2, 40_350.0, 7.5),
            (2021, 2, 80_000.0, 0.0),
            (2022, 1, 48_000.0, 50.0),
            (2022, 2, 48_000.0, 0.0),
            (2022, 2, 80_000.0, 100.0),
        ] {
            let got = extra_eur(&run(year), persons, income, 500.0);
            assert!((got - extra).abs() < 1e-9, "{year} {income}: {got}");
        }
    }
}
