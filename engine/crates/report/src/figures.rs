//! All figures of a results folder.

use crate::error::ReportError;
use crate::results::Results;
use crate::{indices_over_time, inflow_against_turnover, map_change, paired_differences};
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the folder, inside the results folder, that takes the figures.
pub const FIGURES: &str = "figures";

/// Draws all figures of the results folder `dir` and writes them to `dir/figures/`:
/// `indices_over_time.svg`, `paired_differences.svg` (only with two or more
/// variants), `map_change.svg` and `inflow_against_turnover.svg`. Returns their
/// paths in this order. Nothing is written unless everything could be drawn.
///
/// # Errors
/// See [`ReportError`]: nothing finished, a table, column, level or position
/// missing, or the folder not writable.
pub fn write_all(dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let results = Results::read(dir)?;
    let mut drawn = vec![("indices_over_time.svg", indices_over_time::draw(&results)?)];
    if results.variants.len() > 1 {
        drawn.push((
            "paired_differences.svg",
            paired_differences::draw(&results)?,
        ));
    }
    drawn.push(("map_change.svg", map_change::draw(&results)?));
    drawn.push((
        "inflow_against_turnover.svg",
        inflow_against_turnover::draw(&results)?,
    ));
    let folder = dir.join(FIGURES);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ReportError::Write { path, source }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let mut paths = Vec::new();
    for (name, svg) in drawn {
        let path = folder.join(name);
        fs::write(&path, svg).map_err(failed(&path))?;
        paths.push(path);
    }
    Ok(paths)
}
