//! Values of PySAL `segregation` 2.5.4, made by tests/oracle/make_oracle.py.
//!
//! Names that differ: exposure is its `Interaction`, H its `Entropy`, the multigroup H its
//! `MultiInfoTheory`. Its `Atkinson` takes b = 0.5 unless told otherwise, as here. It has
//! no mutual information, rank-order H or correction by an exact expectation; those are
//! tested inside the crate against brute force.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use buurt_metrics::{binary, binary_indices, multigroup_indices};

const POSTCODES: &str = include_str!("../../../../tests/oracle/postcodes.csv");
const STAIRWELLS: &str = include_str!("../../../../tests/oracle/stairwells.csv");
const QUINTILES: &str = include_str!("../../../../tests/oracle/quintiles.csv");
const VALUES: &str = include_str!("../../../../tests/oracle/values.csv");

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

fn agree(input: &str, found: &[(&str, f64)], expected_number: usize) {
    let mut compared = 0;
    for line in VALUES.lines() {
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
        agree(input, &binary_indices(&group, &total).named(), 7);
        let atkinson = binary::atkinson(&group, &total, 0.5);
        assert!((atkinson - binary_indices(&group, &total).atkinson).abs() < 1e-12);
    }
}

#[test]
fn multigroup_indices_agree_with_pysal() {
    let counts = cells(QUINTILES);
    agree("quintiles", &multigroup_indices(&counts, 5).named(), 3);
}
