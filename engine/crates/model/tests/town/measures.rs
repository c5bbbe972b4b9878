//! What tests measure in a run of the town.

use buurt_model::components::{Area, Building, Care, Complex, Dwelling, NONE, People, Special};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::{LettingLog, Move};
use buurt_model::rulebook::Reason;
use buurt_model::{Simulation, components};

/// Dwellings by tenure that stand, rooms included.
pub fn stock(run: &mut Simulation) -> [u32; 4] {
    let world = run.world_mut();
    let mut count = [0; 4];
    for d in world.query::<&components::Dwelling>().iter(world) {
        count[d.tenure as usize] += u32::from(d.state != components::Use::Demolished);
    }
    count
}

/// Steps a run through `years` years and collects the moves with their year.
pub fn moves(run: &mut Simulation, years: i32) -> Vec<(i32, Move)> {
    let mut all = Vec::new();
    for _ in 0..years {
        let year = run.year();
        run.step();
        let log = run.world_mut().resource::<LettingLog>();
        all.extend(log.moves.iter().map(|m| (year, *m)));
    }
    all
}

/// Isolation of vulnerable households at the level of complexes: the mean share of
/// vulnerable households where a vulnerable household lives.
pub fn isolation_by_complex(run: &mut Simulation) -> f64 {
    let world = run.world_mut();
    let (mut sum, mut all) = (0.0, 0.0);
    for x in world.query::<&components::Complex>().iter(world) {
        let (v, n) = (f64::from(x.vulnerable), f64::from(x.households));
        if n > 0.0 {
            sum += v * v / n;
            all += v;
        }
    }
    sum / all
}

/// Refusals by a rule, over years.
pub fn refusals(run: &mut Simulation, years: i32, reason: Reason) -> u32 {
    let mut count = 0;
    for _ in 0..years {
        run.step();
        let log = run.world_mut().resource::<LettingLog>();
        let tallies = log.tallies().map(|(_, t)| t.refusals[reason as usize]);
        count += tallies.sum::<u32>();
    }
    count
}

/// Steps a run and adds up an item of the ledger.
pub fn booked(run: &mut Simulation, years: i32, item: Item) -> f64 {
    let mut sum = 0.0;
    for _ in 0..years {
        run.step();
        sum += run.world_mut().resource::<Ledger>().of(item);
    }
    sum
}

/// Every household's true vulnerability, support and knowledge, and its persons.
pub fn people(run: &mut Simulation) -> Vec<(People, Care)> {
    let world = run.world_mut();
    let mut found = world.query::<(&People, &Care)>();
    found.iter(world).map(|(p, c)| (*p, *c)).collect()
}

/// Rows of households that live in a kind of facility.
pub fn residents(run: &mut Simulation, kind: Special) -> Vec<u32> {
    let world = run.world_mut();
    let complexes: Vec<Complex> = world.query::<&Complex>().iter(world).copied().collect();
    let mut query = world.query::<&Dwelling>();
    query
        .iter(world)
        .filter(|d| complexes[d.building.complex as usize].special == kind && d.occupant != NONE)
        .map(|d| d.occupant)
        .collect()
}

/// Runs to the end of a year and sums what was booked.
pub fn booked_until(run: &mut Simulation, last_year: i32) -> Vec<f64> {
    let mut sums = vec![0.0; Item::ALL.len()];
    while run.year() <= last_year {
        run.step();
        let ledger = run.world_mut().resource::<Ledger>();
        for (sum, item) in sums.iter_mut().zip(Item::ALL) {
            *sum += ledger.of(*item);
        }
    }
    sums
}

/// Every dwelling with its complex.
pub fn dwellings(run: &mut Simulation) -> Vec<(Building, Dwelling, Complex)> {
    let world = run.world_mut();
    let complexes: Vec<Complex> = world.query::<&Complex>().iter(world).copied().collect();
    let mut query = world.query::<&Dwelling>();
    query
        .iter(world)
        .map(|d| (d.building, *d, complexes[d.building.complex as usize]))
        .collect()
}

pub fn areas(run: &mut Simulation) -> Vec<Area> {
    let world = run.world_mut();
    world.query::<&Area>().iter(world).copied().collect()
}

pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(s, n), x| (s + x, n + 1.0));
    sum / n
}
