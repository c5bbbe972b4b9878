//! Figures of an ensemble, as SVG files that need nothing else to be read.
//!
//! [`figures::write_all`] reads a results folder (as written by `buurt_lab`) and
//! leaves four figures in `DIR/figures/`. Every figure says in its title what it
//! answers and in its footnote which city, years and number of replicates it is
//! about, and that it shows a simulation.

pub mod area_tables;
pub mod axis;
pub mod canvas;
pub mod dorling;
pub mod error;
pub mod figures;
pub mod group_shares;
pub mod headlines;
pub mod indices_over_time;
pub mod inflow_against_turnover;
pub mod map_change;
pub mod page;
pub mod paired_differences;
pub mod palette;
pub mod results;
pub mod turnover;
pub mod wording;

pub use error::ReportError;
pub use figures::{write_all, write_suppressed};
pub use page::words::Language;
pub use page::{PageOptions, page};
