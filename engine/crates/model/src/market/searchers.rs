//! The searchers of a year: what rules read of them, what they bring to every
//! comparison, and what stays the same over the rounds.

use buurt_city::{IncomeSource, Vulnerability};

use super::choice::{Choice, Chooser, Weights};
use super::offers::{PRIVATE, RETURNS, ROOMS, SALE, SOCIAL};
use super::view::View;
use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Urgency, Use};
use crate::instruments::Allowances;
use crate::rulebook::{Candidate, area_of};
use crate::run::Run;

/// Floor of who leaves a facility: any dwelling is better.
const ANYTHING: f32 = -20.0;

/// What rules read of a household row.
pub fn candidate(run: &Run, h: &HouseholdColumns, d: &DwellingColumns, row: usize) -> Candidate {
    let (p, i, s, care) = (&h.people[row], &h.income[row], &h.seeker[row], &h.care[row]);
    let home = h.home[row].dwelling;
    Candidate {
        key: p.key,
        taxable_eur: f64::from(i.taxable_eur),
        disposable_eur: f64::from(i.disposable_eur),
        wealth_eur: f64::from(i.wealth_eur),
        persons: p.persons(),
        adults: p.adults,
        age: p.head_age(),
        aow: p.aow(),
        education: p.education,
        source: p.source,
        quintile: i.quintile,
        years_in_region: run.year - i32::from(s.region_since),
        years_in_municipality: run.year - i32::from(s.municipality_since),
        years_registered: if s.registered.is_finite() {
            f64::from(run.year as f32 - s.registered)
        } else {
            -1.0
        },
        nuisance: care.nuisance,
        blacklisted: care.blacklisted_until >= run.year16(),
        vulnerability: care.kind,
        detected: if care.detected {
            care.kind
        } else {
            Vulnerability::None
        },
        support: care.support,
        urgency: if s.urgent_until >= run.year16() {
            s.urgency
        } else {
            Urgency::None
        },
        housed: home != NONE,
        from_area: area_of(home, d.dwelling),
        returns_to: s.returns_to,
    }
}

/// What a searcher brings to every round of the year: one line of the cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub struct Searcher {
    /// Household key.
    pub key: u64,
    /// What it brings to every comparison.
    pub chooser: Chooser,
    /// What must be beaten: the present home and the effort of moving, or,
    /// without a home, a floor that falls with the time spent looking.
    pub floor: f32,
    /// Present dwelling, or [`NONE`].
    pub home: u32,
}

const _: () = assert!(size_of::<Searcher>() == 64);

/// What is read of a searcher only when it responds.
#[derive(Debug, Clone, Copy)]
pub struct Respondent {
    /// Household row.
    pub row: u32,
    /// Rank among responses to an advert, by urgency and registration.
    pub rank: f64,
    /// What rules read.
    pub who: Candidate,
}

/// When a searcher looks.
#[derive(Debug, Clone, Copy)]
pub struct Activity {
    /// Chance of looking in a round.
    pub chance: f64,
    /// First round in which it looks.
    pub from_round: u32,
}

/// What all searchers of a year have in common.
pub struct Market<'a> {
    /// Clock, law and chance.
    pub run: &'a Run,
    /// Coefficients.
    pub choice: &'a Choice,
    /// Those of every comparison.
    pub weights: Weights,
    /// Rent allowance of the year.
    pub allowances: &'a Allowances,
    /// Yearly cost of owning as a share of the price.
    pub owner_cost: f64,
    /// Mean value of a dwelling in the city, euro.
    pub mean_woz: f64,
    /// Value below which values count no lower, euro.
    pub least_woz: f64,
    /// Whether a dwelling is found for those who are mediated: they do not answer adverts.
    pub mediates: bool,
    /// Complexes in whose place others stand by now, in rising order.
    pub rebuilt: Vec<u32>,
}

