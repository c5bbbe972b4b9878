//! Invented tables of landlords, lettings, flows and households.

use super::{FIRST, LAST, PLACES, category};
use buurt_core::{Column, Decision, Draws, Table};

/// Households in the panel.
pub const PERSONS: i64 = 200;

/// The six tables of a run.
pub fn tables(draws: &Draws, variant: usize, all_contributions: bool) -> Vec<Table> {
    vec![
        landlords(draws, variant),
        lettings(variant),
        flows(draws, variant),
        panel(variant),
        contributions(draws, variant, all_contributions),
        ledger(draws, variant),
    ]
}

fn luck(draws: &Draws, name: &'static str, key: u64, year: i32) -> f64 {
    draws.draw(Decision::named(name), key, year).uniform()
}

fn years() -> std::ops::RangeInclusive<i32> {
    FIRST..=LAST
}

fn landlords(draws: &Draws, variant: usize) -> Table {
    let (mut year, mut names) = (vec![], vec![]);
    let mut columns: [Vec<i32>; 7] = Default::default();
    for y in years() {
        for (k, name) in ["A", "B"].into_iter().enumerate() {
            year.push(y);
            names.push(name.to_owned());
            let low = 92 + (8.0 * luck(draws, "low", k as u64, y)) as i32;
            let numbers = [100, low, 80, 78 - variant as i32, 5, 3, 2];
            for (column, number) in columns.iter_mut().zip(numbers) {
                column.push(number);
            }
        }
    }
    let rows = year.len();
    let mut table = Table::new("landlords").with("landlord", category(&names));
    let names = [
        "social_lets",
        "daeb_low",
        "target_group_lets",
        "passend_lets",
        "sales",
        "demolitions",
        "completions",
    ];
    for (name, column) in names.into_iter().zip(columns) {
        table = table.with(name, Column::I32(column));
    }
    let first = |y: &i32| if *y == FIRST { 0.0 } else { 0.95 };
    let norms = year.iter().map(first).collect();
    table
        .with("year", Column::I32(year))
        .with(
            "daeb_norm",
            Column::F64(vec![0.9 - 0.2 * variant as f64; rows]),
        )
        // A norm from the second year on.
        .with("passend_norm", Column::F64(norms))
}

fn lettings(variant: usize) -> Table {
    let rows = years().count();
    Table::new("lettings")
        .with("year", Column::I32(years().collect()))
        .with("lets", Column::I32(vec![40; rows]))
        .with(
            "refused_passend",
            Column::I32(vec![3 + variant as i32; rows]),
        )
        .with("refused_mortgage", Column::I32(vec![0; rows]))
        .with("refused_rule_of_tests", Column::I32(vec![7; rows]))
}

fn flows(draws: &Draws, variant: usize) -> Table {
    let (mut year, mut level, mut area, mut group) = (vec![], vec![], vec![], vec![]);
    let mut columns: [Vec<i32>; 10] = Default::default();
    for (a, place) in PLACES.iter().enumerate() {
        for who in ["low_income", "vulnerable", "benefit"] {
            let mut size = 1000;
            for y in years() {
                year.push(y);
                level.push("pc4".to_owned());
                area.push(place.0.to_owned());
                group.push(who.to_owned());
                let into = 20 + (10.0 * luck(draws, "into", a as u64, y)) as i32;
                let end = size + into - 22 - variant as i32 + 4 - 3 + 6 - 5 + 2 - 1;
                let account = [size, into, 22 + variant as i32, 4, 3, 6, 5, 2, 1, end];
                for (column, number) in columns.iter_mut().zip(account) {
                    column.push(number);
                }
                size = end;
            }
        }
    }
    let mut table = Table::new("flows")
        .with("year", Column::I32(year))
        .with("level", category(&level))
        .with("area", category(&area))
        .with("group", category(&group));
    let names = [
        "start",
        "moved_in",
        "moved_out",
        "became",
        "ceased",
        "formed",
        "dissolved",
        "arrived",
        "departed",
        "end",
    ];
    for (name, column) in names.into_iter().zip(columns) {
        table = table.with(name, Column::I32(column));
    }
    table
}

/// In variant v the first 10 v households live in the second area, all others in the first.
fn panel(variant: usize) -> Table {
    let (mut year, mut key, mut area) = (vec![], vec![], vec![]);
    for y in [LAST - 1, LAST] {
        for k in 0..PERSONS {
            year.push(y);
            key.push(k);
            let moved = k < 10 * variant as i64;
            area.push(PLACES[usize::from(moved)].0.to_owned());
        }
    }
    let rows = year.len();
    Table::new("panel")
        .with("year", Column::I32(year))
        .with("household", Column::I64(key))
        .with("complex", category(&area))
        .with("area", category(&area))
        .with("income_class", category(&vec!["q1".to_owned(); rows]))
        .with("vulnerable", Column::I32(vec![0; rows]))
}

/// Variant v adds 0.001 v a year through moving and takes away half of it in place.
fn contributions(draws: &Draws, variant: usize, all: bool) -> Table {
    let (mut year, mut level, mut group, mut index) = (vec![], vec![], vec![], vec![]);
    let mut columns: [Vec<f64>; 5] = Default::default();
    for y in years() {
        for place in ["pc4", "complex", "portiek"] {
            if place == "portiek" && !all {
                continue;
            }
            let asked = [
                ("low_income", "dissimilarity"),
                ("vulnerable", "isolation"),
                ("benefit", "dissimilarity"),
            ];
            for (who, what) in asked {
                year.push(y);
                level.push(place.to_owned());
                group.push(who.to_owned());
                index.push(what.to_owned());
                let moving = 0.004 + 0.001 * variant as f64;
                let noise = 0.001 * luck(draws, "channel", variant as u64, y);
                let parts = [moving, -moving / 2.0, 0.001, noise, -0.0005];
                for (column, part) in columns.iter_mut().zip(parts) {
                    column.push(part);
                }
            }
        }
    }
    let mut table = Table::new("contributions")
        .with("year", Column::I32(year))
        .with("level", category(&level))
        .with("group", category(&group))
        .with("index", category(&index));
    let names = ["moving", "in_place", "demography", "migration", "stock"];
    for (name, column) in names.into_iter().zip(columns) {
        table = table.with(name, Column::F64(column));
    }
    table
}

/// Variant v demolishes 10 v dwellings a year, the fourth 1,000, and evicts two households, give or take one.
fn ledger(draws: &Draws, variant: usize) -> Table {
    let (mut year, mut item, mut unit, mut quantity) = (vec![], vec![], vec![], vec![]);
    let demolished = if variant == 4 {
        1_000.0
    } else {
        10.0 * variant as f64
    };
    for y in years() {
        let evicted = 1.0 + (3.0 * luck(draws, "evicted", variant as u64, y)).floor();
        for (name, of, n) in [
            ("demolished", "dwellings", demolished),
            ("sale_revenue", "EUR", 1e6),
            ("support_hours", "hours", 100.0 + variant as f64),
            ("relocated", "households", 40.0 * variant as f64),
            ("evicted", "households", evicted),
        ] {
            year.push(y);
            item.push(name.to_owned());
            unit.push(of.to_owned());
            quantity.push(n);
        }
    }
    Table::new("ledger")
        .with("year", Column::I32(year))
        .with("item", category(&item))
        .with("unit", category(&unit))
        .with("quantity", Column::F64(quantity))
}
