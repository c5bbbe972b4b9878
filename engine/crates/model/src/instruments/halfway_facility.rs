//! S18: the halfway facility (tussenvoorziening): some twenty units with a shared living
//! room, for people who leave care and for whom the step to a dwelling of their own is
//! too large; clients of Housing First are not admitted. They come later to the ordinary
//! stock, and land better there. Where it is no longer in force nobody is admitted any
//! more, and residents leave when their time has come; when the last has left the units
//! are let as small social dwellings. What is not built yet is no longer built.

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::contingent::leaves_care;
use super::{Instrument, Row};
use crate::columns::{Complexes, Dwellings, Households};
use crate::components::{NONE, Special, Support, Urgency, Use};
use crate::ledger::{Item, Ledger};
use crate::phases::Phases;
use crate::run::Run;
use crate::search::Searchers;
use crate::special_housing::{
    Facility, Intake, Resident, SiteSearch, SpecialHousing, find_site, units, wind_up,
};

parameters! {
    /// Halfway facility (S18).
    #[derive(Component)]
    pub struct HalfwayFacility: "halfway_facility" {
        /// Whether there is to be one.
        in_force: bool = false, "-", 0..=1, "S18";
        /// Codes of the areas where a site is sought; none means the whole city.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year of the search for a site.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Years after which the search is given up.
        search_years: i32 = 5, "years", 1..=50, "scenario range";
        /// Chance that a site is found in that time.
        site_found: f64 = 0.8, "share of cities", 0..=1, "scenario range; S p. 32-33: in two of six cities, no urgency elsewhere";
        /// Years from the site to the opening.
        years_to_open: i32 = 1, "years", 0..=20, "scenario range";
        /// Units.
        places: u32 = 20, "units", 0..=10000, "S p. 32-33: some twenty";
        /// Share of those who leave care for whom it is meant.
        suited: f64 = 0.5, "share of care leavers", 0..=1, "scenario range; S p. 32: for some";
        /// Length of the stay.
        stay_months: f64 = 9.0, "months", 0..=120, "scenario range";
        /// Share of the records of nuisance that it prevents afterwards.
        prevents: f64 = 0.5, "share prevented", 0..=1, "scenario range; S p. 32: a greater sense of safety";
        /// How long that lasts.
        effect_years: i32 = 3, "years", 0..=50, "scenario range";
        /// Hours of support a resident.
        hours: f64 = 6.0, "hours a week", 0..=168, "scenario range";
    }
}

const SUITED: Decision = Decision::named("suited to a halfway facility");
const ADMIT: Decision = Decision::named("admission to a halfway facility");

impl Instrument for HalfwayFacility {
    const ROWS: &'static [Row] = &[Row {
        id: "S18",
        dutch: "tussenvoorziening",
        english: "halfway facility",
        reads: "care leavers who wait for a dwelling, free units",
        changes: "later let in the ordinary stock, fewer records of nuisance after it; once switched off and empty the units become social dwellings",
        source: "S p. 32-33; stay and effect range",
        test: "a_halfway_facility_delays_and_lets_land_better",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, find_site::<HalfwayFacility>);
        phases.add(Phase::Stock, wind_up::<HalfwayFacility>);
        phases.add(Phase::Search, admit_and_release);
        phases.add(Phase::Neighbourhoods, book_hours);
    }
}

impl Facility for HalfwayFacility {
    const KIND: Special = Special::Halfway;
    // Often a part of a building that had another use before, small but self-contained.
    const AFTERWARDS: Use = Use::Ordinary;

    fn search(&self) -> Option<SiteSearch> {
        self.in_force.then_some(SiteSearch {
            kind: Special::Halfway,
            from: self.from,
            years: self.search_years,
            found: self.site_found,
            years_to_open: self.years_to_open,
            places: self.places,
            stays: 0,
        })
    }
}

