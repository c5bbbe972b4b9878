//! The tables of a run: areas, indices, landlords and lettings, one row per
//! year and unit, gathered at the end of each year after burn-in.

use bevy_ecs::prelude::*;
use buurt_city::{City, Tenure};
use buurt_core::{Column, Table};

use crate::columns::{Areas, Complexes, Dwellings, Households, Landlords};
use crate::components::{NONE, Use};
use crate::letting_log::LettingLog;
use crate::population::Events;
use crate::run::Run;

/// Composition of one unit (city, area, complex or stairwell).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Composition {
    /// Dwellings by tenure (rooms of one shared dwelling counted once).
    pub dwellings: [u32; 4],
    /// Units (rooms counted separately) without occupant.
    pub vacant: u32,
    /// Households by tenure.
    pub households: [u32; 4],
    /// Households by national income quintile.
    pub quintiles: [u32; 5],
    /// Households on benefit.
    pub benefit: u32,
    /// Vulnerable households.
    pub vulnerable: u32,
    /// Children.
    pub children: u32,
    /// Households with children.
    pub families: u32,
    /// Sum of disposable incomes, euro.
    pub income: f64,
    /// Sum of rents of rented homes, euro a month.
    pub rent: f64,
    /// Moves in and out in the year.
    pub moves: [u32; 2],
}

impl Composition {
    /// Households in all tenures.
    pub fn total(&self) -> u32 {
        self.households.iter().sum()
    }
    /// Size of a group.
    pub fn group(&self, group: usize) -> u32 {
        match group {
            0 => self.quintiles[0] + self.quintiles[1],
            1 => self.quintiles[0],
            2 => self.quintiles[4],
            3 => self.benefit,
            4 => self.vulnerable,
            _ => self.families,
        }
    }
}

/// Names of the groups whose concentration is measured.
pub const GROUPS: [&str; 6] = [
    "low_income",
    "lowest_quintile",
    "top_quintile",
    "benefit",
    "vulnerable",
    "families",
];
/// Levels at which it is measured.
pub const LEVELS: [&str; 3] = ["pc4", "complex", "portiek"];

/// Gathers the tables.
#[derive(Resource, Debug, Default)]
pub struct Observer {
    area_codes: Vec<String>,
    landlord_names: Vec<String>,
    areas: AreaRows,
    indices: IndexRows,
    landlords: LandlordRows,
    events: Vec<(i32, Events)>,
}

#[derive(Debug, Default)]
struct AreaRows {
    year: Vec<i32>,
    level: Vec<u32>,
    area: Vec<u32>,
    rows: Vec<Composition>,
    incidents: Vec<f32>,
    reputation: Vec<f32>,
    vulnerable_in: Vec<i32>,
    low_in: Vec<i32>,
}

#[derive(Debug, Default)]
struct IndexRows {
    year: Vec<i32>,
    level: Vec<u32>,
    group: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f64>,
    expected: Vec<f64>,
    corrected: Vec<f64>,
}

#[derive(Debug, Default)]
struct LandlordRows {
    year: Vec<i32>,
    landlord: Vec<u32>,
    rows: Vec<crate::components::Landlord>,
    limit: Vec<[f64; 2]>,
}

impl Observer {
    /// An empty observer for a city.
    pub fn new(city: &City) -> Self {
        Observer {
            area_codes: city.areas.iter().map(|a| a.code.clone()).collect(),
            landlord_names: city.landlords.iter().map(|l| l.name.clone()).collect(),
            ..Default::default()
        }
    }

    /// Demographic events per observed year.
    pub fn events(&self) -> &[(i32, Events)] {
        &self.events
    }

