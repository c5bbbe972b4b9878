//! The market: rounds of letting and sale in which vacancies and searchers
//! meet, so that vacancy chains run through all tenures within a year.

pub mod choice;
pub mod empties;
pub mod lending;
pub mod matching;
pub mod mediation;
pub mod offers;
pub mod respond;
pub mod rounds;
pub mod searchers;
pub mod settle;
pub mod view;

pub use rounds::run_rounds;
