//! Reads `law.csv` and `law_parameters.csv`, and says file, row, column, value and
//! what is allowed where they are damaged.

use super::Status;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;

/// Columns of `law.csv`.
const COLUMNS: [&str; 8] = [
    "parameter",
    "year",
    "value",
    "unit",
    "status",
    "source",
    "confidence",
    "note",
];

/// Confidence codes: stated in the seed report, found on a public page, read in
/// public source code, from memory with high and with low confidence, derived,
/// a proposal, and none because the value is unknown.
const CONFIDENCE: [&str; 8] = ["S", "V", "V-code", "MH", "ML", "D", "PROP", "UNKNOWN"];

/// A fault in the law data.
#[derive(Debug, Error, Clone, PartialEq)]
#[error("{file}, row {row}, column {column}: found \"{value}\"; allowed: {allowed}")]
pub struct LawError {
    /// The data file.
    pub file: String,
    /// Line of the file, the heading being 1.
    pub row: usize,
    /// Column with the fault.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What may stand there.
    pub allowed: String,
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) year: i32,
    pub(super) value: Option<f64>,
    pub(super) unit: String,
    pub(super) status: Status,
    pub(super) source: String,
    pub(super) confidence: String,
    pub(super) note: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Meta {
    pub(super) parameter: String,
    pub(super) label: String,
    pub(super) article: String,
    pub(super) beyond: String,
}

/// Reads one line of `law.csv`; `fault(column, value, allowed)` makes the error.
fn read_row(
    cell: &dyn Fn(&str) -> String,
    fault: &dyn Fn(&str, &str, &str) -> LawError,
) -> Result<Row, LawError> {
    let text = cell("year");
    let year = match text.parse::<i32>() {
        Ok(y) if (1900..=2100).contains(&y) => y,
        _ => return Err(fault("year", &text, "a year from 1900 to 2100")),
    };
    let text = cell("status");
    let status = match text.as_str() {
        "in_force" => Status::InForce,
        "not_yet" => Status::NotYet,
        "abolished" => Status::Abolished,
        "unknown" => Status::Unknown,
        _ => {
            let allowed = "in_force, not_yet, abolished or unknown";
            return Err(fault("status", &text, allowed));
        }
    };
    let (text, unit) = (cell("value"), cell("unit"));
    // Shares and yearly rates are fractions; a 95 for 95 % is a slip.
    let fraction = unit.starts_with("share") || unit == "per year";
    let value = match (status, text.parse::<f64>()) {
        (Status::InForce, Ok(v)) if v.is_finite() && v >= 0.0 && (!fraction || v <= 1.0) => Some(v),
        (Status::InForce, _) if fraction => {
            return Err(fault("value", &text, "a fraction from 0 to 1"));
        }
        (Status::InForce, _) => return Err(fault("value", &text, "a number of at least 0")),
        _ if text.is_empty() => None,
        _ => {
            let allowed = "nothing, because only a norm in force has a value";
            return Err(fault("value", &text, allowed));
        }
    };
    let (source, confidence) = (cell("source"), cell("confidence"));
    if source.is_empty() {
        return Err(fault("source", &source, "a source (\"none\" if unknown)"));
    }
    if !CONFIDENCE.contains(&confidence.as_str()) || (value.is_some() && confidence == "UNKNOWN") {
        let allowed = "S, V, V-code, MH, ML, D or PROP; UNKNOWN only without a value";
        return Err(fault("confidence", &confidence, allowed));
    }
    Ok(Row {
        year,
        value,
        unit,
        status,
        source,
        confidence,
        note: cell("note"),
    })
}

/// Reads the list of parameters.
pub(super) fn read_parameters(parameters: &str) -> Result<Vec<Meta>, LawError> {
    let file = "law_parameters.csv";
    let mut metas: Vec<Meta> = Vec::new();
    let mut reader = csv::Reader::from_reader(parameters.as_bytes());
    for (i, meta) in reader.deserialize().enumerate() {
        let fault = |column: &str, value: &str, allowed: &str| LawError {
            file: file.to_owned(),
            row: i + 2,
            column: column.to_owned(),
            value: value.to_owned(),
            allowed: allowed.to_owned(),
        };
        let meta: Meta = meta.map_err(|e: csv::Error| {
            fault("all", &e.to_string(), "parameter, label, article, beyond")
        })?;
        if !["rents", "incomes", "constant", "unknown"].contains(&meta.beyond.as_str()) {
            let allowed = "rents, incomes, constant or unknown";
            return Err(fault("beyond", &meta.beyond, allowed));
        }
        if metas.iter().any(|m| m.parameter == meta.parameter) {
            return Err(fault("parameter", &meta.parameter, "each parameter once"));
        }
        metas.push(meta);
    }
    Ok(metas)
}

/// Reads the values by parameter, the years of each ascending.
pub(super) fn read_rows(
    file: &str,
    law: &str,
    metas: &[Meta],
) -> Result<BTreeMap<String, Vec<Row>>, LawError> {
    let fault = |row: usize, column: &str, value: &str, allowed: &str| LawError {
        file: file.to_owned(),
        row,
        column: column.to_owned(),
        value: value.to_owned(),
        allowed: allowed.to_owned(),
    };
    let mut reader = csv::Reader::from_reader(law.as_bytes());
    let heading = reader
        .headers()
        .map_err(|e| fault(1, "all", &e.to_string(), "a heading"))?
        .clone();
    let mut places = BTreeMap::new();
    for name in COLUMNS {
        let place = heading.iter().position(|h| h == name).ok_or_else(|| {
            let found = heading.iter().collect::<Vec<_>>().join(",");
            fault(1, name, &found, "a heading with this column")
        })?;
        places.insert(name, place);
    }
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|e| {
            let line = e
                .position()
                .map_or(i + 2, |p| usize::try_from(p.line()).unwrap_or(i + 2));
            fault(line, "all", &e.to_string(), &COLUMNS.join(","))
        })?;
        let line = record
            .position()
            .map_or(i + 2, |p| usize::try_from(p.line()).unwrap_or(i + 2));
        let cell = |name: &str| {
            let place = places.get(name).copied().unwrap_or(usize::MAX);
            record.get(place).unwrap_or_default().trim().to_owned()
        };
        let wrong = |column: &str, value: &str, allowed: &str| fault(line, column, value, allowed);
        let parameter = cell("parameter");
        if !metas.iter().any(|m| m.parameter == parameter) {
            let allowed = "a parameter of law_parameters.csv";
            return Err(wrong("parameter", &parameter, allowed));
        }
        let row = read_row(&cell, &wrong)?;
        let list = rows.entry(parameter).or_default();
        if let Some(last) = list.last() {
            if last.year >= row.year {
                let allowed = format!("a year after {}, the one before it", last.year);
                return Err(wrong("year", &row.year.to_string(), &allowed));
            }
            if last.unit != row.unit {
                let allowed = format!("{}, as in {}", last.unit, last.year);
                return Err(wrong("unit", &row.unit, &allowed));
            }
            if row.status == Status::NotYet && last.status != Status::NotYet {
                let allowed = "in_force, abolished or unknown after a year that was";
                return Err(wrong("status", "not_yet", allowed));
            }
        }
        list.push(row);
    }
    if let Some(m) = metas.iter().find(|m| !rows.contains_key(&m.parameter)) {
        return Err(fault(
            1,
            "parameter",
            "",
            &format!("rows for {}", m.parameter),
        ));
    }
    Ok(rows)
}
