//! The dated law as a table: `data/law.csv` (value, unit, status, source and
//! confidence per parameter and year, 2007–2026 in full) and
//! `data/law_parameters.csv` (what each parameter is, and how it goes on beyond its
//! known years).
//!
//! A parameter in a year is in one of four states, which are never mixed up: in
//! force with a value, not yet law, abolished, or in force but unknown. An unknown
//! year between two known ones is interpolated; outside the known years the stated
//! indexation applies, backward only to amounts (a quota or a rate is never guessed
//! for the years before it is known). Either is recorded with the value.

use crate::indexation::Indexation;
use crate::law::{LawYear, RentCut, RentSegments};
use reading::{Meta, Row, read_parameters, read_rows};
use serde::Serialize;
use std::collections::BTreeMap;

mod reading;

pub use reading::LawError;

/// Text of the law data, as built into the program.
pub const LAW_CSV: &str = include_str!("../data/law.csv");
/// Text of the list of parameters.
pub const PARAMETERS_CSV: &str = include_str!("../data/law_parameters.csv");

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
    /// Between two known years, on a straight line over time.
    Interpolated,
    /// Outside the known years, by the stated indexation (an assumption).
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
    /// Confidence code of that source: V found on a public page, V-code read in
    /// public source code, MH and ML from memory with high and low confidence, D
    /// derived, UNKNOWN without a source.
    pub confidence: String,
    /// Remark on the value or its absence.
    pub note: String,
}

/// The dated law.
#[derive(Debug, Clone)]
pub struct LawTable {
    metas: Vec<Meta>,
    rows: BTreeMap<String, Vec<Row>>,
}

/// What a lookup finds: `row` is the source of the value (or the row that says why
/// there is none), `note` the remark of the year itself where it has one.
struct Found<'a> {
    value: Option<f64>,
    status: Status,
    provenance: Provenance,
    row: Option<&'a Row>,
    note: &'a str,
}

impl LawTable {
    /// The law built into the program.
    ///
    /// # Errors
    /// [`LawError`] when the built-in data are damaged (a fault of the program).
    pub fn builtin() -> Result<LawTable, LawError> {
        LawTable::parse("law.csv", LAW_CSV, PARAMETERS_CSV)
    }

    /// The text of the built-in data, for hashing: the list of parameters and then
    /// the values.
    pub fn digest_text() -> String {
        format!("{PARAMETERS_CSV}{LAW_CSV}")
    }

    /// Reads the two tables; `file` names the first in messages.
    ///
    /// # Errors
    /// [`LawError`] with the row, the column, the value and what is allowed there.
    pub fn parse(file: &str, law: &str, parameters: &str) -> Result<LawTable, LawError> {
        let metas = read_parameters(parameters)?;
        let rows = read_rows(file, law, &metas)?;
        Ok(LawTable { metas, rows })
    }

