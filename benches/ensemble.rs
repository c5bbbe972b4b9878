//! Speed of a whole run: burn-in, all years, every table written, on one thread and on two.
//!
//! `cargo bench --bench ensemble` (elements are household-years, so `thrpt` is
//! household-years per second; on one thread that is per CPU-second).

use buurt::lab::{Plan, run_ensemble};
use buurt::{Experiment, model::Policy, params::Scenario};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;

fn ensemble(c: &mut Criterion) {
    let path = Path::new("scenarios/nijmegen.ron");
    let mut scenario = Scenario::read(path, &Policy::groups()).expect("part of the project");
    scenario
        .keep_only(&["no_passend".to_owned()])
        .expect("a variant of the scenario");
    let experiment = Experiment::of(scenario).expect("part of the project");
    let years = experiment.scenario.last_year - experiment.scenario.first_year + 1;
    let households = experiment.setting.city.households.len() as u64;
    let out = std::env::temp_dir().join(format!("buurt-bench-{}", std::process::id()));
    let plan = |threads| Plan {
        variants: vec!["base".to_owned(), "no_passend".to_owned()],
        replicates: vec![0, 1],
        shard: None,
        resume: false,
        overwrite: true,
        threads: Some(threads),
        out: out.clone(),
        manifest: experiment.manifest(),
    };
    let years = 4 * years as u64 + 2 * experiment.scenario.burn_in as u64;
    let mut group = c.benchmark_group("ensemble");
    group.sample_size(10);
    group.throughput(Throughput::Elements(households * years));
    for threads in [1, 2] {
        let plan = plan(threads);
        let name = format!("nijmegen, 2 policies x 2 replicates, {threads} thread(s)");
        group.bench_function(name, |b| {
            b.iter(|| run_ensemble(&experiment, &plan, &|_| ()).expect("the runs succeed"));
        });
    }
    group.finish();
    let _ = std::fs::remove_dir_all(&out);
}

criterion_group!(benches, ensemble);
criterion_main!(benches);
