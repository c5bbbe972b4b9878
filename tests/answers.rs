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
