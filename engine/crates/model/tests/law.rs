//! Allocation law: the sign of the main effect of income test, free room, appropriate
//! allocation and the Rotterdam Act, in paired runs of a small town over replicates. Table
//! tests of each rule stand beside the rule.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::{IncomeSource, Tenure};
use buurt_model::components::{Landlord, People, Seeker};
use buurt_model::letting_log::{LettingLog, Move};
use buurt_model::{Policy, Simulation, Snapshot};
use std::sync::Arc;
use town::{many_mediated, mean, moves, over_replicates};

/// Social lets of the years from 2017 on.
fn social_lets(run: &mut Simulation, last_year: i32) -> Vec<Move> {
    run.run_until(2016);
    let all = moves(run, last_year - 2016).into_iter();
    all.map(|(_, m)| m)
        .filter(|m| m.tenure == Tenure::Social)
        .collect()
}

/// Share of moves of which something holds.
fn share(moves: &[Move], holds: impl Fn(&Move) -> bool) -> f64 {
    assert!(moves.len() > 50, "{}", moves.len());
    moves.iter().filter(|m| holds(m)).count() as f64 / moves.len() as f64
}

/// Whether a household earns more than the EU income limit of the town's law.
fn above_the_limit(m: &Move) -> bool {
    f64::from(m.taxable_eur) > town::law(2017).daeb_limit_mp
}

/// Whether a household is in the target group of appropriate allocation.
fn target(m: &Move) -> bool {
    let limit = town::law(2017).ht_income[usize::from(m.persons > 1) + 2 * usize::from(m.aow)];
    f64::from(m.taxable_eur) <= limit
}

/// Share of the social lets that went to incomes above the limit.
fn to_higher_incomes(run: &mut Simulation) -> f64 {
    share(&social_lets(run, 2022), above_the_limit)
}

/// The town without any test at the let, rents near the maximum.
fn untested() -> Policy {
    let mut policy = Policy::default();
    policy.daeb.in_force = false;
    policy.passend.in_force = false;
    policy.rent_policy.target_share = 0.9;
    policy
}

#[test]
fn the_income_test_keeps_higher_incomes_out_of_social_rent() {
    let [without, with] = over_replicates(
        &untested(),
        |p| {
            p.daeb.in_force = true;
            p.daeb.free_room_use = 0.0;
        },
        to_higher_incomes,
    );
    assert!(with < without, "{with} with, {without} without the test");
}

#[test]
fn free_room_lets_higher_incomes_in() {
    let mut none = Policy::default();
    none.daeb.free_room_use = 0.0;
    let [without, with] =
        over_replicates(&none, |p| p.daeb.free_room_use = 0.15, to_higher_incomes);
    assert!(with > without, "{with} with, {without} without free room");
}

#[test]
fn a_landlord_with_few_lets_has_no_more_free_room_than_its_share() {
    let mut policy = Policy::default();
    policy.daeb.free_room_use = 1.0;
    policy.daeb.margin = 0.0;
    policy.daeb.urgent_first = false;
    let (mut landlords, mut used) = (0, 0);
    for replicate in 0..2 {
        // Many dwellings come free in a round, and most who look are above the limit.
        let mut setting = town::setting(1200, 0);
        for law in &mut setting.law {
            (law.daeb_limit_1p, law.daeb_limit_mp) = (20_000.0, 20_000.0);
            law.daeb_middle_upper = None;
        }
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, replicate);
        let mut run = Simulation::new(setting, &initial, &policy);
        for _ in 0..4 {
            run.step();
            let world = run.world_mut();
            for l in world.query::<&Landlord>().iter(world) {
                let above = l.daeb_middle + l.daeb_free;
                let most = 0.2 * f64::from(l.social_lets);
                assert!(
                    f64::from(above) <= most + 1e-9,
                    "{above} of {}",
                    l.social_lets
                );
                landlords += u32::from(l.social_lets > 0);
                used += above;
            }
        }
    }
    assert!(landlords > 10 && used > 20, "{landlords} and {used}");
}

#[test]
fn a_landlord_with_few_lets_has_no_more_dear_lets_to_low_incomes_than_the_norm_leaves() {
    let mut policy = Policy::default();
    policy.passend.exceptions = 0.1;
    policy.passend.rent_response = false;
    let (mut landlords, mut used) = (0, 0);
    for replicate in 0..3 {
        // Most rents are above the caps, and the norm leaves a fifth.
        let mut setting = town::setting(1200, 0);
        for law in &mut setting.law {
            (law.cap_1st, law.cap_2nd) = (450.0, 450.0);
            law.passend_share = Some(0.8);
        }
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, replicate);
        let mut run = Simulation::new(setting, &initial, &policy);
        for _ in 0..6 {
            run.step();
            let world = run.world_mut();
            for l in world.query::<&Landlord>().iter(world) {
                let dear = l.target_group_lets - l.passend_lets;
                let most = 0.2 * f64::from(l.target_group_lets);
                assert!(
                    f64::from(dear) <= most + 1e-9,
                    "{dear} of {}",
                    l.target_group_lets
                );
                landlords += u32::from(l.target_group_lets > 0);
                used += dear;
            }
        }
    }
    assert!(landlords > 10 && used > 5, "{landlords} and {used}");
}

