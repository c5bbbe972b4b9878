//! The `areas` table of a run: a row per year × level × area.

use crate::error::ReportError;
use buurt_core::{Column, Table};
use buurt_lab::layout::{RunRecord, run_folder};
use std::path::{Path, PathBuf};

/// Name of the table.
pub const AREAS: &str = "areas";

/// The table of one run with the file it came from.
#[derive(Debug, Clone)]
pub struct AreaTable {
    path: PathBuf,
    table: Table,
}

/// A text column: code per row, and the text per code.
pub type Texts<'a> = (&'a [u32], &'a [String]);

impl AreaTable {
    /// Reads the table of a run.
    ///
    /// # Errors
    /// [`ReportError::NoTable`] when the run was made without it,
    /// [`ReportError::Lab`] when it cannot be read.
    pub fn read(dir: &Path, run: &RunRecord) -> Result<Self, ReportError> {
        let bytes = run.open(dir, AREAS)?.ok_or_else(|| ReportError::NoTable {
            dir: run_folder(dir, &run.variant, run.replicate),
            table: AREAS.to_owned(),
        })?;
        Ok(AreaTable {
            path: bytes.path().to_owned(),
            table: bytes.table()?,
        })
    }

    /// A column of whole numbers.
    ///
    /// # Errors
    /// [`ReportError::Column`].
    pub fn numbers(&self, column: &str) -> Result<&[i32], ReportError> {
        match self.table.column(column) {
            Some(Column::I32(v)) => Ok(v),
            _ => Err(self.without(column, "whole-number (32-bit)")),
        }
    }

    /// The column of whole numbers called `name`, or else `other`.
    ///
    /// # Errors
    /// [`ReportError::Column`].
    pub fn either(&self, name: &str, other: &str) -> Result<&[i32], ReportError> {
        self.numbers(name)
            .or_else(|_| self.numbers(other))
            .map_err(|_| self.without(&format!("{name}` or `{other}"), "whole-number (32-bit)"))
    }

    /// A column of texts.
    ///
    /// # Errors
    /// [`ReportError::Column`].
    pub fn texts(&self, column: &str) -> Result<Texts<'_>, ReportError> {
        match self.table.column(column) {
            Some(Column::Category { codes, categories }) => Ok((codes, categories)),
            _ => Err(self.without(column, "text")),
        }
    }

    fn without(&self, column: &str, expected: &'static str) -> ReportError {
        ReportError::Column {
            path: self.path.clone(),
            column: column.to_owned(),
            expected,
        }
    }

    /// The levels that have rows, in alphabetical order.
    ///
    /// # Errors
    /// [`ReportError::Column`].
    pub fn levels(&self) -> Result<Vec<String>, ReportError> {
        let (codes, categories) = self.texts("level")?;
        let mut used = vec![false; categories.len()];
        for &code in codes {
            used[code as usize] = true;
        }
        let mut levels: Vec<String> = categories
            .iter()
            .zip(used)
            .filter(|(_, used)| *used)
            .map(|(level, _)| level.clone())
            .collect();
        levels.sort();
        Ok(levels)
    }

    /// First and last year; None without rows.
    ///
    /// # Errors
    /// [`ReportError::Column`].
    pub fn years(&self) -> Result<Option<(i32, i32)>, ReportError> {
        let years = self.numbers("year")?;
        let first = years.iter().copied().min();
        Ok(first.zip(years.iter().copied().max()))
    }
}

/// The first of `wanted` that is among `there`.
///
/// # Errors
/// [`ReportError::NoLevel`].
pub fn choose_level(there: &[String], wanted: &[&str]) -> Result<String, ReportError> {
    wanted
        .iter()
        .find(|w| there.iter().any(|t| t == *w))
        .map(|w| (*w).to_owned())
        .ok_or_else(|| ReportError::NoLevel {
            table: AREAS,
            wanted: wanted.join(", "),
            there: there.join(", "),
        })
}
