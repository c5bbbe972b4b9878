//! `buurt report` as a user runs it, and its file in a real browser.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_report::page::words::{DUTCH, ENGLISH};
use std::path::Path;
use std::process::Command;
use support::{Folder, buurt, run};

const VARIANTS: &str = r#"variants: [
    (name: "no_passend", change: (passend: (in_force: false))),
    (name: "demolition", label: "Sloop", change: (demolition: (
        in_force: true, areas: ["1001"], from: 2018, until: 2020, dwellings_per_year: 30,
    ))),
]"#;

/// Results of a small scenario with all tables.
fn results(folder: &Folder) {
    let inputs = Folder::new(&format!(
        "inputs-{}",
        folder.0.file_name().unwrap().display()
    ));
    run(&inputs.scenario(VARIANTS), folder, &["--seeds", "5"]);
}

fn report(folder: &Folder, arguments: &[&str]) -> (String, String) {
    let dir = folder.0.display().to_string();
    let mut all = vec!["report", &dir];
    all.extend(arguments);
    let output = buurt(&all);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    let html = std::fs::read_to_string(folder.0.join("report.html")).unwrap();
    (said, html)
}

#[test]
fn the_report_has_every_section_filled_from_a_real_run() {
    let folder = Folder::new("report");
    results(&folder);
    let (said, html) = report(&folder, &[]);
    assert!(said.contains("report.html written"));
    assert!(!html.contains("class=\"absent\""), "a section is absent");
    // Every parameter of the model stands on the page with its source.
    for group in buurt_model::policy::Policy::groups() {
        for p in &group.parameters {
            let name = format!("<code>{}.{}</code>", group.name, p.name);
            assert!(html.contains(&name), "{name}");
        }
    }
    assert!(html.contains("How far it spreads from dwelling to dwelling"));
    let chains = std::fs::read_to_string(folder.0.join("chains.csv")).unwrap();
    let sum = |measure: &str| -> f64 {
        let rows = chains.lines().filter_map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            let counted = cells[1] == measure && cells[3] == "demolition";
            counted.then(|| cells[6].parse::<f64>().unwrap())
        });
        rows.sum()
    };
    let all = sum("chains");
    assert!(all > 100.0 && sum("moves") > all);
    for by in ["length", "reach", "tenure_changes", "end"] {
        let parts = sum(&format!("chains_by_{by}"));
        assert!((parts - all).abs() < 1e-9 * all, "{by}");
    }
    // All variants were run: naming them would say nothing.
    assert!(html.contains("--seeds 5 --years 8\nbuurt report"));
    let key = "<td>EU income limit and quota; appropriate allocation (passend toewijzen); rent limits</td>";
    assert!(
        html.contains(&key.replace("<td>", "<td>Law: ")),
        "no key to the sources"
    );
    let (_, again) = report(&folder, &[]);
    assert_eq!(html, again);
    let (_, dutch) = report(&folder, &["--lang", "nl"]);
    assert!(dutch.contains("<html lang=\"nl\">") && dutch.contains("Wat elk beleid doet"));
    assert!(dutch.contains("<td>Wet: huurtoeslag; Rotterdamwet; Huisvestingswet 2014</td>"));
}

#[test]
fn errors_of_the_report_name_the_place_and_the_next_step() {
    let folder = Folder::new("report-errors");
    let dir = folder.0.display().to_string();
    let output = buurt(&["report", &dir]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&dir) && said.contains("buurt run"), "{said}");
    let output = buurt(&["report", &dir, "--lang", "fr"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("en, nl"));
}

