//! Indices of several groups at once, and location quotients.
//!
//! Notation: `t` people in unit j, `T` in the city; `p` the share of a group in the unit
//! and `P` in the city. Counts are one flat slice, a row of `groups` counts per unit:
//! `counts[unit * groups + group]`. Empty units are ignored. The indices are NaN unless at
//! least two groups have members.
//!
//! Source of the formulas: Reardon, S. F. and G. Firebaugh (2002), "Measures of multigroup
//! segregation", Sociological Methodology 32(1).

/// The multigroup indices of one partition of the city.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MultigroupIndices {
    /// Dissimilarity `D = Σⱼ Σ_g t|p − P| / (2 T I)` with `I = Σ P (1 − P)`, 0 to 1 (Morgan
    /// 1975; Sakoda 1981).
    pub dissimilarity: f64,
    /// Information theory index `H = M / E` with `E = −Σ P ln P`, 0 to 1 (Theil 1972).
    pub information_theory_h: f64,
    /// Mutual information of unit and group `M = Σⱼ Σ_g (t p / T) ln(p / P)`, in nats, 0 to
    /// E (Theil & Finizza 1971; Mora & Ruiz-Castillo 2011).
    pub mutual_information: f64,
    /// Normalized exposure `P = Σⱼ Σ_g t (p − P)² / (T (1 − P))`, 0 to 1 (James
    /// 1986).
    pub normalized_exposure: f64,
}

impl MultigroupIndices {
    /// Every index NaN: fewer than two groups have members.
    pub const UNDEFINED: Self = Self {
        dissimilarity: f64::NAN,
        information_theory_h: f64::NAN,
        mutual_information: f64::NAN,
        normalized_exposure: f64::NAN,
    };

    /// The names and values, in the order of the fields.
    pub fn named(&self) -> [(&'static str, f64); 4] {
        [
            ("multigroup_dissimilarity", self.dissimilarity),
            ("multigroup_h", self.information_theory_h),
            ("mutual_information", self.mutual_information),
            ("normalized_exposure", self.normalized_exposure),
        ]
    }
}

/// All multigroup indices of `counts`, a row of `groups` counts per unit.
///
/// Panics when the counts are not whole rows.
pub fn multigroup_indices(counts: &[f64], groups: usize) -> MultigroupIndices {
    let city = group_totals(counts, groups);
    let total: f64 = city.iter().sum();
    if city.iter().filter(|n| **n > 0.0).count() < 2 {
        return MultigroupIndices::UNDEFINED;
    }
    let (mut deviation, mut exposure, mut information) = (0.0, 0.0, 0.0);
    for unit in counts.chunks_exact(groups) {
        let t: f64 = unit.iter().sum();
        if t <= 0.0 {
            continue;
        }
        for (&n, &n_city) in unit.iter().zip(&city) {
            let share = n_city / total;
            let off = n - t * share;
            deviation += off.abs();
            exposure += off * off / (t * (1.0 - share));
        }
        information += divergence(unit, t, &city, total);
    }
    let interaction: f64 = city.iter().map(|n| n / total * (1.0 - n / total)).sum();
    let mutual_information = information / total;
    MultigroupIndices {
        dissimilarity: deviation / (2.0 * total * interaction),
        information_theory_h: mutual_information / group_entropy(&city),
        mutual_information,
        normalized_exposure: exposure / total,
    }
}

/// Location quotient `p / P` of a group in each unit: 2 where it is twice as common as in
/// the city. NaN for an empty unit and everywhere when the group is empty.
pub fn location_quotients(group: &[f64], total: &[f64]) -> Vec<f64> {
    assert_eq!(group.len(), total.len(), "one count per unit");
    let share = group.iter().sum::<f64>() / total.iter().sum::<f64>();
    let quotient = |(x, t): (&f64, &f64)| {
        if *t > 0.0 && share > 0.0 {
            x / t / share
        } else {
            f64::NAN
        }
    };
    group.iter().zip(total).map(quotient).collect()
}

/// Members of each group in the city. Panics when `counts` are not whole rows.
pub(crate) fn group_totals(counts: &[f64], groups: usize) -> Vec<f64> {
    assert!(
        groups > 0 && counts.len().is_multiple_of(groups),
        "a row of {groups} counts per unit"
    );
    let mut totals = vec![0.0; groups];
    for unit in counts.chunks_exact(groups) {
        for (sum, n) in totals.iter_mut().zip(unit) {
            *sum += n;
        }
    }
    totals
}

/// Entropy `−Σ P ln P` of a composition given as counts, in nats.
pub(crate) fn group_entropy(counts: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    let present = counts.iter().filter(|n| **n > 0.0);
    -present
        .map(|n| n / total * libm::log(n / total))
        .sum::<f64>()
}

/// `Σ n ln(p / P)`: the divergence of a part's composition from the whole's times its
/// size, in nats. Never negative but for rounding.
pub(crate) fn divergence(part: &[f64], part_total: f64, whole: &[f64], whole_total: f64) -> f64 {
    let mut sum = 0.0;
    for (&n, &n_whole) in part.iter().zip(whole) {
        if n > 0.0 {
            sum += n * libm::log(n * whole_total / (part_total * n_whole));
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binary_indices;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} is not {b}");
    }

    #[test]
    fn two_groups_agree_with_the_binary_indices() {
        let group = [3.0, 0.0, 7.0, 4.0];
        let total = [10.0, 5.0, 9.0, 4.0];
        let counts: Vec<f64> = group
            .iter()
            .zip(&total)
            .flat_map(|(x, t)| [*x, t - x])
            .collect();
        let (many, two) = (
            multigroup_indices(&counts, 2),
            binary_indices(&group, &total),
        );
        close(many.dissimilarity, two.dissimilarity);
        close(many.information_theory_h, two.information_theory_h);
        close(many.normalized_exposure, two.correlation_ratio);
    }

    #[test]
    fn complete_segregation_of_three_groups_is_one() {
        let all = multigroup_indices(&[4.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 1.0], 3);
        close(all.dissimilarity, 1.0);
        close(all.information_theory_h, 1.0);
        close(all.normalized_exposure, 1.0);
        close(all.mutual_information, group_entropy(&[4.0, 5.0, 1.0]));
    }

    #[test]
    fn one_group_is_undefined_and_an_empty_one_does_not_count() {
        let one = multigroup_indices(&[4.0, 0.0, 2.0, 0.0], 2);
        assert!(one.named().iter().all(|(_, value)| value.is_nan()));
        let with_empty = multigroup_indices(&[4.0, 0.0, 1.0, 1.0, 0.0, 3.0], 3);
        let without = multigroup_indices(&[4.0, 1.0, 1.0, 3.0], 2);
        assert_eq!(with_empty, without);
    }

    #[test]
    fn quotients_compare_with_the_city() {
        let quotients = location_quotients(&[2.0, 4.0, 0.0, 0.0], &[10.0, 10.0, 10.0, 0.0]);
        close(quotients[0], 1.0);
        close(quotients[1], 2.0);
        close(quotients[2], 0.0);
        assert!(quotients[3].is_nan());
    }
}
