//! Least amounts: incomes and values below them count as these in shares and logs, so that
//! who has next to nothing for a year does not stand beyond all others. They are euro of
//! 2017 (scenario range) and rise with what they are compared with, so that they mean the
//! same in every year.

use crate::prices::Prices;
use crate::run::Run;

/// Disposable income in the burden of the present rent, euro of 2017 a year (scenario
/// range).
const PRESENT_BURDEN_EUR: f64 = 6_000.0;
/// Disposable income in the burden of a dwelling looked at, euro of 2017 a year (scenario
/// range).
const CHOICE_BURDEN_EUR: f64 = 7_000.0;
/// Standardised income in the log of an income over the median, euro of 2017 a year
/// (scenario range).
const STANDARDISED_EUR: f64 = 4_000.0;
/// Value (WOZ) in the log of a value over the mean, euro of 2017 (scenario range).
const WOZ_EUR: f64 = 20_000.0;

/// The least disposable income of this year in the burden of the present rent, euro.
pub fn present_burden(run: &Run) -> f64 {
    PRESENT_BURDEN_EUR * run.income_index
}

/// The least disposable income of this year in the burden of a dwelling looked at, euro.
pub fn choice_burden(run: &Run) -> f64 {
    CHOICE_BURDEN_EUR * run.income_index
}

/// The least standardised income of this year in a log, euro.
pub fn standardised(run: &Run) -> f64 {
    STANDARDISED_EUR * run.income_index
}

/// The least value (WOZ) of this year in a log, euro: values rise with incomes and prices.
pub fn woz(run: &Run, prices: &Prices) -> f64 {
    WOZ_EUR * run.income_index * buurt_core::math::exp(prices.risen(run))
}

#[cfg(test)]
mod tests {
    use super::*;
    use buurt_params::yearly::Yearly;

    #[test]
    fn the_least_amounts_rise_with_incomes_and_prices() {
        let [now, later] = [1.0, 1.5].map(|income_index| Run {
            income_index,
            start_year: 2020,
            ..crate::samples::run(2021)
        });
        for least in [present_burden, choice_burden, standardised] {
            assert!((least(&later) - 1.5 * least(&now)).abs() < 1e-9);
        }
        let prices = Prices {
            growth: Yearly(vec![(2020, 0.1)]),
            ..Prices::default()
        };
        // Two years of growth, in the first and in this one.
        let rise = woz(&later, &prices) / woz(&now, &Prices::default());
        assert!((rise - 1.5 * 1.21).abs() < 1e-9, "{rise}");
    }
}
