//! Instruments: one file each, with its parameters (the RON fields), its rule
//! and its tests. An instrument is an entity: the parameter struct is its
//! component, [`Scope`] says where it acts.

mod daeb;
mod demolition;
mod direct_mediation;
mod new_build;
mod passend;
mod rent_policy;
mod rotterdam_act;
mod sales;

pub use daeb::Daeb;
pub use demolition::Demolition;
pub use direct_mediation::{DirectMediation, Objective};
pub use new_build::NewBuild;
pub use passend::Passend;
pub use rent_policy::RentPolicy;
pub use rotterdam_act::RotterdamAct;
pub use sales::Sales;

use bevy_ecs::prelude::Component;

/// Where an instrument acts: rows of areas.
#[derive(Component, Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Rows of areas; empty means nowhere in particular.
    pub areas: Vec<u32>,
}
