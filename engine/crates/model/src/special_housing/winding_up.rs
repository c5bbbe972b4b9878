//! The end of a facility: units cleared when their site must be left, and what becomes of
//! them when it is no longer in force.

use bevy_ecs::prelude::{Query, Res, ResMut};

use super::{Facility, Site, SpecialHousing};
use crate::columns::{ComplexColumns, Complexes, DwellingColumns, Dwellings, HouseholdColumns};
use crate::components::{NONE, Special, Use};
use crate::ledger::{Item, Ledger};
use crate::occupancy::vacate;
use crate::run::Run;
use crate::stock::Pipeline;

/// Winds up a facility that is no longer in force: a site that was found is given back, and
/// once nobody lives in the units any more they go to other use, or go.
#[allow(clippy::too_many_arguments)]
pub fn wind_up<F: Facility>(
    run: Res<Run>,
    instruments: Query<&F>,
    mut special: ResMut<SpecialHousing>,
    mut pipeline: ResMut<Pipeline>,
    mut ledger: ResMut<Ledger>,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    let found = |s: &(Special, Site)| s.0 == F::KIND && matches!(s.1, Site::Found(..));
    if instruments.iter().any(|f| f.search().is_some()) || !special.sites.iter().any(found) {
        return;
    }
    pipeline
        .projects
        .retain(|p| p.special != F::KIND || p.year < run.year);
    let (d, c) = (dwellings.columns(), complexes.columns());
    let units = units(F::KIND, &d, &c);
    if units
        .iter()
        .any(|&i| d.dwelling[i as usize].occupant != NONE)
    {
        return;
    }
    for &i in &units {
        let unit = &mut d.dwelling[i as usize];
        unit.state = F::AFTERWARDS;
        unit.open_from = run.now(0);
    }
    if F::AFTERWARDS == Use::Demolished {
        ledger.book(Item::Demolished, units.len() as f64);
    } else {
        for x in c.complex.iter_mut().filter(|x| x.special == F::KIND) {
            x.special = Special::None;
        }
    }
    // Whoever wants one again has to look for a site again.
    special.sites.retain(|s| !found(s));
}

/// Clears the units of a kind that opened in a year; returns how many went and who lived
/// there, now without a home.
pub fn clear_site(
    kind: Special,
    opened: i32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
) -> (u32, Vec<u32>) {
    let (mut gone, mut residents) = (0, Vec::new());
    for unit in units(kind, d, c) {
        let i = unit as usize;
        if i32::from(d.dwelling[i].building.year_built) != opened {
            continue;
        }
        let row = d.dwelling[i].occupant;
        if row != NONE {
            vacate(row, h, d, c, run, 0);
            h.seeker[row as usize].search_since = run.year16();
            h.seeker[row as usize].search_round = 0;
            residents.push(row);
        }
        d.dwelling[i].state = Use::Demolished;
        gone += 1;
    }
    (gone, residents)
}

/// Rows of the units of a kind of facility.
pub fn units(kind: Special, d: &DwellingColumns, c: &ComplexColumns) -> Vec<u32> {
    c.complex
        .iter()
        .filter(|x| x.special == kind)
        .flat_map(|x| x.first..x.first + x.count)
        .filter(|&i| d.dwelling[i as usize].state == Use::Special)
        .collect()
}
