//! The share of a group per area and run, and its change.

use crate::area_tables::{AreaTable, choose_level};
use crate::error::ReportError;
use crate::headlines::HEADLINES;
use crate::page::tables::area_column;
use crate::results::Results;
use buurt_metrics::paired;
use std::collections::BTreeMap;

/// Share of a group (0 to 1) and households of an area in one run and year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaShare {
    /// Share of households that belong to the group.
    pub share: f64,
    /// Number of households.
    pub households: f64,
}

/// Per area code, per (variant, replicate), the first and the last year.
pub type Shares = BTreeMap<String, BTreeMap<(usize, u32), [Option<AreaShare>; 2]>>;

/// A change in percentage points, and whether it exceeds chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Mean over replicates, percentage points.
    pub points: f64,
    /// Whether the 95 % interval over replicates leaves out zero.
    pub sure: bool,
}

/// What all runs say.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupShares {
    /// The group: the first that the figures show, or low incomes where areas do not count it.
    pub group: &'static str,
    /// Level of the areas.
    pub level: String,
    /// First and last year of the baseline.
    pub years: (i32, i32),
    /// The shares.
    pub shares: Shares,
}

/// Reads the shares of all runs at the coarsest level below the city.
///
/// # Errors
/// [`ReportError`]: table, column or level missing.
pub fn gather(results: &Results) -> Result<GroupShares, ReportError> {
    let mut chosen: Option<(String, (i32, i32))> = None;
    let mut group = results.shown()[0].0;
    let mut shares = Shares::new();
    // The baseline first: it sets the level and the years.
    let baseline = &results.variants[results.baseline];
    let (first, rest): (Vec<_>, Vec<_>) = results.runs.iter().partition(|r| r.variant == *baseline);
    for run in first.into_iter().chain(rest) {
        let table = AreaTable::read(&results.dir, run)?;
        let variant = results.variants.iter().position(|v| *v == run.variant);
        let (level, years) = match &chosen {
            Some(known) => known.clone(),
            None => {
                let level = choose_level(&table.levels()?, &["pc4", "wijk", "buurt", "complex"])?;
                let years = table.years()?.unwrap_or((0, 0));
                if table.numbers(area_column(group)).is_err() {
                    group = HEADLINES[0].0;
                }
                chosen.insert((level, years)).clone()
            }
        };
        let year = table.numbers("year")?;
        let (levels, level_names) = table.texts("level")?;
        let (areas, area_names) = table.texts("area")?;
        let households = table.numbers("households")?;
        let members = table.numbers(area_column(group))?;
        for row in 0..year.len() {
            let which = match year[row] {
                y if y == years.1 => 1,
                y if y == years.0 => 0,
                _ => continue,
            };
            if level_names[levels[row] as usize] != level || households[row] <= 0 {
                continue;
            }
            let here = AreaShare {
                share: f64::from(members[row]) / f64::from(households[row]),
                households: f64::from(households[row]),
            };
            let code = area_names[areas[row] as usize].clone();
            let key = (variant.unwrap_or(results.baseline), run.replicate);
            shares.entry(code).or_default().entry(key).or_default()[which] = Some(here);
        }
    }
    let Some((level, years)) = chosen else {
        return Err(ReportError::NoRuns {
            dir: results.dir.clone(),
        });
    };
    if years.0 == years.1 {
        // One year only: the first year is the last.
        for runs in shares.values_mut() {
            runs.values_mut().for_each(|pair| pair[0] = pair[1]);
        }
    }
    Ok(GroupShares {
        group,
        level,
        years,
        shares,
    })
}

/// What the panel of `variant` shows for an area; None when no replicate has both sides.
pub fn change(
    runs: &BTreeMap<(usize, u32), [Option<AreaShare>; 2]>,
    variant: usize,
    baseline: usize,
) -> Option<Change> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (&(_, replicate), pair) in runs.range((variant, 0)..=(variant, u32::MAX)) {
        let reference = if variant == baseline {
            pair[0]
        } else {
            runs.get(&(baseline, replicate)).and_then(|b| b[1])
        };
        if let (Some(from), Some(to)) = (reference, pair[1]) {
            before.push(100.0 * from.share);
            after.push(100.0 * to.share);
        }
    }
    if before.is_empty() {
        return None;
    }
    let p = paired(&before, &after);
    Some(Change {
        points: p.mean,
        sure: p.ci_low > 0.0 || p.ci_high < 0.0,
    })
}

/// Mean number of households of an area under the baseline in the last year.
pub fn mean_households(
    runs: &BTreeMap<(usize, u32), [Option<AreaShare>; 2]>,
    baseline: usize,
) -> f64 {
    let counts: Vec<f64> = runs
        .range((baseline, 0)..=(baseline, u32::MAX))
        .filter_map(|(_, pair)| pair[1].or(pair[0]))
        .map(|s| s.households)
        .collect();
    if counts.is_empty() {
        0.0
    } else {
        counts.iter().sum::<f64>() / counts.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(first: f64, last: f64) -> [Option<AreaShare>; 2] {
        [first, last].map(|share| {
            Some(AreaShare {
                share,
                households: 100.0,
            })
        })
    }

    #[test]
    fn the_baseline_changes_over_time_and_variants_differ_from_it() {
        let runs = BTreeMap::from([
            ((0, 0), run(0.30, 0.32)),
            ((0, 1), run(0.31, 0.33)),
            ((1, 0), run(0.30, 0.27)),
            ((1, 1), run(0.31, 0.281)),
            ((1, 7), run(0.31, 0.90)),
            ((2, 9), run(0.31, 0.90)),
        ]);
        let own = change(&runs, 0, 0).unwrap();
        assert!((own.points - 2.0).abs() < 1e-9 && own.sure);
        // Replicate 7 has no partner and does not count.
        let variant = change(&runs, 1, 0).unwrap();
        assert!((variant.points + 4.95).abs() < 1e-9 && variant.sure);
        assert_eq!(change(&runs, 2, 0), None);
    }
}
