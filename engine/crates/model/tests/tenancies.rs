//! Contracts with support and evictions: their main effect in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::collections::BTreeMap;

use buurt_city::{Tenure, Vulnerability};
use buurt_model::Policy;
use buurt_model::components::{Care, Dwelling, Home, Income, NONE, People, Support, Terms};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::LettingLog;
use buurt_model::rents::asking_rent;
use buurt_model::rulebook::Rulebook;
use buurt_model::run::Run;
use town::{booked, many_mediated, pair, start};

/// Asking rents near the maximum, none lowered to the caps.
fn dear() -> Policy {
    let mut policy = Policy::default();
    policy.passend.rent_response = false;
    policy.passend.exceptions = 0.0;
    policy.rent_policy.target_share = 0.95;
    policy.rent_policy.target_spread = 0.0;
    policy
}

#[test]
fn contracts_on_special_terms_go_on_where_the_policy_has_ended() {
    type Switch = fn(&mut Policy, bool);
    let change: [(Terms, Switch); 2] = [
        (Terms::IncomeRelated, |p, on| p.income_rent.in_force = on),
        (Terms::LowerRent, |p, on| p.two_rents.in_force = on),
    ];
    for (terms, set) in change {
        let mut policy = dear();
        policy.income_rent.outside_experiment = true;
        policy.income_rent.retest_years = 1;
        set(&mut policy, true);
        let mut run = start(&policy);
        run.run_until(2018);
        set(&mut policy, false);
        run.set_policy(&policy);
        let given_up = booked(&mut run, 1, Item::RentForgone);
        assert!(given_up.abs() > 1.0, "{terms:?}: {given_up}");
        let world = run.world_mut();
        let stock: Vec<Dwelling> = world.query::<&Dwelling>().iter(world).copied().collect();
        let cap = world.resource::<Run>().law.social_rent_cap;
        let mut on_terms = 0;
        for (home, income) in world.query::<(&Home, &Income)>().iter(world) {
            if home.dwelling == NONE || home.terms != terms {
                continue;
            }
            on_terms += 1;
            assert!(home.since < 2019, "{terms:?}: a new contract");
            if terms == Terms::IncomeRelated {
                // Tested against the income of the year.
                let most = stock[home.dwelling as usize].max_rent_eur.into();
                let rent = policy.income_rent.rent_for(most, income.taxable_eur.into());
                assert!((f64::from(home.rent_eur) - rent.min(cap)).abs() < 0.01);
            }
        }
        assert!(on_terms > 10, "{terms:?}: {on_terms}");
    }
}

#[test]
fn flip_contracts_end_in_a_contract_of_ones_own_or_in_leaving() {
    let evicted = |success: f64| {
        let mut policy = many_mediated();
        policy.conduct.in_force = false;
        policy.flip_contract.in_force = true;
        policy.flip_contract.share = 1.0;
        policy.flip_contract.success = success;
        let mut run = start(&policy);
        let all = booked(&mut run, 8, Item::Evicted);
        let world = run.world_mut();
        let mut care = world.query::<&Care>();
        let running = care.iter(world).filter(|c| c.support == Support::Flip);
        assert!(running.count() > 3);
        all
    };
    let (good, poor) = (evicted(1.0), evicted(0.5));
    let mut without = many_mediated();
    without.conduct.in_force = false;
    assert_eq!(booked(&mut start(&without), 8, Item::Evicted), 0.0);
    assert_eq!(good, 0.0);
    assert!(poor > 10.0, "{poor}");
}

#[test]
fn three_party_contracts_keep_support_going_and_may_end_the_lease() {
    let [mut without, mut with] = pair(&many_mediated(), |p| {
        p.three_party.in_force = true;
        p.three_party.share = 1.0;
        p.three_party.years = 6;
        p.three_party.stops = 0.0;
    });
    let hours = [&mut without, &mut with].map(|r| booked(r, 8, Item::SupportHours));
    assert!(hours[1] > 1.3 * hours[0], "{hours:?}");
    let evicted = |ends: f64| {
        let mut policy = many_mediated();
        policy.conduct.in_force = false;
        policy.three_party.in_force = true;
        policy.three_party.share = 1.0;
        policy.three_party.stops = 0.3;
        policy.three_party.lease_ends = ends;
        booked(&mut start(&policy), 8, Item::Evicted)
    };
    assert_eq!(evicted(0.0), 0.0);
    assert!(evicted(0.8) > 5.0);
}

