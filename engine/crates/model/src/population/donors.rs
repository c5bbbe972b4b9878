//! Donors: the initial households from which newcomers are copied, so that the
//! city keeps its joint distribution of age, type, education and income.

use std::sync::Arc;

use bevy_ecs::prelude::Resource;
use buurt_city::{City, Household, IncomeSource, NONE, Tenure};
use buurt_core::Key;

use super::rates::{BETWEEN, interpolate, ties};
use crate::components::{Care, Income, People, Seeker};
use crate::income::Profile;
use crate::start;

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

/// Households to a block of the cumulative weights.
const BLOCK: usize = 8;

/// The initial households from which arrivals and starters are copied. They are those of
/// the city's data; here are only their numbers.
#[derive(Debug, Clone, Default)]
pub struct DonorPool {
    data: Arc<City>,
    start: i32,
    /// Mean log incomes of the households at the start.
    pub profile: Profile,
    /// Cumulative in-migration weights of the households before each block and of all.
    cumulative: Vec<f64>,
    /// Indices of donors that are one-person households aged 18–24.
    pub starters: Vec<u32>,
    /// Indices of student donors.
    pub students: Vec<u32>,
    /// Indices of donors with children at home and a head under 50: families who flee.
    pub families: Vec<u32>,
    /// Indices of donors with work, aged 22–34, alone: first incomes after study.
    pub first_jobs: Vec<u32>,
    /// Mean of `ties` among adults at the start, by age: departures are drawn with each
    /// household's ties over this mean, so that the rates by age stay those observed.
    pub ties_of_age: Vec<f64>,
    /// Shares of owners, social tenants and other tenants among adults at the start, by age.
    pub tenures_of_age: Vec<[f64; 3]>,
    /// Share of adults at the start who live with a partner, by age.
    pub coupled_of_age: Vec<f64>,
    /// Number of household entities at the start.
    pub initial_count: f64,
    /// Key of the city.
    pub city: u64,
}

/// The donors of a city, shared by all runs.
#[derive(Resource, Debug, Clone, Default)]
pub struct Donors(Arc<DonorPool>);

impl std::ops::Deref for Donors {
    type Target = DonorPool;
    fn deref(&self) -> &DonorPool {
        &self.0
    }
}

impl Donors {
    /// Prepares donors from the households of a city's data, as they are in the year `start`.
    pub fn new(data: Arc<City>, start: i32) -> Self {
        let households = &data.households;
        let mut cumulative = Vec::with_capacity(households.len() / BLOCK + 2);
        let (mut sum, mut starters, mut first_jobs) = (0.0, vec![], vec![]);
        let (mut students, mut families) = (vec![], vec![]);
        for (i, h) in households.iter().enumerate() {
            let age = h.age[0];
            if i.is_multiple_of(BLOCK) {
                cumulative.push(sum);
            }
            sum += weight(h);
            if h.source == IncomeSource::Student {
                students.push(i as u32);
            }
            if h.children > 0 && age < 50 {
                families.push(i as u32);
            }
            let single = h.adults == 1 && h.children == 0;
            if single && (18..25).contains(&age) {
                starters.push(i as u32);
            }
            if h.source == IncomeSource::Work && single && (22..35).contains(&age) {
                first_jobs.push(i as u32);
            }
        }
        let initial_count = households.len() as f64;
        let ages = by_age(&data);
        cumulative.push(sum);
        Donors(Arc::new(DonorPool {
            profile: start::profile(&data),
            cumulative,
            starters,
            students,
            families,
            first_jobs,
            ties_of_age: ages.iter().map(|a| a.ties).collect(),
            tenures_of_age: ages.iter().map(|a| a.tenures).collect(),
            coupled_of_age: ages.iter().map(|a| a.coupled).collect(),
            initial_count,
            city: Key::of_text(&data.name).0,
            data,
            start,
        }))
    }
}

/// Years on either side that an age borrows from.
const WINDOW: usize = 3;

/// Means among adults whose household's head has an age.
struct Means {
    ties: f64,
    tenures: [f64; 3],
    coupled: f64,
}

/// Means by age over a window of ages; ages that nobody is near take the mean of all.
fn by_age(city: &City) -> Vec<Means> {
    const AGES: usize = 131;
    // Adults, sum of ties, adults by tenure (a room counts as private rent), adults with a
    // partner.
    let mut sums = vec![[0.0; 6]; AGES];
    for h in &city.households {
        let adults = f64::from(h.adults);
        let sum = &mut sums[usize::from(h.age[0]).min(AGES - 1)];
        sum[0] += adults;
        sum[1] += adults * ties(&start::people(h, 0));
        if h.adults == 2 {
            sum[5] += adults;
        }
        match city.dwellings.get(h.dwelling as usize) {
            Some(home) if home.shared != NONE => sum[4] += adults,
            Some(home) => match home.tenure {
                Tenure::Owner => sum[2] += adults,
                Tenure::Social => sum[3] += adults,
                Tenure::MidRent | Tenure::PrivateRent => sum[4] += adults,
            },
            None => {}
        }
    }
    let total = |range: &[[f64; 6]]| {
        range.iter().fold([0.0; 6], |mut t, s| {
            t.iter_mut().zip(s).for_each(|(t, s)| *t += s);
            t
        })
    };
    let all = total(&sums);
    (0..AGES)
        .map(|age| {
            let near = total(&sums[age.saturating_sub(WINDOW)..(age + WINDOW + 1).min(AGES)]);
            let housed = near[2] + near[3] + near[4];
            let n = if near[0] >= 20.0 && housed > 0.0 {
                near
            } else {
                all
            };
            let housed = (n[2] + n[3] + n[4]).max(1.0);
            let adults = n[0].max(1.0);
            Means {
                ties: n[1] / adults,
                tenures: [2, 3, 4].map(|k| n[k] / housed),
                coupled: n[5] / adults,
            }
        })
        .collect()
}

impl DonorPool {
    /// A donor: its components at the start, with an income of the reference year.
    pub fn household(&self, number: u32) -> NewHousehold {
        start::household(number as usize, &self.data, &self.profile, self.start)
    }

    /// Years that a donor has lived in the region.
    pub fn years_in_region(&self, number: u32) -> i16 {
        i16::from(self.data.households[number as usize].years_in_region)
    }

    /// The number of a donor drawn by the in-migration rates.
    pub fn pick(&self, u: f64) -> Option<u32> {
        let households = &self.data.households;
        let at = u * *self.cumulative.last()?;
        let block = self.cumulative.partition_point(|&c| c < at).max(1) - 1;
        let mut sum = self.cumulative[block];
        let first = block * BLOCK;
        let reaches = |h: &Household| {
            sum += weight(h);
            sum >= at
        };
        let within = households.get(first..)?.iter().position(reaches)?;
        Some((first + within) as u32)
    }
}

/// In-migration weight of a household: none for students, who come in a stream of their own.
fn weight(h: &Household) -> f64 {
    if h.source == IncomeSource::Student {
        return 0.0;
    }
    interpolate(&BETWEEN, f64::from(h.age[0])) * ties(&start::people(h, 0))
}
