//! Accounts of each group in each place: why its number changed in a year.
//!
//! start + moved_in − moved_out + became − ceased + formed − dissolved + arrived −
//! departed = end, in whole households, for every year, place and group. A change of
//! status is booked where the household lived at the start of the year, a move with the
//! status at its end (incomes change before homes do). A household that came and went
//! within one year is in none of the terms. Households without a dwelling of their own
//! live in the place `none`, so that the city is complete.

use buurt_core::{Column, Table};
use buurt_params::law::LawYear;

use super::composition::GROUPS;
use super::mobility::{Fate, Mobility};
use super::opening::{FORMED, Opened, Opening};
use super::places::{AREA, CITY, COMPLEX, Places, category};
use super::stairwells::Stairwells;
use crate::columns::{ComplexColumns, DwellingColumns, HouseholdColumns};
use crate::components::NONE;
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
const FORMED_TERM: usize = 4;
const DISSOLVED: usize = 5;
const ARRIVED: usize = 6;
const DEPARTED: usize = 7;

/// The terms of one place, each by group.
pub(super) type Account = [[u32; GROUPS.len()]; TERMS.len()];

/// What happened in the year, per complex and per area (the last of each is `none`), and per
/// stairwell when that is asked for.
#[derive(Debug)]
pub struct Booked {
    pub(super) complexes: Vec<Account>,
    pub(super) areas: Vec<Account>,
    pub(super) stairwells: Option<Stairwells>,
    area_of: Vec<u32>,
    /// Terms (dwelling, term, groups) and moves (from, to, groups) that wait to be booked: the
    /// places lie scattered, and a short loop lets their reads overlap.
    terms: Vec<(u32, usize, u8)>,
    moves: Vec<([u32; 2], u8)>,
}

/// Terms or moves booked at once.
const AT_ONCE: usize = 64;

impl Booked {
    /// Empty books for complexes and areas, beside those of the stairwells.
    pub fn new(c: &ComplexColumns, areas: usize, stairwells: Option<Stairwells>) -> Self {
        let n = c.complex.len();
        let mut area_of: Vec<u32> = c.complex.iter().map(|x| x.area).collect();
        area_of.push(areas as u32);
        Booked {
            complexes: vec![Account::default(); n + 1],
            areas: vec![Account::default(); areas + 1],
            stairwells,
            area_of,
            terms: Vec::with_capacity(AT_ONCE),
            moves: Vec::with_capacity(AT_ONCE),
        }
    }

    /// The complex of a dwelling, or the number of `none`.
    fn unit(&self, dwelling: u32, d: &DwellingColumns) -> usize {
        if dwelling == NONE {
            self.complexes.len() - 1
        } else {
            d.dwelling[dwelling as usize].building.complex as usize
        }
    }

    /// Books a term where a dwelling is.
    fn book(&mut self, dwelling: u32, d: &DwellingColumns, term: usize, groups: u8) {
        if groups == 0 {
            return;
        }
        if let Some(stairwells) = &mut self.stairwells {
            stairwells.book(dwelling, d, term, groups);
        }
        self.terms.push((dwelling, term, groups));
        if self.terms.len() == AT_ONCE {
            self.book_terms(d);
        }
    }

    /// Books a move between dwellings.
    fn moved(&mut self, [from, to]: [u32; 2], d: &DwellingColumns, groups: u8) {
        if let Some(stairwells) = &mut self.stairwells {
            // Who moves within a stairwell leaves and enters it: no net change.
            stairwells.book(from, d, MOVED_OUT, groups);
            stairwells.book(to, d, MOVED_IN, groups);
        }
        self.moves.push(([from, to], groups));
        if self.moves.len() == AT_ONCE {
            self.book_moves(d);
        }
    }

    fn book_terms(&mut self, d: &DwellingColumns) {
        let terms = std::mem::take(&mut self.terms);
        let mut units = [0; AT_ONCE];
        for (unit, &(dwelling, ..)) in units.iter_mut().zip(&terms) {
            *unit = self.unit(dwelling, d);
        }
        for (&(_, term, groups), unit) in terms.iter().zip(units) {
            add(&mut self.complexes[unit], term, groups);
            add(&mut self.areas[self.area_of[unit] as usize], term, groups);
        }
        self.terms = terms;
        self.terms.clear();
    }

    fn book_moves(&mut self, d: &DwellingColumns) {
        let moves = std::mem::take(&mut self.moves);
        let mut units = [[0; 2]; AT_ONCE];
        for (units, (between, _)) in units.iter_mut().zip(&moves) {
            *units = between.map(|dwelling| self.unit(dwelling, d));
        }
        for (&(_, groups), [from, to]) in moves.iter().zip(units) {
            if from == to {
                continue;
            }
            add(&mut self.complexes[from], MOVED_OUT, groups);
            add(&mut self.complexes[to], MOVED_IN, groups);
            let (left, entered) = (self.area_of[from] as usize, self.area_of[to] as usize);
            if left != entered {
                add(&mut self.areas[left], MOVED_OUT, groups);
                add(&mut self.areas[entered], MOVED_IN, groups);
            }
        }
        self.moves = moves;
        self.moves.clear();
    }
}

