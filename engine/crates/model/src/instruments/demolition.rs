//! S1, T6: restructuring by demolition and new build. Complexes of a corporation in
//! the named areas are condemned, oldest first; tenants get renewal urgency; at the
//! set time the dwellings go, and new ones come in a mix of tenures after the
//! construction time. Who had to leave may return.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use buurt_city::Tenure;
use buurt_core::{Decision, Key, Phase};
use buurt_params::law::LawYear;
use buurt_params::parameters;

use super::{Circumstances, Instrument, Row, Scope};
use crate::columns::{
    ComplexColumns, Complexes, DwellingColumns, Dwellings, HouseholdColumns, Households, Landlords,
};
use crate::components::{Landlord, NONE, Urgency, Use};
use crate::ledger::{Item, Ledger};
use crate::phases::Phases;
use crate::rulebook::{Candidate, Offer, Rule, Rulebook};
use crate::run::Run;
use crate::stock::{Condemned, Pipeline, Project, split};

parameters! {
    /// Restructuring by demolition and new build (S1).
    #[derive(Component)]
    pub struct Demolition: "demolition" {
        /// Whether the programme runs.
        in_force: bool = false, "-", 0..=1, "S1";
        /// Codes of the areas.
        areas: Vec<String> = Vec::new(), "area codes", 0..=1, "scenario";
        /// First year in which complexes are condemned.
        from: i32 = 2018, "year", 1990..=2150, "scenario";
        /// Last such year.
        until: i32 = 2032, "year", 1990..=2150, "scenario";
        /// Dwellings condemned a year, in all areas together.
        dwellings_per_year: u32 = 100, "dwellings a year", 0..=100000, "scenario range; C-4, C-6 give 0.3 to 0.7 % of the stock";
        /// Years from the announcement to demolition.
        relocation_years: i32 = 2, "years", 1..=10, "scenario range";
        /// Years from demolition to delivery.
        construction_years: i32 = 3, "years", 0..=20, "scenario range; seed: plan to delivery 5 to 10 years";
        /// Share of social rent in what is rebuilt.
        rebuild_social: f64 = 0.34, "share", 0..=1, "seed p. 24, 31: 30/30/30 plans";
        /// Share of mid-market rent; the rest is owner-occupied.
        rebuild_mid: f64 = 0.22, "share", 0..=1, "scenario range";
        /// New dwellings per demolished one.
        rebuild_ratio: f64 = 1.0, "new per demolished", 0..=5, "scenario range";
        /// Share of the displaced who look for a dwelling in what is rebuilt (right of return).
        return_share: f64 = 0.15, "share of the displaced", 0..=1, "scenario range";
    }
}

const REBUILD: u64 = 22;
/// Number of this programme in the list of condemned complexes.
const PROGRAMME: u64 = 1;
const RETURN: Decision = Decision::named("return after rebuilding");

impl Instrument for Demolition {
    const ROWS: &'static [Row] = &[
        Row {
            id: "S1",
            dutch: "herstructurering; sloop/nieuwbouw",
            english: "restructuring by demolition and new build",
            reads: "year built of complexes in the named areas, pipeline",
            changes: "removes cheap dwellings, adds a mix of tenures after the lag",
            source: "S p. 10-11, 25; C-4, C-6 (V); mix and rate range",
            test: "demolition_replaces_social_dwellings_by_the_mix",
        },
        Row {
            id: "T6",
            dutch: "urgentie / stadsvernieuwingsurgent",
            english: "urgency; renewal urgency",
            reads: "who lives in a condemned complex; separation with children",
            changes: "front of the queue for a limited time; right of return",
            source: "S p. 25, 33-34; duration range",
            test: "the_displaced_go_before_others_and_some_return",
        },
    ];

    fn areas(&self) -> &[String] {
        &self.areas
    }

    fn doubts(&self, at: &Circumstances<'_>) -> Vec<String> {
        let mut doubts = Vec::new();
        if self.in_force {
            at.names_areas(&mut doubts);
            if self.rebuild_social + self.rebuild_mid > 1.0 {
                doubts.push("rebuilds more than all of it: `rebuild_social` and `rebuild_mid` add up to more than 1".to_owned());
            }
        }
        doubts
    }

    fn enter(&self, _: &Scope, _: &Run, book: &mut Rulebook) {
        if self.in_force && self.return_share > 0.0 {
            book.priorities.push(Arc::new(Returns));
        }
    }

    fn systems(phases: &mut Phases) {
        phases.add(Phase::Stock, demolish);
    }
}

/// Who had to leave a complex goes first in what replaces it.
#[derive(Debug)]
struct Returns;

impl Rule for Returns {
    fn priority(&self, _: &LawYear, who: &Candidate, what: &Offer) -> f64 {
        if who.returns_to != NONE && who.returns_to == what.replaces {
            5000.0
        } else {
            0.0
        }
    }
}

