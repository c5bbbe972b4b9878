//! Special housing: Housing First, Skaeve Huse, the halfway facility and their sites, in
//! paired runs of a small town in which many people leave care.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Vulnerability;
use buurt_model::components::{
    Care, Complex, Dwelling, Home, NONE, People, Seeker, Special, Support, Urgency, Use,
};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::Channel;
use buurt_model::special_housing::{Site, SpecialHousing};
use buurt_model::{Policy, Simulation, Snapshot};
use std::collections::BTreeSet;
use std::sync::Arc;
use town::{moves, pair, start};

/// Many people leave care, so that facilities fill.
fn base() -> Policy {
    let mut policy = Policy::default();
    policy.demography.care_leavers_per_1000 = 30.0;
    policy.conduct.shelter = 0.3;
    policy.conduct.mental_health = 0.2;
    policy
}

fn booked(run: &mut Simulation, item: Item) -> f64 {
    run.world_mut().resource::<Ledger>().of(item)
}

/// Rows of households that live in a kind of facility.
fn residents(run: &mut Simulation, kind: Special) -> Vec<u32> {
    let world = run.world_mut();
    let complexes: Vec<Complex> = world.query::<&Complex>().iter(world).copied().collect();
    let mut query = world.query::<&Dwelling>();
    query
        .iter(world)
        .filter(|d| complexes[d.building.complex as usize].special == kind && d.occupant != NONE)
        .map(|d| d.occupant)
        .collect()
}

#[test]
fn switched_on_without_places_nothing_changes() {
    let settings: [fn(&mut Policy); 4] = [
        |p| {
            p.skaeve_huse.in_force = true;
            p.skaeve_huse.places = 0;
        },
        |p| {
            p.halfway_facility.in_force = true;
            p.halfway_facility.places = 0;
        },
        |p| {
            p.housing_first.in_force = true;
            p.housing_first.per_year = 0;
        },
        |p| p.siting_under_protest.in_force = true,
    ];
    let mut plain = start(&base());
    plain.run_until(2020);
    let plain = format!("{:?}", plain.tables());
    for (i, change) in settings.into_iter().enumerate() {
        let [_, mut with] = pair(&base(), change);
        with.run_until(2020);
        assert!(plain == format!("{:?}", with.tables()), "setting {i}");
    }
}

#[test]
fn skaeve_huse_takes_nuisance_out_of_the_ordinary_stock() {
    let [mut without, mut with] = pair(&base(), |p| {
        p.skaeve_huse.in_force = true;
        p.skaeve_huse.site_found = 1.0;
        p.skaeve_huse.years_to_open = 1;
    });
    let nuisance = |run: &mut Simulation| {
        let world = run.world_mut();
        let state: Vec<Use> = world
            .query::<&Dwelling>()
            .iter(world)
            .map(|d| d.state)
            .collect();
        let mut query = world.query::<(&People, &Home, &Care)>();
        query
            .iter(world)
            .filter(|(p, h, _)| p.alive && h.dwelling != NONE)
            .filter(|(_, h, _)| state[h.dwelling as usize] != Use::Special)
            .map(|(_, _, c)| u32::from(c.nuisance))
            .sum::<u32>()
    };
    let (mut a, mut b, mut built) = (0, 0, 0.0);
    while with.year() <= 2024 {
        without.step();
        with.step();
        built += booked(&mut with, Item::BuiltSpecial);
        a += nuisance(&mut without);
        b += nuisance(&mut with);
    }
    assert_eq!(built, 7.0);
    let inside = residents(&mut with, Special::SkaeveHuse);
    assert!((1..=7).contains(&inside.len()), "{inside:?}");
    assert!(b < a, "{b} records in the ordinary stock, {a} without");
    let world = with.world_mut();
    let care: Vec<Care> = world.query::<&Care>().iter(world).copied().collect();
    let supported = |row: &u32| care[*row as usize].support != Support::None;
    assert!(inside.iter().all(supported));
}

