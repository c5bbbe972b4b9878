//! The programme of new building: its norms, places, timing and builders, in paired
//! runs of a small town that grows fast.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Tenure;
use buurt_model::components::{Dwelling, Use};
use buurt_model::run::Run;
use buurt_model::stock::{Lot, Pipeline, Programme};
use buurt_model::{Policy, Simulation, Snapshot};
use std::sync::Arc;
use town::stock;

/// A run of the town with enough growth for a lot in every area every year.
fn growing(policy: &Policy) -> Simulation {
    growing_with(policy, 1.0)
}

/// The same with incomes that grow by a factor a year.
fn growing_with(policy: &Policy, factor: f64) -> Simulation {
    let mut setting = town::setting(600, 2);
    let mut index = 1.0;
    for law in &mut setting.law {
        law.income_index *= index;
        index *= factor;
    }
    Arc::make_mut(&mut setting.city).totals = vec![(2017, 1000.0, 1000.0), (2027, 1800.0, 2000.0)];
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 0);
    Simulation::new(setting, &initial, policy)
}

fn changed(change: impl Fn(&mut Policy)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy);
    policy
}

/// The lots of the years from the start to `last_year`.
fn lots(run: &mut Simulation, last_year: i32) -> Vec<Lot> {
    let mut all = Vec::new();
    while run.year() <= last_year {
        run.step();
        all.extend(run.world_mut().resource::<Programme>().lots.iter().copied());
    }
    all
}

/// Share of each tenure in the lots of the chosen areas.
fn shares(lots: &[Lot], area: impl Fn(u32) -> bool) -> [f64; 4] {
    let mut sums = [0.0; 4];
    let mut all = 0.0;
    for lot in lots.iter().filter(|l| area(l.area)) {
        let n = f64::from(lot.dwellings);
        for (sum, share) in sums.iter_mut().zip(lot.mix) {
            *sum += n * share;
        }
        sums[3] += n * lot.owner_share();
        all += n;
    }
    sums.map(|s| s / all)
}

#[test]
fn the_programme_builds_what_the_totals_of_the_city_ask() {
    // In a town of some 1,800 dwellings: 9, 36 and 180 a year.
    for growth in [50.0, 200.0, 1000.0] {
        let mut setting = town::setting(600, 2);
        Arc::make_mut(&mut setting.city).totals = vec![
            (2017, 1000.0, 10_000.0),
            (2027, 1000.0, 10_000.0 + 10.0 * growth),
        ];
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, 0);
        let mut run = Simulation::new(setting, &initial, &Policy::default());
        let built = f64::from(total(&lots(&mut run, 2027)));
        let asked = 1800.0 * growth / 1000.0;
        assert!(built <= asked && built > asked - 20.0, "{built} of {asked}");
    }
}

fn total(lots: &[Lot]) -> u32 {
    lots.iter().map(|l| l.dwellings).sum()
}

fn everywhere(_: u32) -> bool {
    true
}

/// The lots of the base and of a changed policy.
fn both(change: impl Fn(&mut Policy)) -> [Vec<Lot>; 2] {
    [Policy::default(), changed(change)].map(|p| lots(&mut growing(&p), 2021))
}

#[test]
fn neutral_parameters_change_nothing() {
    let mut base = growing(&Policy::default());
    base.run_until(2021);
    let base = format!("{:?}", base.tables());
    type Change = fn(&mut Policy);
    let settings: [(&str, Change); 8] = [
        ("social_norm", |p| {
            p.social_norm.in_force = true;
            p.social_norm.share = 0.0;
        }),
        ("target_group_bylaw", |p| {
            p.target_group_bylaw.in_force = true;
            p.target_group_bylaw.enforced = 0.0;
        }),
        ("market_test", |p| {
            p.market_test.in_force = true;
            p.market_test.passes = 1.0;
            p.market_test.delay_months = 0.0;
        }),
        ("joint_portfolio", |p| {
            p.joint_portfolio.in_force = true;
            p.joint_portfolio.strength = 0.0;
        }),
        ("land_price", |p| p.land_price.past_losses = 1.0),
        ("mid_market", |p| p.mid_market.invests = 0.9),
        ("compact_city", |p| {
            p.compact_city.areas = vec!["1001".into()]
        }),
        ("mirrored_building", |p| {
            p.mirrored_building.areas = vec!["1001".into()];
        }),
    ];
    for (name, change) in settings {
        let mut with = growing(&changed(change));
        with.run_until(2021);
        assert!(base == format!("{:?}", with.tables()), "{name}");
    }
}

