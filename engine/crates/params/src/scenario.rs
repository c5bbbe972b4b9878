//! The scenario file: a city, years, replicates, a base policy, and variants that
//! change a few things of it.
//!
//! Order of precedence for every parameter: default ← preset of the base ← base ←
//! preset of the variant ← change of the variant (see [`crate::presets`]).

mod dutch;
mod form;
mod variants;
mod writing;

pub use variants::{BASE, BASE_LABEL, Variant};

use crate::error::{ScenarioError, said};
use crate::indexation::Indexation;
use crate::node::{Reader, nearest};
use crate::prices::Prices;
use crate::schema::Group;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use variants::variants;

/// A scenario, checked and with every default filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The file it was read from.
    pub file: String,
    /// Short name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// The title in Dutch, if the file has one.
    pub title_nl: Option<String>,
    /// The question in Dutch, if the file has one.
    pub question_nl: Option<String>,
    /// The city file.
    pub city: PathBuf,
    /// First year that is simulated after burn-in.
    pub first_year: i32,
    /// Last year.
    pub last_year: i32,
    /// Years of burn-in under the base policy of the first year.
    pub burn_in: i32,
    /// Replicates.
    pub replicates: u32,
    /// Seed of the experiment.
    pub seed: u64,
    /// Letting rounds a year.
    pub rounds_per_year: u32,
    /// Yearly growth of dwellings after the last control total; households grow by as many
    /// as the added dwellings hold.
    pub growth_after: f64,
    /// Growth of amounts beyond the last year of known law.
    pub indexation: Indexation,
    /// Whether every move is written.
    pub moves: bool,
    /// Whether every household of every year is written.
    pub panel: bool,
    /// Whether contributions are worked out for every index at every level.
    pub all_contributions: bool,
    /// The indices that answer the question: level, group and index; none means the
    /// usual four.
    pub indicators: Vec<[String; 3]>,
    /// Unit prices with which costs are counted after the run.
    pub prices: Prices,
    /// The base and the variants, the base first.
    pub variants: Vec<Variant>,
    /// Names of all variants of the file, those left out by [`Scenario::keep_only`] too.
    pub variants_in_file: Vec<String>,
    /// The scenario as JSON with every default filled in.
    pub resolved: Value,
}

