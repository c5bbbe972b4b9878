//! Accounts of each group in each place: why its number changed in a year.
//!
//! start + moved_in − moved_out + became − ceased + formed − dissolved + arrived −
//! departed = end, in whole households, for every year, place and group. A change of
//! status is booked where the household lived at the start of the year, a move with the
//! status at its end (incomes change before homes do). A household that came and went
//! within one year is in none of the terms. Households without a dwelling of their own
//! live in the place `none`, so that the city is complete.

use buurt_core::{Column, Table};

use super::composition::{Composition, GROUPS};
use super::mobility::{Fate, Mobility};
use super::opening::{FORMED, Opened, Opening};
use super::places::{AREA, CITY, COMPLEX, Places, category};
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::{Home, NONE};
use crate::population::{Coming, Leaving, Register};

/// Terms of the account between start and end, with their signs.
pub const TERMS: [(&str, i32); 8] = [
    ("moved_in", 1),
    ("moved_out", -1),
    ("became", 1),
    ("ceased", -1),
    ("formed", 1),
    ("dissolved", -1),
    ("arrived", 1),
    ("departed", -1),
];
const MOVED_IN: usize = 0;
const MOVED_OUT: usize = 1;
const BECAME: usize = 2;
const CEASED: usize = 3;
const ENTRIES: [usize; 2] = [4, 6];
const EXITS: [usize; 3] = [5, 5, 7];

/// The terms of one place, by group.
type Account = [[u32; TERMS.len()]; GROUPS.len()];

/// What happened in the year, per complex and per area (the last of each is `none`).
#[derive(Debug)]
pub struct Booked {
    complexes: Vec<Account>,
    areas: Vec<Account>,
    area_of: Vec<u32>,
}

impl Booked {
    fn new(c: &ComplexColumns, areas: usize) -> Self {
        let n = c.complex.len();
        let mut area_of: Vec<u32> = c.complex.iter().map(|x| x.area).collect();
        area_of.push(areas as u32);
        Booked {
            complexes: vec![Account::default(); n + 1],
            areas: vec![Account::default(); areas + 1],
            area_of,
        }
    }

    /// The complex of a dwelling, or the number of `none`.
    fn unit(&self, dwelling: u32, d: &DwellingColumns) -> usize {
        if dwelling == NONE {
            self.complexes.len() - 1
        } else {
            d.building[dwelling as usize].complex as usize
        }
    }

    fn book(&mut self, unit: usize, term: usize, groups: u8) {
        let area = self.area_of[unit] as usize;
        add(&mut self.complexes[unit], term, groups);
        add(&mut self.areas[area], term, groups);
    }

    fn moved(&mut self, from: usize, to: usize, groups: u8) {
        if from == to {
            return;
        }
        add(&mut self.complexes[from], MOVED_OUT, groups);
        add(&mut self.complexes[to], MOVED_IN, groups);
        let (left, entered) = (self.area_of[from] as usize, self.area_of[to] as usize);
        if left != entered {
            add(&mut self.areas[left], MOVED_OUT, groups);
            add(&mut self.areas[entered], MOVED_IN, groups);
        }
    }
}

fn add(account: &mut Account, term: usize, groups: u8) {
    for (g, terms) in account.iter_mut().enumerate() {
        terms[term] += u32::from(groups >> g & 1);
    }
}

/// Follows every household of the start of the year to its end.
pub struct Follower<'a> {
    booked: Booked,
    mobility: Mobility,
    opening: &'a mut Opening,
}

impl<'a> Follower<'a> {
    /// Books those who left; to be called before any household is followed.
    ///
    /// # Errors
    /// A message when a household left that did not exist.
    pub fn new(
        opening: &'a mut Opening,
        register: &Register,
        h: &HouseholdColumns,
        d: &DwellingColumns,
        c: &ComplexColumns,
        areas: usize,
    ) -> Self {
        let mut booked = Booked::new(c, areas);
        let mut mobility = Mobility::default();
        for &(row, how) in &register.left {
            // A second departure from a row is that of a household of this year.
            let Some(was) = opening.rows.get_mut(row as usize).filter(|w| w.exists()) else {
                continue;
            };
            let was = std::mem::replace(was, Opened::NOBODY);
            let (exit, fate) = match how {
                Leaving::Died => (EXITS[0], Fate::Stayed),
                Leaving::Joined(partner) => {
                    let home = h.home[partner as usize].dwelling;
                    let elsewhere = home != NONE && home != was.dwelling;
                    let fate = [Fate::Stayed, Fate::JoinedElsewhere][usize::from(elsewhere)];
                    (EXITS[1], fate)
                }
                Leaving::Departed => (EXITS[2], Fate::Left),
            };
            let unit = booked.unit(was.dwelling, d);
            booked.book(unit, exit, was.groups);
            mobility.count(&was, fate);
        }
        Follower {
            booked,
            mobility,
            opening,
        }
    }

