//! From runs to results on disk: ensembles of variants × replicates on all
//! cores, Parquet tables, shards, resume, manifests and paired comparison.
//!
//! The lab knows nothing about housing. It runs anything that implements
//! [`Simulation`] and hands back [`buurt_core::Table`]s; `compare` and `summary`
//! additionally expect an `indices` table.

pub mod answers;
pub mod chains;
pub mod compare;
pub mod comparison_files;
pub mod contributions;
mod cost_disclosure;
pub mod cost_items;
pub mod costs;
pub mod disclosure;
pub mod ensemble;
pub mod error;
pub mod folder;
pub mod headlines;
pub mod index_data;
pub mod layout;
pub mod manifest;
pub mod neighbours;
pub mod pairs;
mod parquet_column;
pub mod parquet_read;
pub mod parquet_write;
pub mod patterns;
pub mod plan;
pub mod profiles;
pub mod rounding;
mod row_choice;
mod row_groups;
mod run_files;
pub mod run_ledger;
pub mod schedule;
pub mod screen_table;
pub mod summary;
mod vacancy_chains;
pub mod variants;

pub use buurt_metrics::paired;

pub use compare::{CompareOptions, Comparison, compare};
pub use ensemble::{Report, RunFailure, run_ensemble};
pub use error::LabError;
pub use parquet_read::{TableBytes, read_columns, read_table};
pub use parquet_write::{Written, write_table};
pub use plan::{Event, Part, Plan, Progress, RunOutput, Simulation};
pub use row_choice::Rows;
pub use summary::summary;
