//! Who moves: by age (C-13, P15) and by tenure (C-12, P16).

use super::measure::Measure;
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

/// Moved within, left and both together, of ages in a range, % of persons a year. Newcomers
/// who find their first home end a move between municipalities. The first two together tell
/// of those who stayed.
fn rates(rows: &Rows, ages: std::ops::RangeInclusive<i32>) -> Result<[Measure; 3], LabError> {
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
    let [persons, within, left] = sums;
    let stayed = (persons - within - left) / rows.years()?;
    let rate = |moves: f64| 100.0 * moves / persons;
    Ok([
        Measure::of(rate(within), within.min(stayed)),
        Measure::of(rate(left), left.min(stayed)),
        Measure::of(rate(within) + rate(left), (within + left).min(stayed)),
    ])
}

/// Chance a year that a dwelling of some positions comes free.
fn turnover(rows: &Rows, positions: &[&str]) -> Result<Measure, LabError> {
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
    let free = sums[1] + sums[2] + sums[3];
    Ok(Measure::rate(free, sums[0], rows.years()?))
}

/// The age with the most moves of all kinds.
fn peak(rows: &Rows) -> Result<Measure, LabError> {
    let mut most = Measure::of(0.0, 0.0);
    let mut peak = most;
    for age in 18..=74 {
        let [_, _, rate] = rates(rows, age..=age)?;
        if rate.value > most.value {
            most = rate;
            peak = Measure::of(f64::from(age), rate.smallest);
        }
    }
    Ok(peak)
}

/// Everything about moving, for the base.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let mut found = Vec::new();
    let mut add = |id,
                   what: String,
                   wanted: (Wanted, &'static str),
                   of: &dyn Fn(&Rows) -> Result<Measure, LabError>| {
        let values = results.measures(results.base(), "mobility", of)?;
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
    let all = |rows: &Rows, ages| rates(rows, ages).map(|r| r[2]);
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
        &peak,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    fn mobility() -> Rows {
        rows(vec![
            ("year", numbers(&[2020.0, 2021.0, 2020.0, 2021.0, 2021.0])),
            (
                "tenure_at_start",
                texts(&["owner", "owner", "social_other", "social_other", "newcomer"]),
            ),
            ("age", numbers(&[25.0, 25.0, 25.0, 60.0, 25.0])),
            ("persons", numbers(&[100.0, 100.0, 50.0, 40.0, 9.0])),
            (
                "persons_moved_within",
                numbers(&[10.0, 14.0, 30.0, 4.0, 9.0]),
            ),
            ("persons_left", numbers(&[2.0, 0.0, 4.0, 33.0, 0.0])),
            ("households", numbers(&[60.0, 60.0, 30.0, 20.0, 5.0])),
            ("moved_within", numbers(&[5.0, 6.0, 10.0, 1.0, 5.0])),
            ("left_city", numbers(&[1.0, 0.0, 8.0, 1.0, 0.0])),
            ("dissolved", numbers(&[1.0, 0.0, 0.0, 2.0, 0.0])),
        ])
    }

    #[test]
    fn rates_rest_on_moves_and_on_those_who_stay() {
        let at_25 = rates(&mobility(), 25..=25).unwrap();
        // 54 and 6 of 250 persons in two years.
        let [within, left, both] = at_25.map(|rate| rate.value);
        assert!((within - 21.6).abs() < 1e-12 && (left - 2.4).abs() < 1e-12);
        assert!((both - 24.0).abs() < 1e-12);
        assert_eq!(at_25.map(|rate| rate.smallest), [54.0, 6.0, 60.0]);
        // Of 40 who are 60, both rates together leave 3 who stay, in two years.
        let at_60 = rates(&mobility(), 60..=60).unwrap();
        assert_eq!(at_60.map(|rate| rate.smallest), [1.5; 3]);
        assert_eq!(peak(&mobility()).unwrap(), Measure::of(60.0, 1.5));
    }

    #[test]
    fn turnover_rests_on_homes_that_came_free_and_on_those_that_did_not() {
        let owners = turnover(&mobility(), &["owner"]).unwrap();
        assert_eq!(owners, Measure::of(13.0 / 120.0, 13.0));
        // 22 of 50 in two years: 28 stayed, 14 a year.
        let others = turnover(&mobility(), &["social_other"]).unwrap();
        assert_eq!(others, Measure::of(22.0 / 50.0, 14.0));
        assert_eq!((others / owners).smallest, 13.0);
    }
}
