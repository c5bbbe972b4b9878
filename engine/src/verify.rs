//! Do the lets of a results folder obey the rules? This reads the table `moves`, the dated
//! law and the resolved policies of the manifest, and nothing of the program that let the
//! dwellings: what a let was allowed to be is worked out again here.
//!
//! A file for each family of rules: national ones (`national`), those of places (`places`,
//! `stops`), of channels (`channels`), of the market (`market`), of who goes first
//! (`rank`), and what is counted over a year (`yearly`). [`rules`] lists them, and the
//! rules that no table can show.
//!
//! The yearly norms (quota and 95 %, share of a local tie) are of a year, not of a let;
//! where one is missed it is reported apart, since with few lets it can be missed by chance.

mod channels;
mod market;
mod moves;
mod national;
mod places;
mod rank;
pub mod rules;
mod stops;
mod yearly;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use buurt_lab::layout::{RunRecord, table_path};
use buurt_lab::{LabError, manifest::read_manifest, read_table};
use buurt_model::policy::Policy;
use buurt_params::indexation::Indexation;
use buurt_params::law::LawYear;
use buurt_params::{LawError, LawTable};
use serde_json::Value;
use thiserror::Error;

use moves::{Moves, whole};
use rules::Rule;
use stops::Stops;
use yearly::Yearly;

/// What keeps a folder from being verified.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// The folder or a table.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// The law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// No results.
    #[error("{0} has no manifest.json: give the folder that `buurt run` wrote")]
    NoResults(PathBuf),
    /// The table `moves` was not asked for.
    #[error(
        "{0} is not there: the lets can only be verified when the scenario writes them. Run it again with `buurt run --moves`, or with `output: (moves: true)` in the scenario"
    )]
    NoMoves(PathBuf),
    /// A year that the scenario does not have, for which there need be no law.
    #[error(
        "{path}: it has the year {year}, but the scenario runs from {first} to {last}: run it again with --resume after deleting its folder"
    )]
    Year {
        /// The file.
        path: PathBuf,
        /// The year.
        year: i32,
        /// First year of the scenario.
        first: i64,
        /// Last year of the scenario.
        last: i64,
    },
    /// An amount that is none.
    #[error(
        "{path}: `{column}` is {value} in row {row}, where every let has an amount: the file was changed; run it again with --resume after deleting its folder"
    )]
    NoAmount {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// The row, from 0.
        row: usize,
        /// What stands there.
        value: String,
    },
    /// The manifest or a table lacks something.
    #[error("{path}: {what}; it was written by another version: run the scenario again")]
    Lacks {
        /// The file.
        path: PathBuf,
        /// What is missing.
        what: String,
    },
}

/// A let that breaks a rule, or a counter that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// Variant.
    pub variant: String,
    /// Replicate.
    pub replicate: u32,
    /// Year.
    pub year: i32,
    /// What is wrong, in words.
    pub words: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Runs read.
    pub runs: usize,
    /// Moves read.
    pub moves: usize,
    /// Lets of social dwellings among them.
    pub social_lets: usize,
    /// By rule, in the order of [`Rule::ALL`]: on how much it was tested, and how often it
    /// was broken.
    pub tested: Vec<(usize, usize)>,
    /// What breaks a rule.
    pub violations: Vec<Violation>,
    /// Yearly norms that were missed.
    pub missed: Vec<Violation>,
}

impl Verdict {
    /// On how much a rule was tested, and how often it was broken.
    pub fn of(&self, rule: Rule) -> (usize, usize) {
        self.tested.get(rule as usize).copied().unwrap_or_default()
    }
}

/// A euro cent: what single precision may take from an amount.
const CENT: f64 = 0.01;

/// Whether a rule that names these places or landlords, or none and so all, means this one.
fn among(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|n| n == name)
}

