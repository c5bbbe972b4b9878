//! The letting rounds of a year: post vacancies, mediate, let searchers
//! respond, match, move. Homes left behind come free in the next round.

use bevy_ecs::prelude::*;
use buurt_core::Decision;
use buurt_core::gumbel::GumbelTable;

use super::choice::{Choice, Weights};
use super::empties::{Coming, Empty, known_in_portiek};
use super::matching::{Proposal, match_responses};
use super::mediation::{Agreed, mediate, waiting_list};
use super::offers::Board;
use super::respond::{POINT, Responding, Scratch, looks, note_rounds, tastes};
use super::searchers::{Market, Respondent, candidate};
use super::settle::settle_in;
use super::view::View;
use crate::columns::{Areas, Complexes, DwellingColumns, Dwellings, Households, Landlords};
use crate::components::{Complex, NONE, Support, Use};
use crate::grounds::passed_over;
use crate::letting_log::{At, Channel, LettingLog};
use crate::letting_record::Event;
use crate::prices::Prices;
use crate::rulebook::{Reason, Rulebook};
use crate::run::Run;
use crate::search::Searchers;
use crate::special_housing::SpecialHousing;

/// Searchers that are read at once.
const AT_ONCE: usize = 16;

const DECLINE: Decision = Decision::named("decline");

/// Mean value of a dwelling, euro, and the rows of those that stand empty, in one walk.
fn value_and_empties(d: &DwellingColumns) -> (f64, Vec<u32>) {
    let (mut total, mut count, mut open) = (0.0, 0.0, Vec::new());
    for (row, dw) in (0..).zip(d.dwelling.iter()) {
        if dw.state != Use::Demolished {
            total += f64::from(dw.woz_eur);
            count += 1.0;
        }
        if dw.open(i32::MAX) {
            open.push(row);
        }
    }
    (if count > 0.0 { total / count } else { 1.0 }, open)
}

