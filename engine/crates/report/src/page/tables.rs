//! The tables of one run, reduced to what the report shows.

use crate::error::ReportError;
use crate::headlines::IndexKey;
use buurt_core::{Column, Table};
use buurt_lab::contributions::{self, CONTRIBUTIONS, RunContributions};
use buurt_lab::cost_items::LEDGER;
use buurt_lab::layout::{RunRecord, table_path};
use buurt_lab::run_ledger::{self, RunLedger, Sources};
use buurt_lab::{LabError, Rows, TableBytes};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The indices that the report shows, by group.
pub const INDEX_NAMES: [&str; 2] = ["dissimilarity", "isolation"];
/// The index whose parts between levels add up, and its group.
pub const NESTED: (&str, &str) = ("nested_h", "income_quintiles");
/// The groups that the report shows.
pub const GROUPS: [&str; 5] = [
    "low_income",
    "vulnerable",
    "top_quintile",
    "lowest_quintile",
    "benefit",
];
/// The columns of `areas` that the report uses.
pub const AREA_COLUMNS: [&str; 6] = [
    "households",
    "low_income",
    "high_income",
    "vulnerable",
    "households_q1",
    "benefit",
];

/// The column of `areas` that counts a group of [`GROUPS`].
pub fn area_column(group: &'static str) -> &'static str {
    match group {
        "top_quintile" => "high_income",
        "lowest_quintile" => "households_q1",
        other => other,
    }
}
/// Per channel, the columns of `flows` with its gains and its losses. Together they are the
/// change in size: a run whose accounts do not add up fails.
pub const CHANNELS: [(&str, &str); 4] = [
    ("moved_in", "moved_out"),
    ("became", "ceased"),
    ("formed", "dissolved"),
    ("arrived", "departed"),
];

/// How the columns of `lettings` begin that count refusals by a rule.
pub const REFUSED: &str = "refused_";

/// Per index, per year: value, expected, corrected.
pub type IndexReadings = BTreeMap<IndexKey, Vec<YearReading>>;
/// A year with value, expected and corrected.
pub type YearReading = (i32, [f64; 3]);
/// Counts by area and year: per column of [`AREA_COLUMNS`] that is there, per area code.
pub type AreaCounts = BTreeMap<String, BTreeMap<String, BTreeMap<i32, i32>>>;
/// Per area and group, per year, gains minus losses in the order of [`CHANNELS`].
pub type Accounts = BTreeMap<(String, String), BTreeMap<i32, [f64; CHANNELS.len()]>>;
/// Per year and rule, the refusals in `lettings` summed over landlords, areas and incomes.
pub type Sums = BTreeMap<(i32, String), f64>;

/// What the report keeps of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunTables {
    /// Years of any table, ascending.
    pub years: Vec<i32>,
    /// Per index, per year: value, expected, corrected.
    pub indices: IndexReadings,
    /// Counts by area; None without the table.
    pub areas: Option<AreaCounts>,
    /// The landlords' table as it is; None without it.
    pub landlords: Option<Table>,
    /// Accounts by area and group; None without the table `flows`.
    pub flows: Option<Accounts>,
    /// Refusals of the table `lettings`; None without it.
    pub lettings: Option<Sums>,
    /// What changed the indices of [`INDEX_NAMES`]; None without the table `contributions`.
    pub contributions: Option<RunContributions>,
    /// What was booked and had; None without the table `ledger`.
    pub ledger: Option<RunLedger>,
}

