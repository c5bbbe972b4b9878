//! Where people live: change of segregation, areas after burn-in, vulnerable entrants and
//! turnover (P7).

use super::correlation::{correlation, ranks};
use super::indices::dissimilarity;
use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted, decline, levels};
use crate::error::LabError;
use std::collections::BTreeMap;

const NEEDS: &str = "tables `indices`, `areas` and `initial` of a run by this version";

/// Shares of an area (its name) and a quintile.
type Shares = BTreeMap<(String, usize), f64>;

/// Shares of the quintiles by area in a year (None: all rows), and the fewest households in
/// a quintile, or outside it, of all areas together.
fn shares(rows: &Rows, level: &str, year: Option<i32>) -> Result<(Shares, Measure), LabError> {
    let (at, area, all) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("households")?,
    );
    let years = year.map(|_| rows.number("year")).transpose()?;
    let (mut out, mut smallest) = (BTreeMap::new(), Measure::NONE);
    for q in 1..=5 {
        let mut sums = [0.0; 2];
        let column = rows.number(&format!("households_q{q}"))?;
        for i in (0..rows.len()).filter(|&i| at[i] == level && all[i] > 0.0) {
            let then = years
                .as_ref()
                .is_none_or(|y| year.map(f64::from) == Some(y[i]));
            if then {
                out.insert((area[i].to_owned(), q), column[i] / all[i]);
                sums[0] += column[i];
                sums[1] += all[i];
            }
        }
        smallest = smallest.also(Measure::share(sums[0], sums[1]));
    }
    Ok((out, smallest))
}

/// Correlation of the shares of the quintiles by area of one table and another.
fn fit(before: &Rows, after: &Rows, level: &str, year: i32) -> Result<Measure, LabError> {
    let (before, few_before) = shares(before, level, None)?;
    let (after, few_after) = shares(after, level, Some(year))?;
    let pairs: Vec<_> = before
        .iter()
        .filter_map(|(k, x)| Some((*x, *after.get(k)?)))
        .collect();
    let fit = Measure::plain(correlation(&pairs));
    Ok(fit.also(few_before).also(few_after))
}

/// Rank correlations over social complexes with at least twenty entrants in all years, of
/// the vulnerable among entrants with turnover and with rent.
fn vulnerable_entry(rows: &Rows) -> Result<[Measure; 2], LabError> {
    let (level, area) = (rows.text("level")?, rows.text("area")?);
    let names = [
        "households",
        "moved_out",
        "moved_in",
        "vulnerable_in",
        "households_social",
    ];
    let columns = names.map(|n| rows.number(n));
    // The names above, then the sum of rents and the number of years with one.
    let mut sums: BTreeMap<&str, [f64; 7]> = BTreeMap::new();
    for (k, column) in columns.into_iter().enumerate() {
        for (i, n) in column?.into_iter().enumerate() {
            if level[i] == "complex" {
                sums.entry(area[i]).or_default()[k] += n;
            }
        }
    }
    for (i, rent) in rows.number("mean_rent_eur_month")?.into_iter().enumerate() {
        if level[i] == "complex" && rent.is_finite() {
            let sum = sums.entry(area[i]).or_default();
            sum[5] += rent;
            sum[6] += 1.0;
        }
    }
    let social: Vec<_> = sums
        .values()
        .filter(|s| s[4] > 0.5 * s[0] && s[2] >= 20.0 && s[6] > 0.0)
        .collect();
    let share: Vec<f64> = social.iter().map(|s| s[3] / s[2]).collect();
    let turnover: Vec<f64> = social.iter().map(|s| s[1] / s[0]).collect();
    let rent: Vec<f64> = social.iter().map(|s| s[5] / s[6]).collect();
    let with = |x: &[f64]| {
        let pairs: Vec<_> = ranks(x).into_iter().zip(ranks(&share)).collect();
        correlation(&pairs)
    };
    let sum = |k: usize| social.iter().map(|s| s[k]).sum::<f64>();
    let years = rows.years()?;
    let entrants = Measure::share(sum(3), sum(2));
    let tenants = Measure::of(sum(4), sum(4) / years);
    let left = Measure::rate(sum(1), sum(0), years);
    Ok([
        Measure::plain(with(&turnover)).also(entrants).also(left),
        Measure::plain(with(&rent)).also(entrants).also(tenants),
    ])
}

