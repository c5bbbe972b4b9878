//! What each index would be if the group were spread at random.
//!
//! Small units are never even: with eight households to a stairwell, a blind lottery
//! already gives a high dissimilarity. The yardstick here deals the `X` members of the
//! group out over the `N` places without replacement, sizes of the units kept, so that
//! the number in a unit of size `t` is hypergeometric. Exact for isolation, exposure,
//! correlation ratio and dissimilarity; in small units also for H, and for Gini if they
//! have few different sizes; close approximations otherwise
//! (see [`expected_under_random_allocation`]). No simulation is involved.

use crate::binary::{BinaryIndices, City};
use crate::expected_gini::{SizeClass, expected_gini, members_of_unit, size_nodes, unit_sizes};
use crate::hypergeometric::Hypergeometric;
use crate::n_log_n::NLogN;

/// Expected value of every binary index under random allocation with the same margins.
///
/// `group` and `total` are as in [`crate::binary_indices`]; totals are rounded to whole
/// numbers. Units of equal size are worked out once. How each value is found:
///
/// - isolation `P + (1 − P)(n − 1)/(N − 1)` and correlation ratio `(n − 1)/(N − 1)` with
///   `n` units: exact, from the hypergeometric variance;
/// - dissimilarity: exact, from the closed form of the mean absolute deviation;
/// - H: the probabilities are enumerated where a unit's variance is below 50; elsewhere a
///   Taylor expansion to the fourth order (the first term is the Miller–Madow bias);
/// - Atkinson (b = 0.5): as H, plus the variance of the sum that is squared, with the
///   fixed total of the group projected out;
/// - Gini: where every unit is below 1000 and a hundredth of the city and the group and the
///   rest have 300 or more, by independent binomial numbers of members with the exact
///   variance of every difference (error below 0.04 %); otherwise for two units of sizes a
///   and b exactly from the split of their joint number, or, once both have a variance of
///   16 or more, by the normal approximation with the exact variance. More than 24
///   different sizes are interpolated between nodes an eighth apart; tests hold the error
///   of that below 0.3 %.
pub fn expected_under_random_allocation(group: &[f64], total: &[f64]) -> BinaryIndices {
    let sizes = unit_sizes(total);
    let places: f64 = sizes.iter().map(|s| s.size * s.units).sum();
    let units: f64 = sizes.iter().map(|s| s.units).sum();
    let members = City::of(group, total).map_or(0.0, |city| city.group.round());
    let Some(city) = City::from_margins(members, places) else {
        return BinaryIndices::UNDEFINED;
    };
    expected_for_sizes(&city, &sizes, &size_nodes(&sizes), units)
}

/// The same from the sizes of the units; `nodes` as from [`size_nodes`].
pub(crate) fn expected_for_sizes(
    city: &City,
    sizes: &[SizeClass],
    nodes: &[SizeClass],
    units: f64,
) -> BinaryIndices {
    let logs = NLogN::table();
    let correlation_ratio = (units - 1.0) / (city.total - 1.0);
    let isolation = city.share + (1.0 - city.share) * correlation_ratio;
    let mut deviation = 0.0;
    let mut entropy_sum = 0.0;
    let mut geometric = GeometricSum::default();
    for class in sizes {
        let members = members_of_unit(city, class.size);
        deviation += class.units * members.mean_absolute_deviation();
        let unit = UnitMoments::of(&members, logs);
        entropy_sum += class.units * unit.entropy;
        geometric.add(class.units, &unit, members.variance());
    }
    BinaryIndices {
        dissimilarity: city.dissimilarity_of(deviation),
        gini: expected_gini(city, nodes),
        isolation,
        exposure: 1.0 - isolation,
        information_theory_h: city.h_of(entropy_sum),
        atkinson: 1.0 - geometric.mean_square() / (city.group * city.rest),
        correlation_ratio,
    }
}

/// `(value − expected)/(1 − expected)`: 0 when the index is what chance gives, 1 when
/// segregation is complete, negative when people are spread more evenly than by chance
/// (Carrington & Troske 1997, "On measuring segregation in samples with small units").
/// NaN when either is NaN or nothing is left above chance (`expected >= 1`). Meant for
/// indices that rise to 1 with segregation, so not for exposure.
pub fn corrected(value: f64, expected: f64) -> f64 {
    if expected < 1.0 {
        (value - expected) / (1.0 - expected)
    } else {
        f64::NAN
    }
}

