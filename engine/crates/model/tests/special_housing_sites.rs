//! Sites of special housing: the search under protest, the move to another site, and what
//! becomes of residents, clients and units when an instrument is no longer in force.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_model::components::{Complex, Dwelling, NONE, Special, Support, Use};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::LettingLog;
use buurt_model::run::Run;
use buurt_model::special_housing::{Site, SpecialHousing};
use buurt_model::{Policy, Simulation, Snapshot};
use std::sync::Arc;
use town::special::{with_halfway_facility, with_housing_first, with_skaeve_huse};
use town::{many_leave_care, residents, start};

fn booked(run: &mut Simulation, item: Item) -> f64 {
    run.world_mut().resource::<Ledger>().of(item)
}

#[test]
fn a_site_that_is_not_for_good_moves_with_its_residents() {
    let mut policy = many_leave_care();
    with_skaeve_huse(&mut policy, 1);
    policy.skaeve_huse.stays_years = 3;
    let mut run = start(&policy);
    let (mut built, mut gone, mut kept) = (0.0, 0.0, 0);
    let mut before: Vec<u32> = Vec::new();
    while run.year() <= 2024 {
        let year = run.year();
        run.step();
        built += booked(&mut run, Item::BuiltSpecial);
        gone += booked(&mut run, Item::Demolished);
        let inside = residents(&mut run, Special::SkaeveHuse);
        assert!(inside.len() <= 7, "{year}: {}", inside.len());
        if year == 2021 || year == 2024 {
            kept += inside.iter().filter(|row| before.contains(row)).count();
        }
        before = inside;
    }
    // Open from 2018, moved in 2021 and 2024.
    let sites = &run.world_mut().resource::<SpecialHousing>().sites;
    let opened = sites.iter().map(|s| match s.1 {
        Site::Found(_, year) => year,
        Site::GivenUp => 0,
    });
    assert_eq!(opened.collect::<Vec<_>>(), [2018, 2021, 2024]);
    assert_eq!((built, gone), (21.0, 14.0));
    assert!(kept > 0, "nobody moved along");
}

/// A run in which a policy holds to a year, and then the same without special housing.
fn switched_off_after(policy: &Policy, year: i32) -> Simulation {
    let setting = Arc::new(town::setting(600, 2));
    let mut first = Simulation::new(setting.clone(), &Snapshot::initial(&setting, 0), policy);
    first.run_until(year);
    let mut off = policy.clone();
    off.housing_first.in_force = false;
    off.halfway_facility.in_force = false;
    off.skaeve_huse.in_force = false;
    Simulation::new(setting, &first.snapshot(0), &off)
}

#[test]
fn clients_of_housing_first_keep_support_and_trial_until_their_time_is_over() {
    let mut policy = many_leave_care();
    with_housing_first(&mut policy);
    policy.housing_first.success = 0.3;
    policy.conduct.in_force = false;
    let mut run = switched_off_after(&policy, 2020);
    let clients = |run: &mut Simulation| -> Vec<u64> {
        let all = town::people(run);
        let of = all
            .iter()
            .filter(|(p, c)| p.alive && c.support == Support::HousingFirst);
        of.map(|(p, _)| p.key).collect()
    };
    let began = clients(&mut run);
    let (mut evicted, mut hours) = (0.0, 0.0);
    let mut left = began.clone();
    while run.year() <= 2025 {
        run.step();
        left = clients(&mut run);
        assert!(left.iter().all(|key| began.contains(key)), "somebody new");
        evicted += booked(&mut run, Item::Evicted);
        if run.year() == 2022 {
            hours += booked(&mut run, Item::SupportHours);
            assert!(!left.is_empty());
        }
    }
    // Five years of support, the last of which began in 2020.
    assert!(began.len() > 5 && evicted > 0.0 && hours > 0.0, "{evicted}");
    assert!(left.is_empty(), "{} for ever", left.len());
}

/// Both facilities, on sites that are found at once.
fn both_facilities() -> Policy {
    let mut policy = many_leave_care();
    with_halfway_facility(&mut policy, 0);
    with_skaeve_huse(&mut policy, 0);
    // A partner may move in.
    policy.demography.pairing = 0.0;
    policy.direct_mediation.share = 1.0;
    policy
}

