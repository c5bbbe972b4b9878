//! The own share of the rent allowance by year and type of household: as published, or
//! estimated from the published years.

use crate::law::LawYear;
use crate::yearly::Yearly;

/// Coefficients of the own share for a type of household in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnShare {
    /// Quadratic coefficient, per euro of yearly income squared.
    pub a: f64,
    /// Linear coefficient.
    pub b: f64,
    /// Fixed addition (taakstellingsbedrag), euro a month.
    pub addition: f64,
    /// Least own share, euro a month.
    pub minimum: f64,
    /// Income up to which the least own share holds, euro a year.
    pub minimum_income: f64,
    /// Rent above which there is no allowance, euro a month.
    pub maximum_rent: f64,
    /// Income above which there is no allowance (to 2019), euro a year.
    pub income_limit: Option<f64>,
    /// Part of the income above `minimum_income` by which the allowance falls, from 2026,
    /// when the own share is fixed and the maximum rent is a ceiling.
    pub taper: Option<f64>,
    /// Whether everybody is helped above the cap (from 2025).
    pub all_above_cap: bool,
}

/// First year in which everybody is helped above the cap (V: rijksoverheid.nl, 17 December
/// 2024) and households of pension age are no longer a kind of their own.
const ALL_ABOVE_CAP_FROM: i32 = 2025;
/// First year of the fixed own share (B4).
pub(super) const TAPER_FROM: i32 = 2026;

/// The coefficients of a year and type of household, if known. Source: public
/// source code of allowance calculators of 2013, 2017, 2022 and 2026; the last cites the
/// Regeling huurtoeslaggrenzen 2026 and Kamerstuk 36608.
pub fn own_share(year: i32, several: bool, aow: bool) -> Option<OwnShare> {
    if year == TAPER_FROM {
        let (minimum, minimum_income, taper) = if several {
            (200.71, 31_500.0, 0.22)
        } else {
            (202.52, 23_425.0, 0.27)
        };
        return Some(OwnShare {
            a: 0.0,
            b: 0.0,
            addition: 0.0,
            minimum,
            minimum_income,
            maximum_rent: 932.93,
            income_limit: None,
            taper: Some(taper),
            all_above_cap: true,
        });
    }
    let (a, b, addition, minimum, minimum_income, maximum_rent) = match (year, several, aow) {
        (2013, false, false) => (7.48531e-7, 0.001957364475, 27.44, 222.18, 14_875.0, 681.02),
        (2013, true, false) => (4.18659e-7, 0.002104457742, 27.44, 222.18, 19_200.0, 681.02),
        (2013, false, true) => (
            1.114939e-6,
            -0.006236885032,
            27.44,
            220.36,
            16_250.0,
            681.02,
        ),
        (2013, true, true) => (6.45458e-7, -0.005278279964, 27.44, 218.55, 21_775.0, 681.02),
        (2017, false, false) => (7.02729e-7, 0.002157297539, 16.94, 223.42, 15_675.0, 710.68),
        (2022, false, false) => (5.96879e-7, 0.002363459319, 16.94, 237.62, 17_350.0, 763.47),
        (2022, true, false) => (3.42858e-7, 0.002093692299, 16.94, 237.62, 22_500.0, 763.47),
        (2022, false, true) => (8.00848e-7, -0.003802527235, 16.94, 235.80, 19_075.0, 763.47),
        (2022, true, true) => (4.99095e-7, -0.004173489348, 16.94, 233.99, 25_450.0, 763.47),
        _ => return None,
    };
    let income_limit = match (year, several, aow) {
        (2013, false, false) => Some(21_025.0),
        (2013, true, false) => Some(28_550.0),
        (2013, false, true) => Some(21_100.0),
        (2013, true, true) => Some(28_725.0),
        (2017, ..) => Some(22_200.0),
        _ => None,
    };
    Some(OwnShare {
        a,
        b,
        addition,
        minimum,
        minimum_income,
        maximum_rent,
        income_limit,
        taper: None,
        all_above_cap: false,
    })
}

