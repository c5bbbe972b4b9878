//! `buurt patterns`: stylised facts on a results folder, with verdict and distance.

use super::{Failure, print};
use buurt_city::Observed;
use buurt_lab::patterns::{Verdict, patterns as judge};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt patterns`.
#[derive(Args)]
pub struct PatternsArguments {
    /// The results folder.
    dir: PathBuf,
    /// End with exit code 1 when a pattern that is shown fails.
    #[arg(long)]
    strict: bool,
    /// Withhold lines that tell of fewer than N households, persons, moves, lets or seekers.
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_cell: u32,
    /// Hold the base against what was observed later (a file made by `buurt import --observed`).
    #[arg(long, value_name = "FILE")]
    observed: Option<PathBuf>,
}

pub(crate) fn patterns(a: &PatternsArguments) -> Result<(), Failure> {
    let observed = a.observed.as_deref().map(Observed::read).transpose()?;
    let report = judge(&a.dir, a.min_cell, observed.as_ref())?;
    print(&report.screen())?;
    // Lines that are withheld neither pass nor fail: the exit code tells of none.
    match report.count(Verdict::Fail) {
        failed if a.strict && failed > 0 => Err(Failure::Runs(format!(
            "{failed} patterns are not as wanted"
        ))),
        _ => Ok(()),
    }
}