impl Market<'_> {
    /// Looks at a dwelling.
    pub fn view(&self, row: u32, d: &DwellingColumns, c: &ComplexColumns, a: &AreaColumns) -> View {
        View::new(
            self.choice,
            self.owner_cost,
            row as usize,
            self.mean_woz,
            self.least_woz,
            d,
            c,
            a,
        )
    }

    /// Prepares a household's year of searching; `view` is how its home looks, if it has one.
    pub fn prepare(
        &self,
        row: u32,
        view: Option<&View>,
        h: &HouseholdColumns,
        d: &DwellingColumns,
    ) -> (Searcher, Respondent, Activity) {
        let (run, choice) = (self.run, self.choice);
        let i = row as usize;
        let (p, seeker, home) = (&h.people[i], &h.seeker[i], &h.home[i]);
        let housed = home.dwelling != NONE;
        let from = view.map_or(NONE, |view| view.area);
        let median = (run.quintile_bounds[1] * run.quintile_bounds[2]).sqrt();
        let allowance = self.allowances.of(p, &h.income[i]);
        let who = candidate(run, h, d, i);
        let urgent = !housed || who.urgency != Urgency::None;
        // Rooms are for one person: the young, students, and who has no home yet.
        let young = p.head_age() < 30 || p.source == IncomeSource::Student;
        let in_a_room = p.persons() == 1 && (young || !housed && p.head_age() < 50);
        let income = f64::from(h.income[i].disposable_eur) / run.income_index;
        let means = who.taxable_eur.max(who.wealth_eur / 4.0) / run.income_index;
        let mediated = self.mediates && who.urgency == Urgency::Mediated;
        let looks = [
            (SOCIAL, seeker.registered.is_finite() && !mediated),
            (ROOMS, in_a_room),
            (PRIVATE, income > 15_000.0),
            (SALE, means > 22_000.0),
        ];
        let returns =
            who.urgency == Urgency::Renewal && self.rebuilt.binary_search(&who.returns_to).is_ok();
        let segments = looks
            .iter()
            .map(|&(s, looks)| u8::from(looks) << s)
            .sum::<u8>()
            | if returns { RETURNS } else { 0 };
        let income = &h.income[i];
        let chooser = Chooser::new(choice, run, median, p, income, allowance, from, segments);
        let floor = if let Some(view) = view {
            let present = chooser.present(&self.weights, view);
            match d.dwelling[home.dwelling as usize].state {
                Use::Special => ANYTHING,
                // Who is to leave goes first and has time to choose; then it gives in a little.
                Use::Condemned if seeker.urgent_until > run.year16() + 1 => present,
                Use::Condemned => present - choice.gives_in as f32,
                _ => present + choice.moving_threshold as f32,
            }
        } else {
            -3.0 - 2.0 * f32::from(run.year16() - seeker.search_since)
        };
        let searcher = Searcher {
            key: p.key,
            chooser,
            floor,
            home: home.dwelling,
        };
        let activity = Activity {
            // Who is called back is asked.
            chance: if returns {
                1.0
            } else if urgent {
                choice.activity_urgent
            } else {
                choice.activity
            },
            from_round: if seeker.search_since == run.year16() {
                u32::from(seeker.search_round)
            } else {
                0
            },
        };
        let rank = queue_rank(&who);
        (searcher, Respondent { row, rank, who }, activity)
    }
}

/// Rank among responses to an advert, by urgency and registration. Who is not registered
/// (and so responds to rooms alone) stands last in its class of urgency. To be mediated is
/// no urgency: where nobody mediates, registration decides.
fn queue_rank(who: &Candidate) -> f64 {
    urgency_class(who) + who.years_registered
}

/// What a class of urgency counts: more than any time of registration.
pub fn urgency_class(who: &Candidate) -> f64 {
    let class = match who.urgency {
        Urgency::None | Urgency::Mediated => 0,
        urgency => urgency as u8,
    };
    1000.0 * f64::from(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_comes_before_registration_for_the_unregistered_too() {
        let rank = |urgency, years_registered| {
            queue_rank(&Candidate {
                urgency,
                years_registered,
                ..crate::samples::who()
            })
        };
        let unregistered = -1.0;
        assert!(rank(Urgency::Social, unregistered) > rank(Urgency::None, 40.0));
        assert!(rank(Urgency::None, 0.0) > rank(Urgency::None, unregistered));
        assert!(rank(Urgency::Renewal, 2.0) > rank(Urgency::Social, 30.0));
        assert!(rank(Urgency::Mediated, 1.0) < rank(Urgency::None, 2.0));
    }
}
