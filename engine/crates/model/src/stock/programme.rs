//! The year's programme of new building: lots by area. The number follows the
//! dwelling path of the scenario, so that it is the same in every variant; what is
//! demolished and rebuilt comes beside it.

use bevy_ecs::prelude::*;
use buurt_core::Key;

use super::{Pipeline, Project, split};
use crate::columns::{Areas, Landlords};
use crate::components::NONE;
use crate::instruments::NewBuild;
use crate::run::Run;

/// Tag of projects of the programme.
const PROGRAMME: u64 = 21;

/// A part of the programme in one area, before it becomes a project.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    /// Stable key of the project it becomes.
    pub key: u64,
    /// Row of the area.
    pub area: u32,
    /// Dwellings.
    pub dwellings: u32,
    /// Shares of social, mid-market and private rent; the rest owner-occupied.
    pub mix: [f64; 3],
    /// Years until delivery.
    pub delay: i32,
    /// In an expansion area.
    pub expansion: bool,
}

/// The year's lots, for instruments to change between planning and commitment.
#[derive(Resource, Debug, Clone, Default)]
pub struct Programme {
    /// Lots in the order of areas.
    pub lots: Vec<Lot>,
}

/// Plans the lots of the year: how many follow the dwelling path, where follows the
/// areas' expansion weights. Lots of fewer than 20 dwellings are carried to the next area.
pub fn plan_programme(
    run: Res<Run>,
    new_build: Query<&NewBuild>,
    mut programme: ResMut<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut areas: Areas,
) {
    programme.lots.clear();
    let before = pipeline.path_before;
    pipeline.path_before = run.dwelling_path;
    let wanted = (pipeline.initial_dwellings * (run.dwelling_path - before)).max(0.0);
    let a = areas.columns();
    let weights: Vec<f64> = a
        .area
        .iter()
        .map(|x| f64::from(x.expansion_weight))
        .collect();
    let weight: f64 = weights.iter().sum();
    let Some(settings) = new_build.iter().next() else {
        return;
    };
    if weight <= 0.0 || wanted < 1.0 {
        return;
    }
    let most = weights.iter().fold(0.0_f64, |m, w| m.max(*w));
    let mut carried = 0.0;
    for (area, w) in weights.iter().enumerate() {
        carried += wanted * w / weight;
        if carried >= 20.0 {
            programme.lots.push(Lot {
                key: Key(pipeline.city)
                    .derive(PROGRAMME, run.year as u64, area as u64)
                    .0,
                area: area as u32,
                dwellings: carried as u32,
                mix: [settings.social, settings.mid, settings.private],
                delay: 0,
                expansion: *w >= 0.5 * most,
            });
            carried -= f64::from(carried as u32);
        }
    }
}

/// Turns the lots into projects, a corporation for each.
pub fn commit_programme(
    run: Res<Run>,
    programme: Res<Programme>,
    mut pipeline: ResMut<Pipeline>,
    mut landlords: Landlords,
) {
    let corporations: Vec<u32> = landlords
        .columns()
        .landlord
        .iter()
        .enumerate()
        .filter(|(_, l)| l.corporation)
        .map(|(i, _)| i as u32)
        .collect();
    for lot in &programme.lots {
        let pick = (buurt_core::key::mix(lot.key) % corporations.len().max(1) as u64) as usize;
        pipeline.projects.push(Project {
            key: lot.key,
            year: run.year + lot.delay,
            area: lot.area,
            dwellings: split(lot.dwellings, lot.mix),
            landlord: corporations.get(pick).copied().unwrap_or(NONE),
            replaces: NONE,
            rent_over_cap: 0.0,
            rooms: 0,
        });
    }
}
