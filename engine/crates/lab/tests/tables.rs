//! Tables to Parquet and back.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use buurt_core::{Column, Table};
use buurt_lab::parquet_write::TableFile;
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

/// A row per year × place, as runs hand it over: the city, areas, complexes.
fn places(years: std::ops::Range<i32>, complexes: u32) -> Table {
    let levels = ["city", "pc4", "complex"];
    let mut names = vec!["6511".to_owned(), "6512".to_owned(), "city".to_owned()];
    names.extend((0..complexes).map(|c| format!("c{c:05}")));
    let (mut year, mut level, mut area) = (Vec::new(), Vec::new(), Vec::new());
    for y in years {
        let fine = (0..complexes).map(|c| (2, c + 3));
        for (l, a) in [(0, 2), (1, 0), (1, 1)].into_iter().chain(fine) {
            year.push(y);
            level.push(l);
            area.push(a);
        }
    }
    let numbers = (0..year.len()).map(|row| f64::from(year[row]) + row as f64 / 64.0);
    let value = Column::F64(numbers.collect());
    Table::new("areas")
        .with("year", Column::I32(year))
        .with("level", category(&level, &levels))
        .with(
            "area",
            Column::Category {
                codes: area,
                categories: names,
            },
        )
        .with("value", value)
}

/// The rows as text.
fn lines(table: &Table, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let Some(Column::Category { codes, categories }) = table.column("level") else {
        panic!("no levels");
    };
    let cell = |column: &Column, row: usize| match column {
        Column::I32(v) => v[row].to_string(),
        Column::F64(v) => v[row].to_string(),
        Column::Category { codes, categories } => categories[codes[row] as usize].clone(),
        other => panic!("{other:?}"),
    };
    (0..table.rows())
        .filter(|row| keep(&categories[codes[*row] as usize]))
        .map(|row| {
            let cells = table.columns.iter().map(|(_, c)| cell(c, row));
            cells.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn rows_of_areas_come_last_and_are_read_without_those_of_complexes() {
    let scratch = Scratch::new();
    let path = scratch.dir("areas.parquet");
    let parts = [
        // Enough for a row group; the next two are so together; the last is all that is left.
        places(2020..2024, 9_000),
        places(2024..2026, 4_000),
        places(2026..2027, 9_100),
        places(2027..2028, 4),
    ];
    let mut file = TableFile::create(&path, &parts[0]).unwrap();
    for part in &parts {
        file.append(part).unwrap();
    }
    let written = file.finish().unwrap();
    let rows: usize = parts.iter().map(Table::rows).sum();
    assert_eq!(written.rows, rows as u64);

    let of = |keep: fn(&str) -> bool| parts.iter().flat_map(move |p| lines(p, keep));
    let expected: Vec<String> = of(|l| l == "complex")
        .chain(of(|l| l != "complex"))
        .collect();
    assert_eq!(lines(&read_table(&path).unwrap(), |_| true), expected);

    // The first rows become unreadable; those who want the areas do not look at them.
    let columns = ["year", "level", "area", "value"];
    let coarse = |level: &str| level != "complex";
    let mut bytes = fs::read(&path).unwrap();
    bytes[4..400].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let some = read_columns(&path, &columns, Rows::Text("level", &coarse)).unwrap();
    assert_eq!(lines(&some, |_| true), of(coarse).collect::<Vec<_>>());
    let last = read_columns(&path, &columns, Rows::Whole("year", &|y| y == 2027)).unwrap();
    assert_eq!(last.rows(), parts[3].rows());
    assert!(read_columns(&path, &columns, Rows::Text("level", &|l| l == "complex")).is_err());
    assert!(read_table(&path).is_err());
}

#[test]
fn parts_of_a_small_table_are_one_row_group() {
    let scratch = Scratch::new();
    let (parted, whole) = (scratch.dir("t.parquet"), scratch.dir("whole.parquet"));
    let rows = |year: i32, kinds: &[&str]| {
        Table::new("t")
            .with("year", Column::I32(vec![year; 2]))
            .with("kind", category(&[1, 0], kinds))
    };
    let mut file = TableFile::create(&parted, &rows(2020, &["rent", "own"])).unwrap();
    for (year, kinds) in [
        (2020, ["rent", "own"]),
        (2021, ["own", "rent"]),
        (2022, ["own", "free"]),
    ] {
        file.append(&rows(year, &kinds)).unwrap();
    }
    let parted = file.finish().unwrap();
    let table = Table::new("t")
        .with(
            "year",
            Column::I32(vec![2020, 2020, 2021, 2021, 2022, 2022]),
        )
        .with(
            "kind",
            category(&[0, 1, 1, 0, 2, 0], &["own", "rent", "free"]),
        );
    assert!(same(
        &read_table(&scratch.dir("t.parquet")).unwrap(),
        &table
    ));
    assert_eq!(parted, write_table(&whole, &table).unwrap());
}
