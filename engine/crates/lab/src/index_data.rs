//! The `indices` tables of a results folder, put together by cell and run.
//!
//! Columns read: year (I32), level, group, index (Category), value, expected,
//! corrected (F64).

use crate::error::LabError;
use crate::layout::{RunRecord, runs_to_read, table_path};
use crate::variants::{RunId, run_id, variants};
use buurt_core::{Column, Table};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the table.
pub const INDICES: &str = "indices";

/// What an index is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Calendar year.
    pub year: i32,
    /// Spatial level, such as `buurt`.
    pub level: String,
    /// Group, such as `low_income`.
    pub group: String,
    /// Name of the index, such as `dissimilarity`.
    pub index: String,
}

/// Which column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The index as computed.
    Value,
    /// The index corrected for what random allocation would give.
    Corrected,
}

impl Measure {
    /// Name of the column.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Value => "value",
            Measure::Corrected => "corrected",
        }
    }
}

/// Value and corrected value of one cell in one run; NaN where not defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The index as computed.
    pub value: f64,
    /// The corrected index.
    pub corrected: f64,
}

impl Reading {
    /// The column asked for.
    pub fn get(self, measure: Measure) -> f64 {
        match measure {
            Measure::Value => self.value,
            Measure::Corrected => self.corrected,
        }
    }
}

/// Everything the `indices` tables of a folder say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndexData {
    /// Names of the variants that have runs, in the order of the manifest.
    pub variants: Vec<String>,
    /// Per cell, per (variant, replicate), the reading.
    pub cells: BTreeMap<Cell, BTreeMap<(usize, u32), Reading>>,
}

impl IndexData {
    /// Reads the `indices` table of every whole run in `dir`.
    ///
    /// # Errors
    /// [`LabError::Compare`] when there is no run with such a table,
    /// [`LabError::Damaged`] when one of them cannot be read.
    pub fn read(dir: &Path) -> Result<IndexData, LabError> {
        let runs = runs_to_read(dir)?;
        let variants = variants(dir, &runs)?;
        let mut data = IndexData {
            variants,
            cells: BTreeMap::new(),
        };
        let read = |run: &RunRecord| run.open(dir, INDICES)?.map(|b| b.table()).transpose();
        let tables: Vec<_> = runs.par_iter().map(read).collect();
        for (run, table) in runs.iter().zip(tables) {
            let Some(table) = table? else { continue };
            data.add(run_id(&data.variants, run)?, &table)
                .map_err(|message| {
                    let path = table_path(dir, &run.variant, run.replicate, INDICES);
                    LabError::damaged(&path, message)
                })?;
        }
        if data.cells.is_empty() {
            return Err(LabError::Compare(format!(
                "{}: there is no finished run with a table `{INDICES}`. Make one with `buurt run`",
                dir.display()
            )));
        }
        Ok(data)
    }

    fn add(&mut self, run: RunId, table: &Table) -> Result<(), String> {
        let year = years(table)?;
        let (level, group, index) = (
            texts(table, "level")?,
            texts(table, "group")?,
            texts(table, "index")?,
        );
        let (value, corrected) = (numbers(table, "value")?, numbers(table, "corrected")?);
        for row in 0..table.rows() {
            let cell = Cell {
                year: year[row],
                level: text_at(level, row),
                group: text_at(group, row),
                index: text_at(index, row),
            };
            let reading = Reading {
                value: value[row],
                corrected: corrected[row],
            };
            self.cells.entry(cell).or_default().insert(run, reading);
        }
        Ok(())
    }

    /// The last year of any run.
    pub fn last_year(&self) -> Option<i32> {
        self.cells.last_key_value().map(|(cell, _)| cell.year)
    }
}

pub(crate) type Texts<'a> = (&'a [u32], &'a [String]);

pub(crate) fn years(table: &Table) -> Result<&[i32], String> {
    match table.column("year") {
        Some(Column::I32(v)) => Ok(v),
        _ => Err("there is no whole-number column `year`".to_owned()),
    }
}

pub(crate) fn texts<'a>(table: &'a Table, name: &str) -> Result<Texts<'a>, String> {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => Ok((codes, categories)),
        _ => Err(format!("there is no text column `{name}`")),
    }
}

pub(crate) fn text_at((codes, categories): Texts<'_>, row: usize) -> String {
    categories[codes[row] as usize].clone()
}

pub(crate) fn numbers<'a>(table: &'a Table, name: &str) -> Result<&'a [f64], String> {
    match table.column(name) {
        Some(Column::F64(v)) => Ok(v),
        _ => Err(format!("there is no number column `{name}`")),
    }
}
