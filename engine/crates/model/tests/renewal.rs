//! Renewal of complexes: small replacement, programme renewal of weak areas and
//! sustainability, in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::collections::BTreeSet;

use buurt_city::{Tenure, Vulnerability};
use buurt_model::components::{
    Area, Building, Care, Complex, Dwelling, Home, NONE, People, Seeker, Support, Use,
};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::LettingLog;
use buurt_model::{Policy, Simulation};
use town::{booked_until, dwellings, over_replicates, pair, start, stock};

#[test]
fn small_replacement_keeps_the_tenure_at_a_higher_rent() {
    let [mut base, mut with] = pair(&Policy::default(), |p| {
        p.small_replacement.in_force = true;
        p.small_replacement.until = 2020;
        p.small_replacement.return_share = 1.0;
    });
    base.run_until(2024);
    let sums = booked_until(&mut with, 2024);
    let gone = sums[Item::Demolished as usize];
    assert!(gone > 60.0, "{gone}");
    assert_eq!(gone, sums[Item::BuiltSocial as usize] - built(&mut base));
    let (a, b) = (stock(&mut base), stock(&mut with));
    assert_eq!(a.iter().sum::<u32>(), b.iter().sum::<u32>());
    let cap = town::law(2018).cap_1st as f32;
    let (mut new, mut old) = (Vec::new(), Vec::new());
    for (b, d, x) in dwellings(&mut with) {
        if x.replaces != NONE {
            assert!(b.rooms == 2 && b.year_built >= 2020);
            new.push(f64::from(d.rent_eur));
            // What was let is rented at the cap, and rises from there with the years.
            assert!(
                d.tenure != Tenure::Social || d.rent_eur >= 0.99 * cap,
                "{}",
                d.rent_eur
            );
        } else if d.state == Use::Demolished {
            assert!(2020 - i32::from(x.year_built) >= 50, "the oldest go");
            old.push(f64::from(d.rent_eur));
        }
    }
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    assert!(mean(&new) > mean(&old), "{} and {}", mean(&new), mean(&old));
}

#[test]
fn small_replacement_leaves_as_many_social_dwellings_smaller_and_dearer() {
    let mut none = Policy::default();
    none.sales.share_of_vacancies = 0.0;
    let replacing = |p: &mut Policy| {
        p.small_replacement.in_force = true;
        p.small_replacement.until = 2020;
    };
    // Of the let social dwellings in ordinary use at the end of 2024.
    let mean = |of: fn(&Building, &Dwelling) -> f64| {
        move |run: &mut Simulation| {
            run.run_until(2024);
            let mut all = dwellings(run);
            all.retain(|(_, d, _)| {
                d.tenure == Tenure::Social && d.state == Use::Ordinary && d.occupant != NONE
            });
            all.iter().map(|(b, d, _)| of(b, d)).sum::<f64>() / all.len() as f64
        }
    };
    let [a, b] = over_replicates(&none, replacing, mean(|_, d| f64::from(d.rent_eur)));
    assert!(b > a, "{b} with, {a} euro a month without");
    let [a, b] = over_replicates(&none, replacing, mean(|b, _| f64::from(b.rooms)));
    assert!(b < a, "{b} with, {a} rooms without");
    let [a, b] = over_replicates(&none, replacing, |run| {
        run.run_until(2024);
        f64::from(stock(run)[Tenure::Social as usize])
    });
    assert_eq!(a, b);
}

