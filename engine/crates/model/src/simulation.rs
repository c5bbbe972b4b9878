//! One run: a world built from a city, a schedule of phases, and snapshots from
//! which variants branch after a common burn-in.

use std::sync::{Arc, OnceLock};

use bevy_ecs::bundle::NoBundleEffect;
use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemState;
use buurt_city::City;
use buurt_core::{Draws, Phase, Table};
use buurt_params::law::LawYear;

use crate::columns::{Areas, Complexes, Dwellings, Households, Landlords};
use crate::components::{
    Area, Building, Care, Complex, Dwelling, Home, Income, Landlord, People, Seeker,
};
use crate::instruments::{LawReform, Scope};
use crate::ledger::Ledger;
use crate::letting_log::LettingLog;
use crate::letting_record::{Record, Subject};
use crate::observe::Observer;
use crate::observe::opening::{Opening, open_the_books};
use crate::phases::Phases;
use crate::policy::{Policy, State};
use crate::population::{AgeTables, Donors, Events};
use crate::rulebook::{OwnRule, Rule, Rulebook};
use crate::run::Run;
use crate::search::{SearchHazard, Searchers};
use crate::start;
use crate::stock::{Pipeline, Programme};
use crate::vacancy::Vacancy;

/// Share of added dwellings that is occupied (scenario range; 2 to 6 % stand empty).
const OCCUPIED: f64 = 0.96;

/// Rows of a table for each that the paths of dwellings and households ask for.
const SPARE: f64 = 1.03;

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

    fn dwelling_path(&self, year: i32) -> f64 {
        let (now, start) = (self.totals(year), self.totals(i32::MIN));
        (now[1] + now[2]) / start[1]
    }

    /// After the last control total every dwelling that is added and not left empty
    /// brings one household. In a city where many share a dwelling, growth of both by the
    /// same share would bring more households than there are homes.
    fn household_path(&self, year: i32) -> f64 {
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
    /// those of its largest year and a few for what is demolished or moves in between.
    fn room_for(&self, year: i32) -> [usize; 2] {
        let last = self.first_year + self.law.len() as i32;
        let most = |path: &dyn Fn(i32) -> f64| (year..=last).map(path).fold(1.0, f64::max);
        [
            (most(&|y| self.dwelling_path(y)), self.city.dwellings.len()),
            (
                most(&|y| self.household_path(y)),
                self.city.households.len(),
            ),
        ]
        .map(|(path, rows)| (path * SPARE * rows as f64) as usize)
    }

    fn law_of(&self, year: i32) -> LawYear {
        let i = (year - self.first_year).clamp(0, self.law.len() as i32 - 1) as usize;
        self.law[i]
    }
}

/// The mutable state of a run, detached from its world.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// None: the stock of the city's data.
    stock: Option<Stock>,
    state: State,
    year: i32,
    replicate: u32,
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
    dwellings: Vec<Dwelling>,
    altered: Vec<(u32, Building)>,
    complexes: Vec<Complex>,
    areas: Vec<Area>,
    landlords: Vec<Landlord>,
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
                None => start::building(&city.dwellings[row], city),
            }
        })
    }
}

/// A world in motion.
pub struct Simulation {
    world: World,
    phases: Phases,
    setting: Arc<Setting>,
    /// Seconds spent per phase.
    pub phase_seconds: Vec<(Phase, f64)>,
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

