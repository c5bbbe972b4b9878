//! Why each index changed since the first year, by channel: the tables `contributions` of
//! a results folder, added up over the years and joined pair by pair.

use crate::comparison_files::{Selection, fixed};
use crate::disclosure::Small;
use crate::error::LabError;
use crate::index_data::{numbers, text_at, texts, years};
use crate::layout::RunRecord;
use crate::pairs::{Compared, Pair, Tidy};
use crate::parquet_read::TableBytes;
use crate::row_choice::Rows;
use crate::screen_table::{Align, aligned};
use buurt_core::Table;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Name of the table of a run, and of the comparison.
pub const CONTRIBUTIONS: &str = "contributions";
/// The channels, as columns of the table.
pub const CHANNELS: [&str; 5] = ["moving", "in_place", "demography", "migration", "stock"];
/// The channels together: the change of the index.
pub const CHANGE: &str = "change";

/// Contributions of the channels, then the change, since the start of the first year.
pub type SinceStart = [f64; CHANNELS.len() + 1];
/// Of one run: per level, group and index, the years in order.
pub type RunContributions = BTreeMap<Selection, Vec<(i32, SinceStart)>>;

/// Reads the table of a run, for the indices `wanted` by name. A year in which an index is
/// not defined leaves it undefined from then on.
///
/// # Errors
/// [`LabError::Damaged`] when the table cannot be read.
pub fn read_run(
    bytes: &TableBytes,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<RunContributions, LabError> {
    let mut columns = vec!["year", "level", "group", "index"];
    columns.extend(CHANNELS);
    let table = bytes.columns(&columns, Rows::Text("index", wanted))?;
    added_up(&table).map_err(|message| LabError::damaged(bytes.path(), message))
}

fn added_up(table: &Table) -> Result<RunContributions, String> {
    let year = years(table)?;
    let about = [
        texts(table, "level")?,
        texts(table, "group")?,
        texts(table, "index")?,
    ];
    let parts = CHANNELS
        .iter()
        .map(|channel| numbers(table, channel))
        .collect::<Result<Vec<_>, _>>()?;
    let mut found: BTreeMap<[u32; 3], Vec<(i32, SinceStart)>> = BTreeMap::new();
    for row in 0..table.rows() {
        let list = found.entry(about.map(|(codes, _)| codes[row])).or_default();
        let mut since = list.last().map_or([0.0; CHANNELS.len() + 1], |(_, s)| *s);
        for (k, part) in parts.iter().enumerate() {
            since[k] += part[row];
            since[CHANNELS.len()] += part[row];
        }
        list.push((year[row], since));
    }
    let name = |[l, g, i]: [u32; 3]| {
        let [level, group, index] =
            [(0, l), (1, g), (2, i)].map(|(k, code)| text_at((&[code], about[k].1), 0));
        (level, group, index)
    };
    Ok(found.into_iter().map(|(k, list)| (name(k), list)).collect())
}

/// The comparison of a results folder; None when no run has the table.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for
/// tables that cannot be read.
pub fn compare(dir: &Path, against: Option<&str>) -> Result<Option<Contributed>, LabError> {
    let compared = Compared::open(dir, against)?;
    let read = |run: &RunRecord| {
        let Some(bytes) = run.open(dir, CONTRIBUTIONS)? else {
            return Ok(None);
        };
        let mut numbers = Vec::new();
        for (about, list) in read_run(&bytes, &|_| true)? {
            for (year, since) in list {
                let parts = since.into_iter().enumerate();
                numbers.extend(parts.map(|(channel, part)| (year, (about.clone(), channel), part)));
            }
        }
        Ok(Some(numbers))
    };
    let columns = (CONTRIBUTIONS, &["level", "group", "index", "channel"][..]);
    let tidy = compared.tidy(columns, read, |((level, group, index), channel)| {
        let texts = [level, group, index, channel_name(*channel)];
        texts.map(|t: &str| t.to_owned()).to_vec()
    })?;
    Ok(tidy.map(|tidy| Contributed {
        baseline: compared.variants[compared.baseline].clone(),
        tidy,
    }))
}

fn channel_name(channel: usize) -> &'static str {
    CHANNELS.get(channel).copied().unwrap_or(CHANGE)
}

/// What each channel contributed under each variant, against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributed {
    /// Name of the baseline.
    pub baseline: String,
    /// The table `contributions`: level, group, index, channel.
    pub tidy: Tidy,
}

impl Contributed {
    /// Leaves out every group from the year on in which it is small, and the last digits of
    /// the others (see [`crate::Comparison::suppress`]); returns the number of rows left out.
    pub fn suppress(&mut self, small: &Small) -> usize {
        let before = self.tidy.rows.len();
        let rows = &mut self.tidy.rows;
        rows.retain(|row| !small.ever(&row.about[1], row.year));
        rows.iter_mut().for_each(|r| r.pair = r.pair.of_indices());
        before - rows.len()
    }

    /// The last year as text for the screen, a block per selection that has rows.
    pub fn screen(&self, selections: &[Selection]) -> String {
        let mut out = String::new();
        let Some(last) = self.tidy.rows.last().map(|r| r.year) else {
            return out;
        };
        let first = self.tidy.rows.iter().map(|r| r.year).min().unwrap_or(last);
        for (level, group, index) in selections {
            // Per variant, the pairs in the order of the channels.
            let mut found: Vec<(&str, BTreeMap<usize, Pair>)> = Vec::new();
            for row in self.tidy.rows.iter().filter(|r| r.year == last) {
                if row.about[..3] != [level.as_str(), group.as_str(), index.as_str()] {
                    continue;
                }
                let channel = CHANNELS.iter().position(|c| *c == row.about[3]);
                let entry = match found.iter_mut().find(|(v, _)| *v == row.variant) {
                    Some(entry) => entry,
                    None => {
                        found.push((&row.variant, BTreeMap::new()));
                        let at = found.len() - 1;
                        &mut found[at]
                    }
                };
                entry.1.insert(channel.unwrap_or(CHANNELS.len()), row.pair);
            }
            let Some((_, one)) = found.first() else {
                continue;
            };
            let heading = std::iter::once("").chain(CHANNELS).chain([CHANGE]);
            let mut lines = vec![heading.map(|h| h.replace('_', " ")).collect::<Vec<_>>()];
            let line = |name: String, of: &dyn Fn(&Pair) -> f64, pairs: &BTreeMap<usize, Pair>| {
                let number = |k: usize| fixed(pairs.get(&k).map_or(f64::NAN, of), 4);
                let numbers = (0..=CHANNELS.len()).map(number);
                std::iter::once(name).chain(numbers).collect::<Vec<_>>()
            };
            lines.push(line(self.baseline.clone(), &|p| p.baseline_mean, one));
            for (variant, pairs) in &found {
                lines.push(line(
                    format!("{variant}, difference"),
                    &|p| p.paired.mean,
                    pairs,
                ));
            }
            let _ = writeln!(
                out,
                "why {index} of {group} by {level} changed, from the start of {first} to {last}"
            );
            let mut align = vec![Align::Right; CHANNELS.len() + 2];
            align[0] = Align::Left;
            out.push_str(&aligned(&lines, &align));
            out.push('\n');
        }
        out
    }
}
