//! What each variant costs and yields: the items of the tables `ledger` at the prices of a
//! user, discounted and added up over the years, beside what is had for it.

use crate::compare::baseline;
use crate::disclosure::Small;
use crate::error::LabError;
use crate::index_data::{INDICES, numbers, text_at, texts, variants, years};
use crate::layout::{RunRecord, finished_runs, table_path};
use crate::pairs::{Pair, Runs, Tidy, TidyRow};
use crate::parquet_read::{Rows, read_columns};
use crate::screen_table::{Align, aligned};
use buurt_core::{Column, Table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the table of a run that books the items.
pub const LEDGER: &str = "ledger";
/// The item that stands for all costs together.
pub const TOTAL: &str = "total";
/// Dwellings and rooms without occupant at the end of the year, priced as a year's vacancy.
pub const VACANT: &str = "vacant";
/// How the items of concentration begin; the level follows.
pub const CONCENTRATION: &str = "concentration_";
/// Items that count households who had to leave.
const LEFT: [&str; 2] = ["relocated", "evicted"];

/// Group and index whose points of concentration are a yield: those of the first indicator
/// of the scenario (as the manifest has it), or else of the first usual one.
pub fn concentration(scenario: &Value) -> (&str, &str) {
    let first = &scenario["indicators"][0];
    match (first["group"].as_str(), first["index"].as_str()) {
        (Some(group), Some(index)) => (group, index),
        _ => ("low_income", "dissimilarity"),
    }
}

/// The prices of a user.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// Price of a unit of every item, in euros of the first year; negative for an income.
    pub items: Vec<(String, f64)>,
    /// Real discount rate a year.
    pub discount_rate: f64,
    /// Inflation a year, which takes nominal euros back to those of the first year.
    pub inflation: f64,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Units of an item, added up since the first year.
    Quantity,
    /// Its cost in euros of the first year, discounted and added up.
    Cost,
    /// What is had: as it is in the year.
    Yield,
}

impl Measure {
    /// Name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Quantity => "quantity",
            Measure::Cost => "cost",
            Measure::Yield => "yield",
        }
    }
}

/// What a number is about: measure, item and unit.
pub type Key = (Measure, String, String);

/// Quantities and yields of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunLedger {
    /// By item and unit, the quantity of each year.
    booked: BTreeMap<(String, String), BTreeMap<i32, f64>>,
    /// By item and unit, the yield in each year.
    yields: BTreeMap<(String, String), BTreeMap<i32, f64>>,
}

/// Reads a run: the table `ledger`, and as far as they are there `areas` (vacant and
/// affordable dwellings), `lettings` (waiting) and `indices`. `concentration` is the group
/// and index whose points are a yield. None without a table `ledger`.
///
/// # Errors
/// [`LabError::Damaged`] when a table cannot be read.
pub fn read_run(
    dir: &Path,
    run: &RunRecord,
    concentration: (&str, &str),
) -> Result<Option<RunLedger>, LabError> {
    let mut found = RunLedger::default();
    let mut read = |table: &str,
                    columns: &[&str],
                    rows: Rows<'_>,
                    add: &dyn Fn(&mut RunLedger, &Table) -> Result<(), String>|
     -> Result<bool, LabError> {
        if !run.tables.iter().any(|t| t.table == table) {
            return Ok(false);
        }
        let path = table_path(dir, &run.variant, run.replicate, table);
        let read = read_columns(&path, columns, rows)?;
        add(&mut found, &read).map_err(|message| LabError::damaged(&path, message))?;
        Ok(true)
    };
    let columns = ["year", "item", "unit", "quantity"];
    if !read(LEDGER, &columns, Rows::All, &RunLedger::book)? {
        return Ok(None);
    }
    let columns = ["year", VACANT, "dwellings_social", "dwellings_mid_rent"];
    let city = |level: &str| level == "city";
    read(
        "areas",
        &columns,
        Rows::Text("level", &city),
        &RunLedger::dwellings,
    )?;
    let columns = ["year", "lets", "mean_registration_years"];
    read("lettings", &columns, Rows::All, &RunLedger::waiting)?;
    let (group, index) = concentration;
    let columns = ["year", "level", "group", "value"];
    let named = |name: &str| name == index;
    let points = |l: &mut RunLedger, t: &Table| l.concentration(t, group);
    read(INDICES, &columns, Rows::Text("index", &named), &points)?;
    Ok(Some(found))
}

/// Any column of numbers; None when it is not there.
fn any_numbers(table: &Table, name: &str) -> Option<Vec<f64>> {
    match table.column(name)? {
        Column::I32(v) => Some(v.iter().map(|n| f64::from(*n)).collect()),
        Column::F32(v) => Some(v.iter().map(|n| f64::from(*n)).collect()),
        Column::F64(v) => Some(v.clone()),
        _ => None,
    }
}

