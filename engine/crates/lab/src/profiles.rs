//! How isolated each group is in surroundings of growing size, from the tables `areas` and
//! the centroids of the areas: the same under every border, joined pair by pair.

use crate::compare::baseline;
use crate::disclosure::{Small, whole};
use crate::error::LabError;
use crate::index_data::{text_at, texts, variants, years};
use crate::layout::runs_to_read;
use crate::pairs::{Runs, Tidy, TidyRow};
use crate::parquet_read::{Rows, read_columns};
use buurt_metrics::profile::{Places, Surroundings};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the comparison.
pub const PROFILES: &str = "profiles";
/// Groups with a profile, as columns of `areas`.
const GROUPS: [&str; 4] = ["low_income", "high_income", "benefit", "vulnerable"];
/// Bandwidths, metres.
const WITHIN_M: [f64; 4] = [500.0, 1000.0, 2000.0, 4000.0];
/// Numbers of nearest households.
const NEAREST: [f64; 4] = [2_000.0, 5_000.0, 10_000.0, 20_000.0];
/// Areas up to which profiles are worked out: all pairs of areas are looked at.
const MOST_AREAS: usize = 1_000;

/// Group, kind of surroundings and their size.
type Key = (usize, &'static str, u32);

/// Profiles of every variant against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    /// The table `profiles`: group, surroundings, size.
    pub tidy: Tidy,
}

/// Households and members of each group in one year, per area in the order of the centroids.
#[derive(Debug, Clone, Default, PartialEq)]
struct Year {
    households: Vec<f64>,
    members: [Vec<f64>; GROUPS.len()],
}

/// The comparison of a results folder; `areas` are the codes and centroids of its areas.
/// None when no run has the table `areas`, without areas, and with more than a thousand.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for tables
/// that cannot be read.
pub fn compare(
    dir: &Path,
    against: Option<&str>,
    areas: &[(String, (f64, f64))],
) -> Result<Option<Profiles>, LabError> {
    if areas.is_empty() || areas.len() > MOST_AREAS {
        return Ok(None);
    }
    let runs = runs_to_read(dir)?;
    let names = variants(dir, &runs)?;
    let baseline = baseline(&names, against)?;
    let points: Vec<_> = areas.iter().map(|(_, at)| *at).collect();
    let places = Places::new(&points);
    let replicates: Vec<u32> = runs.iter().map(|r| r.replicate).collect();
    let mut all: Runs<Key> = Runs::new(names.len(), &replicates);
    for run in &runs {
        let Some(path) = run.intact(dir, "areas")? else {
            continue;
        };
        let variant = names.iter().position(|v| *v == run.variant).unwrap_or(0);
        let by_year = read_run(&path, areas)?;
        for (year, counts) in &by_year {
            for (key, value) in profile(&places, counts) {
                all.set((variant, run.replicate), *year, key, value);
            }
        }
    }
    if all.last_year().is_none() {
        return Ok(None);
    }
    let rows = all
        .pairs(baseline)
        .map(|(year, (group, surroundings, size), v, pair)| TidyRow {
            year,
            about: vec![
                GROUPS[*group].to_owned(),
                (*surroundings).to_owned(),
                size.to_string(),
            ],
            variant: names[v].clone(),
            pair,
        })
        .collect();
    Ok(Some(Profiles {
        tidy: Tidy {
            name: PROFILES,
            about: &["group", "surroundings", "size"],
            rows,
        },
    }))
}

fn profile(places: &Places, year: &Year) -> Vec<(Key, f64)> {
    let mut found = Vec::new();
    for (group, members) in year.members.iter().enumerate() {
        let of = |around| places.isolation(&year.households, members, around);
        for size in WITHIN_M {
            let value = of(Surroundings::Within(size));
            found.push(((group, "within_m", size as u32), value));
        }
        for size in NEAREST {
            let value = of(Surroundings::Nearest(size));
            found.push(((group, "nearest_households", size as u32), value));
        }
    }
    found
}

fn read_run(path: &Path, areas: &[(String, (f64, f64))]) -> Result<BTreeMap<i32, Year>, LabError> {
    let mut columns = vec!["year", "level", "area", "households"];
    columns.extend(GROUPS);
    let place = |code: &str| areas.iter().position(|(c, _)| c == code);
    let table = read_columns(path, &columns, Rows::Text("area", &|a| place(a).is_some()))?;
    let damaged = |message| LabError::damaged(path, message);
    let year = years(&table).map_err(damaged)?;
    let codes = texts(&table, "area").map_err(damaged)?;
    let households = whole(&table, "households", path)?;
    let groups = GROUPS
        .iter()
        .map(|group| whole(&table, group, path))
        .collect::<Result<Vec<_>, _>>()?;
    let mut found: BTreeMap<i32, Year> = BTreeMap::new();
    for row in 0..table.rows() {
        let Some(at) = place(&text_at(codes, row)) else {
            continue;
        };
        let year = found.entry(year[row]).or_insert_with(|| Year {
            households: vec![0.0; areas.len()],
            members: std::array::from_fn(|_| vec![0.0; areas.len()]),
        });
        year.households[at] = f64::from(households[row]);
        for (members, numbers) in year.members.iter_mut().zip(&groups) {
            members[at] = f64::from(numbers[row]);
        }
    }
    Ok(found)
}

impl Profiles {
    /// Leaves out every group in the years in which it is small (see
    /// [`crate::Comparison::suppress`]); returns the number of rows left out.
    pub fn suppress(&mut self, small: &Small) -> usize {
        let before = self.tidy.rows.len();
        let rows = &mut self.tidy.rows;
        rows.retain(|row| !small.ever(&row.about[0], row.year));
        before - rows.len()
    }
}
