//! T13: Act on extraordinary measures for urban problems (Rotterdam Act).
//! Article 8 refuses who has lived less than six years in the region and has no
//! income from work, pension or student grant; article 9 gives priority by
//! socio-economic traits; article 10 (from 2017) refuses on recorded nuisance.
//! Applies to every rental let in the designated areas, private rent included.

use bevy_ecs::prelude::Component;
use buurt_city::IncomeSource;
use serde::{Deserialize, Serialize};

use crate::rulebook::{Candidate, Reason};

/// Parameters of the act.
#[derive(Component, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RotterdamAct {
    /// Whether the act is applied.
    pub in_force: bool,
    /// Codes of the designated areas.
    pub areas: Vec<String>,
    /// First year.
    pub from: i32,
    /// Last year (designation: four years, renewable to twenty).
    pub until: i32,
    /// Article 8: income and residence.
    pub article_8: bool,
    /// Years of residence that article 8 asks.
    pub years_of_residence: i32,
    /// Article 9: priority for households with income from work.
    pub article_9: bool,
    /// Article 10: refusal on nuisance.
    pub article_10: bool,
}

impl Default for RotterdamAct {
    fn default() -> Self {
        RotterdamAct {
            in_force: false,
            areas: Vec::new(),
            from: 2006,
            until: 2100,
            article_8: true,
            years_of_residence: 6,
            article_9: false,
            article_10: false,
        }
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
