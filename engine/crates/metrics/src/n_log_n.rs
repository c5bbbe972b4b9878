//! `n ln n` for whole numbers: the term from which entropies of counts are made.

use std::sync::OnceLock;

/// More than the households of most areas.
const TABULATED: usize = 1 << 14;

/// A table up to the size of a large area; larger numbers are worked out.
#[derive(Clone, Copy)]
pub(crate) struct NLogN {
    values: &'static [f64],
    sums: &'static [f64],
}

impl NLogN {
    pub(crate) fn table() -> NLogN {
        static TABLE: OnceLock<(Vec<f64>, Vec<f64>)> = OnceLock::new();
        let (values, sums) = TABLE.get_or_init(|| {
            let values: Vec<f64> = (0..TABULATED).map(|n| n_log_n(n as f64)).collect();
            let mut sum = 0.0;
            let sums = values.iter().map(|v| {
                sum += v;
                sum
            });
            let sums = sums.collect();
            (values, sums)
        });
        NLogN { values, sums }
    }

    /// `n ln n`, 0 for 0.
    #[inline]
    pub(crate) fn of(self, n: usize) -> f64 {
        match self.values.get(n) {
            Some(value) => *value,
            None => n_log_n(n as f64),
        }
    }

    /// Entropy of a unit of `t` times its size when `x` belong to the group, in nats.
    #[inline]
    pub(crate) fn entropy(self, x: usize, t: usize) -> f64 {
        self.of(t) - self.of(x) - self.of(t - x)
    }

    /// Sum of the entropies (times size) of a unit of `n` over all its `n + 1` cuts into
    /// `k` and `n − k`: `(n + 1) n ln n − 2 Σ k ln k`.
    pub(crate) fn entropy_of_all_cuts(self, n: usize) -> f64 {
        let sum = match self.sums.get(n) {
            Some(sum) => *sum,
            None => sum_of_n_log_n(n as f64),
        };
        (n as f64 + 1.0) * self.of(n) - 2.0 * sum
    }
}

/// `Σ k ln k` for k up to a large `n`: the logarithm of the hyperfactorial (Kinkelin 1860) by
/// the Euler–Maclaurin formula. From the end of the table on, the terms left out are below
/// the precision of a double. The first constant is the logarithm of the Glaisher–Kinkelin
/// constant.
fn sum_of_n_log_n(n: f64) -> f64 {
    const LN_GLAISHER: f64 = 0.248_754_477_033_784_26;
    let squares = (6.0 * n * n + 6.0 * n + 1.0) / 12.0;
    LN_GLAISHER + squares * libm::log(n) - n * n / 4.0
}

fn n_log_n(n: f64) -> f64 {
    if n > 1.0 { n * libm::log(n) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_cuts_by_hand() {
        let table = NLogN::table();
        // Two people cut in the middle: 2 ln 2; the cuts at the ends have none.
        let two = 2.0 * std::f64::consts::LN_2;
        assert!((table.entropy(1, 2) - two).abs() < 1e-15);
        assert!((table.entropy_of_all_cuts(2) - two).abs() < 1e-14);
        assert_eq!(table.entropy(0, 7), 0.0);
        let large = TABULATED + 5;
        assert!((table.of(large) / (large as f64 * libm::log(large as f64)) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn beyond_the_table_the_formula_continues_the_sums() {
        let table = NLogN::table();
        for n in [100, 5_000, TABULATED - 1] {
            let ratio = sum_of_n_log_n(n as f64) / table.sums[n];
            // What is left out at 100 is 1 / (720 n²) of a sum of 20,000.
            assert!((ratio - 1.0).abs() < 1e-11, "{n}: {ratio}");
        }
        let next = TABULATED as f64;
        let step = sum_of_n_log_n(next) - table.sums[TABULATED - 1];
        assert!((step / n_log_n(next) - 1.0).abs() < 1e-6, "{step}");
    }
}
