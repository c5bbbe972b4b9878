//! S17: Skaeve Huse: a few simple units at some distance from others for people whose
//! nuisance makes them hard to house. A site must be found first, which in half of the
//! cities fails on protest; then single people with several records of nuisance move
//! there out of the ordinary stock and get support. They stay while records stand, and then
//! look for another home. A site that is not for good must be left after some years, and
//! another one found. Where it is no longer in force nobody moves in any more, residents
//! leave as before, and when the last has left the units are taken away; what is not built
//! yet is no longer built.

use bevy_ecs::prelude::*;
use buurt_core::{Decision, Phase};
use buurt_params::parameters;

use super::{Instrument, Row};
use crate::columns::{Complexes, Dwellings, Households};
use crate::components::{NONE, Special, Support, Urgency, Use};
use crate::ledger::{Item, Ledger};
use crate::occupancy::{occupy, vacate};
use crate::phases::Phases;
use crate::rulebook::Rulebook;
use crate::run::Run;
use crate::search::Searchers;
use crate::special_housing::{
    Facility, Site, SiteSearch, SpecialHousing, clear_site, find_site, units, wind_up,
};

parameters! {
    /// Skaeve Huse (S17).
    #[derive(Component)]
    pub struct SkaeveHuse: "skaeve_huse" {
        /// Whether a site is sought.
        in_force: bool = false, "-", 0..=1, "S17";
        /// Codes of the areas where a site is sought; none means the whole city.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year of the search.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Years after which the search is given up.
        search_years: i32 = 5, "years", 1..=50, "scenario range; S p. 32: long and laborious";
        /// Chance that a site is found in that time.
        site_found: f64 = 0.5, "share of cities", 0..=1, "S p. 41: no site in half of the cities";
        /// Years from the site to the opening.
        years_to_open: i32 = 2, "years", 0..=20, "scenario range";
        /// Years after which the site must be left for another; 0 means it stays.
        stays_years: i32 = 0, "years", 0..=100, "S p. 32: moved once (Tilburg); time a scenario range";
        /// Units.
        places: u32 = 7, "units", 0..=1000, "S p. 32: seven in Ede";
        /// Records of nuisance from which somebody may be placed.
        records: u32 = 2, "records", 1..=50, "scenario range";
        /// Hours of support a resident.
        hours: f64 = 4.0, "hours a week", 0..=168, "S p. 32: four hours a week on average";
    }
}

const PLACE: Decision = Decision::named("place in Skaeve Huse");

impl Instrument for SkaeveHuse {
    const ROWS: &'static [Row] = &[Row {
        id: "S17",
        dutch: "Skaeve Huse",
        english: "simple units for people causing nuisance",
        reads: "records of nuisance, single people in rent or without a home, sites",
        changes: "takes them out of the ordinary stock, with support; once switched off and empty the units are taken away",
        source: "S p. 32, 41; times range",
        test: "skaeve_huse_takes_nuisance_out_of_the_ordinary_stock",
    }];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, leave_site);
        phases.add(Phase::Stock, find_site::<SkaeveHuse>);
        phases.add(Phase::Stock, wind_up::<SkaeveHuse>);
        phases.add(Phase::Search, place);
    }
}

impl Facility for SkaeveHuse {
    const KIND: Special = Special::SkaeveHuse;
    // Simple units apart from others are no ordinary dwellings.
    const AFTERWARDS: Use = Use::Demolished;

    fn search(&self) -> Option<SiteSearch> {
        self.in_force.then_some(SiteSearch {
            kind: Special::SkaeveHuse,
            from: self.from,
            years: self.search_years,
            found: self.site_found,
            years_to_open: self.years_to_open,
            places: self.places,
            stays: self.stays_years,
        })
    }
}

