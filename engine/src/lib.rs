//! `buurt`: what would this housing policy do to our neighbourhoods?
//!
//! The facade for library users: read a scenario with [`Experiment::load`], run it
//! with [`lab::run_ensemble`], compare the variants with [`lab::compare()`]. A single
//! run is a [`model::simulation::Simulation`].

pub mod commands;
pub mod experiment;
pub mod explain;
pub mod git;
pub mod verify;

pub use buurt_city as city;
pub use buurt_core as core;
pub use buurt_lab as lab;
pub use buurt_metrics as metrics;
pub use buurt_model as model;
pub use buurt_params as params;
pub use buurt_report as report;
pub use experiment::Experiment;
