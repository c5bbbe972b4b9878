//! Where every household lives in every year, by its key: two variants can be joined
//! household by household, because keys do not depend on policy.

use buurt_city::Tenure;
use buurt_core::{Column, Table};

use super::lettings::INCOME_CLASSES;
use super::places::{Places, category};
use crate::columns::{DwellingColumns, HouseholdColumns};
use crate::components::NONE;

/// Rows of the table `panel`.
#[derive(Debug, Default)]
pub struct PanelRows {
    year: Vec<i32>,
    key: Vec<i64>,
    area: Vec<u32>,
    complex: Vec<u32>,
    portiek: Vec<i32>,
    tenure: Vec<u32>,
    income_class: Vec<u32>,
    vulnerable: Vec<i32>,
}

impl PanelRows {
    /// Rows that wait to be handed over.
    pub fn rows(&self) -> usize {
        self.key.len()
    }

    /// Adds the households of a year, sorted by key.
    pub fn push(&mut self, year: i32, places: &Places, h: &HouseholdColumns, d: &DwellingColumns) {
        let mut order: Vec<(i64, u32)> = h
            .people
            .iter()
            .enumerate()
            .filter(|(_, p)| p.alive)
            .map(|(row, p)| (p.key.cast_signed(), row as u32))
            .collect();
        order.sort_unstable();
        for (key, row) in order {
            let row = row as usize;
            let home = d
                .dwelling
                .get(h.home[row].dwelling as usize)
                .map(|d| &d.building);
            self.year.push(year);
            self.key.push(key);
            self.area
                .push(places.area_or_none(home.map_or(NONE, |b| b.area)));
            self.complex
                .push(places.complex_or_none(home.map_or(NONE, |b| b.complex)));
            self.portiek.push(home.map_or(-1, |b| b.portiek as i32));
            self.tenure.push(
                d.dwelling
                    .get(h.home[row].dwelling as usize)
                    .map_or(4, |dw| dw.tenure as u32),
            );
            self.income_class.push(u32::from(h.income[row].quintile));
            self.vulnerable.push(i32::from(h.care[row].vulnerable()));
        }
    }

    /// The table `panel`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let mut tenures = Tenure::ALL.map(Tenure::name).to_vec();
        tenures.push("none");
        Table::new("panel")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with("household", Column::I64(std::mem::take(&mut self.key)))
            .with("area", places.column(std::mem::take(&mut self.area)))
            .with("complex", places.column(std::mem::take(&mut self.complex)))
            .with("portiek", Column::I32(std::mem::take(&mut self.portiek)))
            .with(
                "tenure",
                category(std::mem::take(&mut self.tenure), &tenures),
            )
            .with(
                "income_class",
                category(std::mem::take(&mut self.income_class), &INCOME_CLASSES),
            )
            .with(
                "vulnerable",
                Column::I32(std::mem::take(&mut self.vulnerable)),
            )
    }
}