#[test]
fn support_ends_a_year_after_who_lived_in_skaeve_huse_has_left() {
    let mut policy = base();
    policy.skaeve_huse.in_force = true;
    policy.skaeve_huse.site_found = 1.0;
    policy.skaeve_huse.years_to_open = 1;
    policy.skaeve_huse.places = 40;
    policy.conduct.lapse = 0.8;
    policy.search.social = 5.0;
    // No support but that of the units.
    policy.support.months = 0.0;
    let (mut now_and_then, mut ended) = (0, 0);
    for replicate in 0..8 {
        let mut run = town::start_replicate(&policy, replicate);
        let mut lived: Vec<(u64, usize, i32)> = Vec::new();
        while run.year() <= 2028 {
            let year = run.year();
            run.step();
            let inside = residents(&mut run, Special::SkaeveHuse);
            let all = town::people(&mut run);
            for row in inside.iter().map(|&row| row as usize) {
                let (p, care) = all[row];
                assert!(care.supported(year as i16), "{year}: {care:?}");
                now_and_then += 1;
                lived.retain(|x| x.0 != p.key);
                lived.push((p.key, row, year));
            }
            for &(key, row, last) in &lived {
                // Whoever was last there at the end of a year left in the next.
                let (p, care) = all[row];
                if p.alive && p.key == key && year > last + 2 {
                    assert!(!care.supported(year as i16), "{last}, {year}: {care:?}");
                    ended += 1;
                }
            }
        }
    }
    assert!(now_and_then > 20 && ended > 5, "{now_and_then} and {ended}");
}

