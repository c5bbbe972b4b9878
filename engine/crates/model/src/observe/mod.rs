//! The tables of a run, gathered at the end of each year after burn-in: composition and
//! indices, the accounts of every group and place, lettings, landlords, mobility and, if
//! asked for, every move and every household. `docs/tables.md` lists every column.

pub mod booked;
pub mod census;
pub mod composition;
pub mod contributions;
pub mod flows;
pub mod follower;
mod grounds;
pub mod index_rows;
pub mod initial;
pub mod landlords;
pub mod ledger_rows;
pub mod lettings;
pub mod mobility;
pub mod moves;
pub mod opening;
pub mod panel;
pub mod places;
pub mod projects;
pub mod ranking;
pub mod seekers;
pub mod stairwells;

use bevy_ecs::prelude::*;
use buurt_core::Table;

use crate::columns::{Areas, Complexes, Dwellings, Households, Landlords};
use crate::ledger::Ledger;
use crate::letting_log::LettingLog;
use crate::population::{Events, Register};
use crate::run::Run;
use crate::setting::Setting;
use crate::stock::Pipeline;
use booked::Booked;
use census::Census;
use composition::{AreaRows, Composition};
use contributions::ContributionRows;
use flows::{Accounts, FlowRows};
use follower::Follower;
use index_rows::IndexRows;
use landlords::LandlordRows;
use ledger_rows::LedgerRows;
use lettings::LettingRows;
use mobility::MobilityRows;
use moves::MoveRows;
use opening::{Opened, Opening};
use panel::PanelRows;
use places::Places;
use projects::ProjectRows;
use seekers::SeekerRows;
use stairwells::Stairwells;

/// Gathers the tables.
#[derive(Resource, Debug, Default)]
pub struct Observer {
    places: Places,
    landlord_names: Vec<String>,
    initial: Option<Table>,
    areas: AreaRows,
    indices: IndexRows,
    flows: FlowRows,
    contributions: ContributionRows,
    lettings: LettingRows,
    landlords: LandlordRows,
    mobility: MobilityRows,
    ledger: LedgerRows,
    projects: ProjectRows,
    seekers: SeekerRows,
    moves: Option<MoveRows>,
    panel: Option<PanelRows>,
    events: Vec<(i32, Events)>,
    fault: Option<String>,
}

impl Observer {
    /// An empty observer.
    pub fn new(setting: &Setting) -> Self {
        let landlords = &setting.city.landlords;
        Observer {
            places: Places::new(&setting.city),
            initial: Some(initial::table(&setting.city)),
            landlord_names: landlords.iter().map(|l| l.name.clone()).collect(),
            moves: setting.moves.then(MoveRows::default),
            panel: setting.panel.then(PanelRows::default),
            contributions: ContributionRows::new(setting.all_contributions),
            ..Default::default()
        }
    }

    /// Demographic events per observed year.
    pub fn events(&self) -> &[(i32, Events)] {
        &self.events
    }

    /// The first account that did not add up, if any: a fault of the program.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Rows of the largest tables since they were last handed over.
    pub fn rows(&self) -> usize {
        let moves = self.moves.as_ref().map_or(0, MoveRows::rows);
        let panel = self.panel.as_ref().map_or(0, PanelRows::rows);
        self.areas.rows() + self.flows.rows() + moves + panel
    }

    /// The tables since they were last handed over; the observer is emptied.
    pub fn tables(&mut self) -> Vec<Table> {
        let (places, names) = (&self.places, &self.landlord_names);
        let mut tables = vec![
            self.areas.table(places),
            self.indices.table(places),
            self.landlords.table(names),
            self.lettings.table(places, names),
            self.flows.table(places),
            self.contributions.table(places),
            self.mobility.table(),
            self.ledger.table(),
            self.projects.table(places),
            self.seekers.table(),
        ];
        tables.extend(self.initial.take());
        tables.extend(self.moves.as_mut().map(|m| m.table(places, names)));
        tables.extend(self.panel.as_mut().map(|p| p.table(places)));
        tables
    }
}

