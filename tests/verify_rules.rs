//! Every rule that `buurt verify` tests: an honest folder breaks none of them and tests
//! each, and a table in which one row was altered is found by the rule that it breaks.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod forgeries;
mod support;

use buurt::verify::rules::Rule;
use buurt::verify::{Verdict, verify};
use buurt_lab::{read_table, write_table};
use forgeries::{Forgery, Rows};
use support::{Folder, buurt, run};

/// The tutorial town under every rule of letting, so that each is in force somewhere.
const VARIANTS: &str = r#"variants: [
    (name: "queues", label: "Queues", question: "?", from: 2019, change: (
        advert: (lottery_share: 0.3, ranking: "residence"),
        contingent: (in_force: true, per_year: 1, share: 0.5),
        wonen_plus: (in_force: true, areas: ["1001"], willing: 0.6),
        local_tie: (in_force: true),
        complex_stop: (in_force: true),
        portiek_cap: (in_force: true),
        rotterdam_act: (in_force: true, areas: ["1001"], article_10: true, until: 2030),
    )),
    (name: "places", label: "Places", question: "?", from: 2018, change: (
        advert: (lottery_share: 0.2, landlords: ["Corporation A"]),
        rotterdam_act: (in_force: true, areas: ["1001", "1002"], excluded_areas: ["1001"],
            complexes: ["c00003", "c00004", "c00005"], until: 2022, article_9: true, start_qualification: true),
        area_closure: (in_force: true, areas: ["1001"], from: 2018, until: 2021),
        complex_stop: (in_force: true, share: 0.05, months: 4, areas: ["1001", "1002"]),
        housing_first: (in_force: true, per_year: 10),
        demolition: (in_force: true, areas: ["1001"], from: 2017, dwellings_per_year: 60,
            construction_years: 1, relocation_years: 1, return_share: 1.0),
        income_rent: (in_force: true, outside_experiment: true, landlords: ["Corporation B"]),
        local_tie: (in_force: true, share: 0.5, municipality: false),
        daeb: (free_room_use: 0.5, margin: 0.0),
        sales: (cap: 0.005, share_of_vacancies: 0.5, landlords: ["Corporation A"]),
    )),
]"#;

fn verdict(folder: &Folder) -> Verdict {
    verify(&folder.0).unwrap()
}

/// Alters a row, verifies, and puts the table back.
fn forged(folder: &Folder, forgery: &Forgery) -> Verdict {
    let run = folder
        .0
        .join(format!("variant={}/replicate=0", forgery.variant));
    let path = run.join(format!("{}.parquet", forgery.table));
    let bytes = std::fs::read(&path).unwrap();
    let mut rows = Rows(read_table(&path).unwrap());
    let row = (0..rows.0.rows()).find(|&i| (forgery.find)(&rows, i));
    let row = row.unwrap_or_else(|| panic!("no row to forge for {:?}", forgery.rule));
    (forgery.alter)(&mut rows, row);
    write_table(&path, &rows.0).unwrap();
    let found = verdict(folder);
    std::fs::write(&path, bytes).unwrap();
    found
}

#[test]
fn every_rule_is_tested_holds_and_finds_a_forged_row() {
    let folder = Folder::new("verify-rules");
    let scenario = Folder::new("verify-rules-scenario");
    run(&scenario.scenario(VARIANTS), &folder, &[]);
    let honest = verdict(&folder);
    assert_eq!(honest.violations, []);
    for &rule in Rule::ALL {
        let (rows, broken) = honest.of(rule);
        assert!(rows > 0 && broken == 0, "{rule:?}: {rows}, {broken}");
    }
    let all = forgeries::all();
    for &rule in Rule::ALL {
        assert!(
            all.iter().any(|f| f.rule == rule),
            "no forgery for {rule:?}"
        );
    }
    for forgery in &all {
        let found = forged(&folder, forgery);
        let rule = forgery.rule;
        assert!(
            found.of(rule).1 > 0,
            "{rule:?} in {}: {:#?}",
            forgery.variant,
            found.violations
        );
    }
    assert_eq!(verdict(&folder).violations, [], "put back as it was");
}

#[test]
fn a_rule_that_was_not_tested_is_seen() {
    let folder = Folder::new("verify-untested");
    let scenario = Folder::new("verify-untested-scenario");
    let written = scenario.scenario("variants: []");
    run(&written, &folder, &["--years", "2"]);
    let output = buurt(&["verify", &folder.0.display().to_string()]);
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |rule: Rule| {
        let found = text.lines().find(|l| l.contains(rule.name()));
        found.unwrap_or_else(|| panic!("{rule:?} is not shown: {text}"))
    };
    for rule in [
        Rule::Article8,
        Rule::PortiekCap,
        Rule::ComplexStop,
        Rule::Ballot,
    ] {
        assert!(line(rule).contains("NOT TESTED"), "{}", line(rule));
    }
    for rule in [Rule::IncomeLimit, Rule::Blacklist, Rule::QueueTime] {
        assert!(!line(rule).contains("NOT TESTED"), "{}", line(rule));
    }
    assert!(
        text.contains("no table can show it") && text.contains("screening: "),
        "{text}"
    );
}
