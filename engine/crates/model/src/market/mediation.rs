//! Direct mediation: permit holders and people who leave care get a dwelling
//! found for them before the adverts are answered, longest waiting first.

use buurt_city::Tenure;
use buurt_core::Decision;

use super::offers::{Board, SOCIAL};
use super::searchers::candidate;
use crate::columns::{DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Urgency};
use crate::letting_log::{At, Channel, LettingLog};
use crate::rulebook::{Reason, Rulebook};
use crate::run::Run;

const MEDIATE: Decision = Decision::named("mediation");

/// A placement: household row and board index.
pub type Placement = (u32, u32);

/// Finds dwellings for the mediated among this round's social vacancies.
#[allow(clippy::too_many_arguments)]
#[inline(never)]
pub fn mediate(
    searchers: &[u32],
    round: u32,
    run: &Run,
    book: &Rulebook,
    board: &mut Board,
    h: &HouseholdColumns,
    d: &DwellingColumns,
    log: &mut LettingLog,
) -> Vec<Placement> {
    let mut placed = Vec::new();
    if !book.mediation.in_force {
        return placed;
    }
    let (lo, hi) = (board.bounds[SOCIAL], board.bounds[SOCIAL + 1]);
    let reserved = board.vacancies[lo..hi]
        .iter()
        .filter(|v| v.offer.channel.reserved())
        .count();
    // Reserved dwellings come beside the agreed share of the others.
    let mut budget = ((hi - lo - reserved) as f64 * book.mediation.share) as usize;
    let mut pool: Vec<(i16, u64, u32)> = searchers
        .iter()
        .filter(|&&r| {
            h.seeker[r as usize].urgency == Urgency::Mediated && h.home[r as usize].dwelling == NONE
        })
        .map(|&r| {
            let key = h.people[r as usize].key;
            (
                h.seeker[r as usize].search_since,
                run.draws.draw(MEDIATE, key, run.year).0[0],
                r,
            )
        })
        .collect();
    pool.sort_unstable();
    for (_, _, row) in pool {
        if budget == 0 && reserved == 0 {
            break;
        }
        let key = h.people[row as usize].key;
        let mut best: Option<(f64, usize)> = None;
        for k in 0..book.mediation.choice {
            let point = run
                .draws
                .draw_in(MEDIATE, key, run.year, (round << 8) | (k + 1))
                .0[0]
                >> 32;
            let Some(v) = board.next_after(SOCIAL, point as u32) else {
                break;
            };
            let vacancy = &board.vacancies[v];
            let offer = &vacancy.offer;
            let free = budget > 0 || offer.channel.reserved();
            if vacancy.mediated || offer.tenure != Tenure::Social || !free {
                continue;
            }
            let who = candidate(run, h, d, row as usize);
            let verdict = book.judge(&run.law, &who, &book.offer_to(&run.law, &who, offer));
            if verdict != Reason::Admitted {
                log.refuse(At::offer(offer, Channel::Direct, who.quintile), verdict);
                continue;
            }
            {
                let need = f64::from(crate::search::rooms_needed(who.persons));
                let misfit = (f64::from(offer.rooms) - need).abs();
                // Cheap and fitting first; the aims of the city beside it.
                let mut score = -misfit - offer.rent_eur / 200.0;
                for rule in &book.sitings {
                    score += rule.siting(&run.law, &who, offer);
                }
                if best.is_none_or(|(s, _)| score > s) {
                    best = Some((score, v));
                }
            }
        }
        if let Some((_, v)) = best {
            board.vacancies[v].mediated = true;
            placed.push((row, v as u32));
            if !board.vacancies[v].offer.channel.reserved() {
                budget -= 1;
            }
        }
    }
    placed
}
