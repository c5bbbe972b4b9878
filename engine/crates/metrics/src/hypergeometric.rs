//! The hypergeometric distribution: members of a group in a draw without replacement.

use std::sync::OnceLock;

/// Number of group members in a unit of `draw` people dealt out at random from
/// `population` people of whom `group` belong to the group. Whole numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hypergeometric {
    pub population: f64,
    pub group: f64,
    pub draw: f64,
}

impl Hypergeometric {
    pub(crate) fn mean(&self) -> f64 {
        self.draw * self.group / self.population
    }

    pub(crate) fn variance(&self) -> f64 {
        if self.population <= 1.0 {
            return 0.0;
        }
        let share = self.group / self.population;
        self.draw * share * (1.0 - share) * (self.population - self.draw) / (self.population - 1.0)
    }

    fn lowest(&self) -> f64 {
        (self.draw + self.group - self.population).max(0.0)
    }

    fn highest(&self) -> f64 {
        self.draw.min(self.group)
    }

    /// Probability of `k` members.
    pub(crate) fn probability(&self, k: f64) -> f64 {
        if k < self.lowest() || k > self.highest() {
            return 0.0;
        }
        libm::exp(
            ln_choose(self.group, k) + ln_choose(self.population - self.group, self.draw - k)
                - ln_choose(self.population, self.draw),
        )
    }

    /// `E|k − mean|`, exactly.
    ///
    /// With `g(k) = k (N − K − n + k) f(k) / N`, the recurrence of the probabilities `f`
    /// gives `g(k) − g(k+1) = (k − mean) f(k)`. The sum of `(k − mean) f(k)` from the first
    /// `m` at or above the mean is therefore `g(m)`, and the deviation is twice that
    /// (De Moivre's identity for the binomial, carried over).
    pub(crate) fn mean_absolute_deviation(&self) -> f64 {
        let m = self.mean().ceil();
        let others = self.population - self.group - self.draw + m;
        2.0 * m * others * self.probability(m) / self.population
    }

    /// Calls `visit(k, weight)` for every `k` that matters, from the mode upwards and then
    /// downwards, and returns the sum of the weights (probability = weight / sum). The
    /// tails left out weigh less than 1e-14.
    pub(crate) fn visit_weights(&self, mut visit: impl FnMut(f64, f64)) -> f64 {
        const NEGLIGIBLE: f64 = 1e-17;
        let mode = ((self.draw + 1.0) * (self.group + 1.0) / (self.population + 2.0)).floor();
        let mode = mode.clamp(self.lowest(), self.highest());
        let rest_minus_draw = self.population - self.group - self.draw;
        let mut sum = 1.0;
        visit(mode, 1.0);
        let (mut k, mut weight) = (mode, 1.0);
        while k < self.highest() {
            weight *=
                (self.group - k) * (self.draw - k) / ((k + 1.0) * (rest_minus_draw + k + 1.0));
            k += 1.0;
            if weight < NEGLIGIBLE {
                break;
            }
            visit(k, weight);
            sum += weight;
        }
        let (mut k, mut weight) = (mode, 1.0);
        while k > self.lowest() {
            weight *= k * (rest_minus_draw + k) / ((self.group - k + 1.0) * (self.draw - k + 1.0));
            k -= 1.0;
            if weight < NEGLIGIBLE {
                break;
            }
            visit(k, weight);
            sum += weight;
        }
        sum
    }

    /// Third central moment, exactly.
    pub(crate) fn third_central_moment(&self) -> f64 {
        if self.population <= 2.0 {
            return 0.0;
        }
        let share = self.group / self.population;
        let shrink = (self.population - 2.0 * self.draw) / (self.population - 2.0);
        self.variance() * (1.0 - 2.0 * share) * shrink
    }

    /// `E value(k)`. A wide distribution is sampled at every so many `k`, some twelve
    /// to a standard deviation, which is exact enough for a smooth `value`.
    pub(crate) fn expectation(&self, value: impl Fn(f64) -> f64) -> f64 {
        const POINTS_PER_DEVIATION: f64 = 12.0;
        let deviation = self.variance().sqrt();
        let stride = (deviation / POINTS_PER_DEVIATION).floor();
        let (mut weighted, mut weights) = (0.0, 0.0);
        if stride <= 1.0 {
            weights = self.visit_weights(|k, weight| weighted += weight * value(k));
        } else {
            let last = (self.mean() + 8.0 * deviation).min(self.highest());
            let mut k = (self.mean() - 8.0 * deviation).floor().max(self.lowest());
            while k <= last {
                let weight = self.probability(k);
                weighted += weight * value(k);
                weights += weight;
                k += stride;
            }
        }
        weighted / weights
    }
}

fn ln_choose(n: f64, k: f64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

const TABULATED: usize = 8192;

/// Natural logarithm of n!, for whole n: a table, then Stirling's series (error below
/// 1e-15 relative from 8192 on).
pub(crate) fn ln_factorial(n: f64) -> f64 {
    static TABLE: OnceLock<Vec<f64>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        (0..TABULATED)
            .map(|k| libm::lgamma(k as f64 + 1.0))
            .collect()
    });
    match table.get(n as usize) {
        Some(value) => *value,
        None => {
            const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
            (n + 0.5) * libm::log(n) - n
                + HALF_LN_TWO_PI
                + (1.0 - 1.0 / (30.0 * n * n)) / (12.0 * n)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Hypergeometric = Hypergeometric {
        population: 50.0,
        group: 13.0,
        draw: 9.0,
    };

    #[test]
    fn log_factorials_join_at_the_end_of_the_table() {
        let exact = libm::lgamma(8193.0);
        assert!((ln_factorial(8192.0) / exact - 1.0).abs() < 1e-14);
        assert!((libm::exp(ln_factorial(5.0)) - 120.0).abs() < 1e-10);
    }

    #[test]
    fn weights_are_the_probabilities() {
        let (mut mean, mut second, mut deviation) = (0.0, 0.0, 0.0);
        let mut seen = Vec::new();
        let sum = SMALL.visit_weights(|k, w| seen.push((k, w)));
        for (k, w) in seen {
            assert!((w / sum - SMALL.probability(k)).abs() < 1e-13);
            mean += k * w / sum;
            second += k * k * w / sum;
            deviation += (k - SMALL.mean()).abs() * w / sum;
        }
        assert!((mean - SMALL.mean()).abs() < 1e-12);
        assert!((second - mean * mean - SMALL.variance()).abs() < 1e-12);
        assert!((deviation - SMALL.mean_absolute_deviation()).abs() < 1e-12);
    }

    #[test]
    fn sampling_a_wide_distribution_finds_its_moments() {
        let wide = Hypergeometric {
            population: 1e6,
            group: 3e5,
            draw: 2e4,
        };
        let off = |k: f64| k - wide.mean();
        let second = wide.expectation(|k| off(k) * off(k));
        let third = wide.expectation(|k| off(k) * off(k) * off(k));
        assert!((second / wide.variance() - 1.0).abs() < 1e-6);
        assert!((third / wide.third_central_moment() - 1.0).abs() < 1e-4);
        let deviation = wide.expectation(|k| off(k).abs());
        assert!((deviation / wide.mean_absolute_deviation() - 1.0).abs() < 2e-3);
    }

    #[test]
    fn drawing_everybody_leaves_no_deviation() {
        let all = Hypergeometric {
            draw: 50.0,
            ..SMALL
        };
        assert_eq!(all.mean_absolute_deviation(), 0.0);
        assert_eq!(all.variance(), 0.0);
    }
}
