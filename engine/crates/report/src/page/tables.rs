//! The tables of one run, reduced to what the report shows.

use crate::error::ReportError;
use crate::page::ensemble::IndexKey;
use buurt_core::{Column, Table};
use buurt_lab::contributions::{self, CONTRIBUTIONS, RunContributions};
use buurt_lab::layout::RunRecord;
use buurt_lab::run_ledger::{self, RunLedger};
use buurt_lab::{Rows, column_names, read_columns};
use std::collections::BTreeMap;
use std::path::Path;

/// The indices that the report shows, by group.
pub const INDEX_NAMES: [&str; 2] = ["dissimilarity", "isolation"];
/// The index whose parts between levels add up, and its group.
pub const NESTED: (&str, &str) = ("nested_h", "income_quintiles");
/// The groups that the report shows.
pub const GROUPS: [&str; 3] = ["low_income", "vulnerable", "top_quintile"];
/// The columns of `areas` that the report uses.
pub const AREA_COLUMNS: [&str; 8] = [
    "households",
    "low_income",
    "high_income",
    "vulnerable",
    "vacant",
    "moved_in",
    "moved_out",
    "low_income_in",
];
/// The columns of an account in `flows`, in the order of the identity: start plus the
/// gains minus the losses is end.
pub const ACCOUNT: [&str; 10] = [
    "start",
    "moved_in",
    "moved_out",
    "became",
    "ceased",
    "formed",
    "dissolved",
    "arrived",
    "departed",
    "end",
];

/// How the columns of `lettings` begin that count refusals by a rule.
pub const REFUSED: &str = "refused_";

/// Per index, per year: value, expected, corrected.
pub type IndexReadings = BTreeMap<IndexKey, Vec<YearReading>>;
/// A year with value, expected and corrected.
pub type YearReading = (i32, [f64; 3]);
/// Counts by area and year: per column of [`AREA_COLUMNS`] that is there, per area code.
pub type AreaCounts = BTreeMap<String, BTreeMap<String, BTreeMap<i32, i32>>>;
/// Per area and group, per year, the account in the order of [`ACCOUNT`].
pub type Accounts = BTreeMap<(String, String), BTreeMap<i32, [i32; 10]>>;
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
    let path = |name: &str| run.intact(dir, name);
    let mut tables = RunTables::default();
    if let Some(path) = path("indices")? {
        tables.indices = indices(&path)?;
    }
    if let Some(path) = path("areas")? {
        tables.areas = Some(areas(&path, level)?);
    }
    if let Some(path) = path("flows")? {
        tables.flows = Some(flows(&path, level)?);
    }
    if let Some(path) = path("landlords")? {
        tables.landlords = Some(buurt_lab::read_table(&path)?);
    }
    if let Some(path) = path("lettings")? {
        tables.lettings = Some(lettings(&path)?);
    }
    if let Some(path) = path(CONTRIBUTIONS)? {
        let wanted = |index: &str| INDEX_NAMES.contains(&index);
        let mut found = contributions::read_run(&path, &wanted)?;
        found.retain(|(_, group, _), _| GROUPS.contains(&group.as_str()));
        tables.contributions = Some(found);
    }
    tables.ledger = run_ledger::read_run(dir, run, concentration)?;
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

