//! Why a household was or was not housed: the rule chain of each offer, in words. A run is
//! a function of scenario, seed and replicate, so it is made again up to the year asked
//! for, with a record of every step about the subject.

mod story;

use std::path::{Path, PathBuf};

use buurt_lab::{LabError, Simulation as _, manifest::read_manifest};
use buurt_model::Simulation;
use buurt_model::components::{Complex, Dwelling, People};
use buurt_model::letting_record::Subject;
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::experiment::{Experiment, LoadError, RANDOM_SCHEME};
use story::Story;

/// What keeps a run from being explained.
#[derive(Debug, Error)]
pub enum ExplainError {
    /// The folder.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// The scenario.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Wrong input, with what is allowed and the next step.
    #[error("{0}")]
    Input(String),
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The results folder.
    pub dir: PathBuf,
    /// The scenario file, or none to look for it.
    pub scenario: Option<PathBuf>,
    /// Whose story.
    pub subject: Subject,
    /// Variant.
    pub variant: String,
    /// Replicate.
    pub replicate: u32,
    /// One year, or all.
    pub year: Option<i32>,
}

fn sha256_of(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    let digest = Sha256::digest(bytes);
    Some(digest.iter().map(|b| format!("{b:02x}")).collect())
}

/// An input of the manifest: name and digest.
fn input(science: &Value, i: usize) -> (String, String) {
    let of = |name: &str| science["inputs"][i][name].as_str().unwrap_or("").to_owned();
    (of("file"), of("sha256"))
}

/// The scenario file the results came from: the one given, or one of that name nearby.
fn scenario_file(q: &Question, science: &Value) -> Result<PathBuf, ExplainError> {
    let (name, digest) = input(science, 0);
    if let Some(path) = &q.scenario {
        return match sha256_of(path) {
            None => Err(ExplainError::Input(format!(
                "{}: cannot be read; give the scenario file that made these results ({name})",
                path.display()
            ))),
            Some(found) if found != digest => Err(ExplainError::Input(format!(
                "{}: is not the scenario these results were made from (its SHA-256 is {}…, the manifest says {}…). Give the {name} of that time, or run it again",
                path.display(),
                &found[..12],
                begins(&digest)
            ))),
            Some(_) => Ok(path.clone()),
        };
    }
    let near = [".", "scenarios", "scenarios/studies", "scenarios/cities"];
    let mut changed = None;
    let dirs = near.iter().map(Path::new).chain([q.dir.as_path()]);
    for path in dirs.map(|dir| dir.join(&name)) {
        match sha256_of(&path) {
            Some(found) if found == digest => return Ok(path),
            Some(found) => changed = changed.or(Some((path, found))),
            None => {}
        }
    }
    Err(ExplainError::Input(match changed {
        Some((path, found)) => format!(
            "{}: has changed since these results were made from it (its SHA-256 is {}…, the manifest says {}…). Put back the {name} of that time or give it with --scenario FILE, or run the scenario again",
            path.display(),
            &found[..12],
            begins(&digest)
        ),
        None => format!(
            "the scenario {name} that made these results is not here: give it with --scenario FILE (its SHA-256 begins with {})",
            begins(&digest)
        ),
    }))
}

/// The first digits of a SHA-256.
fn begins(digest: &str) -> &str {
    digest.get(..12).unwrap_or("nothing")
}

/// A number that must be in a list, or what is in the list.
fn listed<T: PartialEq + std::fmt::Display>(
    what: &str,
    wanted: &T,
    known: &[T],
) -> Result<usize, ExplainError> {
    known.iter().position(|k| k == wanted).ok_or_else(|| {
        let list: Vec<String> = known.iter().map(ToString::to_string).collect();
        ExplainError::Input(format!(
            "there is no {what} {wanted} in these results; there are {}",
            list.join(", ")
        ))
    })
}

