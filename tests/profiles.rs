//! Segregation profiles of a comparison: the smallest surroundings are the areas themselves,
//! the largest the whole city.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use support::{Folder, buurt, run};

/// Rows of a CSV file, by column name.
fn rows(folder: &Folder, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder.0.join(name)).unwrap();
    let mut lines = text.lines().map(|l| l.split(',').map(str::to_owned));
    let names: Vec<String> = lines.next().unwrap().collect();
    lines
        .map(|row| names.iter().cloned().zip(row).collect())
        .collect()
}

#[test]
fn the_profile_goes_from_the_isolation_between_areas_to_the_share_of_the_city() {
    let folder = Folder::new("profiles");
    run("scenarios/tutorial.ron", &folder, &["--seeds", "2"]);
    let profiles = rows(&folder, "profiles.csv");
    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().unwrap();
    let mut seen = 0;
    for row in rows(&folder, "comparison.csv") {
        let plain = row["level"] == "pc4" && row["index"] == "isolation";
        if !plain || row["measure"] != "value" {
            continue;
        }
        let same = |p: &&BTreeMap<String, String>| {
            ["year", "group", "variant"]
                .iter()
                .all(|k| p[*k] == row[*k])
        };
        let of = |surroundings: &str, size: &str| {
            let mut found = profiles.iter().filter(same);
            found.find(|p| p["surroundings"] == surroundings && p["size"] == size)
        };
        // The areas of the tutorial lie more than 500 metres apart and hold fewer than
        // 20,000 households together.
        let Some(near) = of("within_m", "500") else {
            continue;
        };
        for column in ["baseline_mean", "variant_mean", "difference", "ci_low"] {
            let (a, b) = (number(near, column), number(&row, column));
            assert!((a - b).abs() < 1e-9, "{column}: {a} and {b}");
        }
        let far = of("nearest_households", "20000").unwrap();
        assert!(number(far, "variant_mean") <= number(near, "variant_mean") + 1e-9);
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn the_report_draws_the_profiles_of_the_comparison() {
    let folder = Folder::new("profiles-drawn");
    run("scenarios/tutorial.ron", &folder, &["--seeds", "2"]);
    let dir = folder.0.display().to_string();
    assert!(buurt(&["report", &dir]).status.success());
    let html = std::fs::read_to_string(folder.0.join("report.html")).unwrap();
    let (_, rest) = html
        .split_once("type=\"application/json\" id=\"data\">")
        .unwrap();
    let data: serde_json::Value =
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    let manifest = std::fs::read_to_string(folder.0.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let place = |list: &serde_json::Value, what: serde_json::Value| {
        list.as_array().unwrap().iter().position(|v| *v == what)
    };
    let sizes = [
        "500", "1000", "2000", "4000", "2000", "5000", "10000", "20000",
    ];
    let mut seen = 0;
    for row in rows(&folder, "profiles.csv") {
        let groups = ["low_income", "vulnerable"];
        let Some(group) = groups.iter().position(|g| *g == row["group"]) else {
            continue;
        };
        let variants = &manifest["science"]["variants"];
        let v = place(variants, row["variant"].as_str().into()).unwrap();
        let year: i32 = row["year"].parse().unwrap();
        let y = place(&data["years"], year.into()).unwrap();
        let first = if row["surroundings"] == "within_m" {
            0
        } else {
            4
        };
        let at = first
            + sizes[first..]
                .iter()
                .position(|s| *s == row["size"])
                .unwrap();
        let drawn = |key: &str, v: usize, k: usize| -> f64 {
            let set = &data["intervals"][key];
            let digits = |name: &str| set[name].as_i64().unwrap();
            let unit: f64 = (0..digits("dec") + digits("finer")).map(|_| 10.0).product();
            set["v"][v][at][3 * y + k].as_f64().unwrap() / unit
        };
        let (value, difference) = (
            format!("profile{group}"),
            format!("profile{group}_difference"),
        );
        for (column, shown) in [
            ("baseline_mean", drawn(&value, 0, 0)),
            ("variant_mean", drawn(&value, v, 0)),
            ("difference", drawn(&difference, v, 0)),
            ("ci_low", drawn(&difference, v, 1)),
            ("ci_high", drawn(&difference, v, 2)),
        ] {
            let number: f64 = row[column].parse().unwrap();
            assert!(
                (number - shown).abs() <= 0.5e-4,
                "{column}: {number} and {shown}"
            );
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen}");
}