impl Scenario {
    /// Reads and checks a scenario file against the parameter groups of the model.
    ///
    /// # Errors
    /// [`ScenarioError`].
    pub fn read(path: &Path, groups: &[Group]) -> Result<Scenario, ScenarioError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| ScenarioError::Unreadable {
            file: file.clone(),
            message: e.to_string(),
        })?;
        Scenario::parse(&file, &text, groups)
    }

    /// Parses and checks the text of a scenario; `file` is its path, for messages and
    /// for finding the city file.
    ///
    /// # Errors
    /// [`ScenarioError::Place`] and [`ScenarioError::Meaning`].
    pub fn parse(file: &str, text: &str, groups: &[Group]) -> Result<Scenario, ScenarioError> {
        let kind = form::form(groups);
        let given = ron::Options::default()
            .from_str_seed(text, Reader::new(&kind))
            .map_err(|e| ScenarioError::Place {
                file: file.to_owned(),
                line: e.span.start.line,
                column: e.span.start.col,
                message: said(&e.code),
            })?;
        Scenario::from_given(file, &given, groups)
    }

    fn from_given(file: &str, given: &Value, groups: &[Group]) -> Result<Scenario, ScenarioError> {
        let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
        let whole = |name: &str, default: i64| given[name].as_i64().unwrap_or(default);
        let default = Indexation::default();
        let index = &given["indexation"];
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        let mut scenario = Scenario {
            file: file.to_owned(),
            name: text("name"),
            title: text("title"),
            question: text("question"),
            title_nl: given["title_nl"].as_str().map(str::to_owned),
            question_nl: given["question_nl"].as_str().map(str::to_owned),
            city: folder.join(text("city")),
            first_year: whole("first_year", 0) as i32,
            last_year: whole("last_year", 0) as i32,
            burn_in: whole("burn_in", 10) as i32,
            replicates: whole("replicates", 10) as u32,
            seed: whole("seed", 2017) as u64,
            rounds_per_year: whole("rounds_per_year", 12) as u32,
            growth_after: given["growth_after"].as_f64().unwrap_or(0.006),
            indexation: Indexation {
                rents: index["rents"].as_f64().unwrap_or(default.rents),
                incomes: index["incomes"].as_f64().unwrap_or(default.incomes),
            },
            moves: given["output"]["moves"].as_bool().unwrap_or(false),
            panel: given["output"]["panel"].as_bool().unwrap_or(false),
            all_contributions: given["output"]["all_contributions"]
                .as_bool()
                .unwrap_or(false),
            indicators: given["indicators"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|i| {
                    ["level", "group", "index"]
                        .map(|f| i[f].as_str().unwrap_or_default().to_owned())
                })
                .collect(),
            prices: Prices::of(&given["unit_prices"], file)?,
            variants: variants(file, given, groups)?,
            variants_in_file: Vec::new(),
            resolved: Value::Null,
        };
        let named = scenario.variants.iter().map(|v| v.name.clone());
        scenario.variants_in_file = named.collect();
        scenario.check()?;
        scenario.resolved = scenario.as_json(&text("city"));
        Ok(scenario)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let wrong = |message: String| {
            Err(ScenarioError::Meaning {
                file: self.file.clone(),
                message,
            })
        };
        if self.last_year < self.first_year {
            return wrong(format!(
                "`last_year`: {} lies before `first_year` {1}; give a `last_year` of {1} or later, or a `first_year` of {0} or earlier",
                self.last_year, self.first_year
            ));
        }
        for (i, v) in self.variants.iter().enumerate() {
            let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            if v.name.is_empty() || !v.name.chars().all(ok) {
                return wrong(format!(
                    "`variants[{}].name`: \"{}\" is not possible; allowed are letters, digits, _ and -, as it becomes a folder",
                    i.saturating_sub(1),
                    v.name
                ));
            }
            if let Some(from) = v.from
                && !(self.first_year..=self.last_year).contains(&from)
            {
                return wrong(format!(
                    "variant {}: `from` {from} starts outside the years of the scenario; allowed is {} to {}",
                    v.name, self.first_year, self.last_year
                ));
            }
            if self.variants[..i].iter().any(|o| o.name == v.name) {
                return wrong(format!(
                    "`variants[{}].name`: \"{}\" is there already; give every variant a name of its own (\"{BASE}\" is the base)",
                    i.saturating_sub(1),
                    v.name
                ));
            }
        }
        Ok(())
    }

    /// Checks that areas and landlords named by any variant exist in the city, and
    /// that spans of years are in order.
    ///
    /// # Errors
    /// [`ScenarioError::Meaning`] with the nearest name that exists.
    pub fn check_against(
        &self,
        areas: &[String],
        landlords: &[String],
    ) -> Result<(), ScenarioError> {
        for v in &self.variants {
            let Some(groups) = v.resolved.as_object() else {
                continue;
            };
            for (group, values) in groups {
                let at = |field: &str| match v.name.as_str() {
                    BASE => format!("`base.{group}.{field}`"),
                    name => format!("variant {name}: `{group}.{field}`"),
                };
                for (field, known, what) in [
                    ("areas", areas, "area"),
                    ("excluded_areas", areas, "area"),
                    ("landlords", landlords, "landlord"),
                ] {
                    for name in values[field]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                    {
                        if !known.iter().any(|k| k == name) {
                            let near = nearest(name, known.iter().map(String::as_str));
                            return Err(ScenarioError::Meaning {
                                file: self.file.clone(),
                                message: format!(
                                    "{}: there is no {what} \"{name}\" in {}{near} Known: {}",
                                    at(field),
                                    self.city.display(),
                                    known.join(", ")
                                ),
                            });
                        }
                    }
                }
                if let (Some(from), Some(until)) =
                    (values["from"].as_i64(), values["until"].as_i64())
                    && until < from
                {
                    return Err(ScenarioError::Meaning {
                        file: self.file.clone(),
                        message: format!(
                            "{}: {until} lies before `from` {from}; give a year from {from} on",
                            at("until")
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    /// Checks that every indicator names a level, group and index that are measured.
    ///
    /// # Errors
    /// [`ScenarioError::Meaning`] with the nearest name.
    pub fn check_indicators(&self, known: [&[&str]; 3]) -> Result<(), ScenarioError> {
        for (i, indicator) in self.indicators.iter().enumerate() {
            for ((name, field), known) in
                indicator.iter().zip(["level", "group", "index"]).zip(known)
            {
                if !known.contains(&name.as_str()) {
                    let near = nearest(name, known.iter().copied());
                    return Err(ScenarioError::Meaning {
                        file: self.file.clone(),
                        message: format!(
                            "`indicators[{i}].{field}`: \"{name}\" is not measured{near} Known: {}",
                            known.join(", ")
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    /// Ends after `years` years.
    ///
    /// # Errors
    /// [`ScenarioError::Meaning`] when that is none or more than there are.
    pub fn shorten(&mut self, years: u32) -> Result<(), ScenarioError> {
        let all = self.last_year - self.first_year + 1;
        if years == 0 || years as i32 > all {
            return Err(ScenarioError::Meaning {
                file: self.file.clone(),
                message: format!(
                    "--years {years}: allowed is 1 to {all}, as the scenario has {all} years"
                ),
            });
        }
        self.last_year = self.first_year + years as i32 - 1;
        self.resolved["last_year"] = json!(self.last_year);
        Ok(())
    }

    /// Lets every move be written.
    pub fn write_moves(&mut self) {
        self.moves = true;
        self.resolved["output"]["moves"] = json!(true);
    }

    /// Keeps only the base and the named variants.
    ///
    /// # Errors
    /// [`ScenarioError::Meaning`] for a name that is not there.
    pub fn keep_only(&mut self, names: &[String]) -> Result<(), ScenarioError> {
        for name in names {
            if !self.variants.iter().any(|v| v.name == *name) {
                let known: Vec<&str> = self.variants.iter().map(|v| v.name.as_str()).collect();
                let near = nearest(name, known.iter().copied());
                return Err(ScenarioError::Meaning {
                    file: self.file.clone(),
                    message: format!(
                        "there is no variant \"{name}\"{near} Known: {}",
                        known.join(", ")
                    ),
                });
            }
        }
        self.variants
            .retain(|v| v.name == BASE || names.contains(&v.name));
        if let Some(list) = self.resolved["variants"].as_array_mut() {
            list.retain(|v| v["name"] == BASE || names.iter().any(|n| v["name"] == **n));
        }
        Ok(())
    }
}
