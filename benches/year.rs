//! Speed of a simulated year on an aged world, and how its cost grows with the city.
//!
//! `cargo bench --bench year` prints the time per household and year (as throughput:
//! elements are household-years).

#[path = "support/mod.rs"]
mod support;

use buurt::model::{Policy, Simulation, Snapshot};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::setting;

const YEARS: i32 = 2;

fn year(c: &mut Criterion) {
    let mut group = c.benchmark_group("year");
    group.sample_size(10);
    for households in [40_000.0, 95_415.0, 800_000.0] {
        let setting = setting(households);
        let policy = Policy::default();
        let start = Snapshot::initial(&setting, 0);
        let mut burn_in = Simulation::new(setting.clone(), &start, &policy);
        burn_in.run_until(2019);
        let aged = burn_in.snapshot(0);
        let n = setting.city.households.len() as u64;
        group.throughput(Throughput::Elements(n * YEARS as u64));
        group.bench_with_input(BenchmarkId::from_parameter(n), &aged, |b, aged| {
            b.iter_batched_ref(
                || Simulation::new(setting.clone(), aged, &policy),
                |run| run.run_until(2019 + YEARS),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, year);
criterion_main!(benches);
