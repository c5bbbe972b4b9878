//! What policies do, from paired differences between variants: P1, P2, P5, P10 to P13.

use super::chances::{of_low_over_others, success};
use super::displaced::{refused_elsewhere, rooms_gained};
use super::places::dissimilarity;
use super::results::{Results, Rows, pairs};
use super::{Finding, OWN, Wanted, residual};
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
    paired_with(results, variants, table, of, |a, b| b - a)
}

/// What two variants make of a value, replicate by replicate.
fn paired_with(
    results: &Results,
    variants: Option<(&str, &str)>,
    table: &str,
    of: &dyn Fn(&Rows) -> Result<f64, LabError>,
    make: fn(f64, f64) -> f64,
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
    Ok(Some(pairs(&a, &b, make)))
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

/// Sum over areas that are accepted of what each adds above and below the line in the last
/// year, from its value in a column and its households; the quotient of both.
fn quotient_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
    of: fn(f64, f64) -> [f64; 2],
) -> Result<f64, LabError> {
    let (at, area, year) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("year")?,
    );
    let (value, all) = (rows.number(column)?, rows.number("households")?);
    let last = year.iter().fold(0.0, |m: f64, &y| m.max(y));
    let mut sums = [0.0; 2];
    for i in (0..rows.len()).filter(|&i| year[i] == last && at[i] == level && accept(area[i])) {
        let [above, below] = of(value[i], all[i]);
        sums[0] += above;
        sums[1] += below;
    }
    Ok(sums[0] / sums[1])
}

/// Share of a column over households in areas that are accepted, in the last year.
fn share_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
) -> Result<f64, LabError> {
    quotient_in(rows, level, column, accept, |part, all| [part, all])
}

/// Mean of a column over areas that are accepted, weighed by households, in the last year.
fn mean_in(
    rows: &Rows,
    level: &str,
    column: &str,
    accept: &dyn Fn(&str) -> bool,
) -> Result<f64, LabError> {
    let weighed = |value: f64, all: f64| match value.is_finite() {
        true => [value * all, all],
        false => [0.0, 0.0],
    };
    quotient_in(rows, level, column, accept, weighed)
}

