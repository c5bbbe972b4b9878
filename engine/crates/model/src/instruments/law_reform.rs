//! D3, D4: a change of the dated law itself, for counterfactuals: another quota of the
//! EU income limit, higher or lower limits and caps, another passend norm. The law as
//! enacted stays in its table; what is changed here holds from a year on and is
//! recorded with the scenario.

use bevy_ecs::prelude::Component;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row};

parameters! {
    /// A change of the law itself (D3, D4).
    #[derive(Component)]
    pub struct LawReform: "law_reform" {
        /// Whether the law is changed.
        in_force: bool = false, "-", 0..=1, "scenario";
        /// First year.
        from: i32 = 2000, "year", 1990..=2150, "scenario";
        /// Last year.
        until: i32 = 2150, "year", 1990..=2150, "scenario";
        /// Factor on the EU income limits.
        daeb_limit_factor: f64 = 1.0, "factor", 0.1..=10, "scenario; 1 is as enacted";
        /// Least share of social lets below the limit; -1 is as enacted. With 0.9 from 2022 on the law is as the report saw it in 2018 (E-4).
        daeb_share_low: f64 = -1.0, "share of social lets", -1..=1, "scenario; E-4";
        /// Factor on the income limits of the passendheidstoets.
        target_limit_factor: f64 = 1.0, "factor", 0.1..=10, "scenario; 1 is as enacted";
        /// Factor on both rent caps.
        cap_factor: f64 = 1.0, "factor", 0.1..=10, "scenario; 1 is as enacted";
        /// Least share of lets to the target group at or below the cap; -1 is as enacted.
        passend_share: f64 = -1.0, "share of lets to the target group", -1..=1, "scenario; 0.90 is the report's wording (E-1)";
        /// Factor on the highest rent of a social let.
        social_rent_factor: f64 = 1.0, "factor", 0.1..=10, "scenario; 1 is as enacted";
    }
}

impl Instrument for LawReform {
    const ROWS: &'static [Row] = &[
        Row {
            id: "D3",
            dutch: "herziene Woningwet 2015",
            english: "revised Housing Act",
            reads: "the year; the dated law",
            changes: "norm of appropriate allocation and quota by year; a counterfactual may change or keep them",
            source: "B1, B2, B11 (V)",
            test: "the_norm_of_the_housing_act_lowers_what_low_incomes_rent_for",
        },
        Row {
            id: "D4",
            dutch: "EU-staatssteun",
            english: "EU state-aid decision",
            reads: "the year; the dated law",
            changes: "income limit and quota of T3 by year; a counterfactual may change or keep them",
            source: "B1 (V); in force 2011 (E-2)",
            test: "a_lower_income_limit_of_state_aid_keeps_more_incomes_out",
        },
    ];

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force && (self.until < at.years.0 || self.from > at.years.1) {
            doubts.push(format!(
                "is in force from {} to {}, outside the years {} to {} of the scenario",
                self.from, self.until, at.years.0, at.years.1
            ));
        }
        doubts
    }
}

impl LawReform {
    /// The law of a year as this reform leaves it.
    pub fn apply(&self, law: &mut LawYear) {
        if !self.in_force || law.year < self.from || law.year > self.until {
            return;
        }
        law.daeb_limit_1p *= self.daeb_limit_factor;
        law.daeb_limit_mp *= self.daeb_limit_factor;
        law.daeb_middle_upper = law.daeb_middle_upper.map(|x| x * self.daeb_limit_factor);
        if self.daeb_share_low >= 0.0 {
            // What is left is divided over middle incomes and all others as the law divides it.
            let left = law.daeb_share_middle + law.daeb_share_free;
            let middle = if left > 0.0 {
                law.daeb_share_middle / left
            } else {
                0.0
            };
            law.daeb_share_low = self.daeb_share_low;
            law.daeb_share_middle = middle * (1.0 - self.daeb_share_low);
            law.daeb_share_free = 1.0 - self.daeb_share_low - law.daeb_share_middle;
        }
        for limit in &mut law.ht_income {
            *limit *= self.target_limit_factor;
        }
        law.cap_1st *= self.cap_factor;
        law.cap_2nd *= self.cap_factor;
        if self.passend_share >= 0.0 {
            law.passend_share = Some(self.passend_share);
        }
        law.social_rent_cap *= self.social_rent_factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::law;

    #[test]
    fn a_reform_changes_the_law_from_its_year_on() {
        let reform = LawReform {
            in_force: true,
            from: 2022,
            daeb_share_low: 0.9,
            passend_share: 0.90,
            cap_factor: 1.1,
            ..LawReform::default()
        };
        let mut before = law(2021);
        reform.apply(&mut before);
        let text = |law: &LawYear| format!("{law:?}");
        assert_eq!(text(&before), text(&law(2021)));
        let mut after = law(2022);
        assert_eq!(after.daeb_share_low, 0.925);
        reform.apply(&mut after);
        assert_eq!(after.daeb_share_low, 0.9);
        assert!((after.daeb_share_free - 0.1).abs() < 1e-12);
        assert_eq!(after.passend_share, Some(0.90));
        assert!((after.cap_1st - 1.1 * law(2022).cap_1st).abs() < 1e-9);
        // Where the law divides what is above the limit in two, a reform keeps that division.
        let mut divided = law(2018);
        LawReform {
            from: 2018,
            ..reform.clone()
        }
        .apply(&mut divided);
        assert!((divided.daeb_share_middle - 0.05).abs() < 1e-12);
        assert!((divided.daeb_share_free - 0.05).abs() < 1e-12);
        let mut same = law(2022);
        LawReform {
            in_force: true,
            ..LawReform::default()
        }
        .apply(&mut same);
        assert_eq!(text(&same), text(&law(2022)), "neutral settings");
    }
}
