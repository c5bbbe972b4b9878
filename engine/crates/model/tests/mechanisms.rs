//! Social mechanisms: the sign of each in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::collections::BTreeMap;
use std::sync::Arc;

use buurt_city::Tenure;
use buurt_core::math;
use buurt_model::components::{Dwelling, Home, Income, NONE, People};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::Move;
use buurt_model::{Policy, Simulation, Snapshot};
use buurt_params::Scenario;
use town::{
    areas, isolation_by_complex, many_mediated, mean, moves, over_replicates, over_so_many, pair,
    setting, start, tables,
};

/// Households with a home: key, area, tenure, income, year moved in.
fn housed(run: &mut Simulation) -> Vec<(u64, u32, Tenure, Income, i16)> {
    let world = run.world_mut();
    let homes: Vec<(u32, Tenure)> = world
        .query::<&Dwelling>()
        .iter(world)
        .map(|d| (d.building.area, d.tenure))
        .collect();
    let mut found = world.query::<(&People, &Home, &Income)>();
    found
        .iter(world)
        .filter(|(_, h, _)| h.dwelling != NONE)
        .map(|(p, h, i)| {
            let (area, tenure) = homes[h.dwelling as usize];
            (p.key, area, tenure, *i, h.since)
        })
        .collect()
}

fn through(run: &mut Simulation, last: i32) -> &mut Simulation {
    run.run_until(last);
    run
}

/// Highest less lowest status of an area.
fn status_range(run: &mut Simulation) -> f32 {
    let status = areas(run).into_iter().map(|a| a.status);
    let (low, high) = status.fold((f32::MAX, f32::MIN), |(l, h), s| (l.min(s), h.max(s)));
    high - low
}

fn demolishing(p: &mut Policy) {
    p.demolition.in_force = true;
    p.demolition.areas = vec!["1001".into()];
    p.demolition.from = 2018;
    p.demolition.until = 2022;
    p.demolition.dwellings_per_year = 60;
    p.demolition.construction_years = 1;
}

#[test]
fn where_rent_weighs_more_low_incomes_rent_cheaper() {
    let mut free = Policy::default();
    free.passend.in_force = false;
    free.rent_policy.target_spread = 0.5;
    free.rent_allowance.in_force = false;
    free.choice.burden = 0.0;
    let rent = |run: &mut Simulation| {
        let all = moves(run, 8);
        let low = all
            .iter()
            .filter(|m| m.1.tenure != Tenure::Owner && m.1.income_class == 0);
        mean(low.map(|m| m.1.rent_eur))
    };
    let [light, heavy] = over_replicates(&free, |p| p.choice.burden = -15.0, rent);
    assert!(heavy < light, "{light} and {heavy}");
}

#[test]
fn likes_move_to_likes() {
    let mut indifferent = Policy::default();
    indifferent.choice.social_distance = 0.0;
    let [mut without, mut with] = pair(&indifferent, |p| p.choice.social_distance = -8.0);
    let misfit = |run: &mut Simulation| {
        run.run_until(2023);
        let status: Vec<f64> = areas(run).iter().map(|a| f64::from(a.status)).collect();
        let moved = housed(run).into_iter().filter(|x| x.4 >= 2018);
        mean(moved.map(|(_, area, _, i, _)| {
            let z = math::ln(f64::from(i.standardised_eur) / 24_300.0);
            (z - status[area as usize]).abs()
        }))
    };
    let (a, b) = (misfit(&mut without), misfit(&mut with));
    assert!(b < a, "{a} without, {b} with homophily");
}

#[test]
fn a_neighbourhood_effect_widens_incomes_between_areas() {
    let [mut off, mut on] = pair(&Policy::default(), |p| p.neighbourhood_effect.income = 0.1);
    let (a, b) = (
        status_range(through(&mut off, 2024)),
        status_range(through(&mut on, 2024)),
    );
    assert!(b > a, "{a} without, {b} with an effect");
}

