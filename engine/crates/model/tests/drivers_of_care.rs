//! Drivers of vulnerability and care: who comes, how support is given, and what is known, in
//! paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::collections::BTreeSet;
use std::sync::Arc;

use buurt_city::Vulnerability;
use buurt_model::components::{Area, Care, People};
use buurt_model::ledger::Item;
use buurt_model::{Policy, Simulation, Snapshot};
use buurt_params::yearly::Yearly;
use town::{booked, many_mediated, over_so_many, pair, setting, start};

/// Households of a kind of vulnerability, and how many of them are known.
fn kind(run: &mut Simulation, kind: Vulnerability) -> [usize; 2] {
    let world = run.world_mut();
    let mut found = world.query::<(&People, &Care)>();
    let of = found
        .iter(world)
        .filter(|(p, c)| p.alive && c.kind == kind)
        .map(|(_, c)| c.detected);
    of.fold([0, 0], |n, known| [n[0] + 1, n[1] + usize::from(known)])
}

#[test]
fn a_ramp_of_exits_raises_the_inflow_of_care_leavers() {
    let [mut flat, mut ramp] = pair(&Policy::default(), |p| {
        p.demography.care_leavers_path = Yearly(vec![(2016, 1.5), (2020, 15.0)]);
    });
    let count = |run: &mut Simulation| {
        run.run_until(2021);
        kind(run, Vulnerability::MentalHealth)[0] + kind(run, Vulnerability::Shelter)[0]
    };
    let (a, b) = (count(&mut flat), count(&mut ramp));
    assert!(b > 2 * a, "{a} and {b}");
}

#[test]
fn fewer_places_in_care_mean_fewer_hours_and_more_incidents() {
    let [mut full, mut cut] = pair(&many_mediated(), |p| {
        p.support.capacity = Yearly(vec![(2015, 0.2)]);
    });
    let hours = [&mut full, &mut cut].map(|r| booked(r, 6, Item::SupportHours));
    assert!(hours[1] < 0.5 * hours[0], "{hours:?}");
    let cut = |p: &mut Policy| p.support.capacity = Yearly(vec![(2015, 0.2)]);
    let [full, cut] = over_so_many(16, &many_mediated(), cut, incidents_in_time);
    assert!(cut > full, "{cut} with cuts, {full} without");
}

/// Mean incidents after some years.
fn incidents_in_time(run: &mut Simulation) -> f64 {
    run.run_until(2022);
    incidents(run)
}

/// Mean incidents of the areas.
fn incidents(run: &mut Simulation) -> f64 {
    let world = run.world_mut();
    let mut areas = world.query::<&Area>();
    areas.iter(world).map(|a| f64::from(a.incidents)).sum()
}

#[test]
fn slow_co_operation_delays_support() {
    let [mut fast, mut slow] = pair(&many_mediated(), |p| p.support.delay_months = 24.0);
    let first = [&mut fast, &mut slow].map(|r| booked(r, 2, Item::SupportHours));
    assert!(first[1] < first[0], "{first:?}");
    let slow = |p: &mut Policy| p.support.delay_months = 24.0;
    let [fast, slow] = over_so_many(16, &many_mediated(), slow, incidents_in_time);
    assert!(slow > fast, "{slow} slow, {fast} fast");
}

#[test]
fn support_of_six_months_takes_fewer_hours_and_leaves_more_incidents() {
    let [mut long, mut short] = pair(&many_mediated(), |p| p.support.months = 6.0);
    let hours = [&mut long, &mut short].map(|r| booked(r, 6, Item::SupportHours));
    assert!(hours[1] < 0.5 * hours[0], "{hours:?}");
    let brief = |p: &mut Policy| p.support.months = 6.0;
    let [lasting, brief] = over_so_many(16, &many_mediated(), brief, incidents_in_time);
    assert!(
        brief > lasting,
        "{brief} after six months, {lasting} otherwise"
    );
    let mut more = many_mediated();
    more.support.hours_a_week = 4.0;
    let doubled = booked(&mut start(&more), 6, Item::SupportHours);
    assert!((doubled / hours[0] - 2.0).abs() < 1e-9);
}

#[test]
fn the_national_target_brings_permit_holders_in_proportion() {
    let under = |national: f64| {
        let mut setting = setting(600, 0);
        for law in &mut setting.law {
            law.permit_holders = national;
        }
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, 0);
        let mut run = Simulation::new(setting, &initial, &Policy::default());
        run.run_until(2019);
        kind(&mut run, Vulnerability::PermitHolder)[0]
    };
    let (some, many) = (under(40_000.0), under(160_000.0));
    assert!(many > 2 * some && some > 0, "{some} and {many}");
}

#[test]
fn regional_pull_brings_vulnerable_households_who_are_not_mediated() {
    let [mut without, mut with] = pair(&Policy::default(), |p| {
        p.demography.pull_per_1000 = Yearly(vec![(2015, 10.0)]);
    });
    without.run_until(2020);
    with.run_until(2020);
    let of = |run: &mut Simulation| kind(run, Vulnerability::MentalHealth);
    let (a, b) = (of(&mut without), of(&mut with));
    assert!(b[0] > a[0] + 10, "{a:?} {b:?}");
    assert!(b[1] < b[0], "not all of them are known: {b:?}");
}

#[test]
fn ageing_raises_dementia() {
    let [mut base, mut aged] = pair(&Policy::default(), |p| p.demography.onset_old = 15.0);
    base.run_until(2022);
    aged.run_until(2022);
    let (a, b) = (
        kind(&mut base, Vulnerability::Dementia)[0],
        kind(&mut aged, Vulnerability::Dementia)[0],
    );
    assert!(b > a, "{a} and {b}");
}

#[test]
fn privacy_keeps_vulnerability_unknown() {
    let [mut open, mut closed] = pair(&Policy::default(), |p| p.demography.detected = 0.1);
    open.run_until(2022);
    closed.run_until(2022);
    let (a, b) = (
        kind(&mut open, Vulnerability::Debt),
        kind(&mut closed, Vulnerability::Debt),
    );
    assert!(b[1] < a[1], "{a:?} {b:?}");
}

#[test]
fn a_change_of_one_stream_deals_no_other_anew() {
    let [mut base, mut more] = pair(&Policy::default(), |p| {
        p.demography.care_leavers_per_1000 = 12.0;
        p.demography.pull_per_1000 = Yearly(vec![(2015, 3.0)]);
    });
    let keys = |run: &mut Simulation| {
        run.step();
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Care)>();
        let new = found.iter(world).filter(|(p, _)| p.alive);
        new.map(|(p, c)| (p.key, c.kind as u8))
            .collect::<BTreeSet<_>>()
    };
    let (a, b) = (keys(&mut base), keys(&mut more));
    // What one has and the other has not: vulnerable newcomers against ordinary ones.
    let only = |x: &BTreeSet<(u64, u8)>, y: &BTreeSet<(u64, u8)>| {
        x.difference(y).copied().collect::<Vec<_>>()
    };
    let (lost, gained) = (only(&a, &b), only(&b, &a));
    assert_eq!(lost.len(), gained.len());
    assert!(lost.len() > 5, "{lost:?}");
    assert!(lost.iter().all(|x| x.1 == Vulnerability::None as u8));
    assert!(gained.iter().all(|x| x.1 != Vulnerability::None as u8));
}