    /// The tables so far; the observer is emptied.
    pub fn tables(&mut self) -> Vec<Table> {
        let a = std::mem::take(&mut self.areas);
        let pick = |f: &dyn Fn(&Composition) -> u32| {
            Column::I32(a.rows.iter().map(|r| f(r) as i32).collect())
        };
        let ratio = |f: &dyn Fn(&Composition) -> (f64, u32)| {
            Column::F32(
                a.rows
                    .iter()
                    .map(|r| {
                        let (s, n) = f(r);
                        if n > 0 {
                            (s / f64::from(n)) as f32
                        } else {
                            f32::NAN
                        }
                    })
                    .collect(),
            )
        };
        let mut codes = self.area_codes.clone();
        codes.push("city".into());
        let top = a
            .area
            .iter()
            .zip(&a.level)
            .filter(|(_, l)| **l == 2)
            .map(|(c, _)| *c + 1)
            .max()
            .unwrap_or(0);
        let offset = codes.len() as u32;
        codes.extend((0..top).map(|c| format!("c{c:05}")));
        let area_codes = a.area.iter().zip(&a.level).map(|(&x, &l)| match l {
            0 => offset - 1,
            1 => x,
            _ => offset + x,
        });
        let mut areas = Table::new("areas")
            .with("year", Column::I32(a.year.clone()))
            .with(
                "level",
                category(a.level.clone(), &["city", "pc4", "complex"]),
            )
            .with(
                "area",
                Column::Category {
                    codes: area_codes.collect(),
                    categories: codes,
                },
            );
        for (t, tenure) in Tenure::ALL.iter().enumerate() {
            areas = areas.with(
                &format!("dwellings_{}", tenure.name()),
                pick(&|r| r.dwellings[t]),
            );
        }
        for (t, tenure) in Tenure::ALL.iter().enumerate() {
            areas = areas.with(
                &format!("households_{}", tenure.name()),
                pick(&|r| r.households[t]),
            );
        }
        areas = areas
            .with("vacant", pick(&|r| r.vacant))
            .with("households", pick(&|r| r.total()));
        for q in 0..5 {
            areas = areas.with(&format!("households_q{}", q + 1), pick(&|r| r.quintiles[q]));
        }
        areas = areas
            .with("low_income", pick(&|r| r.group(0)))
            .with("high_income", pick(&|r| r.group(2)))
            .with("benefit", pick(&|r| r.benefit))
            .with("vulnerable", pick(&|r| r.vulnerable))
            .with("children", pick(&|r| r.children))
            .with("mean_income_eur", ratio(&|r| (r.income, r.total())))
            .with(
                "mean_rent_eur_month",
                ratio(&|r| (r.rent, r.households[0] + r.households[1] + r.households[2])),
            )
            .with("moved_in", pick(&|r| r.moves[0]))
            .with("moved_out", pick(&|r| r.moves[1]))
            .with("vulnerable_in", Column::I32(a.vulnerable_in.clone()))
            .with("low_income_in", Column::I32(a.low_in.clone()))
            .with("incidents_per_household", Column::F32(a.incidents.clone()))
            .with("reputation", Column::F32(a.reputation.clone()));
        let i = std::mem::take(&mut self.indices);
        let indices = Table::new("indices")
            .with("year", Column::I32(i.year))
            .with("level", category(i.level, &LEVELS))
            .with("group", category(i.group, &GROUPS))
            .with("index", category(i.index, &crate::observe::INDICES))
            .with("value", Column::F64(i.value))
            .with("expected", Column::F64(i.expected))
            .with("corrected", Column::F64(i.corrected));
        let l = std::mem::take(&mut self.landlords);
        let count = |f: &dyn Fn(&crate::components::Landlord) -> u32| {
            Column::I32(l.rows.iter().map(|r| f(r) as i32).collect())
        };
        let share = |f: &dyn Fn(&crate::components::Landlord) -> (u32, u32)| {
            Column::F64(
                l.rows
                    .iter()
                    .map(|r| {
                        let (x, n) = f(r);
                        if n > 0 {
                            f64::from(x) / f64::from(n)
                        } else {
                            f64::NAN
                        }
                    })
                    .collect(),
            )
        };
        let landlords = Table::new("landlords")
            .with("year", Column::I32(l.year.clone()))
            .with(
                "landlord",
                Column::Category {
                    codes: l.landlord.clone(),
                    categories: self.landlord_names.clone(),
                },
            )
            .with("social_lets", count(&|r| r.social_lets))
            .with("daeb_low", count(&|r| r.daeb_low))
            .with("daeb_middle", count(&|r| r.daeb_middle))
            .with("daeb_free", count(&|r| r.daeb_free))
            .with("daeb_share", share(&|r| (r.daeb_low, r.social_lets)))
            .with(
                "daeb_norm",
                Column::F64(l.limit.iter().map(|x| x[0]).collect()),
            )
            .with("target_group_lets", count(&|r| r.target_group_lets))
            .with("passend_lets", count(&|r| r.passend_lets))
            .with(
                "passend_share",
                share(&|r| (r.passend_lets, r.target_group_lets)),
            )
            .with(
                "passend_norm",
                Column::F64(l.limit.iter().map(|x| x[1]).collect()),
            )
            .with("sales", count(&|r| r.sales))
            .with("demolitions", count(&|r| r.demolitions))
            .with("completions", count(&|r| r.completions));
        vec![areas, indices, landlords]
    }
}

