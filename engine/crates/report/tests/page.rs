//! The report about an invented ensemble: every section, and that the file stands on its own
//! and is always the same. What it leaves out is in
//! `left_out.rs`, what it says in sentences in `answers.rs`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_report::{PageOptions, page};
use serde_json::json;
use support::report::{about_benefit, data, english, section, whole, written};
use support::{FIRST, Invented, LAST, PLACES, Scratch};

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
    assert!(!costs.contains("Enlarged"));
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
fn what_one_dear_variant_crowds_around_zero_is_enlarged_beside_it() {
    let scratch = Scratch::new();
    let many = Invented {
        more: true,
        replicates: 6,
        ..Invented::new()
    };
    let dir = written(&many, &scratch);
    // The variants demolish 10, 20, 30 and, the last, 1,000 dwellings a year.
    let html = english(&dir);
    let costs = section(&html, "costs");
    assert_eq!(html.matches("class=\"plane\"").count(), 2 * 2);
    assert_eq!(html.matches("class=\"marked\"").count(), 2);
    let caption = "Enlarged, on a scale of its own: without “sell 5 percent”.";
    assert!(costs.contains(caption), "{costs}");
    // The figure with all names the dear one alone, the other figure the others.
    let planes: Vec<&str> = html.split("class=\"plane\"").skip(1).collect();
    let labels = |k: usize| planes[k].split("</svg>").next().unwrap();
    let label = |name: &str| format!("class=\"label\">{name}");
    assert!(labels(0).contains(&label("sell 5")) && !labels(0).contains(&label("passend")));
    assert!(!labels(1).contains(&label("sell 5")) && labels(1).contains(&label("passend")));
}

#[test]
fn who_lives_inside_the_named_areas_on_one_side_alone_is_followed_to_where_it_lives() {
    let scratch = Scratch::new();
    let mut town = whole();
    let quota = &mut town.science["scenario"]["variants"][2];
    quota["change"]["rotterdam_act"]["areas"] = json!(["1001"]);
    let dir = written(&town, &scratch);
    let of = |min_cell| {
        let options = PageOptions {
            min_cell,
            ..PageOptions::default()
        };
        section(&page(&dir, &options).unwrap(), "persons")
    };
    // Twenty of 1001 live in 1002, next door; nobody comes in their place.
    let none = "0 0 to 0";
    let row = |n: &str| format!("All households {n} {none} {none} {none} {none} {none}");
    assert!(of(0).contains(&row("20 20 to 20")), "{}", of(0));
    assert!(of(15).contains(&row("20 20 to 20")), "{}", of(15));
    assert!(of(25).contains("All households – – – – – –"), "{}", of(25));
    // Without areas named there is no table.
    let scratch = Scratch::new();
    let mut town = whole();
    town.science["scenario"]["variants"][2]["change"] = json!({"passend": {"exceptions": 0.0}});
    let html = english(&written(&town, &scratch));
    assert!(!section(&html, "persons").contains("Inside under"));
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
    let missing = section(&english(&written(&few, &scratch)), "missing");
    assert!(missing.contains("--seeds 5"), "{missing}");
}

#[test]
fn the_groups_of_the_indicators_come_first_where_groups_are_followed_by_area() {
    let scratch = Scratch::new();
    let html = english(&written(&about_benefit(), &scratch));
    let maps = data(&html)["maps"]["groups"].clone();
    let keys: Vec<&str> = (0..3).map(|k| maps[k]["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["map_benefit", "map_low_income", "map_vulnerable"]);
    for (id, benefit, other) in [
        ("maps", "households on benefit", "low incomes"),
        ("flows", "Households on benefit", "Low incomes difference"),
        (
            "waterbed",
            "Households on benefit",
            "Low incomes difference",
        ),
        (
            "horizon",
            "Dissimilarity of households on benefit between postcode areas, if the city counts them",
            "Dissimilarity of low incomes between postcode areas, from published figures",
        ),
        (
            "scale",
            "Households on benefit: difference",
            "Low incomes: difference",
        ),
    ] {
        let text = section(&html, id).to_lowercase();
        let at = |words: &str| text.find(&words.to_lowercase());
        assert!(
            at(benefit).is_some() && at(benefit) < at(other),
            "{id}: {text}"
        );
    }
    assert!(section(&html, "horizon").contains("No such shares of households on benefit"));
    assert!(
        section(&html, "flows").contains("five with the highest share of households on benefit")
    );
    assert!(section(&html, "answers").contains("share of households on benefit"));
    // Without indicators they are low incomes first, and nothing of benefits.
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    assert_eq!(data(&html)["maps"]["groups"][0]["key"], "map_low_income");
    assert!(!section(&html, "waterbed").contains("benefit"));
    assert!(section(&html, "persons").contains("All households Low incomes Vulnerable households"));
    // Those of a panel: households on benefit are not told apart in it.
    let mut lowest = about_benefit();
    lowest.science["scenario"]["indicators"] = json!([
        {"level": "pc4", "group": "benefit", "index": "dissimilarity"},
        {"level": "pc4", "group": "lowest_quintile", "index": "isolation"},
    ]);
    let dir = scratch.dir("lowest");
    lowest.write(&dir);
    let persons = section(&english(&dir), "persons");
    assert!(
        persons.contains("All households Lowest incomes Low incomes"),
        "{persons}"
    );
}

#[test]
fn rules_show_compliance_and_refusals_by_their_names() {
    let scratch = Scratch::new();
    let html = english(&written(&whole(), &scratch));
    let rules = section(&html, "rules");
    assert!(rules.contains("Lets to incomes under the EU limit"));
    // The norm that is drawn is that of the base, 90 %, not the 50 % of the last variant.
    assert!(rules.contains("the legal norm under “As it is”"));
    let figure = html[html.find("<section id=\"rules\"").unwrap()..].to_owned();
    let (compliance, _) = figure.split_once("</svg>").unwrap();
    assert!(compliance.contains(">90</text>") && !compliance.contains(">60</text>"));
    // A year without a norm has none of zero.
    let (_, rest) = figure.split_once("</svg>").unwrap();
    let (appropriate, _) = rest.split_once("</svg>").unwrap();
    assert!(appropriate.contains(">95") && !appropriate.contains(">0</text>"));
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
