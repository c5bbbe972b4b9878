//! Inference on paired runs: mean difference, Student t interval, variance ratio,
//! and the number of replicates a given precision takes.

/// The difference variant − baseline over paired replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paired {
    /// Number of pairs.
    pub n: usize,
    /// Mean difference, in the unit of the indicator.
    pub mean: f64,
    /// Standard deviation of the differences; NaN with one pair.
    pub sd: f64,
    /// Standard error of the mean difference; NaN with one pair.
    pub standard_error: f64,
    /// Lower end of the 95 % Student t interval; NaN with one pair.
    pub ci_low: f64,
    /// Upper end of the 95 % Student t interval; NaN with one pair.
    pub ci_high: f64,
    /// Variance of the differences over the sum of both variances: below 1, pairing
    /// helps. NaN with one pair or without any variance.
    pub variance_ratio: f64,
}

/// Compares equally long slices of replicates, pair by pair; what one slice has more
/// than the other is left out.
pub fn paired(baseline: &[f64], variant: &[f64]) -> Paired {
    let differences: Vec<f64> = baseline.iter().zip(variant).map(|(b, v)| v - b).collect();
    let n = differences.len();
    let (mean, variance) = mean_and_variance(&differences);
    let standard_error = (variance / n as f64).sqrt();
    let half = t_quantile_975(n.saturating_sub(1)) * standard_error;
    let unpaired = mean_and_variance(&baseline[..n]).1 + mean_and_variance(&variant[..n]).1;
    Paired {
        n,
        mean,
        sd: variance.sqrt(),
        standard_error,
        ci_low: mean - half,
        ci_high: mean + half,
        variance_ratio: if unpaired > 0.0 {
            variance / unpaired
        } else {
            f64::NAN
        },
    }
}

/// Smallest number of replicates whose 95 % interval has at most this half-width,
/// judged from a standard error found with `n` pairs. At least 2; NaN when `n` < 2.
pub fn replicates_needed(standard_error: f64, n: usize, half_width: f64) -> f64 {
    let deviation = standard_error * (n as f64).sqrt();
    if n < 2 || !deviation.is_finite() {
        return f64::NAN;
    }
    let ratio = Z_975 * deviation / half_width;
    // The normal approximation is a lower bound; Student t asks for a few more.
    let mut needed = (ratio * ratio).ceil().max(2.0);
    while needed < 1e6
        && t_quantile_975(needed as usize - 1) * deviation > half_width * needed.sqrt()
    {
        needed += 1.0;
    }
    needed
}

/// Mean and sample variance (divisor n − 1; NaN with fewer than two values).
pub fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    if values.len() < 2 {
        return (mean, f64::NAN);
    }
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, squares / (n - 1.0))
}

const Z_975: f64 = 1.959_963_984_540_054;

/// 0.975 quantiles of Student's t for 1 to 30 degrees of freedom.
const T_975: [f64; 30] = [
    12.706_205, 4.302_653, 3.182_446, 2.776_445, 2.570_582, 2.446_912, 2.364_624, 2.306_004,
    2.262_157, 2.228_139, 2.200_985, 2.178_813, 2.160_369, 2.144_787, 2.131_450, 2.119_905,
    2.109_816, 2.100_922, 2.093_024, 2.085_963, 2.079_614, 2.073_873, 2.068_658, 2.063_899,
    2.059_539, 2.055_529, 2.051_831, 2.048_407, 2.045_230, 2.042_272,
];

/// 0.975 quantile of Student's t: tabulated to 30 degrees of freedom, then the
/// expansion of Abramowitz & Stegun 26.7.5 to its fourth term (error below 1e-7). NaN for 0.
pub fn t_quantile_975(degrees: usize) -> f64 {
    if degrees == 0 {
        return f64::NAN;
    }
    if let Some(t) = T_975.get(degrees - 1) {
        return *t;
    }
    let (z, v) = (Z_975, degrees as f64);
    let (z2, z3) = (z * z, z * z * z);
    let (z5, z7) = (z3 * z2, z3 * z2 * z2);
    z + (z3 + z) / (4.0 * v)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * v * v)
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * v * v * v)
        + (79.0 * z7 * z2 + 776.0 * z7 + 1482.0 * z5 - 1920.0 * z3 - 945.0 * z)
            / (92_160.0 * v * v * v * v)
}

