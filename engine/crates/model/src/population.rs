//! Demography: ageing, deaths, births, couples, separations, children leaving
//! home, arrivals and departures. Independent of housing by construction: no
//! rate reads a dwelling, so births, deaths and incomes are the same people's
//! in every policy variant.
//!
//! Arrivals are copies ("donors") of initial households, drawn by age with the
//! in-migration rates of Statistics Netherlands, so that the city keeps its
//! joint distribution of age, type, education and income.

use bevy_ecs::prelude::*;
use buurt_city::{IncomeSource, Vulnerability};
use buurt_core::key::mix;
use buurt_core::{Decision, Draws, Key, math};
use buurt_params::parameters;

use crate::columns::{Complexes, Dwellings, HouseholdColumns, Households};
use crate::components::{Care, Home, Income, NONE, People, Seeker, Urgency};
use crate::occupancy;
use crate::run::Run;

parameters! {
    /// Rates of the demography.
    #[derive(Resource)]
    pub struct Demography: "demography" {
        /// Factor on the age-specific chance of leaving the municipality.
        departure_factor: f64 = 0.9, "factor", 0..=5, "scenario range on the age profile C-13";
        /// Yearly chance that a couple separates, head under 55.
        separation: f64 = 0.013, "per year", 0..=0.2, "scenario range";
        /// Yearly chance that a single aged 20–49 finds a partner within the city.
        pairing: f64 = 0.06, "per year", 0..=0.5, "scenario range";
        /// Factor on the fertility profile.
        fertility_factor: f64 = 1.0, "factor", 0..=5, "scenario range";
        /// Chance that a child who leaves home stays in the city as a starter.
        starter_stays: f64 = 0.35, "share", 0..=1, "scenario range";
        /// Permit-holder households a year per 1,000 households.
        permit_holders_per_1000: f64 = 1.2, "households per 1,000 a year", 0..=50, "B10, C-20; size for later years is a scenario range";
        /// Households leaving care or shelter a year per 1,000 households.
        care_leavers_per_1000: f64 = 1.5, "households per 1,000 a year", 0..=50, "scenario range";
        /// Yearly chance that a household becomes vulnerable in place.
        onset: f64 = 0.004, "per year", 0..=0.2, "scenario range";
        /// Yearly chance that a vulnerability passes.
        recovery: f64 = 0.10, "per year", 0..=1, "scenario range";
    }
}

/// Moves between municipalities, % of persons a year by age (CBS 2017, C-13).
const BETWEEN: [(f64, f64); 14] = [
    (18.0, 6.9),
    (20.0, 10.3),
    (22.0, 12.0),
    (25.0, 13.0),
    (30.0, 8.6),
    (35.0, 6.0),
    (40.0, 4.0),
    (45.0, 2.9),
    (50.0, 2.4),
    (55.0, 2.2),
    (60.0, 1.8),
    (65.0, 1.6),
    (70.0, 1.3),
    (74.0, 1.2),
];
/// Moves within municipalities, % of persons a year by age (CBS 2017, C-13).
pub const WITHIN: [(f64, f64); 14] = [
    (18.0, 5.1),
    (20.0, 7.8),
    (22.0, 10.9),
    (25.0, 14.2),
    (30.0, 11.2),
    (35.0, 8.3),
    (40.0, 6.3),
    (45.0, 4.6),
    (50.0, 3.4),
    (55.0, 2.7),
    (60.0, 2.2),
    (65.0, 2.2),
    (70.0, 2.2),
    (74.0, 2.2),
];

/// Factor on leaving for (and coming from) another municipality: singles move over
/// larger distances than couples, families least, and
/// the more educated farther (scenario values).
fn ties(p: &People) -> f64 {
    let household = match (p.children, p.adults) {
        (0, 1) => 1.15,
        (0, _) => 0.85,
        _ => 0.5,
    };
    household * [0.6, 0.6, 0.95, 1.3][usize::from(p.education.min(3))]
}

/// Linear interpolation in a table of (x, y), flat outside.
pub fn interpolate(table: &[(f64, f64)], x: f64) -> f64 {
    let Some(&(mut x0, mut y0)) = table.first() else {
        return 0.0;
    };
    if x <= x0 {
        return y0;
    }
    for &(x1, y1) in &table[1..] {
        if x <= x1 {
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        }
        (x0, y0) = (x1, y1);
    }
    y0
}