#[test]
fn residents_leave_facilities_that_are_no_longer_in_force_and_nobody_comes() {
    let mut policy = both_facilities();
    policy.halfway_facility.suited = 1.0;
    policy.halfway_facility.stay_months = 18.0;
    policy.conduct.lapse = 0.8;
    let mut run = switched_off_after(&policy, 2020);
    let kinds = [Special::Halfway, Special::SkaeveHuse];
    let began = kinds.map(|kind| residents(&mut run, kind));
    assert!(began.iter().all(|rows| !rows.is_empty()), "{began:?}");
    while run.year() <= 2024 {
        let year = run.year() as i16;
        run.step();
        let inside = kinds.map(|kind| residents(&mut run, kind));
        for (now, then) in inside.iter().zip(&began) {
            assert!(now.iter().all(|row| then.contains(row)), "somebody new");
        }
        // Support goes on in Skaeve Huse while they live there.
        let all = town::people(&mut run);
        let supported = |&row: &u32| all[row as usize].1.supported(year);
        assert!(inside[1].iter().all(supported));
    }
    let left = residents(&mut run, Special::Halfway).len();
    assert!(4 * left < began[0].len(), "{left} of {}", began[0].len());
}

#[test]
fn places_of_a_halfway_facility_that_come_free_are_filled_in_the_same_year() {
    let mut policy = both_facilities();
    policy.halfway_facility.suited = 1.0;
    policy.halfway_facility.places = 2;
    policy.halfway_facility.stay_months = 3.0;
    policy.demography.care_leavers_per_1000 = 10.0;
    policy.direct_mediation.share = 0.4;
    // Years in which more are admitted than there are places.
    let mut more = 0;
    for replicate in 0..8 {
        let mut run = town::start_replicate(&policy, replicate);
        for _ in 0..6 {
            let prepared = |run: &mut Simulation| {
                let special = run.world_mut().resource::<SpecialHousing>();
                special.prepared.len()
            };
            let before = prepared(&mut run);
            run.step();
            more += u32::from(prepared(&mut run) > before + 2);
            let inside = residents(&mut run, Special::Halfway);
            let noted = &run.world_mut().resource::<SpecialHousing>().residents;
            assert!(inside.iter().all(|row| noted.iter().any(|r| r.row == *row)));
            assert_eq!(run.fault(), None);
        }
    }
    assert!(more > 3, "{more}");
}

#[test]
fn hours_of_a_halfway_facility_are_those_of_the_rounds_in_which_it_is_lived_in() {
    let mut policy = both_facilities();
    policy.skaeve_huse.in_force = false;
    policy.halfway_facility.suited = 1.0;
    policy.halfway_facility.places = 30;
    policy.halfway_facility.stay_months = 4.0;
    policy.demography.care_leavers_per_1000 = 10.0;
    let (mut parts, mut lived) = (0, 0);
    for replicate in 0..4 {
        // Support of others is the same where that of residents takes no hours.
        let mut run = town::start_replicate(&policy, replicate);
        let mut none = policy.clone();
        none.halfway_facility.hours = 0.0;
        let mut none = town::start_replicate(&none, replicate);
        for _ in 0..5 {
            let year = run.year();
            run.step();
            none.step();
            let others = booked(&mut none, Item::SupportHours);
            let world = run.world_mut();
            let rounds = world.resource::<Run>().rounds as i32;
            let (start, stay) = (year * rounds, 4 * rounds / 12);
            let moves = world.resource::<LettingLog>().moves.clone();
            let mut expected = 0;
            for r in world.resource::<SpecialHousing>().residents.clone() {
                let came = (r.leaves - stay - start).max(0);
                let left = moves.iter().find(|m| m.key == r.key);
                let until = left.map_or(rounds, |m| m.round as i32 + 1);
                expected += until - came;
                parts += u32::from(until - came < rounds);
            }
            lived += expected;
            let years = f64::from(expected) / f64::from(rounds);
            let hours = 52.0 * policy.halfway_facility.hours * years;
            let booked = booked(&mut run, Item::SupportHours) - others;
            assert!((booked - hours).abs() < 1e-6, "{booked} for {hours}");
        }
    }
    assert!(parts > 20 && lived > 100, "{parts} of {lived} rounds");
}

