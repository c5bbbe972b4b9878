//! Rents of sitting tenants in the free sector, in paired runs of a small town in which the
//! cap on their increases is law in other years.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::sync::Arc;

use buurt_city::Tenure;
use buurt_model::components::{Dwelling, Home, NONE, People};
use buurt_model::{Policy, Setting, Simulation, Snapshot};
use buurt_params::law::{LawYear, RentSegments};
use town::{mean, moves, over_so_many_in, setting};

/// Incomes of a year over those of 2017.
fn index(year: i32) -> f64 {
    (2017..year).fold(1.0, |level, _| level * 1.06)
}

/// Incomes rise by 6 % a year from 2018 on; what else the law says of a year.
fn rising(change: impl Fn(&mut LawYear)) -> Arc<Setting> {
    let mut setting = setting(600, 2);
    for law in &mut setting.law {
        law.income_index = index(law.year);
        change(law);
    }
    Arc::new(setting)
}

/// The cap: 2 % from 2018 to 2019, and nothing else regulated.
fn capped() -> Arc<Setting> {
    rising(|law| {
        if (2018..=2019).contains(&law.year) {
            law.free_rent_increase_cap = 0.02;
        }
    })
}

fn start(setting: &Arc<Setting>, policy: &Policy) -> Simulation {
    Simulation::new(setting.clone(), &Snapshot::initial(setting, 0), policy)
}

fn policy(in_force: bool) -> Policy {
    let mut policy = Policy::default();
    policy.free_rent_increase.in_force = in_force;
    policy
}

/// Every home with its key, its contract and its dwelling.
fn homes(run: &mut Simulation) -> Vec<(u64, Home, Dwelling)> {
    let world = run.world_mut();
    let stock: Vec<Dwelling> = world.query::<&Dwelling>().iter(world).copied().collect();
    let mut found = world.query::<(&People, &Home)>();
    let housed = found.iter(world).filter(|(_, h)| h.dwelling != NONE);
    housed
        .map(|(p, h)| (p.key, *h, stock[h.dwelling as usize]))
        .collect()
}

/// By how much the rents of who stayed in private dwellings rose in a year.
fn rises(run: &mut Simulation, private: bool) -> Vec<f64> {
    let before = homes(run);
    run.step();
    let after = homes(run);
    let of = |key: u64| after.iter().find(|x| x.0 == key);
    let stayed = before.iter().filter_map(|x| Some((x, of(x.0)?)));
    stayed
        .filter(|(x, y)| x.1.dwelling == y.1.dwelling && x.1.since == y.1.since)
        .filter(|(x, _)| (x.2.tenure == Tenure::PrivateRent) == private)
        .filter(|(x, _)| x.1.rent_eur > 0.0)
        .map(|(x, y)| f64::from(y.1.rent_eur / x.1.rent_eur))
        .collect()
}

#[test]
fn rents_of_sitting_tenants_rise_by_the_cap_and_the_next_pays_the_market() {
    let setting = capped();
    let rent = |run: &mut Simulation| {
        run.run_until(2019);
        let all = homes(run).into_iter();
        let private = all.filter(|x| x.2.tenure == Tenure::PrivateRent && x.1.since < 2018);
        mean(private.map(|x| x.1.rent_eur.into()))
    };
    let on: fn(&mut Policy) = |p| p.free_rent_increase.in_force = true;
    let [a, b] = over_so_many_in(&setting, 4, &policy(false), on, rent);
    assert!(b < 0.95 * a, "{a} without, {b} with the cap");

    let mut run = start(&setting, &policy(true));
    run.run_until(2017);
    for _ in 2018..=2019 {
        let rises = rises(&mut run, true);
        assert!(rises.len() > 50, "{}", rises.len());
        assert!(rises.iter().all(|&x| x <= 1.0201), "{rises:?}");
        assert!(mean(rises.into_iter()) > 1.0199);
    }
    // Who comes next pays what the market pays: as if there were no cap.
    let asked = |run: &mut Simulation| {
        let lets = moves(run, 1).into_iter().map(|m| m.1);
        let private = lets.filter(|m| m.tenure == Tenure::PrivateRent && m.rooms <= 3);
        mean(private.map(|m| m.rent_eur))
    };
    let mut free = start(&setting, &policy(false));
    free.run_until(2018);
    let mut bound = start(&setting, &policy(true));
    bound.run_until(2018);
    let (a, b) = (asked(&mut free), asked(&mut bound));
    assert!((b / a - 1.0).abs() < 0.02, "{a} free, {b} under the cap");
    // Where the law has ended, rents of sitting tenants are those of the market again.
    bound.step();
    let of = homes(&mut bound).into_iter();
    let mut private = of.filter(|x| x.2.tenure == Tenure::PrivateRent);
    assert!(private.all(|x| x.1.rent_eur == x.2.rent_eur));
}

