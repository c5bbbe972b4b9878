//! S3: programme renewal of weak areas (Wijkvernieuwing 3.0: Indische buurt, Beijum,
//! De Weijerd and Selwerd in Groningen). Municipality and corporations choose areas
//! whose status lies well below that of the city and work there on both sides at once:
//! complexes are renovated or replaced, and vulnerable residents get support.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::demolition::Returns;
use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{AreaColumns, Areas, ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Support};
use crate::ledger::Item;
use crate::phases::Phases;
use crate::rulebook::Rulebook;
use crate::run::Run;
use crate::stock::{Budget, Plan, Renewal, Renovation, Works};

parameters! {
    /// Programme renewal of weak areas (S3).
    #[derive(Component)]
    pub struct AreaRenewal: "area_renewal" {
        /// Whether the programme runs.
        in_force: bool = false, "-", 0..=1, "S3";
        /// Codes of the areas it may choose from; none means the whole city.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "S p. 29: four areas of Groningen";
        /// How far an area's status must lie below the city's mean.
        threshold: f64 = 0.05, "log points of median income", 0..=2, "scenario range";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2032, "year", 1990..=2150, "scenario";
        /// Dwellings renovated or replaced a year, in all areas together.
        dwellings_per_year: u32 = 100, "dwellings a year", 0..=100000, "scenario range";
        /// Share of complexes that are replaced; the others are renovated.
        replaced: f64 = 0.3, "share of complexes", 0..=1, "scenario range";
        /// Share of social rent in what is rebuilt.
        rebuild_social: f64 = 0.5, "share", 0..=1, "scenario range";
        /// Share of mid-market rent in what is rebuilt; the rest is owner-occupied.
        rebuild_mid: f64 = 0.25, "share", 0..=1, "scenario range";
        /// Years from the announcement to demolition.
        relocation_years: i32 = 2, "years", 1..=10, "scenario range";
        /// Years from demolition to delivery.
        construction_years: i32 = 3, "years", 0..=20, "scenario range; S p. 25: plan to delivery 5 to 10 years";
        /// Share of the displaced who look for a dwelling in what is rebuilt.
        return_share: f64 = 0.3, "share of the displaced", 0..=1, "scenario range";
        /// Energy label after renovation, 0 = A … 6 = G; complexes at or below it are done.
        label: u32 = 1, "label", 0..=6, "scenario range";
        /// Rise of the value by renovation.
        value: f64 = 0.08, "share of the value", 0..=1, "scenario range";
        /// Share of the known vulnerable households in the areas without support that get it.
        reach: f64 = 0.3, "share a year", 0..=1, "scenario range";
        /// How long that support lasts.
        support_years: i32 = 2, "years", 1..=20, "scenario range";
        /// Hours of it.
        support_hours: f64 = 2.0, "hours a week", 0..=40, "S p. 41: two hours a week";
    }
}

const REPLACE: Decision = Decision::named("replace in area renewal");
const REACH: Decision = Decision::named("support in area renewal");

impl Instrument for AreaRenewal {
    const ROWS: &'static [Row] = &[Row {
        id: "S3",
        dutch: "Wijkvernieuwing 3.0",
        english: "programme renewal of weak areas",
        reads: "status of the area against the city's mean, age and energy label of complexes, known vulnerability",
        changes: "complexes renovated or replaced, support for vulnerable residents",
        source: "S p. 29; all sizes range",
        test: "area_renewal_works_only_where_status_is_low",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force {
            at.rebuilds_at_most_all(self.rebuild_social, self.rebuild_mid, &mut doubts);
        }
        if self.in_force && !at.complexes().any(|x| x.landlord != NONE) {
            doubts.push(
                "is in force, but landlords own nothing in its areas: give other `areas`"
                    .to_owned(),
            );
        }
        doubts
    }

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.return_share > 0.0 && self.replaced > 0.0 {
            book.priorities.push(Arc::new(Returns));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, renew);
    }
}

