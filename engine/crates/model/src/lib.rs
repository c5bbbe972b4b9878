//! The model of one city: an ECS world of households, dwellings, complexes,
//! areas, landlords and instruments, advanced year by year through the phases
//! of [`buurt_core::Phase`].

pub mod columns;
pub mod components;
pub mod conduct;
pub mod cycle;
pub mod detection;
pub mod grounds;
pub mod income;
pub mod instruments;
pub(crate) mod least;
pub mod ledger;
pub mod letting_log;
pub mod letting_record;
pub mod market;
pub mod neighbourhoods;
pub mod observe;
pub mod occupancy;
pub mod phases;
pub mod policy;
pub mod population;
pub mod prices;
pub mod reasons;
pub mod rents;
pub mod rulebook;
pub mod run;
#[cfg(test)]
pub(crate) mod samples;
pub mod search;
pub mod setting;
pub mod simulation;
pub mod snapshot;
pub mod special_housing;
pub(crate) mod start;
pub mod stock;
pub mod support;
pub mod vacancy;
pub mod wealth;

pub use policy::Policy;
pub use setting::Setting;
pub use simulation::Simulation;
pub use snapshot::Snapshot;
