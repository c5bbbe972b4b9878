//! Speed of a simulated year on an aged world, and how its cost grows with the city.
//!
//! `cargo bench --bench year` prints the time per household and year (as throughput:
//! elements are household-years).

use buurt::city::{CityFile, synthesise};
use buurt::model::Setting;
use buurt::model::{Policy, Simulation, Snapshot};
use buurt::params::{Indexation, LawTable};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;
use std::sync::Arc;

const YEARS: i32 = 2;

/// Nijmegen, its areas repeated or cut off until it has about `households`.
fn setting(households: f64) -> Arc<Setting> {
    let path = Path::new("scenarios/cities/nijmegen.ron");
    let mut file = CityFile::read(path).expect("the city file is part of the project");
    let areas = std::mem::take(&mut file.areas);
    let mut total = 0.0;
    for copy in 0.. {
        for a in &areas {
            if total >= households {
                break;
            }
            let mut a = a.clone();
            a.code = format!("{}-{copy}", a.code);
            total += f64::from(a.households);
            file.areas.push(a);
        }
        if total >= households {
            break;
        }
    }
    let law = LawTable::builtin().expect("the law is part of the program");
    Arc::new(Setting {
        city: synthesise(&file).into(),
        law: (2017..=2042)
            .map(|y| law.year(y, &Indexation::default()))
            .collect(),
        first_year: 2017,
        burn_in: 6,
        rounds: 12,
        seed: 2017,
        growth_after: 0.006,
        moves: false,
        panel: false,
        all_contributions: false,
        donors: Default::default(),
    })
}

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
