//! Rent allowance (huurtoeslag) by the formula of the Wet op de huurtoeslag,
//! article 21. The coefficients are published for 2013, 2017 (one person), 2022 and 2026;
//! those of other years are estimated from them (see [`own_share_in`]).
//!
//! ```text
//! T = max(0, min(R, Q) − B) + 0.65 max(0, min(R, C) − max(B, Q)) + 0.40 max(0, R − max(B, C))
//! B = max(minimum, a Y² + b Y + t)      own share at yearly income Y
//! ```
//! `R` rent, `Q` quality discount limit, `C` the cap for the household's size; the
//! last term until 2024 only for one person, pension age or an adapted dwelling. Above the
//! maximum rent there is nothing.
//!
//! From 2026 the own share is fixed and the allowance itself falls with income above a
//! point `P`; the maximum rent no longer excludes, only the rent above it does not count:
//!
//! ```text
//! T = max(0, T at B = minimum and R = min(R, maximum) − taper max(0, Y − P) / 12)
//! ```

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
const TAPER_FROM: i32 = 2026;

/// Age of the oldest adult from which a household without children gets the allowance in
/// full; below it rent counts up to the quality discount limit (B4).
pub fn full_from_age(year: i32) -> u8 {
    if year < TAPER_FROM { 23 } else { 21 }
}

/// Rent limits of the allowance, euro a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RentLimits {
    /// Quality discount limit.
    pub quality: f64,
    /// First cap.
    pub cap_1st: f64,
    /// Second cap.
    pub cap_2nd: f64,
}

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
/// carried along with the limits; the lower own share of 2025 is not known.
pub fn own_share_in(law: &LawYear, several: bool, aow: bool) -> (OwnShare, Basis) {
    if let Some(share) = own_share(law.year, several, aow) {
        return (share, Basis::Published);
    }
    let share = match own_share(TAPER_FROM, several, aow) {
        Some(first) if law.year > TAPER_FROM => OwnShare {
            minimum: first.minimum * law.quality_limit / QUALITY_2026,
            minimum_income: first.minimum_income * law.ht_income[usize::from(several)]
                / HT_INCOME_2026[usize::from(several)],
            maximum_rent: law.social_rent_cap,
            ..first
        },
        _ => estimate(law, several, aow, None),
    };
    (share, Basis::Estimated)
}

/// Quality discount limit of 2026 (B3), euro a month.
const QUALITY_2026: f64 = 498.20;
/// Income limits of the target group in 2026, one person and more, euro a year: those of
/// 2025 (B2) and the growth of incomes that scenarios assume.
const HT_INCOME_2026: [f64; 2] = [28_999.25, 39_347.0];

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

