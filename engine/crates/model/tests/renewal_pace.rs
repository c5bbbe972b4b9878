//! The pace of renewal and what is built in place of complexes: dwellings a year, the cycle,
//! the market test and the thirds, in runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Tenure;
use buurt_model::Policy;
use buurt_model::components::{Dwelling, NONE};
use buurt_model::ledger::Item;
use buurt_params::yearly::Yearly;
use town::{booked_until, dwellings, start};

#[test]
fn the_cycle_and_the_aims_set_the_pace_of_every_kind_of_renewal() {
    // What is taken on in four years, by the share of it that the cycle leaves.
    let taken = |renewing: fn(&mut Policy), pace: f64, green: f64| {
        let mut policy = Policy::default();
        renewing(&mut policy);
        policy.cycle.renewal = Yearly(vec![(2017, pace)]);
        policy.aims.sustainability = green;
        policy.aims.strength = 0.5;
        let sums = booked_until(&mut start(&policy), 2020);
        sums[Item::Demolished as usize] + sums[Item::Renovated as usize]
    };
    type Change = fn(&mut Policy);
    let kinds: [(&str, Change); 3] = [
        ("small replacement", |p| {
            p.small_replacement.in_force = true;
            p.small_replacement.from = 2017;
            p.small_replacement.relocation_years = 0;
            p.small_replacement.complexes_per_year = 1;
        }),
        ("area renewal", |p| {
            p.area_renewal.in_force = true;
            p.area_renewal.from = 2017;
            p.area_renewal.dwellings_per_year = 60;
            p.area_renewal.replaced = 0.0;
        }),
        ("sustainability", |p| {
            p.sustainability.in_force = true;
            p.sustainability.from = 2017;
            p.sustainability.until = 2022;
            p.sustainability.replaced = 0.0;
        }),
    ];
    for (name, renewing) in kinds {
        let [none, half, all, green] =
            [(0.0, 1.0), (0.5, 1.0), (1.0, 1.0), (1.0, 100.0)].map(|(p, g)| taken(renewing, p, g));
        assert_eq!(none, 0.0, "{name}");
        assert!(
            0.0 < half && half < all,
            "{name}: {half} at half the pace of {all}"
        );
        assert!(green >= all, "{name}: {green} and {all}");
    }
}

#[test]
fn what_is_sold_does_not_bring_a_complex_back_for_another_renovation() {
    let mut policy = Policy::default();
    policy.sales.share_of_vacancies = 1.0;
    policy.sustainability.in_force = true;
    policy.sustainability.until = 2022;
    policy.sustainability.replaced = 0.0;
    let mut run = start(&policy);
    let booked = booked_until(&mut run, 2022)[Item::Renovated as usize];
    let renovated = dwellings(&mut run).into_iter();
    let renovated = renovated.filter(|(b, _, _)| b.energy_label == 1).count();
    assert!(renovated > 300, "{renovated}");
    assert_eq!(booked, renovated as f64);
}

/// Dwellings completed by tenure while a complex a year is demolished and rebuilt and no
/// mid-market rent is built elsewhere.
fn rebuilt(change: impl Fn(&mut Policy)) -> [f64; 4] {
    let mut policy = Policy::default();
    policy.new_build.mid = 0.0;
    policy.demolition.in_force = true;
    policy.demolition.areas = vec!["1001".into()];
    policy.demolition.until = 2020;
    policy.demolition.dwellings_per_year = 30;
    policy.demolition.relocation_years = 1;
    policy.demolition.construction_years = 1;
    policy.demolition.rebuild_social = 0.2;
    policy.demolition.rebuild_mid = 0.5;
    change(&mut policy);
    let sums = booked_until(&mut start(&policy), 2022);
    [
        Item::BuiltSocial,
        Item::BuiltMid,
        Item::BuiltPrivate,
        Item::BuiltOwner,
    ]
    .map(|item| sums[item as usize])
}

