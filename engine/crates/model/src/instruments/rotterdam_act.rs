//! T13: Act on extraordinary measures for urban problems (Rotterdam Act).
//! Article 8 refuses who has lived less than six years in the region and has no
//! income from work, pension or student grant; article 9 gives priority by
//! socio-economic traits; article 10 (from 2017) refuses on recorded nuisance.
//! Applies to every rental let in the designated areas and complexes, private rent
//! included.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::{IncomeSource, Tenure};
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope, complex_rows};
use crate::rulebook::{Candidate, Offer, Reason, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Rotterdam Act (T13).
    #[derive(Component)]
    pub struct RotterdamAct: "rotterdam_act" {
        /// Whether the act is applied.
        in_force: bool = false, "-", 0..=1, "B5";
        /// Codes of the designated areas.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// Designated complexes, as the tables name them (c00012): an area smaller than those of the city.
        complexes: Vec<String> = Vec::new(), "complexes", 0..=1, "B5: complex, street or area; S p. 34: 74 dwellings (Tilburg)";
        /// Codes of areas that are kept out of the designation.
        excluded_areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year.
        from: i32 = 2006, "year", 2006..=2150, "B5: in force since 2006";
        /// Last year (designation: four years, renewable to twenty).
        until: i32 = 2100, "year", 2006..=2150, "B5: four years, renewable to twenty";
        /// Whether a designation longer than the law's twenty years is meant: a what-if, of which no warning is given.
        past_twenty_years: bool = false, "-", 0..=1, "scenario; B5: twenty years at most";
        /// Article 8: income and residence.
        article_8: bool = true, "-", 0..=1, "B5";
        /// Years of residence that article 8 asks.
        years_of_residence: i32 = 6, "years", 0..=20, "B5";
        /// Whether a start qualification (education above low) is asked beside it (Tilburg).
        start_qualification: bool = false, "-", 0..=1, "B5: Tilburg, article 9";
        /// Article 9: priority for households with income from work.
        article_9: bool = false, "-", 0..=1, "B5";
        /// Article 10: refusal on nuisance.
        article_10: bool = false, "-", 0..=1, "B5: in force 2017";
    }
}

/// Year in which article 10 came into force (B5, date from memory, high confidence).
const ARTICLE_10_FROM: i32 = 2017;

/// The act in the designated areas.
#[derive(Debug)]
struct Designated {
    act: RotterdamAct,
    areas: Vec<u32>,
    complexes: Vec<u32>,
}

impl Designated {
    fn covers(&self, what: &Offer) -> bool {
        self.areas.contains(&what.area) || self.complexes.contains(&what.complex)
    }
}

impl Instrument for RotterdamAct {
    const ROWS: &'static [Row] = &[Row {
        id: "T13",
        dutch: "Wbmgp / Rotterdamwet art. 8, 9, 10",
        english: "Act on extraordinary measures for urban problems",
        reads: "years in the region, source of income, start qualification, recorded nuisance",
        changes: "refuses or ranks candidates for every rental let in designated areas and complexes",
        source: "B5 (V)",
        test: "the_rotterdam_act_keeps_newcomers_without_work_out_of_the_area",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }
    fn excluded_areas(&self) -> &[String] {
        &self.excluded_areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if !self.in_force {
            return doubts;
        }
        at.names_places(&self.complexes, &mut doubts);
        for code in self
            .excluded_areas
            .iter()
            .filter(|c| self.areas.contains(c))
        {
            doubts.push(format!(
                "area {code} is both designated and excluded: it counts as excluded; take it out of one list"
            ));
        }
        let begins = self.from.max(at.years.0);
        if self.article_10 && begins < 2017 {
            doubts.push(format!(
                "article 10 is law from 2017 but used from {begins}: it refuses nobody before 2017"
            ));
        }
        if self.until - begins > 20 && !self.past_twenty_years {
            doubts.push(format!(
                "an area may be designated for twenty years at most, here {begins} to {}: give `until`, or say `past_twenty_years: true`",
                self.until
            ));
        }
        doubts
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        let now = run.year >= self.from && run.year <= self.until;
        let complexes = complex_rows(&self.complexes);
        if self.in_force && now && !(scope.areas.is_empty() && complexes.is_empty()) {
            let mut act = self.clone();
            act.article_10 &= run.year >= ARTICLE_10_FROM;
            let rule = Arc::new(Designated {
                act,
                areas: scope.areas.clone(),
                complexes,
            });
            book.judges.push(rule.clone());
            if self.article_9 {
                book.priorities.push(rule);
            }
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

impl Rule for Designated {
    fn judge(&self, _: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        if what.tenure != Tenure::Owner && self.covers(what) {
            self.act.judge(who)
        } else {
            Reason::Admitted
        }
    }

    fn priority(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        let qualified = !self.act.start_qualification || who.education >= 2;
        if self.covers(what) && who.source == IncomeSource::Work && qualified {
            500.0
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;
    use buurt_city::IncomeSource::{Benefit, None, Pension, Student, Work};

    #[test]
    fn articles_8_and_10_refuse_as_the_act_says() {
        let act = RotterdamAct {
            in_force: true,
            article_10: true,
            ..RotterdamAct::default()
        };
        // Years in the region, source of income, nuisance on record, verdict.
        for (years_in_region, source, nuisance, verdict) in [
            (5, Benefit, 0, Reason::RotterdamArticle8),
            (0, None, 0, Reason::RotterdamArticle8),
            (6, Benefit, 0, Reason::Admitted),
            (0, Work, 0, Reason::Admitted),
            (0, Pension, 0, Reason::Admitted),
            (0, Student, 0, Reason::Admitted),
            (20, Work, 1, Reason::RotterdamArticle10),
            (5, Benefit, 1, Reason::RotterdamArticle8),
        ] {
            let who = Candidate {
                years_in_region,
                source,
                nuisance,
                ..who()
            };
            assert_eq!(act.judge(&who), verdict, "{years_in_region} {source:?}");
        }
    }

    #[test]
    fn it_binds_every_rental_let_in_designated_areas_only() {
        let rule = Designated {
            act: RotterdamAct::default(),
            areas: vec![3],
            complexes: vec![40],
        };
        let newcomer = Candidate {
            years_in_region: 1,
            source: Benefit,
            ..who()
        };
        for (tenure, area, complex, refused) in [
            (Tenure::Social, 3, 0, true),
            (Tenure::PrivateRent, 3, 0, true),
            (Tenure::MidRent, 3, 0, true),
            (Tenure::Owner, 3, 0, false),
            (Tenure::Social, 2, 0, false),
            (Tenure::Social, 2, 40, true),
            (Tenure::PrivateRent, 2, 40, true),
            (Tenure::Owner, 2, 40, false),
        ] {
            let what = Offer {
                tenure,
                area,
                complex,
                ..offer()
            };
            let verdict = rule.judge(&law(2017), &newcomer, &what);
            assert_eq!(
                verdict != Reason::Admitted,
                refused,
                "{tenure:?} {area} {complex}"
            );
        }
    }

    #[test]
    fn article_9_puts_work_first_and_may_ask_a_start_qualification() {
        let rule = |start_qualification| Designated {
            act: RotterdamAct {
                start_qualification,
                ..RotterdamAct::default()
            },
            areas: vec![0],
            complexes: Vec::new(),
        };
        let low = Candidate {
            education: 1,
            ..who()
        };
        assert!(rule(false).priority(&law(2017), &low, &offer()) > 0.0);
        assert_eq!(rule(true).priority(&law(2017), &low, &offer()), 0.0);
        assert!(rule(true).priority(&law(2017), &who(), &offer()) > 0.0);
    }
}
