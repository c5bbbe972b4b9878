//! What the figures of an invented ensemble say, and what is said when they cannot
//! be made.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_report::results::Results;
use buurt_report::{
    ReportError, indices_over_time, inflow_against_turnover, map_change, paired_differences,
    write_all, write_suppressed,
};
use serde_json::json;
use std::fs;
use support::report::about_benefit;
use support::{FIRST, Invented, LAST, PLACES, Scratch};

fn results(invented: &Invented, scratch: &Scratch) -> Results {
    let dir = scratch.dir("results");
    invented.write(&dir);
    Results::read(&dir).expect("results")
}

/// The texts of a figure, in the order in which they are drawn.
fn texts(svg: &str) -> Vec<String> {
    svg.split("<text ")
        .skip(1)
        .filter_map(|t| Some(t.split_once('>')?.1.split_once("</text>")?.0))
        .map(|t| t.trim().to_owned())
        .collect()
}

fn has(svg: &str, text: &str) -> bool {
    texts(svg).iter().any(|t| t.contains(text))
}

/// Elements of this name that are filled.
fn filled(svg: &str, element: &str) -> usize {
    svg.split('<')
        .filter(|e| e.starts_with(element) && !e.contains("fill=\"none\""))
        .count()
}

#[test]
fn all_four_figures_are_written_and_say_what_they_are() {
    let scratch = Scratch::new();
    let dir = scratch.dir("results");
    Invented::new().write(&dir);
    let paths = write_all(&dir).unwrap();
    let names: Vec<_> = paths
        .iter()
        .map(|p| p.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "indices_over_time.svg",
            "paired_differences.svg",
            "map_change.svg",
            "inflow_against_turnover.svg"
        ]
    );
    let first: Vec<String> = paths
        .iter()
        .map(|p| fs::read_to_string(p).unwrap())
        .collect();
    for svg in &first {
        assert!(has(svg, "Simulated, not observed"));
        assert!(has(svg, "12 replicates per variant"));
        assert!(has(svg, "Voorbeeldstad"));
        assert!(texts(svg)[0].ends_with('?'), "{}", texts(svg)[0]);
        assert!(svg.contains("font-family=\"sans-serif\"") && svg.trim_end().ends_with("</svg>"));
    }
    write_all(&dir).unwrap();
    let again: Vec<String> = paths
        .iter()
        .map(|p| fs::read_to_string(p).unwrap())
        .collect();
    assert_eq!(first, again);
}

#[test]
fn lines_have_a_band_each_and_a_legend() {
    let scratch = Scratch::new();
    let results = results(&Invented::new(), &scratch);
    let svg = indices_over_time::draw(&results).unwrap();
    // Four panels with five variants each.
    assert_eq!(filled(&svg, "polygon"), 20);
    assert_eq!(filled(&svg, "circle"), 20);
    for name in ["baseline", "passend 70", "mixing quota"] {
        assert_eq!(texts(&svg).iter().filter(|t| *t == name).count(), 1);
    }
    for head in [
        "Low incomes between postcode areas",
        "Low incomes between housing complexes",
        "Vulnerable households between postcode areas",
        "Vulnerable households between housing complexes",
        "dissimilarity (0 even – 1 apart)",
        "isolation (0 mixed – 1 alone)",
        "the middle 80 %",
    ] {
        assert!(has(&svg, head), "{head}");
    }
    assert!(has(&svg, &format!("{FIRST}–{LAST}")));
}

#[test]
fn figures_show_the_indicators_of_the_scenario() {
    let scratch = Scratch::new();
    let results = results(&about_benefit(), &scratch);
    let drawn = [
        indices_over_time::draw(&results).unwrap(),
        paired_differences::draw(&results).unwrap(),
    ];
    let heads = [
        "Households on benefit between postcode areas",
        "Low incomes between housing complexes",
    ];
    for svg in &drawn {
        let panels: Vec<String> = texts(svg)
            .into_iter()
            .filter(|t| t.contains(" between ") && !t.contains(':'))
            .collect();
        assert_eq!(panels, heads);
        // Two indices at a level each share a row.
        let at = |text: &str, axis: &str| {
            let text = svg.find(text).unwrap();
            let tag = &svg[svg[..text].rfind("<text ").unwrap()..text];
            let value = tag.split_once(&format!(" {axis}=\"")).unwrap().1;
            value.split('"').next().unwrap().parse::<f64>().unwrap()
        };
        assert_eq!(at(heads[0], "y"), at(heads[1], "y"));
        assert!(at(heads[0], "x") + 400.0 < at(heads[1], "x"));
    }
    let map = map_change::draw(&results).unwrap();
    assert!(has(&map, "Where does the share of households on benefit"));
    assert!(has(&map, "On benefit: main income") && !has(&map, "ow income"));
    // Results from before areas counted a group still have a map.
    let mut older = about_benefit();
    older.without = vec!["benefit"];
    let dir = scratch.dir("older");
    older.write(&dir);
    let map = map_change::draw(&Results::read(&dir).unwrap()).unwrap();
    assert!(has(&map, "Where does the share of low incomes"));
}

