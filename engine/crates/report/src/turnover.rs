//! Turnover per area and who moves in, summed over the runs of the baseline.

use crate::area_tables::{AreaTable, choose_level};
use crate::error::ReportError;
use crate::results::Results;
use std::collections::BTreeMap;

/// Fewest moves in, over all years and replicates, of which a share is drawn: below
/// this its standard error can exceed ten percentage points (share one half).
pub const ENOUGH_MOVES: i64 = 25;

/// Sums over years and replicates of the baseline for one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moves {
    /// Homes, summed over years: households plus vacant dwellings, so that rooms in
    /// a shared dwelling count one by one.
    pub homes: i64,
    /// Households that moved in.
    pub moves_in: i64,
    /// Of these, with a low income.
    pub low_income: i64,
    /// Of these, vulnerable.
    pub vulnerable: i64,
}

impl Moves {
    /// Moves in per 100 homes per year.
    pub fn turnover(&self) -> f64 {
        100.0 * self.moves_in as f64 / self.homes as f64
    }

    fn drawable(&self) -> bool {
        self.homes > 0 && self.moves_in >= ENOUGH_MOVES
    }
}

/// Mean share per group of areas with like turnover, and the correlation.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Weighted mean turnover and share of each group, from calm to busy.
    pub groups: Vec<(f64, f64)>,
    /// Weighted Pearson correlation over the areas, −1 to 1.
    pub correlation: f64,
}

/// Most groups of a [`Profile`].
const GROUPS: usize = 10;

/// Splits `points` (x, y, weight) by x into up to ten groups of like weight, three
/// points or more to a group on average; None with fewer than two groups or when x
/// or y does not vary.
pub fn profile(points: &[(f64, f64, f64)]) -> Option<Profile> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| {
        a.0.total_cmp(&b.0)
            .then(a.1.total_cmp(&b.1))
            .then(a.2.total_cmp(&b.2))
    });
    let weight: f64 = sorted.iter().map(|p| p.2).sum();
    let mx = sorted.iter().map(|p| p.2 * p.0).sum::<f64>() / weight;
    let my = sorted.iter().map(|p| p.2 * p.1).sum::<f64>() / weight;
    let (mut sxx, mut sxy, mut syy) = (0.0, 0.0, 0.0);
    for &(x, y, w) in &sorted {
        sxx += w * (x - mx) * (x - mx);
        sxy += w * (x - mx) * (y - my);
        syy += w * (y - my) * (y - my);
    }
    let wanted = (sorted.len() / 3).min(GROUPS);
    if wanted < 2 || sxx < 1e-12 * weight || syy < 1e-12 * weight {
        return None;
    }
    let mut sums = vec![(0.0, 0.0, 0.0); wanted];
    let mut before = 0.0;
    for (x, y, w) in sorted {
        // The group in which the middle of this point's weight falls.
        let at = (before + 0.5 * w) / weight * wanted as f64;
        let sum = &mut sums[(at as usize).min(wanted - 1)];
        *sum = (sum.0 + w * x, sum.1 + w * y, sum.2 + w);
        before += w;
    }
    Some(Profile {
        groups: sums
            .into_iter()
            .filter(|s| s.2 > 0.0)
            .map(|s| (s.0 / s.2, s.1 / s.2))
            .collect(),
        correlation: sxy / (sxx * syy).sqrt(),
    })
}

/// What the runs of the baseline say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turnover {
    /// Level of the areas.
    pub level: String,
    /// First and last year with moves.
    pub years: (i32, i32),
    /// Per code, the sums.
    pub areas: BTreeMap<String, Moves>,
    /// Areas with too few moves to draw.
    pub left_out: usize,
}

