//! Rows of the catalogue that are not a file of their own: drivers and mechanisms
//! that are parameters of the model's behaviour, and what is out of scope, with the
//! reason.

use super::Row;

/// Group of scenario files ("" where there is none) and row.
pub const ELSEWHERE: &[(&str, Row)] = &[];