const LEAVE_HOME: Decision = Decision::named("leave home");
const FATE: Decision = Decision::named("fate");
const LIFE: Decision = Decision::named("life events");
const PARTNER: Decision = Decision::named("partner");
const DONOR: Decision = Decision::named("donor");

const TAG_CHILD: u64 = 11;
const TAG_PARTNER: u64 = 12;
const TAG_ARRIVAL: u64 = 13;

/// A household's components without its home.
#[derive(Debug, Clone, Copy)]
pub struct NewHousehold {
    /// People.
    pub people: People,
    /// Income.
    pub income: Income,
    /// Search state.
    pub seeker: Seeker,
    /// Care state.
    pub care: Care,
}

/// The initial households from which arrivals and starters are copied.
#[derive(Debug, Clone, Default)]
pub struct DonorPool {
    /// Donor households (components at the start, incomes of the reference year).
    pub households: Vec<NewHousehold>,
    /// Cumulative in-migration weights of `households`.
    pub cumulative: Vec<f64>,
    /// Indices of donors that are one-person households aged 18–24.
    pub starters: Vec<u32>,
    /// Indices of student donors.
    pub students: Vec<u32>,
    /// Indices of donors with work, aged 22–34, alone: first incomes after study.
    pub first_jobs: Vec<u32>,
    /// Number of household entities at the start.
    pub initial_count: f64,
    /// Key of the city.
    pub city: u64,
}

/// The donors of a city, shared by all runs.
#[derive(Resource, Debug, Clone, Default)]
pub struct Donors(std::sync::Arc<DonorPool>);

impl std::ops::Deref for Donors {
    type Target = DonorPool;
    fn deref(&self) -> &DonorPool {
        &self.0
    }
}

impl Donors {
    /// Prepares donors from the initial households.
    pub fn new(households: Vec<NewHousehold>, city: u64) -> Self {
        let mut cumulative = Vec::with_capacity(households.len());
        let (mut sum, mut starters, mut first_jobs) = (0.0, vec![], vec![]);
        let mut students = vec![];
        for (i, h) in households.iter().enumerate() {
            let age = f64::from(h.people.head_age());
            if h.people.source == IncomeSource::Student {
                students.push(i as u32);
            } else {
                sum += interpolate(&BETWEEN, age) * ties(&h.people);
            }
            cumulative.push(sum);
            let single = h.people.adults == 1 && h.people.children == 0;
            if single && (18..25).contains(&h.people.head_age()) {
                starters.push(i as u32);
            }
            if h.people.source == IncomeSource::Work
                && single
                && (22..35).contains(&h.people.head_age())
            {
                first_jobs.push(i as u32);
            }
        }
        let initial_count = households.len() as f64;
        Donors(std::sync::Arc::new(DonorPool {
            households,
            cumulative,
            starters,
            students,
            first_jobs,
            initial_count,
            city,
        }))
    }
}

impl DonorPool {
    fn pick(&self, u: f64) -> Option<&NewHousehold> {
        let total = *self.cumulative.last()?;
        let i = self.cumulative.partition_point(|&c| c < u * total);
        self.households.get(i.min(self.households.len() - 1))
    }
}

/// Counts of a year's demographic events, all housing-independent.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Events {
    /// Persons who died.
    pub deaths: u32,
    /// Children born.
    pub births: u32,
    /// Couples separated.
    pub separations: u32,
    /// Couples formed.
    pub couples: u32,
    /// Households that left the city.
    pub departures: u32,
    /// Households that came from elsewhere.
    pub arrivals: u32,
    /// Starters: children who left home and stay.
    pub starters: u32,
    /// Households dissolved by death.
    pub dissolved: u32,
}

/// Why a household is no longer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The last adult died.
    Died,
    /// Its persons joined the household in this row.
    Joined(u32),
    /// It left the city.
    Departed,
}

/// Where a new household comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// From a household of the city: a starter or a separated partner.
    Formed,
    /// From elsewhere.
    Arrived,
}

/// Rows that are free for reuse, and households to be added this year.
#[derive(Resource, Debug, Clone, Default)]
pub struct Register {
    /// Retired rows.
    pub free: Vec<u32>,
    /// Households formed this year, not yet in the table.
    pub incoming: Vec<NewHousehold>,
    /// Rows retired this year, in order, and why.
    pub left: Vec<(u32, Leaving)>,
    /// Rows taken this year by new households, in order.
    pub settled: Vec<(u32, Coming)>,
}

