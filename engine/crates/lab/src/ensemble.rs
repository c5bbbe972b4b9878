//! An ensemble: every variant × every replicate of a plan, from an empty folder
//! to a manifest.

use crate::error::LabError;
use crate::folder;
use crate::manifest::{peak_memory_bytes, write_manifest};
use crate::plan::{Plan, Progress, Simulation};
use crate::schedule::Schedule;
use serde_json::{Map, Value, json};
use std::thread::available_parallelism;
use std::time::Instant;

/// A run that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFailure {
    /// Name of the variant.
    pub variant: String,
    /// Number of the replicate.
    pub replicate: u32,
    /// What went wrong.
    pub message: String,
}

/// What an ensemble did.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Runs made and written.
    pub written: usize,
    /// Complete runs that resume kept.
    pub kept: usize,
    /// Runs that failed, sorted by replicate and variant.
    pub failures: Vec<RunFailure>,
    /// Whole runs in the folder now, of all sessions and shards.
    pub present: usize,
    /// Seconds from start to end.
    pub wall_seconds: f64,
    /// Seconds per phase, summed over the runs of this session.
    pub phase_seconds: Vec<(String, f64)>,
    /// Peak memory of the process in bytes, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// Makes the runs of `plan` and writes them under `plan.out`.
///
/// A run that fails or panics is reported and the others go on. The files do not
/// depend on the number of threads, on shards, or on interruptions.
///
/// # Errors
/// [`LabError`] when the plan is wrong, the folder cannot be used, or the disk
/// refuses; finished runs are then kept and can be continued with `resume`.
pub fn run_ensemble<S: Simulation>(
    sim: &S,
    plan: &Plan,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, LabError> {
    let start = Instant::now();
    plan.check()?;
    let cores = available_parallelism().map_or(1, usize::from);
    let threads = plan.threads.unwrap_or(cores);
    let (units, kept) = folder::open(plan)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| LabError::Threads {
            threads,
            message: e.to_string(),
        })?;
    let ends = Schedule::new(sim, plan, progress, units, kept).execute(&pool)?;

    let mut phase_seconds: Vec<(String, f64)> = Vec::new();
    let mut failures = Vec::new();
    for end in &ends {
        match &end.result {
            Ok(phases) => add_phases(&mut phase_seconds, phases),
            Err(message) => failures.push(RunFailure {
                variant: plan.variants[end.variant].clone(),
                replicate: end.replicate,
                message: message.clone(),
            }),
        }
    }
    let mut report = Report {
        written: ends.len() - failures.len(),
        kept,
        failures,
        present: 0,
        wall_seconds: start.elapsed().as_secs_f64(),
        phase_seconds,
        peak_memory_bytes: peak_memory_bytes(),
    };
    let session = session_entry(&report, plan, threads, cores);
    report.present = write_manifest(plan, Some(session))?.len();
    Ok(report)
}

fn add_phases(total: &mut Vec<(String, f64)>, phases: &[(String, f64)]) {
    for (name, seconds) in phases {
        match total.iter_mut().find(|(n, _)| n == name) {
            Some((_, sum)) => *sum += seconds,
            None => total.push((name.clone(), *seconds)),
        }
    }
}

fn session_entry(report: &Report, plan: &Plan, threads: usize, cores: usize) -> Value {
    let phases: Map<String, Value> = report
        .phase_seconds
        .iter()
        .map(|(name, seconds)| (name.clone(), json!(seconds)))
        .collect();
    let failures: Vec<Value> = report
        .failures
        .iter()
        .map(|f| json!({"variant": f.variant, "replicate": f.replicate, "message": f.message}))
        .collect();
    json!({
        "wall_seconds": report.wall_seconds,
        "phase_seconds": phases,
        "peak_memory_bytes": report.peak_memory_bytes,
        "threads": threads,
        "host_cores": cores,
        "host_os": std::env::consts::OS,
        "host_architecture": std::env::consts::ARCH,
        "shard": plan.shard.map(|(i, n)| format!("{i}/{n}")),
        "runs_written": report.written,
        "runs_kept": report.kept,
        "failures": failures,
    })
}
