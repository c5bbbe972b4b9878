//! Areas that a policy names and the others: shares, means and who comes to live there
//! (P10, P12).

use super::measure::Measure;
use super::results::Rows;
use crate::error::LabError;
use serde_json::Value;

/// Sum over areas that are accepted of what each adds above and below the line in the last
/// year, from its value in a column and its households; None when no area is accepted.
fn sums_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
    of: fn(f64, f64) -> [f64; 2],
) -> Result<Option<[f64; 2]>, LabError> {
    let (at, area, year) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("year")?,
    );
    let (value, all) = (rows.number(column)?, rows.number("households")?);
    let last = year.iter().fold(0.0, |m: f64, &y| m.max(y));
    let mut sums = None;
    for i in (0..rows.len()).filter(|&i| year[i] == last && at[i] == level && accept(area[i])) {
        let [above, below] = of(value[i], all[i]);
        let sums = sums.get_or_insert([0.0; 2]);
        sums[0] += above;
        sums[1] += below;
    }
    Ok(sums)
}

/// Share of a column over households in areas that are accepted, in the last year.
pub(super) fn share_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
) -> Result<Measure, LabError> {
    let sums = sums_in(rows, level, column, accept, |part, all| [part, all])?;
    Ok(sums.map_or(Measure::NONE, |[part, all]| Measure::share(part, all)))
}

/// Mean of a column over areas that are accepted, weighed by households, in the last year.
pub(super) fn mean_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
) -> Result<Measure, LabError> {
    let weighed = |value: f64, all: f64| match value.is_finite() {
        true => [value * all, all],
        false => [0.0, 0.0],
    };
    let sums = sums_in(rows, level, column, accept, weighed)?;
    Ok(sums.map_or(Measure::NONE, |[sum, all]| Measure::of(sum / all, all)))
}

/// The areas that the settings of an instrument name, less those they leave out.
pub(super) fn named_areas(settings: &Value) -> Vec<String> {
    let list = |field: &str| -> Vec<String> {
        let list = settings[field].as_array().into_iter().flatten();
        list.filter_map(|a| a.as_str()).map(str::to_owned).collect()
    };
    let out = list("excluded_areas");
    let mut named = list("areas");
    named.retain(|area| !out.contains(area));
    named
}

/// Share of households on benefit among those who came to live in areas that are accepted,
/// over the years from one on.
pub(super) fn benefit_newcomers(
    rows: &Rows,
    level: &str,
    from: i32,
    accept: &dyn Fn(&str) -> bool,
) -> Result<Measure, LabError> {
    let (at, area, group, year) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.text("group")?,
        rows.number("year")?,
    );
    let mut sums = [0.0; 2];
    for name in ["moved_in", "arrived", "formed"] {
        for (i, n) in rows.number(name)?.into_iter().enumerate() {
            if at[i] == level && year[i] >= f64::from(from) && accept(area[i]) {
                match group[i] {
                    "benefit" => sums[0] += n,
                    "all" => sums[1] += n,
                    _ => {}
                }
            }
        }
    }
    if !(0..rows.len()).any(|i| at[i] == level && accept(area[i])) {
        return Ok(Measure::NONE);
    }
    Ok(Measure::share(sums[0], sums[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};
    use serde_json::json;

    #[test]
    fn areas_that_are_left_out_are_not_designated() {
        let act = json!({ "areas": ["A", "B", "C"], "excluded_areas": ["B", "D"] });
        assert_eq!(named_areas(&act), ["A", "C"]);
        assert_eq!(named_areas(&json!({ "areas": ["A"] })), ["A"]);
        assert!(named_areas(&Value::Null).is_empty());
    }

    #[test]
    fn shares_and_means_tell_of_the_households_of_the_areas_together() {
        let table = rows(vec![
            ("year", numbers(&[2019.0, 2020.0, 2020.0, 2020.0, 2020.0])),
            ("level", texts(&["pc4", "pc4", "pc4", "pc4", "complex"])),
            ("area", texts(&["A", "A", "B", "C", "A"])),
            ("households", numbers(&[90.0, 40.0, 60.0, 70.0, 5.0])),
            ("low_income", numbers(&[80.0, 38.0, 55.0, 30.0, 5.0])),
            (
                "mean_income_eur",
                numbers(&[1.0, 300.0, 200.0, f64::NAN, 1.0]),
            ),
        ]);
        let share =
            |accept: &dyn Fn(&str) -> bool| share_in(&table, "pc4", "low_income", accept).unwrap();
        // 7 of 100 are no low incomes.
        assert_eq!(share(&|a| a != "C"), Measure::of(0.93, 7.0));
        assert_eq!(share(&|a| a == "C"), Measure::of(30.0 / 70.0, 30.0));
        let none = share(&|a| a == "D");
        assert!(none.value.is_nan() && none.smallest == f64::INFINITY);
        // Whose mean is not known is not counted.
        let mean = mean_in(&table, "pc4", "mean_income_eur", &|_| true).unwrap();
        assert_eq!(mean, Measure::of(240.0, 100.0));
    }

    #[test]
    fn newcomers_are_counted_over_the_years() {
        let table = rows(vec![
            ("year", numbers(&[2019.0, 2020.0, 2020.0, 2021.0, 2021.0])),
            ("level", texts(&["pc4"; 5])),
            ("area", texts(&["A"; 5])),
            ("group", texts(&["all", "all", "benefit", "all", "benefit"])),
            ("moved_in", numbers(&[50.0, 20.0, 2.0, 10.0, 1.0])),
            ("arrived", numbers(&[50.0, 5.0, 1.0, 10.0, 0.0])),
            ("formed", numbers(&[50.0, 5.0, 1.0, 0.0, 0.0])),
        ]);
        let share =
            |from, area: &str| benefit_newcomers(&table, "pc4", from, &|a| a == area).unwrap();
        assert_eq!(share(2020, "A"), Measure::of(0.1, 5.0));
        assert_eq!(share(2021, "A"), Measure::of(0.05, 1.0));
        assert_eq!(share(2020, "B").smallest, f64::INFINITY);
    }
}
