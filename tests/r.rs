//! The R blocks of `docs/python-and-r.md` on a run. Ignored where nobody asks for it,
//! because it needs R: `BUURT_RSCRIPT` names Rscript. Where R has no `arrow`, Polars reads the
//! Parquet files in its place (`BUURT_PYTHON`), so that all but that function is tested.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use std::process::Command;
use support::{Folder, run};

/// What stands in for `library(arrow)` where it is not installed.
const STAND_IN: &str = r#"
read_parquet <- function(file) {
  csv <- tempfile(fileext = ".csv")
  code <- sprintf("import polars; polars.read_parquet('%s', hive_partitioning=False).write_csv('%s')", file, csv)
  status <- system2(Sys.getenv("BUURT_PYTHON", "python3"), c("-c", shQuote(code)))
  stopifnot(status == 0)
  read.csv(csv)
}
"#;

/// What a block of R prints, row by row, in cells.
fn rows(folder: &Folder, block: &str) -> Vec<Vec<String>> {
    let program = std::env::var("BUURT_RSCRIPT").unwrap_or("Rscript".to_owned());
    let code = format!("options(digits = 15, width = 200)\n{block}");
    let mut command = Command::new(&program);
    let output = command.args(["-e", &code]).current_dir(&folder.0).output();
    let output = output.unwrap_or_else(|e| panic!("{program}: {e}"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {told}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let cells = |row: &str| row.split_whitespace().map(str::to_owned).collect();
    printed.lines().skip(1).map(cells).collect()
}

/// Differences by variant and year; R prints a name of the row first.
fn differences(rows: &[Vec<String>]) -> BTreeMap<(String, i32), f64> {
    let of = |row: &Vec<String>| {
        (
            (row[1].clone(), row[2].parse().unwrap()),
            row[3].parse().unwrap(),
        )
    };
    rows.iter().map(of).collect()
}

#[test]
#[ignore = "needs R, named by BUURT_RSCRIPT, with arrow or with BUURT_PYTHON beside it"]
fn the_r_blocks_give_the_numbers_of_compare() {
    let folder = Folder::new("r");
    let results = Folder(folder.0.join("results/tutorial"));
    run("scenarios/tutorial.ron", &results, &["--seeds", "3"]);
    let page = std::fs::read_to_string("docs/python-and-r.md").unwrap();
    let blocks = page.split("```r\n").skip(1);
    let blocks: Vec<&str> = blocks.map(|b| b.split("```").next().unwrap()).collect();
    let [compared, tables] = blocks[..] else {
        panic!("{} blocks", blocks.len());
    };
    let probe = "cat(\"\\n\", requireNamespace(\"arrow\", quietly = TRUE))";
    let has_arrow = rows(&folder, probe)[0] == ["TRUE"];
    let library = "library(arrow)\n";
    assert!(tables.contains(library));
    let tables = if has_arrow {
        tables.to_owned()
    } else {
        tables.replace(library, STAND_IN)
    };
    let ours = differences(&rows(&folder, compared));
    let theirs = differences(&rows(&folder, &tables));
    assert_eq!(ours.len(), 2 * 10);
    assert!(ours.keys().eq(theirs.keys()));
    assert!(ours.values().any(|d| *d != 0.0));
    for (key, ours) in &ours {
        assert!((ours - theirs[key]).abs() < 1e-12, "{key:?}");
    }
}
