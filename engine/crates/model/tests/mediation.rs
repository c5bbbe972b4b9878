//! Direct mediation, contingents and the advice of care workers: their main effect in
//! paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::collections::BTreeMap;
use std::sync::Arc;

use buurt_city::{Tenure, Vulnerability};
use buurt_model::components::{Area, Care, Home, Landlord, NONE, People, Seeker, Special, Urgency};
use buurt_model::instruments::Objective;
use buurt_model::letting_log::{Channel, LettingLog, Move};
use buurt_model::stock::{Pipeline, Project, ProjectKind};
use buurt_model::{Policy, Simulation, Snapshot};
use town::{isolation_by_complex, many_mediated, moves, over_replicates, over_years, pair, start};

#[test]
fn mediated_households_are_housed_before_the_adverts() {
    let [mut with, mut without] = pair(&many_mediated(), |p| p.direct_mediation.in_force = false);
    let direct = |m: &[(i32, Move)]| m.iter().filter(|m| m.1.channel == Channel::Direct).count();
    let (a, b) = (moves(&mut with, 8), moves(&mut without, 8));
    assert!(direct(&a) > 50, "{}", direct(&a));
    assert_eq!(direct(&b), 0);
    let in_round_0 = a
        .iter()
        .filter(|m| m.1.channel == Channel::Direct && m.1.round == 0);
    assert!(in_round_0.count() > 0);
}

#[test]
fn mediation_shortens_the_wait_of_those_it_is_for() {
    // Household-years without a dwelling of their own of those who are to be mediated.
    let waiting = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Seeker, &Home)>();
        let to_be_mediated = found
            .iter(world)
            .filter(|(p, s, h)| p.alive && s.urgency == Urgency::Mediated && h.dwelling == NONE);
        to_be_mediated.count() as f64
    };
    let mut none = many_mediated();
    none.direct_mediation.in_force = false;
    let [without, with] = over_replicates(
        &none,
        |p| {
            p.direct_mediation.in_force = true;
            p.direct_mediation.share = 0.5;
        },
        |run| over_years(run, 2024, waiting),
    );
    assert!(with < without, "{with} wait with, {without} without");
}

#[test]
fn mediation_stays_within_its_share() {
    let direct = |share: f64| {
        let mut policy = many_mediated();
        policy.direct_mediation.share = share;
        let all = moves(&mut start(&policy), 6);
        let social = all.iter().filter(|m| m.1.tenure == Tenure::Social).count();
        let direct = all
            .iter()
            .filter(|m| m.1.channel == Channel::Direct)
            .count();
        direct as f64 / social as f64
    };
    let (none, little, much) = (direct(0.0), direct(0.05), direct(0.5));
    assert_eq!(none, 0.0);
    // The share is one of vacancies, a few of which are not let in their year.
    assert!((0.035..0.065).contains(&little), "{little}");
    assert!(little < much, "{little} {much}");
}

#[test]
fn a_placement_that_a_full_stairwell_stops_does_not_use_up_the_share() {
    let mut setting = town::setting(600, 2);
    setting.moves = true;
    let setting = Arc::new(setting);
    let mut policy = many_mediated();
    // Doors open again: vulnerability passes soon.
    policy.demography.recovery = 0.9;
    policy.demography.onset = 0.0;
    policy.portiek_cap.in_force = true;
    policy.portiek_cap.cap = 1;
    policy.direct_mediation.share = 0.2;
    policy.demography.permit_holders_per_1000 = 25.0;
    let initial = Snapshot::initial(&setting, 0);
    let mut run = Simulation::new(setting, &initial, &policy);
    let (mut agreed, mut placed) = (0.0, 0);
    for key in 0..5 {
        // Many vacancies behind a few doors at once, so that placements meet there.
        let year = run.year();
        let world = run.world_mut();
        world.resource_mut::<Pipeline>().projects.push(Project {
            key,
            year,
            planned: year,
            kind: ProjectKind::Programme,
            area: 0,
            dwellings: [96, 0, 0, 0],
            landlord: 0,
            replaces: NONE,
            return_share: 0.0,
            rent_over_cap: 0.7,
            rooms: 2,
            special: Special::None,
        });
        run.step();
        let log = run.world_mut().resource::<LettingLog>();
        let offered = log.grounds.as_ref().map_or(0, |g| g.offered);
        agreed += 0.2 * f64::from(offered);
        let direct = log.moves.iter().filter(|m| m.channel == Channel::Direct);
        placed += direct.count();
    }
    let part = placed as f64 / agreed;
    assert!((0.97..=1.03).contains(&part), "{placed} of {agreed}");
}

