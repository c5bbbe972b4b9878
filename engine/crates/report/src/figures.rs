//! All figures of a results folder.

use crate::error::ReportError;
use crate::results::Results;
use crate::{indices_over_time, inflow_against_turnover, map_change, paired_differences};
use buurt_lab::disclosure::Small;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Name of the folder, inside the results folder, that takes the figures.
pub const FIGURES: &str = "figures";
const INDICES: &str = "indices_over_time.svg";
const DIFFERENCES: &str = "paired_differences.svg";
/// Figures that show single areas or complexes, some with few households.
const OF_PLACES: [&str; 2] = ["map_change.svg", "inflow_against_turnover.svg"];

/// What [`write_suppressed`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suppressed {
    /// Figures drawn again without small cells.
    pub drawn: Vec<PathBuf>,
    /// Figures taken away because they would show small cells.
    pub removed: Vec<PathBuf>,
}

/// Draws all figures of the results folder `dir` and writes them to `dir/figures/`:
/// `indices_over_time.svg`, `paired_differences.svg` (only with two or more
/// variants), `map_change.svg` and `inflow_against_turnover.svg`. Returns their
/// paths in this order. What the first three show are the `indicators` of the scenario, or
/// else the usual indices. Nothing is written unless everything could be drawn.
///
/// # Errors
/// See [`ReportError`]: nothing finished, a table, column, level or position
/// missing, or the folder not writable.
pub fn write_all(dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let results = Results::read(dir)?;
    let mut drawn = of_groups(&results)?;
    drawn.push((OF_PLACES[0], map_change::draw(&results)?));
    drawn.push((OF_PLACES[1], inflow_against_turnover::draw(&results)?));
    write(dir, drawn)
}

/// Draws the figures of the results folder `dir` again without what tells of fewer than
/// `min_cell` households: indices of groups that are small in the city are left out, and
/// the figures of single areas and complexes are taken away.
///
/// # Errors
/// As [`write_all`]; [`ReportError::Remove`] when an older figure stays.
pub fn write_suppressed(dir: &Path, min_cell: u32) -> Result<Suppressed, ReportError> {
    // First of all: whatever goes wrong later, no figure with small cells is left.
    let mut removed = Vec::new();
    for name in [INDICES, DIFFERENCES].into_iter().chain(OF_PLACES) {
        let path = dir.join(FIGURES).join(name);
        match fs::remove_file(&path) {
            Ok(()) => removed.push(path),
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            Err(source) => return Err(ReportError::Remove { path, source }),
        }
    }
    let mut results = Results::read(dir)?;
    let shown = results.shown();
    let wanted = |group: &str| shown.iter().any(|(shown, _)| *shown == group);
    results.suppress(&Small::of(dir, min_cell, &wanted)?);
    let drawn = match of_groups(&results) {
        // Every group is small.
        Err(ReportError::NoIndices { .. }) => Vec::new(),
        drawn => write(dir, drawn?)?,
    };
    removed.retain(|path| !drawn.contains(path));
    Ok(Suppressed { drawn, removed })
}

/// The figures of the indices of groups in the whole city.
fn of_groups(results: &Results) -> Result<Vec<(&'static str, String)>, ReportError> {
    let mut drawn = vec![(INDICES, indices_over_time::draw(results)?)];
    if results.variants.len() > 1 {
        drawn.push((DIFFERENCES, paired_differences::draw(results)?));
    }
    Ok(drawn)
}

fn write(dir: &Path, drawn: Vec<(&str, String)>) -> Result<Vec<PathBuf>, ReportError> {
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
