//! Opening the results folder before anything is computed: refuse, resume,
//! replace, and make sure that it can be written.

use crate::chains::CHAINS;
use crate::comparison_files::COMPARISON;
use crate::contributions::CONTRIBUTIONS;
use crate::costs::COSTS;
use crate::error::LabError;
use crate::layout::{self, MANIFEST};
use crate::manifest::{differences, read_manifest, write_manifest};
use crate::plan::{Plan, Unit};
use crate::profiles::PROFILES;
use std::fs;
use std::path::Path;

/// Tables that `compare` derives, as Parquet and CSV; stale once the runs are replaced.
pub const DERIVED: [&str; 5] = [COMPARISON, CONTRIBUTIONS, COSTS, CHAINS, PROFILES];

/// Makes the folder ready and returns the runs that still have to be made, with
/// the number of complete runs that are kept.
///
/// # Errors
/// See [`LabError`]: not empty, not a results folder, another experiment, not writable.
pub fn open(plan: &Plan) -> Result<(Vec<Unit>, usize), LabError> {
    let dir = plan.out.as_path();
    let units = plan.units();
    fs::create_dir_all(dir).map_err(|e| LabError::write(dir, e))?;
    if !is_empty(dir)? {
        if !plan.resume && !plan.overwrite && plan.shard.is_none() {
            return Err(LabError::NotEmpty {
                path: dir.to_owned(),
            });
        }
        let manifest = read_manifest(dir)?.ok_or_else(|| LabError::NotResults {
            path: dir.to_owned(),
        })?;
        let differences = differences(&manifest, plan);
        if plan.overwrite {
            check_writable(dir)?;
            if plan.shard.is_some() && differences.is_empty() {
                remove_runs(plan, &units)?;
            } else {
                remove_all(dir)?;
            }
        } else if !differences.is_empty() {
            return Err(LabError::Different {
                path: dir.to_owned(),
                differences,
            });
        } else if !plan.resume {
            refuse_existing(plan, &units)?;
        }
    }
    check_writable(dir)?;
    let remaining = if plan.resume {
        keep_finished(plan, units)?
    } else {
        (units, 0)
    };
    write_manifest(plan, None)?;
    Ok(remaining)
}

fn is_empty(dir: &Path) -> Result<bool, LabError> {
    let mut entries = fs::read_dir(dir).map_err(|e| LabError::read(dir, e))?;
    Ok(entries.next().is_none())
}

fn check_writable(dir: &Path) -> Result<(), LabError> {
    let probe = dir.join(format!(".writable.{}", std::process::id()));
    fs::write(&probe, b"buurt").map_err(|e| LabError::write(dir, e))?;
    fs::remove_file(&probe).map_err(|e| LabError::write(dir, e))
}

fn remove_runs(plan: &Plan, units: &[Unit]) -> Result<(), LabError> {
    for unit in units {
        for &variant in &unit.variants {
            layout::remove_run(&plan.out, &plan.variants[variant], unit.replicate)?;
        }
    }
    Ok(())
}

/// Removes what an ensemble writes, and nothing else that may be in the folder.
fn remove_all(dir: &Path) -> Result<(), LabError> {
    for variant in layout::values_in(dir, "variant=")? {
        let folder = layout::variant_folder(dir, &variant);
        fs::remove_dir_all(&folder).map_err(|e| LabError::write(&folder, e))?;
    }
    let derived = DERIVED
        .iter()
        .flat_map(|table| [format!("{table}.parquet"), format!("{table}.csv")]);
    for name in derived.chain([MANIFEST.to_owned()]) {
        let path = dir.join(name);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(LabError::write(&path, e));
            }
            _ => {}
        }
    }
    Ok(())
}

fn refuse_existing(plan: &Plan, units: &[Unit]) -> Result<(), LabError> {
    for unit in units {
        for &variant in &unit.variants {
            let path = layout::run_folder(&plan.out, &plan.variants[variant], unit.replicate);
            if path.exists() {
                return Err(LabError::RunExists { path });
            }
        }
    }
    Ok(())
}

fn keep_finished(plan: &Plan, units: Vec<Unit>) -> Result<(Vec<Unit>, usize), LabError> {
    let mut kept = 0;
    let mut remaining = Vec::new();
    for mut unit in units {
        let mut missing = Vec::new();
        for &variant in &unit.variants {
            let name = &plan.variants[variant];
            match layout::finished_run(&plan.out, name, unit.replicate, true)? {
                Some(_) => kept += 1,
                None => missing.push(variant),
            }
        }
        if !missing.is_empty() {
            unit.variants = missing;
            remaining.push(unit);
        }
    }
    Ok((remaining, kept))
}
