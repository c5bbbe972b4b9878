//! Bytes of memory per household with its dwelling, counted by the allocator in a process of
//! its own: `cargo test --release --test memory -- --nocapture` prints them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt::Experiment;
use buurt_model::components::People;
use buurt_model::letting_log::{LettingLog, Move};
use peak_alloc::PeakAlloc;
use std::path::Path;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a run alone may take at its peak, per household at its end, without the list of the
/// year's moves, which only tables are made of. The tables of a year are part of it.
const MOST: f64 = 500.0;

#[test]
fn a_household_with_its_dwelling_takes_no_more_than_it_did() {
    let experiment = Experiment::load(Path::new("scenarios/nijmegen.ron")).unwrap();
    let city = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut run = experiment.burn_in(0);
    let world = MEMORY.current_usage() - city;
    while run.year() <= experiment.scenario.last_year {
        run.step();
        // Handed over before the next year, as it would be to the disk.
        drop(run.tables());
    }
    let peak = MEMORY.peak_usage();
    let kept = MEMORY.current_usage();
    let world_mut = run.world_mut();
    let households = world_mut
        .query::<&People>()
        .iter(world_mut)
        .filter(|p| p.alive)
        .count();
    let per = |bytes: usize| bytes as f64 / households as f64;
    println!("{households} households at the end; bytes for each:");
    println!("{:6.0} city, law and donors, shared by all runs", per(city));
    println!(
        "{:6.0} world of a run after burn-in, with room for the years to come",
        per(world)
    );
    println!("{:6.0} all that a run keeps at its end", per(kept));
    let log = world_mut.resource::<LettingLog>();
    let moves = log.moves.capacity() * size_of::<Move>();
    println!("{:6.0} at the peak, with the tables of one year", per(peak));
    println!("{:6.0} of them the list of the year's moves", per(moves));
    let before = MEMORY.current_usage();
    let snapshot = run.snapshot(0);
    println!(
        "{:6.0} more for the common start of several variants",
        per(MEMORY.current_usage() - before)
    );
    drop(snapshot);
    let held = per(peak - moves);
    assert!(held <= MOST, "{held:.0} bytes");
}
