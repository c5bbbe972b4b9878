//! Special housing (S16 to S19): facilities that need a site, who lives in them, and
//! what outlives a year of it. A site is sought in the city's areas, one candidate a
//! year; residents may block it; if it holds, the units are built there, outside the
//! ordinary stock.

mod site_search;
mod winding_up;

pub use site_search::{Facility, SiteSearch, find_site};
pub use winding_up::{clear_site, units, wind_up};

use bevy_ecs::prelude::Resource;

use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{NONE, Special, Urgency};
use crate::occupancy::occupy;
use crate::run::Run;

/// How far a facility has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// Found: opens in this area and year.
    Found(u32, i32),
    /// Given up.
    GivenUp,
}

/// A household in a halfway facility.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resident {
    /// Household key.
    pub key: u64,
    /// Household row.
    pub row: u32,
    /// Round, counted from the year 0, from which it looks for a dwelling of its own.
    pub leaves: i32,
}

/// Somebody who left a halfway facility prepared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prepared {
    /// Household key.
    pub key: u64,
    /// Last year in which it shows.
    pub until: i16,
    /// Share of the records of nuisance that is prevented.
    pub prevented: f64,
}

/// A client of Housing First.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Client {
    /// Household key.
    pub key: u64,
    /// Household row.
    pub row: u32,
    /// Year of the let, or `i16::MIN` while waiting for it.
    pub since: i16,
}

/// Facilities and their people.
#[derive(Resource, Debug, Clone, Default)]
pub struct SpecialHousing {
    /// Sites of which the search is over, by kind, in the order of the searches.
    pub sites: Vec<(Special, Site)>,
    /// Who lives in a halfway facility, in the order of admission.
    pub residents: Vec<Resident>,
    /// Rows of those whose site was cleared this year: they go first where the units move to.
    pub moving: Vec<u32>,
    /// Who left one prepared, by key.
    pub prepared: Vec<Prepared>,
    /// Clients of Housing First, in the order of enrolment.
    pub clients: Vec<Client>,
    /// The halfway facility this year; `None` where there is none.
    pub intake: Option<Intake>,
}

/// A halfway facility in a year: who waits for a place, what it offers, how much it is lived in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Rows of the units.
    pub units: Vec<u32>,
    /// Household rows, who waited longest last.
    pub waiting: Vec<u32>,
    /// Rounds of a stay.
    pub stay: i32,
    /// Years in which it shows after the stay.
    pub effect_years: i32,
    /// Share of the records of nuisance that is prevented then.
    pub prevents: f64,
    /// Rounds in which units were lived in, over all units.
    pub lived_in: u32,
}

impl SpecialHousing {
    /// Counts the units of the halfway facility that are lived in in a round.
    pub fn count_round(&mut self, d: &DwellingColumns) {
        if let Some(intake) = &mut self.intake {
            let lived_in = |i: &&u32| d.dwelling[**i as usize].occupant != NONE;
            intake.lived_in += intake.units.iter().filter(lived_in).count() as u32;
        }
    }

    /// Fills the free places of the halfway facility in a round, who waited longest first;
    /// returns the rows of who was admitted. They look for a dwelling when their stay ends.
    pub fn admit(
        &mut self,
        round: u32,
        run: &Run,
        h: &mut HouseholdColumns,
        d: &mut DwellingColumns,
        c: &mut ComplexColumns,
    ) -> Vec<u32> {
        let mut admitted = Vec::new();
        let Some(mut intake) = self.intake.take() else {
            return admitted;
        };
        for &unit in &intake.units {
            if d.dwelling[unit as usize].occupant != NONE {
                continue;
            }
            let waits = |row: u32| {
                h.home[row as usize].dwelling == NONE
                    && h.seeker[row as usize].urgency == Urgency::Mediated
            };
            let Some(place) = intake.waiting.iter().rposition(|&row| waits(row)) else {
                break;
            };
            let row = intake.waiting[place];
            intake.waiting.truncate(place);
            let rent = d.dwelling[unit as usize].rent_eur;
            occupy(row, unit, rent, h, d, c, run.year16());
            let (key, leaves) = (h.people[row as usize].key, run.now(round) + intake.stay);
            let seeker = &mut h.seeker[row as usize];
            (seeker.search_since, seeker.search_round) = if leaves < run.now(run.rounds) {
                (run.year16(), (leaves - run.now(0)) as u8)
            } else {
                (i16::MAX, u8::MAX)
            };
            self.residents.push(Resident { key, row, leaves });
            let year = leaves / run.rounds as i32;
            self.prepare(Prepared {
                key,
                until: (year + intake.effect_years) as i16,
                prevented: intake.prevents,
            });
            admitted.push(row);
        }
        self.intake = Some(intake);
        admitted
    }

    /// Factor on the chance of a record of nuisance: who was prepared lands better.
    pub fn landing(&self, key: u64, year: i16) -> f64 {
        match self.prepared.binary_search_by_key(&key, |p| p.key) {
            Ok(i) if self.prepared[i].until >= year => 1.0 - self.prepared[i].prevented,
            _ => 1.0,
        }
    }

    /// Notes that somebody was prepared.
    pub fn prepare(&mut self, who: Prepared) {
        match self.prepared.binary_search_by_key(&who.key, |p| p.key) {
            Ok(i) => self.prepared[i] = who,
            Err(i) => self.prepared.insert(i, who),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_prepared_lands_better_for_a_time() {
        let mut special = SpecialHousing::default();
        for key in [9, 3, 5] {
            special.prepare(Prepared {
                key,
                until: 2020,
                prevented: 0.5,
            });
        }
        for (key, year, factor) in [
            (3, 2019, 0.5),
            (5, 2020, 0.5),
            (9, 2021, 1.0),
            (4, 2019, 1.0),
        ] {
            assert_eq!(special.landing(key, year), factor, "{key} {year}");
        }
    }
}
