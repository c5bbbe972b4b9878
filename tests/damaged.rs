//! Results that were damaged or changed: every command that reads them succeeds or says
//! which file is wrong. None panics, and no output has a number that is none.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::layout::{DONE, RunRecord, TableRecord, run_folder, table_path};
use buurt_lab::{read_table, write_table};
use std::fs;
use std::path::{Path, PathBuf};
use support::{Folder, buurt, run};

const VARIANTS: &str = r#"variants: [
    (name: "demolition", change: (demolition: (
        in_force: true, areas: ["1001"], from: 2017, until: 2018, dwellings_per_year: 30,
    ))),
]"#;
const VARIANT: &str = "demolition";

/// A small run of two variants and two replicates, to be damaged.
struct Results {
    folder: Folder,
    _inputs: Folder,
    scenario: String,
    /// A household that moved.
    household: String,
}

impl Results {
    fn new(name: &str) -> Results {
        let inputs = Folder::new(&format!("{name}-inputs"));
        let folder = Folder::new(name);
        let scenario = inputs.scenario(VARIANTS);
        run(&scenario, &folder, &["--seeds", "2", "--years", "3"]);
        let moves = read_table(&table_path(&folder.0, VARIANT, 0, "moves")).unwrap();
        let Some(Column::I64(households)) = moves.column("household") else {
            panic!("no households");
        };
        Results {
            household: households[0].to_string(),
            folder,
            _inputs: inputs,
            scenario,
        }
    }

    fn table(&self, table: &str) -> PathBuf {
        table_path(&self.folder.0, VARIANT, 0, table)
    }

    fn done(&self) -> PathBuf {
        run_folder(&self.folder.0, VARIANT, 0).join(DONE)
    }

    fn record(&self) -> RunRecord {
        serde_json::from_slice(&fs::read(self.done()).unwrap()).unwrap()
    }

    /// Replaces a table as if the run had written this one.
    fn replace(&self, table: &Table) {
        let written = write_table(&self.table(&table.name), table).unwrap();
        let mut record = self.record();
        let of = record.tables.iter_mut().find(|t| t.table == table.name);
        *of.unwrap() = TableRecord::new(&table.name, written);
        fs::write(self.done(), serde_json::to_vec(&record).unwrap()).unwrap();
    }

    /// Runs every command that reads this table; returns how many refused it.
    fn read_by_all(&self, table: &str, what: &str) -> usize {
        let dir = self.folder.0.display().to_string();
        let mut commands: Vec<Vec<&str>> = vec![
            vec!["compare", &dir],
            vec!["report", &dir],
            vec!["patterns", &dir],
        ];
        if table == "moves" {
            commands.push(vec!["verify", &dir]);
            commands.push(vec![
                "explain",
                &dir,
                "--household",
                &self.household,
                "--variant",
                VARIANT,
                "--scenario",
                &self.scenario,
            ]);
        }
        let outputs = [
            "comparison.csv",
            "contributions.csv",
            "profiles.csv",
            "costs.csv",
            "chains.csv",
        ];
        let made = || {
            outputs
                .iter()
                .chain(&["report.html"])
                .map(|name| self.folder.0.join(name))
        };
        made().for_each(|path| drop(fs::remove_file(path)));
        let mut refused = 0;
        for command in commands {
            let output = buurt(&command);
            let said = String::from_utf8_lossy(&output.stderr);
            let case = format!("{table}, {what}: buurt {}: {said}", command[0]);
            assert!(matches!(output.status.code(), Some(0..=2)), "{case}");
            assert!(!said.contains("panicked"), "{case}");
            if output.status.code() == Some(2) {
                refused += 1;
                assert!(said.contains(table), "{case}");
            }
            assert_defined(&String::from_utf8_lossy(&output.stdout), &case);
        }
        for path in made().filter(|path| path.exists()) {
            let text = fs::read_to_string(&path).unwrap();
            assert_defined(&text, &format!("{table}, {what}: {}", path.display()));
        }
        refused
    }
}

/// No number in the text is "not a number" or infinite.
fn assert_defined(text: &str, case: &str) {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let wrong = words.filter(|w| ["NaN", "nan", "inf"].contains(w)).count();
    assert_eq!(wrong, 0, "{case}");
}