/// Lets residents whose time has come look for a dwelling of their own, and admits
/// others to the free units, who waited longest first. Places that come free during the year
/// are filled before the next round, as long as somebody waits for one since its beginning.
#[allow(clippy::too_many_arguments)]
fn admit_and_release(
    run: Res<Run>,
    instruments: Query<&HalfwayFacility>,
    mut special: ResMut<SpecialHousing>,
    mut list: ResMut<Searchers>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    special.intake = None;
    for settings in &instruments {
        // What another policy began is wound up.
        if !settings.in_force && special.residents.is_empty() {
            continue;
        }
        let mut h = households.columns();
        let mut d = dwellings.columns();
        let mut c = complexes.columns();
        let units = units(Special::Halfway, &d, &c);
        if units.is_empty() {
            continue;
        }
        let lives_here = |r: &Resident, h: &crate::columns::HouseholdColumns| {
            let row = r.row as usize;
            h.people[row].alive
                && h.people[row].key == r.key
                && units.contains(&h.home[row].dwelling)
        };
        special.residents.retain(|r| lives_here(r, &h));
        // Who moved in with a resident as the first of a couple looks for a dwelling at once.
        for &unit in &units {
            let row = d.dwelling[unit as usize].occupant;
            let Some(key) = h.people.get(row as usize).map(|p| p.key) else {
                continue;
            };
            if special.residents.iter().all(|r| r.key != key) {
                let leaves = run.now(0);
                special.residents.push(Resident { key, row, leaves });
            }
        }
        let mut waiting: Vec<(i16, u64, u32)> = list
            .0
            .iter()
            .filter(|&&row| {
                let i = row as usize;
                let key = h.people[i].key;
                h.seeker[i].urgency == Urgency::Mediated
                    && h.home[i].dwelling == NONE
                    && h.care[i].detected
                    && h.care[i].support != Support::HousingFirst
                    && leaves_care(h.care[i].kind)
                    && special
                        .prepared
                        .binary_search_by_key(&key, |p| p.key)
                        .is_err()
                    && run.draws.draw(SUITED, key, 0).uniform() < settings.suited
            })
            .map(|&row| {
                let key = h.people[row as usize].key;
                let chance = run.draws.draw(ADMIT, key, run.year).0[0];
                (h.seeker[row as usize].search_since, chance, row)
            })
            .collect();
        waiting.sort_unstable();
        if !settings.in_force {
            waiting.clear();
        }
        // What comes free later in the year is filled before the round (see `rounds`).
        special.intake = Some(Intake {
            units,
            waiting: waiting.into_iter().rev().map(|(_, _, row)| row).collect(),
            stay: (settings.stay_months * f64::from(run.rounds) / 12.0 + 0.5) as i32,
            effect_years: settings.effect_years,
            prevents: settings.prevents,
            lived_in: 0,
        });
        special.admit(0, &run, &mut h, &mut d, &mut c);
        let next_year = run.now(run.rounds);
        let mut inside = Vec::new();
        for r in &special.residents {
            let seeker = &mut h.seeker[r.row as usize];
            if r.leaves >= next_year {
                seeker.search_since = i16::MAX;
                inside.push(r.row);
                continue;
            }
            seeker.urgency = Urgency::Mediated;
            seeker.urgent_until = i16::MAX;
            if r.leaves >= run.now(0) {
                seeker.search_since = run.year16();
                seeker.search_round = (r.leaves - run.now(0)) as u8;
            }
            if let Err(place) = list.0.binary_search(&r.row) {
                list.0.insert(place, r.row);
            }
        }
        inside.sort_unstable();
        list.0.retain(|row| inside.binary_search(row).is_err());
    }
}

/// Books the hours of support of the rounds in which units were lived in.
fn book_hours(
    run: Res<Run>,
    instruments: Query<&HalfwayFacility>,
    special: Res<SpecialHousing>,
    mut ledger: ResMut<Ledger>,
) {
    let (Some(intake), Some(settings)) = (&special.intake, instruments.iter().next()) else {
        return;
    };
    let years = f64::from(intake.lived_in) / f64::from(run.rounds);
    ledger.book(Item::SupportHours, 52.0 * settings.hours * years);
}
