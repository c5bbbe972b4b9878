//! Values of other packages. PySAL `segregation` 2.5.4, by tests/oracle/make_oracle.py.
//!
//! Names that differ: exposure is its `Interaction`, H its `Entropy`, the multigroup H its
//! `MultiInfoTheory`. Its `Atkinson` takes b = 0.5 unless told otherwise, as here.
//!
//! What it lacks comes from R, made by tests/oracle/make_oracle.R: mutual information and
//! its nested parts from `segregation`, ordinal and rank-order H from OasisR, by hand copies of
//! their functions (the script says of which, and why). The expectation under random
//! allocation is tested inside the crate against brute force.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_metrics::rank_order::ordinal_h;
use buurt_metrics::{
    binary, binary_indices, multigroup_indices, nested_decomposition, rank_order_h_from_classes,
};

const POSTCODES: &str = include_str!("../../../../tests/oracle/postcodes.csv");
const STAIRWELLS: &str = include_str!("../../../../tests/oracle/stairwells.csv");
const QUINTILES: &str = include_str!("../../../../tests/oracle/quintiles.csv");
const VALUES: &str = include_str!("../../../../tests/oracle/values.csv");
const VALUES_R: &str = include_str!("../../../../tests/oracle/values_r.csv");

/// The cells below the header, row by row.
fn cells(csv: &str) -> Vec<f64> {
    let rows = csv.lines().skip(1);
    rows.flat_map(|row| row.split(','))
        .map(|cell| cell.parse().unwrap())
        .collect()
}

fn group_and_total(csv: &str) -> (Vec<f64>, Vec<f64>) {
    let rows = cells(csv);
    rows.chunks_exact(2).map(|row| (row[0], row[1])).unzip()
}

fn agree(values: &str, input: &str, found: &[(&str, f64)], expected_number: usize) {
    let mut compared = 0;
    for line in values.lines() {
        let mut fields = line.split(',');
        if fields.next() != Some(input) {
            continue;
        }
        let index = fields.next().unwrap();
        let value: f64 = fields.next().unwrap().parse().unwrap();
        let (_, ours) = found.iter().find(|(name, _)| *name == index).unwrap();
        assert!(
            (ours - value).abs() < 1e-9,
            "{input} {index}: {ours} is not {value}"
        );
        compared += 1;
    }
    assert_eq!(compared, expected_number);
}

#[test]
fn binary_indices_agree_with_pysal() {
    for (input, csv) in [("postcodes", POSTCODES), ("stairwells", STAIRWELLS)] {
        let (group, total) = group_and_total(csv);
        agree(VALUES, input, &binary_indices(&group, &total).named(), 7);
        let atkinson = binary::atkinson(&group, &total, 0.5);
        assert!((atkinson - binary_indices(&group, &total).atkinson).abs() < 1e-12);
    }
}

#[test]
fn multigroup_indices_agree_with_pysal() {
    let counts = cells(QUINTILES);
    agree(
        VALUES,
        "quintiles",
        &multigroup_indices(&counts, 5).named(),
        3,
    );
}

/// M and H of the whole and their parts by level, as R names them.
fn parts(counts: &[f64], groups: usize, sizes: [u32; 2]) -> Vec<(String, f64)> {
    let units = (counts.len() / groups) as u32;
    let coarser = |size: u32| (0..units).map(|unit| unit / size).collect::<Vec<_>>();
    let (coarse, fine) = (coarser(sizes[0] * sizes[1]), coarser(sizes[0]));
    let split = nested_decomposition(counts, groups, &[&coarse, &fine]).unwrap();
    let whole = multigroup_indices(counts, groups);
    let mut found = vec![
        ("whole_m".to_owned(), whole.mutual_information),
        ("whole_h".to_owned(), whole.information_theory_h),
    ];
    for level in 0..3 {
        found.push((format!("part{level}_m"), split.mutual_information[level]));
        found.push((format!("part{level}_h"), split.information_theory_h[level]));
    }
    found
}

#[test]
fn mutual_information_its_parts_and_rank_order_agree_with_r() {
    let counts = cells(QUINTILES);
    let mut found = parts(&counts, 5, [3, 5]);
    found.push(("ordinal_h".to_owned(), ordinal_h(&counts, 5)));
    agree_r("quintiles", &found, 9);

    let (group, total) = group_and_total(STAIRWELLS);
    let two = group.iter().zip(&total).flat_map(|(g, t)| [*g, t - g]);
    let found = parts(&two.collect::<Vec<_>>(), 2, [10, 5]);
    agree_r("stairwells", &found, 8);

    // As many classes as the polynomial needs, so that weights make no difference.
    let rows = counts.chunks_exact(5);
    let four: Vec<f64> = rows
        .clone()
        .flat_map(|c| [c[0], c[1], c[2], c[3] + c[4]])
        .collect();
    let three: Vec<f64> = rows
        .flat_map(|c| [c[0], c[1] + c[2], c[3] + c[4]])
        .collect();
    for (input, counts, classes) in [("four_classes", four, 4), ("three_classes", three, 3)] {
        let h = rank_order_h_from_classes(&counts, classes);
        agree_r(input, &[("rank_order_h".to_owned(), h)], 1);
    }
}

fn agree_r(input: &str, found: &[(String, f64)], expected_number: usize) {
    let found: Vec<(&str, f64)> = found.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    agree(VALUES_R, input, &found, expected_number);
}
