//! One run: a world built from a city, a schedule of phases, and snapshots from
//! which variants branch after a common burn-in.

use std::sync::{Arc, OnceLock};

use bevy_ecs::prelude::*;
use buurt_city::{City, Tenure};
use buurt_core::{Draws, Key, Phase, Table};
use buurt_params::law::LawYear;

use crate::components::{
    Area, Building, Care, Complex, Dwelling, Home, Income, Landlord, NONE, People, Seeker, Support,
    Terms, Urgency, Use,
};
use crate::income::Profile;
use crate::instruments::{LawReform, Scope};
use crate::ledger::Ledger;
use crate::letting_log::LettingLog;
use crate::letting_record::{Record, Subject};
use crate::observe::Observer;
use crate::observe::opening::{Opening, open_the_books};
use crate::phases::Phases;
use crate::policy::{Policy, State};
use crate::population::{AgeTables, Donors, Events, NewHousehold};
use crate::rulebook::{OwnRule, Rule, Rulebook};
use crate::run::Run;
use crate::search::{SearchHazard, Searchers};
use crate::stock::{Pipeline, Programme};
use crate::vacancy::Vacancy;

/// Share of added dwellings that is occupied (scenario range; 2 to 6 % stand empty).
const OCCUPIED: f64 = 0.96;

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
    state: State,
    year: i32,
    replicate: u32,
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
                    terms: Terms::Ordinary,
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
                    returns_to: NONE,
                };
                let care = Care {
                    kind: h.vulnerability,
                    detected: h.vulnerability != buurt_city::Vulnerability::None,
                    support: Support::None,
                    support_from: i16::MAX,
                    support_until: i16::MIN,
                    guardianship: false,
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
                        rent_over_cap: 0.0,
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
                ..Complex::default()
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
            let tenures: Vec<_> = city
                .households
                .iter()
                .map(|h| {
                    let home = city.dwellings.get(h.dwelling as usize)?;
                    Some(if home.shared == NONE {
                        home.tenure
                    } else {
                        Tenure::PrivateRent
                    })
                })
                .collect();
            Donors::new(models, &tenures, Key::of_text(&city.name).0)
        });
        let initial_dwellings = city.dwellings.iter().filter(|d| d.room == 0).count() as f64;
        let next_portiek = city.dwellings.iter().map(|d| d.portiek).max().unwrap_or(0) + 1;
        Snapshot {
            households,
            dwellings,
            complexes,
            areas,
            landlords,
            state: State {
                pipeline: Pipeline {
                    initial_dwellings,
                    next_portiek,
                    city: Key::of_text(&city.name).0,
                    path_before: 1.0,
                    ..Default::default()
                },
                donors: donors.clone(),
                profile,
                ..Default::default()
            },
            year: start,
            replicate,
        }
    }
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
        world.spawn_batch(snapshot.areas.iter().copied());
        world.spawn_batch(snapshot.landlords.iter().copied());
        world.spawn_batch(snapshot.complexes.iter().copied());
        world.spawn_batch(snapshot.dwellings.iter().copied());
        world.spawn_batch(snapshot.households.iter().copied());
        policy.install(&mut world, |a, x, l| setting.scope(a, x, l));
        snapshot.state.install(&mut world);
        world.insert_resource(Programme::default());
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
        world.insert_resource(Settings(setting.clone()));
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

    /// The tables of the years observed so far.
    pub fn tables(&mut self) -> Vec<Table> {
        self.world.resource_mut::<Observer>().tables()
    }
}
