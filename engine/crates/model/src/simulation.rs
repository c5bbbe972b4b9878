//! One run: a world built from a city, a schedule of phases, and snapshots from
//! which variants branch after a common burn-in.

use std::sync::{Arc, OnceLock};

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, SingleThreadedExecutor};
use buurt_city::City;
use buurt_core::{Draws, Key, Phase, Table};
use buurt_params::law::LawYear;

use crate::components::{
    Area, Building, Care, Complex, Dwelling, Home, Income, Landlord, NONE, People, Seeker, Urgency,
    Use,
};
use crate::income::Profile;
use crate::instruments::Scope;
use crate::letting_log::LettingLog;
use crate::observe::Observer;
use crate::observe::opening::{Opening, open_the_books};
use crate::policy::Policy;
use crate::population::{AgeTables, Donors, Events, NewHousehold, Register};
use crate::rulebook::Rulebook;
use crate::run::Run;
use crate::search::{SearchHazard, Searchers};
use crate::stock::{PathBefore, Pipeline};
use crate::vacancy::Vacancy;

/// What is common to all runs of an experiment.
#[derive(Debug)]
pub struct Setting {
    /// The city at the start.
    pub city: City,
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
    /// Yearly growth of households and dwellings beyond the last control total.
    pub household_growth_after: f64,
    /// Whether every move is recorded.
    pub moves: bool,
    /// Whether every household of every year is recorded.
    pub panel: bool,
    /// Households that serve as models for newcomers, made at first use.
    pub donors: OnceLock<Donors>,
}

impl Setting {
    fn path(&self, year: i32, pick: impl Fn(&(i32, f64, f64)) -> f64, growth: f64) -> f64 {
        let totals = &self.city.totals;
        let Some(first) = totals.first() else {
            return 1.0;
        };
        if year <= first.0 {
            return 1.0;
        }
        let base = pick(first);
        for pair in totals.windows(2) {
            if year <= pair[1].0 {
                let t = f64::from(year - pair[0].0) / f64::from(pair[1].0 - pair[0].0);
                return (pick(&pair[0]) + t * (pick(&pair[1]) - pick(&pair[0]))) / base;
            }
        }
        let last = &totals[totals.len() - 1];
        let mut level = pick(last) / base;
        for _ in last.0..year {
            level *= 1.0 + growth;
        }
        level
    }

    fn law_of(&self, year: i32) -> LawYear {
        let i = (year - self.first_year).clamp(0, self.law.len() as i32 - 1) as usize;
        self.law[i]
    }
}

/// The mutable state of a run, detached from its world.
#[derive(Debug, Clone)]
pub struct Snapshot {
    households: Vec<(People, Income, Home, Seeker, Care)>,
    dwellings: Vec<(Building, Dwelling)>,
    complexes: Vec<Complex>,
    areas: Vec<Area>,
    landlords: Vec<Landlord>,
    register: Register,
    pipeline: Pipeline,
    path_before: PathBefore,
    donors: Donors,
    profile: Profile,
    year: i32,
    replicate: u32,
}

/// A world in motion.
pub struct Simulation {
    world: World,
    schedules: Vec<(Phase, Schedule)>,
    setting: Arc<Setting>,
    /// Seconds spent per phase.
    pub phase_seconds: Vec<(Phase, f64)>,
}

fn schedule<M>(systems: impl IntoScheduleConfigs<bevy_ecs::system::ScheduleSystem, M>) -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        ..Default::default()
    });
    schedule.add_systems(systems);
    schedule
}

/// Marks the entities of a policy, so that another one can take their place.
#[derive(Component)]
struct Installed;

