//! S10: the 30/30/30 norm (Ede): a third cheap, a third mid-market, a third dear. In
//! renewal areas the dear part is hard to realise: it slides to the back of the
//! programme, and what was built in the meantime is still mostly social rent.
//!
//! It changes nothing where thirds are built anyway and the dear part comes in time; no other
//! setting of it is neutral, but that its years lie outside the run.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::area_renewal::mean_status;
use super::{Instrument, Row, Scope};
use crate::columns::{Areas, Complexes};
use crate::components::NONE;
use crate::phases::Phases;
use crate::run::Run;
use crate::stock::{Pipeline, Programme};

parameters! {
    /// The 30/30/30 norm and the slippage of its dear part (S10).
    #[derive(Component)]
    pub struct ThirdsNorm: "thirds_norm" {
        /// Whether the norm holds for new projects.
        in_force: bool = false, "-", 0..=1, "S10";
        /// Chance that a dear dwelling in a renewal area is built in time; the others slide back.
        dear_realised: f64 = 0.35, "share of the dear part", 0..=1, "scenario range; S p. 24, 31: the dear part is hard to realise, 65 to 70 % social in practice";
        /// Years by which the dear part slides.
        slippage_years: i32 = 5, "years", 1..=50, "scenario range";
        /// Codes of the renewal areas; none means all whose status lies below the city's mean.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
    }
}

/// Shares of social, mid-market and private rent; the last third is owner-occupied.
const THIRDS: [f64; 3] = [1.0 / 3.0, 1.0 / 3.0, 0.0];
/// Tag of the part that slides to the back.
const LATER: u64 = 25;
const SLIPS: Decision = Decision::named("dear part slips");

impl Instrument for ThirdsNorm {
    const ROWS: &'static [Row] = &[Row {
        id: "S10",
        dutch: "30/30/30-norm",
        english: "equal thirds cheap, mid, dear",
        reads: "lots and rebuilding projects, status of the area",
        changes: "mix in thirds, also of what is rebuilt; in renewal areas part of the dear third comes years later",
        source: "S p. 24, 30-31, E-17; slippage range",
        test: "the_dear_third_slips_in_renewal_areas",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, build_in_thirds);
    }
}

/// Sets the mix of lots to thirds, also where a demolished complex is replaced, unless that
/// is for its sitting tenants (S2), and lets the dear part slip in renewal areas.
fn build_in_thirds(
    run: Res<Run>,
    instruments: Query<(&ThirdsNorm, &Scope)>,
    mut programme: ResMut<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut complexes: Complexes,
    mut areas: Areas,
) {
    for (norm, scope) in &instruments {
        if !norm.in_force || !(norm.from..=norm.until).contains(&run.year) {
            continue;
        }
        let a = areas.columns();
        let mean = mean_status(&a, &complexes.columns());
        let renewal = |area: u32| {
            if scope.areas.is_empty() {
                f64::from(a.area[area as usize].status) < mean
            } else {
                scope.in_area(area)
            }
        };
        let slipping = |dear: u32, key: u64| {
            (0..dear)
                .filter(|&i| {
                    run.draws.draw_in(SLIPS, key, run.year, i).uniform() >= norm.dear_realised
                })
                .count() as u32
        };
        let mut later = Vec::new();
        for lot in &mut programme.lots {
            lot.mix = THIRDS;
            if renewal(lot.area) {
                let dear = crate::stock::split(lot.dwellings, lot.mix)[Tenure::Owner as usize];
                let n = slipping(dear, lot.key);
                if n > 0 {
                    let mut part = lot.split_off(n, [0.0; 3], LATER);
                    part.delay += norm.slippage_years;
                    later.push(part);
                }
            }
        }
        programme.lots.append(&mut later);
        for condemned in pipeline.condemned.iter_mut() {
            if condemned.year == run.year && !condemned.plan.for_sitting_tenants() {
                condemned.plan.mix = THIRDS;
            }
        }
        let mut postponed = Vec::new();
        for project in &mut pipeline.projects {
            if project.year != run.year || project.replaces == NONE || !renewal(project.area) {
                continue;
            }
            let dear = project.dwellings[Tenure::Owner as usize];
            let n = slipping(dear, project.key);
            if n > 0 {
                postponed.push(project.postpone(Tenure::Owner, n, norm.slippage_years, LATER));
            }
        }
        pipeline.projects.append(&mut postponed);
    }
}