/// Reads the tables of a run; `concentration` is the group and index of which points are a
/// yield.
///
/// # Errors
/// [`ReportError::Lab`] when a file cannot be read, [`ReportError::Column`] when a
/// table lacks a column that identifies its rows.
pub fn read(
    dir: &Path,
    run: &RunRecord,
    level: &str,
    concentration: (&str, &str),
) -> Result<RunTables, ReportError> {
    let open = |name: &str| run.open(dir, name);
    let mut tables = RunTables::default();
    let indices = open("indices")?
        .map(|bytes| index_rows(&bytes, concentration.1))
        .transpose()?;
    if let Some(read) = &indices {
        tables.indices = read_indices(read)?;
    }
    let areas = open("areas")?
        .map(|bytes| area_rows(&bytes, level))
        .transpose()?;
    if let Some(read) = &areas {
        tables.areas = Some(counts(read, level)?);
    }
    if let Some(bytes) = open("flows")? {
        tables.flows = Some(flows(&bytes, level)?);
    }
    if let Some(bytes) = open("landlords")? {
        tables.landlords = Some(bytes.table()?);
    }
    let lettings = open("lettings")?
        .map(|bytes| letting_rows(&bytes))
        .transpose()?;
    if let Some(read) = &lettings {
        tables.lettings = Some(refusals(read)?);
    }
    if let Some(bytes) = open(CONTRIBUTIONS)? {
        let wanted = |index: &str| INDEX_NAMES.contains(&index);
        let mut found = contributions::read_run(&bytes, &wanted)?;
        found.retain(|(_, group, _), _| GROUPS.contains(&group.as_str()));
        tables.contributions = Some(found);
    }
    if let Some(bytes) = open(LEDGER)? {
        let ledger = bytes.table()?;
        let sources = Sources {
            ledger: &ledger,
            areas: areas.as_ref().map(|r| &r.table),
            lettings: lettings.as_ref().map(|r| &r.table),
            indices: indices.as_ref().map(|r| &r.table),
            concentration,
        };
        let found = RunLedger::of(&sources).map_err(|(table, message)| {
            let path = table_path(dir, &run.variant, run.replicate, table);
            LabError::damaged(&path, message)
        })?;
        tables.ledger = Some(found);
    }
    let mut years: Vec<i32> = tables
        .indices
        .values()
        .flatten()
        .map(|(year, _)| *year)
        .chain(
            tables
                .areas
                .iter()
                .flat_map(|a| a.get("households"))
                .flat_map(|c| c.values().flat_map(|y| y.keys().copied())),
        )
        .collect();
    years.sort_unstable();
    years.dedup();
    tables.years = years;
    Ok(tables)
}

fn index_rows(bytes: &TableBytes, also: &str) -> Result<Reader, ReportError> {
    let columns = [
        "year",
        "level",
        "group",
        "index",
        "value",
        "expected",
        "corrected",
    ];
    let wanted = |index: &str| shown(index) || index == also;
    Reader::new(bytes, &columns, Rows::Text("index", &wanted))
}

fn shown(index: &str) -> bool {
    INDEX_NAMES.contains(&index) || index == NESTED.0
}

fn read_indices(read: &Reader) -> Result<IndexReadings, ReportError> {
    let year = read.whole("year")?;
    let (level, levels) = read.texts("level")?;
    let (group, groups) = read.texts("group")?;
    let (index, names) = read.texts("index")?;
    let value = read.numbers("value")?;
    let expected = read.numbers("expected").ok();
    let corrected = read.numbers("corrected").ok();
    let mut by_code: BTreeMap<[u32; 3], Vec<YearReading>> = BTreeMap::new();
    for row in 0..read.table.rows() {
        let name = groups[group[row] as usize].as_str();
        let wanted = GROUPS.contains(&name) || name == NESTED.1;
        if !wanted || !shown(&names[index[row] as usize]) {
            continue;
        }
        let other = |column: Option<&[f64]>| column.map_or(f64::NAN, |c| c[row]);
        by_code
            .entry([level[row], group[row], index[row]])
            .or_default()
            .push((year[row], [value[row], other(expected), other(corrected)]));
    }
    Ok(by_code
        .into_iter()
        .map(|([l, g, i], readings)| {
            let name = |texts: &[String], code: u32| texts[code as usize].clone();
            ((name(levels, l), name(groups, g), name(names, i)), readings)
        })
        .collect())
}

/// The areas, and the city for the ledger.
fn area_rows(bytes: &TableBytes, level: &str) -> Result<Reader, ReportError> {
    let mut columns = vec!["year", "level", "area"];
    columns.extend(AREA_COLUMNS);
    columns.extend(run_ledger::AREAS);
    let wanted = |l: &str| l == level || l == "city";
    Reader::new(bytes, &columns, Rows::Text("level", &wanted))
}

