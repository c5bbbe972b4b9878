//! Two policies, the same people: what does demolition in the poorest area do to the
//! segregation of low incomes, and how much does pairing the runs help? In so small a town
//! the second question takes many replicates.
//!
//! `cargo run --release --example policy_pair`

use buurt::lab::Simulation as _;
use buurt::{Experiment, core::Column, metrics};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let experiment = Experiment::load(Path::new("scenarios/tutorial.ron"))?;
    let names: Vec<&str> = experiment
        .scenario
        .variants
        .iter()
        .map(|v| v.name.as_str())
        .collect();
    let demolition = names
        .iter()
        .position(|n| *n == "demolition")
        .ok_or("no such variant")?;

    let (mut base, mut changed) = (Vec::new(), Vec::new());
    for replicate in 0..48 {
        // The burn-in is shared: both runs branch off from the same town.
        let branch = experiment.prepare(replicate)?;
        base.push(last_dissimilarity(&experiment.run(&branch, 0, replicate)?)?);
        changed.push(last_dissimilarity(
            &experiment.run(&branch, demolition, replicate)?,
        )?);
    }
    let p = metrics::paired(&base, &changed);
    println!(
        "dissimilarity of low incomes at PC4 level, last year: {:+.4} (95 % interval {:+.4} to {:+.4})",
        p.mean, p.ci_low, p.ci_high
    );
    println!(
        "variance of the paired difference / of an unpaired one: {:.2}",
        p.variance_ratio
    );
    assert!(
        p.ci_high < 0.0,
        "replacing the poorest area's flats lowers the index in this town"
    );
    assert!(p.variance_ratio < 1.0, "pairing saves runs");
    Ok(())
}

fn last_dissimilarity(output: &buurt::lab::plan::RunOutput) -> Result<f64, Box<dyn Error>> {
    let table = output
        .tables
        .iter()
        .find(|t| t.name == "indices")
        .ok_or("no table of indices")?;
    let text = |name: &str, row: usize| match table.column(name) {
        Some(Column::Category { codes, categories }) => categories[codes[row] as usize].clone(),
        _ => String::new(),
    };
    let Some(Column::F64(value)) = table.column("value") else {
        return Err("no values".into());
    };
    (0..table.rows())
        .rev()
        .find(|&row| {
            text("level", row) == "pc4"
                && text("group", row) == "low_income"
                && text("index", row) == "dissimilarity"
        })
        .map(|row| value[row])
        .ok_or_else(|| "no such index".into())
}
