//! Do the lets of a results folder obey the law? This reads the table `moves`, the dated
//! law and the resolved policies of the manifest, and nothing of the program that let the
//! dwellings: what a let was allowed to be is worked out again here.
//!
//! Checked for every let of a social dwelling:
//! - income at or below the DAEB limit for its persons, unless the vacancy was labelled as
//!   free room (Woningwet art. 48);
//! - rent at or below the cap for its persons when the income is within the rent-allowance
//!   limits, unless labelled as an exception, rooms apart (Woningwet art. 46);
//! - labels and channels where they belong: free room, exceptions, lottery, direct
//!   mediation, contingents and ballots on social dwellings only, direct lets to mediated
//!   households, no label of a norm that is not applied;
//! - the counters in the table `landlords` equal the counts from `moves`.
//!
//! The yearly norms (quota and 95 %) are of a landlord, not of a let; where one is missed
//! it is reported apart, since a landlord with few lets can miss them by chance.

mod moves;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use buurt_core::Table;
use buurt_lab::layout::{RunRecord, table_path};
use buurt_lab::{LabError, manifest::read_manifest, read_table};
use buurt_model::policy::Policy;
use buurt_params::indexation::Indexation;
use buurt_params::law::LawYear;
use buurt_params::{LawError, LawTable};
use serde_json::Value;
use thiserror::Error;

use moves::{Moves, numbers, texts, whole};

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
    /// Landlord-years whose counters were recounted.
    pub landlord_years: usize,
    /// What breaks a rule.
    pub violations: Vec<Violation>,
    /// Yearly norms that a landlord missed.
    pub missed: Vec<Violation>,
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
    let law = LawTable::builtin()?;
    let mut verdict = Verdict::default();
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
        let of_year = |year: i32| {
            // Before a variant's first year the base holds.
            let later = variants[at].from.is_some_and(|from| year < from);
            let policy = &variants[if later { 0 } else { at }].policy;
            let mut law = law.year(year, &indexation);
            policy.law_reform.apply(&mut law);
            (law, policy)
        };
        let mut reader = Reader {
            variant: &run.variant,
            replicate: run.replicate,
            verdict: &mut verdict,
        };
        reader.lets(&moves, &of_year);
        let path = file("landlords");
        let landlords = read_table(&path)?;
        in_scenario(&path, scenario, whole(&path, &landlords, "year")?.as_ref())?;
        reader.landlords(&path, &landlords, &moves, &of_year)?;
        verdict.runs += 1;
    }
    Ok(verdict)
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

/// The counters of a landlord and year, in the order of [`COUNTERS`].
type Counts = [i32; COUNTERS.len()];

const COUNTERS: [&str; 6] = [
    "social_lets",
    "daeb_low",
    "daeb_middle",
    "daeb_free",
    "target_group_lets",
    "passend_lets",
];

struct Reader<'a> {
    variant: &'a str,
    replicate: u32,
    verdict: &'a mut Verdict,
}