impl Register {
    /// Forgets who left and who came in the year before.
    pub fn start_year(&mut self) {
        self.left.clear();
        self.settled.clear();
    }

    /// Frees a row whose household is no longer there.
    pub fn release(&mut self, row: u32, why: Leaving) {
        self.free.push(row);
        self.left.push((row, why));
    }
}

/// Yearly mortality by age: Gompertz through 0.011 at 65 and 0.17 at 90
/// (Dutch life table of about 2017, from memory, high confidence).
fn mortality(age: u8) -> f64 {
    if age < 40 {
        0.0006
    } else {
        math::exp(-11.63 + 0.1096 * f64::from(age)).min(0.6)
    }
}

/// Tables by age, made once.
#[derive(Resource, Debug, Clone)]
pub struct AgeTables {
    mortality: Vec<f64>,
    departure: Vec<f64>,
    birth: Vec<f64>,
}

impl Default for AgeTables {
    fn default() -> Self {
        let birth = [
            (18.0, 0.004),
            (22.0, 0.03),
            (26.0, 0.10),
            (30.0, 0.17),
            (33.0, 0.16),
            (36.0, 0.09),
            (40.0, 0.025),
            (45.0, 0.0),
        ];
        AgeTables {
            mortality: (0..=130).map(mortality).collect(),
            departure: (0..=130)
                .map(|a| interpolate(&BETWEEN, f64::from(a)) / 100.0)
                .collect(),
            birth: (0..=130)
                .map(|a| interpolate(&birth, f64::from(a)))
                .collect(),
        }
    }
}

