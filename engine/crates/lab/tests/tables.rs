//! Tables to Parquet and back.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::{LabError, Rows, read_columns, read_table, write_table};
use std::fs;
use support::Scratch;

fn category(codes: &[u32], categories: &[&str]) -> Column {
    Column::Category {
        codes: codes.to_vec(),
        categories: categories.iter().map(|c| (*c).to_owned()).collect(),
    }
}

fn sample(rows: usize) -> Table {
    let n = rows as i64;
    let sparse = |i: i64| if i % 7 == 3 { f64::NAN } else { i as f64 / 3.0 };
    Table::new("sample")
        .with(
            "year",
            Column::I32((0..n).map(|i| 2020 + (i / 1000) as i32).collect()),
        )
        .with(
            "household",
            Column::I64((0..n).map(|i| i64::MIN + i * 977).collect()),
        )
        .with("income", Column::F64((0..n).map(sparse).collect()))
        .with(
            "rent",
            Column::F32((0..n).map(|i| sparse(i) as f32).collect()),
        )
        .with("whole", Column::F64((0..n).map(|i| i as f64).collect()))
        .with(
            "kind",
            Column::Category {
                codes: (0..rows as u32).map(|i| i % 300).collect(),
                categories: (0..300).map(|c| format!("complex é{c}")).collect(),
            },
        )
}

/// Equality in which NaN equals NaN.
fn same(a: &Table, b: &Table) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

#[test]
fn a_table_comes_back_as_it_went() {
    let scratch = Scratch::new();
    // More rows than a row group, a batch and a page.
    for rows in [0, 1, 5, 20_000, (1 << 20) + 4321] {
        let path = scratch.dir("sample.parquet");
        let table = sample(rows);
        let written = write_table(&path, &table).unwrap();
        assert_eq!(written.bytes, fs::metadata(&path).unwrap().len());
        assert_eq!(written.rows, rows as u64);
        assert_eq!(written.sha256.len(), 64);
        let back = read_table(&path).unwrap();
        if rows > 300 {
            assert!(same(&back, &table), "{rows} rows");
        } else {
            // Categories that no row uses are not stored.
            assert_eq!(back.rows(), rows);
            assert_eq!(back.column("household"), table.column("household"));
        }
    }
}

#[test]
fn the_bytes_do_not_depend_on_the_order_of_categories() {
    let scratch = Scratch::new();
    let a = Table::new("t").with("x", category(&[0, 1, 0], &["rent", "own"]));
    let b = Table::new("t").with("x", category(&[2, 0, 2], &["own", "unused", "rent"]));
    let first = write_table(&scratch.dir("t.parquet"), &a).unwrap();
    let second = write_table(&scratch.dir("t.parquet"), &b).unwrap();
    assert_eq!(first, second);
    assert!(same(&read_table(&scratch.dir("t.parquet")).unwrap(), &a));
}

#[test]
fn a_file_cut_short_or_foreign_is_called_damaged() {
    let scratch = Scratch::new();
    let path = scratch.dir("sample.parquet");
    write_table(&path, &sample(50_000)).unwrap();
    let bytes = fs::read(&path).unwrap();
    for keep in [0, 3, 100, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&path, &bytes[..keep]).unwrap();
        let error = read_table(&path).unwrap_err();
        assert!(matches!(error, LabError::Damaged { .. }), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("sample.parquet is damaged or cut short"),
            "{text}"
        );
        assert!(text.contains("--resume"), "{text}");
    }
    let absent = read_table(&scratch.dir("none.parquet")).unwrap_err();
    assert!(matches!(absent, LabError::Read { .. }), "{absent}");
}

#[test]
fn an_inconsistent_table_is_refused_and_no_file_is_left() {
    let scratch = Scratch::new();
    let path = scratch.dir("t.parquet");
    let wrong = [
        Table::new("t"),
        Table::new("t")
            .with("a", Column::I32(vec![1, 2]))
            .with("b", Column::I32(vec![1])),
        Table::new("t")
            .with("a", Column::I32(vec![1]))
            .with("a", Column::I32(vec![1])),
        Table::new("t").with("a", category(&[1], &["only"])),
    ];
    for table in wrong {
        let error = write_table(&path, &table).unwrap_err();
        assert!(matches!(error, LabError::Table { .. }), "{error}");
    }
    assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 0);
}

#[test]
fn chosen_columns_and_rows_are_those_of_the_whole_table() {
    let scratch = Scratch::new();
    let path = scratch.dir("chosen.parquet");
    let n = 200_000;
    let level = |row: usize| ["city", "pc4", "complex"][(row % 1000).min(2)];
    let names = ["city", "complex", "pc4"];
    let table = Table::new("chosen")
        .with(
            "year",
            Column::I32((0..n as i32).map(|r| r / 1000).collect()),
        )
        .with(
            "level",
            Column::Category {
                codes: (0..n)
                    .map(|r| names.iter().position(|m| *m == level(r)).unwrap() as u32)
                    .collect(),
                categories: names.map(str::to_owned).to_vec(),
            },
        )
        .with(
            "share",
            Column::F64(
                (0..n)
                    .map(|r| if r % 3 == 0 { f64::NAN } else { r as f64 })
                    .collect(),
            ),
        )
        .with("unused", Column::I64(vec![7; n]));
    write_table(&path, &table).unwrap();
    let some = read_columns(
        &path,
        &["share", "year", "absent"],
        Rows::Text("level", &|l| l != "complex"),
    )
    .unwrap();
    let names: Vec<&str> = some.columns.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(names, ["year", "share"]);
    let expected: Vec<usize> = (0..n).filter(|r| r % 1000 < 2).collect();
    assert_eq!(some.rows(), expected.len());
    let (Some(Column::I32(year)), Some(Column::F64(share))) =
        (some.column("year"), some.column("share"))
    else {
        panic!("wrong types");
    };
    for (i, row) in expected.into_iter().enumerate() {
        assert_eq!(year[i], row as i32 / 1000);
        if row % 3 == 0 {
            assert!(share[i].is_nan());
        } else {
            assert_eq!(share[i], row as f64);
        }
    }
    let one = read_columns(&path, &["share"], Rows::Whole("year", &|y| y == 7)).unwrap();
    assert_eq!((one.columns.len(), one.rows()), (1, 1000));
    let refused = read_columns(&path, &["year"], Rows::Text("absent", &|_| true));
    assert!(refused.unwrap_err().to_string().contains("absent"));
}