/// Complexes in whose place others stand, in rising order.
fn rebuilt(complexes: &[Complex]) -> Vec<u32> {
    let replaced = complexes.iter().map(|x| x.replaces);
    let mut rows: Vec<u32> = replaced.filter(|&row| row != NONE).collect();
    rows.sort_unstable();
    rows
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
    prices: Res<Prices>,
    searchers: Res<Searchers>,
    mut special: ResMut<SpecialHousing>,
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
    crate::occupancy::count_known(&h, &d, &mut c);
    log.start_year(a.area.len(), l.landlord.len());
    let (mean_woz, open) = value_and_empties(&d);
    let market = Market {
        run: &run,
        choice: &choice,
        weights: Weights::new(&choice),
        allowances: &book.allowances,
        owner_cost: book.lending.owner_cost(),
        mean_woz,
        least_woz: crate::least::woz(&run, &prices),
        mediates: book.mediation.in_force && book.mediation.share > 0.0,
        rebuilt: rebuilt(c.complex),
    };
    let weights = [market.weights, market.weights.from_nowhere()];
    for &i in &open {
        // What came free after the review of rents, by eviction or because a contract
        // ended, still has the rent of who left.
        if d.dwelling[i as usize].open_from >= run.now(0) {
            crate::rents::set_asking_rent(&run, &book, i as usize, &mut d);
        }
    }
    let mut coming = Coming::new(&run);
    for i in open {
        coming.note(i, 0, &d, a.area);
    }
    // What stands empty and is on offer, and how it looks: the same all year.
    let mut empties: Vec<Empty> = Vec::new();
    let mut board = Board::default();
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut held: Vec<u32> = Vec::new();
    let mut scratch = Scratch::default();
    let gumbel = GumbelTable::shared();
    let tastes = tastes(&run);
    let n = searchers.0.len();
    let (mut list, mut respondents) = (Vec::with_capacity(n), Vec::with_capacity(n));
    let mut agenda = vec![Vec::new(); run.rounds as usize];
    for rows in searchers.0.chunks(64) {
        // The homes first: they lie scattered, and a short loop lets their reads overlap.
        let homes: Vec<Option<View>> = rows
            .iter()
            .map(|&row| {
                let home = &h.home[row as usize];
                (home.dwelling != NONE).then(|| market.at_home(home, &d, &c, &a))
            })
            .collect();
        for (&row, home) in rows.iter().zip(&homes) {
            let (searcher, respondent, activity) = market.prepare(row, home.as_ref(), &h, &d);
            note_rounds(
                &run,
                list.len() as u32,
                searcher.key,
                &activity,
                &mut agenda,
            );
            if h.seeker[row as usize].registered.is_finite() {
                let who = respondent.who(&searcher);
                log.seekers[usize::from(who.quintile)][who.urgency as usize] += 1;
            }
            list.push(searcher);
            respondents.push(respondent);
        }
    }
    // Searchers that found a home this year look no further.
    let mut housed = vec![false; n];
    let pool = waiting_list(&searchers.0, &run, &book, &h);
    let mut agreed = Agreed::new(&run);
    let mut freed: Vec<u32> = Vec::new();
    let mut near: Vec<Respondent> = Vec::with_capacity(AT_ONCE);
    for round in 0..run.rounds {
        if quarter_begins(round, run.rounds) {
            if let Some(grounds) = &mut log.grounds {
                grounds.meet(c.complex);
            }
            for rule in &book.quarterly {
                rule.quarter(&run, round, c.complex);
            }
        }
        // Places of a halfway facility that came free; who is admitted looks no further.
        for row in special.admit(round, &run, &mut h, &mut d, &mut c) {
            if let Ok(i) = searchers.0.binary_search(&row) {
                housed[i] = true;
            }
        }
        special.count_round(&d);
        let opened = coming.take(round);
        empties.reserve_exact(opened.len());
        let look = |i| Empty::new(i, market.view(i, &d, &c, &a), &d, &c, &a);
        empties.extend(opened.into_iter().map(look));
        board.post(&empties, round, &run, &book, &h, &d, &c, l.landlord);
        agreed.count(&board, run.now(round), &d);
        if let Some(grounds) = &mut log.grounds {
            grounds.offered = agreed.offered as u32;
        }
        if let Some(record) = &mut log.record {
            let keys = searchers.0.iter().map(|&r| h.people[r as usize].key);
            record.begin(run.year, round, keys);
            for offer in &board.offers {
                record.note(None, offer, offer.channel, Event::Posted);
            }
        }
        let placed = mediate(
            &pool,
            round,
            &run,
            &book,
            &mut agreed,
            &mut board,
            &h,
            &d,
            l.landlord,
            &mut log,
        );
        for &(row, v) in &placed {
            let v = v as usize;
            let dwelling = board.notices[v].dwelling;
            let who = candidate(&run, &h, &d, row as usize);
            // Earlier lets of this round may have filled the stairwell.
            let mut offer = board.offers[v];
            if book.looks_behind_the_door {
                offer.vulnerable_in_portiek = known_in_portiek(dwelling, &d, &h, &c);
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
                log.refuse(At::offer(&offer, channel, who.quintile), verdict);
                log.note(Some(&who), &offer, channel, Event::Refused(verdict));
                // Only these count in the agreed share.
                if channel == Channel::Direct {
                    agreed.give_back();
                }
                continue;
            }
            log.offer(At::offer(&offer, channel, who.quintile), false);
            empties[board.empties[v] as usize].dwelling = NONE;
            settle_in(
                row, &who, dwelling, &offer, channel, round, &run, &book, &mut h, &mut d, &mut c,
                l.landlord, &mut log, &mut freed,
            );
        }
        // Searchers stand in the order of their rows.
        for (row, _) in &placed {
            if let Ok(i) = searchers.0.binary_search(row)
                && !h.seeker[*row as usize].searching()
            {
                housed[i] = true;
            }
        }
        proposals.clear();
        let mut responding = Responding {
            run: &run,
            book: &book,
            weights: &weights,
            looks: looks(&choice),
            responses: choice.responses,
            board: &board,
            tastes,
            gumbel,
            areas: &mut a,
            log: &mut log,
            scratch: &mut scratch,
            proposals: &mut proposals,
        };
        let lookers = &agenda[round as usize];
        let keys = lookers.iter().map(|&i| list[i as usize].key);
        let mut points = run.draws.many(POINT, run.year, round, keys);
        for block in lookers.chunks(AT_ONCE) {
            // They lie scattered, and a short loop lets their reads overlap.
            near.clear();
            near.extend(block.iter().map(|&i| respondents[i as usize]));
            for ((&index, them), point) in block.iter().zip(&near).zip(&mut points) {
                if !housed[index as usize] {
                    responding.respond(index, &list[index as usize], them, point);
                }
            }
        }
        held.clear();
        held.resize(board.offers.len(), NONE);
        match_responses(&proposals, &mut held);
        // Only who writes the moves asks for it.
        let next = log.grounds.as_ref().map(|_| passed_over(&proposals, &held));
        for (v, &winner) in held.iter().enumerate() {
            if winner == NONE {
                continue;
            }
            let proposal = proposals[winner as usize];
            let winner = proposal.searcher as usize;
            let row = searchers.0[winner];
            let who = &respondents[winner].who(&list[winner]);
            let dwelling = board.notices[v].dwelling;
            let offer = book.offer_to(&run.law, who, &board.offers[v]);
            let declines = if who.housed { choice.decline } else { 0.0 };
            let no = 1.0 - (1.0 - declines) * (1.0 - book.withdraws(who, &offer));
            let draw = run.draws.pair(DECLINE, who.key, offer.key, run.year, round);
            let declined = draw.uniform() < no;
            let at = At::offer(&offer, offer.channel, who.quintile);
            if declined {
                log.offer(at, true);
                log.note(Some(who), &offer, offer.channel, Event::Declined);
                continue;
            }
            if book.looks_behind_the_door && who.known_vulnerable() {
                let mut now = offer;
                now.vulnerable_in_portiek = known_in_portiek(dwelling, &d, &h, &c);
                let verdict = book.judge(&run.law, who, &now);
                if verdict != Reason::Admitted {
                    log.refuse(at, verdict);
                    log.note(Some(who), &now, now.channel, Event::Refused(verdict));
                    continue;
                }
            }
            log.offer(at, false);
            housed[winner] = true;
            empties[board.empties[v] as usize].dwelling = NONE;
            settle_in(
                row,
                who,
                dwelling,
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
            if let Some(grounds) = &mut log.grounds
                && let Some(next) = next.as_ref().and_then(|next| next[v])
            {
                let next = next.searcher as usize;
                grounds.pass_over(&respondents[next].who(&list[next]), &offer);
            }
        }
        if let Some(record) = &mut log.record {
            record.end();
        }
        empties.retain(|e| e.dwelling != NONE);
        for &i in &freed {
            crate::rents::set_asking_rent(&run, &book, i as usize, &mut d);
            if d.dwelling[i as usize].open(i32::MAX) {
                coming.note(i, round + 1, &d, a.area);
            }
        }
        freed.clear();
    }
}
