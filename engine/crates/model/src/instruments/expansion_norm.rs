//! S12: an agreed share of social rent in the largest expansion area (Nijmegen: twenty
//! per cent in the Waalsprong, agreed between municipality and corporations).

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::Areas;
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Agreed social share in the largest expansion area (S12).
    #[derive(Component)]
    pub struct ExpansionNorm: "expansion_norm" {
        /// Whether it is agreed.
        in_force: bool = false, "-", 0..=1, "S12";
        /// Agreed share of social rent.
        share: f64 = 0.20, "share", 0..=1, "S p. 31: 20 per cent (Nijmegen)";
        /// Codes of the expansion areas; none means the area with the largest part of new building.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
    }
}

impl Instrument for ExpansionNorm {
    const ROWS: &'static [Row] = &[Row {
        id: "S12",
        dutch: "20 % sociaal in uitleggebied",
        english: "20 % social in the largest expansion area",
        reads: "where new building takes place",
        changes: "share of social rent in that area's lots",
        source: "S p. 31",
        test: "the_agreed_share_holds_in_the_expansion_area_only",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let built = |i: &u32| at.city.areas[*i as usize].expansion_weight > 0.0;
        if self.in_force && !at.scope.areas.is_empty() && !at.scope.areas.iter().any(built) {
            return vec![
                "names only areas in which nothing is built: give expansion areas in `areas`"
                    .to_owned(),
            ];
        }
        Vec::new()
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, agree);
    }
}

/// Sets the social share of the lots in the expansion area.
fn agree(
    run: Res<Run>,
    instruments: Query<(&ExpansionNorm, &Scope)>,
    mut programme: ResMut<Programme>,
    mut areas: Areas,
) {
    for (norm, scope) in &instruments {
        if !norm.in_force || !(norm.from..=norm.until).contains(&run.year) {
            continue;
        }
        let a = areas.columns();
        let weights = a.area.iter().map(|x| x.expansion_weight);
        let most = weights.clone().fold(0.0, f32::max);
        let largest = weights.into_iter().position(|w| w == most);
        for lot in &mut programme.lots {
            let here = if scope.areas.is_empty() {
                largest == Some(lot.area as usize)
            } else {
                scope.in_area(lot.area)
            };
            if here {
                lot.set_social(norm.share);
            }
        }
    }
}
