//! The resolved scenario: what the lab runs.
