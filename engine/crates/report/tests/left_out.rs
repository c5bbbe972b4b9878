//! What the report leaves out: costs, flows, shares, indices and lines where households are
//! few, and what needs a table or boundaries that are not there.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_report::page::ensemble::Ensemble;
use buurt_report::{Language, PageOptions, ReportError, page};
use serde_json::{Value, json};
use support::report::{about_benefit, closed, data, english, section, whole, written};
use support::{Invented, PLACES, Scratch};

#[test]
fn few_households_are_in_no_cost() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let options = PageOptions {
        min_cell: 60,
        ..PageOptions::default()
    };
    let closed = section(&page(&dir, &options).unwrap(), "costs");
    let open = section(&english(&dir), "costs");
    // Some 16 to 48 households are evicted.
    assert!(open.contains("Evicted households") && !closed.contains("Evicted households"));
    assert!(closed.contains("fewer than 60 households"));
}

#[test]
fn few_households_in_the_areas_named_are_in_no_flow() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let flow = |min_cell| {
        let options = PageOptions {
            min_cell,
            ..PageOptions::default()
        };
        let html = page(&dir, &options).unwrap();
        let inside = section(&html, "answers").contains("in the areas named");
        let values = data(&html)["intervals"]["flows_low_income"]["v"].clone();
        // The second variant names two areas of some 10,000 households together.
        (values[2][0][3].is_null(), inside)
    };
    assert_eq!(flow(100), (false, true));
    assert_eq!(flow(9_000), (true, false));
}

#[test]
fn what_is_missing_is_said_with_what_to_do() {
    let scratch = Scratch::new();
    let mut bare = Invented::new();
    bare.variants.truncate(2);
    bare.replicates = 2;
    bare.without_table = Some("areas");
    let html = english(&written(&bare, &scratch));
    let list = section(&html, "missing");
    for (heading, next_step) in [
        ("Where", "table areas"),
        ("Why it changed", "table contributions"),
        ("Through which channel", "table flows"),
        ("Waterbed", "No variant names areas"),
        ("Who lives elsewhere because of it", "output: (panel: true)"),
        (
            "How far it spreads from dwelling to dwelling",
            "output: (moves: true)",
        ),
        ("When it would show", "--seeds 5"),
        ("What it costs and yields", "table ledger"),
        ("Compliance", "table landlords"),
        ("Refusals by rule", "table lettings"),
    ] {
        let (_, after) = list.split_once(heading).unwrap();
        assert!(after.contains(next_step), "{heading}: {list}");
    }
    // None of them interrupts what is there, and the contents name what is there alone.
    for id in [
        "maps", "why", "flows", "waterbed", "persons", "horizon", "costs", "rules",
    ] {
        assert!(!html.contains(&format!("<section id=\"{id}\"")), "{id}");
        assert!(!html.contains(&format!("href=\"#{id}\"")), "{id}");
    }
    assert!(html.contains("href=\"#missing\"") && html.contains("href=\"#scale\""));
    let alone = Invented {
        variants: vec!["baseline".to_owned()],
        replicates: 1,
        places: false,
        ..Invented::new()
    };
    let scratch = Scratch::new();
    let html = english(&written(&alone, &scratch));
    assert!(section(&html, "answers").contains("only one variant"));
    assert!(section(&html, "missing").contains("does not say where the areas are"));
    // With all tables there is no such list; without one of two, the other part stands.
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let list = section(&html, "missing");
    assert!(
        list.contains("moves: true") && !list.contains("panel: true"),
        "{list}"
    );
    assert!(section(&html, "persons").contains("This is not the number of households"));
    let nothing = page(&scratch.dir("nothing"), &PageOptions::default()).unwrap_err();
    assert!(matches!(nothing, ReportError::NoRuns { .. }));
}

#[test]
fn small_cells_are_in_no_part_of_the_file() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let options = PageOptions {
        min_cell: 60,
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    let ensemble = Ensemble::read(&dir, Language::English).unwrap();
    let small = ensemble
        .areas
        .iter()
        .position(|a| a.code == "1025")
        .unwrap();
    let maps = data(&html)["maps"].clone();
    // 700 households with a tenth of the low incomes vulnerable: fewer than 60.
    let vulnerable = &maps["groups"][1]["share"];
    assert!(
        vulnerable[0][small]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_null)
    );
    assert!(
        vulnerable[0]
            .as_array()
            .unwrap()
            .iter()
            .any(|a| !a[0].is_null())
    );
    assert!(section(&html, "maps").contains("1025"));
    let open = data(&english(&dir));
    assert!(!open["maps"]["groups"][1]["share"][0][small][0].is_null());
}

