//! A comparison as Parquet, as CSV and as text for the screen.

use crate::compare::{Comparison, ComparisonRow};
use crate::error::LabError;
use crate::pairs::{categories, csv, write_both};
use crate::screen_table::{Align, aligned};
use buurt_core::{Column, Table};
use std::fmt::Write;
use std::path::Path;

/// Name of the comparison.
pub const COMPARISON: &str = "comparison";

/// Level, group and index of a line on the screen.
pub type Selection = (String, String, String);

impl Comparison {
    /// The rows as a table `comparison`: year, level, group, index, measure, variant,
    /// replicates, baseline_mean, variant_mean, difference, standard_error, ci_low,
    /// ci_high, variance_ratio, replicates_needed.
    pub fn table(&self) -> Table {
        let rows = &self.rows;
        let number = |f: &dyn Fn(&ComparisonRow) -> f64| Column::F64(rows.iter().map(f).collect());
        let text = |f: &dyn Fn(&ComparisonRow) -> &str| categories(rows.iter().map(f));
        Table::new(COMPARISON)
            .with(
                "year",
                Column::I32(rows.iter().map(|r| r.cell.year).collect()),
            )
            .with("level", text(&|r| &r.cell.level))
            .with("group", text(&|r| &r.cell.group))
            .with("index", text(&|r| &r.cell.index))
            .with("measure", text(&|r| r.measure.name()))
            .with("variant", text(&|r| &r.variant))
            .with(
                "replicates",
                Column::I32(rows.iter().map(|r| r.replicates as i32).collect()),
            )
            .with("baseline_mean", number(&|r| r.baseline_mean))
            .with("variant_mean", number(&|r| r.variant_mean))
            .with("difference", number(&|r| r.paired.mean))
            .with("standard_error", number(&|r| r.paired.standard_error))
            .with("ci_low", number(&|r| r.paired.ci_low))
            .with("ci_high", number(&|r| r.paired.ci_high))
            .with("variance_ratio", number(&|r| r.paired.variance_ratio))
            .with("replicates_needed", number(&|r| r.replicates_needed))
    }

    /// The rows as CSV with the columns of [`Comparison::table`]; an undefined number
    /// is an empty field.
    pub fn csv(&self) -> String {
        csv(&self.table())
    }

    /// Writes `comparison.parquet` and `comparison.csv` into `dir`.
    ///
    /// # Errors
    /// [`LabError::Write`].
    pub fn write(&self, dir: &Path) -> Result<(), LabError> {
        write_both(dir, &self.table())
    }

    /// The last year as text for the screen, one block per selection that has rows;
    /// without selections, one block per level, group and index.
    pub fn screen(&self, selections: &[Selection]) -> String {
        let mut out = String::new();
        let Some(year) = self.rows.last().map(|r| r.cell.year) else {
            return "Nothing to compare: no index is defined in both variants.\n".to_owned();
        };
        let all: Vec<Selection>;
        let chosen = if selections.is_empty() {
            let mut keys: Vec<Selection> = Vec::new();
            for row in self.rows.iter().filter(|r| r.cell.year == year) {
                let c = &row.cell;
                let key = (c.level.clone(), c.group.clone(), c.index.clone());
                if keys.last() != Some(&key) {
                    keys.push(key);
                }
            }
            all = keys;
            all.as_slice()
        } else {
            selections
        };
        for (level, group, index) in chosen {
            let rows: Vec<&ComparisonRow> = self
                .rows
                .iter()
                .filter(|r| {
                    let c = &r.cell;
                    (c.year, &c.level, &c.group, &c.index) == (year, level, group, index)
                })
                .collect();
            if rows.is_empty() {
                continue;
            }
            let _ = writeln!(out, "{index} of {group} by {level}, {year}");
            out.push_str(&block(&rows, &self.baseline, self.half_width));
            out.push('\n');
        }
        out
    }
}

fn block(rows: &[&ComparisonRow], baseline: &str, half_width: f64) -> String {
    let needed = format!("runs for ±{half_width}");
    let mut lines = vec![
        [
            "variant",
            "measure",
            baseline,
            "variant",
            "difference",
            "s.e.",
            "95 % interval",
            "paired/unpaired",
            "runs",
            &needed,
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for r in rows {
        let p = &r.paired;
        lines.push(vec![
            r.variant.clone(),
            r.measure.name().to_owned(),
            fixed(r.baseline_mean, 4),
            fixed(r.variant_mean, 4),
            signed(p.mean, 4),
            fixed(p.standard_error, 4),
            if p.ci_low.is_finite() {
                format!("{} to {}", end(p.ci_low, 4), end(p.ci_high, 4))
            } else {
                "–".to_owned()
            },
            fixed(p.variance_ratio, 2),
            r.replicates.to_string(),
            fixed(r.replicates_needed, 0),
        ]);
    }
    let mut align = vec![Align::Right; 10];
    align[0] = Align::Left;
    align[1] = Align::Left;
    aligned(&lines, &align)
}

/// A number with this many decimals; a dash when it is not defined. What rounds to zero has
/// no sign.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if !above_zero(digits) => digits.to_owned(),
        _ => text,
    }
}

/// As [`fixed`], with a plus sign before what is above zero.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    match value > 0.0 && above_zero(&text) {
        true => format!("+{text}"),
        false => text,
    }
}

/// An end of an interval: as [`signed`], but what rounds to zero keeps its sign, which says
/// whether the interval leaves out zero.
pub fn end(value: f64, decimals: usize) -> String {
    let text = fixed(value.abs(), decimals);
    if value > 0.0 {
        format!("+{text}")
    } else if value < 0.0 {
        format!("-{text}")
    } else {
        text
    }
}

fn above_zero(digits: &str) -> bool {
    digits.chars().any(|c| ('1'..='9').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!(fixed(-0.000_04, 4), "0.0000");
        assert_eq!(fixed(-0.000_06, 4), "-0.0001");
        assert_eq!(fixed(0.5, 1), "0.5");
        assert_eq!(fixed(f64::NAN, 1), "–");
        assert_eq!(signed(-0.000_04, 4), "0.0000");
        assert_eq!(signed(0.000_04, 4), "0.0000");
        assert_eq!(signed(0.012_34, 4), "+0.0123");
        assert_eq!(signed(-0.012_34, 4), "-0.0123");
    }

    #[test]
    fn an_end_of_an_interval_says_on_which_side_of_zero_it_is() {
        assert_eq!(end(0.000_04, 4), "+0.0000");
        assert_eq!(end(-0.000_04, 4), "-0.0000");
        assert_eq!(end(0.0, 4), "0.0000");
        assert_eq!(end(-0.012_34, 4), "-0.0123");
        assert_eq!(end(f64::NAN, 4), "–");
    }
}
