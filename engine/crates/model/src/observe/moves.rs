//! Every move, with what the rules looked at: enough to check the two national norms and
//! most local rules afterwards without the program.

use buurt_city::{Tenure, Vulnerability};
use buurt_core::{Column, Table};

use super::lettings::{INCOME_CLASSES, landlord_column};
use super::places::{Places, category};
use crate::columns::DwellingColumns;
use crate::components::NONE;
use crate::grounds::Grounds;
use crate::letting_log::{Channel, LettingLog, Move};

/// Names of the urgency classes, in their order.
pub const URGENCIES: [&str; 4] = ["none", "social", "renewal", "mediated"];

/// A move with the places it joins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    year: i32,
    m: Move,
    pub(super) grounds: Grounds,
    key_from: u64,
    key_to: u64,
    area_from: u32,
    rooms_from: u8,
    complex_from: u32,
    complex_to: u32,
}

/// Rows of the table `moves`.
#[derive(Debug, Default)]
pub struct MoveRows {
    rows: Vec<Row>,
}

impl MoveRows {
    /// Rows that wait to be handed over.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Adds the moves of a year.
    pub fn push(&mut self, year: i32, log: &LettingLog, d: &DwellingColumns) {
        let grounds = log.grounds.iter().flat_map(|g| &g.moves);
        self.rows
            .extend(log.moves.iter().zip(grounds).map(|(&m, &grounds)| {
                let to = &d.dwelling[m.to as usize].building;
                let from = d.dwelling.get(m.from as usize).map(|d| &d.building);
                Row {
                    year,
                    m,
                    grounds,
                    key_from: from.map_or(0, |b| b.key),
                    key_to: to.key,
                    rooms_from: from.map_or(0, |b| b.rooms),
                    area_from: from.map_or(NONE, |b| b.area),
                    complex_from: from.map_or(NONE, |b| b.complex),
                    complex_to: to.complex,
                }
            }));
    }

    /// The table `moves`; the rows are given away.
    pub fn table(&mut self, places: &Places, landlords: &[String]) -> Table {
        let rows = std::mem::take(&mut self.rows);
        let whole = |f: &dyn Fn(&Row) -> i32| Column::I32(rows.iter().map(f).collect());
        let flag =
            |f: &dyn Fn(&Row) -> bool| Column::I32(rows.iter().map(|r| i32::from(f(r))).collect());
        let key = |f: &dyn Fn(&Row) -> u64| {
            Column::I64(rows.iter().map(|r| f(r).cast_signed()).collect())
        };
        let class =
            |f: &dyn Fn(&Row) -> u32, names: &[&str]| category(rows.iter().map(f).collect(), names);
        let place = |f: &dyn Fn(&Row) -> u32| places.column(rows.iter().map(f).collect());
        let mut tenures = Tenure::ALL.map(Tenure::name).to_vec();
        tenures.push("none");
        let table = Table::new("moves")
            .with("year", whole(&|r| r.year))
            .with("round", whole(&|r| r.m.round as i32))
            .with("household", key(&|r| r.m.key))
            .with("from", key(&|r| r.key_from))
            .with("to", key(&|r| r.key_to))
            .with("area_from", place(&|r| places.area_or_none(r.area_from)))
            .with("area_to", place(&|r| r.m.area))
            .with(
                "complex_from",
                place(&|r| places.complex_or_none(r.complex_from)),
            )
            .with(
                "complex_to",
                place(&|r| places.complex_or_none(r.complex_to)),
            )
            .with(
                "tenure_from",
                class(&|r| r.m.tenure_from.map_or(4, |t| t as u32), &tenures),
            )
            .with("tenure_to", class(&|r| r.m.tenure as u32, &tenures))
            .with(
                "channel",
                class(&|r| r.m.channel as u32, &Channel::ALL.map(Channel::name)),
            )
            .with(
                "landlord",
                landlord_column(rows.iter().map(|r| r.m.landlord), landlords),
            )
            .with(
                "rent_eur_month",
                Column::F64(rows.iter().map(|r| r.m.rent_eur).collect()),
            )
            .with("rooms", whole(&|r| i32::from(r.m.rooms)))
            .with("rooms_from", whole(&|r| i32::from(r.rooms_from)))
            .with("shared", flag(&|r| r.m.shared))
            .with(
                "taxable_income_eur",
                Column::F32(rows.iter().map(|r| r.m.taxable_eur).collect()),
            )
            .with(
                "income_class",
                class(&|r| u32::from(r.m.income_class), &INCOME_CLASSES),
            )
            .with("persons", whole(&|r| i32::from(r.m.persons)))
            .with("age", whole(&|r| i32::from(r.m.age)))
            .with("pension_age", flag(&|r| r.m.aow))
            .with("children", whole(&|r| i32::from(r.m.children)))
            .with("vulnerable", flag(&|r| r.m.vulnerable))
            .with(
                "vulnerability",
                class(
                    &|r| r.m.kind as u32,
                    &Vulnerability::ALL.map(Vulnerability::name),
                ),
            )
            .with("urgency", class(&|r| r.m.urgency as u32, &URGENCIES))
            .with(
                "registration_years",
                Column::F32(
                    rows.iter()
                        .map(|r| {
                            let years = r.m.registered_years;
                            if years.is_finite() { years } else { f32::NAN }
                        })
                        .collect(),
                ),
            )
            .with("free_room", flag(&|r| r.m.free_room))
            .with("passend_exception", flag(&|r| r.m.passend_exception));
        super::grounds::columns(table, &rows)
    }
}
