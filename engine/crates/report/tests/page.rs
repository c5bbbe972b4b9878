//! The report about an invented ensemble: every section, what is said when a table is
//! not there, and that the file stands on its own and is always the same.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_report::page::ensemble::Ensemble;
use buurt_report::{Language, PageOptions, ReportError, page};
use serde_json::{Value, json};
use std::path::PathBuf;
use support::{FIRST, Invented, LAST, PLACES, Scratch};

/// An ensemble with all tables and a scenario in which one variant names two areas.
fn whole() -> Invented {
    let variants = [
        json!({"name": "baseline", "label": "As it is", "change": {}}),
        json!({
            "name": "passend_70", "label": "Passend <70 %>", "question": "What if?",
            "change": {"passend": {"in_force": false}},
        }),
        json!({
            "name": "mixing_quota", "label": "Quota", "question": "",
            "change": {"rotterdam_act": {"in_force": true, "areas": ["1004", "1012"]}},
        }),
    ];
    Invented {
        variants: ["baseline", "passend_70", "mixing_quota"]
            .map(str::to_owned)
            .to_vec(),
        replicates: 6,
        more: true,
        science: json!({
            "seed": 7,
            "inputs": [{"file": "town.ron", "sha256": "aa"}],
            "credits": ["Made up (CC BY 4.0)"],
            "scenario": {
                "name": "town", "title": "A town", "question": "Does it hold?",
                "first_year": FIRST, "last_year": LAST, "variants": variants,
            },
        }),
        ..Invented::new()
    }
}

fn written(invented: &Invented, scratch: &Scratch) -> PathBuf {
    let dir = scratch.dir("results");
    invented.write(&dir);
    dir
}

fn english(dir: &std::path::Path) -> String {
    page(dir, &PageOptions::default()).unwrap()
}

/// The text of one section, without tags.
fn section(html: &str, id: &str) -> String {
    let start = html.find(&format!("<section id=\"{id}\"")).unwrap();
    let end = start + html[start..].find("</section>").unwrap();
    let mut text = String::new();
    let mut inside = false;
    for c in html[start..end].chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn data(html: &str) -> Value {
    let start = html.find("id=\"data\">").unwrap() + 10;
    let end = start + html[start..].find("</script>").unwrap();
    serde_json::from_str(&html[start..end]).unwrap()
}

#[test]
fn the_file_stands_on_its_own_and_is_always_the_same() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let html = english(&dir);
    assert_eq!(html, english(&dir));
    for reference in [
        "src=", "http:", "https:", "url(", "@import", "<link", "fetch(", "import(",
    ] {
        assert!(!html.contains(reference), "{reference}");
    }
    assert!(html.contains("Passend &lt;70 %&gt;") && !html.contains("Passend <70"));
    assert!(!data(&html)["variants"][1].as_str().unwrap().is_empty());
    // The data cannot end the element they stand in.
    assert_eq!(html.matches("</script>").count(), 2);
}

#[test]
fn answers_say_what_changes_with_intervals_and_n() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let answers = section(&html, "answers");
    assert!(
        answers.contains("Compared with “As it is”, in 2040"),
        "{answers}"
    );
    assert!(answers.contains("n = 6 pairs"));
    // The invented effects: +0.03 for the first variant, −0.022 for the second.
    assert!(answers.contains("What if? Low incomes live more apart between postcode areas (+0.0"));
    assert!(answers.contains("Quota. Low incomes live less apart between postcode areas (−0.0"));
    assert!(answers.contains("in the areas named"));
    assert!(html.contains("<h1>A town</h1>") && html.contains("Does it hold?"));
}

#[test]
fn a_sure_but_slight_difference_is_called_slight() {
    let scratch = Scratch::new();
    // The invented effect of the fourth variant is +0.004.
    let slight = Invented {
        replicates: 24,
        ..Invented::new()
    };
    let answers = section(&english(&written(&slight, &scratch)), "answers");
    let of = |variant: &str| {
        let from = answers.find(variant).unwrap();
        answers[from..].split_once(';').unwrap().0.to_owned()
    };
    let text = of("no right of return.");
    assert!(text.contains("live slightly more apart between"), "{text}");
    let text = of("passend 70.");
    assert!(text.contains("live more apart between"), "{text}");
}

