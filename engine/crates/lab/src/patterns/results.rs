//! A results folder as patterns read it: the runs, what the manifest says of the
//! variants, and tables by column.

use super::measure::Measure;
use crate::disclosure::Small;
use crate::error::LabError;
use crate::headlines::area_level;
use crate::layout::{RunRecord, runs_to_read};
use crate::manifest::read_manifest;
use buurt_core::{Column, Table};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The whole runs of a folder and its manifest.
pub struct Results {
    dir: PathBuf,
    runs: Vec<RunRecord>,
    variants: Vec<Value>,
    /// Names of the variants that have runs; the first is the base.
    pub names: Vec<String>,
    /// First observed year.
    pub first_year: i32,
    /// Name of the level of the city file's areas.
    pub area_level: String,
    /// Which groups the city has few of; nothing unless small cells are asked for.
    pub small: Small,
}

impl Results {
    /// Reads what is in a folder. With a `min_cell` above 0 it counts low incomes too.
    ///
    /// # Errors
    /// [`LabError::Compare`] when there is nothing to read, [`LabError::Read`] and
    /// [`LabError::Damaged`] as for any table; as [`Small::of`] with a `min_cell`.
    pub fn open(dir: &Path, min_cell: u32) -> Result<Results, LabError> {
        let nothing = |what: &str| {
            LabError::Compare(format!(
                "{}: {what}. Make results with `buurt run`",
                dir.display()
            ))
        };
        let runs = runs_to_read(dir)?;
        let manifest = read_manifest(dir)?.ok_or_else(|| nothing("there is no manifest.json"))?;
        let science = &manifest["science"];
        let scenario = &science["scenario"];
        let variants = scenario["variants"].as_array().cloned().unwrap_or_default();
        let listed = science["variants"].as_array().cloned().unwrap_or_default();
        let names: Vec<String> = listed
            .iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .filter(|name| runs.iter().any(|r| r.variant == *name))
            .collect();
        if names.is_empty() {
            return Err(nothing("there is no finished run"));
        }
        let level = area_level(science);
        let small = match min_cell {
            0 => Small::none(0),
            n => Small::of(dir, n, &|group| group == "low_income")?,
        };
        Ok(Results {
            dir: dir.to_owned(),
            runs,
            variants,
            names,
            first_year: scenario["first_year"].as_i64().unwrap_or(0) as i32,
            area_level: level.to_owned(),
            small,
        })
    }

    /// Name of the base: the first variant.
    pub fn base(&self) -> &str {
        &self.names[0]
    }

    /// Replicates of a variant.
    pub fn replicates(&self, variant: &str) -> Vec<u32> {
        let runs = self.runs.iter().filter(|r| r.variant == variant);
        runs.map(|r| r.replicate).collect()
    }

    /// The resolved policy of a variant; null when the manifest has none.
    pub fn policy(&self, variant: &str) -> &Value {
        let found = self.variants.iter().find(|v| v["name"] == variant);
        found.map_or(&Value::Null, |v| &v["policy"])
    }

    /// First year in which a variant may differ from the base.
    pub fn from(&self, variant: &str) -> i32 {
        let found = self.variants.iter().find(|v| v["name"] == variant);
        let from = found.and_then(|v| v["from"].as_i64());
        from.map_or(self.first_year, |year| year as i32)
    }

    /// The first variant whose policy the test accepts and that has runs.
    pub fn variant(&self, accept: impl Fn(&Value) -> bool) -> Option<&str> {
        let mut names = self.names.iter();
        let found = names.find(|name| accept(self.policy(name)))?;
        Some(found)
    }

    /// A table of a run; None when it was not written.
    ///
    /// # Errors
    /// As [`RunRecord::open`] and [`crate::TableBytes::table`].
    pub fn table(
        &self,
        variant: &str,
        replicate: u32,
        name: &str,
    ) -> Result<Option<Rows>, LabError> {
        let mut runs = self.runs.iter();
        let Some(run) = runs.find(|r| r.variant == variant && r.replicate == replicate) else {
            return Ok(None);
        };
        let Some(found) = run.open(&self.dir, name)? else {
            return Ok(None);
        };
        Ok(Some(Rows {
            table: found.table()?,
            path: found.path().to_owned(),
        }))
    }

