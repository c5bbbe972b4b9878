//! A small made-up town for tests: three areas with different stock.
#![allow(dead_code, reason = "every test file uses some of it")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

pub mod growth;
mod measures;
pub mod special;

#[allow(unused_imports, reason = "every test file uses some of it")]
pub use measures::*;

use buurt_city::income::equivalence_factor;
use buurt_city::{
    Area, City, Complex, Dwelling, Household, IncomeSource, Landlord, NONE, Tenure, Vulnerability,
};
use buurt_core::{Decision, Draws, Key};
use buurt_model::Setting;
use buurt_model::{Policy, Simulation, Snapshot};
use buurt_params::law::LawYear;
use std::sync::Arc;

/// The law of 2017, the same in all years.
pub fn law(year: i32) -> LawYear {
    LawYear {
        year,
        daeb_limit_1p: 36_165.0,
        daeb_limit_mp: 36_165.0,
        daeb_middle_upper: Some(40_349.0),
        daeb_share_low: 0.8,
        daeb_share_middle: 0.1,
        daeb_share_free: 0.1,
        passend_share: Some(0.95),
        ht_income: [22_200.0, 30_150.0, 22_200.0, 30_175.0],
        quality_limit: 414.02,
        cap_1st: 592.55,
        cap_2nd: 635.05,
        social_rent_cap: 710.68,
        rent_increase_cap: 0.028,
        free_rent_increase_cap: f64::INFINITY,
        rent_increase_steps: [None, Some((40_349.0, 0.015))],
        rent_increase_extra: [0.0; 2],
        landlord_levy: 0.00543,
        income_index: 1.0,
        local_tie_share: Some(0.5),
        local_tie_municipality: Some(0.25),
        permit_holders: f64::NAN,
        rent_cut: None,
        segments: None,
    }
}

/// The town, with `per_area` dwellings in each of three areas.
pub fn town(per_area: u32) -> City {
    let draws = Draws::new(99, 0);
    let named = Decision::named("town");
    let mut city = City {
        key: Key(7),
        name: "town".into(),
        area_level: "pc4".into(),
        year: 2017,
        quintile_bounds_eur: [16_000.0, 21_500.0, 27_500.0, 36_000.0],
        totals: vec![(2017, 1000.0, 1000.0), (2024, 1050.0, 1050.0)],
        births_deaths_per_1000: [10.0, 9.0],
        ..City::default()
    };
    city.landlords = ["Corporation A", "Corporation B", "Private"]
        .iter()
        .enumerate()
        .map(|(i, name)| Landlord {
            name: (*name).into(),
            corporation: i < 2,
        })
        .collect();
    for area in 0..3u32 {
        city.areas.push(Area {
            code: format!("{}", 1001 + area),
            name: format!("Area {area}"),
            centroid_m: [f64::from(area) * 1500.0, 0.0],
            expansion_weight: 1.0,
        });
        let social = [0.7, 0.4, 0.1][area as usize];
        let private = 0.15;
        for block in 0..per_area / 30 {
            let u = (f64::from(block) + 0.5) / (f64::from(per_area) / 30.0);
            let (tenure, landlord) = if u < social {
                (Tenure::Social, block % 2)
            } else if u < social + private {
                (Tenure::PrivateRent, 2)
            } else {
                (Tenure::Owner, NONE)
            };
            let first = city.dwellings.len() as u32;
            let complex = city.complexes.len() as u32;
            city.complexes.push(Complex {
                key: Key::initial(7, 3, u64::from(complex)),
                area,
                landlord,
                first,
                count: 30,
                multi_family: tenure != Tenure::Owner,
                year_built: 1950 + (block * 7 % 60) as i16,
            });
            for i in 0..30 {
                let index = city.dwellings.len() as u64;
                let x = draws.draw(named, index, 0);
                let rooms = 2 + (x.uniform() * 4.0) as u8;
                let woz =
                    (110_000.0 + 50_000.0 * f64::from(area)) * (0.7 + 0.15 * f64::from(rooms));
                let max_rent = 480.0 + 70.0 * f64::from(rooms);
                city.dwellings.push(Dwelling {
                    complex,
                    portiek: (index / 8) as u32 + complex,
                    shared: NONE,
                    room: 0,
                    tenure,
                    rooms,
                    accessible: i % 5 == 0,
                    floor_m2: 25 * u16::from(rooms),
                    energy_label: 3,
                    woz_eur: woz as f32,
                    max_rent_eur: max_rent as f32,
                    rent_eur: match tenure {
                        Tenure::Owner => 0.0,
                        Tenure::Social => (0.75 * max_rent) as f32,
                        _ => (1.25 * max_rent) as f32,
                    },
                    occupant: NONE,
                });
            }
        }
    }
    for row in 0..city.dwellings.len() {
        if row % 33 == 0 {
            continue;
        }
        let x = draws.draw(named, row as u64, 1);
        let y = draws.draw(named, row as u64, 2);
        let age = 20 + (x.uniform() * 65.0) as u8;
        let adults = 1 + u8::from(x.uniform2() < 0.55);
        let children = if adults == 2 && age < 55 {
            (y.uniform() * 3.0) as u8
        } else {
            0
        };
        let social = city.dwellings[row].tenure == Tenure::Social;
        let taxable = if social {
            13_000.0 + 24_000.0 * y.uniform2()
        } else {
            18_000.0 + 60_000.0 * y.uniform2()
        };
        let source = if age >= 67 {
            IncomeSource::Pension
        } else if taxable < 16_000.0 {
            IncomeSource::Benefit
        } else {
            IncomeSource::Work
        };
        let disposable =
            buurt_city::income::disposable_from_taxable(source, adults, children, taxable, 1.0);
        let household = city.households.len() as u32;
        city.dwellings[row].occupant = household;
        city.households.push(Household {
            adults,
            age: [age, if adults == 2 { age } else { 0 }],
            children,
            child_age: [3, 6, 9, 0, 0, 0],
            education: 2,
            source,
            taxable_eur: taxable as f32,
            standardised_eur: (disposable / equivalence_factor(adults, children)) as f32,
            wealth_eur: 20_000.0,
            vulnerability: if row % 25 == 3 {
                Vulnerability::Debt
            } else {
                Vulnerability::None
            },
            years_in_region: 10,
            years_in_dwelling: 6,
            years_registered: 5.0,
            dwelling: row as u32,
        });
    }
    city
}

