//! Inequality of wealth (M19): what it does to who can buy, in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Tenure;
use buurt_model::components::{Dwelling, Home, Income, People};
use buurt_model::{Policy, Simulation, Snapshot};
use std::collections::BTreeMap;
use std::sync::Arc;
use town::{moves, over_so_many, start};

/// What the richest tenth of the town own of its wealth.
fn top_tenth(run: &mut Simulation) -> f64 {
    let world = run.world_mut();
    let mut wealth: Vec<f64> = world
        .query::<(&People, &Income)>()
        .iter(world)
        .filter(|(p, _)| p.alive)
        .map(|(_, i)| f64::from(i.wealth_eur))
        .collect();
    wealth.sort_unstable_by(f64::total_cmp);
    let top = wealth.len() - wealth.len() / 10;
    wealth[top..].iter().sum::<f64>() / wealth.iter().sum::<f64>()
}

#[test]
fn the_richest_tenth_own_two_thirds_from_the_first_year_on() {
    let shares = [0.0, 0.66].map(|top| {
        let mut policy = Policy::default();
        policy.wealth.top_tenth = top;
        let mut run = start(&policy);
        run.run_until(2016);
        let before = top_tenth(&mut run);
        run.step();
        (before, top_tenth(&mut run))
    });
    let [(even, after), (before, unequal)] = shares;
    assert_eq!(even, before, "burn-in is left alone");
    assert!(after < 0.3, "{after}");
    // Who arrives or leaves after incomes are earned changes it a little.
    assert!((0.6..0.68).contains(&unequal), "{unequal}");
}

#[test]
fn who_buys_or_sells_a_home_owns_as_much_as_before() {
    // What is saved in a year, by household, where nobody's wealth moves otherwise.
    let mut run = start(&Policy::default());
    run.run_until(2016);
    let (mut bought, mut sold) = (0, 0);
    for _ in 0..3 {
        let wealth = |run: &mut Simulation| -> BTreeMap<u64, (u8, f64, f64)> {
            let world = run.world_mut();
            let mut found = world.query::<(&People, &Income)>();
            let all = found.iter(world).filter(|(p, _)| p.alive);
            all.map(|(p, i)| {
                let saves = f64::from(i.disposable_eur) * if i.quintile >= 3 { 0.1 } else { 0.01 };
                (p.key, (p.adults, f64::from(i.wealth_eur), saves))
            })
            .collect()
        };
        let before = wealth(&mut run);
        let moved = moves(&mut run, 1);
        let after = wealth(&mut run);
        for (_, m) in moved {
            let (Some(x), Some(y)) = (before.get(&m.key), after.get(&m.key)) else {
                continue;
            };
            // Who met or left a partner in the year counts both's or half.
            if x.0 != 1 || y.0 != 1 {
                continue;
            }
            let buys = m.tenure == Tenure::Owner;
            let sells = m.tenure_from == Some(Tenure::Owner);
            if buys || sells {
                assert!((y.1 - x.1 - y.2).abs() < 1.0, "{m:?}: {x:?} {y:?}");
                bought += u32::from(buys);
                sold += u32::from(sells);
            }
        }
    }
    assert!(bought > 10 && sold > 0, "{bought} and {sold}");
}

#[test]
fn unequal_wealth_keeps_tenants_from_buying() {
    let bought = |run: &mut Simulation| {
        let rents = |t: Tenure| t != Tenure::Owner;
        let all = moves(run, 8).into_iter();
        all.filter(|(year, m)| {
            *year >= 2017 && m.tenure == Tenure::Owner && m.tenure_from.is_some_and(rents)
        })
        .count() as f64
    };
    let [even, unequal] = over_so_many(
        32,
        &Policy::default(),
        |p| p.wealth.top_tenth = 0.66,
        bought,
    );
    assert!(
        unequal < even,
        "{unequal} tenants bought, {even} where wealth is even"
    );
}

#[test]
fn money_begins_at_the_level_of_the_first_year() {
    // Sums of rents, legal maxima, values and wealth at the start.
    let sums = |level: f64| {
        let mut setting = town::setting(120, 0);
        setting.law.iter_mut().for_each(|l| l.income_index = level);
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, 0);
        let mut run = Simulation::new(setting, &initial, &Policy::default());
        let world = run.world_mut();
        let mut sums = [0.0; 5];
        for d in world.query::<&Dwelling>().iter(world) {
            sums[0] += f64::from(d.rent_eur);
            sums[1] += f64::from(d.max_rent_eur);
            sums[2] += f64::from(d.woz_eur);
        }
        for (i, home) in world.query::<(&Income, &Home)>().iter(world) {
            sums[3] += f64::from(i.wealth_eur);
            sums[4] += f64::from(home.rent_eur);
        }
        sums
    };
    let (now, before) = (sums(1.0), sums(0.8));
    for (a, b) in now.iter().zip(before) {
        assert!(*a > 0.0 && (b / a - 0.8).abs() < 1e-3, "{b} of {a}");
    }
}