impl BinaryIndices {
    /// Every index [`corrected`] for its value under random allocation; exposure, which
    /// falls with segregation, is NaN.
    pub fn corrected(&self, expected: &Self) -> Self {
        Self {
            dissimilarity: corrected(self.dissimilarity, expected.dissimilarity),
            gini: corrected(self.gini, expected.gini),
            isolation: corrected(self.isolation, expected.isolation),
            exposure: f64::NAN,
            information_theory_h: corrected(
                self.information_theory_h,
                expected.information_theory_h,
            ),
            atkinson: corrected(self.atkinson, expected.atkinson),
            correlation_ratio: corrected(self.correlation_ratio, expected.correlation_ratio),
        }
    }
}

/// From this variance of the number of members on, moments come from a Taylor expansion.
const EXPAND_FROM_VARIANCE: f64 = 50.0;

/// `E[x ln x]` of the number of members of one unit: enumerated, or expanded around the
/// mean to the fourth order where the variance is large.
pub(crate) fn expected_n_log_n(members: &Hypergeometric, logs: NLogN) -> f64 {
    let variance = members.variance();
    if variance < EXPAND_FROM_VARIANCE {
        let mut sum = 0.0;
        let weights = members.visit_weights(|x, weight| sum += weight * logs.of(x as usize));
        return sum / weights;
    }
    let m = members.mean();
    m * libm::log(m) + variance / (2.0 * m) - members.third_central_moment() / (6.0 * m * m)
        + variance * variance / (4.0 * m * m * m)
}

/// Moments of one unit with `x` of `t` in the group: of its entropy `t e(x/t)` and of
/// `√(x (t − x))`, the term of the Atkinson index.
#[derive(Default)]
struct UnitMoments {
    entropy: f64,
    geometric: f64,
    geometric_variance: f64,
    /// Covariance of `√(x (t − x))` and `x`.
    covariance: f64,
}

impl UnitMoments {
    fn of(members: &Hypergeometric, logs: NLogN) -> Self {
        if members.variance() < EXPAND_FROM_VARIANCE {
            Self::enumerated(members, logs)
        } else {
            Self::expanded(members)
        }
    }

    fn enumerated(members: &Hypergeometric, logs: NLogN) -> Self {
        let (t, mean) = (members.draw, members.mean());
        let mut sums = Self::default();
        let mut squares = 0.0;
        let weights = members.visit_weights(|x, weight| {
            let product = x * (t - x);
            let root = product.sqrt();
            sums.entropy += weight * logs.entropy(x as usize, t as usize);
            sums.geometric += weight * root;
            squares += weight * product;
            sums.covariance += weight * root * (x - mean);
        });
        let geometric = sums.geometric / weights;
        Self {
            entropy: sums.entropy / weights,
            geometric,
            geometric_variance: (squares / weights - geometric * geometric).max(0.0),
            covariance: sums.covariance / weights,
        }
    }

    /// Taylor series in `p` around `P`, to the fourth order for the means and the first
    /// for the (co)variances.
    fn expanded(members: &Hypergeometric) -> Self {
        let t = members.draw;
        let p = members.group / members.population;
        let q = 1.0 - p;
        let second = members.variance() / (t * t);
        let third = members.third_central_moment() / (t * t * t);
        let fourth = 3.0 * second * second;
        let entropy_at_p = -(p * libm::log(p) + q * libm::log(q));
        let entropy = entropy_at_p - second / (2.0 * p * q)
            + third * (1.0 / (p * p) - 1.0 / (q * q)) / 6.0
            - fourth * (2.0 / (p * p * p) + 2.0 / (q * q * q)) / 24.0;
        let pq = p * q;
        let root = pq.sqrt();
        let skew = 1.0 - 2.0 * p;
        let geometric = root - second / (8.0 * pq * root)
            + third * 3.0 * skew / (8.0 * pq * pq * root * 6.0)
            - fourth * (0.75 + 15.0 * skew * skew / (16.0 * pq)) / (pq * pq * root * 24.0);
        let slope = skew / (2.0 * root);
        Self {
            entropy: t * entropy,
            geometric: t * geometric,
            geometric_variance: slope * slope * members.variance(),
            covariance: slope * members.variance(),
        }
    }
}

/// Moments of `Σ √(x (t − x))` over all units.
#[derive(Default)]
struct GeometricSum {
    mean: f64,
    variance: f64,
    covariance: f64,
    member_variance: f64,
}

impl GeometricSum {
    fn add(&mut self, units: f64, unit: &UnitMoments, member_variance: f64) {
        self.mean += units * unit.geometric;
        self.variance += units * unit.geometric_variance;
        self.covariance += units * unit.covariance;
        self.member_variance += units * member_variance;
    }

