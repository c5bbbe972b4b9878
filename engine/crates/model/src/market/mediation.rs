//! Direct mediation: permit holders and people who leave care get a dwelling
//! found for them before the adverts are answered, longest waiting first.

use buurt_city::Tenure;
use buurt_core::Decision;

use super::offers::{Board, SOCIAL};
use super::searchers::candidate;
use crate::columns::{DwellingColumns, HouseholdColumns};
use crate::components::{Landlord, NONE, Support, Urgency, Use};
use crate::letting_log::{At, Channel, LettingLog};
use crate::letting_record::Event;
use crate::rulebook::{Candidate, Offer, Reason, Rulebook};
use crate::run::Run;

const MEDIATE: Decision = Decision::named("mediation");

/// A placement: household row and board index.
pub type Placement = (u32, u32);

/// A household to be mediated: whether it is no client of Housing First (those come
/// first, beside the agreed share), the year since which it waits, its lot, its row.
pub type Waiting = (bool, i16, u64, u32);

fn waits(row: u32, round: u32, run: &Run, h: &HouseholdColumns, d: &DwellingColumns) -> bool {
    h.seeker[row as usize].urgency == Urgency::Mediated
        && waits_for_a_dwelling(row as usize, round, run, h, d)
}

/// Those who are to be mediated this year, longest waiting first.
pub fn waiting_list(
    searchers: &[u32],
    run: &Run,
    book: &Rulebook,
    h: &HouseholdColumns,
) -> Vec<Waiting> {
    let client = |r: u32| book.housing_first && h.care[r as usize].support == Support::HousingFirst;
    let mut pool: Vec<Waiting> = searchers
        .iter()
        .filter(|&&row| h.seeker[row as usize].urgency == Urgency::Mediated)
        .map(|&row| {
            let key = h.people[row as usize].key;
            let lot = run.draws.draw(MEDIATE, key, run.year).0[0];
            (!client(row), h.seeker[row as usize].search_since, lot, row)
        })
        .collect();
    pool.sort_unstable();
    pool
}

/// What mediation took of the year's vacancies, of which it may have a share.
#[derive(Debug, Clone, Copy)]
pub struct Agreed {
    /// Decides whether a part of one is rounded up this year.
    chance: f64,
    /// Social vacancies that came on offer and are not reserved for others.
    pub offered: usize,
    /// Those that mediation took.
    taken: usize,
}

impl Agreed {
    /// Nothing taken yet.
    pub fn new(run: &Run) -> Agreed {
        Agreed {
            chance: run.draws.draw(MEDIATE, 0, run.year).uniform(),
            offered: 0,
            taken: 0,
        }
    }

    /// Counts the vacancies that come on offer now.
    pub fn count(&mut self, board: &Board, now: i32, d: &DwellingColumns) {
        let social = board.bounds[SOCIAL]..board.bounds[SOCIAL + 1];
        let fresh = social.filter(|&v| {
            let row = board.notices[v].dwelling as usize;
            !board.offers[v].channel.reserved() && d.dwelling[row].open_from == now
        });
        self.offered += fresh.count();
    }

    /// Gives back one that was refused at the door after all.
    pub fn give_back(&mut self) {
        self.taken = self.taken.saturating_sub(1);
    }

    /// How many it may take by now.
    fn left(&self, share: f64) -> usize {
        ((self.offered as f64 * share + self.chance) as usize).saturating_sub(self.taken)
    }
}

/// Finds dwellings for the mediated among this round's social vacancies.
#[allow(clippy::too_many_arguments)]
#[inline(never)]
pub fn mediate(
    pool: &[Waiting],
    round: u32,
    run: &Run,
    book: &Rulebook,
    agreed: &mut Agreed,
    board: &mut Board,
    h: &HouseholdColumns,
    d: &DwellingColumns,
    landlords: &[Landlord],
    log: &mut LettingLog,
) -> Vec<Placement> {
    let mut placed = Vec::new();
    let (lo, hi) = (board.bounds[SOCIAL], board.bounds[SOCIAL + 1]);
    let mut reserved: Vec<usize> = (lo..hi)
        .filter(|&v| board.offers[v].channel.reserved())
        .collect();
    if !book.mediation.in_force && reserved.is_empty() && !book.housing_first {
        return placed;
    }
    // Reserved dwellings come beside the agreed share of the others.
    let share = if book.mediation.in_force {
        book.mediation.share
    } else {
        0.0
    };
    // What each landlord may still let of what it agreed on.
    let mut left: Vec<u32> = landlords
        .iter()
        .map(|l| {
            book.contingent
                .map_or(u32::MAX, |n| n.saturating_sub(l.contingent_lets))
        })
        .collect();
    for &(ordinary, _, _, row) in pool {
        if !waits(row, round, run, h, d) {
            continue;
        }
        let budget = agreed.left(share);
        if budget == 0 && reserved.is_empty() && ordinary {
            break;
        }
        let key = h.people[row as usize].key;
        let who = candidate(run, h, d, row as usize);
        let mut best: Option<(f64, usize)> = None;
        // What is reserved first: every such dwelling is looked at.
        for &v in &reserved {
            let offer = &board.offers[v];
            if left.get(offer.landlord as usize).is_some_and(|&n| n > 0)
                && let Some(score) = score(run, book, &who, offer, log)
                && best.is_none_or(|(s, _)| score > s)
            {
                best = Some((score, v));
            }
        }
        let sample = if best.is_none() && (budget > 0 || !ordinary) {
            book.mediation.choice
        } else {
            0
        };
        for k in 0..sample {
            let point = run
                .draws
                .draw_in(MEDIATE, key, run.year, (round << 8) | (k + 1))
                .0[0]
                >> 32;
            let Some(v) = board.next_after(SOCIAL, point as u32) else {
                break;
            };
            let offer = &board.offers[v];
            if board.taken[v] || offer.tenure != Tenure::Social || offer.channel.reserved() {
                continue;
            }
            if let Some(score) = score(run, book, &who, offer, log)
                && best.is_none_or(|(s, _)| score > s)
            {
                best = Some((score, v));
            }
        }
        if let Some((_, v)) = best {
            board.take(v);
            placed.push((row, v as u32));
            let offer = &board.offers[v];
            if offer.channel.reserved() {
                left[offer.landlord as usize] -= 1;
                reserved.retain(|&r| r != v);
            } else if ordinary {
                agreed.taken += 1;
            }
        }
    }
    placed
}