/// Spawns the instruments of a policy and sets the parameters of behaviour.
fn install_policy(world: &mut World, setting: &Setting, policy: &Policy) {
    let old: Vec<Entity> = world
        .query_filtered::<Entity, With<Installed>>()
        .iter(world)
        .collect();
    for entity in old {
        world.despawn(entity);
    }
    let rows = |codes: &[String]| Scope {
        areas: codes
            .iter()
            .filter_map(|code| setting.city.areas.iter().position(|a| a.code == *code))
            .map(|i| i as u32)
            .collect(),
    };
    world.spawn((Installed, policy.daeb.clone()));
    world.spawn((Installed, policy.passend.clone()));
    world.spawn((Installed, policy.rent_policy.clone()));
    world.spawn((Installed, policy.direct_mediation.clone()));
    world.spawn((Installed, policy.new_build.clone()));
    world.spawn((Installed, policy.sales.clone()));
    let act = &policy.rotterdam_act;
    world.spawn((Installed, act.clone(), rows(&act.areas)));
    let demolition = &policy.demolition;
    world.spawn((Installed, demolition.clone(), rows(&demolition.areas)));
    world.insert_resource(policy.demography.clone());
    world.insert_resource(policy.income.clone());
    world.insert_resource(policy.search.clone());
    world.insert_resource(policy.choice.clone());
    world.insert_resource(policy.neighbourhood.clone());
    world.insert_resource(policy.prices.clone());
    world.insert_resource(policy.vacancy);
}

impl Snapshot {
    /// The state before the first year, from the city's data.
    pub fn initial(setting: &Setting, replicate: u32) -> Snapshot {
        let city = &setting.city;
        let start = setting.first_year - setting.burn_in;
        let bounds = city.quintile_bounds_eur;
        let households: Vec<_> = city
            .households
            .iter()
            .map(|h| {
                let people = People {
                    key: h.key.0,
                    age: h.age,
                    adults: h.adults,
                    children: h.children.min(6),
                    child_age: h.child_age,
                    education: h.education,
                    source: h.source,
                    alive: true,
                };
                let income = Income {
                    permanent: 0.0,
                    transitory: 0.0,
                    taxable_eur: h.taxable_eur,
                    disposable_eur: h.disposable_eur,
                    standardised_eur: h.standardised_eur,
                    wealth_eur: h.wealth_eur,
                    quintile: bounds
                        .iter()
                        .filter(|&&b| f64::from(h.standardised_eur) > b)
                        .count() as u8,
                };
                let rent = if h.dwelling == NONE {
                    0.0
                } else {
                    city.dwellings[h.dwelling as usize].rent_eur
                };
                let home = Home {
                    dwelling: h.dwelling,
                    rent_eur: rent,
                    since: (start - i32::from(h.years_in_dwelling)) as i16,
                };
                let seeker = Seeker {
                    registered: if h.years_registered < 0.0 {
                        f32::INFINITY
                    } else {
                        start as f32 - h.years_registered
                    },
                    region_since: (start - i32::from(h.years_in_region)) as i16,
                    search_since: i16::MAX,
                    search_round: 0,
                    urgency: Urgency::None,
                    urgent_until: i16::MIN,
                };
                let care = Care {
                    kind: h.vulnerability,
                    detected: h.vulnerability != buurt_city::Vulnerability::None,
                    support: false,
                    nuisance: 0,
                    blacklisted_until: i16::MIN,
                };
                (people, income, home, seeker, care)
            })
            .collect();
        let profile = Profile::new(households.iter().map(|h| (&h.0, &h.1)));
        let mut households = households;
        for h in &mut households {
            let mean = profile.of(&h.0);
            h.1.permanent =
                (buurt_core::math::ln(f64::from(h.1.taxable_eur).max(4000.0)) - mean) as f32;
        }
        let dwellings: Vec<_> = city
            .dwellings
            .iter()
            .map(|d| {
                let complex = &city.complexes[d.complex as usize];
                (
                    Building {
                        key: d.key.0,
                        complex: d.complex,
                        area: complex.area,
                        landlord: complex.landlord,
                        portiek: d.portiek,
                        shared: d.shared,
                        room: d.room,
                        rooms: d.rooms,
                        energy_label: d.energy_label,
                        accessible: d.accessible,
                        floor_m2: d.floor_m2,
                        year_built: d.year_built,
                    },
                    Dwelling {
                        occupant: d.occupant,
                        rent_eur: d.rent_eur,
                        max_rent_eur: d.max_rent_eur,
                        woz_eur: d.woz_eur,
                        tenure: d.tenure,
                        state: Use::Ordinary,
                        open_from: start * setting.rounds as i32,
                    },
                )
            })
            .collect();
        let complexes = city
            .complexes
            .iter()
            .map(|x| Complex {
                key: x.key.0,
                area: x.area,
                landlord: x.landlord,
                first: x.first,
                count: x.count,
                year_built: x.year_built,
                multi_family: x.multi_family,
                households: (x.first..x.first + x.count)
                    .filter(|&i| city.dwellings[i as usize].occupant != NONE)
                    .count() as u32,
                vulnerable: 0,
                moved_in: 0,
                moved_out: 0,
                vulnerable_in: 0,
                low_in: 0,
                incidents: 0.0,
                reputation: 0.0,
                stop_until: i16::MIN,
            })
            .collect();
        let areas = city
            .areas
            .iter()
            .map(|a| Area {
                centroid_m: [a.centroid_m[0] as f32, a.centroid_m[1] as f32],
                status: 0.0,
                reputation: 0.0,
                incidents: 0.0,
                price: 1.0,
                demand: 0.0,
                expansion_weight: a.expansion_weight as f32,
            })
            .collect();
        let landlords = city
            .landlords
            .iter()
            .map(|l| Landlord {
                corporation: l.corporation,
                ..Default::default()
            })
            .collect();
        let donors = setting.donors.get_or_init(|| {
            let models = households
                .iter()
                .map(|&(people, income, _, seeker, care)| NewHousehold {
                    people,
                    income,
                    seeker,
                    care,
                })
                .collect();
            Donors::new(models, Key::of_text(&city.name).0)
        });
        let initial_dwellings = city.dwellings.iter().filter(|d| d.room == 0).count() as f64;
        let next_portiek = city.dwellings.iter().map(|d| d.portiek).max().unwrap_or(0) + 1;
        Snapshot {
            households,
            dwellings,
            complexes,
            areas,
            landlords,
            register: Register::default(),
            pipeline: Pipeline {
                initial_dwellings,
                next_portiek,
                city: Key::of_text(&city.name).0,
                ..Default::default()
            },
            path_before: PathBefore(1.0),
            donors: donors.clone(),
            profile,
            year: start,
            replicate,
        }
    }
}

