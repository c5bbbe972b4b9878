//! Rounding of counts where small cells are hidden, so that no shown number is exact.
//!
//! Counts are rounded in every run, before runs are paired: means, differences, standard
//! errors and intervals then follow from rounded numbers. Parts of a sum are rounded so that
//! they still add up.

use crate::pairs::Pair;

/// Counts of households, persons, moves and lets are rounded to multiples of this.
pub const FIVE: f64 = 5.0;

/// The nearest multiple of `step`; of two as near, the one away from zero.
pub fn rounded(x: f64, step: f64) -> f64 {
    // Zero has no sign.
    (x / step).round() * step + 0.0
}

/// The parts of a sum as multiples of `step` that add up to the rounded sum: what each adds
/// to the rounded sum of those up to it. A part is at most one `step` off.
pub fn parts(parts: impl IntoIterator<Item = f64>, step: f64) -> impl Iterator<Item = f64> {
    let (mut sum, mut shown) = (0.0, 0.0);
    parts.into_iter().map(move |part| {
        sum += part;
        let before = shown;
        shown = rounded(sum, step);
        shown - before
    })
}

/// An index, or a difference of indices, to five decimals: to its last digit an index of one
/// run is a quotient of two numbers of households.
pub fn index(x: f64) -> f64 {
    decimals(x, 1e5)
}

/// Points of an index, which are hundredths, or years waited: to three decimals.
pub fn points(x: f64) -> f64 {
    decimals(x, 1e3)
}

fn decimals(x: f64, unit: f64) -> f64 {
    (x * unit).round() / unit + 0.0
}

impl Pair {
    /// Every number as an [`index`].
    #[must_use]
    pub fn of_indices(mut self) -> Pair {
        let p = &mut self.paired;
        for x in [
            &mut self.baseline_mean,
            &mut self.variant_mean,
            &mut p.mean,
            &mut p.standard_error,
            &mut p.ci_low,
            &mut p.ci_high,
        ] {
            *x = index(*x);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_to_the_nearest_multiple() {
        for (x, shown) in [
            (2.0, 0.0),
            (3.0, 5.0),
            (-3.0, -5.0),
            (2.5, 5.0),
            (1000.0, 1000.0),
        ] {
            assert_eq!(rounded(x, FIVE), shown);
        }
        assert!(rounded(-1.0, FIVE).is_sign_positive());
        assert!(rounded(f64::NAN, FIVE).is_nan());
    }

    #[test]
    fn indices_keep_five_decimals_and_their_points_three() {
        assert_eq!(index(1.0 / 3.0), 0.33333);
        assert_eq!([points(100.0 / 3.0), points(1234.0)], [33.333, 1234.0]);
        assert!(index(f64::NAN).is_nan());
    }

    #[test]
    fn parts_are_multiples_that_add_up_to_the_rounded_sum() {
        for k in 0..1000_i32 {
            let exact: Vec<f64> = (1..6)
                .map(|i| f64::from((k * 7919 * i).rem_euclid(83) - 20))
                .collect();
            let shown: Vec<f64> = parts(exact.iter().copied(), FIVE).collect();
            assert_eq!(
                shown.iter().sum::<f64>(),
                rounded(exact.iter().sum(), FIVE),
                "{exact:?}"
            );
            for (shown, exact) in shown.iter().zip(&exact) {
                assert!(shown % FIVE == 0.0 && (shown - exact).abs() <= FIVE);
            }
        }
    }
}
