//! The search for a site: one candidate a year; residents may block it; if it holds, the
//! units are built there.

use bevy_ecs::prelude::{Component, Query, Res, ResMut};
use buurt_core::{Decision, Key, math};

use super::{Site, SpecialHousing};
use crate::columns::{AreaColumns, Areas, ComplexColumns, Complexes, Landlords};
use crate::components::{Landlord, NONE, Special, Use};
use crate::instruments::{Scope, SitingUnderProtest, mean_status};
use crate::ledger::{Item, Ledger};
use crate::run::Run;
use crate::stock::{Pipeline, Project, ProjectKind};

/// Tag of a facility.
const FACILITY: u64 = 27;
/// Rent of a unit as a share of the first cap (scenario range): simple units.
const UNIT_RENT: f32 = 0.6;
const CANDIDATE: Decision = Decision::named("candidate site");
const PROTEST: Decision = Decision::named("protest against a site");

/// The search for a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteSearch {
    /// For what.
    pub kind: Special,
    /// First year of the search.
    pub from: i32,
    /// Years after which it is given up.
    pub years: i32,
    /// Chance that a site is found in that time where all areas are like the city's mean.
    pub found: f64,
    /// Years from the site to the opening.
    pub years_to_open: i32,
    /// Units.
    pub places: u32,
    /// Years after which the site must be left for another; 0 is never.
    pub stays: i32,
}

/// An instrument that seeks a site for units of its own.
pub trait Facility: Component {
    /// What it is.
    const KIND: Special;
    /// What becomes of its units when it is no longer in force and the last resident has
    /// left: ordinary dwellings, or nothing.
    const AFTERWARDS: Use;
    /// Its search, while it is in force.
    fn search(&self) -> Option<SiteSearch>;
}

/// A year of the search for the site of a facility.
#[allow(clippy::too_many_arguments)]
pub fn find_site<F: Facility>(
    run: Res<Run>,
    instruments: Query<(&F, &Scope)>,
    siting: Query<&SitingUnderProtest>,
    mut special: ResMut<SpecialHousing>,
    mut pipeline: ResMut<Pipeline>,
    mut ledger: ResMut<Ledger>,
    mut complexes: Complexes,
    mut areas: Areas,
    mut landlords: Landlords,
) {
    for (facility, scope) in &instruments {
        let Some(search) = facility.search() else {
            continue;
        };
        let at = Surroundings {
            run: &run,
            a: &areas.columns(),
            c: &complexes.columns(),
            landlords: landlords.columns().landlord,
            protest: siting.iter().find(|s| s.in_force),
        };
        search.go_on(
            |area| scope.in_area(area),
            &at,
            &mut special,
            &mut pipeline,
            &mut ledger,
        );
    }
}

/// What the search looks at.
struct Surroundings<'a> {
    run: &'a Run,
    a: &'a AreaColumns<'a>,
    c: &'a ComplexColumns<'a>,
    landlords: &'a [Landlord],
    // If in force.
    protest: Option<&'a SitingUnderProtest>,
}

impl SiteSearch {
    /// Chance that protest blocks one candidate, whose area lies so far above the
    /// city's mean status.
    pub fn blocked(&self, above_mean: f64, protest: Option<&SitingUnderProtest>) -> f64 {
        let base = math::pow(1.0 - self.found, 1.0 / f64::from(self.years.max(1)));
        match protest {
            Some(p) if base > 0.0 && base < 1.0 => {
                let odds = math::ln(base / (1.0 - base)) + p.elasticity * above_mean;
                math::logistic(odds) * (1.0 - p.nerve)
            }
            Some(p) => base * (1.0 - p.nerve),
            None => base,
        }
    }

    /// First year of the search that is on or comes next, unless it is over for good. The
    /// search for another site begins so early that it can open when the present one closes.
    fn begins(&self, special: &SpecialHousing) -> Option<i32> {
        let last = special.sites.iter().rev().find(|s| s.0 == self.kind);
        match last.map(|s| s.1) {
            None => Some(self.from),
            Some(Site::Found(_, opens)) if self.stays > 0 => {
                Some(opens + self.stays - self.years_to_open)
            }
            Some(_) => None,
        }
    }

