//! What becomes of condemned complexes, whatever set it off (S1 to S4): at the set time
//! one is pulled down and a project takes its place, and those who had to leave may
//! return.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Key};

use super::{Condemned, Pipeline, Project, ProjectKind, split};
use crate::columns::{
    ComplexColumns, Complexes, DwellingColumns, Dwellings, HouseholdColumns, Households, Landlords,
};
use crate::components::{NONE, Special, Urgency, Use};
use crate::ledger::{Item, Ledger};
use crate::run::Run;

/// Tag of a project that replaces a complex.
const REBUILD: u64 = 22;
/// Tag of its mid-market part when that comes later.
const MID_LATER: u64 = 28;
const RETURN: Decision = Decision::named("return after rebuilding");

/// Pulls down what is due, starts what replaces it, and calls back who may return to
/// what is ready.
#[allow(clippy::too_many_arguments)]
pub fn carry_out_renewal(
    run: Res<Run>,
    mut pipeline: ResMut<Pipeline>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut landlords: Landlords,
) {
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let l = landlords.columns();
    let due: Vec<Condemned> = pipeline
        .condemned
        .iter()
        .filter(|p| p.year == run.year)
        .copied()
        .collect();
    for Condemned {
        complex,
        plan,
        mid_delay,
        ..
    } in due
    {
        let gone = pull_down(complex, &run, &mut h, &mut d, &mut c);
        ledger.book(Item::Demolished, f64::from(gone));
        let x = c.complex[complex as usize];
        l.landlord[x.landlord as usize].demolitions += gone;
        let dwellings = (f64::from(gone) * plan.ratio) as u32;
        let mut project = Project {
            key: Key(x.key).derive(REBUILD, run.year as u64, 0).0,
            year: run.year + plan.construction_years,
            planned: run.year + plan.construction_years,
            kind: if plan.for_sitting_tenants() {
                ProjectKind::SittingTenants
            } else {
                ProjectKind::Replacement
            },
            area: x.area,
            dwellings: split(dwellings, plan.mix),
            landlord: x.landlord,
            replaces: complex,
            return_share: plan.return_share,
            rent_over_cap: plan.rent_over_cap,
            rooms: plan.rooms,
            special: Special::None,
        };
        let mid = project.dwellings[Tenure::MidRent as usize];
        if mid_delay > 0 && mid > 0 {
            let later = project.postpone(Tenure::MidRent, mid, mid_delay, MID_LATER);
            pipeline.projects.push(later);
        }
        pipeline.projects.push(project);
    }
    let ready: Vec<(u32, f64)> = pipeline
        .projects
        .iter()
        .filter(|p| p.replaces != NONE && p.year == run.year)
        .map(|p| (p.replaces, p.return_share))
        .collect();
    call_back(&ready, &run, &mut h);
}

/// Demolishes a condemned complex; who still lives there keeps urgency in this year and the two after it.
/// Returns the number of dwellings that went.
fn pull_down(
    row: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
) -> u32 {
    let x = c.complex[row as usize];
    let mut gone = 0;
    for i in x.first..x.first + x.count {
        if d.dwelling[i as usize].state != Use::Condemned {
            continue;
        }
        let occupant = d.dwelling[i as usize].occupant;
        if occupant != NONE {
            crate::occupancy::vacate(occupant, h, d, c, run, 0);
            h.seeker[occupant as usize].urgent_until = run.year16() + 2;
        }
        d.dwelling[i as usize].state = Use::Demolished;
        gone += 1;
    }
    gone
}

/// Lets part of those who had to leave a complex look for a home in what replaces it.
fn call_back(ready: &[(u32, f64)], run: &Run, h: &mut HouseholdColumns) {
    if ready.is_empty() {
        return;
    }
    for (p, s) in h.people.iter().zip(h.seeker.iter_mut()) {
        if !p.alive || s.returns_to == NONE {
            continue;
        }
        let Some(place) = ready.iter().find(|r| r.0 == s.returns_to) else {
            continue;
        };
        if run.draws.draw(RETURN, p.key, run.year).uniform() >= place.1 {
            // Stays where it is by now: the right lapses.
            s.returns_to = NONE;
        } else {
            s.urgency = s.urgency.max(Urgency::Renewal);
            s.urgent_until = run.year16() + 1;
            s.search_since = run.year16();
            s.search_round = 0;
        }
    }
}
