//! The lets of the city scenarios obey the rules, in every variant, as `buurt verify` finds
//! that reads the moves again. Some cities and few years with the other tests; all cities,
//! studies and years, and a city under every local rule, in some minutes, with
//! `cargo test --release --test verify_cities -- --ignored --nocapture`, which prints on how
//! much each rule was tested.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt::verify::rules::Rule;
use buurt::verify::verify;
use support::{Folder, run};

/// On how much each rule was tested, in the order of [`Rule::ALL`].
type Counts = Vec<usize>;

/// Runs every variant of a scenario once and verifies it; returns the social lets read and
/// on how much each rule was tested.
fn verified(name: &str, scenario: &str, arguments: &[&str]) -> (usize, Counts) {
    let out = Folder::new(&format!("verify-{name}"));
    let all = [&["--seeds", "1", "--moves"], arguments].concat();
    run(scenario, &out, &all);
    let verdict = verify(&out.0).unwrap();
    assert_eq!(verdict.violations, [], "{name}");
    let tested = Rule::ALL.iter().map(|&rule| verdict.of(rule).0).collect();
    (verdict.social_lets, tested)
}

/// Tilburg with the local rules that no city scenario has: each is in force in a variant.
const EVERY_LOCAL_RULE: &str = r#"
    first_year: 2015, last_year: 2024, burn_in: 5, replicates: 1, seed: 11,
    base: (
        rotterdam_act: (in_force: true, areas: ["5042", "5021"], excluded_areas: ["5021"],
            complexes: ["c00010", "c00011", "c00012"], from: 2016, until: 2022, article_9: true, article_10: true),
        portiek_cap: (in_force: true, areas: ["5042", "5038"]),
        complex_stop: (in_force: true, share: 0.1, months: 6),
    ),
    variants: [
        (name: "queues", label: "Queues", question: "?", from: 2017, change: (
            advert: (lottery_share: 0.2, ranking: "residence"),
            local_tie: (in_force: true),
            contingent: (in_force: true, per_year: 10),
            wonen_plus: (in_force: true, areas: ["5038"]),
            housing_first: (in_force: true, from: 2017),
            rotterdam_act: (start_qualification: true),
        )),
        (name: "closed", label: "Closed", question: "?", from: 2018, change: (
            area_closure: (in_force: true, areas: ["5038"], from: 2018, until: 2021),
            daeb: (free_room_use: 0.3),
            local_tie: (in_force: true, share: 0.5, municipality: false, areas: ["5042"]),
            complex_stop: (share: 0.2, months: 18, areas: ["5021"]),
            demolition: (in_force: true, areas: ["5042"], from: 2015, dwellings_per_year: 200,
                construction_years: 1, relocation_years: 1, return_share: 1.0),
            sales: (cap: 0.005, landlords: ["Tiwos", "WonenBreburg"]),
            income_rent: (in_force: true, outside_experiment: true),
        )),
        (name: "no_mediation", label: "None", question: "?", change: (
            direct_mediation: (in_force: false), blacklist: (in_force: false),
        )),
    ],
"#;

#[test]
fn the_lets_of_some_cities_obey_the_rules_in_every_variant() {
    for name in ["ede", "groningen", "tilburg"] {
        let file = format!("scenarios/{name}.ron");
        let (lets, _) = verified(name, &file, &["--years", "3"]);
        assert!(lets > 10_000, "{name}");
    }
}

#[test]
#[ignore = "some minutes in release"]
fn the_lets_of_all_cities_and_studies_obey_the_rules_and_every_rule_is_tested() {
    let mut tested: Counts = vec![0; Rule::ALL.len()];
    let mut add = |name: &str, (lets, counts): (usize, Counts)| {
        assert!(lets > 2_000, "{name}: {lets}");
        for (all, n) in tested.iter_mut().zip(counts) {
            *all += n;
        }
        println!("{name}: {lets} social lets");
    };
    for folder in ["scenarios", "scenarios/studies"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "ron") {
                let name = path.file_stem().unwrap().display().to_string();
                add(&name, verified(&name, &path.display().to_string(), &[]));
            }
        }
    }
    let written = Folder::new("verify-every-rule-scenario");
    let city = std::fs::canonicalize("scenarios/cities/tilburg.ron").unwrap();
    let text = format!(
        r#"(name: "rules", title: "Every rule", question: "Do they hold?", city: "{}", {EVERY_LOCAL_RULE})"#,
        city.display()
    );
    let file = written.file("rules.ron", &text);
    add("every local rule", verified("every-rule", &file, &[]));
    for (&rule, &n) in Rule::ALL.iter().zip(&tested) {
        println!("{}: {n} {}", rule.name(), rule.unit());
    }
    for (&rule, &n) in Rule::ALL.iter().zip(&tested) {
        assert!(n > 0, "{rule:?} was tested on nothing");
    }
}
