//! Demography: ageing, deaths, births, couples, separations, children leaving
//! home, arrivals and departures. Independent of housing by construction: no
//! rate reads a dwelling, so births, deaths and incomes are the same people's
//! in every policy variant.
//!
//! Arrivals are copies ("donors") of initial households, drawn by age with the
//! in-migration rates of Statistics Netherlands, so that the city keeps its
//! joint distribution of age, type, education and income.

use bevy_ecs::prelude::*;
use buurt_city::Vulnerability;
use buurt_core::{Decision, Key};
use buurt_params::parameters;
use buurt_params::yearly::Yearly;

mod arrivals;
mod children;
mod couples;
mod donors;
mod giving_up;
mod newcomers;
mod rates;
mod register;
mod streams;

pub use arrivals::welcome_arrivals;
pub use donors::{DonorPool, Donors, NewHousehold};
pub use giving_up::give_up;
pub use rates::{AgeTables, WITHIN, interpolate};
pub use register::{Coming, Events, Leaving, Register};
pub use streams::Stream;

use children::children_grow_up;
use couples::form_couple;
use rates::ties;

use crate::columns::{Complexes, Dwellings, HouseholdColumns, Households};
use crate::components::{Care, Income, NONE, Seeker, Support, Urgency};
use crate::occupancy;
use crate::run::Run;

parameters! {
    /// Rates of the demography.
    #[derive(Resource)]
    pub struct Demography: "demography" {
        /// Factor on the age-specific chance of leaving the municipality.
        departure_factor: f64 = 0.88, "factor", 0..=5, "scenario range, chosen so that departures by age meet C-13 and lets meet C-9";
        /// Yearly chance that a couple separates, head under 55.
        separation: f64 = 0.013, "per year", 0..=0.2, "scenario range";
        /// Yearly chance that a single aged 20–49 finds a partner within the city.
        pairing: f64 = 0.06, "per year", 0..=0.5, "scenario range";
        /// Factor on the fertility profile.
        fertility_factor: f64 = 1.0, "factor", 0..=5, "scenario range";
        /// Factor on the chance that a grown child leaves home: the share of persons of
        /// its age who move, and never less than at 25.
        leave_home: f64 = 0.85, "factor", 0..=4, "scenario range on the age profile C-13";
        /// Chance that a child who leaves home stays in the city as a starter.
        starter_stays: f64 = 0.44, "share", 0..=1, "C-13: 0.43 to 0.48 of the moves at 18 to 22 are within the municipality";
        /// Permit-holder households a year per 1,000 households, in years without a known national target.
        permit_holders_per_1000: f64 = 1.2, "households per 1,000 a year", 0..=50, "B10, C-20; size for later years is a scenario range";
        /// The same by year, in those years; empty: the number above.
        permit_holders_path: Yearly = Yearly::default(), "households per 1,000 a year, by year", 0..=50, "D6; scenario range";
        /// Whether the national target counts in the years in which it is known (2016–2018),
        /// in proportion to inhabitants (D6).
        permit_target: bool = true, "-", 0..=1, "B6, B10 (V, 2018 a forecast)";
        /// Share of arrivals (ordinary ones and those who leave care) that come from elsewhere in the region and have lived there as long as residents have; all of D12 do, permit holders, students and labour migrants do not.
        from_region: f64 = 0.4, "share of arrivals", 0..=1, "scenario range";
        /// Persons per permit-holder household.
        permit_household_size: f64 = 2.1, "persons", 1..=6, "B10: proposal 2 to 2.2";
        /// Share of permit-holder households with children.
        permit_families: f64 = 0.32, "share", 0..=1, "C-20: 32 % families, against 7 % among others housed";
        /// Permanent part of the income of permit holders, of who leaves care and of who is pulled from the region: they come on benefit, and earn little when they find work.
        newcomers_earn: f64 = -0.8, "log points", -2..=1, "scenario range; C-20: few have work in their first years";
        /// Households leaving care or shelter a year per 1,000 households.
        care_leavers_per_1000: f64 = 1.5, "households per 1,000 a year", 0..=50, "scenario range";
        /// The same by year (D1: a ramp from 2015); empty: the number above in every year.
        care_leavers_path: Yearly = Yearly::default(), "households per 1,000 a year, by year", 0..=50, "D1; scenario range";
        /// Vulnerable households drawn to the city from its region, by year (D12).
        pull_per_1000: Yearly = Yearly::default(), "households per 1,000 a year, by year", 0..=50, "D12, seed p. 21-22; scenario range";
        /// Labour migrants, by year.
        labour_migrants_per_1000: Yearly = Yearly::default(), "households per 1,000 a year, by year", 0..=50, "scenario range";
        /// Yearly chance that a household becomes vulnerable in place.
        onset: f64 = 0.004, "per year", 0..=0.2, "scenario range";
        /// Factor on the onset for the two lowest income quintiles.
        onset_low_income: f64 = 1.8, "factor", 0..=20, "scenario range";
        /// Factor on the onset for higher incomes.
        onset_higher_income: f64 = 0.4, "factor", 0..=20, "scenario range";
        /// Factor on the onset from 75 years on (D14).
        onset_old: f64 = 2.5, "factor", 0..=20, "D14; scenario range";
        /// Chance that landlord and municipality come to know of a vulnerability (D17: privacy law).
        detected: f64 = 0.5, "share", 0..=1, "D17; scenario range";
        /// Yearly chance that a vulnerability passes.
        recovery: f64 = 0.10, "per year", 0..=1, "scenario range";
    }
}

