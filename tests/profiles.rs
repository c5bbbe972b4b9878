//! Segregation profiles of a comparison: the smallest surroundings are the areas themselves,
//! the largest the whole city.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use support::{Folder, run};

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
