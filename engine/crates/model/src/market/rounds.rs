//! The letting rounds of a year: post vacancies, mediate, let searchers
//! respond, match, move. Homes left behind come free in the next round.

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Tenure, Vulnerability};
use buurt_core::Decision;
use buurt_core::draws::GumbelTable;
use buurt_core::key::mix;

use super::choice::{Choice, Chooser, View};
use super::matching::{Proposal, match_responses};
use super::mediation::mediate;
use super::offers::{Board, SEGMENTS};
use crate::columns::{
    AreaColumns, Areas, ComplexColumns, Complexes, DwellingColumns, Dwellings, HouseholdColumns,
    Households, Landlords,
};
use crate::components::{Landlord, NONE, Urgency, Use};
use crate::letting_log::{Channel, LettingLog, Move};
use crate::occupancy;
use crate::rulebook::{Candidate, Reason, Rulebook, daeb_limit, rent_cap, target_group_limit};
use crate::run::Run;
use crate::search::Searchers;

const LOOK: Decision = Decision::named("look");
const TASTE: Decision = Decision::named("taste");
const DECLINE: Decision = Decision::named("decline");

/// What rules read of a household row.
pub fn candidate(run: &Run, h: &HouseholdColumns, row: usize) -> Candidate {
    let (p, i, s, care) = (&h.people[row], &h.income[row], &h.seeker[row], &h.care[row]);
    Candidate {
        taxable_eur: f64::from(i.taxable_eur),
        wealth_eur: f64::from(i.wealth_eur),
        persons: p.persons(),
        aow: p.aow(),
        source: p.source,
        years_in_region: run.year - i32::from(s.region_since),
        nuisance: care.nuisance,
        blacklisted: care.blacklisted_until >= run.year16(),
        detected: if care.detected {
            care.kind
        } else {
            Vulnerability::None
        },
    }
}

/// Counts a social let on its landlord, as the two national norms see it.
pub fn count_let(run: &Run, l: &mut Landlord, who: &Candidate, rent_eur: f64) {
    l.social_lets += 1;
    let law = &run.law;
    if who.taxable_eur <= daeb_limit(law, who.persons) {
        l.daeb_low += 1;
    } else if law
        .daeb_middle_upper
        .is_some_and(|upper| who.taxable_eur <= upper)
    {
        l.daeb_middle += 1;
    } else {
        l.daeb_free += 1;
    }
    if who.taxable_eur <= target_group_limit(law, who.persons, who.aow) {
        l.target_group_lets += 1;
        l.passend_lets += u32::from(rent_eur <= rent_cap(law, who.persons));
    }
}