/// Names of the indices, in the order in which they are written.
pub const INDICES: [&str; 7] = [
    "dissimilarity",
    "isolation",
    "exposure",
    "information_theory_h",
    "gini",
    "atkinson",
    "correlation_ratio",
];

fn category(codes: Vec<u32>, names: &[&str]) -> Column {
    Column::Category {
        codes,
        categories: names.iter().map(|s| (*s).to_owned()).collect(),
    }
}

/// Counts the composition of city, areas, complexes and stairwells.
#[allow(clippy::too_many_arguments)]
pub fn observe(
    run: Res<Run>,
    events: Res<Events>,
    log: Res<LettingLog>,
    mut observer: ResMut<Observer>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut areas: Areas,
    mut landlords: Landlords,
) {
    if run.year < run.start_year {
        return;
    }
    let h = households.columns();
    let d = dwellings.columns();
    let c = complexes.columns();
    let a = areas.columns();
    let l = landlords.columns();
    let mut by_area = vec![Composition::default(); a.area.len()];
    let mut by_complex = vec![Composition::default(); c.complex.len()];
    let portieken = d.building.iter().map(|b| b.portiek + 1).max().unwrap_or(0) as usize;
    let mut by_portiek = vec![[0u32; 7]; portieken];
    for (b, dw) in d.building.iter().zip(d.dwelling.iter()) {
        if dw.state == Use::Demolished {
            continue;
        }
        let tenure = dw.tenure as usize;
        let unit = &mut by_complex[b.complex as usize];
        unit.dwellings[tenure] += u32::from(b.room == 0);
        if dw.occupant == NONE {
            unit.vacant += 1;
            continue;
        }
        let row = dw.occupant as usize;
        let (p, i) = (&h.people[row], &h.income[row]);
        unit.households[tenure] += 1;
        unit.quintiles[usize::from(i.quintile)] += 1;
        let benefit = p.source == buurt_city::IncomeSource::Benefit;
        let vulnerable = h.care[row].vulnerable();
        unit.benefit += u32::from(benefit);
        unit.vulnerable += u32::from(vulnerable);
        unit.children += u32::from(p.children);
        unit.families += u32::from(p.children > 0);
        unit.income += f64::from(i.disposable_eur);
        unit.rent += f64::from(h.home[row].rent_eur);
        let counts = &mut by_portiek[b.portiek as usize];
        counts[0] += u32::from(i.quintile <= 1);
        counts[1] += u32::from(i.quintile == 0);
        counts[2] += u32::from(i.quintile == 4);
        counts[3] += u32::from(benefit);
        counts[4] += u32::from(vulnerable);
        counts[5] += u32::from(p.children > 0);
        counts[6] += 1;
    }
    for (x, unit) in c.complex.iter().zip(&mut by_complex) {
        unit.moves = [x.moved_in, x.moved_out];
        add(&mut by_area[x.area as usize], unit);
    }
    let mut city = Composition::default();
    for unit in &by_area {
        add(&mut city, unit);
    }
    let _ = &log;
    let rows = &mut observer.areas;
    let mut push =
        |level: u32, area: usize, unit: &Composition, quality: [f32; 2], inflow: [u32; 2]| {
            rows.year.push(run.year);
            rows.level.push(level);
            rows.area.push(area as u32);
            rows.rows.push(*unit);
            rows.incidents.push(quality[0]);
            rows.reputation.push(quality[1]);
            rows.vulnerable_in.push(inflow[0] as i32);
            rows.low_in.push(inflow[1] as i32);
        };
    let inflow = c
        .complex
        .iter()
        .fold([0, 0], |s, x| [s[0] + x.vulnerable_in, s[1] + x.low_in]);
    push(0, 0, &city, [f32::NAN, f32::NAN], inflow);
    for (i, unit) in by_area.iter().enumerate() {
        let inflow = c
            .complex
            .iter()
            .filter(|x| x.area == i as u32)
            .fold([0, 0], |s, x| [s[0] + x.vulnerable_in, s[1] + x.low_in]);
        push(
            1,
            i,
            unit,
            [a.area[i].incidents, a.area[i].reputation],
            inflow,
        );
    }
    for (i, unit) in by_complex.iter().enumerate() {
        let x = &c.complex[i];
        push(
            2,
            i,
            unit,
            [x.incidents, x.reputation],
            [x.vulnerable_in, x.low_in],
        );
    }
    for (i, landlord) in l.landlord.iter().enumerate() {
        observer.landlords.year.push(run.year);
        observer.landlords.landlord.push(i as u32);
        observer.landlords.rows.push(*landlord);
        observer.landlords.limit.push([
            run.law.daeb_share_low,
            run.law.passend_share.unwrap_or(f64::NAN),
        ]);
    }
    observer.events.push((run.year, *events));
    for group in 0..GROUPS.len() {
        let level = |units: &[Composition]| -> (Vec<u32>, Vec<u32>) {
            units
                .iter()
                .filter(|u| u.total() > 0)
                .map(|u| (u.group(group), u.total()))
                .unzip()
        };
        let portiek = by_portiek
            .iter()
            .filter(|u| u[6] > 0)
            .map(|u| (u[group], u[6]))
            .unzip();
        for (name, (part, total)) in [level(&by_area), level(&by_complex), portiek]
            .into_iter()
            .enumerate()
        {
            let values = measure(&part, &total);
            for (index, (value, expected)) in values.into_iter().enumerate() {
                let rows = &mut observer.indices;
                rows.year.push(run.year);
                rows.level.push(name as u32);
                rows.group.push(group as u32);
                rows.index.push(index as u32);
                rows.value.push(value);
                rows.expected.push(expected);
                rows.corrected.push((value - expected) / (1.0 - expected));
            }
        }
    }
}

