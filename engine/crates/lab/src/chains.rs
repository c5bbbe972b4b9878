//! How far a policy spreads along chains of vacancies: the moves that one of two paired
//! runs has and the other has not, strung together.
//!
//! A move that both runs have, the same household into the same dwelling in the same year,
//! is no effect of the policy and ends a chain.

use crate::comparison_files::fixed;
use crate::error::LabError;
use crate::index_data::{Texts, texts, years};
use crate::layout::RunRecord;
use crate::pairs::{Compared, Pair, Runs, Tidy, TidyRow};
use crate::parquet_read::TableBytes;
use crate::row_choice::Rows;
use crate::screen_table::{Align, aligned};
use crate::vacancy_chains::{Move, chains, counts, rounded};
use buurt_core::{Column, Table};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub use crate::vacancy_chains::MEASURES;

/// Name of the comparison.
pub const CHAINS: &str = "chains";
const MOVES: &str = "moves";
const COLUMNS: [&str; 11] = [
    "year",
    "round",
    "household",
    "from",
    "to",
    "area_from",
    "area_to",
    "complex_from",
    "complex_to",
    "tenure_from",
    "tenure_to",
];

/// The moves of a run and the names of its areas.
fn read(bytes: &TableBytes) -> Result<(Vec<Move>, Vec<String>), LabError> {
    let table = bytes.columns(&COLUMNS, Rows::All)?;
    moves_of(&table).map_err(|message| LabError::damaged(bytes.path(), message))
}

fn moves_of(table: &Table) -> Result<(Vec<Move>, Vec<String>), String> {
    let key = |name: &str| match table.column(name) {
        Some(Column::I64(v)) => Ok(v.as_slice()),
        _ => Err(format!("there is no column `{name}` of keys")),
    };
    let year = years(table)?;
    let Some(Column::I32(round)) = table.column("round") else {
        return Err("there is no whole-number column `round`".to_owned());
    };
    let (household, from, to) = (key("household")?, key("from")?, key("to")?);
    // One numbering for the two columns of each pair.
    let mut names: [Vec<String>; 3] = Default::default();
    let mut both = |k: usize, name: &str| -> Result<[Vec<u32>; 2], String> {
        let names = &mut names[k];
        let mut coded = |side: &str| -> Result<Vec<u32>, String> {
            let (codes, categories): Texts<'_> = texts(table, &format!("{name}_{side}"))?;
            let mut known = Vec::with_capacity(categories.len());
            for category in categories {
                known.push(names.iter().position(|n| n == category).unwrap_or_else(|| {
                    names.push(category.clone());
                    names.len() - 1
                }) as u32);
            }
            Ok(codes.iter().map(|c| known[*c as usize]).collect())
        };
        Ok([coded("from")?, coded("to")?])
    };
    let (area, complex, tenure) = (both(0, "area")?, both(1, "complex")?, both(2, "tenure")?);
    let mut moves: Vec<Move> = (0..table.rows())
        .map(|row| Move {
            year: year[row],
            round: round[row],
            household: household[row],
            from: from[row],
            to: to[row],
            area: [area[0][row], area[1][row]],
            complex: [complex[0][row], complex[1][row]],
            tenure: [tenure[0][row], tenure[1][row]],
        })
        .collect();
    moves.sort_by_key(|m| (m.year, m.round));
    let [areas, ..] = names;
    Ok((moves, areas))
}

/// How chains of moves that only one of two runs has spread, variant by variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Name of the baseline.
    pub baseline: String,
    /// The table `chains`: measure, class. Means of the baseline count what only the
    /// baseline has, those of the variant what only the variant has.
    pub tidy: Tidy,
    /// Number of rows left out because they tell of few chains.
    pub left_out: usize,
}

