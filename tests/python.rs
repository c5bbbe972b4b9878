//! The doorway of `docs/python-and-r.md`: its script and its Python blocks on a run.
//! Ignored where nobody asks for it, because it needs Python with the packages of
//! `examples/python/requirements.txt`; `.ci/run` installs them and asks for it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use support::{Folder, run};

/// What Python prints; it must succeed.
fn python(folder: &Folder, arguments: &[&str]) -> String {
    let program = std::env::var("BUURT_PYTHON").unwrap_or("python3".to_owned());
    let mut command = Command::new(&program);
    let output = command.args(arguments).current_dir(&folder.0).output();
    let output = output.unwrap_or_else(|e| panic!("{program}: {e}"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Difference and standard error by variant and year, from the columns so numbered.
fn differences<'a>(
    rows: impl Iterator<Item = &'a str>,
    [variant, year, difference, error]: [usize; 4],
) -> BTreeMap<(String, i32), [f64; 2]> {
    rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let key = (cells[variant].to_owned(), cells[year].parse().unwrap());
        (key, [difference, error].map(|i| cells[i].parse().unwrap()))
    })
    .collect()
}

#[test]
#[ignore = "needs Python with the packages of examples/python/requirements.txt"]
fn the_python_doorway_gives_the_numbers_of_compare() {
    let folder = Folder::new("python");
    let results = Folder(folder.0.join("results/tutorial"));
    run("scenarios/tutorial.ron", &results, &["--seeds", "3"]);

    let script = std::fs::canonicalize("examples/python/low_income_dissimilarity.py").unwrap();
    let script = script.display().to_string();
    let printed = python(&folder, &[&script, "results/tutorial", "figure.png"]);
    let figure = std::fs::read(folder.0.join("figure.png")).unwrap();
    assert!(figure.starts_with(b"\x89PNG") && figure.len() > 20_000);

    let comparison = std::fs::read_to_string(results.0.join("comparison.csv")).unwrap();
    let header: Vec<&str> = comparison.lines().next().unwrap().split(',').collect();
    let columns = ["variant", "year", "difference", "standard_error"]
        .map(|name| header.iter().position(|h| *h == name).unwrap());
    let wanted = ",pc4,low_income,dissimilarity,value,";
    let ours = differences(
        comparison.lines().filter(|row| row.contains(wanted)),
        columns,
    );
    let theirs = differences(printed.lines().skip(1), [0, 1, 2, 3]);
    assert_eq!(ours.len(), 2 * 10);
    assert!(ours.keys().eq(theirs.keys()));
    for (key, pair) in &ours {
        for (ours, theirs) in pair.iter().zip(theirs[key]) {
            assert!((ours - theirs).abs() < 1e-12, "{key:?}: {pair:?}");
        }
    }

    let page = std::fs::read_to_string(Path::new("docs/python-and-r.md")).unwrap();
    let blocks = page.split("```python\n").skip(1);
    let answers: Vec<String> = blocks
        .map(|block| python(&folder, &["-c", block.split("```").next().unwrap()]))
        .collect();
    assert_eq!(answers.len(), 2);
    assert!(answers[0].contains("1001") && answers[0].contains("demolition"));
    assert!(answers[1].contains("q1") && answers[1].contains("elsewhere"));
}
