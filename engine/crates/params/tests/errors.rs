//! What a scenario author is told when something is wrong.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_params::schema::{Group, Parameters};
use buurt_params::yearly::Yearly;
use buurt_params::{BASE_LABEL, Scenario};
use buurt_params::{choices, parameters};
use serde_json::json;

choices! {
    /// What for.
    pub enum Aim {
        /// One.
        Spread = "spread",
        /// Other.
        Contain = "contain",
    }
}

parameters! {
    /// A rule.
    pub struct Rule: "rule" {
        /// Whether it holds.
        in_force: bool = false, "-", 0..=1, "test";
        /// A share.
        share: f64 = 0.25, "share", 0..=1, "test";
        /// Rent.
        rent: f64 = 500.0, "euro a month", 0..=5000, "test";
        /// Where.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "test";
        /// From.
        from: i32 = 2018, "year", 2000..=2100, "test";
        /// Until.
        until: i32 = 2030, "year", 2000..=2100, "test";
        /// A path.
        path: Yearly = Yearly::default(), "share", 0..=1, "test";
        /// What for.
        aim: Aim = Aim::Contain, "-", 0..=1, "test";
    }
}

fn groups() -> Vec<Group> {
    vec![Rule::group()]
}

const GOOD: &str = r#"// A scenario.
(
  name: "test",
  title: "A test",
  question: "Does it?",
  city: "cities/town.ron",
  first_year: 2017,
  last_year: 2030,
  base: (rule: (share: 0.4)),
  variants: [
    (name: "with_rule", question: "With?", change: (rule: (in_force: true, areas: ["6511"]))),
  ],
)
"#;

fn error(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    let text = GOOD.replacen(from, to, 1);
    match Scenario::parse("dir/test.ron", &text, &groups()) {
        Err(e) => e.to_string(),
        Ok(s) => s
            .check_against(&["6511".into(), "6512".into()], &["Corporation A".into()])
            .unwrap_err()
            .to_string(),
    }
}

#[test]
fn a_variant_changes_only_what_it_names() {
    let s = Scenario::parse("dir/test.ron", GOOD, &groups()).unwrap();
    assert_eq!(s.city, std::path::Path::new("dir/cities/town.ron"));
    let base: serde_json::Value = s.variants[0].policy().unwrap();
    assert_eq!(base["rule"]["share"], 0.4);
    assert_eq!(base["rule"]["rent"], 500.0);
    #[derive(serde::Deserialize)]
    struct Policy {
        rule: Rule,
    }
    let variant: Policy = s.variants[1].policy().unwrap();
    assert!(variant.rule.in_force);
    assert_eq!((variant.rule.share, variant.rule.aim), (0.4, Aim::Contain));
    assert_eq!(variant.rule.areas, vec!["6511"]);
}

#[test]
fn the_resolved_file_reads_back_as_the_same_policies() {
    let s = Scenario::parse("dir/test.ron", GOOD, &groups()).unwrap();
    let text = s.resolved_ron("cities/town.ron");
    let again = Scenario::parse("dir/test.ron", &text, &groups()).unwrap();
    assert_eq!(s.resolved, again.resolved);
}

#[test]
fn dutch_texts_are_kept_and_those_that_are_missing_are_named() {
    let plain = Scenario::parse("dir/test.ron", GOOD, &groups()).unwrap();
    assert!(plain.dutch_missing().is_empty() && !plain.resolved.to_string().contains("_nl"));
    let text = GOOD
        .replace("title: ", "title_nl: \"Een toets\", title: ")
        .replace(
            "question: \"With",
            "question_nl: \"Met?\", question: \"With",
        );
    let s = Scenario::parse("dir/test.ron", &text, &groups()).unwrap();
    assert_eq!(s.title_nl.as_deref(), Some("Een toets"));
    assert_eq!(s.resolved["variants"][1]["question_nl"], "Met?");
    assert_eq!(s.dutch_missing(), ["question_nl", "with_rule.label_nl"]);
    let again = s.resolved_ron("cities/town.ron");
    let again = Scenario::parse("dir/test.ron", &again, &groups()).unwrap();
    assert_eq!(s.resolved, again.resolved);
    let message = error("question: \"With?\"", "questoin_nl: \"Met?\"");
    assert!(message.contains("did you mean `question_nl`?"), "{message}");
}

