//! The stock and its letting: lets a year (C-9), vacancy, both national norms, people
//! without a dwelling, free room (P23), permit holders (P28), the social share (P29).

use super::measure::Measure;
use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted};
use crate::error::LabError;

type Of<'a> = &'a dyn Fn(&Rows) -> Result<Measure, LabError>;

fn of_base(
    results: &Results,
    (id, what, wanted, origin): (&'static str, &str, Wanted, &'static str),
    table: &str,
    of: Of<'_>,
) -> Result<Finding, LabError> {
    let values = results.measures(results.base(), table, of)?;
    let needs = format!("the table `{table}` of a run by this version with what this counts");
    Ok(Finding::new(id, what, (wanted, origin), values, &needs))
}

/// Sum of a column over rows that are accepted.
fn sum(rows: &Rows, name: &str, accept: impl Fn(usize) -> bool) -> Result<f64, LabError> {
    let column = rows.number(name)?.into_iter().enumerate();
    Ok(column.filter(|(i, _)| accept(*i)).map(|(_, n)| n).sum())
}

/// Share of landlord-years with a norm that meet it, which tells of the lets of each, and
/// the smallest distance to it, which tells of the lets of one within and outside the norm.
fn norm(rows: &Rows, name: &str, [within, all]: [&str; 2]) -> Result<[Measure; 2], LabError> {
    let column = |end: &str| rows.number(&format!("{name}_{end}"));
    let (share, norm) = (column("share")?, column("norm")?);
    let (within, all) = (rows.number(within)?, rows.number(all)?);
    let (mut years, mut met) = (0.0, 0.0);
    let (mut fewest, mut least) = (f64::INFINITY, Measure::plain(f64::INFINITY));
    for i in 0..rows.len() {
        let margin = share[i] - norm[i];
        if margin.is_finite() {
            years += 1.0;
            met += f64::from(margin >= 0.0);
            fewest = all[i].min(fewest);
            let margin = Measure::plain(margin).also(Measure::share(within[i], all[i]));
            least = least.lower(margin);
        }
    }
    Ok([Measure::of(met / years, fewest), least])
}

/// Share of empty units by area over all years: the lowest and the highest, outside areas
/// where more than a tenth of the households share a dwelling. Each tells of the households
/// of its area in the year with the fewest.
fn vacancy(rows: &Rows, level: &str) -> Result<[Measure; 2], LabError> {
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
        let s: &mut [f64; 4] = sums
            .entry(area[i])
            .or_insert([0.0, 0.0, 0.0, f64::INFINITY]);
        s[0] += vacant[i];
        s[1] += vacant[i] + households[i];
        s[2] += dwellings[i];
        s[3] = s[3].min(households[i]);
    }
    let ordinary = sums.values().filter(|s| s[1] <= 1.1 * s[2]);
    let none = [f64::INFINITY, f64::NEG_INFINITY].map(Measure::plain);
    Ok(ordinary.fold(none, |[lowest, highest], s| {
        let share = Measure::of(s[0] / s[1], s[3]);
        [lowest.lower(share), highest.higher(share)]
    }))
}

/// Share of households without a dwelling in the last year, and its change a decade.
fn without(rows: &Rows) -> Result<[Measure; 2], LabError> {
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
        Measure::share(n(&none), n(&all))
    };
    let (first, last) = (share(range[0]), share(range[1]));
    let decades = (range[1] - range[0]) / 10.0;
    Ok([last, (last - first) / decades])
}

/// Whether a row of `lettings` is of a social channel.
fn social(channel: &str) -> bool {
    !["rent", "sale"].contains(&channel)
}

/// Share of permit holders in the social lets of years from one to another.
fn permit_holders(rows: &Rows, [from, until]: [f64; 2]) -> Result<Measure, LabError> {
    let (channel, year) = (rows.text("channel")?, rows.number("year")?);
    let then = |i: usize| (from..=until).contains(&year[i]);
    if !(0..rows.len()).any(then) {
        return Ok(Measure::NONE);
    }
    let sum = |name: &str| sum(rows, name, |i| social(channel[i]) && then(i));
    Ok(Measure::share(sum("lets_permit_holders")?, sum("lets")?))
}

/// Share with children in social lets to permit holders, less that in other social lets.
fn families(rows: &Rows) -> Result<Measure, LabError> {
    let channel = rows.text("channel")?;
    let sum = |name: &str| sum(rows, name, |i| social(channel[i]));
    let (holders, all) = (sum("lets_permit_holders")?, sum("lets")?);
    let (with, all_with) = (
        sum("lets_permit_holders_with_children")?,
        sum("lets_with_children")?,
    );
    Ok(Measure::share(with, holders) - Measure::share(all_with - with, all - holders))
}

