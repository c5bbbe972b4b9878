//! Indices of low incomes, as the table `indices` has them.

use super::measure::Measure;
use super::results::{Results, Rows};
use crate::error::LabError;

/// Dissimilarity of low incomes at a level in a year (none: the last), NaN when there is
/// none.
pub fn dissimilarity(
    results: &Results,
    rows: &Rows,
    level: &str,
    year: Option<i32>,
) -> Result<Measure, LabError> {
    index_of(results, rows, level, year, ("dissimilarity", "value"))
}

/// An index of low incomes, or its corrected value, as [`dissimilarity`]. It tells of the
/// low incomes, and of the others, of the whole city.
pub fn index_of(
    results: &Results,
    rows: &Rows,
    level: &str,
    year: Option<i32>,
    (name, measure): (&str, &str),
) -> Result<Measure, LabError> {
    let (at, group, index) = (
        rows.text("level")?,
        rows.text("group")?,
        rows.text("index")?,
    );
    let (years, value) = (rows.number("year")?, rows.number(measure)?);
    let mut found = Measure::NONE;
    for i in 0..rows.len() {
        let this = at[i] == level && group[i] == "low_income" && index[i] == name;
        // Rows are sorted by year: without one asked for the last stays.
        if this && year.is_none_or(|y| f64::from(y) == years[i]) {
            let smallest = results.small.smallest("low_income", years[i] as i32);
            found = Measure::of(value[i], smallest.map_or(f64::INFINITY, |n| n as f64));
        }
    }
    Ok(found)
}
