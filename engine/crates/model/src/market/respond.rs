//! A searcher looks at a sample of what is open, values it, and responds to the best
//! that the rules allow.

use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_core::draws::{GumbelTable, PairDraws};
use buurt_core::key::mix;

use super::choice::Choice;
use super::matching::Proposal;
use super::offers::Board;
use super::searchers::Searcher;
use crate::columns::AreaColumns;
use crate::letting_log::{At, Channel, LettingLog};
use crate::letting_record::Event;
use crate::rulebook::{Candidate, Offer, Reason, Rulebook};
use crate::run::Run;

const LOOK: Decision = Decision::named("look");
const POINT: Decision = Decision::named("point");
const TASTE: Decision = Decision::named("taste");
/// Sets the landlord's lot apart from the taste of the same pair.
const LOT: u64 = 0x9E37_79B9_7F4A_7C15;

/// The year's tastes.
pub fn tastes(run: &Run) -> PairDraws {
    run.draws.pairs(TASTE, run.year)
}

/// Memory that is used again for every searcher.
#[derive(Default)]
pub struct Scratch {
    /// Systematic utility and vacancy.
    near: Vec<(f64, u32)>,
    /// Utility with taste, vacancy, bits of the taste (which break ties).
    seen: Vec<(f64, u32, u64)>,
}

/// Gumbel terms are cut at this height (one in 400 reaches it), so that what lies
/// further below the floor need not be drawn.
const TASTE_AT_MOST: f64 = 6.0;

/// Who looks in which round of the year: indices of searchers by round. Eight rounds
/// share a draw, in which each has 16 bits.
pub fn agenda(run: &Run, list: &[Searcher]) -> Vec<Vec<u32>> {
    let mut rounds = vec![Vec::new(); run.rounds as usize];
    for (index, s) in list.iter().enumerate() {
        let below = s.activity * 65_536.0;
        for (block, part) in rounds.chunks_mut(8).enumerate() {
            let draw = run.draws.draw_in(LOOK, s.key, run.year, block as u32);
            for (i, lookers) in part.iter_mut().enumerate() {
                let started = (8 * block + i) as u32 >= s.from_round;
                if started && f64::from(draw.eighth(i)) < below {
                    lookers.push(index as u32);
                }
            }
        }
    }
    rounds
}

/// What a round of responses reads and writes.
pub struct Responding<'a, 'b> {
    /// Clock, law and chance.
    pub run: &'a Run,
    /// Rules in force.
    pub book: &'a Rulebook,
    /// Coefficients.
    pub choice: &'a Choice,
    /// What is open.
    pub board: &'a Board,
    /// Error terms, one per pair of searcher and vacancy and year.
    pub tastes: PairDraws,
    /// Their distribution.
    pub gumbel: &'a GumbelTable,
    /// Areas, whose demand is counted.
    pub areas: &'a mut AreaColumns<'b>,
    /// Refusals are booked here.
    pub log: &'a mut LettingLog,
    /// Working memory.
    pub scratch: &'a mut Scratch,
    /// Responses of the round.
    pub proposals: &'a mut Vec<Proposal>,
}

impl Responding<'_, '_> {
    /// One searcher looks, values and responds. Its draw for the round is a point on each
    /// segment's circle. The vacancies that follow are a random sample, as their order is
    /// shuffled every round, and one vacancy more or less shifts only the samples it falls
    /// into.
    pub fn respond(&mut self, index: u32, s: &Searcher, who: &Candidate, round: u32) {
        let (run, board) = (self.run, self.board);
        let [low, high] = run.draws.draw_in(POINT, s.key, run.year, round).0;
        let points = [
            low as u32,
            (low >> 32) as u32,
            high as u32,
            (high >> 32) as u32,
        ];
        // First what needs no chance, then the tastes of what is left: two short loops
        // that the processor can overlap.
        let Scratch { near, seen } = &mut *self.scratch;
        near.clear();
        seen.clear();
        for (segment, (&looks, point)) in s.looks.iter().zip(points).enumerate() {
            for v in board.following(segment, point, usize::from(looks)) {
                let notice = &board.notices[v];
                if notice.closed || notice.dwelling == s.home {
                    continue;
                }
                let value = if notice.rent_varies {
                    let mut view = notice.view;
                    view.cost = 12.0 * self.book.rent(&run.law, who, &board.vacancies[v].offer);
                    s.chooser.utility(self.choice, &view)
                } else {
                    s.chooser.utility(self.choice, &notice.view)
                };
                if value + TASTE_AT_MOST >= s.floor {
                    near.push((value, v as u32));
                }
            }
        }
        for &(value, v) in near.iter() {
            let hash = board.notices[v as usize].hash;
            let bits = self.tastes.bits(s.key, hash);
            let value = value + self.gumbel.of(bits).min(TASTE_AT_MOST);
            if value > s.floor {
                seen.push((value, v, bits));
            }
        }
        let mut responses = 0;
        let mut adverts = self.book.reactions.unwrap_or(u32::MAX);
        while responses < self.choice.responses {
            // The best of what is left: few responses, so a scan beats a sort.
            let best = seen
                .iter()
                .enumerate()
                .max_by(|(_, x), (_, y)| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
            let Some((at, &(_, v, bits))) = best else {
                break;
            };
            seen.swap_remove(at);
            let adapted;
            let mut offer = &board.vacancies[v as usize].offer;
            if offer.tenure == Tenure::Social && adverts == 0 {
                continue;
            }
            if offer.rent_varies {
                adapted = self.book.offer_to(&run.law, who, offer);
                offer = &adapted;
            }
            let verdict = self.book.judge(&run.law, who, offer);
            if verdict != Reason::Admitted {
                self.log
                    .refuse(At::offer(offer, offer.channel, who.quintile), verdict);
                self.log
                    .note(Some(who), offer, offer.channel, Event::Refused(verdict));
                continue;
            }
            responses += 1;
            if offer.tenure == Tenure::Social {
                adverts -= 1;
            }
            if offer.tenure == Tenure::Owner {
                self.areas.area[offer.area as usize].demand += 1.0;
            }
            // The lot on the landlord's side has nothing to do with the taste.
            let lot = mix(bits ^ LOT);
            let score = score(self.book, run, s, who, offer, lot);
            self.log
                .note(Some(who), offer, offer.channel, Event::Responded(score));
            self.proposals.push(Proposal {
                searcher: index,
                vacancy: v,
                score,
                tie: mix(lot),
            });
        }
    }
}

/// Rank that the landlord or seller gives to a response: higher is better.
fn score(
    book: &Rulebook,
    run: &Run,
    s: &Searcher,
    who: &Candidate,
    offer: &Offer,
    lot: u64,
) -> f64 {
    let chance = (lot >> 40) as f64 / (1u64 << 24) as f64;
    match offer.channel {
        Channel::Sale => {
            let bid = book.lending.capacity(who.taxable_eur, who.wealth_eur);
            bid.min(1.1 * offer.price_eur) * (1.0 + 0.05 * chance)
        }
        Channel::Rent => chance,
        Channel::Lottery | Channel::Ballot => chance + book.priority(&run.law, who, offer),
        _ => s.rank + book.priority(&run.law, who, offer),
    }
}
