//! T3, T4: EU income limit (DAEB). Of all social lets of a landlord in a year at
//! least the quota share goes to incomes at or below the limit. Tested only at
//! letting. Landlords hardly use the free room (C-19) and stop when the running
//! share comes near the limit: with the let in question it is within the limit too, so that
//! who lets few dwellings has free room late in the year or not at all.
//!
//! The limit is the law's, so no setting of its own is neutral: it changes nothing where
//! nobody's income exceeds the limit and no vacancy is free room.

use std::sync::Arc;

use bevy_ecs::prelude::Component;
use buurt_city::Tenure;
use buurt_core::Decision;
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Instrument, Row, Scope};
use crate::components::Landlord;
use crate::market::searchers::urgency_class;
use crate::rulebook::{Candidate, Offer, Posting, Reason, Rule, Rulebook, daeb_limit};
use crate::run::Run;

parameters! {
    /// EU income limit (T3) and its free room (T4).
    #[derive(Component)]
    pub struct Daeb: "daeb" {
        /// Whether the norm is applied.
        in_force: bool = true, "-", 0..=1, "parameters.md B1; the law itself is dated";
        /// Share of vacancies that landlords label as free room while they may.
        free_room_use: f64 = 0.04, "share of vacancies", 0..=1, "C-19: the free room is barely used; size is a scenario range";
        /// Distance to the quota at which they stop, as a share of lets.
        margin: f64 = 0.02, "share of lets", 0..=0.2, "scenario range";
        /// Whether free room goes to urgent households first (B1: health, safety, social cases).
        urgent_first: bool = true, "-", 0..=1, "B1, E-6";
    }
}

const FREE_ROOM: Decision = Decision::named("vacancy label");

impl Instrument for Daeb {
    const ROWS: &'static [Row] = &[
        Row {
            id: "T3",
            dutch: "EU-inkomenstoets (DAEB)",
            english: "EU income test",
            reads: "household income, the year's limit",
            changes: "who may respond to a social vacancy; the landlord's quota counter",
            source: "B1 (V)",
            test: "the_income_test_keeps_higher_incomes_out_of_social_rent",
        },
        Row {
            id: "T4",
            dutch: "10 % + 10 % vrije ruimte",
            english: "income-free space",
            reads: "the landlord's running quota",
            changes: "labels vacancies that higher incomes may have",
            source: "B1 (V); use C-19 (range)",
            test: "free_room_lets_higher_incomes_in",
        },
    ];

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force {
            let rule = Arc::new(self.clone());
            book.labels.push(rule.clone());
            book.judges.push(rule.clone());
            if self.urgent_first {
                book.priorities.push(rule);
            }
        }
    }
}

/// Whether a landlord with so many lets may let one dwelling more of those of which it has
/// let so many, when at most a share of its lets may be such.
pub(super) fn one_more(lets: u32, let_so: u32, share: f64) -> bool {
    f64::from(let_so) + 1.0 <= share.max(0.0) * (f64::from(lets) + 1.0) + 1e-9
}