/// The areas that the settings of an instrument name, less those they leave out.
fn named_areas(settings: &Value) -> Vec<String> {
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
fn benefit_newcomers(
    rows: &Rows,
    level: &str,
    from: i32,
    accept: &dyn Fn(&str) -> bool,
) -> Result<f64, LabError> {
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
    Ok(sums[0] / sums[1])
}

/// Share of low-income entrants of social complexes, in a year, who entered one whose mean
/// rent was below the median of social complexes.
fn low_entrants_in_cheap(rows: &Rows, when: i32) -> Result<f64, LabError> {
    let (at, year) = (rows.text("level")?, rows.number("year")?);
    let (all, social) = (
        rows.number("households")?,
        rows.number("households_social")?,
    );
    let (rent, entered) = (
        rows.number("mean_rent_eur_month")?,
        rows.number("low_income_in")?,
    );
    let here: Vec<usize> = (0..rows.len())
        .filter(|&i| at[i] == "complex" && year[i] == f64::from(when))
        .filter(|&i| social[i] > 0.5 * all[i] && rent[i].is_finite())
        .collect();
    let mut rents: Vec<f64> = here.iter().map(|&i| rent[i]).collect();
    rents.sort_by(f64::total_cmp);
    let median = rents.get(rents.len() / 2).copied().unwrap_or(f64::NAN);
    let count = |cheap: bool| -> f64 {
        let counted = here.iter().filter(|&&i| !cheap || rent[i] < median);
        counted.map(|&i| entered[i]).sum()
    };
    Ok(count(true) / count(false))
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
    let d = |rows: &Rows| dissimilarity(rows, level, Some(year));
    let pairs = paired(results, without.map(|v| (v, base)), "indices", &d)?;
    let p1 = Finding::new(
        "P1",
        format!(
            "passend with rent response, less without passend, first year: low-income dissimilarity at {level}"
        ),
        (Wanted::NoEffect(0.01), "P1 (proposal)"),
        pairs,
        "a variant with passend: (in_force: false)",
    );
    found.push(p1.but_not(
        "the introduction itself: the difference is that of repealing it in the variant's first year",
    ));
    let needs = "variants with passend: (in_force: false) and (rent_response: false)";
    let cheap = |rows: &Rows| low_entrants_in_cheap(rows, year);
    found.push(
        Finding::new(
            "P2",
            "passend without rent response, less without passend, first year: share of low-income entrants in the cheaper half of social complexes",
            (Wanted::Up, "P2"),
            paired(results, without.zip(rigid), "areas", &cheap)?,
            needs,
        )
        .but_not("rents of before 2016: cheap is below the median rent of social complexes in the year itself"),
    );
    let lets = |rows: &Rows| low_lets(rows, year);
    found.push(Finding::new(
        "P2",
        "the same: share of the lowest 40 % in social lets",
        (Wanted::Down, OWN),
        paired(results, without.zip(rigid), "lettings", &lets)?,
        needs,
    ));
    let chances = |rows: &Rows| of_low_over_others(rows, year);
    found.push(Finding::new(
        "P2",
        "the same: chance of success of the lowest 40 % among regular seekers over that of others",
        (Wanted::Down, OWN),
        paired(results, without.zip(rigid), "seekers", &chances)?,
        needs,
    ));
    found.extend(residual::findings(results)?);
    let last = |r: &Rows| residual::share(r, true);
    let limit = paired(results, open.map(|v| (v, base)), "areas", &last)?;
    let norm = paired(results, without.map(|v| (v, base)), "areas", &last)?;
    let more = limit
        .clone()
        .zip(norm)
        .map(|(a, b)| a.iter().zip(&b).map(|(x, y)| x - y).collect());
    found.push(Finding::new(
        "P5",
        "the same share, last year: with the EU limit less without it",
        (Wanted::Up, "P5"),
        limit,
        "a variant with daeb: (in_force: false)",
    ));
    found.push(Finding::new(
        "P5",
        "the same share: effect of the EU limit less that of passend",
        (Wanted::Up, "P5"),
        more,
        "variants with daeb and with passend: (in_force: false)",
    ));
    let areas = |v: Option<&str>, group: &str| {
        v.map_or(Vec::new(), |v| named_areas(&results.policy(v)[group]))
    };
    let named = areas(act, "rotterdam_act");
    let inside = |a: &str| named.iter().any(|n| n == a);
    let outside = |a: &str| !inside(a) && a != "none";
    let from = act.map_or(results.first_year, |v| results.from(v));
    let pair = act.map(|v| (base, v));
    let needs = "a variant with rotterdam_act in force and its areas";
    let newcomers = |r: &Rows| {
        Ok(benefit_newcomers(r, level, from, &inside)?
            - benefit_newcomers(r, level, from, &outside)?)
    };
    let income = |r: &Rows| {
        let mean = |accept: &dyn Fn(&str) -> bool| mean_in(r, level, "mean_income_eur", accept);
        Ok(mean(&inside)? / mean(&outside)?)
    };
    let incidents = |r: &Rows| {
        let mean =
            |accept: &dyn Fn(&str) -> bool| mean_in(r, level, "incidents_per_household", accept);
        Ok(mean(&inside)? / mean(&outside)? - 1.0)
    };
    for (what, wanted, table, of) in [
        (
            "Rotterdam Act: benefit share of newcomers in designated less other areas",
            (Wanted::Down, "P10"),
            "flows",
            &newcomers as &dyn Fn(&Rows) -> Result<f64, LabError>,
        ),
        (
            "Rotterdam Act: mean income in designated over other areas, last year",
            (Wanted::Up, "P10"),
            "areas",
            &income,
        ),
        (
            "Rotterdam Act: incidents in designated over other areas, last year",
            (Wanted::NoEffect(0.05), OWN),
            "areas",
            &incidents,
        ),
    ] {
        let values = paired(results, pair, table, of)?;
        found.push(Finding::new("P10", what, wanted, values, needs));
    }
    let all = |r: &Rows| dissimilarity(r, level, None);
    found.push(Finding::new(
        "P11",
        format!("Rotterdam Act: low-income dissimilarity at {level}, last year"),
        (Wanted::NoEffect(0.01), OWN),
        paired(results, pair, "indices", &all)?,
        needs,
    ));
    found.extend(refused_elsewhere(results, act)?);
    let treated = areas(demolition, "demolition");
    let inside = |a: &str| treated.iter().any(|n| n == a);
    let pair = demolition.map(|v| (base, v));
    let needs = "a variant with demolition in force and its areas";
    let here = |r: &Rows| share_in(r, level, "low_income", &inside);
    let there = |r: &Rows| share_in(r, level, "low_income", &|a| !inside(a));
    let income = |r: &Rows| mean_in(r, level, "mean_income_eur", &inside);
    for (what, wanted, table, of) in [
        (
            "demolition: share of low incomes in treated areas, last year".to_owned(),
            (Wanted::Down, "P12"),
            "areas",
            &here as &dyn Fn(&Rows) -> Result<f64, LabError>,
        ),
        (
            "demolition: mean income in treated areas, last year".to_owned(),
            (Wanted::Up, "P12"),
            "areas",
            &income,
        ),
        (
            "demolition: share of low incomes elsewhere, last year".to_owned(),
            (Wanted::Up, "P12"),
            "areas",
            &there,
        ),
        (
            format!("demolition: low-income dissimilarity at {level}, last year"),
            (Wanted::Range(-0.01, 0.01), OWN),
            "indices",
            &all,
        ),
    ] {
        let values = paired(results, pair, table, of)?;
        found.push(Finding::new("P12", what, wanted, values, needs));
    }
    let rooms = match demolition {
        Some(v) => results.values(v, "moves", rooms_gained)?,
        None => None,
    };
    found.push(
        Finding::new(
            "P13",
            "demolition: rooms of the forced movers, after less before",
            (Wanted::Range(0.0, f64::INFINITY), "P13"),
            rooms.map(|v| v.into_iter().map(|x| x.1).collect()),
            "a variant with demolition in force and its moves: run again with --moves",
        )
        .but_not(
            "other qualities of the dwelling than rooms; who is put out at demolition without \
             having found a home",
        ),
    );
    let group = demolition.map(|v| &results.policy(v)["demolition"]);
    let begins = |name: &str| group.and_then(|g| g[name].as_i64()).map(|y| y as i32);
    let years = (
        begins("from").unwrap_or(i32::MIN),
        begins("until").unwrap_or(i32::MAX),
    );
    let regular = |r: &Rows| success(r, years, &|_| true);
    let chance = paired_with(results, pair, "seekers", &regular, |a, b| b / a - 1.0)?;
    found.push(Finding::new(
        "P13",
        "demolition: chance of success of regular seekers in its years, over that of the base, less 1",
        (Wanted::Range(-0.10, f64::INFINITY), "P13"),
        chance,
        "a variant with demolition in force and the table `seekers` of a run by this version",
    ));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn areas_that_are_left_out_are_not_designated() {
        let act = json!({ "areas": ["A", "B", "C"], "excluded_areas": ["B", "D"] });
        assert_eq!(named_areas(&act), ["A", "C"]);
        assert_eq!(named_areas(&json!({ "areas": ["A"] })), ["A"]);
        assert!(named_areas(&Value::Null).is_empty());
    }
}
