//! Residualisation (P5): the share of the lowest quintile among the households of mainly
//! social complexes, whether it rises year by year, and by which way.

use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted};
use crate::error::LabError;
use std::collections::{BTreeMap, BTreeSet};

/// The lines of which the ways add up to the change of the share.
const WAYS: &str = "change of the share of the lowest quintile";

/// Share of the lowest quintile in mainly social complexes by year, in the order of years.
fn shares(areas: &Rows) -> Result<Vec<Measure>, LabError> {
    let (at, year) = (areas.text("level")?, areas.number("year")?);
    let (all, low, social) = (
        areas.number("households")?,
        areas.number("households_q1")?,
        areas.number("households_social")?,
    );
    let mut sums: BTreeMap<i32, [f64; 2]> = BTreeMap::new();
    for i in (0..areas.len()).filter(|&i| at[i] == "complex" && social[i] > 0.5 * all[i]) {
        let sum = sums.entry(year[i] as i32).or_default();
        sum[0] += low[i];
        sum[1] += all[i];
    }
    Ok(sums.values().map(|s| Measure::share(s[0], s[1])).collect())
}

/// The share in the first or in the last year.
pub fn share(areas: &Rows, last: bool) -> Result<Measure, LabError> {
    let shares = shares(areas)?;
    let found = if last { shares.last() } else { shares.first() };
    Ok(found.copied().unwrap_or(Measure::NONE))
}

/// Share of the years in which it rose.
fn rises(areas: &Rows) -> Result<Measure, LabError> {
    let shares = shares(areas)?;
    let risen = shares.windows(2).filter(|s| s[1].value > s[0].value);
    let part = risen.count() as f64 / shares.len().saturating_sub(1) as f64;
    let part = Measure::plain(part);
    Ok(shares.into_iter().fold(part, Measure::also))
}

/// What entry, exit and change of income in place add to the share a year, mean of all
/// years. Of the complexes that are mainly social at the end of a year, with the share s₀
/// at its start and N₁ households at its end, those who came add (low − s₀ × all) / N₁,
/// those who went take as much, and the rest is change in place: together the change of
/// the share, exactly. A way tells of those who take it in all years, and of the share at
/// the start of each year.
fn ways(areas: &Rows, flows: &Rows) -> Result<[Measure; 3], LabError> {
    let (at, name, year) = (
        areas.text("level")?,
        areas.text("area")?,
        areas.number("year")?,
    );
    let (all, social) = (
        areas.number("households")?,
        areas.number("households_social")?,
    );
    let mainly: BTreeSet<(i32, &str)> = (0..areas.len())
        .filter(|&i| at[i] == "complex" && social[i] > 0.5 * all[i])
        .map(|i| (year[i] as i32, name[i]))
        .collect();
    let (at, name, year, group) = (
        flows.text("level")?,
        flows.text("area")?,
        flows.number("year")?,
        flows.text("group")?,
    );
    let columns = [
        ("start", 0, 1.0),
        ("moved_in", 1, 1.0),
        ("formed", 1, 1.0),
        ("arrived", 1, 1.0),
        ("moved_out", 2, 1.0),
        ("dissolved", 2, 1.0),
        ("departed", 2, 1.0),
        ("became", 3, 1.0),
        ("ceased", 3, -1.0),
    ];
    // By year: start, came, went and changed, of the lowest quintile and of all.
    let mut sums: BTreeMap<i32, [[f64; 2]; 4]> = BTreeMap::new();
    // The same over all years, whatever the sign.
    let mut taken = [[0.0; 2]; 4];
    for (column, way, sign) in columns {
        for (i, n) in flows.number(column)?.into_iter().enumerate() {
            let of = match group[i] {
                "lowest_quintile" => 0,
                "all" => 1,
                _ => continue,
            };
            let when = year[i] as i32;
            if at[i] == "complex" && mainly.contains(&(when, name[i])) {
                sums.entry(when).or_default()[way][of] += sign * n;
                taken[way][of] += n;
            }
        }
    }
    let (mut ways, mut shares) = ([0.0; 3], Measure::NONE);
    for [start, came, went, changed] in sums.values() {
        let before = start[0] / start[1];
        let end = start[1] + came[1] - went[1];
        ways[0] += (came[0] - before * came[1]) / end;
        ways[1] -= (went[0] - before * went[1]) / end;
        ways[2] += changed[0] / end;
        shares = shares.also(Measure::share(start[0], start[1]));
        shares = shares.also(Measure::of(end, end));
    }
    if sums.is_empty() {
        return Ok([Measure::NONE; 3]);
    }
    let [_, came, went, [changed, _]] = taken;
    let tells = [
        Measure::share(came[0], came[1]),
        Measure::share(went[0], went[1]),
        Measure::of(changed, changed),
    ];
    let way = |k: usize| Measure::plain(ways[k] / sums.len() as f64);
    Ok([0, 1, 2].map(|k| way(k).also(tells[k]).also(shares)))
}

