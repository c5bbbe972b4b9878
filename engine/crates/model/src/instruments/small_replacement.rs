//! S2: small replacement for sitting tenants. One complex at a time that has reached
//! the end of its life is replaced by social rent again: smaller dwellings at a higher
//! rent, not above the first cap, for the tenants who lived there. As many as possible
//! return; the aim is a better dwelling, not another mix.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::parameters;

use super::demolition::Returns;
use super::{Circumstances, Instrument, Row, Scope};
use crate::phases::Phases;
use crate::rulebook::Rulebook;
use crate::run::Run;
use crate::stock::{Plan, Renewal};

parameters! {
    /// Small replacement for sitting tenants (S2).
    #[derive(Component)]
    pub struct SmallReplacement: "small_replacement" {
        /// Whether complexes are replaced.
        in_force: bool = false, "-", 0..=1, "S2";
        /// Codes of the areas; none means the whole city.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year in which complexes are announced.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last such year.
        until: i32 = 2032, "year", 1990..=2150, "scenario";
        /// Complexes announced a year.
        complexes_per_year: u32 = 1, "complexes a year", 0..=1000, "S p. 29: mostly one complex";
        /// Largest complex that is taken on.
        largest: u32 = 100, "dwellings", 1..=100000, "scenario range";
        /// Age at which a complex has reached the end of its life.
        end_of_life_years: i32 = 50, "years", 0..=200, "scenario range; S p. 46: suitable for 40 years means no demolition";
        /// Years from the announcement to demolition.
        relocation_years: i32 = 1, "years", 1..=10, "scenario range";
        /// Years from demolition to delivery.
        construction_years: i32 = 2, "years", 0..=20, "scenario range";
        /// Share of the displaced who look for a dwelling in what is rebuilt.
        return_share: f64 = 0.7, "share of the displaced", 0..=1, "scenario range; S p. 29: as many as possible return";
        /// Rent of the new dwellings, as a share of the first cap.
        rent_over_cap: f64 = 1.0, "share of the first cap", 0.3..=1, "S p. 27: new build up to the first cap";
        /// Rooms of the new dwellings.
        rooms: u32 = 2, "rooms", 1..=8, "scenario range; S p. 27: smaller dwellings";
    }
}

impl Instrument for SmallReplacement {
    const ROWS: &'static [Row] = &[Row {
        id: "S2",
        dutch: "kleinschalige sloop-nieuwbouw",
        english: "small replacement for sitting tenants",
        reads: "age and size of complexes",
        changes: "the same number of smaller social dwellings at a rent up to the first cap; right of return",
        source: "S p. 27, 29; sizes and times range",
        test: "small_replacement_leaves_as_many_social_dwellings_smaller_and_dearer",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let due = |x: &buurt_city::Complex| {
            x.count <= self.largest
                && at.years.1 - i32::from(x.year_built) >= self.end_of_life_years
        };
        if self.in_force && !at.complexes().any(due) {
            return vec!["finds no complex that is old and small enough in its areas: see `end_of_life_years` and `largest`".to_owned()];
        }
        Vec::new()
    }

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.return_share > 0.0 {
            book.priorities.push(Arc::new(Returns));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, announce);
    }
}

/// Announces the replacement of complexes at the end of their life, oldest first.
fn announce(instruments: Query<(&SmallReplacement, &Scope)>, mut renewal: Renewal) {
    let mut works = renewal.works();
    for (settings, scope) in &instruments {
        if !settings.in_force || !works.run.is_on(settings.from, settings.until) {
            continue;
        }
        let plan = Plan {
            relocation_years: settings.relocation_years,
            construction_years: settings.construction_years,
            mix: [1.0, 0.0, 0.0],
            ratio: 1.0,
            return_share: settings.return_share,
            rent_over_cap: settings.rent_over_cap as f32,
            rooms: settings.rooms as u8,
        };
        let mut due = works.oldest_first(|area| scope.in_area(area));
        due.retain(|&row| {
            works.c.complex[row as usize].count <= settings.largest
                && works.age(row) >= settings.end_of_life_years
        });
        let complexes = works.at_pace(settings.complexes_per_year, settings.from);
        for row in due.into_iter().take(complexes as usize) {
            works.condemn(row, plan);
        }
    }
}
