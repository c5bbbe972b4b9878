//! Comparison and summary of an ensemble whose true effects are known.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_lab::compare::ComparisonRow;
use buurt_lab::index_data::Measure;
use buurt_lab::{CompareOptions, LabError, Plan, compare, read_table, run_ensemble, summary};
use std::fs;
use support::{Scratch, Toy, plan};

fn quiet(_: buurt_lab::Progress) {}

fn selection() -> Vec<(String, String, String)> {
    vec![(
        "buurt".to_owned(),
        "low_income".to_owned(),
        "dissimilarity".to_owned(),
    )]
}

#[test]
fn effects_are_found_and_pairing_is_seen_to_help() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    let plan = Plan {
        replicates: (0..12).collect(),
        ..plan(&out)
    };
    run_ensemble(&Toy::new(), &plan, &quiet).unwrap();
    let comparison = compare(&out, &CompareOptions::default()).unwrap();
    assert_eq!(comparison.baseline, "baseline");
    assert_eq!(comparison.variants, ["quota", "mixing"]);
    // 4 years × 2 groups × 2 variants of the value, half of it corrected.
    assert_eq!(comparison.rows.len(), 16 + 8);
    let find = |variant: &str, year: i32| -> &ComparisonRow {
        let mut rows = comparison.rows.iter();
        rows.find(|r| {
            r.variant == variant
                && r.cell.year == year
                && r.cell.group == "low_income"
                && r.measure == Measure::Value
        })
        .unwrap()
    };
    let quota = find("quota", 2023);
    assert_eq!(quota.replicates, 12);
    assert!((quota.paired.mean - 0.02).abs() < 0.002, "{quota:?}");
    assert!(quota.paired.ci_low > 0.0 && quota.paired.ci_high < 0.03);
    assert!(quota.paired.variance_ratio < 0.05, "{quota:?}");
    assert!((quota.variant_mean - quota.baseline_mean - quota.paired.mean).abs() < 1e-12);
    assert!(quota.replicates_needed < 12.0);
    assert!(find("quota", 2021).paired.mean.abs() < 0.002);
    assert!(find("mixing", 2023).paired.mean < -0.005);

    comparison.write(&out).unwrap();
    let table = read_table(&out.join("comparison.parquet")).unwrap();
    assert_eq!(table.rows(), comparison.rows.len());
    let csv = fs::read_to_string(out.join("comparison.csv")).unwrap();
    assert_eq!(csv.lines().count(), comparison.rows.len() + 1);
    assert!(csv.starts_with("year,level,group,index,measure,variant,replicates,"));

    let screen = comparison.screen(&selection());
    assert!(screen.starts_with("dissimilarity of low_income by buurt, 2023\n"));
    let lines: Vec<&str> = screen.lines().collect();
    assert_eq!(lines.len(), 1 + 2 + 4 + 1);
    let columns = |l: &str| l.chars().count();
    assert_eq!(columns(lines[1]), columns(lines[3]), "{screen}");
    let shown = summary(&out, &selection()).unwrap();
    assert_eq!(shown.lines().count(), 2 + 3, "{shown}");
    assert!(shown.contains("quota") && shown.contains("2023"), "{shown}");
}

#[test]
fn another_baseline_turns_the_sign() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    run_ensemble(&Toy::new(), &plan(&out), &quiet).unwrap();
    let forth = compare(&out, &CompareOptions::default()).unwrap();
    let options = CompareOptions {
        baseline: Some("quota".to_owned()),
        level: Some("buurt".to_owned()),
        ..CompareOptions::default()
    };
    let back = compare(&out, &options).unwrap();
    let of = |rows: &[ComparisonRow], v: &str| -> Vec<f64> {
        let chosen = rows.iter().filter(|r| r.variant == v);
        chosen.map(|r| r.paired.mean).collect()
    };
    let (a, b) = (of(&forth.rows, "quota"), of(&back.rows, "baseline"));
    assert_eq!(a.len(), 12);
    assert!(a.iter().zip(&b).all(|(a, b)| (a + b).abs() < 1e-15));
}

#[test]
fn unknown_names_are_answered_with_the_names_there_are() {
    let scratch = Scratch::new();
    let out = scratch.dir("out");
    run_ensemble(&Toy::new(), &plan(&out), &quiet).unwrap();
    let ask = |baseline: Option<&str>, level: Option<&str>| {
        let options = CompareOptions {
            baseline: baseline.map(str::to_owned),
            level: level.map(str::to_owned),
            half_width: 0.01,
        };
        let message = compare(&out, &options).unwrap_err().to_string();
        let folder = format!("{}: ", out.display());
        message.strip_prefix(&folder).unwrap_or(&message).to_owned()
    };
    assert!(
        compare(
            &out,
            &CompareOptions {
                baseline: Some("quotum".to_owned()),
                ..CompareOptions::default()
            }
        )
        .unwrap_err()
        .to_string()
        .starts_with(&format!("{}: ", out.display()))
    );
    assert_eq!(
        ask(Some("quotum"), None),
        "--baseline quotum: there is no such variant in these results; there are: baseline, quota, mixing"
    );
    assert_eq!(
        ask(None, Some("street")),
        "--by street: there is no such level in these results; there are: buurt"
    );
    let nothing = compare(&scratch.dir("none"), &CompareOptions::default()).unwrap_err();
    assert!(matches!(nothing, LabError::Compare(_)), "{nothing}");
}