#[test]
fn guardianship_lowers_evictions_for_arrears() {
    let mut base = Policy::default();
    base.conduct.evicted_in_debt = 0.3;
    base.conduct.evicted_on_low_income = 0.0;
    base.conduct.evicted_for_nuisance = 0.0;
    base.conduct.guardianship_effect = 1.0;
    base.demography.recovery = 0.02;
    let [mut without, mut with] = pair(&base, |p| {
        p.guardianship.in_force = true;
        p.guardianship.share = 1.0;
    });
    let evicted = [&mut without, &mut with].map(|r| booked(r, 10, Item::Evicted));
    assert!(evicted[0] > 20.0 && evicted[1] < evicted[0], "{evicted:?}");
}

#[test]
fn guardianship_reaches_mediated_lets_and_ends_with_what_it_is_for() {
    let mut base = many_mediated();
    base.conduct.evicted_in_debt = 0.0;
    base.conduct.evicted_in_care = 0.2;
    base.conduct.evicted_on_low_income = 0.0;
    base.conduct.evicted_for_nuisance = 0.0;
    base.conduct.guardianship_effect = 1.0;
    let [mut without, mut with] = pair(&base, |p| {
        p.guardianship.in_force = true;
        p.guardianship.share = 1.0;
    });
    let evicted = [&mut without, &mut with].map(|r| booked(r, 10, Item::Evicted));
    assert!(
        evicted[0] > 20.0 && evicted[1] < 0.7 * evicted[0],
        "{evicted:?}"
    );
    let world = with.world_mut();
    let mut care = world.query::<(&People, &Care)>();
    let mut by_kind = BTreeMap::new();
    for (_, c) in care.iter(world).filter(|(p, c)| p.alive && c.guardianship) {
        *by_kind.entry(c.kind.name()).or_insert(0) += 1;
    }
    let count = |kind: Vulnerability| by_kind.get(kind.name()).copied().unwrap_or(0);
    assert!(count(Vulnerability::Shelter) > 3, "{by_kind:?}");
    // Nobody without what it is for, and no permit holder.
    assert_eq!(count(Vulnerability::None), 0, "{by_kind:?}");
    assert_eq!(count(Vulnerability::PermitHolder), 0, "{by_kind:?}");
}

#[test]
fn what_an_evicted_household_leaves_is_offered_at_the_asking_rent() {
    // Sitting tenants pay little, so a rent that was not asked anew is seen.
    let mut policy = dear();
    policy.rent_policy.increase = 0.0;
    policy.conduct.evicted_in_debt = 0.5;
    policy.conduct.evicted_on_low_income = 0.1;
    let mut run = start(&policy);
    let (mut evicted, mut let_again) = (0.0, 0);
    for _ in 0..4 {
        run.step();
        let world = run.world_mut();
        evicted += world.resource::<Ledger>().of(Item::Evicted);
        let mut found = world.query::<&Dwelling>();
        let stock: Vec<Dwelling> = found.iter(world).copied().collect();
        let (year, book) = (world.resource::<Run>(), world.resource::<Rulebook>());
        let log = world.resource::<LettingLog>();
        for m in log.moves.iter().filter(|m| m.tenure == Tenure::Social) {
            let dwelling = &stock[m.to as usize];
            let asked = asking_rent(year, book, dwelling);
            assert_eq!(m.rent_eur as f32, asked, "{m:?}");
            let_again += 1;
        }
    }
    assert!(evicted > 50.0 && let_again > 100, "{evicted} {let_again}");
}
