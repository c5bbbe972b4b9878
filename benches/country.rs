//! Speed of a simulated year of as many households as the Netherlands has, eight million,
//! on one thread: the areas of Nijmegen, repeated.
//!
//! `cargo bench --bench country` (elements are household-years). It takes long and
//! much memory: `/usr/bin/time -v` around it shows both.

#[path = "support/mod.rs"]
mod support;

use buurt::model::{Policy, Simulation, Snapshot};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use support::setting;

fn country(c: &mut Criterion) {
    let setting = setting(8_000_000.0);
    let policy = Policy::default();
    let start = Snapshot::initial(&setting, 0);
    let mut burn_in = Simulation::new(setting.clone(), &start, &policy);
    drop(start);
    burn_in.run_until(2017);
    let aged = burn_in.snapshot(0);
    drop(burn_in);
    let households = setting.city.households.len() as u64;
    let mut group = c.benchmark_group("country");
    group.sample_size(10);
    group.throughput(Throughput::Elements(households));
    group.bench_function(format!("a year of {households} households"), |b| {
        b.iter_batched_ref(
            || Simulation::new(setting.clone(), &aged, &policy),
            |run| run.run_until(2018),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, country);
criterion_main!(benches);
