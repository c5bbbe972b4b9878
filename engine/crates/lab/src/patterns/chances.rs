//! Chances of success: seekers who found a social dwelling, over all of them, by income
//! class and urgency (P2, P13).

use super::measure::Measure;
use super::results::Rows;
use crate::error::LabError;

/// Share of the seekers without urgency, in the years from one to another, who found a
/// social dwelling in the year; `accept` takes the income class.
pub fn success(
    rows: &Rows,
    (from, until): (i32, i32),
    accept: &dyn Fn(&str) -> bool,
) -> Result<Measure, LabError> {
    let (class, urgency) = (rows.text("income_class")?, rows.text("urgency")?);
    let (year, seekers) = (rows.number("year")?, rows.number("seekers")?);
    let found = rows.number("found_social")?;
    let years = f64::from(from)..=f64::from(until);
    if !year.iter().any(|y| years.contains(y)) {
        return Ok(Measure::NONE);
    }
    let mut sums = [0.0; 2];
    for i in 0..rows.len() {
        if years.contains(&year[i]) && urgency[i] == "none" && accept(class[i]) {
            sums[0] += found[i];
            sums[1] += seekers[i];
        }
    }
    Ok(Measure::share(sums[0], sums[1]))
}

/// Chance of success of the lowest 40 % over that of the others, in a year.
pub fn of_low_over_others(rows: &Rows, year: i32) -> Result<Measure, LabError> {
    let low = |class: &str| ["q1", "q2"].contains(&class);
    let [low, others] = [
        success(rows, (year, year), &low)?,
        success(rows, (year, year), &|class| !low(class))?,
    ];
    Ok(low / others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    #[test]
    fn chances_are_of_seekers_without_urgency_in_the_years_asked_for() {
        let table = rows(vec![
            ("year", numbers(&[2020.0, 2020.0, 2020.0, 2020.0, 2021.0])),
            ("income_class", texts(&["q1", "q1", "q2", "q4", "q1"])),
            (
                "urgency",
                texts(&["none", "renewal", "none", "none", "none"]),
            ),
            ("seekers", numbers(&[100.0, 10.0, 100.0, 50.0, 40.0])),
            ("found_social", numbers(&[10.0, 10.0, 20.0, 30.0, 20.0])),
        ]);
        let all = |_: &str| true;
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        let chance = |years| success(&table, years, &all).unwrap();
        close(chance((2020, 2020)).value, 60.0 / 250.0);
        close(chance((2020, 2021)).value, 80.0 / 290.0);
        assert_eq!(chance((2020, 2021)).smallest, 80.0);
        // 30 of 200 against 30 of 50, of whom 20 found nothing.
        let low = of_low_over_others(&table, 2020).unwrap();
        close(low.value, 0.25);
        assert_eq!(low.smallest, 20.0);
        // No such year is not the same as nobody.
        let none = of_low_over_others(&table, 2019).unwrap();
        assert!(none.value.is_nan() && none.smallest == f64::INFINITY);
    }
}
