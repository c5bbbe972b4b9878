//! Who has to go elsewhere, household by household: those the Rotterdam Act refuses (P11)
//! and those who leave a condemned complex (P13).

use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted};
use crate::error::LabError;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Year in which article 10 came into force.
const ARTICLE_10_FROM: f64 = 2017.0;

/// Whether a place is designated, by its area and complex.
struct Designated<'a> {
    areas: Vec<&'a str>,
    complexes: Vec<&'a str>,
}

fn texts<'a>(policy: &'a Value, name: &str) -> Vec<&'a str> {
    let list = policy[name].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

impl<'a> Designated<'a> {
    fn of(act: &'a Value) -> Designated<'a> {
        let mut areas = texts(act, "areas");
        let excluded = texts(act, "excluded_areas");
        areas.retain(|a| !excluded.contains(a));
        Designated {
            areas,
            complexes: texts(act, "complexes"),
        }
    }

    fn covers(&self, area: &str, complex: &str) -> bool {
        self.areas.contains(&area) || self.complexes.contains(&complex)
    }
}

/// Households that without the act are let a dwelling in a designated place which article 8
/// or 10 keeps them out of, with the year of the first such let.
fn refused(moves: &Rows, act: &Value) -> Result<BTreeMap<i64, f64>, LabError> {
    let number = |name: &str, else_: f64| act[name].as_f64().unwrap_or(else_);
    let says = |name: &str| act[name].as_bool().unwrap_or(false);
    let place = Designated::of(act);
    let (household, year) = (moves.keys("household")?, moves.number("year")?);
    let (area, complex) = (moves.text("area_to")?, moves.text("complex_to")?);
    let (channel, source) = (moves.text("channel")?, moves.text("income_source")?);
    let (years, records) = (
        moves.number("years_in_region")?,
        moves.number("nuisance_records")?,
    );
    let in_force = number("from", f64::MIN)..=number("until", f64::MAX);
    let mut found = BTreeMap::new();
    for i in 0..moves.len() {
        let listed = ["work", "pension", "student"].contains(&source[i]);
        let article_8 =
            says("article_8") && years[i] < number("years_of_residence", 6.0) && !listed;
        let article_10 = says("article_10") && year[i] >= ARTICLE_10_FROM && records[i] > 0.0;
        if channel[i] != "sale"
            && in_force.contains(&year[i])
            && place.covers(area[i], complex[i])
            && (article_8 || article_10)
        {
            found.entry(household[i]).or_insert(year[i]);
        }
    }
    Ok(found)
}

/// Areas outside the designated ones with the lowest rents, which together hold half of
/// the rented homes there, by the mean of all years.
fn cheap_half(
    areas: &Rows,
    level: &str,
    designated: &[&str],
) -> Result<BTreeSet<String>, LabError> {
    let (at, area, rent) = (
        areas.text("level")?,
        areas.text("area")?,
        areas.number("mean_rent_eur_month")?,
    );
    // Rents and rented homes.
    let mut sums: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for tenure in ["social", "mid_rent", "private_rent"] {
        let column = areas.number(&format!("households_{tenure}"))?;
        for (i, n) in column.into_iter().enumerate() {
            if at[i] == level && rent[i].is_finite() && !designated.contains(&area[i]) {
                let sum = sums.entry(area[i]).or_default();
                sum[0] += n * rent[i];
                sum[1] += n;
            }
        }
    }
    let mut order: Vec<(f64, f64, &str)> = sums
        .into_iter()
        .filter(|(_, s)| s[1] > 0.0)
        .map(|(area, s)| (s[0] / s[1], s[1], area))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = order.iter().map(|x| x.1).sum::<f64>() / 2.0;
    let mut before = 0.0;
    let mut cheap = BTreeSet::new();
    for (_, homes, area) in order {
        // An area across the line is on the side of most of its homes.
        if before + homes / 2.0 <= half {
            cheap.insert(area.to_owned());
        }
        before += homes;
    }
    Ok(cheap)
}

/// Of the refused: the share that finds another home under the act, and of these the share
/// whose first one is in some areas outside the designated places.
fn reappear(
    moves: &Rows,
    refused: &BTreeMap<i64, f64>,
    act: &Value,
    cheap: &BTreeSet<String>,
) -> Result<[Measure; 2], LabError> {
    let place = Designated::of(act);
    let (household, year) = (moves.keys("household")?, moves.number("year")?);
    let (area, complex) = (moves.text("area_to")?, moves.text("complex_to")?);
    let mut first: BTreeMap<i64, bool> = BTreeMap::new();
    for i in 0..moves.len() {
        if refused.get(&household[i]).is_some_and(|y| year[i] >= *y) {
            let there = cheap.contains(area[i]) && !place.covers(area[i], complex[i]);
            first.entry(household[i]).or_insert(there);
        }
    }
    let there = first.values().filter(|there| **there).count();
    let n = first.len() as f64;
    Ok([
        Measure::share(n, refused.len() as f64),
        Measure::share(there as f64, n),
    ])
}

/// P11: where those go whom the act refuses.
pub fn refused_elsewhere(
    results: &Results,
    variant: Option<&str>,
) -> Result<Vec<Finding>, LabError> {
    let (base, level) = (results.base(), results.area_level.as_str());
    let mut values = variant.map(|_| [vec![], vec![]]);
    if let Some(variant) = variant {
        let act = &results.policy(variant)["rotterdam_act"];
        let known = results.replicates(base);
        for replicate in results.replicates(variant) {
            if !known.contains(&replicate) {
                continue;
            }
            let tables = (
                results.table(base, replicate, "moves")?,
                results.table(base, replicate, "areas")?,
                results.table(variant, replicate, "moves")?,
            );
            let ((Some(without), Some(areas), Some(with)), Some(lists)) = (tables, &mut values)
            else {
                values = None;
                break;
            };
            let cheap = cheap_half(&areas, level, &texts(act, "areas"))?;
            let new = reappear(&with, &refused(&without, act)?, act, &cheap)?;
            lists.iter_mut().zip(new).for_each(|(list, x)| list.push(x));
        }
    }
    let needs = "a variant with rotterdam_act in force that refuses somebody, and the moves \
                 of both: run again with --moves";
    let who = "Rotterdam Act: households it keeps out of a home they get without it";
    let lines = [
        (
            format!("{who}, share that finds another by the last year"),
            (Wanted::Range(0.5, 1.0), OWN),
            "",
        ),
        (
            format!("{who}: share of these in the cheaper half of rented homes outside"),
            (Wanted::Range(0.5, 1.0), "P11"),
            "that the cheaper areas lie at the edge of the city",
        ),
    ];
    let mut found = Vec::new();
    for (k, (what, wanted, unchecked)) in lines.into_iter().enumerate() {
        let of = values.as_ref().map(|lists| lists[k].clone());
        found.push(Finding::new("P11", what, wanted, of, needs).but_not(unchecked));
    }
    Ok(found)
}

/// Rooms of the dwelling entered less those of the dwelling left, mean of moves with
/// renewal urgency, without those who come back to what replaces their complex.
pub fn rooms_gained(rows: &Rows) -> Result<Measure, LabError> {
    let (urgency, returns) = (rows.text("urgency")?, rows.number("returns")?);
    let (to, from) = (rows.number("rooms")?, rows.number("rooms_from")?);
    let mut sums = [0.0; 2];
    for i in 0..rows.len() {
        if urgency[i] == "renewal" && from[i] > 0.0 && returns[i] == 0.0 {
            sums[0] += to[i] - from[i];
            sums[1] += 1.0;
        }
    }
    Ok(Measure::of(sums[0] / sums[1], sums[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};
    use buurt_core::Column;
    use serde_json::json;

    type Let = (i64, f64, &'static str, &'static str, &'static str);

    type Made = (Let, &'static str, f64, f64);

    /// Moves: household, year, area, complex, channel; then source, years, records.
    fn moves(of: &[Made]) -> Rows {
        let text = |f: &dyn Fn(&Made) -> &'static str| texts(&of.iter().map(f).collect::<Vec<_>>());
        let number = |f: &dyn Fn(&Made) -> f64| numbers(&of.iter().map(f).collect::<Vec<_>>());
        rows(vec![
            ("household", Column::I64(of.iter().map(|m| m.0.0).collect())),
            ("year", number(&|m| m.0.1)),
            ("area_to", text(&|m| m.0.2)),
            ("complex_to", text(&|m| m.0.3)),
            ("channel", text(&|m| m.0.4)),
            ("income_source", text(&|m| m.1)),
            ("years_in_region", number(&|m| m.2)),
            ("nuisance_records", number(&|m| m.3)),
        ])
    }

    #[test]
    fn the_refused_are_followed_to_their_first_home_under_the_act() {
        let act = json!({
            "areas": ["D", "E"], "excluded_areas": ["E"], "complexes": ["c00009"],
            "from": 2016, "until": 2030, "article_8": true, "years_of_residence": 6,
            "article_10": true,
        });
        let without = moves(&[
            // Before the act; then kept out by article 8.
            ((1, 2015.0, "D", "c00001", "advert"), "benefit", 1.0, 0.0),
            ((1, 2018.0, "D", "c00001", "advert"), "benefit", 4.0, 0.0),
            // Work, a sale, long residence, an excluded area, another area.
            ((2, 2018.0, "D", "c00001", "rent"), "work", 0.0, 0.0),
            ((3, 2018.0, "D", "c00001", "sale"), "benefit", 0.0, 0.0),
            ((4, 2018.0, "D", "c00001", "advert"), "benefit", 6.0, 0.0),
            ((5, 2018.0, "E", "c00002", "advert"), "none", 0.0, 0.0),
            ((6, 2018.0, "X", "c00003", "advert"), "none", 0.0, 0.0),
            // Article 10, which is not yet law in 2016.
            ((7, 2018.0, "D", "c00001", "advert"), "work", 9.0, 1.0),
            ((8, 2016.0, "D", "c00001", "advert"), "work", 9.0, 1.0),
            // A designated complex.
            ((9, 2018.0, "X", "c00009", "rent"), "none", 2.0, 0.0),
            ((10, 2019.0, "D", "c00001", "direct"), "none", 2.0, 0.0),
        ]);
        let refused = refused(&without, &act).unwrap();
        let wanted = [(1, 2018.0), (7, 2018.0), (9, 2018.0), (10, 2019.0)];
        assert_eq!(refused, wanted.into());
        let mut act_8 = act.clone();
        act_8["article_10"] = false.into();
        assert_eq!(super::refused(&without, &act_8).unwrap().len(), 3);
        let with = moves(&[
            ((7, 2017.0, "X", "c00003", "advert"), "work", 8.0, 0.0),
            ((1, 2018.0, "X", "c00003", "advert"), "benefit", 4.0, 0.0),
            ((1, 2020.0, "Z", "c00004", "advert"), "benefit", 6.0, 0.0),
            ((2, 2018.0, "X", "c00003", "advert"), "work", 0.0, 0.0),
            ((7, 2020.0, "Z", "c00004", "advert"), "work", 11.0, 1.0),
            // To a designated complex in a cheap area, as an owner.
            ((10, 2021.0, "X", "c00009", "sale"), "none", 4.0, 0.0),
        ]);
        let cheap = BTreeSet::from(["X".to_owned()]);
        let [found, there] = reappear(&with, &refused, &act, &cheap).unwrap();
        // One of four found nothing, one of three is there.
        assert_eq!(found, Measure::of(0.75, 1.0));
        assert_eq!(there, Measure::of(1.0 / 3.0, 1.0));
    }

    #[test]
    fn the_cheaper_half_is_counted_in_rented_homes_outside() {
        let areas = rows(vec![
            ("level", texts(&["pc4", "pc4", "pc4", "pc4", "pc4", "city"])),
            ("area", texts(&["A", "A", "B", "C", "D", "city"])),
            (
                "mean_rent_eur_month",
                numbers(&[400.0, 600.0, 490.0, 700.0, 300.0, 450.0]),
            ),
            (
                "households_social",
                numbers(&[60.0, 20.0, 80.0, 100.0, 500.0, 760.0]),
            ),
            (
                "households_mid_rent",
                numbers(&[15.0, 0.0, 10.0, 0.0, 0.0, 25.0]),
            ),
            (
                "households_private_rent",
                numbers(&[0.0, 5.0, 10.0, 50.0, 0.0, 65.0]),
            ),
        ]);
        let cheap = |designated: &[&str]| {
            let found = cheap_half(&areas, "pc4", designated).unwrap();
            found.into_iter().collect::<Vec<_>>()
        };
        // A: 450 for 100 homes, B: 490 for 100, C: 700 for 150.
        assert_eq!(cheap(&["D"]), ["A", "B"]);
        assert_eq!(cheap(&[]), ["D"]);
    }

    #[test]
    fn rooms_are_of_forced_moves_and_not_of_those_who_come_back() {
        let table = rows(vec![
            (
                "urgency",
                texts(&["renewal", "renewal", "renewal", "none", "renewal"]),
            ),
            ("returns", numbers(&[0.0, 0.0, 1.0, 0.0, 0.0])),
            ("rooms", numbers(&[4.0, 3.0, 5.0, 1.0, 2.0])),
            ("rooms_from", numbers(&[3.0, 1.0, 1.0, 4.0, 0.0])),
        ]);
        assert_eq!(rooms_gained(&table).unwrap(), Measure::of(1.5, 2.0));
    }
}
