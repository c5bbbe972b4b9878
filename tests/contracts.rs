//! The contract of reproducibility, on the tutorial scenario: what must be the same,
//! byte for byte, and what must not differ before it is allowed to.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::read_table;
use std::path::Path;
use support::{Folder, buurt, files, run};

const TUTORIAL: &str = "scenarios/tutorial.ron";

#[test]
fn one_two_and_eight_threads_write_the_same_bytes() {
    let folders = ["1", "2", "8"].map(|threads| {
        let folder = Folder::new(&format!("threads-{threads}"));
        run(TUTORIAL, &folder, &["--threads", threads, "--seeds", "3"]);
        folder
    });
    let first = files(&folders[0]);
    assert!(first.len() >= 9 * 3, "{} files", first.len());
    for other in &folders[1..] {
        assert_eq!(first, files(other));
    }
}

#[test]
fn shards_make_up_the_whole() {
    let (whole, parts) = (Folder::new("whole"), Folder::new("parts"));
    run(TUTORIAL, &whole, &["--seeds", "2"]);
    for shard in ["2/3", "1/3", "3/3"] {
        run(TUTORIAL, &parts, &["--seeds", "2", "--shard", shard]);
    }
    assert_eq!(files(&whole), files(&parts));
}

#[test]
fn a_replicate_alone_is_the_replicate_of_the_ensemble() {
    let (all, alone) = (Folder::new("all"), Folder::new("alone"));
    run(TUTORIAL, &all, &["--seeds", "4"]);
    run(TUTORIAL, &alone, &["--seeds", "2,"]);
    let all = files(&all);
    for (name, bytes) in files(&alone) {
        assert!(name.contains("replicate=2"), "{name}");
        assert_eq!(all.get(&name), Some(&bytes), "{name}");
    }
}

#[test]
fn an_interrupted_ensemble_resumed_equals_an_uninterrupted_one() {
    let (whole, torn) = (Folder::new("uninterrupted"), Folder::new("interrupted"));
    run(TUTORIAL, &whole, &["--seeds", "2"]);
    run(TUTORIAL, &torn, &["--seeds", "2"]);
    // What a kill leaves behind: a run without its last file, a table cut short, a run
    // that was never begun.
    let at = |run: &str, file: &str| torn.0.join(run).join(file);
    std::fs::remove_file(at("variant=base/replicate=1", "done.json")).unwrap();
    let cut = at("variant=demolition/replicate=0", "areas.parquet");
    let bytes = std::fs::read(&cut).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    std::fs::remove_dir_all(torn.0.join("variant=no_passend/replicate=0")).unwrap();
    run(TUTORIAL, &torn, &["--seeds", "2", "--resume"]);
    assert_eq!(files(&whole), files(&torn));
}

#[test]
fn a_reform_that_changes_nothing_changes_no_byte() {
    let folder = Folder::new("placebo");
    let scenario = folder.scenario(
        r#"variants: [
            (name: "act_nowhere", change: (rotterdam_act: (in_force: true, areas: []))),
            (name: "same_numbers", change: (passend: (in_force: true), sales: (share_of_vacancies: 0.03))),
            (name: "demolish_nothing", change: (demolition: (in_force: true, areas: ["1001"], dwellings_per_year: 0))),
            (name: "cap_out_of_reach", from: 2020, change: (portiek_cap: (in_force: true, cap: 50))),
            (name: "stop_out_of_reach", from: 2020, change: (complex_stop: (in_force: true, share: 1.0, incidents: 50.0))),
        ]"#,
    );
    let out = Folder::new("placebo-out");
    run(&scenario, &out, &["--seeds", "2"]);
    let all = files(&out);
    let mut compared = 0;
    for (name, bytes) in &all {
        if name.contains("done.json") {
            continue;
        }
        let (variant, rest) = name.split_once('/').unwrap();
        if variant != "variant=base" {
            assert_eq!(
                Some(bytes),
                all.get(&format!("variant=base/{rest}")),
                "{name}"
            );
            compared += 1;
        }
    }
    assert!(compared >= 5 * 2 * 4, "{compared}");
}

/// The rows of a table whose year lies before `year`.
fn before(table: &Table, year: i32) -> Vec<String> {
    let Some(Column::I32(years)) = table.column("year") else {
        panic!("table {} has no year", table.name);
    };
    let field = |c: &Column, i: usize| match c {
        Column::I32(v) => v[i].to_string(),
        Column::I64(v) => v[i].to_string(),
        Column::F32(v) => v[i].to_bits().to_string(),
        Column::F64(v) => v[i].to_bits().to_string(),
        Column::Category { codes, categories } => categories[codes[i] as usize].clone(),
    };
    (0..table.rows())
        .filter(|&i| years[i] < year)
        .map(|i| {
            table
                .columns
                .iter()
                .map(|(_, c)| field(c, i) + ";")
                .collect()
        })
        .collect()
}