#[test]
fn mirrored_building_puts_social_rent_where_there_is_little() {
    let [base, with] = both(|p| p.mirrored_building.strength = 1.0);
    assert_eq!(total(&base), total(&with));
    // Area 0 has most social rent, area 2 least.
    for (area, more) in [(0, false), (2, true)] {
        let (a, b) = (
            shares(&base, |x| x == area)[0],
            shares(&with, |x| x == area)[0],
        );
        assert_eq!(b > a, more, "area {area}: {a} and {b}");
    }
}

#[test]
fn the_social_norm_is_a_floor_for_every_project() {
    let [low, with] = [false, true].map(|norm| {
        let policy = changed(|p| {
            p.new_build.social = 0.1;
            p.social_norm.in_force = norm;
            p.social_norm.areas = vec!["1001".into(), "1002".into()];
        });
        lots(&mut growing(&policy), 2021)
    });
    assert_eq!(total(&low), total(&with));
    assert!((shares(&low, everywhere)[0] - 0.1).abs() < 1e-9);
    let later = |l: &&Lot| l.area < 2;
    let bound: Vec<Lot> = with.iter().filter(later).copied().collect();
    // The norm holds from 2018 on; the first year's lots are older.
    let above = bound.iter().filter(|l| l.mix[0] >= 0.3 - 1e-9).count();
    assert!(
        above > 0 && above + 2 >= bound.len(),
        "{above} of {}",
        bound.len()
    );
    assert!((shares(&with, |a| a == 2)[0] - 0.1).abs() < 1e-9);
}

#[test]
fn the_bylaw_binds_only_projects_on_which_it_is_used() {
    let by_use = [0.0, 0.5, 1.0].map(|enforced| {
        let policy = changed(|p| {
            p.new_build.social = 0.05;
            p.target_group_bylaw.in_force = true;
            p.target_group_bylaw.mid = 0.2;
            p.target_group_bylaw.private_land = 1.0;
            p.target_group_bylaw.enforced = enforced;
            p.target_group_bylaw.from = 2010;
        });
        shares(&lots(&mut growing(&policy), 2024), everywhere)
    });
    let [none, some, all] = by_use;
    assert!(none[0] < some[0] && some[0] < all[0], "{by_use:?}");
    assert!((all[0] - 0.2).abs() < 1e-9 && all[1] > none[1]);
}

#[test]
fn the_agreed_share_holds_in_the_expansion_area_only() {
    let [base, with] = both(|p| {
        p.expansion_norm.in_force = true;
        p.expansion_norm.areas = vec!["1003".into()];
        p.expansion_norm.from = 2010;
    });
    assert!((shares(&with, |a| a == 2)[0] - 0.2).abs() < 1e-9);
    assert_eq!(shares(&base, |a| a < 2), shares(&with, |a| a < 2));
}

#[test]
fn dear_land_lowers_the_social_share() {
    let [base, with] = both(|p| p.land_price.sensitivity = 1.0);
    assert_eq!(total(&base), total(&with));
    // Dwellings in area 2 are dearest.
    let [a, b] = [&base, &with].map(|l| shares(l, |x| x == 2)[0]);
    assert!(b < 0.95 * a, "{a} and {b}");
    assert_eq!(shares(&base, |x| x == 0), shares(&with, |x| x == 0));
    // Losses of the past on expansion land lower it further.
    let [_, losses] = both(|p| {
        p.land_price.sensitivity = 1.0;
        p.land_price.past_losses = 0.5;
    });
    assert!(shares(&losses, everywhere)[0] < shares(&with, everywhere)[0]);
}

#[test]
fn the_compact_city_moves_new_dwellings_and_keeps_their_number() {
    let compact = |shift: f64| {
        let [base, with] = both(|p| {
            p.compact_city.areas = vec!["1003".into()];
            p.compact_city.shift = shift;
        });
        assert_eq!(total(&base), total(&with));
        let here = |lots: &[Lot]| -> u32 {
            lots.iter()
                .filter(|l| l.area == 2)
                .map(|l| l.dwellings)
                .sum()
        };
        (here(&base), here(&with))
    };
    let (base, less) = compact(0.6);
    let (_, more) = compact(-0.6);
    assert!(less < base && base < more, "{less} {base} {more}");
    // Where dwellings are planned they are built.
    let built = |shift: f64| {
        let mut run = growing(&changed(|p| {
            p.compact_city.areas = vec!["1003".into()];
            p.compact_city.shift = shift;
        }));
        run.run_until(2023);
        let world = run.world_mut();
        let mut query = world.query::<&Dwelling>();
        let new = query.iter(world).filter(|d| {
            d.building.area == 2 && d.building.year_built >= 2017 && d.state != Use::Demolished
        });
        new.count()
    };
    assert!(built(0.6) < built(-0.6));
}

