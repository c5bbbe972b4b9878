//! Adverts: their queue, lottery and budget, ties to the municipality, advice talks and the
//! residents' ballot, in paired runs of a small town.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use buurt_city::Tenure;
use buurt_model::components::{Care, Complex, Dwelling, Home, NONE, People, Seeker};
use buurt_model::instruments::{Ranking, Volunteers};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::{Channel, LettingLog, Move};
use buurt_model::rulebook::{Candidate, Contract, Offer, Posting, Rule};
use buurt_model::run::Run;
use buurt_model::{Policy, Simulation};
use buurt_params::law::LawYear;
use town::{many_mediated, moves, over_so_many, over_years, pair, start};

/// Mean of a quantity over moves.
fn mean(moves: &[(i32, Move)], of: impl Fn(&Move) -> Option<f64>) -> f64 {
    let values: Vec<f64> = moves.iter().filter_map(|m| of(&m.1)).collect();
    assert!(values.len() > 30, "{}", values.len());
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean years in the region of who won an advert.
fn residence_of_winners(run: &mut Simulation, years: i32) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for _ in 0..years {
        let year = run.year();
        run.step();
        let world = run.world_mut();
        let since: Vec<(u64, i16)> = {
            let mut found = world.query::<(&People, &Seeker)>();
            let of = found.iter(world);
            of.map(|(p, s)| (p.key, s.region_since)).collect()
        };
        for m in &world.resource::<LettingLog>().moves {
            let (key, region_since) = since[m.row as usize];
            if matches!(m.channel, Channel::Advert | Channel::Lottery) && key == m.key {
                sum += f64::from(year - i32::from(region_since));
                count += 1.0;
            }
        }
    }
    assert!(count > 30.0);
    sum / count
}

#[test]
fn a_lottery_gives_short_registrations_a_chance() {
    let won = |m: &Move| {
        let asked = matches!(m.channel, Channel::Advert | Channel::Lottery);
        (asked && m.registered_years.is_finite() && !m.shared)
            .then_some(f64::from(m.registered_years))
    };
    let [mut queue, mut lots] = pair(&many_mediated(), |p| p.advert.lottery_share = 1.0);
    assert!(
        moves(&mut queue, 8)
            .iter()
            .all(|m| m.1.channel != Channel::Lottery)
    );
    assert!(
        moves(&mut lots, 8)
            .iter()
            .all(|m| m.1.channel != Channel::Advert)
    );
    let [queue, lots] = over_so_many(
        16,
        &many_mediated(),
        |p| p.advert.lottery_share = 1.0,
        |run| mean(&moves(run, 8), won),
    );
    assert!(lots < queue, "by lot {lots} against {queue} years");
}

#[test]
fn a_smaller_budget_of_reactions_fills_adverts_later() {
    let adverts = |run: &mut Simulation| {
        let all = moves(run, 8);
        all.iter()
            .filter(|m| m.1.channel == Channel::Advert)
            .count() as f64
    };
    // Social dwellings that stand empty at the end of a year.
    let empty = |run: &mut Simulation| {
        over_years(run, 2024, |run| {
            let world = run.world_mut();
            let mut found = world.query::<&Dwelling>();
            let empty = found
                .iter(world)
                .filter(|d| d.tenure == Tenure::Social && d.occupant == NONE);
            empty.count() as f64
        })
    };
    let with = |reactions: u32, of: &dyn Fn(&mut Simulation) -> f64| {
        let change = |p: &mut Policy| p.advert.reactions = reactions;
        over_so_many(16, &many_mediated(), change, of)
    };
    assert_eq!(with(0, &adverts)[1], 0.0);
    let [many, one] = with(1, &empty);
    assert!(one > many, "{one} and {many} stand empty");
}

#[test]
fn a_queue_by_residence_favours_who_has_lived_there_longest() {
    let [a, b] = over_so_many(
        16,
        &many_mediated(),
        |p| p.advert.ranking = Ranking::Residence,
        |run| residence_of_winners(run, 16),
    );
    assert!(b > a, "by residence {b} against {a} years");
}