/// The lesser of two numbers that are numbers: one instruction, where `f32::min` must also
/// think of what is not a number.
#[inline(always)]
fn least(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// The greater of two numbers that are numbers.
#[inline(always)]
fn most(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// What a household may get at any rent: the own share with the limits that hold for
/// it, so that the allowance of many dwellings costs little. In single precision, which
/// is a hundredth of a cent at these rents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entitlement {
    /// Own share, euro a month.
    own: f32,
    /// Quality discount limit.
    quality: f32,
    /// The cap for the household's size.
    cap: f32,
    /// Rent above which there is nothing, or no more rent counts.
    limit: f32,
    /// By how much the allowance falls with income (from 2026).
    reduction: f32,
    /// Whether the allowance carries 40 % of the rent above the cap.
    above_cap: bool,
    /// Whether the limit is a ceiling, above which no more rent counts.
    ceiling: bool,
}

impl Entitlement {
    /// No allowance at any rent.
    pub const NOTHING: Entitlement = Entitlement {
        own: f32::INFINITY,
        quality: 0.0,
        cap: 0.0,
        limit: -1.0,
        reduction: 0.0,
        above_cap: false,
        ceiling: false,
    };

    /// The entitlement of a household of `persons` with a yearly income.
    pub fn new(
        share: &OwnShare,
        limits: &RentLimits,
        persons: u8,
        aow: bool,
        income: f64,
    ) -> Entitlement {
        if share.income_limit.is_some_and(|l| income > l) {
            return Entitlement::NOTHING;
        }
        let own = if income < share.minimum_income || share.taper.is_some() {
            share.minimum
        } else {
            (share.a * income * income + share.b * income + share.addition).max(share.minimum)
        };
        let cap = if persons <= 2 {
            limits.cap_1st
        } else {
            limits.cap_2nd
        };
        Entitlement {
            own: own as f32,
            quality: limits.quality as f32,
            cap: cap as f32,
            above_cap: persons == 1 || aow || share.all_above_cap,
            limit: share.maximum_rent as f32,
            ceiling: share.taper.is_some(),
            reduction: share.taper.map_or(0.0, |part| {
                (part * (income - share.minimum_income).max(0.0) / 12.0) as f32
            }),
        }
    }

    /// The same with a lower maximum rent (the young), which is a ceiling where the
    /// maximum is.
    pub fn up_to(self, rent: f64) -> Entitlement {
        Entitlement {
            limit: self.limit.min(rent as f32),
            ..self
        }
    }

    /// Rent allowance at a rent, euro a month.
    #[inline(always)]
    pub fn at(&self, rent: f32) -> f32 {
        let counted = least(rent, self.limit);
        let above = most(counted - most(self.own, self.cap), 0.0);
        let whole = most(least(counted, self.quality) - self.own, 0.0)
            + 0.65 * most(least(counted, self.cap) - most(self.own, self.quality), 0.0)
            + if self.above_cap { 0.40 * above } else { 0.0 };
        if rent > self.limit && !self.ceiling {
            0.0
        } else {
            most(whole - self.reduction, 0.0)
        }
    }
}

/// Rent allowance, euro a month, for a household of `persons` with yearly income
/// and monthly rent in euro.
pub fn rent_allowance(
    share: &OwnShare,
    limits: &RentLimits,
    persons: u8,
    aow: bool,
    income: f64,
    rent: f64,
) -> f64 {
    f64::from(Entitlement::new(share, limits, persons, aow, income).at(rent as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indexation::Indexation;
    use crate::law_table::LawTable;

    #[test]
    fn computed_vectors_come_out_to_the_cent() {
        let table = LawTable::builtin().unwrap();
        // year, persons, income, rent, allowance
        let vectors = [
            (2017, 1, 12_000.0, 500.0, 246.49),
            (2017, 1, 18_000.0, 550.0, 218.95),
            (2017, 1, 18_000.0, 700.0, 289.59),
            (2017, 1, 22_200.0, 592.55, 118.90),
            (2022, 1, 20_000.0, 600.0, 241.90),
            (2022, 3, 25_000.0, 650.0, 293.79),
            (2022, 2, 25_000.0, 650.0, 282.90),
            (2022, 1, 30_000.0, 600.0, 0.00),
            (2013, 3, 25_000.0, 560.0, 153.34),
        ];
        for (year, persons, income, rent, expected) in vectors {
            let law = table.year(year, &Indexation::default());
            let limits = RentLimits {
                quality: law.quality_limit,
                cap_1st: law.cap_1st,
                cap_2nd: law.cap_2nd,
            };
            let share = own_share(year, persons > 1, false).unwrap();
            let got = rent_allowance(&share, &limits, persons, false, income, rent);
            assert!(
                (got - expected).abs() < 0.006,
                "{year} {persons} {income} {rent}: {got}"
            );
        }
    }

    const KNOWN: [(i32, bool, bool); 9] = [
        (2013, false, false),
        (2013, true, false),
        (2013, false, true),
        (2013, true, true),
        (2017, false, false),
        (2022, false, false),
        (2022, true, false),
        (2022, false, true),
        (2022, true, true),
    ];

    fn limits(year: i32) -> RentLimits {
        let law = LawTable::builtin()
            .expect("the built-in law reads")
            .year(year, &Indexation::default());
        RentLimits {
            quality: law.quality_limit,
            cap_1st: law.cap_1st,
            cap_2nd: law.cap_2nd,
        }
    }

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
    fn the_allowance_never_rises_with_income_nor_falls_with_rent_up_to_the_maximum() {
        for (year, several, aow) in KNOWN {
            let (s, l) = (own_share(year, several, aow).unwrap(), limits(year));
            let persons = if several { 3 } else { 1 };
            let of = |income: f64, rent: f64| rent_allowance(&s, &l, persons, aow, income, rent);
            for step in 0..40 {
                let income = 1_000.0 * f64::from(step);
                let rent = 300.0 + 10.0 * f64::from(step);
                assert!(of(income + 1_000.0, rent) <= of(income, rent), "{year}");
                if rent + 10.0 <= s.maximum_rent {
                    assert!(of(20_000.0, rent + 10.0) >= of(20_000.0, rent), "{year}");
                }
                assert!(of(income, rent) <= rent, "{year}");
            }
        }
    }

    #[test]
    fn above_the_maximum_rent_or_the_income_limit_there_is_none() {
        let (s, l) = (own_share(2017, false, false).unwrap(), limits(2017));
        assert!(rent_allowance(&s, &l, 1, false, 22_200.0, 710.68) > 0.0);
        assert_eq!(rent_allowance(&s, &l, 1, false, 22_200.0, 710.69), 0.0);
        assert_eq!(rent_allowance(&s, &l, 1, false, 22_201.0, 600.0), 0.0);
        // Since 2020 the allowance runs out by itself instead of at a limit.
        assert_eq!(own_share(2022, false, false).unwrap().income_limit, None);
    }

    #[test]
    fn above_the_cap_only_one_person_and_pension_age_are_helped() {
        let (s, l) = (own_share(2022, true, false).unwrap(), limits(2022));
        let of = |persons, aow, rent| rent_allowance(&s, &l, persons, aow, 20_000.0, rent);
        assert_eq!(of(2, false, 700.0), of(2, false, l.cap_1st));
        let more = of(2, true, 700.0) - of(2, true, l.cap_1st);
        assert!((more - 0.40 * (700.0 - l.cap_1st)).abs() < 1e-4, "{more}");
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
    fn from_2026_the_own_share_is_fixed_and_the_maximum_rent_a_ceiling() {
        let l = limits(2026);
        // Persons, income, rent, allowance, by hand from the published amounts.
        for (persons, income, rent, expected) in [
            (1, 20_000.0, 600.0, 361.85),
            (1, 23_425.0, 600.0, 361.85),
            (1, 30_000.0, 600.0, 213.91),
            (1, 50_000.0, 600.0, 0.0),
            (2, 40_000.0, 932.93, 369.25),
            (2, 40_000.0, 1_000.0, 369.25),
            (3, 31_500.0, 1_000.0, 537.87),
        ] {
            for aow in [false, true] {
                let s = own_share(2026, persons > 1, aow).unwrap();
                let got = rent_allowance(&s, &l, persons, aow, income, rent);
                assert!(
                    (got - expected).abs() < 0.006,
                    "{persons} {income} {rent}: {got}"
                );
            }
        }
        let s = own_share(2026, false, false).unwrap();
        let young = Entitlement::new(&s, &l, 1, false, 12_000.0).up_to(l.quality);
        assert!((young.at(600.0) - 295.68).abs() < 0.006);
        assert_eq!([2025, 2026].map(full_from_age), [23, 21]);
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
