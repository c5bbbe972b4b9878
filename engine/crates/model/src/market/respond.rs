//! A searcher looks at a sample of what is open, values it, and responds to the best
//! that the rules allow.

use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_core::draws::{Draw, PairDraws};
use buurt_core::gumbel::GumbelTable;
use buurt_core::key::mix;

use super::choice::{Choice, Weights};
use super::empties::market_of;
use super::matching::Proposal;
use super::offers::{Board, PRIVATE, RETURNS, SEGMENTS};
use super::searchers::{Activity, Respondent, Searcher, queue_rank, urgency_class};
use super::view::LANES;
use crate::columns::AreaColumns;
use crate::letting_log::{At, Channel, LettingLog};
use crate::letting_record::Event;
use crate::rulebook::{Candidate, Offer, Reason, Rulebook};
use crate::run::Run;

const LOOK: Decision = Decision::named("look");
/// Where on the circle of each segment a searcher looks.
pub const POINT: Decision = Decision::named("point");
const TASTE: Decision = Decision::named("taste");
/// Sets the landlord's lot apart from the taste of the same pair.
const LOT: u64 = 0x9E37_79B9_7F4A_7C15;

/// The year's tastes.
pub fn tastes(run: &Run) -> PairDraws {
    run.draws.pairs(TASTE, run.year)
}

/// Most vacancies a searcher can look at per segment and round: the bound of `sample`.
const MOST_LOOKS: u32 = 8;

/// Vacancies looked at per household and round, by segment: half as many in private rent.
pub fn looks(choice: &Choice) -> [usize; SEGMENTS] {
    let some = choice.sample.min(MOST_LOOKS) as usize;
    let mut looks = [some; SEGMENTS];
    looks[PRIVATE] = some.div_ceil(2);
    looks
}

/// Vacancies that a searcher can look at in a round, those in what replaces its complex
/// among them.
const MOST: usize = MOST_LOOKS as usize * (SEGMENTS + 1);

/// Utility that puts what replaces the complex first for who is called back to it.
const COME_BACK: f32 = 1_000.0;

/// Utility with taste and vacancy in one number: the greater, the better, and of equals
/// the vacancy that stands first on the board.
fn rank(utility: f32, vacancy: u32) -> u64 {
    let bits = utility.to_bits();
    // The order of floating-point numbers as that of whole ones: negatives turn round.
    let turned = ((bits as i32) >> 31) as u32 | 0x8000_0000;
    (u64::from(bits ^ turned) << 32) | u64::from(!vacancy)
}

fn vacancy_of(rank: u64) -> u32 {
    !(rank as u32)
}

/// The highest rank below another, or zero, which is none. Nobody could predict branches here.
fn best_below(ranks: &[u64], bound: u64) -> u64 {
    ranks.iter().fold(0, |best, &rank| {
        best.max(if rank < bound { rank } else { 0 })
    })
}

/// Memory that is used again for every searcher: ranks of what beats the present home.
pub struct Scratch([u64; MOST]);

impl Default for Scratch {
    fn default() -> Self {
        Scratch([0; MOST])
    }
}

/// Notes a searcher, by its number and key, in the rounds of the year in which it looks.
/// Eight rounds share a draw, in which each has 16 bits.
pub fn note_rounds(run: &Run, index: u32, key: u64, when: &Activity, agenda: &mut [Vec<u32>]) {
    let below = (when.chance * 65_536.0) as u32;
    for (block, part) in (0..).zip(agenda.chunks_mut(8)) {
        let draw = run.draws.draw_in(LOOK, key, run.year, block);
        let looks = |i: usize| u32::from(u32::from(draw.eighth(i)) < below) << i;
        // A bit for each round, without branches that nobody could predict.
        let mut rounds = (0..8).map(looks).sum::<u32>();
        rounds &= (1 << part.len()) - 1;
        rounds &= u32::MAX << when.from_round.saturating_sub(8 * block).min(8);
        while rounds != 0 {
            part[rounds.trailing_zeros() as usize].push(index);
            rounds &= rounds - 1;
        }
    }
}

