//! S8: mirrored building: social rent in areas that have little of it, dearer homes in
//! areas of the corporations. The mix of every lot is the mirror image of what stands
//! around it.

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::columns::{Areas, Dwellings};
use crate::phases::Phases;
use crate::stock::{Programme, social_shares};

parameters! {
    /// Mirrored building (S8).
    #[derive(Component)]
    pub struct MirroredBuilding: "mirrored_building" {
        /// Strength: how much the social share of a lot rises per unit by which that of its area lies below the city's; 0 is off.
        strength: f64 = 0.0, "share per share", 0..=1, "S8; strength is a scenario range";
        /// Codes of the areas in which it is done; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

impl Instrument for MirroredBuilding {
    const ROWS: &'static [Row] = &[Row {
        id: "S8",
        dutch: "gespiegeld bouwen",
        english: "mirrored building",
        reads: "share of social rent in the area against the city's",
        changes: "mix of the lots: the opposite of what stands there",
        source: "S p. 30-31, 46; strength range",
        test: "mirrored_building_puts_social_rent_where_there_is_little",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, mirror);
    }
}

/// Mirrors the mix of the year's lots.
fn mirror(
    instruments: Query<(&MirroredBuilding, &Scope)>,
    mut programme: ResMut<Programme>,
    mut dwellings: Dwellings,
    mut areas: Areas,
) {
    for (settings, scope) in &instruments {
        if settings.strength <= 0.0 || programme.lots.is_empty() {
            continue;
        }
        let (local, city) = social_shares(&dwellings.columns(), areas.columns().area.len());
        for lot in programme.lots.iter_mut().filter(|l| scope.in_area(l.area)) {
            let below = city - local[lot.area as usize];
            lot.set_social(lot.mix[0] + settings.strength * below);
        }
    }
}