    /// `E[(Σ ...)²]`. The group's total is fixed, so what the sum shares with it does not
    /// vary.
    fn mean_square(&self) -> f64 {
        let shared = if self.member_variance > 0.0 {
            self.covariance * self.covariance / self.member_variance
        } else {
            0.0
        };
        self.mean * self.mean + (self.variance - shared).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binary_indices;

    /// Deals the group out `times` times and averages the indices; returns mean and
    /// standard error of each.
    fn simulated(group: f64, total: &[f64], times: usize) -> [(f64, f64); 7] {
        let mut home: Vec<usize> = Vec::new();
        for (unit, t) in total.iter().enumerate() {
            home.extend(std::iter::repeat_n(unit, *t as usize));
        }
        let mut state = 20_240_601_u64;
        let mut sums = [(0.0, 0.0); 7];
        for _ in 0..times {
            let mut dealt = vec![0.0; total.len()];
            for member in 0..group as usize {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let left = (home.len() - member) as u64;
                home.swap(member, member + ((state >> 33) % left) as usize);
                dealt[home[member]] += 1.0;
            }
            for (sum, (_, v)) in sums.iter_mut().zip(binary_indices(&dealt, total).named()) {
                sum.0 += v;
                sum.1 += v * v;
            }
        }
        let n = times as f64;
        sums.map(|(sum, squares)| {
            let mean: f64 = sum / n;
            (mean, ((squares / n - mean * mean).max(0.0) / n).sqrt())
        })
    }

    fn agrees_with_simulation(group: f64, total: &[f64], times: usize, slack: f64) {
        let mut counts = vec![0.0; total.len()];
        let mut left = group;
        for (count, t) in counts.iter_mut().zip(total) {
            *count = left.min(*t);
            left -= *count;
        }
        let expected = expected_under_random_allocation(&counts, total);
        let runs = simulated(group, total, times);
        for ((name, value), (mean, error)) in expected.named().into_iter().zip(runs) {
            assert!(
                (value - mean).abs() < 4.5 * error + slack * mean,
                "{name}: {value} against {mean} ± {error}"
            );
        }
    }

    #[test]
    fn stairwells_of_eight() {
        agrees_with_simulation(160.0, &[8.0; 200], 4000, 1e-5);
        agrees_with_simulation(800.0, &[8.0; 200], 4000, 1e-5);
    }

    #[test]
    fn stairwells_and_towers_together() {
        let total: Vec<f64> = (0..150).map(|i| f64::from(2 + i * 7 % 59)).collect();
        agrees_with_simulation(220.0, &total, 4000, 2e-3);
        agrees_with_simulation(1800.0, &total, 4000, 2e-3);
    }

    #[test]
    fn neighbourhoods() {
        let total: Vec<f64> = (0..40).map(|i| f64::from(40 + i * 37 % 1200)).collect();
        agrees_with_simulation(200.0, &total, 3000, 3e-3);
        agrees_with_simulation(9000.0, &total, 500, 3e-3);
    }

    #[test]
    fn very_few_units() {
        agrees_with_simulation(30.0, &[40.0, 25.0, 60.0], 20_000, 0.01);
    }

    // Two units of one person, one member: either way one unit holds the whole group.
    #[test]
    fn chance_may_force_complete_segregation() {
        let expected = expected_under_random_allocation(&[1.0, 0.0], &[1.0, 1.0]);
        assert!((expected.dissimilarity - 1.0).abs() < 1e-12);
        assert!((expected.gini - 1.0).abs() < 1e-12);
        assert!((expected.correlation_ratio - 1.0).abs() < 1e-12);
        assert!(corrected(1.0, 1.0).is_nan());
    }

    #[test]
    fn expansion_and_enumeration_meet() {
        for group in [2_000.0, 20_000.0, 50_000.0] {
            let members = Hypergeometric {
                population: 100_000.0,
                group,
                draw: 60.0 / (group / 1e5 * (1.0 - group / 1e5)),
            };
            let members = Hypergeometric {
                draw: members.draw.round(),
                ..members
            };
            let (a, b) = (
                UnitMoments::enumerated(&members, NLogN::table()),
                UnitMoments::expanded(&members),
            );
            assert!((a.entropy / b.entropy - 1.0).abs() < 2e-5);
            assert!((a.geometric / b.geometric - 1.0).abs() < 2e-5);
        }
    }

    #[test]
    fn correction_is_zero_at_chance_and_one_at_the_top() {
        assert_eq!(corrected(0.3, 0.3), 0.0);
        assert_eq!(corrected(1.0, 0.3), 1.0);
        assert!(corrected(f64::NAN, 0.3).is_nan() && corrected(0.3, f64::NAN).is_nan());
        let expected = expected_under_random_allocation(&[0.0, 0.0], &[5.0, 5.0]);
        assert!(expected.dissimilarity.is_nan());
    }
}
