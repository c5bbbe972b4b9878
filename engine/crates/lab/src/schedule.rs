//! Which thread does what: burn-ins and runs on a rayon pool without ever waiting.
//!
//! A replicate is prepared once; its variants are then separate tasks that any
//! thread may take. The next replicate is started when the last variant of an
//! earlier one has been taken, so that at most one burn-in per thread is waiting
//! for its variants, and a branch is freed when its last variant ends. The order
//! in which things happen changes nothing in the results.

use crate::error::LabError;
use crate::layout;
use crate::plan::{Event, Part, Plan, Progress, Simulation, Unit};
use crate::run_files::RunFiles;
use rayon::Scope;
use std::any::Any;
use std::collections::VecDeque;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How one run ended.
#[derive(Debug)]
pub struct RunEnd {
    /// The replicate.
    pub replicate: u32,
    /// Index of the variant in the plan.
    pub variant: usize,
    /// Seconds per phase, or why it failed.
    pub result: Result<Vec<(String, f64)>, String>,
}

/// The state shared by the threads of one ensemble.
pub struct Schedule<'a, S: Simulation> {
    sim: &'a S,
    plan: &'a Plan,
    progress: &'a (dyn Fn(Progress) + Sync),
    kept: usize,
    total: usize,
    waiting: Mutex<VecDeque<Unit>>,
    ends: Mutex<Vec<RunEnd>>,
    done: AtomicUsize,
    disk_error: Mutex<Option<LabError>>,
    stop: AtomicBool,
}

/// A prepared replicate with the number of its variants that nobody has taken yet.
struct Prepared<B> {
    branch: Arc<B>,
    untaken: AtomicUsize,
}

impl<'a, S: Simulation> Schedule<'a, S> {
    /// A schedule of `units`; `kept` runs were already complete.
    pub fn new(
        sim: &'a S,
        plan: &'a Plan,
        progress: &'a (dyn Fn(Progress) + Sync),
        units: Vec<Unit>,
        kept: usize,
    ) -> Self {
        Schedule {
            sim,
            plan,
            progress,
            kept,
            total: units.iter().map(|u| u.variants.len()).sum(),
            waiting: Mutex::new(units.into()),
            ends: Mutex::new(Vec::new()),
            done: AtomicUsize::new(0),
            disk_error: Mutex::new(None),
            stop: AtomicBool::new(false),
        }
    }

    /// Makes all runs on `pool` and returns how each ended, sorted by replicate and variant.
    ///
    /// # Errors
    /// The first [`LabError::Write`]: when the disk refuses, no new run is started.
    pub fn execute(self, pool: &rayon::ThreadPool) -> Result<Vec<RunEnd>, LabError> {
        self.tell(Event::Started, None, None);
        let this = &self;
        pool.in_place_scope(|scope| {
            for _ in 0..pool.current_num_threads() {
                this.start_next(scope);
            }
        });
        if let Some(error) = lock(&self.disk_error).take() {
            return Err(error);
        }
        let mut ends = std::mem::take(&mut *lock(&self.ends));
        ends.sort_by_key(|e| (e.replicate, e.variant));
        Ok(ends)
    }

    fn start_next<'s>(&'s self, scope: &Scope<'s>) {
        if self.stop.load(Ordering::Relaxed) {
            return;
        }
        let next = lock(&self.waiting).pop_front();
        if let Some(unit) = next {
            scope.spawn(move |scope| self.prepare(unit, scope));
        }
    }

    fn prepare<'s>(&'s self, unit: Unit, scope: &Scope<'s>) {
        if self.stop.load(Ordering::Relaxed) {
            return;
        }
        let replicate = unit.replicate;
        if let [variant] = unit.variants[..] {
            self.start_next(scope);
            self.run(variant, replicate, |part| {
                self.sim.run_alone(variant, replicate, part)
            });
            return;
        }
        match guarded(|| self.sim.prepare(replicate)) {
            Ok(branch) => {
                self.tell(Event::Prepared, Some(replicate), None);
                let prepared = Arc::new(Prepared {
                    branch: Arc::new(branch),
                    untaken: AtomicUsize::new(unit.variants.len()),
                });
                // A thread takes its own newest task first: spawn the first variant last.
                for &variant in unit.variants.iter().rev() {
                    let prepared = Arc::clone(&prepared);
                    scope.spawn(move |scope| {
                        if prepared.untaken.fetch_sub(1, Ordering::Relaxed) == 1 {
                            self.start_next(scope);
                        }
                        let branch = Arc::clone(&prepared.branch);
                        drop(prepared);
                        self.run(variant, replicate, |part| {
                            self.sim.run_in_parts(branch, variant, replicate, part)
                        });
                    });
                }
            }
            Err(message) => {
                for &variant in &unit.variants {
                    self.end(replicate, variant, Err(format!("burn-in: {message}")));
                }
                self.start_next(scope);
            }
        }
    }

    fn run(
        &self,
        variant: usize,
        replicate: u32,
        work: impl FnOnce(&mut Part<'_>) -> Result<Vec<(String, f64)>, String>,
    ) {
        if self.stop.load(Ordering::Relaxed) {
            return;
        }
        let name = &self.plan.variants[variant];
        let attempt = || -> Result<Result<Vec<(String, f64)>, String>, LabError> {
            // What an interrupted run left behind.
            layout::remove_run(&self.plan.out, name, replicate)?;
            let folder = layout::run_folder(&self.plan.out, name, replicate);
            fs::create_dir_all(&folder).map_err(|e| LabError::write(&folder, e))?;
            let mut files = RunFiles::new(&self.plan.out, name, replicate);
            let worked = guarded(|| work(&mut |part| files.append(&part)));
            match (files.close(worked.is_ok()), worked) {
                (Ok(()), worked) => Ok(worked),
                (Err(e @ LabError::Table { .. }), _) => Ok(Err(e.to_string())),
                (Err(e), _) => Err(e),
            }
        };
        let result = attempt();
        if !matches!(result, Ok(Ok(_))) {
            // Nothing half-written stays; the first error is the one to report.
            let _ = layout::remove_run(&self.plan.out, name, replicate);
        }
        match result {
            Ok(end) => self.end(replicate, variant, end),
            Err(error) => {
                self.stop.store(true, Ordering::Relaxed);
                lock(&self.disk_error).get_or_insert(error);
            }
        }
    }

    fn end(&self, replicate: u32, variant: usize, result: Result<Vec<(String, f64)>, String>) {
        let event = match result {
            Ok(_) => Event::Finished,
            Err(_) => Event::Failed,
        };
        lock(&self.ends).push(RunEnd {
            replicate,
            variant,
            result,
        });
        self.done.fetch_add(1, Ordering::Relaxed);
        self.tell(event, Some(replicate), Some(variant));
    }

    fn tell(&self, event: Event, replicate: Option<u32>, variant: Option<usize>) {
        (self.progress)(Progress {
            event,
            replicate,
            variant: variant.map(|v| self.plan.variants[v].clone()),
            done: self.done.load(Ordering::Relaxed),
            kept: self.kept,
            total: self.total,
        });
    }
}

/// Runs `work` and turns a panic into a message.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    // What `work` could leave half-changed is dropped with it: a branch is only read.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panic_text(&*payload)))
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    match text {
        Some(text) => format!("internal error: {text}"),
        None => "internal error".to_owned(),
    }
}

/// A lock that stays usable after a panic elsewhere: the data are append-only.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
