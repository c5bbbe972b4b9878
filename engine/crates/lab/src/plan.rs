//! What to run: the interface a simulation offers, and the plan of an ensemble.

use crate::error::LabError;
use buurt_core::Table;
use std::path::PathBuf;
use std::sync::Arc;

/// What one run hands back.
#[derive(Debug, Clone, Default)]
pub struct RunOutput {
    /// The tables to write, each sorted by its key.
    pub tables: Vec<Table>,
    /// Seconds spent per phase of the year, in the order of the phases.
    pub phase_seconds: Vec<(String, f64)>,
}

/// Takes a part of a table: rows that follow those of the parts of the same name before it.
/// An error ends the run.
pub type Part<'a> = dyn FnMut(Table) -> Result<(), String> + 'a;

/// Anything that can be run as an ensemble: a common start per replicate and
/// several variants that branch off from it.
pub trait Simulation: Sync {
    /// State after the burn-in of one replicate, shared by its variants.
    type Branch: Send + Sync;

    /// Runs the part that all variants of `replicate` share.
    ///
    /// # Errors
    /// A message for the user; every variant of the replicate is then reported as failed.
    fn prepare(&self, replicate: u32) -> Result<Self::Branch, String>;

    /// Runs variant number `variant` of the plan from `branch`.
    ///
    /// # Errors
    /// A message for the user; the other runs go on.
    fn run(
        &self,
        branch: &Self::Branch,
        variant: usize,
        replicate: u32,
    ) -> Result<RunOutput, String>;

    /// As [`Simulation::run`], but hands over its tables in parts as they come, so that they
    /// need not wait in memory, and gives the branch back as soon as it can. Returns the
    /// seconds per phase.
    ///
    /// # Errors
    /// As [`Simulation::run`].
    fn run_in_parts(
        &self,
        branch: Arc<Self::Branch>,
        variant: usize,
        replicate: u32,
        part: &mut Part<'_>,
    ) -> Result<Vec<(String, f64)>, String> {
        let output = self.run(&branch, variant, replicate)?;
        output.tables.into_iter().try_for_each(part)?;
        Ok(output.phase_seconds)
    }

    /// Runs the only variant of a replicate from its start, with the results that
    /// [`Simulation::prepare`] and [`Simulation::run_in_parts`] give.
    ///
    /// # Errors
    /// As both.
    fn run_alone(
        &self,
        variant: usize,
        replicate: u32,
        part: &mut Part<'_>,
    ) -> Result<Vec<(String, f64)>, String> {
        let branch = self
            .prepare(replicate)
            .map_err(|message| format!("burn-in: {message}"))?;
        self.run_in_parts(Arc::new(branch), variant, replicate, part)
    }
}

/// Which runs to make and where to leave them.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Names of the variants, the baseline first. They become folder names.
    pub variants: Vec<String>,
    /// Numbers of the replicates.
    pub replicates: Vec<u32>,
    /// `(i, n)`: only part `i` of `n`, counted from 1. None runs everything.
    pub shard: Option<(u32, u32)>,
    /// Continue an interrupted ensemble: runs that are complete are kept.
    pub resume: bool,
    /// Replace the results that are in the folder.
    pub overwrite: bool,
    /// Number of threads; None uses every core.
    pub threads: Option<usize>,
    /// The results folder.
    pub out: PathBuf,
    /// The scientific part of the manifest that the caller knows: versions,
    /// scenario text and hash, law hash, inputs, seeds. A JSON object.
    pub manifest: serde_json::Value,
}

/// The runs of one replicate that this plan makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The replicate.
    pub replicate: u32,
    /// Indices into [`Plan::variants`], ascending.
    pub variants: Vec<usize>,
}

impl Plan {
    /// Checks names, numbers and the combination of options.
    ///
    /// # Errors
    /// [`LabError::Plan`] naming the value and what is allowed.
    pub fn check(&self) -> Result<(), LabError> {
        let wrong = |message: String| Err(LabError::Plan(message));
        if self.variants.is_empty() || self.replicates.is_empty() {
            return wrong("there is nothing to run: no variants or no replicates".to_owned());
        }
        for (i, name) in self.variants.iter().enumerate() {
            let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | ' ');
            if name.is_empty() || name.len() > 120 || !name.chars().all(allowed) {
                return wrong(format!(
                    "variant name {name:?} cannot be a folder name: use 1 to 120 letters, digits, spaces and _ - . +"
                ));
            }
            if self.variants[..i].contains(name) {
                return wrong(format!("variant {name} occurs twice"));
            }
        }
        for (i, replicate) in self.replicates.iter().enumerate() {
            if self.replicates[..i].contains(replicate) {
                return wrong(format!("replicate {replicate} occurs twice"));
            }
        }
        if let Some((i, n)) = self.shard
            && (i == 0 || i > n)
        {
            return wrong(format!(
                "shard {i}/{n}: the first number must be 1 to {n}, the second at least 1"
            ));
        }
        if self.resume && self.overwrite {
            return wrong("--resume and --overwrite exclude each other".to_owned());
        }
        if self.threads == Some(0) {
            return wrong("--threads must be at least 1".to_owned());
        }
        if !self.manifest.is_object() {
            return wrong("the scientific part of the manifest must be a JSON object".to_owned());
        }
        Ok(())
    }

    /// The runs of this plan, or of its shard, grouped by replicate.
    ///
    /// A shard is a contiguous stretch of the list replicate × variant, so that
    /// shards differ by one run at most and share at most one burn-in with a neighbour.
    pub fn units(&self) -> Vec<Unit> {
        let per_replicate = self.variants.len();
        let runs = per_replicate * self.replicates.len();
        let (i, n) = self.shard.unwrap_or((1, 1));
        let bound = |k: u32| (runs as u128 * u128::from(k) / u128::from(n.max(1))) as usize;
        let mut units: Vec<Unit> = Vec::new();
        for run in bound(i.saturating_sub(1))..bound(i) {
            let replicate = self.replicates[run / per_replicate];
            let variant = run % per_replicate;
            match units.last_mut() {
                Some(unit) if unit.replicate == replicate => unit.variants.push(variant),
                _ => units.push(Unit {
                    replicate,
                    variants: vec![variant],
                }),
            }
        }
        units
    }
}

/// What just happened to a run or a replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The ensemble starts; complete runs found by resume are already counted.
    Started,
    /// The burn-in of a replicate is done.
    Prepared,
    /// A run is done and its tables are on disk.
    Finished,
    /// A run failed.
    Failed,
}

/// A progress report, sent from the thread on which it happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// What happened.
    pub event: Event,
    /// Replicate it happened to; None for [`Event::Started`].
    pub replicate: Option<u32>,
    /// Variant it happened to, where it is about one run.
    pub variant: Option<String>,
    /// Runs finished or failed so far, without those kept by resume.
    pub done: usize,
    /// Runs kept by resume.
    pub kept: usize,
    /// Runs to make, without those kept by resume.
    pub total: usize,
}