/// Where the coefficients of a year come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Published.
    Published,
    /// Estimated from the published years.
    Estimated,
}

/// A published year that estimates lean on: coefficients, income limit (B2) and
/// quality discount limit (B3).
struct Anchor {
    year: i32,
    share: OwnShare,
    limit: f64,
    quality: f64,
}

fn anchors(several: bool, aow: bool, without: Option<i32>) -> Vec<Anchor> {
    let kind = usize::from(several) + 2 * usize::from(aow);
    let years = [
        (2013, [21_025.0, 28_550.0, 21_100.0, 28_725.0], 374.44),
        (2017, [22_200.0, 30_150.0, 22_200.0, 30_175.0], 414.02),
        (2022, [24_075.0, 32_675.0, 23_975.0, 32_550.0], 442.46),
    ];
    let known = years.iter().filter(|y| Some(y.0) != without);
    known
        .filter_map(|&(year, limits, quality)| {
            own_share(year, several, aow).map(|share| Anchor {
                year,
                share,
                limit: limits[kind],
                quality,
            })
        })
        .collect()
}

/// The coefficients in a year of the dated law: as published, or estimated (a proposal,
/// B4): the least own share, its income point as a share of the income limit, and the
/// own share at the income limit as a share of the quality limit lie between those of
/// the published years before and after; `a` and `b` follow from the two points. Before
/// 2013, from 2023 to 2025 and after 2026 the nearest published year before or after is
/// carried along with the limits and incomes; the lower own share of 2025 is not known.
pub fn own_share_in(law: &LawYear, several: bool, aow: bool) -> (OwnShare, Basis) {
    if let Some(share) = own_share(law.year, several, aow) {
        return (share, Basis::Published);
    }
    let share = match own_share(TAPER_FROM, several, aow) {
        Some(first) if law.year > TAPER_FROM => OwnShare {
            minimum: first.minimum * law.quality_limit / QUALITY_2026,
            minimum_income: first.minimum_income * law.income_index / INCOME_INDEX_2026,
            maximum_rent: law.social_rent_cap,
            ..first
        },
        _ => estimate(law, several, aow, None),
    };
    (share, Basis::Estimated)
}

/// Quality discount limit of 2026 (B3), euro a month.
const QUALITY_2026: f64 = 498.20;
/// Level of nominal incomes in 2026, 2017 = 1: the known EU income limits of both years (B1).
/// The income limits of the target group are not known for 2026.
const INCOME_INDEX_2026: f64 = 51_537.0 / 36_165.0;

