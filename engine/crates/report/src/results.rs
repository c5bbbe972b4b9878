//! What all figures share: the city, the variants, the runs, the index data, and
//! where the areas are.

use crate::error::ReportError;
use crate::headlines::{self, HEADLINES, IndexKey};
use crate::wording;
use buurt_lab::disclosure::Small;
use buurt_lab::index_data::{Cell, IndexData};
use buurt_lab::layout::{RunRecord, runs_to_read};
use buurt_lab::manifest::read_manifest;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where an area is and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaPlace {
    /// Spatial level, such as `pc4`.
    pub level: String,
    /// Code of the area, such as `6511`.
    pub code: String,
    /// Its name; its code if it has none.
    pub name: String,
    /// Easting of its centroid in the Dutch grid (RD), metres.
    pub x: f64,
    /// Northing of its centroid in the Dutch grid (RD), metres.
    pub y: f64,
}

/// A results folder, opened for drawing.
#[derive(Debug, Clone)]
pub struct Results {
    /// The folder.
    pub dir: PathBuf,
    /// Name of the city.
    pub city: String,
    /// Names of the variants, in the order of the manifest.
    pub variants: Vec<String>,
    /// What to call them in a figure: the label of the manifest, else the name.
    pub labels: Vec<String>,
    /// Which of them is the baseline: the first of the manifest, as in `compare`.
    pub baseline: usize,
    /// The whole runs, sorted by variant and replicate.
    pub runs: Vec<RunRecord>,
    /// The indices of all runs.
    pub indices: IndexData,
    /// The areas with a position.
    pub places: Vec<AreaPlace>,
    /// Whom to credit for the data, as their licences ask.
    pub credits: Vec<String>,
    /// Groups of which the city has fewer households than this are left out; 0 shows all.
    pub min_cell: u32,
    /// The `indicators` of the scenario that the tables have; empty shows the usual ones.
    pub named: Vec<IndexKey>,
}

/// One indicator: a group and an index at a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Group, such as `low_income`.
    pub group: &'static str,
    /// Index, such as `dissimilarity`.
    pub index: &'static str,
    /// Level, such as `pc4`.
    pub level: String,
}

impl Indicator {
    /// Whether `cell` is this indicator in some year.
    pub fn is(&self, cell: &Cell) -> bool {
        cell.level == self.level && cell.group == self.group && cell.index == self.index
    }
}

/// Levels in the order in which figures prefer them, coarse first.
const LEVELS: [&str; 5] = ["pc4", "wijk", "buurt", "complex", "portiek"];
/// Panels side by side at most.
const COLUMNS: usize = 2;

impl Results {
    /// Opens the results folder `dir`.
    ///
    /// # Errors
    /// [`ReportError::NoRuns`] when nothing is finished, [`ReportError::Lab`] when
    /// the manifest or an `indices` table cannot be read.
    pub fn read(dir: &Path) -> Result<Self, ReportError> {
        let runs = runs_to_read(dir)?;
        if runs.is_empty() {
            return Err(ReportError::NoRuns {
                dir: dir.to_owned(),
            });
        }
        let indices = IndexData::read(dir)?;
        let variants = indices.variants.clone();
        let mut labels: Vec<String> = variants.iter().map(|v| wording::variant(v)).collect();
        let (mut city, mut places, mut credits) = (None, Vec::new(), Vec::new());
        let mut named = Vec::new();
        if let Some(manifest) = read_manifest(dir)? {
            let science = &manifest["science"];
            let names = [
                &science["city"],
                &science["city"]["name"],
                &science["scenario"]["city"],
            ];
            city = names.iter().find_map(|v| v.as_str().map(str::to_owned));
            for label in science["labels"].as_array().into_iter().flatten() {
                let known = variants.iter().position(|v| label["name"] == v.as_str());
                if let (Some(v), Some(text)) = (known, label["label"].as_str())
                    && !text.trim().is_empty()
                {
                    labels[v] = text.trim().to_owned();
                }
            }
            let there: BTreeSet<(&str, &str, &str)> = indices.cells.keys().map(parts).collect();
            named = headlines::named(&science["scenario"], |key| {
                there.contains(&(key.0.as_str(), key.1.as_str(), key.2.as_str()))
            });
            let sources = science["credits"].as_array().into_iter().flatten();
            credits.extend(sources.filter_map(|c| c.as_str().map(str::to_owned)));
            for area in science["areas"].as_array().into_iter().flatten() {
                let (Some(level), Some(code)) = (area["level"].as_str(), area["code"].as_str())
                else {
                    continue;
                };
                let name = area["name"].as_str().unwrap_or(code);
                if level == "city" && city.is_none() {
                    city = Some(name.to_owned());
                }
                if let (Some(x), Some(y)) = (area["x"].as_f64(), area["y"].as_f64()) {
                    places.push(AreaPlace {
                        level: level.to_owned(),
                        code: code.to_owned(),
                        name: name.to_owned(),
                        x,
                        y,
                    });
                }
            }
        }
        places.sort_by(|a, b| (&a.level, &a.code).cmp(&(&b.level, &b.code)));
        places.dedup_by(|a, b| a.level == b.level && a.code == b.code);
        Ok(Results {
            dir: dir.to_owned(),
            city: city.unwrap_or_else(|| "unnamed city".to_owned()),
            variants,
            labels,
            baseline: 0,
            runs,
            indices,
            places,
            credits,
            min_cell: 0,
            named,
        })
    }

    /// Leaves out the indices of groups that are small in the city in any year.
    pub fn suppress(&mut self, small: &Small) {
        let cells = &mut self.indices.cells;
        let last = cells.keys().map(|cell| cell.year).max().unwrap_or_default();
        cells.retain(|cell, _| !small.ever(&cell.group, last));
        self.min_cell = small.min_cell;
    }

