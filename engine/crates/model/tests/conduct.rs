//! What landlords know of households and hold against them: nuisance, blacklist,
//! screening, detection, in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::{Tenure, Vulnerability};
use buurt_model::components::{Care, Home, Income, NONE, People, Support};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::LettingLog;
use buurt_model::rulebook::Reason;
use buurt_model::{Policy, Simulation};
use town::{many_mediated, over_replicates, over_years, pair, people, refusals, start};

#[test]
fn blacklisted_households_get_no_dwelling_of_a_corporation() {
    let mut strict = many_mediated();
    strict.conduct.evicted_in_debt = 0.5;
    strict.conduct.evicted_on_low_income = 0.05;
    strict.blacklist.years = 4;
    let mut run = start(&strict);
    let (mut evicted, mut refused) = (0.0, 0);
    for _ in 0..8 {
        let year = run.year() as i16;
        run.step();
        let listed: Vec<bool> = people(&mut run)
            .iter()
            .map(|(_, c)| c.blacklisted_until >= year)
            .collect();
        let world = run.world_mut();
        evicted += world.resource::<Ledger>().of(Item::Evicted);
        let log = world.resource::<LettingLog>();
        for m in &log.moves {
            let corporation = matches!(m.tenure, Tenure::Social | Tenure::MidRent);
            assert!(!(listed[m.row as usize] && corporation), "{m:?}");
        }
        let tallies = log.tallies();
        refused += tallies
            .map(|(_, t)| t.refusals[Reason::Blacklisted as usize])
            .sum::<u32>();
    }
    assert!(evicted > 50.0, "{evicted}");
    assert!(refused > 50, "{refused}");
    // Without the list they find a dwelling sooner.
    let mut open = strict.clone();
    open.blacklist.in_force = false;
    let homeless = |policy: &Policy| {
        let mut run = start(policy);
        // Household-years without a dwelling.
        let mut sum = 0;
        for _ in 0..12 {
            run.step();
            let world = run.world_mut();
            let mut found = world.query::<(&People, &Home)>();
            let without = found.iter(world);
            sum += without
                .filter(|(p, home)| p.alive && home.dwelling == NONE)
                .count();
        }
        sum
    };
    let (with, without) = (homeless(&strict), homeless(&open));
    assert!(with > without, "{with} with the list, {without} without");
}

#[test]
fn evictions_leave_demography_and_incomes_alone() {
    let [mut none, mut many] = pair(&many_mediated(), |p| {
        p.conduct.evicted_in_debt = 0.5;
        p.conduct.evicted_on_low_income = 0.05;
        p.conduct.addiction = 1.0;
    });
    for _ in 0..8 {
        none.step();
        many.step();
    }
    let facts = |run: &mut Simulation| {
        let all = people(run).into_iter();
        all.map(|(p, c)| (p, c.kind)).collect::<Vec<_>>()
    };
    assert!(facts(&mut none) == facts(&mut many));
    let income = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<&Income>();
        let of = found.iter(world);
        of.map(|i| i.taxable_eur.to_bits()).collect::<Vec<_>>()
    };
    assert!(income(&mut none) == income(&mut many));
}

#[test]
fn nuisance_on_record_is_what_article_10_refuses() {
    let mut designated = many_mediated();
    designated.rotterdam_act.in_force = true;
    designated.rotterdam_act.areas = vec!["1001".into()];
    designated.rotterdam_act.article_8 = false;
    designated.rotterdam_act.article_10 = true;
    let [refused, silent] = over_replicates(
        &designated,
        |p| p.conduct.in_force = false,
        |run| f64::from(refusals(run, 8, Reason::RotterdamArticle10)),
    );
    assert_eq!(silent, 0.0);
    assert!(refused > 0.0);
}

#[test]
fn screening_mostly_adds_support_and_seldom_refuses() {
    let mut records = many_mediated();
    records.conduct.addiction = 0.5;
    let [mut without, mut with] = pair(&records, |p| {
        p.screening.in_force = true;
        p.screening.flagged = 0.0;
        p.screening.detection = 1.0;
        p.screening.information = 1.0;
    });
    let mut refused = 0;
    for _ in 0..8 {
        without.step();
        with.step();
        let log = with.world_mut().resource::<LettingLog>();
        let tallies = log.tallies();
        refused += tallies
            .map(|(_, t)| t.refusals[Reason::Screening as usize])
            .sum::<u32>();
    }
    let supported = |run: &mut Simulation| {
        let all = people(run);
        let supported = all.iter().filter(|(p, c)| {
            p.alive && c.support == Support::Ambulatory && i32::from(c.support_until) > 2020
        });
        supported.count()
    };
    let (a, b) = (supported(&mut without), supported(&mut with));
    assert!(b > a, "with screening {b}, without {a}");
    assert!(
        (refused as usize) < b - a,
        "{refused} refusals, {} supported",
        b - a
    );
}

/// A town with records of nuisance where every complex is screened.
fn screening_everywhere() -> Policy {
    let mut policy = many_mediated();
    policy.conduct.addiction = 0.5;
    policy.screening.in_force = true;
    policy.screening.flagged = 0.0;
    policy.screening.detection = 1.0;
    policy.screening.risk_aversion = 0.0;
    policy
}

#[test]
fn a_stricter_privacy_law_leaves_fewer_with_support() {
    let mut open = screening_everywhere();
    open.screening.information = 1.0;
    let supported = |run: &mut Simulation| {
        let all = people(run).into_iter();
        all.filter(|(p, c)| p.alive && c.support != Support::None)
            .count() as f64
    };
    let [open, strict] = over_replicates(
        &open,
        |p| p.screening.information = 0.2,
        |run| over_years(run, 2022, supported),
    );
    assert!(strict < open, "{strict} under a strict, {open} an open law");
}

#[test]
fn risk_aversion_keeps_care_leavers_waiting() {
    // They depend on what landlords take: no mediation, and no fear but this one.
    let mut trusting = screening_everywhere();
    trusting.screening.detection = 0.0;
    trusting.direct_mediation.in_force = false;
    let waiting = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Care, &Home)>();
        let leavers = found.iter(world).filter(|(p, c, home)| {
            let from_care = matches!(c.kind, Vulnerability::MentalHealth | Vulnerability::Shelter);
            p.alive && from_care && home.dwelling == NONE
        });
        leavers.count() as f64
    };
    let [trusting, averse] = over_replicates(
        &trusting,
        |p| p.screening.risk_aversion = 1.0,
        |run| over_years(run, 2024, waiting),
    );
    assert!(averse > trusting, "{averse} wait, {trusting} without fear");
}

#[test]
fn detection_rises_and_true_vulnerability_does_not() {
    let [mut blind, mut seeing] = pair(&many_mediated(), |p| {
        p.detection.first = 0.5;
        p.detection.last = 0.5;
    });
    blind.run_until(2025);
    seeing.run_until(2025);
    let count = |run: &mut Simulation| {
        let all = people(run);
        let vulnerable: Vec<_> = all
            .iter()
            .filter(|(p, c)| p.alive && c.vulnerable())
            .collect();
        let known = vulnerable.iter().filter(|(_, c)| c.detected).count();
        (vulnerable.len(), known)
    };
    let (a, b) = (count(&mut blind), count(&mut seeing));
    assert_eq!(a.0, b.0);
    assert!(b.1 > a.1, "{} known against {}", b.1, a.1);
}