#[test]
fn as_many_as_wish_return_to_what_replaces_their_complex() {
    let returned = |share: f64| {
        let mut policy = Policy::default();
        policy.small_replacement.in_force = true;
        policy.small_replacement.until = 2018;
        policy.small_replacement.return_share = share;
        let mut run = start(&policy);
        let (mut called, mut back) = (BTreeSet::new(), 0);
        while run.year() <= 2024 {
            run.step();
            let world = run.world_mut();
            let complexes: Vec<Complex> = world.query::<&Complex>().iter(world).copied().collect();
            let of: Vec<u32> = world
                .query::<&Dwelling>()
                .iter(world)
                .map(|d| d.building.complex)
                .collect();
            let log = &world.resource::<LettingLog>().moves;
            back += log
                .iter()
                .filter(|m| {
                    called.contains(&(m.key, complexes[of[m.to as usize] as usize].replaces))
                })
                .count();
            let mut people = world.query::<(&People, &Seeker)>();
            called.extend(people.iter(world).map(|(p, s)| (p.key, s.returns_to)));
            called.retain(|c| c.1 != NONE);
        }
        let displaced: BTreeSet<u64> = called.iter().map(|c| c.0).collect();
        back as f64 / displaced.len() as f64
    };
    let [none, some, all] = [0.0, 0.4, 1.0].map(returned);
    // Some leave the city, die or earn too much before the homes are ready.
    assert!(none < 0.1 && all > 0.5, "{none} and {all}");
    assert!(none < some && some < all, "{none}, {some}, {all}");
}

/// Social dwellings that stand in complexes completed since the start.
fn built(run: &mut Simulation) -> f64 {
    let new = dwellings(run)
        .into_iter()
        .filter(|(b, d, _)| b.year_built >= 2017 && d.tenure == Tenure::Social);
    new.count() as f64
}

#[test]
fn small_replacement_of_no_complex_changes_nothing() {
    let [mut base, mut with] = pair(&Policy::default(), |p| {
        p.small_replacement.in_force = true;
        p.small_replacement.complexes_per_year = 0;
    });
    assert_same(&mut base, &mut with, 2021);
}

/// Two runs give the same tables, byte for byte.
fn assert_same(a: &mut Simulation, b: &mut Simulation, last_year: i32) {
    a.run_until(last_year);
    b.run_until(last_year);
    assert_eq!(format!("{:?}", a.tables()), format!("{:?}", b.tables()));
}

#[test]
fn area_renewal_works_only_where_status_is_low() {
    let renewing = |p: &mut Policy| {
        p.area_renewal.in_force = true;
        p.area_renewal.until = 2021;
        p.area_renewal.dwellings_per_year = 90;
        p.area_renewal.replaced = 0.4;
        p.area_renewal.reach = 0.6;
    };
    let mut policy = Policy::default();
    renewing(&mut policy);
    let mut with = start(&policy);
    let sums = booked_until(&mut with, 2024);
    for item in [Item::Renovated, Item::Demolished, Item::SupportHours] {
        assert!(sums[item as usize] > 0.0, "{}", item.name());
    }
    let statuses = |run: &mut Simulation| -> Vec<f32> {
        let world = run.world_mut();
        world
            .query::<&Area>()
            .iter(world)
            .map(|a| a.status)
            .collect()
    };
    let status = statuses(&mut with);
    let best = (0..3)
        .max_by(|&a, &b| status[a].total_cmp(&status[b]))
        .unwrap() as u32;
    let touched = |run: &mut Simulation, area: u32| {
        let touched = dwellings(run).into_iter().filter(|(b, d, _)| {
            b.area == area && (d.state == Use::Demolished || b.energy_label == 1)
        });
        touched.count()
    };
    assert_eq!(touched(&mut with, best), 0, "{status:?}");
    assert!(touched(&mut with, 0) > 60, "{status:?}");
    // Residents who are known as vulnerable have support more often.
    let supported = |run: &mut Simulation| {
        run.run_until(2024);
        let world = run.world_mut();
        let mut homes = world.query::<(&People, &Home, &Care)>();
        let list: Vec<(u32, Care)> = homes
            .iter(world)
            .filter(|(p, h, c)| {
                p.alive && h.dwelling != NONE && c.kind != Vulnerability::None && c.detected
            })
            .map(|(_, h, c)| (h.dwelling, *c))
            .collect();
        let all = dwellings(run);
        let here = list.iter().filter(|(d, _)| all[*d as usize].0.area == 0);
        let (n, with) = here.fold((0, 0), |(n, k), (_, c)| {
            (n + 1, k + u32::from(c.support != Support::None))
        });
        f64::from(with) / f64::from(n)
    };
    let [a, b] = over_replicates(&Policy::default(), renewing, supported);
    assert!(b > a, "{a} and {b}");
}

