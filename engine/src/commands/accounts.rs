//! What a comparison has beside the indices: why they changed, what it cost, how far it
//! spread, and how isolated groups are in surroundings of growing size.

use super::Failure;
use buurt_lab::comparison_files::Selection;
use buurt_lab::disclosure::Small;
use buurt_lab::layout::MANIFEST;
use buurt_lab::manifest::read_manifest;
use buurt_lab::{chains, contributions, costs, neighbours, profiles};
use buurt_params::Prices;
use serde_json::Value;
use std::path::Path;

/// The prices of the scenario in the manifest of `dir`, or those of a file.
pub(crate) fn prices(dir: &Path, scenario: &Value, file: Option<&Path>) -> Result<Prices, Failure> {
    let manifest = dir.join(MANIFEST).display().to_string();
    Ok(match file {
        Some(path) => Prices::read(path)?,
        None => Prices::of(&scenario["unit_prices"], &manifest)?,
    })
}

/// Writes `contributions`, `costs`, `chains` and `profiles` into `dir`, as Parquet and CSV; returns their text for
/// the screen and the number of rows left out because they tell of few households.
pub(crate) fn write(
    dir: &Path,
    baseline: Option<&str>,
    prices: &Prices,
    scenario: &Value,
    chosen: &[Selection],
    small: Option<&Small>,
) -> Result<(String, usize), Failure> {
    let (mut text, mut left_out) = (String::new(), 0);
    if let Some(mut found) = contributions::compare(dir, baseline)? {
        left_out += small.map_or(0, |s| found.suppress(s));
        found.tidy.write(dir)?;
        text += &found.screen(chosen);
    }
    let (group, index) = costs::concentration(scenario);
    if let Some(found) = costs::compare(dir, baseline, &of(prices), (group, index), small)? {
        left_out += found.left_out;
        found.tidy.write(dir)?;
        text += &found.screen();
    }
    let manifest = read_manifest(dir)?.unwrap_or_default();
    let beside = neighbours::by_code(&manifest["science"]);
    let min_cell = small.map_or(0, |s| s.min_cell);
    if let Some(found) = chains::compare(dir, baseline, &beside, usize::MAX, min_cell)? {
        left_out += found.left_out;
        found.tidy.write(dir)?;
        text += &found.screen();
    }
    let areas = neighbours::centroids(&manifest["science"]);
    if let Some(found) = profiles::compare(dir, baseline, &areas, small)? {
        left_out += found.left_out;
        found.tidy.write(dir)?;
    }
    Ok((text, left_out))
}

/// The prices as the comparison wants them.
fn of(prices: &Prices) -> buurt_lab::cost_items::Prices {
    buurt_lab::cost_items::Prices {
        items: prices.items(),
        discount_rate: prices.discount_rate,
        inflation: prices.inflation,
    }
}