/// Share of the target group's social lets with a rent above the cap.
fn dear_for_the_target_group(run: &mut Simulation) -> f64 {
    let mut lets = social_lets(run, 2022);
    lets.retain(target);
    let law = town::law(2017);
    let cap = |m: &Move| [law.cap_2nd, law.cap_1st][usize::from(m.persons <= 2)];
    share(&lets, |m| m.rent_eur > cap(m) + 1e-3)
}

#[test]
fn appropriate_allocation_keeps_low_incomes_out_of_dear_homes_and_lowers_asking_rents() {
    let strict = |p: &mut Policy| {
        p.passend.in_force = true;
        p.passend.rent_response = false;
    };
    let [without, with] = over_replicates(&untested(), strict, dear_for_the_target_group);
    assert!(with < without, "{with} with, {without} without the test");
    // The landlords' response: lower rents asked from everybody.
    let mut silent = untested();
    strict(&mut silent);
    let [silent, answering] = over_replicates(
        &silent,
        |p| p.passend.rent_response = true,
        |run| mean(social_lets(run, 2022).iter().map(|m| m.rent_eur)),
    );
    assert!(answering < silent, "{answering} and {silent} euro a month");
}

#[test]
fn the_norm_of_the_housing_act_lowers_what_low_incomes_rent_for() {
    // The act is the caps of the norm; caps ten times as high are an act without a norm.
    let mut before = untested();
    before.passend.in_force = true;
    before.law_reform.in_force = true;
    before.law_reform.cap_factor = 10.0;
    let rent = |run: &mut Simulation| {
        let lets = social_lets(run, 2022);
        mean(lets.iter().filter(|m| target(m)).map(|m| m.rent_eur))
    };
    let [without, with] = over_replicates(&before, |p| p.law_reform.in_force = false, rent);
    assert!(with < without, "{with} with, {without} without the act");
}

#[test]
fn a_lower_income_limit_of_state_aid_keeps_more_incomes_out() {
    let [enacted, lower] = over_replicates(
        &Policy::default(),
        |p| {
            p.law_reform.in_force = true;
            p.law_reform.daeb_limit_factor = 0.7;
        },
        |run| {
            let between = |m: &Move| f64::from(m.taxable_eur) > 0.7 * 36_165.0;
            share(&social_lets(run, 2022), between)
        },
    );
    assert!(lower < enacted, "{lower} under a lower limit, {enacted}");
}

/// Rental lets in the first area to households that article 8 refuses: short in the region
/// and without listed income.
fn newcomers_without_work(run: &mut Simulation) -> f64 {
    run.run_until(2016);
    let mut count = 0;
    while run.year() <= 2024 {
        let year = run.year();
        run.step();
        let world = run.world_mut();
        let refused: Vec<(u64, bool)> = world
            .query::<(&People, &Seeker)>()
            .iter(world)
            .map(|(p, s)| {
                let new = year - i32::from(s.region_since) < 6;
                (p.key, new && p.source == IncomeSource::Benefit)
            })
            .collect();
        let lets = world.resource::<LettingLog>().moves.iter();
        count += lets
            .filter(|m| m.area == 0 && m.tenure != Tenure::Owner)
            .filter(|m| refused[m.row as usize] == (m.key, true))
            .count();
    }
    f64::from(count as u32)
}

#[test]
fn the_rotterdam_act_keeps_newcomers_without_work_out_of_the_area() {
    let [without, with] = over_replicates(
        &many_mediated(),
        |p| {
            p.rotterdam_act.in_force = true;
            p.rotterdam_act.areas = vec!["1001".into()];
        },
        newcomers_without_work,
    );
    assert!(without > 10.0, "{without}");
    assert!(with < 0.2 * without, "{with} with, {without} without");
    // Article 9: who earns by work goes first.
    let by_work = |run: &mut Simulation| {
        run.run_until(2016);
        let (mut work, mut all) = (0.0, 0.0);
        while run.year() <= 2022 {
            run.step();
            let world = run.world_mut();
            let source: Vec<IncomeSource> = world
                .query::<&People>()
                .iter(world)
                .map(|p| p.source)
                .collect();
            for m in &world.resource::<LettingLog>().moves {
                if m.area == 0 && m.tenure == Tenure::Social {
                    work += f64::from(u8::from(source[m.row as usize] == IncomeSource::Work));
                    all += 1.0;
                }
            }
        }
        work / all
    };
    let mut designated = Policy::default();
    designated.rotterdam_act.in_force = true;
    designated.rotterdam_act.areas = vec!["1001".into()];
    designated.rotterdam_act.article_8 = false;
    let [without, with] =
        over_replicates(&designated, |p| p.rotterdam_act.article_9 = true, by_work);
    assert!(with > without, "{with} with, {without} without priority");
}