#[test]
fn a_joint_portfolio_moves_building_and_sales_and_keeps_their_number() {
    let alone = changed(|p| p.sales.share_of_vacancies = 0.3);
    let mut together = alone.clone();
    together.joint_portfolio.in_force = true;
    let [mut a, mut b] = [alone, together].map(|p| growing(&p));
    let (la, lb) = (lots(&mut a, 2022), lots(&mut b, 2022));
    assert_eq!(total(&la), total(&lb));
    let social = |l: &[Lot]| shares(l, everywhere)[0] * f64::from(total(l));
    assert!((social(&la) - social(&lb)).abs() < 0.001 * social(&la));
    assert!(shares(&lb, |x| x == 2)[0] > shares(&la, |x| x == 2)[0]);
    // The share of social rent in area 0 falls towards that of the city.
    let by_area = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut counts = [[0.0; 2]; 3];
        for d in world.query::<&Dwelling>().iter(world) {
            let b = &d.building;
            let c = &mut counts[b.area as usize];
            c[0] += f64::from(u8::from(d.tenure == Tenure::Social));
            c[1] += 1.0;
        }
        counts.map(|c| c[0] / c[1])
    };
    let (before, after) = (by_area(&mut a), by_area(&mut b));
    assert!(
        after[0] < before[0] && after[2] > before[2],
        "{before:?} {after:?}"
    );
    let all = |run: &mut Simulation| f64::from(stock(run)[Tenure::Social as usize]);
    let (sa, sb) = (all(&mut a), all(&mut b));
    assert!(
        (sa - sb).abs() < 0.03 * sa,
        "{sa} and {sb} social dwellings"
    );
}

fn aiming_at_the_middle(p: &mut Policy) {
    p.mid_market.share = 0.3;
    p.mid_market.from = 2010;
}

#[test]
fn mid_market_building_adds_rent_in_the_middle() {
    let [base, with] = both(aiming_at_the_middle);
    assert_eq!(total(&base), total(&with));
    let (a, b) = (shares(&base, everywhere), shares(&with, everywhere));
    assert!(b[1] + b[2] > a[1] + a[2] && b[3] < a[3], "{a:?} {b:?}");
    assert!((a[0] - b[0]).abs() < 1e-9, "social rent is left alone");
    let [mut base, mut with] =
        [Policy::default(), changed(aiming_at_the_middle)].map(|p| growing(&p));
    base.run_until(2021);
    with.run_until(2021);
    let middle = |run: &mut Simulation| {
        let s = stock(run);
        s[Tenure::MidRent as usize] + s[Tenure::PrivateRent as usize]
    };
    assert!(middle(&mut with) > middle(&mut base));
}

#[test]
fn investors_stay_away_from_areas_of_low_status() {
    let by_reluctance = [0.0, 40.0].map(|reluctance| {
        let policy = changed(|p| {
            aiming_at_the_middle(p);
            p.mid_market.land_position = 0.0;
            p.mid_market.invests = 0.8;
            p.mid_market.reluctance = reluctance;
        });
        let lots = lots(&mut growing(&policy), 2026);
        [0, 2].map(|area| shares(&lots, |a| a == area)[2])
    });
    let [blind, shy] = by_reluctance;
    // Area 0 has the lowest status, area 2 the highest.
    assert!(shy[0] < blind[0] && shy[0] < shy[1], "{by_reluctance:?}");
}

#[test]
fn the_market_test_delays_or_blocks_mid_market_building() {
    let testing = |passes: f64| {
        let mut run = growing(&changed(|p| {
            p.new_build.mid = 0.4;
            p.market_test.in_force = true;
            p.market_test.passes = passes;
            p.market_test.delay_months = 24.0;
            p.market_test.from = 2010;
        }));
        let lots = lots(&mut run, 2021);
        (lots, stock(&mut run)[Tenure::MidRent as usize])
    };
    let mut free = growing(&changed(|p| p.new_build.mid = 0.4));
    let untested = lots(&mut free, 2021);
    let built = stock(&mut free)[Tenure::MidRent as usize];
    let ((delayed, late), (blocked, none)) = (testing(1.0), testing(0.0));
    for tested in [&delayed, &blocked] {
        assert_eq!(total(&untested), total(tested));
    }
    assert_eq!(none, 0);
    assert!(0 < late && late < built, "{late} of {built}");
    assert!(delayed.iter().any(|l| l.delay == 2 && l.mix[1] > 0.99));
    assert!(shares(&blocked, everywhere)[2] > shares(&untested, everywhere)[2]);
}

