//! Stock instruments: their main effect in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Tenure;
use buurt_model::Policy;
use buurt_model::components::{Complex, Dwelling, Home, Income, NONE, People, Seeker, Urgency};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::{Channel, LettingLog};
use buurt_model::rulebook::{Candidate, Offer, Rule};
use buurt_model::search::rooms_needed;
use buurt_params::law::LawYear;
use std::collections::{BTreeMap, BTreeSet};
use town::{moves, pair, start, start_replicate, stock};

fn demolishing(p: &mut Policy) {
    p.demolition.in_force = true;
    p.demolition.areas = vec!["1001".into()];
    p.demolition.from = 2018;
    p.demolition.until = 2020;
    p.demolition.dwellings_per_year = 60;
    p.demolition.relocation_years = 2;
    p.demolition.construction_years = 2;
    p.demolition.return_share = 1.0;
}

#[test]
fn sales_take_dwellings_out_of_the_social_stock_up_to_the_cap() {
    let mut none = Policy::default();
    none.sales.share_of_vacancies = 0.0;
    let [mut kept, mut sold] = pair(&none, |p| p.sales.share_of_vacancies = 0.3);
    let [_, mut capped] = pair(&none, |p| {
        p.sales.share_of_vacancies = 0.3;
        p.sales.cap = 0.005;
    });
    let mut tenants = none.clone();
    tenants.sales.to_tenants = 0.1;
    let mut to_tenants = start(&tenants);
    for run in [&mut kept, &mut sold, &mut capped, &mut to_tenants] {
        run.run_until(2022);
    }
    let social = |run: &mut buurt_model::Simulation| stock(run)[Tenure::Social as usize];
    let [a, b, c, d] = [&mut kept, &mut sold, &mut capped, &mut to_tenants].map(social);
    assert!(b < c && c < a, "{a} kept, {b} sold, {c} capped");
    assert!(d < a, "{d} after sales to tenants");
}

#[test]
fn a_cap_on_sales_does_not_fall_on_the_places_that_come_last() {
    let social = |run: &mut buurt_model::Simulation| -> Vec<bool> {
        let world = run.world_mut();
        let mut found = world.query::<&Dwelling>();
        let all = found.iter(world).map(|d| d.tenure == Tenure::Social);
        all.collect()
    };
    // Share of what is sold in the last half of the social dwellings, in the order of rows.
    let in_last_half = |cap: f64| {
        let mut policy = Policy::default();
        policy.sales.share_of_vacancies = 0.0;
        policy.sales.to_tenants = 1.0;
        policy.sales.cap = cap;
        let mut halves = [0.0; 2];
        for replicate in 0..24 {
            let mut run = start_replicate(&policy, replicate);
            run.run_until(2016);
            let before = social(&mut run);
            let rows: Vec<usize> = (0..before.len()).filter(|&i| before[i]).collect();
            run.step();
            let after = social(&mut run);
            for (place, &row) in rows.iter().enumerate() {
                let half = usize::from(2 * place >= rows.len());
                halves[half] += f64::from(u8::from(!after[row]));
            }
        }
        halves[1] / (halves[0] + halves[1])
    };
    let (free, capped) = (in_last_half(1.0), in_last_half(0.01));
    assert!((capped - free).abs() < 0.5 * free, "{capped} and {free}");
}

#[test]
fn a_tenant_who_buys_owns_as_much_as_before() {
    let mut none = Policy::default();
    none.sales.share_of_vacancies = 0.0;
    let [mut kept, mut sold] = pair(&none, |p| p.sales.to_tenants = 1.0);
    // By household: wealth, and whether it owns its home.
    let of = |run: &mut buurt_model::Simulation| {
        run.run_until(2017);
        let world = run.world_mut();
        let tenures: Vec<Tenure> = world
            .query::<&Dwelling>()
            .iter(world)
            .map(|d| d.tenure)
            .collect();
        let mut found = world.query::<(&People, &Income, &Home)>();
        found
            .iter(world)
            .filter(|(p, _, home)| p.alive && home.dwelling != NONE)
            .map(|(p, i, home)| {
                let owns = tenures[home.dwelling as usize] == Tenure::Owner;
                (p.key, (home.dwelling, i.wealth_eur, owns))
            })
            .collect::<BTreeMap<_, _>>()
    };
    let (kept, sold) = (of(&mut kept), of(&mut sold));
    let mut bought = 0;
    for (key, (dwelling, wealth, owns)) in &sold {
        // The same home, rented in the one run and bought in the other.
        if let Some((before, had, false)) = kept.get(key)
            && before == dwelling
            && *owns
            && *had > 0.0
        {
            bought += 1;
            assert_eq!(wealth, had);
        }
    }
    assert!(bought > 5, "{bought}");
}

#[test]
fn demolition_replaces_social_dwellings_by_the_mix() {
    let [mut base, mut with] = pair(&Policy::default(), demolishing);
    base.run_until(2025);
    let mut booked = [0.0; 2];
    while with.year() <= 2025 {
        with.step();
        let ledger = with.world_mut().resource::<Ledger>();
        booked[0] += ledger.of(Item::Demolished);
        booked[1] += ledger.of(Item::Relocated);
    }
    let (a, b) = (stock(&mut base), stock(&mut with));
    assert!(booked[0] >= 120.0, "{booked:?}");
    assert!(booked[1] > 0.5 * booked[0]);
    assert!(b[0] < a[0] && b[1] > a[1] && b[3] > a[3], "{a:?} {b:?}");
    let total = |x: [u32; 4]| x.iter().sum::<u32>();
    assert_eq!(total(a), total(b), "one new dwelling per demolished one");
}