/// The chains of a results folder, by the first `most` replicates that have the table
/// `moves` under every variant; None without one. `beside` are pairs of neighbouring areas.
/// With a `min_cell` above 0 without what tells of fewer, and from rounded counts.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for
/// tables that cannot be read.
pub fn compare(
    dir: &Path,
    against: Option<&str>,
    beside: &[(String, String)],
    most: usize,
    min_cell: u32,
) -> Result<Option<Spread>, LabError> {
    let compared = Compared::open(dir, against)?;
    let (names, baseline) = (&compared.variants, compared.baseline);
    let mut by_replicate: BTreeMap<u32, Vec<&RunRecord>> = BTreeMap::new();
    for (_, run) in compared.runs.iter().filter(|(_, run)| run.has(MOVES)) {
        by_replicate.entry(run.replicate).or_default().push(run);
    }
    by_replicate.retain(|_, variants| variants.len() == names.len());
    let by_replicate: Vec<(u32, Vec<&RunRecord>)> = by_replicate.into_iter().take(most).collect();
    let replicates: Vec<u32> = by_replicate.iter().map(|(k, _)| *k).collect();
    if replicates.is_empty() || names.len() < 2 {
        return Ok(None);
    }
    let beside: BTreeSet<(&str, &str)> = beside
        .iter()
        .flat_map(|(a, b)| [(a.as_str(), b.as_str()), (b.as_str(), a.as_str())])
        .collect();
    type Counts = Vec<((usize, usize), f64)>;
    // Per replicate: the last year, and per variant what only the baseline and what only
    // the variant has.
    let found: Vec<(i32, Vec<[Counts; 2]>)> = by_replicate
        .par_iter()
        .map(|(_, runs)| {
            let moves = |v: usize| {
                let run = runs.iter().find(|r| r.variant == names[v]);
                let bytes = run.map_or(Ok(None), |r| r.open(dir, MOVES))?;
                bytes.map_or_else(|| Ok(Default::default()), |bytes| read(&bytes))
            };
            let (before, areas_before) = moves(baseline)?;
            let keys = |m: &[Move]| m.iter().map(Move::key).collect::<BTreeSet<_>>();
            let known = keys(&before);
            let count = |moves: &[Move], areas: &[String], other: &BTreeSet<_>| {
                let name = |a: u32| areas[a as usize].as_str();
                counts(&chains(moves, other, &|a, b| {
                    beside.contains(&(name(a), name(b)))
                }))
            };
            let mut last = before.last().map_or(i32::MIN, |m| m.year);
            let mut counted = Vec::with_capacity(names.len());
            for v in 0..names.len() {
                if v == baseline {
                    counted.push([Counts::new(), Counts::new()]);
                    continue;
                }
                let (after, areas_after) = moves(v)?;
                last = last.max(after.last().map_or(i32::MIN, |m| m.year));
                counted.push([
                    count(&before, &areas_before, &keys(&after)),
                    count(&after, &areas_after, &known),
                ]);
            }
            Ok((last, counted))
        })
        .collect::<Result<_, LabError>>()?;
    let Some(year) = found.iter().map(|(last, _)| *last).max() else {
        return Ok(None);
    };
    let tidy = |shown: &dyn Fn(&Counts) -> Counts| {
        let mut rows = Vec::new();
        for v in (0..names.len()).filter(|v| *v != baseline) {
            // The baseline's side depends on the variant it is compared with.
            let mut sides: Runs<(usize, usize)> = Runs::new(2, replicates.iter().copied());
            for (replicate, (_, counted)) in replicates.iter().zip(&found) {
                for (side, counts) in counted[v].iter().enumerate() {
                    for (class, count) in shown(counts) {
                        sides.set((side, *replicate), year, class, count);
                    }
                }
            }
            rows.extend(sides.pairs(0).map(|(year, (measure, class), _, pair)| {
                let (name, classes) = MEASURES[*measure];
                TidyRow {
                    year,
                    about: vec![name.to_owned(), classes[*class].to_owned()],
                    variant: names[v].clone(),
                    pair,
                }
            }));
        }
        Tidy {
            name: CHAINS,
            about: &["measure", "class"],
            rows,
        }
    };
    let mut spread = Spread {
        baseline: names[baseline].clone(),
        tidy: tidy(&Counts::clone),
        left_out: 0,
    };
    if min_cell > 0 {
        spread.suppress(tidy(&|counts| rounded(counts)), min_cell);
    }
    Ok(Some(spread))
}

impl Spread {
    /// A number of a variant against the baseline.
    pub fn get(&self, variant: &str, measure: &str, class: &str) -> Option<Pair> {
        let mut rows = self.tidy.rows.iter();
        let found = rows.find(|r| r.variant == variant && r.about == [measure, class]);
        found.map(|r| r.pair)
    }

    /// Leaves out every measure of a variant one of whose classes counts fewer than
    /// `min_cell`, but not nobody, on either side: whole, because the other classes and the
    /// total would give it away. What stays has the numbers of `rounded`, the same rows from
    /// rounded counts.
    fn suppress(&mut self, rounded: Tidy, min_cell: u32) {
        let small = |mean: f64| mean > 0.0 && mean < f64::from(min_cell);
        // A number that is shown below the smallest cell would be known to the unit.
        let both = self.tidy.rows.iter().chain(&rounded.rows);
        let hidden: BTreeSet<(String, String)> = both
            .filter(|r| small(r.pair.baseline_mean) || small(r.pair.variant_mean))
            .map(|r| (r.variant.clone(), r.about[0].clone()))
            .collect();
        self.left_out = self.tidy.rows.len();
        self.tidy = rounded;
        self.tidy
            .rows
            .retain(|r| !hidden.contains(&(r.variant.clone(), r.about[0].clone())));
        self.left_out -= self.tidy.rows.len();
    }

    /// As text for the screen, a line per variant; empty without rows.
    pub fn screen(&self) -> String {
        let mut names: Vec<&str> = self.tidy.rows.iter().map(|r| r.variant.as_str()).collect();
        names.dedup();
        if names.is_empty() {
            return String::new();
        }
        let heading = [
            "",
            "moves",
            "chains",
            "moves a chain",
            "beyond the next area",
        ];
        let mut lines = vec![heading.map(str::to_owned).to_vec()];
        for name in names {
            let count = |measure, class| {
                let pair = self.get(name, measure, class);
                pair.map_or(f64::NAN, |p| p.variant_mean)
            };
            let (moves, chains) = (count("moves", "all"), count("chains", "all"));
            let far = 100.0 * count("chains_by_reach", "elsewhere") / chains;
            lines.push(vec![
                name.to_owned(),
                fixed(moves, 0),
                fixed(chains, 0),
                fixed(moves / chains, 2),
                format!("{} %", fixed(far, 1)),
            ]);
        }
        let mut align = [Align::Right; 5];
        align[0] = Align::Left;
        format!(
            "moves that {} does not have, as chains of vacancies\n{}\n",
            self.baseline,
            aligned(&lines, &align)
        )
    }
}
