//! Segregation along an ordered scale: the rank-order information theory index.
//!
//! Reardon (2011), "Measures of income segregation" (Stanford CEPA working paper): cut
//! the population at every percentile rank p into those below and those above, take the
//! binary information theory index H(p) of each cut, and average with the entropy
//! `E(p)` of the cut as weight: `H^R = ∫ E(p) H(p) dp / ∫ E(p) dp`. It depends on ranks
//! only, so inflation or a change of the income distribution alone leaves it as it was.

use crate::n_log_n::NLogN;

/// Rank-order H, exact from everybody's income: 0 (every unit has the city's income
/// distribution) to nearly 1 (nobody within a unit differs in rank).
///
/// `units_by_income[k]` is the unit (below `units`) of the household with the k-th lowest
/// income; equal incomes should be in an order that has nothing to do with units, such as
/// a hash of their keys. The integrals are sums over the `N − 1` cuts between successive
/// households. O(N): each cut changes the entropy of one unit only. NaN with fewer than
/// two households; panics when a unit is out of range.
pub fn rank_order_h(units_by_income: &[u32], units: usize) -> f64 {
    let mut sizes = vec![0; units];
    for unit in units_by_income {
        sizes[*unit as usize] += 1;
    }
    let mut h = RankOrder::new(&sizes);
    for unit in units_by_income {
        h.pass(*unit);
    }
    h.index()
}

/// [`rank_order_h`] for who has the households one after the other, by rising income, and
/// knows the sizes of the units.
pub struct RankOrder {
    households: usize,
    passed: usize,
    /// What one more person adds to n ln n: a household that passes the cut takes this
    /// from those above it and adds it to those below.
    steps: Vec<f64>,
    /// Households below and above the cut, by unit.
    sides: Vec<[u32; 2]>,
    entropy: f64,
    sum: f64,
}

impl RankOrder {
    /// Before the first household, in units with these numbers of households.
    pub fn new(sizes: &[u32]) -> Self {
        let logs = NLogN::table();
        let largest = sizes.iter().copied().max().unwrap_or(0) as usize;
        RankOrder {
            households: sizes.iter().map(|&n| n as usize).sum(),
            passed: 0,
            steps: (0..largest).map(|n| logs.of(n + 1) - logs.of(n)).collect(),
            sides: sizes.iter().map(|&n| [0, n]).collect(),
            entropy: 0.0,
            sum: 0.0,
        }
    }

    /// The next household lives in this unit. Panics when the unit is out of range or has
    /// no household left.
    #[inline]
    pub fn pass(&mut self, unit: u32) {
        self.passed += 1;
        // No cut above the last one.
        if self.passed < self.households {
            let [below, above] = &mut self.sides[unit as usize];
            *above -= 1;
            self.entropy += self.steps[*above as usize] - self.steps[*below as usize];
            *below += 1;
            self.sum += self.entropy;
        }
    }

    /// The index after all households.
    pub fn index(&self) -> f64 {
        if self.households < 2 {
            return f64::NAN;
        }
        1.0 - self.sum / NLogN::table().entropy_of_all_cuts(self.households)
    }
}

/// Rank-order H expected when households are dealt out over the units at random, from the
/// number of households of each unit: exact. NaN with fewer than two households.
///
/// The number of a unit's `n` households below the k-th of `N − 1` cuts is hypergeometric;
/// summed over all cuts each number from 0 to n is equally likely, with weight
/// `(N + 1)/(n + 1)`.
pub fn expected_rank_order_h(sizes: &[u32]) -> f64 {
    let logs = NLogN::table();
    let households: u64 = sizes.iter().map(|&n| u64::from(n)).sum();
    if households < 2 {
        return f64::NAN;
    }
    let units: f64 = sizes
        .iter()
        .map(|&n| logs.entropy_of_all_cuts(n as usize) / (f64::from(n) + 1.0))
        .sum();
    1.0 - (households as f64 + 1.0) * units / logs.entropy_of_all_cuts(households as usize)
}