/// Changes of a column; None when they do not apply.
fn changes(column: &Column) -> Vec<(&'static str, Column)> {
    let mut all: Vec<(&'static str, Column)> = Vec::new();
    let n = column.len();
    let text = |word: &str| Column::Category {
        codes: vec![0; n],
        categories: vec![word.to_owned()],
    };
    match column {
        Column::I32(v) => {
            all.push(("negative", Column::I32(v.iter().map(|x| -x - 1).collect())));
            all.push(("smallest", Column::I32(vec![i32::MIN; n])));
            all.push(("largest", Column::I32(vec![i32::MAX; n])));
            all.push(("zero", Column::I32(vec![0; n])));
            all.push(("text", text("many")));
            all.push((
                "64 bits",
                Column::I64(v.iter().map(|x| i64::from(*x)).collect()),
            ));
        }
        Column::I64(v) => {
            all.push(("zero", Column::I64(vec![0; n])));
            all.push(("smallest", Column::I64(vec![i64::MIN; n])));
            all.push(("number", Column::F64(v.iter().map(|x| *x as f64).collect())));
        }
        Column::F64(v) => {
            all.push(("undefined", Column::F64(vec![f64::NAN; n])));
            all.push(("infinite", Column::F64(vec![f64::INFINITY; n])));
            all.push((
                "negative",
                Column::F64(v.iter().map(|x| -x - 1.0).collect()),
            ));
            all.push((
                "single precision",
                Column::F32(v.iter().map(|x| *x as f32).collect()),
            ));
        }
        Column::F32(v) => {
            all.push(("undefined", Column::F32(vec![f32::NAN; n])));
            all.push(("huge", Column::F32(vec![f32::MAX; n])));
            all.push(("text", text("much")));
            all.push((
                "negative",
                Column::F32(v.iter().map(|x| -x - 1.0).collect()),
            ));
        }
        Column::Category { .. } => {
            all.push(("another word", text("x<y")));
            all.push(("numbers", Column::I32(vec![1; n])));
        }
    }
    all
}

/// One change in five, spread over the columns: all would take long.
fn chosen(table: usize, column: usize, change: usize) -> bool {
    (table + column + change).is_multiple_of(5)
}

#[test]
fn changed_columns_are_read_or_refused_by_name() {
    let results = Results::new("changed");
    let (mut cases, mut refused) = (0, 0);
    for (t, record) in results.record().tables.iter().enumerate() {
        let whole = read_table(&results.table(&record.table)).unwrap();
        let mut try_it = |what: &str, table: Table| {
            results.replace(&table);
            cases += 1;
            refused += results.read_by_all(&record.table, what);
        };
        for (c, (name, column)) in whole.columns.iter().enumerate() {
            let changed = changes(column).into_iter().enumerate();
            for (_, (what, other)) in changed.filter(|(k, _)| chosen(t, c, *k)) {
                let mut table = whole.clone();
                table.columns[c].1 = other;
                try_it(&format!("{name} {what}"), table);
            }
            if chosen(t, c, 2) {
                let mut table = whole.clone();
                table.columns.remove(c);
                try_it(&format!("without {name}"), table);
            }
        }
        try_it("empty", rows(&whole, &[]));
        let backwards: Vec<usize> = (0..whole.rows()).rev().collect();
        try_it("backwards", rows(&whole, &backwards));
        let twice: Vec<usize> = (0..2 * whole.rows()).map(|r| r % whole.rows()).collect();
        try_it("twice", rows(&whole, &twice));
        results.replace(&whole);
    }
    assert!(
        cases > 60 && refused > 30,
        "{cases} cases, {refused} refused"
    );
    assert_eq!(results.read_by_all("moves", "whole again"), 0);
}

/// These rows of a table.
fn rows(table: &Table, rows: &[usize]) -> Table {
    fn pick<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
        rows.iter().map(|r| values[*r]).collect()
    }
    let mut picked = Table::new(&table.name);
    for (name, column) in &table.columns {
        let column = match column {
            Column::I32(v) => Column::I32(pick(v, rows)),
            Column::I64(v) => Column::I64(pick(v, rows)),
            Column::F64(v) => Column::F64(pick(v, rows)),
            Column::F32(v) => Column::F32(pick(v, rows)),
            Column::Category { codes, categories } => Column::Category {
                codes: pick(codes, rows),
                categories: categories.clone(),
            },
        };
        picked = picked.with(name, column);
    }
    picked
}

#[test]
fn files_cut_short_or_overwritten_are_named() {
    let results = Results::new("cut");
    let record = results.record();
    for (k, table) in record.tables.iter().enumerate() {
        let path = results.table(&table.table);
        let whole = fs::read(&path).unwrap();
        let keep = |bytes: &[u8]| fs::write(&path, bytes).unwrap();
        // Shorter than recorded: refused by all, and by name.
        keep(&whole[..whole.len() * (k + 1) / 20]);
        assert!(
            results.read_by_all(&table.table, "cut short") >= 3,
            "{}",
            table.table
        );
        // As long as recorded, with bytes of it changed.
        for at in [4, whole.len() / 3, whole.len() - 20] {
            let mut bytes = whole.clone();
            bytes[at..(at + 16).min(whole.len())].fill(0xA5);
            keep(&bytes);
            results.read_by_all(&table.table, &format!("bytes changed at {at}"));
        }
        keep(&whole);
    }
    let areas = fs::read(results.table("areas")).unwrap();
    fs::remove_file(results.table("areas")).unwrap();
    assert!(results.read_by_all("areas", "removed") >= 3);
    fs::write(results.table("areas"), areas).unwrap();
    let done = fs::read(results.done()).unwrap();
    fs::write(results.done(), "{").unwrap();
    assert!(results.read_by_all(DONE, "no record") >= 3);
    fs::write(results.done(), done).unwrap();
    let kept = Path::new(&results.folder.0).join("manifest.json");
    fs::write(kept, "{").unwrap();
    assert!(results.read_by_all("manifest.json", "no manifest") >= 1);
}
