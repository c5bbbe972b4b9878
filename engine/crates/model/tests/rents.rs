//! Rent and contract instruments: their main effect in paired runs of a small town, and
//! that they change nothing when switched on with neutral parameters.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::sync::Arc;

use buurt_city::Tenure;
use buurt_model::components::{Area, Dwelling, Home, Income, Landlord, NONE, People, Terms};
use buurt_model::ledger::Item;
use buurt_model::letting_log::Move;
use buurt_model::rents::rent_otherwise;
use buurt_model::rulebook::Rulebook;
use buurt_model::run::Run;
use buurt_model::{Policy, Simulation, Snapshot};
use town::{booked, many_mediated, mean, moves, over_so_many, pair, setting, start, tables};

/// A change of a policy.
type Change = fn(&mut Policy);

/// Asking rents near the maximum, none lowered to the caps.
fn dear() -> Policy {
    let mut policy = Policy::default();
    policy.passend.rent_response = false;
    policy.passend.exceptions = 0.0;
    policy.rent_policy.target_share = 0.95;
    policy.rent_policy.target_spread = 0.0;
    policy
}

fn social(all: &[(i32, Move)]) -> impl Iterator<Item = &Move> {
    all.iter()
        .map(|m| &m.1)
        .filter(|m| m.tenure == Tenure::Social)
}

#[test]
fn the_asking_rent_jumps_to_the_target_at_vacancy() {
    let mut base = Policy::default();
    base.passend.rent_response = false;
    base.rent_policy.target_share = 0.65;
    let [mut low, mut high] = pair(&base, |p| p.rent_policy.target_share = 0.95);
    let rent = |run: &mut Simulation| {
        let all = moves(run, 4);
        mean(social(&all).map(|m| m.rent_eur))
    };
    let (a, b) = (rent(&mut low), rent(&mut high));
    assert!(b > 1.1 * a, "{a} at 65 % of the maximum, {b} at 95 %");
}

#[test]
fn income_related_rent_opens_dear_homes_to_low_incomes() {
    let [mut split, mut open] = pair(&dear(), |p| {
        p.income_rent.in_force = true;
        p.income_rent.outside_experiment = true;
    });
    let (a, b) = (moves(&mut split, 6), moves(&mut open, 6));
    let low = |all: &[(i32, Move)]| {
        social(all)
            .filter(|m| m.income_class == 0 && m.rooms >= 3)
            .count()
    };
    assert!(low(&b) > 2 * low(&a), "{} and {}", low(&a), low(&b));
    let by_class = |class: u8| {
        let lets = social(&b).filter(|m| m.income_class == class && m.rooms == 3);
        mean(lets.map(|m| m.rent_eur))
    };
    assert!(
        by_class(0) < by_class(2),
        "{} and {}",
        by_class(0),
        by_class(2)
    );
    assert!(booked(&mut open, 1, Item::RentForgone) > 0.0);
    assert_eq!(booked(&mut split, 1, Item::RentForgone), 0.0);
}

