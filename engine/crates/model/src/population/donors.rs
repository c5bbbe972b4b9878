//! Donors: the initial households from which newcomers are copied, so that the
//! city keeps its joint distribution of age, type, education and income.

use bevy_ecs::prelude::Resource;
use buurt_city::{IncomeSource, Tenure};

use super::rates::{BETWEEN, interpolate, ties};
use crate::components::{Care, Income, People, Seeker};

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

/// Parts of the guide into the cumulative weights.
const PARTS: usize = 4096;

/// The initial households from which arrivals and starters are copied.
#[derive(Debug, Clone, Default)]
pub struct DonorPool {
    /// Donor households (components at the start, incomes of the reference year).
    pub households: Vec<NewHousehold>,
    /// Cumulative in-migration weights of `households`.
    pub cumulative: Vec<f64>,
    /// Where in `cumulative` each of equally wide parts of its range begins.
    guide: Vec<u32>,
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
pub struct Donors(std::sync::Arc<DonorPool>);

impl std::ops::Deref for Donors {
    type Target = DonorPool;
    fn deref(&self) -> &DonorPool {
        &self.0
    }
}

impl Donors {
    /// Prepares donors from the initial households and the tenures of their homes (a room
    /// counts as private rent).
    pub fn new(households: Vec<NewHousehold>, tenures: &[Option<Tenure>], city: u64) -> Self {
        let mut cumulative = Vec::with_capacity(households.len());
        let (mut sum, mut starters, mut first_jobs) = (0.0, vec![], vec![]);
        let (mut students, mut families) = (vec![], vec![]);
        for (i, h) in households.iter().enumerate() {
            let age = f64::from(h.people.head_age());
            if h.people.source == IncomeSource::Student {
                students.push(i as u32);
            } else {
                sum += interpolate(&BETWEEN, age) * ties(&h.people);
            }
            cumulative.push(sum);
            if h.people.children > 0 && h.people.head_age() < 50 {
                families.push(i as u32);
            }
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
        let ages = by_age(&households, tenures);
        let guide = (0..=PARTS)
            .map(|part| {
                let bound = part as f64 / PARTS as f64 * sum;
                cumulative.partition_point(|&c| c < bound) as u32
            })
            .collect();
        Donors(std::sync::Arc::new(DonorPool {
            households,
            cumulative,
            guide,
            starters,
            students,
            families,
            first_jobs,
            ties_of_age: ages.iter().map(|a| a.ties).collect(),
            tenures_of_age: ages.iter().map(|a| a.tenures).collect(),
            coupled_of_age: ages.iter().map(|a| a.coupled).collect(),
            initial_count,
            city,
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
fn by_age(households: &[NewHousehold], tenures: &[Option<Tenure>]) -> Vec<Means> {
    const AGES: usize = 131;
    // Adults, sum of ties, adults by tenure, adults with a partner.
    let mut sums = vec![[0.0; 6]; AGES];
    for (h, tenure) in households.iter().zip(tenures) {
        let adults = f64::from(h.people.adults);
        let sum = &mut sums[usize::from(h.people.head_age()).min(AGES - 1)];
        sum[0] += adults;
        sum[1] += adults * ties(&h.people);
        if h.people.adults == 2 {
            sum[5] += adults;
        }
        match tenure {
            Some(Tenure::Owner) => sum[2] += adults,
            Some(Tenure::Social) => sum[3] += adults,
            Some(Tenure::MidRent | Tenure::PrivateRent) => sum[4] += adults,
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
    /// A donor drawn by the in-migration rates.
    pub fn pick(&self, u: f64) -> Option<&NewHousehold> {
        let total = *self.cumulative.last()?;
        // The guide leads to a short piece, so that a long search is spared.
        let part = ((u * PARTS as f64) as usize).min(PARTS - 1);
        let (first, end) = (self.guide[part] as usize, self.guide[part + 1] as usize);
        let piece = &self.cumulative[first..(end + 1).min(self.cumulative.len())];
        let i = first + piece.partition_point(|&c| c < u * total);
        self.households.get(i.min(self.households.len() - 1))
    }
}