/// Reads the moves of all runs of the baseline at the finest level there is.
///
/// # Errors
/// [`ReportError`]: table, column or level missing, or no area with enough moves.
pub fn gather(results: &Results) -> Result<Turnover, ReportError> {
    let mut level: Option<String> = None;
    let mut years: Option<(i32, i32)> = None;
    let mut areas: BTreeMap<String, Moves> = BTreeMap::new();
    let baseline = &results.variants[results.baseline];
    for run in results.runs.iter().filter(|r| r.variant == *baseline) {
        let table = AreaTable::read(&results.dir, run)?;
        let level = match &level {
            Some(known) => known.clone(),
            None => {
                let there = table.levels()?;
                let wanted = ["complex", "buurt", "pc4", "wijk"];
                level.insert(choose_level(&there, &wanted)?).clone()
            }
        };
        let year = table.numbers("year")?;
        let (levels, level_names) = table.texts("level")?;
        let (codes, names) = table.texts("area")?;
        let households = table.numbers("households")?;
        let vacant = table.numbers("vacant")?;
        let homes = |row: usize| i64::from(households[row]) + i64::from(vacant[row]);
        let moves_in = table.either("moved_in", "moves_in")?;
        let low_income = table.either("low_income_in", "moves_in_low_income")?;
        let vulnerable = table.either("vulnerable_in", "moves_in_vulnerable")?;
        // A year in which nobody moves anywhere is the state at the start.
        let mut lively: BTreeMap<i32, bool> = BTreeMap::new();
        // A new area fills up in its first year: that is no turnover.
        let mut born: BTreeMap<u32, i32> = BTreeMap::new();
        for row in 0..year.len() {
            if level_names[levels[row] as usize] == level && homes(row) > 0 {
                let first = born.entry(codes[row]).or_insert(year[row]);
                *first = (*first).min(year[row]);
            }
            *lively.entry(year[row]).or_default() |= moves_in[row] > 0;
        }
        let start = lively.keys().next();
        for row in 0..year.len() {
            if level_names[levels[row] as usize] != level || !lively[&year[row]] {
                continue;
            }
            let new = born.get(&codes[row]) == Some(&year[row]) && Some(&year[row]) != start;
            if new {
                continue;
            }
            let (first, last) = years.unwrap_or((year[row], year[row]));
            years = Some((first.min(year[row]), last.max(year[row])));
            let code = &names[codes[row] as usize];
            let moves = areas.entry(code.clone()).or_default();
            moves.homes += homes(row);
            moves.moves_in += i64::from(moves_in[row]);
            moves.low_income += i64::from(low_income[row]);
            moves.vulnerable += i64::from(vulnerable[row]);
        }
    }
    let all = areas.len();
    areas.retain(|_, m| m.drawable());
    let left_out = all - areas.len();
    match (level, years) {
        (Some(level), Some(years)) if !areas.is_empty() => Ok(Turnover {
            level,
            years,
            areas,
            left_out,
        }),
        _ => Err(ReportError::Nothing {
            figure: "inflow_against_turnover",
            reason: format!(
                "no area has {ENOUGH_MOVES} moves in, over all years and runs of `{baseline}`"
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_goes_from_calm_to_busy_in_like_weights() {
        let line: Vec<_> = (0..30)
            .rev()
            .map(|k| (f64::from(k), 2.0 + 3.0 * f64::from(k), 1.0))
            .collect();
        let found = profile(&line).unwrap();
        assert_eq!(found.groups.len(), 10);
        assert_eq!(found.groups[0], (1.0, 5.0));
        assert_eq!(found.groups[9], (28.0, 86.0));
        assert!((found.correlation - 1.0).abs() < 1e-12);
        let mut weightless = line.clone();
        weightless.push((500.0, -50.0, 0.0));
        assert_eq!(profile(&weightless).unwrap().groups, found.groups);
        assert_eq!(profile(&[(1.0, 1.0, 1.0); 9]), None);
        assert_eq!(profile(&line[..5]), None);
    }

    #[test]
    fn turnover_is_per_hundred_homes_and_year() {
        let moves = Moves {
            homes: 400,
            moves_in: 30,
            ..Moves::default()
        };
        assert_eq!(moves.turnover(), 7.5);
    }
}
