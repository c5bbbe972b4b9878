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

mod own_share;

pub use own_share::{Basis, OwnShare, own_share, own_share_in};

use own_share::TAPER_FROM;

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

    pub(super) const KNOWN: [(i32, bool, bool); 9] = [
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

    pub(super) fn limits(year: i32) -> RentLimits {
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
}