/// Answers a question in words.
///
/// # Errors
/// [`ExplainError`]; every message says what is allowed and what to do next.
pub fn explain(q: &Question) -> Result<String, ExplainError> {
    let manifest = read_manifest(&q.dir)?.ok_or_else(|| {
        ExplainError::Input(format!(
            "{} has no manifest.json: give the folder that `buurt run` wrote",
            q.dir.display()
        ))
    })?;
    let science = &manifest["science"];
    let names: Vec<String> = texts(&science["variants"]);
    listed("variant", &q.variant, &names)?;
    let replicates: Vec<u32> = science["replicates"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|n| n.as_u64().map(|n| n as u32))
        .collect();
    listed("replicate", &q.replicate, &replicates)?;
    let year_of = |name: &str| science["scenario"][name].as_i64().unwrap_or(0) as i32;
    let (first, last) = (year_of("first_year"), year_of("last_year"));
    if let Some(year) = q.year
        && !(first..=last).contains(&year)
    {
        return Err(ExplainError::Input(format!(
            "the results run from {first} to {last}, there is no year {year}: give --year between them, or leave it out for all"
        )));
    }
    let file = scenario_file(q, science)?;
    let experiment = Experiment::load(&file)?;
    let (city, digest) = input(science, 1);
    if sha256_of(&experiment.scenario.city).as_deref() != Some(digest.as_str()) {
        return Err(ExplainError::Input(format!(
            "{}: is not the city file these results were made from: run the scenario again or put back the {city} of that time",
            experiment.scenario.city.display()
        )));
    }
    let mut out = String::new();
    let fresh = experiment.manifest();
    for (what, same) in [
        (
            "version",
            science["program_version"] == fresh["program_version"],
        ),
        ("source", science["commit"] == fresh["commit"]),
        ("law", science["law_sha256"] == fresh["law_sha256"]),
        ("random scheme", science["random_scheme"] == RANDOM_SCHEME),
    ] {
        if !same {
            out += &format!(
                "Note: these results were made by a program with another {what}; the run made again may differ from them.\n"
            );
        }
    }
    let at = experiment
        .scenario
        .variants
        .iter()
        .position(|v| v.name == q.variant);
    let at = at.ok_or_else(|| {
        ExplainError::Input(format!("{}: has no variant {}", file.display(), q.variant))
    })?;
    if let Subject::Complex(row) = q.subject
        && row as usize >= experiment.setting.city.complexes.len()
    {
        // A complex built during the run is known only afterwards.
        out += &format!(
            "Note: the city begins with {} complexes (c00000 to c{:05}); c{row:05} can only be one that was built later.\n",
            experiment.setting.city.complexes.len(),
            experiment.setting.city.complexes.len().saturating_sub(1)
        );
    }
    let branch = experiment
        .prepare(q.replicate)
        .map_err(ExplainError::Input)?;
    let (from, until) = q.year.map_or((first, last), |y| (y, y));
    let mut run = experiment.run_to(&branch, at, until, |run| {
        run.record(q.subject, from..=until);
    });
    let record = run.recorded().cloned();
    let Some(record) = record else {
        return Err(ExplainError::Input("nothing was recorded".to_owned()));
    };
    let stands = exists(&mut run, q.subject);
    if record.steps().is_empty() && record.searched().is_empty() && !stands {
        return Err(ExplainError::Input(unknown(q)));
    }
    let story = Story {
        experiment: &experiment,
        subject: q.subject,
        record: &record,
    };
    out += &format!(
        "{} in variant {}, replicate {}, {from} to {until}\n",
        name_of(q.subject),
        q.variant,
        q.replicate
    );
    out += &story.tell();
    Ok(out)
}

/// Whether the subject is there at the end of the run.
fn exists(run: &mut Simulation, subject: Subject) -> bool {
    let world = run.world_mut();
    match subject {
        Subject::Household(key) => {
            let mut all = world.query::<&People>();
            all.iter(world).any(|p| p.alive && p.key == key)
        }
        Subject::Dwelling(key) => {
            let mut all = world.query::<&Dwelling>();
            all.iter(world).any(|d| d.building.key == key)
        }
        Subject::Complex(row) => {
            let mut all = world.query::<&Complex>();
            all.iter(world).count() > row as usize
        }
    }
}

fn unknown(q: &Question) -> String {
    let columns = match q.subject {
        Subject::Household(_) => "`household` of the tables moves and panel",
        Subject::Dwelling(_) => "`from` and `to` of the table moves",
        Subject::Complex(_) => "`area` of the table areas, level complex (c00000)",
    };
    format!(
        "there is no {} in variant {}, replicate {}{}: take a name from {columns} of that run",
        name_of(q.subject).to_lowercase(),
        q.variant,
        q.replicate,
        q.year.map_or(String::new(), |y| format!(", {y}")),
    )
}

fn name_of(subject: Subject) -> String {
    match subject {
        Subject::Household(key) => format!("Household {}", key.cast_signed()),
        Subject::Dwelling(key) => format!("Dwelling {}", key.cast_signed()),
        Subject::Complex(row) => format!("Complex c{row:05}"),
    }
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|v| v.as_str().map(str::to_owned)).collect()
}