/// What a round of responses reads and writes.
pub struct Responding<'a, 'b> {
    /// Clock, law and chance.
    pub run: &'a Run,
    /// Rules in force.
    pub book: &'a Rulebook,
    /// Coefficients for those with and without a home.
    pub weights: &'a [Weights; 2],
    /// Vacancies looked at per household and round, by segment.
    pub looks: [usize; SEGMENTS],
    /// Responses per household and round.
    pub responses: u32,
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
    pub fn respond(&mut self, index: u32, s: &Searcher, them: &Respondent, draw: Draw) {
        let (run, board, book) = (self.run, self.board, self.book);
        // Where the rent depends on who rents.
        let yearly_rent =
            |v: usize| 12.0 * book.rent(&run.law, &them.who(s), &board.offers[v]) as f32;
        let [low, high] = draw.0;
        let points = [
            low as u32,
            (low >> 32) as u32,
            high as u32,
            (high >> 32) as u32,
        ];
        // What beats the present home, without branches that depend on the values.
        let liked = &mut self.scratch.0;
        let mut liked_to = 0;
        let here = self.areas.area.get(s.chooser.from as usize);
        let place = here.map_or([0.0; 2], |area| area.centroid_m);
        let weights = &self.weights[usize::from(here.is_none())];
        for (segment, (&looks, point)) in self.looks.iter().zip(points).enumerate() {
            if s.chooser.segments & (1 << segment) == 0 {
                continue;
            }
            for piece in board.following(segment, point, looks) {
                for first in piece.clone().step_by(LANES) {
                    let values = s.chooser.utilities(weights, place, &board.views, first);
                    let notices = &board.notices[first..piece.end.min(first + LANES)];
                    for ((notice, mut value), v) in notices.iter().zip(values).zip(first..) {
                        if notice.rent_varies {
                            let mut view = board.views.get(v);
                            view.cost = yearly_rent(v);
                            value = s.chooser.utility(weights, place, &view);
                        }
                        let taste = self.tastes.bits(s.key, notice.hash);
                        let value = value + self.gumbel.of(taste);
                        liked[liked_to] = rank(value, v as u32);
                        let open = !notice.closed & (notice.dwelling != s.home);
                        liked_to += usize::from(open & (value > s.floor));
                    }
                }
            }
        }
        if s.chooser.segments & RETURNS != 0 {
            for v in board.returning(them.returns_to(), points[0], MOST_LOOKS as usize) {
                let notice = &board.notices[v];
                if let Some(seen) = (0..liked_to).find(|&i| vacancy_of(liked[i]) == v as u32) {
                    liked_to -= 1;
                    liked.swap(seen, liked_to);
                }
                let mut view = board.views.get(v);
                if notice.rent_varies {
                    view.cost = yearly_rent(v);
                }
                let taste = self.tastes.bits(s.key, notice.hash);
                let value = s.chooser.utility(weights, place, &view) + self.gumbel.of(taste);
                liked[liked_to] = rank(value + COME_BACK, v as u32);
                liked_to += usize::from(!notice.closed & (notice.dwelling != s.home));
            }
        }
        let liked = &liked[..liked_to];
        if liked.is_empty() {
            return;
        }
        let who = &them.who(s);
        let mut responses = 0;
        let mut adverts = self.book.reactions.unwrap_or(u32::MAX);
        let mut next = u64::MAX;
        while responses < self.responses {
            // The best of what is left: few responses, so a scan beats a sort.
            next = best_below(liked, next);
            if next == 0 {
                break;
            }
            let v = vacancy_of(next);
            let adapted;
            let mut offer = &board.offers[v as usize];
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
            if let Some(market) = market_of(offer, self.areas.area) {
                market.demand += 1.0;
            }
            // The lot on the landlord's side has nothing to do with the taste.
            let taste = self.tastes.bits(s.key, board.notices[v as usize].hash);
            let lot = mix(taste ^ LOT);
            let score = score(self.book, run, who, offer, lot);
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
fn score(book: &Rulebook, run: &Run, who: &Candidate, offer: &Offer, lot: u64) -> f64 {
    let chance = (lot >> 40) as f64 / (1u64 << 24) as f64;
    match offer.channel {
        Channel::Sale => {
            let bid = book.lending.capacity(who.taxable_eur, who.wealth_eur);
            bid.min(1.1 * offer.price_eur) * (1.0 + 0.05 * chance)
        }
        // Where a lot decides, the rules of who goes first count before it.
        Channel::Rent | Channel::Ballot => chance + book.priority(&run.law, who, offer),
        // The lot stands in the place of registration, not of urgency.
        Channel::Lottery => chance + urgency_class(who) + book.priority(&run.law, who, offer),
        _ => queue_rank(who) + book.priority(&run.law, who, offer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_params::law::LawYear;

    #[test]
    fn the_rank_orders_by_utility_and_then_by_place_on_the_board() {
        let utilities = [-30.0, -1.5, -0.0, 0.0, 1e-6, 2.5, 40.0];
        let ranks: Vec<u64> = utilities.iter().map(|&u| rank(u, 7)).collect();
        assert!(ranks.is_sorted_by(|a, b| a < b));
        assert!(rank(1.0, 3) > rank(1.0, 4));
        assert_eq!(vacancy_of(rank(-2.0, 12345)), 12345);
    }

    #[test]
    fn where_a_lot_decides_the_rules_of_who_goes_first_come_before_it() {
        #[derive(Debug)]
        struct First;
        impl crate::rulebook::Rule for First {
            fn priority(&self, _: &LawYear, who: &Candidate, _: &Offer) -> f64 {
                if who.education >= 2 { 500.0 } else { 0.0 }
            }
        }
        let mut book = Rulebook::default();
        book.priorities.push(std::sync::Arc::new(First));
        let run = crate::samples::run(2017);
        let of = |channel, who: Candidate, lot| {
            let offer = Offer {
                channel,
                ..crate::samples::offer()
            };
            super::score(&book, &run, &who, &offer, lot)
        };
        let score = |channel, education, lot| {
            let who = Candidate {
                education,
                ..crate::samples::who()
            };
            of(channel, who, lot)
        };
        for channel in [Channel::Rent, Channel::Lottery] {
            assert!(
                score(channel, 2, 0) > score(channel, 1, u64::MAX),
                "{channel:?}"
            );
            let urgent = Candidate {
                urgency: crate::components::Urgency::Renewal,
                ..crate::samples::who()
            };
            // An urgent candidate goes first where lots are drawn for adverts alone.
            let lots = channel == Channel::Lottery;
            assert_eq!(
                of(channel, urgent, 0) > score(channel, 2, 0),
                lots,
                "{channel:?}"
            );
            // Among equals the lot decides, not the years of registration.
            assert!(
                score(channel, 1, u64::MAX) > score(channel, 1, 0),
                "{channel:?}"
            );
            assert!(score(channel, 1, u64::MAX) < 1.0, "{channel:?}");
        }
    }
}