impl Simulation {
    /// A world in the state of `snapshot`, under `policy`.
    pub fn new(setting: Arc<Setting>, snapshot: &Snapshot, policy: &Policy) -> Simulation {
        let mut world = World::new();
        world.spawn_batch(snapshot.areas.clone());
        world.spawn_batch(snapshot.landlords.clone());
        world.spawn_batch(snapshot.complexes.clone());
        world.spawn_batch(snapshot.dwellings.clone());
        world.spawn_batch(snapshot.households.clone());
        install_policy(&mut world, &setting, policy);
        world.insert_resource(snapshot.register.clone());
        world.insert_resource(snapshot.pipeline.clone());
        world.insert_resource(snapshot.path_before);
        world.insert_resource(snapshot.donors.clone());
        world.insert_resource(snapshot.profile.clone());
        world.insert_resource(AgeTables::default());
        world.insert_resource(SearchHazard::default());
        world.insert_resource(Searchers::default());
        world.insert_resource(Events::default());
        world.insert_resource(LettingLog::default());
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
        let schedules = vec![
            (
                Phase::Law,
                schedule((crate::rulebook::compile_rulebook, open_the_books).chain()),
            ),
            (
                Phase::Population,
                schedule(
                    (
                        crate::population::live_a_year,
                        crate::population::welcome_arrivals,
                    )
                        .chain(),
                ),
            ),
            (Phase::Income, schedule(crate::income::earn)),
            (
                Phase::Stock,
                schedule(
                    (
                        crate::stock::sell_at_vacancy,
                        crate::stock::demolish,
                        crate::stock::build,
                    )
                        .chain(),
                ),
            ),
            (Phase::Rents, schedule(crate::rents::review_rents)),
            (Phase::Search, schedule(crate::search::start_to_search)),
            (Phase::Market, schedule(crate::market::run_rounds)),
            (
                Phase::Neighbourhoods,
                schedule(crate::neighbourhoods::update_neighbourhoods),
            ),
            (Phase::Prices, schedule(crate::prices::adjust_prices)),
            (Phase::Observe, schedule(crate::observe::observe)),
        ];
        Simulation {
            world,
            schedules,
            setting,
            phase_seconds: Phase::ALL.iter().map(|&p| (p, 0.0)).collect(),
        }
    }

