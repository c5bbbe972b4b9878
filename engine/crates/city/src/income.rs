//! Three concepts of income, kept apart: taxable household income (what the law
//! reads), disposable household income, and standardised disposable income
//! (disposable divided by an equivalence factor; what income quintiles are made of).
//!
//! The step from taxable to disposable is a piecewise-linear sketch of the Dutch
//! tax and transfer rules of 2017: income tax by bracket, general, labour and
//! elderly credits, the nominal health premium, care allowance, child benefit and
//! child budget. Amounts are from memory with medium confidence (Belastingplan
//! 2017); rent allowance is left out, as it depends on the dwelling. The function
//! is strictly increasing, so that it can be inverted.

use crate::IncomeSource;

/// Age from which people have a pension, in all years: that of 2017 to 2021 in whole years (65
/// and 9 months in 2017, 66 and 4 months in 2021; 67 from 2024 on).
pub const PENSION_AGE: u8 = 66;

/// Equivalence factor of Statistics Netherlands for a household of `adults`
/// (1 or 2) and `children`: 1.00 for one adult, 0.37 for a second adult, and
/// for children 0.33 or 0.30 for the first, 0.21 and 0.19 for the next.
/// Source: CBS, equivalence factors (from memory, high confidence).
pub fn equivalence_factor(adults: u8, children: u8) -> f64 {
    let (first, next) = if adults >= 2 {
        (1.37, [0.0, 0.30, 0.51])
    } else {
        (1.0, [0.0, 0.33, 0.54])
    };
    let rest = children.saturating_sub(2);
    first + next[usize::from(children - rest)] + 0.19 * f64::from(rest)
}

/// Share of the household's taxable income that the main earner of a couple has
/// (assumption; the usual Dutch one-and-a-half-earner household).
const MAIN_EARNER: f64 = 0.65;

/// Net income of one person after tax and credits, euro a year at the 2017 price level.
fn net_of_person(source: IncomeSource, taxable: f64) -> f64 {
    let y = taxable.max(0.0);
    let pension = source == IncomeSource::Pension;
    let rates = if pension {
        [0.1865, 0.2290, 0.4080, 0.52]
    } else {
        [0.3655, 0.4080, 0.4080, 0.52]
    };
    let edges = [19_982.0, 33_791.0, 67_072.0];
    let mut tax = rates[0] * y.min(edges[0]);
    if y > edges[0] {
        tax += rates[1] * (y.min(edges[1]) - edges[0]);
    }
    if y > edges[1] {
        tax += rates[2] * (y.min(edges[2]) - edges[1]);
    }
    if y > edges[2] {
        tax += rates[3] * (y - edges[2]);
    }
    let (general, slope) = if pension {
        (1_151.0, 0.02443)
    } else {
        (2_254.0, 0.04787)
    };
    let mut credit: f64 = (general - slope * (y - edges[0]).max(0.0)).max(0.0);
    if source == IncomeSource::Work {
        let labour = if y < 9_309.0 {
            0.01772 * y
        } else {
            (165.0 + 0.28317 * (y - 9_309.0)).min(3_223.0)
        };
        credit += (labour - 0.036 * (y - 32_444.0).max(0.0)).max(0.0);
    }
    if pension {
        // The elderly credit ends at an income limit; tapered here over 10,000 euro
        // so that disposable income keeps rising with taxable income.
        credit += 71.0 + (1_221.0 * (1.0 - (y - 36_057.0).max(0.0) / 10_000.0)).max(0.0);
    }
    y - (tax - credit).max(0.0)
}

/// Disposable household income, euro a year, from taxable household income.
/// `index` is the level of incomes relative to 2017: brackets and transfers move with it.
pub fn disposable_from_taxable(
    source: IncomeSource,
    adults: u8,
    children: u8,
    taxable: f64,
    index: f64,
) -> f64 {
    let y = taxable / index;
    if source == IncomeSource::Student {
        // A grant or loan of about half of what students live on is not taxed (assumption).
        return (y + STUDENT_GRANT) * index;
    }
    let couple = adults >= 2;
    let mut net = if couple {
        net_of_person(source, MAIN_EARNER * y) + net_of_person(source, (1.0 - MAIN_EARNER) * y)
    } else {
        net_of_person(source, y)
    };
    let threshold = 20_109.0;
    let above = (y - threshold).max(0.0);
    let premium = if couple { 2.0 * 1_290.0 } else { 1_290.0 };
    let care: f64 = if couple { 2_043.0 } else { 1_066.0 };
    net += (care - 0.1346 * above).max(0.0) - premium;
    if children > 0 {
        let n = f64::from(children);
        let budget = 1_142.0
            + if children > 1 { 898.0 } else { 0.0 }
            + (n - 2.0).max(0.0) * 284.0
            + if couple { 0.0 } else { 3_076.0 };
        net += 950.0 * n + (budget - 0.0675 * above).max(0.0);
    }
    net.max(0.05 * y) * index
}

