//! The stock and its letting: lets a year (C-9), vacancy, both national norms, people
//! without a dwelling, free room (P23), permit holders (P28), the social share (P29).

use super::results::{Results, Rows};
use super::{Finding, Wanted};
use crate::error::LabError;

type Of<'a> = &'a dyn Fn(&Rows) -> Result<f64, LabError>;

fn of_base(
    results: &Results,
    (id, what, wanted): (&'static str, &str, Wanted),
    table: &str,
    of: Of<'_>,
) -> Result<Finding, LabError> {
    let values = results.values(results.base(), table, of)?;
    let values = values.map(|v| v.into_iter().map(|x| x.1).collect());
    let needs = format!("the table `{table}` of a run by this version with what this counts");
    Ok(Finding::new(id, what, wanted, values, &needs))
}

/// Sum of a column over rows that are accepted.
fn sum(rows: &Rows, name: &str, accept: impl Fn(usize) -> bool) -> Result<f64, LabError> {
    let column = rows.number(name)?.into_iter().enumerate();
    Ok(column.filter(|(i, _)| accept(*i)).map(|(_, n)| n).sum())
}

/// Smallest distance to a norm over landlords and years, of those with both.
fn margin(rows: &Rows, share: &str, norm: &str) -> Result<f64, LabError> {
    let pairs = rows.number(share)?.into_iter().zip(rows.number(norm)?);
    let margins = pairs.map(|(s, n)| s - n).filter(|m| m.is_finite());
    Ok(margins.fold(f64::INFINITY, f64::min))
}

/// Share of empty units by area over all years: the lowest and the highest, outside areas
/// where more than a tenth of the households share a dwelling.
fn vacancy(rows: &Rows, level: &str) -> Result<[f64; 2], LabError> {
    let (at, area) = (rows.text("level")?, rows.text("area")?);
    let (vacant, households) = (rows.number("vacant")?, rows.number("households")?);
    let mut dwellings = vec![0.0; rows.len()];
    for tenure in ["social", "mid_rent", "private_rent", "owner"] {
        let column = rows.number(&format!("dwellings_{tenure}"))?;
        dwellings
            .iter_mut()
            .zip(column)
            .for_each(|(sum, n)| *sum += n);
    }
    let mut sums = std::collections::BTreeMap::new();
    for i in (0..rows.len()).filter(|&i| at[i] == level) {
        let s: &mut [f64; 3] = sums.entry(area[i]).or_default();
        s[0] += vacant[i];
        s[1] += vacant[i] + households[i];
        s[2] += dwellings[i];
    }
    let ordinary = sums.values().filter(|s| s[1] <= 1.1 * s[2]);
    Ok(ordinary.fold([f64::INFINITY, 0.0], |m, s| {
        let share = s[0] / s[1];
        [m[0].min(share), m[1].max(share)]
    }))
}

/// Share of households without a dwelling in the first and in the last year.
fn without(rows: &Rows) -> Result<[f64; 3], LabError> {
    let (level, area) = (rows.text("level")?, rows.text("area")?);
    let (group, year, end) = (
        rows.text("group")?,
        rows.number("year")?,
        rows.number("end")?,
    );
    let range = year
        .iter()
        .fold([f64::INFINITY, 0.0], |m, &y| [y.min(m[0]), y.max(m[1])]);
    let share = |at: f64| {
        let here = |i: usize| year[i] == at && group[i] == "all";
        let all = |i: usize| here(i) && level[i] == "city";
        let none = |i: usize| here(i) && area[i] == "none" && level[i] == "complex";
        let n = |f: &dyn Fn(usize) -> bool| -> f64 {
            (0..end.len()).filter(|&i| f(i)).map(|i| end[i]).sum()
        };
        n(&none) / n(&all)
    };
    Ok([
        share(range[0]),
        share(range[1]),
        (range[1] - range[0]) / 10.0,
    ])
}

/// Sanity of letting and vacancy under the base.
pub fn sanity(results: &Results) -> Result<Vec<Finding>, LabError> {
    let level = results.area_level.clone();
    let lets = |rows: &Rows| {
        let all = |_| true;
        Ok(sum(rows, "self_contained_lets", all)? / sum(rows, "social_dwellings", all)?)
    };
    let range = Wanted::Range;
    Ok(vec![
        of_base(
            results,
            (
                "C-9",
                "social lets over social dwellings, a year",
                range(0.06, 0.08),
            ),
            "landlords",
            &lets,
        )?,
        of_base(
            results,
            (
                "vacancy",
                "lowest share of empty units in an area",
                range(0.02, 0.06),
            ),
            "areas",
            &|r| Ok(vacancy(r, &level)?[0]),
        )?,
        of_base(
            results,
            (
                "vacancy",
                "highest share of empty units in an area",
                range(0.02, 0.06),
            ),
            "areas",
            &|r| Ok(vacancy(r, &level)?[1]),
        )?,
        of_base(
            results,
            (
                "DAEB",
                "smallest margin of a landlord to the norm",
                range(0.0, 1.0),
            ),
            "landlords",
            &|r| margin(r, "daeb_share", "daeb_norm"),
        )?,
        of_base(
            results,
            (
                "passend",
                "smallest margin of a landlord to the norm",
                range(0.0, 1.0),
            ),
            "landlords",
            &|r| margin(r, "passend_share", "passend_norm"),
        )?,
        of_base(
            results,
            (
                "waiting",
                "households without a dwelling, last year",
                range(0.0, 0.05),
            ),
            "flows",
            &|r| Ok(without(r)?[1]),
        )?,
        of_base(
            results,
            (
                "waiting",
                "change of that share a decade",
                range(-0.01, 0.01),
            ),
            "flows",
            &|r| {
                let [first, last, decades] = without(r)?;
                Ok((last - first) / decades)
            },
        )?,
    ])
}

/// P23, P28 and P29 under the base; P13 and P26 say what they need.
pub fn patterns(results: &Results) -> Result<Vec<Finding>, LabError> {
    let range = Wanted::Range;
    let free =
        |r: &Rows| Ok(sum(r, "free_room_lets", |_| true)? / sum(r, "social_lets", |_| true)?);
    let holders = |r: &Rows| {
        let (channel, year) = (r.text("channel")?, r.number("year")?);
        let social = |i: usize| {
            !["rent", "sale"].contains(&channel[i]) && (2018.0..=2021.0).contains(&year[i])
        };
        Ok(sum(r, "lets_permit_holders", social)? / sum(r, "lets", social)?)
    };
    let slope = |r: &Rows| {
        let (level, year) = (r.text("level")?, r.number("year")?);
        let last = year.iter().fold(0.0, |m: f64, &y| m.max(y));
        let first = year.iter().fold(last, |m, &y| m.min(y));
        let share = |at: f64| -> Result<f64, LabError> {
            let city = |i: usize| level[i] == "city" && year[i] == at;
            let social = sum(r, "dwellings_social", city)?;
            let mut all = 0.0;
            for tenure in ["social", "mid_rent", "private_rent", "owner"] {
                all += sum(r, &format!("dwellings_{tenure}"), city)?;
            }
            Ok(100.0 * social / all)
        };
        Ok((share(last)? - share(first)?) / (last - first))
    };
    let absent = |id, what: &str, needs: &str| Finding::new(id, what, range(0.0, 1.0), None, needs);
    Ok(vec![
        of_base(
            results,
            (
                "P23",
                "social lets above the income limit",
                range(0.0, 0.10),
            ),
            "landlords",
            &free,
        )?,
        of_base(
            results,
            (
                "P28",
                "permit holders in social lets, 2018 to 2021",
                range(0.04, 0.06),
            ),
            "lettings",
            &holders,
        )?,
        of_base(
            results,
            (
                "P29",
                "social share of the stock, points a year",
                range(-0.6, -0.2),
            ),
            "areas",
            &slope,
        )?,
        absent(
            "P13",
            "rooms of forced movers, after less before",
            "not measured by this command: `moves` has rooms and rooms_from of who moved with urgency `renewal` (output: (moves: true))",
        ),
        absent(
            "P26",
            "dear share realised in 30/30/30 plans",
            "not measured by this command: needs the plan and the completions of each renewal area",
        ),
        absent(
            "P17",
            "incidents where over two thirds is social rent, over the mean",
            "not measured by this command: `areas` has incidents and tenures by area",
        ),
    ])
}