    /// Puts another policy in force from the next year on.
    pub fn set_policy(&mut self, policy: &Policy) {
        install_policy(&mut self.world, &self.setting, policy);
    }

    /// Adds a rule that every response of this run must pass from the next year on.
    pub fn add_rule(&mut self, rule: impl crate::rulebook::Rule + 'static) {
        let rule = crate::rulebook::OwnRule(Arc::new(rule));
        self.world.spawn(rule);
    }

    /// The year to be simulated next.
    pub fn year(&self) -> i32 {
        self.world.resource::<Run>().year
    }

    /// Simulates one year.
    pub fn step(&mut self) {
        self.begin_year();
        for (phase, schedule) in &mut self.schedules {
            let start = std::time::Instant::now();
            schedule.run(&mut self.world);
            if let Some(entry) = self.phase_seconds.iter_mut().find(|p| p.0 == *phase) {
                entry.1 += start.elapsed().as_secs_f64();
            }
        }
        self.world.resource_mut::<Run>().year += 1;
    }

    fn begin_year(&mut self) {
        let year = self.year();
        let law = self.setting.law_of(year);
        let setting = self.setting.clone();
        let vacancy = *self.world.resource::<Vacancy>();
        let mut run = self.world.resource_mut::<Run>();
        run.vacancy = vacancy;
        let effective = year.max(setting.first_year);
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
        run.household_path = setting.path(effective, |t| t.1, setting.household_growth_after);
        run.dwelling_path = setting.path(effective, |t| t.2, setting.household_growth_after);
        let mut landlords = self.world.query::<&mut Landlord>();
        for mut l in landlords.iter_mut(&mut self.world) {
            *l = Landlord {
                corporation: l.corporation,
                ..Default::default()
            };
        }
        let mut complexes = self.world.query::<&mut Complex>();
        for mut c in complexes.iter_mut(&mut self.world) {
            c.moved_in = 0;
            c.moved_out = 0;
            c.vulnerable_in = 0;
            c.low_in = 0;
        }
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
        Snapshot {
            households: w
                .query::<(&People, &Income, &Home, &Seeker, &Care)>()
                .iter(w)
                .map(|(a, b, c, d, e)| (*a, *b, *c, *d, *e))
                .collect(),
            dwellings: w
                .query::<(&Building, &Dwelling)>()
                .iter(w)
                .map(|(a, b)| (*a, *b))
                .collect(),
            complexes: w.query::<&Complex>().iter(w).copied().collect(),
            areas: w.query::<&Area>().iter(w).copied().collect(),
            landlords: w.query::<&Landlord>().iter(w).copied().collect(),
            register: w.resource::<Register>().clone(),
            pipeline: w.resource::<Pipeline>().clone(),
            path_before: *w.resource::<PathBefore>(),
            donors: w.resource::<Donors>().clone(),
            profile: w.resource::<Profile>().clone(),
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

    /// The tables of the years observed so far.
    pub fn tables(&mut self) -> Vec<Table> {
        self.world.resource_mut::<Observer>().tables()
    }
}
