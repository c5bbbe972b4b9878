//! What the rules could read of a household and a vacancy when it was let, beside what
//! [`Move`](crate::letting_log::Move) says: kept only when the moves are written, so that
//! whoever doubts a let can test it against law and local rules without the program. All
//! of it is read from the state itself, not from what the letting rounds made of it; the
//! labels of a vacancy stand nowhere else than in the offer.

use buurt_city::{IncomeSource, Tenure, Vulnerability};

use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Complex, NONE, Support, Urgency};
use crate::market::empties::known_in_portiek;
use crate::market::matching::{Proposal, beats};
use crate::rulebook::{Candidate, Offer};
use crate::run::Run;

/// The grounds of a let or sale, as they were just before the household moved in.
#[derive(Debug, Clone, Copy)]
pub struct Grounds {
    /// Main source of income.
    pub source: IncomeSource,
    /// Education of the head: 1 low, 2 middle (a start qualification), 3 high.
    pub education: u8,
    /// Whole years lived in the region.
    pub years_in_region: i32,
    /// Whole years lived in the municipality.
    pub years_in_municipality: i32,
    /// Recorded nuisance incidents.
    pub nuisance: u8,
    /// Whether on the blacklist this year.
    pub blacklisted: bool,
    /// Vulnerability as far as landlord and municipality knew before the let.
    pub known: Vulnerability,
    /// Support with which the household came.
    pub support: Support,
    /// Wealth, euro.
    pub wealth_eur: f32,
    /// Whether it comes back to where it had to leave for renewal.
    pub returns: bool,
    /// The vacancy was labelled for people with a local tie.
    pub local_tie: bool,
    /// Legal maximum rent by points, euro a month.
    pub max_rent_eur: f32,
    /// Price asked, euro; 0 for what is let.
    pub price_eur: f64,
    /// Known vulnerable households behind the same front door, without this one.
    pub stairwell_known: u8,
    /// Whether a complex stop was in force.
    pub stopped: bool,
    /// Households in the complex at the quarterly meeting.
    pub met_households: u32,
    /// Known vulnerable households among them.
    pub met_known: u32,
    /// Incidents in the complex, per household a year.
    pub incidents: f32,
    /// Self-contained social dwellings that came on offer in the year so far, without reserved ones.
    pub offered: u32,
    /// Who ranked next among those who responded too and found nothing in the round.
    pub passed_over: Option<PassedOver>,
}

/// Who ranked next, as far as rank depends on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassedOver {
    /// Stable key.
    pub key: u64,
    /// Urgency that still holds.
    pub urgency: Urgency,
    /// Years registered (negative: not registered).
    pub years_registered: f32,
    /// Main source of income.
    pub source: IncomeSource,
    /// Education of the head: 1 low, 2 middle, 3 high.
    pub education: u8,
    /// Whole years lived in the region.
    pub years_in_region: i32,
    /// Whole years lived in the municipality.
    pub years_in_municipality: i32,
    /// Taxable household income, euro a year.
    pub taxable_eur: f32,
    /// Persons.
    pub persons: u8,
    /// Whether it would come back to where it had to leave for renewal.
    pub returns: bool,
}

/// The grounds of a year's moves, and what is read on the way to them.
#[derive(Debug, Clone, Default)]
pub struct GroundsLog {
    /// Of each move, in the order of [`moves`](crate::letting_log::LettingLog::moves).
    pub moves: Vec<Grounds>,
    /// Households and known vulnerable households by complex, at the last quarterly meeting.
    met: Vec<(u32, u32)>,
    /// Self-contained social dwellings that came on offer in the year so far, without reserved ones.
    pub offered: u32,
}

impl GroundsLog {
    /// Notes what a quarterly meeting sees.
    pub fn meet(&mut self, complexes: &[Complex]) {
        self.met.clear();
        self.met
            .extend(complexes.iter().map(|x| (x.households, x.known_vulnerable)));
    }

    /// Notes the grounds on which a household that has left its home gets a dwelling.
    #[allow(clippy::too_many_arguments)]
    pub fn note(
        &mut self,
        row: u32,
        dwelling: u32,
        what: &Offer,
        run: &Run,
        round: u32,
        h: &HouseholdColumns,
        d: &DwellingColumns,
        c: &ComplexColumns,
    ) {
        let (i, home) = (row as usize, dwelling as usize);
        let (p, care, seeker) = (&h.people[i], &h.care[i], &h.seeker[i]);
        let place = d.dwelling[home].building.complex as usize;
        let complex = &c.complex[place];
        let (met_households, met_known) = self.met.get(place).copied().unwrap_or_default();
        self.moves.push(Grounds {
            source: p.source,
            education: p.education,
            years_in_region: run.year - i32::from(seeker.region_since),
            years_in_municipality: run.year - i32::from(seeker.municipality_since),
            nuisance: care.nuisance,
            blacklisted: care.blacklisted_until >= run.year16(),
            known: if care.detected {
                care.kind
            } else {
                Vulnerability::None
            },
            support: care.support,
            wealth_eur: h.income[i].wealth_eur,
            returns: complex.replaces != NONE && complex.replaces == seeker.returns_to,
            local_tie: what.local_tie,
            max_rent_eur: d.dwelling[home].max_rent_eur,
            price_eur: if what.tenure == Tenure::Owner {
                what.price_eur
            } else {
                0.0
            },
            stairwell_known: known_in_portiek(dwelling, d, h, c),
            stopped: complex.stop_until > run.now(round),
            met_households,
            met_known,
            incidents: complex.incidents,
            offered: self.offered,
            passed_over: None,
        });
    }

    /// Notes who ranked next and found nothing, at the move that was noted last.
    pub fn pass_over(&mut self, who: &Candidate, what: &Offer) {
        if let Some(last) = self.moves.last_mut() {
            last.passed_over = Some(PassedOver {
                key: who.key,
                urgency: who.urgency,
                years_registered: who.years_registered as f32,
                source: who.source,
                education: who.education,
                years_in_region: who.years_in_region,
                years_in_municipality: who.years_in_municipality,
                taxable_eur: who.taxable_eur as f32,
                persons: who.persons,
                returns: what.replaces != NONE && what.replaces == who.returns_to,
            });
        }
    }
}

/// By vacancy, the response that ranked highest of those whose searcher found nothing in
/// the round.
pub fn passed_over<'a>(proposals: &'a [Proposal], held: &[u32]) -> Vec<Option<&'a Proposal>> {
    let mut matched: Vec<u32> = held
        .iter()
        .filter_map(|&w| proposals.get(w as usize).map(|p| p.searcher))
        .collect();
    matched.sort_unstable();
    let mut next: Vec<Option<&Proposal>> = vec![None; held.len()];
    for p in proposals {
        let best = &mut next[p.vacancy as usize];
        if matched.binary_search(&p.searcher).is_err() && best.is_none_or(|b| beats(p, b)) {
            *best = Some(p);
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_those_who_found_nothing_was_passed_over() {
        let response = |searcher, vacancy, score| Proposal {
            searcher,
            vacancy,
            score,
            tie: 0,
        };
        // Searcher 0 gets vacancy 0, 1 gets vacancy 1; 2 and 3 get nothing.
        let proposals = [
            response(0, 0, 9.0),
            response(1, 1, 5.0),
            response(1, 0, 8.0),
            response(2, 0, 3.0),
            response(3, 0, 4.0),
        ];
        let next = passed_over(&proposals, &[0, 1, NONE]);
        assert_eq!(next[0].map(|p| p.searcher), Some(3));
        assert!(next[1].is_none() && next[2].is_none());
    }
}
