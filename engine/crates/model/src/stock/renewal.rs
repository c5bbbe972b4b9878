//! Renewal of complexes, whatever set it off (S1 to S4): a complex is condemned, its
//! tenants get renewal urgency, at the set time it is pulled down and a project takes
//! its place, and those who had to leave may return. Or it is renovated: the tenants
//! stay, the energy label improves, value and legal rent rise, and part of that is
//! passed on in the rent.

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Key};

use super::{Condemned, Pipeline, Plan, Project, split};
use crate::columns::{
    ComplexColumns, Complexes, DwellingColumns, Dwellings, HouseholdColumns, Households, Landlords,
};
use crate::components::{Landlord, NONE, Special, Urgency, Use};
use crate::ledger::{Item, Ledger};
use crate::run::Run;

/// Tag of a project that replaces a complex.
const REBUILD: u64 = 22;
/// Tag of its mid-market part when that comes later.
const MID_LATER: u64 = 28;
const RETURN: Decision = Decision::named("return after rebuilding");

/// Whether a complex can be condemned or renovated: of a corporation, self-contained,
/// in ordinary use.
pub fn renewable(
    row: usize,
    pipeline: &Pipeline,
    d: &DwellingColumns,
    c: &ComplexColumns,
    landlords: &[Landlord],
) -> bool {
    let x = &c.complex[row];
    x.count > 0
        && x.landlord != NONE
        && landlords[x.landlord as usize].corporation
        // A corporation without money renews nothing (D15).
        && !landlords[x.landlord as usize].pressed
        && d.dwelling[x.first as usize].state == Use::Ordinary
        && d.building[x.first as usize].shared == NONE
        && !pipeline.condemned.iter().any(|p| p.complex == row as u32)
}

/// Energy label of what is still rented in a complex, by its first such dwelling; none if
/// all is sold. What is sold keeps its label, and says nothing of what is left to do.
pub fn rented_label(row: u32, d: &DwellingColumns, c: &ComplexColumns) -> Option<u8> {
    let x = &c.complex[row as usize];
    let mut rented = (x.first as usize..(x.first + x.count) as usize)
        .filter(|&i| d.dwelling[i].tenure != Tenure::Owner && d.dwelling[i].state == Use::Ordinary);
    rented.next().map(|i| d.building[i].energy_label)
}

/// Rows of the renewable complexes of some areas, oldest first.
pub fn oldest_first(
    in_area: impl Fn(u32) -> bool,
    pipeline: &Pipeline,
    d: &DwellingColumns,
    c: &ComplexColumns,
    landlords: &[Landlord],
) -> Vec<u32> {
    let mut found: Vec<(i16, u64, u32)> = (0..c.complex.len())
        .filter(|&i| in_area(c.complex[i].area) && renewable(i, pipeline, d, c, landlords))
        .map(|i| (c.complex[i].year_built, c.complex[i].key, i as u32))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|x| x.2).collect()
}

/// Condemns a complex: no new lets, and its tenants get renewal urgency until it goes.
#[allow(clippy::too_many_arguments)]
pub fn condemn(
    row: u32,
    plan: Plan,
    run: &Run,
    pipeline: &mut Pipeline,
    ledger: &mut Ledger,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &ComplexColumns,
) {
    let year = run.year + plan.relocation_years;
    pipeline.condemned.push(Condemned {
        complex: row,
        year,
        plan,
        mid_delay: 0,
    });
    let x = c.complex[row as usize];
    for i in x.first..x.first + x.count {
        let dw = &mut d.dwelling[i as usize];
        if dw.tenure == Tenure::Owner {
            continue;
        }
        dw.state = Use::Condemned;
        if dw.occupant != NONE {
            let s = &mut h.seeker[dw.occupant as usize];
            s.urgency = s.urgency.max(Urgency::Renewal);
            s.urgent_until = year as i16;
            s.search_since = run.year16();
            s.search_round = 0;
            s.registered = s.registered.min(run.year as f32);
            s.returns_to = row;
            ledger.book(Item::Relocated, 1.0);
        }
    }
}

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

/// Demolishes a condemned complex; who still lives there keeps urgency for two years.
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
        let place = ready.iter().find(|r| r.0 == s.returns_to);
        if place.is_some_and(|r| run.draws.draw(RETURN, p.key, run.year).uniform() < r.1) {
            s.urgency = s.urgency.max(Urgency::Renewal);
            s.urgent_until = run.year16() + 1;
            s.search_since = run.year16();
            s.search_round = 0;
        }
    }
}

/// What a renovation does to a dwelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Renovation {
    /// Energy label afterwards, 0 = A … 6 = G; better labels stay.
    pub label: u8,
    /// Rise of the value, as a share.
    pub value: f64,
    /// Rise of the legal maximum rent per label step, as a share.
    pub max_rent: f64,
    /// Rise of the sitting tenant's rent per label step, euro a month, up to the maximum.
    pub rent_eur: f64,
}

/// Renovates the rented dwellings of a complex with their tenants in them; returns how
/// many.
pub fn renovate(
    row: u32,
    what: &Renovation,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &ComplexColumns,
) -> u32 {
    let x = c.complex[row as usize];
    let mut done = 0;
    for i in (x.first..x.first + x.count).map(|i| i as usize) {
        let (b, dw) = (&mut d.building[i], &mut d.dwelling[i]);
        if dw.tenure == Tenure::Owner || dw.state != Use::Ordinary {
            continue;
        }
        let steps = f64::from(b.energy_label.saturating_sub(what.label));
        b.energy_label = b.energy_label.min(what.label);
        dw.woz_eur *= (1.0 + what.value) as f32;
        dw.max_rent_eur *= (1.0 + what.max_rent * steps) as f32;
        let rent = dw.rent_eur + (what.rent_eur * steps) as f32;
        dw.rent_eur = rent.min(dw.max_rent_eur).max(dw.rent_eur);
        if dw.occupant != NONE {
            h.home[dw.occupant as usize].rent_eur = dw.rent_eur;
        }
        done += 1;
    }
    done
}