/// Adds one to a term of every group.
#[inline]
pub(super) fn add(account: &mut Account, term: usize, groups: u8) {
    for (g, n) in account[term].iter_mut().enumerate() {
        *n += u32::from(groups >> g & 1);
    }
}

/// Follows every household from the start of the year to its end.
pub struct Follower<'a> {
    booked: Booked,
    mobility: Mobility,
    opening: &'a mut Opening,
    law: &'a LawYear,
}

impl<'a> Follower<'a> {
    /// Books those who left, before any household is followed.
    pub fn new(
        opening: &'a mut Opening,
        register: &Register,
        law: &'a LawYear,
        h: &HouseholdColumns,
        d: &DwellingColumns,
        booked: Booked,
    ) -> Self {
        let mut follower = Follower {
            booked,
            mobility: Mobility::default(),
            opening,
            law,
        };
        for &(row, how) in &register.left {
            follower.leave(row as usize, how, h, d);
        }
        for &age in &register.left_home_and_city {
            follower.mobility.left_home_and_city(age);
        }
        follower
    }

    fn leave(&mut self, row: usize, how: Leaving, h: &HouseholdColumns, d: &DwellingColumns) {
        // A second departure from a row is that of a household of this year.
        let Some(was) = self.opening.rows.get(row).copied().filter(Opened::exists) else {
            return;
        };
        self.opening.rows[row] = Opened::NOBODY;
        let (exit, fate) = match how {
            Leaving::Died => (DISSOLVED, Fate::Died),
            Leaving::Joined(partner) => {
                let home = h.home[partner as usize].dwelling;
                let elsewhere = home != NONE && home != was.dwelling;
                let fate = [Fate::Stayed, Fate::JoinedElsewhere][usize::from(elsewhere)];
                (DISSOLVED, fate)
            }
            Leaving::Departed | Leaving::GaveUp => (DEPARTED, Fate::Left),
        };
        self.booked.book(was.dwelling, d, exit, was.groups);
        self.mobility
            .count(&was, self.opening.position(&was, self.law), fate);
    }

    /// Follows one household that exists at the end of the year, and opens the books of
    /// its row for the next one. Returns whether the same household was in this row at the
    /// start.
    #[inline]
    pub fn follow(&mut self, row: usize, now: Opened, d: &DwellingColumns) -> bool {
        let Some(opened) = self.opening.rows.get_mut(row) else {
            self.opening.rows.push(now);
            return false;
        };
        let was = std::mem::replace(opened, now);
        if !was.exists() {
            return false;
        }
        let position = self.opening.position(&was, self.law);
        let stayed = was.dwelling == now.dwelling;
        let fate = if stayed || now.dwelling == NONE {
            Fate::Stayed
        } else {
            Fate::MovedWithin
        };
        self.mobility.count(&was, position, fate);
        if !stayed || was.groups != now.groups {
            self.book_changes(&was, &now, d);
        }
        true
    }

    fn book_changes(&mut self, was: &Opened, now: &Opened, d: &DwellingColumns) {
        let (from, to) = (was.dwelling, now.dwelling);
        self.booked.book(from, d, BECAME, now.groups & !was.groups);
        self.booked.book(from, d, CEASED, was.groups & !now.groups);
        if from != to {
            self.booked.moved([from, to], d, now.groups);
        }
    }

    /// Empties a row in which nobody lives at the end of the year.
    pub fn nobody(&mut self, row: usize) {
        match self.opening.rows.get_mut(row) {
            Some(opened) => *opened = Opened::NOBODY,
            None => self.opening.rows.push(Opened::NOBODY),
        }
    }

    /// Books a household that is new this year, where it lives now.
    pub fn enter(&mut self, new: &Opened, coming: Coming, d: &DwellingColumns) {
        if coming == Coming::Arrived {
            self.booked.book(new.dwelling, d, ARRIVED, new.groups);
            return;
        }
        self.booked.book(new.dwelling, d, FORMED_TERM, new.groups);
        let found = new.dwelling != NONE;
        let fate = [Fate::Stayed, Fate::MovedWithin][usize::from(found)];
        self.mobility.count(new, FORMED, fate);
    }

    /// The books of the year.
    pub fn close(mut self, d: &DwellingColumns) -> (Booked, Mobility) {
        self.booked.book_terms(d);
        self.booked.book_moves(d);
        (self.booked, self.mobility)
    }
}

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
