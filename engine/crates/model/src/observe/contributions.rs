//! Why each index changed in a year: what moves, change in place, demography, arrival and
//! departure, and growth and decline of places contributed, from the accounts of the year.
//! `buurt_metrics::contributions` has the formula.

use buurt_core::{Column, Table};
use buurt_metrics::{BinaryIndices, Contributions, Indices, UnitAccount, contributions};

use super::booked::TERMS;
use super::composition::GROUPS;
use super::flows::Accounts;
use super::index_rows::INDICES;
use super::places::{AREA, COMPLEX, Places, category};

/// The channels through which an index changes: a name, and the terms of the accounts that
/// are its gains and its losses.
pub const CHANNELS: [(&str, &str, &str); 4] = [
    ("moving", "moved_in", "moved_out"),
    ("in_place", "became", "ceased"),
    ("demography", "formed", "dissolved"),
    ("migration", "arrived", "departed"),
];
/// The channel of growth and decline of places.
pub const STOCK: &str = "stock";
const PARTS: usize = CHANNELS.len() + 3;
/// Level of stairwells.
const PORTIEK: usize = COMPLEX + 1;

/// Rows of the table `contributions`.
#[derive(Debug, Default)]
pub struct ContributionRows {
    every_level: bool,
    year: Vec<i32>,
    level: Vec<u32>,
    group: Vec<u32>,
    index: Vec<u32>,
    /// Start, the channels, stock, end.
    parts: [Vec<f64>; PARTS],
}

impl ContributionRows {
    /// No rows yet; whether there are to be rows of every index at every level, stairwells
    /// too, which takes longer.
    pub fn new(every_level: bool) -> Self {
        ContributionRows {
            every_level,
            ..Default::default()
        }
    }

    /// Whether the accounts of stairwells are asked for.
    pub fn at_every_level(&self) -> bool {
        self.every_level
    }

    /// Adds a year. Households without a dwelling of their own live in no unit.
    pub fn push(&mut self, year: i32, accounts: &Accounts) {
        let (start, booked) = (&accounts.start, &accounts.booked);
        let fast = [Indices::Fast, Indices::All][usize::from(self.every_level)];
        let levels = [
            (AREA, &start.areas, &booked.areas, Indices::All),
            (COMPLEX, &start.complexes, &booked.complexes, fast),
        ];
        for (level, start, booked, indices) in levels {
            let units = start.len() - 1;
            for group in 1..GROUPS.len() {
                let pick = |n: &[u32; GROUPS.len()]| [n[0], n[group]];
                let accounts: Vec<UnitAccount<{ CHANNELS.len() }>> = start[..units]
                    .iter()
                    .zip(booked)
                    .map(|(start, booked)| unit(pick(start), booked.each_ref().map(pick)))
                    .collect();
                let found = contributions(&accounts, indices);
                self.rows((year, level, group), &found, indices);
            }
        }
        if let Some(stairwells) = &booked.stairwells {
            for group in 1..GROUPS.len() {
                let found = contributions(&stairwells.merged(group), Indices::All);
                self.rows((year, PORTIEK, group), &found, Indices::All);
            }
        }
    }

    fn rows(
        &mut self,
        (year, level, group): (i32, usize, usize),
        found: &Contributions<{ CHANNELS.len() }>,
        indices: Indices,
    ) {
        let all: Vec<BinaryIndices> = std::iter::once(found.start)
            .chain(found.flows)
            .chain([found.size, found.end])
            .collect();
        for (index, (name, _)) in found.start.named().into_iter().enumerate() {
            if indices == Indices::Fast && ["gini", "information_theory_h"].contains(&name) {
                continue;
            }
            self.year.push(year);
            self.level.push(level as u32);
            self.group.push(group as u32);
            self.index.push(index as u32);
            for (column, part) in self.parts.iter_mut().zip(&all) {
                column.push(part.values()[index]);
            }
        }
    }

    /// The table `contributions`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let levels = ["city", places.area_level(), "complex", "portiek"];
        let levels = &levels[..PORTIEK + usize::from(self.every_level)];
        let mut table = Table::new("contributions")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with("level", category(std::mem::take(&mut self.level), levels))
            .with("group", category(std::mem::take(&mut self.group), &GROUPS))
            .with("index", category(std::mem::take(&mut self.index), &INDICES));
        let names = std::iter::once("start")
            .chain(CHANNELS.iter().map(|c| c.0))
            .chain([STOCK, "end"]);
        for (name, column) in names.zip(&mut self.parts) {
            table = table.with(name, Column::F64(std::mem::take(column)));
        }
        table
    }
}

/// The account of a unit by channel: everybody and a group at the start, and the terms of
/// both.
pub(super) fn unit(
    start: [u32; 2],
    terms: [[u32; 2]; TERMS.len()],
) -> UnitAccount<{ CHANNELS.len() }> {
    let count = |n: [u32; 2]| n.map(f64::from);
    // Gains and losses of a channel stand side by side in the account.
    let net = |channel: usize| {
        let [gains, losses] = [0, 1].map(|k| count(terms[2 * channel + k]));
        [gains[0] - losses[0], gains[1] - losses[1]]
    };
    UnitAccount {
        start: count(start),
        flows: std::array::from_fn(net),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_the_pairs_of_terms_of_the_accounts() {
        for (k, (_, gains, losses)) in CHANNELS.iter().enumerate() {
            assert_eq!(TERMS[2 * k], (*gains, 1));
            assert_eq!(TERMS[2 * k + 1], (*losses, -1));
        }
        let names = BinaryIndices::UNDEFINED.named().map(|(name, _)| name);
        assert_eq!(names, INDICES[..names.len()]);
    }
}