    /// Group and index of what the figures show.
    pub fn shown(&self) -> Vec<(&'static str, &'static str)> {
        if self.named.is_empty() {
            HEADLINES.to_vec()
        } else {
            headlines::pairs(&self.named)
        }
    }

    /// The indicators to show, two to a row: those that the scenario names, coarse levels first.
    /// Without them the usual ones that the tables have, a row for each, at up to two levels
    /// below the city: pc4 and complex if they are there.
    ///
    /// # Errors
    /// [`ReportError::NoIndices`] naming what there is.
    pub fn indicators(&self) -> Result<Vec<Vec<Indicator>>, ReportError> {
        let rows = if self.named.is_empty() {
            self.usual()
        } else {
            self.asked()
        };
        if rows.is_empty() {
            let pair = |(g, i): (&str, &str)| format!("{g} {i}");
            let cells = self.indices.cells.keys();
            let there: BTreeSet<(&str, &str)> = cells
                .map(|cell| (cell.group.as_str(), cell.index.as_str()))
                .collect();
            let wanted: Vec<String> = self.shown().into_iter().map(pair).collect();
            return Err(ReportError::NoIndices {
                wanted: format!("{} below the level of the city", wanted.join(", ")),
                there: there.into_iter().map(pair).collect::<Vec<_>>().join(", "),
            });
        }
        Ok(rows)
    }

    /// Panels that share the width of a row of [`Results::indicators`].
    pub fn columns(&self, row: &[Indicator]) -> usize {
        if self.named.len() < COLUMNS {
            row.len()
        } else {
            COLUMNS
        }
    }

    fn has(&self, indicator: &Indicator) -> bool {
        self.indices.cells.keys().any(|cell| indicator.is(cell))
    }

    /// What the scenario names: the levels of an index side by side; where no index has two,
    /// one index beside the next.
    fn asked(&self) -> Vec<Vec<Indicator>> {
        let of = |(group, index): (&'static str, &'static str)| {
            let keys = self
                .named
                .iter()
                .filter(|key| key.1 == group && key.2 == index);
            let mut row: Vec<Indicator> = keys
                .map(|key| Indicator {
                    group,
                    index,
                    level: key.0.clone(),
                })
                .filter(|i| self.has(i))
                .collect();
            row.sort_by_key(|i| level_rank(&i.level));
            row
        };
        let mut rows: Vec<Vec<Indicator>> = self.shown().into_iter().map(of).collect();
        if rows.iter().all(|row| row.len() < COLUMNS) {
            rows = vec![rows.concat()];
        }
        let split = rows.iter().flat_map(|row| row.chunks(COLUMNS));
        split.map(<[Indicator]>::to_vec).collect()
    }

    fn usual(&self) -> Vec<Vec<Indicator>> {
        let mut levels = BTreeSet::new();
        for cell in self.indices.cells.keys() {
            if cell.level != "city"
                && HEADLINES.contains(&(cell.group.as_str(), cell.index.as_str()))
            {
                levels.insert(cell.level.as_str());
            }
        }
        let preferred = ["pc4", "complex"];
        let mut chosen: Vec<&str> = preferred
            .into_iter()
            .filter(|l| levels.contains(l))
            .chain(levels.iter().copied().filter(|l| !preferred.contains(l)))
            .take(2)
            .collect();
        chosen.sort_by_key(|l| level_rank(l));
        let row = |&(group, index): &(&'static str, &'static str)| {
            let at = |level: &&str| Indicator {
                group,
                index,
                level: (*level).to_owned(),
            };
            chosen.iter().map(at).filter(|i| self.has(i)).collect()
        };
        let rows = HEADLINES.iter().map(row);
        rows.filter(|row: &Vec<Indicator>| !row.is_empty())
            .collect()
    }

    /// The baseline in the middle of a sentence: in quotes where it has a label of its own.
    pub fn baseline_named(&self) -> String {
        let label = &self.labels[self.baseline];
        let plain = wording::variant(&self.variants[self.baseline]);
        if label.eq_ignore_ascii_case(&plain) {
            label.clone()
        } else {
            format!("“{label}”")
        }
    }

    /// "10 replicates per variant", or a range where variants differ.
    pub fn replicates(&self) -> String {
        let counts: Vec<usize> = self
            .variants
            .iter()
            .map(|v| self.runs.iter().filter(|r| r.variant == *v).count())
            .collect();
        let low = counts.iter().copied().min().unwrap_or(0);
        let high = counts.iter().copied().max().unwrap_or(0);
        match (low, high) {
            (1, 1) => "1 replicate per variant".to_owned(),
            _ if low == high => format!("{high} replicates per variant"),
            _ => format!("{low} to {high} replicates per variant"),
        }
    }

    /// The lines that stand under every figure: what it is about, and the credits.
    pub fn footnotes(&self, years: &str) -> Vec<String> {
        let mut lines = vec![format!(
            "{}, {years}. {}. Simulated, not observed.",
            self.city,
            self.replicates()
        )];
        if self.min_cell > 0 {
            lines[0] += &format!(
                " Groups of which the city has fewer than {} households are left out.",
                self.min_cell
            );
        }
        if !self.credits.is_empty() {
            lines.push(format!("Data: {}.", self.credits.join("; ")));
        }
        lines
    }
}

fn parts(cell: &Cell) -> (&str, &str, &str) {
    (&cell.level, &cell.group, &cell.index)
}

/// Position of a level from coarse to fine; unknown levels come last.
pub fn level_rank(level: &str) -> usize {
    LEVELS
        .iter()
        .position(|l| *l == level)
        .unwrap_or(LEVELS.len())
}
