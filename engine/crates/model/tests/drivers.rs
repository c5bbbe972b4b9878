//! Drivers of the market and of landlords: their main effect in paired runs of a small town,
//! and that a path that says what holds anyway changes nothing.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::sync::Arc;

use buurt_city::Tenure;
use buurt_model::components::{Dwelling, Landlord};
use buurt_model::ledger::Item;
use buurt_model::population::Events;
use buurt_model::{Policy, Simulation, Snapshot};
use buurt_params::yearly::Yearly;
use town::{booked, many_mediated, moves, pair, setting, start, stock, tables};

/// Two runs of a town that builds a good deal.
fn growing(base: &Policy, change: impl Fn(&mut Policy)) -> [Simulation; 2] {
    let mut changed = base.clone();
    change(&mut changed);
    let mut setting = setting(600, 0);
    Arc::make_mut(&mut setting.city).totals = vec![(2017, 1000.0, 1000.0), (2024, 1200.0, 1500.0)];
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 0);
    [base, &changed].map(|p| Simulation::new(setting.clone(), &initial, p))
}

/// A change of a policy.
type Change = fn(&mut Policy);

/// A path that is one in every year.
fn one_throughout() -> Yearly {
    Yearly(vec![(2015, 1.0), (2030, 1.0)])
}

fn demolishing() -> Policy {
    let mut p = Policy::default();
    p.demolition.in_force = true;
    p.demolition.areas = vec!["1001".into()];
    p.demolition.from = 2018;
    p.demolition.until = 2022;
    p.demolition.dwellings_per_year = 60;
    p
}

#[test]
fn low_interest_draws_tenants_to_homes_of_their_own() {
    let mut base = Policy::default();
    base.lending.interest_path = Yearly(vec![(2017, 0.05)]);
    let [mut high, mut low] = pair(&base, |p| {
        p.lending.interest_path = Yearly(vec![(2017, 0.05), (2019, 0.01)]);
    });
    let bought = |run: &mut Simulation| {
        moves(run, 8)
            .iter()
            .filter(|m| m.1.tenure == Tenure::Owner)
            .filter(|m| m.1.tenure_from == Some(Tenure::Social))
            .count()
    };
    let (a, b) = (bought(&mut high), bought(&mut low));
    assert!(b > a, "{a} at high, {b} at low interest");
    let [mut wide, mut tight] = pair(&Policy::default(), |p| {
        p.lending.multiple_path = Yearly(vec![(2017, 4.5), (2018, 3.0)]);
    });
    let (a, b) = (bought(&mut wide), bought(&mut tight));
    assert!(b < a, "{a} under a wide, {b} under a tight norm");
}

#[test]
fn dear_land_lowers_the_social_share_of_new_building() {
    let mut base = Policy::default();
    base.prices.growth = Yearly(vec![(2017, 0.0)]);
    let [mut flat, mut dear] = growing(&base, |p| {
        p.prices.growth = Yearly(vec![(2017, 0.05)]);
        p.prices.land = 1.0;
    });
    flat.run_until(2024);
    dear.run_until(2024);
    let value = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut dwellings = world.query::<&Dwelling>();
        dwellings
            .iter(world)
            .map(|d| f64::from(d.woz_eur))
            .sum::<f64>()
    };
    assert!(value(&mut dear) > 1.3 * value(&mut flat));
    let (a, b) = (stock(&mut flat), stock(&mut dear));
    assert!(b[0] < a[0] && b[3] > a[3], "{a:?} {b:?}");
    assert_eq!(a.iter().sum::<u32>(), b.iter().sum::<u32>());
}

#[test]
fn a_crisis_means_fewer_moves_and_less_new_building() {
    let [mut normal, mut crisis] = growing(&Policy::default(), |p| {
        p.cycle.moves = Yearly(vec![(2017, 0.6)]);
        p.cycle.new_build = Yearly(vec![(2017, 0.0)]);
    });
    let count = |run: &mut Simulation| moves(run, 6).len();
    let (a, b) = (count(&mut normal), count(&mut crisis));
    assert!(b < a, "{a} moves, {b} in the crisis");
    let built = |run: &mut Simulation| stock(run).iter().sum::<u32>();
    assert!(built(&mut crisis) < built(&mut normal));
}

