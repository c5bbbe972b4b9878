//! Allocation instruments: their main effect in paired runs of a small town, and that
//! no let breaks them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod town;

use std::collections::BTreeMap;

use buurt_city::{Tenure, Vulnerability};
use buurt_model::components::{
    Area, Building, Care, Complex, Dwelling, Home, Landlord, NONE, People, Seeker, Support,
};
use buurt_model::instruments::{Objective, Ranking, Volunteers};
use buurt_model::ledger::{Item, Ledger};
use buurt_model::letting_log::{Channel, LettingLog, Move};
use buurt_model::letting_record::Subject;
use buurt_model::rulebook::Reason;
use buurt_model::{Policy, Simulation};
use town::{isolation_by_complex, moves, over_replicates, over_years, pair, start};

/// Enough mediated households for the effects to show in a small town.
fn base() -> Policy {
    let mut policy = Policy::default();
    policy.demography.permit_holders_per_1000 = 8.0;
    policy.demography.care_leavers_per_1000 = 8.0;
    policy
}

#[test]
fn mediated_households_are_housed_before_the_adverts() {
    let [mut with, mut without] = pair(&base(), |p| p.direct_mediation.in_force = false);
    let direct = |m: &[(i32, buurt_model::letting_log::Move)]| {
        m.iter().filter(|m| m.1.channel == Channel::Direct).count()
    };
    let (a, b) = (moves(&mut with, 8), moves(&mut without, 8));
    assert!(direct(&a) > 50, "{}", direct(&a));
    assert_eq!(direct(&b), 0);
    let in_round_0 = a
        .iter()
        .filter(|m| m.1.channel == Channel::Direct && m.1.round == 0);
    assert!(in_round_0.count() > 0);
}

#[test]
fn mediation_stays_within_its_share() {
    let direct = |share: f64| {
        let mut policy = base();
        policy.direct_mediation.share = share;
        let all = moves(&mut start(&policy), 6);
        let social = all.iter().filter(|m| m.1.tenure == Tenure::Social).count();
        let direct = all
            .iter()
            .filter(|m| m.1.channel == Channel::Direct)
            .count();
        direct as f64 / social as f64
    };
    let (none, little, much) = (direct(0.0), direct(0.05), direct(0.5));
    assert_eq!(none, 0.0);
    // The share is one of vacancies, some of which find nobody in their first round.
    assert!(little <= 0.15, "{little}");
    assert!(little < much, "{little} {much}");
}

#[test]
fn spreading_lowers_the_isolation_of_vulnerable_households() {
    let [a, b] = over_replicates(
        &base(),
        |p| p.direct_mediation.objective = Objective::Spread,
        |run| over_years(run, 2027, isolation_by_complex),
    );
    assert!(b < a, "spread {b} against contain {a}");
}