#[test]
fn support_of_the_programme_is_given_and_booked_for_its_years() {
    let mut policy = Policy::default();
    // No other support than that of the programme.
    policy.support.months = 0.0;
    policy.area_renewal.in_force = true;
    policy.area_renewal.until = 2018;
    policy.area_renewal.dwellings_per_year = 0;
    policy.area_renewal.reach = 1.0;
    policy.area_renewal.support_years = 2;
    policy.area_renewal.support_hours = 10.0;
    let mut run = start(&policy);
    run.run_until(2017);
    for (year, given) in [(2018, true), (2019, true), (2020, false)] {
        run.step();
        let world = run.world_mut();
        let mut query = world.query::<(&People, &Care)>();
        let clients = query
            .iter(world)
            .filter(|(p, c)| p.alive && c.support == Support::Programme && c.supported(year));
        let clients = clients.count() as f64;
        assert_eq!(clients > 0.0, given, "{year}: {clients}");
        let hours = world.resource::<Ledger>().of(Item::SupportHours);
        assert_eq!(hours, 52.0 * 10.0 * clients, "{year}");
    }
}

#[test]
fn area_renewal_below_no_area_changes_nothing() {
    let [mut base, mut with] = pair(&Policy::default(), |p| {
        p.area_renewal.in_force = true;
        p.area_renewal.threshold = 2.0;
    });
    assert_same(&mut base, &mut with, 2021);
}

#[test]
fn sustainability_renovates_in_place_or_replaces() {
    let going = |replaced: f64, p: &mut Policy| {
        p.sustainability.in_force = true;
        p.sustainability.until = 2022;
        p.sustainability.replaced = replaced;
        p.sustainability.cost_limit = 0.5;
    };
    let [mut base, mut renovating] = pair(&Policy::default(), |p| going(0.0, p));
    let mut policy = Policy::default();
    going(1.0, &mut policy);
    let mut replacing = start(&policy);
    base.run_until(2025);
    let in_place = booked_until(&mut renovating, 2025);
    let replaced = booked_until(&mut replacing, 2025);
    let of = |sums: &[f64], item: Item| sums[item as usize];
    assert_eq!(of(&in_place, Item::Relocated), 0.0);
    assert_eq!(of(&in_place, Item::Demolished), 0.0);
    assert!(of(&replaced, Item::Demolished) > 100.0);
    assert!(of(&in_place, Item::Renovated) > of(&replaced, Item::Renovated));
    // By the deadline no social dwelling in ordinary use has a worse label.
    for run in [&mut renovating, &mut replacing] {
        let worse = dwellings(run).into_iter().filter(|(b, d, _)| {
            d.tenure == Tenure::Social && d.state == Use::Ordinary && b.energy_label > 1
        });
        assert_eq!(worse.count(), 0);
    }
    // Who stays pays a little more; replacing leaves fewer social dwellings.
    let rent = |run: &mut Simulation| {
        let social: Vec<f64> = dwellings(run)
            .into_iter()
            .filter(|(_, d, _)| d.tenure == Tenure::Social && d.occupant != NONE)
            .map(|(_, d, _)| f64::from(d.rent_eur))
            .collect();
        social.iter().sum::<f64>() / social.len() as f64
    };
    assert!(rent(&mut renovating) > rent(&mut base));
    let social = |run: &mut Simulation| stock(run)[Tenure::Social as usize];
    assert!(social(&mut replacing) < social(&mut renovating));
}

#[test]
fn sustainability_that_asks_no_better_label_changes_nothing() {
    let [mut base, mut with] = pair(&Policy::default(), |p| {
        p.sustainability.in_force = true;
        p.sustainability.label = 6;
    });
    assert_same(&mut base, &mut with, 2021);
}
