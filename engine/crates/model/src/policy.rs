//! A policy: the instruments and the behaviour of one variant, resolved.

use serde::{Deserialize, Serialize};

use crate::income::IncomeProcess;
use crate::instruments::{
    Daeb, Demolition, DirectMediation, NewBuild, Passend, RentPolicy, RotterdamAct, Sales,
};
use crate::market::choice::Choice;
use crate::neighbourhoods::Neighbourhood;
use crate::population::Demography;
use crate::prices::Prices;
use crate::search::Search;

/// Everything a variant may set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// EU income limit.
    pub daeb: Daeb,
    /// Appropriate allocation.
    pub passend: Passend,
    /// Rent policy of corporations.
    pub rent_policy: RentPolicy,
    /// Direct mediation.
    pub direct_mediation: DirectMediation,
    /// Rotterdam Act.
    pub rotterdam_act: RotterdamAct,
    /// Demolition and rebuilding.
    pub demolition: Demolition,
    /// New building.
    pub new_build: NewBuild,
    /// Sales at vacancy.
    pub sales: Sales,
    /// Demography.
    pub demography: Demography,
    /// Income process.
    pub income: IncomeProcess,
    /// Decision to search.
    pub search: Search,
    /// Choice of a dwelling.
    pub choice: Choice,
    /// Incidents and reputation.
    pub neighbourhood: Neighbourhood,
    /// Prices.
    pub prices: Prices,
}
