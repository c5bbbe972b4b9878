//! Donors: the initial households from which newcomers are copied, so that the
//! city keeps its joint distribution of age, type, education and income.

use bevy_ecs::prelude::Resource;
use buurt_city::IncomeSource;

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
    /// A donor drawn by the in-migration rates.
    pub fn pick(&self, u: f64) -> Option<&NewHousehold> {
        let total = *self.cumulative.last()?;
        let i = self.cumulative.partition_point(|&c| c < u * total);
        self.households.get(i.min(self.households.len() - 1))
    }
}
