//! L2: the regulation of mid-market rents (Wet betaalbare huur; B11). From 1 July 2024 on the
//! starting rent of a new contract for a self-contained private or mid-market dwelling with
//! points up to the top of the middle segment is at most the maximum by its points, and at
//! most the maximum at that top. What is newly built in the middle segment may ask a surcharge
//! for twenty years. Rents of such contracts rise by the cap of the middle segment at most,
//! those of the low segment by that of social rents. Contracts of before and dwellings above
//! the segment are left to the law of the free sector (L3). What a dwelling would be let for
//! without the law is kept: where the law is switched off, the next tenant is asked that, and
//! contracts that run rise as the free sector does.
//!
//! Points follow from the maximum rent of the dwelling, which in the model rises with incomes
//! (see `rents`); at 143 points it is 7 % above the table of 2024. Left out: that tenants of
//! the low segment with an older contract may ask for the maximum from July 2025 on, rooms
//! (they have points of their own), and enforcement: every new contract complies. Of contracts
//! of 2024 the month is not known: their increases are those of contracts of before. No
//! setting is neutral but to switch it off.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_city::stock::points_of_rent;
use buurt_core::{Decision, Phase};
use buurt_params::law::{LawYear, RentSegments};
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::Dwellings;
use crate::components::{Dwelling, Home, NONE, Use};
use crate::phases::Phases;
use crate::rulebook::{Offer, Posting, Rule, Rulebook};
use crate::run::Run;

parameters! {
    /// Regulation of private and mid-market rents by points, from July 2024 (L2).
    #[derive(Component)]
    pub struct AffordableRent: "affordable_rent" {
        /// Whether the law is applied once it is law.
        in_force: bool = true, "-", 0..=1, "B11 (V)";
        /// Last year of completion with the surcharge for new building: what is begun before 2028 has it.
        surcharge_until: i32 = 2029, "year", 2023..=2150, "law (V): begun before 2028; two years of building are a scenario range";
        /// Share of private dwellings that are sold, not let, where they stand empty at the yearly review and the law lowers their rent; what is vacated and let within the year is not sold; 0 is off.
        sells: f64 = 0.0, "share of dwellings", 0..=1, "scenario range: that landlords sell is documented (Kadaster 2024), not how much of it is this law";
    }
}

/// Year in which the law comes into force, in the middle.
const FIRST: i32 = 2024;
/// Years after completion in which a new dwelling has the surcharge.
const SURCHARGE_YEARS: i32 = 20;
const SELLS: Decision = Decision::named("sale of regulated rent");

impl Instrument for AffordableRent {
    const ROWS: &'static [Row] = &[Row {
        id: "L2",
        dutch: "Wet betaalbare huur",
        english: "regulation of mid-market rents",
        reads: "points of private and mid-market dwellings, year and round, year of completion",
        changes: "starting rent of new contracts up to the top of the middle segment, and their increases; sales by landlords where that is switched on",
        source: "B11 (V); sales range",
        test: "regulation_lowers_starting_rents_up_to_the_top_of_the_middle_segment",
    }];

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.sells > 0.0 && (!self.in_force || at.years.1 < FIRST) {
            doubts.push(format!(
                "has `sells`, but the law is not applied in the years {} to {} of the scenario: nothing is sold; it is law from July {FIRST}, with `in_force: true`",
                at.years.0, at.years.1
            ));
        }
        doubts
    }

    fn enter(&self, _: &Scope, run: &Run, book: &mut Rulebook) {
        if self.in_force && run.law.segments.is_some() {
            book.labels.push(Arc::new(Regulated(self.clone())));
            book.asking.regulation = Some(self.clone());
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Rents, sell);
    }
}

impl AffordableRent {
    /// The highest starting rent of a dwelling, euro a month; `None` where it is free.
    fn highest(&self, law: &LawYear, year: i32, d: &Dwelling) -> Option<f64> {
        let private = matches!(d.tenure, Tenure::PrivateRent | Tenure::MidRent);
        if !private || d.building.shared != NONE {
            return None;
        }
        let segments = law.segments?;
        let (maximum, points) = (f64::from(d.max_rent_eur), points(law, d));
        let built = i32::from(d.building.year_built);
        let new = (FIRST..=self.surcharge_until).contains(&built) && year < built + SURCHARGE_YEARS;
        highest_rent(&segments, points, maximum, new)
    }

