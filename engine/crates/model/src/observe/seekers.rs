//! Who looked for a social dwelling in the year and who found one: chances of success by
//! income class and urgency.

use buurt_city::Tenure;
use buurt_core::{Column, Table};

use super::lettings::INCOME_CLASSES;
use super::moves::URGENCIES;
use super::places::category;
use crate::letting_log::LettingLog;

/// Rows of the table `seekers`.
#[derive(Debug, Default)]
pub struct SeekerRows {
    year: Vec<i32>,
    class: Vec<u32>,
    urgency: Vec<u32>,
    counts: [Vec<i32>; 3],
}

impl SeekerRows {
    /// Adds a year, sorted by income class and urgency; those without seekers have no row.
    pub fn push(&mut self, year: i32, log: &LettingLog) {
        let mut cells = [[[0; 3]; URGENCIES.len()]; INCOME_CLASSES.len()];
        for (row, seekers) in cells.iter_mut().zip(log.seekers) {
            for (cell, n) in row.iter_mut().zip(seekers) {
                cell[0] = n as i32;
            }
        }
        for m in log.moves.iter().filter(|m| m.registered_years.is_finite()) {
            let found = if m.tenure == Tenure::Social { 1 } else { 2 };
            cells[usize::from(m.income_class)][m.urgency as usize][found] += 1;
        }
        for (class, row) in cells.iter().enumerate() {
            for (urgency, counts) in row.iter().enumerate().filter(|c| c.1[0] > 0) {
                self.year.push(year);
                self.class.push(class as u32);
                self.urgency.push(urgency as u32);
                for (column, n) in self.counts.iter_mut().zip(counts) {
                    column.push(*n);
                }
            }
        }
    }

    /// The table `seekers`; the rows are given away.
    pub fn table(&mut self) -> Table {
        let [seekers, social, other] = std::mem::take(&mut self.counts);
        let classes = std::mem::take(&mut self.class);
        let urgencies = std::mem::take(&mut self.urgency);
        Table::new("seekers")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with("income_class", category(classes, &INCOME_CLASSES))
            .with("urgency", category(urgencies, &URGENCIES))
            .with("seekers", Column::I32(seekers))
            .with("found_social", Column::I32(social))
            .with("found_other", Column::I32(other))
    }
}
