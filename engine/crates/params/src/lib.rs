//! Scenario files, dated law, overlays and their error messages.

pub mod law;
pub mod scenario;
