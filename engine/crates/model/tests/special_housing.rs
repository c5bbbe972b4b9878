//! Special housing: Housing First, Skaeve Huse and the halfway facility, in paired runs of a
//! small town in which many people leave care. Their sites are in `special_housing_sites.rs`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Vulnerability;
use buurt_model::components::{
    Care, Dwelling, Home, NONE, People, Seeker, Special, Support, Terms, Urgency, Use,
};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::Channel;
use buurt_model::special_housing::SpecialHousing;
use buurt_model::{Policy, Simulation};
use std::collections::BTreeSet;
use town::special::{with_halfway_facility, with_housing_first};
use town::{many_leave_care, moves, pair, residents, start};

fn booked(run: &mut Simulation, item: Item) -> f64 {
    run.world_mut().resource::<Ledger>().of(item)
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
    let mut plain = start(&many_leave_care());
    plain.run_until(2020);
    let plain = format!("{:?}", plain.tables());
    for (i, change) in settings.into_iter().enumerate() {
        let [_, mut with] = pair(&many_leave_care(), change);
        with.run_until(2020);
        assert!(plain == format!("{:?}", with.tables()), "setting {i}");
    }
}

#[test]
fn skaeve_huse_takes_nuisance_out_of_the_ordinary_stock() {
    let [mut without, mut with] = pair(&many_leave_care(), |p| {
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
    let mut policy = many_leave_care();
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
fn who_has_no_records_left_looks_for_another_home_than_skaeve_huse() {
    let mut policy = many_leave_care();
    policy.skaeve_huse.in_force = true;
    policy.skaeve_huse.site_found = 1.0;
    policy.skaeve_huse.years_to_open = 1;
    policy.skaeve_huse.places = 40;
    policy.conduct.lapse = 0.8;
    let mut run = start(&policy);
    let (mut stay, mut look) = (0, 0);
    while run.year() <= 2026 {
        run.step();
        let inside = residents(&mut run, Special::SkaeveHuse);
        let world = run.world_mut();
        let mut found = world.query::<(&Care, &Seeker)>();
        let all: Vec<(Care, Seeker)> = found.iter(world).map(|(c, s)| (*c, *s)).collect();
        for row in inside {
            let (care, seeker) = all[row as usize];
            assert_eq!(care.nuisance == 0, seeker.searching(), "{care:?}");
            stay += u32::from(care.nuisance > 0);
            look += u32::from(care.nuisance == 0);
        }
    }
    assert!(stay > 5 && look > 0, "{stay} and {look}");
}

#[test]
fn clients_of_housing_first_wait_for_a_dwelling_and_not_in_a_halfway_facility() {
    let mut policy = many_leave_care();
    with_housing_first(&mut policy);
    with_halfway_facility(&mut policy, 2);
    policy.halfway_facility.suited = 1.0;
    // Every complex is closed to them, so that clients wait from one year to the next.
    policy.complex_stop.in_force = true;
    (policy.complex_stop.share, policy.complex_stop.incidents) = (0.0, 0.0);
    let mut run = start(&policy);
    let (mut clients, mut inside) = (0, 0);
    while run.year() <= 2024 {
        run.step();
        let rows = residents(&mut run, Special::Halfway);
        let all = town::people(&mut run);
        let is_client = |care: &Care| care.support == Support::HousingFirst;
        clients += all.iter().filter(|(p, c)| p.alive && is_client(c)).count();
        inside += rows.len();
        assert!(rows.iter().all(|&row| !is_client(&all[row as usize].1)));
    }
    assert!(clients > 5 && inside > 5, "{clients} and {inside}");
}

#[test]
fn couples_in_a_halfway_facility_are_residents_whoever_of_them_was_admitted() {
    let mut policy = many_leave_care();
    with_halfway_facility(&mut policy, 0);
    policy.halfway_facility.suited = 1.0;
    policy.halfway_facility.places = 60;
    policy.halfway_facility.stay_months = 30.0;
    policy.demography.pairing = 0.5;
    let mut couples = 0;
    for replicate in 0..4 {
        let mut run = town::start_replicate(&policy, replicate);
        while run.year() <= 2024 {
            run.step();
            let rows = residents(&mut run, Special::Halfway);
            let all = town::people(&mut run);
            let noted = &run.world_mut().resource::<SpecialHousing>().residents;
            for row in rows {
                let (p, _) = &all[row as usize];
                assert!(noted.iter().any(|r| r.key == p.key), "{p:?}");
                couples += u32::from(p.adults == 2);
            }
        }
    }
    assert!(couples > 5, "{couples}");
}

#[test]
fn the_terms_of_a_contract_end_with_it() {
    let mut policy = many_leave_care();
    policy.two_rents.in_force = true;
    policy.rent_policy.target_share = 0.95;
    policy.conduct.evicted_on_low_income = 0.1;
    let mut run = start(&policy);
    let mut contracts = 0;
    for _ in 0..8 {
        run.step();
        let world = run.world_mut();
        let mut found = world.query::<&Home>();
        for home in found.iter(world).filter(|h| h.terms != Terms::Ordinary) {
            assert_ne!(home.dwelling, NONE, "{home:?}");
            contracts += 1;
        }
    }
    assert!(contracts > 20, "{contracts}");
}

#[test]
fn a_halfway_facility_delays_and_lets_land_better() {
    let facility = |prevents: f64| {
        move |p: &mut Policy| {
            with_halfway_facility(p, 0);
            p.halfway_facility.suited = 1.0;
            p.halfway_facility.stay_months = 18.0;
            p.halfway_facility.prevents = prevents;
            p.halfway_facility.effect_years = 10;
        }
    };
    let [mut without, mut with] = pair(&many_leave_care(), facility(1.0));
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
    let mut scarce = many_leave_care();
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
            let mut policy = many_leave_care();
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
