//! A results folder, opened for the report: the scenario of the manifest and, per
//! table, only the columns and levels that the report shows. Runs are read in
//! parallel and joined in the order of variants and replicates.

use crate::error::ReportError;
use crate::headlines::IndexKey;
use crate::page::cube::Cube;
use crate::page::tables::{self, RunTables};
use crate::page::words::Language;
use buurt_lab::costs;
use buurt_lab::headlines::area_level;
use buurt_lab::layout::{RunRecord, runs_to_read};
use buurt_lab::manifest::{read_manifest, sorted};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A variant as the scenario describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantInfo {
    /// Short name, of folders and tables.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// What is asked by it.
    pub question: String,
    /// What it changes, as in the scenario file.
    pub change: Value,
    /// First year in which it differs from the base, if not the first year.
    pub from: Option<i32>,
}

/// An area with a position.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Code, such as `6511`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Easting and northing in the Dutch grid (RD), metres.
    pub at: (f64, f64),
}

/// The three columns of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexCubes {
    /// As computed.
    pub value: Cube,
    /// Expected under random allocation.
    pub expected: Cube,
    /// Corrected for it.
    pub corrected: Cube,
}

/// A results folder, read.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// The folder.
    pub dir: PathBuf,
    /// The block `science` of the manifest, keys in alphabetical order.
    pub science: Value,
    /// Title of the scenario, or the name of the city.
    pub title: String,
    /// Question of the scenario.
    pub question: String,
    /// Name of the city.
    pub city: String,
    /// Whom to credit for the data.
    pub credits: Vec<String>,
    /// The variants that have runs, in the order of the manifest; the first is the base.
    pub variants: Vec<VariantInfo>,
    /// The years of the tables.
    pub years: Vec<i32>,
    /// Numbers of the replicates.
    pub replicates: Vec<u32>,
    /// Number of whole runs.
    pub runs: usize,
    /// Level of `areas`, such as `pc4`.
    pub area_level: String,
    /// The areas with a position, by code.
    pub areas: Vec<Area>,
    /// The indices.
    pub indices: BTreeMap<IndexKey, IndexCubes>,
    /// What the runs say, by variant and replicate; None where a run is missing.
    pub tables: Vec<Vec<Option<RunTables>>>,
}

/// Position of the base in [`Ensemble::variants`].
pub const BASE: usize = 0;

impl Ensemble {
    /// Reads the results folder `dir`; title, question and labels are those of the language
    /// where the scenario has them, else those that it always has.
    ///
    /// # Errors
    /// [`ReportError::NoRuns`] when nothing is finished; [`ReportError::Lab`] when the
    /// manifest or a table cannot be read; [`ReportError::Column`] when a table lacks
    /// a column that identifies its rows.
    pub fn read(dir: &Path, language: Language) -> Result<Self, ReportError> {
        let runs = runs_to_read(dir)?;
        if runs.is_empty() {
            return Err(ReportError::NoRuns {
                dir: dir.to_owned(),
            });
        }
        let science = read_manifest(dir)?.map_or(Value::Null, |m| sorted(&m["science"]));
        let variants = variants(&science, &runs, language);
        let replicates: Vec<u32> = runs
            .iter()
            .map(|r| r.replicate)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let area_level = area_level(&science).to_owned();
        let concentration = costs::concentration(&science["scenario"]);
        let read: Vec<RunTables> = runs
            .par_iter()
            .map(|run| tables::read(dir, run, &area_level, concentration))
            .collect::<Result<_, _>>()?;
        let years: Vec<i32> = read
            .iter()
            .flat_map(|r| r.years.iter().copied())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let mut by_run: Vec<Vec<Option<RunTables>>> = variants
            .iter()
            .map(|_| replicates.iter().map(|_| None).collect())
            .collect();
        for (run, tables) in runs.iter().zip(read) {
            let v = variants.iter().position(|v| v.name == run.variant);
            let k = replicates.binary_search(&run.replicate);
            if let (Some(v), Ok(k)) = (v, k) {
                by_run[v][k] = Some(tables);
            }
        }
        let text = |v: &Value| v.as_str().map(|t| t.trim().to_owned());
        let scenario = &science["scenario"];
        let city = text(&science["city"]).unwrap_or_else(|| "?".to_owned());
        let mut ensemble = Ensemble {
            dir: dir.to_owned(),
            title: in_language(scenario, "title", language).unwrap_or_else(|| city.clone()),
            question: in_language(scenario, "question", language).unwrap_or_default(),
            credits: science["credits"]
                .as_array()
                .map_or_else(Vec::new, |c| c.iter().filter_map(text).collect()),
            areas: areas(&science, &area_level),
            city,
            science,
            variants,
            years,
            replicates,
            runs: runs.len(),
            area_level,
            indices: BTreeMap::new(),
            tables: by_run,
        };
        ensemble.join_indices();
        Ok(ensemble)
    }