    /// The highest rent of a contract that began under the law, euro a month: never above the
    /// maximum of the year, nor lowered to it. `None` where it is free. A contract of the
    /// first year above the maximum is one of before.
    pub(crate) fn highest_sitting(
        &self,
        law: &LawYear,
        year: i32,
        d: &Dwelling,
        home: &Home,
    ) -> Option<f64> {
        let (since, rent) = (i32::from(home.since), f64::from(home.rent_eur));
        let most = self.highest(law, year, d).filter(|_| since >= FIRST)?;
        (since > FIRST || rent <= most).then_some(most.max(rent))
    }
}

/// Whole points of a dwelling.
fn points(law: &LawYear, d: &Dwelling) -> f64 {
    points_of_rent(f64::from(d.max_rent_eur) / law.income_index).round()
}

/// The largest yearly increase of a contract of a self-contained private or mid-market
/// dwelling that began in such a year, as a fraction; `None` where it is not regulated.
pub(crate) fn largest_increase(
    segments: &RentSegments,
    law: &LawYear,
    d: &Dwelling,
    since: i16,
) -> Option<f64> {
    if i32::from(since) <= FIRST {
        return None;
    }
    let points = points(law, d);
    if points <= segments.low_points {
        return Some(law.rent_increase_cap);
    }
    (points <= segments.mid_points).then_some(segments.increase_cap)
}

/// The highest starting rent at so many whole points, euro a month; `None` where it is free.
fn highest_rent(law: &RentSegments, points: f64, maximum_eur: f64, new: bool) -> Option<f64> {
    let middle = points > law.low_points;
    let surcharge = if new && middle {
        law.new_build_surcharge
    } else {
        0.0
    };
    let most = maximum_eur.min(law.mid_rent_cap) * (1.0 + surcharge);
    (points <= law.mid_points).then_some(most)
}

/// The instrument as a rule.
#[derive(Debug)]
struct Regulated(AffordableRent);

impl Rule for Regulated {
    fn label(&self, at: &Posting<'_>, offer: &mut Offer) {
        let run = at.run;
        // Where a scenario begins in the year of the law, its burn-in is before it.
        if run.law.year == FIRST && (run.year < FIRST || 2 * at.round < run.rounds) {
            return;
        }
        if let Some(most) = self.0.highest(&run.law, run.year, at.dwelling) {
            offer.rent_eur = offer.rent_eur.min(most);
        }
    }
}

