//! Direct mediation: permit holders and people who leave care get a dwelling
//! found for them before the adverts are answered, longest waiting first.

use buurt_city::Tenure;
use buurt_core::Decision;

use super::offers::{Board, SOCIAL};
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Urgency};
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
    c: &ComplexColumns,
    mut judge: impl FnMut(u32, usize, &Board) -> Reason,
) -> Vec<Placement> {
    let mut placed = Vec::new();
    if !book.mediation.in_force {
        return placed;
    }
    let (lo, hi) = (board.bounds[SOCIAL], board.bounds[SOCIAL + 1]);
    let mut budget = ((hi - lo) as f64 * book.mediation.share) as usize;
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
        if budget == 0 {
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
            if vacancy.mediated || vacancy.offer.tenure != Tenure::Social {
                continue;
            }
            if let Reason::Admitted = judge(row, v, board) {
                let b = &d.building[vacancy.dwelling as usize];
                let complex = &c.complex[b.complex as usize];
                let share = f64::from(complex.vulnerable) / f64::from(complex.households.max(1));
                let need = f64::from(crate::search::rooms_needed(
                    h.people[row as usize].persons(),
                ));
                let misfit = (f64::from(b.rooms) - need).abs();
                // Cheap and fitting first; a spreading mediator looks at who lives there.
                let score = -misfit
                    - vacancy.offer.rent_eur / 200.0
                    - if book.spreads() { 25.0 * share } else { 0.0 };
                if best.is_none_or(|(s, _)| score > s) {
                    best = Some((score, v));
                }
            }
        }
        if let Some((_, v)) = best {
            board.vacancies[v].mediated = true;
            placed.push((row, v as u32));
            budget -= 1;
        }
    }
    placed
}
