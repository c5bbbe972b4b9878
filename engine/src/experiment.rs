//! An experiment: a scenario with its city and its law, ready to run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use buurt_city::{CityError, CityFile, synthesise};
use buurt_core::Phase;
use buurt_lab::{Part, RunOutput};
use buurt_model::observe::index_rows::{INDICES, SUBJECTS};
use buurt_model::policy::Policy;
use buurt_model::{Setting, Simulation, Snapshot};
use buurt_params::law_table::{LAW_CSV, LawTable, PARAMETERS_CSV};
use buurt_params::{LawError, Scenario, ScenarioError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Version of the way chance is keyed; another version gives other numbers.
pub const RANDOM_SCHEME: &str = "philox4x32-10, keyed draws, version 2";

/// What can go wrong before anything runs.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The city.
    #[error(transparent)]
    City(#[from] CityError),
    /// The law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The program itself.
    #[error("{0}; this is a fault of the program, please report it")]
    Program(String),
}

/// A scenario with everything it needs.
pub struct Experiment {
    /// The scenario.
    pub scenario: Scenario,
    /// The city file it names.
    pub city_file: CityFile,
    /// City, law and clock, shared by all runs.
    pub setting: Arc<Setting>,
    /// The policies, in the order of the scenario's variants.
    pub policies: Vec<Policy>,
    /// The dated law.
    pub law: LawTable,
    inputs: Vec<(PathBuf, String)>,
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

impl Experiment {
    /// Reads a scenario file and the city it names.
    ///
    /// # Errors
    /// [`LoadError`] with the file, the place, the value and what is allowed.
    pub fn load(path: &Path) -> Result<Experiment, LoadError> {
        Experiment::of(Scenario::read(path, &Policy::groups())?)
    }

    /// An experiment from a scenario already read (and perhaps shortened).
    ///
    /// # Errors
    /// As [`Experiment::load`].
    pub fn of(scenario: Scenario) -> Result<Experiment, LoadError> {
        let city_file = CityFile::read(&scenario.city)?;
        let areas: Vec<String> = city_file.areas.iter().map(|a| a.code.clone()).collect();
        let landlords: Vec<String> = city_file.landlords.iter().map(|l| l.name.clone()).collect();
        scenario.check_against(&areas, &landlords)?;
        scenario.check_indicators([
            &[city_file.level.as_str(), "complex", "portiek"],
            &SUBJECTS,
            &INDICES,
        ])?;
        let policies = scenario
            .variants
            .iter()
            .map(|v| v.policy::<Policy>())
            .collect::<Result<Vec<_>, String>>()
            .map_err(LoadError::Program)?;
        let law = LawTable::builtin()?;
        let years = scenario.first_year..=scenario.last_year;
        let setting = Setting {
            city: synthesise(&city_file).into(),
            law: years.map(|y| law.year(y, &scenario.indexation)).collect(),
            first_year: scenario.first_year,
            burn_in: scenario.burn_in,
            rounds: scenario.rounds_per_year,
            seed: scenario.seed,
            growth_after: scenario.growth_after,
            moves: scenario.moves,
            panel: scenario.panel,
            all_contributions: scenario.all_contributions,
            donors: Default::default(),
        };
        let mut inputs = Vec::new();
        for path in [PathBuf::from(&scenario.file), scenario.city.clone()] {
            // Read a moment ago; a file that vanished since is named by its absence.
            let bytes = std::fs::read(&path).unwrap_or_default();
            inputs.push((path, sha256(&bytes)));
        }
        Ok(Experiment {
            scenario,
            city_file,
            setting: Arc::new(setting),
            policies,
            law,
            inputs,
        })
    }

    /// What is odd about the scenario's settings, with the variant it is about.
    pub fn doubts(&self) -> Vec<String> {
        let setting = &self.setting;
        let years = (self.scenario.first_year, self.scenario.last_year);
        let mut all: Vec<String> = Vec::new();
        for (variant, policy) in self.scenario.variants.iter().zip(&self.policies) {
            let scope = |a: &[String], x: &[String], l: &[String]| setting.scope(a, x, l);
            for doubt in policy.doubts(&setting.city, years, scope) {
                // What the base has is not said again for every variant.
                if !all.iter().any(|d| d.ends_with(&doubt)) {
                    all.push(format!("{}: {doubt}", variant.name));
                }
            }
            let spread = |p: &Policy| p.wealth.top_tenth;
            if let Some(from) = variant.from.filter(|from| *from > years.0)
                && spread(policy) != spread(&self.policies[0])
            {
                all.push(format!(
                    "{}: `wealth` changes nothing: `top_tenth` spreads the wealth of the first year, {}, and this variant starts in {from}; take away `from`, or set it in the base",
                    variant.name, years.0
                ));
            }
        }
        all
    }

    /// The scientific part of the manifest.
    pub fn manifest(&self) -> Value {
        let resolved = self.scenario.resolved.to_string();
        let law = format!("{PARAMETERS_CSV}{LAW_CSV}");
        let inputs: Vec<Value> = self
            .inputs
            .iter()
            .map(|(path, digest)| {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
                json!({"file": name, "sha256": digest})
            })
            .collect();
        let city = &self.setting.city;
        let areas: Vec<Value> = city
            .areas
            .iter()
            .map(|a| {
                json!({
                    "level": city.area_level, "code": a.code, "name": a.name,
                    "x": a.centroid_m[0], "y": a.centroid_m[1],
                })
            })
            .collect();
        let labels: Vec<Value> = self
            .scenario
            .variants
            .iter()
            .map(|v| json!({"name": v.name, "label": v.label, "question": v.question}))
            .collect();
        json!({
            "program": "buurt",
            "program_version": env!("CARGO_PKG_VERSION"),
            "commit": crate::git::COMMIT,
            "random_scheme": RANDOM_SCHEME,
            "scenario": self.scenario.resolved,
            "scenario_sha256": sha256(resolved.as_bytes()),
            "law_sha256": sha256(law.as_bytes()),
            "inputs": inputs,
            "seed": self.scenario.seed,
            "city": city.name,
            "credits": city.credits,
            "areas": areas,
            "labels": labels,
            "scenario_variants": self.scenario.variants_in_file,
        })
    }
}

/// Rows of all tables together that a run gathers before it hands them over.
const PART_ROWS: usize = 1 << 17;

impl Experiment {
    /// A replicate at the end of its burn-in.
    pub fn burn_in(&self, replicate: u32) -> Simulation {
        let start = Snapshot::initial(&self.setting, replicate);
        let mut run = Simulation::new(self.setting.clone(), &start, &self.policies[0]);
        run.run_until(self.scenario.first_year - 1);
        run
    }

    /// The number of the policy in force in the first year of a variant.
    fn first_policy(&self, variant: usize) -> usize {
        match self.scenario.variants[variant].from {
            Some(from) if from > self.scenario.first_year => 0,
            _ => variant,
        }
    }

    /// Simulates the next year of a variant, whose own policy may begin in it.
    fn step(&self, run: &mut Simulation, variant: usize) {
        let from = self.scenario.variants[variant].from;
        if from == Some(run.year()) && self.first_policy(variant) != variant {
            run.set_policy(&self.policies[variant]);
        }
        run.step();
    }

    /// A variant from the end of burn-in up to and including a year. `prepare` is shown the
    /// run before its first year.
    pub fn run_to(
        &self,
        branch: &Snapshot,
        variant: usize,
        year: i32,
        prepare: impl FnOnce(&mut Simulation),
    ) -> Simulation {
        let policy = &self.policies[self.first_policy(variant)];
        let mut run = Simulation::new(self.setting.clone(), branch, policy);
        prepare(&mut run);
        while run.year() <= year {
            self.step(&mut run, variant);
        }
        run
    }

    /// All years of a variant; tables are handed over whenever `rows` have been gathered.
    fn run_years(
        &self,
        mut run: Simulation,
        variant: usize,
        rows: usize,
        part: &mut Part<'_>,
    ) -> Result<Vec<(String, f64)>, String> {
        while run.year() <= self.scenario.last_year {
            self.step(&mut run, variant);
            if run.rows() >= rows && run.year() <= self.scenario.last_year {
                run.tables().into_iter().try_for_each(&mut *part)?;
            }
        }
        if let Some(fault) = run.fault() {
            return Err(format!(
                "{fault}. This is a fault of the program: please report it with the manifest"
            ));
        }
        run.tables().into_iter().try_for_each(part)?;
        let seconds = run.phase_seconds.iter();
        Ok(seconds
            .map(|(phase, seconds): &(Phase, f64)| (phase.name().to_owned(), *seconds))
            .collect())
    }
}

impl buurt_lab::Simulation for Experiment {
    type Branch = Snapshot;

    fn prepare(&self, replicate: u32) -> Result<Snapshot, String> {
        Ok(self.burn_in(replicate).snapshot(replicate))
    }

    fn run(&self, branch: &Snapshot, variant: usize, _replicate: u32) -> Result<RunOutput, String> {
        let run = self.run_to(branch, variant, branch.year() - 1, |_| {});
        let mut tables = Vec::new();
        let phase_seconds = self.run_years(run, variant, usize::MAX, &mut |table| {
            tables.push(table);
            Ok(())
        })?;
        Ok(RunOutput {
            tables,
            phase_seconds,
        })
    }

    fn run_in_parts(
        &self,
        branch: Arc<Snapshot>,
        variant: usize,
        _replicate: u32,
        part: &mut Part<'_>,
    ) -> Result<Vec<(String, f64)>, String> {
        let run = self.run_to(&branch, variant, branch.year() - 1, |_| {});
        drop(branch);
        self.run_years(run, variant, PART_ROWS, part)
    }

    fn run_alone(
        &self,
        variant: usize,
        replicate: u32,
        part: &mut Part<'_>,
    ) -> Result<Vec<(String, f64)>, String> {
        // The only variant goes on in the world of the burn-in.
        let mut run = self.burn_in(replicate);
        run.phase_seconds.iter_mut().for_each(|phase| phase.1 = 0.0);
        run.set_policy(&self.policies[self.first_policy(variant)]);
        self.run_years(run, variant, PART_ROWS, part)
    }
}
