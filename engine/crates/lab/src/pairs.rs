//! What runs say, joined pair by pair: replicate k of a variant with replicate k of the
//! baseline. Tidy tables of such pairs, as Parquet and as CSV.

use crate::error::LabError;
use crate::layout::{RunRecord, runs_to_read, write_whole};
use crate::parquet_write::write_table;
use crate::variants::{RunId, baseline, run_id, variants};
use buurt_core::{Column, Table};
use buurt_metrics::paired::{Paired, mean_and_variance, paired};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// A number of a variant against the baseline, over the replicates that both have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Number of replicates.
    pub replicates: usize,
    /// Mean of the baseline.
    pub baseline_mean: f64,
    /// Mean of the variant.
    pub variant_mean: f64,
    /// Variant minus baseline.
    pub paired: Paired,
}

/// Joins (baseline, variant) pairs; what is not finite is left out. None without a pair.
pub fn pair(pairs: impl Iterator<Item = (f64, f64)>) -> Option<Pair> {
    let (before, after): (Vec<f64>, Vec<f64>) = pairs
        .filter(|(b, a)| b.is_finite() && a.is_finite())
        .unzip();
    (!before.is_empty()).then(|| Pair {
        replicates: before.len(),
        baseline_mean: mean_and_variance(&before).0,
        variant_mean: mean_and_variance(&after).0,
        paired: paired(&before, &after),
    })
}

/// The finished runs of a results folder, with the variant that others are compared with.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Names of the variants, in the order of the manifest.
    pub variants: Vec<String>,
    /// Which of them is the baseline.
    pub baseline: usize,
    /// The runs, sorted by variant and replicate.
    pub runs: Vec<(RunId, RunRecord)>,
}

impl Compared {
    /// The runs in `dir`; the baseline is the first variant, or the one named.
    ///
    /// # Errors
    /// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for a
    /// run that is no longer whole.
    pub fn open(dir: &Path, against: Option<&str>) -> Result<Compared, LabError> {
        let found = runs_to_read(dir)?;
        let variants = variants(dir, &found)?;
        let runs = found
            .into_iter()
            .map(|run| Ok((run_id(&variants, &run)?, run)));
        Ok(Compared {
            runs: runs.collect::<Result<_, LabError>>()?,
            baseline: baseline(&variants, against).map_err(|e| e.in_folder(dir))?,
            variants,
        })
    }

    /// Reads every run, several at once; those of which `read` finds nothing are left out.
    ///
    /// # Errors
    /// The first error of `read` in the order of the runs.
    pub fn each<T: Send>(
        &self,
        read: impl Fn(&RunRecord) -> Result<Option<T>, LabError> + Sync,
    ) -> Result<Vec<(RunId, T)>, LabError> {
        let one = |(id, run): &(RunId, RunRecord)| read(run).map(|found| Some((*id, found?)));
        let found: Vec<_> = self.runs.par_iter().map(one).collect();
        found.into_iter().filter_map(Result::transpose).collect()
    }

    /// The tidy table of what `read` finds in every run: year, what it is about, number.
    /// `about` names the columns that `describe` gives texts for. None when nothing is found.
    ///
    /// # Errors
    /// As [`Compared::each`].
    pub fn tidy<K: Ord + Send>(
        &self,
        (name, about): (&'static str, &'static [&'static str]),
        read: impl Fn(&RunRecord) -> Result<Option<Vec<(i32, K, f64)>>, LabError> + Sync,
        describe: impl Fn(&K) -> Vec<String>,
    ) -> Result<Option<Tidy>, LabError> {
        let mut all = Runs::new(self.variants.len(), self.runs.iter().map(|((_, k), _)| *k));
        for (id, numbers) in self.each(read)? {
            for (year, key, value) in numbers {
                all.set(id, year, key, value);
            }
        }
        let tidy = all.tidy((name, about), (&self.variants, self.baseline), describe);
        Ok(all.last_year().map(|_| tidy))
    }
}

/// The numbers of all runs by what they are about and year: one per variant and
/// replicate, NaN where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Runs<K: Ord> {
    variants: usize,
    replicates: Vec<u32>,
    cells: BTreeMap<(i32, K), Vec<f64>>,
}

impl<K: Ord> Runs<K> {
    /// Without numbers.
    pub fn new(variants: usize, replicates: impl IntoIterator<Item = u32>) -> Self {
        let mut replicates: Vec<u32> = replicates.into_iter().collect();
        replicates.sort_unstable();
        replicates.dedup();
        Runs {
            variants,
            replicates,
            cells: BTreeMap::new(),
        }
    }

    /// Notes a number of a run; a replicate that was not announced is left out.
    pub fn set(&mut self, (variant, replicate): RunId, year: i32, key: K, value: f64) {
        let n = self.replicates.len();
        if let Ok(k) = self.replicates.binary_search(&replicate) {
            self.cells
                .entry((year, key))
                .or_insert_with(|| vec![f64::NAN; self.variants * n])[variant * n + k] = value;
        }
    }