#[test]
fn other_rents_are_as_without_the_cap() {
    let setting = capped();
    let [a, b] = [false, true].map(|in_force| {
        let mut run = start(&setting, &policy(in_force));
        run.run_until(2017);
        let mut rises = rises(&mut run, false);
        assert!(rises.len() > 100);
        // Others may stay where tenants pay less, but at the same rises.
        rises.sort_unstable_by(f64::total_cmp);
        rises.dedup();
        rises
    });
    assert_eq!(a, b);
}

#[test]
fn contracts_of_the_middle_segment_have_their_own_cap() {
    // From 2024 on no year is one of burn-in; contracts of 2025 and later are regulated.
    let segments = RentSegments {
        low_points: 130.0,
        mid_points: 155.0,
        mid_rent_cap: 10_000.0,
        new_build_surcharge: 0.0,
        increase_cap: 0.04,
    };
    let mut setting = setting(600, 0);
    for law in &mut setting.law {
        law.income_index = index(law.year);
        law.free_rent_increase_cap = 0.02;
        law.rent_increase_cap = 0.01;
        law.segments = (law.year >= 2024).then_some(segments);
    }
    let mut run = start(&Arc::new(setting), &policy(true));
    run.run_until(2026);
    let before = homes(&mut run);
    run.step();
    let after = homes(&mut run);
    let mut seen = [0; 4];
    for x in before.iter().filter(|x| x.2.tenure == Tenure::PrivateRent) {
        let Some(y) = after.iter().find(|y| y.0 == x.0) else {
            continue;
        };
        if x.1.dwelling != y.1.dwelling || x.1.since != y.1.since {
            continue;
        }
        let points = (f64::from(x.2.max_rent_eur) / index(2026) + 12.0) / 5.09;
        let (kind, cap) = match points.round() {
            _ if x.1.since <= 2024 => (0, 1.02),
            p if p <= 130.0 => (1, 1.01),
            p if p <= 155.0 => (2, 1.04),
            _ => (3, 1.02),
        };
        let rise = f64::from(y.1.rent_eur / x.1.rent_eur);
        assert!((rise - cap).abs() < 1e-4, "{kind} {points}: {rise}");
        seen[kind] += 1;
    }
    assert!(seen.iter().all(|&n| n > 0), "{seen:?}");
}

#[test]
fn a_partner_who_moves_in_leaves_the_rent_of_the_next_tenant_alone() {
    let setting = rising(|law| law.free_rent_increase_cap = 0.0);
    let mut policy = policy(true);
    policy.demography.pairing = 0.0;
    policy.prices.response = 0.0;
    let mut run = start(&setting, &policy);
    run.run_until(2019);
    policy.demography.pairing = 1.0;
    run.set_policy(&policy);
    run.step();
    // Six per cent a year.
    let of = homes(&mut run).into_iter();
    let old = of.filter(|x| x.2.tenure == Tenure::PrivateRent && x.1.since < 2017);
    let lag: Vec<f64> = old.map(|x| (x.2.rent_eur / x.1.rent_eur).into()).collect();
    assert!(
        lag.len() > 20 && lag.iter().all(|&x| (x - 1.191).abs() < 0.001),
        "{lag:?}"
    );
}