/// Runs all rounds of the year.
#[allow(clippy::too_many_arguments)]
pub fn run_rounds(
    run: Res<Run>,
    book: Res<Rulebook>,
    choice: Res<Choice>,
    searchers: Res<Searchers>,
    mut log: ResMut<LettingLog>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut areas: Areas,
    mut landlords: Landlords,
) {
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let mut a = areas.columns();
    let l = landlords.columns();
    log.start_year(a.area.len(), l.landlord.len());
    let (mut total, mut count) = (0.0, 0.0);
    for dw in d.dwelling.iter().filter(|dw| dw.state != Use::Demolished) {
        total += f64::from(dw.woz_eur);
        count += 1.0;
    }
    let mean_woz = if count > 0.0 { total / count } else { 1.0 };
    let mut empty: Vec<u32> = (0..d.dwelling.len() as u32)
        .filter(|&i| d.dwelling[i as usize].open(i32::MAX))
        .collect();
    let mut open: Vec<u32> = Vec::new();
    let mut board = Board::default();
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut scratch = Scratch::default();
    let gumbel = GumbelTable::shared();
    let mut list: Vec<Searcher> = searchers
        .0
        .iter()
        .map(|&row| prepare(row, mean_woz, &run, &choice, &h, &d, &c, &a))
        .collect();
    let mut freed: Vec<u32> = Vec::new();
    for round in 0..run.rounds {
        let now = run.now(round);
        open.clear();
        open.extend(empty.iter().filter(|&&i| d.dwelling[i as usize].open(now)));
        board.post(&open, round, &run, &book, &d, &a, l.landlord, |row| {
            View::new(&choice, row as usize, mean_woz, &d, &c, &a)
        });
        let placed = mediate(
            &searchers.0,
            round,
            &run,
            &book,
            &mut board,
            &h,
            &d,
            &c,
            |row, v, board| {
                let who = candidate(&run, &h, row as usize);
                let vacancy = &board.vacancies[v];
                let b = &d.building[vacancy.dwelling as usize];
                let complex = &c.complex[b.complex as usize];
                let verdict = match book.judge(&run.law, &who, &vacancy.offer) {
                    Reason::Admitted
                        if f64::from(complex.vulnerable)
                            >= book.mediation.complex_stop
                                * f64::from(complex.households.max(1)) =>
                    {
                        Reason::ComplexStop
                    }
                    Reason::Admitted
                        if book.mediation.portiek_cap > 0
                            && vulnerable_in_portiek(vacancy.dwelling, &d, &h, &c)
                                >= book.mediation.portiek_cap =>
                    {
                        Reason::PortiekCap
                    }
                    verdict => verdict,
                };
                if verdict != Reason::Admitted {
                    let quintile = h.income[row as usize].quintile;
                    log.refuse(vacancy.at(Channel::Direct, quintile), verdict);
                }
                verdict
            },
        );
        for &(row, v) in &placed {
            let vacancy = board.vacancies[v as usize];
            if book.mediation.portiek_cap > 0
                && vulnerable_in_portiek(vacancy.dwelling, &d, &h, &c) >= book.mediation.portiek_cap
            {
                continue;
            }
            let quintile = h.income[row as usize].quintile;
            log.offer(vacancy.at(Channel::Direct, quintile), false);
            settle_in(
                row,
                vacancy.dwelling,
                &vacancy.offer,
                Channel::Direct,
                round,
                &run,
                &mut h,
                &mut d,
                &mut c,
                l.landlord,
                &mut log,
                &mut freed,
            );
        }
        if !placed.is_empty() {
            for s in &mut list {
                if !h.seeker[s.row as usize].searching() {
                    s.from_round = HOUSED;
                }
            }
        }
        proposals.clear();
        for (index, s) in list.iter().enumerate() {
            respond(
                index as u32,
                s,
                round,
                &run,
                &book,
                &choice,
                &board,
                gumbel,
                &mut a,
                &mut log,
                &mut scratch,
                &mut proposals,
            );
        }
        let mut held = vec![NONE; board.vacancies.len()];
        match_responses(&proposals, &mut held);
        for (v, &winner) in held.iter().enumerate() {
            if winner == NONE {
                continue;
            }
            let proposal = proposals[winner as usize];
            let row = list[proposal.searcher as usize].row;
            let vacancy = board.vacancies[v];
            let key = h.people[row as usize].key;
            let draw = run.draws.pair(DECLINE, key, vacancy.key, run.year, round);
            let declined = draw.uniform() < choice.decline && h.home[row as usize].dwelling != NONE;
            let channel = Channel::of(vacancy.offer.tenure);
            let quintile = h.income[row as usize].quintile;
            log.offer(vacancy.at(channel, quintile), declined);
            if declined {
                continue;
            }
            list[proposal.searcher as usize].from_round = HOUSED;
            settle_in(
                row,
                vacancy.dwelling,
                &vacancy.offer,
                channel,
                round,
                &run,
                &mut h,
                &mut d,
                &mut c,
                l.landlord,
                &mut log,
                &mut freed,
            );
        }
        empty.retain(|&i| d.dwelling[i as usize].open(i32::MAX));
        for &i in &freed {
            crate::rents::set_asking_rent(&run, &book, i as usize, &mut d);
            if d.dwelling[i as usize].open(i32::MAX) {
                empty.push(i);
            }
        }
        freed.clear();
    }
}

/// Vulnerable households behind the same front door as a dwelling.
fn vulnerable_in_portiek(
    dwelling: u32,
    d: &DwellingColumns,
    h: &HouseholdColumns,
    c: &ComplexColumns,
) -> u32 {
    let b = &d.building[dwelling as usize];
    let complex = &c.complex[b.complex as usize];
    (complex.first..complex.first + complex.count)
        .filter(|&i| d.building[i as usize].portiek == b.portiek)
        .filter(|&i| {
            let occupant = d.dwelling[i as usize].occupant;
            occupant != NONE && h.care[occupant as usize].vulnerable()
        })
        .count() as u32
}

/// A searcher of this year, with all that stays the same over the rounds.
#[derive(Debug, Clone, Copy)]
struct Searcher {
    row: u32,
    key: u64,
    chooser: Chooser,
    who: Candidate,
    /// Present dwelling, or [`NONE`].
    home: u32,
    /// What must be beaten: the present home and the effort of moving, or,
    /// without a home, a floor that falls with the time spent looking.
    floor: f64,
    /// Vacancies looked at per segment and round.
    looks: [u32; SEGMENTS],
    /// Rank among responses to an advert, by urgency and registration.
    rank: f64,
    activity: f64,
    from_round: u32,
    quintile: u8,
    works: bool,
}