impl Demography {
    /// Yearly chance that a couple separates, by the age of its head.
    pub fn separation_at(&self, age: u8) -> f64 {
        if age < 55 {
            self.separation
        } else {
            self.separation * 0.2
        }
    }
}

const FATE: Decision = Decision::named("fate");
const KIND: Decision = Decision::named("kind of vulnerability");
const PARTNER: Decision = Decision::named("partner");

const TAG_PARTNER: u64 = 12;

fn starter_seeker(year: f32) -> Seeker {
    Seeker {
        registered: year,
        region_since: year as i16,
        municipality_since: year as i16,
        search_since: year as i16,
        search_round: 0,
        urgency: Urgency::None,
        urgent_until: i16::MIN,
        returns_to: NONE,
    }
}

fn retire(h: &mut HouseholdColumns, row: usize) {
    h.people[row].alive = false;
    h.people[row].adults = 0;
    h.people[row].children = 0;
    h.seeker[row].search_since = i16::MAX;
}

/// Ages everybody and lets life happen: deaths, births, separations, children
/// leaving home, departures, onset and passing of vulnerability, new couples.
#[allow(clippy::too_many_arguments)]
pub fn live_a_year(
    run: Res<Run>,
    rates: Res<Demography>,
    tables: Res<AgeTables>,
    donors: Res<Donors>,
    mut register: ResMut<Register>,
    mut events: ResMut<Events>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    *events = Events::default();
    register.start_year();
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let draws = run.draws;
    let year = run.year;
    let mut singles: Vec<(u64, u32)> = Vec::new();
    let departure: Vec<f64> = tables
        .departure
        .iter()
        .zip(&donors.ties_of_age)
        .map(|(rate, ties)| rates.departure_factor * rate / ties.max(0.1))
        .collect();
    let keys: Vec<u64> = h.people.iter().map(|p| p.key).collect();
    let fates = draws.many(FATE, year, 0, keys.iter().copied());
    for ((row, &key), fate) in keys.iter().enumerate().zip(fates) {
        if !h.people[row].alive {
            continue;
        }
        let p = &mut h.people[row];
        p.age[0] = p.age[0].saturating_add(1).min(120);
        if p.adults == 2 {
            p.age[1] = p.age[1].saturating_add(1).min(120);
        }
        children_grow_up(
            &draws,
            year,
            p,
            h.seeker[row],
            &tables,
            &donors,
            &rates,
            &run,
            &mut register,
            &mut events,
        );
        // Deaths.
        let dead = {
            let first = fate.sixth(0) < tables.mortality[usize::from(p.age[0])];
            let second = p.adults == 2 && fate.sixth(1) < tables.mortality[usize::from(p.age[1])];
            events.deaths += u32::from(first) + u32::from(second);
            match (first, second, p.adults) {
                (true, true, _) | (true, false, 1) => true,
                (true, false, _) => {
                    p.age = [p.age[1], 0];
                    p.adults = 1;
                    false
                }
                (false, true, _) => {
                    p.age[1] = 0;
                    p.adults = 1;
                    false
                }
                _ => false,
            }
        };
        let age = usize::from(p.head_age());
        let depart = !dead && fate.sixth(2) < departure[age] * ties(p);
        if dead {
            let p = &h.people[row];
            let children = &p.child_age[..usize::from(p.children)];
            events.orphans += children.len() as u32;
            register.left_home_and_city.extend_from_slice(children);
        }
        if dead || depart {
            events.dissolved += u32::from(dead);
            events.departures += u32::from(depart);
            retire(&mut h, row);
            occupancy::vacate(row as u32, &mut h, &mut d, &mut c, &run, 0);
            let why = if dead {
                Leaving::Died
            } else {
                Leaving::Departed
            };
            register.release(row as u32, why);
            continue;
        }
        let p = &mut h.people[row];
        // Births.
        let mother = if p.adults == 2 {
            p.age[0].min(p.age[1])
        } else {
            p.age[0]
        };
        let chance = tables.birth[usize::from(mother)]
            * rates.fertility_factor
            * if p.adults == 2 { 1.0 } else { 0.08 };
        if fate.sixth(3) < chance && p.children < 6 {
            p.child_age[usize::from(p.children)] = 0;
            p.children += 1;
            events.births += 1;
        }
        // Separation: one partner leaves and seeks a home. The children stay with the other,
        // who is urgent in this year and the next if it has to look for another home (T6).
        let separation = rates.separation_at(p.head_age());
        let separated = p.adults == 2 && fate.sixth(4) < separation;
        if separated {
            events.separations += 1;
            let mut people = *p;
            people.key = Key(key).derive(TAG_PARTNER, year as u64, 0).0;
            people.age = [p.age[1], 0];
            people.adults = 1;
            people.children = 0;
            p.adults = 1;
            p.age[1] = 0;
            let mut income = h.income[row];
            income.wealth_eur *= 0.5;
            // Not the income of both: its own is worked out with everybody's.
            income.taxable_eur = 0.0;
            h.income[row].wealth_eur *= 0.5;
            let mut seeker = starter_seeker(year as f32);
            seeker.region_since = h.seeker[row].region_since;
            seeker.municipality_since = h.seeker[row].municipality_since;
            seeker.registered = h.seeker[row].registered;
            let stays = &mut h.seeker[row];
            let urgent = stays.urgency > Urgency::None && stays.urgent_until >= run.year16();
            if h.people[row].children > 0 && !urgent {
                stays.urgency = Urgency::Social;
                stays.urgent_until = run.year16() + 1;
            }
            // Vulnerability stays with the one who stays, and so does what is given for it.
            let care = Care {
                kind: Vulnerability::None,
                detected: false,
                support: Support::None,
                support_from: i16::MAX,
                support_until: i16::MIN,
                guardianship: false,
                ..h.care[row]
            };
            register.incoming.push(NewHousehold {
                people,
                income,
                seeker,
                care,
            });
        }
        // Whoever separated this year has used up this part of its fate: the same small
        // number would let all of them pair again at once.
        let p = &h.people[row];
        let pairs = (20..50).contains(&p.head_age()) && fate.sixth(4) < rates.pairing;
        if p.adults == 1 && !separated && pairs {
            let draw = draws.draw(PARTNER, key, year);
            // Sorted by age band, then by chance: neighbours in this list meet.
            singles.push((
                (u64::from(p.head_age() / 4) << 48) | (draw.0[1] >> 16),
                row as u32,
            ));
        }
        // Vulnerability comes and goes.
        let care = &mut h.care[row];
        let low = h.income[row].quintile <= 1;
        if care.kind == Vulnerability::None {
            let income = if low {
                rates.onset_low_income
            } else {
                rates.onset_higher_income
            };
            let old = if age >= 75 { rates.onset_old } else { 1.0 };
            let onset = rates.onset * income * old;
            if fate.sixth(5) < onset {
                let kind = draws.draw(KIND, key, year);
                care.kind = if age >= 75 {
                    Vulnerability::Dementia
                } else if kind.quarter(0) < 0.5 {
                    Vulnerability::Debt
                } else {
                    Vulnerability::Addiction
                };
                care.detected = kind.quarter(1) < rates.detected;
            }
        } else if fate.sixth(5) < rates.recovery && care.kind != Vulnerability::Dementia {
            *care = Care {
                kind: Vulnerability::None,
                detected: false,
                support: Support::None,
                guardianship: false,
                ..*care
            };
        }
    }
    singles.sort_unstable();
    for pair in singles.chunks_exact(2) {
        let (a, b) = (pair[0].1, pair[1].1);
        let too_many = form_couple(a, b, &run, &mut h, &mut d, &mut c);
        events.orphans += too_many.len() as u32;
        register.left_home_and_city.extend(too_many);
        register.release(b, Leaving::Joined(a));
        events.couples += 1;
    }
}

fn scale(income: &mut Income, index: f64) {
    let k = index as f32;
    income.taxable_eur *= k;
    income.disposable_eur *= k;
    income.standardised_eur *= k;
    income.wealth_eur *= k;
}
