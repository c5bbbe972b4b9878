//! Accounts of each group in each place: why its number changed in a year.
//!
//! start + moved_in − moved_out + became − ceased + formed − dissolved + arrived −
//! departed = end, in whole households, for every year, place and group. A change of
//! status is booked where the household lived at the start of the year, a move with the
//! status at its end (incomes change before homes do). A household that came and went
//! within one year is in none of the terms. Households without a dwelling of their own
//! live in the place `none`, so that the city is complete.

use buurt_core::{Column, Table};

use super::booked::{Account, BECAME, Booked, TERMS};
use super::composition::GROUPS;
use super::places::{AREA, CITY, COMPLEX, Places, category};

/// Numbers of households by group at a moment, per complex and per area (the last of
/// each is `none`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) complexes: Vec<[u32; GROUPS.len()]>,
    pub(super) areas: Vec<[u32; GROUPS.len()]>,
}

impl Balance {
    fn of(complexes: Vec<[u32; GROUPS.len()]>, area_of: &[u32]) -> Self {
        let areas = area_of.last().map_or(0, |&none| none as usize + 1);
        let mut sums = vec![[0; GROUPS.len()]; areas];
        for (unit, &area) in complexes.iter().zip(area_of) {
            for (sum, n) in sums[area as usize].iter_mut().zip(unit) {
                *sum += n;
            }
        }
        Balance {
            complexes,
            areas: sums,
        }
    }
}

/// The accounts of a year: who was there, what happened, who is there.
#[derive(Debug)]
pub struct Accounts {
    pub(super) start: Balance,
    pub(super) booked: Booked,
    pub(super) end: Balance,
}

impl Accounts {
    /// From the households by group at the start and at the end, per complex and then
    /// without a dwelling.
    pub fn new(
        booked: Booked,
        mut start: Vec<[u32; GROUPS.len()]>,
        end: &[[u32; GROUPS.len()]],
    ) -> Self {
        // Complexes built this year start empty.
        let without = start.pop().unwrap_or_default();
        start.resize(end.len() - 1, [0; GROUPS.len()]);
        start.push(without);
        Accounts {
            start: Balance::of(start, &booked.area_of),
            end: Balance::of(end.to_vec(), &booked.area_of),
            booked,
        }
    }
}

/// Rows of the table `flows`.
#[derive(Debug, Default)]
pub struct FlowRows {
    year: Vec<i32>,
    level: Vec<u32>,
    place: Vec<u32>,
    group: Vec<u32>,
    /// Start, the terms, end.
    terms: Vec<[u32; TERMS.len() + 2]>,
}

impl FlowRows {
    /// Rows that wait to be handed over.
    pub fn rows(&self) -> usize {
        self.terms.len()
    }

    /// Adds the accounts of a year. Rows in which everything is zero are left out.
    ///
    /// # Errors
    /// Names the first account that does not add up.
    pub fn push(&mut self, year: i32, places: &Places, accounts: &Accounts) -> Result<(), String> {
        let Accounts { start, booked, end } = accounts;
        let none = end.complexes.len() - 1;
        let mut city = [[0; GROUPS.len()]; 2];
        let mut all = Account::default();
        for (area, account) in booked.areas.iter().enumerate() {
            for g in 0..GROUPS.len() {
                city[0][g] += start.areas[area][g];
                city[1][g] += end.areas[area][g];
                for term in BECAME..TERMS.len() {
                    all[term][g] += account[term][g];
                }
            }
        }
        self.account(year, CITY, places.code(CITY, 0), &city[0], &all, &city[1])?;
        let none_area = booked.areas.len() - 1;
        for (area, account) in booked.areas.iter().enumerate() {
            let place = if area == none_area {
                places.none()
            } else {
                places.code(AREA, area as u32)
            };
            self.account(
                year,
                AREA,
                place,
                &start.areas[area],
                account,
                &end.areas[area],
            )?;
        }
        // `none` before the complexes: in the order of places.
        let order = std::iter::once(none).chain(0..none);
        for unit in order {
            let place = if unit == none {
                places.none()
            } else {
                places.code(COMPLEX, unit as u32)
            };
            let account = &booked.complexes[unit];
            let (start, end) = (&start.complexes[unit], &end.complexes[unit]);
            self.account(year, COMPLEX, place, start, account, end)?;
        }
        Ok(())
    }

    fn account(
        &mut self,
        year: i32,
        level: usize,
        place: u32,
        start: &[u32; GROUPS.len()],
        account: &Account,
        end: &[u32; GROUPS.len()],
    ) -> Result<(), String> {
        for g in 0..GROUPS.len() {
            let mut row = [0; TERMS.len() + 2];
            row[0] = start[g];
            for (cell, term) in row[1..=TERMS.len()].iter_mut().zip(account) {
                *cell = term[g];
            }
            row[TERMS.len() + 1] = end[g];
            if row.iter().all(|&n| n == 0) {
                continue;
            }
            let mut sum = i64::from(start[g]);
            for (term, (_, sign)) in account.iter().zip(TERMS) {
                sum += i64::from(sign) * i64::from(term[g]);
            }
            if sum != i64::from(end[g]) {
                return Err(format!(
                    "flows: {} households of the group {} are there at the end of {year} in \
                     place {place} of level {level}, but start and flows make {sum}",
                    end[g], GROUPS[g]
                ));
            }
            self.year.push(year);
            self.level.push(level as u32);
            self.place.push(place);
            self.group.push(g as u32);
            self.terms.push(row);
        }
        Ok(())
    }

    /// The table `flows`; the rows are given away.
    pub fn table(&mut self, places: &Places) -> Table {
        let terms = std::mem::take(&mut self.terms);
        let mut table = Table::new("flows")
            .with("year", Column::I32(std::mem::take(&mut self.year)))
            .with(
                "level",
                places.level_column(std::mem::take(&mut self.level)),
            )
            .with("area", places.column(std::mem::take(&mut self.place)))
            .with("group", category(std::mem::take(&mut self.group), &GROUPS));
        let names = std::iter::once("start")
            .chain(TERMS.iter().map(|t| t.0))
            .chain(std::iter::once("end"));
        for (k, name) in names.enumerate() {
            let column = terms.iter().map(|t| t[k] as i32).collect();
            table = table.with(name, Column::I32(column));
        }
        table
    }
}