/// The share under the base, and why it changes.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let base = results.base();
    let rise = results.measures(base, "areas", |r| Ok(share(r, true)? - share(r, false)?))?;
    let mut found = vec![
        Finding::new(
            "P5",
            "share of the lowest quintile in mainly social complexes, last year less first",
            (Wanted::Up, "P5"),
            rise,
            "the table `areas`",
        )
        .but_not("that the share rises faster than the composition of the stock alone makes it")
        .adds_up_with(WAYS),
        Finding::new(
            "P5",
            "the same share: part of the years in which it rose",
            (Wanted::Range(1.0, 1.0), "P5"),
            results.measures(base, "areas", rises)?,
            "the table `areas` over two years",
        ),
    ];
    let mut ways_of = Some([vec![], vec![], vec![]]);
    for replicate in results.replicates(base) {
        let tables = (
            results.table(base, replicate, "areas")?,
            results.table(base, replicate, "flows")?,
        );
        match (tables, &mut ways_of) {
            ((Some(areas), Some(flows)), Some(lists)) => {
                let ways = ways(&areas, &flows)?;
                lists
                    .iter_mut()
                    .zip(ways)
                    .for_each(|(list, x)| list.push(x));
            }
            _ => ways_of = None,
        }
    }
    for (way, words) in [
        "what those who come in add a year",
        "what those who go add a year",
        "what change of income in place adds a year",
    ]
    .iter()
    .enumerate()
    {
        let line = Finding::new(
            "P5",
            format!("the same share: {words}"),
            (Wanted::Up, OWN),
            ways_of.as_ref().map(|lists| lists[way].clone()),
            "the tables `areas` and `flows`",
        );
        found.push(line.adds_up_with(WAYS));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    #[test]
    fn ways_add_up_to_the_change_of_the_share_in_mainly_social_complexes() {
        let areas = rows(vec![
            ("year", numbers(&[2020.0; 3])),
            ("level", texts(&["city", "complex", "complex"])),
            ("area", texts(&["city", "c00001", "c00002"])),
            ("households", numbers(&[300.0, 110.0, 190.0])),
            ("households_social", numbers(&[180.0, 90.0, 90.0])),
        ]);
        // In the complex 47 of 110 at the end, 40 of 100 at the start; the other rows are
        // of places or groups that do not count.
        let columns = [
            ("start", [40.0, 100.0, 9.0, 9.0, 7.0]),
            ("moved_in", [7.0, 10.0, 9.0, 9.0, 7.0]),
            ("formed", [3.0, 4.0, 9.0, 9.0, 7.0]),
            ("arrived", [5.0, 6.0, 9.0, 9.0, 7.0]),
            ("moved_out", [3.0, 5.0, 9.0, 9.0, 7.0]),
            ("dissolved", [2.0, 3.0, 9.0, 9.0, 7.0]),
            ("departed", [0.0, 2.0, 9.0, 9.0, 7.0]),
            ("became", [3.0, 0.0, 9.0, 9.0, 7.0]),
            ("ceased", [6.0, 0.0, 9.0, 9.0, 7.0]),
        ];
        let mut flows = vec![
            ("year", numbers(&[2020.0; 5])),
            (
                "level",
                texts(&["complex", "complex", "complex", "city", "complex"]),
            ),
            (
                "area",
                texts(&["c00001", "c00001", "c00002", "city", "c00001"]),
            ),
            (
                "group",
                texts(&["lowest_quintile", "all", "all", "all", "benefit"]),
            ),
        ];
        flows.extend(columns.map(|(name, values)| (name, numbers(&values))));
        let ways = ways(&areas, &rows(flows)).unwrap();
        for (way, wanted) in ways.iter().zip([7.0, -1.0, -3.0]) {
            assert!((way.value - wanted / 110.0).abs() < 1e-12, "{ways:?}");
        }
        let change = 47.0 / 110.0 - 40.0 / 100.0;
        assert!((ways.iter().map(|w| w.value).sum::<f64>() - change).abs() < 1e-12);
        // 15 and 5 came, 5 and 5 went, 9 became or ceased.
        assert_eq!(ways.map(|w| w.smallest), [5.0, 5.0, 9.0]);
    }

    #[test]
    fn rises_are_counted_year_by_year() {
        let areas = rows(vec![
            ("year", numbers(&[2020.0, 2020.0, 2021.0, 2022.0, 2023.0])),
            ("level", texts(&["complex"; 5])),
            ("households", numbers(&[50.0, 50.0, 100.0, 100.0, 100.0])),
            (
                "households_social",
                numbers(&[50.0, 20.0, 60.0, 60.0, 60.0]),
            ),
            ("households_q1", numbers(&[20.0, 50.0, 50.0, 45.0, 41.0])),
        ]);
        // 20 of 50 in the first year are fewer than in any other.
        assert_eq!(rises(&areas).unwrap(), Measure::of(1.0 / 3.0, 20.0));
        assert_eq!(share(&areas, false).unwrap(), Measure::of(0.4, 20.0));
        assert_eq!(share(&areas, true).unwrap(), Measure::of(0.41, 41.0));
    }
}
