//! What each variant costs and yields: the items of the tables `ledger` at the prices of a
//! user, discounted and added up over the years, beside what is had for it.

use crate::comparison_files::{end, fixed, signed};
use crate::cost_items::{Key, Measure, Prices, TOTAL, Takes};
use crate::disclosure::Small;
use crate::error::LabError;
use crate::headlines::{HEADLINES, indicators};
use crate::pairs::{Compared, Pair, Runs, Tidy, TidyRow};
use crate::run_ledger::{RunLedger, read_run};
use crate::screen_table::{Align, aligned};
use crate::variants::RunId;
use serde_json::Value;
use std::path::Path;

/// Name of the comparison.
pub const COSTS: &str = "costs";
/// Group and index whose points of concentration are a yield: those of the first indicator
/// of the scenario (as the manifest has it), or else of the first usual one.
pub fn concentration(scenario: &Value) -> (&str, &str) {
    let first = indicators(scenario).next();
    first.map_or(HEADLINES[0], |[_, group, index]| (group, index))
}

/// Costs and yields of every variant against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Name of the baseline.
    pub baseline: String,
    /// The prices.
    pub prices: Prices,
    /// First and last year.
    pub span: (i32, i32),
    /// The table `costs`: measure, item, unit.
    pub tidy: Tidy,
    /// Number of rows left out because they tell of few households.
    pub left_out: usize,
}

/// The costs and yields in a results folder; None when no run has a table `ledger`. With
/// `small` without what tells of few households, and from rounded counts.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for
/// tables that cannot be read.
pub fn compare(
    dir: &Path,
    against: Option<&str>,
    prices: &Prices,
    concentration: (&str, &str),
    small: Option<&Small>,
) -> Result<Option<Costs>, LabError> {
    let compared = Compared::open(dir, against)?;
    let read = compared.each(|run| read_run(dir, run, concentration))?;
    let runs: Vec<_> = read.iter().map(|(run, ledger)| (*run, ledger)).collect();
    let variants = (compared.variants.as_slice(), compared.baseline);
    let small = small.map(|small| (concentration.0, small));
    Ok(compare_runs(variants, &runs, prices, &|_| true, small))
}

/// As [`compare`], on runs already read of these variants with the baseline among them; with
/// rows for the years `wanted`. `small` comes with the group whose concentration is a yield.
pub fn compare_runs(
    (names, baseline): (&[String], usize),
    runs: &[(RunId, &RunLedger)],
    prices: &Prices,
    wanted: &dyn Fn(i32) -> bool,
    small: Option<(&str, &Small)>,
) -> Option<Costs> {
    let paired = |takes: Option<&Takes>| {
        let mut all: Runs<Key> = Runs::new(names.len(), runs.iter().map(|((_, k), _)| *k));
        for (run, ledger) in runs {
            let account = match takes {
                Some(takes) => ledger.rounded(takes).account(prices),
                None => ledger.account(prices),
            };
            for (key, by_year) in account {
                for (year, value) in by_year.into_iter().filter(|(year, _)| wanted(*year)) {
                    all.set(*run, year, key.clone(), value);
                }
            }
        }
        let columns = (COSTS, &["measure", "item", "unit"][..]);
        let describe = |(measure, item, unit): &Key| {
            vec![measure.name().to_owned(), item.clone(), unit.clone()]
        };
        let last = all.last_year()?;
        Some((last, all.tidy(columns, (names, baseline), describe)))
    };
    let first = runs.iter().flat_map(|(_, l)| l.years()).min()?;
    let (last, tidy) = paired(None)?;
    let mut costs = Costs {
        baseline: names[baseline].clone(),
        prices: prices.clone(),
        span: (first, last),
        tidy,
        left_out: 0,
    };
    if let Some((group, small)) = small {
        let (_, rounded) = paired(Some(&small.takes))?;
        costs.suppress(rounded, group, small);
    }
    Some(costs)
}

impl Costs {
    /// The pair of an item of a variant in a year.
    pub fn pair(&self, variant: &str, year: i32, measure: Measure, item: &str) -> Option<&Pair> {
        let mut rows = self.tidy.rows.iter();
        rows.find(|r| {
            r.year == year
                && r.variant == variant
                && r.about[0] == measure.name()
                && r.about[1] == item
        })
        .map(|r| &r.pair)
    }

    /// The items of a measure that have a row, in order.
    pub fn items(&self, measure: Measure) -> Vec<&str> {
        let mut items: Vec<&str> = Vec::new();
        for row in &self.tidy.rows {
            if row.about[0] == measure.name() && !items.contains(&row.about[1].as_str()) {
                items.push(&row.about[1]);
            }
        }
        items
    }

    /// The last year as text for the screen.
    pub fn screen(&self) -> String {
        let (first, last) = self.span;
        let mut lines = vec![
            [
                "what",
                "variant",
                &self.baseline,
                "variant",
                "difference",
                "95 % interval",
            ]
            .map(str::to_owned)
            .to_vec(),
        ];
        let all = self.tidy.rows.iter().filter(|r| r.year == last);
        let wanted = |r: &&TidyRow| {
            r.about[0] == Measure::Yield.name()
                || (r.about[0] == Measure::Cost.name() && r.about[1] == TOTAL)
        };
        for row in all.filter(wanted) {
            let (name, scale) = match row.about[0].as_str() {
                "cost" => ("cost, million EUR".to_owned(), 1e-6),
                _ => {
                    let item = row.about[1].replace('_', " ");
                    (format!("{item}, {}", row.about[2]), 1.0)
                }
            };
            let p = &row.pair.paired;
            lines.push(vec![
                name,
                row.variant.clone(),
                fixed(row.pair.baseline_mean * scale, 2),
                fixed(row.pair.variant_mean * scale, 2),
                signed(p.mean * scale, 2),
                if p.ci_low.is_finite() {
                    let ends = [p.ci_low, p.ci_high].map(|x| end(x * scale, 2));
                    format!("{} to {}", ends[0], ends[1])
                } else {
                    "–".to_owned()
                },
            ]);
        }
        let mut align = vec![Align::Right; 6];
        align[0] = Align::Left;
        align[1] = Align::Left;
        format!(
            "what it costs and yields, {first} to {last}: euros of {first}, discounted at {} % a year\n{}\n",
            100.0 * self.prices.discount_rate,
            aligned(&lines, &align)
        )
    }
}