    /// A value per replicate of a variant from one of its tables; None when a replicate
    /// has no such table.
    ///
    /// # Errors
    /// As [`Results::table`], and what `of` says of missing columns.
    pub fn values(
        &self,
        variant: &str,
        table: &str,
        of: impl Fn(&Rows) -> Result<Measure, LabError>,
    ) -> Result<Option<Vec<(u32, Measure)>>, LabError> {
        let mut values = Vec::new();
        for replicate in self.replicates(variant) {
            let Some(rows) = self.table(variant, replicate, table)? else {
                return Ok(None);
            };
            values.push((replicate, of(&rows)?));
        }
        Ok(Some(values))
    }

    /// The same without the numbers of the replicates.
    ///
    /// # Errors
    /// As [`Results::values`].
    pub fn measures(
        &self,
        variant: &str,
        table: &str,
        of: impl Fn(&Rows) -> Result<Measure, LabError>,
    ) -> Result<Option<Vec<Measure>>, LabError> {
        let values = self.values(variant, table, of)?;
        Ok(values.map(|values| values.into_iter().map(|(_, value)| value).collect()))
    }
}

/// What the values of the replicates that two variants share make together.
pub fn pairs(
    first: &[(u32, Measure)],
    second: &[(u32, Measure)],
    make: fn(Measure, Measure) -> Measure,
) -> Vec<Measure> {
    let pair = |(replicate, value): &(u32, Measure)| {
        let other = first.iter().find(|(r, _)| r == replicate)?;
        Some(make(other.1, *value))
    };
    second.iter().filter_map(pair).collect()
}

/// A table, read by column.
pub struct Rows {
    table: Table,
    path: PathBuf,
}

impl Rows {
    fn missing(&self, name: &str) -> LabError {
        LabError::damaged(
            &self.path,
            format!("there is no column `{name}`; the results may be of an older version"),
        )
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table.rows()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of years, of the column `year`.
    ///
    /// # Errors
    /// [`LabError::Damaged`] when there is no such column.
    pub fn years(&self) -> Result<f64, LabError> {
        let years = self.number("year")?;
        let years: BTreeSet<i32> = years.into_iter().map(|y| y as i32).collect();
        Ok(years.len() as f64)
    }

    /// A column of numbers.
    ///
    /// # Errors
    /// [`LabError::Damaged`] when there is none of this name.
    pub fn number(&self, name: &str) -> Result<Vec<f64>, LabError> {
        match self.table.column(name) {
            Some(Column::I32(v)) => Ok(v.iter().map(|&x| f64::from(x)).collect()),
            Some(Column::F32(v)) => Ok(v.iter().map(|&x| f64::from(x)).collect()),
            Some(Column::F64(v)) => Ok(v.clone()),
            _ => Err(self.missing(name)),
        }
    }

    /// A column of keys.
    ///
    /// # Errors
    /// [`LabError::Damaged`] when there is none of this name.
    pub fn keys(&self, name: &str) -> Result<&[i64], LabError> {
        match self.table.column(name) {
            Some(Column::I64(v)) => Ok(v),
            _ => Err(self.missing(name)),
        }
    }

    /// A column of texts.
    ///
    /// # Errors
    /// [`LabError::Damaged`] when there is none of this name.
    pub fn text(&self, name: &str) -> Result<Vec<&str>, LabError> {
        match self.table.column(name) {
            Some(Column::Category { codes, categories }) => {
                let text = |&code: &u32| categories[code as usize].as_str();
                Ok(codes.iter().map(text).collect())
            }
            _ => Err(self.missing(name)),
        }
    }
}

/// Small tables made by hand.
#[cfg(test)]
pub mod by_hand {
    use super::*;

    /// A column of texts.
    pub fn texts(values: &[&str]) -> Column {
        Column::Category {
            codes: (0..values.len() as u32).collect(),
            categories: values.iter().map(|v| (*v).to_owned()).collect(),
        }
    }

    /// A column of numbers.
    pub fn numbers(values: &[f64]) -> Column {
        Column::F64(values.to_vec())
    }

    /// A table.
    pub fn rows(columns: Vec<(&str, Column)>) -> Rows {
        let table = columns
            .into_iter()
            .fold(Table::new("test"), |table, (name, c)| table.with(name, c));
        Rows {
            table,
            path: PathBuf::from("test.parquet"),
        }
    }
}