impl RunLedger {
    /// The years for which something is booked.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        let first = self.booked.values().next();
        first.into_iter().flat_map(|y| y.keys().copied())
    }

    fn book(&mut self, table: &Table) -> Result<(), String> {
        let (year, quantity) = (years(table)?, numbers(table, "quantity")?);
        let (item, unit) = (texts(table, "item")?, texts(table, "unit")?);
        for row in 0..table.rows() {
            let key = (text_at(item, row), text_at(unit, row));
            let by_year = self.booked.entry(key).or_default();
            *by_year.entry(year[row]).or_default() += quantity[row];
        }
        Ok(())
    }

    fn dwellings(&mut self, table: &Table) -> Result<(), String> {
        let year = years(table)?;
        if let Some(vacant) = any_numbers(table, VACANT) {
            let key = (VACANT.to_owned(), "dwelling-years".to_owned());
            let by_year = year.iter().copied().zip(vacant).collect();
            self.booked.insert(key, by_year);
        }
        let tenures = ["dwellings_social", "dwellings_mid_rent"];
        if let [Some(social), Some(mid)] = tenures.map(|t| any_numbers(table, t)) {
            let sums = social.iter().zip(mid).map(|(s, m)| s + m);
            self.take(
                "affordable_dwellings",
                "dwellings",
                year.iter().copied().zip(sums),
            );
        }
        Ok(())
    }

    fn waiting(&mut self, table: &Table) -> Result<(), String> {
        let year = years(table)?;
        let (Some(lets), Some(waited)) = (
            any_numbers(table, "lets"),
            any_numbers(table, "mean_registration_years"),
        ) else {
            return Ok(());
        };
        let mut sums: BTreeMap<i32, [f64; 2]> = BTreeMap::new();
        for ((year, lets), waited) in year.iter().zip(lets).zip(waited) {
            if waited.is_finite() {
                let sum = sums.entry(*year).or_default();
                sum[0] += lets * waited;
                sum[1] += lets;
            }
        }
        let means = sums.into_iter().map(|(year, [sum, n])| (year, sum / n));
        self.take("waiting_years", "years", means);
        Ok(())
    }

    fn concentration(&mut self, table: &Table, of: &str) -> Result<(), String> {
        let (year, value) = (years(table)?, numbers(table, "value")?);
        let (level, group) = (texts(table, "level")?, texts(table, "group")?);
        for row in 0..table.rows() {
            if text_at(group, row) == of {
                let item = format!("{CONCENTRATION}{}", text_at(level, row));
                self.take(&item, "points", [(year[row], 100.0 * value[row])]);
            }
        }
        Ok(())
    }

    fn take(&mut self, item: &str, unit: &str, values: impl IntoIterator<Item = (i32, f64)>) {
        let key = (item.to_owned(), unit.to_owned());
        self.yields.entry(key).or_default().extend(values);
    }

    /// Quantities and costs added up since the first year, and yields, by year.
    ///
    /// The cost of an item is `Σ price · quantity / (1 + r)ᵗ`, t years after the first; a
    /// quantity in nominal euros is divided by `(1 + inflation)ᵗ` as well.
    pub fn account(&self, prices: &Prices) -> BTreeMap<Key, BTreeMap<i32, f64>> {
        let mut all: BTreeMap<Key, BTreeMap<i32, f64>> = BTreeMap::new();
        let Some(first) = self.years().min() else {
            return all;
        };
        let mut totals: BTreeMap<i32, f64> = BTreeMap::new();
        let mut left: BTreeMap<i32, f64> = BTreeMap::new();
        for ((item, unit), by_year) in &self.booked {
            let price = prices.items.iter().find(|(name, _)| name == item);
            let (mut quantity, mut cost) = (0.0, 0.0);
            for (year, booked) in by_year {
                quantity += booked;
                let mut real = *booked;
                if unit == "EUR" {
                    real /= power(1.0 + prices.inflation, year - first);
                }
                cost += price.map_or(0.0, |(_, price)| price * real)
                    / power(1.0 + prices.discount_rate, year - first);
                let mut put = |measure, unit: &str, value| {
                    let key = (measure, item.clone(), unit.to_owned());
                    all.entry(key).or_default().insert(*year, value);
                };
                put(Measure::Quantity, unit, quantity);
                if price.is_some() {
                    put(Measure::Cost, "EUR", cost);
                }
                *totals.entry(*year).or_default() += cost;
                if LEFT.contains(&item.as_str()) {
                    *left.entry(*year).or_default() += quantity;
                }
            }
        }
        let key = |measure, item: &str, unit: &str| (measure, item.to_owned(), unit.to_owned());
        all.insert(key(Measure::Cost, TOTAL, "EUR"), totals);
        all.insert(key(Measure::Yield, "displaced", "households"), left);
        for ((item, unit), by_year) in &self.yields {
            all.insert(key(Measure::Yield, item, unit), by_year.clone());
        }
        all
    }
}