/// Change of the social share of the city's dwellings, points a year. It tells of nobody.
fn slope(rows: &Rows) -> Result<Measure, LabError> {
    let (level, year) = (rows.text("level")?, rows.number("year")?);
    let last = year.iter().fold(0.0, |m: f64, &y| m.max(y));
    let first = year.iter().fold(last, |m, &y| m.min(y));
    let share = |at: f64| -> Result<f64, LabError> {
        let city = |i: usize| level[i] == "city" && year[i] == at;
        let social = sum(rows, "dwellings_social", city)?;
        let mut all = 0.0;
        for tenure in ["social", "mid_rent", "private_rent", "owner"] {
            all += sum(rows, &format!("dwellings_{tenure}"), city)?;
        }
        Ok(100.0 * social / all)
    };
    let change = (share(last)? - share(first)?) / (last - first);
    Ok(Measure::plain(change))
}

/// Sanity of letting and vacancy under the base.
pub fn sanity(results: &Results) -> Result<Vec<Finding>, LabError> {
    let level = results.area_level.clone();
    let lets = |rows: &Rows| {
        let sum = |name: &str| sum(rows, name, |_| true);
        let (lets, dwellings) = (sum("self_contained_lets")?, sum("social_dwellings")?);
        Ok(Measure::rate(lets, dwellings, rows.years()?))
    };
    let daeb = |rows: &Rows| norm(rows, "daeb", ["daeb_low", "social_lets"]);
    let passend = |rows: &Rows| norm(rows, "passend", ["passend_lets", "target_group_lets"]);
    let range = Wanted::Range;
    let listed = "sanity list";
    let some = "norm of the law";
    let mut found = Vec::new();
    let lines: [(&str, &str, Wanted, &str, &str, Of<'_>); 9] = [
        (
            "C-9",
            "lets of self-contained social dwellings over their number, mean of all years",
            range(0.06, 0.08),
            "C-9",
            "landlords",
            &lets,
        ),
        (
            "vacancy",
            "lowest share of empty units in an area, mean of all years, without areas of shared dwellings",
            range(0.02, 0.06),
            listed,
            "areas",
            &|r| Ok(vacancy(r, &level)?[0]),
        ),
        (
            "vacancy",
            "highest share of empty units in an area, mean of all years, without areas of shared dwellings",
            range(0.02, 0.06),
            listed,
            "areas",
            &|r| Ok(vacancy(r, &level)?[1]),
        ),
        (
            "DAEB",
            "share of landlord-years that meet the norm",
            range(1.0, 1.0),
            some,
            "landlords",
            &|r| Ok(daeb(r)?[0]),
        ),
        (
            "DAEB",
            "smallest margin of a landlord to the norm in a year",
            range(0.0, 1.0),
            some,
            "landlords",
            &|r| Ok(daeb(r)?[1]),
        ),
        (
            "passend",
            "share of landlord-years that meet the norm",
            range(1.0, 1.0),
            some,
            "landlords",
            &|r| Ok(passend(r)?[0]),
        ),
        (
            "passend",
            "smallest margin of a landlord to the norm in a year",
            range(0.0, 1.0),
            some,
            "landlords",
            &|r| Ok(passend(r)?[1]),
        ),
        (
            "waiting",
            "share of households without a dwelling, last year",
            range(0.0, 0.05),
            OWN,
            "flows",
            &|r| Ok(without(r)?[0]),
        ),
        (
            "waiting",
            "change of that share a decade",
            range(-0.01, 0.01),
            OWN,
            "flows",
            &|r| Ok(without(r)?[1]),
        ),
    ];
    for (id, what, wanted, origin, table, of) in lines {
        found.push(of_base(results, (id, what, wanted, origin), table, of)?);
    }
    Ok(found)
}

/// P23, P28 and P29 under the base.
pub fn patterns(results: &Results) -> Result<Vec<Finding>, LabError> {
    let range = Wanted::Range;
    let free = |r: &Rows| {
        let sum = |name: &str| sum(r, name, |_| true);
        Ok(Measure::share(sum("free_room_lets")?, sum("social_lets")?))
    };
    let wave = |r: &Rows| permit_holders(r, [2016.0; 2]);
    let after = |r: &Rows| permit_holders(r, [2018.0, 2021.0]);
    let lines: [(&str, &str, Wanted, &str, &str, Of<'_>); 3] = [
        (
            "P23",
            "social lets above the income limit over all social lets",
            range(0.0, 0.10),
            "P23",
            "landlords",
            &free,
        ),
        (
            "P28",
            "permit holders in social lets, 2018 to 2021",
            range(0.04, 0.06),
            "C-20",
            "lettings",
            &after,
        ),
        (
            "P28",
            "share with children in social lets to permit holders, less that in others",
            range(0.15, 0.35),
            "C-20 ±0.1",
            "lettings",
            &families,
        ),
    ];
    let mut found = Vec::new();
    for (id, what, wanted, origin, table, of) in lines {
        found.push(of_base(results, (id, what, wanted, origin), table, of)?);
    }
    let waves: [(&str, Wanted, &str, Of<'_>); 2] = [
        (
            "permit holders in social lets, 2016",
            range(0.06, 0.10),
            "C-20, C-21",
            &wave,
        ),
        (
            "permit holders in social lets, 2016 less 2018 to 2021",
            Wanted::Up,
            "P28",
            &|r| Ok(wave(r)? - after(r)?),
        ),
    ];
    for (what, wanted, origin, of) in waves {
        let values = results.measures(results.base(), "lettings", of)?;
        let needs = "a run of these years, as that of scenarios/studies/rotterdam_act.ron";
        found.push(Finding::new("P28", what, (wanted, origin), values, needs));
    }
    let social = (
        "P29",
        "social share of the stock, points a year",
        range(-0.6, -0.2),
        OWN,
    );
    found.push(of_base(results, social, "areas", &slope)?);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::results::by_hand::{numbers, rows, texts};

    #[test]
    fn the_smallest_margin_tells_of_the_lets_of_one_landlord_in_one_year() {
        let table = rows(vec![
            ("daeb_share", numbers(&[0.9, 0.875, f64::NAN, 0.875])),
            ("daeb_norm", numbers(&[0.85, 0.85, 0.85, f64::NAN])),
            ("daeb_low", numbers(&[36.0, 70.0, 0.0, 7.0])),
            ("social_lets", numbers(&[40.0, 80.0, 0.0, 8.0])),
        ]);
        let [met, least] = norm(&table, "daeb", ["daeb_low", "social_lets"]).unwrap();
        // 40 lets are the fewest under the norm; 10 of 80 lie outside it.
        assert_eq!(met, Measure::of(1.0, 40.0));
        assert_eq!(least, Measure::of(0.875 - 0.85, 10.0));
    }

    #[test]
    fn vacancy_tells_of_the_households_of_an_area() {
        let dwellings = numbers(&[100.0, 20.0, 100.0, 20.0, 10.0]);
        let table = rows(vec![
            ("level", texts(&["pc4"; 5])),
            ("area", texts(&["A", "B", "A", "B", "C"])),
            ("vacant", numbers(&[2.0, 1.0, 2.0, 1.0, 0.0])),
            ("households", numbers(&[98.0, 19.0, 97.0, 8.0, 15.0])),
            ("dwellings_social", dwellings),
            ("dwellings_mid_rent", numbers(&[0.0; 5])),
            ("dwellings_private_rent", numbers(&[0.0; 5])),
            ("dwellings_owner", numbers(&[0.0; 5])),
        ]);
        // In C they share dwellings.
        let [lowest, highest] = vacancy(&table, "pc4").unwrap();
        assert_eq!(lowest, Measure::of(4.0 / 199.0, 97.0));
        assert_eq!(highest, Measure::of(2.0 / 29.0, 8.0));
        // Where there are no others, neither is a number.
        let none = vacancy(&table, "buurt").unwrap();
        assert!(none.iter().all(|x| x.value.is_infinite()), "{none:?}");
    }

    #[test]
    fn those_without_a_dwelling_are_counted_in_the_years_compared() {
        let table = |first: f64| {
            rows(vec![
                ("year", numbers(&[2020.0, 2020.0, 2025.0, 2025.0, 2025.0])),
                (
                    "level",
                    texts(&["city", "complex", "city", "complex", "complex"]),
                ),
                ("area", texts(&["city", "none", "city", "none", "none"])),
                ("group", texts(&["all", "all", "all", "all", "benefit"])),
                ("end", numbers(&[200.0, first, 200.0, 20.0, 3.0])),
            ])
        };
        let [last, change] = without(&table(10.0)).unwrap();
        assert_eq!(last, Measure::of(0.1, 20.0));
        assert!((change.value - 0.1).abs() < 1e-12 && change.smallest == 10.0);
        let [last, change] = without(&table(195.0)).unwrap();
        assert_eq!((last.smallest, change.smallest), (20.0, 5.0));
    }

    #[test]
    fn permit_holders_are_looked_for_in_years_that_there_are() {
        let table = rows(vec![
            ("channel", texts(&["advert", "direct", "sale", "advert"])),
            ("year", numbers(&[2018.0, 2018.0, 2018.0, 2019.0])),
            ("lets", numbers(&[40.0, 10.0, 30.0, 50.0])),
            ("lets_permit_holders", numbers(&[0.0, 4.0, 9.0, 0.0])),
            ("lets_with_children", numbers(&[10.0, 4.0, 20.0, 11.0])),
            (
                "lets_permit_holders_with_children",
                numbers(&[0.0, 1.0, 9.0, 0.0]),
            ),
        ]);
        let holders = |years| permit_holders(&table, years).unwrap();
        assert_eq!(holders([2018.0, 2021.0]), Measure::of(0.04, 4.0));
        // Nobody in 2019, and no such year.
        assert_eq!(holders([2019.0; 2]), Measure::of(0.0, 0.0));
        assert_eq!(holders([2016.0; 2]).smallest, f64::INFINITY);
        // 1 of 4 and 24 of 96.
        assert_eq!(families(&table).unwrap(), Measure::of(0.0, 1.0));
    }
}
