//! Indices of one group against the rest, from counts per unit.
//!
//! Notation: unit i holds `t` people of whom `x` belong to the group and `y = t − x` do
//! not; `T`, `X` and `Y` are their sums, `p = x/t`, `P = X/T`. Units with `t = 0` are
//! ignored. Every function returns NaN when the group or the rest is empty.
//!
//! Source of the formulas: Massey, D. S. and N. A. Denton (1988), "The dimensions of
//! residential segregation", Social Forces 67(2), unless said otherwise.

use std::cmp::Ordering;

/// All binary indices of one group at one level. Each is between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BinaryIndices {
    /// See [`dissimilarity`].
    pub dissimilarity: f64,
    /// See [`gini`].
    pub gini: f64,
    /// See [`isolation`].
    pub isolation: f64,
    /// See [`exposure`].
    pub exposure: f64,
    /// See [`information_theory_h`].
    pub information_theory_h: f64,
    /// See [`atkinson`], with b = 0.5.
    pub atkinson: f64,
    /// See [`correlation_ratio`].
    pub correlation_ratio: f64,
}

impl BinaryIndices {
    /// Every index NaN: the group or the rest is empty.
    pub const UNDEFINED: Self = Self {
        dissimilarity: f64::NAN,
        gini: f64::NAN,
        isolation: f64::NAN,
        exposure: f64::NAN,
        information_theory_h: f64::NAN,
        atkinson: f64::NAN,
        correlation_ratio: f64::NAN,
    };

    /// The names and values, in the order of the fields.
    pub fn named(&self) -> [(&'static str, f64); 7] {
        [
            ("dissimilarity", self.dissimilarity),
            ("gini", self.gini),
            ("isolation", self.isolation),
            ("exposure", self.exposure),
            ("information_theory_h", self.information_theory_h),
            ("atkinson", self.atkinson),
            ("correlation_ratio", self.correlation_ratio),
        ]
    }

    /// The values, in the order of the fields.
    pub fn values(&self) -> [f64; 7] {
        self.named().map(|(_, value)| value)
    }

    /// From values in the order of the fields.
    pub fn from_values(values: [f64; 7]) -> Self {
        let [
            dissimilarity,
            gini,
            isolation,
            exposure,
            information_theory_h,
            atkinson,
            correlation_ratio,
        ] = values;
        Self {
            dissimilarity,
            gini,
            isolation,
            exposure,
            information_theory_h,
            atkinson,
            correlation_ratio,
        }
    }
}

/// All binary indices in one pass over the units and one sort.
///
/// `group` and `total` are counts per unit, equally long, `0 <= group <= total`.
/// Panics when the lengths differ.
pub fn binary_indices(group: &[f64], total: &[f64]) -> BinaryIndices {
    let Some(city) = City::of(group, total) else {
        return BinaryIndices::UNDEFINED;
    };
    let mut sums = UnitSums::default();
    let mut mixed = Vec::with_capacity(group.len());
    for (&x, &t) in group.iter().zip(total) {
        if t > 0.0 {
            sums.add(x, t, city.share);
            // Units without the group come first whatever their size; one sum will do.
            if x > 0.0 {
                mixed.push(Unit { share: x / t, x, t });
            }
        }
    }
    let isolation = sums.squares / city.group;
    BinaryIndices {
        dissimilarity: city.dissimilarity_of(sums.deviation),
        gini: city.gini_of(&mut mixed, sums.without_group),
        isolation,
        exposure: 1.0 - isolation,
        information_theory_h: city.h_of(sums.entropy),
        atkinson: 1.0 - sums.geometric * sums.geometric / (city.group * city.rest),
        correlation_ratio: (isolation - city.share) / (1.0 - city.share),
    }
}

/// Index of dissimilarity: `D = Σ t|p − P| / (2 T P (1 − P))`, the share of the group
/// that would have to move for every unit to mirror the city (Duncan & Duncan 1955).
pub fn dissimilarity(group: &[f64], total: &[f64]) -> f64 {
    let Some(city) = City::of(group, total) else {
        return f64::NAN;
    };
    let deviation = inhabited(group, total)
        .map(|(x, t)| (x - t * city.share).abs())
        .sum();
    city.dissimilarity_of(deviation)
}

/// Gini index of segregation: `G = Σᵢ Σⱼ tᵢ tⱼ |pᵢ − pⱼ| / (2 T² P (1 − P))`, by sorting
/// units by proportion: O(n log n).
pub fn gini(group: &[f64], total: &[f64]) -> f64 {
    let Some(city) = City::of(group, total) else {
        return f64::NAN;
    };
    let mut units: Vec<Unit> = inhabited(group, total)
        .map(|(x, t)| Unit { share: x / t, x, t })
        .collect();
    city.gini_of(&mut units, 0.0)
}

/// Isolation `xPx = Σ (x/X)(x/t)`: the share of the own group in the unit of an average
/// group member (Bell 1954; Lieberson 1981).
pub fn isolation(group: &[f64], total: &[f64]) -> f64 {
    match City::of(group, total) {
        Some(city) => inhabited(group, total).map(|(x, t)| x * x / t).sum::<f64>() / city.group,
        None => f64::NAN,
    }
}

/// Exposure to the rest `xPy = Σ (x/X)(y/t) = 1 − xPx` (Lieberson 1981). PySAL calls it
/// interaction.
pub fn exposure(group: &[f64], total: &[f64]) -> f64 {
    1.0 - isolation(group, total)
}

/// Information theory index: `H = 1 − Σ t e(p) / (T e(P))` with the entropy
/// `e(p) = −p ln p − (1 − p) ln(1 − p)` (Theil & Finizza 1971).
pub fn information_theory_h(group: &[f64], total: &[f64]) -> f64 {
    match City::of(group, total) {
        Some(city) => city.h_of(inhabited(group, total).map(|(x, t)| entropy(x, t)).sum()),
        None => f64::NAN,
    }
}

/// Atkinson index: `A = 1 − P/(1 − P) · [Σ t p^b (1 − p)^(1 − b) / (T P)]^(1/(1 − b))`,
/// `0 < b < 1`; above 0.5, units with much of the group weigh more (James & Taeuber
/// 1985). NaN for `b` outside that range.
pub fn atkinson(group: &[f64], total: &[f64], b: f64) -> f64 {
    let Some(city) = City::of(group, total) else {
        return f64::NAN;
    };
    if !(b > 0.0 && b < 1.0) {
        return f64::NAN;
    }
    let sum: f64 = inhabited(group, total)
        .map(|(x, t)| libm::pow(x, b) * libm::pow(t - x, 1.0 - b))
        .sum();
    1.0 - city.group / city.rest * libm::pow(sum / city.group, 1.0 / (1.0 - b))
}

/// Correlation ratio `η² = (xPx − P)/(1 − P)`: isolation with the share of the group
/// taken out; the variance of `p` over its maximum (Bell 1954; White 1986).
pub fn correlation_ratio(group: &[f64], total: &[f64]) -> f64 {
    match City::of(group, total) {
        Some(city) => (isolation(group, total) - city.share) / (1.0 - city.share),
        None => f64::NAN,
    }
}

/// Entropy of one unit times its size, in nats: `t ln t − x ln x − y ln y`.
pub(crate) fn entropy(x: f64, t: f64) -> f64 {
    let y = t - x;
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    -(x * libm::log(x / t) + y * libm::log(y / t))
}

fn inhabited<'a>(group: &'a [f64], total: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
    let pairs = group.iter().copied().zip(total.iter().copied());
    pairs.filter(|&(_, t)| t > 0.0)
}