#[test]
fn who_is_mediated_answers_adverts_only_where_nobody_mediates() {
    let adverts = |in_force: bool| {
        let mut policy = many_mediated();
        policy.direct_mediation.in_force = in_force;
        let all = moves(&mut start(&policy), 6);
        let mediated = all.iter().filter(|m| m.1.urgency == Urgency::Mediated);
        mediated.filter(|m| m.1.channel == Channel::Advert).count()
    };
    assert_eq!(adverts(true), 0);
    assert!(adverts(false) > 20, "{}", adverts(false));
}

#[test]
fn spreading_lowers_the_isolation_of_vulnerable_households() {
    let [a, b] = over_replicates(
        &many_mediated(),
        |p| p.direct_mediation.objective = Objective::Spread,
        |run| over_years(run, 2027, isolation_by_complex),
    );
    assert!(b < a, "spread {b} against contain {a}");
}

#[test]
fn free_room_and_mediation_room_are_counted_apart() {
    let mut policy = many_mediated();
    policy.daeb.free_room_use = 0.0;
    let [mut none, mut free] = pair(&policy, |p| p.daeb.free_room_use = 0.2);
    let above = |run: &mut Simulation| {
        let all = moves(run, 6);
        let direct = all
            .iter()
            .filter(|m| m.1.channel == Channel::Direct)
            .count();
        let free = all.iter().filter(|m| m.1.free_room).count();
        (direct, free)
    };
    let ((direct_a, free_a), (direct_b, free_b)) = (above(&mut none), above(&mut free));
    assert_eq!(free_a, 0);
    assert!(free_b > 0 && direct_a > 0 && direct_b > 0);
    let [mut few, mut many] = pair(&policy, |p| p.direct_mediation.share = 0.6);
    assert_eq!(above(&mut few).1, 0);
    assert_eq!(above(&mut many).1, 0, "more mediation is no free room");
}

#[test]
fn contingents_house_care_leavers_up_to_the_agreed_number() {
    let mut little = many_mediated();
    little.direct_mediation.share = 0.03;
    // Who leaves care hardly looks for a home without help.
    little.choice.activity_urgent = 0.02;
    let [mut without, mut with] = pair(&little, |p| {
        p.contingent.in_force = true;
        p.contingent.per_year = 4;
        p.contingent.share = 1.0;
    });
    let waiting = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Care, &Home)>();
        let leavers = found.iter(world).filter(|(p, c, home)| {
            let leaver = matches!(
                c.kind,
                Vulnerability::MentalHealth | Vulnerability::Shelter | Vulnerability::ExDetainee
            );
            p.alive && leaver && home.dwelling == NONE
        });
        leavers.count()
    };
    let (mut all, mut waited) = (0, [0, 0]);
    for _ in 0..8 {
        without.step();
        with.step();
        waited[0] += waiting(&mut without);
        waited[1] += waiting(&mut with);
        let log = with.world_mut().resource::<LettingLog>();
        let mut by_landlord: BTreeMap<u32, u32> = BTreeMap::new();
        for m in &log.moves {
            if m.channel == Channel::Contingent {
                assert!(m.vulnerable);
                *by_landlord.entry(m.landlord).or_default() += 1;
            }
        }
        assert!(by_landlord.values().all(|&n| n <= 4), "{by_landlord:?}");
        all += by_landlord.values().sum::<u32>();
        let world = with.world_mut();
        let mut landlords = world.query::<&Landlord>();
        let counted: u32 = landlords.iter(world).map(|l| l.contingent_lets).sum();
        assert_eq!(counted, by_landlord.values().sum::<u32>());
    }
    assert!(all > 10, "{all}");
    let [a, b] = waited;
    assert!(b < a, "with contingents {b} wait, without {a}");
}

#[test]
fn care_workers_keep_their_clients_out_of_raw_areas() {
    let advised = |p: &mut Policy| {
        p.care_advice.in_force = true;
        p.care_advice.raw_from = 0.0;
        p.care_advice.raw_weight = 200.0;
        p.care_advice.rich_weight = 0.0;
    };
    let rawness = |run: &mut Simulation| {
        let (mut sum, mut count) = (0.0, 0.0);
        for _ in 0..10 {
            let world = run.world_mut();
            let areas: Vec<f32> = {
                let mut found = world.query::<&Area>();
                found.iter(world).map(|a| a.incidents).collect()
            };
            run.step();
            let log = run.world_mut().resource::<LettingLog>();
            for m in log.moves.iter().filter(|m| m.channel == Channel::Direct) {
                let mean = areas.iter().sum::<f32>() / areas.len() as f32;
                sum += f64::from(areas[m.area as usize] / mean.max(1e-6));
                count += 1.0;
            }
        }
        assert!(count > 50.0);
        sum / count
    };
    let [a, b] = over_replicates(&many_mediated(), advised, rawness);
    assert!(
        b < a,
        "with advice {b} against {a} times the city's incidents"
    );
}