#[test]
fn uplift_raises_incomes_in_the_areas_named_only() {
    let [mut off, mut on] = pair(&Policy::default(), |p| {
        p.neighbourhood_effect.uplift = 0.05;
        p.neighbourhood_effect.areas = vec!["1001".into()];
    });
    let incomes = |run: &mut Simulation| {
        run.run_until(2018);
        let all = housed(run).into_iter();
        all.map(|x| (x.0, (x.1, x.3.taxable_eur)))
            .collect::<BTreeMap<_, _>>()
    };
    let (a, b) = (incomes(&mut off), incomes(&mut on));
    let mut higher = [0, 0];
    for (key, (area, income)) in &a {
        if let Some((now, uplifted)) = b.get(key)
            && now == area
            && uplifted > income
        {
            higher[usize::from(*area != 0)] += 1;
        }
    }
    // Who moved out of the area takes the uplift along.
    assert!(higher[0] > 50 && higher[1] < higher[0] / 5, "{higher:?}");
}

#[test]
fn mixing_raises_an_area_without_anybody_earning_more() {
    let [mut base, mut mixed] = pair(&Policy::default(), demolishing);
    base.run_until(2026);
    mixed.run_until(2026);
    let (a, b) = (areas(&mut base), areas(&mut mixed));
    assert!(
        b[0].status > a[0].status,
        "{} and {}",
        a[0].status,
        b[0].status
    );
    let incomes = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Income)>();
        let alive = found.iter(world).filter(|(p, _)| p.alive);
        alive
            .map(|(p, i)| (p.key, (i.taxable_eur * 100.0) as i64))
            .collect::<BTreeMap<_, _>>()
    };
    let (a, b) = (incomes(&mut base), incomes(&mut mixed));
    let differ = a
        .iter()
        .filter(|(key, income)| b.get(key).is_some_and(|other| other != *income));
    assert_eq!(differ.count(), 0);
    assert_eq!(a.len(), b.len());
}

/// Share of the two lowest quintiles among social tenants.
fn low_in_social(run: &mut Simulation) -> f64 {
    let social = housed(run).into_iter().filter(|x| x.2 == Tenure::Social);
    mean(social.map(|x| f64::from(u8::from(x.3.quintile <= 1))))
}

#[test]
fn income_limits_residualise_the_social_stock() {
    let mut open = Policy::default();
    open.daeb.in_force = false;
    open.passend.in_force = false;
    let [mut without, mut with] = pair(&open, |p| p.daeb.in_force = true);
    let (a, b) = (
        low_in_social(through(&mut without, 2028)),
        low_in_social(through(&mut with, 2028)),
    );
    assert!(b > a, "{a} without, {b} with the limit");
}

#[test]
fn who_must_leave_turns_up_in_other_cheap_homes() {
    let elsewhere = |run: &mut Simulation| {
        run.run_until(2022);
        let low = housed(run).into_iter().filter(|x| x.3.quintile == 0);
        low.filter(|x| x.1 != 0 && x.2 == Tenure::Social).count() as f64
    };
    let [a, b] = over_so_many(32, &Policy::default(), demolishing, elsewhere);
    assert!(b > a, "{a} without, {b} with demolition in the first area");
}

#[test]
fn local_mid_segment_supply_keeps_risers() {
    // As much is built everywhere and of the same tenure: mid-market rent in the first
    // area, or as many of it in the others.
    let stay = |weights: [f64; 3], replicate: u32| {
        let mut policy = Policy::default();
        (policy.new_build.social, policy.new_build.private) = (0.0, 0.0);
        policy.new_build.mid = 1.0;
        let mut setting = setting(600, 0);
        let city = Arc::make_mut(&mut setting.city);
        city.totals = vec![(2017, 1000.0, 1000.0), (2024, 1100.0, 1400.0)];
        for (area, weight) in city.areas.iter_mut().zip(weights) {
            area.expansion_weight = weight;
        }
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, replicate);
        let mut run = Simulation::new(setting, &initial, &policy);
        let all = moves(&mut run, 8);
        let world = run.world_mut();
        let area: Vec<u32> = world
            .query::<&Dwelling>()
            .iter(world)
            .map(|d| d.building.area)
            .collect();
        // Who earns more than the lowest quintile and goes on from a social dwelling in the
        // first area to the market.
        let rises = |m: &&(i32, Move)| {
            let m = &m.1;
            m.tenure_from == Some(Tenure::Social)
                && m.income_class >= 1
                && m.tenure != Tenure::Social
                && area[m.from as usize] == 0
        };
        let risers: Vec<u32> = all.iter().filter(rises).map(|m| m.1.area).collect();
        let stayed = risers.iter().filter(|&&to| to == 0).count();
        (stayed as f64, risers.len() as f64)
    };
    let share = |weights: [f64; 3]| {
        let (stayed, all) = (0..4)
            .map(|replicate| stay(weights, replicate))
            .fold((0.0, 0.0), |(s, n), (stayed, all)| (s + stayed, n + all));
        assert!(all > 40.0, "{all}");
        stayed / all
    };
    let (local, elsewhere) = (share([1.0, 0.0, 0.0]), share([0.0, 1.0, 1.0]));
    assert!(
        local > 1.5 * elsewhere,
        "{local} stay with supply in the area, {elsewhere} with supply elsewhere"
    );
}

