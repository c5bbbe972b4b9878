//! Who moved within the city and who left it, by housing position at the start of the year
//! and age reached in it: what the observed moving rates (C-12, C-13, P15, P16) are
//! compared with.
//!
//! Households are counted by the age of their head, persons by their own, from 18 on, as
//! Statistics Netherlands does: who is 20 and lives with parents is one of those who may
//! move. Who forms a household of their own was a person of another household at the
//! start, so the position `formed` has movers but no persons.

use buurt_core::{Column, Table};

use super::opening::{FORMED, Opened, POSITIONS};
use super::places::category;

/// Youngest age of a head that is told apart.
const YOUNGEST: u8 = 18;
/// Oldest; who is older counts here.
const OLDEST: u8 = 90;
const AGES: usize = (OLDEST - YOUNGEST) as usize + 1;

/// Row of an age of at least [`YOUNGEST`].
fn row(age: u8) -> usize {
    usize::from(age.min(OLDEST) - YOUNGEST)
}

/// What a household did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Lives where it lived, or still has no home.
    Stayed,
    /// Its last adult died.
    Died,
    /// Lives elsewhere in the city.
    MovedWithin,
    /// Its persons joined another household elsewhere in the city.
    JoinedElsewhere,
    /// Left the city.
    Left,
}

/// Households, moved within, left, dissolved; then persons, moved within, left.
type Cell = [u32; 7];

/// The counts of a year.
#[derive(Debug)]
pub struct Mobility {
    cells: Vec<[Cell; AGES]>,
}

impl Default for Mobility {
    fn default() -> Self {
        Mobility {
            cells: vec![[[0; 7]; AGES]; POSITIONS.len()],
        }
    }
}

impl Mobility {
    /// Counts a household that existed at the start of the year, or was formed in it, by
    /// its position (an index into [`POSITIONS`]).
    #[inline]
    pub fn count(&mut self, was: &Opened, position: u8, fate: Fate) {
        let ages = &mut self.cells[usize::from(position)];
        let (within, left) = (fate == Fate::MovedWithin, fate == Fate::Left);
        let joined = fate == Fate::JoinedElsewhere;
        // Who was there at the start gets a year older; who was formed is read afterwards.
        let here = u8::from(position != FORMED);
        let cell = &mut ages[row((was.ages[0] + here).max(YOUNGEST))];
        cell[0] += 1;
        cell[1] += u32::from(within);
        cell[2] += u32::from(left);
        cell[3] += u32::from(fate == Fate::Died || joined);
        let mut person = |age: u8| {
            let age = age + here;
            if age >= YOUNGEST {
                let cell = &mut ages[row(age)];
                cell[4] += u32::from(here);
                cell[5] += u32::from(within || joined);
                cell[6] += u32::from(left);
            }
        };
        let [head, partner] = was.ages;
        person(head);
        if partner > 0 {
            person(partner);
        }
        was.children().iter().for_each(|&age| person(age));
    }

    /// Counts a child of this age that left home and city; it was counted at home.
    pub fn left_home_and_city(&mut self, age: u8) {
        if age >= YOUNGEST {
            self.cells[usize::from(FORMED)][row(age)][6] += 1;
        }
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
            let someone = |c: &&Cell| c.iter().any(|&n| n > 0);
            let rows = ages.iter().enumerate();
            for (age, cell) in rows.filter(|(_, c)| someone(c)) {
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
            "dissolved",
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