/// Whether somebody has no dwelling of its own and looks for one by now: on the street,
/// with others, or in a facility whose stay is over.
fn waits_for_a_dwelling(
    row: usize,
    round: u32,
    run: &Run,
    h: &HouseholdColumns,
    d: &DwellingColumns,
) -> bool {
    let home = h.home[row].dwelling;
    if home == NONE {
        return true;
    }
    let seeker = &h.seeker[row];
    d.dwelling[home as usize].state == Use::Special
        && (seeker.search_since < run.year16() || u32::from(seeker.search_round) <= round)
}

/// How well a dwelling suits a household in the mediator's eyes, or `None` when a rule
/// refuses it.
fn score(
    run: &Run,
    book: &Rulebook,
    who: &Candidate,
    offer: &Offer,
    log: &mut LettingLog,
) -> Option<f64> {
    let theirs = book.offer_to(&run.law, who, offer);
    let verdict = book.judge(&run.law, who, &theirs);
    let channel = if offer.channel.reserved() {
        offer.channel
    } else {
        Channel::Direct
    };
    if verdict != Reason::Admitted {
        // What is reserved for others is not proposed, so nobody is refused it.
        if verdict != Reason::Reserved {
            log.refuse(At::offer(offer, channel, who.quintile), verdict);
        }
        log.note(Some(who), &theirs, channel, Event::Refused(verdict));
        return None;
    }
    let need = f64::from(crate::search::rooms_needed(who.persons));
    let misfit = (f64::from(theirs.rooms) - need).abs();
    // Cheap for them and fitting first; the aims of the city beside it. A room of misfit
    // weighs as much as so much rent of 2017.
    let mut score = -misfit - theirs.rent_eur / (200.0 * run.income_index);
    for rule in &book.sitings {
        score += rule.siting(&run.law, who, &theirs);
    }
    log.note(Some(who), &theirs, channel, Event::Responded(score));
    Some(score)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use buurt_params::law::LawYear;

    use super::*;
    use crate::rulebook::Rule;

    #[test]
    fn a_mediator_weighs_the_rent_that_the_household_would_pay() {
        #[derive(Debug)]
        struct Half;
        impl Rule for Half {
            fn rent(&self, _: &LawYear, _: &Candidate, _: &Offer, rent_eur: f64) -> f64 {
                0.5 * rent_eur
            }
            fn siting(&self, _: &LawYear, _: &Candidate, what: &Offer) -> f64 {
                -what.rent_eur / 100.0
            }
        }
        let mut book = Rulebook::default();
        book.rents.push(Arc::new(Half));
        book.sitings.push(Arc::new(Half));
        let run = crate::samples::run(2017);
        let mut log = LettingLog::new(false);
        log.start_year(1, 1);
        let mut of = |rent_eur, rent_varies| {
            let offer = Offer {
                rent_eur,
                rent_varies,
                ..crate::samples::offer()
            };
            score(&run, &book, &crate::samples::who(), &offer, &mut log)
        };
        let halved = of(600.0, true);
        assert!(halved.is_some());
        assert_eq!(halved, of(300.0, false));
        assert_ne!(halved, of(600.0, false));
    }

    #[test]
    fn a_rent_that_rises_with_incomes_weighs_the_same() {
        let mut log = LettingLog::new(false);
        log.start_year(1, 1);
        let mut of = |income_index, rent_eur| {
            let run = Run {
                income_index,
                ..crate::samples::run(2017)
            };
            let offer = Offer {
                rent_eur,
                ..crate::samples::offer()
            };
            let book = Rulebook::default();
            score(&run, &book, &crate::samples::who(), &offer, &mut log)
        };
        let now = of(1.0, 500.0);
        assert!(now.is_some());
        assert_eq!(now, of(1.5, 750.0));
        assert_ne!(now, of(1.0, 750.0));
    }
}
