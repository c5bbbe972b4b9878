//! The variants of a results folder, the one that others are compared with, and whose run
//! each run is.

use crate::error::LabError;
use crate::layout::RunRecord;
use crate::manifest::read_manifest;
use std::path::Path;

/// Variant, by position, and replicate of a run.
pub type RunId = (usize, u32);

/// Names of the variants that have runs, in the order of the manifest.
///
/// # Errors
/// As [`read_manifest`].
pub fn variants(dir: &Path, runs: &[RunRecord]) -> Result<Vec<String>, LabError> {
    let mut variants: Vec<String> = Vec::new();
    if let Some(manifest) = read_manifest(dir)?
        && let Some(list) = manifest["science"]["variants"].as_array()
    {
        variants.extend(list.iter().filter_map(|v| v.as_str().map(str::to_owned)));
    }
    variants.retain(|v| runs.iter().any(|r| r.variant == *v));
    for run in runs {
        if !variants.contains(&run.variant) {
            variants.push(run.variant.clone());
        }
    }
    Ok(variants)
}

/// The position of the baseline among the variants: the first, or the one named.
///
/// # Errors
/// [`LabError::Compare`] for a name that is not there, or without another variant.
pub fn baseline(variants: &[String], name: Option<&str>) -> Result<usize, LabError> {
    let baseline = match name {
        None => 0,
        Some(name) => variants.iter().position(|v| v == name).ok_or_else(|| {
            LabError::Compare(format!(
                "--baseline {name}: there is no such variant in these results; there are: {}",
                variants.join(", ")
            ))
        })?,
    };
    if variants.len() < 2 {
        return Err(LabError::Compare(format!(
            "there is only one variant, {}: nothing to compare it with. Run the scenario with another variant",
            variants[baseline]
        )));
    }
    Ok(baseline)
}

/// Position of the variant of a run, and its replicate.
///
/// # Errors
/// [`LabError::Compare`] when there is no variant of this name.
pub fn run_id(variants: &[String], run: &RunRecord) -> Result<RunId, LabError> {
    match variants.iter().position(|name| *name == run.variant) {
        Some(variant) => Ok((variant, run.replicate)),
        None => Err(LabError::Compare(format!(
            "replicate {} is of variant {}, which is not among {}",
            run.replicate,
            run.variant,
            variants.join(", ")
        ))),
    }
}