/// `base` to a power of 0 or more.
fn power(base: f64, exponent: i32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
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
}

/// The costs and yields in a results folder; None when no run has a table `ledger`.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for
/// tables that cannot be read.
pub fn compare(
    dir: &Path,
    against: Option<&str>,
    prices: &Prices,
    concentration: (&str, &str),
) -> Result<Option<Costs>, LabError> {
    let runs = finished_runs(dir)?;
    let names = variants(dir, &runs)?;
    let baseline = baseline(&names, against)?;
    let mut read = Vec::new();
    for run in &runs {
        let variant = names.iter().position(|v| *v == run.variant).unwrap_or(0);
        if let Some(ledger) = read_run(dir, run, concentration)? {
            read.push(((variant, run.replicate), ledger));
        }
    }
    let runs: Vec<_> = read.iter().map(|(run, ledger)| (*run, ledger)).collect();
    Ok(compare_runs(&names, baseline, &runs, prices))
}

/// As [`compare`], on runs (variant and replicate) already read.
pub fn compare_runs(
    names: &[String],
    baseline: usize,
    runs: &[((usize, u32), &RunLedger)],
    prices: &Prices,
) -> Option<Costs> {
    let replicates: Vec<u32> = runs.iter().map(|((_, k), _)| *k).collect();
    let mut all: Runs<Key> = Runs::new(names.len(), &replicates);
    for (run, ledger) in runs {
        for (key, by_year) in ledger.account(prices) {
            for (year, value) in by_year {
                all.set(*run, year, key.clone(), value);
            }
        }
    }
    let first = runs.iter().flat_map(|(_, l)| l.years()).min()?;
    let last = all.last_year()?;
    let rows = all
        .pairs(baseline)
        .map(|(year, (measure, item, unit), v, pair)| TidyRow {
            year,
            about: vec![measure.name().to_owned(), item.clone(), unit.clone()],
            variant: names[v].clone(),
            pair,
        })
        .collect();
    Some(Costs {
        baseline: names[baseline].clone(),
        prices: prices.clone(),
        span: (first, last),
        tidy: Tidy {
            name: "costs",
            about: &["measure", "item", "unit"],
            rows,
        },
    })
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

    /// Leaves out what tells of fewer than `min_cell` households: rows of items that count
    /// households when baseline or variant has between none and so many on average, their
    /// costs, and where only one cost of a variant and year would be left out, the next
    /// smallest as well, for the total would give it away. Concentration of a group that is
    /// small in the city is left out in every year from then on when `small` says so.
    /// Returns the number of rows left out.
    pub fn suppress(&mut self, min_cell: u32, group: &str, small: &Small) -> usize {
        let before = self.tidy.rows.len();
        let few = |n: f64| n > 0.0 && n < f64::from(min_cell);
        let hidden = |r: &TidyRow| {
            r.about[2] == "households" && (few(r.pair.baseline_mean) || few(r.pair.variant_mean))
        };
        // Per year and variant, the items that count few households.
        let mut out: BTreeMap<(i32, String), Vec<String>> = BTreeMap::new();
        for row in self.tidy.rows.iter().filter(|r| hidden(r)) {
            let list = out.entry((row.year, row.variant.clone())).or_default();
            list.push(row.about[1].clone());
        }
        let cost = Measure::Cost.name();
        for ((year, variant), items) in &mut out {
            let here = |r: &&TidyRow| r.year == *year && r.variant == *variant;
            let costs = || {
                self.tidy
                    .rows
                    .iter()
                    .filter(here)
                    .filter(|r| r.about[0] == cost)
            };
            if costs().filter(|r| items.contains(&r.about[1])).count() != 1 {
                continue;
            }
            let next = costs()
                .filter(|r| r.about[1] != TOTAL && !items.contains(&r.about[1]))
                .filter(|r| r.pair.baseline_mean != 0.0 || r.pair.variant_mean != 0.0)
                .min_by(|a, b| {
                    let size = |r: &TidyRow| r.pair.paired.mean.abs();
                    size(a).total_cmp(&size(b))
                });
            items.extend(next.map(|r| r.about[1].clone()));
        }
        // Those displaced are the relocated and the evicted: one tells of the other.
        for items in out.values_mut() {
            items.push("displaced".to_owned());
        }
        self.tidy.rows.retain(|r| {
            let listed = out
                .get(&(r.year, r.variant.clone()))
                .is_some_and(|items| items.contains(&r.about[1]));
            let concentrated = r.about[1].starts_with(CONCENTRATION);
            !(listed || concentrated && small.is(group, r.year))
        });
        before - self.tidy.rows.len()
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
                format!("{:.2}", row.pair.baseline_mean * scale),
                format!("{:.2}", row.pair.variant_mean * scale),
                format!("{:+.2}", p.mean * scale),
                if p.ci_low.is_finite() {
                    format!("{:+.2} to {:+.2}", p.ci_low * scale, p.ci_high * scale)
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn text(values: &[&str]) -> Column {
        Column::Category {
            codes: (0..values.len() as u32).collect(),
            categories: values.iter().map(|v| (*v).to_owned()).collect(),
        }
    }

    /// Two years: households relocated, and rent forgone in nominal euros.
    fn run(relocated: [f64; 2], evicted: f64, forgone: f64) -> RunLedger {
        let table = Table::new(LEDGER)
            .with("year", Column::I32(vec![2017, 2018, 2017, 2018, 2018]))
            .with(
                "item",
                text(&[
                    "relocated",
                    "relocated",
                    "evicted",
                    "evicted",
                    "rent_forgone",
                ]),
            )
            .with(
                "unit",
                text(&[
                    "households",
                    "households",
                    "households",
                    "households",
                    "EUR",
                ]),
            )
            .with(
                "quantity",
                Column::F64(vec![relocated[0], relocated[1], evicted, 0.0, forgone]),
            );
        let mut run = RunLedger::default();
        run.book(&table).unwrap();
        run
    }

    fn prices() -> Prices {
        Prices {
            items: [
                ("relocated", 6000.0),
                ("evicted", 7000.0),
                ("rent_forgone", 1.0),
            ]
            .map(|(name, price)| (name.to_owned(), price))
            .to_vec(),
            discount_rate: 0.05,
            inflation: 0.02,
        }
    }

    // By hand: 10 · 6000 + 21 · 6000 / 1.05 = 180,000; 1,071 nominal a year later is
    // 1,071 / 1.02 / 1.05 = 1,000.
    #[test]
    fn later_costs_are_discounted_and_nominal_euros_deflated() {
        let account = run([10.0, 21.0], 2.0, 1071.0).account(&prices());
        let of = |measure, item: &str, unit: &str| {
            account[&(measure, item.to_owned(), unit.to_owned())][&2018]
        };
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} is not {b}");
        close(of(Measure::Cost, "relocated", "EUR"), 180_000.0);
        close(of(Measure::Cost, "rent_forgone", "EUR"), 1000.0);
        close(
            of(Measure::Cost, TOTAL, "EUR"),
            180_000.0 + 14_000.0 + 1000.0,
        );
        close(of(Measure::Quantity, "relocated", "households"), 31.0);
        close(of(Measure::Yield, "displaced", "households"), 33.0);
    }

    #[test]
    fn an_item_without_a_price_costs_nothing_and_is_still_counted() {
        let mut prices = prices();
        prices.items.retain(|(name, _)| name != "evicted");
        let account = run([1.0, 0.0], 5.0, 0.0).account(&prices);
        let key = |m, unit: &str| (m, "evicted".to_owned(), unit.to_owned());
        assert!(!account.contains_key(&key(Measure::Cost, "EUR")));
        assert_eq!(account[&key(Measure::Quantity, "households")][&2018], 5.0);
        let total = (Measure::Cost, TOTAL.to_owned(), "EUR".to_owned());
        assert_eq!(account[&total][&2018], 6000.0);
    }

    fn costs() -> Costs {
        let (base, variant) = (run([50.0, 0.0], 2.0, 1e5), run([90.0, 0.0], 3.0, 2e5));
        let names = ["base", "other"].map(str::to_owned);
        let runs = [((0, 0), &base), ((1, 0), &variant)];
        compare_runs(&names, 0, &runs, &prices()).unwrap()
    }

    #[test]
    fn few_households_take_the_next_smallest_cost_with_them() {
        let open = costs();
        let shown = |c: &Costs, measure, item: &str| c.pair("other", 2018, measure, item).is_some();
        assert_eq!(open.span, (2017, 2018));
        let evicted = open.pair("other", 2018, Measure::Cost, "evicted").unwrap();
        assert_eq!(evicted.paired.mean, 7000.0);
        let mut closed = costs();
        let nobody = Small::none(10);
        assert!(closed.suppress(10, "low_income", &nobody) > 0);
        for (measure, item) in [
            (Measure::Quantity, "evicted"),
            (Measure::Cost, "evicted"),
            (Measure::Yield, "displaced"),
            // The smaller of the two other costs: total minus the rest would tell.
            (Measure::Cost, "rent_forgone"),
        ] {
            assert!(
                shown(&open, measure, item) && !shown(&closed, measure, item),
                "{item}"
            );
        }
        for (measure, item) in [
            (Measure::Quantity, "relocated"),
            (Measure::Cost, "relocated"),
            (Measure::Cost, TOTAL),
        ] {
            assert!(shown(&closed, measure, item), "{item}");
        }
    }
}
