//! National law after the report: the one-off rent cut of 2023 and the regulation of
//! mid-market rents, in paired runs of a small town in which they are law in other years.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::sync::Arc;

use buurt_city::Tenure;
use buurt_model::components::{Dwelling, Home, Income, NONE, People};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::{LettingLog, Move};
use buurt_model::letting_record::{Event, Subject};
use buurt_model::rents::rent_otherwise;
use buurt_model::rulebook::Rulebook;
use buurt_model::run::Run;
use buurt_model::{Policy, Setting, Simulation, Snapshot};
use buurt_params::law::{LawYear, RentCut, RentSegments};
use town::{booked, mean, moves, over_so_many_in, setting, stock};

const CUT: RentCut = RentCut {
    rent_eur: 575.03,
    income_eur: [18_000.0, 24_000.0, 19_000.0, 26_000.0],
};

/// Dwellings of two and three rooms are below the top, those of four and five above.
const SEGMENTS: RentSegments = RentSegments {
    low_points: 130.0,
    mid_points: 150.0,
    mid_rent_cap: 755.0,
    new_build_surcharge: 0.1,
    increase_cap: 0.05,
};

/// The town under a law that is changed in some years.
fn under(change: impl Fn(&mut LawYear)) -> Arc<Setting> {
    let mut setting = setting(600, 2);
    setting.law.iter_mut().for_each(change);
    Arc::new(setting)
}

/// The town with the cut in 2019.
fn with_cut() -> Arc<Setting> {
    under(|law| law.rent_cut = (law.year == 2019).then_some(CUT))
}

/// The town with regulated segments from 2020 on.
fn with_segments() -> Arc<Setting> {
    under(|law| law.segments = (law.year >= 2020).then_some(SEGMENTS))
}

fn start(setting: &Arc<Setting>, policy: &Policy) -> Simulation {
    let initial = Snapshot::initial(setting, 0);
    Simulation::new(setting.clone(), &initial, policy)
}

/// Rents near the maximum, without the law in question.
fn without() -> Policy {
    let mut policy = Policy::default();
    policy.passend.rent_response = false;
    policy.rent_policy.target_share = 0.95;
    policy.rent_policy.target_spread = 0.0;
    (policy.rent_cut.in_force, policy.affordable_rent.in_force) = (false, false);
    policy
}

fn with() -> Policy {
    let mut policy = without();
    (policy.rent_cut.in_force, policy.affordable_rent.in_force) = (true, true);
    policy
}

/// Households with their home and income.
fn homes(run: &mut Simulation) -> Vec<(People, Home, f64)> {
    let world = run.world_mut();
    let mut found = world.query::<(&People, &Home, &Income)>();
    found
        .iter(world)
        .filter(|(p, _, _)| p.alive)
        .map(|(p, h, i)| (*p, *h, i.taxable_eur.into()))
        .collect()
}

fn stock_of(run: &mut Simulation) -> Vec<Dwelling> {
    let world = run.world_mut();
    world.query::<&Dwelling>().iter(world).copied().collect()
}

/// Whether the cut is for a household.
fn low(p: &People, taxable: f64) -> bool {
    taxable <= CUT.income_eur[usize::from(p.persons() > 1) + 2 * usize::from(p.aow())]
}

#[test]
fn the_rent_cut_lowers_rents_of_low_incomes_until_they_leave() {
    // Mean rent of the social tenants it is for, at the end of its year.
    let rent = |run: &mut Simulation| {
        run.run_until(2019);
        let stock = stock_of(run);
        let all = homes(run).into_iter();
        let of = all.filter(|(p, h, taxable)| {
            let dwelling = stock.get(h.dwelling as usize);
            dwelling.is_some_and(|d| d.tenure == Tenure::Social) && low(p, *taxable)
        });
        mean(of.map(|(_, h, _)| h.rent_eur.into()))
    };
    let setting = with_cut();
    let on: fn(&mut Policy) = |p| p.rent_cut.in_force = true;
    let [a, b] = over_so_many_in(&setting, 8, &without(), on, rent);
    assert!(b < a - 2.0, "{a} without, {b} with the cut");

    let [mut a, mut b] = [without(), with()].map(|policy| start(&setting, &policy));
    a.run_until(2018);
    b.run_until(2018);
    assert_eq!(booked(&mut a, 1, Item::RentForgone), 0.0);
    let first = booked(&mut b, 1, Item::RentForgone);
    // Whose rent differs is within the limit and pays the rent of the law.
    let (mut cut, mut given_up) = (Vec::new(), 0.0);
    for (x, y) in homes(&mut a).into_iter().zip(homes(&mut b)) {
        let stayed = x.1.dwelling == y.1.dwelling && x.1.since < 2019 && y.1.since == x.1.since;
        if stayed && x.1.rent_eur != y.1.rent_eur {
            assert!(low(&y.0, y.2) && y.1.rent_eur == 575.03, "{y:?}");
            assert!(x.1.rent_eur > 575.03, "{x:?}");
            given_up += 12.0 * f64::from(x.1.rent_eur - y.1.rent_eur);
            cut.push(y.1.dwelling);
        }
    }
    assert!(cut.len() > 20, "{}", cut.len());
    assert!(first >= given_up - 0.01, "{first} and {given_up}");
    // Who comes next is asked the ordinary rent.
    let mut next = 0;
    for _ in 0..4 {
        b.step();
        let stock = stock_of(&mut b);
        let world = b.world_mut();
        let (run, book) = (world.resource::<Run>(), world.resource::<Rulebook>());
        for m in &world.resource::<LettingLog>().moves {
            let dwelling = &stock[m.to as usize];
            if cut.contains(&m.to) && dwelling.tenure == Tenure::Social {
                let asked = f64::from(rent_otherwise(run, book, dwelling));
                assert!((m.rent_eur - asked).abs() < 1e-3, "{m:?} {asked}");
                next += 1;
            }
        }
    }
    assert!(next > 5, "{next}");
    // What is given up ends with the tenancies.
    let later = booked(&mut b, 1, Item::RentForgone);
    assert!(0.0 < later && later < first, "{first}, then {later}");
}