/// Counts everything at the end of a year.
#[allow(clippy::too_many_arguments)]
pub fn observe(
    run: Res<Run>,
    events: Res<Events>,
    log: Res<LettingLog>,
    ledger: Res<Ledger>,
    pipeline: Res<Pipeline>,
    register: Res<Register>,
    mut opening: ResMut<Opening>,
    mut observer: ResMut<Observer>,
    mut households: Households,
    mut dwellings: Dwellings,
    mut complexes: Complexes,
    mut areas: Areas,
    mut landlords: Landlords,
) {
    if run.year < run.start_year {
        return;
    }
    let h = households.columns();
    let d = dwellings.columns();
    let c = complexes.columns();
    let a = areas.columns();
    let l = landlords.columns();
    opening.make_room(h.people.len());
    let stairwells = observer.contributions.at_every_level();
    let stairwells = stairwells.then(|| Stairwells::open(&opening, &d));
    let booked = Booked::new(&c, a.area.len(), stairwells);
    let start = std::mem::take(&mut opening.complexes);
    let mut follower = Follower::new(&mut opening, &register, &run.law, &h, &d, booked);
    let o = &mut *observer;
    let mut census = Census::new(d.dwelling.len(), c.complex.len());
    let mut new = 0;
    for (row, p) in h.people.iter().enumerate() {
        if !p.alive {
            follower.nobody(row);
            continue;
        }
        let now = Opened::new(row, &h);
        census.household(row, now.dwelling, now.groups, &h);
        new += usize::from(!follower.follow(row, now, &d));
    }
    let mut entered = 0;
    for &(row, coming) in &register.settled {
        if h.people[row as usize].alive {
            entered += 1;
            follower.enter(&Opened::new(row as usize, &h), coming, &d);
        }
    }
    let (booked, mobility) = follower.close(&d);
    opening.note_tenures(&d);
    opening.year = run.year + 1;
    census.dwellings(&d);
    for (x, unit) in c.complex.iter().zip(&mut census.complexes) {
        unit.moves = [x.moved_in, x.moved_out, x.vulnerable_in, x.low_in];
        (unit.incidents, unit.reputation) = (x.incidents, x.reputation);
    }
    let mut by_area = vec![Composition::default(); a.area.len()];
    for (x, unit) in c.complex.iter().zip(&census.complexes) {
        by_area[x.area as usize].add(unit);
    }
    let mut city = Composition {
        incidents: f32::NAN,
        reputation: f32::NAN,
        ..Default::default()
    };
    for (area, unit) in a.area.iter().zip(&mut by_area) {
        (unit.incidents, unit.reputation) = (area.incidents, area.reputation);
        city.add(unit);
    }
    let year = run.year;
    // First, because it sorts all households and then gives their ranking back.
    o.indices.push(year, &by_area, &mut census);
    o.areas
        .push(year, &o.places, &city, &by_area, &census.complexes);
    o.landlords
        .push(year, &run.law, l.landlord, &census.social_dwellings);
    o.lettings.push(year, &log);
    o.mobility.push(year, &mobility);
    o.ledger.push(year, &ledger);
    o.projects.push(year, &pipeline.plans);
    o.seekers.push(year, &log);
    if let Some(moves) = &mut o.moves {
        moves.push(year, &log, &d);
    }
    if let Some(panel) = &mut o.panel {
        panel.push(year, &o.places, &h, &d);
    }
    let units = census.complexes.iter().map(|u| u.counts.groups);
    opening.complexes = units.chain([census.without]).collect();
    // Before the largest tables grow.
    drop((census, by_area));
    let accounts = Accounts::new(booked, start, &opening.complexes);
    o.contributions.push(year, &accounts);
    let accounts = o.flows.push(year, &o.places, &accounts).and(if new == entered {
        Ok(())
    } else {
        Err(format!(
            "flows: {new} households are new at the end of {year}, but {entered} were registered"
        ))
    });
    if let Err(message) = accounts {
        o.fault.get_or_insert(message);
    }
    o.events.push((year, *events));
}
