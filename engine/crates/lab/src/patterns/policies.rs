//! What policies do, from paired differences between variants: P1, P2, P5, P10, P12.

use super::places::dissimilarity;
use super::results::{Results, Rows, differences};
use super::{Finding, Wanted};
use crate::error::LabError;
use serde_json::Value;

fn off(policy: &Value, group: &str) -> bool {
    policy[group]["in_force"] == Value::Bool(false)
}

fn on(policy: &Value, group: &str) -> bool {
    policy[group]["in_force"] == Value::Bool(true)
}

/// Differences of a value between two variants, second minus first.
fn paired(
    results: &Results,
    variants: Option<(&str, &str)>,
    table: &str,
    of: &dyn Fn(&Rows) -> Result<f64, LabError>,
) -> Result<Option<Vec<f64>>, LabError> {
    let Some((first, second)) = variants else {
        return Ok(None);
    };
    let (Some(a), Some(b)) = (
        results.values(first, table, of)?,
        results.values(second, table, of)?,
    ) else {
        return Ok(None);
    };
    Ok(Some(differences(&a, &b)))
}

/// Share of the two lowest income classes in social lets of a year.
fn low_lets(rows: &Rows, year: i32) -> Result<f64, LabError> {
    let (channel, class) = (rows.text("channel")?, rows.text("income_class")?);
    let (years, lets) = (rows.number("year")?, rows.number("lets")?);
    let mut sums = [0.0; 2];
    for i in 0..rows.len() {
        if years[i] == f64::from(year) && !["rent", "sale"].contains(&channel[i]) {
            sums[0] += lets[i];
            sums[1] += if ["q1", "q2"].contains(&class[i]) {
                lets[i]
            } else {
                0.0
            };
        }
    }
    Ok(sums[1] / sums[0])
}

/// Share of a column over households in areas that are accepted, in the last year.
fn share_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
) -> Result<f64, LabError> {
    let (at, area, year) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("year")?,
    );
    let (part, all) = (rows.number(column)?, rows.number("households")?);
    let last = year.iter().fold(0.0, |m: f64, &y| m.max(y));
    let mut sums = [0.0; 2];
    for i in (0..rows.len()).filter(|&i| year[i] == last && at[i] == level && accept(area[i])) {
        sums[0] += part[i];
        sums[1] += all[i];
    }
    Ok(sums[0] / sums[1])
}

/// Share of the lowest quintile among households of mainly social complexes in a year.
fn lowest_in_social(rows: &Rows, last: bool) -> Result<f64, LabError> {
    let (at, year) = (rows.text("level")?, rows.number("year")?);
    let (all, low, social) = (
        rows.number("households")?,
        rows.number("households_q1")?,
        rows.number("households_social")?,
    );
    let end = year.iter().fold(0.0, |m: f64, &y| m.max(y));
    let start = year.iter().fold(end, |m, &y| m.min(y));
    let when = if last { end } else { start };
    let mut sums = [0.0; 2];
    for i in (0..rows.len())
        .filter(|&i| at[i] == "complex" && year[i] == when && social[i] > 0.5 * all[i])
    {
        sums[0] += low[i];
        sums[1] += all[i];
    }
    Ok(sums[0] / sums[1])
}