/// Rank-order H estimated from counts per income class (such as national quintiles):
/// `counts` has a row of `classes` counts per unit, lowest class first.
///
/// As Reardon (2011) does: H is measured at the `classes − 1` cuts, a polynomial in p is
/// fitted to it by least squares with weights `E(p)²`, and its integral against `E(p)` is
/// exact. The order is 2, or as many as there are cuts less one. Cuts with nobody on one
/// side are left out. NaN when no cut remains; panics when the counts are not whole rows.
pub fn rank_order_h_from_classes(counts: &[f64], classes: usize) -> f64 {
    let cuts = cuts_between_classes(counts, classes);
    let order = cuts.len().min(3);
    if order == 0 {
        return f64::NAN;
    }
    // Normal equations of the weighted fit H(p) = b0 + b1 p + b2 p².
    let mut rows = [[0.0; 4]; 3];
    for cut in &cuts {
        let powers = [1.0, cut.share_below, cut.share_below * cut.share_below];
        let weight = cut.entropy * cut.entropy;
        for (row, a) in rows.iter_mut().zip(powers) {
            for (cell, b) in row.iter_mut().zip(powers) {
                *cell += weight * a * b;
            }
            row[3] += weight * a * cut.h;
        }
    }
    // 2 ln 2 ∫ E(p) p^m dp with E in bits, for m = 0, 1, 2 (Reardon 2011, appendix).
    const INTEGRALS: [f64; 3] = [1.0, 0.5, 11.0 / 36.0];
    let coefficients = solve(&mut rows, order);
    let terms = coefficients.iter().zip(INTEGRALS);
    terms.take(order).map(|(b, integral)| b * integral).sum()
}

/// Ordinal information theory index: H of each cut between income classes averaged with
/// the entropy of the cut as weight, `Σ E H / Σ E` (Reardon 2009, "Measures of ordinal
/// segregation"). Needs no curve, but depends on where the classes are cut. NaN when no
/// cut has people on both sides; panics when the counts are not whole rows.
pub fn ordinal_h(counts: &[f64], classes: usize) -> f64 {
    let (mut weighted, mut weights) = (0.0, 0.0);
    for cut in cuts_between_classes(counts, classes) {
        weighted += cut.entropy * cut.h;
        weights += cut.entropy;
    }
    weighted / weights
}

struct Cut {
    share_below: f64,
    /// Of the city, in nats.
    entropy: f64,
    h: f64,
}

fn cuts_between_classes(counts: &[f64], classes: usize) -> Vec<Cut> {
    assert!(
        classes > 0 && counts.len().is_multiple_of(classes),
        "a row of {classes} counts per unit"
    );
    let units = counts.chunks_exact(classes);
    let total: Vec<f64> = units.clone().map(|unit| unit.iter().sum()).collect();
    let mut below = vec![0.0; total.len()];
    let mut cuts = Vec::with_capacity(classes);
    for class in 0..classes - 1 {
        for (sum, unit) in below.iter_mut().zip(units.clone()) {
            *sum += unit[class];
        }
        let h = crate::binary::information_theory_h(&below, &total);
        let (x, t): (f64, f64) = (below.iter().sum(), total.iter().sum());
        let share_below = x / t;
        // A class that is empty in the whole city makes no cut of its own.
        let repeats = cuts
            .last()
            .is_some_and(|cut: &Cut| cut.share_below == share_below);
        if h.is_finite() && !repeats {
            cuts.push(Cut {
                share_below,
                entropy: crate::binary::entropy(x, t) / t,
                h,
            });
        }
    }
    cuts
}

