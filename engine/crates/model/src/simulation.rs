//! One run: a world in the state of a snapshot, advanced year by year through the phases.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_core::{Draws, Phase, Table};

use crate::components::{Complex, Landlord};
use crate::instruments::LawReform;
use crate::ledger::Ledger;
use crate::letting_log::LettingLog;
use crate::letting_record::{Record, Subject};
use crate::observe::Observer;
use crate::observe::opening::{Opening, open_the_books};
use crate::phases::Phases;
use crate::policy::Policy;
use crate::population::{AgeTables, Events};
use crate::rulebook::{OwnRule, Rule, Rulebook};
use crate::run::Run;
use crate::search::{SearchHazard, Searchers};
use crate::setting::Setting;
use crate::snapshot::Snapshot;
use crate::stock::Programme;
use crate::vacancy::Vacancy;

/// A world in motion.
pub struct Simulation {
    world: World,
    phases: Phases,
    setting: Arc<Setting>,
    /// Seconds spent per phase.
    pub phase_seconds: Vec<(Phase, f64)>,
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
    phases.add(Phase::Stock, crate::stock::note_plans);
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
    // Control totals are of 1 January: a year ends with those of the next.
    let reached = if run.year < setting.first_year {
        setting.first_year
    } else {
        run.year + 1
    };
    run.household_path = setting.household_path(reached);
    run.dwelling_path = setting.dwelling_path(reached);
    ledger.start_year();
    for mut l in &mut landlords {
        *l = Landlord {
            corporation: l.corporation,
            reserve_eur: l.reserve_eur,
            keeps_cash: l.keeps_cash,
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
        world.init_resource::<Schedules>();
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
        // The calendar turns to the year of the snapshot: here is the one before it.
        let law = setting.law_of(snapshot.year - 1);
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

    /// Adds a rule of one's own to this run from the next year on: every hook of [`Rule`] that
    /// it implements counts, after those of the instruments. One that sets the rent by who
    /// rents has to label the vacancy so (`rent_varies`).
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
        Snapshot::of(&mut self.world, &self.setting, replicate)
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