/// Effects of policies for which the folder has variants.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let (base, level) = (results.base(), results.area_level.as_str());
    let mut found = Vec::new();
    let without = results.variant(|p| off(p, "passend"));
    let rigid = results
        .variant(|p| on(p, "passend") && p["passend"]["rent_response"] == Value::Bool(false));
    let open = results.variant(|p| off(p, "daeb"));
    let act = results.variant(|p| on(p, "rotterdam_act"));
    let demolition = results.variant(|p| on(p, "demolition"));
    let year = without.map_or(results.first_year, |v| results.from(v));
    let d = |rows: &Rows| dissimilarity(rows, level, Some(year), "value");
    let p1 = paired(results, without.map(|v| (v, base)), "indices", &d)?;
    found.push(Finding::new(
        "P1",
        format!("passend with rent response, first year: low-income dissimilarity at {level}"),
        Wanted::NoEffect(0.01),
        p1,
        "a variant with passend: (in_force: false)",
    ));
    let lets = |rows: &Rows| low_lets(rows, year);
    let p2 = paired(results, without.zip(rigid), "lettings", &lets)?;
    found.push(Finding::new(
        "P2",
        "passend without rent response, first year: low incomes in social lets",
        Wanted::Range(f64::NEG_INFINITY, -0.01),
        p2,
        "variants with passend: (in_force: false) and (rent_response: false)",
    ));
    let rise = results.values(base, "areas", |r| {
        Ok(lowest_in_social(r, true)? - lowest_in_social(r, false)?)
    })?;
    found.push(Finding::new(
        "P5",
        "lowest quintile in social complexes, last year less first",
        Wanted::Range(0.0, 1.0),
        rise.map(|v| v.into_iter().map(|x| x.1).collect()),
        "the table `areas`",
    ));
    let last = |r: &Rows| lowest_in_social(r, true);
    let limit = paired(results, open.map(|v| (v, base)), "areas", &last)?;
    let norm = paired(results, without.map(|v| (v, base)), "areas", &last)?;
    let more = limit
        .zip(norm)
        .map(|(a, b)| a.iter().zip(&b).map(|(x, y)| x - y).collect());
    found.push(Finding::new(
        "P5",
        "the same: effect of the EU limit less that of passend",
        Wanted::Range(0.0, 1.0),
        more,
        "variants with daeb and with passend: (in_force: false)",
    ));
    let areas = |v: Option<&str>, group: &str| -> Vec<String> {
        let list = v.and_then(|v| results.policy(v)[group]["areas"].as_array());
        let codes = list.into_iter().flatten().filter_map(|a| a.as_str());
        codes.map(str::to_owned).collect()
    };
    let all = |r: &Rows| dissimilarity(r, level, None, "value");
    let named = areas(act, "rotterdam_act");
    let inside = |a: &str| named.iter().any(|n| n == a);
    let did = |r: &Rows| {
        Ok(share_in(r, level, "benefit", &inside)?
            - share_in(r, level, "benefit", &|a| !inside(a))?)
    };
    let pair = act.map(|v| (base, v));
    found.push(Finding::new(
        "P10",
        "Rotterdam Act: benefit share in designated less other areas",
        Wanted::Range(f64::NEG_INFINITY, 0.0),
        paired(results, pair, "areas", &did)?,
        "a variant with rotterdam_act in force and its areas",
    ));
    found.push(Finding::new(
        "P11",
        format!("Rotterdam Act: low-income dissimilarity at {level}"),
        Wanted::NoEffect(0.01),
        paired(results, pair, "indices", &all)?,
        "a variant with rotterdam_act in force",
    ));
    let treated = areas(demolition, "demolition");
    let inside = |a: &str| treated.iter().any(|n| n == a);
    let pair = demolition.map(|v| (base, v));
    let needs = "a variant with demolition in force and its areas";
    let here = |r: &Rows| share_in(r, level, "low_income", &inside);
    let there = |r: &Rows| share_in(r, level, "low_income", &|a| !inside(a));
    found.push(Finding::new(
        "P12",
        "demolition: low incomes in treated areas",
        Wanted::Range(-1.0, 0.0),
        paired(results, pair, "areas", &here)?,
        needs,
    ));
    found.push(Finding::new(
        "P12",
        "demolition: low incomes elsewhere",
        Wanted::Range(0.0, 1.0),
        paired(results, pair, "areas", &there)?,
        needs,
    ));
    found.push(Finding::new(
        "P12",
        format!("demolition: low-income dissimilarity at {level}"),
        Wanted::Range(-0.01, 0.01),
        paired(results, pair, "indices", &all)?,
        needs,
    ));
    Ok(found)
}
