//! What is common to all runs of an experiment: the city, the law by year, and the paths
//! that the numbers of dwellings and households follow.

use std::sync::{Arc, OnceLock};

use buurt_city::City;
use buurt_params::law::LawYear;

use crate::instruments::Scope;
use crate::population::Donors;

/// Share of added dwellings that is occupied (scenario range; 2 to 6 % stand empty).
const OCCUPIED: f64 = 0.96;

/// Rows of the tables of dwellings and of households for each that their paths ask for:
/// demolished dwellings keep their rows.
const SPARE: [f64; 2] = [1.03, 1.01];

/// What is common to all runs of an experiment.
#[derive(Debug)]
pub struct Setting {
    /// The city at the start.
    pub city: Arc<City>,
    /// Law by year: the first entry is for `first_year`.
    pub law: Vec<LawYear>,
    /// First year after burn-in.
    pub first_year: i32,
    /// Burn-in years.
    pub burn_in: i32,
    /// Letting rounds a year.
    pub rounds: u32,
    /// Seed of the experiment.
    pub seed: u64,
    /// Yearly growth of dwellings beyond the last control total; households grow by as
    /// many as the added dwellings hold.
    pub growth_after: f64,
    /// Whether every move is recorded.
    pub moves: bool,
    /// Whether every household of every year is recorded.
    pub panel: bool,
    /// Whether contributions are worked out for every index at every level.
    pub all_contributions: bool,
    /// Households that serve as models for newcomers, made at first use.
    pub donors: OnceLock<Donors>,
}

impl Setting {
    /// Households and dwellings of a year, and how many dwellings were added since the
    /// last control total, by the scenario's growth.
    fn totals(&self, year: i32) -> [f64; 3] {
        let totals = &self.city.totals;
        let (Some(first), Some(last)) = (totals.first(), totals.last()) else {
            return [1.0, 1.0, 0.0];
        };
        if year <= first.0 {
            return [first.1, first.2, 0.0];
        }
        for pair in totals.windows(2) {
            if year <= pair[1].0 {
                let t = f64::from(year - pair[0].0) / f64::from(pair[1].0 - pair[0].0);
                let between = |a: f64, b: f64| a + t * (b - a);
                return [
                    between(pair[0].1, pair[1].1),
                    between(pair[0].2, pair[1].2),
                    0.0,
                ];
            }
        }
        let mut level = last.2;
        for _ in last.0..year {
            level *= 1.0 + self.growth_after;
        }
        [last.1, last.2, level - last.2]
    }

    pub(crate) fn dwelling_path(&self, year: i32) -> f64 {
        let (now, start) = (self.totals(year), self.totals(i32::MIN));
        (now[1] + now[2]) / start[1]
    }

    /// After the last control total every dwelling that is added and not left empty
    /// brings one household. In a city where many share a dwelling, growth of both by the
    /// same share would bring more households than there are homes.
    pub(crate) fn household_path(&self, year: i32) -> f64 {
        let (now, start) = (self.totals(year), self.totals(i32::MIN));
        (now[0] + OCCUPIED * now[2]) / start[0]
    }

    /// Rows of area codes, without those excluded, and of landlord names.
    pub fn scope(&self, areas: &[String], excluded: &[String], landlords: &[String]) -> Scope {
        let city = &self.city;
        let area = |code: &String| city.areas.iter().position(|a| a.code == *code);
        let landlord = |name: &String| city.landlords.iter().position(|l| l.name == *name);
        Scope {
            areas: areas
                .iter()
                .filter(|code| !excluded.contains(code))
                .filter_map(area)
                .map(|i| i as u32)
                .collect(),
            landlords: landlords
                .iter()
                .filter_map(landlord)
                .map(|i| i as u32)
                .collect(),
        }
    }

    /// Rows of dwellings and of households that a run from `year` on is expected to need:
    /// those of its largest year and a few for what is demolished or moves in between. The
    /// path of dwellings counts the rooms of a shared dwelling as one.
    pub(crate) fn room_for(&self, year: i32) -> [usize; 2] {
        let last = self.first_year + self.law.len() as i32;
        let most = |path: &dyn Fn(i32) -> f64| (year..=last).map(path).fold(1.0, f64::max);
        let city = &self.city;
        let (dwellings, households) = (city.dwellings.len() as f64, city.households.len() as f64);
        let whole = city.dwellings.iter().filter(|d| d.room == 0).count() as f64;
        let growth = most(&|y| self.dwelling_path(y)) - 1.0;
        [
            SPARE[0] * (dwellings + growth * whole),
            SPARE[1] * most(&|y| self.household_path(y)) * households,
        ]
        .map(|rows| rows as usize)
    }

    /// The law of a year, before reforms.
    pub(crate) fn law_of(&self, year: i32) -> LawYear {
        let i = (year - self.first_year).clamp(0, self.law.len() as i32 - 1) as usize;
        self.law[i]
    }
}
