//! M3, M15: effects of the neighbourhood on its residents, both off. Evidence for an
//! effect on income is weak and far smaller than that of education (M3; C-37: much
//! smaller after controlling for selection); uplift by contact between residents is light
//! and only there where it is organised (M15). Switched on, they make incomes depend on
//! housing, on purpose: the one place in the model that does so.

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{Areas, Dwellings, Households};
use crate::components::NONE;
use crate::phases::Phases;
use crate::run::Run;

parameters! {
    /// Effects of the neighbourhood on incomes (M3, M15); both off.
    #[derive(Component)]
    pub struct NeighbourhoodEffect: "neighbourhood_effect" {
        /// Yearly change of permanent income per log point of status of the area (M3).
        income: f64 = 0.0, "log points a year per log point", -0.1..=0.1, "C-37 (V): small; off: scenario range";
        /// Yearly change of permanent income of the two lowest quintiles in the areas below (M15).
        uplift: f64 = 0.0, "log points a year", 0..=0.1, "S p. 19: light, only if organised; off: scenario range";
        /// Codes of the areas with organised contact.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

impl Instrument for NeighbourhoodEffect {
    const ROWS: &'static [Row] = &[
        Row {
            id: "M3",
            dutch: "buurteffecten",
            english: "neighbourhood effects",
            reads: "status of the area a household lives in",
            changes: "permanent income, a little; off. When on, incomes depend on housing",
            source: "S p. 17-18; C-37 (V); size range",
            test: "a_neighbourhood_effect_widens_incomes_between_areas",
        },
        Row {
            id: "M15",
            dutch: "verheffing door contact",
            english: "uplift by organised contact",
            reads: "areas with organised contact, low incomes there",
            changes: "permanent income, a little; off. When on, incomes depend on housing",
            source: "S p. 19; size range",
            test: "uplift_raises_incomes_in_the_areas_named_only",
        },
    ];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.uplift > 0.0 {
            at.names_areas(&mut doubts);
        }
        if self.uplift != 0.0 || self.income != 0.0 {
            doubts.push(
                "makes incomes depend on where people live: variants no longer have the same incomes; read their differences with that in mind"
                    .to_owned(),
            );
        }
        doubts
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Income, affect);
    }
}

/// Moves permanent incomes by where people live.
fn affect(
    run: Res<Run>,
    rules: Query<(&NeighbourhoodEffect, &Scope)>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut areas: Areas,
) {
    let h = households.columns();
    let d = dwellings.columns();
    let a = areas.columns();
    for (rule, scope) in &rules {
        let off = rule.income == 0.0 && rule.uplift == 0.0;
        if off || run.year < run.start_year {
            continue;
        }
        for (home, income) in h.home.iter().zip(h.income.iter_mut()) {
            if home.dwelling == NONE {
                continue;
            }
            let area = d.dwelling[home.dwelling as usize].building.area;
            let mut change = rule.income * f64::from(a.area[area as usize].status);
            if income.quintile <= 1 && scope.areas.contains(&area) {
                change += rule.uplift;
            }
            income.permanent += change as f32;
        }
    }
}
