//! What the report leaves out: costs, flows, shares, indices and lines where households are
//! few, and what needs a table or boundaries that are not there.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_report::page::ensemble::Ensemble;
use buurt_report::{Language, PageOptions, ReportError, page};
use serde_json::{Value, json};
use support::report::{data, english, section, whole, written};
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
    assert!(section(&html, "flows").contains("table flows"));
    assert!(section(&html, "persons").contains("output: (panel: true)"));
    assert!(section(&html, "rules").contains("table lettings"));
    assert!(section(&html, "why").contains("table contributions"));
    assert!(section(&html, "costs").contains("table ledger"));
    assert!(section(&html, "maps").contains("table areas"));
    let alone = Invented {
        variants: vec!["baseline".to_owned()],
        replicates: 1,
        places: false,
        ..Invented::new()
    };
    let scratch = Scratch::new();
    let html = english(&written(&alone, &scratch));
    assert!(section(&html, "answers").contains("only one variant"));
    assert!(section(&html, "maps").contains("does not say where the areas are"));
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
