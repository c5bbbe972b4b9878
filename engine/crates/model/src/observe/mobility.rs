//! Who moved within the city and who left it, by housing position and age at the start of
//! the year: what the observed moving rates (C-12, C-13, P15, P16) are compared with.

use buurt_core::{Column, Table};

use super::opening::{Opened, POSITIONS};
use super::places::category;

/// Youngest age of a head that is told apart.
const YOUNGEST: u8 = 18;
/// Oldest; who is older counts here.
const OLDEST: u8 = 90;
const AGES: usize = (OLDEST - YOUNGEST) as usize + 1;

/// What a household did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Lives where it lived, ceased to exist, or still has no home.
    Stayed,
    /// Lives elsewhere in the city.
    MovedWithin,
    /// Its persons joined another household elsewhere in the city.
    JoinedElsewhere,
    /// Left the city.
    Left,
}

/// Households, moved within, left; then persons, moved within, left.
type Cell = [u32; 6];

/// The counts of a year.
#[derive(Debug)]
pub struct Mobility {
    cells: Vec<[Cell; AGES]>,
}

impl Default for Mobility {
    fn default() -> Self {
        Mobility {
            cells: vec![[[0; 6]; AGES]; POSITIONS.len()],
        }
    }
}

impl Mobility {
    /// Counts a household that existed at the start of the year, or was formed in it, by
    /// its position (an index into [`POSITIONS`]).
    #[inline]
    pub fn count(&mut self, was: &Opened, position: u8, fate: Fate) {
        let age = usize::from(was.age.clamp(YOUNGEST, OLDEST) - YOUNGEST);
        let cell = &mut self.cells[usize::from(position)][age];
        let persons = u32::from(was.persons);
        let (within, left) = (fate == Fate::MovedWithin, fate == Fate::Left);
        cell[0] += 1;
        cell[1] += u32::from(within);
        cell[2] += u32::from(left);
        cell[3] += persons;
        cell[4] += if within || fate == Fate::JoinedElsewhere {
            persons
        } else {
            0
        };
        cell[5] += if left { persons } else { 0 };
    }
}

/// Rows of the table `mobility`.
#[derive(Debug, Default)]
pub struct MobilityRows {
    year: Vec<i32>,
    position: Vec<u32>,
    age: Vec<i32>,
    cells: Vec<Cell>,
}

impl MobilityRows {
    /// Adds a year; combinations that nobody is in are left out.
    pub fn push(&mut self, year: i32, counts: &Mobility) {
        for (position, ages) in counts.cells.iter().enumerate() {
            for (age, cell) in ages.iter().enumerate().filter(|(_, c)| c[0] > 0) {
                self.year.push(year);
                self.position.push(position as u32);
                self.age.push(i32::from(YOUNGEST) + age as i32);
                self.cells.push(*cell);
            }
        }
    }

    /// The table `mobility`; the rows are given away.
    pub fn table(&mut self) -> Table {
        let cells = std::mem::take(&mut self.cells);
        let mut table = Table::new("mobility")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "tenure_at_start",
                category(std::mem::take(&mut self.position), &POSITIONS),
            )
            .with("age", Column::I32(std::mem::take(&mut self.age)));
        let names = [
            "households",
            "moved_within",
            "left_city",
            "persons",
            "persons_moved_within",
            "persons_left",
        ];
        for (k, name) in names.into_iter().enumerate() {
            let column = cells.iter().map(|c| c[k] as i32).collect();
            table = table.with(name, Column::I32(column));
        }
        table
    }
}
