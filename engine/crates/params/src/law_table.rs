//! The dated law as a table: `data/law.csv` (value, unit, source and confidence per
//! parameter and year) and `data/law_parameters.csv` (what each parameter is, and
//! how it goes on beyond its last known year).
//!
//! A parameter in a year is in one of four states, which are never mixed up: in
//! force with a value, not yet law, abolished, or in force but unknown. A gap
//! between two known years is interpolated; beyond the last one the stated
//! indexation applies. Both are recorded with every value.

use crate::indexation::Indexation;
use crate::law::LawYear;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Text of the law data, as built into the program.
pub const LAW_CSV: &str = include_str!("../data/law.csv");
/// Text of the list of parameters.
pub const PARAMETERS_CSV: &str = include_str!("../data/law_parameters.csv");

/// A fault in the law data.
#[derive(Debug, Error, Clone, PartialEq)]
#[error("{file}, row {row}: {message}")]
pub struct LawError {
    /// The data file.
    pub file: String,
    /// Row, the heading being 1.
    pub row: usize,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// State of a norm in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Law, with a value.
    InForce,
    /// Not yet law.
    NotYet,
    /// Once law, no longer.
    Abolished,
    /// Law, but nobody here knows the value.
    Unknown,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Stated by a source for this year.
    Known,
    /// Between two known years, on a straight line.
    Interpolated,
    /// Beyond the last known year, by the stated indexation.
    Extrapolated,
    /// There is no value.
    None,
}

/// One parameter in one year, with everything a referee asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LawEntry {
    /// Name in the data file.
    pub parameter: String,
    /// What it is.
    pub label: String,
    /// Legal basis.
    pub article: String,
    /// Value, if there is one.
    pub value: Option<f64>,
    /// Unit.
    pub unit: String,
    /// State of the norm.
    pub status: Status,
    /// Where the value comes from.
    pub provenance: Provenance,
    /// Source of the value, or of the nearest known one.
    pub source: String,
    /// Confidence code: V found on a public page, V-code read in public source code,
    /// MH and ML from memory with high and low confidence.
    pub confidence: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Row {
    parameter: String,
    year: i32,
    value: Option<f64>,
    status: String,
    unit: String,
    confidence: String,
    source: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Meta {
    parameter: String,
    label: String,
    article: String,
    beyond: String,
}

/// The dated law.
#[derive(Debug, Clone)]
pub struct LawTable {
    metas: Vec<Meta>,
    rows: BTreeMap<String, Vec<Row>>,
}

/// What a lookup finds.
struct Found<'a> {
    value: Option<f64>,
    status: Status,
    provenance: Provenance,
    row: Option<&'a Row>,
}

impl LawTable {
    /// The law built into the program.
    ///
    /// # Errors
    /// [`LawError`] when the built-in data are damaged (a fault of the program).
    pub fn builtin() -> Result<LawTable, LawError> {
        LawTable::parse("law.csv", LAW_CSV, PARAMETERS_CSV)
    }

    /// Reads the two tables; `file` names the first in messages.
    ///
    /// # Errors
    /// [`LawError`] with the row and what is allowed there.
    pub fn parse(file: &str, law: &str, parameters: &str) -> Result<LawTable, LawError> {
        let fault = |file: &str, row: usize, message: String| LawError {
            file: file.to_owned(),
            row,
            message,
        };
        let mut metas = Vec::new();
        for (i, meta) in csv::Reader::from_reader(parameters.as_bytes())
            .deserialize()
            .enumerate()
        {
            let meta: Meta = meta.map_err(|e| fault("law_parameters.csv", i + 2, e.to_string()))?;
            metas.push(meta);
        }
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for (i, row) in csv::Reader::from_reader(law.as_bytes())
            .deserialize()
            .enumerate()
        {
            let row: Row = row.map_err(|e| fault(file, i + 2, e.to_string()))?;
            let wrong = |message: String| Err(fault(file, i + 2, message));
            if !metas.iter().any(|m| m.parameter == row.parameter) {
                return wrong(format!(
                    "parameter {} is not in law_parameters.csv; add it there",
                    row.parameter
                ));
            }
            match (row.status.as_str(), row.value) {
                ("in_force", Some(v)) if v.is_finite() && v >= 0.0 => {}
                ("abolished" | "unknown", None) => {}
                (status, value) => {
                    return wrong(format!(
                        "status {status} with value {value:?}: allowed are in_force with a number of at least 0, and abolished or unknown without one"
                    ));
                }
            }
            let list = rows.entry(row.parameter.clone()).or_default();
            if list.last().is_some_and(|l| l.year >= row.year) {
                return wrong(format!(
                    "{} {} comes after a later or equal year; keep the years of a parameter ascending",
                    row.parameter, row.year
                ));
            }
            list.push(row);
        }
        if let Some(m) = metas.iter().find(|m| !rows.contains_key(&m.parameter)) {
            return Err(fault(
                file,
                1,
                format!("there is no row for parameter {}", m.parameter),
            ));
        }
        Ok(LawTable { metas, rows })
    }

