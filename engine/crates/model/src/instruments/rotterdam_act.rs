//! T13: Act on extraordinary measures for urban problems (Rotterdam Act).
//! Article 8 refuses who has lived less than six years in the region and has no
//! income from work, pension or student grant; article 9 gives priority by
//! socio-economic traits; article 10 (from 2017) refuses on recorded nuisance.
//! Applies to every rental let in the designated areas, private rent included.

use bevy_ecs::prelude::Component;
use buurt_city::IncomeSource;
use buurt_params::parameters;

use crate::rulebook::{Candidate, Reason};

parameters! {
    /// Parameters of the act.
    #[derive(Component)]
    pub struct RotterdamAct: "rotterdam_act" {
        /// Whether the act is applied.
        in_force: bool = false, "-", 0..=1, "B5";
        /// Codes of the designated areas.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2006, "year", 2006..=2150, "B5: in force since 2006";
        /// Last year (designation: four years, renewable to twenty).
        until: i32 = 2100, "year", 2006..=2150, "B5: four years, renewable to twenty";
        /// Article 8: income and residence.
        article_8: bool = true, "-", 0..=1, "B5";
        /// Years of residence that article 8 asks.
        years_of_residence: i32 = 6, "years", 0..=20, "B5";
        /// Article 9: priority for households with income from work.
        article_9: bool = false, "-", 0..=1, "B5";
        /// Article 10: refusal on nuisance.
        article_10: bool = false, "-", 0..=1, "B5: in force 2017";
    }
}

impl RotterdamAct {
    /// Judges a candidate for a rental let in a designated area.
    pub fn judge(&self, who: &Candidate) -> Reason {
        let listed = matches!(
            who.source,
            IncomeSource::Work | IncomeSource::Pension | IncomeSource::Student
        );
        if self.article_8 && who.years_in_region < self.years_of_residence && !listed {
            return Reason::RotterdamArticle8;
        }
        if self.article_10 && who.nuisance > 0 {
            return Reason::RotterdamArticle10;
        }
        Reason::Admitted
    }
}
