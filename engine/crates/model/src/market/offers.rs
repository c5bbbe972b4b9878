//! What is on offer in a round. Vacancies of a segment stand in an order given
//! by a hash of (dwelling, year, round); a searcher looks at points that are
//! its own keyed draws and sees the vacancy next after each point. A vacancy
//! more or less in one scenario therefore changes only what those see whose
//! points fall just before it (consistent hashing), not the whole sample.

use std::ops::Range;

use buurt_city::Tenure;
use buurt_core::key::mix;

use super::empties::{Empty, known_in_portiek};
use super::view::Views;
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Landlord, NONE};
use crate::rulebook::{Offer, Posting, Rulebook};
use crate::run::Run;

/// Market segments.
pub const SEGMENTS: usize = 4;
/// Self-contained social rent.
pub const SOCIAL: usize = 0;
/// Rooms in shared dwellings.
pub const ROOMS: usize = 1;
/// Mid-market and private rent, self-contained.
pub const PRIVATE: usize = 2;
/// Owner-occupied, for sale.
pub const SALE: usize = 3;

/// Set beside the segments a searcher looks at: it looks at what replaces its complex too.
pub const RETURNS: u8 = 1 << SEGMENTS;

/// What everybody reads of a vacancy who looks at it, beside its view. What rules and
/// landlords read is in the offer.
#[derive(Debug, Clone, Copy)]
pub struct Notice {
    /// The dwelling's key, mixed once for the draws of everybody who looks.
    pub hash: u64,
    /// Row of the dwelling.
    pub dwelling: u32,
    /// Not for those who respond: reserved, or taken by direct mediation.
    pub closed: bool,
    /// Whether the rent depends on who rents it.
    pub rent_varies: bool,
}

/// The vacancies of a round by segment, each in its hashed order.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// What choosers see; segment `s` is `bounds[s]..bounds[s + 1]`.
    pub views: Views,
    /// What else they read.
    pub notices: Vec<Notice>,
    /// What rules read of them, with the landlords' labels.
    pub offers: Vec<Offer>,
    /// Which of what stands empty each of them is.
    pub empties: Vec<u32>,
    /// Which of them direct mediation has taken in this round.
    pub taken: Vec<bool>,
    /// Bounds of the segments.
    pub bounds: [usize; SEGMENTS + 1],
    /// Of social vacancies in what was built in place of a complex: that complex and which
    /// of them it is, in this order.
    returns: Vec<(u32, u32)>,
    /// Position of each vacancy in its segment's order.
    positions: Vec<u32>,
    /// Per segment and bucket of the circle (as many as vacancies): the first
    /// vacancy at or after the bucket's start.
    buckets: Vec<u32>,
    /// Per segment: position, key and index of each, to be ordered.
    orders: [Vec<(u32, u64, u32)>; SEGMENTS],
}

/// Segment of a dwelling.
pub fn segment(tenure: Tenure, shared: bool) -> usize {
    match (tenure, shared) {
        (_, true) => ROOMS,
        (Tenure::Social, _) => SOCIAL,
        (Tenure::MidRent | Tenure::PrivateRent, _) => PRIVATE,
        (Tenure::Owner, _) => SALE,
    }
}

impl Board {
    /// Puts up everything that is on offer in this round, with the landlords' labels.
    #[allow(clippy::too_many_arguments)]
    pub fn post(
        &mut self,
        empties: &[Empty],
        round: u32,
        run: &Run,
        book: &Rulebook,
        h: &HouseholdColumns,
        d: &DwellingColumns,
        c: &ComplexColumns,
        landlords: &[Landlord],
    ) {
        let when = mix(((run.year as u64) << 16) | u64::from(round));
        let now = run.now(round);
        self.order(empties, |e| (mix(e.offer.key ^ when) >> 32) as u32);
        for offer in &mut self.offers {
            let complex = &c.complex[offer.complex as usize];
            offer.share_vulnerable =
                complex.known_vulnerable as f32 / complex.households.max(1) as f32;
            offer.stopped = complex.stop_until > now;
        }
        // What a landlord labels as free room in this round counts as if it were let so, and
        // what it excepts from the rent caps as if the target group had it.
        let mut landlords = landlords.to_vec();
        let all = self.offers.iter_mut().zip(&mut self.notices);
        for ((offer, notice), cost) in all.zip(&mut self.views.cost) {
            let row = notice.dwelling as usize;
            if book.looks_behind_the_door && offer.tenure == Tenure::Social {
                offer.vulnerable_in_portiek = known_in_portiek(notice.dwelling, d, h, c);
            }
            if !book.labels.is_empty() {
                let at = Posting {
                    run,
                    round,
                    dwelling: &d.dwelling[row],
                    complex: &c.complex[offer.complex as usize],
                    landlord: landlords.get(d.dwelling[row].building.landlord as usize),
                };
                let asked = offer.rent_eur;
                for rule in &book.labels {
                    rule.label(&at, offer);
                }
                if let Some(l) = landlords.get_mut(offer.landlord as usize) {
                    let dear = offer.rent_eur > run.law.cap_1st;
                    l.target_group_lets += u32::from(offer.passend_exception && dear);
                    l.social_lets += u32::from(offer.free_room);
                    l.daeb_middle += u32::from(offer.free_room && offer.middle_room);
                    l.daeb_free += u32::from(offer.free_room && !offer.middle_room);
                }
                if offer.rent_eur != asked {
                    *cost = (12.0 * offer.rent_eur) as f32;
                }
            }
            notice.closed = offer.channel.reserved();
            notice.rent_varies = offer.rent_varies;
        }
        self.returns.clear();
        for v in self.bounds[SOCIAL]..self.bounds[SOCIAL + 1] {
            if self.offers[v].replaces != NONE {
                self.returns.push((self.offers[v].replaces, v as u32));
            }
        }
        self.returns.sort_unstable();
    }

