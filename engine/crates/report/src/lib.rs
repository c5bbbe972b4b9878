//! Figures of an ensemble.
