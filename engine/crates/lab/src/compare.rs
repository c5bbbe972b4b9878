//! Paired comparison of variants with a baseline.
//!
//! Replicate k of every variant shares its burn-in and its luck, so the effect of
//! a variant is estimated from the differences d_k = variant_k − baseline_k:
//! mean d, standard error s_d / √n, Student t interval with n − 1 degrees of
//! freedom. The variance ratio s_d² / (s_variant² + s_baseline²) says what pairing
//! saves: the same precision from unpaired runs takes 1 / ratio times as many.

use crate::error::LabError;
use crate::index_data::{Cell, IndexData, Measure};
use buurt_metrics::paired::{Paired, mean_and_variance, paired, replicates_needed};
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
    compare_data(&data, options)
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
    let baseline = match &options.baseline {
        None => 0,
        Some(name) => data
            .variants
            .iter()
            .position(|v| v == name)
            .ok_or_else(|| {
                LabError::Compare(format!(
                    "there is no variant {name}; there are: {}",
                    data.variants.join(", ")
                ))
            })?,
    };
    if data.variants.len() < 2 {
        return Err(LabError::Compare(format!(
            "there is only one variant, {}: nothing to compare it with",
            data.variants[baseline]
        )));
    }
    if let Some(level) = &options.level
        && !data.cells.keys().any(|c| c.level == *level)
    {
        let mut levels: Vec<&str> = data.cells.keys().map(|c| c.level.as_str()).collect();
        levels.sort_unstable();
        levels.dedup();
        return Err(LabError::Compare(format!(
            "there is no level {level}; there are: {}",
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
                let (mut before, mut after) = (Vec::new(), Vec::new());
                for ((_, replicate), reading) in runs.range((v, 0)..=(v, u32::MAX)) {
                    let Some(base) = runs.get(&(baseline, *replicate)) else {
                        continue;
                    };
                    let (b, a) = (base.get(measure), reading.get(measure));
                    if a.is_finite() && b.is_finite() {
                        before.push(b);
                        after.push(a);
                    }
                }
                if before.is_empty() {
                    continue;
                }
                let paired = paired(&before, &after);
                comparison.rows.push(ComparisonRow {
                    variant: name.clone(),
                    cell: cell.clone(),
                    measure,
                    replicates: before.len(),
                    baseline_mean: mean_and_variance(&before).0,
                    variant_mean: mean_and_variance(&after).0,
                    replicates_needed: replicates_needed(
                        paired.standard_error,
                        before.len(),
                        options.half_width,
                    ),
                    paired,
                });
            }
        }
    }
    Ok(comparison)
}
