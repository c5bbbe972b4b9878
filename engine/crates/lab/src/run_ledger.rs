//! The ledger of one run: what it booked and had by year, and what that costs at the
//! prices of a user.

use crate::cost_items::{CONCENTRATION, Key, LEDGER, LEFT, Measure, Prices, TOTAL, Takes, VACANT};
use crate::error::LabError;
use crate::index_data::{INDICES, numbers, text_at, texts, years};
use crate::layout::{RunRecord, table_path};
use crate::rounding::{self, FIVE};
use crate::row_choice::Rows;
use buurt_core::{Column, Table};
use std::collections::BTreeMap;
use std::path::Path;

/// Quantities and yields of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunLedger {
    /// By item and unit, the quantity of each year.
    booked: BTreeMap<(String, String), BTreeMap<i32, f64>>,
    /// By item and unit, the yield in each year.
    yields: BTreeMap<(String, String), BTreeMap<i32, f64>>,
}

/// Columns of `areas` that are read, for the level of the city.
pub const AREAS: [&str; 3] = [VACANT, "dwellings_social", "dwellings_mid_rent"];
/// Columns of `lettings` that are read.
pub const LETTINGS: [&str; 2] = ["lets", "mean_registration_years"];

/// The tables that a ledger is made of; each may hold more columns and rows than are used.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// What was booked.
    pub ledger: &'a Table,
    /// [`AREAS`] by year and level: vacant and affordable dwellings.
    pub areas: Option<&'a Table>,
    /// [`LETTINGS`] by year: waiting.
    pub lettings: Option<&'a Table>,
    /// Values of the indices by year, level, group and index.
    pub indices: Option<&'a Table>,
    /// The group and index whose points are a yield.
    pub concentration: (&'a str, &'a str),
}

/// Reads a run: the table `ledger`, and as far as they are there the other [`Sources`].
/// None without a table `ledger`.
///
/// # Errors
/// [`LabError::Damaged`] when a table cannot be read.
pub fn read_run(
    dir: &Path,
    run: &RunRecord,
    concentration: (&str, &str),
) -> Result<Option<RunLedger>, LabError> {
    let read = |table: &str, columns: &[&str], rows: Rows<'_>| {
        let bytes = run.open(dir, table)?;
        bytes.map(|b| b.columns(columns, rows)).transpose()
    };
    let Some(ledger) = read(LEDGER, &["year", "item", "unit", "quantity"], Rows::All)? else {
        return Ok(None);
    };
    let mut columns = vec!["year", "level"];
    columns.extend(AREAS);
    let areas = read(
        "areas",
        &columns,
        Rows::Text("level", &|level| level == "city"),
    )?;
    let mut columns = vec!["year"];
    columns.extend(LETTINGS);
    let lettings = read("lettings", &columns, Rows::All)?;
    let columns = ["year", "level", "group", "index", "value"];
    let named = |name: &str| name == concentration.1;
    let indices = read(INDICES, &columns, Rows::Text("index", &named))?;
    let sources = Sources {
        ledger: &ledger,
        areas: areas.as_ref(),
        lettings: lettings.as_ref(),
        indices: indices.as_ref(),
        concentration,
    };
    RunLedger::of(&sources)
        .map(Some)
        .map_err(|(table, message)| {
            let path = table_path(dir, &run.variant, run.replicate, table);
            LabError::damaged(&path, message)
        })
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
    /// The ledger that these tables make.
    ///
    /// # Errors
    /// The name of the table that lacks a column, and which.
    pub fn of(sources: &Sources<'_>) -> Result<RunLedger, (&'static str, String)> {
        let mut found = RunLedger::default();
        let about = |table: &'static str| move |message| (table, message);
        found.book(sources.ledger).map_err(about(LEDGER))?;
        if let Some(areas) = sources.areas {
            found.dwellings(areas).map_err(about("areas"))?;
        }
        if let Some(lettings) = sources.lettings {
            found.waiting(lettings).map_err(about("lettings"))?;
        }
        if let Some(indices) = sources.indices {
            let found = found.concentration(indices, sources.concentration);
            found.map_err(about(INDICES))?;
        }
        Ok(found)
    }

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
        let (level, levels) = texts(table, "level")?;
        let city = |row: &usize| levels[level[*row] as usize] == "city";
        let rows: Vec<usize> = (0..table.rows()).filter(city).collect();
        let [vacant, social, mid] = AREAS.map(|column| any_numbers(table, column));
        if let Some(vacant) = vacant {
            let key = (VACANT.to_owned(), "dwelling-years".to_owned());
            let by_year = rows.iter().map(|row| (year[*row], vacant[*row])).collect();
            self.booked.insert(key, by_year);
        }
        if let (Some(social), Some(mid)) = (social, mid) {
            let sums = rows
                .iter()
                .map(|row| (year[*row], social[*row] + mid[*row]));
            self.take("affordable_dwellings", "dwellings", sums);
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
        let mut row = 0;
        for same in year.chunk_by(|a, b| a == b) {
            let sum = sums.entry(same[0]).or_default();
            for at in row..row + same.len() {
                if waited[at].is_finite() {
                    sum[0] += lets[at] * waited[at];
                    sum[1] += lets[at];
                }
            }
            row += same.len();
        }
        // A year in which nobody is known to have waited has no mean.
        sums.retain(|_, [_, n]| *n != 0.0);
        let means = sums.into_iter().map(|(year, [sum, n])| (year, sum / n));
        self.take("waiting_years", "years", means);
        Ok(())
    }

    fn concentration(&mut self, table: &Table, of: (&str, &str)) -> Result<(), String> {
        let (year, value) = (years(table)?, numbers(table, "value")?);
        let [level, group, index] = ["level", "group", "index"].map(|name| texts(table, name));
        let (level, (group, groups), (index, indices)) = (level?, group?, index?);
        for row in 0..table.rows() {
            let about = (&groups[group[row] as usize], &indices[index[row] as usize]);
            if about.0 == of.0 && about.1 == of.1 {
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

    /// The same with counts rounded: households, and empty dwellings, which with the stock
    /// tell of households, to fives; hours and allowances to what five households take. What
    /// is added up over the years is rounded, so costs and sums follow from rounded counts.
    /// Yields lose their last digits.
    #[must_use]
    pub fn rounded(&self, takes: &Takes) -> RunLedger {
        let mut found = self.clone();
        for ((item, unit), by_year) in &mut found.booked {
            let counted = takes.one(item, unit).or((item == VACANT).then_some(1.0));
            if let Some(one) = counted {
                let shown: Vec<f64> =
                    rounding::parts(by_year.values().copied(), FIVE * one).collect();
                by_year.values_mut().zip(shown).for_each(|(n, x)| *n = x);
            }
        }
        let yields = found.yields.values_mut().flat_map(|y| y.values_mut());
        yields.for_each(|x| *x = rounding::points(*x));
        found
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
pub(crate) fn power(base: f64, exponent: i32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
pub(crate) mod tests {
    use super::*;

    fn text(values: &[&str]) -> Column {
        Column::Category {
            codes: (0..values.len() as u32).collect(),
            categories: values.iter().map(|v| (*v).to_owned()).collect(),
        }
    }

    /// Two years: households relocated, and rent forgone in nominal euros.
    pub(crate) fn run(relocated: [f64; 2], evicted: f64, forgone: f64) -> RunLedger {
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

    pub(crate) fn prices() -> Prices {
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
}