#[test]
fn levels_of_an_indicator_stand_side_by_side_on_one_scale() {
    let scratch = Scratch::new();
    let mut asked = Invented::new();
    asked.levels.push("portiek");
    let indicator =
        |level: &str| json!({"level": level, "group": "vulnerable", "index": "isolation"});
    asked.science["scenario"]["indicators"] =
        json!([indicator("portiek"), indicator("complex"), indicator("pc4")]);
    let results = results(&asked, &scratch);
    let rows = results.indicators().unwrap();
    let levels: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(|i| i.level.as_str()).collect())
        .collect();
    assert_eq!(levels, [vec!["pc4", "complex"], vec!["portiek"]]);
    let svg = paired_differences::draw(&results).unwrap();
    assert!(has(&svg, "Vulnerable households between stairwells") && !has(&svg, "Low incomes"));
    let ticks = |head: &str| -> Vec<String> {
        let after = texts(&svg)
            .into_iter()
            .skip_while(|t| !t.ends_with(head))
            .skip(1);
        let number = |t: &String| t.trim_start_matches(['+', '−']).parse::<f64>().is_ok();
        after.take_while(number).collect()
    };
    let scale = ticks("postcode areas");
    assert!(scale.len() > 2, "{scale:?}");
    assert_eq!(ticks("stairwells"), scale);
}

#[test]
fn differences_are_sorted_valued_and_measured_from_zero() {
    let scratch = Scratch::new();
    let results = results(&Invented::new(), &scratch);
    let svg = paired_differences::draw(&results).unwrap();
    let texts = texts(&svg);
    let count = |t: &str| texts.iter().filter(|x| *x == t).count();
    assert_eq!(
        (count("more segregated →"), count("← less segregated")),
        (4, 4)
    );
    assert!(
        texts
            .iter()
            .any(|t| t.trim_start_matches(['+', '−']) == "0.00")
    );
    // The zero line is the one vertical line in ink per panel.
    let zero = svg
        .split("<polyline")
        .filter(|e| e.contains("stroke=\"#333333\"") && e.contains("stroke-width=\"12\""));
    assert_eq!(zero.count(), 4);
    let values: Vec<f64> = texts
        .iter()
        .filter(|t| t.len() >= 5 && t.trim_start_matches(['+', '−']).len() == 5)
        .filter_map(|t| t.replace('−', "-").parse().ok())
        .collect();
    assert_eq!(values.len(), 16, "{values:?}");
    for panel in values.chunks(4) {
        assert!(panel.is_sorted_by(|a, b| a >= b), "{panel:?}");
        assert!(panel[0] > 0.01 && panel[3] < -0.01, "{panel:?}");
    }
}

#[test]
fn the_map_has_a_circle_per_area_and_variant() {
    let scratch = Scratch::new();
    let results = results(&Invented::new(), &scratch);
    let svg = map_change::draw(&results).unwrap();
    assert_eq!(filled(&svg, "circle"), PLACES.len() * 5);
    let texts = texts(&svg);
    let count = |t: &str| texts.iter().filter(|x| *x == t).count();
    assert_eq!(count("Centrum"), 5);
    assert_eq!(count("1003"), 5);
    assert_eq!(count(&format!("change {FIRST}–{LAST}")), 1);
    assert_eq!(count(&format!("difference with baseline, {LAST}")), 4);
    assert!(has(&svg, "percentage points") && has(&svg, "2,000 households"));
}

#[test]
fn inflow_has_a_circle_per_complex_in_both_panels() {
    let scratch = Scratch::new();
    let results = results(&Invented::new(), &scratch);
    let svg = inflow_against_turnover::draw(&results).unwrap();
    let text = texts(&svg).join("\n");
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|w| *w == "of").unwrap();
    let drawn: usize = words[at + 1].parse().unwrap();
    assert!(drawn > 50 && drawn <= support::COMPLEXES as usize);
    // Ten groups of the line in each panel.
    assert_eq!(filled(&svg, "circle"), 2 * (drawn + 10));
    assert!(has(&svg, "turnover, moves in per 100 homes per year"));
    assert!(has(&svg, "low income, % of households that moved in"));
    assert!(has(&svg, "vulnerable, % of households that moved in"));
    // The first year is the state at the start: nobody has moved.
    assert!(has(&svg, &format!("{}–{LAST}", FIRST + 1)));
}

#[test]
fn names_are_escaped() {
    let scratch = Scratch::new();
    let mut results = results(&Invented::new(), &scratch);
    results.city = "A & <B>".to_owned();
    results.places[0].name = "C&D".to_owned();
    let svg = map_change::draw(&results).unwrap();
    assert!(svg.contains("A &amp; &lt;B&gt;") && svg.contains("C&amp;D"));
    assert!(!svg.contains("A & "));
}

