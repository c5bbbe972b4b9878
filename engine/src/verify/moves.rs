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

/// Amounts are below this; what is larger, or no number, is not one.
const LARGEST: f64 = 1e12;

/// A column of numbers in which every row has one.
fn amounts(path: &Path, table: &Table, name: &str) -> Result<Vec<f64>, VerifyError> {
    let values = numbers(path, table, name)?;
    match values.iter().position(|v| v.is_nan() || v.abs() > LARGEST) {
        None => Ok(values),
        Some(row) => Err(VerifyError::NoAmount {
            path: path.to_owned(),
            column: name.to_owned(),
            row,
            value: if values[row].is_nan() {
                "null".to_owned()
            } else {
                "too large a number".to_owned()
            },
        }),
    }
}

/// A column of texts, each kept once.
pub(super) struct Texts {
    codes: Vec<u32>,
    categories: Vec<String>,
}

impl Texts {
    /// The text of a row.
    pub(super) fn at(&self, row: usize) -> &str {
        &self.categories[self.codes[row] as usize]
    }
}

/// A column of texts.
pub(super) fn texts(path: &Path, table: &Table, name: &str) -> Result<Texts, VerifyError> {
    match table.column(name) {
        Some(Column::Category { codes, categories }) => Ok(Texts {
            codes: codes.clone(),
            categories: categories.clone(),
        }),
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

/// Who ranked next for what was let, as far as rank depends on it.
pub(super) struct Passed {
    pub(super) household: Vec<i64>,
    pub(super) urgency: Texts,
    pub(super) registered: Vec<f64>,
    pub(super) source: Texts,
    pub(super) education: Texts,
    pub(super) years_in_region: Vec<i32>,
    pub(super) years_in_municipality: Vec<i32>,
    pub(super) income: Vec<f64>,
    pub(super) persons: Vec<i32>,
    pub(super) returns: Vec<i32>,
}

/// The table `moves`.
pub(super) struct Moves {
    pub(super) year: Vec<i32>,
    pub(super) round: Vec<i32>,
    pub(super) household: Vec<i64>,
    pub(super) to: Vec<i64>,
    pub(super) area: Texts,
    pub(super) complex: Texts,
    pub(super) landlord: Texts,
    pub(super) tenure: Texts,
    pub(super) channel: Texts,
    pub(super) urgency: Texts,
    pub(super) registered: Vec<f64>,
    pub(super) income: Vec<f64>,
    pub(super) rent: Vec<f64>,
    pub(super) rooms: Vec<i32>,
    pub(super) persons: Vec<i32>,
    pub(super) age: Vec<i32>,
    pub(super) pension_age: Vec<i32>,
    pub(super) shared: Vec<i32>,
    pub(super) free_room: Vec<i32>,
    pub(super) exception: Vec<i32>,
    pub(super) source: Texts,
    pub(super) education: Texts,
    pub(super) years_in_region: Vec<i32>,
    pub(super) years_in_municipality: Vec<i32>,
    pub(super) nuisance: Vec<i32>,
    pub(super) blacklisted: Vec<i32>,
    pub(super) known: Texts,
    pub(super) support: Texts,
    pub(super) wealth: Vec<f64>,
    pub(super) returns: Vec<i32>,
    pub(super) local_tie: Vec<i32>,
    pub(super) max_rent: Vec<f64>,
    pub(super) price: Vec<f64>,
    pub(super) stairwell: Vec<i32>,
    pub(super) stopped: Vec<i32>,
    pub(super) quarter_households: Vec<i32>,
    pub(super) quarter_known: Vec<i32>,
    pub(super) incidents: Vec<f64>,
    pub(super) offered: Vec<i32>,
    pub(super) passed: Passed,
}

impl Moves {
    pub(super) fn read(path: &Path, t: &Table) -> Result<Moves, VerifyError> {
        Ok(Moves {
            year: whole(path, t, "year")?,
            round: whole(path, t, "round")?,
            household: keys(path, t, "household")?,
            to: keys(path, t, "to")?,
            area: texts(path, t, "area_to")?,
            complex: texts(path, t, "complex_to")?,
            landlord: texts(path, t, "landlord")?,
            tenure: texts(path, t, "tenure_to")?,
            channel: texts(path, t, "channel")?,
            urgency: texts(path, t, "urgency")?,
            registered: numbers(path, t, "registration_years")?,
            income: amounts(path, t, "taxable_income_eur")?,
            rent: amounts(path, t, "rent_eur_month")?,
            rooms: whole(path, t, "rooms")?,
            persons: whole(path, t, "persons")?,
            age: whole(path, t, "age")?,
            pension_age: whole(path, t, "pension_age")?,
            shared: whole(path, t, "shared")?,
            free_room: whole(path, t, "free_room")?,
            exception: whole(path, t, "passend_exception")?,
            source: texts(path, t, "income_source")?,
            education: texts(path, t, "education")?,
            years_in_region: whole(path, t, "years_in_region")?,
            years_in_municipality: whole(path, t, "years_in_municipality")?,
            nuisance: whole(path, t, "nuisance_records")?,
            blacklisted: whole(path, t, "blacklisted")?,
            known: texts(path, t, "known_vulnerability")?,
            support: texts(path, t, "support")?,
            wealth: amounts(path, t, "wealth_eur")?,
            returns: whole(path, t, "returns")?,
            local_tie: whole(path, t, "local_tie")?,
            max_rent: amounts(path, t, "max_rent_eur_month")?,
            price: amounts(path, t, "price_eur")?,
            stairwell: whole(path, t, "stairwell_known_vulnerable")?,
            stopped: whole(path, t, "complex_stopped")?,
            quarter_households: whole(path, t, "quarter_households")?,
            quarter_known: whole(path, t, "quarter_known_vulnerable")?,
            incidents: amounts(path, t, "complex_incidents")?,
            offered: whole(path, t, "social_offered")?,
            passed: Passed {
                household: keys(path, t, "passed_over")?,
                urgency: texts(path, t, "passed_over_urgency")?,
                registered: numbers(path, t, "passed_over_registration_years")?,
                source: texts(path, t, "passed_over_income_source")?,
                education: texts(path, t, "passed_over_education")?,
                years_in_region: whole(path, t, "passed_over_years_in_region")?,
                years_in_municipality: whole(path, t, "passed_over_years_in_municipality")?,
                income: numbers(path, t, "passed_over_taxable_income_eur")?,
                persons: whole(path, t, "passed_over_persons")?,
                returns: whole(path, t, "passed_over_returns")?,
            },
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