/// Sells part of the private dwellings that stand empty and whose rent the law lowers.
fn sell(run: Res<Run>, rules: Query<&AffordableRent>, mut dwellings: Dwellings) {
    let Some(rule) = rules.iter().find(|r| r.in_force && r.sells > 0.0) else {
        return;
    };
    if run.year < run.start_year || run.law.segments.is_none() {
        return;
    }
    let d = dwellings.columns();
    for dw in d.dwelling.iter_mut() {
        let empty = dw.occupant == NONE && dw.state == Use::Ordinary;
        if !empty || dw.tenure != Tenure::PrivateRent {
            continue;
        }
        let most = rule.highest(&run.law, run.year, dw);
        let lowered = most.is_some_and(|most| f64::from(dw.rent_eur) > most);
        if lowered && run.draws.draw(SELLS, dw.building.key, 0).uniform() < rule.sells {
            dw.tenure = Tenure::Owner;
            dw.rent_eur = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Complex, Landlord};
    use crate::samples;

    /// The rent at which a private dwelling of 2017 prices is put up in a round.
    fn asked(year: i32, round: u32, change: impl Fn(&mut Dwelling)) -> f64 {
        let mut run = samples::run(year);
        run.start_year = 2017;
        let level = run.law.income_index as f32;
        let mut dwelling = samples::dwelling(1);
        (dwelling.tenure, dwelling.rent_eur) = (Tenure::PrivateRent, 2000.0);
        dwelling.max_rent_eur = 700.0;
        change(&mut dwelling);
        dwelling.max_rent_eur *= level;
        let mut offer = Offer {
            tenure: dwelling.tenure,
            rent_eur: dwelling.rent_eur.into(),
            ..samples::offer()
        };
        let mut book = Rulebook::default();
        AffordableRent::default().enter(&Scope::default(), &run, &mut book);
        let (complex, landlord) = (Complex::default(), Landlord::default());
        let at = Posting {
            run: &run,
            round,
            dwelling: &dwelling,
            complex: &complex,
            landlord: Some(&landlord),
        };
        for rule in &book.labels {
            rule.label(&at, &mut offer);
        }
        offer.rent_eur
    }

    #[test]
    fn a_new_contract_from_july_2024_has_at_most_the_maximum_by_points() {
        let law = samples::law(2024).segments.unwrap();
        let maximum = f64::from(700.0_f32 * samples::law(2024).income_index as f32);
        for (year, round, rent) in [
            (2023, 11, 2000.0),
            (2024, 5, 2000.0),
            (2024, 6, maximum),
            (2024, 11, maximum),
        ] {
            assert_eq!(asked(year, round, |_| ()), rent, "{year} {round}");
        }
        let own = |change: fn(&mut Dwelling)| asked(2024, 6, change);
        // A rent below the maximum stays.
        assert_eq!(own(|d| d.rent_eur = 600.0), 600.0);
        assert_eq!(own(|d| d.tenure = Tenure::MidRent), maximum);
        // 186 points are 934.74 euro of 2017, 187 points 939.83.
        assert_eq!(own(|d| d.max_rent_eur = 934.74), law.mid_rent_cap);
        assert_eq!(own(|d| d.max_rent_eur = 939.83), 2000.0);
        // Rooms have points of their own, social rents their own rules.
        assert_eq!(own(|d| d.building.shared = 0), 2000.0);
        assert_eq!(own(|d| d.tenure = Tenure::Social), 2000.0);
    }

    #[test]
    fn a_contract_under_the_law_stays_below_the_maximum_of_the_year_and_is_not_lowered_to_it() {
        let law = samples::law(2026);
        let mut dwelling = samples::dwelling(1);
        dwelling.tenure = Tenure::PrivateRent;
        dwelling.max_rent_eur = 700.0 * law.income_index as f32;
        let maximum = f64::from(dwelling.max_rent_eur);
        let most = |since, rent: f64| {
            let home = Home {
                dwelling: 0,
                rent_eur: rent as f32,
                since,
                terms: Default::default(),
            };
            AffordableRent::default().highest_sitting(&law, 2026, &dwelling, &home)
        };
        let above = (maximum + 100.0).round();
        for (since, rent, highest) in [
            // Contracts of before are free, those of 2024 above the maximum among them.
            (2023, 600.0, None),
            (2024, above, None),
            (2024, 600.0, Some(maximum)),
            (2025, 600.0, Some(maximum)),
            (2025, above, Some(above)),
        ] {
            assert_eq!(most(since, rent), highest, "{since} {rent}");
        }
    }

    #[test]
    fn segments_end_at_whole_points_and_new_building_has_a_surcharge_in_the_middle_one() {
        let law = samples::law(2024).segments.unwrap();
        for (points, maximum, new, highest) in [
            (143.0, 879.66, false, Some(879.66)),
            (143.0, 879.66, true, Some(879.66)),
            (144.0, 880.0, true, Some(880.0 * 1.1)),
            (186.0, 1157.95, false, Some(1157.95)),
            (186.0, 1200.0, false, Some(1157.95)),
            (186.0, 1157.95, true, Some(1157.95 * 1.1)),
            (187.0, 1160.0, false, None),
        ] {
            let got = highest_rent(&law, points, maximum, new);
            assert_eq!(got, highest, "{points} {new}");
        }
        let built = |year_built, now| {
            let rule = AffordableRent::default();
            let mut d = samples::dwelling(1);
            d.tenure = Tenure::PrivateRent;
            d.building.year_built = year_built;
            let law = samples::law(now);
            d.max_rent_eur = 800.0 * law.income_index as f32;
            rule.highest(&law, now, &d).unwrap() / f64::from(d.max_rent_eur)
        };
        assert_eq!(built(2023, 2024), 1.0);
        for (year_built, now, factor) in [
            (2024, 2024, 1.1),
            (2029, 2030, 1.1),
            (2030, 2030, 1.0),
            (2024, 2043, 1.1),
            (2024, 2044, 1.0),
        ] {
            let got = built(year_built, now);
            assert!((got - factor).abs() < 1e-9, "{year_built} {now}: {got}");
        }
    }

    #[test]
    fn the_maxima_of_the_model_are_as_far_above_the_tables_as_the_documents_say() {
        for (year, above) in [(2024, 0.07), (2026, 0.09)] {
            let law = samples::law(year);
            // The top of the low segment, 143 points, is the rent limit of social housing.
            let model = buurt_city::stock::rent_of_points(143.0) * law.income_index;
            let found = model / law.social_rent_cap - 1.0;
            assert!((found - above).abs() < 0.005, "{year}: {found:.3}");
        }
    }
}
