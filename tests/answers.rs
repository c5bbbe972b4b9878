//! A study answers its question with intervals, on its own indicators.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use support::{Folder, buurt};

#[test]
fn a_study_answers_its_question_with_intervals() {
    let folder = Folder::new("answers");
    let scenario = folder.scenario(
        r#"indicators: [(level: "complex", group: "low_income", index: "dissimilarity")],
        variants: [(name: "no_eu_limit", label: "No EU limit", change: (daeb: (in_force: false)))]"#,
    );
    let out = Folder::new("answers-out");
    let dir = out.0.display().to_string();
    let ran = buurt(&[
        "run",
        &scenario,
        "--seeds",
        "3",
        "--out",
        &dir,
        "--overwrite",
    ]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let compared = buurt(&["compare", &dir]);
    for output in [ran, compared] {
        let text = String::from_utf8(output.stdout).unwrap();
        let (_, answer) = text.split_once("Answer to: Does it hold?").unwrap();
        assert!(answer.contains("low income, dissimilarity by complex in 2024, against base"));
        assert!(answer.contains("No EU limit: "), "{answer}");
        assert!(answer.contains("(95 % interval "), "{answer}");
        assert!(
            !text.contains("isolation of vulnerable"),
            "only the study's indicators"
        );
    }
}

#[test]
fn a_base_with_a_label_is_called_by_it() {
    let folder = Folder::new("answers-label");
    let scenario = folder.scenario(
        r#"indicators: [(level: "complex", group: "low_income", index: "dissimilarity")],
        variants: [(name: "no_eu_limit", label: "No EU limit", change: (daeb: (in_force: false)))]"#,
    );
    let text = std::fs::read_to_string(&scenario).unwrap();
    let named = text.replacen(
        "base: (",
        r#"base: (label: "As it is", label_nl: "Zoals het is", "#,
        1,
    );
    std::fs::write(&scenario, named).unwrap();
    let out = Folder::new("answers-label-out");
    let dir = out.0.display().to_string();
    let ran = buurt(&[
        "run",
        &scenario,
        "--seeds",
        "2",
        "--years",
        "2",
        "--out",
        &dir,
        "--overwrite",
    ]);
    let text = String::from_utf8(ran.stdout).unwrap();
    assert!(text.contains("in 2018, against “As it is”:"), "{text}");
    let read = |name: &str| std::fs::read_to_string(out.0.join(name)).unwrap();
    let svg = read("figures/paired_differences.svg");
    assert!(svg.contains("by 2018, compared with “As it is”?"));
    assert!(read("figures/map_change.svg").contains("difference with “As it is”, 2018"));
    for (language, label) in [("en", "“As it is”"), ("nl", "‘Zoals het is’")] {
        let file = out.0.join("page.html").display().to_string();
        let made = buurt(&["report", &dir, "--lang", language, "--out", &file]);
        assert!(made.status.success());
        assert!(read("page.html").contains(label), "{label}");
    }
}

#[test]
fn one_year_is_enough_for_results_if_not_for_every_figure() {
    let out = Folder::new("one-year");
    let dir = out.0.display().to_string();
    let ran = buurt(&[
        "run",
        "scenarios/tutorial.ron",
        "--years",
        "1",
        "--seeds",
        "1",
        "--out",
        &dir,
        "--overwrite",
    ]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    assert!(
        out.0
            .join("variant=base/replicate=0/areas.parquet")
            .is_file()
    );
}