/// Prepares a household's year of searching.
#[allow(clippy::too_many_arguments)]
fn prepare(
    row: u32,
    mean_woz: f64,
    run: &Run,
    choice: &Choice,
    h: &HouseholdColumns,
    d: &DwellingColumns,
    c: &ComplexColumns,
    a: &AreaColumns,
) -> Searcher {
    let i = row as usize;
    let (p, seeker, home) = (&h.people[i], &h.seeker[i], &h.home[i]);
    let housed = home.dwelling != NONE;
    let from = housed.then(|| {
        let area = d.building[home.dwelling as usize].area;
        (a.area[area as usize].centroid_m, area)
    });
    let median = (run.quintile_bounds[1] * run.quintile_bounds[2]).sqrt();
    let chooser = Chooser::new(choice, median, p, &h.income[i], from);
    let who = candidate(run, h, i);
    let urgent = !housed || seeker.urgency != Urgency::None;
    let floor = if seeker.urgency == Urgency::Renewal {
        -20.0
    } else if housed {
        chooser.present(
            choice,
            &View::new(choice, home.dwelling as usize, mean_woz, d, c, a),
        ) + choice.moving_threshold
    } else {
        -3.0 - 2.0 * f64::from(run.year16() - seeker.search_since)
    };
    // Rooms are for one person: the young, students, and who has no home yet.
    let in_a_room = p.persons() == 1
        && (p.head_age() < 30 || p.source == IncomeSource::Student || !housed && p.head_age() < 50);
    let some = choice.sample.min(MOST_LOOKS);
    let income = f64::from(h.income[i].disposable_eur) / run.income_index;
    let means = who.taxable_eur.max(who.wealth_eur / 4.0) / run.income_index;
    let urgency = if seeker.urgent_until >= run.year16() {
        f64::from(seeker.urgency as u8)
    } else {
        0.0
    };
    Searcher {
        row,
        key: p.key,
        chooser,
        who,
        home: home.dwelling,
        floor,
        looks: [
            if seeker.registered.is_finite() {
                some
            } else {
                0
            },
            if in_a_room { some } else { 0 },
            if income > 15_000.0 {
                some.div_ceil(2)
            } else {
                0
            },
            if means > 22_000.0 { some } else { 0 },
        ],
        rank: 1000.0 * urgency + f64::from(run.year) - f64::from(seeker.registered),
        activity: if urgent {
            choice.activity_urgent
        } else {
            choice.activity
        },
        from_round: if seeker.search_since == run.year16() {
            u32::from(seeker.search_round)
        } else {
            0
        },
        quintile: h.income[i].quintile,
        works: p.source == IncomeSource::Work,
    }
}

/// First round of a searcher that has found a home: never.
const HOUSED: u32 = u32::MAX;
/// Most vacancies a searcher can look at per segment and round.
const MOST_LOOKS: u32 = 8;

/// Memory that is used again for every searcher.
#[derive(Default)]
struct Scratch {
    /// Systematic utility and vacancy.
    near: Vec<(f64, u32)>,
    /// Utility with taste, vacancy, tie-breaker.
    seen: Vec<(f64, u32, u64)>,
}

/// Gumbel terms are cut at this height (one in 400 reaches it), so that what lies
/// further below the floor need not be drawn.
const TASTE_AT_MOST: f64 = 6.0;