#[test]
fn one_variant_has_no_differences_to_draw() {
    let scratch = Scratch::new();
    let dir = scratch.dir("results");
    let mut alone = Invented::new();
    alone.variants.truncate(1);
    alone.replicates = 1;
    alone.write(&dir);
    let paths = write_all(&dir).unwrap();
    assert_eq!(paths.len(), 3);
    assert!(has(
        &fs::read_to_string(&paths[0]).unwrap(),
        "1 replicate per variant"
    ));
}

#[test]
fn one_replicate_has_points_without_bars() {
    let scratch = Scratch::new();
    let mut few = Invented::new();
    few.replicates = 1;
    let results = results(&few, &scratch);
    let svg = paired_differences::draw(&results).unwrap();
    assert!(has(&svg, "No bar: fewer than two pairs"));
    assert_eq!(filled(&svg, "circle"), 16);
}

#[test]
fn thirteen_variants_fit() {
    let scratch = Scratch::new();
    let mut many = Invented::new();
    many.variants = (0..13)
        .map(|k| format!("a_rather_long_variant_name_{k}"))
        .collect();
    many.replicates = 2;
    let results = results(&many, &scratch);
    assert_eq!(
        filled(&map_change::draw(&results).unwrap(), "circle"),
        13 * PLACES.len()
    );
    assert!(has(
        &indices_over_time::draw(&results).unwrap(),
        "a rather long variant name 12"
    ));
}

fn failure(change: impl FnOnce(&mut Invented)) -> ReportError {
    let scratch = Scratch::new();
    let dir = scratch.dir("results");
    let mut invented = Invented::new();
    invented.replicates = 2;
    change(&mut invented);
    invented.write(&dir);
    let error = write_all(&dir).expect_err("something is missing");
    assert!(
        !dir.join("figures").exists(),
        "nothing is written by halves"
    );
    error
}

#[test]
fn what_is_missing_is_named() {
    let missing = failure(|i| i.without = vec!["households"]);
    assert!(matches!(&missing, ReportError::Column { column, .. } if column == "households"));
    assert!(
        missing
            .to_string()
            .ends_with("there is no whole-number (32-bit) column `households`")
    );
    assert!(missing.to_string().contains("areas.parquet"));

    let missing = failure(|i| i.without = vec!["moves_in_vulnerable"]);
    assert!(
        missing
            .to_string()
            .contains("`vulnerable_in` or `moves_in_vulnerable`")
    );

    let missing = failure(|i| i.without_table = Some("areas"));
    assert!(matches!(&missing, ReportError::NoTable { table, .. } if table == "areas"));

    let missing = failure(|i| i.without_table = Some("indices"));
    assert!(matches!(&missing, ReportError::Lab(_)) && missing.to_string().contains("`indices`"));

    let missing = failure(|i| i.places = false);
    assert!(matches!(&missing, ReportError::NoPositions { level } if level == "pc4"));

    let missing = failure(|i| i.levels = vec!["city"]);
    assert!(
        matches!(missing, ReportError::NoIndices { .. }),
        "{missing}"
    );

    let scratch = Scratch::new();
    let nothing = write_all(&scratch.dir("nothing")).unwrap_err();
    assert!(matches!(nothing, ReportError::NoRuns { .. }));
    assert!(nothing.to_string().contains("buurt run"));
}

#[test]
fn a_level_that_is_not_there_is_replaced() {
    let scratch = Scratch::new();
    let mut one = Invented::new();
    one.levels = vec!["city", "pc4"];
    one.replicates = 2;
    let results = results(&one, &scratch);
    let svg = indices_over_time::draw(&results).unwrap();
    assert!(has(&svg, "postcode areas") && !has(&svg, "complexes"));
    let svg = inflow_against_turnover::draw(&results).unwrap();
    assert!(has(&svg, "one of 16 postcode areas"));
}

#[test]
fn figures_of_small_cells_are_taken_away_before_others_are_drawn() {
    let scratch = Scratch::new();
    let dir = scratch.dir("results");
    Invented::new().write(&dir);
    let open = write_all(&dir).unwrap();
    let drawn = |name: &str| fs::read_to_string(dir.join("figures").join(name)).unwrap();
    assert!(has(&drawn("indices_over_time.svg"), "Vulnerable"));
    // The city has 1,750 vulnerable households and ten times as many with a low income.
    let done = write_suppressed(&dir, 5_000).unwrap();
    assert_eq!((&done.drawn[..], &done.removed[..]), open.split_at(2));
    assert!(done.removed.iter().all(|path| !path.exists()));
    for name in ["indices_over_time.svg", "paired_differences.svg"] {
        let svg = drawn(name);
        assert!(
            has(&svg, "fewer than 5000 households are left out"),
            "{name}"
        );
        assert!(has(&svg, "ow incomes") && !has(&svg, "ulnerable"), "{name}");
    }
    // Without any group that may be shown no figure is left.
    let done = write_suppressed(&dir, 1_000_000).unwrap();
    assert!(done.drawn.is_empty() && done.removed.len() == 2);
    assert_eq!(fs::read_dir(dir.join("figures")).unwrap().count(), 0);
}
