//! 30/30/30 plans in renewal areas (P26): what was planned, and what stands.

use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, Wanted};
use crate::error::LabError;
use serde_json::Value;
use std::collections::BTreeSet;

const TENURES: [&str; 4] = ["social", "mid_rent", "private_rent", "owner"];

/// What the plans of a run came to.
struct Outcome {
    /// Dear share of what was planned.
    planned: f64,
    /// Dear share of what was delivered by the last year.
    built: f64,
    /// Areas in which it was planned.
    areas: BTreeSet<String>,
}

/// The plans of the years of the norm in renewal areas: those the norm names, or else
/// those of a status below the city's mean. Dear is owner-occupied.
fn outcome(rows: &Rows, norm: &Value, last: i32) -> Result<Outcome, LabError> {
    let year_of = |name: &str, else_: i32| norm[name].as_i64().map_or(else_, |y| y as i32);
    let years = f64::from(year_of("from", i32::MIN))..=f64::from(year_of("until", i32::MAX));
    let named: Vec<&str> = norm["areas"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let (year, area, kind) = (rows.number("year")?, rows.text("area")?, rows.text("kind")?);
    let (delivered, weak) = (rows.number("delivered")?, rows.number("below_mean_status")?);
    let renewal = |i: usize| match named.is_empty() {
        true => weak[i] == 1.0,
        false => named.contains(&area[i]),
    };
    let counted: Vec<usize> = (0..rows.len())
        .filter(|&i| years.contains(&year[i]) && renewal(i))
        .filter(|&i| ["programme", "replacement"].contains(&kind[i]))
        .collect();
    // Planned and built: dear, and all.
    let mut sums = [[0.0; 2]; 2];
    for tenure in TENURES {
        let dwellings = rows.number(tenure)?;
        for &i in &counted {
            let built = f64::from(u8::from(delivered[i] <= f64::from(last)));
            for (sum, n) in sums.iter_mut().zip([dwellings[i], built * dwellings[i]]) {
                sum[1] += n;
                sum[0] += if tenure == "owner" { n } else { 0.0 };
            }
        }
    }
    Ok(Outcome {
        planned: sums[0][0] / sums[0][1],
        built: sums[1][0] / sums[1][1],
        areas: counted.iter().map(|&i| area[i].to_owned()).collect(),
    })
}

/// Social share of the dwellings in the last year of the area, of some, that is nearest to
/// 65 to 70 %. It tells of the households of that area.
fn nearest_to_practice(
    rows: &Rows,
    level: &str,
    last: i32,
    areas: &BTreeSet<String>,
) -> Result<Measure, LabError> {
    let (at, area, year) = (
        rows.text("level")?,
        rows.text("area")?,
        rows.number("year")?,
    );
    let mut all = vec![0.0; rows.len()];
    for tenure in TENURES {
        let column = rows.number(&format!("dwellings_{tenure}"))?;
        all.iter_mut().zip(column).for_each(|(sum, n)| *sum += n);
    }
    let (social, households) = (rows.number("dwellings_social")?, rows.number("households")?);
    let shares = (0..rows.len())
        .filter(|&i| year[i] == f64::from(last) && at[i] == level && areas.contains(area[i]))
        .map(|i| Measure::of(social[i] / all[i], households[i]))
        .filter(|share| share.value.is_finite());
    let far = |m: &Measure| (m.value - PRACTICE.1).max(PRACTICE.0 - m.value).max(0.0);
    Ok(shares
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .unwrap_or(Measure::NONE))
}

/// Social share of a neighbourhood that was renewed under the norm (S p. 24).
const PRACTICE: (f64, f64) = (0.65, 0.70);

/// P26, in the first variant under the norm.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let variant = results.variant(|p| p["thirds_norm"]["in_force"] == Value::Bool(true));
    let mut values = variant.map(|_| [vec![], vec![], vec![]]);
    if let Some(variant) = variant {
        let norm = &results.policy(variant)["thirds_norm"];
        for replicate in results.replicates(variant) {
            let tables = (
                results.table(variant, replicate, "projects")?,
                results.table(variant, replicate, "areas")?,
            );
            let ((Some(projects), Some(areas)), Some(lists)) = (tables, &mut values) else {
                values = None;
                break;
            };
            let years = areas.number("year")?;
            let last = years.iter().fold(0.0, |m: f64, &y| m.max(y)) as i32;
            let found = outcome(&projects, norm, last)?;
            let level = &results.area_level;
            let social = nearest_to_practice(&areas, level, last, &found.areas)?;
            // Plans are dwellings and tell of nobody.
            let [built, planned] = [found.built, found.planned].map(Measure::plain);
            let new = [built, built - planned, social];
            lists.iter_mut().zip(new).for_each(|(list, x)| list.push(x));
        }
    }
    let needs = "a variant with thirds_norm in force that builds in renewal areas, as \
                 scenarios/ede.ron has, and its table `projects`";
    let lines = [
        (
            "30/30/30 in renewal areas: dear share of what was built by the last year",
            Wanted::Range(0.0, 1.0 / 3.0),
            "",
        ),
        (
            "the same, less the dear share of what was planned",
            Wanted::Down,
            "how much of the dear part is realised: thirds_norm.dear_realised, a setting, says so",
        ),
        (
            "social share of the dwellings, last year, of the renewal area nearest to 65 to 70 %",
            Wanted::Range(PRACTICE.0, PRACTICE.1),
            "a neighbourhood as small as that of the report: areas are those of the city file",
        ),
    ];
    let mut found = Vec::new();
    for (k, (what, wanted, unchecked)) in lines.into_iter().enumerate() {
        let of = values.as_ref().map(|lists| lists[k].clone());
        found.push(Finding::new("P26", what, (wanted, "P26"), of, needs).but_not(unchecked));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};
    use serde_json::json;

    fn projects() -> Rows {
        let columns = [
            (
                "year",
                [2017.0, 2019.0, 2019.0, 2019.0, 2019.0, 2019.0, 2021.0],
            ),
            (
                "delivered",
                [2017.0, 2019.0, 2024.0, 2019.0, 2019.0, 2019.0, 2021.0],
            ),
            ("below_mean_status", [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0]),
            ("social", [90.0, 10.0, 0.0, 7.0, 8.0, 50.0, 3.0]),
            ("mid_rent", [0.0, 10.0, 0.0, 0.0, 0.0, 0.0, 2.0]),
            ("private_rent", [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]),
            ("owner", [0.0, 4.0, 6.0, 0.0, 0.0, 50.0, 3.0]),
        ];
        let mut table = vec![
            ("area", texts(&["A", "A", "A", "A", "A", "B", "A"])),
            (
                "kind",
                texts(&[
                    "programme",
                    "programme",
                    "programme",
                    "special",
                    "sitting_tenants",
                    "programme",
                    "replacement",
                ]),
            ),
        ];
        table.extend(columns.map(|(name, values)| (name, numbers(&values))));
        rows(table)
    }

    #[test]
    fn plans_of_the_norm_in_renewal_areas_are_held_against_what_stands() {
        let norm = json!({"from": 2018, "until": 2100, "areas": []});
        let found = outcome(&projects(), &norm, 2022).unwrap();
        assert!((found.planned - 13.0 / 39.0).abs() < 1e-12);
        assert!((found.built - 7.0 / 33.0).abs() < 1e-12);
        assert_eq!(found.areas.iter().collect::<Vec<_>>(), ["A"]);
        // Two years later what had slid is there.
        let late = outcome(&projects(), &norm, 2024).unwrap();
        assert!((late.built - late.planned).abs() < 1e-12);
        // A norm that names its areas.
        let named = json!({"from": 2018, "until": 2100, "areas": ["B"]});
        let found = outcome(&projects(), &named, 2022).unwrap();
        assert_eq!((found.planned, found.built), (0.5, 0.5));
        let until = json!({"from": 2018, "until": 2018, "areas": []});
        assert!(outcome(&projects(), &until, 2022).unwrap().planned.is_nan());
    }

    #[test]
    fn the_nearest_renewal_area_is_looked_for_in_the_last_year() {
        let table = rows(vec![
            ("year", numbers(&[2021.0, 2022.0, 2022.0, 2022.0, 2022.0])),
            ("level", texts(&["pc4", "pc4", "pc4", "pc4", "complex"])),
            ("area", texts(&["A", "A", "B", "C", "A"])),
            ("households", numbers(&[95.0, 90.0, 96.0, 8.0, 99.0])),
            ("dwellings_social", numbers(&[67.0, 50.0, 68.0, 90.0, 67.0])),
            (
                "dwellings_mid_rent",
                numbers(&[33.0, 10.0, 0.0, 10.0, 33.0]),
            ),
            (
                "dwellings_private_rent",
                numbers(&[0.0, 10.0, 2.0, 0.0, 0.0]),
            ),
            ("dwellings_owner", numbers(&[0.0, 30.0, 30.0, 0.0, 0.0])),
        ]);
        let nearest = |areas: &[&str]| {
            let areas = areas.iter().map(|a| (*a).to_owned()).collect();
            nearest_to_practice(&table, "pc4", 2022, &areas).unwrap()
        };
        assert_eq!(nearest(&["A", "B", "C"]), Measure::of(0.68, 96.0));
        assert_eq!(nearest(&["A", "C"]), Measure::of(0.5, 90.0));
        assert_eq!(nearest(&["C"]), Measure::of(0.9, 8.0));
        let none = nearest(&[]);
        assert!(none.value.is_nan() && none.smallest == f64::INFINITY);
    }
}
