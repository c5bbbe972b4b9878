//! Decline (P17): incidents after more vulnerable residents, and where most rent social.

use super::correlation::correlation;
use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted};
use crate::error::LabError;
use std::collections::BTreeMap;

/// Areas over all years but the first: the lagged correlation of the change of the
/// vulnerable share in a year with the change of incidents in the year after, and
/// incidents per household where over two thirds of the households rent social over
/// those of all areas; nothing when no area is so social. Incidents are expected numbers,
/// which follow from how many are vulnerable.
fn decline(rows: &Rows, level: &str) -> Result<[Measure; 2], LabError> {
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
    // By year, vulnerable and households, where social and everywhere.
    let mut counts: BTreeMap<i32, [f64; 4]> = BTreeMap::new();
    for i in (0..rows.len()).filter(|&i| at[i] == level && all[i] > 0.0) {
        let of_year = [vulnerable[i] / all[i], incidents[i]];
        series
            .entry(area[i])
            .or_default()
            .insert(year[i] as i32, of_year);
        let weighed = incidents[i] * all[i];
        sums[2] += weighed;
        sums[3] += all[i];
        let count = counts.entry(year[i] as i32).or_default();
        count[2] += vulnerable[i];
        count[3] += all[i];
        if 3.0 * social[i] > 2.0 * all[i] {
            sums[0] += weighed;
            sums[1] += all[i];
            count[0] += vulnerable[i];
            count[1] += all[i];
        }
    }
    let (mut city, mut part) = (Measure::NONE, Measure::NONE);
    for [vulnerable_there, there, vulnerable, all] in counts.into_values() {
        city = city.also(Measure::share(vulnerable, all));
        if there > 0.0 {
            part = part.also(Measure::share(vulnerable_there, there));
            part = part.also(Measure::share(there, all));
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
    let ratio = (sums[0] / sums[1]) / (sums[2] / sums[3]);
    Ok([
        Measure::plain(correlation(&pairs)).also(city),
        Measure::plain(ratio).also(part),
    ])
}

/// P17 under the base.
pub fn findings(results: &Results) -> Result<Vec<Finding>, LabError> {
    let (base, level) = (results.base(), results.area_level.as_str());
    let decline = |k: usize| results.measures(base, "areas", |rows| Ok(decline(rows, level)?[k]));
    let partly = "that the growth is of residents with several problems, and that it is a cause; \
                  the model makes incidents from who lives there, so this shows its own assumption";
    Ok(vec![
        Finding::new(
            "P17",
            format!(
                "change of vulnerable share and of incidents the year after by {level}, correlation"
            ),
            (Wanted::Up, "P17"),
            decline(0)?,
            "the table `areas` over three years",
        )
        .but_not(partly),
        Finding::new(
            "P17",
            format!("incidents by {level} with over two thirds social tenants, over all"),
            (Wanted::Range(1.05, 1.25), OWN),
            decline(1)?,
            &format!("a {level} in which over two thirds of the households rent social"),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    #[test]
    fn incidents_tell_of_the_vulnerable_and_of_where_it_is_social() {
        let table = |social: f64| {
            rows(vec![
                ("year", numbers(&[2020.0, 2020.0, 2021.0, 2021.0])),
                ("level", texts(&["pc4"; 4])),
                ("area", texts(&["A", "B", "A", "B"])),
                ("households", numbers(&[100.0, 300.0, 80.0, 300.0])),
                ("households_social", numbers(&[70.0, 0.0, social, 0.0])),
                ("vulnerable", numbers(&[12.0, 2.0, 9.0, 4.0])),
                ("incidents_per_household", numbers(&[0.2, 0.1, 0.2, 0.1])),
            ])
        };
        let [change, there] = decline(&table(60.0), "pc4").unwrap();
        assert_eq!((change.smallest, there.smallest), (13.0, 9.0));
        assert!((there.value - 0.2 / (96.0 / 780.0)).abs() < 1e-12);
        // In the second year A is not so social.
        let [change, there] = decline(&table(20.0), "pc4").unwrap();
        assert_eq!((change.smallest, there.smallest), (13.0, 12.0));
    }
}