#[test]
fn a_local_tie_favours_who_has_lived_there_long() {
    // By lot, so that registration, which goes with residence, does not decide already.
    let mut lots = many_mediated();
    lots.advert.lottery_share = 1.0;
    let [mut without, mut with] = pair(&lots, |p| {
        p.local_tie.in_force = true;
        p.local_tie.municipality = false;
        p.local_tie.share = 0.5;
        p.local_tie.years = 10;
    });
    let (a, b) = (
        residence_of_winners(&mut without, 8),
        residence_of_winners(&mut with, 8),
    );
    assert!(b > a, "with a tie {b} against {a} years");
}

#[test]
fn advice_talks_make_some_withdraw_and_most_where_they_do_not_fit() {
    let [mut without, mut with] = pair(&many_mediated(), |p| {
        p.advice_talk.in_force = true;
        p.advice_talk.withdraw = 0.8;
        p.advice_talk.accuracy = 1.0;
    });
    let declined = |run: &mut Simulation| {
        let (mut declined, mut offers, mut misfit, mut lets) = (0, 0, 0.0, 0.0);
        for _ in 0..8 {
            run.step();
            let log = run.world_mut().resource::<LettingLog>();
            for (at, tally) in log.tallies() {
                if at.channel == Channel::Advert {
                    declined += tally.declined;
                    offers += tally.offers;
                }
            }
            for m in log.moves.iter().filter(|m| m.channel == Channel::Advert) {
                let need = f64::from(buurt_model::search::rooms_needed(m.persons));
                misfit += (f64::from(m.rooms) - need).abs();
                lets += 1.0;
            }
        }
        (f64::from(declined) / f64::from(offers), misfit / lets)
    };
    let (a, b) = (declined(&mut without), declined(&mut with));
    assert!(b.0 > a.0, "declined {} against {}", b.0, a.0);
    assert!(b.1 < a.1, "misfit {} against {}", b.1, a.1);
}

#[test]
fn a_ballot_brings_volunteers_and_calms_the_block() {
    let [mut without, mut with] = pair(&many_mediated(), |p| {
        p.wonen_plus.in_force = true;
        p.wonen_plus.areas = vec!["1001".into()];
        p.wonen_plus.willing = 0.5;
    });
    without.run_until(2026);
    with.run_until(2026);
    assert!(with.world_mut().resource::<Volunteers>().count() > 20);
    assert_eq!(without.world_mut().resource::<Volunteers>().count(), 0);
    let calm = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<&Complex>();
        let (mut incidents, mut reputation, mut n) = (0.0, 0.0, 0.0);
        for x in found.iter(world).filter(|x| x.area == 0) {
            let households = f64::from(x.households);
            incidents += households * f64::from(x.incidents);
            reputation += households * f64::from(x.reputation);
            n += households;
        }
        (incidents / n, reputation / n)
    };
    let (a, b) = (calm(&mut without), calm(&mut with));
    assert!(b.0 < a.0, "incidents {} against {}", b.0, a.0);
    assert!(b.1 > a.1, "reputation {} against {}", b.1, a.1);
}

#[test]
fn the_volunteer_allowance_is_booked_for_every_volunteer() {
    let mut policy = many_mediated();
    policy.wonen_plus.in_force = true;
    policy.wonen_plus.areas = vec!["1001".into()];
    policy.wonen_plus.willing = 0.5;
    policy.wonen_plus.allowance = 40.0;
    let mut run = start(&policy);
    let mut most = 0;
    for _ in 0..6 {
        run.step();
        let world = run.world_mut();
        let volunteers = world.resource::<Volunteers>().count();
        let booked = world.resource::<Ledger>().of(Item::Volunteers);
        assert_eq!(booked, 12.0 * 40.0 * volunteers as f64);
        most = most.max(volunteers);
    }
    assert!(most > 10, "{most}");
    // Instead of a discount: nothing but the ledger differs from a task that is not paid.
    let mut unpaid = policy.clone();
    unpaid.wonen_plus.allowance = 0.0;
    let [paid, unpaid] = [&policy, &unpaid].map(|p| {
        let mut run = start(p);
        run.run_until(2021);
        let mut tables = run.tables();
        tables.retain(|t| t.name != "ledger");
        (
            run.world_mut().resource::<Ledger>().of(Item::Volunteers),
            format!("{tables:?}"),
        )
    });
    assert!(paid.0 > 0.0 && unpaid.0 == 0.0);
    assert!(paid.1 == unpaid.1);
}