#[test]
fn nothing_differs_before_the_year_of_a_reform() {
    let folder = Folder::new("early");
    let scenario = folder.scenario(
        r#"variants: [
            (name: "later", from: 2021, change: (
                passend: (in_force: false), daeb: (in_force: false),
                direct_mediation: (objective: "spread"), rent_policy: (target_share: 0.9),
            )),
            (name: "demolition", change: (
                demolition: (in_force: true, areas: ["1001"], from: 2021, until: 2023, dwellings_per_year: 40),
            )),
            (name: "act", change: (rotterdam_act: (in_force: true, areas: ["1001"], from: 2021))),
        ]"#,
    );
    let out = Folder::new("early-out");
    run(&scenario, &out, &["--seeds", "1"]);
    for variant in ["later", "demolition", "act"] {
        let mut later_differs = false;
        for table in [
            "areas",
            "indices",
            "landlords",
            "lettings",
            "ledger",
            "flows",
            "contributions",
            "moves",
            "panel",
        ] {
            let read = |variant: &str| {
                let path = out
                    .0
                    .join(format!("variant={variant}/replicate=0/{table}.parquet"));
                read_table(&path).unwrap()
            };
            let (base, changed) = (read("base"), read(variant));
            assert_eq!(
                before(&base, 2021),
                before(&changed, 2021),
                "{variant} {table}"
            );
            later_differs |= before(&base, 3000) != before(&changed, 3000);
        }
        assert!(later_differs, "{variant} never does anything");
    }
}

#[test]
fn a_run_that_ends_before_a_law_is_the_run_without_it() {
    let folder = Folder::new("before-law");
    let scenario = folder.scenario(
        r#"variants: [
            (name: "free_rents", change: (free_rent_increase: (in_force: false))),
            (name: "no_rent_cut", change: (rent_cut: (in_force: false))),
            (name: "no_regulation", change: (affordable_rent: (in_force: false))),
        ]"#,
    );
    // Four years end in 2020, seven in 2023; the eighth is 2024.
    let same = |years: &str, variant: &str| {
        let out = Folder::new(&format!("before-law-{years}-{variant}"));
        let only = format!("base,{variant}");
        run(
            &scenario,
            &out,
            &["--years", years, "--only", &only, "--seeds", "1"],
        );
        let all = files(&out);
        let of = |variant: &str| {
            let at = format!("variant={variant}/replicate=0/");
            let tables = all.iter().filter(|(name, _)| name.ends_with(".parquet"));
            tables
                .filter_map(|(name, bytes)| Some((name.strip_prefix(&at)?.to_owned(), bytes)))
                .collect::<Vec<_>>()
        };
        let base = of("base");
        assert!(base.len() > 5, "{} tables", base.len());
        base == of(variant)
    };
    assert!(same("4", "free_rents"));
    assert!(!same("5", "free_rents"), "the cap of 2021 does nothing");
    assert!(same("6", "no_rent_cut"));
    assert!(!same("7", "no_rent_cut"), "the rent cut does nothing");
    assert!(same("7", "no_regulation"));
    assert!(!same("8", "no_regulation"), "regulation does nothing");
}

#[test]
fn births_deaths_separations_and_incomes_do_not_depend_on_policy() {
    let experiment = buurt::Experiment::load(Path::new(TUTORIAL)).unwrap();
    let start = buurt_model::Snapshot::initial(&experiment.setting, 0);
    let mut seen = Vec::new();
    for policy in &experiment.policies {
        let mut sim = buurt_model::Simulation::new(experiment.setting.clone(), &start, policy);
        sim.run_until(2024);
        let world = sim.world_mut();
        let mut people: Vec<String> = world
            .query::<(
                &buurt_model::components::People,
                &buurt_model::components::Income,
            )>()
            .iter(world)
            .filter(|(p, _)| p.alive)
            .map(|(p, i)| {
                format!(
                    "{:016x} {:?} {} {}",
                    p.key, p.age, p.children, i.taxable_eur
                )
            })
            .collect();
        people.sort();
        let events = world
            .resource::<buurt_model::observe::Observer>()
            .events()
            .to_vec();
        seen.push((people, events));
    }
    assert!(seen.len() == 3 && seen[0].0.len() > 3000);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

/// A deliberate change of numbers is recorded by running the tests once with
/// `BUURT_BLESS=1`, and noted under `Regression:` in CHANGELOG.md.
#[test]
fn the_tutorial_gives_the_recorded_bytes() {
    let out = Folder::new("golden");
    run(TUTORIAL, &out, &["--seeds", "1"]);
    let mut text = String::new();
    for (name, bytes) in files(&out) {
        if name.ends_with(".parquet") {
            text += &format!("{} {:>8} {name}\n", support::sha256(&bytes), bytes.len());
        }
    }
    let path = Path::new("tests/golden/tutorial.txt");
    if std::env::var_os("BUURT_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let recorded = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        recorded, text,
        "numbers changed: see the remark above this test"
    );
}

#[test]
fn the_manifest_says_what_determines_the_results() {
    let out = Folder::new("manifest");
    run(TUTORIAL, &out, &["--seeds", "1"]);
    let text = std::fs::read_to_string(out.0.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let science = &manifest["science"];
    for key in [
        "program_version",
        "commit",
        "random_scheme",
        "scenario",
        "scenario_sha256",
        "law_sha256",
        "inputs",
        "seed",
        "outputs",
    ] {
        assert!(!science[key].is_null(), "{key} is missing");
    }
    assert_eq!(science["inputs"].as_array().unwrap().len(), 2);
    assert!(text.contains("phase_seconds") && text.contains("peak_memory_bytes"));
    assert!(!buurt(&["--version"]).stdout.is_empty());
}