/// Margins of the whole city; they scale every index.
pub(crate) struct City {
    pub group: f64,
    pub rest: f64,
    pub total: f64,
    pub share: f64,
}

impl City {
    /// `None` when the group or the rest is empty.
    pub(crate) fn of(group: &[f64], total: &[f64]) -> Option<Self> {
        assert_eq!(group.len(), total.len(), "one count per unit");
        let (mut x_sum, mut t_sum) = (0.0, 0.0);
        for (x, t) in inhabited(group, total) {
            x_sum += x;
            t_sum += t;
        }
        Self::from_margins(x_sum, t_sum)
    }

    pub(crate) fn from_margins(group: f64, total: f64) -> Option<Self> {
        let rest = total - group;
        (group > 0.0 && rest > 0.0).then(|| Self {
            group,
            rest,
            total,
            share: group / total,
        })
    }

    /// From `Σ |x − tP|`.
    pub(crate) fn dissimilarity_of(&self, deviation: f64) -> f64 {
        deviation * self.total / (2.0 * self.group * self.rest)
    }

    /// From `Σ t e(p)`.
    pub(crate) fn h_of(&self, entropy_sum: f64) -> f64 {
        1.0 - entropy_sum / entropy(self.group, self.total)
    }

    /// `G = Σ (xⱼ T₍ⱼ₎ − tⱼ X₍ⱼ₎) / (X Y)` over units by rising proportion, where `T₍ⱼ₎`
    /// and `X₍ⱼ₎` are the sums over the units before j; `without_group` is the number of
    /// people in units left out because they have nobody of the group.
    pub(crate) fn gini_of(&self, units: &mut [Unit], without_group: f64) -> f64 {
        units.sort_unstable_by(Unit::by_share_and_size);
        self.gini_of_sorted(units.iter(), without_group)
    }

