//! What can go wrong when figures are made, with what to do about it.

use buurt_lab::LabError;
use buurt_params::ScenarioError;
use std::io;
use std::path::PathBuf;

/// Why a figure could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The results folder could not be read.
    #[error(transparent)]
    Lab(#[from] LabError),
    /// The prices of the manifest cannot be read.
    #[error(transparent)]
    Prices(#[from] ScenarioError),
    /// There is no finished run.
    #[error("{}: there is no finished run. Make one with `buurt run`", dir.display())]
    NoRuns {
        /// The results folder.
        dir: PathBuf,
    },
    /// A run was made without a table the figures need.
    #[error("{}: this run has no table `{table}`, which the figures need", dir.display())]
    NoTable {
        /// Folder of the run.
        dir: PathBuf,
        /// Name of the table.
        table: String,
    },
    /// A column is missing or holds something else.
    #[error("{}: there is no {expected} column `{column}`", path.display())]
    Column {
        /// The table's file.
        path: PathBuf,
        /// Name of the column.
        column: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// None of the spatial levels a figure can use is there.
    #[error("the table `{table}` has none of the levels {wanted}; it has: {there}")]
    NoLevel {
        /// Name of the table.
        table: &'static str,
        /// Levels the figure can use.
        wanted: String,
        /// Levels there are.
        there: String,
    },
    /// None of the indices a figure shows is there.
    #[error("the table `indices` has none of {wanted}; it has: {there}")]
    NoIndices {
        /// Groups and indices the figure shows.
        wanted: String,
        /// Groups and indices there are.
        there: String,
    },
    /// The manifest does not say where the areas are.
    #[error(
        "the manifest has no positions (`science.areas` with level, code, x, y) for areas \
         of level {level}"
    )]
    NoPositions {
        /// The level.
        level: String,
    },
    /// There is nothing to draw although the tables are there.
    #[error("there is nothing to draw in `{figure}`: {reason}")]
    Nothing {
        /// Name of the figure.
        figure: &'static str,
        /// Why.
        reason: String,
    },
    /// The drawing library refused.
    #[error("could not draw: {0}")]
    Draw(String),
    /// A file of boundaries cannot be used.
    #[error("{}: {reason}", path.display())]
    Boundaries {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A figure that may show small cells could not be taken away.
    #[error(
        "could not take away {}: {source}. It may show small cells: delete it before the folder leaves",
        path.display()
    )]
    Remove {
        /// The figure.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("could not write {}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