/// Everything about places under the base.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let (base, level, first) = (
        results.base(),
        results.area_level.as_str(),
        results.first_year,
    );
    let mut found = Vec::new();
    let change = results.measures(base, "indices", |rows| {
        let years = rows.number("year")?;
        let last = years.iter().fold(0.0, |m: f64, &y| m.max(y));
        let decades = (last - f64::from(first)) / 10.0;
        let (a, b) = (
            dissimilarity(results, rows, level, Some(first))?,
            dissimilarity(results, rows, level, None)?,
        );
        Ok((b - a) / decades)
    })?;
    found.push(Finding::new(
        "D",
        format!("low-income dissimilarity at {level}, change a decade"),
        (Wanted::Range(-0.03, 0.03), "sanity list"),
        change,
        NEEDS,
    ));
    let mut fits = Vec::new();
    for replicate in results.replicates(base) {
        let (Some(start), Some(areas)) = (
            results.table(base, replicate, "initial")?,
            results.table(base, replicate, "areas")?,
        ) else {
            continue;
        };
        fits.push(fit(&start, &areas, level, first)?);
    }
    found.push(Finding::new(
        "areas",
        "quintile shares after burn-in and before, correlation",
        (Wanted::Range(0.95, 1.0), "sanity list"),
        Some(fits),
        NEEDS,
    ));
    let entry = |k: usize| results.measures(base, "areas", |rows| Ok(vulnerable_entry(rows)?[k]));
    found.push(Finding::new(
        "P7",
        "turnover and vulnerable share of entrants of social complexes, Spearman",
        (Wanted::Range(0.3, 1.0), "P7"),
        entry(0)?,
        NEEDS,
    ));
    found.push(Finding::new(
        "P7",
        "rent and vulnerable share of entrants of social complexes, Spearman",
        (Wanted::Down, OWN),
        entry(1)?,
        NEEDS,
    ));
    found.extend(levels::findings(results)?);
    found.extend(decline::findings(results)?);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    fn quintiles(of: [[f64; 2]; 5]) -> Rows {
        let all = [0, 1].map(|area| of.iter().map(|q| q[area]).sum());
        let mut columns = vec![
            ("year", numbers(&[2020.0; 2])),
            ("level", texts(&["pc4"; 2])),
            ("area", texts(&["A", "B"])),
            ("households", numbers(&all)),
        ];
        let names = ["q1", "q2", "q3", "q4", "q5"].map(|q| format!("households_{q}"));
        for (name, n) in names.iter().zip(&of) {
            columns.push((name, numbers(n)));
        }
        rows(columns)
    }

    #[test]
    fn the_fit_after_burn_in_tells_of_the_smallest_quintile_before_and_after() {
        let before = quintiles([
            [30.0, 10.0],
            [20.0, 20.0],
            [20.0, 20.0],
            [9.0, 9.0],
            [9.0, 8.0],
        ]);
        let after = quintiles([
            [30.0, 10.0],
            [20.0, 20.0],
            [20.0, 20.0],
            [9.0, 9.0],
            [6.0, 7.0],
        ]);
        let fit = |a, b| fit(a, b, "pc4", 2020).unwrap();
        assert!((fit(&before, &before).value - 1.0).abs() < 1e-12);
        assert_eq!(fit(&before, &before).smallest, 17.0);
        assert_eq!(fit(&before, &after).smallest, 13.0);
        assert_eq!(fit(&after, &before).smallest, 13.0);
    }

    #[test]
    fn entrants_of_social_complexes_tell_of_the_vulnerable_among_them() {
        let table = rows(vec![
            ("year", numbers(&[2020.0, 2020.0, 2021.0, 2021.0, 2021.0])),
            ("level", texts(&["complex"; 5])),
            ("area", texts(&["c1", "c2", "c1", "c2", "c3"])),
            ("households", numbers(&[50.0, 60.0, 50.0, 60.0, 70.0])),
            (
                "households_social",
                numbers(&[50.0, 40.0, 50.0, 40.0, 10.0]),
            ),
            ("moved_out", numbers(&[10.0, 25.0, 12.0, 20.0, 30.0])),
            ("moved_in", numbers(&[15.0, 20.0, 10.0, 20.0, 30.0])),
            ("vulnerable_in", numbers(&[2.0, 3.0, 1.0, 5.0, 30.0])),
            (
                "mean_rent_eur_month",
                numbers(&[500.0, 400.0, 500.0, 400.0, 300.0]),
            ),
        ]);
        // More go and more of those who come are vulnerable in the cheaper of two: 3 of 25
        // and 8 of 40. The third is not mainly social.
        let found = vulnerable_entry(&table).unwrap();
        assert_eq!(found.map(|m| m.smallest), [11.0; 2]);
        let [turnover, rent] = found.map(|m| m.value);
        assert!((turnover - 1.0).abs() < 1e-12 && (rent + 1.0).abs() < 1e-12);
    }
}
