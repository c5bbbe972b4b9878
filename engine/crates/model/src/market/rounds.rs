//! The letting rounds of a year: post vacancies, mediate, let searchers
//! respond, match, move. Homes left behind come free in the next round.

use bevy_ecs::prelude::*;
use buurt_core::Decision;
use buurt_core::draws::GumbelTable;

use super::choice::{Choice, View};
use super::matching::{Proposal, match_responses};
use super::mediation::{mediate, waiting_list};
use super::offers::{Board, vulnerable_in_portiek};
use super::respond::{Responding, Scratch, agenda, tastes};
use super::searchers::{HOUSED, Market, Searcher, candidate};
use super::settle::settle_in;
use crate::columns::{Areas, Complexes, DwellingColumns, Dwellings, Households, Landlords};
use crate::components::{NONE, Support, Use};
use crate::letting_log::{At, Channel, LettingLog};
use crate::letting_record::Event;
use crate::rulebook::{Candidate, Reason, Rulebook};
use crate::run::Run;
use crate::search::Searchers;

const DECLINE: Decision = Decision::named("decline");

/// Mean value of a dwelling, euro.
fn mean_woz(d: &DwellingColumns) -> f64 {
    let (mut total, mut count) = (0.0, 0.0);
    for dw in d.dwelling.iter().filter(|dw| dw.state != Use::Demolished) {
        total += f64::from(dw.woz_eur);
        count += 1.0;
    }
    if count > 0.0 { total / count } else { 1.0 }
}

/// Whether a new quarter begins with this round.
fn quarter_begins(round: u32, rounds: u32) -> bool {
    round == 0 || (round * 4) / rounds != ((round - 1) * 4) / rounds
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
    let market = Market {
        run: &run,
        choice: &choice,
        allowances: &book.allowances,
        owner_cost: book.lending.owner_cost(),
        mean_woz: mean_woz(&d),
    };
    // What stands empty, and how it looks: the same all year.
    let mut empty: Vec<(u32, View)> = (0..d.dwelling.len() as u32)
        .filter(|&i| d.dwelling[i as usize].open(i32::MAX))
        .map(|i| (i, market.view(i, &d, &c, &a)))
        .collect();
    let mut open: Vec<(u32, View)> = Vec::new();
    let mut board = Board::default();
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut held: Vec<u32> = Vec::new();
    let mut scratch = Scratch::default();
    let gumbel = GumbelTable::shared();
    let tastes = tastes(&run);
    let (mut list, people): (Vec<Searcher>, Vec<Candidate>) = searchers
        .0
        .iter()
        .map(|&row| market.prepare(row, &h, &d, &c, &a))
        .unzip();
    let agenda = agenda(&run, &list);
    let pool = waiting_list(&searchers.0, &run, &book, &h);
    let mut freed: Vec<u32> = Vec::new();
    for round in 0..run.rounds {
        if quarter_begins(round, run.rounds) {
            for rule in &book.quarterly {
                rule.quarter(&run, round, c.complex);
            }
        }
        let now = run.now(round);
        open.clear();
        open.extend(empty.iter().filter(|e| d.dwelling[e.0 as usize].open(now)));
        board.post(&open, round, &run, &book, &h, &d, &c, &a, l.landlord);
        if let Some(record) = &mut log.record {
            let keys = searchers.0.iter().map(|&r| h.people[r as usize].key);
            record.begin(run.year, round, keys);
            for v in &board.vacancies {
                record.note(None, &v.offer, v.offer.channel, Event::Posted);
            }
        }
        let placed = mediate(
            &pool, round, &run, &book, &mut board, &h, &d, l.landlord, &mut log,
        );
        for &(row, v) in &placed {
            let vacancy = board.vacancies[v as usize];
            let who = candidate(&run, &h, &d, row as usize);
            // Earlier lets of this round may have filled the stairwell.
            let mut offer = vacancy.offer;
            if book.looks_behind_the_door {
                offer.vulnerable_in_portiek = vulnerable_in_portiek(vacancy.dwelling, &d, &h, &c);
            }
            let offer = book.offer_to(&run.law, &who, &offer);
            let channel = if offer.channel.reserved() {
                offer.channel
            } else if book.housing_first && who.support == Support::HousingFirst {
                Channel::Contingent
            } else {
                Channel::Direct
            };
            let verdict = book.judge(&run.law, &who, &offer);
            if verdict != Reason::Admitted {
                log.note(Some(&who), &offer, channel, Event::Refused(verdict));
                continue;
            }
            log.offer(At::offer(&offer, channel, who.quintile), false);
            settle_in(
                row,
                &who,
                vacancy.dwelling,
                &offer,
                channel,
                round,
                &run,
                &book,
                &mut h,
                &mut d,
                &mut c,
                l.landlord,
                &mut log,
                &mut freed,
            );
        }
        // Searchers stand in the order of their rows.
        for (row, _) in &placed {
            if let Ok(i) = list.binary_search_by_key(row, |s| s.row)
                && !h.seeker[*row as usize].searching()
            {
                list[i].from_round = HOUSED;
            }
        }
        proposals.clear();
        let mut responding = Responding {
            run: &run,
            book: &book,
            choice: &choice,
            board: &board,
            tastes,
            gumbel,
            areas: &mut a,
            log: &mut log,
            scratch: &mut scratch,
            proposals: &mut proposals,
        };
        for &index in &agenda[round as usize] {
            let (s, who) = (&list[index as usize], &people[index as usize]);
            if s.from_round != HOUSED {
                responding.respond(index, s, who, round);
            }
        }
        held.clear();
        held.resize(board.vacancies.len(), NONE);
        match_responses(&proposals, &mut held);
        for (v, &winner) in held.iter().enumerate() {
            if winner == NONE {
                continue;
            }
            let proposal = proposals[winner as usize];
            let s = &mut list[proposal.searcher as usize];
            let who = &people[proposal.searcher as usize];
            let row = s.row;
            let vacancy = board.vacancies[v];
            let offer = book.offer_to(&run.law, who, &vacancy.offer);
            let declines = if s.home == NONE { 0.0 } else { choice.decline };
            let no = 1.0 - (1.0 - declines) * (1.0 - book.withdraws(who, &offer));
            let draw = run.draws.pair(DECLINE, s.key, offer.key, run.year, round);
            let declined = draw.uniform() < no;
            log.offer(At::offer(&offer, offer.channel, who.quintile), declined);
            if declined {
                log.note(Some(who), &offer, offer.channel, Event::Declined);
                continue;
            }
            if book.looks_behind_the_door && who.known_vulnerable() {
                let mut now = offer;
                now.vulnerable_in_portiek = vulnerable_in_portiek(vacancy.dwelling, &d, &h, &c);
                let verdict = book.judge(&run.law, who, &now);
                if verdict != Reason::Admitted {
                    log.note(Some(who), &now, now.channel, Event::Refused(verdict));
                    continue;
                }
            }
            s.from_round = HOUSED;
            settle_in(
                row,
                who,
                vacancy.dwelling,
                &offer,
                offer.channel,
                round,
                &run,
                &book,
                &mut h,
                &mut d,
                &mut c,
                l.landlord,
                &mut log,
                &mut freed,
            );
        }
        if let Some(record) = &mut log.record {
            record.end();
        }
        empty.retain(|e| d.dwelling[e.0 as usize].open(i32::MAX));
        for &i in &freed {
            crate::rents::set_asking_rent(&run, &book, i as usize, &mut d);
            if d.dwelling[i as usize].open(i32::MAX) {
                empty.push((i, market.view(i, &d, &c, &a)));
            }
        }
        freed.clear();
    }
}