    /// Spawns areas, landlords, complexes, dwellings and households.
    fn settle(&self, setting: &Setting, world: &mut World) {
        let rooms = setting.room_for(self.year);
        if let Some(stock) = &self.stock {
            world.spawn_batch(stock.areas.iter().copied());
            world.spawn_batch(stock.landlords.iter().copied());
            world.spawn_batch(stock.complexes.iter().copied());
            let buildings = stock.buildings(&setting.city);
            let dwellings = buildings.zip(stock.dwellings.iter().copied());
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
        let dwellings = city.dwellings.iter();
        spawn(
            world,
            dwellings.map(|d| (start::building(d, city), start::dwelling(d, open_from))),
            rooms[0],
        );
        let households = city.households.iter().map(|h| {
            let n = start::household(h, city, &donors.profile, self.year);
            let home = start::home(h, city, self.year);
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

/// The setting, for systems.
#[derive(Resource, Debug, Clone)]
struct Settings(Arc<Setting>);

/// The systems of a year in their phases. Instruments come after the model's own
/// systems of a phase, but before those that carry out what they changed.
fn year_of_phases() -> Phases {
    let mut phases = Phases::default();
    phases.add(Phase::Calendar, turn_calendar);
    phases.add(Phase::Law, crate::rulebook::compile_rulebook);
    phases.add(Phase::Law, open_the_books);
    phases.add(Phase::Population, crate::population::live_a_year);
    phases.add(Phase::Population, crate::detection::detect);
    phases.add(Phase::Income, crate::income::earn);
    phases.add(Phase::Income, crate::wealth::spread);
    phases.add(Phase::Stock, crate::stock::plan_programme);
    phases.add(Phase::Stock, crate::cycle::scale_programme);
    phases.add(Phase::Stock, crate::prices::price_land);
    phases.add(Phase::Rents, crate::rents::review_rents);
    phases.add(Phase::Rents, crate::conduct::keep_records_and_evict);
    phases.add(Phase::Rents, crate::support::end_support);
    phases.add(Phase::Search, crate::search::start_to_search);
    phases.add(Phase::Market, crate::market::run_rounds);
    phases.add(
        Phase::Neighbourhoods,
        crate::neighbourhoods::update_neighbourhoods,
    );
    phases.add(Phase::Neighbourhoods, crate::support::book_hours);
    phases.add(Phase::Neighbourhoods, crate::population::give_up);
    phases.add(Phase::Prices, crate::prices::adjust_prices);
    crate::policy::add_systems(&mut phases);
    phases.add(Phase::Population, crate::population::welcome_arrivals);
    phases.add(Phase::Stock, crate::stock::carry_out_renewal);
    phases.add(Phase::Stock, crate::stock::commit_programme);
    phases.add(Phase::Stock, crate::stock::deliver_projects);
    phases.add(Phase::Observe, crate::observe::observe);
    phases
}

/// Begins a year: law and indexes of the year, paths of households and dwellings,
/// counters back to zero.
fn turn_calendar(
    settings: Res<Settings>,
    vacancy: Res<Vacancy>,
    reforms: Query<&LawReform>,
    mut run: ResMut<Run>,
    mut ledger: ResMut<Ledger>,
    mut landlords: Query<&mut Landlord>,
    mut complexes: Query<&mut Complex>,
) {
    let setting = &settings.0;
    let mut law = setting.law_of(run.year);
    for reform in &reforms {
        reform.apply(&mut law);
    }
    run.vacancy = *vacancy;
    let effective = run.year.max(setting.first_year);
    run.previous_index = run.income_index;
    run.law = law;
    run.income_index = law.income_index;
    for (bound, base) in run
        .quintile_bounds
        .iter_mut()
        .zip(setting.city.quintile_bounds_eur)
    {
        *bound = base * law.income_index;
    }
    run.household_path = setting.household_path(effective);
    run.dwelling_path = setting.dwelling_path(effective);
    ledger.start_year();
    for mut l in &mut landlords {
        *l = Landlord {
            corporation: l.corporation,
            reserve_eur: l.reserve_eur,
            pressed: l.pressed,
            ..Default::default()
        };
    }
    for mut c in &mut complexes {
        c.moved_in = 0;
        c.moved_out = 0;
        c.vulnerable_in = 0;
        c.low_in = 0;
    }
}

impl Simulation {
    /// A world in the state of `snapshot`, under `policy`.
    pub fn new(setting: Arc<Setting>, snapshot: &Snapshot, policy: &Policy) -> Simulation {
        let mut world = World::new();
        // Resources before households: the world keeps a map from entity to row for each
        // resource, as long as the number of entities before it.
        policy.install(&mut world, |a, x, l| setting.scope(a, x, l));
        snapshot.state.install(&mut world);
        world.insert_resource(Programme::default());
        world.insert_resource(AgeTables::default());
        world.insert_resource(SearchHazard::default());
        world.insert_resource(Searchers::default());
        world.insert_resource(Events::default());
        world.insert_resource(LettingLog::new(setting.moves));
        world.insert_resource(Opening::default());
        world.insert_resource(Rulebook::default());
        world.insert_resource(Observer::new(&setting));
        let law = setting.law_of(snapshot.year);
        world.insert_resource(Run {
            draws: Draws::new(setting.seed, snapshot.replicate),
            year: snapshot.year,
            start_year: setting.first_year,
            rounds: setting.rounds,
            law,
            income_index: law.income_index,
            previous_index: law.income_index,
            quintile_bounds: setting.city.quintile_bounds_eur,
            household_path: 1.0,
            dwelling_path: 1.0,
            vacancy: policy.vacancy,
        });
        world.insert_resource(Settings(setting.clone()));
        snapshot.settle(&setting, &mut world);
        Simulation {
            world,
            phases: year_of_phases(),
            setting,
            phase_seconds: Phase::ALL.iter().map(|&p| (p, 0.0)).collect(),
        }
    }

    /// Puts another policy in force from the next year on.
    pub fn set_policy(&mut self, policy: &Policy) {
        let setting = &self.setting;
        policy.install(&mut self.world, |a, x, l| setting.scope(a, x, l));
    }

    /// Records how dwellings are let in these years, as far as it is about the subject.
    /// Changes nothing of the run.
    pub fn record(&mut self, subject: Subject, years: std::ops::RangeInclusive<i32>) {
        let mut log = self.world.resource_mut::<LettingLog>();
        log.record = Some(Box::new(Record::new(subject, years)));
    }

    /// The record asked for with [`Simulation::record`].
    pub fn recorded(&self) -> Option<&Record> {
        self.world.resource::<LettingLog>().record.as_deref()
    }

    /// Adds a rule that every response of this run must pass from the next year on.
    pub fn add_rule(&mut self, rule: impl Rule + 'static) {
        self.world.spawn(OwnRule(Arc::new(rule)));
    }

    /// The year to be simulated next.
    pub fn year(&self) -> i32 {
        self.world.resource::<Run>().year
    }

    /// Simulates one year.
    pub fn step(&mut self) {
        let seconds = &mut self.phase_seconds;
        self.phases.run(&mut self.world, |phase, took| {
            if let Some(entry) = seconds.iter_mut().find(|p| p.0 == phase) {
                entry.1 += took;
            }
        });
        self.world.resource_mut::<Run>().year += 1;
    }

    /// Simulates up to and including `last_year`.
    pub fn run_until(&mut self, last_year: i32) {
        while self.year() <= last_year {
            self.step();
        }
    }

    /// The state now, for a branch or a checkpoint.
    pub fn snapshot(&mut self, replicate: u32) -> Snapshot {
        let w = &mut self.world;
        let mut found = SystemState::<Tables>::new(w);
        let city = &self.setting.city;
        let stock = found
            .get_mut(w)
            .ok()
            .map(|(mut h, mut d, mut c, mut a, mut l)| {
                let (h, d) = (h.columns(), d.columns());
                let altered = d.building.iter().enumerate().filter(|(row, now)| {
                    let first = city.dwellings.get(*row);
                    first.is_none_or(|d| start::building(d, city) != **now)
                });
                Stock {
                    altered: altered.map(|(row, b)| (row as u32, *b)).collect(),
                    people: h.people.to_vec(),
                    income: h.income.to_vec(),
                    home: h.home.to_vec(),
                    seeker: h.seeker.to_vec(),
                    care: h.care.to_vec(),
                    dwellings: d.dwelling.to_vec(),
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

    /// The world, for tests and examples.
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// An account of the run that does not add up, if there is one.
    pub fn fault(&self) -> Option<&str> {
        self.world.resource::<Observer>().fault()
    }

    /// Rows of the tables of the years observed and not yet handed over.
    pub fn rows(&self) -> usize {
        self.world.resource::<Observer>().rows()
    }

    /// The tables of the years observed and not yet handed over; the first time also those
    /// that are not yearly.
    pub fn tables(&mut self) -> Vec<Table> {
        self.world.resource_mut::<Observer>().tables()
    }
}
