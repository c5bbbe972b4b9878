//! The horizon at which an effect would show in the statistics of one city.
//!
//! A city has one history and no counterfactual. What it has are annual figures per
//! area, as Statistics Netherlands publishes them by four-digit postcode (table PC4
//! 2017): households in fives, the share of low incomes to a tenth of a per cent, and
//! no share for an area with fewer than 100 households. Every replicate of a variant
//! is one such history. It is held against what is normal without the policy: the
//! mean and the standard deviation, in the same year, over the histories of the base
//! with other chances. The effect is visible once the figure lies outside the 95 %
//! prediction interval of one new history in two years running, on the same side.
//! The same rule applied to the base itself counts the false alarms.

use crate::page::cube::Cube;
use crate::page::ensemble::BASE;
use crate::page::view::{GroupCounts, View};
use buurt_lab::paired::{mean_and_variance, t_quantile_975};

/// Fewest replicates from which normal variation is estimated.
pub const ENOUGH: usize = 5;
/// Households below which no share is published.
const PUBLISHED_FROM: f64 = 100.0;

/// Households and share of a group as published; None where nothing is.
fn published(households: f64, group: f64) -> Option<(f64, f64)> {
    let rounded = (households / 5.0).round() * 5.0;
    if rounded.is_nan() || rounded < PUBLISHED_FROM {
        return None;
    }
    Some((rounded, (1000.0 * group / households).round() / 1000.0))
}

/// Dissimilarity of a group from published figures.
pub fn published_dissimilarity(areas: &[(f64, f64)]) -> f64 {
    let there: Vec<(f64, f64)> = areas
        .iter()
        .filter_map(|(n, x)| published(*n, *x))
        .collect();
    let (mut part, mut rest) = (0.0, 0.0);
    for (n, share) in &there {
        part += n * share;
        rest += n * (1.0 - share);
    }
    if part <= 0.0 || rest <= 0.0 {
        return f64::NAN;
    }
    there
        .iter()
        .map(|(n, share)| (n * share / part - n * (1.0 - share) / rest).abs())
        .sum::<f64>()
        / 2.0
}

/// Isolation of a group from published figures: its share in the area of an average member.
pub fn published_isolation(areas: &[(f64, f64)]) -> f64 {
    let there = areas.iter().filter_map(|(n, x)| published(*n, *x));
    let (members, met) = there.fold((0.0, 0.0), |(m, t), (n, s)| (m + n * s, t + n * s * s));
    met / members
}

/// Share of a group over some areas from published figures, per cent.
pub fn published_share(areas: &[(f64, f64)]) -> f64 {
    let there = areas.iter().filter_map(|(n, x)| published(*n, *x));
    let (total, part) = there.fold((0.0, 0.0), |(t, p), (n, s)| (t + n, p + n * s));
    100.0 * part / total
}

/// A statistic of published figures about a group, run by run; `areas` says of which areas.
pub fn statistic(
    view: &View<'_>,
    group: &GroupCounts,
    areas: &[usize],
    of: impl Fn(&[(f64, f64)]) -> f64,
) -> Option<Cube> {
    let households = view.households.as_ref()?;
    let mut cube = view.ensemble.cube();
    let (variants, replicates, years) = cube.shape();
    for v in 0..variants {
        for k in 0..replicates {
            for y in 0..years {
                let figures: Vec<(f64, f64)> = areas
                    .iter()
                    .map(|a| (&households[*a], &group.counts[*a]))
                    .map(|(n, x)| (n.get(v, k, y), x.get(v, k, y)))
                    .collect();
                cube.set(v, k, y, of(&figures));
            }
        }
    }
    Some(cube)
}

/// Which side of the normal range of the base a history is on: −1, 0 or 1.
fn side(statistic: &Cube, variant: usize, replicate: usize, year: usize) -> i8 {
    let (_, replicates, _) = statistic.shape();
    let others: Vec<f64> = (0..replicates)
        .filter(|k| *k != replicate)
        .map(|k| statistic.get(BASE, k, year))
        .filter(|x| x.is_finite())
        .collect();
    let (mean, variance) = mean_and_variance(&others);
    let n = others.len() as f64;
    let reach =
        t_quantile_975(others.len().saturating_sub(1)) * (variance * (1.0 + 1.0 / n)).sqrt();
    let away = statistic.get(variant, replicate, year) - mean;
    if away > reach {
        1
    } else if away < -reach {
        -1
    } else {
        0
    }
}

/// Per replicate of a variant, the position of the first year in which the effect is
/// visible: the second of two years running outside the normal range.
pub fn first_visible(statistic: &Cube, variant: usize) -> Vec<Option<usize>> {
    let (_, replicates, years) = statistic.shape();
    (0..replicates)
        .filter(|k| (0..years).any(|y| statistic.get(variant, *k, y).is_finite()))
        .map(|k| {
            let sides: Vec<i8> = (0..years).map(|y| side(statistic, variant, k, y)).collect();
            (1..years).find(|y| sides[*y] != 0 && sides[*y] == sides[*y - 1])
        })
        .collect()
}

/// Share of histories, in per cent, in which the effect is visible by each year, as a
/// cube with one replicate. The row of the base counts false alarms.
pub fn probabilities(statistic: &Cube) -> Cube {
    let (variants, _, years) = statistic.shape();
    let mut cube = Cube::new(variants, 1, years);
    for v in 0..variants {
        let first = first_visible(statistic, v);
        for y in 0..years {
            let seen = first.iter().filter(|f| f.is_some_and(|f| f <= y)).count();
            if !first.is_empty() {
                cube.set(v, 0, y, 100.0 * seen as f64 / first.len() as f64);
            }
        }
    }
    cube
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_and_small_areas_are_left_out() {
        assert_eq!(published(1_003.0, 333.0), Some((1_005.0, 0.332)));
        assert_eq!(published(97.0, 40.0), None);
        assert_eq!(published(f64::NAN, 1.0), None);
        let even = [(1000.0, 300.0), (500.0, 150.0), (90.0, 90.0)];
        assert!(published_dissimilarity(&even).abs() < 1e-12);
        assert_eq!(published_share(&even), 30.0);
        let apart = [(1000.0, 1000.0), (500.0, 0.0)];
        assert_eq!(published_dissimilarity(&apart), 1.0);
        assert!(published_dissimilarity(&[]).is_nan() && published_isolation(&[]).is_nan());
        assert_eq!(published_isolation(&apart), 1.0);
        assert!((published_isolation(&even) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn an_effect_is_visible_from_the_second_year_outside_what_is_normal() {
        let (replicates, years) = (10, 6);
        let mut cube = Cube::new(3, replicates, years);
        for k in 0..replicates {
            for y in 0..years {
                let luck = 0.01 * ((k * 7 + y * 3) % 10) as f64;
                cube.set(0, k, y, 0.3 + luck);
                // The first variant leaves the range from the third year on.
                cube.set(1, k, y, 0.3 + luck + if y >= 2 { 0.3 } else { 0.0 });
                // The second leaves it every other year only.
                cube.set(2, k, y, 0.3 + luck + if y % 2 == 0 { 0.3 } else { 0.0 });
            }
        }
        assert_eq!(first_visible(&cube, 1), vec![Some(3); replicates]);
        assert_eq!(first_visible(&cube, 2), vec![None; replicates]);
        assert_eq!(first_visible(&cube, 0), vec![None; replicates]);
        let p = probabilities(&cube);
        assert_eq!((p.get(1, 0, 2), p.get(1, 0, 3)), (0.0, 100.0));
    }
}