    /// Every cell with every variant but the baseline, by year, key and variant.
    pub fn pairs(&self, baseline: usize) -> impl Iterator<Item = (i32, &K, usize, Pair)> {
        let n = self.replicates.len();
        self.cells.iter().flat_map(move |((year, key), values)| {
            let of = move |v: usize| values[v * n..(v + 1) * n].iter().copied();
            (0..self.variants)
                .filter(move |v| *v != baseline)
                .filter_map(move |v| Some((*year, key, v, pair(of(baseline).zip(of(v)))?)))
        })
    }

    /// The pairs as a table of this name, with the names of the variants and the baseline
    /// among them; `describe` gives a text for every column of `about`.
    pub fn tidy(
        &self,
        (name, about): (&'static str, &'static [&'static str]),
        (variants, baseline): (&[String], usize),
        describe: impl Fn(&K) -> Vec<String>,
    ) -> Tidy {
        let rows = self.pairs(baseline).map(|(year, key, v, pair)| TidyRow {
            year,
            about: describe(key),
            variant: variants[v].clone(),
            pair,
        });
        Tidy {
            name,
            about,
            rows: rows.collect(),
        }
    }

    /// The last year.
    pub fn last_year(&self) -> Option<i32> {
        self.cells.last_key_value().map(|((year, _), _)| *year)
    }
}

/// A row of a tidy table.
#[derive(Debug, Clone, PartialEq)]
pub struct TidyRow {
    /// Calendar year.
    pub year: i32,
    /// What the row is about, one text per column of [`Tidy::about`].
    pub about: Vec<String>,
    /// Name of the variant.
    pub variant: String,
    /// Its number against the baseline's.
    pub pair: Pair,
}

/// A tidy table of pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Tidy {
    /// Name of the table and its files.
    pub name: &'static str,
    /// Names of the columns between year and variant.
    pub about: &'static [&'static str],
    /// The rows.
    pub rows: Vec<TidyRow>,
}

impl Tidy {
    /// As a table: year, the columns of `about`, variant, replicates, baseline_mean,
    /// variant_mean, difference, standard_error, ci_low, ci_high.
    pub fn table(&self) -> Table {
        let rows = &self.rows;
        let number =
            |f: &dyn Fn(&Pair) -> f64| Column::F64(rows.iter().map(|r| f(&r.pair)).collect());
        let mut table =
            Table::new(self.name).with("year", Column::I32(rows.iter().map(|r| r.year).collect()));
        for (k, name) in self.about.iter().enumerate() {
            table = table.with(name, categories(rows.iter().map(|r| r.about[k].as_str())));
        }
        let replicates = rows.iter().map(|r| r.pair.replicates as i32).collect();
        table
            .with(
                "variant",
                categories(rows.iter().map(|r| r.variant.as_str())),
            )
            .with("replicates", Column::I32(replicates))
            .with("baseline_mean", number(&|p| p.baseline_mean))
            .with("variant_mean", number(&|p| p.variant_mean))
            .with("difference", number(&|p| p.paired.mean))
            .with("standard_error", number(&|p| p.paired.standard_error))
            .with("ci_low", number(&|p| p.paired.ci_low))
            .with("ci_high", number(&|p| p.paired.ci_high))
    }

    /// Writes `NAME.parquet` and `NAME.csv` into `dir`.
    ///
    /// # Errors
    /// [`LabError::Write`].
    pub fn write(&self, dir: &Path) -> Result<(), LabError> {
        write_both(dir, &self.table())
    }
}

/// Writes a table into `dir` as Parquet and as CSV, under its own name.
///
/// # Errors
/// [`LabError::Write`].
pub fn write_both(dir: &Path, table: &Table) -> Result<(), LabError> {
    write_table(&dir.join(format!("{}.parquet", table.name)), table)?;
    let path = dir.join(format!("{}.csv", table.name));
    write_whole(&path, csv(table).as_bytes())
}

/// A table as CSV; an undefined number is an empty field.
pub fn csv(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(n, _)| n.as_str()).collect();
    let mut out = names.join(",") + "\n";
    for row in 0..table.rows() {
        let fields: Vec<String> = table.columns.iter().map(|(_, c)| field(c, row)).collect();
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    out
}

/// A column of texts, numbered as they come.
pub(crate) fn categories<'a>(texts: impl Iterator<Item = &'a str>) -> Column {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut codes, mut categories) = (Vec::new(), Vec::new());
    for text in texts {
        let code = *known.entry(text).or_insert_with(|| {
            categories.push(text.to_owned());
            categories.len() as u32 - 1
        });
        codes.push(code);
    }
    Column::Category { codes, categories }
}

fn field(column: &Column, row: usize) -> String {
    match column {
        Column::I32(v) => v[row].to_string(),
        Column::I64(v) => v[row].to_string(),
        Column::F64(v) if v[row].is_nan() => String::new(),
        Column::F64(v) => v[row].to_string(),
        Column::F32(v) if v[row].is_nan() => String::new(),
        Column::F32(v) => v[row].to_string(),
        Column::Category { codes, categories } => quoted(&categories[codes[row] as usize]),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