/// Condemns complexes, gives their tenants urgency, demolishes, and calls back who may return.
#[allow(clippy::too_many_arguments)]
fn demolish(
    run: Res<Run>,
    programmes: Query<(&Demolition, &Scope)>,
    mut pipeline: ResMut<Pipeline>,
    mut ledger: ResMut<Ledger>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut landlords: Landlords,
) {
    let mut h = households.columns();
    let mut d = dwellings.columns();
    let mut c = complexes.columns();
    let l = landlords.columns();
    for (programme, scope) in &programmes {
        if !programme.in_force || run.year < run.start_year {
            continue;
        }
        if run.year >= programme.from && run.year <= programme.until {
            let chosen = candidates(scope, &pipeline, &d, &c, l.landlord);
            let mut left = i64::from(programme.dwellings_per_year);
            for row in chosen {
                if left <= 0 {
                    break;
                }
                left -= i64::from(c.complex[row as usize].count);
                let until = run.year + programme.relocation_years;
                pipeline.condemned.push(Condemned {
                    complex: row,
                    year: until,
                    programme: PROGRAMME,
                });
                condemn(row, until, &run, &mut ledger, &mut h, &mut d, &c);
            }
        }
        let due: Vec<u32> = pipeline
            .condemned
            .iter()
            .filter(|p| p.programme == PROGRAMME && p.year == run.year)
            .map(|p| p.complex)
            .collect();
        for row in due {
            let gone = pull_down(row, &run, &mut h, &mut d, &mut c);
            ledger.book(Item::Demolished, f64::from(gone));
            let x = c.complex[row as usize];
            l.landlord[x.landlord as usize].demolitions += gone;
            let dwellings = (f64::from(gone) * programme.rebuild_ratio) as u32;
            pipeline.projects.push(Project {
                key: Key(x.key).derive(REBUILD, run.year as u64, 0).0,
                year: run.year + programme.construction_years,
                area: x.area,
                dwellings: split(
                    dwellings,
                    [programme.rebuild_social, programme.rebuild_mid, 0.0],
                ),
                landlord: x.landlord,
                replaces: row,
                rent_over_cap: 0.0,
                rooms: 0,
            });
        }
        let ready: Vec<u32> = pipeline
            .projects
            .iter()
            .filter(|p| p.replaces != NONE && p.year == run.year)
            .map(|p| p.replaces)
            .collect();
        call_back(&ready, programme.return_share, &run, &mut h);
    }
}

/// Complexes that may be condemned, oldest first.
pub fn candidates(
    scope: &Scope,
    pipeline: &Pipeline,
    d: &DwellingColumns,
    c: &ComplexColumns,
    landlords: &[Landlord],
) -> Vec<u32> {
    let mut found: Vec<(i16, u64, u32)> = c
        .complex
        .iter()
        .enumerate()
        .filter(|(i, x)| {
            scope.areas.contains(&x.area)
                && x.landlord != NONE
                && landlords[x.landlord as usize].corporation
                && !pipeline.condemned.iter().any(|p| p.complex == *i as u32)
                && d.dwelling[x.first as usize].state == Use::Ordinary
                && d.building[x.first as usize].shared == NONE
        })
        .map(|(i, x)| (x.year_built, x.key, i as u32))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|x| x.2).collect()
}

/// Marks a complex for demolition: no new lets, and its tenants get renewal urgency.
pub fn condemn(
    row: u32,
    until: i32,
    run: &Run,
    ledger: &mut Ledger,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &ComplexColumns,
) {
    let x = c.complex[row as usize];
    for i in x.first..x.first + x.count {
        let dw = &mut d.dwelling[i as usize];
        if dw.tenure == Tenure::Owner {
            continue;
        }
        dw.state = Use::Condemned;
        if dw.occupant != NONE {
            let s = &mut h.seeker[dw.occupant as usize];
            s.urgency = s.urgency.max(Urgency::Renewal);
            s.urgent_until = until as i16;
            s.search_since = run.year16();
            s.search_round = 0;
            s.registered = s.registered.min(run.year as f32);
            s.returns_to = row;
            ledger.book(Item::Relocated, 1.0);
        }
    }
}

/// Demolishes a condemned complex; who still lives there keeps urgency for two years.
/// Returns the number of dwellings that went.
pub fn pull_down(
    row: u32,
    run: &Run,
    h: &mut HouseholdColumns,
    d: &mut DwellingColumns,
    c: &mut ComplexColumns,
) -> u32 {
    let x = c.complex[row as usize];
    let mut gone = 0;
    for i in x.first..x.first + x.count {
        if d.dwelling[i as usize].state != Use::Condemned {
            continue;
        }
        let occupant = d.dwelling[i as usize].occupant;
        if occupant != NONE {
            crate::occupancy::vacate(occupant, h, d, c, run, 0);
            h.seeker[occupant as usize].urgent_until = run.year16() + 2;
        }
        d.dwelling[i as usize].state = Use::Demolished;
        gone += 1;
    }
    gone
}

/// Lets part of those who had to leave a complex look for a home in what replaces it.
fn call_back(ready: &[u32], share: f64, run: &Run, h: &mut HouseholdColumns) {
    if ready.is_empty() {
        return;
    }
    for (p, s) in h.people.iter().zip(h.seeker.iter_mut()) {
        if p.alive
            && s.returns_to != NONE
            && ready.contains(&s.returns_to)
            && run.draws.draw(RETURN, p.key, run.year).uniform() < share
        {
            s.urgency = s.urgency.max(Urgency::Renewal);
            s.urgent_until = run.year16() + 1;
            s.search_since = run.year16();
            s.search_round = 0;
        }
    }
}
