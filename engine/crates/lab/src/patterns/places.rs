//! Where people live: change of segregation, areas after burn-in, levels (P9), vulnerable
//! entrants and turnover (P7).

use super::results::{Results, Rows};
use super::{Finding, Wanted};
use crate::error::LabError;
use std::collections::BTreeMap;

const NEEDS: &str = "tables `indices`, `areas` and `initial` of a run by this version";

/// Dissimilarity of low incomes at a level in a year, NaN when there is none.
pub(super) fn dissimilarity(
    rows: &Rows,
    level: &str,
    year: Option<i32>,
    measure: &str,
) -> Result<f64, LabError> {
    let (at, group, index) = (
        rows.text("level")?,
        rows.text("group")?,
        rows.text("index")?,
    );
    let (years, value) = (rows.number("year")?, rows.number(measure)?);
    let mut found = f64::NAN;
    for i in 0..rows.len() {
        let this = at[i] == level && group[i] == "low_income" && index[i] == "dissimilarity";
        // Rows are sorted by year: without one asked for the last stays.
        if this && year.is_none_or(|y| f64::from(y) == years[i]) {
            found = value[i];
        }
    }
    Ok(found)
}

/// Pearson correlation.
fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (mx, my) = (
        pairs.iter().map(|p| p.0).sum::<f64>() / n,
        pairs.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let s = pairs.iter().fold([0.0; 3], |s, p| {
        let (x, y) = (p.0 - mx, p.1 - my);
        [s[0] + x * y, s[1] + x * x, s[2] + y * y]
    });
    s[0] / (s[1] * s[2]).sqrt()
}

/// Ranks, the mean rank for ties.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut out = vec![0.0; values.len()];
    let mut i = 0;
    while i < order.len() {
        let mut j = i;
        while j + 1 < order.len() && values[order[j + 1]] == values[order[i]] {
            j += 1;
        }
        order[i..=j]
            .iter()
            .for_each(|&k| out[k] = (i + j) as f64 / 2.0);
        i = j + 1;
    }
    out
}

/// Shares of the quintiles by area in a year (None: all rows).
fn shares(
    rows: &Rows,
    level: &str,
    year: Option<i32>,
) -> Result<BTreeMap<(String, usize), f64>, LabError> {
    let (at, area, all) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("households")?,
    );
    let years = year.map(|_| rows.number("year")).transpose()?;
    let mut out = BTreeMap::new();
    for q in 1..=5 {
        let column = rows.number(&format!("households_q{q}"))?;
        for i in (0..rows.len()).filter(|&i| at[i] == level && all[i] > 0.0) {
            let then = years
                .as_ref()
                .is_none_or(|y| year.map(f64::from) == Some(y[i]));
            if then {
                out.insert((area[i].to_owned(), q), column[i] / all[i]);
            }
        }
    }
    Ok(out)
}

/// Rank correlation over social complexes of turnover and of the vulnerable among entrants.
fn vulnerable_entry(rows: &Rows) -> Result<f64, LabError> {
    let (level, area) = (rows.text("level")?, rows.text("area")?);
    let names = [
        "households",
        "moved_out",
        "moved_in",
        "vulnerable_in",
        "households_social",
    ];
    let columns = names.map(|n| rows.number(n));
    let mut sums: BTreeMap<&str, [f64; 5]> = BTreeMap::new();
    for (k, column) in columns.into_iter().enumerate() {
        for (i, n) in column?.into_iter().enumerate() {
            if level[i] == "complex" {
                sums.entry(area[i]).or_default()[k] += n;
            }
        }
    }
    let social = sums.values().filter(|s| s[4] > 0.5 * s[0] && s[2] >= 20.0);
    let (turnover, share): (Vec<f64>, Vec<f64>) =
        social.map(|s| (s[1] / s[0], s[3] / s[2])).unzip();
    let pairs: Vec<_> = ranks(&turnover).into_iter().zip(ranks(&share)).collect();
    Ok(correlation(&pairs))
}

/// Everything about places under the base.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let (base, level, first) = (
        results.base(),
        results.area_level.as_str(),
        results.first_year,
    );
    let mut found = Vec::new();
    let plain = |v: Option<Vec<(u32, f64)>>| v.map(|v| v.into_iter().map(|x| x.1).collect());
    let change = results.values(base, "indices", |rows| {
        let years = rows.number("year")?;
        let last = years.iter().fold(0.0, |m: f64, &y| m.max(y));
        let decades = (last - f64::from(first)) / 10.0;
        let (a, b) = (
            dissimilarity(rows, level, Some(first), "value")?,
            dissimilarity(rows, level, None, "value")?,
        );
        Ok((b - a) / decades)
    })?;
    found.push(Finding::new(
        "D",
        format!("low-income dissimilarity at {level}, change a decade"),
        Wanted::Range(-0.03, 0.03),
        plain(change),
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
        let (before, after) = (
            shares(&start, level, None)?,
            shares(&areas, level, Some(first))?,
        );
        let pairs: Vec<_> = before
            .iter()
            .filter_map(|(k, x)| Some((*x, *after.get(k)?)))
            .collect();
        fits.push(correlation(&pairs));
    }
    found.push(Finding::new(
        "areas",
        "quintile shares after burn-in and before, correlation",
        Wanted::Range(0.95, 1.0),
        Some(fits),
        NEEDS,
    ));
    let entry = results.values(base, "areas", vulnerable_entry)?;
    found.push(Finding::new(
        "P7",
        "turnover and vulnerable entrants of social complexes, Spearman",
        Wanted::Range(0.3, 1.0),
        plain(entry),
        NEEDS,
    ));
    for (small, large) in [("portiek", "complex"), ("complex", level), (level, "wijk")] {
        let more = results.values(base, "indices", |rows| {
            Ok(dissimilarity(rows, small, None, "value")?
                - dissimilarity(rows, large, None, "value")?)
        })?;
        found.push(Finding::new(
            "P9",
            format!("low-income dissimilarity, {small} less {large}"),
            Wanted::Range(0.0, f64::INFINITY),
            plain(more),
            "both levels in the city file; `wijk` is not among the levels written",
        ));
    }
    Ok(found)
}
