//! `buurt patterns`: stylised facts on a results folder, with verdict and distance.

use super::{Failure, print};
use buurt_lab::patterns::{Verdict, patterns as judge};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt patterns`.
#[derive(Args)]
pub struct PatternsArguments {
    /// The results folder.
    dir: PathBuf,
    /// End with exit code 1 when a pattern fails.
    #[arg(long)]
    strict: bool,
}

pub(crate) fn patterns(a: &PatternsArguments) -> Result<(), Failure> {
    let report = judge(&a.dir)?;
    print(&report.screen())?;
    match report.count(Verdict::Fail) {
        failed if a.strict && failed > 0 => Err(Failure::Runs(format!(
            "{failed} patterns are not as wanted"
        ))),
        _ => Ok(()),
    }
}