#[test]
fn the_end_of_renewal_budgets_stops_demolition() {
    let [mut with, mut without] = pair(&demolishing(), |p| {
        p.cycle.renewal = Yearly(vec![(2014, 1.0), (2016, 0.0)]);
    });
    assert!(booked(&mut with, 8, Item::Demolished) > 100.0);
    assert_eq!(booked(&mut without, 8, Item::Demolished), 0.0);
}

/// Cash that just balances without the levy.
fn with_cash(levy: bool) -> Policy {
    let mut policy = Policy::default();
    policy.corporation_cash.in_force = true;
    policy.corporation_cash.levy = levy;
    policy.corporation_cash.reserve = 500.0;
    policy.corporation_cash.costs = 5800.0;
    policy.corporation_cash.sells = 0.5;
    policy.sales.share_of_vacancies = 0.0;
    policy
}

#[test]
fn the_levy_drains_the_reserve_and_leads_to_sales() {
    let outcome = |levy: bool, sells: f64| {
        let mut policy = with_cash(levy);
        policy.corporation_cash.sells = sells;
        let mut run = start(&policy);
        let paid = booked(&mut run, 8, Item::Levy);
        let world = run.world_mut();
        let mut landlords = world.query::<&Landlord>();
        let reserve: f64 = landlords.iter(world).map(|l| l.reserve_eur).sum();
        (paid, reserve, stock(&mut run)[0])
    };
    // Without sales the levy only drains the reserve.
    let (without, with) = (outcome(false, 0.0), outcome(true, 0.0));
    assert!(without.0 == 0.0 && with.0 > 0.0);
    assert!(
        with.1 < without.1 && with.2 == without.2,
        "{with:?} {without:?}"
    );
    let (without, with) = (outcome(false, 0.5), outcome(true, 0.5));
    assert!(with.2 < without.2, "{with:?} {without:?}");
}

#[test]
fn an_unprofitable_margin_stops_renewal_when_the_reserve_runs_out() {
    let gone = |margin: f64| {
        let mut policy = demolishing();
        policy.demolition.from = 2020;
        policy.corporation_cash.in_force = true;
        policy.corporation_cash.levy = false;
        policy.corporation_cash.costs = 0.0;
        policy.corporation_cash.sells = 0.0;
        policy.corporation_cash.margin = margin;
        let [mut run, _] = growing(&policy, |_| ());
        booked(&mut run, 9, Item::Demolished)
    };
    let (cheap, dear) = (gone(0.0), gone(500_000.0));
    assert!(dear < cheap, "{cheap} without, {dear} with a margin");
}

#[test]
fn affordability_lowers_rents_and_availability_lowers_sales() {
    let mut base = Policy::default();
    base.passend.rent_response = false;
    base.sales.share_of_vacancies = 0.2;
    let [mut even, mut affordable] = pair(&base, |p| p.aims.affordability = 10.0);
    let rent = |run: &mut Simulation| {
        let all = moves(run, 5);
        let lets = all.iter().filter(|m| m.1.tenure == Tenure::Social);
        let (sum, n) = lets.fold((0.0, 0.0), |(s, n), m| (s + m.1.rent_eur, n + 1.0));
        sum / n
    };
    let (a, b) = (rent(&mut even), rent(&mut affordable));
    assert!(b < a, "{a} and {b}");
    let [mut even, mut available] = pair(&base, |p| p.aims.availability = 10.0);
    let sold = [&mut even, &mut available].map(|r| booked(r, 5, Item::Sold));
    assert!(sold[1] < sold[0], "{sold:?}");
    let [mut even, mut green] = pair(&demolishing(), |p| p.aims.sustainability = 10.0);
    let gone = [&mut even, &mut green].map(|r| booked(r, 8, Item::Demolished));
    assert!(gone[1] > gone[0], "{gone:?}");
}