/// A row of the table `moves` with the law and the policy of its year.
struct Let<'a> {
    moves: &'a Moves,
    row: usize,
    law: &'a LawYear,
    policy: &'a Policy,
    /// Letting rounds a year.
    rounds: i64,
}

impl Let<'_> {
    fn year(&self) -> i32 {
        self.moves.year[self.row]
    }
    /// Its round, counted from the year 0.
    fn now(&self) -> i64 {
        i64::from(self.year()) * self.rounds + i64::from(self.moves.round[self.row])
    }
    fn social(&self) -> bool {
        self.moves.tenure.at(self.row) == "social"
    }
    fn passend_applies(&self) -> bool {
        self.policy.passend.in_force && self.law.passend_share.is_some()
    }
    fn local_tie_applies(&self) -> bool {
        rank::tie_allowed(self)
    }
    /// Whether the Rotterdam Act holds here and now.
    fn designated(&self) -> bool {
        let (area, complex) = (&self.moves.area, &self.moves.complex);
        places::designated(
            self.policy,
            self.year(),
            area.at(self.row),
            complex.at(self.row),
        )
    }
}

/// Law and policy of every year of a run.
struct Years<'a>(BTreeMap<i32, (LawYear, &'a Policy)>);

impl<'a> Years<'a> {
    fn law(&self, year: i32) -> &LawYear {
        &self.0[&year].0
    }
    fn policy(&self, year: i32) -> &'a Policy {
        self.0[&year].1
    }
}

/// Books what is tested and found of a run.
struct Findings<'a> {
    variant: &'a str,
    replicate: u32,
    verdict: &'a mut Verdict,
}

impl Findings<'_> {
    fn note(&self, year: i32, words: String) -> Violation {
        Violation {
            variant: self.variant.to_owned(),
            replicate: self.replicate,
            year,
            words,
        }
    }

    /// Books a test of a let.
    fn test(&mut self, at: &Let<'_>, rule: Rule, holds: bool, words: impl FnOnce() -> String) {
        let (m, i) = (at.moves, at.row);
        self.test_year(at.year(), rule, holds, || {
            format!(
                "household {} into dwelling {} of {}: {}",
                m.household[i],
                m.to[i],
                m.landlord.at(i),
                words()
            )
        });
    }

    /// Books a test of what is counted over a year or a round.
    fn test_year(&mut self, year: i32, rule: Rule, holds: bool, words: impl FnOnce() -> String) {
        let counts = &mut self.verdict.tested[rule as usize];
        counts.0 += 1;
        if !holds {
            counts.1 += 1;
            let note = self.note(year, words());
            self.verdict.violations.push(note);
        }
    }

    /// Books a yearly norm that was missed.
    fn miss(&mut self, year: i32, words: String) {
        let note = self.note(year, words);
        self.verdict.missed.push(note);
    }
}