fn starter_seeker(year: f32) -> Seeker {
    Seeker {
        registered: year,
        region_since: year as i16,
        search_since: year as i16,
        search_round: 0,
        urgency: Urgency::None,
        urgent_until: i16::MIN,
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
    for row in 0..h.people.len() {
        if !h.people[row].alive {
            continue;
        }
        let p = &mut h.people[row];
        let key = p.key;
        let fate = draws.draw(FATE, key, year);
        let life = draws.draw(LIFE, key, year);
        p.age[0] = p.age[0].saturating_add(1).min(120);
        if p.adults == 2 {
            p.age[1] = p.age[1].saturating_add(1).min(120);
        }
        children_grow_up(
            &draws,
            year,
            p,
            &donors,
            &rates,
            &run,
            &mut register,
            &mut events,
        );
        // Deaths.
        let dead = {
            let first = fate.quarter(0) < tables.mortality[usize::from(p.age[0])];
            let second = p.adults == 2 && fate.quarter(1) < tables.mortality[usize::from(p.age[1])];
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
        let depart =
            !dead && { fate.quarter(2) < tables.departure[age] * ties(p) * rates.departure_factor };
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
        if fate.quarter(3) < chance && p.children < 6 {
            p.child_age[usize::from(p.children)] = 0;
            p.children += 1;
            events.births += 1;
        }
        // Separation: one partner leaves and urgently seeks a home.
        let separation = if age < 55 {
            rates.separation
        } else {
            rates.separation * 0.2
        };
        if p.adults == 2 && life.quarter(0) < separation {
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
            h.income[row].wealth_eur *= 0.5;
            let mut seeker = starter_seeker(year as f32);
            seeker.region_since = h.seeker[row].region_since;
            seeker.registered = h.seeker[row].registered;
            seeker.urgency = if h.people[row].children > 0 {
                Urgency::Social
            } else {
                Urgency::None
            };
            seeker.urgent_until = run.year16() + 1;
            let care = Care {
                kind: Vulnerability::None,
                ..h.care[row]
            };
            register.incoming.push(NewHousehold {
                people,
                income,
                seeker,
                care,
            });
        }
        let p = &h.people[row];
        if p.adults == 1 && (20..50).contains(&p.head_age()) && life.quarter(0) < rates.pairing {
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
            let onset =
                rates.onset * if low { 1.8 } else { 0.4 } * if age >= 75 { 2.5 } else { 1.0 };
            if life.quarter(1) < onset {
                care.kind = if age >= 75 {
                    Vulnerability::Dementia
                } else if life.quarter(2) < 0.5 {
                    Vulnerability::Debt
                } else {
                    Vulnerability::Addiction
                };
                care.detected = life.quarter(3) < 0.5;
            }
        } else if life.quarter(1) < rates.recovery && care.kind != Vulnerability::Dementia {
            *care = Care {
                kind: Vulnerability::None,
                detected: false,
                support: false,
                ..*care
            };
        }
    }
    singles.sort_unstable();
    for pair in singles.chunks_exact(2) {
        let (a, b) = (pair[0].1, pair[1].1);
        form_couple(a, b, &run, &mut h, &mut d, &mut c);
        register.release(b, Leaving::Joined(a));
        events.couples += 1;
    }
}

#[allow(clippy::too_many_arguments)]
fn children_grow_up(
    draws: &Draws,
    year: i32,
    p: &mut People,
    donors: &Donors,
    rates: &Demography,
    run: &Run,
    register: &mut Register,
    events: &mut Events,
) {
    let (mut slot, mut turn) = (0, 0);
    while slot < usize::from(p.children) {
        turn += 1;
        p.child_age[slot] = p.child_age[slot].saturating_add(1);
        let age = p.child_age[slot];
        let leave = match age {
            0..=17 => 0.0,
            18..=19 => 0.17,
            20..=22 => 0.22,
            23..=25 => 0.30,
            _ => 0.45,
        };
        if leave > 0.0 {
            let draw = draws.draw_in(LEAVE_HOME, p.key, year, turn);
            if draw.uniform() < leave {
                if draw.uniform2() < rates.starter_stays && !donors.starters.is_empty() {
                    events.starters += 1;
                    let key = Key(p.key).derive(TAG_CHILD, year as u64, u64::from(turn)).0;
                    let i = draws.draw(DONOR, key, year).below(donors.starters.len());
                    let mut new = donors.households[donors.starters[i] as usize];
                    new.people.key = key;
                    new.people.age = [age.max(18), 0];
                    new.seeker = starter_seeker(year as f32);
                    new.seeker.region_since = (year - i32::from(age)) as i16;
                    new.seeker.registered = year as f32 - (f32::from(age) - 18.0).max(0.0);
                    new.care.kind = Vulnerability::None;
                    scale(&mut new.income, run.income_index);
                    register.incoming.push(new);
                }
                let last = usize::from(p.children) - 1;
                p.child_age[slot] = p.child_age[last];
                p.children -= 1;
                // The child moved into this slot has not aged yet: look again.
                continue;
            }
        }
        slot += 1;
    }
}

fn scale(income: &mut Income, index: f64) {
    let k = index as f32;
    income.taxable_eur *= k;
    income.disposable_eur *= k;
    income.standardised_eur *= k;
    income.wealth_eur *= k;
}

/// Two one-adult households become one: the first survives, the second is
/// retired, and they live in whichever home the first has or else the second.
fn form_couple(
    a: u32,
    b: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut crate::columns::DwellingColumns,
    c: &mut crate::columns::ComplexColumns,
) {
    let (i, j) = (a as usize, b as usize);
    let second = h.people[j];
    let p = &mut h.people[i];
    p.adults = 2;
    p.age[1] = second.age[0];
    for k in 0..usize::from(second.children) {
        if p.children < 6 {
            p.child_age[usize::from(p.children)] = second.child_age[k];
            p.children += 1;
        }
    }
    if p.source != IncomeSource::Work && second.source == IncomeSource::Work {
        p.source = IncomeSource::Work;
    }
    let (x, y) = (h.income[i], h.income[j]);
    let income = &mut h.income[i];
    income.permanent = 0.5 * (x.permanent + y.permanent);
    income.wealth_eur += y.wealth_eur;
    h.seeker[i].registered = h.seeker[i].registered.min(h.seeker[j].registered);
    h.seeker[i].region_since = h.seeker[i].region_since.min(h.seeker[j].region_since);
    let better = h.home[i].dwelling == NONE
        || (h.home[j].dwelling != NONE
            && d.building[h.home[j].dwelling as usize].rooms
                > d.building[h.home[i].dwelling as usize].rooms);
    if better && h.home[j].dwelling != NONE {
        let (to, rent) = (h.home[j].dwelling, h.home[j].rent_eur);
        occupancy::vacate(b, h, d, c, run, 0);
        occupancy::vacate(a, h, d, c, run, 0);
        occupancy::occupy(a, to, rent, h, d, c, run.year16());
    } else {
        occupancy::vacate(b, h, d, c, run, 0);
    }
    retire(h, j);
}

/// Brings in arrivals so that the number of households follows its path, and
/// gives all new households a row.
pub fn welcome_arrivals(world: &mut World) {
    let run = world.resource::<Run>().clone();
    let rates = world.resource::<Demography>().clone();
    let mut register = std::mem::take(&mut *world.resource_mut::<Register>());
    let formed = register.incoming.len();
    let target = (world.resource::<Donors>().initial_count * run.household_path) as usize;
    let mut state = world.query::<&People>();
    let (mut alive, mut students) = (register.incoming.len(), 0);
    for p in state.iter(world).filter(|p| p.alive) {
        alive += 1;
        students += usize::from(p.source == IncomeSource::Student);
    }
    let new = register.incoming.iter();
    students += new
        .filter(|n| n.people.source == IncomeSource::Student)
        .count();
    let wanted = target.saturating_sub(alive);
    let permit = (rates.permit_holders_per_1000 / 1000.0 * target as f64) as usize;
    let care = (rates.care_leavers_per_1000 / 1000.0 * target as f64) as usize;
    {
        let donors = world.resource::<Donors>();
        // The number of students follows the city's households (assumption): colleges
        // admit as many as before.
        let places = (donors.students.len() as f64 * run.household_path) as usize;
        let freshmen = places.saturating_sub(students).min(wanted);
        for slot in 0..wanted {
            let key = Key(donors.city)
                .derive(TAG_ARRIVAL, run.year as u64, slot as u64)
                .0;
            let draw = run.draws.draw(DONOR, key, run.year);
            let student = slot >= wanted - freshmen;
            let donor = if student {
                donors
                    .students
                    .get(draw.below(donors.students.len().max(1)))
                    .and_then(|&i| donors.households.get(i as usize))
            } else {
                donors.pick(draw.uniform())
            };
            let Some(donor) = donor else {
                break;
            };
            let mut new = *donor;
            new.people.key = key;
            if student {
                // Most come at the start of their studies.
                new.people.age[0] = 18 + (4.0 * draw.uniform2() * draw.uniform2()) as u8;
            }
            new.seeker = starter_seeker(run.year as f32);
            // Registered in advance, as one may in the whole country: up to two years.
            new.seeker.registered -= (2.0 * draw.uniform2()) as f32;
            scale(&mut new.income, run.income_index);
            new.care.kind = Vulnerability::None;
            new.care.nuisance = 0;
            if slot < permit {
                new.care.kind = Vulnerability::PermitHolder;
                new.people.source = IncomeSource::Benefit;
            } else if slot < permit + care {
                let kinds = [
                    Vulnerability::MentalHealth,
                    Vulnerability::Shelter,
                    Vulnerability::ExDetainee,
                    Vulnerability::MentalHealth,
                ];
                new.care.kind = kinds[(mix(key) & 3) as usize];
                new.people.source = IncomeSource::Benefit;
                new.people.adults = 1;
                new.people.age[1] = 0;
                new.people.children = 0;
            }
            if slot < permit + care {
                new.care.detected = true;
                new.care.support = true;
                new.seeker.urgency = Urgency::Mediated;
                new.seeker.urgent_until = i16::MAX;
            }
            register.incoming.push(new);
        }
    }
    world.resource_mut::<Events>().arrivals = wanted as u32;
    settle(world, &mut register, formed);
    *world.resource_mut::<Register>() = register;
}

/// Gives the new households rows; the first `formed` come from within the city.
fn settle(world: &mut World, register: &mut Register, formed: usize) {
    let incoming = std::mem::take(&mut register.incoming);
    let coming = |i: usize| {
        if i < formed {
            Coming::Formed
        } else {
            Coming::Arrived
        }
    };
    let reuse = register.free.len().min(incoming.len());
    let homeless = Home {
        dwelling: NONE,
        rent_eur: 0.0,
        since: i16::MIN,
    };
    {
        let mut state = bevy_ecs::system::SystemState::<Households>::new(world);
        if let Ok(mut households) = state.get_mut(world) {
            let h = households.columns();
            for (i, new) in incoming[..reuse].iter().enumerate() {
                let Some(row) = register.free.pop() else {
                    break;
                };
                register.settled.push((row, coming(i)));
                let row = row as usize;
                h.people[row] = new.people;
                h.income[row] = new.income;
                h.home[row] = homeless;
                h.seeker[row] = new.seeker;
                h.care[row] = new.care;
            }
            let rows = h.people.len() as u32..;
            let added = rows.zip((reuse..incoming.len()).map(coming));
            register.settled.extend(added);
        }
    }
    world.spawn_batch(
        incoming
            .into_iter()
            .skip(reuse)
            .map(move |n| (n.people, n.income, homeless, n.seeker, n.care)),
    );
}