    /// An empty cube of this ensemble.
    pub fn cube(&self) -> Cube {
        Cube::new(self.variants.len(), self.replicates.len(), self.years.len())
    }

    /// The year's position in [`Ensemble::years`].
    pub fn year_at(&self, year: i32) -> Option<usize> {
        self.years.binary_search(&year).ok()
    }

    /// Every run with its variant and replicate position.
    pub fn each_run(&self) -> impl Iterator<Item = (usize, usize, &RunTables)> {
        self.tables.iter().enumerate().flat_map(|(v, row)| {
            row.iter()
                .enumerate()
                .filter_map(move |(k, run)| Some((v, k, run.as_ref()?)))
        })
    }

    /// Fewest and most replicates of a variant.
    pub fn replicate_range(&self) -> (usize, usize) {
        let counts = self
            .tables
            .iter()
            .map(|row| row.iter().filter(|r| r.is_some()).count());
        let low = counts.clone().min().unwrap_or(0);
        (low, counts.max().unwrap_or(0))
    }

    /// Position of the last year.
    pub fn last(&self) -> usize {
        self.years.len().saturating_sub(1)
    }

    fn join_indices(&mut self) {
        let mut indices: BTreeMap<IndexKey, IndexCubes> = BTreeMap::new();
        let empty = self.cube();
        for (v, k, run) in self.each_run() {
            for (key, readings) in &run.indices {
                let cubes = indices.entry(key.clone()).or_insert_with(|| IndexCubes {
                    value: empty.clone(),
                    expected: empty.clone(),
                    corrected: empty.clone(),
                });
                for (year, [value, expected, corrected]) in readings {
                    if let Some(y) = self.year_at(*year) {
                        cubes.value.set(v, k, y, *value);
                        cubes.expected.set(v, k, y, *expected);
                        cubes.corrected.set(v, k, y, *corrected);
                    }
                }
            }
        }
        indices.retain(|_, c| c.value.any());
        self.indices = indices;
    }
}

/// A text of the scenario or of a variant in a language, or the one that it has; None
/// when that is empty too.
fn in_language(of: &Value, field: &str, language: Language) -> Option<String> {
    let text = |field: &str| {
        let text = of[field].as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    match language {
        Language::English => text(field),
        Language::Dutch => text(&format!("{field}_nl")).or_else(|| text(field)),
    }
}

fn variants(science: &Value, runs: &[RunRecord], language: Language) -> Vec<VariantInfo> {
    let mut names: Vec<String> = science["variants"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|v| v.as_str().map(str::to_owned))
        .collect();
    names.retain(|n| runs.iter().any(|r| r.variant == *n));
    for run in runs {
        if !names.contains(&run.variant) {
            names.push(run.variant.clone());
        }
    }
    let described = science["scenario"]["variants"].as_array();
    names
        .into_iter()
        .map(|name| {
            let known = described
                .into_iter()
                .flatten()
                .chain(science["labels"].as_array().into_iter().flatten())
                .find(|v| v["name"] == name.as_str())
                .cloned()
                .unwrap_or(Value::Null);
            let text = |field: &str| in_language(&known, field, language);
            VariantInfo {
                label: text("label").unwrap_or_else(|| crate::wording::variant(&name)),
                question: text("question").unwrap_or_default(),
                change: known["change"].clone(),
                from: known["from"].as_i64().and_then(|y| i32::try_from(y).ok()),
                name,
            }
        })
        .collect()
}

fn areas(science: &Value, level: &str) -> Vec<Area> {
    let mut areas: Vec<Area> = science["areas"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|a| a["level"] == level)
        .filter_map(|a| {
            let code = a["code"].as_str()?.to_owned();
            Some(Area {
                name: a["name"].as_str().unwrap_or(&code).to_owned(),
                at: (a["x"].as_f64()?, a["y"].as_f64()?),
                code,
            })
        })
        .collect();
    areas.sort_by(|a, b| a.code.cmp(&b.code));
    areas.dedup_by(|a, b| a.code == b.code);
    areas
}
