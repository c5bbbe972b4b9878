//! Gumbel numbers for the choice of a dwelling, which needs tens of millions of them a run.

use crate::draws::unit;
use crate::math;

/// Gumbel quantiles by linear interpolation in a table, exact (two logarithms)
/// in the outer 1/64 on either side, where a line would be too coarse. Largest
/// error 1.5e-4 (tested), at a fifth of the cost; small enough to stay at hand.
#[derive(Debug)]
pub struct GumbelTable(Vec<f32>);

impl GumbelTable {
    const BITS: u32 = 11;

    /// The table, made once.
    pub fn shared() -> &'static GumbelTable {
        static TABLE: std::sync::OnceLock<GumbelTable> = std::sync::OnceLock::new();
        TABLE.get_or_init(|| {
            let n = 1u64 << Self::BITS;
            GumbelTable(
                (0..=n)
                    .map(|i| {
                        -math::ln(-math::ln((i as f64 / n as f64).clamp(1e-12, 1.0 - 1e-12))) as f32
                    })
                    .collect(),
            )
        })
    }

    /// The standard Gumbel number that belongs to 64 uniform bits.
    #[inline]
    pub fn of(&self, bits: u64) -> f32 {
        let cell = (bits >> (64 - Self::BITS)) as usize;
        let edge = 1 << (Self::BITS - 6);
        if cell < edge || cell >= (1 << Self::BITS) - edge {
            return -math::ln(-math::ln(unit(bits))) as f32;
        }
        let part = ((bits << Self::BITS) >> 40) as f32 * (1.0 / (1u32 << 24) as f32);
        self.0[cell] + (self.0[cell + 1] - self.0[cell]) * part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::mix;

    #[test]
    fn the_gumbel_table_is_close_to_the_exact_quantile() {
        let table = GumbelTable::shared();
        let mut worst: f64 = 0.0;
        for i in 0..100_000u64 {
            let bits = mix(i);
            worst = worst.max((f64::from(table.of(bits)) + math::ln(-math::ln(unit(bits)))).abs());
        }
        assert!(worst < 1.5e-4, "{worst}");
        assert!(worst > 0.0);
    }
}
