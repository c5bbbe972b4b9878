//! `buurt compare`: paired differences of a results folder.

use super::run::labels;
use super::{Failure, accounts, print};
use buurt_lab::CompareOptions;
use buurt_lab::disclosure::Small;
use buurt_lab::headlines::headlines;
use buurt_report::figures::FIGURES;
use clap::Args;
use std::path::{Path, PathBuf};

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
    /// Leave out what tells of fewer than N households and round all counts to fives, in tables
    /// and figures; 0 brings all back.
    #[arg(long, value_name = "N")]
    min_cell: Option<u32>,
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
        None | Some(0) => None,
        Some(n) => Some(Small::of(&a.dir, n, &|_| true)?),
    };
    let mut left_out = small.as_ref().map_or(0, |s| comparison.suppress(s));
    let mut text = if a.by.is_some() {
        comparison.screen(&[])
    } else {
        let manifest = buurt_lab::manifest::read_manifest(&a.dir)?.unwrap_or_default();
        let science = &manifest["science"];
        let scenario = &science["scenario"];
        let prices = accounts::prices(&a.dir, scenario, a.prices.as_deref())?;
        let chosen = headlines(science);
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
    let min_cell = a.min_cell.unwrap_or_default();
    if left_out > 0 {
        text += &format!(
            "{left_out} rows are left out: they tell of fewer than {min_cell} households\n"
        );
    }
    if a.by.is_none() && a.min_cell.is_some() {
        text += &figures(&a.dir, min_cell)?;
    }
    print(&text)
}

/// Draws the figures again as the tables now are; says which files may leave a secure
/// environment.
fn figures(dir: &Path, min_cell: u32) -> Result<String, Failure> {
    if min_cell == 0 {
        buurt_report::write_all(dir)?;
        return Ok("The figures are drawn again with small cells\n".to_owned());
    }
    let done = buurt_report::write_suppressed(dir, min_cell)?;
    let list = |paths: &[PathBuf]| -> String {
        let names = paths.iter().filter_map(|p| p.file_name());
        names
            .map(|n| format!(" {FIGURES}/{}", n.display()))
            .collect()
    };
    let mut text = format!(
        "\nWithout cells of fewer than {min_cell} households, counts rounded to fives: comparison, contributions, costs, chains and profiles (.csv and .parquet, as far as there are)\n"
    );
    if !done.drawn.is_empty() {
        text += &format!("Drawn again without them:{}\n", list(&done.drawn));
    }
    if !done.removed.is_empty() {
        text += &format!(
            "Taken away, because small cells show:{}\n",
            list(&done.removed)
        );
    }
    text += "All else in the folder has small cells or may have: the tables in variant=*/, and a report made without --min-cell. See \"Taking results out of a secure environment\" in docs/report.md\n";
    Ok(text)
}
