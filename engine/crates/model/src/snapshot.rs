//! The state of a run outside its world: what a run begins with, and what variants branch
//! from after a common burn-in.

use bevy_ecs::bundle::NoBundleEffect;
use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemState;
use buurt_city::{City, Tenure};

use crate::columns::{Areas, Complexes, Dwellings, Households, Landlords};
use crate::components::{
    Area, Building, Care, Complex, Dwelling, Home, Income, Landlord, People, Seeker, Use,
};
use crate::policy::State;
use crate::population::Donors;
use crate::run::Run;
use crate::setting::Setting;
use crate::start;
use crate::stock::Pipeline;

/// The mutable state of a run, detached from its world.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// None: the stock of the city's data.
    stock: Option<Stock>,
    pub(crate) state: State,
    pub(crate) year: i32,
    pub(crate) replicate: u32,
}

/// Everything that lives in tables. What does not change about a dwelling is in the city's
/// data; only new and altered buildings are here, by row.
#[derive(Debug, Clone)]
struct Stock {
    people: Vec<People>,
    income: Vec<Income>,
    home: Vec<Home>,
    seeker: Vec<Seeker>,
    care: Vec<Care>,
    dwellings: Vec<Present>,
    altered: Vec<(u32, Building)>,
    complexes: Vec<Complex>,
    areas: Vec<Area>,
    landlords: Vec<Landlord>,
}

/// What changes about a dwelling.
#[derive(Debug, Clone, Copy)]
struct Present {
    occupant: u32,
    rent_eur: f32,
    max_rent_eur: f32,
    woz_eur: f32,
    tenure: Tenure,
    state: Use,
    open_from: i32,
}

impl Present {
    fn of(d: &Dwelling) -> Present {
        Present {
            occupant: d.occupant,
            rent_eur: d.rent_eur,
            max_rent_eur: d.max_rent_eur,
            woz_eur: d.woz_eur,
            tenure: d.tenure,
            state: d.state,
            open_from: d.open_from,
        }
    }

    fn in_building(&self, building: Building) -> Dwelling {
        Dwelling {
            building,
            occupant: self.occupant,
            rent_eur: self.rent_eur,
            max_rent_eur: self.max_rent_eur,
            woz_eur: self.woz_eur,
            tenure: self.tenure,
            state: self.state,
            open_from: self.open_from,
        }
    }
}

impl Stock {
    /// Buildings of all dwellings, by row.
    fn buildings<'a>(
        &'a self,
        city: &'a City,
    ) -> impl ExactSizeIterator<Item = Building> + Clone + 'a {
        let mut altered = self.altered.iter().peekable();
        (0..self.dwellings.len()).map(move |row| {
            match altered.next_if(|(at, _)| *at as usize == row) {
                Some((_, building)) => *building,
                None => start::building(row, city),
            }
        })
    }
}

impl Snapshot {
    /// The year to be simulated next.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The state before the first year, from the city's data.
    pub fn initial(setting: &Setting, replicate: u32) -> Snapshot {
        let city = &setting.city;
        let start = setting.first_year - setting.burn_in;
        let donors = setting
            .donors
            .get_or_init(|| Donors::new(city.clone(), start));
        let initial_dwellings = city.dwellings.iter().filter(|d| d.room == 0).count() as f64;
        let next_portiek = city.dwellings.iter().map(|d| d.portiek).max().unwrap_or(0) + 1;
        Snapshot {
            stock: None,
            state: State {
                pipeline: Pipeline {
                    initial_dwellings,
                    next_portiek,
                    city: donors.city,
                    path_before: 1.0,
                    ..Default::default()
                },
                donors: donors.clone(),
                profile: donors.profile.clone(),
                ..Default::default()
            },
            year: start,
            replicate,
        }
    }

    /// The state of a world now.
    pub(crate) fn of(w: &mut World, setting: &Setting, replicate: u32) -> Snapshot {
        let mut found = SystemState::<Tables>::new(w);
        let city = &setting.city;
        let stock = found
            .get_mut(w)
            .ok()
            .map(|(mut h, mut d, mut c, mut a, mut l)| {
                let (h, d) = (h.columns(), d.columns());
                let altered = d.dwelling.iter().enumerate().filter(|(row, now)| {
                    *row >= city.dwellings.len() || start::building(*row, city) != now.building
                });
                Stock {
                    altered: altered.map(|(row, d)| (row as u32, d.building)).collect(),
                    people: h.people.to_vec(),
                    income: h.income.to_vec(),
                    home: h.home.to_vec(),
                    seeker: h.seeker.to_vec(),
                    care: h.care.to_vec(),
                    dwellings: d.dwelling.iter().map(Present::of).collect(),
                    complexes: c.columns().complex.to_vec(),
                    areas: a.columns().area.to_vec(),
                    landlords: l.columns().landlord.to_vec(),
                }
            });
        Snapshot {
            stock,
            state: State::of(w),
            year: w.resource::<Run>().year,
            replicate,
        }
    }

    /// Spawns areas, landlords, complexes, dwellings and households.
    pub(crate) fn settle(&self, setting: &Setting, world: &mut World) {
        let rooms = setting.room_for(self.year);
        if let Some(stock) = &self.stock {
            world.spawn_batch(stock.areas.iter().copied());
            world.spawn_batch(stock.landlords.iter().copied());
            world.spawn_batch(stock.complexes.iter().copied());
            let buildings = stock.buildings(&setting.city);
            let dwellings = buildings.zip(&stock.dwellings);
            let dwellings = dwellings.map(|(building, now)| now.in_building(building));
            spawn(world, dwellings, rooms[0]);
            let household = |i: usize| {
                (
                    stock.people[i],
                    stock.income[i],
                    stock.home[i],
                    stock.seeker[i],
                    stock.care[i],
                )
            };
            spawn(world, (0..stock.people.len()).map(household), rooms[1]);
            return;
        }
        let city = &*setting.city;
        let donors = &self.state.donors;
        world.spawn_batch(start::areas(city));
        world.spawn_batch(start::landlords(city));
        world.spawn_batch(start::complexes(city));
        let open_from = self.year * setting.rounds as i32;
        // The data are in euro of 2017; rents, values and wealth begin at the level of the
        // first year, as incomes do.
        let level = setting.law_of(self.year).income_index as f32;
        let dwelling = |i| start::dwelling(i, city, open_from, level);
        spawn(world, (0..city.dwellings.len()).map(dwelling), rooms[0]);
        let households = city.households.iter().enumerate().map(|(i, h)| {
            let mut n = start::household(i, city, &donors.profile, self.year);
            n.income.wealth_eur *= level;
            let home = start::home(h, city, self.year, level);
            (n.people, n.income, home, n.seeker, n.care)
        });
        spawn(world, households, rooms[1]);
    }
}

/// All tables.
type Tables<'w, 's> = (
    Households<'w, 's>,
    Dwellings<'w, 's>,
    Complexes<'w, 's>,
    Areas<'w, 's>,
    Landlords<'w, 's>,
);

/// Spawns a batch into a table with room for `capacity` rows. A table that has to grow
/// doubles, which would leave half of it empty for good.
fn spawn<T: Bundle<Effect: NoBundleEffect> + Copy>(
    world: &mut World,
    rows: impl ExactSizeIterator<Item = T> + Clone,
    capacity: usize,
) {
    let spare = capacity.saturating_sub(rows.len());
    let Some(first) = rows.clone().next() else {
        return;
    };
    // Rows that are announced and never come.
    let never = std::iter::repeat_n(first, spare).filter(|_| false);
    world.spawn_batch(rows.chain(never));
}
