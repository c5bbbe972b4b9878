//! S4: renewal driven by sustainability. By a deadline no complex may have a worse
//! energy label than agreed. When its turn comes a corporation weighs: what is suitable
//! for another forty years is renovated with its tenants in it; where renovation costs
//! nearly as much as new building, the complex may be replaced instead, and making the
//! stock sustainable becomes the motor of restructuring.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::demolition::Returns;
use super::{Circumstances, Instrument, Row, Scope};
use crate::phases::Phases;
use crate::rulebook::Rulebook;
use crate::run::Run;
use crate::stock::{Plan, Renewal, Renovation};

parameters! {
    /// Renewal driven by sustainability (S4).
    #[derive(Component)]
    pub struct Sustainability: "sustainability" {
        /// Whether the task is taken on.
        in_force: bool = false, "-", 0..=1, "S4";
        /// Names of the landlords that take it on; none means all corporations.
        landlords: Vec<String> = Vec::new(), "landlord names", 0..=1, "scenario";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Year by whose end every complex has the label.
        until: i32 = 2030, "year", 1990..=2150, "scenario range";
        /// Worst energy label that may stay, 0 = A … 6 = G.
        label: u32 = 1, "label", 0..=6, "scenario range";
        /// Age below which a complex is always renovated.
        suitable_years: i32 = 40, "years", 0..=200, "S p. 46: suitable for 40 years means no demolition (Elkien)";
        /// Costs of renovation as a share of those of new building: per label step.
        cost_per_label: f64 = 0.12, "share of the cost of new building per label step", 0..=2, "scenario range";
        /// … and per year of age.
        cost_per_year: f64 = 0.005, "share of the cost of new building per year", 0..=1, "scenario range";
        /// Costs of renovation from which replacing is considered.
        cost_limit: f64 = 0.6, "share of the cost of new building", 0..=10, "scenario range";
        /// Chance that it is then replaced.
        replaced: f64 = 0.5, "share of complexes", 0..=1, "scenario range; S p. 29: Nijestee expects mostly replacement";
        /// Share of social rent in what is rebuilt.
        rebuild_social: f64 = 0.7, "share", 0..=1, "scenario range";
        /// Share of mid-market rent in what is rebuilt; the rest is owner-occupied.
        rebuild_mid: f64 = 0.15, "share", 0..=1, "scenario range";
        /// Years from the announcement to demolition.
        relocation_years: i32 = 2, "years", 1..=10, "scenario range";
        /// Years from demolition to delivery.
        construction_years: i32 = 3, "years", 0..=20, "scenario range; S p. 25: plan to delivery 5 to 10 years";
        /// Share of the displaced who look for a dwelling in what is rebuilt.
        return_share: f64 = 0.3, "share of the displaced", 0..=1, "scenario range";
        /// Rise of the value by renovation.
        value: f64 = 0.05, "share of the value", 0..=1, "scenario range";
        /// Rise of the legal maximum rent per label step.
        max_rent_per_label: f64 = 0.03, "share of the maximum rent per label step", 0..=1, "scenario range";
        /// Rise of the rent of sitting tenants per label step, in prices of 2017.
        rent_per_label: f64 = 8.0, "EUR a month per label step", 0..=200, "scenario range";
    }
}

const TURN: Decision = Decision::named("turn for sustainability");
const REPLACE: Decision = Decision::named("replace for sustainability");

