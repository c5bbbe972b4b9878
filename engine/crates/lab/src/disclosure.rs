//! Disclosure control of indices: an index of a group of which the whole city has
//! only a few households, or all but a few, says something about those few.

use crate::compare::Comparison;
use crate::cost_items::Takes;
use crate::error::LabError;
use crate::layout::runs_to_read;
use crate::manifest::read_manifest;
use crate::pairs::Pair;
use crate::row_choice::Rows;
use buurt_core::{Column, Table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Groups of the indices and the column of `areas` that counts them.
const COUNTED: [(&str, &str); 7] = [
    ("low_income", "low_income"),
    ("lowest_quintile", "households_q1"),
    ("top_quintile", "high_income"),
    ("benefit", "benefit"),
    ("vulnerable", "vulnerable"),
    ("families", "families"),
    ("children", "children"),
];

/// Which groups are small in which years.
#[derive(Debug, Clone, PartialEq)]
pub struct Small {
    smallest: BTreeMap<(i32, &'static str), i64>,
    /// Smallest number that is shown.
    pub min_cell: u32,
    /// What a household takes of hours and allowances, which are counted as households.
    pub takes: Takes,
}

impl Small {
    /// Looks for groups, of those `wanted` by name, of which some run in `dir` has fewer than
    /// `min_cell` households in the whole city, or fewer than that outside it (children:
    /// persons).
    ///
    /// # Errors
    /// [`LabError::Compare`] when a run has no table `areas`, [`LabError::Damaged`] when
    /// one cannot be read or does not count a group.
    pub fn of(dir: &Path, min_cell: u32, wanted: &dyn Fn(&str) -> bool) -> Result<Small, LabError> {
        let manifest = read_manifest(dir)?.unwrap_or_default();
        Ok(Small {
            smallest: smallest(dir, wanted)?,
            min_cell,
            takes: Takes::of(&manifest["science"]["scenario"]),
        })
    }

    /// No group is small.
    pub fn none(min_cell: u32) -> Small {
        Small {
            smallest: BTreeMap::new(),
            min_cell,
            takes: Takes::of(&Value::Null),
        }
    }

    /// The fewest inside or outside a group in a year; None when they were not counted.
    pub fn smallest(&self, group: &str, year: i32) -> Option<i64> {
        self.smallest.get(&(year, group)).copied()
    }

    /// Whether a group is small in a year.
    pub fn is(&self, group: &str, year: i32) -> bool {
        let n = self.smallest(group, year);
        n.is_some_and(|n| n < i64::from(self.min_cell))
    }

    /// Whether a group is small in a year or in one before.
    pub fn ever(&self, group: &str, year: i32) -> bool {
        let years = self.smallest.keys().map(|(year, _)| *year);
        years
            .take_while(|y| *y <= year)
            .any(|year| self.is(group, year))
    }
}

impl Comparison {
    /// Leaves out the rows of every group and year that is small, and the last digits of the
    /// others: to the last digit an index of one run is a quotient of two numbers of
    /// households. Returns the number of rows left out.
    pub fn suppress(&mut self, small: &Small) -> usize {
        let before = self.rows.len();
        self.rows
            .retain(|row| !small.is(&row.cell.group, row.cell.year));
        for row in &mut self.rows {
            let pair = Pair {
                replicates: row.replicates,
                baseline_mean: row.baseline_mean,
                variant_mean: row.variant_mean,
                paired: row.paired,
            }
            .of_indices();
            (row.baseline_mean, row.variant_mean) = (pair.baseline_mean, pair.variant_mean);
            row.paired = pair.paired;
        }
        before - self.rows.len()
    }
}

/// Per year and group, the smallest count inside or outside the group over all runs.
fn smallest(
    dir: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<(i32, &'static str), i64>, LabError> {
    let mut columns = vec!["year", "households", "persons"];
    let counted = || COUNTED.into_iter().filter(|(group, _)| wanted(group));
    columns.extend(counted().map(|(_, column)| column));
    let mut smallest: BTreeMap<(i32, &str), i64> = BTreeMap::new();
    for run in runs_to_read(dir)? {
        let Some(bytes) = run.open(dir, "areas")? else {
            return Err(LabError::Compare(format!(
                "variant {}, replicate {} has no table `areas`, from which small groups are known; \
                 run the scenario again, or leave out --min-cell",
                run.variant, run.replicate
            )));
        };
        let table = bytes.columns(&columns, Rows::Text("level", &|l| l == "city"))?;
        let column = |name: &str| whole(&table, name, bytes.path());
        let year = column("year")?;
        for (group, name) in counted() {
            let counts = column(name)?;
            let all = column(if group == "children" {
                "persons"
            } else {
                "households"
            })?;
            for ((year, count), all) in year.iter().zip(counts).zip(all) {
                let least = i64::from(*count).min(i64::from(*all) - i64::from(*count));
                let entry = smallest.entry((*year, group)).or_insert(least);
                *entry = (*entry).min(least);
            }
        }
    }
    Ok(smallest)
}

pub(crate) fn whole<'a>(table: &'a Table, name: &str, path: &Path) -> Result<&'a [i32], LabError> {
    match table.column(name) {
        Some(Column::I32(numbers)) => Ok(numbers),
        _ => Err(LabError::damaged(
            path,
            format!("there is no whole-number column `{name}`"),
        )),
    }
}
