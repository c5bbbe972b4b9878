//! Answers in words: for each indicator of a study, per variant, the paired difference
//! in the last year with its interval, and whether chance can be ruled out.

use crate::compare::{Comparison, ComparisonRow};
use crate::comparison_files::{Selection, end, signed};
use crate::index_data::Measure;

/// A variant's name and its label for people.
pub type Label = (String, String);

/// What a difference means in words.
fn verdict(row: &ComparisonRow) -> &'static str {
    let p = &row.paired;
    if !p.ci_low.is_finite() {
        "one replicate only: no interval"
    } else if p.ci_low > 0.0 {
        match row.cell.index.as_str() {
            "isolation" => "more isolated",
            _ => "further apart",
        }
    } else if p.ci_high < 0.0 {
        match row.cell.index.as_str() {
            "isolation" => "less isolated",
            _ => "less far apart",
        }
    } else {
        "no clear difference"
    }
}

impl Comparison {
    /// A sentence per indicator and variant for the last year, with the intervals.
    pub fn answers(&self, selections: &[Selection], labels: &[Label]) -> String {
        let Some(year) = self.rows.last().map(|r| r.cell.year) else {
            return String::new();
        };
        let label = |name: &str| {
            labels
                .iter()
                .find(|(n, _)| n == name)
                .map_or_else(|| name.to_owned(), |(_, l)| l.clone())
        };
        // A label of its own is a phrase, which stands in quotes.
        let against = match label(&self.baseline) {
            label if label.eq_ignore_ascii_case(&self.baseline) => self.baseline.clone(),
            label => format!("“{label}”"),
        };
        let mut out = String::new();
        for (level, group, index) in selections {
            let of = |r: &&ComparisonRow| {
                let c = &r.cell;
                (c.year, &c.level, &c.group, &c.index) == (year, level, group, index)
                    && r.measure == Measure::Value
            };
            let rows: Vec<&ComparisonRow> = self.rows.iter().filter(of).collect();
            if rows.is_empty() {
                continue;
            }
            let words = group.replace('_', " ");
            out += &format!("{words}, {index} by {level} in {year}, against {against}:\n");
            for r in rows {
                let p = &r.paired;
                let interval = if p.ci_low.is_finite() {
                    let ends = [p.ci_low, p.ci_high].map(|x| end(x, 4));
                    format!(" (95 % interval {} to {})", ends[0], ends[1])
                } else {
                    String::new()
                };
                out += &format!(
                    "  {}: {}{interval}: {}.\n",
                    label(&r.variant),
                    signed(p.mean, 4),
                    verdict(r)
                );
            }
        }
        out
    }
}