/// Two-sided probability of a Student t at least as far from zero as `t`
/// (Abramowitz & Stegun 26.7.3 and 26.7.4). NaN without degrees of freedom.
pub fn two_sided_p(t: f64, degrees: usize) -> f64 {
    if degrees == 0 || t.is_nan() {
        return f64::NAN;
    }
    if t.is_infinite() {
        return 0.0;
    }
    let v = degrees as f64;
    let tangent = t.abs() / v.sqrt();
    let cosine2 = 1.0 / (1.0 + tangent * tangent);
    let sine = tangent * cosine2.sqrt();
    let odd = degrees % 2 == 1;
    // The terms of the sum grow by even or odd numbers, two degrees at a time.
    let (mut term, mut sum) = (1.0, 1.0);
    let mut k = if odd { 2.0 } else { 1.0 };
    while k + 2.0 < v + 0.5 && degrees > 2 {
        term *= k / (k + 1.0) * cosine2;
        sum += term;
        k += 2.0;
    }
    let inside = if odd {
        let rest = if degrees == 1 {
            0.0
        } else {
            sine * cosine2.sqrt() * sum
        };
        (libm::atan(tangent) + rest) / std::f64::consts::FRAC_PI_2
    } else {
        sine * sum
    };
    (1.0 - inside).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Worked by hand: the differences are .02 .03 .01 .03 .02, their variance 7e-5, and
    // 2.776445 × sqrt(7e-5 / 5) = 0.0103885.
    #[test]
    fn agrees_with_a_worked_example() {
        let p = paired(
            &[0.31, 0.35, 0.30, 0.33, 0.36],
            &[0.33, 0.38, 0.31, 0.36, 0.38],
        );
        assert!((p.mean - 0.022).abs() < 1e-12);
        assert_eq!(p.n, 5);
        assert!((p.sd * p.sd - 7e-5).abs() < 1e-12);
        assert!((p.standard_error - 0.003_741_657).abs() < 1e-9);
        assert!((p.ci_low - 0.011_611_6).abs() < 1e-6);
        assert!((p.ci_high - 0.032_388_4).abs() < 1e-6);
        assert!((p.variance_ratio - 0.00007 / (0.00065 + 0.00097)).abs() < 1e-9);
    }

    #[test]
    fn t_quantiles_join_and_approach_the_normal() {
        assert!((t_quantile_975(31) - 2.039_513_4).abs() < 1e-6);
        assert!((t_quantile_975(60) - 2.000_298).abs() < 1e-6);
        assert!((t_quantile_975(1_000_000) - Z_975).abs() < 1e-5);
        assert!(t_quantile_975(0).is_nan());
    }

    #[test]
    fn probabilities_belong_to_the_quantiles() {
        for degrees in 1..=80 {
            let p = two_sided_p(t_quantile_975(degrees), degrees);
            assert!((p - 0.05).abs() < 1e-7, "{degrees}: {p}");
        }
        assert_eq!(two_sided_p(0.0, 7), 1.0);
        assert_eq!(two_sided_p(f64::INFINITY, 7), 0.0);
        assert!(two_sided_p(1.0, 0).is_nan());
    }

    #[test]
    fn replicates_needed_is_the_smallest_that_suffices() {
        let (se, n, half) = (0.01, 16, 0.01);
        let needed = replicates_needed(se, n, half);
        let width = |k: f64| t_quantile_975(k as usize - 1) * se * 4.0 / k.sqrt();
        assert!(width(needed) <= half && width(needed - 1.0) > half);
        assert_eq!(replicates_needed(0.0, 5, 0.1), 2.0);
        assert!(replicates_needed(f64::NAN, 1, 0.1).is_nan());
    }
}
