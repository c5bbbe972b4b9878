//! What must change nothing: instruments of allocation and stock with neutral parameters,
//! and a record of the lets. The other instruments have theirs beside the tests of their
//! kind: `programme.rs`, `renewal.rs`, `rents.rs`, `special_housing.rs`, `drivers.rs` and
//! `mechanisms.rs`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::sync::Arc;

use buurt_model::instruments::Objective;
use buurt_model::letting_record::Subject;
use buurt_model::{Policy, Simulation, Snapshot};
use town::{many_mediated, setting, start};

/// A change of a policy.
type Change = fn(&mut Policy);

/// Every table of a town under a policy, down to who moved where and who lives where.
fn everything(policy: &Policy, dwellings_in_2024: f64) -> String {
    let mut setting = setting(600, 2);
    (setting.moves, setting.panel) = (true, true);
    let path = vec![
        (2017, 1000.0, 1000.0),
        (2024, dwellings_in_2024, dwellings_in_2024),
    ];
    Arc::make_mut(&mut setting.city).totals = path;
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 0);
    let mut run = Simulation::new(setting, &initial, policy);
    run.run_until(2022);
    format!("{:?}", run.tables())
}

/// Whether every table is the same under two changes of a policy.
fn same(base: &Policy, dwellings_in_2024: f64, one: Change, other: Change) -> bool {
    let [one, other] = [one, other].map(|change| {
        let mut policy = base.clone();
        change(&mut policy);
        everything(&policy, dwellings_in_2024)
    });
    one == other
}

#[test]
fn instruments_that_are_on_with_neutral_parameters_change_nothing() {
    let outcome = |policy: &Policy| {
        let mut run = start(policy);
        run.run_until(2021);
        format!("{:?}", run.tables())
    };
    let base = many_mediated();
    let untouched = outcome(&base);
    let neutral: [(&str, Change); 11] = [
        ("advert", |p| {
            p.advert.landlords = vec!["Corporation A".into()]
        }),
        ("contingent", |p| {
            p.contingent.in_force = true;
            p.contingent.per_year = 0;
        }),
        ("wonen_plus", |p| p.wonen_plus.in_force = true),
        ("screening", |p| {
            p.screening.in_force = true;
            p.screening.detection = 0.0;
            p.screening.risk_aversion = 0.0;
        }),
        ("advice_talk", |p| {
            p.advice_talk.in_force = true;
            p.advice_talk.withdraw = 0.0;
        }),
        ("care_advice", |p| {
            p.care_advice.in_force = true;
            p.care_advice.raw_weight = 0.0;
            p.care_advice.rich_weight = 0.0;
        }),
        ("area_closure", |p| p.area_closure.in_force = true),
        ("local_tie", |p| {
            p.local_tie.in_force = true;
            p.local_tie.share = 0.0;
        }),
        ("detection", |p| p.detection.last = 0.9),
        ("law_reform", |p| p.law_reform.in_force = true),
        ("expansion_norm", |p| {
            p.expansion_norm.in_force = true;
            p.expansion_norm.share = p.new_build.social;
        }),
    ];
    for (name, change) in neutral {
        let mut policy = base.clone();
        change(&mut policy);
        assert!(outcome(&policy) == untouched, "{name}");
    }
    // No chance of anything is the same as not keeping records at all.
    let mut off = base.clone();
    off.conduct.in_force = false;
    let mut harmless = base;
    let c = &mut harmless.conduct;
    c.nuisance = 0.0;
    c.mental_health = 0.0;
    c.shelter = 0.0;
    c.addiction = 0.0;
    c.other = 0.0;
    c.evicted_in_debt = 0.0;
    c.evicted_in_care = 0.0;
    c.evicted_on_low_income = 0.0;
    harmless.blacklist.years = 0;
    assert!(outcome(&off) == outcome(&harmless));
}