/// One searcher looks, values and responds.
///
/// A single draw says whether the searcher looks in this round and from which point
/// of each segment's circle: the vacancies that follow that point are a random
/// sample, as their order is shuffled every round, and one vacancy more or less
/// shifts only the samples it falls into.
#[allow(clippy::too_many_arguments)]
fn respond(
    index: u32,
    s: &Searcher,
    round: u32,
    run: &Run,
    book: &Rulebook,
    choice: &Choice,
    board: &Board,
    gumbel: &GumbelTable,
    a: &mut AreaColumns,
    log: &mut LettingLog,
    scratch: &mut Scratch,
    proposals: &mut Vec<Proposal>,
) {
    if s.from_round > round {
        return;
    }
    let [high, low] = run.draws.draw_in(LOOK, s.key, run.year, round).0;
    if f64::from((high >> 32) as u32) >= s.activity * 4_294_967_296.0 {
        return;
    }
    // Four points of 24 bits from the 96 bits that are left.
    let rest = (u128::from(high as u32) << 64) | u128::from(low);
    let point = |segment: usize| (((rest >> (24 * segment)) as u32) & 0x00FF_FFFF) << 8;
    // First what needs no chance, then the tastes of what is left: two short loops
    // that the processor can overlap.
    let Scratch { near, seen } = scratch;
    near.clear();
    seen.clear();
    for (segment, &looks) in s.looks.iter().enumerate() {
        for v in board.following(segment, point(segment), looks as usize) {
            let vacancy = &board.vacancies[v];
            let value = s.chooser.utility(choice, &vacancy.view);
            if value + TASTE_AT_MOST >= s.floor && !vacancy.mediated && vacancy.dwelling != s.home {
                near.push((value, v as u32));
            }
        }
    }
    for &(value, v) in near.iter() {
        let hash = board.vacancies[v as usize].hash;
        let taste = run.draws.pair_of(TASTE, s.key, hash, run.year, 0).0;
        let value = value + gumbel.of(taste[0]).min(TASTE_AT_MOST);
        if value > s.floor {
            seen.push((value, v, taste[1]));
        }
    }
    let mut responses = 0;
    while responses < choice.responses {
        // The best of what is left: few responses, so a scan beats a sort.
        let best = seen
            .iter()
            .enumerate()
            .max_by(|(_, x), (_, y)| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        let Some((at, &(_, v, tie))) = best else {
            break;
        };
        seen.swap_remove(at);
        let vacancy = &board.vacancies[v as usize];
        let verdict = book.judge(&run.law, &s.who, &vacancy.offer);
        if verdict != Reason::Admitted {
            let channel = Channel::of(vacancy.offer.tenure);
            log.refuse(vacancy.at(channel, s.quintile), verdict);
            continue;
        }
        responses += 1;
        let chance = (tie >> 40) as f64 / (1u64 << 24) as f64;
        let score = match vacancy.offer.tenure {
            Tenure::Owner => {
                a.area[vacancy.offer.area as usize].demand += 1.0;
                (4.5 * s.who.taxable_eur + 0.9 * s.who.wealth_eur)
                    .min(1.1 * vacancy.offer.price_eur)
                    * (1.0 + 0.05 * chance)
            }
            Tenure::PrivateRent | Tenure::MidRent => chance,
            Tenure::Social => {
                let act = book
                    .rotterdam
                    .get(vacancy.offer.area as usize)
                    .and_then(Option::as_ref);
                s.rank
                    + if s.works && act.is_some_and(|act| act.article_9) {
                        500.0
                    } else {
                        0.0
                    }
            }
        };
        proposals.push(Proposal {
            searcher: index,
            vacancy: v,
            score,
            tie: mix(tie),
        });
    }
}

/// Moves a household into a vacancy and books it everywhere.
#[allow(clippy::too_many_arguments)]
fn settle_in(
    row: u32,
    dwelling: u32,
    offer: &crate::rulebook::Offer,
    channel: Channel,
    round: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
    landlords: &mut [Landlord],
    log: &mut LettingLog,
    freed: &mut Vec<u32>,
) {
    let i = row as usize;
    let who = candidate(run, h, i);
    let from = h.home[i].dwelling;
    let tenure_from = d.dwelling.get(from as usize).map(|dw| dw.tenure);
    if from != NONE {
        freed.push(from);
    }
    occupancy::vacate(row, h, d, c, run, round);
    occupancy::occupy(row, dwelling, offer.rent_eur as f32, h, d, c, run.year16());
    let seeker = &mut h.seeker[i];
    let registered = run.year as f32 - seeker.registered;
    let urgency = seeker.urgency;
    seeker.search_since = i16::MAX;
    seeker.urgency = Urgency::None;
    if offer.tenure == Tenure::Owner {
        let own = (0.1 * offer.price_eur).min(f64::from(h.income[i].wealth_eur).max(0.0));
        h.income[i].wealth_eur -= own as f32;
    }
    let b = &d.building[dwelling as usize];
    if offer.tenure == Tenure::Social {
        if let Some(l) = landlords.get_mut(b.landlord as usize) {
            count_let(run, l, &who, offer.rent_eur);
        }
        // A social let uses up the registration; it starts again.
        h.seeker[i].registered = run.year as f32;
    }
    log.record(Move {
        round,
        row,
        key: h.people[i].key,
        from,
        tenure_from,
        to: dwelling,
        tenure: offer.tenure,
        channel,
        landlord: if offer.tenure == Tenure::Owner {
            NONE
        } else {
            b.landlord
        },
        area: b.area,
        taxable_eur: h.income[i].taxable_eur,
        income_class: h.income[i].quintile,
        persons: who.persons,
        aow: who.aow,
        vulnerable: h.care[i].vulnerable(),
        age: h.people[i].head_age(),
        urgency,
        rent_eur: offer.rent_eur,
        rooms: b.rooms,
        registered_years: registered,
        shared: offer.shared,
        free_room: offer.free_room,
        passend_exception: offer.passend_exception,
    });
}
