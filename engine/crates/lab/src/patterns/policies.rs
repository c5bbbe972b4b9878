//! What policies do, from paired differences between variants: P1, P2, P5, P10 to P13.

use super::chances::{of_low_over_others, success};
use super::displaced::{refused_elsewhere, rooms_gained};
use super::in_areas::{benefit_newcomers, mean_in, named_areas, share_in};
use super::indices::dissimilarity;
use super::measure::Measure;
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
    of: &dyn Fn(&Rows) -> Result<Measure, LabError>,
) -> Result<Option<Vec<Measure>>, LabError> {
    paired_with(results, variants, table, of, |a, b| b - a)
}

/// What two variants make of a value, replicate by replicate.
fn paired_with(
    results: &Results,
    variants: Option<(&str, &str)>,
    table: &str,
    of: &dyn Fn(&Rows) -> Result<Measure, LabError>,
    make: fn(Measure, Measure) -> Measure,
) -> Result<Option<Vec<Measure>>, LabError> {
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
fn low_lets(rows: &Rows, year: i32) -> Result<Measure, LabError> {
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
    Ok(Measure::share(sums[1], sums[0]))
}

/// Share of low-income entrants of social complexes, in a year, who entered one whose mean
/// rent was below the median of social complexes.
fn low_entrants_in_cheap(rows: &Rows, when: i32) -> Result<Measure, LabError> {
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
    Ok(Measure::share(count(true), count(false)))
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
    let d = |rows: &Rows| dissimilarity(results, rows, level, Some(year));
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
        .map(|(a, b)| a.iter().zip(&b).map(|(x, y)| *x - *y).collect());
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
        // Expected numbers, which follow from how many are vulnerable.
        let mean = |accept: &dyn Fn(&str) -> bool| -> Result<Measure, LabError> {
            let vulnerable = share_in(r, level, "vulnerable", accept)?;
            Ok(mean_in(r, level, "incidents_per_household", accept)?.also(vulnerable))
        };
        Ok(mean(&inside)? / mean(&outside)? - 1.0)
    };
    for (what, wanted, table, of) in [
        (
            "Rotterdam Act: benefit share of newcomers in designated less other areas",
            (Wanted::Down, "P10"),
            "flows",
            &newcomers as &dyn Fn(&Rows) -> Result<Measure, LabError>,
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
    let all = |r: &Rows| dissimilarity(results, r, level, None);
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
    for (what, wanted, table, adds_up, of) in [
        (
            "demolition: share of low incomes in treated areas, last year".to_owned(),
            (Wanted::Down, "P12"),
            "areas",
            "low incomes of the city",
            &here as &dyn Fn(&Rows) -> Result<Measure, LabError>,
        ),
        (
            "demolition: mean income in treated areas, last year".to_owned(),
            (Wanted::Up, "P12"),
            "areas",
            "",
            &income,
        ),
        (
            "demolition: share of low incomes elsewhere, last year".to_owned(),
            (Wanted::Up, "P12"),
            "areas",
            "low incomes of the city",
            &there,
        ),
        (
            format!("demolition: low-income dissimilarity at {level}, last year"),
            (Wanted::Range(-0.01, 0.01), OWN),
            "indices",
            "",
            &all,
        ),
    ] {
        let values = paired(results, pair, table, of)?;
        let line = Finding::new("P12", what, wanted, values, needs);
        found.push(line.adds_up_with(adds_up));
    }
    let rooms = match demolition {
        Some(v) => results.measures(v, "moves", rooms_gained)?,
        None => None,
    };
    found.push(
        Finding::new(
            "P13",
            "demolition: rooms of the forced movers, after less before",
            (Wanted::Range(0.0, f64::INFINITY), "P13"),
            rooms,
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
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    #[test]
    fn lets_and_entrants_tell_of_the_low_incomes_and_of_the_others() {
        let lettings = rows(vec![
            ("channel", texts(&["advert", "advert", "sale", "advert"])),
            ("income_class", texts(&["q1", "q4", "q1", "q2"])),
            ("year", numbers(&[2020.0, 2020.0, 2020.0, 2021.0])),
            ("lets", numbers(&[30.0, 10.0, 9.0, 5.0])),
        ]);
        assert_eq!(low_lets(&lettings, 2020).unwrap(), Measure::of(0.75, 10.0));
        assert_eq!(low_lets(&lettings, 2021).unwrap(), Measure::of(1.0, 0.0));
        let areas = rows(vec![
            ("level", texts(&["complex"; 4])),
            ("year", numbers(&[2020.0; 4])),
            ("households", numbers(&[50.0; 4])),
            ("households_social", numbers(&[50.0, 50.0, 50.0, 10.0])),
            (
                "mean_rent_eur_month",
                numbers(&[400.0, 500.0, 600.0, 300.0]),
            ),
            ("low_income_in", numbers(&[6.0, 9.0, 5.0, 40.0])),
        ]);
        // 6 of 20 below the median of three.
        let cheap = low_entrants_in_cheap(&areas, 2020).unwrap();
        assert_eq!(cheap, Measure::of(0.3, 6.0));
    }

    #[test]
    fn a_paired_difference_tells_of_the_few_of_either_variant() {
        let (many, few) = (Measure::of(0.5, 40.0), Measure::of(0.25, 4.0));
        let [a, b] = [[(0, many), (1, many)], [(1, few), (2, few)]];
        assert_eq!(pairs(&a, &b, |a, b| b - a), [Measure::of(-0.25, 4.0)]);
        assert_eq!(pairs(&b, &a, |a, b| b / a - 1.0), [Measure::of(1.0, 4.0)]);
    }
}
