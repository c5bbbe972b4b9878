//! The searchers of a year: what rules read of them, what they bring to every
//! comparison, and what stays the same over the rounds.

use buurt_city::{IncomeSource, Tenure, Vulnerability};

use super::choice::{Choice, Chooser, Weights};
use super::offers::{PRIVATE, RETURNS, ROOMS, SALE, SOCIAL};
use super::view::View;
use crate::columns::{AreaColumns, ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Home, NONE, Support, Urgency, Use};
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

/// What rules read of a searcher beside what [`Searcher`] has: touched only when it
/// responds, and as small as it goes.
#[derive(Debug, Clone, Copy)]
pub struct Respondent {
    taxable_eur: f32,
    disposable_eur: f32,
    wealth_eur: f32,
    years_registered: f32,
    returns_to: u32,
    years_in_region: i16,
    years_in_municipality: i16,
    persons: u8,
    adults: u8,
    age: u8,
    aow: bool,
    education: u8,
    source: IncomeSource,
    quintile: u8,
    nuisance: u8,
    blacklisted: bool,
    vulnerability: Vulnerability,
    detected: Vulnerability,
    support: Support,
    urgency: Urgency,
}

const _: () = assert!(size_of::<Respondent>() == 40);

impl Respondent {
    /// Packs what [`Respondent::who`] gives back.
    fn of(who: &Candidate) -> Respondent {
        Respondent {
            taxable_eur: who.taxable_eur as f32,
            disposable_eur: who.disposable_eur as f32,
            wealth_eur: who.wealth_eur as f32,
            years_registered: who.years_registered as f32,
            returns_to: who.returns_to,
            years_in_region: who.years_in_region as i16,
            years_in_municipality: who.years_in_municipality as i16,
            persons: who.persons,
            adults: who.adults,
            age: who.age,
            aow: who.aow,
            education: who.education,
            source: who.source,
            quintile: who.quintile,
            nuisance: who.nuisance,
            blacklisted: who.blacklisted,
            vulnerability: who.vulnerability,
            detected: who.detected,
            support: who.support,
            urgency: who.urgency,
        }
    }

    /// Row of the complex it must leave and may return to, or [`NONE`].
    pub fn returns_to(&self) -> u32 {
        self.returns_to
    }

    /// What rules read of the searcher, exactly as [`candidate`] made it.
    #[inline]
    pub fn who(&self, s: &Searcher) -> Candidate {
        Candidate {
            key: s.key,
            taxable_eur: f64::from(self.taxable_eur),
            disposable_eur: f64::from(self.disposable_eur),
            wealth_eur: f64::from(self.wealth_eur),
            persons: self.persons,
            adults: self.adults,
            age: self.age,
            aow: self.aow,
            education: self.education,
            source: self.source,
            quintile: self.quintile,
            years_in_region: i32::from(self.years_in_region),
            years_in_municipality: i32::from(self.years_in_municipality),
            years_registered: f64::from(self.years_registered),
            nuisance: self.nuisance,
            blacklisted: self.blacklisted,
            vulnerability: self.vulnerability,
            detected: self.detected,
            support: self.support,
            urgency: self.urgency,
            housed: s.home != NONE,
            from_area: s.chooser.from,
            returns_to: self.returns_to,
        }
    }
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

    /// How the home of a household looks to it, at the rent it pays.
    pub fn at_home(
        &self,
        home: &Home,
        d: &DwellingColumns,
        c: &ComplexColumns,
        a: &AreaColumns,
    ) -> View {
        let mut view = self.view(home.dwelling, d, c, a);
        if d.dwelling[home.dwelling as usize].tenure != Tenure::Owner {
            view.cost = home.rent_eur * 12.0;
        }
        view
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
        let respondent = Respondent::of(&who);
        debug_assert_eq!(respondent.who(&searcher), who);
        (searcher, respondent, activity)
    }
}

/// Rank among responses to an advert, by urgency and registration. Who is not registered
/// (and so responds to rooms alone) stands last in its class of urgency. To be mediated is
/// no urgency: where nobody mediates, registration decides.
pub fn queue_rank(who: &Candidate) -> f64 {
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