#[test]
fn a_reader_can_use_the_report_in_a_browser() {
    let script = Path::new("tests/browser/report.mjs");
    if !script.with_file_name("node_modules").exists() {
        eprintln!("skipped: run `npm ci` in tests/browser first");
        return;
    }
    let folder = Folder::new("report-browser");
    results(&folder);
    report(&folder, &[]);
    let output = Command::new("node")
        .arg(script)
        .arg(folder.0.join("report.html"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    eprintln!("{said}");
    assert!(output.status.success(), "{said}");
}

#[test]
fn small_groups_are_in_no_comparison() {
    let folder = Folder::new("report-small");
    results(&folder);
    let dir = folder.0.display().to_string();
    let csv = || std::fs::read_to_string(folder.0.join("comparison.csv")).unwrap();
    assert!(buurt(&["compare", &dir]).status.success());
    assert!(csv().contains(",vulnerable,") && csv().contains(",low_income,"));
    let why = || std::fs::read_to_string(folder.0.join("contributions.csv")).unwrap();
    assert!(why().contains(",vulnerable,") && why().contains(",low_income,"));
    // The town has some 200 vulnerable households and 1,400 with a low income.
    let output = buurt(&["compare", &dir, "--min-cell", "700"]);
    assert!(output.status.success());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("rows are left out"), "{said}");
    assert!(!csv().contains(",vulnerable,") && csv().contains(",low_income,"));
    assert!(!why().contains(",vulnerable,") && why().contains(",low_income,"));
    // The figures go with the tables, and the screen says which files are which.
    let figures = || -> Vec<String> {
        let all = std::fs::read_dir(folder.0.join("figures")).unwrap();
        let mut names: Vec<_> = all
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        figures(),
        ["indices_over_time.svg", "paired_differences.svg"]
    );
    for name in figures() {
        let svg = std::fs::read_to_string(folder.0.join("figures").join(&name)).unwrap();
        assert!(
            !svg.contains("ulnerable") && svg.contains("fewer than 700"),
            "{name}"
        );
        assert!(said.contains(&format!(" figures/{name}")), "{said}");
    }
    assert!(said.contains("Taken away, because small cells show: figures/map_change.svg"));
    assert!(said.contains("the tables in variant=*/"), "{said}");
    let output = buurt(&["compare", &dir, "--min-cell", "0"]);
    assert!(output.status.success());
    assert!(figures().len() == 4 && csv().contains(",vulnerable,"));
}

#[test]
fn a_wrong_choice_is_answered_with_the_folder_and_the_next_step() {
    let folder = Folder::new("report-wrong");
    let inputs = Folder::new("report-wrong-inputs");
    run(
        &inputs.scenario(VARIANTS),
        &folder,
        &["--seeds", "1", "--years", "1"],
    );
    let dir = folder.0.display().to_string();
    let empty = folder.file("empty.geojson", "{\"features\": []}");
    let list = folder.file("list.geojson", "[]");
    for (arguments, parts) in [
        (
            &["compare", "--baseline", "nonsense"][..],
            &[
                dir.as_str(),
                "--baseline nonsense",
                "base, no_passend, demolition",
            ][..],
        ),
        (
            &["compare", "--by", "street"],
            &[&dir, "--by street", "complex, pc4, portiek"],
        ),
        (
            &["report", "--geojson", &empty],
            &[
                &empty,
                "such as 1001",
                "boundaries of the 4 areas",
                "leave --geojson out",
            ],
        ),
        (
            &["report", "--geojson", &list],
            &[
                &list,
                "`features`",
                "FeatureCollection",
                "without --geojson",
            ],
        ),
        (
            &["report", "--geojson", "nowhere.geojson"],
            &["nowhere.geojson", "an existing file", "leave it out"],
        ),
    ] {
        let all = [&arguments[..1], &[dir.as_str()], &arguments[1..]].concat();
        let output = buurt(&all);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        for part in parts {
            assert!(said.contains(part), "{part} is not in: {said}");
        }
    }
}

#[test]
fn another_price_is_counted_without_another_run() {
    let folder = Folder::new("report-prices");
    results(&folder);
    let dir = folder.0.display().to_string();
    let cost = |arguments: &[&str]| -> f64 {
        let mut all = vec!["compare", &dir];
        all.extend(arguments);
        let output = buurt(&all);
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            said.contains("what it costs and yields, 2017 to 2024"),
            "{said}"
        );
        assert!(said.contains("why dissimilarity of low_income by complex changed"));
        let csv = std::fs::read_to_string(folder.0.join("costs.csv")).unwrap();
        let row = csv
            .lines()
            .find(|l| l.starts_with("2024,cost,demolished,EUR,demolition,"))
            .unwrap_or_else(|| panic!("{csv}"));
        row.split(',').nth(8).unwrap().parse().unwrap()
    };
    let usual = cost(&[]);
    assert!(usual > 0.0);
    let file = folder.file("prices.ron", "(demolished: 50000)");
    assert_eq!(cost(&["--prices", &file]), 2.0 * usual);
    let wrong = folder.file("wrong.ron", "(demolish: 1)");
    for command in ["compare", "report"] {
        let output = buurt(&[command, &dir, "--prices", &wrong]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("did you mean `demolished`?"), "{said}");
    }
    // Prices of the manifest that cannot be read are no reason to take the usual ones.
    let manifest = folder.0.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let changed = text.replace("\"unit_prices\": {", "\"unit_prices\": {\"demolish\": 1,");
    assert_ne!(text, changed);
    std::fs::write(&manifest, changed).unwrap();
    for command in ["compare", "report"] {
        let output = buurt(&[command, &dir]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        for part in ["manifest.json: `unit_prices`", "`demolish`", "--prices"] {
            assert!(said.contains(part), "{said}");
        }
    }
    assert_eq!(cost(&["--prices", &file]), 2.0 * usual);
}

#[test]
fn every_item_of_the_ledger_has_a_price() {
    let prices = buurt_params::Prices::default().items();
    for item in buurt_model::ledger::Item::ALL {
        let name = item.name();
        assert!(prices.iter().any(|(n, _)| n == name), "{name} has no price");
    }
}

#[test]
fn every_refusal_and_item_has_a_name_in_both_languages() {
    let codes = buurt_model::reasons::Reason::REFUSALS.iter();
    for code in codes.map(|r| r.name()) {
        for words in [&ENGLISH, &DUTCH] {
            assert_ne!(words.rule(code), code, "a rule without a name");
        }
    }
    for item in buurt_model::ledger::Item::ALL {
        for words in [&ENGLISH, &DUTCH] {
            assert_ne!(words.cost_item(item.name()), item.name());
        }
    }
}