    /// Follows one household that exists at the end of the year. Returns whether it is
    /// the household that was in this row at the start.
    #[inline]
    pub fn follow(
        &mut self,
        row: usize,
        key: u64,
        groups: u8,
        home: &Home,
        d: &DwellingColumns,
    ) -> bool {
        let Some(was) = self.opening.rows.get(row).copied() else {
            return false;
        };
        if was.key != key || !was.exists() {
            return false;
        }
        if was.dwelling == home.dwelling {
            self.mobility.count(&was, Fate::Stayed);
            if was.groups != groups {
                let unit = self.booked.unit(was.dwelling, d);
                self.changed(unit, &was, groups);
            }
            return true;
        }
        let fate = if home.dwelling == NONE {
            Fate::Stayed
        } else {
            Fate::MovedWithin
        };
        self.mobility.count(&was, fate);
        let from = self.booked.unit(was.dwelling, d);
        self.changed(from, &was, groups);
        let to = self.booked.unit(home.dwelling, d);
        self.booked.moved(from, to, groups);
        true
    }

    fn changed(&mut self, unit: usize, was: &Opened, groups: u8) {
        if was.groups != groups {
            self.booked.book(unit, BECAME, groups & !was.groups);
            self.booked.book(unit, CEASED, was.groups & !groups);
        }
    }

    /// Books a household that is new this year, where it lives now.
    pub fn enter(&mut self, new: &Opened, coming: Coming, d: &DwellingColumns) {
        let unit = self.booked.unit(new.dwelling, d);
        self.booked.book(
            unit,
            ENTRIES[usize::from(coming == Coming::Arrived)],
            new.groups,
        );
        if coming == Coming::Formed {
            let found = new.dwelling != NONE;
            let fate = [Fate::Stayed, Fate::MovedWithin][usize::from(found)];
            let formed = Opened {
                position: FORMED,
                ..*new
            };
            self.mobility.count(&formed, fate);
        }
    }

    /// The books of the year.
    pub fn close(self) -> (Booked, Mobility) {
        (self.booked, self.mobility)
    }
}

/// Numbers of households by group at a moment, per complex and per area (the last of
/// each is `none`).
#[derive(Debug, Default, PartialEq, Eq)]
struct Balance {
    complexes: Vec<[u32; GROUPS.len()]>,
    areas: Vec<[u32; GROUPS.len()]>,
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

/// Rows of the table `flows`.
#[derive(Debug, Default)]
pub struct FlowRows {
    year: Vec<i32>,
    level: Vec<u32>,
    place: Vec<u32>,
    group: Vec<u32>,
    /// Start, the terms, end.
    terms: Vec<[u32; TERMS.len() + 2]>,
    last_end: Option<Balance>,
}

impl FlowRows {
    /// Adds the accounts of a year. Rows in which everything is zero are left out.
    ///
    /// # Errors
    /// Names the first account that does not add up, or whose start is not the end of the
    /// year before.
    pub fn push(
        &mut self,
        year: i32,
        places: &Places,
        opening: &Opening,
        booked: &Booked,
        complexes: &[Composition],
        without: &[u32; GROUPS.len()],
    ) -> Result<(), String> {
        let none = complexes.len();
        let mut start = opening.complexes.clone();
        let homeless = start.pop().unwrap_or_default();
        start.resize(none, [0; GROUPS.len()]);
        start.push(homeless);
        let mut end: Vec<_> = complexes.iter().map(|u| u.counts.groups).collect();
        end.push(*without);
        let start = Balance::of(start, &booked.area_of);
        let end = Balance::of(end, &booked.area_of);
        self.check_start(year, &start)?;
        let mut city = [[0; GROUPS.len()]; 2];
        let mut all = Account::default();
        for (area, account) in booked.areas.iter().enumerate() {
            for g in 0..GROUPS.len() {
                city[0][g] += start.areas[area][g];
                city[1][g] += end.areas[area][g];
                for term in BECAME..TERMS.len() {
                    all[g][term] += account[g][term];
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
        self.last_end = Some(end);
        Ok(())
    }

    fn check_start(&self, year: i32, start: &Balance) -> Result<(), String> {
        let Some(last) = &self.last_end else {
            return Ok(());
        };
        if start.areas == last.areas {
            return Ok(());
        }
        Err(format!(
            "flows: the year {year} does not start with the households that the year before \
             ended with"
        ))
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
            row[1..=TERMS.len()].copy_from_slice(&account[g]);
            row[TERMS.len() + 1] = end[g];
            if row.iter().all(|&n| n == 0) {
                continue;
            }
            let mut sum = i64::from(start[g]);
            for (term, (_, sign)) in account[g].iter().zip(TERMS) {
                sum += i64::from(sign) * i64::from(*term);
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