#[test]
fn wider_incomes_widen_sorting() {
    let [mut base, mut wide] = pair(&Policy::default(), |p| p.income.widening = 0.08);
    let spread = |run: &mut Simulation| {
        let z = housed(run)
            .into_iter()
            .map(|x| math::ln(f64::from(x.3.taxable_eur)));
        let z: Vec<f64> = z.collect();
        let m = mean(z.iter().copied());
        mean(z.iter().map(|x| (x - m) * (x - m)))
    };
    base.run_until(2026);
    wide.run_until(2026);
    assert!(spread(&mut wide) > spread(&mut base));
    let (a, b) = (status_range(&mut base), status_range(&mut wide));
    assert!(b > a, "{a} and {b}");
}

/// A policy as a scenario file with these lines gives it.
fn resolved(lines: &str) -> Vec<Policy> {
    let text = format!(
        "(name: \"t\", title: \"t\", question: \"?\", city: \"c.ron\", first_year: 2017, last_year: 2020, {lines})"
    );
    let s = Scenario::parse("t.ron", &text, &Policy::groups()).unwrap();
    s.variants.iter().map(|v| v.policy().unwrap()).collect()
}

#[test]
fn presets_lie_under_what_the_file_says() {
    let plain = resolved("");
    let all = resolved(
        "preset: \"fight\", base: (complex_stop: (in_force: false)), variants: [(name: \"contain\", preset: \"contain\", change: (support: (months: 12)))]",
    );
    let (fight, contain) = (&all[0], &all[1]);
    assert!(fight.portiek_cap.in_force && !plain[0].portiek_cap.in_force);
    // The file has the last word on the base and on the variant.
    assert!(!fight.complex_stop.in_force);
    assert!(!contain.portiek_cap.in_force);
    assert_eq!(contain.support.months, 12.0);
    assert_eq!(contain.support.hours_a_week, 3.0);
}

#[test]
fn fighting_spreads_and_containing_supports() {
    let isolation = |lines: &str| {
        let mut policy = resolved(lines).remove(0);
        policy.demography = many_mediated().demography;
        let mut run = start(&policy);
        run.run_until(2026);
        let hours = run.world_mut().resource::<Ledger>().of(Item::SupportHours);
        (isolation_by_complex(&mut run), hours)
    };
    let (fight, contain) = (
        isolation("preset: \"fight\""),
        isolation("preset: \"contain\""),
    );
    assert!(fight.0 < contain.0, "{fight:?} {contain:?}");
    assert!(contain.1 > fight.1, "{fight:?} {contain:?}");
}

#[test]
fn mechanisms_at_zero_change_nothing_beside_their_other_settings() {
    let base = many_mediated();
    let wanted = tables(&base);
    let mut other = base.clone();
    // Settings of mechanisms whose weight is zero.
    other.neighbourhood.balance = 40.0;
    other.neighbourhood_effect.areas = vec!["1001".into()];
    assert!(tables(&other) == wanted);
}

#[test]
fn concentrations_are_measured_below_the_neighbourhood() {
    let mut run = start(&many_mediated());
    run.run_until(2018);
    let indices = run.tables().into_iter().find(|t| t.name == "indices");
    let text = format!("{:?}", indices.unwrap());
    for level in ["pc4", "complex", "portiek"] {
        assert!(text.contains(&format!("\"{level}\"")), "{level}");
    }
}