#[test]
fn rent_forgone_is_what_would_be_asked_otherwise_less_what_is_paid() {
    // Landlords ask half of the maximum: rents by income are nowhere lower.
    let mut cheap = dear();
    cheap.rent_policy.target_share = 0.5;
    // They ask 95 % and give way to the caps whoever comes: to the second in large dwellings.
    let mut lowered = dear();
    lowered.passend.rent_response = true;
    lowered.rent_policy.response_share = 1.0;
    let by_income: Change = |p| {
        p.income_rent.in_force = true;
        p.income_rent.outside_experiment = true;
        p.income_rent.least_share = 0.5;
    };
    let two: Change = |p| p.two_rents.in_force = true;
    for (base, change, terms, little) in [
        (dear(), by_income, Terms::IncomeRelated, false),
        (cheap, by_income, Terms::IncomeRelated, true),
        (dear(), two, Terms::LowerRent, false),
        (lowered, two, Terms::LowerRent, true),
    ] {
        let mut plain = base.clone();
        change(&mut plain);
        let mut run = start(&plain);
        // From the year of the let on.
        let first = booked(&mut run, 1, Item::RentForgone);
        run.run_until(2021);
        let booked = booked(&mut run, 1, Item::RentForgone);
        let world = run.world_mut();
        let mut homes: Vec<Home> = world.query::<&Home>().iter(world).copied().collect();
        homes.retain(|h| h.terms == terms && h.dwelling != NONE);
        let stock: Vec<Dwelling> = world.query::<&Dwelling>().iter(world).copied().collect();
        let (year, book) = (world.resource::<Run>(), world.resource::<Rulebook>());
        let given_up = homes.iter().map(|home| {
            let asked = rent_otherwise(year, book, &stock[home.dwelling as usize]);
            12.0 * (f64::from(asked) - f64::from(home.rent_eur))
        });
        let sum: f64 = given_up.sum();
        assert!((booked - sum).abs() < 0.01, "{booked} and {sum}");
        // Landlords that ask little earn by rents that follow income.
        let earns = terms == Terms::IncomeRelated && little;
        assert_eq!(booked < 0.0, earns, "{terms:?}: {booked}");
        // Euro a contract and month.
        let each = booked / homes.len() as f64 / 12.0;
        assert!(
            homes.len() > 20 && (each < 25.0) == little,
            "{terms:?}: {each}"
        );
        assert!(
            little || first > 0.0,
            "{terms:?}: nothing in the first year"
        );
    }
}

#[test]
fn a_re_test_follows_income() {
    let mut base = dear();
    base.income_rent.in_force = true;
    base.income_rent.outside_experiment = true;
    base.income_rent.retest_years = 0;
    let [mut never, mut yearly] = pair(&base, |p| p.income_rent.retest_years = 1);
    let misfit = |run: &mut Simulation, base: &Policy| {
        run.run_until(2023);
        let world = run.world_mut();
        let maximum: Vec<f64> = world
            .query::<&Dwelling>()
            .iter(world)
            .map(|d| f64::from(d.max_rent_eur))
            .collect();
        let mut found = world.query::<(&Home, &Income)>();
        let tested = found
            .iter(world)
            .filter(|(h, _)| h.terms == Terms::IncomeRelated && i32::from(h.since) < 2023)
            .filter(|(h, _)| (h.dwelling as usize) < maximum.len());
        mean(tested.map(|(h, i)| {
            let wanted = base
                .income_rent
                .rent_for(maximum[h.dwelling as usize], f64::from(i.taxable_eur));
            (f64::from(h.rent_eur) - wanted.min(710.68)).abs()
        }))
    };
    let (a, b) = (misfit(&mut never, &base), misfit(&mut yearly, &base));
    assert!(b < 0.2 * a, "{a} without, {b} with a yearly test");
}

#[test]
fn two_rents_let_the_target_group_pay_the_cap_and_others_the_target() {
    let [mut one, mut two] = pair(&dear(), |p| p.two_rents.in_force = true);
    let (a, b) = (moves(&mut one, 6), moves(&mut two, 6));
    let target = |m: &&Move| {
        let law = town::law(2017);
        m.taxable_eur <= law.ht_income[usize::from(m.persons > 1) + 2 * usize::from(m.aow)] as f32
    };
    let larger = |all: &[(i32, Move)]| social(all).filter(target).filter(|m| m.rooms >= 3).count();
    assert!(larger(&b) > larger(&a), "{} and {}", larger(&a), larger(&b));
    let cap = |m: &Move| if m.persons <= 2 { 592.55 } else { 635.05 };
    assert!(
        social(&b)
            .filter(target)
            .all(|m| m.rent_eur <= cap(m) + 1e-3)
    );
    let others = social(&b).filter(|m| !target(m) && m.rent_eur > 636.0);
    assert!(others.count() > 10);
    assert!(booked(&mut two, 1, Item::RentForgone) > 0.0);
    // The landlord's own form of response: what it asks is not lowered as well.
    let mut both = dear();
    both.two_rents.in_force = true;
    both.passend.rent_response = true;
    let c = moves(&mut start(&both), 6);
    assert!(
        social(&c)
            .filter(|m| !target(m) && m.rent_eur > 636.0)
            .count()
            > 10
    );
}

