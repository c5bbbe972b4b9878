//! Properties that hold in every year of every run.

mod town;

use std::sync::Arc;

use buurt_city::Vulnerability;
use buurt_model::Setting;
use buurt_model::components::{Care, Complex, Dwelling, Home, NONE, People, Use};
use buurt_model::letting_log::LettingLog;
use buurt_model::observe::Observer;
use buurt_model::{Policy, Simulation, Snapshot};
use town::start;

#[test]
fn one_household_per_dwelling_and_one_dwelling_per_household() {
    let mut run = start(&Policy::default());
    for _ in 0..8 {
        run.step();
        let world = run.world_mut();
        let homes: Vec<(bool, u32)> = world
            .query::<(&People, &Home)>()
            .iter(world)
            .map(|(p, h)| (p.alive, h.dwelling))
            .collect();
        let dwellings: Vec<(u32, Use)> = world
            .query::<&Dwelling>()
            .iter(world)
            .map(|d| (d.occupant, d.state))
            .collect();
        for (row, &(alive, dwelling)) in homes.iter().enumerate() {
            if dwelling != NONE {
                assert!(alive, "household {row} is retired but has a home");
                assert_eq!(dwellings[dwelling as usize].0, row as u32);
            }
        }
        for (i, &(occupant, state)) in dwellings.iter().enumerate() {
            if occupant != NONE {
                assert_eq!(homes[occupant as usize].1, i as u32);
                assert_ne!(state, Use::Demolished);
            }
        }
    }
}

#[test]
fn people_move_and_the_market_fills_vacancies() {
    let mut run = start(&Policy::default());
    run.run_until(2019);
    let world = run.world_mut();
    let moves = world.resource::<LettingLog>().moves.len();
    let dwellings = world.query::<&Dwelling>().iter(world).count();
    assert!(
        moves * 25 > dwellings,
        "{moves} moves in a stock of {dwellings}"
    );
}

#[test]
fn demography_does_not_read_housing_policy() {
    let mut a = start(&Policy::default());
    let mut strict = Policy::default();
    strict.passend.in_force = false;
    strict.daeb.in_force = false;
    strict.direct_mediation.in_force = false;
    let mut b = start(&strict);
    a.run_until(2022);
    b.run_until(2022);
    let events = |s: &mut Simulation| s.world_mut().resource::<Observer>().events().to_vec();
    assert_eq!(events(&mut a), events(&mut b));
    let people = |s: &mut Simulation| {
        let w = s.world_mut();
        w.query::<&People>().iter(w).copied().collect::<Vec<_>>()
    };
    assert_eq!(people(&mut a), people(&mut b));
    assert_ne!(
        a.tables()[0],
        b.tables()[0],
        "the two policies should house people differently"
    );
}

#[test]
fn a_branch_from_a_snapshot_equals_the_continuous_run() {
    let setting = Arc::new(town::setting(300, 2));
    let initial = Snapshot::initial(&setting, 3);
    let policy = Policy::default();
    let mut whole = Simulation::new(setting.clone(), &initial, &policy);
    whole.run_until(2021);
    let mut first = Simulation::new(setting.clone(), &initial, &policy);
    first.run_until(2016);
    let branch = first.snapshot(3);
    let mut second = Simulation::new(setting, &branch, &policy);
    second.run_until(2021);
    let (a, b) = (whole.tables(), second.tables());
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
}

#[test]
fn a_branch_in_a_later_year_has_the_rise_of_incomes_of_that_year() {
    let mut setting = town::setting(300, 1);
    for law in &mut setting.law {
        law.income_index = 1.0 + 0.03 * f64::from(law.year - 2017);
    }
    let setting = Arc::new(setting);
    let initial = Snapshot::initial(&setting, 3);
    let policy = Policy::default();
    let mut whole = Simulation::new(setting.clone(), &initial, &policy);
    whole.run_until(2018);
    whole.tables();
    let branch = whole.snapshot(3);
    let mut second = Simulation::new(setting, &branch, &policy);
    whole.run_until(2020);
    second.run_until(2020);
    let rents = |run: &mut Simulation| -> Vec<(f32, f32, f32)> {
        let world = run.world_mut();
        let mut all = world.query::<&Dwelling>();
        let all = all.iter(world);
        all.map(|d| (d.rent_eur, d.max_rent_eur, d.woz_eur))
            .collect()
    };
    assert_eq!(town::people(&mut whole), town::people(&mut second));
    assert!(rents(&mut whole) == rents(&mut second));
}