#[test]
fn the_dear_third_slips_in_renewal_areas() {
    let [base, with] = both(|p| {
        p.thirds_norm.in_force = true;
        p.thirds_norm.from = 2010;
        p.thirds_norm.areas = vec!["1001".into()];
        p.thirds_norm.dear_realised = 0.2;
    });
    assert_eq!(total(&base), total(&with));
    // Thirds move the programme from the dear part to the middle.
    let (before, after) = (shares(&base, everywhere), shares(&with, everywhere));
    assert!(
        after[1] > before[1] && after[3] < before[3],
        "{before:?} {after:?}"
    );
    let now: Vec<Lot> = with.iter().filter(|l| l.delay == 0).copied().collect();
    let (renewal, other) = (shares(&now, |a| a == 0), shares(&now, |a| a > 0));
    assert!((other[0] - 1.0 / 3.0).abs() < 1e-9 && (other[1] - 1.0 / 3.0).abs() < 1e-9);
    assert!(
        renewal[3] < 0.5 * other[3] && renewal[0] > other[0],
        "{renewal:?} {other:?}"
    );
    // Put off, not put away.
    let whole = shares(&with, |a| a == 0);
    assert!((whole[3] - 1.0 / 3.0).abs() < 0.02, "{whole:?}");
    let [realised, slipped] = [1.0, 0.0].map(|p| {
        lots(
            &mut growing(&changed(|policy| {
                policy.thirds_norm.in_force = true;
                policy.thirds_norm.from = 2010;
                policy.thirds_norm.dear_realised = p;
                policy.thirds_norm.areas = vec!["1001".into()];
            })),
            2021,
        )
    });
    assert!(realised.iter().all(|l| l.delay == 0));
    let late = |l: &&Lot| l.delay == 5;
    assert!(
        slipped
            .iter()
            .filter(late)
            .all(|l| l.area == 0 && l.mix == [0.0; 3])
    );
    assert!(slipped.iter().any(|l| l.delay == 5));
}

#[test]
fn plans_are_noted_with_the_year_of_delivery_and_the_status_of_the_area() {
    let mut run = growing(&changed(|p| {
        p.thirds_norm.in_force = true;
        p.thirds_norm.from = 2010;
        p.thirds_norm.dear_realised = 0.0;
    }));
    let (mut slid, mut kept) = (0, 0);
    for _ in 0..6 {
        let year = run.year();
        run.step();
        let world = run.world_mut();
        let plans = world.resource::<Pipeline>().plans.clone();
        let lots = &world.resource::<Programme>().lots;
        let planned: u32 = plans.iter().flat_map(|p| p.dwellings).sum();
        assert_eq!(planned, lots.iter().map(|l| l.dwellings).sum::<u32>());
        for plan in plans {
            let dear = plan.dwellings[Tenure::Owner as usize];
            let late = plan.delivered == year + 5;
            assert!(late || plan.delivered == year, "{plan:?}");
            // The dear part slides where status is low, and there alone.
            assert_eq!(late, plan.weak && dear > 0, "{plan:?}");
            slid += if late { dear } else { 0 };
            kept += if plan.weak { 0 } else { dear };
        }
    }
    assert!(slid > 20 && kept > 20, "{slid} {kept}");
}

#[test]
fn what_is_delivered_has_the_rents_of_its_year() {
    let mut run = growing_with(&changed(aiming_at_the_middle), 1.05);
    let (mut before, mut seen) = (usize::MAX, [0; 2]);
    for _ in 0..6 {
        run.step();
        let world = run.world_mut();
        let clock = world.resource::<Run>().clone();
        let mut query = world.query::<&Dwelling>();
        let all: Vec<Dwelling> = query.iter(world).copied().collect();
        for d in all.iter().skip(before) {
            let b = &d.building;
            let most = 5.1 * (90.0 + 18.0 * f64::from(b.rooms)) * clock.income_index;
            assert!((f64::from(d.max_rent_eur) / most - 1.0).abs() < 1e-5);
            if d.tenure == Tenure::MidRent {
                let asked = (1.08 * clock.law.social_rent_cap).max(0.8 * most);
                assert!((f64::from(d.rent_eur) / asked - 1.0).abs() < 1e-5);
                seen[1] += 1;
            }
            seen[0] += 1;
        }
        before = all.len();
    }
    assert!(seen[0] > 50 && seen[1] > 10, "{seen:?}");
}