/// The town under the law of a year that counts for rent increases.
fn start_under(policy: &Policy, year: i32) -> Simulation {
    let mut setting = setting(600, 2);
    for law in &mut setting.law {
        law.year = year;
    }
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 0);
    Simulation::new(setting, &initial, policy)
}

#[test]
fn income_related_increases_raise_the_rents_of_higher_incomes_only() {
    let base = Policy::default();
    let mut changed = base.clone();
    changed.rent_increase.in_force = true;
    changed.rent_increase.landlords = vec!["Corporation A".into(), "Corporation B".into()];
    let homes = |policy: &Policy| {
        let mut run = start_under(policy, 2016);
        run.step();
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Home, &Income)>();
        found
            .iter(world)
            .map(|(p, h, i)| (p.key, *h, i.taxable_eur))
            .collect::<Vec<_>>()
    };
    let mut raised = 0;
    for (a, b) in homes(&base).iter().zip(homes(&changed)) {
        let stayed = a.0 == b.0 && a.1.dwelling == b.1.dwelling && a.1.since == b.1.since;
        if stayed && a.1.rent_eur != b.1.rent_eur {
            assert!(b.1.rent_eur > a.1.rent_eur && b.2 > 34_678.0, "{b:?}");
            raised += 1;
        }
    }
    assert!(raised > 5, "{raised}");
}

#[test]
fn rents_that_follow_income_are_left_to_their_own_test() {
    let mut policy = dear();
    policy.income_rent.in_force = true;
    policy.income_rent.outside_experiment = true;
    policy.income_rent.retest_years = 0;
    policy.rent_increase.in_force = true;
    policy.rent_increase.used = 1.0;
    policy.rent_increase.landlords = vec!["Corporation A".into(), "Corporation B".into()];
    let mut run = start(&policy);
    let (mut ordinary, mut by_income) = (0, 0);
    run.run_until(2017);
    for _ in 0..3 {
        let homes = |run: &mut Simulation| -> Vec<Home> {
            let world = run.world_mut();
            world.query::<&Home>().iter(world).copied().collect()
        };
        let before = homes(&mut run);
        run.step();
        // Incomes stand still in the town, so that rents rise by R5 alone.
        for (then, now) in before.into_iter().zip(homes(&mut run)) {
            let stayed = then.dwelling == now.dwelling && then.since == now.since;
            if stayed && now.terms == Terms::IncomeRelated {
                assert_eq!(then.rent_eur, now.rent_eur);
                by_income += 1;
            } else if stayed && now.rent_eur > then.rent_eur {
                ordinary += 1;
            }
        }
    }
    assert!(ordinary > 5 && by_income > 50, "{ordinary} {by_income}");
}

#[test]
fn tenants_above_the_limit_are_counted_and_stay() {
    let mut run = start(&Policy::default());
    run.run_until(2022);
    let world = run.world_mut();
    let mut landlords = world.query::<&Landlord>();
    let counted: u32 = landlords.iter(world).map(|l| l.tenants_above_limit).sum();
    let tenants: u32 = landlords.iter(world).map(|l| l.tenants).sum();
    assert!(
        counted > 5 && counted < tenants / 2,
        "{counted} of {tenants}"
    );
    let tenure: Vec<Tenure> = world
        .query::<&Dwelling>()
        .iter(world)
        .map(|d| d.tenure)
        .collect();
    let mut found = world.query::<(&Home, &Income)>();
    let stayed = found.iter(world).filter(|(h, i)| {
        tenure.get(h.dwelling as usize) == Some(&Tenure::Social)
            && i.taxable_eur > 36_165.0
            && h.since < 2020
    });
    assert!(stayed.count() > 5);
}