/// Mean status of the areas, weighted by their households.
pub fn mean_status(a: &AreaColumns, c: &ComplexColumns) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for x in c.complex.iter() {
        let n = f64::from(x.households);
        sum += n * f64::from(a.area[x.area as usize].status);
        all += n;
    }
    if all > 0.0 { sum / all } else { 0.0 }
}

/// Carries the programmes out; the support that was begun goes on after their last year.
fn renew(instruments: Query<(&AreaRenewal, &Scope)>, mut renewal: Renewal, mut areas: Areas) {
    let mut works = renewal.works();
    let a = areas.columns();
    for (settings, scope) in instruments.iter().filter(|x| x.0.in_force) {
        if works.run.is_on(settings.from, settings.until) {
            renew_weak_areas(settings, scope, &a, &mut works);
        }
        let given = hours(settings, works.run, &works.h);
        works.ledger.book(Item::SupportHours, given);
    }
}

/// A year of the programme.
fn renew_weak_areas(settings: &AreaRenewal, scope: &Scope, a: &AreaColumns, works: &mut Works) {
    let limit = mean_status(a, &works.c) - settings.threshold;
    let weak: Vec<bool> = (0..a.area.len())
        .map(|i| scope.in_area(i as u32) && f64::from(a.area[i].status) < limit)
        .collect();
    let plan = Plan {
        relocation_years: settings.relocation_years,
        construction_years: settings.construction_years,
        mix: [settings.rebuild_social, settings.rebuild_mid, 0.0],
        ratio: 1.0,
        return_share: settings.return_share,
        rent_over_cap: 0.0,
        rooms: 0,
    };
    let renovation = Renovation {
        label: settings.label as u8,
        value: settings.value,
        max_rent: 0.0,
        rent_eur: 0.0,
    };
    let budget = Budget::AreaRenewal;
    let mut left = works.to_spend(budget, settings.dwellings_per_year, settings.from);
    for row in works.oldest_first(|area| weak[area as usize]) {
        let x = works.c.complex[row as usize];
        if left <= 0 {
            break;
        }
        if !works.worse_than(settings.label, row) {
            continue;
        }
        left -= works.rented(row);
        if works.run.draws.draw(REPLACE, x.key, 0).uniform() < settings.replaced {
            works.condemn(row, plan);
        } else {
            works.renovate(row, &renovation);
        }
    }
    works.spent(budget, left);
    support(settings, &weak, works.run, &mut works.h, &works.d);
}

/// Gives support to known vulnerable households in the areas, from this year on.
fn support(
    settings: &AreaRenewal,
    weak: &[bool],
    run: &Run,
    h: &mut HouseholdColumns,
    d: &DwellingColumns,
) {
    if settings.reach <= 0.0 {
        return;
    }
    for (row, care) in h.care.iter_mut().enumerate() {
        let (p, home) = (&h.people[row], h.home[row].dwelling);
        if !p.alive
            || home == NONE
            || !(care.vulnerable() && care.detected)
            || care.support != Support::None
            || !weak[d.dwelling[home as usize].building.area as usize]
        {
            continue;
        }
        if run.draws.draw(REACH, p.key, run.year).uniform() < settings.reach {
            care.support = Support::Programme;
            care.support_from = run.year16();
            care.support_until = run.year16() + settings.support_years as i16 - 1;
        }
    }
}

/// Hours in the year of the support that the programme gives, wherever its clients live.
fn hours(settings: &AreaRenewal, run: &Run, h: &HouseholdColumns) -> f64 {
    let clients = h.people.iter().zip(h.home.iter()).zip(h.care.iter());
    let clients = clients.filter(|((p, home), care)| {
        let given = care.support == Support::Programme && care.supported(run.year16());
        p.alive && home.dwelling != NONE && given
    });
    clients.count() as f64 * settings.support_hours * 52.0
}
