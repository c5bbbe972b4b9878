//! A searcher looks at a sample of what is open, values it, and responds to the best
//! that the rules allow.

use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_core::draws::GumbelTable;
use buurt_core::key::mix;

use super::choice::Choice;
use super::matching::Proposal;
use super::offers::{Board, Vacancy};
use super::searchers::Searcher;
use crate::columns::AreaColumns;
use crate::letting_log::{At, Channel, LettingLog};
use crate::letting_record::Event;
use crate::rulebook::{Offer, Reason, Rulebook};
use crate::run::Run;

const LOOK: Decision = Decision::named("look");
const TASTE: Decision = Decision::named("taste");

/// Memory that is used again for every searcher.
#[derive(Default)]
pub struct Scratch {
    /// Systematic utility and vacancy.
    near: Vec<(f64, u32)>,
    /// Utility with taste, vacancy, tie-breaker.
    seen: Vec<(f64, u32, u64)>,
}

/// Gumbel terms are cut at this height (one in 400 reaches it), so that what lies
/// further below the floor need not be drawn.
const TASTE_AT_MOST: f64 = 6.0;

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
    /// Error terms.
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
    /// One searcher looks, values and responds.
    ///
    /// A single draw says whether the searcher looks in this round and from which point
    /// of each segment's circle: the vacancies that follow that point are a random
    /// sample, as their order is shuffled every round, and one vacancy more or less
    /// shifts only the samples it falls into.
    pub fn respond(&mut self, index: u32, s: &Searcher, round: u32) {
        if s.from_round > round {
            return;
        }
        let (run, board) = (self.run, self.board);
        let [high, low] = run.draws.draw_in(LOOK, s.key, run.year, round).0;
        if f64::from((high >> 32) as u32) >= s.activity * 4_294_967_296.0 {
            return;
        }
        // Four points of 24 bits from the 96 bits that are left.
        let rest = (u128::from(high as u32) << 64) | u128::from(low);
        let point = |segment: usize| (((rest >> (24 * segment)) as u32) & 0x00FF_FFFF) << 8;
        // First what needs no chance, then the tastes of what is left: two short loops
        // that the processor can overlap.
        let Scratch { near, seen } = &mut *self.scratch;
        near.clear();
        seen.clear();
        for (segment, &looks) in s.looks.iter().enumerate() {
            for v in board.following(segment, point(segment), looks as usize) {
                let vacancy = &board.vacancies[v];
                let closed = vacancy.mediated || vacancy.offer.channel.reserved();
                if closed || vacancy.dwelling == s.home {
                    continue;
                }
                let value = value_of(self.book, self.choice, run, s, vacancy);
                if value + TASTE_AT_MOST >= s.floor {
                    near.push((value, v as u32));
                }
            }
        }
        for &(value, v) in near.iter() {
            let hash = board.vacancies[v as usize].hash;
            let taste = run.draws.pair_of(TASTE, s.key, hash, run.year, 0).0;
            let value = value + self.gumbel.of(taste[0]).min(TASTE_AT_MOST);
            if value > s.floor {
                seen.push((value, v, taste[1]));
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
            let Some((at, &(_, v, tie))) = best else {
                break;
            };
            seen.swap_remove(at);
            let vacancy = &board.vacancies[v as usize];
            if vacancy.offer.tenure == Tenure::Social && adverts == 0 {
                continue;
            }
            let offer = self.book.offer_to(&run.law, &s.who, &vacancy.offer);
            let verdict = self.book.judge(&run.law, &s.who, &offer);
            if verdict != Reason::Admitted {
                self.log
                    .refuse(At::offer(&offer, offer.channel, s.who.quintile), verdict);
                self.log
                    .note(Some(&s.who), &offer, offer.channel, Event::Refused(verdict));
                continue;
            }
            responses += 1;
            if offer.tenure == Tenure::Social {
                adverts -= 1;
            }
            if offer.tenure == Tenure::Owner {
                self.areas.area[offer.area as usize].demand += 1.0;
            }
            let score = score(self.book, run, s, &offer, tie);
            self.log
                .note(Some(&s.who), &offer, offer.channel, Event::Responded(score));
            self.proposals.push(Proposal {
                searcher: index,
                vacancy: v,
                score,
                tie: mix(tie),
            });
        }
    }
}

/// Systematic utility of a vacancy, with the rent this household would pay.
#[inline]
fn value_of(book: &Rulebook, choice: &Choice, run: &Run, s: &Searcher, vacancy: &Vacancy) -> f64 {
    if !vacancy.offer.rent_varies {
        return s.chooser.utility(choice, &vacancy.view);
    }
    let mut view = vacancy.view;
    view.cost = 12.0 * book.rent(&run.law, &s.who, &vacancy.offer);
    s.chooser.utility(choice, &view)
}

/// Rank that the landlord or seller gives to a response: higher is better.
fn score(book: &Rulebook, run: &Run, s: &Searcher, offer: &Offer, tie: u64) -> f64 {
    let chance = (tie >> 40) as f64 / (1u64 << 24) as f64;
    match offer.channel {
        Channel::Sale => {
            let bid = book.lending.capacity(s.who.taxable_eur, s.who.wealth_eur);
            bid.min(1.1 * offer.price_eur) * (1.0 + 0.05 * chance)
        }
        Channel::Rent => chance,
        Channel::Lottery | Channel::Ballot => chance + book.priority(&run.law, &s.who, offer),
        _ => s.rank + book.priority(&run.law, &s.who, offer),
    }
}