/// Takes away what urgency adds to the rank of a response.
#[derive(Debug)]
struct InLine;

impl Rule for InLine {
    fn priority(&self, _: &LawYear, who: &Candidate, _: &Offer) -> f64 {
        -1000.0 * f64::from(who.urgency as u8)
    }
}

#[test]
fn urgency_wins_the_displaced_more_adverts_with_shorter_registrations() {
    let mut condemning = Policy::default();
    demolishing(&mut condemning);
    // Years of registration with which the displaced won an advert, in line and urgent.
    let mut won = [Vec::new(), Vec::new()];
    for replicate in 0..4 {
        for (urgent, won) in [false, true].into_iter().zip(&mut won) {
            let mut run = start_replicate(&condemning, replicate);
            run.run_until(2017);
            if !urgent {
                run.add_rule(InLine);
            }
            let all = moves(&mut run, 5).into_iter().map(|(_, m)| m);
            let adverts = all.filter(|m| {
                m.channel == Channel::Advert
                    && m.urgency == Urgency::Renewal
                    && m.registered_years.is_finite()
            });
            won.extend(adverts.map(|m| f64::from(m.registered_years)));
        }
    }
    let [before, after] = won.map(|x| (x.len(), x.iter().sum::<f64>() / x.len() as f64));
    assert!(
        after.0 > before.0 && after.1 < before.1,
        "number and years: {after:?} with, {before:?} without urgency"
    );
}

#[test]
fn the_displaced_go_before_others_and_some_return() {
    let returned = |share: f64| {
        let mut policy = Policy::default();
        demolishing(&mut policy);
        policy.demolition.return_share = share;
        let mut run = start(&policy);
        let mut displaced = BTreeSet::new();
        let mut back = 0;
        while run.year() <= 2026 {
            let before = displaced.clone();
            run.step();
            let world = run.world_mut();
            let mut people = world.query::<(&People, &Seeker)>();
            let left = people
                .iter(world)
                .filter(|(p, s)| p.alive && s.returns_to != NONE);
            displaced.extend(left.map(|(p, _)| p.key));
            let complexes: Vec<Complex> = world.query::<&Complex>().iter(world).copied().collect();
            let new = |dwelling: u32| {
                complexes
                    .iter()
                    .any(|x| x.replaces != NONE && (x.first..x.first + x.count).contains(&dwelling))
            };
            let log = &world.resource::<LettingLog>().moves;
            back += log
                .iter()
                .filter(|m| before.contains(&m.key) && new(m.to))
                .count();
        }
        (displaced.len(), back)
    };
    let ((all, some), (_, few)) = (returned(1.0), returned(0.0));
    assert!(all > 60, "{all} displaced");
    assert!(
        some > few && some >= 5,
        "{some} came back when called, {few} when not"
    );
}

#[test]
fn who_must_leave_in_time_does_not_take_the_first_home_that_comes() {
    // Rooms lacking after the move less before it, mean over who leaves a condemned home.
    let (mut lacking, mut movers) = (0.0, 0.0);
    for replicate in 0..16 {
        let mut policy = Policy::default();
        demolishing(&mut policy);
        policy.demolition.relocation_years = 4;
        let mut run = start_replicate(&policy, replicate);
        run.run_until(2017);
        for _ in 2018..=2021 {
            let year = run.year();
            run.step();
            let world = run.world_mut();
            let rooms: Vec<u8> = world
                .query::<&Dwelling>()
                .iter(world)
                .map(|d| d.building.rooms)
                .collect();
            for m in &world.resource::<LettingLog>().moves {
                if m.urgency == Urgency::Renewal && m.from != NONE {
                    let need = f64::from(rooms_needed(m.persons));
                    let lack = |rooms: u8| (need - f64::from(rooms)).max(0.0);
                    lacking += lack(m.rooms) - lack(rooms[m.from as usize]);
                    movers += 1.0;
                }
            }
            assert_eq!(run.year(), year + 1);
        }
    }
    assert!(movers > 100.0, "{movers}");
    assert!(lacking < 0.0, "{}", lacking / movers);
}

#[test]
fn who_must_leave_looks_as_often_as_others_with_urgency() {
    let mut policy = Policy::default();
    demolishing(&mut policy);
    policy.demolition.relocation_years = 4;
    let moved = |activity_urgent: f64| {
        let mut policy = policy.clone();
        policy.choice.activity_urgent = activity_urgent;
        let mut run = start(&policy);
        run.run_until(2017);
        // Before anything is rebuilt to which anybody could be called back.
        let all = moves(&mut run, 4);
        let displaced = all.iter().filter(|m| m.1.urgency == Urgency::Renewal);
        displaced.count()
    };
    assert_eq!(moved(0.0), 0);
    assert!(moved(0.35) > 20, "{}", moved(0.35));
}