impl Instrument for Sustainability {
    const ROWS: &'static [Row] = &[Row {
        id: "S4",
        dutch: "verduurzaming als motor",
        english: "renewal driven by sustainability",
        reads: "energy label and age of complexes, years to the deadline",
        changes: "renovation with the tenants in place (label, value, rent), or replacement",
        source: "S p. 29, 37, 46; costs and shares range",
        test: "sustainability_renovates_in_place_or_replaces",
    }];

    fn landlords(&self) -> &[String] {
        &self.landlords
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force {
            at.rebuilds_at_most_all(self.rebuild_social, self.rebuild_mid, &mut doubts);
        }
        let worse = |d: &buurt_city::Dwelling| u32::from(d.energy_label) > self.label;
        if self.in_force && !at.city.dwellings.iter().any(worse) {
            doubts.push(format!(
                "asks for label {} or better, which every dwelling has: lower `label` (0 = A)",
                self.label
            ));
        }
        doubts
    }

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.return_share > 0.0 && self.replaced > 0.0 {
            book.priorities.push(Arc::new(Returns));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, make_sustainable);
    }
}

impl Sustainability {
    /// Whether renovation costs so much that replacing is considered.
    fn may_be_replaced(&self, label: u8, age: i32) -> bool {
        let steps = f64::from(label) - f64::from(self.label);
        let cost = self.cost_per_label * steps + self.cost_per_year * f64::from(age);
        age >= self.suitable_years && cost >= self.cost_limit
    }

    /// What is done to a complex with the tenants in place.
    fn renovation(&self, run: &Run) -> Renovation {
        Renovation {
            label: self.label as u8,
            value: self.value,
            max_rent: self.max_rent_per_label,
            rent_eur: self.rent_per_label * run.income_index,
        }
    }
}

/// Takes the complexes whose turn it is.
fn make_sustainable(instruments: Query<(&Sustainability, &Scope)>, mut renewal: Renewal) {
    let mut works = renewal.works();
    let draws = works.run.draws;
    for (settings, scope) in &instruments {
        if !settings.in_force || !works.run.is_on(settings.from, settings.until) {
            continue;
        }
        // A fixed order by chance; each year its share of what is left.
        let complexes = &works.c.complex;
        let mut waiting: Vec<(u64, u32)> = (0..complexes.len() as u32)
            .filter(|&row| {
                works.renewable(row)
                    && scope.binds(complexes[row as usize].landlord)
                    && works.worse_than(settings.label, row)
            })
            .map(|row| (draws.draw(TURN, complexes[row as usize].key, 0).0[0], row))
            .collect();
        waiting.sort_unstable();
        let years_left = (settings.until - works.run.year + 1) as usize;
        let plan = Plan {
            relocation_years: settings.relocation_years,
            construction_years: settings.construction_years,
            mix: [settings.rebuild_social, settings.rebuild_mid, 0.0],
            ratio: 1.0,
            return_share: settings.return_share,
            rent_over_cap: 0.0,
            rooms: 0,
        };
        let renovation = settings.renovation(works.run);
        let turn = (waiting.len().div_ceil(years_left) as f64 * works.pace) as usize;
        for &(_, row) in waiting.iter().take(turn) {
            let key = works.c.complex[row as usize].key;
            let label = works.rented_label(row).unwrap_or_default();
            if settings.may_be_replaced(label, works.age(row))
                && draws.draw(REPLACE, key, 0).uniform() < settings.replaced
            {
                works.condemn(row, plan);
            } else {
                works.renovate(row, &renovation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_young_or_cheap_to_improve_is_never_replaced_and_rents_rise_in_prices_of_the_year() {
        let rule = Sustainability::default();
        // Label, age, whether replacing is considered.
        for (label, age, considered) in [
            (6, 39, false),
            (6, 60, true),
            (3, 60, false),
            (3, 72, true),
            (2, 50, false),
        ] {
            assert_eq!(
                rule.may_be_replaced(label, age),
                considered,
                "{label} {age}"
            );
        }
        let rise = |income_index| {
            let run = Run {
                income_index,
                ..crate::samples::run(2017)
            };
            rule.renovation(&run).rent_eur
        };
        assert_eq!([1.0, 1.5].map(rise), [8.0, 12.0]);
        let never = Sustainability {
            cost_limit: 10.0,
            ..rule
        };
        assert!(!never.may_be_replaced(6, 150));
    }
}