#[test]
fn a_base_without_a_label_of_its_own_has_one_in_the_language_of_the_report() {
    let scratch = Scratch::new();
    let mut plain = whole();
    plain.science["scenario"]["variants"][0]["label"] = json!("Base");
    let dir = written(&plain, &scratch);
    let options = PageOptions {
        language: Language::Dutch,
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    assert!(section(&html, "answers").contains("Vergeleken met ‘Basis’"));
    assert!(section(&html, "years").contains(" Basis ") && !html.contains("Base<"));
}

#[test]
fn the_table_of_differences_is_that_of_the_lab() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let html = english(&dir);
    let comparison = buurt_lab::compare(&dir, &buurt_lab::CompareOptions::default()).unwrap();
    let row = comparison
        .rows
        .iter()
        .find(|r| {
            r.cell.year == LAST
                && r.cell.level == "pc4"
                && r.cell.group == "low_income"
                && r.measure.name() == "value"
                && r.variant == "passend_70"
        })
        .unwrap();
    let text = format!(
        "+{:.3} +{:.3} to +{:.3}",
        row.paired.mean, row.paired.ci_low, row.paired.ci_high
    );
    let differences = section(&html, "differences");
    assert!(differences.contains(&text), "{text} not in {differences}");
    assert!(differences.contains("The table makes 8 comparisons"));
    // The script is given the same number, four digits finer than the three that are shown.
    let last = (LAST - FIRST) as usize;
    let number = &data(&html)["intervals"]["headline0"]["v"][0][0][3 * last];
    assert_eq!(
        number.as_i64().unwrap(),
        (row.paired.mean * 1e7).round() as i64
    );
}

#[test]
fn maps_have_every_area_for_every_variant_on_one_scale() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let maps = data(&html)["maps"].clone();
    assert_eq!(maps["areas"].as_array().unwrap().len(), PLACES.len());
    assert_eq!(maps["groups"].as_array().unwrap().len(), 2);
    assert_eq!(html.matches("class=\"map\"").count(), 3 + 2);
    assert_eq!(html.matches("data-scale=\"difference\"").count(), 1);
    assert!(section(&html, "maps").contains("Each circle is an area"));
}

#[test]
fn the_waterbed_adds_up_and_names_its_zones() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let html = english(&dir);
    let waterbed = section(&html, "waterbed");
    assert!(
        waterbed.contains("Inside the areas: 1004, 1012."),
        "{waterbed}"
    );
    let values = &data(&html)["intervals"]["water2_low_income"]["v"][0];
    let last = 3 * (LAST - FIRST) as usize;
    let zone = |k: usize| values[k][last].as_i64().unwrap();
    // In ten-thousandths of households, each rounded on its own.
    assert!((zone(0) + zone(1) + zone(2) - zone(3)).abs() <= 2);
    assert_ne!(zone(0), 0);
}

#[test]
fn flows_add_up_to_the_difference_in_size() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let flows = &data(&html)["intervals"]["flows_low_income"]["v"];
    let last = 3 * (LAST - FIRST) as usize;
    // Variant 2 names two areas; each loses two more households a year than the base.
    let row = |k: usize| flows[2][k][last].as_i64().unwrap();
    let years = i64::from(LAST - FIRST + 1);
    assert_eq!(row(0), -10_000 * 2 * 2 * years);
    assert_eq!((1..4).map(row).sum::<i64>(), 0);
    assert_eq!(row(4), row(0));
    assert!(section(&html, "flows").contains("summed over the years 2025 to 2040"));
}

#[test]
fn the_parts_of_a_change_add_up_and_the_largest_are_named() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let html = english(&dir);
    let why = section(&html, "why");
    // 16 years of 0.004, half of it taken away in place.
    let lead = "“As it is” over 2025–2040: +0.0";
    assert!(why.contains(lead), "{why}");
    assert!(why.contains("largest parts: selective moving (+0.064) and change in place (−0.032)."));
    assert!(why.contains("“Quota” differs most from it: +0.0"), "{why}");
    assert_eq!(html.matches("class=\"stacks\"").count(), 2 * 4);
    let stacks = data(&html)["stacks"].clone();
    let rows = &stacks["why0_difference"]["v"][2];
    for y in 0..(LAST - FIRST + 1) as usize {
        let parts: i64 = (0..5).map(|k| rows[k][y].as_i64().unwrap()).sum();
        // Each number is rounded on its own.
        assert!((parts - rows[5][y].as_i64().unwrap()).abs() <= 3);
        assert!(rows[6][y].as_i64() < rows[7][y].as_i64());
    }
    // 0.002 a year over 16 years, in units of 1e-8.
    assert_eq!(rows[0][15], 3_200_000);
}

