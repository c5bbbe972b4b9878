//! What must change nothing: allocation instruments with neutral parameters, and a record
//! of the lets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_model::letting_record::Subject;
use buurt_model::{Policy, Simulation};
use town::{many_mediated, start};

#[test]
fn instruments_that_are_on_with_neutral_parameters_change_nothing() {
    let outcome = |policy: &Policy| {
        let mut run = start(policy);
        run.run_until(2021);
        format!("{:?}", run.tables())
    };
    let base = many_mediated();
    let untouched = outcome(&base);
    type Change = fn(&mut Policy);
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
        ("expansion_norm", |p| p.expansion_norm.in_force = true),
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
    c.evicted_on_low_income = 0.0;
    harmless.blacklist.years = 0;
    assert!(outcome(&off) == outcome(&harmless));
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