/// Verifies every finished run of a results folder.
///
/// # Errors
/// [`VerifyError`] when there is nothing to verify or a file cannot be read.
pub fn verify(dir: &Path) -> Result<Verdict, VerifyError> {
    let manifest = read_manifest(dir)?.ok_or_else(|| VerifyError::NoResults(dir.to_owned()))?;
    let scenario = &manifest["science"]["scenario"];
    let lacks = |what: String| VerifyError::Lacks {
        path: dir.join("manifest.json"),
        what,
    };
    let variants: Vec<Variant> = scenario["variants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|v| Variant::read(v).map_err(lacks))
        .collect::<Result<_, _>>()?;
    let rate = |name: &str| scenario["indexation"][name].as_f64().unwrap_or(0.0);
    let indexation = Indexation {
        rents: rate("rents"),
        incomes: rate("incomes"),
    };
    let rounds = scenario["rounds_per_year"].as_i64().filter(|&n| n > 0);
    let rounds = rounds.ok_or_else(|| lacks("there is no `rounds_per_year`".to_owned()))?;
    let law = LawTable::builtin()?;
    let mut verdict = Verdict {
        tested: vec![(0, 0); Rule::ALL.len()],
        ..Verdict::default()
    };
    // Every run the manifest lists: a file that was changed since is read all the same.
    for run in manifest["science"]["outputs"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let run: RunRecord = serde_json::from_value(run.clone())
            .map_err(|e| lacks(format!("an entry of `outputs` cannot be read: {e}")))?;
        let at = variants.iter().position(|v| v.name == run.variant);
        let Some(at) = at else {
            return Err(lacks(format!("there is no variant {}", run.variant)));
        };
        let file = |table: &str| table_path(dir, &run.variant, run.replicate, table);
        let path = file("moves");
        if !path.exists() {
            return Err(VerifyError::NoMoves(path));
        }
        let moves = Moves::read(&path, &read_table(&path)?)?;
        in_scenario(&path, scenario, &moves.year)?;
        let path = file("landlords");
        let landlords = read_table(&path)?;
        let landlord_years = whole(&path, &landlords, "year")?;
        in_scenario(&path, scenario, &landlord_years)?;
        let of_year = |year: i32| {
            // Before a variant's first year the base holds.
            let later = variants[at].from.is_some_and(|from| year < from);
            let policy = &variants[if later { 0 } else { at }].policy;
            let mut law = law.year(year, &indexation);
            policy.law_reform.apply(&mut law);
            (law, policy)
        };
        let all = moves.year.iter().chain(&landlord_years);
        let mut years = Years(BTreeMap::new());
        for &year in all {
            years.0.entry(year).or_insert_with(|| of_year(year));
        }
        let mut findings = Findings {
            variant: &run.variant,
            replicate: run.replicate,
            verdict: &mut verdict,
        };
        let yearly = lets(&moves, &years, rounds, &mut findings);
        yearly.landlords(&path, &landlords, &years, &mut findings)?;
        verdict.runs += 1;
    }
    Ok(verdict)
}

/// Tests every row of a table `moves`, and what is counted over them.
fn lets(moves: &Moves, years: &Years<'_>, rounds: i64, out: &mut Findings<'_>) -> Yearly {
    let rows = || {
        (0..moves.year.len()).map(|row| Let {
            moves,
            row,
            law: years.law(moves.year[row]),
            policy: years.policy(moves.year[row]),
            rounds,
        })
    };
    let mut stops = Stops::default();
    rows().for_each(|at| stops.note(&at));
    let mut yearly = Yearly::default();
    for at in rows() {
        out.verdict.moves += 1;
        out.verdict.social_lets += usize::from(at.social());
        national::check(&at, out);
        places::check(&at, &stops, out);
        market::check(&at, out);
        channels::check(&at, out);
        rank::check(&at, out);
        yearly.count(&at);
    }
    yearly.check(out);
    yearly
}

/// Refuses years that the scenario of a manifest does not have.
fn in_scenario(path: &Path, scenario: &Value, years: &[i32]) -> Result<(), VerifyError> {
    let bound = |name: &str, without: i32| scenario[name].as_i64().unwrap_or(without.into());
    let (first, last) = (bound("first_year", 1900), bound("last_year", 2200));
    let outside = |year: &&i32| !(first..=last).contains(&i64::from(**year));
    match years.iter().find(outside) {
        Some(year) => Err(VerifyError::Year {
            path: path.to_owned(),
            year: *year,
            first,
            last,
        }),
        None => Ok(()),
    }
}

/// A variant as the manifest has it.
struct Variant {
    name: String,
    from: Option<i32>,
    policy: Policy,
}

impl Variant {
    fn read(value: &Value) -> Result<Variant, String> {
        let name = value["name"].as_str().ok_or("a variant has no name")?;
        let policy = serde_json::from_value(value["policy"].clone());
        Ok(Variant {
            name: name.to_owned(),
            from: value["from"].as_i64().map(|y| y as i32),
            policy: policy.map_err(|e| format!("variant {name}: {e}"))?,
        })
    }
}