#[test]
fn a_group_that_is_small_in_the_city_has_no_index_in_the_file() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let page = |min_cell| {
        let options = PageOptions {
            min_cell,
            ..PageOptions::default()
        };
        page(&dir, &options).unwrap()
    };
    // The city has 1,750 vulnerable households and ten times as many with a low income.
    let (open, closed) = (page(1_000), page(5_000));
    for id in ["differences", "years", "scale"] {
        let word = "ulnerable households";
        assert!(section(&open, id).contains(word), "{id}");
        assert!(!section(&closed, id).contains(word), "{id}");
        assert!(section(&closed, id).contains("ow incomes"), "{id}");
    }
}

#[test]
fn why_stairwells_changed_is_shown_when_the_runs_kept_it_and_else_it_is_said_how_to() {
    let scratch = Scratch::new();
    let mut asked = whole();
    asked.levels.push("portiek");
    let indicator =
        |level: &str| json!({"level": level, "group": "vulnerable", "index": "isolation"});
    asked.science["scenario"]["indicators"] = json!([indicator("portiek"), indicator("pc4")]);
    let page = |asked: &Invented, name: &str| {
        let dir = scratch.dir(name);
        asked.write(&dir);
        english(&dir)
    };
    let heading = "Vulnerable households between stairwells isolation";
    let remedy = "output: (all_contributions: true)";
    let usual = page(&asked, "usual");
    assert!(!section(&usual, "why").contains(heading));
    assert!(section(&usual, "why").contains("Vulnerable households between postcode areas"));
    let missing = section(&usual, "missing");
    assert!(
        missing.contains("Why it changed What changed this index between stairwells"),
        "{missing}"
    );
    assert!(missing.contains(remedy), "{missing}");
    // Stairwells alone: no section, and the same remedy.
    let mut alone = asked.clone();
    alone.science["scenario"]["indicators"] = json!([indicator("portiek")]);
    let html = page(&alone, "alone");
    assert!(!html.contains("<section id=\"why\"") && section(&html, "missing").contains(remedy));
    // Without the table both are told.
    asked.without_table = Some("contributions");
    let missing = section(&page(&asked, "none"), "missing");
    assert!(
        missing.contains("the table contributions") && missing.contains(remedy),
        "{missing}"
    );
    asked.without_table = None;
    asked.all_contributions = true;
    let all = page(&asked, "all");
    assert!(section(&all, "why").contains(heading));
    assert!(!all.contains("<section id=\"missing\"") || !section(&all, "missing").contains(remedy));
}

#[test]
fn a_small_group_named_by_an_indicator_is_in_no_section() {
    let scratch = Scratch::new();
    let dir = written(&about_benefit(), &scratch);
    // The city has some 350 households on benefit, and 50 times as many with a low income.
    let (open, shut) = (closed(&dir, 5), closed(&dir, 1_000));
    for id in [
        "answers",
        "differences",
        "years",
        "maps",
        "scale",
        "why",
        "flows",
        "waterbed",
        "horizon",
    ] {
        let word = "ouseholds on benefit";
        assert!(section(&open, id).contains(word), "{id}");
        assert!(!section(&shut, id).contains(word), "{id}");
    }
    assert!(data(&open).to_string().contains("benefit"));
    assert!(!data(&shut).to_string().contains("benefit"));
    // The areas of a variant that names none are then those of the next group.
    assert_eq!(
        data(&shut)["areas"][1]
            .as_str()
            .unwrap()
            .split(", ")
            .count(),
        5
    );
    assert!(section(&shut, "flows").contains("highest share of low incomes at the start"));
    // All groups are small: no map, and the reason is not that the table lacks them.
    let nothing = section(&closed(&dir, 40_000), "missing");
    assert!(nothing.contains("fewer than 40000 households"), "{nothing}");
    assert!(
        !nothing.contains("table flows") && !nothing.contains("table areas"),
        "{nothing}"
    );
    // A group of which every area is small has no map, and the first map is of the next.
    let few = closed(&dir, 200);
    assert_eq!(data(&few)["maps"]["groups"][0]["key"], "map_low_income");
    assert!(section(&few, "maps").contains("households on benefit 1001, 1002"));
    assert!(section(&few, "differences").contains("Households on benefit"));
}