#[test]
fn agreements_with_tenants_keep_rents_lower() {
    let rents = |in_force: bool| {
        let mut policy = Policy::default();
        policy.agreements.in_force = in_force;
        policy.agreements.increase = 0.0;
        // Incomes, and with them what may be asked, grow by 3 % a year.
        let mut setting = setting(600, 0);
        for (law, index) in setting.law.iter_mut().zip(0..) {
            law.income_index = 1.0 + 0.03 * f64::from(index);
        }
        let setting = Arc::new(setting);
        let initial = Snapshot::initial(&setting, 0);
        let mut run = Simulation::new(setting, &initial, &policy);
        run.run_until(2021);
        let world = run.world_mut();
        let mut dwellings = world.query::<&Dwelling>();
        let social = dwellings.iter(world).filter(|d| d.tenure == Tenure::Social);
        social.map(|d| f64::from(d.rent_eur)).sum::<f64>()
    };
    let (a, b) = (rents(false), rents(true));
    assert!(b < 0.99 * a, "{a} without, {b} with agreements");
}

#[test]
fn giving_up_is_off_and_the_only_exit_that_depends_on_housing() {
    let count = |give_up: f64| {
        let mut policy = Policy::default();
        policy.search.give_up = give_up;
        policy.search.patience = 1;
        let mut run = start(&policy);
        let mut left = 0;
        for _ in 0..8 {
            run.step();
            left += run.world_mut().resource::<Events>().gave_up;
        }
        assert_eq!(run.fault(), None);
        left
    };
    assert_eq!(count(0.0), 0);
    assert!(count(0.9) > 5);
}

#[test]
fn paths_that_say_what_holds_anyway_change_nothing() {
    let base = many_mediated();
    let wanted = tables(&base);
    let neutral: [(&str, Change); 7] = [
        ("cycle", |p| {
            p.cycle.moves = one_throughout();
            p.cycle.new_build = one_throughout();
            p.cycle.renewal = one_throughout();
        }),
        ("support capacity", |p| {
            p.support.capacity = one_throughout()
        }),
        ("lending", |p| {
            p.lending.interest_path = Yearly(vec![(2015, p.lending.interest)]);
            p.lending.multiple_path = Yearly(vec![(2015, p.lending.multiple)]);
        }),
        ("prices", |p| p.prices.growth = Yearly(vec![(2015, 0.0)])),
        ("care leavers", |p| {
            p.demography.care_leavers_path = Yearly(vec![(2015, 8.0)]);
        }),
        ("permit holders", |p| {
            p.demography.permit_holders_path = Yearly(vec![(2015, 8.0)]);
        }),
        ("pull", |p| {
            p.demography.pull_per_1000 = Yearly(vec![(2015, 0.0)]);
            p.demography.labour_migrants_per_1000 = Yearly(vec![(2015, 0.0)]);
        }),
    ];
    for (name, change) in neutral {
        let mut policy = base.clone();
        change(&mut policy);
        assert!(tables(&policy) == wanted, "{name} changes something");
    }
}

#[test]
fn cash_that_is_kept_from_a_later_year_on_begins_with_its_reserve() {
    let reserve = |reserve: f64| {
        let mut policy = Policy::default();
        let mut run = start(&policy);
        run.run_until(2018);
        policy.corporation_cash.in_force = true;
        policy.corporation_cash.reserve = reserve;
        run.set_policy(&policy);
        run.step();
        let world = run.world_mut();
        let mut landlords = world.query::<&Landlord>();
        let sum: f64 = landlords.iter(world).map(|l| l.reserve_eur).sum();
        (sum, run)
    };
    let ((none, _), (some, mut run)) = (reserve(0.0), reserve(10_000.0));
    assert!(some > none + 1e6, "{some} against {none}");
    // Where it is kept no longer, nothing binds.
    for mut landlord in run
        .world_mut()
        .query::<&mut Landlord>()
        .iter_mut(run.world_mut())
    {
        landlord.pressed = true;
    }
    run.set_policy(&Policy::default());
    run.step();
    let world = run.world_mut();
    let mut landlords = world.query::<&Landlord>();
    assert!(
        landlords
            .iter(world)
            .all(|l| !l.pressed && l.reserve_eur == 0.0)
    );
}
