//! What was planned against what is built: every part of a project in the year for which it
//! was planned, with the year in which it is delivered. Norms for the mix of new building
//! are kept or missed here (30/30/30, S p. 24, 31).

use bevy_ecs::prelude::*;

use super::{Pipeline, ProjectKind};
use crate::columns::{Areas, Complexes};
use crate::instruments::mean_status;
use crate::run::Run;

/// Dwellings planned for a year, of one area, kind and year of delivery.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planned {
    /// Row of the area.
    pub area: u32,
    /// Why they are built.
    pub kind: ProjectKind,
    /// The status of the area lies below the city's mean.
    pub weak: bool,
    /// Year of delivery.
    pub delivered: i32,
    /// Dwellings by tenure.
    pub dwellings: [u32; 4],
}

/// Notes what was planned for this year, once every instrument has changed it.
pub fn note_plans(
    run: Res<Run>,
    mut pipeline: ResMut<Pipeline>,
    mut complexes: Complexes,
    mut areas: Areas,
) {
    let pipeline = &mut *pipeline;
    pipeline.plans.clear();
    let a = areas.columns();
    let mean = mean_status(&a, &complexes.columns());
    for project in pipeline.projects.iter().filter(|p| p.planned == run.year) {
        let weak = f64::from(a.area[project.area as usize].status) < mean;
        let (area, kind, delivered) = (project.area, project.kind, project.year);
        let same = |p: &&mut Planned| (p.area, p.kind, p.delivered) == (area, kind, delivered);
        if let Some(there) = pipeline.plans.iter_mut().find(same) {
            let sums = there.dwellings.iter_mut().zip(project.dwellings);
            sums.for_each(|(sum, n)| *sum += n);
        } else {
            pipeline.plans.push(Planned {
                area,
                kind,
                weak,
                delivered,
                dwellings: project.dwellings,
            });
        }
    }
    let nothing = |p: &Planned| p.dwellings.iter().all(|n| *n == 0);
    pipeline.plans.retain(|p| !nothing(p));
    let order = |p: &Planned| (p.area, p.kind, p.delivered);
    pipeline.plans.sort_unstable_by_key(order);
}