impl Rule for Daeb {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        let law = &at.run.law;
        let above = 1.0 - law.daeb_share_low;
        let left = |let_so: fn(&Landlord) -> u32, share| {
            at.landlord
                .is_none_or(|l| one_more(l.social_lets, let_so(l), share - self.margin))
        };
        let draw = at.run.draws.draw(FREE_ROOM, offer.key, at.run.year);
        offer.free_room = offer.tenure == Tenure::Social
            && draw.uniform() < self.free_room_use
            && left(|l| l.daeb_middle + l.daeb_free, above);
        // From 2016 to 2021 a part is for middle incomes alone.
        offer.middle_room = offer.free_room
            && law.daeb_middle_upper.is_some()
            && !left(|l| l.daeb_free, law.daeb_share_free);
    }

    fn judge(&self, law: &LawYear, who: &Candidate, what: &Offer) -> Reason {
        let limit = match law.daeb_middle_upper {
            Some(upper) if what.middle_room => upper,
            _ if what.free_room => f64::INFINITY,
            _ => daeb_limit(law, who.persons),
        };
        if what.tenure == Tenure::Social && who.taxable_eur > limit {
            Reason::DaebIncome
        } else {
            Reason::Admitted
        }
    }

    fn priority(&self, law: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        // Incomes above the limit take free room only behind urgent ones; among
        // ordinary seekers registration decides. To be mediated is no urgency.
        let above = who.taxable_eur > daeb_limit(law, who.persons);
        if what.free_room && above && urgency_class(who) > 0.0 {
            100.0
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Urgency;
    use crate::samples::*;

    /// Year, persons, income, whether a social vacancy is open to it: the limits of B1.
    const TABLE: [(i32, u8, f64, bool); 12] = [
        (2011, 1, 33_614.0, true),
        (2011, 1, 33_615.0, false),
        (2016, 2, 35_739.0, true),
        (2016, 2, 35_740.0, false),
        (2017, 1, 36_165.0, true),
        (2017, 1, 36_166.0, false),
        (2021, 4, 40_024.0, true),
        (2021, 4, 40_025.0, false),
        (2022, 1, 40_765.0, true),
        (2022, 1, 40_766.0, false),
        (2022, 2, 45_014.0, true),
        (2022, 2, 45_015.0, false),
    ];

    #[test]
    fn the_income_limit_of_the_year_refuses_and_admits() {
        for (year, persons, taxable_eur, admitted) in TABLE {
            let who = Candidate {
                persons,
                taxable_eur,
                ..who()
            };
            let reason = Daeb::default().judge(&law(year), &who, &offer());
            assert_eq!(reason == Reason::Admitted, admitted, "{year} {taxable_eur}");
            if !admitted {
                assert_eq!(reason, Reason::DaebIncome);
                let free = Offer {
                    free_room: true,
                    ..offer()
                };
                let verdict = Daeb::default().judge(&law(year), &who, &free);
                assert_eq!(verdict, Reason::Admitted);
                let market = Offer {
                    tenure: Tenure::MidRent,
                    ..offer()
                };
                let verdict = Daeb::default().judge(&law(year), &who, &market);
                assert_eq!(verdict, Reason::Admitted);
            }
        }
    }

    #[test]
    fn free_room_is_labelled_until_the_margin_is_reached() {
        let rule = Daeb {
            free_room_use: 1.0,
            margin: 0.02,
            ..Daeb::default()
        };
        // 80-10-10 in 2017: 20 % less the margin of 2 points.
        let counters = |above: u32| Landlord {
            social_lets: 999,
            daeb_low: 999 - above,
            daeb_middle: above / 2,
            daeb_free: above - above / 2,
            ..Landlord::default()
        };
        let free = |above| labelled(2017, 5, &counters(above), |at, o| rule.label(at, o)).free_room;
        assert!(free(0));
        assert!(free(178));
        assert!(!free(181));
        let unused = Daeb {
            free_room_use: 0.0,
            ..rule.clone()
        };
        assert!(!labelled(2017, 5, &counters(0), |at, o| unused.label(at, o)).free_room);
    }

    #[test]
    fn who_lets_few_dwellings_stays_within_the_share_at_every_let() {
        let rule = Daeb {
            free_room_use: 1.0,
            margin: 0.0,
            ..Daeb::default()
        };
        for (year, share) in [(2017, 0.2), (2023, 0.075)] {
            let mut l = Landlord::default();
            let mut most = 0;
            for key in 0..60 {
                let free = labelled(year, key, &l, |at, o| rule.label(at, o)).free_room;
                l.social_lets += 1;
                l.daeb_free += u32::from(free);
                let part = f64::from(l.daeb_free) / f64::from(l.social_lets);
                assert!(part <= share + 1e-9, "{year}: {part} of {}", l.social_lets);
                most = most.max(l.daeb_free);
            }
            // It uses what it has, up to a part of one.
            assert_eq!(most, (60.0 * share) as u32, "{year}");
        }
    }

    #[test]
    fn the_free_tenth_of_2016_to_2021_is_guarded_apart_from_the_middle_one() {
        let rule = Daeb {
            free_room_use: 1.0,
            margin: 0.02,
            ..Daeb::default()
        };
        let counters = |daeb_middle, daeb_free| Landlord {
            social_lets: 999,
            daeb_middle,
            daeb_free,
            ..Landlord::default()
        };
        let upper = law(2017).daeb_middle_upper.unwrap();
        // Year, lets to middle and to higher incomes: who is admitted, up to the middle
        // incomes' limit and above it.
        for (year, middle, free, to_middle, to_higher) in [
            (2017, 0, 79, true, true),
            (2017, 0, 80, true, false),
            (2017, 90, 79, true, true),
            (2017, 98, 80, true, false),
            (2017, 101, 80, false, false),
            // Later there is one part above the limit, of 7.5 %.
            (2023, 0, 53, true, true),
            (2023, 0, 56, false, false),
        ] {
            let offer = labelled(year, 5, &counters(middle, free), |at, o| rule.label(at, o));
            let admitted = |taxable_eur| {
                let who = Candidate {
                    taxable_eur,
                    ..who()
                };
                rule.judge(&law(year), &who, &offer) == Reason::Admitted
            };
            let found = (
                admitted(upper.max(60_000.0 * f64::from(year > 2021))),
                admitted(90_000.0),
            );
            assert_eq!(found, (to_middle, to_higher), "{year} {middle} {free}");
        }
    }

    #[test]
    fn urgent_households_go_first_in_free_room() {
        let above = Candidate {
            taxable_eur: 50_000.0,
            urgency: Urgency::Social,
            ..who()
        };
        let free = Offer {
            free_room: true,
            ..offer()
        };
        let rule = Daeb::default();
        // To be mediated is no urgency: where nobody mediates, registration decides.
        let mediated = Candidate {
            urgency: Urgency::Mediated,
            ..above
        };
        assert_eq!(rule.priority(&law(2017), &mediated, &free), 0.0);
        assert!(rule.priority(&law(2017), &above, &free) > 0.0);
        assert_eq!(rule.priority(&law(2017), &who(), &free), 0.0);
        assert_eq!(rule.priority(&law(2017), &above, &offer()), 0.0);
    }
}