/// Gaussian elimination of the first `order` equations, which are positive definite, so
/// without pivoting; the last column is the right-hand side.
fn solve(rows: &mut [[f64; 4]; 3], order: usize) -> [f64; 3] {
    for pivot in 0..order {
        let above = rows[pivot];
        for row in &mut rows[pivot + 1..order] {
            let factor = row[pivot] / above[pivot];
            for (cell, value) in row.iter_mut().zip(above) {
                *cell -= factor * value;
            }
        }
    }
    let mut solution = [0.0; 3];
    for row in (0..order).rev() {
        let known: f64 = (row + 1..order).map(|c| rows[row][c] * solution[c]).sum();
        solution[row] = (rows[row][3] - known) / rows[row][row];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binary::{entropy, information_theory_h};

    fn mixed(households: u32, units: u32) -> Vec<u32> {
        let unit = |k: u32| (k * k / 7 + k * units / (2 * households)) % units;
        (0..households).map(unit).collect()
    }

    #[test]
    fn equals_the_weighted_mean_of_every_cut() {
        let order = mixed(90, 7);
        let mut total = vec![0.0; 7];
        order.iter().for_each(|unit| total[*unit as usize] += 1.0);
        let mut below = vec![0.0; 7];
        let (mut weighted, mut weights) = (0.0, 0.0);
        for (k, unit) in order[..89].iter().enumerate() {
            below[*unit as usize] += 1.0;
            let weight = entropy((k + 1) as f64, 90.0);
            weighted += weight * information_theory_h(&below, &total);
            weights += weight;
        }
        assert!((rank_order_h(&order, 7) - weighted / weights).abs() < 1e-12);
    }

    #[test]
    fn dealing_out_gives_the_expected_value() {
        let sizes = [3_u32, 9, 1, 14, 6, 6, 21];
        let mut order: Vec<u32> = Vec::new();
        for (unit, &n) in sizes.iter().enumerate() {
            order.extend(std::iter::repeat_n(unit as u32, n as usize));
        }
        let (times, mut sum, mut squares) = (4000, 0.0, 0.0);
        let mut state = 9_u64;
        for _ in 0..times {
            for i in (1..order.len()).rev() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                order.swap(i, (state >> 33) as usize % (i + 1));
            }
            let h = rank_order_h(&order, sizes.len());
            sum += h;
            squares += h * h;
        }
        let n = f64::from(times);
        let mean: f64 = sum / n;
        let error = ((squares / n - mean * mean) / n).sqrt();
        let expected = expected_rank_order_h(&sizes);
        assert!(
            (expected - mean).abs() < 4.5 * error,
            "{expected} {mean} {error}"
        );
        assert!(expected_rank_order_h(&[1]).is_nan());
        assert!(expected_rank_order_h(&[50]).abs() < 1e-12);
        assert!((expected_rank_order_h(&[1; 50]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn sorted_units_are_almost_completely_segregated() {
        let sorted: Vec<u32> = (0..10_000).map(|k| k / 10).collect();
        let spread: Vec<u32> = (0..10_000).map(|k| k % 10).collect();
        assert!(rank_order_h(&sorted, 1000) > 0.998);
        assert!(rank_order_h(&spread, 10).abs() < 1e-3);
        assert!(rank_order_h(&[0], 1).is_nan());
        assert!(rank_order_h(&[0; 50], 1).abs() < 1e-12);
    }

    // Units drawn from a smooth gradient of income, so that H(p) is nearly a parabola.
    #[test]
    fn quintiles_come_close_to_full_incomes() {
        let (households, units) = (20_000_usize, 20_usize);
        let mut state = 7_u64;
        let mut order = Vec::new();
        let mut counts = vec![0.0; units * 5];
        for k in 0..households {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let noise = (state >> 33) as f64 / (1_u64 << 31) as f64;
            let place = 0.5 * k as f64 / households as f64 + 0.5 * noise;
            let unit = (place * units as f64) as usize;
            order.push(unit as u32);
            counts[unit * 5 + k * 5 / households] += 1.0;
        }
        let exact = rank_order_h(&order, units);
        let fitted = rank_order_h_from_classes(&counts, 5);
        assert!(exact > 0.1);
        assert!((fitted - exact).abs() < 0.03 * exact, "{fitted} {exact}");
    }

    #[test]
    fn a_constant_curve_is_returned_as_it_is() {
        // Two classes: one cut, whose H is both the fit and the ordinal index.
        let counts = [3.0, 1.0, 2.0, 5.0];
        let h = information_theory_h(&[3.0, 2.0], &[4.0, 7.0]);
        assert!((rank_order_h_from_classes(&counts, 2) - h).abs() < 1e-12);
        assert!((ordinal_h(&counts, 2) - h).abs() < 1e-12);
        assert!(ordinal_h(&[3.0, 0.0], 2).is_nan());
        assert!(rank_order_h_from_classes(&[3.0, 0.0], 2).is_nan());
        // An empty class in between changes nothing.
        let with_empty = [3.0, 0.0, 1.0, 2.0, 0.0, 5.0];
        assert!((rank_order_h_from_classes(&with_empty, 3) - h).abs() < 1e-12);
        // Everybody apart: H is 1 at every cut, so the fit is the constant 1.
        let apart = [4.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 6.0];
        assert!((ordinal_h(&apart, 3) - 1.0).abs() < 1e-12);
        assert!((rank_order_h_from_classes(&apart, 3) - 1.0).abs() < 1e-12);
    }
}
