//! The table `moves` as the verifier reads it, and what the law of a year says of a
//! household in it.

use std::path::Path;

use buurt_core::{Column, Table};
use buurt_params::law::LawYear;

use super::VerifyError;

/// A column of whole numbers.
pub(super) fn whole(path: &Path, table: &Table, name: &str) -> Result<Vec<i32>, VerifyError> {
    match table.column(name) {
        Some(Column::I32(v)) => Ok(v.clone()),
        _ => Err(lacks_column(path, name)),
    }
}

/// A column of numbers.
pub(super) fn numbers(path: &Path, table: &Table, name: &str) -> Result<Vec<f64>, VerifyError> {
    match table.column(name) {
        Some(Column::F64(v)) => Ok(v.clone()),
        Some(Column::F32(v)) => Ok(v.iter().map(|&x| f64::from(x)).collect()),
        _ => Err(lacks_column(path, name)),
    }
}

/// A column of texts.
pub(super) fn texts(path: &Path, table: &Table, name: &str) -> Result<Vec<String>, VerifyError> {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => Ok(codes
            .iter()
            .map(|&c| categories[c as usize].clone())
            .collect()),
        _ => Err(lacks_column(path, name)),
    }
}

/// A column of keys.
fn keys(path: &Path, table: &Table, name: &str) -> Result<Vec<i64>, VerifyError> {
    match table.column(name) {
        Some(Column::I64(v)) => Ok(v.clone()),
        _ => Err(lacks_column(path, name)),
    }
}

fn lacks_column(path: &Path, name: &str) -> VerifyError {
    VerifyError::Lacks {
        path: path.to_owned(),
        what: format!("there is no column `{name}`"),
    }
}

/// The table `moves`.
pub(super) struct Moves {
    pub(super) year: Vec<i32>,
    pub(super) household: Vec<i64>,
    pub(super) to: Vec<i64>,
    pub(super) landlord: Vec<String>,
    pub(super) tenure: Vec<String>,
    pub(super) channel: Vec<String>,
    pub(super) urgency: Vec<String>,
    pub(super) income: Vec<f64>,
    pub(super) rent: Vec<f64>,
    pub(super) persons: Vec<i32>,
    pub(super) pension_age: Vec<i32>,
    pub(super) shared: Vec<i32>,
    pub(super) free_room: Vec<i32>,
    pub(super) exception: Vec<i32>,
}

impl Moves {
    pub(super) fn read(path: &Path, t: &Table) -> Result<Moves, VerifyError> {
        Ok(Moves {
            year: whole(path, t, "year")?,
            household: keys(path, t, "household")?,
            to: keys(path, t, "to")?,
            landlord: texts(path, t, "landlord")?,
            tenure: texts(path, t, "tenure_to")?,
            channel: texts(path, t, "channel")?,
            urgency: texts(path, t, "urgency")?,
            income: numbers(path, t, "taxable_income_eur")?,
            rent: numbers(path, t, "rent_eur_month")?,
            persons: whole(path, t, "persons")?,
            pension_age: whole(path, t, "pension_age")?,
            shared: whole(path, t, "shared")?,
            free_room: whole(path, t, "free_room")?,
            exception: whole(path, t, "passend_exception")?,
        })
    }

    /// EU income limit that holds for the household.
    pub(super) fn limit(&self, i: usize, law: &LawYear) -> f64 {
        match self.persons[i] {
            1 => law.daeb_limit_1p,
            _ => law.daeb_limit_mp,
        }
    }

    /// Whether the household is within the income limits of the rent allowance.
    pub(super) fn in_target_group(&self, i: usize, law: &LawYear) -> bool {
        let [single, more, single_aow, more_aow] = law.ht_income;
        let limit = match (self.persons[i], self.pension_age[i]) {
            (1, 0) => single,
            (1, _) => single_aow,
            (_, 0) => more,
            (_, _) => more_aow,
        };
        self.income[i] <= limit
    }

    /// Cap on the rent for its size.
    pub(super) fn cap(&self, i: usize, law: &LawYear) -> f64 {
        if self.persons[i] >= 3 {
            law.cap_2nd
        } else {
            law.cap_1st
        }
    }
}