fn counts(read: &Reader, level: &str) -> Result<AreaCounts, ReportError> {
    let year = read.whole("year")?;
    let (levels, names) = read.texts("level")?;
    let (area, codes) = read.texts("area")?;
    let here = |row: &usize| names[levels[*row] as usize] == level;
    let rows: Vec<usize> = (0..read.table.rows()).filter(here).collect();
    let mut counts = AreaCounts::new();
    for column in AREA_COLUMNS {
        let Ok(numbers) = read.whole(column) else {
            continue;
        };
        let by_area = counts.entry(column.to_owned()).or_default();
        for &row in &rows {
            let code = &codes[area[row] as usize];
            if !by_area.contains_key(code) {
                by_area.insert(code.clone(), BTreeMap::new());
            }
            if let Some(by_year) = by_area.get_mut(code) {
                by_year.insert(year[row], numbers[row]);
            }
        }
    }
    Ok(counts)
}

fn flows(bytes: &TableBytes, level: &str) -> Result<Accounts, ReportError> {
    let mut columns = vec!["year", "area", "group"];
    columns.extend(CHANNELS.iter().flat_map(|(gains, losses)| [gains, losses]));
    let read = Reader::new(bytes, &columns, Rows::Text("level", &|l| l == level))?;
    let year = read.whole("year")?;
    let (area, codes) = read.texts("area")?;
    let (group, groups) = read.texts("group")?;
    let account = CHANNELS
        .iter()
        .map(|(gains, losses)| Ok((read.whole(gains)?, read.whole(losses)?)))
        .collect::<Result<Vec<_>, ReportError>>()?;
    let mut accounts = Accounts::new();
    for row in 0..read.table.rows() {
        let group = &groups[group[row] as usize];
        if !GROUPS.contains(&group.as_str()) {
            continue;
        }
        let mut numbers = [0.0; CHANNELS.len()];
        for (number, (gains, losses)) in numbers.iter_mut().zip(&account) {
            *number = f64::from(gains[row]) - f64::from(losses[row]);
        }
        accounts
            .entry((codes[area[row] as usize].clone(), group.clone()))
            .or_default()
            .insert(year[row], numbers);
    }
    Ok(accounts)
}

/// Refusals, and what the ledger takes of lettings.
fn letting_rows(bytes: &TableBytes) -> Result<Reader, ReportError> {
    let names = bytes.column_names()?;
    let wanted =
        |n: &&str| *n == "year" || n.starts_with(REFUSED) || run_ledger::LETTINGS.contains(n);
    let columns: Vec<&str> = names.iter().map(String::as_str).filter(wanted).collect();
    Reader::new(bytes, &columns, Rows::All)
}

fn refusals(read: &Reader) -> Result<Sums, ReportError> {
    let year = read.whole("year")?;
    let mut sums = Sums::new();
    let names = read.table.columns.iter().map(|(name, _)| name);
    for name in names.filter(|n| n.starts_with(REFUSED)) {
        let mut numbers = read.whole(name)?;
        for same in year.chunk_by(|a, b| a == b) {
            let (here, rest) = numbers.split_at(same.len());
            let sum: i64 = here.iter().map(|n| i64::from(*n)).sum();
            *sums.entry((same[0], name.clone())).or_default() += sum as f64;
            numbers = rest;
        }
    }
    Ok(sums)
}

/// Rows of a table with the file they came from.
struct Reader {
    path: PathBuf,
    table: Table,
}

impl Reader {
    fn new(bytes: &TableBytes, columns: &[&str], rows: Rows<'_>) -> Result<Self, ReportError> {
        Ok(Reader {
            path: bytes.path().to_owned(),
            table: bytes.columns(columns, rows)?,
        })
    }

    fn whole(&self, column: &str) -> Result<&[i32], ReportError> {
        match self.table.column(column) {
            Some(Column::I32(v)) => Ok(v),
            _ => Err(self.without(column, "whole-number (32-bit)")),
        }
    }

    fn numbers(&self, column: &str) -> Result<&[f64], ReportError> {
        match self.table.column(column) {
            Some(Column::F64(v)) => Ok(v),
            _ => Err(self.without(column, "number")),
        }
    }

    fn texts(&self, column: &str) -> Result<(&[u32], &[String]), ReportError> {
        match self.table.column(column) {
            Some(Column::Category { codes, categories }) => Ok((codes, categories)),
            _ => Err(self.without(column, "text")),
        }
    }

    fn without(&self, column: &str, expected: &'static str) -> ReportError {
        ReportError::Column {
            path: self.path.clone(),
            column: column.to_owned(),
            expected,
        }
    }
}