    /// A year of the search: finds a site, gives up, or goes on.
    fn go_on(
        &self,
        in_area: impl Fn(u32) -> bool,
        at: &Surroundings,
        special: &mut SpecialHousing,
        pipeline: &mut Pipeline,
        ledger: &mut Ledger,
    ) {
        let year = at.run.year;
        let Some(from) = self.begins(special) else {
            return;
        };
        // Who has searched since long has the years of the scenario for it.
        let from = from.max(at.run.start_year);
        if self.places == 0 || year < from {
            return;
        }
        if year >= from + self.years {
            special.sites.push((self.kind, Site::GivenUp));
            return;
        }
        let mut people = vec![[0.0; 2]; at.a.area.len()];
        for x in at.c.complex.iter() {
            people[x.area as usize][0] += f64::from(x.households);
            people[x.area as usize][1] += f64::from(x.known_vulnerable);
        }
        let areas: Vec<u32> = (0..at.a.area.len() as u32)
            .filter(|&i| in_area(i) && people[i as usize][0] > 0.0)
            .collect();
        if areas.is_empty() {
            return;
        }
        let key = Key(pipeline.city).derive(FACILITY, self.kind as u64, year as u64);
        let draws = &at.run.draws;
        let looked_at = at.protest.map_or(1, |p| p.candidates.max(1));
        let burden = |area: u32| people[area as usize][1] / people[area as usize][0];
        let area = (0..looked_at)
            .map(|i| areas[draws.draw_in(CANDIDATE, key.0, year, i).below(areas.len())])
            .min_by(|&x, &y| burden(x).total_cmp(&burden(y)));
        let Some(area) = area else {
            return;
        };
        let status = f64::from(at.a.area[area as usize].status);
        let above = status - mean_status(at.a, at.c);
        if draws.draw(PROTEST, key.0, year).uniform() < self.blocked(above, at.protest) {
            ledger.book(Item::SitesBlocked, 1.0);
            return;
        }
        let corporations: Vec<u32> = (0..at.landlords.len() as u32)
            .filter(|&i| at.landlords[i as usize].corporation)
            .collect();
        let pick = (buurt_core::key::mix(key.0) % corporations.len().max(1) as u64) as usize;
        let opens = year + self.years_to_open;
        special.sites.push((self.kind, Site::Found(area, opens)));
        pipeline.projects.push(Project {
            key: key.0,
            year: opens,
            planned: opens,
            kind: ProjectKind::Special,
            area,
            dwellings: [self.places, 0, 0, 0],
            landlord: corporations.get(pick).copied().unwrap_or(NONE),
            replaces: NONE,
            return_share: 0.0,
            rent_over_cap: UNIT_RENT,
            rooms: 1,
            special: self.kind,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protest_follows_status_and_gives_way_to_nerve() {
        let search = SiteSearch {
            kind: Special::SkaeveHuse,
            from: 2018,
            years: 5,
            found: 0.5,
            years_to_open: 2,
            places: 7,
            stays: 0,
        };
        let none = search.blocked(0.0, None);
        assert!(
            (math::pow(none, 5.0) - 0.5).abs() < 1e-9,
            "half in five years"
        );
        let protest = SitingUnderProtest {
            in_force: true,
            ..SitingUnderProtest::default()
        };
        let at = |above, p: &SitingUnderProtest| search.blocked(above, Some(p));
        assert!((at(0.0, &protest) - none).abs() < 1e-12);
        assert!(at(-0.3, &protest) < none && none < at(0.3, &protest));
        let bold = SitingUnderProtest {
            nerve: 1.0,
            ..protest
        };
        assert_eq!(at(0.3, &bold), 0.0);
        for (found, blocked) in [(1.0, 0.0), (0.0, 1.0)] {
            assert_eq!(SiteSearch { found, ..search }.blocked(0.2, None), blocked);
        }
    }

    #[test]
    fn the_next_search_begins_in_time_for_the_move() {
        let search = SiteSearch {
            kind: Special::SkaeveHuse,
            from: 2018,
            years: 5,
            found: 0.5,
            years_to_open: 2,
            places: 7,
            stays: 10,
        };
        let for_good = SiteSearch { stays: 0, ..search };
        let mut special = SpecialHousing::default();
        for (site, temporary, permanent) in [
            (None, Some(2018), Some(2018)),
            (Some(Site::Found(1, 2020)), Some(2028), None),
            (Some(Site::Found(2, 2031)), Some(2039), None),
            (Some(Site::GivenUp), None, None),
        ] {
            special.sites.extend(site.map(|s| (Special::SkaeveHuse, s)));
            let begins = [search, for_good].map(|s| s.begins(&special));
            assert_eq!(begins, [temporary, permanent], "{site:?}");
        }
    }
}