impl Reader<'_> {
    fn note(&self, year: i32, words: String) -> Violation {
        Violation {
            variant: self.variant.to_owned(),
            replicate: self.replicate,
            year,
            words,
        }
    }

    fn lets<'p>(&mut self, m: &Moves, of_year: &impl Fn(i32) -> (LawYear, &'p Policy)) {
        let mut years: BTreeMap<i32, (LawYear, &Policy)> = BTreeMap::new();
        for i in 0..m.year.len() {
            self.verdict.moves += 1;
            let year = m.year[i];
            let (law, policy) = *years.entry(year).or_insert_with(|| of_year(year));
            let mut broken: Vec<String> = Vec::new();
            let social = m.tenure[i] == "social";
            let (free, exception) = (m.free_room[i] != 0, m.exception[i] != 0);
            if social {
                self.verdict.social_lets += 1;
                let limit = m.limit(i, &law);
                if policy.daeb.in_force && m.income[i] > limit && !free {
                    broken.push(format!(
                        "income {:.0} euro is above the DAEB limit of {limit:.0} and the vacancy is not free room",
                        m.income[i]
                    ));
                }
                let tested = policy.passend.in_force && law.passend_share.is_some();
                let cap = m.cap(i, &law);
                let dear = m.rent[i] > cap;
                if tested && dear && m.in_target_group(i, &law) && !exception && m.shared[i] == 0 {
                    broken.push(format!(
                        "rent {:.2} euro is above the cap of {cap:.2} for {} persons with an income of {:.0} euro",
                        m.rent[i], m.persons[i], m.income[i]
                    ));
                }
                if exception && !tested {
                    broken.push("an exception to a norm that is not applied".to_owned());
                }
                if free && !policy.daeb.in_force {
                    broken.push("free room under a limit that is not applied".to_owned());
                }
            } else if free || exception {
                broken.push(format!(
                    "a label of the social stock on a dwelling of tenure {}",
                    m.tenure[i]
                ));
            }
            let channel = m.channel[i].as_str();
            let fits = match channel {
                "sale" => m.tenure[i] == "owner",
                "rent" => matches!(m.tenure[i].as_str(), "mid_rent" | "private_rent"),
                _ => social,
            };
            if !fits {
                broken.push(format!(
                    "channel {channel} for a dwelling of tenure {}",
                    m.tenure[i]
                ));
            }
            if channel == "direct" && m.urgency[i] != "mediated" {
                broken.push("a direct let to a household that is not mediated".to_owned());
            }
            if channel == "lottery" && policy.advert.lottery_share == 0.0 {
                broken.push("drawn by lot where there is no lottery".to_owned());
            }
            if channel == "ballot" && !policy.wonen_plus.in_force {
                broken.push("chosen by ballot where there is no project".to_owned());
            }
            for words in broken {
                let words = format!(
                    "household {} into dwelling {} of {}: {words}",
                    m.household[i], m.to[i], m.landlord[i]
                );
                let note = self.note(year, words);
                self.verdict.violations.push(note);
            }
        }
    }

    fn landlords<'p>(
        &mut self,
        path: &Path,
        table: &Table,
        m: &Moves,
        of_year: &impl Fn(i32) -> (LawYear, &'p Policy),
    ) -> Result<(), VerifyError> {
        let mut counted: BTreeMap<(i32, &str), Counts> = BTreeMap::new();
        let mut years: BTreeMap<i32, LawYear> = BTreeMap::new();
        for i in (0..m.year.len()).filter(|&i| m.tenure[i] == "social") {
            let law = years
                .entry(m.year[i])
                .or_insert_with(|| of_year(m.year[i]).0);
            let low = m.income[i] <= m.limit(i, law);
            let middle = !low && law.daeb_middle_upper.is_some_and(|u| m.income[i] <= u);
            let target = m.in_target_group(i, law);
            let passend = target && m.rent[i] <= m.cap(i, law);
            let of = [true, low, middle, !low && !middle, target, passend];
            let counts = counted.entry((m.year[i], &m.landlord[i])).or_default();
            for (count, yes) in counts.iter_mut().zip(of) {
                *count += i32::from(yes);
            }
        }
        let (year, name) = (whole(path, table, "year")?, texts(path, table, "landlord")?);
        let mut columns = Vec::new();
        for counter in COUNTERS {
            columns.push(whole(path, table, counter)?);
        }
        let quota = numbers(path, table, "daeb_norm")?;
        for i in 0..year.len() {
            self.verdict.landlord_years += 1;
            let counts = counted
                .remove(&(year[i], name[i].as_str()))
                .unwrap_or_default();
            for (k, counter) in COUNTERS.iter().enumerate() {
                if columns[k][i] != counts[k] {
                    let note = self.note(
                        year[i],
                        format!(
                            "landlord {}: `{counter}` is {} in the table landlords, but the moves make {}",
                            name[i], columns[k][i], counts[k]
                        ),
                    );
                    self.verdict.violations.push(note);
                }
            }
            // Landlords that no norm binds have none in the table.
            if quota[i].is_nan() {
                continue;
            }
            let (law, policy) = of_year(year[i]);
            self.norm(
                year[i],
                &name[i],
                "lets to incomes below the DAEB limit",
                (counts[1], counts[0]),
                law.daeb_share_low,
                policy.daeb.in_force,
            );
            self.norm(
                year[i],
                &name[i],
                "lets to the target group at or below the cap",
                (counts[5], counts[4]),
                law.passend_share.unwrap_or(0.0),
                policy.passend.in_force,
            );
        }
        for ((year, landlord), counts) in counted {
            let words = format!(
                "landlord {landlord}: {} social lets in the moves, but no row in the table landlords",
                counts[0]
            );
            let note = self.note(year, words);
            self.verdict.violations.push(note);
        }
        Ok(())
    }

    fn norm(
        &mut self,
        year: i32,
        landlord: &str,
        what: &str,
        (part, all): (i32, i32),
        norm: f64,
        applied: bool,
    ) {
        if applied && all > 0 && f64::from(part) < norm * f64::from(all) - 1e-9 {
            let words = format!(
                "landlord {landlord}: {part} of {all} {what}, {:.1} % where the norm is {:.1} %",
                100.0 * f64::from(part) / f64::from(all),
                100.0 * norm
            );
            let note = self.note(year, words);
            self.verdict.missed.push(note);
        }
    }
}