/// A setting of the town from 2017, with burn-in.
pub fn setting(per_area: u32, burn_in: i32) -> Setting {
    Setting {
        city: town(per_area).into(),
        law: (2017..=2030).map(law).collect(),
        first_year: 2017,
        burn_in,
        rounds: 12,
        seed: 2017,
        growth_after: 0.006,
        moves: false,
        panel: false,
        all_contributions: false,
        donors: Default::default(),
    }
}

/// A run of the town under a policy, at its first year.
pub fn start(policy: &Policy) -> Simulation {
    start_replicate(policy, 0)
}

/// The same with the chances of a replicate.
pub fn start_replicate(policy: &Policy, replicate: u32) -> Simulation {
    let setting = Arc::new(setting(600, 2));
    let initial = Snapshot::initial(&setting, replicate);
    Simulation::new(setting, &initial, policy)
}

/// Two runs of the town that share their chances: the base policy and a changed one.
pub fn pair(base: &Policy, change: impl Fn(&mut Policy)) -> [Simulation; 2] {
    let mut changed = base.clone();
    change(&mut changed);
    [start(base), start(&changed)]
}

/// Mean of a measure over replicates under the base policy and a changed one, which share
/// their chances within a replicate.
pub fn over_replicates(
    base: &Policy,
    change: impl Fn(&mut Policy),
    measure: impl Fn(&mut Simulation) -> f64,
) -> [f64; 2] {
    over_so_many(4, base, change, measure)
}

/// The same over so many replicates, for effects that are small beside the chances of a
/// small town.
pub fn over_so_many(
    replicates: u32,
    base: &Policy,
    change: impl Fn(&mut Policy),
    measure: impl Fn(&mut Simulation) -> f64,
) -> [f64; 2] {
    over_so_many_in(
        &Arc::new(setting(600, 2)),
        replicates,
        base,
        change,
        measure,
    )
}

/// The same in a setting.
pub fn over_so_many_in(
    setting: &Arc<Setting>,
    replicates: u32,
    base: &Policy,
    change: impl Fn(&mut Policy),
    measure: impl Fn(&mut Simulation) -> f64,
) -> [f64; 2] {
    let mut changed = base.clone();
    change(&mut changed);
    [base, &changed].map(|policy| {
        let of = |replicate| {
            let initial = Snapshot::initial(setting, replicate);
            measure(&mut Simulation::new(setting.clone(), &initial, policy))
        };
        (0..replicates).map(of).sum::<f64>() / f64::from(replicates)
    })
}

/// Sum of a measure over the years from 2018 to `last`.
pub fn over_years(
    run: &mut Simulation,
    last: i32,
    measure: impl Fn(&mut Simulation) -> f64,
) -> f64 {
    run.run_until(2017);
    let mut sum = 0.0;
    while run.year() <= last {
        run.step();
        sum += measure(run);
    }
    sum
}

/// The tables of five years of a policy, as text: equal texts are equal bytes.
pub fn tables(policy: &Policy) -> String {
    let mut run = start(policy);
    run.run_until(2021);
    format!("{:?}", run.tables())
}

/// A policy with enough mediated households for effects to show in a small town.
pub fn many_mediated() -> Policy {
    let mut policy = Policy::default();
    policy.demography.permit_holders_per_1000 = 8.0;
    policy.demography.care_leavers_per_1000 = 8.0;
    policy
}

/// Many people leave care, so that facilities fill.
pub fn many_leave_care() -> Policy {
    let mut policy = Policy::default();
    policy.demography.care_leavers_per_1000 = 30.0;
    policy.conduct.shelter = 0.3;
    policy.conduct.mental_health = 0.2;
    policy
}
