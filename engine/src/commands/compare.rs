//! `buurt compare`: paired differences of a results folder.

use super::run::{headlines, labels};
use super::{Failure, print};
use buurt_lab::CompareOptions;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `buurt compare`.
#[derive(Args)]
pub struct CompareArguments {
    /// The results folder.
    dir: PathBuf,
    /// The variant to compare with [default: the first]
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
    /// Show every index at this level (city, pc4, complex, portiek) instead of the headlines.
    #[arg(long, value_name = "LEVEL")]
    by: Option<String>,
    /// Half-width of the 95 % interval for which the number of replicates is given.
    #[arg(long, default_value_t = 0.001, value_name = "X")]
    half_width: f64,
    /// Leave out groups of which the city has fewer than N households.
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_cell: u32,
}

pub(crate) fn compare(a: &CompareArguments) -> Result<(), Failure> {
    if a.half_width.is_nan() || a.half_width <= 0.0 {
        return Err(Failure::Input(format!(
            "--half-width {}: allowed is a number above 0",
            a.half_width
        )));
    }
    let options = CompareOptions {
        baseline: a.baseline.clone(),
        level: a.by.clone(),
        half_width: a.half_width,
    };
    let mut comparison = buurt_lab::compare(&a.dir, &options)?;
    let left_out = if a.min_cell > 0 {
        comparison.suppress(&a.dir, a.min_cell)?
    } else {
        0
    };
    let mut text = if a.by.is_some() {
        comparison.screen(&[])
    } else {
        comparison.write(&a.dir)?;
        let manifest = buurt_lab::manifest::read_manifest(&a.dir)?.unwrap_or_default();
        let scenario = &manifest["science"]["scenario"];
        let chosen = headlines(scenario);
        let mut text = comparison.screen(&chosen);
        if let Some(question) = scenario["question"].as_str() {
            text += &format!("Answer to: {question}\n");
        }
        text + &comparison.answers(&chosen, &labels(scenario))
    };
    if left_out > 0 {
        text += &format!(
            "{left_out} rows are left out: the city has fewer than {} households in or outside the group\n",
            a.min_cell
        );
    }
    print(&text)
}