#[test]
fn a_group_that_is_small_in_the_areas_named_alone_is_in_nothing_about_them() {
    let scratch = Scratch::new();
    let dir = written(&about_benefit(), &scratch);
    // Some 130 households on benefit in both areas together.
    let (open, shut) = (closed(&dir, 5), closed(&dir, 150));
    let inside = "Share of households on benefit in 1004, 1012";
    assert!(section(&open, "horizon").contains(inside));
    assert!(!section(&shut, "horizon").contains(inside));
    assert!(section(&shut, "horizon").contains("Dissimilarity of households on benefit"));
    let numbers = |html: &str, key: &str| {
        let rows = data(html)["intervals"][key]["v"].clone();
        rows.to_string().chars().any(|c| c.is_ascii_digit())
    };
    assert!(numbers(&open, "water2_benefit") && !numbers(&shut, "water2_benefit"));
    assert!(numbers(&shut, "water2_low_income"));
    let named = |html: &str| {
        let rows = data(html)["intervals"]["flows_benefit"]["v"][2].clone();
        rows.to_string().chars().any(|c| c.is_ascii_digit())
    };
    assert!(named(&open) && !named(&shut));
    let of = "the share of households on benefit";
    assert!(!section(&shut, "answers").contains(of));
}

#[test]
fn flows_of_a_group_that_areas_do_not_count_are_not_shown_without_small_cells() {
    let scratch = Scratch::new();
    let mut bare = whole();
    bare.without = vec!["vulnerable"];
    let dir = written(&bare, &scratch);
    assert!(data(&english(&dir))["intervals"]["flows_vulnerable"]["v"][2][0][3].is_number());
    // Whether it is small is not known, so nothing is written at all.
    let options = PageOptions {
        min_cell: 10,
        ..PageOptions::default()
    };
    assert!(page(&dir, &options).is_err());
}

#[test]
fn compliance_of_a_few_lets_is_not_drawn() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let lines = |min_cell| {
        let options = PageOptions {
            min_cell,
            ..PageOptions::default()
        };
        let html = page(&dir, &options).unwrap();
        let rules = html[html.find("<section id=\"rules\"").unwrap()..].to_owned();
        let drawn = rules.split("class=\"mean\"").skip(1);
        drawn.filter(|path| path.contains("d=\"M")).count()
    };
    assert!(lines(0) > 0 && lines(1_000_000) < lines(0));
}

#[test]
fn circles_on_the_map_stand_for_no_fewer_households_than_are_shown() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let ensemble = Ensemble::read(&dir, Language::English).unwrap();
    let sizes = |min_cell| -> Vec<f64> {
        let options = PageOptions {
            min_cell,
            ..PageOptions::default()
        };
        let places = buurt_report::page::view(&ensemble, &options)
            .unwrap()
            .places;
        let size = |room: f64| std::f64::consts::PI * room * room * places.per_unit;
        places.places.iter().map(|p| size(p.room)).collect()
    };
    let least = |min_cell| sizes(min_cell).into_iter().fold(f64::INFINITY, f64::min);
    // The smallest area has 700 households.
    assert!((least(10) - 700.0).abs() < 1e-6);
    assert!((least(3_000) - 3_000.0).abs() < 1e-6);
}

#[test]
fn boundaries_that_do_not_fit_are_refused_with_what_is_missing() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let file = scratch.dir("map.geojson");
    let ring = |x: usize| json!([[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]);
    let features = |codes: &[&str]| -> String {
        let list: Vec<Value> = codes
            .iter()
            .enumerate()
            .map(|(k, c)| {
                json!({
                    "properties": {"postcode": c},
                    "geometry": {"type": "Polygon", "coordinates": ring(k)},
                })
            })
            .collect();
        json!({"type": "FeatureCollection", "features": list}).to_string()
    };
    let options = PageOptions {
        boundaries: Some(&file),
        ..PageOptions::default()
    };
    std::fs::write(&file, features(&["1001"])).unwrap();
    let refused = page(&dir, &options).unwrap_err().to_string();
    assert!(
        refused.contains("15 of 16") && refused.contains("1002"),
        "{refused}"
    );
    let all: Vec<&str> = PLACES.iter().map(|p| p.0).collect();
    std::fs::write(&file, features(&all)).unwrap();
    let html = page(&dir, &options).unwrap();
    assert!(section(&html, "maps").contains("Real boundaries"));
    assert!(section(&html, "waterbed").contains("share a point of their boundary"));
}