fn estimate(law: &LawYear, several: bool, aow: bool, without: Option<i32>) -> OwnShare {
    let known = anchors(several, aow, without);
    let between = |of: &dyn Fn(&Anchor) -> f64| {
        let path = Yearly(known.iter().map(|k| (k.year, of(k))).collect());
        path.or(law.year, 0.0)
    };
    let own_at = |s: &OwnShare, income: f64| s.a * income * income + s.b * income + s.addition;
    let kind = usize::from(several) + 2 * usize::from(aow);
    // Where the limit of a year is not known, that of the group below pension age.
    let limit = [kind, kind & 1]
        .map(|k| law.ht_income[k])
        .into_iter()
        .find(|l| l.is_finite())
        .unwrap_or_else(|| between(&|k| k.limit));
    let minimum = law.quality_limit * between(&|k| k.share.minimum / k.quality);
    let minimum_income = limit * between(&|k| k.share.minimum_income / k.limit);
    let addition = between(&|k| k.share.addition);
    let at_limit = law.quality_limit * between(&|k| own_at(&k.share, k.limit) / k.quality);
    let (low, high) = (
        (minimum - addition) / minimum_income,
        (at_limit - addition) / limit,
    );
    let a = (high - low) / (limit - minimum_income);
    OwnShare {
        a,
        b: low - a * minimum_income,
        addition,
        minimum,
        minimum_income,
        maximum_rent: law.social_rent_cap,
        income_limit: (law.year < 2020).then_some(limit),
        taper: None,
        all_above_cap: law.year >= ALL_ABOVE_CAP_FROM,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rent_allowance;
    use super::super::tests::{KNOWN, limits};
    use super::*;
    use crate::indexation::Indexation;
    use crate::law_table::LawTable;

    #[test]
    fn the_own_share_is_continuous_at_the_minimum_income() {
        for (year, several, aow) in KNOWN {
            let s = own_share(year, several, aow).unwrap();
            let y = s.minimum_income;
            let own = s.a * y * y + s.b * y + s.addition;
            // One published row is off by 14 cents.
            let slack = if (year, several, aow) == (2013, false, true) {
                0.15
            } else {
                0.015
            };
            assert!(
                (own - s.minimum).abs() < slack,
                "{year} {several} {aow}: {own} against {}",
                s.minimum
            );
        }
    }

    #[test]
    fn years_without_published_coefficients_are_estimated_and_say_so() {
        assert!(own_share(2016, false, false).is_none());
        assert!(own_share(2017, true, false).is_none());
        let table = LawTable::builtin().unwrap();
        for year in 2011..=2030 {
            let law = table.year(year, &Indexation::default());
            for (several, aow) in [(false, false), (true, false), (false, true), (true, true)] {
                let (s, basis) = own_share_in(&law, several, aow);
                let published = own_share(year, several, aow).is_some();
                assert_eq!(basis == Basis::Published, published, "{year}");
                assert!(s.minimum > 180.0 && s.minimum < 400.0, "{year} {s:?}");
                assert_eq!(s.taper.is_some(), year >= 2026, "{year}");
                assert_eq!(s.all_above_cap, year >= 2025, "{year}");
                if year >= 2026 {
                    continue;
                }
                assert!(s.a > 0.0, "{year} {s:?}");
                let y = s.minimum_income;
                let own = s.a * y * y + s.b * y + s.addition;
                assert!((own - s.minimum).abs() < 0.15, "{year} {s:?}");
                // The own share only rises from there.
                assert!(2.0 * s.a * y + s.b > 0.0, "{year} {several} {aow}");
            }
        }
    }

    #[test]
    fn later_years_carry_2026_along_with_the_limits() {
        let table = LawTable::builtin().unwrap();
        let first = own_share(2026, true, false).unwrap();
        let law = table.year(2036, &Indexation::default());
        let (later, basis) = own_share_in(&law, true, false);
        assert_eq!(basis, Basis::Estimated);
        let growth = |rate: f64| (0..10).fold(1.0, |x, _| x * (1.0 + rate));
        let near = |value: f64, wanted: f64| (value / wanted - 1.0).abs() < 1e-3;
        assert!(near(later.minimum, first.minimum * growth(0.02)));
        assert!(near(
            later.minimum_income,
            first.minimum_income * growth(0.022)
        ));
        assert_eq!(later.taper, first.taper);
    }

    #[test]
    fn after_2026_the_least_own_share_moves_with_incomes_however_they_grow() {
        let table = LawTable::builtin().unwrap();
        for incomes in [0.0, 0.022, 0.05] {
            let indexation = Indexation {
                incomes,
                ..Indexation::default()
            };
            for several in [false, true] {
                let at = |year| {
                    own_share_in(&table.year(year, &indexation), several, false)
                        .0
                        .minimum_income
                };
                for year in 2026..2032 {
                    let step = at(year + 1) / at(year);
                    assert!((step - 1.0 - incomes).abs() < 1e-9, "{year}: {step}");
                }
            }
        }
    }

    #[test]
    fn the_estimate_of_a_published_year_from_the_others_is_near() {
        let law = LawTable::builtin()
            .unwrap()
            .year(2017, &Indexation::default());
        let estimated = estimate(&law, false, false, Some(2017));
        let published = own_share(2017, false, false).unwrap();
        for income in [12_000.0, 16_000.0, 19_000.0, 22_000.0] {
            let of = |s: &OwnShare| rent_allowance(s, &limits(2017), 1, false, income, 550.0);
            let (e, p) = (of(&estimated), of(&published));
            assert!((e - p).abs() < 12.0, "{income}: {e} against {p}");
        }
    }
}