#[test]
fn nobody_moves_twice_in_a_year() {
    let mut run = start(&Policy::default());
    for _ in 0..5 {
        run.step();
        let log = run.world_mut().resource::<LettingLog>();
        let mut keys: Vec<u64> = log.moves.iter().map(|m| m.key).collect();
        let moves = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), moves);
    }
}

#[test]
fn grounds_are_kept_of_every_move_when_moves_are_written_and_change_nothing_else() {
    let policy = town::many_mediated();
    let run_with = |moves: bool| {
        let setting = Arc::new(Setting {
            moves,
            ..town::setting(600, 2)
        });
        let initial = Snapshot::initial(&setting, 0);
        let mut run = Simulation::new(setting, &initial, &policy);
        run.run_until(2020);
        run
    };
    let (mut silent, mut told) = (run_with(false), run_with(true));
    let log = silent.world_mut().resource::<LettingLog>();
    assert!(!log.moves.is_empty() && log.grounds.is_none());
    let world = told.world_mut();
    let mut found = world.query::<&Care>();
    let care: Vec<Care> = found.iter(world).copied().collect();
    let log = world.resource::<LettingLog>();
    let grounds = log.grounds.as_ref().unwrap();
    assert_eq!(log.moves.len(), grounds.moves.len());
    let mut passed_over = 0;
    for (m, g) in log.moves.iter().zip(&grounds.moves) {
        // What was known before the let is known after it, and is true.
        let now = &care[m.row as usize];
        assert!(g.known == Vulnerability::None || now.detected && g.known == m.kind);
        assert_eq!(g.nuisance, now.nuisance);
        // Whoever was passed over found nothing in that round.
        let Some(next) = g.passed_over else { continue };
        let in_round = log.moves.iter().filter(|x| x.round == m.round);
        assert!(
            in_round.clone().all(|x| x.key != next.key),
            "{m:?} {next:?}"
        );
        passed_over += 1;
    }
    assert!(passed_over > 10, "{passed_over}");
    let but_moves = |run: &mut Simulation| {
        let mut tables = run.tables();
        tables.retain(|t| t.name != "moves");
        format!("{tables:?}")
    };
    assert!(
        but_moves(&mut silent) == but_moves(&mut told),
        "other tables differ"
    );
}

#[test]
fn complexes_count_the_vulnerable_and_those_who_are_known() {
    let mut policy = town::many_mediated();
    // Support makes known, in the middle of a year.
    policy.screening.in_force = true;
    policy.screening.flagged = 0.0;
    policy.screening.detection = 1.0;
    policy.screening.information = 1.0;
    (policy.detection.first, policy.detection.last) = (0.0, 0.0);
    policy.demography.detected = 0.3;
    policy.demography.onset = 0.03;
    let mut run = start(&policy);
    let mut unknown = 0;
    for _ in 0..8 {
        run.step();
        let world = run.world_mut();
        let care: Vec<Care> = world.query::<&Care>().iter(world).copied().collect();
        let kept: Vec<[u32; 2]> = world
            .query::<&Complex>()
            .iter(world)
            .map(|x| [x.vulnerable, x.known_vulnerable])
            .collect();
        let mut counted = vec![[0; 2]; kept.len()];
        for d in world.query::<&Dwelling>().iter(world) {
            let b = &d.building;
            if d.occupant != NONE {
                let care = &care[d.occupant as usize];
                let here = &mut counted[b.complex as usize];
                here[0] += u32::from(care.vulnerable());
                here[1] += u32::from(care.vulnerable() && care.detected);
            }
        }
        assert!(kept == counted, "a complex counts others than live there");
        unknown += kept.iter().map(|[all, known]| all - known).sum::<u32>();
    }
    assert!(unknown > 50, "{unknown}");
}
