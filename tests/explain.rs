//! `buurt explain`, as a user would run it: the run made again tells what the stored run
//! did, and wrong input is answered with what is allowed.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::read_table;
use std::path::Path;
use std::sync::OnceLock;
use support::{Folder, buurt, run};

const VARIANTS: &str = r#"variants: [
    (name: "strict", label: "Strict", question: "?", from: 2020, change: (
        complex_stop: (in_force: true, share: 0.02),
        rotterdam_act: (in_force: true, areas: ["1001"], years_of_residence: 20),
    )),
]"#;

struct Results {
    dir: String,
    scenario: String,
    moves: Table,
}

/// One folder of results for all tests.
fn results() -> &'static Results {
    static RESULTS: OnceLock<Results> = OnceLock::new();
    RESULTS.get_or_init(|| {
        // In the build folder, as it serves all tests; replaced every time.
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explain");
        let _ = std::fs::remove_dir_all(&at);
        std::fs::create_dir_all(&at).unwrap();
        let folder = std::mem::ManuallyDrop::new(Folder(at.join("results")));
        let scenario = std::mem::ManuallyDrop::new(Folder(at)).scenario(VARIANTS);
        run(&scenario, &folder, &[]);
        let path = folder.0.join("variant=strict/replicate=0/moves.parquet");
        Results {
            dir: folder.0.display().to_string(),
            scenario,
            moves: read_table(&path).unwrap(),
        }
    })
}

fn explain(arguments: &[&str]) -> (Option<i32>, String) {
    let r = results();
    let mut all = vec!["explain", &r.dir];
    all.extend(arguments);
    if !arguments.contains(&"--scenario") {
        all.extend(["--scenario", &r.scenario]);
    }
    let output = buurt(&all);
    let text = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code(),
        text + &String::from_utf8(output.stderr).unwrap(),
    )
}

fn text(table: &Table, name: &str, row: usize) -> String {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => categories[codes[row] as usize].clone(),
        other => panic!("{name}: {other:?}"),
    }
}

fn number(table: &Table, name: &str, row: usize) -> f64 {
    match table.column(name) {
        Some(Column::F64(v)) => v[row],
        Some(Column::I32(v)) => f64::from(v[row]),
        other => panic!("{name}: {other:?}"),
    }
}

fn key(table: &Table, name: &str, row: usize) -> String {
    match table.column(name) {
        Some(Column::I64(v)) => v[row].to_string(),
        other => panic!("{name}: {other:?}"),
    }
}

/// Lets by a channel in the years of the variant.
fn lets(channel: &str) -> Vec<usize> {
    let m = &results().moves;
    let found = |&i: &usize| text(m, "channel", i) == channel && number(m, "year", i) >= 2020.0;
    (0..m.rows()).filter(found).collect()
}

#[test]
fn every_let_of_the_stored_run_is_told_with_its_rent_and_channel() {
    let m = &results().moves;
    for (channel, words) in [
        ("advert", "social advert by queue"),
        ("direct", "direct mediation"),
    ] {
        let row = lets(channel)[3];
        let year = number(m, "year", row).to_string();
        let rent = number(m, "rent_eur_month", row);
        for (option, column) in [("--household", "household"), ("--dwelling", "to")] {
            let wanted = key(m, column, row);
            let asked = ["--variant", "strict", "--year", &year, option, &wanted];
            let (code, told) = explain(&asked);
            assert_eq!(code, Some(0), "{told}");
            let line = format!("let by {words} to ");
            let rent = format!("at {rent:.2} euro a month");
            assert!(
                told.lines().any(|l| l.contains(&line) && l.contains(&rent)),
                "{line} {rent}\n{told}"
            );
            assert!(told.contains(&text(m, "complex_to", row)), "{told}");
        }
    }
}

#[test]
fn refusals_are_told_in_words_with_their_source_and_counted() {
    let m = &results().moves;
    let row = lets("advert")[0];
    let complex = text(m, "complex_to", row);
    let (code, told) = explain(&["--variant", "strict", "--complex", &complex]);
    assert_eq!(code, Some(0), "{told}");
    let (_, totals) = told.split_once("In all: ").unwrap();
    assert!(
        totals.contains("daeb_income: Income above the DAEB limit"),
        "{totals}"
    );
    assert!(totals.contains("[Woningwet art. 48"), "{totals}");
    let counted: u32 = totals
        .lines()
        .skip(1)
        .filter_map(|l| l.split_whitespace().next()?.parse::<u32>().ok())
        .sum();
    let all = totals.split(", ").nth(3).unwrap();
    assert!(
        all.starts_with(&format!("{counted} refusals")),
        "{all} {counted}"
    );
}

#[test]
fn wrong_input_is_answered_with_what_is_allowed() {
    let m = &results().moves;
    let household = key(m, "household", lets("advert")[0]);
    let wrong = |arguments: &[&str], wanted: &[&str]| {
        let (code, told) = explain(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        for text in wanted {
            assert!(told.contains(text), "{arguments:?}: {told}");
        }
    };
    wrong(&[], &["--household"]);
    wrong(&["--household", "x1"], &["whole number", "moves"]);
    wrong(
        &["--household", "17", "--year", "2019"],
        &["there is no household 17", "panel"],
    );
    wrong(
        &["--dwelling", "17", "--year", "2019"],
        &["there is no dwelling 17"],
    );
    wrong(&["--complex", "12"], &["c00000"]);
    wrong(
        &["--complex", "c99999", "--year", "2017"],
        &["there is no complex c99999"],
    );
    let household = ["--household", &household];
    let with = |more: &[&'static str]| [&household[..], more].concat();
    wrong(&with(&["--year", "1999"]), &["from 2017 to 2024"]);
    wrong(
        &with(&["--variant", "stict"]),
        &["there is no variant stict", "base, strict"],
    );
    wrong(&with(&["--replicate", "9"]), &["there is no replicate 9"]);
    wrong(
        &with(&["--scenario", "scenarios/tutorial.ron"]),
        &[
            "is not the scenario these results were made from",
            "SHA-256",
        ],
    );
    let output = buurt(&["explain", &results().dir, household[0], household[1]]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("--scenario FILE"), "{told}");
    let empty = Folder::new("explain-empty");
    let at = empty.0.display().to_string();
    let output = buurt(&["explain", &at, household[0], household[1]]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("buurt run"), "{told}");
}

#[test]
fn a_scenario_that_changed_since_is_named_with_what_to_do() {
    let r = results();
    let folder = Folder::new("explain-changed");
    std::fs::create_dir_all(&folder.0).unwrap();
    let manifest = Path::new(&r.dir).join("manifest.json");
    std::fs::copy(manifest, folder.0.join("manifest.json")).unwrap();
    let dir = folder.0.display().to_string();
    let said = || {
        let output = buurt(&["explain", &dir, "--household", "1"]);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let name = Path::new(&r.scenario)
        .file_name()
        .unwrap()
        .to_str()
        .unwrap();
    let nowhere = said();
    assert!(nowhere.contains(&format!(
        "the scenario {name} that made these results is not here"
    )));
    let changed = folder.0.join(name);
    let text = std::fs::read_to_string(&r.scenario).unwrap();
    std::fs::write(&changed, text + "// a note\n").unwrap();
    let said = said();
    for part in [
        changed.to_str().unwrap(),
        "has changed since these results were made",
        "--scenario FILE",
        "run the scenario again",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