    /// The vacancies in what replaces a complex, at most `count`, those next after a point
    /// first.
    pub fn returning(
        &self,
        complex: u32,
        point: u32,
        count: usize,
    ) -> impl Iterator<Item = usize> + '_ {
        let of = |upper: u32| self.returns.partition_point(|r| r.0 < upper);
        let all = &self.returns[of(complex)..of(complex.saturating_add(1))];
        let first = ((u64::from(point) * all.len() as u64) >> 32) as usize;
        let (before, after) = all.split_at(first);
        let turned = after.iter().chain(before);
        turned.take(count).map(|r| r.1 as usize)
    }

    /// Orders vacancies by their position on their segment's circle.
    fn order(&mut self, empties: &[Empty], position: impl Fn(&Empty) -> u32) {
        self.orders.iter_mut().for_each(Vec::clear);
        for (index, e) in empties.iter().enumerate() {
            let segment = segment(e.offer.tenure, e.offer.shared);
            self.orders[segment].push((position(e), e.offer.key, index as u32));
        }
        self.views.clear();
        self.notices.clear();
        self.offers.clear();
        self.empties.clear();
        self.positions.clear();
        self.buckets.clear();
        for (s, order) in self.orders.iter_mut().enumerate() {
            order.sort_unstable();
            let first = self.notices.len();
            self.bounds[s] = first;
            let n = order.len();
            for (i, &(position, key, index)) in order.iter().enumerate() {
                let bucket = ((u64::from(position) * n as u64) >> 32) as usize;
                while self.buckets.len() <= first + bucket {
                    self.buckets.push((first + i) as u32);
                }
                self.positions.push(position);
                let e = &empties[index as usize];
                self.notices.push(Notice {
                    hash: mix(key),
                    dwelling: e.dwelling,
                    closed: false,
                    rent_varies: false,
                });
                self.views.push(&e.view);
                self.offers.push(e.offer);
                self.empties.push(index);
            }
            self.buckets.resize(first + n, (first + n) as u32);
        }
        self.bounds[SEGMENTS] = self.notices.len();
        self.views.pad();
        self.taken.clear();
        self.taken.resize(self.notices.len(), false);
    }

    /// Takes a vacancy for direct mediation.
    pub fn take(&mut self, v: usize) {
        self.taken[v] = true;
        self.notices[v].closed = true;
    }

    /// Index of the vacancy next after a point of the segment's circle.
    #[inline]
    pub fn next_after(&self, segment: usize, point: u32) -> Option<usize> {
        let (lo, hi) = (self.bounds[segment], self.bounds[segment + 1]);
        let n = hi - lo;
        if n == 0 {
            return None;
        }
        let bucket = ((u64::from(point) * n as u64) >> 32) as usize;
        let mut i = self.buckets[lo + bucket] as usize;
        while i < hi && self.positions[i] < point {
            i += 1;
        }
        Some(if i == hi { lo } else { i })
    }

    /// The `count` vacancies that follow a point, at most once round: the piece up to the
    /// end of the segment and the piece from its start.
    #[inline]
    pub fn following(&self, segment: usize, point: u32, count: usize) -> [Range<usize>; 2] {
        let (lo, hi) = (self.bounds[segment], self.bounds[segment + 1]);
        let n = count.min(hi - lo);
        let first = self.next_after(segment, point).unwrap_or(lo);
        let straight = n.min(hi - first);
        [first..first + straight, lo..lo + (n - straight)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vacancy_next_after_a_point() {
        let offer = crate::samples::offer();
        let point_of = |key: u64| (mix(key) >> 32) as u32;
        let mut empties = Vec::new();
        let mut list: Vec<(u32, u64)> = Vec::new();
        for key in 0..37 {
            list.push((point_of(key), key));
            for tenure in [Tenure::Social, Tenure::PrivateRent] {
                empties.push(Empty {
                    dwelling: 0,
                    view: crate::samples::VIEW,
                    offer: Offer {
                        key,
                        tenure,
                        ..offer
                    },
                });
            }
        }
        let mut board = Board::default();
        board.order(&empties, |e| point_of(e.offer.key));
        list.sort_unstable();
        for k in 0..500 {
            let point = (mix(1000 + k) >> 32) as u32;
            let wanted = list.iter().find(|v| v.0 >= point).unwrap_or(&list[0]).1;
            for segment in [SOCIAL, PRIVATE] {
                let found = board.next_after(segment, point).unwrap();
                assert_eq!(board.offers[found].key, wanted);
            }
            assert_eq!(board.next_after(ROOMS, point), None);
            // A run of vacancies is a piece of the circle, each at most once.
            let run: Vec<usize> = board
                .following(PRIVATE, point, 50)
                .into_iter()
                .flatten()
                .collect();
            assert_eq!(run.len(), 37);
            assert_eq!(run[0], board.next_after(PRIVATE, point).unwrap());
            let mut distinct = run.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), 37);
            assert!(board.following(ROOMS, point, 3).iter().all(Range::is_empty));
        }
    }
}