#[test]
fn a_cut_in_the_first_year_is_not_given_in_the_burn_in() {
    let setting = under(|law| law.rent_cut = (law.year == 2017).then_some(CUT));
    let mut run = start(&setting, &with());
    for year in 2015..=2018 {
        assert_eq!(run.year(), year);
        let booked = booked(&mut run, 1, Item::RentForgone);
        assert_eq!(booked > 0.0, year >= 2017, "{year}: {booked}");
    }
}

/// Lets of private and mid-market dwellings of the years from 2020 to 2022.
fn private_lets(run: &mut Simulation) -> Vec<Move> {
    run.run_until(2019);
    let all = moves(run, 3).into_iter().map(|m| m.1);
    all.filter(|m| matches!(m.tenure, Tenure::PrivateRent | Tenure::MidRent))
        .collect()
}

#[test]
fn regulation_lowers_starting_rents_up_to_the_top_of_the_middle_segment() {
    let setting = with_segments();
    let rent = |run: &mut Simulation| {
        let lets = private_lets(run);
        mean(lets.iter().filter(|m| m.rooms <= 3).map(|m| m.rent_eur))
    };
    let on: fn(&mut Policy) = |p| p.affordable_rent.in_force = true;
    let [a, b] = over_so_many_in(&setting, 8, &without(), on, rent);
    assert!(b < 0.9 * a, "{a} euro without, {b} with regulation");

    let [mut a, mut b] = [without(), with()].map(|policy| start(&setting, &policy));
    let above = |run: &mut Simulation, lets: &[Move]| {
        let stock = stock_of(run);
        let mut count = [0, 0];
        for m in lets {
            let maximum = f64::from(stock[m.to as usize].max_rent_eur);
            let points = ((maximum + 12.0) / 5.09).round();
            count[usize::from(points > 150.0)] += usize::from(m.rent_eur > maximum + 0.01);
        }
        count
    };
    let lets = private_lets(&mut a);
    let [below, free] = above(&mut a, &lets);
    assert!(below > 10 && free > 5, "{below} {free}");
    let lets = private_lets(&mut b);
    let [below, free] = above(&mut b, &lets);
    assert!(below == 0 && free > 5, "{below} {free}");
}

#[test]
fn where_regulation_ends_rents_are_what_they_are_without_it() {
    let setting = with_segments();
    let rent = |run: &mut Simulation| {
        run.run_until(2021);
        run.set_policy(&without());
        let lets = moves(run, 3).into_iter().map(|m| m.1);
        mean(
            lets.filter(|m| m.tenure == Tenure::PrivateRent && m.rooms <= 3)
                .map(|m| m.rent_eur),
        )
    };
    let on: fn(&mut Policy) = |p| p.affordable_rent.in_force = true;
    let [a, b] = over_so_many_in(&setting, 8, &without(), on, rent);
    assert!((b / a - 1.0).abs() < 0.02, "{a} euro without, {b} after it");
}

/// Responses of the first round of 2020 to what is empty in a private complex.
fn responses(setting: &Arc<Setting>, policy: &Policy, replicate: u32, complex: u32) -> usize {
    let initial = Snapshot::initial(setting, replicate);
    let mut run = Simulation::new(setting.clone(), &initial, policy);
    run.record(Subject::Complex(complex), 2020..=2020);
    run.run_until(2020);
    let steps = run.recorded().unwrap().steps().iter();
    steps
        .filter(|s| s.round == 0 && matches!(s.event, Event::Responded(_)))
        .count()
}