#[test]
fn volunteers_keep_their_task_where_the_project_has_ended() {
    let mut policy = many_mediated();
    policy.wonen_plus.in_force = true;
    policy.wonen_plus.areas = vec!["1001".into()];
    policy.wonen_plus.willing = 0.5;
    let mut run = start(&policy);
    run.run_until(2020);
    let volunteers = |run: &mut Simulation| run.world_mut().resource::<Volunteers>().count();
    let began = volunteers(&mut run);
    assert!(began > 10, "{began}");
    policy.wonen_plus.in_force = false;
    run.set_policy(&policy);
    let mut before = began;
    for _ in 0..4 {
        run.step();
        let now = volunteers(&mut run);
        assert!(now <= before, "{now} after {before}: somebody new");
        let world = run.world_mut();
        let booked = world.resource::<Ledger>().of(Item::Volunteers);
        assert_eq!(booked, 12.0 * policy.wonen_plus.allowance * now as f64);
        before = now;
    }
    assert!(2 * before > began && before < began, "{before} of {began}");
}

#[test]
fn whoever_looks_without_a_home_is_registered() {
    let mut policy = many_mediated();
    // Many stand on the street who never registered.
    policy.conduct.evicted_on_low_income = 0.1;
    policy.demography.separation = 0.1;
    let mut run = start(&policy);
    let world = run.world_mut();
    for mut seeker in world.query::<&mut Seeker>().iter_mut(world) {
        seeker.registered = f32::INFINITY;
    }
    let mut seen = 0;
    for _ in 0..6 {
        run.step();
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Home, &Seeker)>();
        for (p, home, seeker) in found.iter(world) {
            if p.alive && home.dwelling == NONE && seeker.searching() {
                assert!(seeker.registered.is_finite());
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

/// A rule of one's own with hooks beside the refusal and the priority.
#[derive(Debug)]
struct OwnHooks;

impl Rule for OwnHooks {
    fn label(&self, _: &Posting<'_>, offer: &mut Offer) {
        offer.rent_varies |= offer.tenure == Tenure::Social;
    }
    fn rent(&self, _: &LawYear, _: &Candidate, _: &Offer, rent_eur: f64) -> f64 {
        rent_eur - 7.0
    }
    fn withdraws(&self, _: &Candidate, what: &Offer) -> f64 {
        f64::from(u8::from(what.tenure == Tenure::Owner))
    }
    fn sign(&self, _: &Run, _: &Candidate, _: &Offer, contract: &mut Contract) {
        contract.guardianship = true;
    }
}

#[test]
fn every_hook_of_a_rule_of_ones_own_counts() {
    let mut run = start(&Policy::default());
    run.run_until(2017);
    run.add_rule(OwnHooks);
    run.step();
    let log = run.world_mut().resource::<LettingLog>().moves.clone();
    assert!(
        log.iter().all(|m| m.tenure != Tenure::Owner),
        "all withdraw"
    );
    let mut lets = 0;
    for m in log.iter().filter(|m| m.tenure == Tenure::Social) {
        let mut found = run.world_mut().query::<(&People, &Care)>();
        let all = found.iter(run.world_mut());
        let who = all.into_iter().find(|(p, _)| p.alive && p.key == m.key);
        assert!(who.is_some_and(|(_, care)| care.guardianship));
        lets += 1;
    }
    assert!(lets > 10, "{lets}");
}
