//! Local tie in the Huisvestingswet 2014: a by-law may give priority to households with
//! an economic or social tie for at most half of the lets in the stock it designates: half
//! of those again (until 2023) for a tie to the municipality, the rest for a tie to the
//! region. Years of residence stand for the tie. Which vacancies carry the label is a
//! keyed draw; priority comes behind urgency and refuses nobody.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::letting_log::Channel;
use crate::rulebook::{Candidate, Offer, Posting, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Priority for a local tie (Huisvestingswet 2014).
    #[derive(Component)]
    pub struct LocalTie: "local_tie" {
        /// Whether the by-law gives priority.
        in_force: bool = false, "-", 0..=1, "B6";
        /// Share of vacancies labelled; the law of the year bounds it.
        share: f64 = 0.25, "share of social vacancies", 0..=1, "B6: at most 0.5 with a regional tie, 0.25 with a local one until 2023 (V)";
        /// Whether the tie is to the municipality (the law then allows less) and not the region.
        municipality: bool = true, "-", 0..=1, "B6 (V)";
        /// Years of residence that make a tie.
        years: i32 = 6, "years", 1..=30, "six years of which the by-laws commonly speak (MH); scenario range";
        /// Codes of the areas whose stock the by-law designates; none means everywhere.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
    }
}

const TIE: Decision = Decision::named("local tie label");
/// Above any registration, and with free room (100) below article 9 (500) and the classes of
/// urgency (1,000 each).
const FIRST: f64 = 300.0;

#[derive(Debug, Clone)]
struct Tied {
    share: f64,
    years: i32,
    municipality: bool,
    scope: Scope,
}

impl LocalTie {
    /// Share of vacancies that the law of the year lets the by-law label.
    fn lawful_share(&self, law: &LawYear) -> f64 {
        let most = if self.municipality {
            law.local_tie_municipality
        } else {
            law.local_tie_share
        };
        self.share.min(most.unwrap_or(0.0))
    }
}

impl Instrument for LocalTie {
    const ROWS: &'static [Row] = &[Row {
        id: "T2",
        dutch: "lokale binding (Huisvestingswet 2014)",
        english: "local tie",
        reads: "years in the region or the municipality, the label of the vacancy, the year's largest share",
        changes: "puts households with a tie first for a share of the adverts",
        source: "B6 (V)",
        test: "a_local_tie_favours_who_has_lived_there_long",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force && at.years.0 < 2015 {
            doubts.push(format!(
                "leans on the Huisvestingswet 2014, which is law from 2015, but the scenario begins in {}: until then the priority does nothing",
                at.years.0
            ));
        }
        let most = if self.municipality { 0.25 } else { 0.5 };
        if self.in_force && self.share > most {
            doubts.push(format!(
                "asks a `share` of {}, but the law of 2015 allows {most} for this tie: the law of each year bounds it (`buurt law` shows it)",
                self.share
            ));
        }
        doubts
    }

    fn enter(&self, scope: &Scope, run: &Run, book: &mut Rulebook) {
        let share = self.lawful_share(&run.law);
        if self.in_force && share > 0.0 {
            let rule = Arc::new(Tied {
                share,
                years: self.years,
                municipality: self.municipality,
                scope: scope.clone(),
            });
            book.labels.push(rule.clone());
            book.priorities.push(rule);
        }
    }
}

impl Rule for Tied {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        offer.local_tie = offer.tenure == Tenure::Social
            && self.scope.in_area(offer.area)
            && at.run.draws.draw(TIE, offer.key, at.run.year).uniform() < self.share;
    }

    fn priority(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        let queue = matches!(what.channel, Channel::Advert | Channel::Lottery);
        let lived = if self.municipality {
            who.years_in_municipality
        } else {
            who.years_in_region
        };
        if queue && what.local_tie && lived >= self.years {
            FIRST
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::*;

    #[test]
    fn the_law_of_the_year_bounds_the_share() {
        // Year, tie to the municipality, share asked, share allowed (B6).
        for (year, municipality, share, allowed) in [
            (2014, true, 0.5, 0.0),
            (2014, false, 0.5, 0.0),
            (2015, true, 0.5, 0.25),
            (2015, false, 0.6, 0.5),
            (2017, true, 0.1, 0.1),
            (2023, true, 0.5, 0.25),
            (2024, true, 0.6, 0.5),
        ] {
            let tie = LocalTie {
                share,
                municipality,
                ..LocalTie::default()
            };
            assert_eq!(tie.lawful_share(&law(year)), allowed, "{year}");
        }
    }

    #[test]
    fn a_tie_comes_before_registration_and_after_urgency() {
        let rule = Tied {
            share: 0.25,
            years: 6,
            municipality: true,
            scope: Scope::default(),
        };
        let regional = Tied {
            municipality: false,
            ..rule.clone()
        };
        let labelled = Offer {
            local_tie: true,
            ..offer()
        };
        let newcomer = Candidate {
            years_in_municipality: 5,
            ..who()
        };
        let tied = rule.priority(&law(2017), &who(), &labelled);
        assert!(tied > 100.0 && tied < 1000.0);
        assert_eq!(rule.priority(&law(2017), &newcomer, &labelled), 0.0);
        // Who moved within the region has a tie to it.
        assert_eq!(regional.priority(&law(2017), &newcomer, &labelled), tied);
        assert_eq!(rule.priority(&law(2017), &who(), &offer()), 0.0);
    }
}