#[test]
fn costs_and_yields_stand_on_the_plane_and_in_the_table() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let prices = buurt_params::Prices {
        discount_rate: 0.0,
        demolished: 1e6,
        relocated: 0.0,
        support_hours: 0.0,
        evicted: 0.0,
        ..Default::default()
    };
    let options = PageOptions {
        prices: Some(&prices),
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    let costs = section(&html, "costs");
    assert!(costs.contains("discounted at 0.00 % a year"), "{costs}");
    // 10 dwellings a year over 16 years at a million each.
    assert!(
        costs.contains("Passend &lt;70 %&gt; +160.0 +160.0 to +160.0"),
        "{costs}"
    );
    assert!(costs.contains("Quota +320.0"));
    for quadrant in ["Less concentrated, dearer", "Less concentrated, cheaper"] {
        assert!(costs.contains(quadrant), "{quadrant}");
    }
    assert_eq!(html.matches("class=\"plane\"").count(), 2);
    assert!(
        section(&html, "answers")
            .contains("over 2025–2040 the costs are 160.0 million euros higher (+160.0 to +160.0)")
    );
    // What is set stands there as such, the rest with its source.
    assert!(costs.contains("unit_prices.discount_rate") && costs.contains("aedes.nl"));
    let lead = section(&english(&dir), "costs");
    assert!(lead.contains("discounted at 2.25 % a year"));
}

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
fn households_are_followed_from_one_variant_to_the_other() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let html = english(&dir);
    let persons = section(&html, "persons");
    // Ten and twenty of two hundred.
    assert!(
        persons.contains("Passend &lt;70 %&gt; 5.0 5.0 to 5.0"),
        "{persons}"
    );
    assert!(persons.contains("Quota 10.0 10.0 to 10.0"));
    assert!(persons.contains("1001 1002 20.0"));
    // The share stands beside what it is not, and beside what is left when swaps cancel out.
    assert!(persons.contains("This is not the number of households that a policy moves."));
    assert!(persons.contains("Here 5.0 to 10.0 % of all households live in another area"));
    assert!(persons.contains("in another area on balance in another complex"));
    assert!(
        persons.contains("Quota 10.0 10.0 to 10.0 10.0 10.0 to 10.0"),
        "{persons}"
    );
    let options = PageOptions {
        min_cell: 15,
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    let persons = section(&html, "persons");
    // Ten households are fewer than fifteen.
    assert!(persons.contains("Passend &lt;70 %&gt; – – –"), "{persons}");
    assert!(persons.contains("Quota 10.0 10.0 to 10.0"));
}

#[test]
fn the_horizon_counts_histories_and_false_alarms() {
    let scratch = Scratch::new();
    let mut few = whole();
    let html = english(&written(&few, &scratch));
    let horizon = section(&html, "horizon");
    let figure = &html[html.find("<section id=\"horizon\"").unwrap()..];
    assert!(figure.contains(">0</text>") && figure.contains(">100</text>"));
    assert!(horizon.contains("False alarms (base)") && horizon.contains("of 6 histories"));
    few.replicates = 3;
    let scratch = Scratch::new();
    let horizon = section(&english(&written(&few, &scratch)), "horizon");
    assert!(horizon.contains("--seeds 5"), "{horizon}");
}

#[test]
fn rules_show_compliance_and_refusals_by_their_names() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let rules = section(&html, "rules");
    assert!(rules.contains("Lets to incomes under the EU limit"));
    assert!(rules.contains("Appropriate rent") && rules.contains("rule_of_tests"));
    assert!(
        !rules.contains("Mortgage norm"),
        "a rule that never refused"
    );
    // 16 years × 3 refusals under the base.
    assert!(rules.contains("As it is 48 112"), "{rules}");
}

#[test]
fn the_method_gives_the_command_that_reproduces() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let method = section(&html, "method");
    assert!(
        method.contains(
            "buurt run town.ron --seeds 6 --years 16 --only passend_70,mixing_quota buurt report"
        ),
        "{method}"
    );
    assert!(method.contains("Made up (CC BY 4.0)"));
    // Variants are named only when some of the scenario were not run.
    for (left_out, command) in [
        (None, "buurt run town.ron --seeds 6 --years 16 buurt report"),
        (
            Some("sell"),
            "--years 16 --only passend_70,mixing_quota buurt report",
        ),
    ] {
        let mut named = whole();
        let own = named.variants.iter().map(String::as_str);
        named.science["scenario_variants"] = json!(own.chain(left_out).collect::<Vec<_>>());
        let scratch = Scratch::new();
        let method = section(&english(&written(&named, &scratch)), "method");
        assert!(method.contains(command), "{method}");
    }
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
fn dutch_is_dutch_throughout() {
    let scratch = Scratch::new();
    let dir = written(&whole(), &scratch);
    let options = PageOptions {
        language: Language::Dutch,
        ..PageOptions::default()
    };
    let html = page(&dir, &options).unwrap();
    assert!(html.contains("<html lang=\"nl\">"));
    let answers = section(&html, "answers");
    assert!(answers.contains("Lage inkomens wonen meer gescheiden tussen postcodegebieden (+0,0"));
    for english in [
        "Base ",
        " the ",
        " households",
        "difference",
        "interval leaves",
    ] {
        assert!(!answers.contains(english), "{english}: {answers}");
    }
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
    let ensemble = Ensemble::read(&dir).unwrap();
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
