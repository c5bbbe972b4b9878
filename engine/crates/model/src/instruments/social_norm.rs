//! S9: the norm that thirty per cent of new building is social rent. Before the crisis
//! most cities had it; since then it was lowered or let go.

use bevy_ecs::prelude::*;
use buurt_core::Phase;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::Programme;

parameters! {
    /// Social-rent norm in new building (S9).
    #[derive(Component)]
    pub struct SocialNorm: "social_norm" {
        /// Whether the norm holds.
        in_force: bool = false, "-", 0..=1, "S9";
        /// Least share of social rent in a project.
        share: f64 = 0.30, "share", 0..=1, "S p. 30: the 30 per cent norm";
        /// Smallest project to which it applies.
        smallest: u32 = 20, "dwellings", 0..=100000, "scenario range";
        /// Codes of the areas in which it holds; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
    }
}

impl Instrument for SocialNorm {
    const ROWS: &'static [Row] = &[Row {
        id: "S9",
        dutch: "30-procentnorm sociale huur",
        english: "30 % social-rent norm in new build",
        reads: "size and mix of a project",
        changes: "least share of social rent in its mix",
        source: "S p. 30",
        test: "the_social_norm_is_a_floor_for_every_project",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, apply);
    }
}

/// Raises the social share of lots below the norm.
fn apply(
    run: Res<Run>,
    instruments: Query<(&SocialNorm, &Scope)>,
    mut programme: ResMut<Programme>,
) {
    for (norm, scope) in &instruments {
        if !norm.in_force || !(norm.from..=norm.until).contains(&run.year) {
            continue;
        }
        for lot in &mut programme.lots {
            let bound = scope.in_area(lot.area) && lot.dwellings >= norm.smallest;
            if bound && lot.mix[0] < norm.share {
                lot.set_social(norm.share);
            }
        }
    }
}