/// Untaxed yearly grant or loan of a student at the 2017 level, euro (assumption).
const STUDENT_GRANT: f64 = 5_500.0;

/// The taxable income that gives this disposable income (0 when transfers alone
/// exceed it), by bisection to a cent.
pub fn taxable_from_disposable(
    source: IncomeSource,
    adults: u8,
    children: u8,
    disposable: f64,
    index: f64,
) -> f64 {
    let of = |y: f64| disposable_from_taxable(source, adults, children, y, index);
    if of(0.0) >= disposable {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 4.0 * disposable + 20_000.0 * index);
    for _ in 0..48 {
        let middle = 0.5 * (low + high);
        if of(middle) < disposable {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// [`disposable_from_taxable`] in a table: linear between steps of 150 euro (at the
/// level of 2017), exact above 150,000. Between the steps it differs by at most 20
/// euro a year (tested from 1,000 euro on), where a bracket begins or ends, at a fifth of the cost.
#[derive(Debug)]
pub struct TransferTable(Vec<f32>);

const STEP: f64 = 150.0;
const STEPS: usize = 1_000;
const SOURCES: [IncomeSource; 5] = [
    IncomeSource::Work,
    IncomeSource::Pension,
    IncomeSource::Student,
    IncomeSource::Benefit,
    IncomeSource::None,
];

impl TransferTable {
    /// The table, made once.
    pub fn shared() -> &'static TransferTable {
        static TABLE: std::sync::OnceLock<TransferTable> = std::sync::OnceLock::new();
        TABLE.get_or_init(|| {
            let mut values = Vec::with_capacity(5 * 2 * 7 * (STEPS + 1));
            for source in SOURCES {
                for adults in 1..=2 {
                    for children in 0..=6 {
                        for step in 0..=STEPS {
                            let y = STEP * step as f64;
                            let d = disposable_from_taxable(source, adults, children, y, 1.0);
                            values.push(d as f32);
                        }
                    }
                }
            }
            TransferTable(values)
        })
    }

    /// Disposable household income, euro a year; arguments as for
    /// [`disposable_from_taxable`].
    #[inline]
    pub fn disposable(
        &self,
        source: IncomeSource,
        adults: u8,
        children: u8,
        taxable: f64,
        index: f64,
    ) -> f64 {
        let y = taxable.max(0.0) / index;
        let at = y / STEP;
        let step = at as usize;
        if step >= STEPS {
            return disposable_from_taxable(source, adults, children, taxable, index);
        }
        let row =
            (source as usize * 2 + usize::from(adults >= 2)) * 7 + usize::from(children.min(6));
        let first = row * (STEPS + 1) + step;
        let (a, b) = (f64::from(self.0[first]), f64::from(self.0[first + 1]));
        (a + (at - step as f64) * (b - a)) * index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disposable_income_rises_with_taxable_income_and_can_be_inverted() {
        for source in [
            IncomeSource::Work,
            IncomeSource::Pension,
            IncomeSource::Student,
            IncomeSource::Benefit,
        ] {
            for (adults, children) in [(1, 0), (2, 0), (1, 2), (2, 3)] {
                let mut before = f64::NEG_INFINITY;
                for step in 0..400 {
                    let y = 250.0 * f64::from(step);
                    let d = disposable_from_taxable(source, adults, children, y, 1.0);
                    assert!(d >= before, "{source:?} {adults} {children} at {y}");
                    before = d;
                    if y >= 12_000.0 {
                        let back = taxable_from_disposable(source, adults, children, d, 1.0);
                        assert!((back - y).abs() < 0.5, "{y} came back as {back}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_table_is_close_to_the_function() {
        let table = TransferTable::shared();
        for (i, source) in SOURCES.into_iter().enumerate() {
            assert_eq!(source as usize, i);
            for (adults, children) in [(1, 0), (2, 0), (1, 2), (2, 3)] {
                for step in 12..2000 {
                    let y = 83.0 * f64::from(step);
                    let exact = disposable_from_taxable(source, adults, children, y, 1.2);
                    let fast = table.disposable(source, adults, children, y, 1.2);
                    assert!(
                        (exact - fast).abs() < 20.0 * 1.2,
                        "{source:?} {y}: {exact} {fast}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_single_full_time_minimum_wage_leaves_about_seventeen_thousand() {
        let d = disposable_from_taxable(IncomeSource::Work, 1, 0, 20_000.0, 1.0);
        assert!((16_500.0..19_500.0).contains(&d), "{d}");
        // Nominal wages and prices rise together: nothing real changes.
        let later = disposable_from_taxable(IncomeSource::Work, 1, 0, 26_000.0, 1.3);
        assert!((later - 1.3 * d).abs() < 1e-6);
    }

    #[test]
    fn children_raise_the_equivalence_factor() {
        assert!((equivalence_factor(2, 2) - 1.88).abs() < 1e-12);
        assert!((equivalence_factor(1, 1) - 1.33).abs() < 1e-12);
    }
}
