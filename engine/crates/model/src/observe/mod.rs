//! The tables of a run, gathered at the end of each year after burn-in: composition and
//! indices, the accounts of every group and place, lettings, landlords, mobility and, if
//! asked for, every move and every household. `docs/tables.md` lists every column.

pub mod composition;
pub mod flows;
pub mod index_rows;
pub mod landlords;
pub mod ledger_rows;
pub mod lettings;
pub mod mobility;
pub mod moves;
pub mod opening;
pub mod panel;
pub mod places;

use bevy_ecs::prelude::*;
use buurt_core::Table;

use crate::columns::{
    Areas, Complexes, DwellingColumns, Dwellings, HouseholdColumns, Households, Landlords,
};
use crate::components::{NONE, Use};
use crate::ledger::Ledger;
use crate::letting_log::LettingLog;
use crate::population::{Events, Register};
use crate::run::Run;
use crate::simulation::Setting;
use composition::{AreaRows, Composition, Counts, GROUPS, group_bits};
use flows::{FlowRows, Follower};
use index_rows::IndexRows;
use landlords::LandlordRows;
use ledger_rows::LedgerRows;
use lettings::LettingRows;
use mobility::MobilityRows;
use moves::MoveRows;
use opening::{Opened, Opening};
use panel::PanelRows;
use places::Places;

/// Gathers the tables.
#[derive(Resource, Debug, Default)]
pub struct Observer {
    places: Places,
    landlord_names: Vec<String>,
    areas: AreaRows,
    indices: IndexRows,
    flows: FlowRows,
    lettings: LettingRows,
    landlords: LandlordRows,
    mobility: MobilityRows,
    ledger: LedgerRows,
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
            landlord_names: landlords.iter().map(|l| l.name.clone()).collect(),
            moves: setting.moves.then(MoveRows::default),
            panel: setting.panel.then(PanelRows::default),
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

    /// The tables so far; the observer is emptied.
    pub fn tables(&mut self) -> Vec<Table> {
        let (places, names) = (&self.places, &self.landlord_names);
        let mut tables = vec![
            self.areas.table(places),
            self.indices.table(places),
            self.landlords.table(names),
            self.lettings.table(places, names),
            self.flows.table(places),
            self.mobility.table(),
            self.ledger.table(),
        ];
        tables.extend(self.moves.as_mut().map(|m| m.table(places, names)));
        tables.extend(self.panel.as_mut().map(|p| p.table(places)));
        tables
    }
}

/// Composition of everything at one moment.
#[derive(Debug, Default)]
pub struct Census {
    /// By complex.
    pub complexes: Vec<Composition>,
    /// By stairwell.
    pub portieken: Vec<Counts>,
    /// Complex of each stairwell.
    pub complex_of_portiek: Vec<u32>,
    /// Households without a dwelling, by group.
    pub without: [u32; GROUPS.len()],
}

impl Census {
    fn of_dwellings(d: &DwellingColumns, complexes: usize) -> Census {
        let portieken = d.building.iter().map(|b| b.portiek + 1).max().unwrap_or(0) as usize;
        let mut census = Census {
            complexes: vec![Composition::default(); complexes],
            portieken: vec![Counts::default(); portieken],
            complex_of_portiek: vec![0; portieken],
            without: [0; GROUPS.len()],
        };
        for (b, dw) in d.building.iter().zip(d.dwelling.iter()) {
            census.complex_of_portiek[b.portiek as usize] = b.complex;
            if dw.state != Use::Demolished {
                let unit = &mut census.complexes[b.complex as usize];
                unit.dwellings[dw.tenure as usize] += u32::from(b.room == 0);
                unit.vacant += u32::from(dw.occupant == NONE);
            }
        }
        census
    }

    #[inline]
    fn count(&mut self, row: usize, bits: u8, h: &HouseholdColumns, d: &DwellingColumns) {
        let home = &h.home[row];
        if home.dwelling == NONE {
            for (g, n) in self.without.iter_mut().enumerate() {
                *n += u32::from(bits >> g & 1);
            }
            return;
        }
        let (p, i) = (&h.people[row], &h.income[row]);
        let b = &d.building[home.dwelling as usize];
        let unit = &mut self.complexes[b.complex as usize];
        unit.counts.count(bits, p, i.quintile);
        unit.tenures[d.dwelling[home.dwelling as usize].tenure as usize] += 1;
        unit.kinds[h.care[row].kind as usize] += 1;
        unit.income_eur += f64::from(i.disposable_eur);
        unit.rent_eur += f64::from(home.rent_eur);
        self.portieken[b.portiek as usize].count(bits, p, i.quintile);
    }
}

/// Counts everything at the end of a year.
#[allow(clippy::too_many_arguments)]
pub fn observe(
    run: Res<Run>,
    events: Res<Events>,
    log: Res<LettingLog>,
    ledger: Res<Ledger>,
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
    let mut census = Census::of_dwellings(&d, c.complex.len());
    let mut follower = Follower::new(&mut opening, &register, &h, &d, &c, a.area.len());
    let mut new = 0;
    for (row, p) in h.people.iter().enumerate() {
        if !p.alive {
            continue;
        }
        let bits = group_bits(p, &h.income[row], &h.care[row]);
        census.count(row, bits, &h, &d);
        new += usize::from(!follower.follow(row, p.key, bits, &h.home[row], &d));
    }
    let mut entered = 0;
    for &(row, coming) in &register.settled {
        let p = &h.people[row as usize];
        if p.alive {
            entered += 1;
            let now = Opened {
                key: p.key,
                dwelling: h.home[row as usize].dwelling,
                groups: group_bits(p, &h.income[row as usize], &h.care[row as usize]),
                position: 0,
                age: p.head_age(),
                persons: p.persons(),
            };
            follower.enter(&now, coming, &d);
        }
    }
    let (booked, mobility) = follower.close();
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
    let o = &mut *observer;
    let year = run.year;
    o.areas
        .push(year, &o.places, &city, &by_area, &census.complexes);
    o.indices.push(year, &by_area, &census);
    o.landlords.push(year, &run.law, l.landlord);
    o.lettings.push(year, &log);
    o.mobility.push(year, &mobility);
    o.ledger.push(year, &ledger);
    if let Some(moves) = &mut o.moves {
        moves.push(year, &log.moves, &d);
    }
    if let Some(panel) = &mut o.panel {
        panel.push(year, &o.places, &h, &d);
    }
    let accounts = o.flows.push(
        year,
        &o.places,
        &opening,
        &booked,
        &census.complexes,
        &census.without,
    );
    let accounts = accounts.and(if new == entered {
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