fn add(sum: &mut Composition, x: &Composition) {
    for t in 0..4 {
        sum.dwellings[t] += x.dwellings[t];
        sum.households[t] += x.households[t];
    }
    for q in 0..5 {
        sum.quintiles[q] += x.quintiles[q];
    }
    sum.vacant += x.vacant;
    sum.benefit += x.benefit;
    sum.vulnerable += x.vulnerable;
    sum.children += x.children;
    sum.families += x.families;
    sum.income += x.income;
    sum.rent += x.rent;
    sum.moves[0] += x.moves[0];
    sum.moves[1] += x.moves[1];
}

/// Values of all indices with the value expected under random allocation.
fn measure(part: &[u32], total: &[u32]) -> [(f64, f64); 7] {
    let (x, t): (f64, f64) = (
        part.iter().map(|&v| f64::from(v)).sum(),
        total.iter().map(|&v| f64::from(v)).sum(),
    );
    let y = t - x;
    let mut d = 0.0;
    let mut isolation = 0.0;
    for (&p, &n) in part.iter().zip(total) {
        let (p, n) = (f64::from(p), f64::from(n));
        d += (p / x - (n - p) / y).abs();
        isolation += p / x * p / n;
    }
    let nan = (f64::NAN, f64::NAN);
    [
        (d / 2.0, f64::NAN),
        (isolation, f64::NAN),
        (1.0 - isolation, f64::NAN),
        nan,
        nan,
        nan,
        nan,
    ]
}
