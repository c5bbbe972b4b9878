//! `docs/tables.md` against what a run writes: every table, every column, its type.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::Column;
use buurt_lab::read_table;
use buurt_model::rulebook::Reason;
use std::collections::BTreeMap;
use support::{Folder, files, run};

/// Per table, the documented columns: name, type and unit.
fn documented() -> BTreeMap<String, Vec<[String; 3]>> {
    let text = std::fs::read_to_string("docs/tables.md").unwrap();
    let mut tables: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
    let mut table = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## `") {
            table = name.trim_end_matches('`').to_owned();
            tables.insert(table.clone(), Vec::new());
        } else if line.starts_with("## ") {
            table.clear();
        } else if let Some(row) = line.strip_prefix("| `")
            && !table.is_empty()
        {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            assert!(cells.len() >= 5, "{line}");
            assert!(!cells[3].is_empty(), "{line}: no meaning");
            let list = tables.get_mut(&table).unwrap();
            let mut tell = |name: &str| list.push([name, cells[1], cells[2]].map(str::to_owned));
            for name in cells[0].split(", ").map(|name| name.trim_matches('`')) {
                if name == "refused_RULE" {
                    let rules = Reason::REFUSALS.iter();
                    rules.for_each(|rule| tell(&format!("refused_{}", rule.name())));
                } else {
                    tell(name);
                }
            }
        }
    }
    tables
}

fn kind(column: &Column) -> &'static str {
    match column {
        Column::I32(_) => "int32",
        Column::I64(_) => "int64",
        Column::F32(_) => "float32",
        Column::F64(_) => "float64",
        Column::Category { .. } => "text",
    }
}

#[test]
fn every_table_and_column_is_documented_as_it_is_written() {
    let out = Folder::new("tables");
    let only = ["--seeds", "1", "--only", "base"];
    run("scenarios/tutorial.ron", &out, &only);
    let documented = documented();
    let mut seen = Vec::new();
    for (name, _) in files(&out) {
        let Some(file) = name.strip_suffix(".parquet") else {
            continue;
        };
        let table = file.rsplit('/').next().unwrap();
        let columns = documented
            .get(table)
            .unwrap_or_else(|| panic!("docs/tables.md has no section `{table}`"));
        let written = read_table(&out.0.join(&name)).unwrap();
        let found: Vec<(&str, &str)> = written
            .columns
            .iter()
            .map(|(name, column)| (name.as_str(), kind(column)))
            .collect();
        let told: Vec<(&str, &str)> = columns
            .iter()
            .map(|[name, kind, _]| (name.as_str(), kind.as_str()))
            .collect();
        assert_eq!(told, found, "docs/tables.md, section `{table}`");
        seen.push(table.to_owned());
    }
    let told: Vec<&String> = documented.keys().collect();
    assert_eq!(told, seen.iter().collect::<Vec<_>>());
}

/// No column of the tables of indices and areas is empty, and a value under random
/// allocation stands beside every index.
#[test]
fn every_index_has_a_value_and_an_expectation() {
    let out = Folder::new("expectations");
    let only = ["--seeds", "1", "--only", "base"];
    run("scenarios/tutorial.ron", &out, &only);
    let path = out.0.join("variant=base/replicate=0/indices.parquet");
    let table = read_table(&path).unwrap();
    let numbers = |name: &str| match table.column(name) {
        Some(Column::F64(v)) => v.clone(),
        other => panic!("{name}: {other:?}"),
    };
    let texts = |name: &str| match table.column(name) {
        Some(Column::Category { codes, categories }) => codes
            .iter()
            .map(|&c| categories[c as usize].clone())
            .collect::<Vec<_>>(),
        other => panic!("{name}: {other:?}"),
    };
    let (value, expected, corrected) =
        (numbers("value"), numbers("expected"), numbers("corrected"));
    let index = texts("index");
    let uncorrected = [
        "exposure",
        "mutual_information",
        "nested_h",
        "nested_mutual_information",
    ];
    for i in 0..table.rows() {
        assert!(value[i].is_finite() && expected[i].is_finite(), "{i}");
        assert_eq!(
            corrected[i].is_nan(),
            uncorrected.contains(&index[i].as_str()),
            "{i}"
        );
        assert!(
            (-0.02..2.0).contains(&value[i]),
            "{} {}",
            index[i],
            value[i]
        );
        assert!((-0.02..2.0).contains(&expected[i]), "{}", expected[i]);
    }
    // What each level adds sums to H of the finest one.
    let (level, group) = (texts("level"), texts("group"));
    let years = match table.column("year") {
        Some(Column::I32(v)) => v.clone(),
        other => panic!("{other:?}"),
    };
    let mut nested = BTreeMap::new();
    let mut finest = BTreeMap::new();
    for i in (0..table.rows()).filter(|&i| group[i] == "income_quintiles") {
        if index[i] == "nested_h" {
            assert!(value[i] >= 0.0);
            *nested.entry(years[i]).or_insert(0.0) += value[i];
        } else if index[i] == "multigroup_h" && level[i] == "portiek" {
            finest.insert(years[i], value[i]);
        }
    }
    assert_eq!(nested.len(), 10);
    for (year, sum) in nested {
        assert!((sum - finest[&year]).abs() < 1e-12, "{year}");
    }
}

#[test]
fn a_scenario_asks_for_the_contributions_of_every_level() {
    let out = Folder::new("contributions");
    let tutorial = std::fs::read_to_string("scenarios/tutorial.ron").unwrap();
    let cities = std::fs::canonicalize("scenarios/cities").unwrap();
    let asked = tutorial
        .replace("panel: true", "panel: true, all_contributions: true")
        .replace("\"cities/", &format!("\"{}/", cities.display()));
    let scenario = out.file("scenario.ron", &asked);
    let results = Folder(out.0.join("results"));
    run(
        &scenario,
        &results,
        &["--seeds", "1", "--only", "base", "--years", "2"],
    );
    let path = results
        .0
        .join("variant=base/replicate=0/contributions.parquet");
    let table = read_table(&path).unwrap();
    let codes = |name: &str| match table.column(name) {
        Some(Column::Category { codes, categories }) => codes
            .iter()
            .map(|&c| categories[c as usize].clone())
            .collect::<Vec<_>>(),
        other => panic!("{name}: {other:?}"),
    };
    let mut rows: BTreeMap<(String, String), u32> = BTreeMap::new();
    for key in codes("level").into_iter().zip(codes("index")) {
        *rows.entry(key).or_default() += 1;
    }
    // Three levels, seven indices; two years, six groups.
    assert_eq!(rows.len(), 3 * 7);
    assert!(rows.values().all(|&n| n == 2 * 6), "{rows:?}");
}