#[test]
fn no_let_breaks_the_stairwell_cap() {
    let mut policy = base();
    policy.portiek_cap.in_force = true;
    policy.portiek_cap.cap = 1;
    let mut run = start(&policy);
    let mut checked = 0;
    for _ in 0..8 {
        // Who lived behind each front door at the start of the rounds is not kept: what
        // is checked is that two lets of the year never share a door.
        run.step();
        let world = run.world_mut();
        let lets: Vec<(u32, u32)> = world
            .resource::<LettingLog>()
            .moves
            .iter()
            .filter(|m| m.tenure == Tenure::Social)
            .map(|m| (m.row, m.to))
            .collect();
        let portieken: Vec<u32> = world
            .query::<&Building>()
            .iter(world)
            .map(|b| b.portiek)
            .collect();
        let occupants: Vec<u32> = world
            .query::<&Dwelling>()
            .iter(world)
            .map(|d| d.occupant)
            .collect();
        let known: Vec<bool> = world
            .query::<&Care>()
            .iter(world)
            .map(|c| c.detected && c.kind != Vulnerability::None)
            .collect();
        let mut behind: BTreeMap<u32, u32> = BTreeMap::new();
        for (row, to) in lets {
            if known[row as usize] && occupants[to as usize] == row && to != NONE {
                *behind.entry(portieken[to as usize]).or_default() += 1;
                checked += 1;
            }
        }
        assert!(behind.values().all(|&n| n <= 1), "{behind:?}");
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn a_stopped_complex_gets_no_urgent_or_mediated_household() {
    let [mut without, mut with] = pair(&base(), |p| {
        p.complex_stop.in_force = true;
        p.complex_stop.share = 0.1;
    });
    without.run_until(2027);
    with.run_until(2027);
    let (a, b) = (
        isolation_by_complex(&mut without),
        isolation_by_complex(&mut with),
    );
    assert!(b < a, "with the stop {b} against {a}");
}

#[test]
fn free_room_and_mediation_room_are_counted_apart() {
    let mut policy = base();
    policy.daeb.free_room_use = 0.0;
    let [mut none, mut free] = pair(&policy, |p| p.daeb.free_room_use = 0.2);
    let above = |run: &mut buurt_model::Simulation| {
        let all = moves(run, 6);
        let direct = all
            .iter()
            .filter(|m| m.1.channel == Channel::Direct)
            .count();
        let free = all.iter().filter(|m| m.1.free_room).count();
        (direct, free)
    };
    let ((direct_a, free_a), (direct_b, free_b)) = (above(&mut none), above(&mut free));
    assert_eq!(free_a, 0);
    assert!(free_b > 0 && direct_a > 0 && direct_b > 0);
    let [mut few, mut many] = pair(&policy, |p| p.direct_mediation.share = 0.6);
    assert_eq!(above(&mut few).1, 0);
    assert_eq!(above(&mut many).1, 0, "more mediation is no free room");
}

/// Mean of a quantity over moves.
fn mean(moves: &[(i32, Move)], of: impl Fn(&Move) -> Option<f64>) -> f64 {
    let values: Vec<f64> = moves.iter().filter_map(|m| of(&m.1)).collect();
    assert!(values.len() > 30, "{}", values.len());
    values.iter().sum::<f64>() / values.len() as f64
}

/// Refusals by a rule, over years.
fn refusals(run: &mut Simulation, years: i32, reason: Reason) -> u32 {
    let mut count = 0;
    for _ in 0..years {
        run.step();
        let log = run.world_mut().resource::<LettingLog>();
        let tallies = log.tallies().map(|(_, t)| t.refusals[reason as usize]);
        count += tallies.sum::<u32>();
    }
    count
}

/// Every household's true vulnerability, support and knowledge, and its persons.
fn people(run: &mut Simulation) -> Vec<(People, Care)> {
    let world = run.world_mut();
    let mut found = world.query::<(&People, &Care)>();
    found.iter(world).map(|(p, c)| (*p, *c)).collect()
}

#[test]
fn a_lottery_gives_short_registrations_a_chance() {
    let [mut queue, mut lots] = pair(&base(), |p| p.advert.lottery_share = 1.0);
    let won = |m: &Move| {
        let asked = matches!(m.channel, Channel::Advert | Channel::Lottery);
        (asked && m.registered_years.is_finite() && !m.shared)
            .then_some(f64::from(m.registered_years))
    };
    let (a, b) = (moves(&mut queue, 8), moves(&mut lots, 8));
    assert!(a.iter().all(|m| m.1.channel != Channel::Lottery));
    assert!(b.iter().all(|m| m.1.channel != Channel::Advert));
    let (queue, lots) = (mean(&a, won), mean(&b, won));
    assert!(lots < queue, "by lot {lots} against {queue} years");
}

#[test]
fn a_smaller_budget_of_reactions_fills_fewer_adverts() {
    let adverts = |reactions: u32| {
        let mut policy = base();
        policy.advert.reactions = reactions;
        let all = moves(&mut start(&policy), 8);
        let by_advert = |m: &&(i32, Move)| m.1.channel == Channel::Advert;
        all.iter().filter(by_advert).count()
    };
    let (none, one, many) = (adverts(0), adverts(1), adverts(50));
    assert_eq!(none, 0);
    assert!(one < many, "{one} {many}");
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
fn a_queue_by_residence_favours_who_has_lived_there_longest() {
    let [mut registration, mut residence] =
        pair(&base(), |p| p.advert.ranking = Ranking::Residence);
    let (a, b) = (
        residence_of_winners(&mut registration, 16),
        residence_of_winners(&mut residence, 16),
    );
    assert!(b > a, "by residence {b} against {a} years");
}

#[test]
fn a_local_tie_favours_who_has_lived_there_long() {
    // By lot, so that registration, which goes with residence, does not decide already.
    let mut lots = base();
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
fn contingents_house_care_leavers_up_to_the_agreed_number() {
    let mut little = base();
    little.direct_mediation.share = 0.03;
    // Who leaves care hardly looks for a home without help.
    little.choice.activity_urgent = 0.02;
    let [mut without, mut with] = pair(&little, |p| {
        p.contingent.in_force = true;
        p.contingent.per_year = 4;
        p.contingent.share = 1.0;
    });
    let waiting = |run: &mut Simulation| {
        let world = run.world_mut();
        let mut found = world.query::<(&People, &Care, &Home)>();
        let leavers = found.iter(world).filter(|(p, c, home)| {
            let leaver = matches!(
                c.kind,
                Vulnerability::MentalHealth | Vulnerability::Shelter | Vulnerability::ExDetainee
            );
            p.alive && leaver && home.dwelling == NONE
        });
        leavers.count()
    };
    let (mut all, mut waited) = (0, [0, 0]);
    for _ in 0..8 {
        without.step();
        with.step();
        waited[0] += waiting(&mut without);
        waited[1] += waiting(&mut with);
        let log = with.world_mut().resource::<LettingLog>();
        let mut by_landlord: BTreeMap<u32, u32> = BTreeMap::new();
        for m in &log.moves {
            if m.channel == Channel::Contingent {
                assert!(m.vulnerable);
                *by_landlord.entry(m.landlord).or_default() += 1;
            }
        }
        assert!(by_landlord.values().all(|&n| n <= 4), "{by_landlord:?}");
        all += by_landlord.values().sum::<u32>();
        let world = with.world_mut();
        let mut landlords = world.query::<&Landlord>();
        let counted: u32 = landlords.iter(world).map(|l| l.contingent_lets).sum();
        assert_eq!(counted, by_landlord.values().sum::<u32>());
    }
    assert!(all > 10, "{all}");
    let [a, b] = waited;
    assert!(b < a, "with contingents {b} wait, without {a}");
}

#[test]
fn care_workers_keep_their_clients_out_of_raw_areas() {
    let advised = |p: &mut Policy| {
        p.care_advice.in_force = true;
        p.care_advice.raw_from = 0.0;
        p.care_advice.raw_weight = 200.0;
        p.care_advice.rich_weight = 0.0;
    };
    let rawness = |run: &mut Simulation| {
        let (mut sum, mut count) = (0.0, 0.0);
        for _ in 0..10 {
            let world = run.world_mut();
            let areas: Vec<f32> = {
                let mut found = world.query::<&Area>();
                found.iter(world).map(|a| a.incidents).collect()
            };
            run.step();
            let log = run.world_mut().resource::<LettingLog>();
            for m in log.moves.iter().filter(|m| m.channel == Channel::Direct) {
                let mean = areas.iter().sum::<f32>() / areas.len() as f32;
                sum += f64::from(areas[m.area as usize] / mean.max(1e-6));
                count += 1.0;
            }
        }
        assert!(count > 50.0);
        sum / count
    };
    let [a, b] = over_replicates(&base(), advised, rawness);
    assert!(
        b < a,
        "with advice {b} against {a} times the city's incidents"
    );
}

#[test]
fn advice_talks_make_some_withdraw_and_most_where_they_do_not_fit() {
    let [mut without, mut with] = pair(&base(), |p| {
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
fn a_closed_area_takes_no_vulnerable_household() {
    let mut policy = base();
    policy.area_closure.in_force = true;
    policy.area_closure.areas = vec!["1001".into()];
    let [mut open, mut closed] = [start(&base()), start(&policy)];
    // Who is vulnerable without anybody knowing may still come.
    let mediated = |run: &mut Simulation| {
        let all = moves(run, 8);
        let here = |m: &&(i32, Move)| m.1.area == 0 && m.1.channel == Channel::Direct;
        all.iter().filter(here).count()
    };
    // The years of burn-in lie before the closure.
    closed.run_until(2016);
    open.run_until(2016);
    assert!(mediated(&mut open) > 10);
    assert_eq!(mediated(&mut closed), 0);
}

#[test]
fn blacklisted_households_get_no_dwelling_of_a_corporation() {
    let mut strict = base();
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
    let [mut none, mut many] = pair(&base(), |p| {
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
        let mut found = world.query::<&buurt_model::components::Income>();
        let of = found.iter(world);
        of.map(|i| i.taxable_eur.to_bits()).collect::<Vec<_>>()
    };
    assert!(income(&mut none) == income(&mut many));
}

#[test]
fn nuisance_on_record_is_what_article_10_refuses() {
    let mut designated = base();
    designated.rotterdam_act.in_force = true;
    designated.rotterdam_act.areas = vec!["1001".into()];
    designated.rotterdam_act.article_8 = false;
    designated.rotterdam_act.article_10 = true;
    let mut silent = designated.clone();
    silent.conduct.in_force = false;
    let refused = |policy: &Policy| refusals(&mut start(policy), 8, Reason::RotterdamArticle10);
    assert_eq!(refused(&silent), 0);
    assert!(refused(&designated) > 0);
}

#[test]
fn screening_mostly_adds_support_and_seldom_refuses() {
    let mut records = base();
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

#[test]
fn a_ballot_brings_volunteers_and_calms_the_block() {
    let [mut without, mut with] = pair(&base(), |p| {
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
    let mut policy = base();
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
}

#[test]
fn detection_rises_and_true_vulnerability_does_not() {
    let [mut blind, mut seeing] = pair(&base(), |p| {
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

#[test]
fn instruments_that_are_on_with_neutral_parameters_change_nothing() {
    let outcome = |policy: &Policy| {
        let mut run = start(policy);
        run.run_until(2021);
        format!("{:?}", run.tables())
    };
    let base = base();
    let untouched = outcome(&base);
    type Change = fn(&mut Policy);
    let neutral: [(&str, Change); 9] = [
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
fn a_record_of_letting_changes_nothing() {
    let mut plain = start(&base());
    let mut told = start(&base());
    told.record(Subject::Complex(3), 2015..=2022);
    plain.run_until(2022);
    told.run_until(2022);
    assert!(told.recorded().unwrap().steps().len() > 50);
    assert!(plain.recorded().is_none());
    let text = |run: &mut Simulation| format!("{:?}", run.tables());
    assert!(text(&mut plain) == text(&mut told));
}
