//! `buurt compare`: paired differences of a results folder.

use super::run::{headlines, labels};
use super::{Failure, accounts, print};
use buurt_lab::CompareOptions;
use buurt_lab::disclosure::Small;
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
    /// Count costs with the prices of this file (RON) instead of the scenario's.
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
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
    let small = match a.min_cell {
        0 => None,
        n => Some(Small::of(&a.dir, n, &|_| true)?),
    };
    let mut left_out = small.as_ref().map_or(0, |s| comparison.suppress(s));
    let mut text = if a.by.is_some() {
        comparison.screen(&[])
    } else {
        let manifest = buurt_lab::manifest::read_manifest(&a.dir)?.unwrap_or_default();
        let scenario = &manifest["science"]["scenario"];
        let prices = accounts::prices(&a.dir, scenario, a.prices.as_deref())?;
        let chosen = headlines(scenario);
        comparison.write(&a.dir)?;
        let baseline = a.baseline.as_deref();
        let (more, out) =
            accounts::write(&a.dir, baseline, &prices, scenario, &chosen, small.as_ref())?;
        left_out += out;
        let mut text = comparison.screen(&chosen) + &more;
        if let Some(question) = scenario["question"].as_str() {
            text += &format!("Answer to: {question}\n");
        }
        text + &comparison.answers(&chosen, &labels(scenario))
    };
    if left_out > 0 {
        text += &format!(
            "{left_out} rows are left out: they tell of fewer than {} households\n",
            a.min_cell
        );
    }
    print(&text)
}
