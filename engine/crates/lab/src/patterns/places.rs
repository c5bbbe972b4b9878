//! Where people live: change of segregation, areas after burn-in, vulnerable entrants and
//! turnover (P7), decline (P17).

use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted, levels};
use crate::error::LabError;
use std::collections::BTreeMap;

const NEEDS: &str = "tables `indices`, `areas` and `initial` of a run by this version";

/// Dissimilarity of low incomes at a level in a year (none: the last), NaN when there is
/// none.
pub(super) fn dissimilarity(rows: &Rows, level: &str, year: Option<i32>) -> Result<f64, LabError> {
    index_of(rows, level, year, ("dissimilarity", "value"))
}

/// An index of low incomes, or its corrected value, as [`dissimilarity`].
pub(super) fn index_of(
    rows: &Rows,
    level: &str,
    year: Option<i32>,
    (name, measure): (&str, &str),
) -> Result<f64, LabError> {
    let (at, group, index) = (
        rows.text("level")?,
        rows.text("group")?,
        rows.text("index")?,
    );
    let (years, value) = (rows.number("year")?, rows.number(measure)?);
    let mut found = f64::NAN;
    for i in 0..rows.len() {
        let this = at[i] == level && group[i] == "low_income" && index[i] == name;
        // Rows are sorted by year: without one asked for the last stays.
        if this && year.is_none_or(|y| f64::from(y) == years[i]) {
            found = value[i];
        }
    }
    Ok(found)
}

/// Pearson correlation.
pub(super) fn correlation(pairs: &[(f64, f64)]) -> f64 {
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

/// Rank correlations over social complexes with at least twenty entrants in all years, of
/// the vulnerable among entrants with turnover and with rent.
fn vulnerable_entry(rows: &Rows) -> Result<[f64; 2], LabError> {
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
    Ok([with(&turnover), with(&rent)])
}

/// Areas over all years but the first: the lagged correlation of the change of the
/// vulnerable share in a year with the change of incidents in the year after, and
/// incidents per household where over two thirds of the households rent social over
/// those of all areas. NaN when no area is so social.
pub(super) fn decline(rows: &Rows, level: &str) -> Result<[f64; 2], LabError> {
    let (at, area, year) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("year")?,
    );
    let (all, vulnerable) = (rows.number("households")?, rows.number("vulnerable")?);
    let (social, incidents) = (
        rows.number("households_social")?,
        rows.number("incidents_per_household")?,
    );
    let mut series: BTreeMap<&str, BTreeMap<i32, [f64; 2]>> = BTreeMap::new();
    // Incidents and households, where social and everywhere.
    let mut sums = [0.0; 4];
    for i in (0..rows.len()).filter(|&i| at[i] == level && all[i] > 0.0) {
        let of_year = [vulnerable[i] / all[i], incidents[i]];
        series
            .entry(area[i])
            .or_default()
            .insert(year[i] as i32, of_year);
        let weighed = incidents[i] * all[i];
        sums[2] += weighed;
        sums[3] += all[i];
        if 3.0 * social[i] > 2.0 * all[i] {
            sums[0] += weighed;
            sums[1] += all[i];
        }
    }
    let mut pairs = Vec::new();
    for years in series.values() {
        for (y, now) in years {
            let (Some(before), Some(after)) = (years.get(&(y - 1)), years.get(&(y + 1))) else {
                continue;
            };
            pairs.push((now[0] - before[0], after[1] - now[1]));
        }
    }
    Ok([
        correlation(&pairs),
        (sums[0] / sums[1]) / (sums[2] / sums[3]),
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
    let plain = |v: Option<Vec<(u32, f64)>>| v.map(|v| v.into_iter().map(|x| x.1).collect());
    let change = results.values(base, "indices", |rows| {
        let years = rows.number("year")?;
        let last = years.iter().fold(0.0, |m: f64, &y| m.max(y));
        let decades = (last - f64::from(first)) / 10.0;
        let (a, b) = (
            dissimilarity(rows, level, Some(first))?,
            dissimilarity(rows, level, None)?,
        );
        Ok((b - a) / decades)
    })?;
    found.push(Finding::new(
        "D",
        format!("low-income dissimilarity at {level}, change a decade"),
        (Wanted::Range(-0.03, 0.03), "sanity list"),
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
        (Wanted::Range(0.95, 1.0), "sanity list"),
        Some(fits),
        NEEDS,
    ));
    let entry = |k: usize| results.values(base, "areas", |rows| Ok(vulnerable_entry(rows)?[k]));
    found.push(Finding::new(
        "P7",
        "turnover and vulnerable share of entrants of social complexes, Spearman",
        (Wanted::Range(0.3, 1.0), "P7"),
        plain(entry(0)?),
        NEEDS,
    ));
    found.push(Finding::new(
        "P7",
        "rent and vulnerable share of entrants of social complexes, Spearman",
        (Wanted::Down, OWN),
        plain(entry(1)?),
        NEEDS,
    ));
    found.extend(levels::findings(results)?);
    let decline = |k: usize| results.values(base, "areas", |rows| Ok(decline(rows, level)?[k]));
    let partly = "that the growth is of residents with several problems, and that it is a cause; \
                  the model makes incidents from who lives there, so this shows its own assumption";
    found.push(
        Finding::new(
            "P17",
            format!(
                "change of vulnerable share and of incidents the year after by {level}, correlation"
            ),
            (Wanted::Up, "P17"),
            plain(decline(0)?),
            "the table `areas` over three years",
        )
        .but_not(partly),
    );
    found.push(Finding::new(
        "P17",
        format!("incidents by {level} with over two thirds social tenants, over all"),
        (Wanted::Range(1.05, 1.25), OWN),
        plain(decline(1)?),
        &format!("a {level} in which over two thirds of the households rent social"),
    ));
    Ok(found)
}
