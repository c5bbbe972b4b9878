//! What is on offer in a round. Vacancies of a segment stand in an order given
//! by a hash of (dwelling, year, round); a searcher looks at points that are
//! its own keyed draws and sees the vacancy next after each point. A vacancy
//! more or less in one scenario therefore changes only what those see whose
//! points fall just before it (consistent hashing), not the whole sample.

use buurt_city::Tenure;
use buurt_core::key::mix;

use super::choice::View;
use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Landlord, NONE};
use crate::letting_log::Channel;
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

/// A vacancy of this round.
#[derive(Debug, Clone, Copy)]
pub struct Vacancy {
    /// What choosers see.
    pub view: View,
    /// Row of the dwelling.
    pub dwelling: u32,
    /// Key of the dwelling.
    pub key: u64,
    /// The key, mixed once for the draws of everybody who looks at it.
    pub hash: u64,
    /// What rules read.
    pub offer: Offer,
    /// Taken by direct mediation in this round.
    pub mediated: bool,
}

/// Vacancies per segment, each in its hashed order.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// All vacancies; segment `s` is `bounds[s]..bounds[s + 1]`.
    pub vacancies: Vec<Vacancy>,
    /// Bounds of the segments.
    pub bounds: [usize; SEGMENTS + 1],
    /// Position of each vacancy in its segment's order.
    positions: Vec<u32>,
    /// Per segment and bucket of the circle (as many as vacancies): the first
    /// vacancy at or after the bucket's start.
    buckets: Vec<u32>,
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
    /// Puts up everything that is open, with the landlords' labels.
    #[allow(clippy::too_many_arguments)]
    pub fn post(
        &mut self,
        open: &[u32],
        round: u32,
        run: &Run,
        book: &Rulebook,
        h: &HouseholdColumns,
        d: &DwellingColumns,
        c: &ComplexColumns,
        a: &AreaColumns,
        landlords: &[Landlord],
        mut view: impl FnMut(u32) -> View,
    ) {
        let mut lists: [Vec<(u32, Vacancy)>; SEGMENTS] = Default::default();
        let when = mix(((run.year as u64) << 16) | u64::from(round));
        for &row in open {
            let offer = offer_of(row, round, run, book, h, d, c, a, landlords);
            let vacancy = Vacancy {
                view: view(row),
                dwelling: row,
                key: offer.key,
                hash: mix(offer.key),
                offer,
                mediated: false,
            };
            lists[segment(offer.tenure, offer.shared)]
                .push(((mix(offer.key ^ when) >> 32) as u32, vacancy));
        }
        self.fill(lists);
    }

    /// Orders the lists of the segments on their circles.
    fn fill(&mut self, lists: [Vec<(u32, Vacancy)>; SEGMENTS]) {
        self.vacancies.clear();
        self.positions.clear();
        self.buckets.clear();
        for (s, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable_by_key(|v| (v.0, v.1.key));
            let first = self.vacancies.len();
            self.bounds[s] = first;
            let n = list.len();
            for (i, (position, vacancy)) in list.into_iter().enumerate() {
                let bucket = ((u64::from(position) * n as u64) >> 32) as usize;
                while self.buckets.len() <= first + bucket {
                    self.buckets.push((first + i) as u32);
                }
                self.positions.push(position);
                self.vacancies.push(vacancy);
            }
            self.buckets.resize(first + n, (first + n) as u32);
        }
        self.bounds[SEGMENTS] = self.vacancies.len();
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

    /// Indices of the `count` vacancies that follow a point, at most once round.
    #[inline]
    pub fn following(
        &self,
        segment: usize,
        point: u32,
        count: usize,
    ) -> impl Iterator<Item = usize> + use<> {
        let (lo, hi) = (self.bounds[segment], self.bounds[segment + 1]);
        let n = if count == 0 { 0 } else { count.min(hi - lo) };
        let first = if n == 0 {
            lo
        } else {
            self.next_after(segment, point).unwrap_or(lo)
        };
        let straight = n.min(hi - first);
        (first..first + straight).chain(lo..lo + (n - straight))
    }
}