#[test]
fn stops_caps_and_designations_that_reach_nobody_change_nothing() {
    let neutral: [(&str, Change); 6] = [
        ("complex_stop", |p| {
            p.complex_stop.in_force = true;
            p.complex_stop.share = 1.0;
            p.complex_stop.incidents = 50.0;
        }),
        ("portiek_cap", |p| {
            p.portiek_cap.in_force = true;
            p.portiek_cap.cap = 50;
        }),
        ("rotterdam_act without places", |p| {
            p.rotterdam_act.in_force = true;
        }),
        ("rotterdam_act without articles", |p| {
            p.rotterdam_act.in_force = true;
            p.rotterdam_act.areas = vec!["1001".into()];
            p.rotterdam_act.article_8 = false;
        }),
        ("demolition", |p| {
            p.demolition.in_force = true;
            p.demolition.areas = vec!["1001".into()];
            p.demolition.dwellings_per_year = 0;
        }),
        ("sales", |p| p.sales.discount = 0.5),
    ];
    for (name, change) in neutral {
        assert!(same(&many_mediated(), 1050.0, |_| (), change), "{name}");
    }
    // Nothing is sold under a cap of nothing, from no labelled complex, by nobody's wish.
    let none: [(&str, Change); 2] = [
        ("cap", |p| p.sales.cap = 0.0),
        ("labelled", |p| p.sales.labelled = 0.0),
    ];
    for (name, change) in none {
        let off: Change = |p| p.sales.share_of_vacancies = 0.0;
        assert!(same(&many_mediated(), 1050.0, off, change), "{name}");
    }
}

#[test]
fn a_blacklist_of_no_years_is_none() {
    let mut evicting = many_mediated();
    evicting.conduct.evicted_in_debt = 0.3;
    evicting.conduct.evicted_on_low_income = 0.05;
    let off: Change = |p| p.blacklist.in_force = false;
    assert!(same(&evicting, 1050.0, off, |p| p.blacklist.years = 0));
    assert!(!same(&evicting, 1050.0, off, |_| ()));
}

#[test]
fn mediation_of_no_share_is_none_and_spreading_of_no_weight_is_containing() {
    let base = many_mediated();
    let off: Change = |p| p.direct_mediation.in_force = false;
    assert!(same(&base, 1050.0, off, |p| p.direct_mediation.share = 0.0));
    assert!(!same(&base, 1050.0, off, |_| ()));
    let spread: Change = |p| {
        p.direct_mediation.objective = Objective::Spread;
        p.direct_mediation.spread_weight = 0.0;
    };
    assert!(same(&base, 1050.0, |_| (), spread));
}

#[test]
fn the_income_test_under_a_limit_that_nobody_exceeds_changes_nothing() {
    // The limit is the law's, not the instrument's.
    let mut high = many_mediated();
    high.law_reform.in_force = true;
    high.law_reform.daeb_limit_factor = 10.0;
    let off: Change = |p| p.daeb.in_force = false;
    let on: Change = |p| p.daeb.free_room_use = 0.0;
    assert!(same(&high, 1050.0, off, on));
    assert!(!same(&many_mediated(), 1050.0, off, on));
    // Free room that no vacancy is: neither its margin nor its queue matters.
    assert!(same(&many_mediated(), 1050.0, on, |p| {
        p.daeb.free_room_use = 0.0;
        p.daeb.margin = 0.2;
        p.daeb.urgent_first = false;
    }));
}

#[test]
fn appropriate_allocation_under_a_cap_that_no_rent_exceeds_changes_nothing() {
    // The caps are the law's, not the instrument's.
    let mut high = many_mediated();
    high.law_reform.in_force = true;
    high.law_reform.cap_factor = 10.0;
    high.rent_policy.target_share = 0.95;
    let off: Change = |p| p.passend.in_force = false;
    let on: Change = |p| p.passend.exceptions = 0.0;
    assert!(same(&high, 1050.0, off, on));
    high.law_reform.cap_factor = 1.0;
    assert!(!same(&high, 1050.0, off, on));
}