#[test]
fn a_site_that_is_not_for_good_moves_with_its_residents() {
    let mut policy = base();
    policy.skaeve_huse.in_force = true;
    policy.skaeve_huse.from = 2017;
    policy.skaeve_huse.site_found = 1.0;
    policy.skaeve_huse.years_to_open = 1;
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
    let mut policy = base();
    policy.housing_first.in_force = true;
    policy.housing_first.per_year = 100;
    policy.housing_first.places = 1000;
    policy.housing_first.from = 2017;
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

#[test]
fn residents_leave_facilities_that_are_no_longer_in_force_and_nobody_comes() {
    let mut policy = base();
    policy.halfway_facility.in_force = true;
    policy.halfway_facility.from = 2017;
    policy.halfway_facility.site_found = 1.0;
    policy.halfway_facility.suited = 1.0;
    policy.halfway_facility.years_to_open = 0;
    policy.halfway_facility.stay_months = 18.0;
    policy.skaeve_huse.in_force = true;
    policy.skaeve_huse.from = 2017;
    policy.skaeve_huse.site_found = 1.0;
    policy.skaeve_huse.years_to_open = 0;
    policy.conduct.lapse = 0.8;
    // A partner may move in.
    policy.demography.pairing = 0.0;
    policy.direct_mediation.share = 1.0;
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
fn units_of_a_facility_that_is_wound_up_go_to_other_use() {
    let mut policy = base();
    policy.halfway_facility.in_force = true;
    policy.halfway_facility.from = 2017;
    policy.halfway_facility.site_found = 1.0;
    policy.halfway_facility.years_to_open = 0;
    policy.halfway_facility.stay_months = 6.0;
    policy.skaeve_huse.in_force = true;
    policy.skaeve_huse.from = 2017;
    policy.skaeve_huse.site_found = 1.0;
    policy.skaeve_huse.years_to_open = 0;
    policy.conduct.lapse = 1.0;
    policy.demography.pairing = 0.0;
    policy.direct_mediation.share = 1.0;
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
    let mut policy = base();
    policy.halfway_facility.in_force = true;
    policy.halfway_facility.from = 2017;
    policy.halfway_facility.site_found = 1.0;
    policy.halfway_facility.years_to_open = 5;
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
    let mut policy = base();
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

#[test]
fn a_halfway_facility_delays_and_lets_land_better() {
    let facility = |prevents: f64| {
        move |p: &mut Policy| {
            p.halfway_facility.in_force = true;
            p.halfway_facility.from = 2017;
            p.halfway_facility.site_found = 1.0;
            p.halfway_facility.suited = 1.0;
            p.halfway_facility.years_to_open = 0;
            p.halfway_facility.stay_months = 18.0;
            p.halfway_facility.prevents = prevents;
            p.halfway_facility.effect_years = 10;
        }
    };
    let [mut without, mut with] = pair(&base(), facility(1.0));
    let mut prepared: BTreeSet<u64> = BTreeSet::new();
    let mut records = [0, 0];
    let (mut early, mut late) = (Vec::new(), Vec::new());
    let mut lived = 0;
    while with.year() <= 2024 {
        let (a, b) = (moves(&mut without, 1), moves(&mut with, 1));
        lived = lived.max(residents(&mut with, Special::Halfway).len());
        let special = with.world_mut().resource::<SpecialHousing>();
        prepared.extend(special.prepared.iter().map(|p| p.key));
        early.extend(a.iter().map(|(y, m)| (m.key, y * 12 + m.round as i32)));
        late.extend(b.iter().map(|(y, m)| (m.key, y * 12 + m.round as i32)));
        for (run, sum) in [&mut without, &mut with].into_iter().zip(&mut records) {
            let world = run.world_mut();
            let mut query = world.query::<(&People, &Care)>();
            *sum += query
                .iter(world)
                .filter(|(p, _)| p.alive && prepared.contains(&p.key))
                .map(|(_, c)| u32::from(c.nuisance))
                .sum::<u32>();
        }
    }
    assert!((10..=20).contains(&lived), "{lived} residents");
    assert!(prepared.len() > 20, "{}", prepared.len());
    // The first dwelling of one's own comes later.
    let first = |lets: &[(u64, i32)]| {
        let of = |key: &u64| lets.iter().find(|l| l.0 == *key).map(|l| l.1);
        prepared.iter().map(of).collect::<Vec<_>>()
    };
    let (mut sooner, mut later) = (0, 0);
    for pair in first(&early).into_iter().zip(first(&late)) {
        if let (Some(a), Some(b)) = pair {
            sooner += i32::from(b < a);
            later += i32::from(b > a);
        }
    }
    assert!(later > 5 * sooner.max(1), "{later} later, {sooner} sooner");
    assert!(records[1] < records[0], "{records:?} records of nuisance");
}

#[test]
fn housing_first_houses_people_from_shelters_at_once_in_cheap_stock() {
    let offered = |p: &mut Policy| {
        p.housing_first.in_force = true;
        p.housing_first.per_year = 100;
        p.housing_first.places = 1000;
        p.housing_first.success = 0.85;
    };
    // Few are mediated, so that waiting is long; every client keeps the dwelling.
    let mut scarce = base();
    scarce.direct_mediation.share = 0.05;
    let [mut without, mut with] = pair(&scarce, |p| {
        offered(p);
        p.housing_first.success = 1.0;
    });
    let waiting = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut query = world.query::<(&People, &Home, &Care, &Seeker)>();
        query
            .iter(world)
            .filter(|(p, h, c, s)| {
                p.alive
                    && h.dwelling == NONE
                    && c.kind == Vulnerability::Shelter
                    && s.urgency == Urgency::Mediated
            })
            .count()
    };
    let (mut a, mut b, mut queues) = (Vec::new(), Vec::new(), [0, 0]);
    while with.year() <= 2023 {
        a.extend(moves(&mut without, 1));
        b.extend(moves(&mut with, 1));
        queues[0] += waiting(&mut without);
        queues[1] += waiting(&mut with);
    }
    assert!(queues[1] < queues[0], "{queues:?} waiting without and with");
    let rent = |moves: &[(i32, buurt_model::letting_log::Move)], channel: Channel| {
        let rents: Vec<f64> = moves
            .iter()
            .filter(|(_, m)| m.channel == channel)
            .map(|(_, m)| m.rent_eur)
            .collect();
        (rents.len(), rents.iter().sum::<f64>() / rents.len() as f64)
    };
    assert_eq!(rent(&a, Channel::Contingent).0, 0);
    let ((clients, cheap), (_, ordinary)) =
        (rent(&b, Channel::Contingent), rent(&b, Channel::Advert));
    assert!(
        clients >= 10 && cheap < ordinary,
        "{clients} at {cheap}, others at {ordinary}"
    );
    // The others are back on the street, fewer the better it works.
    let lost = [1.0, 0.3].map(|success| {
        let [_, mut run] = pair(&scarce, |p| {
            offered(p);
            p.housing_first.success = success;
        });
        let mut evicted = 0.0;
        while run.year() <= 2024 {
            run.step();
            evicted += booked(&mut run, Item::Evicted);
        }
        evicted
    });
    assert!(lost[0] < lost[1], "{lost:?}");
}

#[test]
fn protest_keeps_clients_of_housing_first_in_weak_areas() {
    // The areas of the town rise in status with their number.
    let [anywhere, weak] = town::over_replicates(
        &{
            let mut policy = base();
            policy.housing_first.in_force = true;
            policy.housing_first.per_year = 100;
            policy.housing_first.places = 1000;
            policy.housing_first.cheap_weight = 0.0;
            policy
        },
        |p| {
            p.siting_under_protest.in_force = true;
            p.siting_under_protest.elasticity = 40.0;
        },
        |run| {
            let lets = moves(run, 8).into_iter();
            let areas: Vec<f64> = lets
                .filter(|(_, m)| m.channel == Channel::Contingent)
                .map(|(_, m)| f64::from(m.area))
                .collect();
            areas.iter().sum::<f64>() / areas.len() as f64
        },
    );
    assert!(weak < anywhere, "{weak} with protest, {anywhere} without");
}
