//! The programme of new building: its norms and places, in paired runs of a small town that
//! grows fast. Its timing and builders are in `programme_delivery.rs`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_model::components::{Dwelling, Use};
use buurt_model::stock::Lot;
use buurt_model::{Policy, Simulation, Snapshot};
use std::sync::Arc;
use town::growth::{both, changed, everywhere, growing, lots, shares, total};

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
        // The total of 1 January 2027 is that of the end of 2026.
        let built = f64::from(total(&lots(&mut run, 2026)));
        let asked = 1800.0 * growth / 1000.0;
        assert!(built <= asked && built > asked - 20.0, "{built} of {asked}");
    }
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
