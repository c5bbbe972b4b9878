//! M19: how unequally wealth is divided. Wealth is all that a household owns less what it
//! owes, its home among it: who buys a home owns part of it in the place of what it pays,
//! who sells gets that back, so that neither changes wealth. All of it may go into the next
//! home, as the present one is sold. What a home gains in value is left out.
//! A city file says nothing about wealth, and what
//! the synthesis makes of age, income and tenure is more even than wealth is: in the
//! Netherlands the richest tenth of households own two thirds. When it is on, the wealth of the first
//! year is spread anew: the ranks stay, and so does the sum, but the amounts follow a
//! lognormal distribution in which the richest tenth own the given share. Most
//! households then bring less of their own to a purchase, and more stay below the wealth
//! limit of the rent allowance.

use bevy_ecs::prelude::*;
use buurt_core::math;
use buurt_params::parameters;

use crate::columns::Households;
use crate::run::Run;

parameters! {
    /// Inequality of wealth (M19).
    #[derive(Resource)]
    pub struct Wealth: "wealth" {
        /// Share of all wealth that the richest tenth of households own in the first year; 0 leaves what the synthesis made.
        top_tenth: f64 = 0.0, "share of all wealth", 0..=0.95, "M19, S p. 13: 0.66 in 2006 to 2014 (CPB 2016); lognormal form a proposal";
    }
}

impl Wealth {
    /// Standard deviation of the logarithm at which the richest tenth own the share. With
    /// the Lorenz curve of the lognormal, `L(p) = Φ(Φ⁻¹(p) − σ)`, they own
    /// `1 − L(0.9) = Φ(σ − Φ⁻¹(0.9))`, hence `σ = Φ⁻¹(0.9) + Φ⁻¹(share)`.
    fn sigma(&self) -> f64 {
        (math::normal_quantile(0.9) + math::normal_quantile(self.top_tenth)).max(0.0)
    }

    /// Wealth by rank of `n` households, lowest first, with the given sum.
    fn by_rank(&self, n: usize, sum: f64) -> Vec<f64> {
        let sigma = self.sigma();
        let mut shares: Vec<f64> = (0..n)
            .map(|i| math::exp(sigma * math::normal_quantile((i as f64 + 0.5) / n as f64)))
            .collect();
        let all: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|x| *x *= sum / all);
        shares
    }
}

/// Spreads the wealth of the first year anew.
pub fn spread(run: Res<Run>, wealth: Res<Wealth>, mut households: Households) {
    if wealth.top_tenth <= 0.0 || run.year != run.start_year {
        return;
    }
    let h = households.columns();
    let mut ranked: Vec<usize> = (0..h.people.len()).filter(|&i| h.people[i].alive).collect();
    ranked.sort_unstable_by(|&x, &y| {
        let of = |i: usize| (h.income[i].wealth_eur, h.people[i].key);
        let (a, b) = (of(x), of(y));
        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
    });
    let sum = ranked
        .iter()
        .map(|&i| f64::from(h.income[i].wealth_eur))
        .sum();
    for (&i, eur) in ranked.iter().zip(wealth.by_rank(ranked.len(), sum)) {
        h.income[i].wealth_eur = eur as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_richest_tenth_own_the_share_and_the_sum_stays() {
        for (top_tenth, sigma) in [(0.66, 1.694), (0.5, 1.2816), (0.3, 0.7571), (0.1, 0.0)] {
            let wealth = Wealth { top_tenth };
            assert!((wealth.sigma() - sigma).abs() < 1e-3, "{}", wealth.sigma());
            let all = wealth.by_rank(100_000, 5e9);
            assert!(all.windows(2).all(|w| w[0] <= w[1]));
            let sum: f64 = all.iter().sum();
            let top: f64 = all[90_000..].iter().sum();
            assert!((sum / 5e9 - 1.0).abs() < 1e-9);
            assert!(
                (top / sum - top_tenth).abs() < 2e-3,
                "{top_tenth}: {}",
                top / sum
            );
        }
    }
}