#[test]
fn the_base_has_a_label_as_variants_have() {
    let plain = Scenario::parse("dir/test.ron", GOOD, &groups()).unwrap();
    assert_eq!(plain.variants[0].label, BASE_LABEL);
    assert_eq!(plain.resolved["variants"][0]["label"], BASE_LABEL);
    let with = |labels: &str| {
        let text = GOOD.replacen("base: (", &format!("base: ({labels}, "), 1);
        assert_ne!(text, GOOD);
        Scenario::parse("dir/test.ron", &text, &groups()).unwrap()
    };
    let s = with(r#"label: "As it is", label_nl: "Zoals het is""#);
    let base = &s.resolved["variants"][0];
    assert_eq!(
        (&base["label"], &base["label_nl"]),
        (&json!("As it is"), &json!("Zoals het is"))
    );
    // A name changes no policy, of the base or of those that start from it.
    for (named, plain) in s.variants.iter().zip(&plain.variants) {
        assert_eq!(named.resolved, plain.resolved);
    }
    let again = s.resolved_ron("cities/town.ron");
    let again = Scenario::parse("dir/test.ron", &again, &groups()).unwrap();
    assert_eq!(s.resolved, again.resolved);
    // Its Dutch is missed like that of a variant, unless the file gives it no name at all.
    assert!(
        s.dutch_missing()
            .iter()
            .all(|field| !field.starts_with("base"))
    );
    let s = with(r#"label: "As it is""#);
    assert!(s.dutch_missing().is_empty());
    let text = GOOD
        .replacen("base: (", r#"base: (label: "As it is", "#, 1)
        .replacen("title: ", r#"title_nl: "Een toets", title: "#, 1);
    let s = Scenario::parse("dir/test.ron", &text, &groups()).unwrap();
    assert!(s.dutch_missing().contains(&"base.label_nl".to_owned()));
    assert_eq!(with(r#"label: " ""#).variants[0].label, BASE_LABEL);
    // What is wrong with it is said as elsewhere.
    let message = error("base: (", "base: (lable: \"As it is\", ");
    assert!(
        message.contains("`base.lable`") && message.contains("did you mean `label`?"),
        "{message}"
    );
    let message = error("base: (", "base: (label: 7, ");
    assert!(message.contains("`base.label`"), "{message}");
}

#[test]
fn an_unknown_field_names_line_path_and_the_nearest_field() {
    let message = error("share: 0.4", "shar: 0.4");
    assert!(message.starts_with("dir/test.ron:9:"), "{message}");
    assert!(
        message.contains("`base.rule.shar`") && message.contains("`share`"),
        "{message}"
    );
}

#[test]
fn a_repeated_field_is_refused() {
    let message = error("share: 0.4", "share: 0.4, share: 0.5");
    assert!(
        message.contains(":9:") && message.contains("given twice"),
        "{message}"
    );
}

#[test]
fn values_out_of_range_and_nan_are_refused_with_what_is_allowed() {
    let message = error("share: 0.4", "share: 1.4");
    assert!(
        message.contains("1.4") && message.contains("from 0 to 1"),
        "{message}"
    );
    let message = error("share: 0.4", "share: NaN");
    assert!(
        message.contains("NaN") && message.contains("from 0 to 1"),
        "{message}"
    );
    let message = error("share: 0.4", "rent: -10");
    assert!(
        message.contains("`base.rule.rent`") && message.contains("-10"),
        "{message}"
    );
    let message = error("share: 0.4", "share: \"much\"");
    assert!(
        message.contains("much") && message.contains("a number"),
        "{message}"
    );
    let message = error("share: 0.4", "aim: \"spred\"");
    assert!(message.contains("did you mean `spread`"), "{message}");
}

#[test]
fn a_path_over_the_years_is_read_and_checked_pair_by_pair() {
    let good = GOOD.replacen("share: 0.4", "path: [(2015, 0.5), (2018, 1)]", 1);
    let s = Scenario::parse("dir/test.ron", &good, &groups()).unwrap();
    assert_eq!(s.variants[0].resolved["rule"]["path"][1][0], 2018);
    let text = s.resolved_ron("cities/town.ron");
    let again = Scenario::parse("dir/test.ron", &text, &groups()).unwrap();
    assert_eq!(s.resolved, again.resolved);
    for (given, said) in [
        ("[(2015, 1.5)]", "from 0 to 1"),
        ("[(1200, 0.5)]", "from 1990 to 2150"),
        ("[(2018, 0.5), (2015, 0.6)]", "does not come after 2018"),
        ("[(2018, 0.5, 0.6)]", "a pair (year, value)"),
        ("[2018]", "a pair (year, value)"),
        ("0.5", "a list of (year, value) pairs"),
    ] {
        let message = error("share: 0.4", &format!("path: {given}"));
        assert!(
            message.contains("base.rule.path") && message.contains(said),
            "{given}: {message}"
        );
    }
}

#[test]
fn a_preset_that_does_not_exist_is_refused_with_the_known_ones() {
    let message = error("  base:", "  preset: \"figth\",\n  base:");
    assert!(
        message.contains("did you mean `fight`") && message.contains("contain"),
        "{message}"
    );
}

#[test]
fn years_out_of_order_are_refused() {
    let message = error("last_year: 2030", "last_year: 2010");
    assert!(
        message.contains("last_year") && message.contains("2010"),
        "{message}"
    );
    let message = error("share: 0.4", "from: 2025, until: 2020");
    assert!(
        message.contains("base.rule.until") && message.contains("2025"),
        "{message}"
    );
}

#[test]
fn an_area_that_does_not_exist_is_named_with_the_variant() {
    let message = error("\"6511\"", "\"6551\"");
    assert!(
        message.contains("variant with_rule") && message.contains("6551"),
        "{message}"
    );
    assert!(message.contains("did you mean `6511`"), "{message}");
}

#[test]
fn names_must_be_fit_for_a_folder_and_unique() {
    let message = error("\"with_rule\"", "\"a/b\"");
    assert!(
        message.contains("a/b") && message.contains("letters"),
        "{message}"
    );
    let message = error("\"with_rule\"", "\"base\"");
    assert!(message.contains("there already"), "{message}");
}

#[test]
fn what_is_missing_or_cut_short_is_said() {
    let message = error("  city: \"cities/town.ron\",\n", "");
    assert!(message.contains("`city` is missing"), "{message}");
    let cut = &GOOD[..GOOD.len() - 30];
    let message = Scenario::parse("dir/test.ron", cut, &groups())
        .unwrap_err()
        .to_string();
    assert!(message.starts_with("dir/test.ron:1"), "{message}");
    let gone = Scenario::read(std::path::Path::new("no/such.ron"), &groups()).unwrap_err();
    assert!(gone.to_string().contains("no/such.ron"));
}

#[test]
fn prices_are_read_with_defaults_and_errors_teach() {
    let with = |prices: &str| {
        let text = GOOD.replace("  base:", &format!("  unit_prices: {prices},\n  base:"));
        Scenario::parse("s.ron", &text, &groups())
    };
    let default = with("()").unwrap().prices;
    assert_eq!(default.discount_rate, 0.0225);
    let set = with("(demolished: 30000, sale_revenue: -0.9)").unwrap();
    assert_eq!(
        (set.prices.demolished, set.prices.sale_revenue),
        (30_000.0, -0.9)
    );
    assert_eq!(set.prices.relocated, default.relocated);
    assert_eq!(set.resolved["unit_prices"]["demolished"], 30_000.0);
    let of = |given: &serde_json::Value| buurt_params::Prices::of(given, "manifest.json");
    assert_eq!(of(&set.resolved["unit_prices"]), Ok(set.prices.clone()));
    assert_eq!(of(&serde_json::Value::Null), Ok(default.clone()));
    for wrong in [
        serde_json::json!({"demolished": "30000"}),
        serde_json::json!({"demolition": 3}),
    ] {
        let message = of(&wrong).unwrap_err().to_string();
        assert!(
            message.starts_with("manifest.json: `unit_prices` cannot be read"),
            "{message}"
        );
        assert!(message.contains("--prices"), "{message}");
    }
    let again = Scenario::parse("s.ron", &set.resolved_ron("cities/town.ron"), &groups()).unwrap();
    assert_eq!(again.prices, set.prices);
    let message = with("(demolition: 3)").unwrap_err().to_string();
    assert!(message.contains("did you mean `demolished`?"), "{message}");
    let message = with("(discount_rate: 2.25)").unwrap_err().to_string();
    assert!(message.contains("`unit_prices.discount_rate`"), "{message}");
    assert!(message.contains("from -0.1 to 0.5"), "{message}");
    // Every item has a price, and nothing else is one.
    let items = default.items();
    assert!(
        items
            .iter()
            .any(|(name, price)| name == "support_hours" && *price == 60.0)
    );
    assert!(!items.iter().any(|(name, _)| name == "inflation"));
}