#[test]
fn rent_policy_that_no_landlord_may_or_need_follow_changes_nothing() {
    // There is always a rent policy; these are the settings of which nothing is left.
    let mut base = many_mediated();
    base.rent_policy.target_share = 0.95;
    let silent: Change = |p| p.passend.rent_response = false;
    let nobody: Change = |p| p.rent_policy.response_share = 0.0;
    assert!(same(&base, 1050.0, silent, nobody));
    assert!(!same(&base, 1050.0, silent, |_| ()));
    // Above the legal cap on increases the cap holds.
    let at_the_cap: Change = |p| p.rent_policy.increase = 0.028;
    let above: Change = |p| p.rent_policy.increase = 0.1;
    assert!(same(&base, 1050.0, at_the_cap, above));
}

#[test]
fn the_mix_of_new_building_where_none_is_built_changes_nothing() {
    let dear: Change = |p| {
        p.new_build.social = 0.0;
        p.new_build.mid = 0.0;
        p.new_build.private = 0.9;
    };
    assert!(same(&many_mediated(), 1000.0, |_| (), dear));
    assert!(!same(&many_mediated(), 1200.0, |_| (), dear));
}

#[test]
fn thirds_where_thirds_are_built_anyway_change_nothing() {
    let mut thirds = many_mediated();
    thirds.new_build.social = 1.0 / 3.0;
    thirds.new_build.mid = 1.0 / 3.0;
    thirds.new_build.private = 0.0;
    thirds.demolition.in_force = true;
    thirds.demolition.areas = vec!["1001".into()];
    thirds.demolition.dwellings_per_year = 60;
    thirds.demolition.relocation_years = 1;
    thirds.demolition.construction_years = 1;
    thirds.demolition.rebuild_social = 1.0 / 3.0;
    thirds.demolition.rebuild_mid = 1.0 / 3.0;
    let in_time: Change = |p| {
        p.thirds_norm.in_force = true;
        p.thirds_norm.dear_realised = 1.0;
    };
    let late: Change = |p| {
        p.thirds_norm.in_force = true;
        p.thirds_norm.dear_realised = 0.0;
    };
    assert!(same(&thirds, 1200.0, |_| (), in_time));
    assert!(!same(&thirds, 1200.0, |_| (), late));
    // Before its first year it is not there.
    thirds.new_build.social = 0.1;
    assert!(same(
        &thirds,
        1200.0,
        |_| (),
        |p| {
            p.thirds_norm.in_force = true;
            p.thirds_norm.from = 2040;
        }
    ));
}

#[test]
fn cash_that_never_runs_out_changes_nothing_but_the_reserve() {
    let outcome = |policy: &Policy| {
        let mut run = start(policy);
        run.run_until(2021);
        let mut tables = run.tables();
        let mut reserve = 0;
        for table in &mut tables {
            let columns = table.columns.len();
            table.columns.retain(|(name, _)| name != "reserve_eur");
            reserve += columns - table.columns.len();
        }
        assert_eq!(reserve, 1);
        format!("{tables:?}")
    };
    let base = many_mediated();
    let mut rich = base.clone();
    rich.corporation_cash.in_force = true;
    rich.corporation_cash.levy = false;
    rich.corporation_cash.costs = 0.0;
    assert!(outcome(&base) == outcome(&rich));
}

#[test]
fn a_record_of_letting_changes_nothing() {
    let mut plain = start(&many_mediated());
    let mut told = start(&many_mediated());
    told.record(Subject::Complex(3), 2015..=2022);
    plain.run_until(2022);
    told.run_until(2022);
    assert!(told.recorded().unwrap().steps().len() > 50);
    assert!(plain.recorded().is_none());
    let text = |run: &mut Simulation| format!("{:?}", run.tables());
    assert!(text(&mut plain) == text(&mut told));
}