    fn find(&self, meta: &Meta, year: i32, index: &Indexation) -> Found<'_> {
        let rows: &[Row] = self.rows.get(&meta.parameter).map_or(&[], Vec::as_slice);
        // The row that holds: the one of the year or the last before it. Before the
        // first row of all only "not yet" is known to hold as well.
        let own = rows.iter().rfind(|r| r.year <= year).or(rows.first());
        let exact = own.filter(|r| r.year == year);
        let note = own.map_or("", |r| r.note.as_str());
        let found = |value, status, provenance, row| Found {
            value,
            status,
            provenance,
            row,
            note: exact.map_or("", |_| note),
        };
        let norm = own.map_or(Status::Unknown, |r| r.status);
        if matches!(norm, Status::NotYet | Status::Abolished) {
            return Found {
                note,
                ..found(None, norm, Provenance::None, own)
            };
        }
        if let Some(r) = exact.filter(|r| r.value.is_some()) {
            return found(r.value, Status::InForce, Provenance::Known, exact);
        }
        // Known years on both sides, within the stretch in which the norm exists.
        let gone = |r: &&Row| matches!(r.status, Status::NotYet | Status::Abolished);
        let known = |r: &&Row| r.value.is_some();
        let start = rows.iter().rfind(|r| r.year < year && gone(r));
        let end = rows.iter().find(|r| r.year > year && gone(r));
        let before = rows
            .iter()
            .rfind(|r| r.year < year && known(r) && start.is_none_or(|s| r.year > s.year));
        let after = rows
            .iter()
            .find(|r| r.year > year && known(r) && end.is_none_or(|e| r.year < e.year));
        let growth = match meta.beyond.as_str() {
            "rents" => Some(index.rents),
            "incomes" => Some(index.incomes),
            "constant" => Some(0.0),
            _ => None,
        };
        let amount = matches!(meta.beyond.as_str(), "rents" | "incomes");
        match (before, after, growth) {
            (Some(b), Some(a), _) => {
                let t = f64::from(year - b.year) / f64::from(a.year - b.year);
                let value = b.value.zip(a.value).map(|(x, y)| x + t * (y - x));
                found(value, Status::InForce, Provenance::Interpolated, before)
            }
            (Some(b), None, Some(growth)) => {
                let value = b
                    .value
                    .map(|v| (b.year..year).fold(v, |v, _| v * (1.0 + growth)));
                found(value, Status::InForce, Provenance::Extrapolated, before)
            }
            (None, Some(a), Some(growth)) if amount => {
                let value = a
                    .value
                    .map(|v| (year..a.year).fold(v, |v, _| v / (1.0 + growth)));
                found(value, Status::InForce, Provenance::Extrapolated, after)
            }
            _ => found(None, Status::Unknown, Provenance::None, own),
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

    /// The law of a year as rules read it, for any year. Norms that are not law in
    /// that year, or of which nothing is known, bind nobody: limits are infinite,
    /// shares zero (the free share one), optional norms `None`; the number of permit
    /// holders is NaN where unknown. Parameters of the table that [`LawYear`] lacks
    /// are documentation: no rule reads them.
    pub fn year(&self, year: i32, index: &Indexation) -> LawYear {
        let get = |p: &str| self.value(p, year, index);
        let all = get("daeb_income_limit_all");
        let limit = |p: &str| all.or_else(|| get(p)).unwrap_or(f64::INFINITY);
        let target = |p: &str| get(p).unwrap_or(0.0);
        let rent = |p: &str| get(p).unwrap_or(f64::INFINITY);
        // What a cap leaves above the one for all, without the error of the subtraction.
        let step = |income: &str, cap: &str| {
            let extra = get(cap)? - get("rent_increase_cap")?;
            Some((get(income)?, (extra * 1e6).round() / 1e6))
        };
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
            free_rent_increase_cap: get("free_rent_increase_cap").unwrap_or(f64::INFINITY),
            rent_increase_steps: [
                step("rent_increase_income_middle", "rent_increase_cap_middle"),
                step("rent_increase_income_high", "rent_increase_cap_high"),
            ],
            rent_increase_extra: [
                target("rent_increase_extra_middle"),
                target("rent_increase_extra_high"),
            ],
            landlord_levy: get("landlord_levy").unwrap_or(0.0),
            income_index: self.income_index(year, index),
            local_tie_share: get("local_tie_share"),
            local_tie_municipality: get("local_tie_share_municipality"),
            permit_holders: get("permit_holders").unwrap_or(f64::NAN),
            rent_cut: get("rent_cut_rent").map(|rent_eur| RentCut {
                rent_eur,
                income_eur: [
                    target("rent_cut_income_1p"),
                    target("rent_cut_income_mp"),
                    target("rent_cut_income_1p_aow"),
                    target("rent_cut_income_mp_aow"),
                ],
            }),
            segments: get("mid_rent_cap").map(|mid_rent_cap| RentSegments {
                low_points: target("low_rent_points"),
                mid_points: target("mid_rent_points"),
                mid_rent_cap,
                new_build_surcharge: target("mid_rent_new_build_surcharge"),
                increase_cap: get("mid_rent_increase_cap").unwrap_or(f64::INFINITY),
            }),
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
                    note: f.note.to_owned(),
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