    /// The same when the units are in order of share already.
    pub(crate) fn gini_of_sorted<'a>(
        &self,
        units: impl Iterator<Item = &'a Unit>,
        without_group: f64,
    ) -> f64 {
        let (mut x_before, mut t_before, mut area) = (0.0, without_group, 0.0);
        for unit in units {
            area += unit.x * t_before - unit.t * x_before;
            x_before += unit.x;
            t_before += unit.t;
        }
        area / (self.group * self.rest)
    }
}

pub(crate) struct Unit {
    pub share: f64,
    pub x: f64,
    pub t: f64,
}

impl Unit {
    /// Size breaks ties, so that the sum does not depend on the order of the input.
    pub(crate) fn by_share_and_size(a: &Self, b: &Self) -> Ordering {
        a.share.total_cmp(&b.share).then(a.t.total_cmp(&b.t))
    }
}

#[derive(Default)]
struct UnitSums {
    deviation: f64,
    squares: f64,
    entropy: f64,
    geometric: f64,
    without_group: f64,
}

impl UnitSums {
    fn add(&mut self, x: f64, t: f64, share: f64) {
        if x <= 0.0 {
            self.deviation += t * share;
            self.without_group += t;
            return;
        }
        self.deviation += (x - t * share).abs();
        self.squares += x * x / t;
        self.entropy += entropy(x, t);
        self.geometric += (x * (t - x)).max(0.0).sqrt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} is not {b}");
    }

    // Worked by hand. Units (10 of 20), (0 of 10), (5 of 10): X 15, T 40, P 0.375.
    // Σ|x − tP| = 2.5 + 3.75 + 1.25 = 7.5, D = 7.5·40/(2·15·25) = 0.4; only pairs with
    // the empty unit differ: G = (10·10 + 5·10)/(15·25) = 0.4; xPx = (5 + 2.5)/15 = 0.5.
    const GROUP: [f64; 4] = [10.0, 0.0, 5.0, 0.0];
    const TOTAL: [f64; 4] = [20.0, 10.0, 10.0, 0.0];

    #[test]
    fn agrees_with_a_worked_example() {
        let all = binary_indices(&GROUP, &TOTAL);
        close(all.dissimilarity, 0.4);
        close(all.gini, 0.4);
        close(all.isolation, 0.5);
        close(all.exposure, 0.5);
        close(all.correlation_ratio, 0.2);
        // Σ√(xy) = 10 + 5.
        close(all.atkinson, 1.0 - 15.0 * 15.0 / (15.0 * 25.0));
        let city = -(0.375 * libm::log(0.375) + 0.625 * libm::log(0.625));
        close(
            all.information_theory_h,
            1.0 - 0.75 * std::f64::consts::LN_2 / city,
        );
    }

    #[test]
    fn one_pass_agrees_with_the_single_functions() {
        let all = binary_indices(&GROUP, &TOTAL);
        close(all.dissimilarity, dissimilarity(&GROUP, &TOTAL));
        close(all.gini, gini(&GROUP, &TOTAL));
        close(all.isolation, isolation(&GROUP, &TOTAL));
        close(all.exposure, exposure(&GROUP, &TOTAL));
        close(
            all.information_theory_h,
            information_theory_h(&GROUP, &TOTAL),
        );
        close(all.atkinson, atkinson(&GROUP, &TOTAL, 0.5));
        close(all.correlation_ratio, correlation_ratio(&GROUP, &TOTAL));
    }

    #[test]
    fn complete_segregation_is_one_and_an_even_spread_zero() {
        let apart = binary_indices(&[4.0, 0.0], &[4.0, 9.0]);
        let even = binary_indices(&[2.0, 4.0], &[6.0, 12.0]);
        for (name, value) in apart.named() {
            close(value, if name == "exposure" { 0.0 } else { 1.0 });
        }
        for (name, value) in even.named() {
            let at_random = match name {
                "isolation" => 1.0 / 3.0,
                "exposure" => 2.0 / 3.0,
                _ => 0.0,
            };
            close(value, at_random);
        }
    }

    #[test]
    fn an_empty_group_or_rest_is_undefined() {
        for group in [[0.0, 0.0], [3.0, 4.0]] {
            let all = binary_indices(&group, &[3.0, 4.0]);
            assert!(all.named().iter().all(|(_, value)| value.is_nan()));
            assert!(gini(&group, &[3.0, 4.0]).is_nan());
        }
        assert!(binary_indices(&[], &[]).dissimilarity.is_nan());
        assert!(atkinson(&GROUP, &TOTAL, 1.0).is_nan());
    }
}
