//! Numbers by variant, replicate and year, and what they say over replicates.

use buurt_lab::paired::{Paired, mean_and_variance, paired};
use buurt_lab::rounding::{FIVE, rounded};

/// A number per variant, replicate and year; NaN where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Cube {
    shape: (usize, usize, usize),
    values: Vec<f64>,
}

/// What the replicates of one variant say in one year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Number of replicates.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Lowest replicate.
    pub low: f64,
    /// Highest replicate.
    pub high: f64,
}

impl Cube {
    /// A cube without numbers.
    pub fn new(variants: usize, replicates: usize, years: usize) -> Self {
        Cube {
            shape: (variants, replicates, years),
            values: vec![f64::NAN; variants * replicates * years],
        }
    }

    fn at(&self, variant: usize, replicate: usize, year: usize) -> usize {
        (variant * self.shape.1 + replicate) * self.shape.2 + year
    }

    /// Number of variants, replicates and years.
    pub fn shape(&self) -> (usize, usize, usize) {
        self.shape
    }

    /// The number.
    pub fn get(&self, variant: usize, replicate: usize, year: usize) -> f64 {
        self.values[self.at(variant, replicate, year)]
    }

    /// Sets the number.
    pub fn set(&mut self, variant: usize, replicate: usize, year: usize, value: f64) {
        let at = self.at(variant, replicate, year);
        self.values[at] = value;
    }

    /// Whether there is any number.
    pub fn any(&self) -> bool {
        self.values.iter().any(|v| v.is_finite())
    }

    /// The numbers of a variant in a year, by replicate, without the missing ones.
    pub fn replicates(&self, variant: usize, year: usize) -> Vec<f64> {
        (0..self.shape.1)
            .map(|k| self.get(variant, k, year))
            .filter(|v| v.is_finite())
            .collect()
    }

    /// Mean and range over replicates; None without numbers.
    pub fn spread(&self, variant: usize, year: usize) -> Option<Spread> {
        let values = self.replicates(variant, year);
        if values.is_empty() {
            return None;
        }
        Some(Spread {
            n: values.len(),
            mean: mean_and_variance(&values).0,
            low: values.iter().copied().fold(f64::INFINITY, f64::min),
            high: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }

    /// Mean over replicates; NaN without numbers.
    pub fn mean(&self, variant: usize, year: usize) -> f64 {
        self.spread(variant, year).map_or(f64::NAN, |s| s.mean)
    }

    /// The paired difference `variant` − `baseline`; None without a pair.
    pub fn paired(&self, variant: usize, baseline: usize, year: usize) -> Option<Paired> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for k in 0..self.shape.1 {
            let (b, v) = (self.get(baseline, k, year), self.get(variant, k, year));
            if b.is_finite() && v.is_finite() {
                before.push(b);
                after.push(v);
            }
        }
        (!before.is_empty()).then(|| paired(&before, &after))
    }

    /// The counts rounded to fives, run by run.
    #[must_use]
    pub fn rounded(&self) -> Cube {
        self.zip(self, |x, _| rounded(x, FIVE))
    }

    /// A cube of the same shape, number by number from this one and another.
    pub fn zip(&self, other: &Cube, join: impl Fn(f64, f64) -> f64) -> Cube {
        Cube {
            shape: self.shape,
            values: self
                .values
                .iter()
                .zip(&other.values)
                .map(|(a, b)| join(*a, *b))
                .collect(),
        }
    }
}

/// Whether the 95 % interval leaves out zero.
pub fn clear(p: &Paired) -> bool {
    p.ci_low.is_finite() && (p.ci_low > 0.0 || p.ci_high < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_paired_by_replicate_and_skip_what_is_missing() {
        let mut cube = Cube::new(2, 3, 1);
        for (k, (base, variant)) in [(1.0, 2.0), (5.0, 6.5), (9.0, f64::NAN)]
            .into_iter()
            .enumerate()
        {
            cube.set(0, k, 0, base);
            cube.set(1, k, 0, variant);
        }
        let p = cube.paired(1, 0, 0).unwrap();
        assert_eq!((p.n, p.mean), (2, 1.25));
        assert!(!clear(&p));
        let spread = cube.spread(0, 0).unwrap();
        assert_eq!(
            (spread.n, spread.mean, spread.low, spread.high),
            (3, 5.0, 1.0, 9.0)
        );
        assert!(Cube::new(1, 1, 1).spread(0, 0).is_none());
    }
}