fn indices(path: &Path) -> Result<IndexReadings, ReportError> {
    let columns = [
        "year",
        "level",
        "group",
        "index",
        "value",
        "expected",
        "corrected",
    ];
    let wanted = |index: &str| INDEX_NAMES.contains(&index) || index == NESTED.0;
    let table = read_columns(path, &columns, Rows::Text("index", &wanted))?;
    let read = Reader {
        path,
        table: &table,
    };
    let year = read.whole("year")?;
    let (level, levels) = read.texts("level")?;
    let (group, groups) = read.texts("group")?;
    let (index, names) = read.texts("index")?;
    let value = read.numbers("value")?;
    let expected = read.numbers("expected").ok();
    let corrected = read.numbers("corrected").ok();
    let mut by_code: BTreeMap<[u32; 3], Vec<YearReading>> = BTreeMap::new();
    for row in 0..table.rows() {
        let name = groups[group[row] as usize].as_str();
        if !GROUPS.contains(&name) && name != NESTED.1 {
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

fn areas(path: &Path, level: &str) -> Result<AreaCounts, ReportError> {
    let mut columns = vec!["year", "area"];
    columns.extend(AREA_COLUMNS);
    let table = read_columns(path, &columns, Rows::Text("level", &|l| l == level))?;
    let read = Reader {
        path,
        table: &table,
    };
    let year = read.whole("year")?;
    let (area, codes) = read.texts("area")?;
    let mut counts = AreaCounts::new();
    for column in AREA_COLUMNS {
        let Ok(numbers) = read.whole(column) else {
            continue;
        };
        let by_area = counts.entry(column.to_owned()).or_default();
        for row in 0..table.rows() {
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

fn flows(path: &Path, level: &str) -> Result<Accounts, ReportError> {
    let mut columns = vec!["year", "area", "group"];
    columns.extend(ACCOUNT);
    let table = read_columns(path, &columns, Rows::Text("level", &|l| l == level))?;
    let read = Reader {
        path,
        table: &table,
    };
    let year = read.whole("year")?;
    let (area, codes) = read.texts("area")?;
    let (group, groups) = read.texts("group")?;
    let account = ACCOUNT
        .iter()
        .map(|c| read.whole(c))
        .collect::<Result<Vec<_>, _>>()?;
    let mut accounts = Accounts::new();
    for row in 0..table.rows() {
        let group = &groups[group[row] as usize];
        if !GROUPS.contains(&group.as_str()) {
            continue;
        }
        let mut numbers = [0; 10];
        for (number, column) in numbers.iter_mut().zip(&account) {
            *number = column[row];
        }
        accounts
            .entry((codes[area[row] as usize].clone(), group.clone()))
            .or_default()
            .insert(year[row], numbers);
    }
    Ok(accounts)
}

fn lettings(path: &Path) -> Result<Sums, ReportError> {
    let names = column_names(path)?;
    let wanted: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|n| *n == "year" || n.starts_with(REFUSED))
        .collect();
    let table = read_columns(path, &wanted, Rows::All)?;
    let read = Reader {
        path,
        table: &table,
    };
    let year = read.whole("year")?;
    let mut sums = Sums::new();
    for name in wanted.into_iter().filter(|n| *n != "year") {
        let mut by_year: BTreeMap<i32, f64> = BTreeMap::new();
        for (year, number) in year.iter().zip(read.whole(name)?) {
            *by_year.entry(*year).or_default() += f64::from(*number);
        }
        for (year, sum) in by_year {
            sums.insert((year, name.to_owned()), sum);
        }
    }
    Ok(sums)
}

struct Reader<'a> {
    path: &'a Path,
    table: &'a Table,
}

impl<'a> Reader<'a> {
    fn whole(&self, column: &str) -> Result<&'a [i32], ReportError> {
        match self.table.column(column) {
            Some(Column::I32(v)) => Ok(v),
            _ => Err(self.without(column, "whole-number (32-bit)")),
        }
    }

    fn numbers(&self, column: &str) -> Result<&'a [f64], ReportError> {
        match self.table.column(column) {
            Some(Column::F64(v)) => Ok(v),
            _ => Err(self.without(column, "number")),
        }
    }

    fn texts(&self, column: &str) -> Result<(&'a [u32], &'a [String]), ReportError> {
        match self.table.column(column) {
            Some(Column::Category { codes, categories }) => Ok((codes, categories)),
            _ => Err(self.without(column, "text")),
        }
    }

    fn without(&self, column: &str, expected: &'static str) -> ReportError {
        ReportError::Column {
            path: self.path.to_owned(),
            column: column.to_owned(),
            expected,
        }
    }
}