#[test]
fn the_market_test_reaches_what_is_rebuilt() {
    let tested = |passes: f64, builds: f64, months: f64| {
        rebuilt(|p| {
            p.market_test.in_force = true;
            p.market_test.passes = passes;
            p.market_test.market_builds = builds;
            p.market_test.delay_months = months;
        })
    };
    let free = rebuilt(|_| ());
    assert!(free[1] > 0.0, "{free:?}");
    let total = |x: &[f64; 4]| x.iter().sum::<f64>();
    // The market builds it, or it is sold.
    let (market, sold) = (tested(0.0, 1.0, 12.0), tested(0.0, 0.0, 12.0));
    assert_eq!(market, [free[0], 0.0, free[2] + free[1], free[3]]);
    assert_eq!(sold, [free[0], 0.0, free[2], free[3] + free[1]]);
    // The corporation builds it, in time or later.
    assert_eq!(tested(1.0, 0.0, 0.0), free);
    let late = tested(1.0, 0.0, 24.0);
    assert!(late[1] < free[1] && total(&late) < total(&free), "{late:?}");
    assert_eq!([late[0], late[2], late[3]], [free[0], free[2], free[3]]);
}

#[test]
fn the_thirds_hold_for_what_is_rebuilt_but_not_for_sitting_tenants() {
    let thirds = |p: &mut Policy| {
        p.thirds_norm.in_force = true;
        p.thirds_norm.dear_realised = 1.0;
    };
    let by_tenure = |change: &dyn Fn(&mut Policy)| {
        let mut policy = Policy::default();
        change(&mut policy);
        let mut run = start(&policy);
        run.run_until(2024);
        let mut count = [0; 4];
        for (_, d, x) in dwellings(&mut run) {
            count[d.tenure as usize] += u32::from(x.replaces != NONE);
        }
        count
    };
    let demolishing = |p: &mut Policy| {
        p.demolition.in_force = true;
        p.demolition.areas = vec!["1001".into()];
        p.demolition.until = 2020;
        p.demolition.rebuild_social = 0.0;
        p.demolition.rebuild_mid = 0.0;
    };
    let mixed = by_tenure(&|p| {
        demolishing(p);
        thirds(p);
    });
    let third = mixed.iter().sum::<u32>() / 3;
    for tenure in [Tenure::Social, Tenure::MidRent, Tenure::Owner] {
        let n = mixed[tenure as usize];
        assert!(n > 0 && n.abs_diff(third) <= 8, "{mixed:?}");
    }
    let same = by_tenure(&|p| {
        p.small_replacement.in_force = true;
        p.small_replacement.until = 2020;
        p.sales.share_of_vacancies = 0.0;
        thirds(p);
    });
    assert!(same[0] > 0 && same[1..] == [0, 0, 0], "{same:?}");
}

/// Eight years of twenty dwellings, in a town whose complexes have thirty.
fn twenty_a_year() -> Policy {
    let mut policy = Policy::default();
    policy.demolition.in_force = true;
    policy.demolition.areas = vec!["1001".into(), "1002".into()];
    policy.demolition.from = 2017;
    policy.demolition.until = 2024;
    policy.demolition.relocation_years = 1;
    policy.demolition.dwellings_per_year = 20;
    policy.sales.share_of_vacancies = 0.0;
    policy
}

#[test]
fn whole_complexes_do_not_make_a_programme_faster_than_its_number_a_year() {
    let mut run = start(&twenty_a_year());
    let gone = booked_until(&mut run, 2026)[Item::Demolished as usize];
    assert!((150.0..=180.0).contains(&gone), "{gone} of 8 years of 20");
}

#[test]
fn what_was_sold_before_uses_up_nothing_of_the_dwellings_a_year() {
    let mut run = start(&twenty_a_year());
    // Half of every complex is sold.
    let world = run.world_mut();
    let mut query = world.query::<&mut Dwelling>();
    for (row, mut dwelling) in query.iter_mut(world).enumerate() {
        if row % 2 == 1 && dwelling.tenure == Tenure::Social {
            dwelling.tenure = Tenure::Owner;
        }
    }
    let gone = booked_until(&mut run, 2026)[Item::Demolished as usize];
    assert!((150.0..=175.0).contains(&gone), "{gone} of 8 years of 20");
}