#[test]
fn without_rent_allowance_low_incomes_choose_cheaper_homes() {
    let mut base = dear();
    base.passend.in_force = false;
    base.rent_policy.target_spread = 0.5;
    base.rent_policy.target_share = 0.75;
    let rent = |run: &mut Simulation| {
        let all = moves(run, 8);
        let low = social(&all).filter(|m| m.income_class == 0 && m.rooms == 3);
        mean(low.map(|m| m.rent_eur))
    };
    let off = |p: &mut Policy| p.rent_allowance.in_force = false;
    let [with, without] = over_so_many(32, &base, off, rent);
    assert!(without < with, "{with} with, {without} without");
}

#[test]
fn rent_instruments_that_are_on_but_neutral_change_nothing() {
    let mut base = many_mediated();
    base.rent_policy.target_share = 0.9;
    let wanted = tables(&base);
    let neutral: [(&str, Change); 8] = [
        ("income_rent, before and after its experiment", |p| {
            p.income_rent.in_force = true;
        }),
        ("two_rents", |p| {
            p.two_rents.in_force = true;
            p.two_rents.share = 0.0;
        }),
        ("rent_increase", |p| {
            p.rent_increase.in_force = true;
            p.rent_increase.used = 0.0;
        }),
        ("flip_contract", |p| {
            p.flip_contract.in_force = true;
            p.flip_contract.share = 0.0;
        }),
        ("three_party", |p| {
            p.three_party.in_force = true;
            p.three_party.share = 0.0;
        }),
        ("guardianship", |p| {
            p.guardianship.in_force = true;
            p.guardianship.share = 0.0;
        }),
        ("aims", |p| {
            (
                p.aims.affordability,
                p.aims.availability,
                p.aims.sustainability,
            ) = (5.0, 5.0, 5.0);
        }),
        ("agreements", |p| {
            p.agreements.in_force = true;
            p.agreements.increase = 0.1;
        }),
    ];
    for (name, change) in neutral {
        let mut policy = base.clone();
        change(&mut policy);
        assert!(tables(&policy) == wanted, "{name} changes something");
    }
    let none = |change: fn(&mut Policy)| {
        let mut policy = base.clone();
        change(&mut policy);
        tables(&policy)
    };
    let off = none(|p| p.rent_allowance.in_force = false);
    assert!(off == none(|p| p.rent_allowance.take_up = 0.0));
    assert!(off != wanted);
}

#[test]
fn private_rents_follow_the_demand_of_their_area() {
    let rents = |run: &mut Simulation| -> Vec<(u32, Tenure, f32)> {
        let world = run.world_mut();
        let mut found = world.query::<&Dwelling>();
        let all = found.iter(world);
        all.map(|d| (d.building.area, d.tenure, d.rent_eur))
            .collect()
    };
    let mut policy = Policy::default();
    policy.prices.response = 0.1;
    let [_, mut run] = pair(&policy, |_| {});
    run.step();
    let before = rents(&mut run);
    let world = run.world_mut();
    let areas: Vec<Area> = world.query::<&Area>().iter(world).copied().collect();
    let steps: Vec<f32> = areas.iter().map(|a| a.rent.step).collect();
    assert!(steps.iter().any(|s| *s > 1.01) && steps.iter().any(|s| *s < 0.99));
    assert!(areas.iter().all(|a| a.rent.level != a.sale.level));
    run.step();
    let clock = run.world_mut().resource::<Run>();
    let growth = (clock.income_index / clock.previous_index) as f32;
    let mut seen = 0;
    for ((area, tenure, was), (_, now_tenure, is)) in before.into_iter().zip(rents(&mut run)) {
        if tenure == Tenure::PrivateRent && now_tenure == Tenure::PrivateRent {
            let step = steps[area as usize];
            assert!((is / was / growth / step - 1.0).abs() < 1e-5, "{is} {was}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
