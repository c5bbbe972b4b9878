//! Paired comparison of variants with a baseline.
//!
//! Replicate k of every variant shares its burn-in and its luck, so the effect of
//! a variant is estimated from the differences d_k = variant_k − baseline_k:
//! mean d, standard error s_d / √n, Student t interval with n − 1 degrees of
//! freedom. The variance ratio s_d² / (s_variant² + s_baseline²) says what pairing
//! saves: the same precision from unpaired runs takes 1 / ratio times as many.

use crate::error::LabError;
use crate::index_data::{Cell, IndexData, Measure};
use crate::pairs::pair;
use crate::variants::baseline;
use buurt_metrics::paired::{Paired, replicates_needed};
use std::path::Path;

/// What to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareOptions {
    /// Name of the baseline; None takes the first variant of the manifest.
    pub baseline: Option<String>,
    /// Only this spatial level; None takes all.
    pub level: Option<String>,
    /// Half-width of the 95 % interval for which the replicates needed are
    /// reported, in units of the index.
    pub half_width: f64,
}

impl Default for CompareOptions {
    fn default() -> Self {
        CompareOptions {
            baseline: None,
            level: None,
            half_width: 0.005,
        }
    }
}

/// One variant, one cell, one measure, against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    /// Name of the variant.
    pub variant: String,
    /// Year, level, group and index.
    pub cell: Cell,
    /// Which column of the indices table.
    pub measure: Measure,
    /// Number of replicates that both have.
    pub replicates: usize,
    /// Mean of the baseline over these replicates.
    pub baseline_mean: f64,
    /// Mean of the variant over these replicates.
    pub variant_mean: f64,
    /// The paired difference, variant minus baseline.
    pub paired: Paired,
    /// Replicates needed for the half-width asked for; NaN with fewer than two replicates.
    pub replicates_needed: f64,
}

/// All rows, sorted by year, level, group, index, measure and variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Name of the baseline.
    pub baseline: String,
    /// Half-width to which `replicates_needed` refers.
    pub half_width: f64,
    /// Names of the variants, in the order of the manifest, without the baseline.
    pub variants: Vec<String>,
    /// The rows.
    pub rows: Vec<ComparisonRow>,
}

/// Compares every variant in `dir` with the baseline.
///
/// Cells without a pair of finite values have no row.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare or a name is unknown
/// (with the names there are), [`LabError::Damaged`] for unreadable tables.
pub fn compare(dir: &Path, options: &CompareOptions) -> Result<Comparison, LabError> {
    let data = IndexData::read(dir)?;
    compare_data(&data, options).map_err(|e| e.in_folder(dir))
}

/// As [`compare`], on data already read.
///
/// # Errors
/// As [`compare`].
pub fn compare_data(data: &IndexData, options: &CompareOptions) -> Result<Comparison, LabError> {
    if options.half_width.is_nan() || options.half_width <= 0.0 {
        return Err(LabError::Compare(format!(
            "half-width {} must be above 0",
            options.half_width
        )));
    }
    let baseline = baseline(&data.variants, options.baseline.as_deref())?;
    if let Some(level) = &options.level
        && !data.cells.keys().any(|c| c.level == *level)
    {
        let mut levels: Vec<&str> = data.cells.keys().map(|c| c.level.as_str()).collect();
        levels.sort_unstable();
        levels.dedup();
        return Err(LabError::Compare(format!(
            "--by {level}: there is no such level in these results; there are: {}",
            levels.join(", ")
        )));
    }
    let mut comparison = Comparison {
        baseline: data.variants[baseline].clone(),
        half_width: options.half_width,
        variants: Vec::new(),
        rows: Vec::new(),
    };
    for (v, name) in data.variants.iter().enumerate() {
        if v != baseline {
            comparison.variants.push(name.clone());
        }
    }
    for (cell, runs) in &data.cells {
        if options.level.as_ref().is_some_and(|l| cell.level != *l) {
            continue;
        }
        for measure in [Measure::Value, Measure::Corrected] {
            for (v, name) in data.variants.iter().enumerate() {
                if v == baseline {
                    continue;
                }
                let both = runs.range((v, 0)..=(v, u32::MAX));
                let both = both.filter_map(|((_, replicate), reading)| {
                    let base = runs.get(&(baseline, *replicate))?;
                    Some((base.get(measure), reading.get(measure)))
                });
                let Some(found) = pair(both) else { continue };
                comparison.rows.push(ComparisonRow {
                    variant: name.clone(),
                    cell: cell.clone(),
                    measure,
                    replicates: found.replicates,
                    baseline_mean: found.baseline_mean,
                    variant_mean: found.variant_mean,
                    replicates_needed: replicates_needed(
                        found.paired.standard_error,
                        found.replicates,
                        options.half_width,
                    ),
                    paired: found.paired,
                });
            }
        }
    }
    Ok(comparison)
}
