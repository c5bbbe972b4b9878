//! A reform that changes nothing changes no number: an act that is in force nowhere,
//! against the base, compared bit by bit.
//!
//! `cargo run --release --example placebo`

use buurt::lab::Simulation as _;
use buurt::{Experiment, core::Column};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut experiment = Experiment::load(Path::new("scenarios/tutorial.ron"))?;
    let mut placebo = experiment.policies[0].clone();
    placebo.rotterdam_act.in_force = true;
    placebo.rotterdam_act.areas = Vec::new();
    placebo.demolition.in_force = true;
    placebo.demolition.dwellings_per_year = 0;
    experiment.policies[1] = placebo;

    let branch = experiment.prepare(0)?;
    let base = experiment.run(&branch, 0, 0)?;
    let same = experiment.run(&branch, 1, 0)?;
    let mut numbers = 0;
    for (a, b) in base.tables.iter().zip(&same.tables) {
        assert_eq!(a.name, b.name);
        for ((name, x), (_, y)) in a.columns.iter().zip(&b.columns) {
            assert!(identical(x, y), "{}.{name} differs", a.name);
            numbers += x.len();
        }
    }
    println!(
        "{numbers} numbers in {} tables, none differs",
        base.tables.len()
    );
    assert!(numbers > 80_000);
    Ok(())
}

/// Equal in every bit (so that "not defined" equals "not defined").
fn identical(x: &Column, y: &Column) -> bool {
    match (x, y) {
        (Column::F64(x), Column::F64(y)) => x
            .iter()
            .map(|v| v.to_bits())
            .eq(y.iter().map(|v| v.to_bits())),
        (Column::F32(x), Column::F32(y)) => x
            .iter()
            .map(|v| v.to_bits())
            .eq(y.iter().map(|v| v.to_bits())),
        _ => x == y,
    }
}