#[test]
fn units_of_a_facility_that_is_wound_up_go_to_other_use() {
    let mut policy = both_facilities();
    policy.halfway_facility.stay_months = 6.0;
    policy.conduct.lapse = 1.0;
    let mut run = switched_off_after(&policy, 2019);
    let of_kind = |run: &mut Simulation, kind: Special| -> Vec<u32> {
        let world = run.world_mut();
        let complexes: Vec<Complex> = world.query::<&Complex>().iter(world).copied().collect();
        let of = complexes.iter().filter(|x| x.special == kind);
        of.flat_map(|x| x.first..x.first + x.count).collect()
    };
    let kinds = [Special::Halfway, Special::SkaeveHuse];
    let units = kinds.map(|kind| of_kind(&mut run, kind));
    assert!(units.iter().all(|u| !u.is_empty()));
    let mut taken_away = 0.0;
    while run.year() <= 2028 {
        run.step();
        taken_away += booked(&mut run, Item::Demolished);
    }
    let world = run.world_mut();
    let all: Vec<Dwelling> = world.query::<&Dwelling>().iter(world).copied().collect();
    let [halfway, skaeve] =
        units.map(|rows| -> Vec<Dwelling> { rows.iter().map(|&i| all[i as usize]).collect() });
    assert!(skaeve.iter().all(|d| d.state == Use::Demolished));
    assert_eq!(taken_away, skaeve.len() as f64);
    assert!(halfway.iter().all(|d| d.state == Use::Ordinary));
    let let_out = halfway.iter().filter(|d| d.occupant != NONE).count();
    assert!(
        2 * let_out > halfway.len(),
        "{let_out} of {}",
        halfway.len()
    );
}

#[test]
fn what_is_not_built_when_a_facility_is_switched_off_is_built_no_more() {
    let mut policy = many_leave_care();
    with_halfway_facility(&mut policy, 5);
    let mut run = switched_off_after(&policy, 2019);
    let waits = |run: &mut Simulation| run.world_mut().resource::<SpecialHousing>().sites.len();
    assert_eq!(waits(&mut run), 1);
    let mut built = 0.0;
    while run.year() <= 2025 {
        run.step();
        built += booked(&mut run, Item::BuiltSpecial);
    }
    assert_eq!((built, waits(&mut run)), (0.0, 0));
}

/// How often a site was found, and the mean number of its area (0 is the weakest).
fn sites(change: impl Fn(&mut Policy)) -> (u32, f64) {
    let mut policy = many_leave_care();
    policy.skaeve_huse.in_force = true;
    policy.skaeve_huse.from = 2017;
    change(&mut policy);
    let (mut found, mut sum) = (0, 0.0);
    for replicate in 0..40 {
        let mut setting = town::setting(120, 1);
        setting.seed = 100 + replicate;
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, 0);
        let mut run = Simulation::new(setting, &initial, &policy);
        run.run_until(2023);
        for (_, site) in &run.world_mut().resource::<SpecialHousing>().sites {
            if let Site::Found(area, _) = site {
                found += 1;
                sum += f64::from(*area);
            }
        }
    }
    (found, sum / f64::from(found.max(1)))
}

#[test]
fn who_has_searched_since_long_has_the_years_of_the_scenario_for_it() {
    let since_long = sites(|p| p.skaeve_huse.from = 1995);
    assert_eq!(since_long, sites(|_| {}));
}

#[test]
fn under_protest_sites_land_in_weak_areas() {
    let (even, anywhere) = sites(|_| {});
    let (some, weak) = sites(|p| {
        p.siting_under_protest.in_force = true;
        p.siting_under_protest.elasticity = 40.0;
    });
    assert!(even > 0 && some > 0);
    assert!(weak < anywhere, "{weak} with protest, {anywhere} without");
    // A plan that looks at the receiving area lands where fewer vulnerable people live.
    let (_, looking) = sites(|p| {
        p.siting_under_protest.in_force = true;
        p.siting_under_protest.elasticity = 0.0;
        p.siting_under_protest.candidates = 20;
    });
    assert!(looking > weak, "{looking} against {weak}");
}

#[test]
fn political_nerve_finds_sites() {
    let found = [0.0, 1.0].map(|nerve| {
        sites(|p| {
            p.siting_under_protest.in_force = true;
            p.siting_under_protest.elasticity = 0.0;
            p.siting_under_protest.nerve = nerve;
        })
        .0
    });
    // About half without nerve, all with it.
    assert!(found[0] > 8 && found[0] < 32 && found[1] == 40, "{found:?}");
}
