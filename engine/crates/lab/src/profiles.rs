//! How isolated each group is in surroundings of growing size, from the tables `areas` and
//! the centroids of the areas: the same under every border, joined pair by pair.

use crate::disclosure::{Small, whole};
use crate::error::LabError;
use crate::index_data::{text_at, texts, years};
use crate::layout::RunRecord;
use crate::pairs::{Compared, Tidy};
use crate::parquet_read::TableBytes;
use crate::rounding::{FIVE, rounded};
use crate::row_choice::Rows;
use buurt_metrics::profile::{Places, Surroundings};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the comparison.
pub const PROFILES: &str = "profiles";
/// Groups with a profile, as columns of `areas`.
const GROUPS: [&str; 4] = ["low_income", "high_income", "benefit", "vulnerable"];
/// Surroundings within a bandwidth in metres.
pub const WITHIN_M: &str = "within_m";
/// Surroundings of so many nearest households.
pub const NEAREST_HOUSEHOLDS: &str = "nearest_households";
/// Kinds of surroundings, each with its sizes from small to large.
pub const SURROUNDINGS: [(&str, [u32; 4]); 2] = [
    (WITHIN_M, [500, 1_000, 2_000, 4_000]),
    (NEAREST_HOUSEHOLDS, [2_000, 5_000, 10_000, 20_000]),
];
/// Areas up to which profiles are worked out: all pairs of areas are looked at.
pub const MOST_AREAS: usize = 1_000;

/// Group, kind of surroundings and their size.
type Key = (usize, &'static str, u32);

/// Profiles of every variant against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    /// The table `profiles`: group, surroundings, size.
    pub tidy: Tidy,
    /// Number of rows left out because their group is small.
    pub left_out: usize,
}

/// Households and members of each group in one year, per area in the order of the centroids.
#[derive(Debug, Clone, Default, PartialEq)]
struct Year {
    households: Vec<f64>,
    members: [Vec<f64>; GROUPS.len()],
}

/// The comparison of a results folder; `areas` are the codes and centroids of its areas.
/// None when no run has the table `areas`, without areas, and with more than a thousand.
/// With `small` without groups that are small (see [`crate::Comparison::suppress`]), and from
/// rounded counts.
///
/// # Errors
/// [`LabError::Compare`] when there is nothing to compare, [`LabError::Damaged`] for tables
/// that cannot be read.
pub fn compare(
    dir: &Path,
    against: Option<&str>,
    areas: &[(String, (f64, f64))],
    small: Option<&Small>,
) -> Result<Option<Profiles>, LabError> {
    if areas.is_empty() || areas.len() > MOST_AREAS {
        return Ok(None);
    }
    let compared = Compared::open(dir, against)?;
    let points: Vec<_> = areas.iter().map(|(_, at)| *at).collect();
    let places = Places::new(&points);
    let shown = |n: i32| match small {
        Some(_) => rounded(f64::from(n), FIVE),
        None => f64::from(n),
    };
    let read = |run: &RunRecord| {
        let Some(bytes) = run.open(dir, "areas")? else {
            return Ok(None);
        };
        let mut numbers = Vec::new();
        for (year, counts) in read_run(&bytes, areas, &shown)? {
            let found = profile(&places, &counts).into_iter();
            numbers.extend(found.map(|(key, value)| (year, key, value)));
        }
        Ok(Some(numbers))
    };
    let columns = (PROFILES, &["group", "surroundings", "size"][..]);
    let tidy = compared.tidy(columns, read, |(group, surroundings, size)| {
        let texts = [GROUPS[*group], surroundings];
        let texts = texts.iter().map(|t| (*t).to_owned());
        texts.chain([size.to_string()]).collect()
    })?;
    Ok(tidy.map(|mut tidy| {
        let before = tidy.rows.len();
        let few = |group: &str, year| small.is_some_and(|s| s.ever(group, year));
        tidy.rows.retain(|row| !few(&row.about[0], row.year));
        let left_out = before - tidy.rows.len();
        Profiles { tidy, left_out }
    }))
}

/// Isolation of a group in all [`SURROUNDINGS`], in their order; households and members of
/// the group per place.
pub fn isolation(
    places: &Places,
    households: &[f64],
    members: &[f64],
) -> impl Iterator<Item = (&'static str, u32, f64)> {
    let sized = SURROUNDINGS
        .into_iter()
        .flat_map(|(kind, sizes)| sizes.map(|size| (kind, size)));
    sized.map(move |(kind, size)| {
        let around = match kind {
            WITHIN_M => Surroundings::Within(f64::from(size)),
            _ => Surroundings::Nearest(f64::from(size)),
        };
        (kind, size, places.isolation(households, members, around))
    })
}

fn profile(places: &Places, year: &Year) -> Vec<(Key, f64)> {
    let groups = year.members.iter().enumerate();
    let of = |(group, members): (usize, &Vec<f64>)| {
        isolation(places, &year.households, members)
            .map(|(kind, size, value)| ((group, kind, size), value))
            .collect::<Vec<_>>()
    };
    groups.flat_map(of).collect()
}

fn read_run(
    bytes: &TableBytes,
    areas: &[(String, (f64, f64))],
    shown: &dyn Fn(i32) -> f64,
) -> Result<BTreeMap<i32, Year>, LabError> {
    let mut columns = vec!["year", "level", "area", "households"];
    columns.extend(GROUPS);
    let place = |code: &str| areas.iter().position(|(c, _)| c == code);
    let table = bytes.columns(&columns, Rows::Text("level", &|level| level != "complex"))?;
    let path = bytes.path();
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
        year.households[at] = shown(households[row]);
        for (members, numbers) in year.members.iter_mut().zip(&groups) {
            members[at] = shown(numbers[row]);
        }
    }
    Ok(found)
}