    fn find(&self, meta: &Meta, year: i32, index: &Indexation) -> Found<'_> {
        let rows: &[Row] = self.rows.get(&meta.parameter).map_or(&[], Vec::as_slice);
        let none = |status, row| Found {
            value: None,
            status,
            provenance: Provenance::None,
            row,
        };
        let before = rows
            .iter()
            .rfind(|r| r.year <= year && r.status != "unknown");
        let after = rows.iter().find(|r| r.year > year && r.value.is_some());
        match (before, after) {
            (None, _) => none(Status::NotYet, rows.first()),
            (Some(b), _) if b.status == "abolished" => none(Status::Abolished, Some(b)),
            (Some(b), _) if b.year == year => Found {
                value: b.value,
                status: Status::InForce,
                provenance: Provenance::Known,
                row: Some(b),
            },
            (Some(b), Some(a)) => {
                let t = f64::from(year - b.year) / f64::from(a.year - b.year);
                let value = b.value.zip(a.value).map(|(x, y)| x + t * (y - x));
                Found {
                    value,
                    status: Status::InForce,
                    provenance: Provenance::Interpolated,
                    row: Some(b),
                }
            }
            (Some(b), None) => {
                let growth = match meta.beyond.as_str() {
                    "rents" => index.rents,
                    "incomes" => index.incomes,
                    "constant" => 0.0,
                    _ => return none(Status::Unknown, Some(b)),
                };
                let mut value = b.value;
                for _ in b.year..year {
                    value = value.map(|v| v * (1.0 + growth));
                }
                Found {
                    value,
                    status: Status::InForce,
                    provenance: Provenance::Extrapolated,
                    row: Some(b),
                }
            }
        }
    }

    fn value(&self, parameter: &str, year: i32, index: &Indexation) -> Option<f64> {
        let meta = self.metas.iter().find(|m| m.parameter == parameter)?;
        self.find(meta, year, index).value
    }

    /// Level of nominal incomes relative to 2017. The EU income limit stands in for
    /// incomes, so that nobody drifts over it by inflation alone (assumption; the
    /// limit follows the national development of wages). The step of 2022, when one
    /// limit became two, uses the one for single persons.
    pub fn income_index(&self, year: i32, index: &Indexation) -> f64 {
        let limit = |y: i32| {
            self.value("daeb_income_limit_all", y, index)
                .or_else(|| self.value("daeb_income_limit_1p", y, index))
        };
        let mut level = limit(year.max(2011)).unwrap_or(1.0) / limit(2017).unwrap_or(1.0);
        for _ in year..2011 {
            level /= 1.0 + index.incomes;
        }
        level
    }

    /// The law of a year as rules read it. Norms that are not law in that year bind
    /// nobody: limits are infinite, shares zero, and optional norms `None`.
    pub fn year(&self, year: i32, index: &Indexation) -> LawYear {
        let get = |p: &str| self.value(p, year, index);
        let first_or_present = |p: &str| {
            // Limits that are also used as plain thresholds exist before the norm did.
            get(p).or_else(|| {
                let first = self
                    .rows
                    .get(p)?
                    .iter()
                    .find_map(|r| Some((r.year, r.value?)))?;
                let mut v = first.1;
                for _ in year..first.0 {
                    v /= 1.0 + index.rents;
                }
                Some(v)
            })
        };
        let all = get("daeb_income_limit_all");
        let limit = |p: &str| all.or_else(|| get(p)).unwrap_or(f64::INFINITY);
        let target = |p: &str| first_or_present(p).unwrap_or(0.0);
        let rent = |p: &str| first_or_present(p).unwrap_or(f64::INFINITY);
        LawYear {
            year,
            daeb_limit_1p: limit("daeb_income_limit_1p"),
            daeb_limit_mp: limit("daeb_income_limit_mp"),
            daeb_middle_upper: get("daeb_lower_middle_upper"),
            daeb_share_low: get("daeb_share_low").unwrap_or(0.0),
            daeb_share_middle: get("daeb_share_middle").unwrap_or(0.0),
            daeb_share_free: get("daeb_share_free").unwrap_or(1.0),
            passend_share: get("passend_share"),
            ht_income: [
                target("ht_income_1p"),
                target("ht_income_mp"),
                target("ht_income_1p_aow"),
                target("ht_income_mp_aow"),
            ],
            quality_limit: rent("quality_discount_limit"),
            cap_1st: rent("cap_rent_1st_1_2p"),
            cap_2nd: rent("cap_rent_2nd_3p"),
            social_rent_cap: rent("liberalisation_limit_social"),
            rent_increase_cap: get("rent_increase_cap").unwrap_or(f64::INFINITY),
            landlord_levy: get("landlord_levy").unwrap_or(0.0),
            income_index: self.income_index(year, index),
            permit_holders: get("permit_holders").unwrap_or(f64::NAN),
        }
    }

    /// Every parameter in a year, with status and source.
    pub fn describe(&self, year: i32, index: &Indexation) -> Vec<LawEntry> {
        self.metas
            .iter()
            .map(|meta| {
                let f = self.find(meta, year, index);
                LawEntry {
                    parameter: meta.parameter.clone(),
                    label: meta.label.clone(),
                    article: meta.article.clone(),
                    value: f.value,
                    unit: f.row.map_or_else(String::new, |r| r.unit.clone()),
                    status: f.status,
                    provenance: f.provenance,
                    source: f.row.map_or_else(String::new, |r| r.source.clone()),
                    confidence: f.row.map_or_else(String::new, |r| r.confidence.clone()),
                }
            })
            .collect()
    }

    /// First and last year with any known value.
    pub fn known_years(&self) -> (i32, i32) {
        let years = || {
            self.rows
                .values()
                .flatten()
                .filter(|r| r.value.is_some())
                .map(|r| r.year)
        };
        (years().min().unwrap_or(0), years().max().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> LawTable {
        LawTable::builtin().unwrap()
    }

    #[test]
    fn known_years_are_the_published_values() {
        let (t, index) = (table(), Indexation::default());
        let law = t.year(2017, &index);
        assert_eq!(law.daeb_limit_1p, 36_165.0);
        assert_eq!(law.daeb_limit_mp, 36_165.0);
        assert_eq!(law.daeb_middle_upper, Some(40_349.0));
        assert_eq!(
            law.passend_share,
            Some(0.95),
            "the law says 95 %, the report 90 %"
        );
        assert_eq!(law.ht_income, [22_200.0, 30_150.0, 22_200.0, 30_175.0]);
        assert_eq!(
            (law.cap_1st, law.cap_2nd, law.social_rent_cap),
            (592.55, 635.05, 710.68)
        );
        assert_eq!(law.income_index, 1.0);
        let law = t.year(2022, &index);
        assert_eq!((law.daeb_limit_1p, law.daeb_limit_mp), (40_765.0, 45_014.0));
        assert_eq!((law.daeb_share_low, law.daeb_middle_upper), (0.925, None));
    }

    #[test]
    fn abolished_not_yet_unknown_and_extrapolated_are_four_things() {
        let (t, index) = (table(), Indexation::default());
        let entry = |year: i32, name: &str| {
            t.describe(year, &index)
                .into_iter()
                .find(|e| e.parameter == name)
                .unwrap()
        };
        assert_eq!(entry(2015, "passend_share").status, Status::NotYet);
        assert_eq!(entry(2023, "landlord_levy").status, Status::Abolished);
        assert_eq!(entry(2030, "landlord_levy").value, None);
        assert_eq!(entry(2024, "permit_holders").status, Status::Unknown);
        let gap = entry(2024, "ht_income_mp_aow");
        assert_eq!(
            (gap.status, gap.provenance),
            (Status::InForce, Provenance::Interpolated)
        );
        assert!((gap.value.unwrap() - (33_800.0 + 37_350.0) / 2.0).abs() < 1e-9);
        let later = entry(2027, "cap_rent_1st_1_2p");
        assert_eq!(later.provenance, Provenance::Extrapolated);
        assert!((later.value.unwrap() - 713.02 * 1.02).abs() < 1e-9);
        assert_eq!(t.year(2010, &index).daeb_limit_1p, f64::INFINITY);
    }

    #[test]
    fn the_caps_keep_their_published_ratio_to_the_quality_limit() {
        let (t, index) = (table(), Indexation::default());
        for year in 2011..=2026 {
            let law = t.year(year, &index);
            assert!(
                (law.cap_1st / law.quality_limit - 1.43125).abs() < 1e-3,
                "{year}"
            );
            assert!(
                (law.cap_2nd / law.quality_limit - 1.53385).abs() < 1e-3,
                "{year}"
            );
        }
    }

    #[test]
    fn damaged_data_name_the_row() {
        let bad = LAW_CSV.replacen(",in_force,", ",in_farce,", 1);
        let message = LawTable::parse("law.csv", &bad, PARAMETERS_CSV)
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("law.csv, row 2") && message.contains("in_farce"),
            "{message}"
        );
        let bad = format!("{LAW_CSV}nonsense,2017,1,in_force,EUR,V,x\n");
        let message = LawTable::parse("law.csv", &bad, PARAMETERS_CSV)
            .unwrap_err()
            .to_string();
        assert!(message.contains("nonsense"), "{message}");
    }
}
