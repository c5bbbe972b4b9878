//! The stock and its letting: lets a year (C-9), vacancy, both national norms, people
//! without a dwelling, free room (P23), permit holders (P28), the social share (P29).

use super::results::{Results, Rows};
use super::{Finding, OWN, Wanted};
use crate::error::LabError;

type Of<'a> = &'a dyn Fn(&Rows) -> Result<f64, LabError>;

fn of_base(
    results: &Results,
    (id, what, wanted, origin): (&'static str, &str, Wanted, &'static str),
    table: &str,
    of: Of<'_>,
) -> Result<Finding, LabError> {
    let values = results.values(results.base(), table, of)?;
    let values = values.map(|v| v.into_iter().map(|x| x.1).collect());
    let needs = format!("the table `{table}` of a run by this version with what this counts");
    Ok(Finding::new(id, what, (wanted, origin), values, &needs))
}

/// Sum of a column over rows that are accepted.
fn sum(rows: &Rows, name: &str, accept: impl Fn(usize) -> bool) -> Result<f64, LabError> {
    let column = rows.number(name)?.into_iter().enumerate();
    Ok(column.filter(|(i, _)| accept(*i)).map(|(_, n)| n).sum())
}

/// Share of landlord-years with a norm that meet it, and the smallest distance to it.
fn norm(rows: &Rows, share: &str, norm: &str) -> Result<[f64; 2], LabError> {
    let pairs = rows.number(share)?.into_iter().zip(rows.number(norm)?);
    let margins = pairs.map(|(s, n)| s - n).filter(|m| m.is_finite());
    let [years, met, least] = margins.fold([0.0, 0.0, f64::INFINITY], |m, x| {
        [m[0] + 1.0, m[1] + f64::from(x >= 0.0), m[2].min(x)]
    });
    Ok([met / years, least])
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
            &|r| Ok(norm(r, "daeb_share", "daeb_norm")?[0]),
        ),
        (
            "DAEB",
            "smallest margin of a landlord to the norm in a year",
            range(0.0, 1.0),
            some,
            "landlords",
            &|r| Ok(norm(r, "daeb_share", "daeb_norm")?[1]),
        ),
        (
            "passend",
            "share of landlord-years that meet the norm",
            range(1.0, 1.0),
            some,
            "landlords",
            &|r| Ok(norm(r, "passend_share", "passend_norm")?[0]),
        ),
        (
            "passend",
            "smallest margin of a landlord to the norm in a year",
            range(0.0, 1.0),
            some,
            "landlords",
            &|r| Ok(norm(r, "passend_share", "passend_norm")?[1]),
        ),
        (
            "waiting",
            "share of households without a dwelling, last year",
            range(0.0, 0.05),
            OWN,
            "flows",
            &|r| Ok(without(r)?[1]),
        ),
        (
            "waiting",
            "change of that share a decade",
            range(-0.01, 0.01),
            OWN,
            "flows",
            &|r| {
                let [first, last, decades] = without(r)?;
                Ok((last - first) / decades)
            },
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
    let free =
        |r: &Rows| Ok(sum(r, "free_room_lets", |_| true)? / sum(r, "social_lets", |_| true)?);
    let holders = |r: &Rows, years: [f64; 2]| {
        let (channel, year) = (r.text("channel")?, r.number("year")?);
        let social = |i: usize| {
            !["rent", "sale"].contains(&channel[i]) && (years[0]..=years[1]).contains(&year[i])
        };
        Ok::<f64, LabError>(sum(r, "lets_permit_holders", social)? / sum(r, "lets", social)?)
    };
    let wave = |r: &Rows| holders(r, [2016.0; 2]);
    let after = |r: &Rows| holders(r, [2018.0, 2021.0]);
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
    let families = |r: &Rows| {
        let channel = r.text("channel")?;
        let social = |i: usize| !["rent", "sale"].contains(&channel[i]);
        let count = |name: &str| sum(r, name, social);
        let (holders, all) = (count("lets_permit_holders")?, count("lets")?);
        let (with, all_with) = (
            count("lets_permit_holders_with_children")?,
            count("lets_with_children")?,
        );
        Ok(with / holders - (all_with - with) / (all - holders))
    };
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
        let values = results.values(results.base(), "lettings", of)?;
        let values = values.map(|v| v.into_iter().map(|x| x.1).collect());
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
