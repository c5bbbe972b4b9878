//! Builders and timing of the programme: who builds in the middle, what the market delays or
//! blocks, and what is delivered, in paired runs of a small town that grows fast.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Tenure;
use buurt_city::stock::rent_of_points;
use buurt_model::components::Dwelling;
use buurt_model::run::Run;
use buurt_model::stock::{Lot, Pipeline, Programme};
use buurt_model::{Policy, Simulation};
use town::growth::{both, changed, everywhere, growing, growing_with, lots, shares, total};
use town::stock;

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
            let most = rent_of_points(90.0 + 18.0 * f64::from(b.rooms)) * clock.income_index;
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
