//! Who moves: by age (C-13, P15) and by tenure (C-12, P16).

use super::results::{Results, Rows};
use super::{Finding, Wanted};
use crate::error::LabError;

/// Moves within and between municipalities, % of persons a year by age (CBS 2017, C-13).
const MOVES: [(i32, f64, f64); 14] = [
    (18, 5.1, 6.9),
    (20, 7.8, 10.3),
    (22, 10.9, 12.0),
    (25, 14.2, 13.0),
    (30, 11.2, 8.6),
    (35, 8.3, 6.0),
    (40, 6.3, 4.0),
    (45, 4.6, 2.9),
    (50, 3.4, 2.4),
    (55, 2.7, 2.2),
    (60, 2.2, 1.8),
    (65, 2.2, 1.6),
    (70, 2.2, 1.3),
    (74, 2.2, 1.2),
];
const NEEDS: &str = "the table `mobility` of a run by this version";

/// Persons, moved within and left, of ages in a range, % of persons a year. Newcomers
/// who find their first home end a move between municipalities.
fn rates(rows: &Rows, ages: std::ops::RangeInclusive<i32>) -> Result<[f64; 2], LabError> {
    let (age, position) = (rows.number("age")?, rows.text("tenure_at_start")?);
    let columns = ["persons", "persons_moved_within", "persons_left"];
    let mut sums = [0.0; 3];
    for (sum, name) in sums.iter_mut().zip(columns) {
        for (i, n) in rows.number(name)?.into_iter().enumerate() {
            if ages.contains(&(age[i] as i32)) && position[i] != "newcomer" {
                *sum += n;
            }
        }
    }
    Ok([100.0 * sums[1] / sums[0], 100.0 * sums[2] / sums[0]])
}

/// Chance a year that a dwelling of some positions comes free.
fn turnover(rows: &Rows, positions: &[&str]) -> Result<f64, LabError> {
    let position = rows.text("tenure_at_start")?;
    let columns = ["households", "moved_within", "left_city", "dissolved"];
    let mut sums = [0.0; 4];
    for (sum, name) in sums.iter_mut().zip(columns) {
        for (i, n) in rows.number(name)?.into_iter().enumerate() {
            if positions.contains(&position[i]) {
                *sum += n;
            }
        }
    }
    Ok((sums[1] + sums[2] + sums[3]) / sums[0])
}

/// Everything about moving, for the base.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let mut found = Vec::new();
    let mut add = |id,
                   what: String,
                   wanted: (Wanted, &'static str),
                   of: &dyn Fn(&Rows) -> Result<f64, LabError>| {
        let values = results.values(results.base(), "mobility", of)?;
        let values = values.map(|v| v.into_iter().map(|x| x.1).collect());
        found.push(Finding::new(id, what, wanted, values, NEEDS));
        Ok::<(), LabError>(())
    };
    for (k, kind) in ["within the municipality", "to another municipality"]
        .iter()
        .enumerate()
    {
        for (age, within, between) in MOVES {
            let target = [within, between][k];
            add(
                "C-13",
                format!("moves {kind} at {age}, % of persons a year"),
                (Wanted::Range(0.75 * target, 1.25 * target), "C-13 ±25 %"),
                &|rows| Ok(rates(rows, age..=age)?[k]),
            )?;
        }
    }
    let all = |rows: &Rows, ages| rates(rows, ages).map(|r| r[0] + r[1]);
    add(
        "P15",
        "moves at 24 to 26, % of persons a year".to_owned(),
        (Wanted::Range(0.85 * 27.0, 1.15 * 27.0), "C-13 ±15 %"),
        &|rows| all(rows, 24..=26),
    )?;
    add(
        "P15",
        "moves from 60 to 74, % of persons a year".to_owned(),
        (Wanted::Range(0.85 * 4.0, 1.15 * 4.0), "C-13 ±15 %"),
        &|rows| all(rows, 60..=74),
    )?;
    add(
        "P15",
        "age with the most moves".to_owned(),
        (Wanted::Range(24.0, 26.0), "C-13"),
        &|rows| {
            let mut most = (0.0, 0);
            for age in 18..=74 {
                let rate = all(rows, age..=age)?;
                if rate > most.0 {
                    most = (rate, age);
                }
            }
            Ok(f64::from(most.1))
        },
    )?;
    const OTHER: &[&str] = &["social_other", "private_or_mid_rent"];
    const ALLOWANCE: &[&str] = &["social_allowance"];
    const OWNER: &[&str] = &["owner"];
    for (what, a, b, target) in [
        (
            "turnover of other tenants over owners",
            OTHER,
            OWNER,
            8.5 / 3.5,
        ),
        (
            "turnover of allowance tenants over owners",
            ALLOWANCE,
            OWNER,
            6.0 / 3.5,
        ),
        (
            "turnover of other over allowance tenants",
            OTHER,
            ALLOWANCE,
            8.5 / 6.0,
        ),
    ] {
        add(
            "P16",
            what.to_owned(),
            (Wanted::Range(0.8 * target, 1.2 * target), "C-12 ±20 %"),
            &|rows| Ok(turnover(rows, a)? / turnover(rows, b)?),
        )?;
    }
    Ok(found)
}