/// Clears a site whose time is over; its residents go first when the next one opens.
fn leave_site(
    run: Res<Run>,
    instruments: Query<&SkaeveHuse>,
    mut special: ResMut<SpecialHousing>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    for settings in instruments.iter().filter(|s| s.stays_years > 0) {
        let opened = run.year - settings.stays_years;
        let ends = |s: &(Special, Site)| {
            s.0 == Special::SkaeveHuse && matches!(s.1, Site::Found(_, o) if o == opened)
        };
        if special.sites.iter().any(ends) {
            let mut h = households.columns();
            let mut d = dwellings.columns();
            let mut c = complexes.columns();
            let kind = Special::SkaeveHuse;
            let (gone, residents) = clear_site(kind, opened, &run, &mut h, &mut d, &mut c);
            special.moving.extend(residents);
            ledger.book(Item::Demolished, f64::from(gone));
        }
    }
}

/// Fills free units, first with those whose site was cleared, then with those who have
/// most records, and keeps residents there while records stand.
#[allow(clippy::too_many_arguments)]
fn place(
    run: Res<Run>,
    book: Res<Rulebook>,
    instruments: Query<&SkaeveHuse>,
    mut special: ResMut<SpecialHousing>,
    mut list: ResMut<Searchers>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
) {
    let moving = std::mem::take(&mut special.moving);
    for settings in &instruments {
        let mut h = households.columns();
        let mut d = dwellings.columns();
        let mut c = complexes.columns();
        let units = units(Special::SkaeveHuse, &d, &c);
        if units.is_empty() {
            continue;
        }
        let mut waiting: Vec<(bool, u8, u64, u32)> = (0..h.people.len())
            .filter(|&i| {
                let (p, home) = (&h.people[i], h.home[i].dwelling);
                let rents = home == NONE || {
                    let dw = &d.dwelling[home as usize];
                    dw.tenure != buurt_city::Tenure::Owner && dw.state == Use::Ordinary
                };
                let known = u32::from(h.care[i].nuisance) >= settings.records
                    || moving.contains(&(i as u32));
                settings.in_force && p.alive && p.persons() == 1 && known && rents
            })
            .map(|i| {
                let key = h.people[i].key;
                let chance = run.draws.draw(PLACE, key, run.year).0[0];
                let stays_out = !moving.contains(&(i as u32));
                (stays_out, u8::MAX - h.care[i].nuisance, chance, i as u32)
            })
            .collect();
        waiting.sort_unstable();
        let free = units
            .iter()
            .filter(|&&i| d.dwelling[i as usize].occupant == NONE);
        let free: Vec<u32> = free.copied().collect();
        for (unit, (_, _, _, row)) in free.into_iter().zip(waiting) {
            let left = h.home[row as usize].dwelling;
            if left != NONE {
                vacate(row, &mut h, &mut d, &mut c, &run, 0);
                crate::rents::set_asking_rent(&run, &book, left as usize, &mut d);
            }
            let rent = d.dwelling[unit as usize].rent_eur;
            occupy(row, unit, rent, &mut h, &mut d, &mut c, run.year16());
            h.seeker[row as usize].urgency = Urgency::None;
        }
        let mut stay = Vec::new();
        let mut hours = 0.0;
        for &unit in &units {
            let row = d.dwelling[unit as usize].occupant;
            if row == NONE {
                continue;
            }
            hours += 52.0 * settings.hours;
            let care = &mut h.care[row as usize];
            // For as long as they live here and a year after it; what waits for a let or
            // has ended says nothing of that.
            let year = run.year16();
            let until = if care.supported(year) {
                care.support_until
            } else {
                i16::MIN
            };
            care.support = care.support.max(Support::Ambulatory);
            care.support_from = care.support_from.min(year);
            care.support_until = until.max(year + 1);
            let (care, seeker) = (&h.care[row as usize], &mut h.seeker[row as usize]);
            if care.nuisance > 0 {
                seeker.search_since = i16::MAX;
                stay.push(row);
            } else if !seeker.searching() {
                seeker.search_since = year;
                seeker.search_round = 0;
                if let Err(place) = list.0.binary_search(&row) {
                    list.0.insert(place, row);
                }
            }
        }
        ledger.book(Item::SupportHours, hours);
        stay.sort_unstable();
        list.0.retain(|row| stay.binary_search(row).is_err());
    }
}