#[test]
fn who_looks_at_a_regulated_home_sees_the_lower_rent() {
    // Nobody is refused for income, so that more responses come of the rent alone.
    let setting = with_segments();
    let city = &setting.city;
    let private = |c: &u32| city.dwellings[city.complexes[*c as usize].first as usize].tenure;
    let all = 0..city.complexes.len() as u32;
    let complexes: Vec<u32> = all.filter(|c| private(c) == Tenure::PrivateRent).collect();
    let [a, b] = [without(), with()].map(|mut policy| {
        policy.lending.income_over_rent = 0.0;
        let of = |&c| {
            (0..4)
                .map(|r| responses(&setting, &policy, r, c))
                .sum::<usize>()
        };
        complexes.iter().map(of).sum::<usize>()
    });
    assert!(
        a > 20 && b > a,
        "{a} responses without, {b} with regulation"
    );
}

#[test]
fn regulation_leaves_contracts_of_before_as_they_are() {
    let setting = with_segments();
    let [a, b] = [without(), with()].map(|policy| {
        let mut run = start(&setting, &policy);
        run.run_until(2020);
        let stock = stock_of(&mut run);
        (homes(&mut run), stock)
    });
    let mut stayed = 0;
    for ((_, x, _), (_, y, _)) in a.0.iter().zip(&b.0) {
        let same = x.dwelling == y.dwelling && x.since < 2020 && y.since == x.since;
        if same && x.dwelling != NONE && a.1[x.dwelling as usize].tenure == Tenure::PrivateRent {
            assert_eq!(x.rent_eur, y.rent_eur);
            stayed += usize::from(x.rent_eur > a.1[x.dwelling as usize].max_rent_eur);
        }
    }
    assert!(stayed > 20, "{stayed}");
}

#[test]
fn the_rent_forgone_counts_on_where_a_partner_moves_in() {
    let setting = with_cut();
    let (mut contracts, mut signed_by_partner) = (0, 0);
    for replicate in 0..6 {
        let initial = Snapshot::initial(&setting, replicate);
        let [mut a, mut b] = [without(), with()].map(|mut policy| {
            policy.demography.pairing = 1.0;
            Simulation::new(setting.clone(), &initial, &policy)
        });
        a.run_until(2019);
        b.run_until(2019);
        // Dwellings with a cut by row, with the rent before over that after it and the tenant.
        let mut cut = Vec::new();
        for (x, y) in homes(&mut a).into_iter().zip(homes(&mut b)) {
            let stayed = x.1.dwelling == y.1.dwelling && x.1.since < 2019 && y.1.since < 2019;
            if stayed && x.1.rent_eur != y.1.rent_eur {
                let dearer = f64::from(x.1.rent_eur / y.1.rent_eur);
                cut.push((y.1.dwelling, dearer, y.0.key));
            }
        }
        for year in 2020..=2022 {
            let lets = moves(&mut b, 1);
            let stock = stock_of(&mut b);
            // Those of which the contract goes on, whoever of a couple signed it.
            cut.retain(|(row, _, _)| {
                let d = &stock[*row as usize];
                let let_again = lets.iter().any(|(_, m)| m.to == *row);
                d.occupant != NONE && d.tenure == Tenure::Social && !let_again
            });
            let wanted = cut.iter().map(|(row, dearer, _)| {
                12.0 * f64::from(stock[*row as usize].rent_eur) * (dearer - 1.0)
            });
            let (wanted, ledger) = (wanted.sum::<f64>(), b.world_mut().resource::<Ledger>());
            let found = ledger.of(Item::RentForgone);
            assert!(found >= wanted * 0.9999, "{year}: {found} of {wanted}");
            let now = homes(&mut b);
            let signed = |row, key| now.iter().any(|x| x.1.dwelling == row && x.0.key == key);
            contracts += cut.len();
            signed_by_partner += cut.iter().filter(|c| !signed(c.0, c.2)).count();
        }
    }
    assert!(signed_by_partner > 0, "none of {contracts}");
}

#[test]
fn landlords_that_sell_leave_fewer_private_rentals() {
    let setting = with_segments();
    let rented = |run: &mut Simulation| {
        run.run_until(2022);
        f64::from(stock(run)[Tenure::PrivateRent as usize])
    };
    let [let_on, sold] = over_so_many_in(
        &setting,
        4,
        &with(),
        |p| p.affordable_rent.sells = 1.0,
        rented,
    );
    assert!(
        sold < let_on,
        "{let_on} when they let, {sold} when they sell"
    );
}

#[test]
fn before_its_year_a_law_changes_nothing() {
    for setting in [with_cut(), with_segments()] {
        let tables = |policy: &Policy, last| {
            let mut run = start(&setting, policy);
            run.run_until(last);
            format!("{:?}", run.tables())
        };
        let mut sells = with();
        sells.affordable_rent.sells = 1.0;
        assert!(tables(&without(), 2018) == tables(&sells, 2018));
        assert!(tables(&without(), 2020) != tables(&sells, 2020));
    }
}