/// What rules read of a vacancy now, with the labels of its landlord.
#[allow(clippy::too_many_arguments)]
pub fn offer_of(
    row: u32,
    round: u32,
    run: &Run,
    book: &Rulebook,
    h: &HouseholdColumns,
    d: &DwellingColumns,
    c: &ComplexColumns,
    a: &AreaColumns,
    landlords: &[Landlord],
) -> Offer {
    let (b, dw) = (&d.building[row as usize], &d.dwelling[row as usize]);
    let complex = &c.complex[b.complex as usize];
    let mut offer = Offer {
        key: b.key,
        tenure: dw.tenure,
        channel: match dw.tenure {
            Tenure::Social => Channel::Advert,
            Tenure::MidRent | Tenure::PrivateRent => Channel::Rent,
            Tenure::Owner => Channel::Sale,
        },
        rent_eur: f64::from(dw.rent_eur),
        max_rent_eur: f64::from(dw.max_rent_eur),
        price_eur: f64::from(dw.woz_eur) * f64::from(a.area[b.area as usize].price),
        rooms: b.rooms,
        area: b.area,
        complex: b.complex,
        landlord: if dw.tenure == Tenure::Owner {
            NONE
        } else {
            b.landlord
        },
        shared: b.shared != NONE,
        accessible: b.accessible,
        free_room: false,
        passend_exception: false,
        local_tie: false,
        rent_varies: false,
        vulnerable_in_portiek: if book.looks_behind_the_door && dw.tenure == Tenure::Social {
            vulnerable_in_portiek(row, d, h, c)
        } else {
            0
        },
        share_vulnerable: complex.vulnerable as f32 / complex.households.max(1) as f32,
        reputation: complex.reputation,
        stopped: complex.stop_until > run.now(round),
        area_status: a.area[b.area as usize].status,
        area_incidents: a.area[b.area as usize].incidents,
        replaces: complex.replaces,
    };
    let at = Posting {
        run,
        round,
        building: b,
        dwelling: dw,
        complex,
        landlord: landlords.get(b.landlord as usize),
    };
    for rule in &book.labels {
        rule.label(&at, &mut offer);
    }
    offer
}

/// Vulnerable households behind the same front door as a dwelling.
fn vulnerable_in_portiek(
    dwelling: u32,
    d: &DwellingColumns,
    h: &HouseholdColumns,
    c: &ComplexColumns,
) -> u8 {
    let b = &d.building[dwelling as usize];
    let complex = &c.complex[b.complex as usize];
    (complex.first..complex.first + complex.count)
        .filter(|&i| d.building[i as usize].portiek == b.portiek)
        .filter(|&i| {
            let occupant = d.dwelling[i as usize].occupant;
            occupant != NONE && h.care[occupant as usize].vulnerable()
        })
        .count()
        .min(255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vacancy_next_after_a_point() {
        let offer = crate::samples::offer();
        let view = View {
            cost: 0.0,
            common: 0.0,
            status: 0.0,
            rooms: 3.0,
            centroid_m: [0.0; 2],
            area: 0,
            tenure: Tenure::Social,
            subsidised: true,
        };
        let mut board = Board::default();
        let mut list: Vec<(u32, Vacancy)> = (0..37)
            .map(|i| {
                (
                    (mix(i) >> 32) as u32,
                    Vacancy {
                        view,
                        dwelling: i as u32,
                        key: i,
                        hash: mix(i),
                        offer,
                        mediated: false,
                    },
                )
            })
            .collect();
        board.fill([list.clone(), Vec::new(), list.clone(), Vec::new()]);
        list.sort_unstable_by_key(|v| (v.0, v.1.key));
        for k in 0..500 {
            let point = (mix(1000 + k) >> 32) as u32;
            let wanted = list.iter().find(|v| v.0 >= point).unwrap_or(&list[0]).1.key;
            for segment in [SOCIAL, PRIVATE] {
                let found = board.next_after(segment, point).unwrap();
                assert_eq!(board.vacancies[found].key, wanted);
            }
            assert_eq!(board.next_after(ROOMS, point), None);
            // A run of vacancies is a piece of the circle, each at most once.
            let run: Vec<usize> = board.following(PRIVATE, point, 50).collect();
            assert_eq!(run.len(), 37);
            assert_eq!(run[0], board.next_after(PRIVATE, point).unwrap());
            let mut distinct = run.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), 37);
            assert_eq!(board.following(ROOMS, point, 3).count(), 0);
        }
    }
}
